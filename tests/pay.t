#!/bin/sh
# cm-pay: what is refused and why, what a payment does, taking it back, the statement.
. "${0%/*}/lib.sh"
store
lines

call 'a number that no line has' 1 '…"result":"refused","reason":"line.unknown"…' '' \
	cm-pay request_id=u1 msisdn=13900000199 amount=10
call 'nothing' 1 '…"reason":"pay.amount"…"remedy":…' '' cm-pay request_id=u2 msisdn=13900000102 amount=0
call 'less than nothing' 1 '…"reason":"pay.amount"…' '' cm-pay request_id=u3 msisdn=13900000102 amount=-5
call 'the limit and a fen more' 1 '…"reason":"pay.limit"…"remedy":"Pay at most 50000.00 yuan at a time."…' '' \
	cm-pay request_id=u4 msisdn=13900000102 amount=50000.01
call 'somebody else'"'"'s number' 1 '…"reason":"pay.name-mismatch"…(李*)…' '' \
	cm-pay request_id=u5 msisdn=13900000102 amount=10 name=李强
is 'the name itself is not told' "$(grep -c 李静 out)" 0
call 'several reasons are all told' 1 '…"reasons":["pay.limit","pay.name-mismatch"]…' '' \
	cm-pay request_id=u6 msisdn=13900000102 amount=60000 name=李强
for amount in 1e2 １２３ 1,234.50 1.234 0.12345678901234567 +5 .5 5. 0x10 ''; do
	printf '{"request_id":"m","msisdn":"13900000102","amount":"%s"}\n' "$amount" >in
	call "an amount like $amount" 1 '…"result":"invalid","reason":"field.m…"…' '…1 invalid' sh -c 'cm-pay <in'
done
call 'without an amount' 1 '…"reason":"field.missing"…"message":"amount: missing"…' '' cm-pay request_id=u7 msisdn=13900000102
call 'a year that is none' 1 '…"reason":"field.malformed"…' '' cm-pay statement msisdn=13900000102 since=2010-02-30
call 'nothing of this moved money' 0 '{"msisdn":"13900000102","since":"2010-04-02","result":"done"…' '' cm-pay statement msisdn=13900000102 since=2010-04-02

call 'a part of the arrears' 0 '…"arrears_before":38.50,"balance":-0.01,"restored":false…' '' \
	cm-pay request_id=a1 msisdn=13900000101 amount=38.49
call 'the last fen of them brings service back' 0 '…"arrears_before":0.01,"balance":0.00,"restored":true…' '' \
	cm-pay request_id=a2 msisdn=13900000101 amount=0.01
call 'a line that was to be terminated, too' 0 '…"restored":true,"campaigns":["data-10-for-50"]…' '' \
	cm-pay request_id=a3 msisdn=13900000103 amount=150
call 'the right name' 0 '…"result":"done"…"balance":62.00…' '' \
	cm-pay request_id=a4 msisdn=13900000102 amount=50 name=李静 lang=en
is 'the customer is told in English' "$(field script)" 'We have received 50.00 yuan…'
call 'the same again' 0 '…"result":"duplicate"…"balance":62.00…' '' \
	cm-pay request_id=a4 msisdn=13900000102 amount=50.00 name=李静 lang=en
call 'the same key for something else' 1 '…"reason":"request.conflict"…another amount…' '' \
	cm-pay request_id=a4 msisdn=13900000102 amount=51 name=李静
call 'in a full hall' 0 '…介绍…' '' cm-pay request_id=a5 msisdn=13900000102 amount=1 hall_busy=true

id=$(cm-pay -q request_id=r0 msisdn=13900000102 amount=30 | sed 's/.*"payment_id":"\([^"]*\)".*/\1/')
call 'taking back what never was' 1 '…"reason":"pay.unknown-payment"…' '' cm-pay reverse request_id=r1 payment_id=zz1 cause=slip
call 'without a cause' 1 '…"reason":"field.missing"…' '' cm-pay reverse request_id=r2 payment_id="$id"
call 'taking back' 0 '…"result":"done"…"reversal_id":…"amount":30.00,"balance":63.00…' '' \
	cm-pay reverse request_id=r3 payment_id="$id" cause='wrong number'
call 'the same request again' 0 '…"result":"duplicate"…' '' \
	cm-pay reverse request_id=r3 payment_id="$id" cause='wrong number'
call 'a second time' 1 '…"reason":"pay.already-reversed"…' '' cm-pay reverse request_id=r4 payment_id="$id" cause=again
used=$(cm-pay -q request_id=r5 msisdn=13900000101 amount=10 | sed 's/.*"payment_id":"\([^"]*\)".*/\1/')
other=$(cm-pay -q request_id=r6 msisdn=13900000101 amount=5 | sed 's/.*"payment_id":"\([^"]*\)".*/\1/')
cm-pay -q reverse request_id=r7 payment_id="$other" cause=x >out
call 'what is left is enough' 0 '…"balance":0.00…' '' cm-pay reverse request_id=r8 payment_id="$used" cause=x
call 'a reversal is no payment' 1 '…"reason":"pay.unknown-payment"…' '' \
	cm-pay reverse request_id=r9 payment_id="$(field reversal_id)" cause=x
printf 'msisdn,name,status,balance\n13900000109,王方,suspended_arrears,-15.00\n' | cm-store import lines -q >out
cm-pay -q request_id=b1 msisdn=13900000109 amount=20 >out
wrong=$(field payment_id)
call 'it went to a wrong line and settled arrears: referred, with what would make it possible' 1 \
	'…"result":"referred","reason":"pay.balance-used"…"remedy":"…20.00…' '' cm-pay reverse request_id=b2 payment_id="$wrong" cause='wrong number'
is 'nothing moved' "$(cm-pay -q statement msisdn=13900000109 | tail -1)" '…"balance":5.00…'
cm-pay -q request_id=b3 msisdn=13900000109 amount=15 >out
call 'the remedy holds' 0 '…"result":"done"…"balance":0.00…' '' cm-pay reverse request_id=b2 payment_id="$wrong" cause='wrong number'

call 'the statement' 0 '…"amount":12.00,"balance":12.00…"amount":50.00,"balance":62.00…"amount":-30.00,"balance":63.00…' '' \
	cm-pay statement msisdn=13900000102
is 'a row for every movement' "$(grep -c . out)" 5
call 'the dry run says the same and does nothing' 0 '…"result":"done"…"balance":68.00…' '' \
	cm-pay -n request_id=d1 msisdn=13900000102 amount=5
call 'and again' 0 '…"result":"done"…"balance":68.00…' '' cm-pay request_id=d1 msisdn=13900000102 amount=5
call 'the explanation names what decided' 1 \
	'…"rule":"pay.limit","verdict":"refuse","fired":true,"because":"amount > pay_limit: 60000.00 > 50000.00"…' '' \
	cm-pay -x request_id=x1 msisdn=13900000102 amount=60000
for i in $(seq 40); do cm-pay -q request_id="w$i" msisdn=13900000102 amount=1; done >out
is 'forty calls: the WAL does not grow with each' "$(grep -c '"result":"done"' out) $(find "$CM_STORE-wal" -size -320k | grep -c .)" '40 1'

# ---- a stream of new keys, and among them some that are not ----
pays() { while read -r key amount more; do echo "{\"request_id\":\"$key\",\"msisdn\":\"13900000102\",\"amount\":$amount$more}"; done; }
balance() { cm-pay -q statement msisdn=13900000102 | tail -1 | sed 's/.*"balance":\([^,]*\).*/\1/'; }
pays >in <<'!'
k1 1
k2 1
a5 1
k3 1
a4 51 ,"name":"李静"
k4 1
k2 1
k5 60000
k6 1
!
was=$(balance)
call 'each is told apart' 1 '{"request_id":"k1",…"done"…}
…"k2",…"done"…}
…"a5",…"duplicate"…}
…"k3",…"done"…}
…"a4",…"request.conflict"…}
…"k4",…"done"…}
…"k2",…"duplicate"…}
…"k5",…"pay.limit"…}
…"k6",…"done"…}' '…9 records, 5 done, 2 duplicate, 1 refused, 1 invalid…' cm-pay <in
is '  five were paid' "$was+5=$(balance)" "$was+5=$(awk "BEGIN { printf \"%.2f\", $was + 5 }")"
cp -R "$ROOT/policies" stricter && sed -i 's/50000.00/0.50/' stricter/pay.yaml
printf 'k7 0.4\nk8 0.4\nk1 1\nk9 1\n' | pays >in
call 'what was done stays done, though it would be refused by now' 1 '…"k7",…"done"…"k8",…"done"…"k1",…"duplicate"…"k9",…"pay.limit"…' \
	'…4 records, 2 done, 1 duplicate, 1 refused…' cm-pay -p stricter <in
call 'the store hangs together' 0 '' '' cm-store check
call 'and so does its journal' 0 '…' '' cm-audit verify
