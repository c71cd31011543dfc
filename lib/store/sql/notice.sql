-- Messages to customers. All that are read have the same columns in the same order: lib/domain/notice.c.

-- name: notice_add
INSERT INTO notice (part, line, seq, kind, msisdn, lang, text, params, not_before, sent_at, answer, answered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, -1, 0);

-- name: notice_of_order
-- A notice's id names its operation, which knows the line.
-- yields: iiitttttiiii
SELECT n.part, n.line, n.seq, n.kind, n.msisdn, n.lang, n.text, n.params, n.not_before, n.sent_at, n.answer,
	n.answered_at
FROM operation o JOIN notice n ON n.part = o.part AND n.line = o.line AND n.seq = o.seq
WHERE o.part = $1 AND o.seq = $2 AND n.kind = $3;

-- name: notice_newest
-- yields: i
SELECT not_before FROM notice WHERE part = $1 AND line = $2 AND kind = $3 ORDER BY not_before DESC, seq LIMIT 1;

-- name: notices_of_line
-- yields: iiitttttiiii
SELECT part, line, seq, kind, msisdn, lang, text, params, not_before, sent_at, answer, answered_at
FROM notice WHERE part = $1 AND line = $2 ORDER BY seq, kind;

-- name: notices_waiting
-- Those that may be sent, from behind one of them on. The literal 0 is what makes the partial index be used.
-- yields: iiitttttiiii
SELECT part, line, seq, kind, msisdn, lang, text, params, not_before, sent_at, answer, answered_at
FROM notice
WHERE sent_at = 0 AND not_before <= $1 AND (not_before, part, line, seq, kind) > ($2, $3, $4, $5, $6)
ORDER BY not_before, part, line, seq, kind LIMIT $7;

-- name: notices_all
-- yields: iiitttttiiii
SELECT part, line, seq, kind, msisdn, lang, text, params, not_before, sent_at, answer, answered_at
FROM notice WHERE not_before >= $1 AND not_before < $2 ORDER BY not_before, part, line, seq, kind;

-- name: notice_sent
UPDATE notice SET sent_at = $1 WHERE part = $2 AND line = $3 AND seq = $4 AND kind = $5 AND sent_at = 0;

-- name: notice_answered
-- What was answered was sent, whether that was told before or not.
UPDATE notice SET answer = $1, answered_at = $2, sent_at = CASE WHEN sent_at = 0 THEN $3 ELSE sent_at END
WHERE part = $4 AND line = $5 AND seq = $6 AND kind = $7 AND answered_at = 0;

-- name: notice_scores
-- By operator and flow; a row for each answer that was given, and one for those without.
-- yields: ttiii
SELECT o.by_user, o.source, n.answer, count(*), sum(CASE WHEN n.sent_at = 0 THEN 0 ELSE 1 END)
FROM notice n JOIN operation o ON o.part = n.part AND o.seq = n.seq
WHERE n.kind = $1 AND n.not_before >= $2 AND n.not_before < $3
GROUP BY o.by_user, o.source, n.answer ORDER BY o.by_user, o.source, n.answer;
