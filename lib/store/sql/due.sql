-- What time brings, found by key in pieces. There is no index by day: every payment would pay for it, and one pass over
-- the narrow accounts a night costs less.

-- name: due_lines
-- Lines of a part behind $2 that are in arrears since $3 or before, suspended for arrears since $4, or scheduled for
-- termination since $5. A state of which nobody knows since when has the lowest day, and so is found.
-- yields: iit
SELECT a.line, a.status, l.msisdn
FROM account a JOIN line l ON l.part = a.part AND l.line = a.line
WHERE a.part = $1 AND a.line > $2 AND (
	a.status = 1 AND a.arrears_since > -2147483648 AND a.arrears_since <= $3 OR
	a.status = 2 AND a.status_since <= $4 OR
	a.status = 4 AND a.status_since <= $5)
ORDER BY a.line LIMIT $6;

-- name: due_numbers
-- Numbers of a part of names behind $2 whose quarantine ends by $3. One without an end is kept until somebody says so.
-- yields: t
SELECT name FROM directory
WHERE kpart = $1 AND kind = 1 AND name > $2 AND state = 3 AND until > 0 AND until <= $3
ORDER BY name LIMIT $4;

-- name: due_orders
-- Orders that take effect by $1, behind the one of the other parameters. The literal names the partial index.
-- yields: iiiitt
SELECT w.due, w.part, w.line, w.seq, w.kind, l.msisdn
FROM waiting w JOIN line l ON l.part = w.part AND l.line = w.line
WHERE w.settled = 0 AND w.due <= $1 AND (w.due, w.part, w.line, w.seq, w.kind) > ($2, $3, $4, $5, $6)
ORDER BY w.due, w.part, w.line, w.seq, w.kind LIMIT $7;

-- name: due_reminders
-- Lines of a part behind $2 that have a pack of a service on a day, or asked for reminders without one.
-- yields: it
SELECT l.line, l.msisdn FROM line l
WHERE l.part = $1 AND l.line > $2 AND (
	EXISTS (SELECT 1 FROM subscription s
		WHERE s.part = l.part AND s.line = l.line AND s.service = $3 AND s.tier <> '' AND s.opened_at <= $4
			AND (s.ends = -2147483648 OR s.ends >= $4)) OR
	EXISTS (SELECT 1 FROM evidence e
		WHERE e.part = l.part AND e.line = l.line AND e.fact = 'reminders' AND e.value = 'on'))
ORDER BY l.line LIMIT $5;
