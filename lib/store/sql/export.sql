-- cm-store export: every row of a kind, in the order of its key.

-- name: export_numbers
-- yields: ttti
SELECT msisdn, pack_serial, number_class, prepay_min FROM number ORDER BY kpart, msisdn;

-- name: export_sims
-- yields: tt
SELECT iccid, imsi FROM sim ORDER BY kpart, iccid;

-- name: export_lines
-- yields: iittttttttttttttiiiii
SELECT l.part, l.line, l.msisdn, l.iccid, l.name, l.id_type, l.id_no, l.customer_type, l.contact, l.address, l.terminal,
	l.brand, l.plan, l.vip_level, l.payment_method, l.credit_class, l.opened_at, l.owner_since, l.points, a.balance,
	a.status
FROM line l JOIN account a ON a.part = l.part AND a.line = l.line
ORDER BY l.part, l.line;

-- name: export_contracts
-- yields: ttiiittii
SELECT l.msisdn, c.kind, c.from_day, c.until_day, c.blocks_plan_change, c.name, c.tier, c.min_spend, c.seq
FROM contract c JOIN line l ON l.part = c.part AND l.line = c.line
ORDER BY c.part, c.line, c.kind, c.from_day;

-- name: export_subscriptions
-- yields: ttttiitttti
SELECT l.msisdn, s.service, s.item, s.sp, s.opened_at, s.ends, s.tier, s.state, s.order_channel, s.command, s.seq
FROM subscription s JOIN line l ON l.part = s.part AND l.line = s.line
ORDER BY s.part, s.line, s.service, s.item, s.sp, s.opened_at;

-- name: export_evidence
-- yields: ttti
SELECT l.msisdn, e.fact, e.value, e.as_of
FROM evidence e JOIN line l ON l.part = e.part AND l.line = e.line
ORDER BY e.part, e.line, e.fact;

-- name: export_bills
-- yields: titiii
SELECT l.msisdn, b.month, b.item, b.amount, b.seq, b.cause
FROM bill b JOIN line l ON l.part = b.part AND l.line = b.line
ORDER BY b.part, b.line, b.month, b.item;

-- name: export_usage
-- yields: tittttiiiiititttti
SELECT l.msisdn, u.at, u.kind, u.direction, u.peer, u.sp, u.seconds, u.up_kb, u.down_kb, u.size_kb, u.fee, u.area, u.visitor,
	u.apn, u.url, u.order_channel, u.state, u.seq
FROM usage u JOIN line l ON l.part = u.part AND l.line = u.line
ORDER BY u.part, u.line, u.at, u.kind, u.direction, u.peer, u.sp;

-- name: export_history
-- yields: titttti
SELECT l.msisdn, h.at, h.event, h.service, h.operator_id, h.reason, h.seq
FROM history h JOIN line l ON l.part = h.part AND l.line = h.line
ORDER BY h.part, h.line, h.at, h.event, h.service;

-- name: export_payments
-- yields: tititi
SELECT l.msisdn, p.at, p.payment_id, p.amount, p.method, p.seq
FROM payment_log p JOIN line l ON l.part = p.part AND l.line = p.line
ORDER BY p.part, p.line, p.at, p.payment_id;

-- name: export_offsets
-- yields: titiii
SELECT l.msisdn, o.month, o.item, o.amount, o.remaining, o.seq
FROM offset_log o JOIN line l ON l.part = o.part AND l.line = o.line
ORDER BY o.part, o.line, o.month, o.item;
