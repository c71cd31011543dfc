#!/bin/sh
# check: slow
# Inputs out of proportion: a command that passes records on takes no more memory for many than for few, and names the line
# that is none. The giants are in tests/long/giant.t.
. "${0%/*}/lib.sh"
. "$ROOT/tests/fault/peak.sh"
store; lines

{ long_line 16000000; echo; echo "$good"; } >in
peak 'a line of 16 MB' 65 cm-pay -n -q -i jsonl <in
is '  is named, and the next one is read' "$(cat out)" '{"result":"invalid","reason":"record.too-long",…"message":"line 1: longer than 1 MiB",…"input_line":1}
{"request_id":"good",…"result":"done",…}'
{ echo 'request_id,msisdn,amount,note'; printf 'q,13900000102,1,"'; long_line 16000000; } >in
peak 'a quote that is never closed' 65 cm-pay -q <in
is '  is named' "$(cat out)" '{…"message":"line 2: longer than 1 MiB",…}'
{ long_line 16000000; echo; } >in
peak 'a header of 16 MB' 65 cm-pay -q <in
is '  is named' "$(cat err)" '…header line is longer than 1 MiB…'
header 100000 >in
peak '100,000 columns' 65 cm-pay -q <in
is '  are named' "$(cat err)" '…more than 10000 columns…'
{ fields 20000; echo "$good"; } >in
peak '20,000 fields' 65 cm-pay -n -q <in
is '  are named' "$(cat out)" '{…"message":"line 1: column … more than 10000 fields"…}
{…"result":"done"…}'
{ printf '{"a":'; long_line 100000 '['; echo; echo "$good"; } >in
peak '100,000 levels' 65 cm-pay -n -q <in
is '  are named' "$(cat out)" '{…"message":"line 1: column … more than 64 levels deep"…}
{…"result":"done"…}'

passing 150000 >in
for c in cm-pay cm-open cm-show; do # the input is a file: nothing makes it wait
	peak "150,000 records pass $c" 1 $c -q <in
	is '  all of them' "$(cksum <out)" "$(cksum <in)"
done
awk 'BEGIN { for (i = 1; i <= 20000; i++) printf "{\"request_id\":\"f%d\",\"msisdn\":\"13900000102\",\"service\":\"sms\",\"symptom\":[\"cannot_send\",\"cannot_receive\"],\"sms_state\":\"active\"}\n", i }' >in
peak '20,000 fault reports' 1 cm-diagnose -q <in
is '  each with its steps and what to ask' "$(grep -c '"ask":\["smsc_right","inbox_full","in_coverage"\]' out)" 20000
wide 9000 100 >in
peak '100 records of 9,000 fields pass' 1 cm-open -q <in
is '  as they came' "$(cksum <out)" "$(cksum <in)"
peak '  as CSV' 1 cm-pay -q -o csv <in
is '  with all their cells' "$(grep -c '^w[0-9]*,cm-vas list,1,.*,9000,,' out)" 100

yes x | head -100000 >in
peak '100,000 lines that are none' 65 cm-open -q -i jsonl <in
is '  each is answered' "$(grep -c '"input_line":[0-9]*}$' out)" 100000

awk 'BEGIN { for (i = 1; i <= 20000; i++) printf "{\"request_id\":\"p%d\",\"msisdn\":\"13900000102\",\"amount\":\"1.00\"}\n", i }' | cm-pay -q >/dev/null
peak '20,000 answers to one record' 0 cm-pay -q statement msisdn=13900000102
is '  all of them' "$(wc -l <out | tr -d ' ')" 20001

# Steps of one record that are taken in one go, each with facts of its own.
awk 'BEGIN { for (i = 1; i < 64; i++) s = s "\"cm-pay pay amount=1\","; for (i = 1; i <= 500; i++) printf "{\"request_id\":\"s%d\",\"msisdn\":\"13900000102\",\"next\":[%s\"cm-pay pay amount=1\"]}\n", i, s }' >in
LIMIT_KB=131072
peak '500 records of 64 steps' 0 cm-pay -q <in
is '  each taken' "$(grep -o '"verb":"pay"' out | grep -c .)" 32000
