-- Promises, bills, refunds, usage, and how far the monthly run has come.

-- name: promise_add
INSERT INTO promise (part, line, due, seq, kind, from_day, amount, posted) VALUES ($1, $2, $3, $4, $5, $6, $7, 0);

-- name: promise_post
-- Kept, or taken back, by an operation; once.
UPDATE promise SET posted = $1
WHERE part = $2 AND line = $3 AND due = $4 AND seq = $5 AND kind = $6 AND posted = 0;

-- name: promises_of
-- yields: iitiii
SELECT due, seq, kind, from_day, amount, posted FROM promise WHERE part = $1 AND line = $2 ORDER BY due, seq, kind;

-- name: promises_open
-- Of all lines, those of at least $8 that may be posted on a day, behind one of them. The literal 0 names the partial index.
-- yields: iiiiitit
SELECT p.from_day, p.part, p.line, p.due, p.seq, p.kind, p.amount, l.msisdn
FROM promise p JOIN line l ON l.part = p.part AND l.line = p.line
WHERE p.posted = 0 AND p.from_day <= $1 AND (p.from_day, p.part, p.line, p.due, p.seq, p.kind) > ($2, $3, $4, $5, $6, $7)
	AND p.amount >= $8
ORDER BY p.from_day, p.part, p.line, p.due, p.seq, p.kind LIMIT $9;

-- name: bill_add
INSERT INTO bill (part, line, month, item, amount, seq, cause) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: bill_get
-- yields: iii
SELECT amount, seq, cause FROM bill WHERE part = $1 AND line = $2 AND month = $3 AND item = $4;

-- name: bills_of
-- yields: itiii
SELECT month, item, amount, seq, cause FROM bill WHERE part = $1 AND line = $2 AND month >= $3 ORDER BY month, item;
