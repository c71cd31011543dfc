-- cm-store dump: every table in the order of its key. What depends on a store's own key or on how its writing was cut
-- into commits is left out (chain values, commit numbers, fingerprints, MACs, PIN hashes), so that two stores to which
-- the same was done give the same bytes. A column named *_masked is written in full on a rehearsal store only;
-- a PUK, being a secret, on none.

-- name: dump_operation
-- columns: part seq parent prev line at user source result rules policy facts answer debit credit amount cause
-- yields: iiiiiittittttiiii
SELECT part, seq, parent, prev, line, at, by_user, source, result, rules, policy, facts, answer, debit, credit, amount,
	cause
FROM operation ORDER BY part, seq;

-- name: dump_request
-- columns: kpart source key part seq
-- yields: ittii
SELECT kpart, source, key, part, seq FROM request ORDER BY kpart, source, key;

-- name: dump_directory
-- columns: kpart kind name state part line until
-- yields: iitiiii
SELECT kpart, kind, name, state, part, line, until FROM directory ORDER BY kpart, kind, name;

-- name: dump_line
-- columns: part line msisdn iccid name_masked id_type id_no_masked customer_type contact_masked address_masked terminal brand plan vip_level payment_method credit_class opened_at owner_since points
-- yields: iittttttttttttttiii
SELECT part, line, msisdn, iccid, name, id_type, id_no, customer_type, contact, address, terminal, brand, plan,
	vip_level, payment_method, credit_class, opened_at, owner_since, points
FROM line ORDER BY part, line;

-- name: dump_account
-- columns: part line balance status last_seq version arrears_since status_since
-- yields: iiiiiiii
SELECT part, line, balance, status, last_seq, version, arrears_since, status_since FROM account ORDER BY part, line;

-- name: dump_pin
-- columns: part line set_at tries locked_until version
-- yields: iiiiii
SELECT part, line, set_at, tries, locked_until, version FROM pin ORDER BY part, line;

-- name: dump_number
-- columns: kpart msisdn pack_serial number_class prepay_min held
-- yields: itttii
SELECT kpart, msisdn, pack_serial, number_class, prepay_min, CASE WHEN holder = '' THEN 0 ELSE 1 END
FROM number ORDER BY kpart, msisdn;

-- name: dump_pack
-- columns: kpart serial msisdn
-- yields: itt
SELECT kpart, serial, msisdn FROM pack ORDER BY kpart, serial;

-- name: dump_sim
-- columns: kpart iccid imsi has_puk
-- yields: itti
SELECT kpart, iccid, imsi, CASE WHEN puk = '' THEN 0 ELSE 1 END
FROM sim ORDER BY kpart, iccid;

-- name: dump_subscription
-- columns: part line service item sp opened_at ends tier state order_channel command seq
-- yields: iitttiitttti
SELECT part, line, service, item, sp, opened_at, ends, tier, state, order_channel, command, seq
FROM subscription ORDER BY part, line, service, item, sp, opened_at;

-- name: dump_former_plan
-- columns: part line until seq plan
-- yields: iiiit
SELECT part, line, until, seq, plan FROM former_plan ORDER BY part, line, until, seq;

-- name: dump_contract
-- columns: part line kind from until blocks_plan_change name tier min_spend seq
-- yields: iitiiittii
SELECT part, line, kind, from_day, until_day, blocks_plan_change, name, tier, min_spend, seq
FROM contract ORDER BY part, line, kind, from_day;

-- name: dump_family
-- columns: part line since seq group_part group_line offer state effective until
-- yields: iiiiiittii
SELECT part, line, since, seq, group_part, group_line, offer, state, effective, until
FROM family ORDER BY part, line, since, seq;

-- name: dump_family_member
-- columns: part line member_part member_line
-- yields: iiii
SELECT part, line, member_part, member_line FROM family_member ORDER BY part, line, member_part, member_line;

-- name: dump_evidence
-- columns: part line fact value as_of
-- yields: iitti
SELECT part, line, fact, value, as_of FROM evidence ORDER BY part, line, fact;

-- name: dump_promise
-- columns: part line due seq kind from amount posted
-- yields: iiiitiii
SELECT part, line, due, seq, kind, from_day, amount, posted FROM promise ORDER BY part, line, due, seq, kind;

-- name: dump_waiting
-- columns: part line due seq kind value settled
-- yields: iiiitti
SELECT part, line, due, seq, kind, value, settled FROM waiting ORDER BY part, line, due, seq, kind;

-- name: dump_owner
-- columns: part line until seq since name_masked id_type id_no_masked
-- yields: iiiiittt
SELECT part, line, until, seq, since, name, id_type, id_no FROM owner ORDER BY part, line, until, seq;

-- name: dump_former
-- columns: kpart msisdn until part line seq
-- yields: itiiii
SELECT kpart, msisdn, until, part, line, seq FROM former ORDER BY kpart, msisdn, until, part, line;

-- name: dump_snapshot
-- columns: part line seq kind name value
-- yields: iiittt
SELECT part, line, seq, kind, name, value FROM snapshot ORDER BY part, line, seq, kind, name;

-- name: dump_bill
-- columns: part line month item amount seq cause
-- yields: iiitiii
SELECT part, line, month, item, amount, seq, cause FROM bill ORDER BY part, line, month, item;

-- name: dump_refund
-- columns: part line month item seq cause base total
-- yields: iiititii
SELECT part, line, month, item, seq, cause, base, total FROM refund ORDER BY part, line, month, item, seq;

-- name: dump_usage
-- columns: part line at kind direction peer sp seconds up_kb down_kb size_kb fee area visitor apn url order_channel state seq
-- yields: iiittttiiiiititttti
SELECT part, line, at, kind, direction, peer, sp, seconds, up_kb, down_kb, size_kb, fee, area, visitor, apn, url,
	order_channel, state, seq
FROM usage ORDER BY part, line, at, kind, direction, peer, sp;

-- name: dump_month_run
-- columns: part month phase upto done
-- yields: iiiii
SELECT part, month, phase, upto, done FROM month_run ORDER BY part, month, phase;

-- name: dump_notice
-- columns: part line seq kind msisdn lang text params not_before sent_at answer answered_at
-- yields: iiitttttiiii
SELECT part, line, seq, kind, msisdn, lang, text, params, not_before, sent_at, answer, answered_at
FROM notice ORDER BY part, line, seq, kind;

-- name: dump_ticket
-- columns: part ticket line msisdn external opened_at kind service cause subject text_masked class branch channel purpose emotion_level severity status open reply_due due_version due_calendar awaiting paused_since paused restore_due replied_at resolved_at closed_at solution_masked accepted satisfied escalate_to problem remind_level remind_at version
-- yields: iiittitttttttttiitiiitiiiiiiitiittiii
SELECT part, ticket, line, msisdn, external, opened_at, kind, service, cause, subject, text, class, branch, channel, purpose,
	emotion_level, severity, status, open, reply_due, due_version, due_calendar, awaiting, paused_since, paused,
	restore_due, replied_at, resolved_at, closed_at, solution, accepted, satisfied, escalate_to, problem, remind_level,
	remind_at, version
FROM ticket ORDER BY part, ticket;

-- name: dump_ticket_event
-- columns: part ticket n at from_status to_status reason class due_before due_after seq by_user
-- yields: iiiittttiiit
SELECT part, ticket, n, at, from_status, to_status, reason, class, due_before, due_after, seq, by_user
FROM ticket_event ORDER BY part, ticket, n;

-- name: dump_history
-- columns: part line at event service operator_id reason seq
-- yields: iiitttti
SELECT part, line, at, event, service, operator_id, reason, seq FROM history ORDER BY part, line, at, event, service;

-- name: dump_payment_log
-- columns: part line at payment_id amount method seq
-- yields: iiititi
SELECT part, line, at, payment_id, amount, method, seq FROM payment_log ORDER BY part, line, at, payment_id;

-- name: dump_offset_log
-- columns: part line month item amount remaining seq
-- yields: iiitiii
SELECT part, line, month, item, amount, remaining, seq FROM offset_log ORDER BY part, line, month, item;
