#!/bin/sh
# Facts that stand in a policy: columns, fields, evidence and words like those of facts.yaml, to their own command and to
# those that pass them on. And trees, which are policies as well.
. "${0%/*}/lib.sh"
store
lines
pay() { printf '{"request_id":"p%s","msisdn":"13900000102","amount":"5",%s}\n' "$1" "$2" >in; shift 2; cm-pay -q "$@" <in; }

# ---- to the command that has them ----
printf '手机号码,平时月消费\n13900000102,75\n' >in.csv
call 'a Chinese heading' 0 '…"typical_spend":75.00,…' '' cm-bundle recommend -q -o jsonl <in.csv
call 'a word' 0 '…"typical_spend":75.00,…' '' cm-bundle recommend -q msisdn=13900000102 typical_spend=75
call 'of a wrong shape' 1 '…"field.malformed"…typical_spend…' '' cm-bundle recommend -q msisdn=13900000102 typical_spend=much
call 'completions know it' 0 '…field	recommend	typical_spend	typical month without Monternet…' '' cm-bundle --help-words
call 'so does the list of fields' 0 '…"field":"typical_spend","headings":"平时月消费"…' '' cm-policy fields
is '  each once' "$(sed 's/,.*//' out | sort | uniq -d)" ''

# ---- to another one ----
call 'passed on' 0 '…"typical_spend":"80",…"result":"done"…' '' pay 1 '"typical_spend":"80"'
call 'also by --strict' 0 '…"result":"done"…' '' pay 2 '"typical_spend":"80","平时月消费":"80"' --strict
call 'what nobody knows is not' 1 '…"field.unknown"…typical_spent…' '' pay 3 '"typical_spent":"80"' --strict
call 'a name like one of ours is no slip when it is somebody'"'"'s' 0 '…' '' pay 4 '"disclosed":true'
call 'when it is nobody'"'"'s, it is' 0 '…' '…disclosde passes unread; did you mean disclose?…' pay 5 '"disclosde":true'
call 'as an argument' 0 '…"typical_spend":"80"…"dry_run":true…' '' cm-pay -q -n msisdn=13900000102 amount=5 typical_spend=80
call 'that nobody knows' 2 '' '…no such field: typical_spnd…' cm-pay -q -n msisdn=13900000102 amount=5 typical_spnd=80
printf 'msisdn,fact,value,as_of\n13900000102,bundle_eligible,true,2010-03-31T12:00\n' >in.csv
call 'as evidence' 0 '…"result":"done"…' '' cm-store import evidence -q -o jsonl <in.csv
printf 'msisdn,fact,value,as_of\n13900000102,bundle_eligibel,true,2010-03-31T12:00\n' >in.csv
call '  misspelt' 1 '…did you mean bundle_eligible…' '' cm-store import evidence -q -o jsonl <in.csv
printf 'msisdn,fact,value,as_of\n13900000102,bundle_eligible,perhaps,2010-03-31T12:00\n' >in.csv
call '  with a value that it cannot have' 1 '…"reason":"field.malformed"…' '' cm-store import evidence -q -o jsonl <in.csv
printf 'msisdn,usage_spend,typical_spend\n13900000102,1,2\n' >in.csv
call 'a column that an import does not read is told when nobody knows it' 1 '…' '…the column usage_spend…' cm-store import usage -q <in.csv
is '  and only then' "$(grep -c typical_spend err)" 0

# ---- what is wrong with them ----
policies() { rm -rf p; cp -r "$ROOT/policies" p; }
policies
sed -i 's/^facts:/&\n  - {id: balance, type: money, from: store, zh: 余额, en: balance}/' p/pay.yaml
call 'one that is there' 78 '' '…pay.yaml:…balance already names balance in facts.yaml:…[policy.duplicate]…' cm-pay -q -n -p p msisdn=13900000102 amount=5
call '  is told by check' 1 '…pay.yaml…policy.duplicate…' '' cm-policy check -p p
policies
sed -i 's/^facts:/&\n  - {id: lucky, type: int, from: record, secret: true, zh: 幸运数, en: lucky number}/' p/pay.yaml
call 'a secret one' 78 '' '…secret or identity stands in facts.yaml…' cm-pay -q -n -p p msisdn=13900000102 amount=5
policies
printf 'no policy\n' >p/bundle.yaml
call 'a broken policy of others hinders nobody' 0 '…"result":"done"…' '' pay 6 '"typical_spend":"80"' -n -p p
call '  its names are nobody'"'"'s then' 1 '…"field.unknown"…' '' pay 7 '"typical_spend":"80"' -n --strict -p p

# ---- trees ----
good=$ROOT/tests/policy/good
cp -r "$good" q
call 'test: cases beside each file' 0 '' 'cm-policy: diagnose/sms: 8 cases, 0 failed' cm-policy test -p q diagnose/sms
call 'coverage: steps that go on, too' 0 '' 'cm-policy: diagnose/sms: 6 of 6 rules, 100 %' cm-policy coverage -p q diagnose/sms
sed -i '/sms.send-first/,$d' q/diagnose/sms.cases
sed -i '$d' q/diagnose/sms.cases
call '  without a case' 1 '…no case fires sms.send-first…' '…' cm-policy coverage -p q diagnose/sms
printf '{"gate":"cannot_send"}\nallow sms.off\n' >>q/diagnose/sms.cases
call 'test: a case that does not hold' 1 '…expected allow sms.off; it is undecided sms.off sms.owner…' '…' cm-policy test -p q diagnose/sms
call 'all of them, without names' 1 '…diagnose/sms.cases…' '…cm-policy: transfer: …cm-policy: diagnose/line: 4 cases, 0 failed…' cm-policy test -p q
call 'explain: up to the step that holds' 0 '{"gate":"cannot_receive","verdict":"allow","rules":["sms.off","sms.send-first"],"ask":[],"explain":[{"rule":"sms.send-first","verdict":"allow","fired":true,"because":"is_off: sms_state <> '"'active'"': none <> active; inbox_full = FALSE: false = false",…},{"rule":"sms.off",…"fired":true,…}]}' '' \
	cm-policy explain -p q diagnose/sms gate=cannot_receive sms_state=none inbox_full=false
call 'explain: what is asked, the cheapest first' 0 '…"verdict":"undecided"…"ask":["sms_state","inbox_full","has_signal","network_fault"],…' '' \
	cm-policy explain -p q diagnose/sms gate=cannot_receive
call 'show: what a step has' 0 '…{"policy":"diagnose/line","gate":"coverage",…"symptom":"no signal","rule":"line.network",…"look":"is there a fault of the network",…"escalate_to":"switch_team","restore_within":24,…' '' \
	cm-policy show -p q diagnose/line
call 'show: where it goes on' 0 '…"rule":"sms.line",…"go":"line.coverage"…' '' cm-policy show -p q diagnose/sms
call 'assumptions: trees, too' 0 '…"kind":"tree","id":"cannot_receive"…"file":"diagnose/sms.yaml"…' '' cm-policy assumptions -p q diagnose/sms
policies
mkdir -p p/diagnose
cat >p/diagnose/vpmn.yaml <<'!'
policy: diagnose/vpmn
service: vpmn
status: draft
trees:
  - id: none
    symptom: {zh: 打不通短号, en: short numbers fail}
    steps:
      - {id: vpmn.off, look: {zh: 开着吗, en: is it on}, when: line_known = FALSE, source: x, message: {zh: 没开, en: it is not}}
      - {id: vpmn.again, look: {zh: 开着吗, en: is it on}, when: line_known = FALSE AND amount > 5, source: x, message: {zh: 没开, en: it is not},
         next: ["cm-vas resuem service=vpmn", "cm-vas resume sevice=vpmn amount={amount}"]}
    otherwise: {id: vpmn.else, message: {zh: 不知道, en: nobody knows}, script: {zh: 请稍候。, en: Please wait.}}
!
call 'check: all that is wrong with a tree' 1 '…' '' cm-policy check -p p
is '  no source of the tree' "$out" '…vpmn.yaml","line":5,…"policy.no-source","message":"none has neither…'
is '  a finding that leads nowhere' "$out" '…"line":8,…"policy.no-way-on","message":"vpmn.off leads nowhere…'
is '  a step that is never reached' "$out" '…"line":9,…"policy.shadowed","message":"vpmn.again is never reached…'
is '  a verb of another command that it has not' "$out" '…"line":9,…"policy.step","message":"next: cm-vas has no verb resuem…did you mean resume?…'
is '  a field that it has not' "$out" '…"line":9,…"policy.step","message":"next: sevice is no field of a record; did you mean service?…'
is '  otherwise without a source' "$out" '…"line":11,…"policy.no-source","message":"vpmn.else has neither…'
is '  no cases' "$out" '…diagnose/vpmn has gates, but no cases beside it…'
call 'commands that do not diagnose are not hindered' 0 '…"result":"done"…' '' pay 8 '"lang":"en"' -p p
