-- What the driver itself says.

-- name: begin
BEGIN IMMEDIATE;

-- name: begin_read
BEGIN;

-- name: commit
COMMIT;

-- name: rollback
ROLLBACK;

-- name: save
SAVEPOINT record;

-- name: save_back
ROLLBACK TO SAVEPOINT record;

-- name: save_forget
RELEASE SAVEPOINT record;
