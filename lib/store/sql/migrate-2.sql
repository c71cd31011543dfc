-- From version 1 to 2: since when a line is in arrears and in its state; orders that wait, what was before, bills, notices.
-- Of an older store nobody wrote these days down: the line's last operation stands for them, which is late rather than
-- early, and so in the customer's favour.
ALTER TABLE account RENAME TO account_1;
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
INSERT INTO account (part, line, balance, status, last_seq, version, arrears_since, status_since)
SELECT a.part, a.line, a.balance, a.status, a.last_seq, a.version,
	CASE WHEN a.balance < 0 THEN coalesce((o.at + 28800) / 86400, -2147483648) ELSE -2147483648 END,
	coalesce((o.at + 28800) / 86400, -2147483648)
FROM account_1 a LEFT JOIN operation o ON o.part = a.part AND o.seq = a.last_seq;
DROP TABLE account_1;
CREATE TABLE waiting (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	due INTEGER NOT NULL,     -- instant from which it takes effect
	seq INTEGER NOT NULL,     -- of the operation that ordered it
	kind TEXT NOT NULL,       -- plan
	value TEXT NOT NULL,      -- what it will be
	settled INTEGER NOT NULL, -- seq of the operation that carried it out or took it back; 0: it waits
	PRIMARY KEY (part, line, due, seq, kind),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_due ON waiting (due, part, line) WHERE settled = 0;

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

CREATE TABLE former (
	kpart INTEGER NOT NULL CHECK (kpart BETWEEN 0 AND 63), -- of the number
	msisdn TEXT NOT NULL,
	until INTEGER NOT NULL, -- instant of the termination
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	seq INTEGER NOT NULL,   -- of the operation that terminated it
	PRIMARY KEY (kpart, msisdn, until, part, line)
) STRICT, WITHOUT ROWID;
-- Lines that were brought in terminated: the way back to them, too. A number's part is known by its row in the directory,
-- which another line may have by now.
CREATE INDEX directory_1 ON directory (name, kpart) WHERE kind = 1;
INSERT INTO former (kpart, msisdn, until, part, line, seq)
SELECT d.kpart, l.msisdn, o.at, a.part, a.line, o.seq
FROM account a
JOIN line l ON l.part = a.part AND l.line = a.line
JOIN operation o ON o.part = a.part AND o.seq = a.last_seq
JOIN directory d ON d.kind = 1 AND d.name = l.msisdn
WHERE a.status = 5;
DROP INDEX directory_1;

CREATE TABLE snapshot (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	seq INTEGER NOT NULL,  -- of the operation that terminated it
	kind TEXT NOT NULL,    -- service, plan, sim, waiting
	name TEXT NOT NULL,    -- of a service: service, item and sp with a slash between
	value TEXT NOT NULL,   -- its tier; the plan; the SIM
	PRIMARY KEY (part, line, seq, kind, name),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE bill (
	part INTEGER NOT NULL,
	line INTEGER NOT NULL,
	month INTEGER NOT NULL CHECK (month BETWEEN 190001 AND 999912), -- year times 100 and month
	item TEXT NOT NULL,
	amount INTEGER NOT NULL, -- fen; below zero: a credit
	PRIMARY KEY (part, line, month, item),
	FOREIGN KEY (part, line) REFERENCES line (part, line)
) STRICT, WITHOUT ROWID;

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
