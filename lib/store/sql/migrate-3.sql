-- From version 2 to 3: services as periods, families, bundles, promises with their first day, usage, refunds, the monthly run.
ALTER TABLE subscription RENAME TO subscription_2;
CREATE TABLE subscription (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	service TEXT NOT NULL,
	item TEXT NOT NULL,          -- rural code, tone code, paper; '' for a service that has none
	sp TEXT NOT NULL,            -- service provider; '' for our own
	opened_at INTEGER NOT NULL,  -- first day that it holds
	ends INTEGER NOT NULL,       -- last day that it holds; none: no end is known
	tier TEXT NOT NULL,
	state TEXT NOT NULL,         -- as ordered: active, suspended, terminated; what day it is may say more
	order_channel TEXT NOT NULL,
	command TEXT NOT NULL,       -- the text message it was ordered by
	seq INTEGER NOT NULL,        -- of the operation that opened it; 0: not known
	PRIMARY KEY (part, line, service, item, sp, opened_at),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;
INSERT INTO subscription (part, line, service, item, sp, opened_at, ends, tier, state, order_channel, command, seq)
SELECT part, line, service, item, sp, opened_at, -2147483648, tier, state, order_channel, command, 0 FROM subscription_2;
DROP TABLE subscription_2;
CREATE TABLE former_plan (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	until INTEGER NOT NULL, -- the last day on which it held
	seq INTEGER NOT NULL,   -- of the operation that changed it
	plan TEXT NOT NULL,
	PRIMARY KEY (part, line, until, seq),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;

ALTER TABLE contract RENAME TO contract_2;
CREATE TABLE contract (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	kind TEXT NOT NULL,         -- lease, gift, bundle
	from_day INTEGER NOT NULL,
	until_day INTEGER NOT NULL, -- the last day that it binds
	blocks_plan_change INTEGER NOT NULL CHECK (blocks_plan_change BETWEEN 0 AND 1),
	name TEXT NOT NULL,         -- of a bundle: which
	tier TEXT NOT NULL,
	min_spend INTEGER NOT NULL CHECK (min_spend >= 0), -- fen a month; 0: none
	seq INTEGER NOT NULL,       -- of the operation that made it; 0: not known
	PRIMARY KEY (part, line, kind, from_day),
	CHECK (from_day <= until_day),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;
INSERT INTO contract (part, line, kind, from_day, until_day, blocks_plan_change, name, tier, min_spend, seq)
SELECT part, line, kind, from_day, until_day, blocks_plan_change, '', '', 0, 0 FROM contract_2;
DROP TABLE contract_2;
CREATE TABLE family (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	since INTEGER NOT NULL,      -- instant of its order
	seq INTEGER NOT NULL,        -- of the main line's operation that asked it in
	group_part INTEGER NOT NULL CHECK (group_part BETWEEN 0 AND 63), -- the main line; of a main line itself
	group_line INTEGER NOT NULL CHECK (group_line > 0),
	offer TEXT NOT NULL,         -- main_offer or member_offer
	state TEXT NOT NULL,         -- pending (a consent is awaited), active, terminated
	effective INTEGER NOT NULL,  -- instant from which it holds; 0: not yet known
	until INTEGER NOT NULL,      -- pending: instant at which the wait is over; terminated: when it ended; else 0
	PRIMARY KEY (part, line, since, seq),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE family_member (
	part INTEGER NOT NULL,       -- of the main line
	line INTEGER NOT NULL,
	member_part INTEGER NOT NULL CHECK (member_part BETWEEN 0 AND 63),
	member_line INTEGER NOT NULL CHECK (member_line > 0),
	PRIMARY KEY (part, line, member_part, member_line),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;

-- A credit was due on the first of a month, to be posted by that month's run.
ALTER TABLE promise RENAME TO promise_2;
CREATE TABLE promise (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	due INTEGER NOT NULL,    -- the last day on which it is kept in time
	seq INTEGER NOT NULL,    -- of the operation that promised
	kind TEXT NOT NULL,      -- credit, matching_credit, monthly_rebate, reply, restoration
	from_day INTEGER NOT NULL, -- the first day on which it may be posted
	amount INTEGER NOT NULL CHECK (amount >= 0), -- fen; 0: it is not about money
	posted INTEGER NOT NULL, -- seq of the operation that kept it, or took it back; 0: still open
	PRIMARY KEY (part, line, due, seq, kind),
	CHECK (from_day <= due),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;
INSERT INTO promise (part, line, due, seq, kind, from_day, amount, posted)
SELECT part, line, due, seq, kind, due, amount, posted FROM promise_2;
DROP TABLE promise_2;
CREATE INDEX promise_open ON promise (from_day, part, line) WHERE posted = 0;

ALTER TABLE bill RENAME TO bill_2;
CREATE TABLE bill (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	month INTEGER NOT NULL CHECK (month BETWEEN 190001 AND 999912), -- year times 100 and month
	item TEXT NOT NULL,
	amount INTEGER NOT NULL, -- fen; below zero: a credit
	seq INTEGER NOT NULL,    -- of the operation that charged it; 0: charged elsewhere
	cause INTEGER NOT NULL,  -- seq of the order that it goes back to; 0: none
	PRIMARY KEY (part, line, month, item),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;
INSERT INTO bill (part, line, month, item, amount, seq, cause) SELECT part, line, month, item, amount, 0, 0 FROM bill_2;
DROP TABLE bill_2;
CREATE TABLE refund (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	month INTEGER NOT NULL CHECK (month BETWEEN 190001 AND 999912),
	item TEXT NOT NULL,
	seq INTEGER NOT NULL,    -- of the operation that did it
	cause TEXT NOT NULL,     -- metering, not_used, …
	base INTEGER NOT NULL CHECK (base > 0),      -- fen of the charge that are given back
	total INTEGER NOT NULL CHECK (total >= base), -- fen that the customer got: base times the multiplier
	PRIMARY KEY (part, line, month, item, seq),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE usage (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	at INTEGER NOT NULL,        -- instant
	kind TEXT NOT NULL,         -- voice, sms, mms, data, sp
	direction TEXT NOT NULL,    -- out, in
	peer TEXT NOT NULL,         -- the other number; '' none
	sp TEXT NOT NULL,           -- service provider; '' none
	seconds INTEGER NOT NULL CHECK (seconds >= -1),  -- -1 in this and the next four: not said, which is not 0
	up_kb INTEGER NOT NULL CHECK (up_kb >= -1),
	down_kb INTEGER NOT NULL CHECK (down_kb >= -1),
	size_kb INTEGER NOT NULL CHECK (size_kb >= -1),
	fee INTEGER NOT NULL CHECK (fee >= -1),          -- fen, as the provider says
	area TEXT NOT NULL,         -- local, long, roaming, international; '' not said
	visitor INTEGER NOT NULL CHECK (visitor BETWEEN -1 AND 1),
	apn TEXT NOT NULL,
	url TEXT NOT NULL,
	order_channel TEXT NOT NULL,
	state TEXT NOT NULL,        -- received, rated, rerated
	seq INTEGER NOT NULL,       -- of the operation that brought it in
	PRIMARY KEY (part, line, at, kind, direction, peer, sp),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE month_run (
	part INTEGER NOT NULL CHECK (part BETWEEN 0 AND 63),
	month INTEGER NOT NULL CHECK (month BETWEEN 190001 AND 999912),
	phase INTEGER NOT NULL CHECK (phase BETWEEN 1 AND 2), -- 1 the advance on the 1st, 2 the close
	upto INTEGER NOT NULL CHECK (upto >= 0), -- the last line done
	done INTEGER NOT NULL CHECK (done BETWEEN 0 AND 1),   -- 1: all lines of the part
	PRIMARY KEY (part, month, phase)
) STRICT, WITHOUT ROWID;
