-- Names, and the stock that is sold by name.

-- name: directory_get
-- yields: iiii
SELECT state, part, line, until FROM directory WHERE kpart = $1 AND kind = $2 AND name = $3;

-- name: directory_add
INSERT INTO directory (kpart, kind, name, state, part, line, until) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: directory_move
-- A sale: it succeeds only while the thing still is as it was seen.
UPDATE directory SET state = $1, part = $2, line = $3, until = $4
WHERE kpart = $5 AND kind = $6 AND name = $7 AND state = $8 AND part = $9 AND line = $10 AND until = $11;

-- name: number_add
INSERT INTO number (kpart, msisdn, pack_serial, number_class, prepay_min, holder) VALUES ($1, $2, $3, $4, $5, $6);

-- name: number_get
-- yields: iiiittit
SELECT d.state, d.part, d.line, d.until, n.pack_serial, n.number_class, n.prepay_min, n.holder
FROM directory d JOIN number n ON n.kpart = d.kpart AND n.msisdn = d.name
WHERE d.kpart = $1 AND d.kind = 1 AND d.name = $2;

-- name: number_holder
UPDATE number SET holder = $1 WHERE kpart = $2 AND msisdn = $3;

-- name: number_offer
-- In order from $1 on, below $2; a reservation that ended by $3 counts as free. The literals name the partial index.
-- yields: tiiiittit
SELECT d.name, d.state, d.part, d.line, d.until, n.pack_serial, n.number_class, n.prepay_min, n.holder
FROM directory d JOIN number n ON n.kpart = d.kpart AND n.msisdn = d.name
WHERE d.kind = 1 AND d.state < 2 AND d.name >= $1 AND d.name < $2 AND (d.state = 0 OR d.until <= $3)
ORDER BY d.name LIMIT $4;

-- name: pack_add
INSERT INTO pack (kpart, serial, msisdn) VALUES ($1, $2, $3);

-- name: pack_get
-- yields: t
SELECT msisdn FROM pack WHERE kpart = $1 AND serial = $2;

-- name: sim_add
INSERT INTO sim (kpart, iccid, imsi, puk) VALUES ($1, $2, $3, $4);

-- name: sim_get
-- yields: iiiitt
SELECT d.state, d.part, d.line, d.until, s.imsi, s.puk
FROM directory d JOIN sim s ON s.kpart = d.kpart AND s.iccid = d.name
WHERE d.kpart = $1 AND d.kind = 2 AND d.name = $2;
