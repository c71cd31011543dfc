#!/bin/sh
# cm-pay reconcile: what a file from outside and the store say of the payments of a period, and in what they differ.
. "${0%/*}/lib.sh"
store
CM_NOW=2010-03-01T09:30:00+08:00 # the lines are older than all payments: time does not go back in a journal
lines
CM_NOW=2010-04-01T09:30:00+08:00
pay() { # request, number, amount [time]
	CM_NOW=${4:-$CM_NOW} cm-pay -q request_id="$1" msisdn="$2" amount="$3" >"paid.$1" || echo "# not paid: $1"
	eval "id_$1=\$(field payment_id paid.$1)"
}
pay r0 13900000101 7 2010-03-31T23:59:59+08:00
pay r1 13900000101 50.00
pay r2 13900000102 20
pay r3 13900000103 10
pay r4 13900000102 5
pay r5 13900000102 6
pay r6 13900000103 9 2010-04-02T00:00:00+08:00
cm-pay -q reverse request_id=v4 payment_id="$id_r4" cause=slip >/dev/null
before=$(cm-store dump | cksum)

# ---- what is no statement ----
call 'no period' 2 '' '…reconcile wants a period: --since DAY…' cm-pay reconcile f
call 'no day' 2 '' '…--since takes a day or a time, not monday…' cm-pay reconcile f --since monday
call 'no file' 2 '' '…reconcile wants FILE…' cm-pay reconcile --since 2010-04-01
call 'a file that is not there' 74 '' '…nothing.csv…' cm-pay reconcile nothing.csv --since 2010-04-01
call 'a period for a payment' 2 '' '…an option of reconcile only: --since…' cm-pay pay --since 2010-04-01 msisdn=13900000101 amount=1
printf 'request_id,request_id\n' >in
call 'a header that is none' 65 '' '…record.syntax…' cm-pay reconcile in --since 2010-04-01
printf 'request_id,msisdn,amount\nr1,13900000101\n' >in
call 'a row that cannot be read' 65 '{"result":"invalid","message":"the row has 2 cells…","input_line":2}…' '…' cm-pay reconcile in --since 2010-04-01
bad() { # what, message, rows
	badsays=$1 why=$2
	shift 2
	printf '%s\n' "$@" >in
	call "$badsays" 1 "…\"result\":\"invalid\",\"message\":\"$why…" … cm-pay reconcile in --since 2010-04-01
}
bad 'a row without any id' 'payment_id: missing, and request_id, too' msisdn,amount 13900000101,50
bad 'a row without an amount' 'amount: missing' request_id,msisdn r1,13900000101
bad 'a row without a number' 'msisdn: missing' request_id,amount r1,50
bad 'an amount in words' 'amount: expected…' request_id,msisdn,amount r1,13900000101,fifty

# ---- differences ----
one() { # what, result and differs, row
	printf 'request_id,payment_id,msisdn,amount\n%s\n' "$3" >in
	call "$1" 1 "$2…" … cm-pay reconcile in --since 2010-04-01 --until 2010-04-01
}
one 'another amount' '…"paid_amount":50.00…"result":"different"…' r1,,13900000101,50.01
is '  is said' "$(sed -n '1s/.*"differs":\(\[[^]]*\]\).*/\1/p' out)" '["amount"]'
one 'another number' '…"differs":["msisdn"]…"paid_msisdn":"13900000101"…' r1,,13900000102,50
one 'a payment that was taken back' '…"differs":["reversed"]…' r4,,13900000102,5
one 'the day before' '…"differs":["at"]…"paid_at":"2010-03-31T23:59:59+08:00"…' r0,,13900000101,7
one 'the day after' '…"differs":["at"]…' r6,,13900000103,9
one 'one that nobody took' '…"result":"missing"…' r9,,13900000101,1
one 'an id that is none' '…"result":"missing"…' ,zzz,13900000101,1
one 'a reversal is no payment' '…"result":"missing"…' v4,,13900000102,5
one 'an import is none, either' '…"result":"missing"…' ",$(cm-audit log 13900000102 | head -1 | sed 's/.*"order_id":"\([^"]*\)".*/\1/'),13900000102,12"
printf 'request_id,msisdn,amount\nr1,13900000101,50\nr1,13900000101,50\n' >in
call 'one payment for two rows' 1 '…"result":"matched"…"differs":["repeated"]…"result":"different"…' … cm-pay reconcile in --since 2010-04-01
call 'an empty file: all are extra, but for what was taken back' 1 '…' '…0 rows…4 extra…0.00 yuan in the file, 86.00 in the store' \
	sh -c 'printf "request_id,msisdn,amount\n" | cm-pay reconcile - --since 2010-04-01 --until 2010-04-01'
is '  and say what they are' "$(head -1 out)" '{"result":"extra","payment_id":…"paid_msisdn":"139…"paid_amount":…"paid_at":"2010-04-01T…'

# ---- it agrees ----
cat >bank.csv <<!
流水号,缴费编号,手机号码,金额,摘要,服务密码
1,$id_r1,13900000101,50.00,柜台,123456
2,$id_r2,13900000102,20,柜台,
3,$id_r3,13900000103,10,柜台,
4,$id_r5,13900000102,6.0,柜台,
!
iconv -f UTF-8 -t GB18030 bank.csv >gb.csv
call 'a bank'\''s list in Chinese' 0 '…"摘要":"柜台"…' '…4 rows: 4 matched, 0 different, 0 missing, 0 extra, 0 invalid; 86.00 yuan in the file, 86.00 in the store' \
	cm-pay reconcile gb.csv --since 2010-04-01 --until 2010-04-01
is '  its columns stay, ours stand behind them' "$(cm-pay reconcile gb.csv --since 2010-04-01 --until 2010-04-01 -q -o csv | head -1)" \
	pack_serial,msisdn,amount,摘要,result,differs,payment_id,paid_msisdn,paid_amount,paid_at,message,input_line
is '  a secret goes nowhere' "$(grep -c 123456 out)" 0
call 'until a time' 0 … '…4 matched, 0 different, 0 missing, 0 extra…' cm-pay reconcile bank.csv --since 2010-04-01T00:00 --until 2010-04-02T00:00
call 'without an end the next day'\''s is extra' 1 '…"extra"…"paid_amount":9.00…' '…1 extra…' cm-pay reconcile bank.csv --since 2010-04-01
for i in 1 2 3 5; do sed 's/"trail":.*/"x":1}/' paid.r$i; done >own.jsonl
call 'our own answers' 0 … '…4 matched…' cm-pay reconcile own.jsonl --since 2010-04-01 --until 2010-04-01
call 'a full device is told' 74 '' … sh -c 'cm-pay reconcile bank.csv --since 2010-04-01 >/dev/full'
is 'nothing of all this changed the store' "$(cm-store dump | cksum)" "$before"
