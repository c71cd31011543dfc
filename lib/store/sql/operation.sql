-- The journal and the request keys.

-- name: operation_add
INSERT INTO operation (part, seq, parent, prev, line, at, commit_no, by_user, source, result, rules, policy, facts, answer,
	debit, credit, amount, cause, request, chain)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20);

-- name: operation_get
-- yields: iiiiiiittittttiiiitt
SELECT part, seq, parent, prev, line, at, commit_no, by_user, source, result, rules, policy, facts, answer,
	debit, credit, amount, cause, request, chain
FROM operation WHERE part = $1 AND seq = $2;

-- name: operation_answer
-- yields: t
SELECT answer FROM operation WHERE part = $1 AND seq = $2;

-- name: operation_of_part
-- A whole part in order, for audit and check.
-- columns: part seq parent prev line at commit_no by_user source result rules policy facts answer debit credit amount cause request chain
-- yields: iiiiiiittittttiiiitt
SELECT part, seq, parent, prev, line, at, commit_no, by_user, source, result, rules, policy, facts, answer,
	debit, credit, amount, cause, request, chain
FROM operation WHERE part = $1 AND seq >= $2 ORDER BY seq;

-- name: operations_since
-- As they happened. There is no index by time: every payment would pay for it.
-- yields: iiiiiiittittttiiiitt
SELECT part, seq, parent, prev, line, at, commit_no, by_user, source, result, rules, policy, facts, answer,
	debit, credit, amount, cause, request, chain
FROM operation WHERE at >= $1 ORDER BY at, part, seq;

-- name: operations_of_source
-- yields: iiiiiiittittttiiiitt
SELECT part, seq, parent, prev, line, at, commit_no, by_user, source, result, rules, policy, facts, answer,
	debit, credit, amount, cause, request, chain
FROM operation WHERE source = $1 AND at >= $2 ORDER BY at, part, seq;

-- name: operation_step
-- One step back along a line's operations.
-- yields: iii
SELECT prev, at, line FROM operation WHERE part = $1 AND seq = $2;

-- name: request_get
-- yields: iit
SELECT part, seq, prints FROM request WHERE kpart = $1 AND source = $2 AND key = $3;

-- name: request_of_batch
-- Whether anything was done under NAME/line: the keys from NAME/ to before NAME0, which is / plus one.
-- yields: i
SELECT seq FROM request WHERE kpart = $1 AND source = $2 AND key >= $3 AND key < $4 ORDER BY key LIMIT 1;

-- name: request_add
-- Nothing is added when the key is there: the request was done.
INSERT INTO request (kpart, source, key, part, seq, prints) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (kpart, source, key) DO NOTHING;
