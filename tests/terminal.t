#!/bin/sh
# What a terminal of 80 columns shows of answers: codes whole, no line wrapped by the terminal, and what had no room.
. "${0%/*}/lib.sh"
store
lines
TERM=xterm
export TERM
typist() { "$BUILD/typist" sh -c 'stty cols 80 && exec "$@"' sh "$@"; }
too_wide() { tr -d '\r' <out | python3 -c '
import sys, unicodedata
print(sum(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in l.rstrip("\n")) > 80 for l in sys.stdin))'; }

# ---- one record ----
call 'one record that is too wide stands upright' 0 'msisdn          13900000101…order_id        …script          …' '' \
    typist cm-pay msisdn=13900000101 amount=5
is 'within the terminal' "$(too_wide)" 0
printf 'msisdn\n13900000999\n' >one.csv
call 'one record that is narrow is a row' 1 'msisdn…13900000999…' '…' typist cm-plan show msisdn=13900000999

# ---- lists ----
cat >open.csv <<'!'
request_id,msisdn,iccid,name,id_type,id_no,holder_present,doc_form,plan,deposit
o1,13900000201,89860009100000000216,王建国,resident_id,612323196205181014,true,original,easyown-basic,100.00
!
printf 'msisdn\n13900000201\n' | cm-store import numbers -q >/dev/null
printf 'iccid\n89860009100000000216\n' | cm-store import sims -q >/dev/null
open() { typist sh -c 'cm-open "$@" <open.csv' sh "$@"; }
call 'an explanation stands in lines, why in each' 0 '…tasks           …
explain         identity.missing: refuse, not fired, id_type IS NULL:
…' '' open -n -x
is 'within the terminal' "$(too_wide)" 0
call 'what is to be told and to be done, an element a line' 0 '…disclose        effective_at…
                fee_rule…
…tasks           …' '' open

# ---- many ----
call 'numbers of things are whole' 0 '…iccid…89860009100000000216…no room for …; -o csv has all…' '' typist cm-show msisdn=13900000201
is 'within the terminal' "$(too_wide)" 0
call 'a journal: who did what and when, before what it rested on' 0 \
    'order_id  at…command…result…cm-open open…done…no room for …facts, answer;…' '' typist cm-audit log
call 'plans' 0 'lang  plan…plan_name…brand…monthly_fee…gotone-58 …no room for…' '' typist cm-plan list lang=en
is 'within the terminal' "$(too_wide)" 0
call 'assumptions: files by their place' 0 '…  pay.yaml…' '' typist cm-policy assumptions pay
call '-q: nothing is said of columns' 0 'order_id…' '' typist cm-audit log -q
is 'indeed' "$(grep -c 'no room' out)" 0
