-- The store, version 4. Readable as it stands; `sqlite3 STORE .schema` shows the same text without the comments.
--
-- What every table obeys, so that another engine can hold it (man/cm-internals.7):
--   part   a fixed hash of the line's id modulo 64, leads every key of customers' data; foreign keys stay inside a part
--   kpart  the same hash of a name, leads the keys of what is looked up by name
--   INTEGER (64 bits) and TEXT only, NOT NULL; 0 and '' mean "none"; no default, trigger, view, rowid or sequence
-- Money is fen. An instant is seconds since 1970 UTC; a day is days since 1970 in the business's zone, -2147483648 = none.
--
-- To change it: add migrate-N.sql (N: the new version) and make the same change here; tests/unit/store-migrate.c
-- compares the two.

-- What is true of the whole store.
CREATE TABLE meta (
	part INTEGER NOT NULL CHECK (part = 0),
	name TEXT NOT NULL,   -- store_id, created_at, rehearsal, commit_no
	value TEXT NOT NULL,
	PRIMARY KEY (part, name)
) STRICT, WITHOUT ROWID;

-- Where each part's journal ends. Written once per batch.
CREATE TABLE head (
	part INTEGER NOT NULL CHECK (part BETWEEN 0 AND 63),
	seq INTEGER NOT NULL CHECK (seq >= 0), -- of the last operation; 0: none yet
	at INTEGER NOT NULL CHECK (at BETWEEN 0 AND 253402300799), -- its instant: the next one is not earlier
	chain TEXT NOT NULL,                   -- 64 hex digits; the operation row keeps only the first 32
	PRIMARY KEY (part)
) STRICT, WITHOUT ROWID;

-- One operation, one row: order, journal, stored answer, explanation and ledger entry. Rows are only added.
-- Not WITHOUT ROWID: a row of 350 bytes would stand in the inner pages of the key's tree, eight to a page, and 64 parts
-- would split pages in the midst of it. As it is, rows go to the end of the table and the key has a narrow index of its
-- own: a bulk payment costs a fifth less.
CREATE TABLE operation (
	part INTEGER NOT NULL CHECK (part BETWEEN 0 AND 63),
	seq INTEGER NOT NULL,       -- counts in the part from 1 without a gap
	parent INTEGER NOT NULL,    -- 0, or the operation of which this row is a further movement of money
	prev INTEGER NOT NULL,      -- 0, or the line's operation before this one: an index that costs no page
	line INTEGER NOT NULL,      -- 0: of no line
	at INTEGER NOT NULL,        -- instant; never decreases in a part
	commit_no INTEGER NOT NULL, -- of the batch that wrote it
	by_user TEXT NOT NULL,      -- login name of the real user id
	source TEXT NOT NULL,       -- command and verb: cm-pay pay
	result INTEGER NOT NULL CHECK (result BETWEEN 1 AND 4), -- 1 done, 2 refused, 3 referred, 4 noted
	rules TEXT NOT NULL,        -- ids of the rules that fired, comma-separated; the first is the reason
	policy TEXT NOT NULL,       -- hash of the policy set
	facts TEXT NOT NULL,        -- JSON object: what the decision rested on, masked; '' in a further movement
	answer TEXT NOT NULL,       -- JSON object: what the flow answered, masked; '' in a further movement
	debit INTEGER NOT NULL CHECK (debit BETWEEN 0 AND 6), -- 0 none, 1 line, 2 cash, 3 revenue, 4 promise, 5 opening, 6 clearing
	credit INTEGER NOT NULL CHECK (credit BETWEEN 0 AND 6),
	amount INTEGER NOT NULL,    -- fen
	cause INTEGER NOT NULL,     -- of a reversal: the row that it takes back; else 0
	request TEXT NOT NULL,      -- keyed fingerprint of the request's source and key, 8 hex digits; '' none: so that the
	                            -- chain covers which requests were done
	chain TEXT NOT NULL,        -- first 16 bytes of HMAC-SHA256(key, full value of the row before, this row), hex
	PRIMARY KEY (part, seq),
	CHECK (parent < seq AND prev < seq AND cause < seq),
	CHECK (amount > 0 AND debit > 0 AND credit > 0 AND debit <> credit OR amount = 0 AND debit = 0 AND credit = 0)
) STRICT;

-- Requests that were done: the answer to a repetition is found here. Kept for ever.
CREATE TABLE request (
	kpart INTEGER NOT NULL CHECK (kpart BETWEEN 0 AND 63), -- of the batch's name when the key has one
	source TEXT NOT NULL, -- command and verb
	key TEXT NOT NULL,
	part INTEGER NOT NULL, -- the operation that did it
	seq INTEGER NOT NULL,
	prints TEXT NOT NULL,  -- 12 hex digits per input field: 4 of its name, 8 of its keyed fingerprint
	PRIMARY KEY (kpart, source, key)
) STRICT, WITHOUT ROWID;

-- The only look-up by name, and the only place where names are unique in the whole store.
CREATE TABLE directory (
	kpart INTEGER NOT NULL CHECK (kpart BETWEEN 0 AND 63),
	kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4),   -- 1 number, 2 SIM, 3 pack, 4 outside ticket
	name TEXT NOT NULL,
	state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4), -- 0 free, 1 reserved, 2 in use, 3 quarantined, 4 dead
	part INTEGER NOT NULL CHECK (part BETWEEN 0 AND 63),  -- of the line or the ticket; 0 when there is none
	line INTEGER NOT NULL CHECK (line >= 0),              -- whose it is, or was; 0: nobody's; of kind 4 the ticket
	until INTEGER NOT NULL,                               -- instant at which a reservation or quarantine ends; else 0
	PRIMARY KEY (kpart, kind, name),
	CHECK (state <> 2 OR kind > 2 OR line > 0)
) STRICT, WITHOUT ROWID;
-- Numbers that can be offered, in order. Payments and other operations on lines never touch it.
CREATE INDEX directory_offer ON directory (name, kpart) WHERE kind = 1 AND state < 2;

-- A line's personal data. Apart from the account: bulk payment is bounded by the pages that it writes.
CREATE TABLE line (
	part INTEGER NOT NULL CHECK (part BETWEEN 0 AND 63),
	line INTEGER NOT NULL CHECK (line > 0), -- opaque; the number is an attribute
	msisdn TEXT NOT NULL,         -- its number, or its last one
	iccid TEXT NOT NULL,          -- its SIM
	name TEXT NOT NULL,           -- of the owner
	id_type TEXT NOT NULL,        -- resident_id, temp_id, …
	id_no TEXT NOT NULL,
	customer_type TEXT NOT NULL,  -- person, corporate
	contact TEXT NOT NULL,
	address TEXT NOT NULL,
	terminal TEXT NOT NULL,       -- the telephone's model
	brand TEXT NOT NULL,
	plan TEXT NOT NULL,
	vip_level TEXT NOT NULL,
	payment_method TEXT NOT NULL,
	credit_class TEXT NOT NULL,
	opened_at INTEGER NOT NULL CHECK (opened_at BETWEEN -2147483648 AND 2932896),   -- day on which the number was connected
	owner_since INTEGER NOT NULL CHECK (owner_since BETWEEN -2147483648 AND 2932896), -- day from which the present owner has it
	points INTEGER NOT NULL CHECK (points >= 0),
	PRIMARY KEY (part, line)
) STRICT, WITHOUT ROWID;

-- A line's money and state: narrow, since this is what every payment rewrites.
CREATE TABLE account (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	balance INTEGER NOT NULL CHECK (balance BETWEEN -99999999999999 AND 99999999999999), -- fen; arrears are negative
	status INTEGER NOT NULL CHECK (status BETWEEN 1 AND 5), -- 1 active, 2 suspended_arrears, 3 suspended_request, 4 pending_terminate, 5 terminated
	last_seq INTEGER NOT NULL, -- the line's newest operation, whose prev leads to the one before
	version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 4611686018427387903), -- guards an update against another one since it was read
	arrears_since INTEGER NOT NULL CHECK (arrears_since BETWEEN -2147483648 AND 2932896), -- day on which the balance went below zero; none: it is not
	status_since INTEGER NOT NULL CHECK (status_since BETWEEN -2147483648 AND 2932896),   -- day from which the status holds
	PRIMARY KEY (part, line),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;

-- The service password. A line without a row never had one set.
CREATE TABLE pin (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	hash TEXT NOT NULL,            -- crypt(3) of HMAC(pepper, part, line, PIN)
	set_at INTEGER NOT NULL,
	tries INTEGER NOT NULL CHECK (tries >= 0), -- wrong ones in a row
	locked_until INTEGER NOT NULL, -- instant; 0: not locked
	version INTEGER NOT NULL,
	PRIMARY KEY (part, line),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;

-- What is known of a number for sale, beside its row in the directory.
CREATE TABLE number (
	kpart INTEGER NOT NULL CHECK (kpart BETWEEN 0 AND 63),
	msisdn TEXT NOT NULL,
	pack_serial TEXT NOT NULL,   -- of the pack that it is sold in
	number_class TEXT NOT NULL,
	prepay_min INTEGER NOT NULL CHECK (prepay_min >= 0), -- fen that must be prepaid; 0: as the plan says
	holder TEXT NOT NULL,        -- MAC of who reserved it
	PRIMARY KEY (kpart, msisdn)
) STRICT, WITHOUT ROWID;

-- The way from a pack's serial to its number.
CREATE TABLE pack (
	kpart INTEGER NOT NULL CHECK (kpart BETWEEN 0 AND 63), -- of the serial
	serial TEXT NOT NULL,
	msisdn TEXT NOT NULL,
	PRIMARY KEY (kpart, serial)
) STRICT, WITHOUT ROWID;

-- What is known of a SIM, beside its row in the directory.
CREATE TABLE sim (
	kpart INTEGER NOT NULL CHECK (kpart BETWEEN 0 AND 63),
	iccid TEXT NOT NULL,
	imsi TEXT NOT NULL,
	puk TEXT NOT NULL, -- secret
	PRIMARY KEY (kpart, iccid)
) STRICT, WITHOUT ROWID;

-- Services of a line: a row for each time that it had one, and for each tier. Kept when it has ended: what was there
-- before says who is new to a service, and by which order a fee of last month came about.
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

-- Plans that a line had before its present one, as far as they changed here: the bill of a month asks which it was.
CREATE TABLE former_plan (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	until INTEGER NOT NULL, -- the last day on which it held
	seq INTEGER NOT NULL,   -- of the operation that changed it
	plan TEXT NOT NULL,
	PRIMARY KEY (part, line, until, seq),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;

-- Contracts that bind a line for a time.
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

-- Family groups (rows S57-S62): a row for each line that is or was in one, in its own part. The group is its main line.
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

-- The way from a main line to the lines of its group.
CREATE TABLE family_member (
	part INTEGER NOT NULL,       -- of the main line
	line INTEGER NOT NULL,
	member_part INTEGER NOT NULL CHECK (member_part BETWEEN 0 AND 63),
	member_line INTEGER NOT NULL CHECK (member_line > 0),
	PRIMARY KEY (part, line, member_part, member_line),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;

-- What platforms outside say of a line; the newest word on each fact.
CREATE TABLE evidence (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	fact TEXT NOT NULL,
	value TEXT NOT NULL,
	as_of INTEGER NOT NULL, -- instant
	PRIMARY KEY (part, line, fact),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;

-- Dated promises to a customer: credits, rebates, an answer, a restoration. Kept once it was posted.
CREATE TABLE promise (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	due INTEGER NOT NULL,    -- the last day on which it is kept in time
	seq INTEGER NOT NULL,    -- of the operation that promised
	kind TEXT NOT NULL,      -- credit, matching_credit, monthly_rebate, reply, restoration, refund
	from_day INTEGER NOT NULL, -- the first day on which it may be posted
	amount INTEGER NOT NULL CHECK (amount >= 0), -- fen; 0: it is not about money
	posted INTEGER NOT NULL, -- seq of the operation that kept it, or took it back; 0: still open
	PRIMARY KEY (part, line, due, seq, kind),
	CHECK (from_day <= due),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX promise_open ON promise (from_day, part, line) WHERE posted = 0;

-- Orders of a line that take effect later: the plan of next month, a refund of what is still to be charged.
CREATE TABLE waiting (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	due INTEGER NOT NULL,     -- instant from which it takes effect
	seq INTEGER NOT NULL,     -- of the operation that ordered it
	kind TEXT NOT NULL,       -- plan, family, reactivate, refund
	value TEXT NOT NULL,      -- what it will be
	settled INTEGER NOT NULL, -- seq of the operation that carried it out or took it back; 0: it waits
	PRIMARY KEY (part, line, due, seq, kind),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_due ON waiting (due, part, line) WHERE settled = 0;

-- Who had a line before its present owner.
CREATE TABLE owner (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	until INTEGER NOT NULL, -- instant at which it went to the next one
	seq INTEGER NOT NULL,   -- of the operation by which it did
	since INTEGER NOT NULL, -- day
	name TEXT NOT NULL,
	id_type TEXT NOT NULL,
	id_no TEXT NOT NULL,
	PRIMARY KEY (part, line, until, seq),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;

-- Lines that had a number and were terminated: the way back to them (the number itself may be another line's now).
CREATE TABLE former (
	kpart INTEGER NOT NULL CHECK (kpart BETWEEN 0 AND 63), -- of the number
	msisdn TEXT NOT NULL,
	until INTEGER NOT NULL, -- instant of the termination
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	seq INTEGER NOT NULL,   -- of the operation that terminated it
	PRIMARY KEY (kpart, msisdn, until, part, line)
) STRICT, WITHOUT ROWID;

-- What a line had when it was terminated.
CREATE TABLE snapshot (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	seq INTEGER NOT NULL,  -- of the operation that terminated it
	kind TEXT NOT NULL,    -- service, plan, sim, waiting
	name TEXT NOT NULL,    -- of a service: service, item and sp with a slash between (lib/base/buf.h: putpart)
	value TEXT NOT NULL,   -- its tier; the plan; the SIM
	PRIMARY KEY (part, line, seq, kind, name),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;

-- Bills by month and item, as charged.
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

-- What was paid back of a bill's items.
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

-- What was used, as the network's records say.
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

-- How far the monthly run of each part has come: moved on in the transaction of each batch, so that a run that was
-- killed goes on behind the last line that it charged.
CREATE TABLE month_run (
	part INTEGER NOT NULL CHECK (part BETWEEN 0 AND 63),
	month INTEGER NOT NULL CHECK (month BETWEEN 190001 AND 999912),
	phase INTEGER NOT NULL CHECK (phase BETWEEN 1 AND 2), -- 1 the advance on the 1st, 2 the close
	upto INTEGER NOT NULL CHECK (upto >= 0), -- the last line done
	done INTEGER NOT NULL CHECK (done BETWEEN 0 AND 1),   -- 1: all lines of the part
	PRIMARY KEY (part, month, phase)
) STRICT, WITHOUT ROWID;

-- Messages to customers that wait to be sent, or were. One of a kind for each operation; its id is the order's with the kind.
CREATE TABLE notice (
	part INTEGER NOT NULL CHECK (part BETWEEN 0 AND 63),
	line INTEGER NOT NULL,       -- 0: of no line
	seq INTEGER NOT NULL,        -- of the operation that caused it
	kind TEXT NOT NULL,          -- survey
	msisdn TEXT NOT NULL,        -- where it goes
	lang TEXT NOT NULL,          -- zh, en
	text TEXT NOT NULL,          -- id of the policy's text: rendered when it is handed over
	params TEXT NOT NULL,        -- JSON object: the values that the text names
	not_before INTEGER NOT NULL, -- instant
	sent_at INTEGER NOT NULL,    -- instant; 0: it waits
	answer INTEGER NOT NULL CHECK (answer BETWEEN -1 AND 9), -- of a survey; -1: none
	answered_at INTEGER NOT NULL, -- instant; 0: not yet
	PRIMARY KEY (part, line, seq, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_waiting ON notice (not_before, part, line) WHERE sent_at = 0;

-- Complaints, queries and faults: a row each, whoever reported it. Its id is that of the order that opened it or brought it in.
CREATE TABLE ticket (
	part INTEGER NOT NULL CHECK (part BETWEEN 0 AND 63), -- the line's; without a line that of its outside id, or of its request's key
	ticket INTEGER NOT NULL CHECK (ticket > 0), -- seq of the operation that opened it
	line INTEGER NOT NULL CHECK (line >= 0),    -- 0: of a number that nobody knew, or of none
	msisdn TEXT NOT NULL,        -- as reported
	external TEXT NOT NULL,      -- its id outside, which the directory knows, too
	opened_at INTEGER NOT NULL,  -- instant: the clock's start
	kind TEXT NOT NULL,          -- complaint, charge_query, sp_query, fault; '' not said
	service TEXT NOT NULL,
	cause TEXT NOT NULL,         -- what diagnosis found: the id of a step
	subject TEXT NOT NULL,
	text TEXT NOT NULL,          -- in the customer's words: personal
	class TEXT NOT NULL,         -- of deadlines.yaml
	branch TEXT NOT NULL,
	channel TEXT NOT NULL,
	purpose TEXT NOT NULL,       -- what the customer wants
	emotion_level INTEGER NOT NULL CHECK (emotion_level BETWEEN -1 AND 9), -- -1: not said
	severity INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 9), -- 1 is the gravest; 0: not said
	status TEXT NOT NULL,        -- acknowledged, rejected, pending, held, inProgress, resolved, closed, cancelled (TMF621)
	open INTEGER NOT NULL,       -- 1: none of the states that are an end
	reply_due INTEGER NOT NULL,  -- instant by which an answer is promised; 0: none is
	due_version INTEGER NOT NULL CHECK (due_version >= 0), -- counts every change of reply_due, the first one too
	due_calendar TEXT NOT NULL,  -- by which it was reckoned; '' as it was brought in
	awaiting INTEGER NOT NULL,   -- 1: the answer is owed, and the clock runs
	paused_since INTEGER NOT NULL CHECK (paused_since >= 0), -- instant; 0: the clock runs
	paused INTEGER NOT NULL CHECK (paused >= 0), -- seconds of the calendar's time that it stood so far
	restore_due INTEGER NOT NULL, -- instant by which it is to work again; 0: none was promised
	replied_at INTEGER NOT NULL, -- instant, as the next two; 0: not yet
	resolved_at INTEGER NOT NULL,
	closed_at INTEGER NOT NULL,
	solution TEXT NOT NULL,
	accepted INTEGER NOT NULL CHECK (accepted BETWEEN -1 AND 1),   -- the solution, by the customer; -1: not said
	satisfied INTEGER NOT NULL CHECK (satisfied BETWEEN -1 AND 1), -- -1: not said
	escalate_to TEXT NOT NULL,   -- a contact of site.yaml
	problem TEXT NOT NULL,       -- id of the first ticket of the same cause; '' none
	remind_level INTEGER NOT NULL CHECK (remind_level >= 0), -- levels done of this due_version
	remind_at INTEGER NOT NULL CHECK (remind_at >= 0), -- instant of the next one; 0: none is left
	version INTEGER NOT NULL CHECK (version >= 1), -- guards an update against another one since it was read
	PRIMARY KEY (part, ticket),
	CHECK (open = CASE WHEN status IN ('rejected', 'closed', 'cancelled') THEN 0 ELSE 1 END),
	CHECK (awaiting = CASE WHEN status IN ('acknowledged', 'pending', 'held', 'inProgress') AND reply_due > 0
		AND replied_at = 0 AND paused_since = 0 THEN 1 ELSE 0 END),
	CHECK (remind_at = 0 OR awaiting = 1)
) STRICT, WITHOUT ROWID;
-- Answers that are owed and reminders that are to come. The literals of a statement must be these, or no index is used;
-- what they compare stands at the end, or the table is read, too.
CREATE INDEX ticket_due ON ticket (reply_due, part, ticket, awaiting) WHERE awaiting = 1;
CREATE INDEX ticket_remind ON ticket (remind_at, part, ticket) WHERE remind_at > 0;
CREATE INDEX ticket_line ON ticket (part, line, ticket);
CREATE INDEX ticket_cause ON ticket (cause, opened_at, part, ticket, open) WHERE open = 1 AND cause <> '';
CREATE INDEX ticket_problem ON ticket (problem, part, ticket) WHERE problem <> '';

-- What became of a ticket: each change of its status, class or deadline. Rows are only added.
CREATE TABLE ticket_event (
	part INTEGER NOT NULL,
	ticket INTEGER NOT NULL,
	n INTEGER NOT NULL CHECK (n >= 1), -- counts in the ticket
	at INTEGER NOT NULL,         -- instant; never decreases in a ticket
	from_status TEXT NOT NULL,   -- '' of the first one
	to_status TEXT NOT NULL,
	reason TEXT NOT NULL,        -- a code
	class TEXT NOT NULL,         -- as of then
	due_before INTEGER NOT NULL, -- reply_due; 0: none
	due_after INTEGER NOT NULL,
	seq INTEGER NOT NULL,        -- of the operation of the same part that did it
	by_user TEXT NOT NULL,
	PRIMARY KEY (part, ticket, n),
	FOREIGN KEY (part, ticket) REFERENCES ticket (part, ticket)
) STRICT, WITHOUT ROWID;

-- What outside systems say was done to a line's services. As the two tables below: looked at, never acted upon.
CREATE TABLE history (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	at INTEGER NOT NULL,       -- instant
	event TEXT NOT NULL,       -- suspend, resume, open, cancel, refresh, or another word
	service TEXT NOT NULL,     -- '' the line itself
	operator_id TEXT NOT NULL, -- who did it there
	reason TEXT NOT NULL,
	seq INTEGER NOT NULL,      -- of the operation that brought it in
	PRIMARY KEY (part, line, at, event, service),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;

-- What was paid elsewhere; it moved no money here.
CREATE TABLE payment_log (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	at INTEGER NOT NULL,       -- instant
	payment_id TEXT NOT NULL,  -- '' not said
	amount INTEGER NOT NULL,   -- fen; below zero: taken back
	method TEXT NOT NULL,
	seq INTEGER NOT NULL,      -- of the operation that brought it in
	PRIMARY KEY (part, line, at, payment_id),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;

-- What elsewhere was set off against a month's bill from money that was stored before.
CREATE TABLE offset_log (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	month INTEGER NOT NULL CHECK (month BETWEEN 190001 AND 999912), -- year times 100 and month
	item TEXT NOT NULL,        -- which stored money; '' not said
	amount INTEGER NOT NULL,   -- fen
	remaining INTEGER NOT NULL CHECK (remaining >= -1), -- fen left of it; -1: not said
	seq INTEGER NOT NULL,      -- of the operation that brought it in
	PRIMARY KEY (part, line, month, item),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;
