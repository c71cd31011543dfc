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
