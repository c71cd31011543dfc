-- What outside systems say: services' history, payments, offsets.

-- name: history_add
INSERT INTO history (part, line, at, event, service, operator_id, reason, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: history_of
-- yields: itttti
SELECT at, event, service, operator_id, reason, seq
FROM history WHERE part = $1 AND line = $2 AND at >= $3 AND at < $4 ORDER BY at, event, service;

-- name: paid_add
INSERT INTO payment_log (part, line, at, payment_id, amount, method, seq) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: paid_of
-- yields: ititi
SELECT at, payment_id, amount, method, seq
FROM payment_log WHERE part = $1 AND line = $2 AND at >= $3 AND at < $4 ORDER BY at, payment_id;

-- name: offset_add
INSERT INTO offset_log (part, line, month, item, amount, remaining, seq) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: offsets_of
-- yields: itiii
SELECT month, item, amount, remaining, seq
FROM offset_log WHERE part = $1 AND line = $2 AND month >= $3 AND month < $4 ORDER BY month, item;
