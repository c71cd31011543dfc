-- Tickets. What finds them yields keys, from an index alone; the rows are then got one by one: lib/domain/ticket.c.

-- name: ticket_add
INSERT INTO ticket (part, ticket, line, msisdn, external, opened_at, kind, service, cause, subject, text, class, branch,
	channel, purpose, emotion_level, severity, status, open, reply_due, due_version, due_calendar, awaiting, paused_since,
	paused, restore_due, replied_at, resolved_at, closed_at, solution, accepted, satisfied, escalate_to, problem,
	remind_level, remind_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
	$26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37);

-- name: ticket_put
-- Key, line and outside id stay; the version guards, and of reminders, which leave it alone, what they change.
UPDATE ticket SET msisdn = $1, opened_at = $2, kind = $3, service = $4, cause = $5, subject = $6, text = $7, class = $8,
	branch = $9, channel = $10, purpose = $11, emotion_level = $12, severity = $13, status = $14, open = $15,
	reply_due = $16, due_version = $17, due_calendar = $18, awaiting = $19, paused_since = $20, paused = $21,
	restore_due = $22, replied_at = $23, resolved_at = $24, closed_at = $25, solution = $26, accepted = $27,
	satisfied = $28, escalate_to = $29, problem = $30, remind_level = $31, remind_at = $32, version = $33
WHERE part = $34 AND ticket = $35 AND version = $36 AND remind_level = $37 AND remind_at = $38;

-- name: ticket_remind
-- To the next level of this due time; the version stays, since nobody changed the ticket.
UPDATE ticket SET remind_level = $1, remind_at = $2
WHERE part = $3 AND ticket = $4 AND due_version = $5 AND remind_level = $6 AND remind_at = $7;

-- name: ticket_get
-- yields: iiittitttttttttiitiiitiiiiiiitiittiii
SELECT part, ticket, line, msisdn, external, opened_at, kind, service, cause, subject, text, class, branch, channel, purpose,
	emotion_level, severity, status, open, reply_due, due_version, due_calendar, awaiting, paused_since, paused,
	restore_due, replied_at, resolved_at, closed_at, solution, accepted, satisfied, escalate_to, problem, remind_level,
	remind_at, version
FROM ticket WHERE part = $1 AND ticket = $2;

-- name: tickets_list
-- Behind one, whole; an empty text takes any. Reads all of them.
-- yields: iiittitttttttttiitiiitiiiiiiitiittiii
SELECT part, ticket, line, msisdn, external, opened_at, kind, service, cause, subject, text, class, branch, channel, purpose,
	emotion_level, severity, status, open, reply_due, due_version, due_calendar, awaiting, paused_since, paused,
	restore_due, replied_at, resolved_at, closed_at, solution, accepted, satisfied, escalate_to, problem, remind_level,
	remind_at, version
FROM ticket
WHERE (part, ticket) > ($1, $2) AND opened_at >= $3 AND opened_at < $4 AND open >= $5
	AND ($6 = '' OR msisdn = $6) AND ($7 = '' OR status = $7) AND ($8 = '' OR class = $8) AND ($9 = '' OR branch = $9)
	AND ($10 = '' OR kind = $10) AND ($11 = '' OR service = $11) AND ($12 = '' OR cause = $12)
ORDER BY part, ticket LIMIT $13;

-- name: tickets_due
-- By $1, behind one. In this and the next ones the literals name the partial index.
-- yields: ii
SELECT part, ticket FROM ticket
WHERE awaiting = 1 AND reply_due <= $1 AND (reply_due, part, ticket) > ($2, $3, $4)
ORDER BY reply_due, part, ticket LIMIT $5;

-- name: tickets_due_count
-- yields: i
SELECT count(*) FROM ticket WHERE awaiting = 1 AND reply_due <= $1;

-- name: tickets_to_remind
-- yields: ii
SELECT part, ticket FROM ticket
WHERE remind_at > 0 AND remind_at <= $1 AND (remind_at, part, ticket) > ($2, $3, $4)
ORDER BY remind_at, part, ticket LIMIT $5;

-- name: tickets_of
-- yields: ii
SELECT part, ticket FROM ticket WHERE part = $1 AND line = $2 ORDER BY ticket;

-- name: tickets_of_problem
-- yields: ii
SELECT part, ticket FROM ticket WHERE problem = $1 AND problem <> '' ORDER BY part, ticket;

-- name: tickets_of_cause
-- yields: i
SELECT count(*) FROM ticket WHERE open = 1 AND cause <> '' AND cause = $1 AND opened_at >= $2;

-- name: customers_of_cause
-- How many of them reported it: a line counts once, as does a number without one; what has neither, each time. Of the first
-- thousand, since each row is looked at; all but the one that $3 names.
-- yields: i
SELECT count(DISTINCT who) FROM (
	SELECT CASE WHEN line > 0 THEN part || '.' || line WHEN msisdn <> '' THEN 'n' || msisdn ELSE 't' || part || '.' || ticket END AS who
	FROM ticket WHERE open = 1 AND cause <> '' AND cause = $1 AND opened_at >= $2
	ORDER BY opened_at, part, ticket LIMIT 1000
) t WHERE who <> $3;

-- name: ticket_first_of_cause
-- yields: ii
SELECT part, ticket FROM ticket
WHERE open = 1 AND cause <> '' AND cause = $1 AND opened_at >= $2
ORDER BY opened_at, part, ticket LIMIT 1;

-- name: ticket_sums
-- A row for each class, branch, kind and day of opening, as of $1; the zone is seconds east. An answer is in time that is
-- not after its deadline; what was rejected or cancelled is neither answered nor waiting, and nothing is overdue while its
-- clock stands. What was taken up again behind an answer that was late (once) stays late, whatever comes; only where the
-- deadline moved is there such an event to look for.
-- yields: tttiiiiiiiiiiii
SELECT class, branch, kind, day, count(*), sum(open), sum(dropped),
	sum(CASE WHEN owed = 1 AND once = 0 AND answered > 0 AND answered <= reply_due THEN 1 ELSE 0 END),
	sum(CASE WHEN owed = 1 AND (once = 1 OR answered > reply_due) THEN 1 ELSE 0 END),
	sum(CASE WHEN owed = 1 AND once = 0 AND answered = 0 AND (reply_due >= $1 OR paused_since > 0) THEN 1 ELSE 0 END),
	sum(CASE WHEN owed = 1 AND once = 0 AND answered = 0 AND reply_due < $1 AND paused_since = 0 THEN 1 ELSE 0 END),
	sum(CASE WHEN owed = 1 AND answered > 0 THEN 1 ELSE 0 END),
	sum(CASE WHEN owed = 1 AND answered > opened_at THEN answered - opened_at ELSE 0 END),
	sum(CASE WHEN open = 1 AND opened_at < $1 THEN $1 - opened_at ELSE 0 END),
	min(CASE WHEN open = 1 THEN opened_at ELSE 253402300799 END)
FROM (
	SELECT class, branch, kind, (opened_at + $2) / 86400 AS day, open, opened_at, reply_due, paused_since,
		CASE WHEN status IN ('rejected', 'cancelled') THEN 1 ELSE 0 END AS dropped,
		CASE WHEN status NOT IN ('rejected', 'cancelled') AND reply_due > 0 THEN 1 ELSE 0 END AS owed,
		CASE WHEN replied_at > 0 THEN replied_at WHEN resolved_at > 0 THEN resolved_at ELSE closed_at END AS answered,
		CASE WHEN due_version > 1 AND EXISTS (SELECT 1 FROM ticket_event e
			WHERE e.part = ticket.part AND e.ticket = ticket.ticket AND e.reason = 'reopened.late') THEN 1 ELSE 0 END AS once
	FROM ticket WHERE opened_at >= $3 AND opened_at < $4
) t
GROUP BY class, branch, kind, day ORDER BY class, branch, kind, day;

-- name: ticket_event_add
-- Counted from the one before it, and not earlier.
INSERT INTO ticket_event (part, ticket, n, at, from_status, to_status, reason, class, due_before, due_after, seq, by_user)
SELECT $1, $2, coalesce(max(n), 0) + 1, CASE WHEN max(at) > $3 THEN max(at) ELSE $3 END, $4, $5, $6, $7, $8, $9, $10, $11
FROM ticket_event WHERE part = $1 AND ticket = $2;

-- name: ticket_events_of
-- yields: iittttiiit
SELECT n, at, from_status, to_status, reason, class, due_before, due_after, seq, by_user
FROM ticket_event WHERE part = $1 AND ticket = $2 ORDER BY n;

-- name: ticket_last_event
-- yields: i
SELECT at FROM ticket_event WHERE part = $1 AND ticket = $2 ORDER BY n DESC LIMIT 1;
