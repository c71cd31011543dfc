-- The monthly run: how far it has come, and what it looks at of a stretch of a part's lines. Each table is read once for a
-- stretch, in the order of its key; what grows with the months (bills, usage) is reached
-- from its line: the + keeps SQLite from taking the stretch's own bounds for it, and reading all of it for each line.

-- name: month_run_of
-- yields: iii
SELECT part, upto, done FROM month_run WHERE month = $1 AND phase = $2 ORDER BY part;

-- name: month_run_months
-- Months that a phase was begun for, and how many parts have ended it.
-- yields: ii
SELECT month, sum(done) FROM month_run WHERE phase = $1 GROUP BY month ORDER BY month;

-- name: month_run_begun
-- Whether a part's lines are being charged for a month, or were, in whatever phase. 0: no.
-- yields: i
SELECT count(*) FROM month_run WHERE part = $1 AND month = $2;

-- name: month_run_add
INSERT INTO month_run (part, month, phase, upto, done) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (part, month, phase) DO NOTHING;

-- name: month_run_put
-- Only onwards.
UPDATE month_run SET upto = $1, done = $2 WHERE part = $3 AND month = $4 AND phase = $5 AND upto <= $1 AND done <= $2;

-- name: month_keys
-- Lines of a part behind $2 that were connected by a day, and in the store by the operation $4: only of those that had one
-- since then their way back is gone.
-- yields: it
SELECT l.line, l.msisdn
FROM line l JOIN account a ON a.part = l.part AND a.line = l.line
WHERE l.part = $1 AND l.line > $2 AND l.opened_at <= $3
	AND (a.last_seq <= $4 OR EXISTS (
		WITH RECURSIVE back (seq) AS (
			SELECT a.last_seq
			UNION ALL
			SELECT o.prev FROM back b JOIN operation o ON o.part = l.part AND o.seq = b.seq WHERE b.seq > $4)
		SELECT 1 FROM back WHERE seq BETWEEN 1 AND $4))
ORDER BY l.line LIMIT $5;

-- name: month_late
-- How many lines of a part were connected by a day and came into the store behind an operation: their first one is later.
-- yields: i
SELECT count(*)
FROM operation o JOIN line l ON l.part = o.part AND l.line = o.line
WHERE o.part = $1 AND o.seq > $2 AND o.prev = 0 AND o.parent = 0 AND l.opened_at <= $3;

-- name: month_resumes
-- The first operation of a part behind $2 that resumed a service; none: 0.
-- yields: i
SELECT coalesce(min(seq), 0) FROM (
	SELECT seq FROM operation WHERE part = $1 AND seq > $2 AND source = 'cm-vas resume' ORDER BY seq LIMIT 1) w;

-- name: month_step
-- One step back along a line's operations, and 1 when it resumed a service.
-- yields: ii
SELECT prev, CASE source WHEN 'cm-vas resume' THEN 1 ELSE 0 END FROM operation WHERE part = $1 AND seq = $2;

-- name: month_orders
-- How many orders of a kind were due before an instant, and wait still.
-- yields: i
SELECT count(*) FROM waiting WHERE settled = 0 AND due < $1 AND kind = $2;

-- name: month_lines
-- yields: itiiiiiii
SELECT l.line, l.plan, l.opened_at, a.balance, a.status, a.last_seq, a.version, a.arrears_since, a.status_since
FROM line l JOIN account a ON a.part = l.part AND a.line = l.line
WHERE l.part = $1 AND l.line >= $2
ORDER BY l.line LIMIT $3;

-- name: month_plans
-- Plans that were there on a day and are no longer; of a line's several the first counts.
-- yields: it
SELECT line, plan FROM former_plan WHERE part = $1 AND line >= $2 AND line <= $3 AND until >= $4
ORDER BY line, until, seq;

-- name: month_subscriptions
-- Those that held between two days.
-- yields: itttiitttti
SELECT line, service, item, sp, opened_at, ends, tier, state, order_channel, command, seq
FROM subscription
WHERE part = $1 AND line >= $2 AND line <= $3 AND opened_at <= $4 AND (ends = -2147483648 OR ends >= $5)
ORDER BY line, service, item, sp, opened_at;

-- name: month_contracts
-- yields: itiii
SELECT line, kind, from_day, min_spend, seq
FROM contract
WHERE part = $1 AND line >= $2 AND line <= $3 AND min_spend > 0 AND from_day < $4 AND until_day >= $4
ORDER BY line, kind, from_day;

-- name: month_promises
-- Of money, open, whose first day has come. Said so that the index of open ones, which is by day, is not what leads.
-- yields: iiitii
SELECT line, due, seq, kind, from_day, amount
FROM promise
WHERE part = $1 AND line >= $2 AND line <= $3 AND posted < 1 AND amount > 0 AND from_day <= $4
ORDER BY line, due, seq, kind;

-- name: month_bills
-- seq 0: it was brought in, and charged elsewhere.
-- yields: itii
SELECT b.line, b.item, b.amount, CASE o.source WHEN 'cm-bill run' THEN b.seq ELSE 0 END
FROM line l CROSS JOIN bill b LEFT JOIN operation o ON o.part = b.part AND o.seq = b.seq
WHERE l.part = $1 AND l.line >= $2 AND l.line <= $3 AND b.part = +l.part AND b.line = +l.line AND b.month = $4
ORDER BY l.line, b.item;

-- name: month_families
-- Lines that were in a family group at some time from $4 on.
-- yields: iii
SELECT line, group_part, group_line
FROM family
WHERE part = $1 AND line >= $2 AND line <= $3 AND effective > 0 AND (state = 'active' OR state = 'terminated' AND until > $4)
ORDER BY line, since, seq;

-- name: month_usage
-- yields: iittttiiiiti
SELECT u.line, u.at, u.kind, u.direction, u.peer, u.sp, u.seconds, u.up_kb, u.down_kb, u.fee, u.area, u.visitor
FROM line l CROSS JOIN usage u
WHERE l.part = $1 AND l.line >= $2 AND l.line <= $3 AND u.part = +l.part AND u.line = +l.line AND u.at >= $4 AND u.at < $5
	AND u.state = 'received'
ORDER BY l.line, u.at, u.kind, u.direction, u.peer, u.sp;
