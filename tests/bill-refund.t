#!/bin/sh
# cm-bill refund: never more than was charged, once; how many times by the cause; records of use; money and what is kept.
. "${0%/*}/lib.sh"
store
lines
cm-store import lines -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method
13900000301,张伟,resident_id,612301197001010017,mzone,none,mzone-25,2008-06-15,active,10.00,cash
13900000302,李静,resident_id,612321198002030028,mzone,none,mzone-25,2008-06-15,suspended_arrears,-5.00,cash
13900000303,周明,resident_id,612322198512120038,mzone,none,mzone-25,2008-06-15,active,999999999990.00,cash
!
cm-store import bills -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,month,item,amount
13900000301,2010-02,monthly_fee,25.00
13900000301,2010-02,mobile_data,5.00
13900000301,2010-02,rebate,-3.00
13900000301,2010-02,nothing,0.00
13900000302,2010-01,monthly_fee,10.00
13900000302,2010-01,rebate,-4.00
13900000302,2010-02,missed_call_alert,3.00
13900000303,2010-02,monthly_fee,25.00
!
N=0
# refund WORDS…: of 13900000301's bill of February, in English
refund() {
	N=$((N + 1))
	cm-bill refund -q "request_id=r$N" msisdn=13900000301 month=2010-02 lang=en "$@"
}
balance() { sqlite3 store.db "SELECT a.balance FROM account a JOIN line l ON l.part = a.part AND l.line = a.line WHERE l.msisdn = '$1'"; }
before=$(truth | cksum)

# ---- what stands against it ----
call 'a fen more than was charged' 1 '…"result":"refused","reason":"refund.beyond-charge"…5.00 are left…"remedy":"Pay back 5.00 yuan at most."…' '' refund item=mobile_data cause=unusable amount=5.01
call 'an item that the bill does not have' 1 '…"reason":"refund.beyond-charge","reasons":["refund.beyond-charge"]…has no voice_out; it has mobile_data, monthly_fee, nothing, rebate…' '' refund item=voice_out cause=unusable
call 'a credit' 1 '…"reason":"refund.beyond-charge"…-3.00 yuan…' '' refund item=rebate cause=unusable
call 'a fen more than the month came to' 1 '…"reason":"refund.beyond-charge"…of the whole of 2010-01 6.00 are left…"remedy":"Pay back 6.00 yuan at most."…' '' cm-bill refund -q --no-key msisdn=13900000302 month=2010-01 item=monthly_fee cause=outage amount=6.01 lang=en
call '  or all of an item that is more than the month' 1 '…"reason":"refund.beyond-charge"…' '' cm-bill refund -q --no-key msisdn=13900000302 month=2010-01 item=monthly_fee cause=outage
call 'an item of nothing' 1 '…"reason":"refund.beyond-charge"…0.00 yuan…' '' refund item=nothing cause=unusable
call 'a month without a bill' 1 '…"reason":"refund.beyond-charge"…no bill of 2010-01…' '' cm-bill refund -q --no-key msisdn=13900000301 month=2010-01 item=voice_out cause=unusable lang=en
call 'a thirteenth month' 1 '…"result":"invalid","reason":"field.malformed"…month…' '' cm-bill refund -q --no-key msisdn=13900000301 month=2010-13 item=voice_out cause=unusable
call 'a month of the year 0' 1 '…"result":"invalid","reason":"field.malformed"…from 1900 on…' '' cm-bill refund -q --no-key msisdn=13900000301 month=0000-01 item=voice_out cause=unusable
call 'no month' 1 '…"reason":"field.missing"…month: missing…' '' cm-bill refund -q --no-key msisdn=13900000301 item=voice_out cause=unusable
call 'an unknown number' 1 '…"reason":"line.unknown","reasons":["line.unknown"]…' '' cm-bill refund -q --no-key msisdn=13900000399 month=2010-02 item=voice_out cause=unusable
call 'an unknown cause' 1 '…"reason":"refund.cause"…There is no cause weather; the causes are operator_fault…' '' refund item=mobile_data cause=weather
call 'one that is nearly right' 1 '…"reason":"refund.cause"…did you mean operator_fault?…' '' refund item=mobile_data cause=operatr_fault
call 'nothing' 1 '…"reason":"refund.amount"…' '' refund item=mobile_data cause=unusable amount=0
call 'less than nothing' 1 '…"reason":"refund.amount"…' '' refund item=mobile_data cause=unusable amount=-1
call 'half a fen' 1 '…"result":"invalid","reason":"field.malformed"…' '' refund item=mobile_data cause=unusable amount=1.005
call 'seventeen digits' 1 '…"result":"invalid","reason":"field.malformed"…' '' refund item=mobile_data cause=unusable amount=12345678901234567
call 'of an error in metering it must be said which part' 1 '…"result":"undecided","reason":"refund.amount"…"ask":["since","amount"]…' '' refund item=mobile_data cause=metering
call 'not an amount and days' 1 '…"reason":"refund.amount"…not both…' '' refund item=mobile_data cause=metering amount=1 since=2010-02-01
call 'days for another cause' 1 '…"reason":"refund.cause"…' '' refund item=mobile_data cause=unusable since=2010-02-01
call 'days for an item that is not charged by volume' 1 '…"reason":"refund.no-use"…' '' refund item=monthly_fee cause=metering since=2010-02-01
call 'days without a record' 1 '…"reason":"refund.no-use"…' '' refund item=mobile_data cause=metering until=2010-02-28
call 'at discretion: somebody must approve it' 1 '…"result":"referred","reason":"refund.needs-approver"…has no way to approve it yet: nothing is paid back…' '' refund item=monthly_fee cause=goodwill amount=20
call 'and no more than the ceiling' 1 '…"result":"refused","reason":"refund.ceiling"…' '' refund item=monthly_fee cause=goodwill amount=20.01
is 'nothing of this moved anything' "$(truth | cksum)" "$before"

# ---- how many times ----
call 'a rehearsal' 0 '…"result":"done"…"base":3.00,"multiplier":2,"refund":6.00,"balance":16.00,"lookup_after":"2010-04-04"…' '' refund item=mobile_data cause=unusable amount=3 -n
is '  and did nothing' "$(truth | cksum)" "$before"
N=$((N - 1))
call 'for real: twice what was charged in error' 0 '…"result":"done"…6.00 yuan in all; you can see it from 2010-04-04 on…"base":3.00,"multiplier":2,"refund":6.00,"balance":16.00…' '' refund item=mobile_data cause=unusable amount=3
N=$((N - 1))
call '  the same request again is done once' 0 '…"result":"duplicate"…"refund":6.00…' '' refund item=mobile_data cause=unusable amount=3
call 'what is left, and a fen' 1 '…"reason":"refund.beyond-charge"…2.00 are left…' '' refund item=mobile_data cause=unusable amount=2.01
call 'the rest, by a cause that comes back once' 0 '…"base":2.00,"multiplier":1,"refund":2.00,"balance":18.00…' '' refund item=mobile_data cause=outage
call 'then there is nothing left' 1 '…"reason":"refund.already","reasons":["refund.already"]…8.00 yuan…' '' refund item=mobile_data cause=outage
call '  of no amount either' 1 '…"reason":"refund.already"…' '' refund item=mobile_data cause=outage amount=0.01
is 'base and goodwill are movements of their own' "$(cm-pay statement -q msisdn=13900000301 | sed -n 's/.*cm-bill refund","amount":\([^,]*\),.*/\1/p' | tr '\n' ' ')" '3.00 3.00 2.00 '
is 'out of revenue' "$(sqlite3 store.db "SELECT DISTINCT debit, credit FROM operation WHERE source = 'cm-bill refund' AND amount > 0")" '3|1'
call 'it is no payment that could be taken back' 1 '…"reason":"pay.unknown-payment"…is a refund…' '' cm-pay reverse -q --no-key cause=x lang=en "payment_id=$(cm-pay statement -q msisdn=13900000301 | sed -n 's/.*cm-bill refund.*payment_id":"\([^"]*\).*/\1/p' | head -1)"
call 'a cause in Chinese' 0 '…"multiplier":2,"refund":0.02…' '' refund item=monthly_fee cause=运营商差错 amount=0.01
for cause in operator_fault:2 sp_fault:2 metering:1 tariff:2 promotion:2 not_used:2 unusable:2 outage:1 song_fault:1; do
	call "$cause" 0 "…\"multiplier\":${cause#*:},\"refund\":0.0${cause#*:},…" '' refund item=monthly_fee "cause=${cause%:*}" amount=0.01
done
is 'every cause has its figure' "$(sed -n '/id: refund_cause/,/values:/s/.*values: //p' "$ROOT/policies/facts.yaml" | grep -o 'id: [a-z_]*' | while read -r _ c; do grep -q "id: times_$c," "$ROOT/policies/bill.yaml" || echo "$c"; done)" ''
call 'a policy without the figure of a cause' 78 … '…times_outage…' sh -c 'cp -R "$CM_POLICIES" p; sed -i "/id: times_outage/d" p/bill.yaml; cm-bill refund -p p -q --no-key msisdn=13900000301 month=2010-02 item=monthly_fee cause=outage amount=0.01'
call 'a line that was stopped for what it owed is back' 0 '…"refund":6.00,"balance":1.00…' '' cm-bill refund -q --no-key msisdn=13900000302 month=2010-02 item=missed_call_alert cause=unusable
is '  in service' "$(sqlite3 store.db "SELECT a.status FROM account a JOIN line l ON l.part = a.part AND l.line = a.line WHERE l.msisdn = '13900000302'")" 1
call 'a balance that cannot be so large fails by itself' 1 '…"result":"failed"…"result":"done"…' … cm-bill refund --no-key <<'!'
{"msisdn":"13900000303","month":"2010-02","item":"monthly_fee","cause":"unusable"}
{"msisdn":"13900000301","month":"2010-02","item":"monthly_fee","cause":"unusable","amount":"0.01"}
!

call 'the form of a refund' 0 '…退费…业务项名称    mobile data               退费原因      开通了用不上…退还的费用    3.00 元…倍数          2…退费          6.00 元…2010-02 的mobile data退还 6.00 元，原因是开通了用不上；2010-04-04 以后…' '' cm-show --form "order_id=$(cm-pay statement -q msisdn=13900000301 | sed -n 's/.*cm-bill refund.*payment_id":"\([^"]*\).*/\1/p' | head -1)"

# ---- two at once ----
cm-bill refund -q --no-key msisdn=13900000301 month=2010-02 item=monthly_fee cause=outage amount=15 >a 2>&1 &
cm-bill refund -q --no-key msisdn=13900000301 month=2010-02 item=monthly_fee cause=outage amount=15 >b 2>&1 &
wait
is 'of two that together are too much, one is done' "$(cat a b | grep -c '"result":"done"') $(cat a b | grep -c 'refund.beyond-charge","reasons')" '1 1'

# ---- records of use (row S87) ----
# use KIND AT UP DOWN SECONDS: of 13900000301 in February, minutes behind 10:00 on the 5th
use() {
	sqlite3 store.db "INSERT INTO usage SELECT a.part, a.line, 1265335200 + $2 * 60, '$1', 'out', '', '', $5, $3, $4, -1, -1, '', -1, '', '', '', 'received', a.last_seq
		FROM account a JOIN line l ON l.part = a.part AND l.line = a.line WHERE l.msisdn = '13900000304'"
}
cm-store import lines -q --no-key msisdn=13900000304 name=吴刚 id_type=resident_id id_no=612301197505050013 brand=mzone vip_level=none plan=mzone-25 opened_at=2006-01-01 status=active balance=0.00 payment_method=cash >out 2>err
cm-store import bills -q <<'!' >out 2>err
msisdn,month,item,amount
13900000304,2010-02,mobile_data,3.60
!
use data 0 0 100 60	# down alone, with the MMS
use mms 1 -1 -1 -1
use data 60 0 40 0	# down alone, two minutes before one
use mms 62 -1 -1 -1
use data 120 0 20 0	# a minute too early
use mms 123 -1 -1 -1
use data 180 -1 80 0	# nobody says what went up
use mms 180 -1 -1 -1
use data 240 5 95 0	# something did
use mms 240 -1 -1 -1
use data 300 0 20 0	# no MMS
four() { cm-bill refund -q --no-key msisdn=13900000304 month=2010-02 item=mobile_data cause=metering lang=en "$@"; }
call 'days before' 1 '…"reason":"refund.no-use"…' '' four since=2010-02-01 until=2010-02-04
call 'days after the month' 1 '…"reason":"refund.no-use"…' '' four since=2010-03-01
call 'what came down together with an MMS is added up, and comes back once' 0 '…"base":1.40,"multiplier":1,"refund":1.40,"balance":1.40…"use_found":2…' '' four since=2010-02-05
is '  and is marked' "$(sqlite3 store.db "SELECT down_kb FROM usage WHERE state = 'rerated' ORDER BY at" | tr '\n' ' ')" '100 40 '
call '  once' 1 '…"reason":"refund.already"…2 records…' '' four since=2010-02-05
cm-store import subscriptions -q --no-key msisdn=13900000304 service=mobile_data tier=5 state=active opened_at=2009-01-01 >out 2>err
use data 360 0 50 0
use mms 360 -1 -1 -1
call 'within a pack it cost nothing' 1 '…"reason":"refund.no-use"…' '' four since=2010-02-05

# ---- what is kept ----
call 'the store is whole' 0 '' '' cm-store check -q
sqlite3 store.db "UPDATE refund SET total = total + 1 WHERE base = 300"
call 'a refund that is not the money' 1 '…store.refund…' … cm-store check -q
sqlite3 store.db "UPDATE refund SET total = total - 1, base = base + 1 WHERE base = 300"
call '  nor its base' 1 '…store.refund…' … cm-store check -q
sqlite3 store.db "UPDATE refund SET base = base - 1 WHERE base = 301; UPDATE bill SET amount = 499 WHERE item = 'mobile_data' AND amount = 500"
call 'more than was charged' 1 '…store.refund…more of mobile_data of 201002…' … cm-store check -q
