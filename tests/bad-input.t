#!/bin/sh
# What people and programs send that cannot be taken as it is: each has its clear answer and its exit code, and nothing
# that is wrong costs its neighbours anything.
. "${0%/*}/lib.sh"
store; lines

# pay 'what' STATUS 'stdout' RECORD: one record of JSON on standard input, no summary.
pay() { printf '%s\n' "$4" >in; call "$1" "$2" "$3" '' cm-pay -q <in; }
record='"request_id":"a","msisdn":"13900000102"'
before=$(cm-store stats)

# ---- amounts ----
money='expected an amount in yuan with at most two decimals, such as 50.00'
for a in 1e2 1E2 １２３ 1,234.50 +5 .5 5. 0x10 '5 0' ' ' 5元 ￥5 NaN 1.234 81.86099896162102 0.001 1000000000000 99999999999999999999; do
	pay "amount \"$a\" is no amount" 1 "{…\"result\":\"invalid\",\"reason\":\"field.malformed\"…amount: $money…}" "{$record,\"amount\":\"$a\"}"
done
for a in 1e2 1.234 81.86099896162102 true '[5]' '{"yuan":5}'; do
	pay "amount $a (JSON) is no amount" 1 '{…"result":"invalid","reason":"field.malformed"…amount: …}' "{$record,\"amount\":$a}"
done
for a in 0 0.00 -5 -0.01; do
	pay "amount $a is refused" 1 '{…"result":"refused","reason":"pay.amount"…above zero…}' "{$record,\"amount\":\"$a\"}"
done
pay 'an amount over the limit is refused, with the limit' 1 '{…"reason":"pay.limit"…at most 50000.00…}' "{$record,\"amount\":50000.01}"
pay 'no amount' 1 '{…"result":"invalid","reason":"field.missing"…amount…missing…}' "{$record}"
pay 'an empty one' 1 '{…"reason":"field.missing"…}' "{$record,\"amount\":\"\"}"
pay 'null' 1 '{…"reason":"field.missing"…}' "{$record,\"amount\":null}"
pay 'digits are kept as written, also where they are wrong' 1 '{…"amount":1.10000000000000000000000001,…}' "{$record,\"amount\":1.10000000000000000000000001}"

# ---- other fields ----
pay 'a number with a letter' 1 '{…"reason":"field.malformed"…msisdn: expected a mobile number…}' '{"request_id":"a","msisdn":"1390000010x","amount":5}'
pay 'a number of full-width digits' 1 '{…"reason":"field.malformed"…}' '{"request_id":"a","msisdn":"１３９０００００１０２","amount":5}'
pay 'two fields wrong: both are named' 1 '{…"reasons":["field.malformed","field.m…msisdn…amount…}' '{"request_id":"a","msisdn":"139","amount":"x"}'
pay 'a value outside its list' 1 '{…"reason":"field.unknown-value"…method…}' "{$record,\"amount\":5,\"method\":\"seashells\"}"
pay 'a number that no line has' 1 '{…"result":"refused","reason":"line.unknown"…}' '{"request_id":"a","msisdn":"13900009999","amount":5}'
pay 'a name that is not the owner'\''s' 1 '{…"reason":"pay.name-mismatch"…李*…}' "{$record,\"amount\":5,\"name\":\"李四\"}"
call 'an unknown field=value argument' 2 '' '…no such field: amonut; did you mean amount…' cm-pay msisdn=13900000102 amonut=5
call 'an argument without =' 2 '' '…5…' cm-pay msisdn=13900000102 5
call 'an argument twice' 65 '' '…msisdn…' cm-pay msisdn=13900000102 msisdn=13900000102 amount=5
printf '{%s,"amuont":5,"amount":5}\n' "$record" >in
call 'a short argument is like too many: nothing is proposed' 2 '' 'cm-pay: error: no such field: foo [argument]' cm-pay foo=bar
call 'a number alone is no verb' 2 '' '…no such verb: 13900000102; did you mean msisdn=13900000102…' cm-show 13900000102
call 'a field one slip from a known one: warned of once, taken all the same' 0 '{…"amuont":5,"amount":5,"result":"done"…}' '…amuont…did you mean amount…' cm-pay -n -q <in
call '--strict: invalid' 1 '{…"result":"invalid","reason":"field.unknown"…amuont…}' … cm-pay -n -q --strict <in

# ---- rows that cannot be read: answered by their place, never by their text ----
syntax() { # what, the row, what is said about it
	printf '{"request_id":"u1","msisdn":"13900000102","amount":"1"}\n%s\n{"request_id":"u3","msisdn":"13900000102","amount":"1"}\n' "$2" >in
	call "$1: the row is answered, its neighbours are done" 65 \
		"{…\"result\":\"done\"…}
{\"result\":\"invalid\",\"reason\":\"record.syntax\",…$3…\"input_line\":2}
{…\"result\":\"done\"…}" '…3 records, 2 done, 1 invalid…' cm-pay -n <in
}
syntax 'no JSON' 'secret text' 'column 1'
syntax 'cut off' '{"request_id":"u2","amount":"5' 'column'
syntax 'a list' '[1,2]' 'column 1'
syntax 'two objects' '{"a":1}{"b":2}' 'column 8'
syntax 'a name twice' '{"request_id":"u2","amount":5,"amount":6}' 'column 31 (byte 31)…twice'
syntax 'a lone surrogate' '{"name":"\ud800"}' 'column'
syntax 'an escaped NUL' '{"name":"a\u0000b"}' 'column'
syntax 'a number that is none' '{"amount":01}' 'column'
syntax 'nested too deep' "{\"x\":$(printf '%0100d' 0 | tr 0 '[')$(printf '%0100d' 0 | tr 0 ']')}" 'deep'
syntax 'invalid UTF-8' "$(printf '{"name":"\377\376"}')" 'byte'
syntax 'overlong UTF-8' "$(printf '{"name":"\300\257"}')" 'byte'
is 'its text is nowhere' "$(cat out err | grep -c 'secret text')" 0
printf '{"request_id":"n","name":"a\000b"}\n' >in
call 'a raw NUL' 65 '{"result":"invalid","reason":"record.syntax"…}' … cm-pay -q -n <in
head -c 1100000 /dev/zero | tr '\0' x | sed 's/^/{"note":"/; s/$/"}/' >in
echo >>in
echo '{"request_id":"u3","msisdn":"13900000102","amount":"1"}' >>in
call 'a record over 1 MiB' 65 '{"result":"invalid","reason":"record.too-long"…"input_line":1}
{…"result":"done"…"input_line":2}' … cm-pay -q -n <in
printf '\377\376{\0}\0' >in
call 'UTF-16 is refused with a hint' 65 '' '…UTF-16…' cm-pay -q <in
printf 'request_id,msisdn,amount\nc1,13900000102,5,6\nc2,13900000102\nc3,13900000102,7\n' >in
call 'CSV rows with a cell too many and too few' 65 '{"result":"invalid","reason":"record.syntax"…4…3…"input_line":2}
{"result":"invalid"…"input_line":3}
{"request_id":"c3"…"result":"done"…}' … cm-pay -q -n <in
printf 'request_id,msisdn,amount\rc1,13900000102,5\r' >in
call 'CSV whose lines end with CR alone is not taken for an empty file' 65 '' '…CR…' cm-pay -q <in
printf 'request_id;msisdn;amount\nc1;13900000102;5\n' >in
call 'cells parted by semicolons' 65 '' '…parted by semicolons: save it with commas [record.syntax]' cm-pay -q <in
for magic in 'PK\003\004\024\000\010\000' '\320\317\021\340\241\261\032\341'; do
	printf "$magic\nxyz" >in
	call 'a spreadsheet, and not its text' 65 '' '…a spreadsheet file: save it as CSV…[record.syntax]' cm-pay -q <in
done
printf 'request_id,msisdn,amount,amount\n1,2,3,4\n' >in
call 'a CSV header with a column twice' 65 '' '…amount…' cm-pay -q <in
printf 'request_id,msisdn,"amount\n1,2,3\n' >in
call 'a quote that is never closed' 65 … … cm-pay -q <in

# ---- what would be kept for ever ----
gbk=$(printf '\304\317')
call 'a batch whose name is not UTF-8' 2 '' '…not UTF-8…' cm-pay -b "$gbk" msisdn=13900000102 amount=5
call 'a reason that is not UTF-8' 2 '' '…not UTF-8…' cm-show --unmask "$gbk" msisdn=13900000102
call 'rejects to an unset variable' 2 '' '…empty name…' cm-pay -r '' msisdn=13900000102 amount=5
call 'a time that is none' 2 '' '…--now is no time…' cm-pay --now 2010-13-01 msisdn=13900000102 amount=5
call 'an escape among the arguments is shown as text' 2 '' '…no such verb: \x1b]0;x…' cm-pay "$(printf '\033]0;x')"
for id in '{"a":1}' '["a"]' true "\"$(printf '%01001d' 0)\""; do
	pay "no request key: $(printf %.9s "$id")" 1 '{…"result":"invalid","reason":"field.malformed"…request_id: …}' "{\"request_id\":$id,\"msisdn\":\"13900000102\",\"amount\":5}"
done
ok 'the store is whole' cm-store check

# ---- exactly once ----
printf '{"msisdn":"13900000102","amount":5}\n{"msisdn":"13900000102","amount":5}\n' >in
call 'a stream without request keys is stopped' 2 '' '…no request_id…-b NAME…--no-key…' cm-pay -q <in
printf '{"request_id":"k1","msisdn":"13900000102","amount":"5"}\n{"msisdn":"13900000102","amount":5}\n' >in
call 'a later record without one is invalid' 1 '{…"result":"done"…}
{…"result":"invalid","reason":"field.missing"…request_id…}' '' cm-pay -q <in
pay 'the same again: duplicate, with its answer' 0 "{…\"result\":\"duplicate\"…\"balance\":17.00…}" '{"request_id":"k1","msisdn":"13900000102","amount":5.00}'
pay 'the same key for another amount' 1 '{…"result":"invalid","reason":"request.conflict"…amount…}' '{"request_id":"k1","msisdn":"13900000102","amount":6}'
pay 'for another line' 1 '{…"reason":"request.conflict"…msisdn…}' '{"request_id":"k1","msisdn":"13900000101","amount":5}'
pay 'with a field more' 1 '{…"reason":"request.conflict"…name…}' '{"request_id":"k1","msisdn":"13900000102","amount":5,"name":"李静"}'
pay 'a note is not its content' 0 '{…"result":"duplicate"…}' '{"request_id":"k1","msisdn":"13900000102","amount":5,"note":"once more"}'
printf '{"request_id":"k2","msisdn":"13900000102","amount":5}\n{"request_id":"k2","msisdn":"13900000102","amount":5}\n{"request_id":"k2","msisdn":"13900000102","amount":7}\n' >in
call 'one key three times in a file' 1 '{…"result":"done"…"balance":22.00…}
{…"result":"duplicate"…"balance":22.00…}
{…"request.conflict"…}' '' cm-pay -q <in

# ---- secrets ----
for f in pin new_pin puk member_pin; do
	call "$f is no argument" 2 '' "…never given as an argument…[field.secret-argument]" cm-pay msisdn=13900000102 amount=5 "$f=918273"
	ok '  and is not repeated' sh -c '! grep -q 918273 out err'
done
printf '{"request_id":"s","msisdn":"13900000102","amount":5,"pin":"918273","name":"李静"}\n{"pin":"918273"\n' >in
call 'a secret that passes through is not written' 65 '{…"name":"李静","result":"done"…}
{…"record.syntax"…}' … cm-pay -n -x -r rejects <in
ok '  neither to stdout nor to stderr' sh -c '! grep -q 918273 out err'
ok '  but to the rejects, which are private' sh -c 'grep -q 918273 rejects && [ "$(stat -c %a rejects)" = 600 ]'
printf '{"result":"done","reason":"x","request_id":"s","msisdn":"13900000102","amount":5,"pin":"918273","note":"n"}\n' >in
call 'nor behind an earlier answer, which makes room for the new one' 0 '{"request_id":"s","msisdn":"13900000102","amount":5,"note":"n","result":"done"…}' '' cm-pay -n -q <in
printf '{"request_id":"s","msisdn":"13900000102","amount":5,"next":["cm-pay pay pin=918273 note=n"]}\n' >in
call 'nor when a step brings it' 0 '{…"amount":5,"next":[],"note":"n","result":"done"…}' '' cm-pay -n -q <in
awk 'BEGIN { printf "{\"request_id\":\"s\",\"msisdn\":\"13900000102\",\"amount\":5,\"next\":[\"cm-pay pay"; for (i = 0; i < 500; i++) printf " extra%d=x", i; print "\"]}" }' >in
call 'a step with many fields: all are kept' 0 '{…"extra0":"x"…"result":"done"…}' '' cm-pay -n -q <in
is '  to the last' "$(grep -o '"extra[0-9]*":"x"' out | wc -l | tr -d ' ')" 500
printf 'request_id,msisdn,amount,PIN,New_PIN,"pin ",newpin,opinion\nt,13900000102,5,918273,918273,918273,918273,mine\n' >in
call 'nor when its column is spelt in another way' 0 'request_id,msisdn,amount,opinion,result…' '…the field PIN is not read; it may be a secret…' cm-pay -n -q -o csv <in
ok '  neither to stdout nor to stderr' sh -c '! grep -q 918273 out err'
call '  in JSON' 0 '{"request_id":"t","msisdn":"13900000102","amount":"5","opinion":"mine","result":"done"…}' … cm-pay -n -q -o jsonl <in
call 'nor when it is mistaken for an option' 2 '' '…unknown option: --pin
…' cm-pay --pin=918273
call '  or for part of a word' 2 '' '…not field=value: pin […' cm-pay msisdn=13900000102 pin:918273
call '  or stands behind a file' 2 '' '…import sims wants…' cm-store import sims in puk=918273

# ---- names that would play with a terminal or a spreadsheet ----
printf '{"request_id":"t","msisdn":"13900000109","amount":5,"name":"\\u001b]0;x\\u0007\\u202eabc"}\n' >in
call 'into a pipe they pass exactly' 1 '{…"name":"\u001b]0;x\u0007…abc"…}' '' cm-pay -q <in
call 'a spreadsheet'\''s formula is defused when asked' 1 "…'=1+1…" '' sh -c 'printf "request_id,msisdn,amount,remark\n1,13900000109,5,=1+1\n" | cm-pay -q -o csv --csv-safe'
call 'and exact otherwise' 1 '…,=1+1,…' '' sh -c 'printf "request_id,msisdn,amount,remark\n1,13900000109,5,=1+1\n" | cm-pay -q -o csv'
