#!/bin/sh
# Refunds of a month that is not charged yet (row S95): ordered now, paid by cm-due once the month is charged; records of use
# are left out of it. The orders of whoever has the line no more; two at once; bills that never come.
. "${0%/*}/lib.sh"
need sqlite3
need jq
store
q() { sqlite3 "$CM_STORE" "$@"; }
balance() { q "SELECT a.balance FROM account a JOIN line l ON l.part = a.part AND l.line = a.line WHERE l.msisdn = '$1'"; }
on() { tap_day=$1; shift; CM_NOW=${tap_day}T09:30 "$@"; }
kept() { cm-store dump | cksum; }

CM_NOW=2010-03-20T10:00 cm-store import lines -q <<'!' >out 2>err || { echo "Bail out! $(cat err)"; exit 1; }
msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method
13900000501,张伟,resident_id,612301197001010017,mzone,none,mzone-25,2008-06-15,active,100.00,cash
13900000502,李静,resident_id,612321198002030028,mzone,none,mzone-25,2008-06-15,active,100.00,cash
13900000503,周明,resident_id,612322198512120038,mzone,none,mzone-25,2008-06-15,suspended_arrears,23.00,cash
13900000504,吴刚,resident_id,612301197505050013,mzone,none,mzone-25,2008-06-15,active,100.00,cash
13900000505,郑洁,resident_id,612301197505050021,mzone,none,mzone-25,2008-06-15,active,100.00,cash
!
CM_NOW=2010-03-20T10:00 cm-store import subscriptions -q <<'!' >out 2>err || { echo "Bail out! $(cat err)"; exit 1; }
msisdn,service,tier,item,state,opened_at,order_channel
13900000501,missed_call_alert,,,active,2009-01-01,counter
13900000501,rural_info,,QX01,active,2009-01-01,counter
13900000502,missed_call_alert,,,active,2009-01-01,counter
13900000503,missed_call_alert,,,active,2009-01-01,counter
13900000504,mobile_data,,,active,2009-01-01,counter
13900000505,missed_call_alert,,,active,2009-01-01,counter
!
CM_NOW=2010-04-13T10:00 cm-store import usage -q <<'!' >out 2>err || { echo "Bail out! $(cat err)"; exit 1; }
msisdn,kind,at,direction,seconds,up_kb,down_kb,size_kb,apn
13900000504,mms,2010-04-10T12:00:00+08:00,out,10,,,30,
13900000504,data,2010-04-10T11:58:00+08:00,out,0,0,500,,cmwap
13900000504,data,2010-04-12T12:00:00+08:00,out,0,9,91,,cmwap
!
# later LINE WORDS…: of the month that goes on, on 15 April
later() { of=$1; shift; on 2010-04-15 cm-bill refund -q --no-key "msisdn=13900000$of" month=2010-04 lang=en "$@"; }
before=$(kept)

# ---- what cannot wait ----
call 'a part of it' 1 '…"result":"refused","reason":"refund.beyond-charge"…all of an item can wait…"remedy":"…' '' later 501 item=missed_call_alert cause=unusable amount=1
call 'what the line is not charged' 1 '…"reason":"refund.beyond-charge"…has nothing that rbt will be charged for…' '' later 501 item=rbt cause=unusable
call 'nor what nobody charges' 1 '…"reason":"refund.beyond-charge"…' '' later 501 item=weather cause=unusable
call 'what is set off' 1 '…"reason":"refund.beyond-charge"…' '' later 501 item=advance cause=unusable
call 'a month that has not begun' 1 '…"reason":"refund.beyond-charge"…no bill of 2010-05…' '' on 2010-04-15 cm-bill refund -q --no-key msisdn=13900000501 month=2010-05 item=missed_call_alert cause=unusable lang=en
call 'one that is over for so long that no bill will come' 1 '…no bill of 2010-01…' '' on 2010-04-15 cm-bill refund -q --no-key msisdn=13900000501 month=2010-01 item=missed_call_alert cause=unusable lang=en
call 'at discretion: it waits for who may approve it' 1 '…"result":"referred","reason":"refund.needs-approver"…' '' later 501 item=missed_call_alert cause=goodwill
call 'of an error in metering it is said which records' 1 '…"result":"undecided"…"ask":["since","amount"]…' '' later 504 item=mobile_data cause=metering
is 'nothing of this moved anything' "$(q "SELECT count(*) FROM waiting")" 0

# ---- ordered ----
call 'twice, when the month is charged' 0 '…"result":"done"…6.00 yuan as it looks now…"base":3.00,"multiplier":2,"refund":6.00,"lookup_after":"2010-05-04","order_status":"pending"…' '' later 501 item=missed_call_alert cause=unusable
call '  once' 1 '…"reason":"refund.already"…on order already…' '' later 501 item=missed_call_alert cause=outage
call 'of what the catalogue has no price for' 0 '…"result":"done"…what the bill has is paid back then.…"multiplier":1,"lookup_after"…"order_status":"pending"…' '' later 501 item=rural_info cause=outage
is 'no money has moved' "$(balance 13900000501)" 10000
call 'it is shown' 0 '…"kind":"waiting","item":"refund"…item=missed_call_alert month=2010-04 cause=unusable times=2…' '' on 2010-04-15 cm-show -q msisdn=13900000501
for of in 502 503 505; do later $of item=missed_call_alert cause=unusable >out 2>err; done
is 'and of three others' "$(q "SELECT count(*) FROM waiting WHERE settled = 0")" 5
for n in 1 2 3 4; do later 505 item=missed_call_alert cause=outage >out.$n 2>&1 & done; wait
is 'four at once: on order already' "$(cat out.? | grep -c '"reason":"refund.already"')" 4

later 504 item=mobile_data cause=not_used >out 2>err
is 'of what is charged by use, what was used so far is promised' "$(jq -c '[.base, .refund]' out)" '[6,12]'
is 'what is promised is listed' "$(on 2010-04-15 cm-bill promises -q | jq -r 'select(.kind == "refund") | [.msisdn, .from, .due] | join(" ")' | sort -u | tr '\n' '|')" '13900000501 2010-05-01 2010-05-04|13900000502 2010-05-01 2010-05-04|13900000503 2010-05-01 2010-05-04|13900000504 2010-05-01 2010-05-04|13900000505 2010-05-01 2010-05-04|'

# ---- records of use (row S87) ----
call 'records of it are taken out' 0 '…"result":"done"…records in question, 5.00 yuan, are left out of it.…"base":5.00,"multiplier":1,"refund":0.00…"use_found":1,"order_status":"completed"…' '' later 504 item=mobile_data cause=metering since=2010-04-10
call '  once' 1 '…"reason":"refund.already"…' '' later 504 item=mobile_data cause=metering since=2010-04-10

CM_NOW=2010-04-29T10:00 cm-store import usage -q <<'!' >out 2>err
msisdn,kind,at,direction,seconds,up_kb,down_kb,size_kb,apn
13900000504,data,2010-04-28T12:00:00+08:00,out,0,9,4991,,cmwap
!

# ---- not yet charged ----
call 'before the day nothing is due' 0 '' 'cm-due: 0 records' on 2010-04-30 cm-due --only order
call 'behind it, but not charged: it waits' 0 '' … on 2010-05-01 cm-due --only order
is '  said so, and nothing is lost' "$(on 2010-05-01 cm-due held -q --only order | grep -c '"reason":"due.not-yet"'; q "SELECT count(*) FROM waiting WHERE settled = 0")" '6
6'
call 'a bill that does not come' 1 '…"result":"referred","reason":"due.refund-no-bill"…ended 63 days ago…' … on 2010-07-02 cm-due held --only order

# ---- charged ----
call 'the month' 0 … '' on 2010-05-02 cm-bill run -q --first month=2010-04
was=$(balance 13900000501)
is 'who cannot pay it' "$(balance 13900000503)" -500
is 'records that were taken out are not in it' "$(on 2010-05-02 cm-bill show -q msisdn=13900000504 month=2010-04 | jq -r 'select(.item == "mobile_data") | .amount')" 51
call 'what is on order is not paid by hand, too' 1 '…"reason":"refund.already"…on order already…' '' on 2010-05-02 cm-bill refund -q --no-key msisdn=13900000501 month=2010-04 item=missed_call_alert cause=outage lang=en
call '  nor promised again' 0 '…"warnings":["diagnose.refunded"]…' '' on 2010-05-02 cm-diagnose -q lang=en service=missed_call_alert symptom=no_prompt same_after_restart=yes unused_month=yes msisdn=13900000501 month=2010-04
call 'nobody has come by in time' 1 … '' on 2010-05-05 cm-bill promises -q --broken
is '  each is late' "$(jq -r 'select(.kind == "refund") | .days_late' out | tr '\n' ' ')" '1 1 1 1 1 1 '
cm-store backup -q gone.db >out 2>err
cp "$CM_STORE.key" gone.db.key
sqlite3 gone.db "UPDATE account SET status = 5 WHERE (part, line) IN (SELECT part, line FROM line WHERE msisdn = '13900000502')"
sqlite3 gone.db "UPDATE line SET owner_since = 14741 WHERE msisdn = '13900000505'"
is 'whom it was promised to is gone: by hand' "$(on 2010-05-12 cm-due held -s gone.db -q --only order | jq -r '[.msisdn, .reason] | join(" ")' | sort | tr '\n' ' ')" '13900000502 due.refund-gone 13900000505 due.refund-gone '
sqlite3 gone.db "UPDATE account SET status = 5 WHERE (part, line) IN (SELECT part, line FROM line WHERE msisdn = '13900000501')"
on 2010-05-12 cm-due -s gone.db --only order >out 2>err
is '  of nothing there is nobody to look for: it ends' "$(jq -r 'select(.msisdn == "13900000501") | [.reason, .amount] | join(" ")' out; sqlite3 gone.db "SELECT count(*) FROM waiting WHERE settled = 0 AND value LIKE '%rural%'")" ' 0
0'
on 2010-05-02 cm-due --only order -o csv >out 2>err
is 'what is due comes back, by the bill' "$(balance 13900000501) $(q "SELECT count(*) FROM refund") $(q "SELECT group_concat(total) FROM (SELECT total FROM refund ORDER BY total)")" "$((was + 600)) 5 600,600,600,600,1200"
is '  and no more than was promised, whatever was used behind it' "$(q "SELECT base, total FROM refund WHERE item = 'mobile_data'")" '600|1200'
is '  the order says what has paid it' "$(cm-show -q order_id="$(on 2010-05-02 cm-show -q msisdn=13900000504 | jq -r 'select(.kind == "operation" and .item == "cm-bill refund") | .of_order' | tail -1)" | jq -r 'select(.item == "settled_by") | .value' | grep -c .)" 1
is '  and the promises are kept' "$(q "SELECT count(*) FROM promise WHERE kind = 'refund' AND posted = 0")" 0
is 'of a rural code without a price the bill had nothing: the order ends' "$(q "SELECT count(*) FROM waiting WHERE settled = 0 AND value LIKE '%rural%'")" 0
is 'who owed less than that is back in service' "$(balance 13900000503) $(q "SELECT a.status FROM account a JOIN line l ON l.part = a.part AND l.line = a.line WHERE l.msisdn = '13900000503'")" '100 1'
now=$(kept)
on 2010-05-02 cm-due --only order -q >out 2>err
is 'again: nothing twice' "$(kept)" "$now"
call 'and by cm-bill: it was paid back' 1 '…"reason":"refund.already"…' '' on 2010-05-02 cm-bill refund -q --no-key msisdn=13900000501 month=2010-04 item=missed_call_alert cause=unusable lang=en
call 'the store is sound' 0 '' '' cm-store check -q
call '  and its chain' 0 … '' cm-audit verify -q

# ---- from diagnosis: deck case, this month, and who is told what ----
on 2010-05-03 cm-bill refund -q --no-key msisdn=13900000501 month=2010-05 item=missed_call_alert cause=unusable >out 2>err
prompt='service=missed_call_alert symptom=no_prompt same_after_restart=yes unused_month=yes'
call 'the month that goes on: the fee comes back twice' 0 '…"refund":6.00,"next":["cm-vas refresh service=missed_call_alert","cm-bill refund cause=unusable item=missed_call_alert month=2010-05"]…' '' on 2010-05-03 cm-diagnose -q $prompt msisdn=13900000505
call '  on order already: nothing is promised again' 0 '…"script":"Your alert is open…I am sorry for the trouble. I see that this was paid back to you already…"next":["cm-vas refresh service=missed_call_alert"],"warnings":["diagnose.refunded"]…' '' on 2010-05-03 cm-diagnose -q lang=en $prompt msisdn=13900000501
call '  a month to come is none to diagnose' 1 '…"result":"invalid","reason":"field.malformed"…"message":"month: has not begun yet"…' '' on 2010-05-03 cm-diagnose -q lang=en $prompt msisdn=13900000505 month=2010-06

printf 'msisdn,service,state,opened_at\n13900000501,rural_info,active,2009-01-01\n13900000501,sms,active,2009-01-01\n' | CM_NOW=2010-05-03T09:00 cm-store import subscriptions -q >out 2>err
call '  of two refunds of a report the one that is due stays' 0 '…"script":"Your alert is open…is being upgraded…I see that this was paid back to you already…"next":["cm-vas refresh service=missed_call_alert","cm-bill refund cause=outage item=rural_info month=2010-05","cm-complaint open…"warnings":["diagnose.refunded"]…' '' on 2010-05-03 cm-diagnose -q lang=en symptom=missed_call_alert.no_prompt,rural_info.not_received same_after_restart=yes unused_month=yes rural_outage=yes msisdn=13900000501

call '  nor as long as something is open' 1 '…"result":"undecided"…"next":[]…' '' on 2010-05-03 cm-diagnose -q lang=en symptom=rural_info.not_received,rbt.no_tone rural_outage=yes msisdn=13900000501
is '  is money spoken of' "$(grep -c 'comes back' out)" 0
call 'in the language that is said in Chinese' 0 '…"script":"Your alert is open…' '' on 2010-05-03 cm-diagnose -q lang=英文 $prompt msisdn=13900000505

# ---- another owner since the very day of the promise; whose name is put right is who he was ----
may() { on 2010-05-04 "$@"; }
promise() { may cm-bill refund -q --no-key msisdn=13900000505 month=2010-05 item=missed_call_alert cause=unusable lang=en; }
call 'what waits is said' 0 '…"waiting_value":"item=missed_call_alert month=2010-05 cause=unusable times=2 most=3.00"…' '' promise
P='"msisdn":"13900000505","id_type":"resident_id","id_no":"612301197505050021","holder_present":true,"doc_form":"original"'
echo "{\"request_id\":\"tr\",$P,\"purpose\":\"to_other\",\"new_name\":\"王五\",\"new_id_type\":\"resident_id\",\"new_id_no\":\"612301197707070011\",\"new_holder_present\":true,\"new_pin\":\"482913\"}" >transfer.in
call 'given to another' 0 '…"result":"done"…' '' sh -c 'CM_NOW=2010-05-04T10:00 cm-transfer -q <transfer.in'
echo '{"request_id":"am","msisdn":"13900000501","id_type":"resident_id","id_no":"612301197001010017","holder_present":true,"doc_form":"original","new_name":"张炜"}' >amend.in
call 'and a name put right' 0 '…"result":"done"…' '' sh -c 'CM_NOW=2010-05-04T10:00 cm-amend -q <amend.in'
on 2010-06-02 cm-bill run -q month=2010-05 >out 2>err
on 2010-06-02 cm-due --only order -q >out 2>err
is 'the one is paid, the other waits for somebody' "$(jq -r .msisdn out) $(on 2010-06-02 cm-due held -q --only order | jq -r '[.msisdn, .reason] | join(" ")')" '13900000501 13900000505 due.refund-gone'
call 'the store is sound' 0 '' '' cm-store check -q

# ---- the advance of a month, which comes before the one behind it is closed, is no bill ----
q "INSERT INTO contract SELECT l.part, l.line, 'bundle', 14589, 14943, 0, 'test', '', 12000, a.last_seq FROM line l JOIN account a USING (part, line) WHERE l.msisdn = '13900000502'"
call 'the advance of July' 0 '…"charges":120.00…' '' on 2010-07-01 cm-bill run -q month=2010-07
call '  June can wait for its bill' 0 '…"result":"done"…"order_status":"pending"…' '' on 2010-07-01 cm-bill refund -q --no-key msisdn=13900000502 month=2010-06 item=missed_call_alert cause=outage lang=en

# ---- what waits is what was promised: more of it by hand is found ----
q "UPDATE waiting SET value = replace(value, 'times=2', 'times=20') WHERE settled = 0"
call 'told' 1 '{…"id":"store.refund","message":"part …: what waits of order … is not what was ordered"}' '' cm-store check -q
