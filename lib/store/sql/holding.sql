-- What a line has: services, contracts, what is said of it outside, what it waits for.

-- name: subscription_add
INSERT INTO subscription (part, line, service, item, sp, opened_at, ends, tier, state, order_channel, command, seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: subscription_put
UPDATE subscription SET ends = $1, tier = $2, state = $3, order_channel = $4, command = $5, seq = $6
WHERE part = $7 AND line = $8 AND service = $9 AND item = $10 AND sp = $11 AND opened_at = $12;

-- name: subscription_drop
-- One that never came to hold.
DELETE FROM subscription
WHERE part = $1 AND line = $2 AND service = $3 AND item = $4 AND sp = $5 AND opened_at = $6;

-- name: subscriptions_of
-- yields: tttiitttti
SELECT service, item, sp, opened_at, ends, tier, state, order_channel, command, seq
FROM subscription WHERE part = $1 AND line = $2 ORDER BY service, item, sp, opened_at;

-- name: former_plan_add
INSERT INTO former_plan (part, line, until, seq, plan) VALUES ($1, $2, $3, $4, $5);

-- name: contract_add
INSERT INTO contract (part, line, kind, from_day, until_day, blocks_plan_change, name, tier, min_spend, seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: contracts_of
-- yields: tiiittii
SELECT kind, from_day, until_day, blocks_plan_change, name, tier, min_spend, seq
FROM contract WHERE part = $1 AND line = $2 ORDER BY kind, from_day;

-- name: evidence_add
INSERT INTO evidence (part, line, fact, value, as_of) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (part, line, fact) DO NOTHING;

-- name: evidence_put
-- Only a newer word replaces an older one.
UPDATE evidence SET value = $1, as_of = $2 WHERE part = $3 AND line = $4 AND fact = $5 AND as_of <= $2;

-- name: evidence_of
-- yields: tti
SELECT fact, value, as_of FROM evidence WHERE part = $1 AND line = $2 ORDER BY fact;

-- name: waiting_add
INSERT INTO waiting (part, line, due, seq, kind, value, settled) VALUES ($1, $2, $3, $4, $5, $6, 0);

-- name: waiting_settle
UPDATE waiting SET settled = $1
WHERE part = $2 AND line = $3 AND due = $4 AND seq = $5 AND kind = $6 AND settled = 0;

-- name: waiting_settled
-- What carried out, or took back, an order that waited.
-- yields: i
SELECT settled FROM waiting WHERE part = $1 AND line = $2 AND seq = $3 AND settled <> 0 ORDER BY due, kind LIMIT 1;

-- name: waiting_of
-- yields: iitt
SELECT due, seq, kind, value FROM waiting WHERE part = $1 AND line = $2 AND settled = 0 ORDER BY due, seq, kind;
