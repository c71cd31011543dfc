-- What was: past owners, past lines of a number, what a line had when it was terminated.

-- name: owner_add
INSERT INTO owner (part, line, until, seq, since, name, id_type, id_no) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: owners_of
-- yields: iiittt
SELECT until, seq, since, name, id_type, id_no FROM owner WHERE part = $1 AND line = $2 ORDER BY until, seq;

-- name: former_add
INSERT INTO former (kpart, msisdn, until, part, line, seq) VALUES ($1, $2, $3, $4, $5, $6);

-- name: former_of
-- yields: iiii
SELECT until, part, line, seq FROM former WHERE kpart = $1 AND msisdn = $2 ORDER BY until, part, line;

-- name: snapshot_add
INSERT INTO snapshot (part, line, seq, kind, name, value) VALUES ($1, $2, $3, $4, $5, $6);

-- name: snapshot_of
-- yields: ttt
SELECT kind, name, value FROM snapshot WHERE part = $1 AND line = $2 AND seq = $3 ORDER BY kind, name;
