-- Lines and what belongs to them.

-- name: account_of_number
-- yields: iiiiiiii
SELECT a.part, a.line, a.balance, a.status, a.last_seq, a.version, a.arrears_since, a.status_since
FROM directory d JOIN account a ON a.part = d.part AND a.line = d.line
WHERE d.kpart = $1 AND d.kind = 1 AND d.name = $2 AND d.state = 2;

-- name: account_get
-- yields: iiiiii
SELECT balance, status, last_seq, version, arrears_since, status_since FROM account WHERE part = $1 AND line = $2;

-- name: account_add
INSERT INTO account (part, line, balance, status, last_seq, version, arrears_since, status_since)
VALUES ($1, $2, $3, $4, $5, 1, $6, $7);

-- name: account_post
-- Balance, state and the end of the line's journal move together, and only from what was read.
UPDATE account SET balance = $1, status = $2, last_seq = $3, arrears_since = $4, status_since = $5, version = version + 1
WHERE part = $6 AND line = $7 AND version = $8;

-- name: line_get
-- yields: ttttttttttttttiii
SELECT msisdn, iccid, name, id_type, id_no, customer_type, contact, address, terminal, brand, plan, vip_level,
	payment_method, credit_class, opened_at, owner_since, points
FROM line WHERE part = $1 AND line = $2;

-- name: line_add
INSERT INTO line (part, line, msisdn, iccid, name, id_type, id_no, customer_type, contact, address, terminal, brand,
	plan, vip_level, payment_method, credit_class, opened_at, owner_since, points)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);

-- name: line_put
UPDATE line SET msisdn = $1, iccid = $2, name = $3, id_type = $4, id_no = $5, customer_type = $6, contact = $7,
	address = $8, terminal = $9, brand = $10, plan = $11, vip_level = $12, payment_method = $13, credit_class = $14,
	opened_at = $15, owner_since = $16, points = $17
WHERE part = $18 AND line = $19;

-- name: pin_get
-- yields: tiiii
SELECT hash, set_at, tries, locked_until, version FROM pin WHERE part = $1 AND line = $2;

-- name: pin_add
INSERT INTO pin (part, line, hash, set_at, tries, locked_until, version) VALUES ($1, $2, $3, $4, $5, $6, 1);

-- name: pin_put
UPDATE pin SET hash = $1, set_at = $2, tries = $3, locked_until = $4, version = version + 1
WHERE part = $5 AND line = $6 AND version = $7;

-- name: subscription_add
INSERT INTO subscription (part, line, service, item, sp, tier, state, opened_at, order_channel, command)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: subscription_put
UPDATE subscription SET tier = $1, state = $2, opened_at = $3, order_channel = $4, command = $5
WHERE part = $6 AND line = $7 AND service = $8 AND item = $9 AND sp = $10;

-- name: subscriptions_of
-- yields: tttttitt
SELECT service, item, sp, tier, state, opened_at, order_channel, command
FROM subscription WHERE part = $1 AND line = $2 ORDER BY service, item, sp;

-- name: contract_add
INSERT INTO contract (part, line, kind, from_day, until_day, blocks_plan_change) VALUES ($1, $2, $3, $4, $5, $6);

-- name: contracts_of
-- yields: tiii
SELECT kind, from_day, until_day, blocks_plan_change
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

-- name: promise_add
INSERT INTO promise (part, line, due, seq, kind, amount, posted) VALUES ($1, $2, $3, $4, $5, $6, 0);

-- name: promises_of
-- yields: iiti
SELECT due, seq, kind, amount FROM promise WHERE part = $1 AND line = $2 AND posted = 0 ORDER BY due, seq, kind;

-- name: waiting_add
INSERT INTO waiting (part, line, due, seq, kind, value, settled) VALUES ($1, $2, $3, $4, $5, $6, 0);

-- name: waiting_settle
UPDATE waiting SET settled = $1
WHERE part = $2 AND line = $3 AND due = $4 AND seq = $5 AND kind = $6 AND settled = 0;

-- name: waiting_of
-- yields: iitt
SELECT due, seq, kind, value FROM waiting WHERE part = $1 AND line = $2 AND settled = 0 ORDER BY due, seq, kind;

-- name: bill_add
INSERT INTO bill (part, line, month, item, amount) VALUES ($1, $2, $3, $4, $5);

-- name: bill_get
-- yields: i
SELECT amount FROM bill WHERE part = $1 AND line = $2 AND month = $3 AND item = $4;

-- name: bills_of
-- yields: iti
SELECT month, item, amount FROM bill WHERE part = $1 AND line = $2 AND month >= $3 ORDER BY month, item;
