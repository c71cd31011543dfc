-- From version 3 to 4: tickets and what became of them; the service history, payments and offsets of outside systems.
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
