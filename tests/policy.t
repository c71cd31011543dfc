#!/bin/sh
# cm-policy, and what happens to the commands when a policy is wrong: nothing is decided by a file with a fault in it.
. "${0%/*}/lib.sh"
store; lines

# ---- the shipped ones ----
call 'check: no fault' 0 '…' '' cm-policy check
call 'test: every case holds' 0 '' '…cm-policy: pay: … cases, 0 failed…' cm-policy test
call 'coverage: every rule is fired by some case' 0 '' '…pay: 14 of 14 rules, 100 %…' cm-policy coverage
call 'show: the rules of one' 0 '{"policy":"pay","gate":"pay","rule":"line.unknown"…}' '' cm-policy show pay
call 'explain: facts as words' 0 '{"gate":"pay","verdict":"refuse","rules":["pay.amount"…"because":"amount <= 0: 0.00 <= 0.00"…}' '' cm-policy explain pay amount=0 line_known=true
call 'explain: what is not known is asked' 0 '{…"verdict":"undecided"…}' '' cm-policy explain pay amount=5
call 'assumptions: what the deck leaves open' 0 '…"pay_limit"…' '' cm-policy assumptions pay
call 'assumptions: deadlines and calendars, too' 0 '…{"kind":"level","id":"before","what":"before 2 h",…{"kind":"transition","id":"status",…{"kind":"figure","id":"quiet","what":"21..8",…{"kind":"calendar","id":"office",…' '' cm-policy assumptions
call 'show: deadlines' 0 '{"policy":"deadlines","gate":"classes","rule":"vip","when":"vip_level <> '"'none'"'","source":"1.9 step 5","message":"8 h, always",…
…"rule":"unknown","when":"otherwise",…"message":"48 h, always",…
…"gate":"levels","rule":"after","when":"after 4 h","source":"assumed","message":"shift_leader: replies.after",…
…"gate":"transitions","rule":"pending","when":"stops",…' '' cm-policy show deadlines
call 'show: calendars' 0 '…"rule":"office","when":"cn",…"message":"mon 08:30-12:00,13:00-17:00 …
…"gate":"holidays","rule":"cn","when":"2006-12-30..2026-12-31",…"message":"678 days",…' '' cm-policy show calendars
call 'show: all of them come behind the policies' 0 '…{"policy":"pay",…{"policy":"deadlines",…{"policy":"calendars",…' '' cm-policy show
call 'an unknown policy' 78 '' '…elephant…' cm-policy show elephant
call 'a folder without policies' 1 '…facts.yaml…' '' cm-policy check -p "$T"

# ---- named conditions ----
good=$ROOT/tests/policy/good
call 'show: conditions come before the rules' 0 '{"policy":"evidence","condition":"owner_here","when":"holder_present AND id_matches = TRUE AND purpose <> '"'to_other'"'","source":"1.6 step 2",…}
…
{"policy":"evidence","gate":"evidence","rule":"evidence.insufficient",…"when":"NOT proved"…}
…' '' cm-policy show -p "$good" evidence
call 'show: a column each' 0 'policy,gate,rule,condition,verdict,…
evidence,,,owner_here,,…' '' cm-policy show -o csv -p "$good" evidence
call 'explain: the name before what decided' 0 '{…"verdict":"refuse"…"ask":[],…"because":"proved: owner_here: holder_present: false; owner_with_card: holder_present: false"…}' '' \
	cm-policy explain -p "$good" evidence gate=evidence holder_present=false
call 'explain: what most rows need is asked first' 0 '{…"verdict":"undecided"…"ask":["holder_present","id_no","purpose","vip_level"]…}' '' \
	cm-policy explain -p "$good" evidence gate=evidence
call 'explain: what the rule says to ask' 0 '{…"ask":["vip_level","opened_at","today"]…}' '' cm-policy explain -p "$good" evidence gate=asked
call 'explain: a condition is no fact' 2 '' '…owner_here…' cm-policy explain -p "$good" evidence gate=asked owner_here=true
call 'assumptions: conditions, too' 0 '{"kind":"condition","id":"long_known","what":"months_open >= 12","note":"the deck does not say how long",…}' '' cm-policy assumptions -p "$good" evidence
call 'cases of who uses them' 0 '' '…5 cases, 0 failed…1 case, 0 failed…' cm-policy test -p "$good" evidence counter
mkdir g; cp -R "$good"/*.yaml "$good"/*.cases "$good"/offers g
printf 'policy: more\nconditions:\n  - {id: spare, when: points > 1, source: x}\n  - {id: bare, when: points > 2}\ngates:\n  - id: more\n    rules:\n      - {id: m.a, when: bare, verdict: allow, source: x}\n' >g/more.yaml
call 'check: one that nothing uses, one without a source' 1 '{…more.yaml","line":3,"column":5,"level":"warning","id":"policy.unused-condition","message":"spare …
{…more.yaml","line":4,"column":5,"level":"error","id":"policy.no-source","message":"bare …' '' cm-policy check -p g

# ---- with faults: each is named by file, line and column, all in one go, and no command works on it ----
few few pay sim resetpw line identity pin closing notify
policies() { rm -rf p; cp -R few p; }
faulty() { # what, expected on stdout of check; the file is p/pay.yaml
	call "$1" 1 "$2" … cm-policy check -p p
	echo '{"request_id":"f","msisdn":"13900000102","amount":"1"}' >in
	call '  cm-pay does not start' 78 '' 'cm-pay: …pay.yaml:…' cm-pay -q -p p <in
}
before=$(cm-store dump | cksum)
policies; sed -i 's/when: amount <= 0/when: amuont <= 0/' p/pay.yaml
faulty 'a fact misspelt: the nearest one is named' '…pay.yaml…"line":30,"column":15…amuont…did you mean amount…'
policies; sed -i "s/'suspended_arrears', 'pending_terminate'/'suspended_arears'/" p/pay.yaml
faulty 'a value outside its enum' '…suspended_arears…suspended_arrears…'
policies; sed -i 's/when: amount <= 0/when: amount <= '"'zero'"'/' p/pay.yaml
faulty 'a comparison of two types' '…pay.yaml…'
policies; sed -i 's/- id: pay.limit/- id: pay.amount/' p/pay.yaml
faulty 'two rules of one name' '…pay.amount…'
policies; sed -i 's/verdict: refuse/verdict: refuze/; ' p/pay.yaml
faulty 'a verdict misspelt' '…"line":31,"column":18…did you mean refuse…'
policies; sed -i 's/^    rules:/    rulez:/' p/pay.yaml
faulty 'a key misspelt' '…rulez…'
policies; sed -i '0,/        verdict: refuse/s//        verdict: refuse\n        verdict: allow/' p/pay.yaml
faulty 'a key twice' '…verdict…'
policies; sed -i 's/{pay_limit} yuan/{pay_limt} yuan/; s/limit of {pay_limit}/limit of {pay_limt}/' p/pay.yaml
faulty 'a placeholder misspelt' '…pay_limt…'
policies; sed -i 's/value: "50000.00"/value: 5e4/' p/pay.yaml
faulty 'an amount with an exponent' '…pay.yaml…'
policies; sed -i 's/use: \[line.known\]/use: [line.knwon]/' p/pay.yaml
faulty 'a gate that is not there' '…line.knwon…'
policies; sed -i 's/when: amount <= 0/when: amount <= 0 AND (/' p/pay.yaml
faulty 'a condition cut off' '…pay.yaml…'
policies; printf 'policy: pay\n  title: x\n bad\n' >p/pay.yaml
faulty 'no YAML' '…pay.yaml…'

# ---- steps that nobody could take: told before a customer meets them ----
step() { # STEP, WHAT IS SAID
	policies; sed -i "s/next: \\[cm-sim unlock\\]/next: [\"$1\"]/" p/sim.yaml
	call "next: $1" 1 "…sim.yaml\",\"line\":…\"policy.step\",…$2…" '' cm-policy check -p p
	is '  said once' "$(grep -c policy.step out)" 1
}
step 'cm-sim unlokc' 'did you mean unlock?'
step 'cm-due pull' 'no verb pull for records'
step 'cm-sim unlock puk_bloked=true' 'did you mean puk_blocked?'
step 'cm-sim unlock puk_blocked=perhaps' 'puk_blocked: '
step 'cm-sim unlock sim_state=free' 'sim_state is no field'
step 'cm-sim unlock pin=482913' 'pin is secret'
step 'cm-sim unlock $(id)' 'stand fields'
rm -rf p; cp -R "$ROOT/policies" p; sed -i "s/next: \[cm-sim unlock\]/next: [cm-vas refresh service=mms]/" p/sim.yaml
call 'next: a command of another program' 0 '' '' cm-policy check -p p

# ---- a fact that nobody can give is asked for by fields that can be given ----
policies; sed -i 's/ask: \[id_no\], zh: 证件号码相符/ask: [id_no_check], zh: 证件号码相符/' p/identity.yaml
call 'by a fact that is none' 78 '' '…identity.yaml:…id_no_matches is found out by fields that are given; id_no_check is none…' cm-resetpw reset -q -n -p p <in

# ---- a fact that the program names and facts.yaml has lost ----
lost() { # NAME, of facts.yaml or of a policy: an entry is a line, or a line and those under it
	policies
	for file in facts identity pin resetpw; do
		awk -v id="$1" '/^[a-z]/ { facts = /^facts:/; skip = 0 } /^  - / { skip = facts && ($0 ~ "id: " id "[,}]" || $0 ~ "id: " id "$") } !skip' \
			"$ROOT/policies/$file.yaml" >p/$file.yaml
	done
}
lost pin_locked_until
sed -i 's/{pin_locked_until}/later/g' p/pin.yaml
call 'named by the program alone' 78 '' 'cm-resetpw: error: …facts.yaml does not have: pin_locked_until [policy.unknown-fact]' cm-resetpw change -q -n -p p <in
names=$(grep -ho '_names\[\] = {[^;]*;' "$ROOT"/lib/flow/pin.c "$ROOT"/lib/flow/identity.c "$ROOT"/lib/flow/pin_new.c -z | tr '\0' '\n' | grep -o '"[a-z_]*"' | tr -d '"' | sort -u)
n=0 silent=
for name in $names; do
	awk -v id="$name" '/^[a-z]/ { facts = /^facts:/ } facts && ($0 ~ "^  - .*id: " id "[,}]" || $0 ~ "^  - id: " id "$") { found = 1 } END { exit !found }' \
		"$ROOT"/policies/facts.yaml "$ROOT"/policies/identity.yaml "$ROOT"/policies/pin.yaml "$ROOT"/policies/resetpw.yaml || continue # a figure
	n=$((n + 1))
	lost "$name"
	for verb in change unlock; do
		code=0
		cm-resetpw $verb -q -n -p p <in >out 2>err || code=$?
		[ $code -lt 128 ] || silent="$silent $verb/$name:$code"
		[ $code -eq 78 ] && grep -q "$name" err && break
	done
	[ $code -eq 78 ] || silent="$silent $name"
done
is "each of $n names that shared code uses is missed at load" "$silent" ''
lost payment_id
printf 'msisdn,amount\n13900000101,1\n' >sheet.csv
call 'reconcile misses its own' 78 '' '…payment_id…' cm-pay reconcile sheet.csv --since 2010-04-01 -p p
policies

# ---- YAML's traps ----
trap_() { printf '%b' "$2" >p/pay.yaml; faulty "$1" "${3:-…pay.yaml…}"; }
policies
trap_ 'an anchor and an alias' 'policy: &a pay\ntitle: *a\n'
trap_ 'an alias bomb' 'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b]\n'
trap_ 'a merge key' 'policy: pay\n<<: {title: x}\n'
trap_ 'a tag' 'policy: !!python/object pay\n'
trap_ 'a second document' 'policy: pay\n---\npolicy: pay\n'
awk 'BEGIN { for (i = 0; i < 80000; i++) printf "[" }' >p/pay.yaml
faulty 'eighty thousand brackets' '…pay.yaml…'
head -c 300000 /dev/zero | tr '\0' '#' >p/pay.yaml
faulty 'more than 256 KiB' '…pay.yaml…'
: >p/pay.yaml
faulty 'an empty file' '…pay.yaml…'
printf 'policy: pay\ntitle: {zh: "\377", en: x}\n' >p/pay.yaml
faulty 'no UTF-8' '…pay.yaml…'
printf '\376\377\0p' >p/pay.yaml
faulty 'UTF-16' '…pay.yaml…'

# many LINE: a rule like LINE a thousand times over, # being its number
many() {
	awk -v line="$1" 'BEGIN {
		print "policy: pay\ntitle: {zh: a, en: b}\ngates:\n  - id: pay\n    rules:"
		for (i = 1; i <= 1000; i++) { l = line; gsub(/#/, i, l); print "      - {" l "assumed: true, message: {zh: a, en: b}}" }
	}' >p/pay.yaml
	cm-policy check -p p -o csv -q >out 2>err
}
# Each fault once, and of more than a hundred the rest only counted: so time goes with the length of the file.
many 'id: r, when: amount > 1, verdict: refuse, '
is 'a thousand rules of one name are 999 faults' "$(grep -c policy.duplicate out) $(grep policy.more out)" '100 p/pay.yaml,,,error,policy.more,and 899 more faults'
many 'id: r#, when: amuont# > 1 AND nmae# = 2, verdict: refuse, '
is 'a thousand facts that nobody knows' "$(grep -c policy.unknown-fact out) $(grep policy.more out)" '100 p/pay.yaml,,,error,policy.more,and 900 more faults'
many 'id: r#, wehn: amount > #, verdict: refuze, '
is 'three faults in each' "$(grep -c . out) $(grep policy.more out)" '10… p/pay.yaml,,,error,policy.more,and 2900 more faults'
call 'no command says more of it' 78 '' '…policy.unknown-key…and 2900 more faults…' cm-pay -q -p p <in
rm p/pay.yaml; mkdir p/pay.yaml
faulty 'a folder where a file should be' '…pay.yaml…'
rm -r p/pay.yaml; mkfifo p/pay.yaml
faulty 'a fifo' '…pay.yaml…'
rm -f p/pay.yaml
call 'no such file' 78 '' '…pay.yaml…' cm-pay -q -p p <in

# ---- what a policy says cannot reach further than it should ----
policies; sed -i "s/when: amount <= 0/when: name = 'x'' OR 1=1; DROP TABLE line; --'/" p/pay.yaml
call 'SQL in a text is a text' 0 '{…"done"…}' '' cm-pay -n -q -p p msisdn=13900000102 amount=1 name=李静
policies; sed -i 's/en: "A payment is more than nothing; this one is {amount} yuan."/en: "%s%n%n {amount} $(touch pwned) `touch pwned`"/' p/pay.yaml
call 'formats and commands in a message are its text' 1 '{…"%s%n%n 0.00 $(touch pwned) `touch pwned`"…}' '' cm-pay -n -p p msisdn=13900000102 amount=0
ok '  nothing was run' test ! -e pwned

# ---- cases ----
policies; printf '\n# wrong\n{"line_known":true,"amount":"5.00"}\nrefuse pay.limit\n' >>p/pay.cases
call 'a case that does not hold is named' 1 '…pay.cases…' '…1 failed…' cm-policy test -p p pay
policies; sed -i 's/^  - id: reverse/      - id: pay.never\n        when: amount > 7 AND amount < 7\n        verdict: refuse\n        assumed: true\n        message: {zh: 无, en: never}\n\n  - id: reverse/' p/pay.yaml
call 'a rule that can never fire is found' 1 '…pay.never…' … cm-policy check -p p
is 'after all this the store is as it was' "$(cm-store dump | cksum)" "$before"
