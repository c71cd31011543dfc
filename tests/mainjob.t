#!/bin/sh
# check: slow
# The main job on real input: 3,522 published customers are opened, their charges and 4,920 recharges paid; 2,717
# subscribers are brought in as they stand and pay what they owe. The sums are the published ones, to the fen.
. "${0%/*}/lib.sh"
need_shared telco-churn/customers.csv recharges/recharges.csv cmcc-voice/subscribers.csv cn-names/surnames_weighted.csv \
	cn-names/given_names.csv cn-numbering/hanzhong_0916.csv

adapt() { # what, file of people [file of recharges]
	want=$1
	shift
	awk -f "$ROOT/tests/adapter/telco.awk" -v want="$want" "$SHARED/cn-names/surnames_weighted.csv" \
		"$SHARED/cn-names/given_names.csv" "$SHARED/cn-numbering/hanzhong_0916.csv" "$@" >"$want.csv"
}
for w in numbers sims openings; do adapt $w "$SHARED/telco-churn/customers.csv"; done
adapt recharges "$SHARED/telco-churn/customers.csv" "$SHARED/recharges/recharges.csv"
for w in lines arrears; do adapt $w "$SHARED/cmcc-voice/subscribers.csv"; done

# sum FIELD FILE [LIKE]: of a money or number field over the JSON lines that are LIKE that, in fen, exactly.
sum() {
	awk -v name=",\"$1\":" -v like="${3:-.}" '
		$0 ~ like && at = index($0, name) {
			rest = substr($0, at + length(name), 32)
			sub(/^"/, "", rest)
			split(rest, value, /[^-0-9.]/)
			split(value[1], yuan, ".")
			s += yuan[1] * 100 + substr(yuan[2] "00", 1, 2)
		}
		END { printf "%.0f\n", s }' "$2"
}
# column N FILE: the sum of a CSV's column, in fen; the columns before it hold no quotes with commas but services.
deposits() { awk -F, 'NR > 1 { n = split($0, q, "\""); rest = n > 1 ? q[3] : $0; split(rest, c, ","); d = n > 1 ? c[2] : c[11]; split(d, m, "."); s += m[1] * 100 + m[2] } END { printf "%.0f\n", s }' openings.csv; }
stat_of() { # NAME…
	cm-store stats >stats
	for name; do sed -n 's/{"name":"'"$name"'","value":\([^}]*\)}/\1/p' stats; done | paste -sd ' ' -
}
new_store() {
	CM_STORE=$T/$1.db CM_NOW=2010-04-01T09:30:00+08:00
	export CM_STORE CM_NOW
	cm-store init --rehearsal && cm-store import numbers <numbers.csv >/dev/null 2>&1 && cm-store import sims <sims.csv >/dev/null 2>&1
}

# ---- opened, and paid for ----
new_store first
is 'numbers and SIMs for all' "$(stat_of numbers_free sims_free)" '3522 3522'
call 'cm-open | cm-pay: 3,522 records, all but the two without an amount are done' 1 '' '…cm-open: 3522 records, 3522 done…' \
	sh -c 'cm-open -r open.rej <openings.csv 2>open.err | cm-pay -r pay.rej >answers 2>pay.err; code=$?; cat open.err pay.err >&2; exit $code'
is '  the summary says so' "$(cat pay.err)" '…cm-pay: 3522 records, 3520 done, 2 invalid…'
is '  every record is accounted for, in order' "$(cut -d'"' -f4 answers | cksum)" "$(awk -F, 'NR > 1 { print $1 }' openings.csv | cksum)"
is '  each has been through both' "$(grep -c '"trail":\[{"command":"cm-open",[^]]*"result":"done"[^]]*},{"command":"cm-pay"' answers)" 3522
is '  the two are those without an amount' "$(grep '"result":"invalid"' answers | sed 's/.*"amount":"\([^"]*\)".*"reason":"\([^"]*\)".*/[\1] \2/' | sort | uniq -c | tr -s ' ')" ' 2 [ ] field.malformed'
is '  and they are in the rejects' "$(wc -l <pay.rej | tr -d ' ') $([ -e open.rej ] && echo there)" '2 '
is '  what nobody knows has passed: the sum of MonthlyCharges' "$(sum MonthlyCharges answers)" 22717235
is '  the sum of TotalCharges' "$(sum amount answers '"result":"done"')" 796855450
is '  one SIM, one number each' "$(stat_of numbers_in_use sims_in_use lines)" '3522 3522 3522'
call '4,920 recharges: 50 of nothing are refused' 1 … '…4920 records, 4870 done, 50 refused…' cm-pay -r recharges.rej <recharges.csv
cp out recharged
is '  the others are the whole sum' "$(sum amount recharged '"result":"done"')" 24093600
is '  those of nothing say so' "$(grep '"result":"refused"' recharged | grep -c '"amount":"0".*"reason":"pay.amount"')" 50
is 'the balances are deposits, charges and recharges, to the fen' "$(stat_of balance_fen)" $(($(deposits) + 796855450 + 24093600))
first=$(sed -n '2s/[^,]*,\([0-9]*\),.*/\1/p' openings.csv)
call 'a statement adds up' 0 … '' cm-pay -q statement msisdn="$first"
is '  to what the line has' "$(tail -1 out | sed 's/.*"balance":\([0-9.]*\).*/\1/')" "$(grep "\"msisdn\":\"$first\"" recharged | grep '"result":"done"' | tail -1 | sed 's/.*"balance":\([0-9.]*\).*/\1/')"
ok 'the store is whole' cm-store check
ok 'the journal is whole' cm-audit verify
truth >first.truth

# ---- a second time ----
call 'the same customers again: nothing is opened' 1 '' '…3522 records, 3522 duplicate…' \
	sh -c 'cm-open <openings.csv 2>open.err | cm-pay >answers2 2>pay.err; code=$?; cat open.err >&2; exit $code'
is '  and nothing paid' "$(cat pay.err)" '…3522 records, 3520 duplicate, 2 invalid…'
call 'the same recharges again' 1 … '…4920 records, 4870 duplicate, 50 refused…' cm-pay <recharges.csv
cp out recharged2
answers() { grep "\"result\":\"$1\"" "$2" | grep -o ',"\(msisdn\|payment_id\|balance\)":[^,]*' | cksum; }
is '  each is answered as before' "$(answers duplicate recharged2)" "$(answers done recharged)"
truth >second.truth
ok 'no money moved, no line changed' cmp first.truth second.truth

# ---- killed at a random moment, and run again: for a third of the customers, and what recharges there are of them ----
head -1201 openings.csv >some.csv
awk -F, 'NR == FNR { some[$2]; next } $2 in some' some.csv recharges.csv >some.recharges # the header as well
job() { # the whole of it
	cm-open <some.csv 2>/dev/null >job.pipe & opener=$!
	cm-pay <job.pipe >job.answers 2>/dev/null & payer=$!
	wait $opener 2>/dev/null
	wait $payer 2>/dev/null
	cm-pay <some.recharges >/dev/null 2>&1
}
mkfifo job.pipe
new_store calm
cp calm.db untouched.db && cp calm.db.key untouched.db.key
job
is 'what is left when nobody is killed' "$(stat_of lines requests)" '1200 4334'
truth >calm.truth
for try in 1 2 3; do
	rm -f killed.db*
	cp untouched.db killed.db && cp untouched.db.key killed.db.key
	CM_STORE=$T/killed.db
	for who in both open pay; do
		( job ) & whole=$!
		moment=$(od -An -N1 -tu1 /dev/urandom | tr -d ' ')
		sleep "$(awk -v m="$moment" 'BEGIN { printf "%.3f", 0.02 + m * 0.001 }')"
		for c in $(ps -o pid= --ppid $whole); do
			case $who:$(ps -o comm= -p "$c") in both:cm-* | open:cm-open | pay:cm-pay) kill -KILL "$c" 2>/dev/null ;; esac
		done
		kill -KILL $whole 2>/dev/null
		wait $whole 2>/dev/null
		# who was left alone may still be at work: it ends when its pipe does
		while ps -eo args= | grep -q "^cm-[a-z]* .*$T"; do sleep 0.02; done
		note "try $try: $who killed after about $((20 + moment)) ms, lines and requests done: $(stat_of lines requests)"
	done
	ok "try $try: after three kills the store is whole" cm-store check
	ok '  and the journal' cm-audit verify
	job
	truth >killed.truth
	ok '  run again: every customer, every fen as if nothing had happened' cmp calm.truth killed.truth
done

# ---- lines as they stand ----
CM_STORE=$T/lines.db
cm-store init --rehearsal
iconv -f utf-8 -t gb18030 lines.csv >lines.gb.csv
call '2,717 subscribers, Chinese headers in GB18030' 0 … '…2717 records, 2717 done…' cm-store import lines <lines.gb.csv
is '  their arrears' "$(stat_of arrears_fen)" 1040795
call '  brought in again: the natural key knows them' 0 … '…2717 records, 2717 duplicate…' cm-store import lines <lines.gb.csv
is '  cards are VIP levels, stars are none, a blank is unknown' \
	"$(cm-store dump | grep '"table":"line"' | grep -o ',"vip_level":"[a-z]*"' | cut -d'"' -f4 | sort | uniq -c | sed 's/^ *//' | tr '\n' ' ')" \
	'27  8 diamond 68 gold 1932 none 41 platinum 641 silver '
call '109 pay what they owe' 0 … '…109 records, 109 done…' cm-pay <arrears.csv
cp out paid
is '  which is the published sum' "$(sum amount paid)" 1040795
is '  all have service again' "$(grep -c '"balance":0.00,"restored":true' paid)" 109
is '  nobody owes anything' "$(stat_of arrears_fen balance_fen)" '0 0'
ok 'the store is whole' cm-store check
