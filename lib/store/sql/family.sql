-- Family groups: a row for each time that a line was asked into one, and the way from a main line to its lines.

-- name: family_add
INSERT INTO family (part, line, since, seq, group_part, group_line, offer, state, effective, until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: family_member_add
INSERT INTO family_member (part, line, member_part, member_line) VALUES ($1, $2, $3, $4)
ON CONFLICT (part, line, member_part, member_line) DO NOTHING;

-- name: family_put
-- What has ended stays as it is.
UPDATE family SET state = $1, effective = $2, until = $3
WHERE part = $4 AND line = $5 AND since = $6 AND seq = $7 AND state <> 'terminated';

-- name: families_of
-- yields: iiiittii
SELECT since, seq, group_part, group_line, offer, state, effective, until
FROM family WHERE part = $1 AND line = $2 ORDER BY since, seq;

-- name: family_members_of
-- yields: ii
SELECT member_part, member_line FROM family_member WHERE part = $1 AND line = $2 ORDER BY member_part, member_line;
