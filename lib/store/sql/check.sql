-- cm-store check and stats: everything is read in the order of its key, and compared in C.

-- name: check_accounts
-- yields: iiiii
SELECT line, balance, status, last_seq, arrears_since FROM account WHERE part = $1 ORDER BY line;

-- name: check_lines
-- A line without an account has status 0.
-- yields: iitti
SELECT l.part, l.line, l.msisdn, l.iccid, coalesce(a.status, 0)
FROM line l LEFT JOIN account a ON a.part = l.part AND a.line = l.line
ORDER BY l.part, l.line;

-- name: check_directory
-- A name in use without its line has status 0.
-- yields: iitiiiitti
SELECT d.kpart, d.kind, d.name, d.state, d.part, d.line, d.until, coalesce(l.msisdn, ''), coalesce(l.iccid, ''),
	coalesce(a.status, 0)
FROM directory d
LEFT JOIN line l ON l.part = d.part AND l.line = d.line
LEFT JOIN account a ON a.part = d.part AND a.line = d.line
ORDER BY d.kpart, d.kind, d.name;

-- name: check_numbers
-- state -1: not in the directory
-- yields: itti
SELECT n.kpart, n.msisdn, n.pack_serial, coalesce(d.state, -1)
FROM number n LEFT JOIN directory d ON d.kpart = n.kpart AND d.kind = 1 AND d.name = n.msisdn
ORDER BY n.kpart, n.msisdn;

-- name: check_packs
-- yields: itt
SELECT kpart, serial, msisdn FROM pack ORDER BY kpart, serial;

-- name: check_sims
-- yields: iti
SELECT s.kpart, s.iccid, coalesce(d.state, -1)
FROM sim s LEFT JOIN directory d ON d.kpart = s.kpart AND d.kind = 2 AND d.name = s.iccid
ORDER BY s.kpart, s.iccid;

-- name: check_requests
-- yields: ittiiitt
SELECT r.kpart, r.source, r.key, r.part, r.seq, coalesce(o.result, 0), coalesce(o.source, ''), coalesce(o.request, '')
FROM request r LEFT JOIN operation o ON o.part = r.part AND o.seq = r.seq
ORDER BY r.kpart, r.source, r.key;

-- name: check_claims
-- Operations whose request is not there any more: the same request would be done again. Two sets, since nothing leads
-- from an operation to its request: a join would read all requests for each of them.
-- yields: ii
SELECT part, seq FROM operation WHERE request <> ''
EXCEPT SELECT part, seq FROM request
ORDER BY part, seq;

-- name: check_promises
-- Promises of an operation that is not there, or not the line's.
-- yields: iii
SELECT p.part, p.line, p.seq
FROM promise p LEFT JOIN operation o ON o.part = p.part AND o.seq = p.seq
WHERE p.seq > 0 AND coalesce(o.line, 0) <> p.line
ORDER BY p.part, p.line, p.due, p.seq, p.kind;

-- name: check_bills
-- Operations of the monthly run whose bill is not the money that they moved: what they charged less what they moved. Led
-- by the bills: nothing leads from an operation to its own.
-- yields: iii
SELECT part, seq, sum(fen)
FROM (
	SELECT b.part AS part, b.seq AS seq, b.amount AS fen
	FROM bill b CROSS JOIN operation o
	WHERE o.part = b.part AND o.seq = b.seq AND o.source = 'cm-bill run'
	UNION ALL
	SELECT part, CASE parent WHEN 0 THEN seq ELSE parent END,
		CASE WHEN debit = 1 AND credit = 3 THEN -amount WHEN debit = 3 AND credit = 1 THEN amount ELSE 0 END
	FROM operation WHERE source = 'cm-bill run'
) w
GROUP BY part, seq HAVING sum(fen) <> 0
ORDER BY part, seq;

-- name: check_refunds
-- Refunds that are not the money that their operation moved: what the refund says less what it moved, in all, or of its base
-- alone, which the operation's first movement is.
-- yields: iii
SELECT r.part AS part, r.seq AS seq, r.base - o.amount
FROM refund r JOIN operation o ON o.part = r.part AND o.seq = r.seq
WHERE r.base <> o.amount
UNION ALL
SELECT part, seq, sum(fen)
FROM (
	SELECT part, seq, total AS fen FROM refund
	UNION ALL
	SELECT part, CASE parent WHEN 0 THEN seq ELSE parent END,
		CASE WHEN debit = 3 AND credit = 1 THEN -amount ELSE 0 END
	FROM operation WHERE source IN ('cm-bill refund', 'cm-due run')
) w
GROUP BY part, seq HAVING sum(fen) <> 0
ORDER BY 1, 2, 3;

-- name: check_refunded
-- Items of which more was paid back than was charged.
-- yields: iiit
SELECT r.part, r.line, r.month, r.item
FROM refund r LEFT JOIN bill b ON b.part = r.part AND b.line = r.line AND b.month = r.month AND b.item = r.item
GROUP BY r.part, r.line, r.month, r.item HAVING sum(r.base) > coalesce(max(b.amount), 0)
ORDER BY r.part, r.line, r.month, r.item;

-- name: check_month_runs
-- Marks of the monthly run: 1 when the last line done is none of its part; the newest operation of all; and 1 when a month
-- is closed, or is being closed, in a part in which the one before it is not, though it is not the first of all.
-- yields: iiiiiii
SELECT r.part, r.month, r.phase, r.upto, CASE WHEN r.upto = 0 OR l.line IS NOT NULL THEN 0 ELSE 1 END,
	(SELECT coalesce(max(at), 0) FROM head),
	CASE WHEN r.phase = 2 AND p.part IS NULL AND r.month > (SELECT min(month) FROM month_run WHERE phase = 2) THEN 1 ELSE 0 END
FROM month_run r LEFT JOIN line l ON l.part = r.part AND l.line = r.upto
	LEFT JOIN month_run p ON p.part = r.part AND p.phase = r.phase AND p.done = 1
		AND p.month = r.month - CASE WHEN r.month % 100 = 1 THEN 89 ELSE 1 END
ORDER BY r.month, r.phase, r.part;

-- name: check_refunded_months
-- Months of which more was paid back than their items come to, an advance that was set off among them.
-- yields: iii
SELECT r.part, r.line, r.month
FROM (SELECT part, line, month, sum(base) AS fen FROM refund GROUP BY part, line, month) r
WHERE r.fen > (SELECT max(0, coalesce(sum(amount), 0)) FROM bill b WHERE b.part = r.part AND b.line = r.line AND b.month = r.month)
ORDER BY r.part, r.line, r.month;

-- name: check_waiting_refunds
-- Refunds that wait for their bill, and what was answered when they were ordered.
-- yields: iiitt
SELECT w.part, w.line, w.seq, w.value, o.answer
FROM waiting w JOIN operation o ON o.part = w.part AND o.seq = w.seq
WHERE w.kind = 'refund'
ORDER BY w.part, w.line, w.due, w.seq;

-- name: check_prepaid
-- What was prepaid for promises is what they come to, kept or not: prepaid, promised.
-- yields: iiii
SELECT o.part, o.seq, o.amount, coalesce(sum(p.amount), 0)
FROM operation o LEFT JOIN promise p ON p.part = o.part AND p.line = o.line AND p.seq = o.seq
WHERE o.debit = 2 AND o.credit = 4 AND o.result = 1
GROUP BY o.part, o.seq, o.amount
HAVING coalesce(sum(p.amount), 0) <> o.amount
ORDER BY o.part, o.seq;

-- ---- texts that the dump leaves out (check_values.c); the numbers of the key come first and name the row ----

-- name: texts_head
-- yields: it
-- columns: part chain
SELECT part, chain FROM head ORDER BY part;

-- name: texts_request
-- yields: ittt
-- columns: kpart source key prints
SELECT kpart, source, key, prints FROM request ORDER BY kpart, source, key;

-- name: texts_pin
-- yields: iit
-- columns: part line hash
SELECT part, line, hash FROM pin ORDER BY part, line;

-- name: texts_number
-- yields: itttt
-- columns: kpart msisdn pack_serial number_class holder
SELECT kpart, msisdn, pack_serial, number_class, holder FROM number ORDER BY kpart, msisdn;

-- name: texts_sim
-- yields: ittt
-- columns: kpart iccid imsi puk
SELECT kpart, iccid, imsi, puk FROM sim ORDER BY kpart, iccid;

-- name: check_caused
-- What an operation left behind: rows whose operation is not there, or is not the line's.
-- yields: tiii
SELECT w.what, w.part, w.line, w.seq
FROM (
	SELECT 'waiting order' AS what, part, line, seq FROM waiting
	UNION ALL SELECT 'past owner', part, line, seq FROM owner
	UNION ALL SELECT 'former line', part, line, seq FROM former
	UNION ALL SELECT 'snapshot', part, line, seq FROM snapshot
	UNION ALL SELECT 'notice', part, line, seq FROM notice
	UNION ALL SELECT 'settled order', part, line, settled FROM waiting WHERE settled <> 0
	UNION ALL SELECT 'former plan', part, line, seq FROM former_plan
	UNION ALL SELECT 'service', part, line, seq FROM subscription WHERE seq <> 0
	UNION ALL SELECT 'contract', part, line, seq FROM contract WHERE seq <> 0
	UNION ALL SELECT 'promise', part, line, posted FROM promise WHERE posted <> 0
	UNION ALL SELECT 'bill', part, line, seq FROM bill WHERE seq <> 0
	UNION ALL SELECT 'bill', part, line, cause FROM bill WHERE cause <> 0
	UNION ALL SELECT 'refund', part, line, seq FROM refund
	UNION ALL SELECT 'usage', part, line, seq FROM usage
	UNION ALL SELECT 'history', part, line, seq FROM history
	UNION ALL SELECT 'payment', part, line, seq FROM payment_log
	UNION ALL SELECT 'offset', part, line, seq FROM offset_log
	UNION ALL SELECT 'ticket event', e.part, t.line, e.seq FROM ticket_event e JOIN ticket t ON t.part = e.part AND t.ticket = e.ticket
) w LEFT JOIN operation o ON o.part = w.part AND o.seq = w.seq
WHERE coalesce(o.line, -1) <> w.line
ORDER BY w.what, w.part, w.line, w.seq;

-- name: check_notices
-- Those that contradict themselves: of an order that was not done, with half an answer, answered before they could go out.
-- yields: iit
SELECT n.part, n.seq, n.kind
FROM notice n JOIN operation o ON o.part = n.part AND o.seq = n.seq
WHERE o.result <> 1 OR (n.answer < 0 AND n.answered_at <> 0) OR (n.answer >= 0 AND n.answered_at = 0)
	OR (n.answered_at <> 0 AND (n.sent_at = 0 OR n.answered_at < n.not_before))
ORDER BY n.part, n.seq, n.kind;

-- name: check_families
-- 1: its operation is not there, or is not the main line's. 2: the main line knows nothing of it. 3: its state and its
-- instants contradict each other. 4: the line has another one that is open. 5: it is open, and its group is not. 6: it waits
-- for an answer, and no order of the main line does, until then.
-- yields: iii
SELECT w.part, w.line, w.wrong
FROM (
	SELECT f.part, f.line, f.since, f.seq, 1 AS wrong
	FROM family f LEFT JOIN operation o ON o.part = f.group_part AND o.seq = f.seq
	WHERE coalesce(o.line, -1) <> f.group_line
	UNION ALL SELECT f.part, f.line, f.since, f.seq, 2
	FROM family f LEFT JOIN family_member m
		ON m.part = f.group_part AND m.line = f.group_line AND m.member_part = f.part AND m.member_line = f.line
	WHERE m.part IS NULL
	UNION ALL SELECT part, line, since, seq, 3
	FROM family
	WHERE NOT (state = 'pending' AND effective = 0 AND until > 0 OR state = 'active' AND effective > 0 AND until = 0
		OR state = 'terminated' AND until > 0) OR effective > 0 AND effective < since
	UNION ALL SELECT f.part, f.line, f.since, f.seq, 4
	FROM family f JOIN family g ON g.part = f.part AND g.line = f.line
	WHERE f.state <> 'terminated' AND g.state <> 'terminated' AND (g.since, g.seq) < (f.since, f.seq)
	UNION ALL SELECT f.part, f.line, f.since, f.seq, 5
	FROM family f LEFT JOIN family g ON g.part = f.group_part AND g.line = f.group_line AND g.group_part = g.part
		AND g.group_line = g.line AND g.state <> 'terminated'
	WHERE f.state <> 'terminated' AND g.part IS NULL
	UNION ALL SELECT f.part, f.line, f.since, f.seq, 6
	FROM family f LEFT JOIN waiting t ON t.part = f.group_part AND t.line = f.group_line AND t.due = f.until AND t.seq = f.seq
		AND t.kind = 'family' AND t.settled = 0
	WHERE f.state = 'pending' AND (f.part <> f.group_part OR f.line <> f.group_line) AND t.part IS NULL
) w
ORDER BY w.part, w.line, w.since, w.seq, w.wrong;

-- name: check_family_members
-- Lines that a main line counts among its group, and that never were in it.
-- yields: iiii
SELECT m.part, m.line, m.member_part, m.member_line
FROM family_member m LEFT JOIN family f
	ON f.part = m.member_part AND f.line = m.member_line AND f.group_part = m.part AND f.group_line = m.line
WHERE f.part IS NULL
ORDER BY m.part, m.line, m.member_part, m.member_line;

-- name: check_ticket_names
-- yields: iiitt
SELECT part, ticket, line, external, problem FROM ticket WHERE external <> '' OR problem <> '' ORDER BY part, ticket;

-- name: check_tickets_of_names
-- yields: tiit
SELECT d.name, d.part, d.line, coalesce(t.external, '')
FROM directory d LEFT JOIN ticket t ON t.part = d.part AND t.ticket = d.line
WHERE d.kind = 4
ORDER BY d.kpart, d.name;

-- name: check_ticket
-- yields: i
SELECT ticket FROM ticket WHERE part = $1 AND ticket = $2;

-- name: check_tickets
-- 1: its order is not there, not its line's, or was not done. 2: its line is not there. 3: its instants contradict each
-- other or its status. 4: an event does not follow the one before it. 5: it is not as its last event left it. 6: it counts
-- other deadlines than its events.
-- yields: iii
SELECT w.part, w.ticket, w.wrong
FROM (
	SELECT t.part, t.ticket, 1 AS wrong
	FROM ticket t LEFT JOIN operation o ON o.part = t.part AND o.seq = t.ticket
	WHERE coalesce(o.line, -1) <> t.line OR o.result <> 1
	UNION ALL SELECT t.part, t.ticket, 2
	FROM ticket t LEFT JOIN line l ON l.part = t.part AND l.line = t.line
	WHERE t.line > 0 AND l.line IS NULL
	UNION ALL SELECT part, ticket, 3
	FROM ticket
	WHERE (open = 1 AND closed_at <> 0) OR (open = 0 AND closed_at < opened_at) OR (reply_due > 0 AND reply_due < opened_at)
		OR (status = 'resolved' AND resolved_at = 0) OR (paused_since > 0 AND paused_since < opened_at)
	UNION ALL SELECT e.part, e.ticket, 4
	FROM ticket_event e LEFT JOIN ticket_event f ON f.part = e.part AND f.ticket = e.ticket AND f.n = e.n - 1
	WHERE coalesce(f.to_status, '') <> e.from_status OR coalesce(f.due_after, 0) <> e.due_before OR coalesce(f.at, 0) > e.at
		OR (e.n > 1 AND f.n IS NULL)
	UNION ALL SELECT t.part, t.ticket, 5
	FROM ticket t LEFT JOIN ticket_event e ON e.part = t.part AND e.ticket = t.ticket
		AND e.n = (SELECT max(n) FROM ticket_event x WHERE x.part = t.part AND x.ticket = t.ticket)
	WHERE e.n IS NULL OR e.to_status <> t.status OR e.due_after <> t.reply_due OR e.class <> t.class
	UNION ALL SELECT t.part, t.ticket, 6
	FROM ticket t
	WHERE t.due_version <> (SELECT count(*) FROM ticket_event e
		WHERE e.part = t.part AND e.ticket = t.ticket AND e.due_before <> e.due_after)
) w
ORDER BY w.part, w.ticket, w.wrong;

-- name: check_former
-- yields: it
SELECT kpart, msisdn FROM former ORDER BY kpart, msisdn, until, part, line;

-- name: stats_accounts
-- yields: iiii
SELECT status, count(*), coalesce(sum(balance), 0), coalesce(sum(CASE WHEN balance < 0 THEN 0 - balance ELSE 0 END), 0)
FROM account GROUP BY status ORDER BY status;

-- name: stats_directory
-- yields: iii
SELECT kind, state, count(*) FROM directory GROUP BY kind, state ORDER BY kind, state;

-- name: stats_operations
-- yields: iiii
SELECT result, count(*), coalesce(min(at), 0), coalesce(max(at), 0) FROM operation GROUP BY result ORDER BY result;

-- name: stats_notices
-- 0 waiting, 1 sent, 2 answered
-- yields: ii
SELECT CASE WHEN answered_at <> 0 THEN 2 WHEN sent_at <> 0 THEN 1 ELSE 0 END AS state, count(*)
FROM notice GROUP BY state ORDER BY state;

-- name: stats_tickets
-- yields: ii
SELECT open, count(*) FROM ticket GROUP BY open ORDER BY open;

-- name: stats_requests
-- yields: i
SELECT count(*) FROM request;
