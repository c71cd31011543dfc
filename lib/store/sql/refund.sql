-- What was paid back of a bill's items.

-- name: refund_add
INSERT INTO refund (part, line, month, item, seq, cause, base, total) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: refunds_of
-- yields: ititii
SELECT month, item, seq, cause, base, total FROM refund WHERE part = $1 AND line = $2 ORDER BY month, item, seq;
