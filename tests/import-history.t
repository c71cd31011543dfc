#!/bin/sh
# cm-store import history, payments and offsets: what is no row, what is there already; out again and in again; and that
# nothing is posted by it.
. "${0%/*}/lib.sh"
store
lines
row() { # kind, what, exit code, answer, lines of CSV
	kind=$1 rowsays=$2 code=$3 answer=$4
	shift 4
	printf '%s\n' "$@" >in
	call "$kind: $rowsays" "$code" "$answer" '' cm-store import "$kind" -q in
}
no() { row "$1" "$2" 1 "…\"result\":\"invalid\",\"reason\":\"$3\"…\"message\":\"$4…" "$5" "$6"; }
money=$(cm-store export lines -o csv | cut -d, -f1,10,11)

# ---- history ----
header=msisdn,event,operator_id,at,service
no history 'no number' field.missing 'msisdn: missing' $header ',suspend,TC01,2010-03-20T10:00:00,sms'
no history 'no event' field.missing 'event: missing' $header '13900000101,,TC01,2010-03-20T10:00:00,sms'
no history 'no time' field.missing 'at: missing' $header '13900000101,suspend,TC01,,sms'
no history 'a service that is none' field.unknown-value 'service: ' $header '13900000101,suspend,TC01,2010-03-20T10:00:00,telex'
no history 'a word that begins with a blank' field.malformed 'event: ' $header '13900000101, suspend,TC01,2010-03-20T10:00:00,sms'
no history 'before there was a store' field.malformed 'at: expected a time from 1970 on' $header '13900000101,suspend,TC01,1969-12-31T10:00:00,sms'
row history 'a number that no line has' 1 '…"refused","reason":"line.unknown"…' $header '13900009999,suspend,TC01,2010-03-20T10:00:00,sms'
row history 'an hour and a minute ahead' 1 '…"refused","reason":"field.malformed"…61 minutes ahead…' $header '13900000101,suspend,TC01,2010-04-01T10:31:00,sms'
is 'nothing of this is in the store' "$(cm-store dump | grep -c '"table":"history')" 0
cat >h.csv <<'!'
手机号码,事件,工号,停机原因,时间,业务
13900000101,停机,TC0912,群发短信,2010-03-20T10:00:00,短信
13900000101,复机,KF01,,2010-03-21T10:00:00,短信
13900000101,停机,KF02,欠费,2010-03-22T10:00:00,
13900009999,停机,TC0912,群发短信,2010-03-20T10:00:00,短信
13900000102,manual check,KF02,,2010-03-22T10:00:00,
!
call 'taken, but of one number that nobody knows' 1 '…' '…5 records, 4 done, 1 refused' cm-store import history -r back.csv h.csv
is '  which comes back with the reason that it had, and with ours' "$(cat back.csv)" "$(head -1 h.csv),request_id,input_line,result_reason,message
13900009999,停机,TC0912,群发短信,2010-03-20T10:00:00,短信,,5,line.unknown,No line in use has the number 13900009999."
sed 's/13900009999/13900000103/' back.csv >mended.csv
call '  mended, it is taken as it was' 0 '…"done"…' '' cm-store import history -q --strict mended.csv
is '  under words that everybody knows' "$(cm-store export history -o csv | sed 1d | sort)" '13900000101,resume,KF01,,2010-03-21T10:00:00+08:00,sms
13900000101,suspend,KF02,欠费,2010-03-22T10:00:00+08:00,
13900000101,suspend,TC0912,群发短信,2010-03-20T10:00:00+08:00,sms
13900000102,manual check,KF02,,2010-03-22T10:00:00+08:00,
13900000103,suspend,TC0912,群发短信,2010-03-20T10:00:00+08:00,sms'
call 'again' 1 '…' '…5 records, 4 duplicate, 1 refused' cm-store import history h.csv
row history 'under another word, without a reason: the same' 0 '…"duplicate"…' msisdn,event,at,service 13900000101,暂停,2010-03-20T10:00:00,sms
row history 'by another operator' 1 '…"invalid","reason":"store.conflict"…another operator_id…' msisdn,event,operator_id,at,service 13900000101,suspend,TC0913,2010-03-20T10:00:00,sms
row history 'of the line itself at that instant' 0 '…"done"…' msisdn,event,at 13900000101,suspend,2010-03-20T10:00:00

# ---- payments ----
header=msisdn,at,amount,method,payment_id
no payments 'no amount' field.missing 'amount: missing' $header '13900000101,2010-03-20T10:00:00,,cash,'
no payments 'nothing' field.malformed 'amount: nothing was paid' $header '13900000101,2010-03-20T10:00:00,0.00,cash,'
no payments 'before there was a store' field.malformed 'at: expected a time from 1970 on' $header '13900000101,1969-12-31T10:00:00,5,cash,'
no payments 'three decimals' field.malformed 'amount: ' $header '13900000101,2010-03-20T10:00:00,1.001,cash,'
no payments 'a method that is none' field.unknown-value 'method: ' $header '13900000101,2010-03-20T10:00:00,5,shells,'
row payments 'a number that no line has' 1 '…"refused","reason":"line.unknown"…' $header '13900009999,2010-03-20T10:00:00,5,cash,'
row payments 'tomorrow' 1 '…"refused","reason":"field.malformed"…' $header '13900000101,2010-04-02T10:00:00,5,cash,'
printf '%s\n' $header 13900000101,2010-03-20T10:00:00,50.00,cash,P1 13900000101,2010-03-20T10:00:00,30,现金,P2 13900000101,2010-03-21T10:00:00,-30,,P2 13900000102,2010-03-21,100,, >p.csv
call 'two at one instant by their ids, one taken back, one of which little is known' 0 '…' '…4 records, 4 done' cm-store import payments p.csv
call '  again' 0 '…' '…4 records, 4 duplicate' cm-store import payments p.csv
row payments 'another amount of the same one' 1 '…"invalid","reason":"store.conflict"…another amount…' $header 13900000101,2010-03-20T10:00:00,50.01,cash,P1

# ---- offsets ----
header=msisdn,month,item,amount,remaining
no offsets 'no month' field.missing 'month: missing' $header '13900000101,,gift,5,95'
no offsets 'a thirteenth month' field.malformed 'month: ' $header '13900000101,2010-13,gift,5,95'
no offsets 'a month of the emperors' field.malformed 'month: expected a month such as 2010-04, from 1900 on' $header '13900000101,1800-03,gift,5,95'
no offsets 'less than nothing left' field.malformed 'remaining: cannot be below nothing' $header '13900000101,2010-03,gift,5,-1'
row offsets 'a number that no line has' 1 '…"refused","reason":"line.unknown"…' $header '13900009999,2010-03,gift,5,95'
printf '%s\n' $header 13900000101,2010-02,gift,20.00,100.00 13900000101,2010-03,gift,20,80 13900000101,2010-03,,5, 13900000102,2010-03,gift,0,0.00 >o.csv
call 'two months, two kinds, nothing left' 0 '…' '…4 records, 4 done' cm-store import offsets o.csv
call '  again' 0 '…' '…4 records, 4 duplicate' cm-store import offsets o.csv
row offsets 'what was left was not said, and still is not' 1 '…"invalid","reason":"store.conflict"…another remaining…' $header 13900000101,2010-03,,5,0

# ---- nothing is posted, and all goes out and in again ----
is 'no balance and no status has moved' "$(cm-store export lines -o csv | cut -d, -f1,10,11)" "$money"
ok 'the store is whole' cm-store check
ok 'and its journal' cm-audit verify -q
for kind in history payments offsets; do
	cm-store export $kind -o csv >$kind.csv
	cm-store export $kind -o jsonl >$kind.jsonl
done
CM_STORE=$T/second.db
cm-store init --rehearsal -q
cm-store import lines -q <"$ROOT/tests/data/lines.csv" >out
for kind in history payments offsets; do
	n=$(wc -l <$kind.jsonl)
	call "$kind: another store takes them" 0 '…' "…$n records, $n done" cm-store import $kind $kind.csv
	call '  in either format' 0 '…' "…$n records, $n duplicate" cm-store import $kind $kind.jsonl
	is '  and gives them out the same' "$(cm-store export $kind -o csv | sort | cksum)" "$(sort $kind.csv | cksum)"
done
ok 'it is whole' cm-store check
