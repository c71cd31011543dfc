#!/bin/sh
# cm-due: what is not due and why, each step and what it leaves behind, months without a run, two runs at once, a run
# that is killed, a line that fails.
. "${0%/*}/lib.sh"
need sqlite3
store

# on DAY command…: in the small hours of a day.
on() { tap_day=$1; shift; CM_NOW=${tap_day}T03:00 "$@"; }
q() { sqlite3 "$CM_STORE" "$@"; }

# Nine lines of 1 February.
CM_NOW=2010-02-01T10:00 cm-store import lines -q <<'!' >out 2>err || { echo "Bail out! $(cat err)"; exit 1; }
msisdn,name,iccid,vip_level,plan,opened_at,status,balance,payment_method
13900000201,甲,89860009100000000018,none,easyown-family,2008-06-15,active,-38.50,cash
13900000202,乙,,none,,2008-06-15,active,-9.99,cash
13900000203,丙,,none,,2008-06-15,active,-38.50,direct_debit
13900000204,丁,,gold,,2008-06-15,active,-38.50,cash
13900000205,戊,,,,2008-06-15,active,-38.50,cash
13900000206,己,,none,,2008-06-15,active,0.00,cash
13900000207,庚,,none,,2008-06-15,suspended_request,-38.50,cash
13900000208,辛,,none,,2008-06-15,suspended_arrears,0.00,cash
13900000209,壬,,none,,2008-06-15,terminated,-38.50,cash
!
CM_NOW=2010-02-01T10:00 cm-store import subscriptions -q <<'!' >out 2>err || { echo "Bail out! $(cat err)"; exit 1; }
msisdn,service,item,tier,state,opened_at,sp
13900000201,caller_id,,,active,2008-06-15,
13900000201,mobile_data,,20,suspended,2009-01-01,
13900000201,rural_info,QX01,2,active,2009-01-01,
13900000201,mms,,,pendingTerminate,2009-01-01,
13900000201,rbt,,,terminated,2009-01-01,
13900000201,monternet,a/b,,active,2009-01-01,c
13900000201,monternet,a,,active,2009-01-01,b/c
!

# ---- what is wrong before anything is looked at ----
call 'fields: the store gives the records' 2 '' '…takes no records…' cm-due msisdn=13900000201
call 'a batch has no name' 2 '' '…unknown option: -b…' cm-due -b x
call 'no input is read' 2 '' '…unknown option: -i…' cm-due -i csv
call 'a step that is none' 2 '' '…--only takes order, credit, suspend…not elephant…' cm-due --only elephant
call 'no store' 69 '' … cm-due -s nowhere.db
call 'a policy without its days' 78 '' '…suspend_days…' sh -c 'cp -R "$CM_POLICIES" p; sed -i /suspend_days,/d p/due.yaml; cm-due -p p'
call 'a clock that is nobody'"'"'s' 2 '' '…rehearsal…' sh -c 'cm-store init -q -s real.db && cm-due -s real.db'

# ---- what is not due ----
before=$(cm-store dump | cksum)
call 'on the day before' 0 '' 'cm-due: 0 records' on 2010-03-02 cm-due
call 'nothing is held either: no days are over' 0 '' 'cm-due: 0 records' on 2010-03-02 cm-due held
call 'another step than the one that is due' 0 '' 'cm-due: 0 records' on 2010-03-03 cm-due --only terminate
call 'on the day: said, not done' 0 '{"step":"suspend","msisdn":"13900000201","result":"done",…"line_status":"active","status":"suspended_arrears","arrears":38.50,"since":"2010-02-01",…}' \
	'cm-due: 1 record, 1 found, 5 held back' on 2010-03-03 cm-due list
call 'why not the others' 1 '…' 'cm-due: 5 records, 2 refused, 2 referred, 1 undecided' on 2010-03-03 cm-due held
is '  each with its reason' "$(sed 's/.*"msisdn":"1390000020\([0-9]\)".*"result":"\([a-z]*\)","reason":"\([^"]*\)".*/\1 \2 \3/' out | sort)" '2 refused due.small-arrears
3 refused due.not-yet
4 referred due.account-manager
5 undecided due.vip-unknown
8 referred due.settled'

is 'nothing of this changed anything' "$(cm-store dump | cksum)" "$before"

# ---- a year without a run: one step a night, each with its own days ----
call 'rehearsed a year later: one step' 0 '{"step":"suspend","msisdn":"13900000201",…"result":"done"…}
…' '…(dry run…' on 2011-02-01 cm-due -n
grep -o '"step":"[a-z]*","msisdn":"[0-9]*"' out | sort >rehearsed
is '  nothing was changed' "$(cm-store dump | cksum)" "$before"
call 'a year later: one step' 0 … 'cm-due: 2 records, 2 done, 4 held back' on 2011-02-01 cm-due
is '  the same' "$(grep -o '"step":"[a-z]*","msisdn":"[0-9]*"' out | sort)" "$(cat rehearsed)"
call 'again: nothing, whatever its arrears' 0 '' 'cm-due: 0 records, 4 held back' on 2011-02-01 cm-due
call 'the day before its thirty days in suspension are over' 0 '' … on 2011-03-02 cm-due
call 'scheduled' 0 '…"line_status":"suspended_arrears","status":"pending_terminate"…' '…2 done…' on 2011-03-03 cm-due
call 'a payment of all that is owed brings a line back (S39)' 0 '…"restored":true…' '' on 2011-03-04 cm-pay msisdn=13900000203 amount=38.50
call 'an order waits for its day' 0 '' '' q "INSERT INTO waiting SELECT part, line, 1304179200, last_seq, 'elephant', 'grey', 0 FROM account
	WHERE (part, line) = (SELECT part, line FROM directory WHERE name = '13900000201')"
call '  nobody knows how to carry it out' 1 '{"step":"order",…"waiting_kind":"elephant",…"reason":"due.order-unknown"…"waiting_value":"grey"…}' … on 2011-05-01 cm-due held --only order
call 'terminated, and nothing else' 0 '{"step":"terminate","msisdn":"13900000201","result":"done",…"arrears":38.50,"since":"2011-03-03","until":"2011-07-01",…}' \
	… on 2011-04-02 cm-due --only terminate

# ---- what a terminated line leaves ----
is 'what it had is written down' "$(q "SELECT kind, name, value FROM snapshot ORDER BY kind, name")" 'plan||easyown-family
service|caller_id//|
service|mobile_data//|20
service|monternet/a/b\/c|
service|monternet/a\/b/c|
service|rural_info/QX01/|2
sim||89860009100000000018
waiting|elephant/…|grey'
is 'its services have ended' "$(q "SELECT DISTINCT state FROM subscription")" terminated
is 'its orders are settled' "$(q "SELECT count(*) FROM waiting WHERE settled = 0")" 0
is 'its SIM is dead, its number kept' "$(q "SELECT name, state FROM directory WHERE line = (SELECT line FROM former WHERE msisdn = '13900000201') ORDER BY name")" '13900000201|3
89860009100000000018|4'
is 'the journal says what ended' "$(q "SELECT facts FROM operation WHERE rules = 'due.terminate'")" '…"changes":{"waiting_elephant":["grey",""],"services":["caller_id//,mms//,mobile_data//,monternet/a/b…/c,monternet/a…/b/c,rural_info/QX01/",""],"line_status":["pending_terminate","terminated"]}}'
call 'nobody has the number' 1 '…"line.unknown"…' '' on 2011-04-03 cm-pay msisdn=13900000201 amount=10
open='iccid=89860009100000000026 name=新 id_type=resident_id id_no=612301197001010017 holder_present=true doc_form=original plan=easyown-basic deposit=50'
call 'nobody can have it yet' 1 '…"open.number-unavailable"…' '' on 2011-06-30 cm-open request_id=o1 msisdn=13900000201 $open
call 'nor is it released' 0 '' … on 2011-06-30 cm-due
call 'released, and not the one that has no day' 0 '{"step":"release","msisdn":"13900000201","result":"done",…"until":"2011-07-01",…}' '…1 done…' on 2011-07-01 cm-due
call 'then others can have it' 0 '…"result":"done"…' '' on 2011-07-01 cm-open request_id=o2 msisdn=13900000201 $open
call 'the store is whole' 0 '' '' cm-store check
call 'and so is its journal' 0 '…audit.whole…' '' cm-audit verify

# ---- the plan of next month ----
brought() { "$@" >out 2>err || { echo "Bail out! $(head -2 err) $(head -1 out)"; exit 1; }; }
CM_NOW=2011-07-02T10:00 brought cm-store import lines -q <<'!'
msisdn,name,id_type,id_no,vip_level,brand,plan,opened_at,status,balance,payment_method
13900000211,张伟,resident_id,612301197001010017,none,gotone,gotone-58,2008-06-15,active,10.00,cash
13900000212,张伟,resident_id,612301197001010017,none,gotone,gotone-58,2008-06-15,active,10.00,cash
!
CM_NOW=2011-07-02T10:00 brought cm-store import subscriptions -q <<'!'
msisdn,service,tier,state,opened_at
13900000211,caller_id,,active,2008-06-15
13900000211,mobile_data,20,active,2009-01-01
!
for n in 1 2; do
	CM_NOW=2011-07-02T11:00 brought cm-plan -q request_id="plan$n" msisdn="1390000021$n" plan=gotone-88 id_no=612301197001010017 holder_present=true doc_form=original ack=plan.cautions
done
is 'it waits' "$(field order_status) $(field effective_at)" 'pending 2011-08-01'
call '  until the day before' 0 '' 'cm-due: 0 records' on 2011-07-31 cm-due --only order
call '  said, not done' 0 '{"step":"order",…"waiting_kind":"plan",…"result":"done",…"waiting_value":"gotone-88",…}
{…}' 'cm-due: 2 records, 2 found' on 2011-08-01 cm-due list --only order
call 'it takes effect' 0 '{"step":"order",…"result":"done","message":"What was ordered by … takes effect: gotone-88."…
{…}' 'cm-due: 2 records, 2 done' on 2011-08-01 cm-due --only order
is '  plan and services are the new ones, and what was paid for stays' "$(q "SELECT l.plan, s.service, s.tier, s.state FROM line l JOIN subscription s USING (part, line) WHERE msisdn = '13900000211' ORDER BY service")" 'gotone-88|caller_id||active
gotone-88|missed_call_alert||active
gotone-88|mobile_data|20|active
gotone-88|mobile_news||active'
is '  nothing waits' "$(q "SELECT count(*) FROM waiting WHERE settled = 0")" 0
call '  and nothing is done again' 0 '' 'cm-due: 0 records' on 2011-08-01 cm-due --only order
CM_NOW=2011-08-02T11:00 brought cm-plan -q request_id=plan3 msisdn=13900000211 plan=gotone-58 id_no=612301197001010017 holder_present=true doc_form=original ack=plan.cautions
cp -R "$CM_POLICIES" gone && sed -i 's/id: gotone-58$/id: gotone-59/' gone/offers/gotone.yaml && sed -i 's/gotone-58/gotone-59/g' gone/transitions.yaml
call 'a plan that is in no file any more: somebody has to look' 1 '…"reason":"due.plan-unknown"…gotone-58…' … on 2011-09-01 cm-due held -p gone --only order

# ---- two at once, and one that is killed ----
many() { # N STATUS: lines of 1 February
	awk -v n="$1" -v s="$2" 'BEGIN { print "msisdn,name,vip_level,status,balance,payment_method"
		for (i = 0; i < n; i++) printf "138%08d,丁,none,%s,-20.00,cash\n", i, s }' |
		CM_NOW=2010-02-01T10:00 cm-store import lines -q >out 2>err || { echo "Bail out! $(head -2 err)"; exit 1; }
}
done_by() { cat "$@" | grep -o '"msisdn":"[0-9]*","result":"done"' | sort; }
CM_STORE=$T/two.db
cm-store init --rehearsal -q && many 6000 active
on 2010-03-03 cm-due -q >one.out 2>one.err & one=$!
on 2010-03-03 cm-due -q >two.out 2>two.err & two=$!
wait $one && wait $two
is 'two at once end well' "$?$(cat one.err two.err)" 0
is '  every line once, by the one or the other' "$(done_by one.out two.out | wc -l) $(done_by one.out two.out | uniq | wc -l)" '6000 6000'
is '  and once in the journal' "$(q "SELECT count(*), count(DISTINCT line) FROM operation WHERE source = 'cm-due run'")" '6000|6000'
# Nobody reads on: it waits behind its first batches, until it is killed.
mkfifo slow
CM_NOW=2010-04-03T03:00 cm-due -q >slow 2>kill.err & pid=$!
exec 9<slow
read -r first <&9
kill -KILL $pid; wait $pid 2>/dev/null
is 'one that is killed dies of it' $? 137
exec 9<&-
is '  it has done some' "$first" '…"step":"schedule"…"result":"done"…'
ok '  not all' [ "$(q "SELECT count(*) FROM account WHERE status = 4")" -lt 6000 ]
call '  the next one does the rest' 0 … … on 2010-04-03 cm-due -q
is '  every line once' "$(q "SELECT count(*), count(DISTINCT line) FROM operation WHERE rules = 'due.schedule'")" '6000|6000'
CM_NOW=2010-05-03T03:00 cm-due -q >slow 2>term.err & pid=$!
exec 9<slow
read -r first <&9
kill -TERM $pid
{ printf '%s\n' "$first"; cat <&9; } >term.out
wait $pid 2>/dev/null
is 'one that is told to stop dies of that' $? 143
exec 9<&-
is '  it has answered what it has done' "$(done_by term.out | wc -l)" "$(q "SELECT count(*) FROM account WHERE status = 5")"
ok '  which is not all' [ "$(wc -l <term.out)" -lt 6000 ]
call '  the next one does the rest, into commas' 0 'step,msisdn,result,…' … on 2010-05-03 cm-due -q -o csv
is '  every line once' "$(q "SELECT count(*), (SELECT count(*) FROM former), count(DISTINCT line) FROM operation WHERE rules = 'due.terminate'")" '6000|6000|6000'
call '  the numbers all come back' 0 … '…6000 records, 6000 done' on 2010-08-01 cm-due
call 'the store is whole' 0 '' '' cm-store check

# ---- credits that were promised ----
CM_STORE=$T/credit.db
cm-store init --rehearsal -q
CM_NOW=2010-02-01T10:00 cm-store import lines -q <<'!' >out 2>err || { echo "Bail out! $(cat err)"; exit 1; }
msisdn,name,vip_level,status,balance,payment_method
13900000221,甲,none,active,-10.00,cash
13900000222,乙,none,terminated,0.00,cash
13900000223,丙,none,active,0.00,cash
!
promised() { # MSISDN FROM DUE KIND FEN
	q "INSERT INTO promise SELECT l.part, l.line, julianday('$3') - 2440587.5, a.last_seq, '$4', julianday('$2') - 2440587.5, $5, 0
		FROM line l JOIN account a USING (part, line) WHERE msisdn = '$1'"
}
for i in 1 2 3 4 5 6 7 8 9 10; do promised 13900000221 2010-03-01 2010-03-09 "credit_$i" 100; done
long=$(printf '%064d' 0) # as long as an id may be
promised 13900000221 2010-04-01 2010-04-09 "$long" 300
promised 13900000221 2010-03-01 2010-03-02 reply 0
promised 13900000222 2010-03-01 2010-03-09 matching_credit 300
call 'the day before' 0 '' 'cm-due: 0 records' on 2010-02-28 cm-due --only credit
call 'ten of one line: one step, one of a line that is gone held back' 0 '{"step":"credit","msisdn":"13900000221",…"of_order":"…","from":"2010-03-01","due_at":"2010-03-09","result":"done",…"credits":10.00,…}' \
	'cm-due: 1 record, 1 done, 1 held back' on 2010-03-01 cm-due --only credit
is '  which clears what was owed' "$(q "SELECT balance, arrears_since FROM account WHERE line = (SELECT line FROM line WHERE msisdn = '13900000221')")" '0|-2147483648'
is '  a movement each, as far as there is room' "$(q "SELECT count(*), sum(amount), max(amount) FROM operation WHERE source = 'cm-due run' AND debit = 4 AND credit = 1")" '8|1000|300'
is '  kept by that operation' "$(q "SELECT count(*), count(DISTINCT posted) FROM promise WHERE posted > 0")" '10|1'
is '  and told' "$(CM_NOW=2010-03-01T12:00 cm-notify pull -q | grep -o '"text":"[^"]*"')" '"text":"…10.00…"'
call '  once' 0 '' … on 2010-03-02 cm-due -q --only credit
call 'held, and why' 1 '{…"msisdn":"13900000222",…"result":"referred","reason":"due.credit-gone"…}' '' on 2010-03-02 cm-due held -q --only credit
call 'one of a campaign with a long name is listed' 0 "…\"kind\":\"$long\"…" '' cm-bill promises -q
call 'the next one on its day' 0 '{…"credits":3.00…}' … on 2010-04-01 cm-due -q --only credit
call 'the store is whole' 0 '' '' cm-store check

# ---- one that cannot be carried out ----
CM_STORE=$T/bad.db
cm-store init --rehearsal -q && many 50 pending_terminate
q "INSERT INTO former SELECT kpart, name, unixepoch('2010-03-03T03:00:00+08:00'), part, line, 1 FROM directory WHERE name = '13800000007'"
call 'it fails by itself: rehearsed' 1 … '…50 records, 49 done, 1 failed (dry run…' on 2010-03-03 cm-due -n
sed 's/"dry_run":true,//' out >rehearsed
call '  done' 1 … '…50 records, 49 done, 1 failed' on 2010-03-03 cm-due
ok '  alike to the last letter' cmp out rehearsed
is '  the others are done' "$(q "SELECT count(*) FROM account WHERE status = 5")" 49
is '  nothing of it is kept' "$(q "SELECT count(*) FROM snapshot WHERE (part, line) = (SELECT part, line FROM directory WHERE name = '13800000007')")" 0
call '  the next night it is tried again' 0 '{…"13800000007"…"done"…}' … on 2010-03-04 cm-due
call 'the store is whole' 0 '' '' cm-store check
