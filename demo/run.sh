#!/bin/sh
# The main job on a small data set, step by step: make demo. Works in build/demo, which it empties first; all customers
# are made up, and no number is one that was ever given out.
set -u
root=$(cd "${0%/*}/.." && pwd)
build=${BUILD:-$root/build}
case $build in /*) ;; *) build=$root/$build ;; esac
data=$root/demo/data
PATH=$build/bin:$PATH
CM_POLICIES=$root/policies CM_STORE=demo.db CM_NOW=2010-04-01T09:30:00+08:00
export PATH CM_POLICIES CM_STORE CM_NOW
unset CM_KEY
export LC_ALL=C.UTF-8 LANGUAGE="${LANGUAGE:-en}"
rm -rf "$build/demo" && mkdir -p "$build/demo" && cd "$build/demo" || exit 1

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] || say() { printf '\n%s\n' "$*"; }
# show COMMAND: prints it, runs it, says how it ended. The exit code must be the one that is expected.
show() {
	want=$1
	shift
	printf '  $ %s\n' "$*"
	{ sh -c "$*"; echo $? >.code; } 2>&1 | sed 's/^/    /'
	read -r code <.code
	[ "$code" -eq 0 ] || printf '    (exit %s)\n' "$code"
	[ "$code" -eq "$want" ] || { echo "demo: exit $code, and $want was expected" >&2; exit 1; }
}
cp "$data"/*.csv .

say '1. A store for trying things out, and the stock: twenty numbers, twenty SIMs.'
show 0 cm-store init --rehearsal
show 0 'cm-store import numbers <numbers.csv >numbers.out'
show 0 'cm-store import sims <sims.csv >sims.out'

say '2. Twelve customers from a spreadsheet (Chinese headers), opened and paid for in one pipe.'
show 0 'head -3 customers.csv'
show 1 'cm-open -r rejects.csv <customers.csv | cm-pay >answers.jsonl'

say '3. Each record came out with an answer. Those that were not done, and why:'
show 0 "sed -n 's/^{\"request_id\":\"\([^\"]*\)\".*\"reason\":\"\([^\"]*\)\".*\"message\":\"\([^\"]*\)\".*/\1  \2: \3/p' answers.jsonl"

say '4. They came back as they were, in rejects.csv; two are mended in an editor and sent again.'
show 0 'cut -d, -f1,2,4,6,11,13- rejects.csv'
sed 's/^c08,13900000203,/c08,13900000208,/; s/^\(c10,.*\),5\.00,/\1,100.00,/' rejects.csv >mended.csv
show 1 'cm-open -q <mended.csv | cm-pay >again.jsonl'

say '5. The first file once more: nothing is done twice; what was mended meanwhile is another content under its old key.'
show 1 'cm-open <customers.csv | cm-pay >third.jsonl'

say '6. A file of payments; then, at the counter, a name that is not the owner'\''s. -n tries without doing, -x explains.'
show 1 'cm-pay <payments.csv >payments.jsonl'
show 0 "cm-pay -n -x msisdn=13900000203 amount=20.5 name=张雷 | tr '{' '\\n' | grep '\"fired\":true'"

say '7. What moved the balance of one line; every sum, and every link of the journal.'
show 0 'cm-pay statement -o table msisdn=13900000203'
show 0 'cm-store check'
show 0 'cm-audit -o table verify'
show 0 "cm-store stats -o table | grep 'lines\|_fen\|operations'"

say '8. A line goes to another owner: too early first, with the day from which on it can; then done, with its form.'
cat >transfer.json <<'!'
{"request_id":"t1","msisdn":"13900000201","purpose":"to_other","id_no":"612323196205181014","doc_form":"original","holder_present":true,"new_name":"王小红","new_id_type":"resident_id","new_id_no":"612301197707070011","new_holder_present":true,"new_pin":"482913","signed":true}
!
show 0 "cm-transfer -q <transfer.json | grep -o '\"reason\":\"[^\"]*\"\|\"remedy\":\"[^\"]*\"'"
CM_NOW=2010-05-06T10:00:00+08:00
show 0 "cm-transfer -q <transfer.json >transferred.jsonl; grep -o '\"order_id\":\"[^\"]*\"' transferred.jsonl | head -1"
show 0 "cm-show --form lang=en order_id=$(sed -n 's/.*"order_id":"\([^"]*\)","trail.*/\1/p' transferred.jsonl) | head -24"

say '9. A SIM was lost and the plan shall be another one: one look at the document serves both, in one pipe.'
cat >lost.json <<'!'
{"request_id":"l1","msisdn":"13900000202","sim_reason":"lost","iccid":"89860009100000000372","prepay":"100.00","plan":"mzone-25","id_no":"612301197511032048","doc_form":"original","holder_present":true,"ack":["plan.cautions"]}
!
show 0 "cm-sim -q <lost.json | cm-plan -q >both.jsonl; grep -o '\"trail\":[^]]*]' both.jsonl"
show 0 'cm-notify pull -q -o table --now 2010-05-06T12:00:00+08:00 | head -4'

say '10. Services by message, from the phones themselves; opened on the 16th or later, a data package costs half.'
cat >messages.csv <<'!'
msisdn,sms_to,text,at
13900000202,10086,KTGPRS20,2010-05-16T08:00:00+08:00
13900000203,10086,ktldtx,2010-05-16T08:05:00+08:00
13900000203,10086,KTLDTY,2010-05-16T08:06:00+08:00
!
CM_NOW=2010-05-16T09:00:00+08:00
show 0 "cm-vas inbound -q <messages.csv | sed 's/.*\"text\":\"\([^\"]*\)\".*\"script\":\"\([^\"]*\)\".*/\1: \2/'"
show 0 "cm-vas price -q service=mobile_data tier=20 opened_on=2010-05-16 kb=80000 lang=en | grep -o '\"explanation\":\"[^\"]*\"'"

say '11. What time brings: on the first of June the new plan begins, and May is charged. A second run finds nothing to do.'
CM_NOW=2010-06-01T06:00:00+08:00
show 0 'cm-due run -o table'
show 0 'cm-bill run month=2010-05 >may.jsonl'
show 0 'cm-bill run month=2010-05'
show 0 'cm-bill show -q -o table lang=en msisdn=13900000202 month=2010-05'
show 0 'cm-store check'

say '12. A fault report: what was looked at, what mends it, and what the customer is told, in one pipe.'
cat >fault.csv <<'!'
request_id,msisdn,service,symptom,sms_state,inbox_full,same_after_restart,subject,text
f1,13900000203,missed_call_alert,收不到提醒短信,active,false,true,收不到提醒,昨天起收不到来电提醒
!
show 0 "cm-diagnose -q <fault.csv | cm-vas -q | cm-complaint -q >mended.jsonl; grep -o '\"cause\":\"[^\"]*\"\|\"script\":\"[^\"]*\"' mended.jsonl"

say '13. The next day it is still there: a ticket, with an answer promised in the time of the customer'\''s class; who owes it is reminded.'
CM_NOW=2010-06-02T09:00:00+08:00
show 0 "sed 's/^f1/f2/' fault.csv | cm-diagnose -q | cm-vas -q | cm-complaint -q >ticket.jsonl; grep -o '\"message\":\"[^\"]*\"\|\"script\":\"[^\"]*\"' ticket.jsonl"
show 0 'cm-complaint due -q -o table --within 48h'
show 0 'cm-complaint remind --now 2010-06-03T07:00:00+08:00 >reminded.jsonl'
show 0 'cm-complaint report -q -o table --by class --now 2010-06-04T10:00:00+08:00'
show 0 'cm-store check'

say "All of it is in ${build#"$root/"}/demo; README.md has a tour, and every command answers -h."
