-- The store as a whole, and the heads of its journal.

-- name: meta_all
-- yields: tt
SELECT name, value FROM meta WHERE part = 0 ORDER BY name;

-- name: meta_get
-- yields: t
SELECT value FROM meta WHERE part = 0 AND name = $1;

-- name: meta_add
INSERT INTO meta (part, name, value) VALUES (0, $1, $2);

-- name: meta_put
-- The old value guards: two writers cannot both have counted from it.
UPDATE meta SET value = $1 WHERE part = 0 AND name = $2 AND value = $3;

-- name: head_add
INSERT INTO head (part, seq, at, chain) VALUES ($1, $2, $3, $4);

-- name: head_get
-- yields: iit
SELECT seq, at, chain FROM head WHERE part = $1;

-- name: head_put
UPDATE head SET seq = $1, at = $2, chain = $3 WHERE part = $4 AND seq = $5;
