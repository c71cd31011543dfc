#!/bin/sh
# cm-reactivate: who may come back and who may not, what is said before money is taken, what comes back and what is
# lost, a word from outside that comes after the payment, twice the same, two at once, one that is killed.
. "${0%/*}/lib.sh"
need sqlite3
store

on() { tap_day=$1; shift; CM_NOW=${tap_day}T10:00:00+08:00 "$@"; }
q() { sqlite3 "$CM_STORE" "$@"; }
brought() { "$@" >out 2>err || { echo "Bail out! $(head -2 err) $(head -1 out)"; exit 1; }; }
zhang='id_type=resident_id id_no=612301197001010017 doc_form=original holder_present=true'
li='id_type=resident_id id_no=612321198002030028 doc_form=original holder_present=true'

# 301 had much and ends on 1 February; 302 had two owners; 303 is somebody else's by now; 304 and 305 are stopped, with
# a SIM that is known and one that is not; 306 had a plan of old; 307 is stopped on request; 308 is in service.
brought on 2010-01-01 cm-store import lines -q <<'!'
msisdn,name,id_type,id_no,iccid,vip_level,brand,plan,opened_at,owner_since,status,balance,payment_method
13900000301,张伟,resident_id,612301197001010017,89860009100000000018,none,easyown,easyown-family,2008-06-15,,pending_terminate,-38.50,cash
13900000302,张伟,resident_id,612301197001010017,,none,easyown,easyown-basic,2005-01-01,,terminated,0.00,cash
13900000302,李静,resident_id,612321198002030028,,none,easyown,easyown-basic,2007-01-01,2007-06-01,terminated,-5.00,cash
13900000303,张伟,resident_id,612301197001010017,,none,easyown,easyown-basic,2005-01-01,,terminated,0.00,cash
13900000304,张伟,resident_id,612301197001010017,89860009100000000026,none,easyown,gotone-local-99,2008-06-15,,suspended_arrears,-20.00,cash
13900000305,张伟,resident_id,612301197001010017,,none,easyown,easyown-basic,2008-06-15,,suspended_arrears,-20.00,cash
13900000306,张伟,resident_id,612301197001010017,,none,gotone,gotone-local-99,2008-06-15,,terminated,0.00,cash
13900000307,张伟,resident_id,612301197001010017,89860009100000000034,none,easyown,easyown-basic,2008-06-15,,suspended_request,3.00,cash
13900000308,张伟,resident_id,612301197001010017,,none,easyown,easyown-basic,2008-06-15,,active,3.00,cash
!
brought on 2010-01-01 cm-store import lines -q <<'!'
msisdn,name,id_type,id_no,opened_at,status,balance
13900000303,李静,resident_id,612321198002030028,2009-12-01,active,7.00
!
brought on 2010-01-01 cm-store import subscriptions -q <<'!'
msisdn,service,item,tier,state,opened_at
13900000301,caller_id,,,active,2008-06-15
13900000301,mobile_data,,20,suspended,2009-01-01
13900000301,rural_info,QX01,2,active,2009-01-01
13900000301,vpmn,,,active,2009-01-01
13900000301,mms,,,pendingTerminate,2009-01-01
13900000304,caller_id,,,active,2009-01-01
!
brought on 2010-01-01 cm-store import contracts -q <<'!'
msisdn,kind,from,until,blocks_plan_change
13900000301,bundle,2009-03-15,2010-03-14,true
13900000301,lease,2009-03-15,2012-03-14,true
!
brought on 2010-02-01 cm-due -q
sim=89860009100000000042
is 'one has ended' "$(grep -o '"step":"terminate","msisdn":"[0-9]*"' out)" '"step":"terminate","msisdn":"13900000301"'
before=$(cm-store dump | cksum)

# ---- who may not ----
call 'a number that nobody ever had' 1 '…"reason":"line.unknown"…' '' cm-reactivate -n msisdn=13900000999 $zhang
call 'in service' 1 '…"reason":"reactivate.not-stopped"…' '' cm-reactivate -n msisdn=13900000308 $zhang
call 'two owners: which?' 1 '…"result":"undecided","reason":"reactivate.which-owner"…"ask":["owner_name","owner_since"…"candidates":["张* 2005-01-01/2010-01-01","李* 2007-06-01/2010-01-01"]…' '' cm-reactivate -n msisdn=13900000302
is '  no name is told whole' "$(grep -c '张伟\|李静' out)" 0
call '  none of this name' 1 '…"result":"refused","reason":"reactivate.which-owner"…' '' cm-reactivate -n msisdn=13900000302 owner_name=王强
# Whose row came first when both were imported as terminated says nothing: each may, by name or day.
call '  the second of them may' 0 '…"result":"done"…"arrears":5.00…' '' cm-reactivate -n msisdn=13900000302 owner_since=2007-06-01 iccid=$sim amount=5 $li
call '  the first may, too' 0 '…"result":"done"…"arrears":0.00…' '' cm-reactivate -n msisdn=13900000302 owner_name=张伟 iccid=$sim $zhang
call '  with his own document only' 1 '…"reason":"identity.mismatch"…' '' cm-reactivate -n msisdn=13900000302 owner_name=李静 iccid=$sim amount=5 $zhang
call 'the number is another customer'"'"'s' 1 '…"reason":"reactivate.number-reassigned"…' '' cm-reactivate -n msisdn=13900000303 owner_name=张伟 $zhang
call '  who is in service himself' 1 '…"reason":"reactivate.not-stopped"…' '' cm-reactivate -n msisdn=13900000303 $li
call 'an agent (S42)' 1 '…"reasons":["identity.owner-absent","identity.agent-not-allowed"…' '' \
	cm-reactivate -n msisdn=13900000301 iccid=$sim amount=50 id_type=resident_id id_no=612301197001010017 doc_form=original holder_present=false agent_id_no=612321198002030028
call 'a copy' 1 '…"reasons":["identity.original-required"…' '' cm-reactivate -n msisdn=13900000301 iccid=$sim amount=50 id_type=resident_id id_no=612301197001010017 doc_form=copy holder_present=true
call 'somebody else'"'"'s document' 1 '…"reason":"identity.mismatch"…' '' cm-reactivate -n msisdn=13900000301 iccid=$sim amount=50 $li
call 'nothing said of a document: asked, with all else that is missing' 1 '…"result":"undecided"…"ask":[…"id_no"…' '' cm-reactivate -n msisdn=13900000301

# ---- money, SIM, plan, services: refused before anything is taken ----
call 'what is owed is not paid' 1 '…"result":"undecided"…"reactivate.arrears"…"ask":["amount"…"arrears":38.50…' '' cm-reactivate -n msisdn=13900000301 iccid=$sim $zhang
call 'not all of it' 1 '…"result":"refused","reason":"reactivate.arrears"…"remedy":"Pay at least 38.50 yuan."…' '' cm-reactivate -n msisdn=13900000301 iccid=$sim amount=38.49 $zhang
call 'nothing' 1 '…"pay.amount"…' '' cm-reactivate -n msisdn=13900000301 iccid=$sim amount=0 $zhang
call 'more than anybody pays' 1 '…"pay.limit"…' '' cm-reactivate -n msisdn=13900000301 iccid=$sim amount=50000.01 $zhang
call 'no new SIM' 1 '…"result":"undecided","reason":"reactivate.sim-missing"…"ask":["iccid"]…' '' cm-reactivate -n msisdn=13900000301 amount=38.50 $zhang
call 'the dead one' 1 '…"result":"refused","reason":"reactivate.sim-missing"…no longer valid…' '' cm-reactivate -n msisdn=13900000301 iccid=89860009100000000018 amount=38.50 $zhang
call 'another line'"'"'s' 1 '…"reason":"reactivate.sim-missing"…' '' cm-reactivate -n msisdn=13900000301 iccid=89860009100000000026 amount=38.50 $zhang
call 'one that nobody has' 1 '…"reason":"reactivate.sim-missing"…' '' cm-reactivate -n msisdn=13900000301 iccid=89860009100000000323 amount=38.50 $zhang
call '  for there is none of it in stock' 1 '…"reasons":["reactivate.sim-missing"]…"rule":"reactivate.sim-not-free","verdict":"refuse","fired":true…' '' cm-reactivate -n -x msisdn=13900000301 iccid=89860009100000000323 amount=38.50 $zhang
call 'a plan that is not sold' 1 '…"reason":"plan.off-sale"…' '' cm-reactivate -n msisdn=13900000301 iccid=$sim amount=38.50 plan=mzone-campus $zhang
call '  by a rule of its own' 1 '…"rule":"reactivate.plan-not-sold","verdict":"refuse","fired":true…' '' cm-reactivate -n -x msisdn=13900000301 iccid=$sim amount=38.50 plan=mzone-campus $zhang
call '  or that there is not' 1 '…"reason":"plan.off-sale"…' '' cm-reactivate -n msisdn=13900000301 iccid=$sim amount=38.50 plan=gotone-59 $zhang
call 'the plan of old is not sold any more' 1 '…"result":"undecided","reason":"plan.off-sale"…"ask":["plan"]…' '' cm-reactivate -n msisdn=13900000306 iccid=$sim $zhang
call 'a service that it never had' 1 '…"result":"refused","reason":"field.unknown-value"…' '' cm-reactivate -n msisdn=13900000301 iccid=$sim amount=38.50 restore=rbt $zhang
call 'one that does not come back by itself' 1 '…"field.unknown-value"…vpmn…' '' cm-reactivate -n msisdn=13900000301 iccid=$sim amount=38.50 restore=caller_id,vpmn $zhang
call 'the other system says no' 1 '…"result":"refused","reason":"reactivate.impossible"…' '' cm-reactivate -n msisdn=13900000301 iccid=$sim amount=38.50 reactivation_possible=no $zhang
call 'whether the SIM is there nobody knows' 1 '…"reason":"reactivate.sim-missing"…"ask":["old_sim"]…' '' cm-reactivate -n msisdn=13900000305 amount=20 $zhang
call 'the SIM is gone: the whole way is told first (S40)' 1 '…"result":"undecided","reason":"reactivate.sim-follows"…"warnings":["reactivate.sim-follows"]…' '' cm-reactivate -n msisdn=13900000305 amount=20 old_sim=no $zhang

# ---- what it would take, without anybody's document ----
call 'check: what is owed, restored, lost, and all steps' 0 '…"result":"done","message":"38.50 yuan are owed…"arrears":38.50,"plan":"easyown-family","effective_at":"2010-04-01","restored_services":["caller_id","mobile_data","rural_info/QX01"],"lost_services":["vpmn","contract/bundle"],"new_sim_needed":true,"candidates":["张* 2008-06-15/2010-02-01"],"needs":["iccid"],"chain":["cm-reactivate reactivate amount=38.50"]…' '' \
	cm-reactivate check msisdn=13900000301
call 'check: a stopped line without its SIM' 0 '…"needs":["iccid"],"chain":["cm-reactivate reactivate amount=20.00","cm-sim replace sim_reason=lost"]…' '' cm-reactivate check msisdn=13900000305 old_sim=no
call 'check: a plan has to be chosen' 0 '…"needs":["iccid","plan"]…' '' cm-reactivate check msisdn=13900000306
call 'check: which owner?' 1 '…"reactivate.which-owner"…' '' cm-reactivate check msisdn=13900000302
is 'nothing of all this changed anything' "$(cm-store dump | cksum)" "$before"

# ---- it comes back ----
back="msisdn=13900000301 iccid=$sim $zhang"
call 'rehearsed: the same answer' 0 '…"result":"done"…' '' cm-reactivate -n request_id=b1 amount=50 restore=caller_id,mobile_data $back
sed 's/"dry_run":true,//' out >rehearsed
call 'money, number, SIM and the services that were picked' 0 '…"result":"done","message":"Not restored…rural_info/QX01, vpmn, contract/bundle."…"arrears":38.50,"plan":"easyown-family","effective_at":"2010-04-01","restored_services":["caller_id","mobile_data"],"lost_services":["rural_info/QX01","vpmn","contract/bundle"],"payment_id":"…","balance":11.50,"test_result":"ok","order_status":"completed"…' '' \
	cm-reactivate request_id=b1 amount=50 restore=caller_id,mobile_data $back
ok '  what was rehearsed is what was done' cmp out rehearsed
is '  it says what must be told and done' "$(grep -o '"disclose":\[[^]]*\]' out)" '"disclose":["effective_at","fee_rule","restored_services","lost_services"]'
is '  the line is in service, with its new SIM' "$(q "SELECT a.status, a.balance, l.iccid, l.plan, l.opened_at FROM account a JOIN line l USING (part, line) WHERE l.msisdn = '13900000301'")" "1|1150|$sim|easyown-family|14045"
is '  its services, and no other' "$(q "SELECT service, tier, state, opened_at FROM subscription WHERE line = (SELECT line FROM line WHERE msisdn = '13900000301') ORDER BY service, opened_at")" 'caller_id||terminated|14045
caller_id||active|14700
mms||terminated|14245
mobile_data|20|terminated|14245
mobile_data|20|active|14700
rural_info|2|terminated|14245
vpmn||terminated|14245'
call '  anybody can pay for it' 0 '…"balance":12.50…' '' cm-pay msisdn=13900000301 amount=1
call 'the same again' 0 '…"result":"duplicate"…"payment_id":…' '' cm-reactivate request_id=b1 amount=50 restore=caller_id,mobile_data $back
call 'the same for another amount' 1 '…"request.conflict"…' '' cm-reactivate request_id=b1 amount=51 $back
call 'once more' 1 '…"reactivate.not-stopped"…' '' cm-reactivate request_id=b2 amount=50 $back
call 'a number that is for sale again, and a new plan' 0 '…"plan":"easyown-farm",…"effective_at":"2010-04-01",…"monthly_fee":3.00,…"added":["caller_id","rural_info"]…' '' sh -c '
	sqlite3 "$CM_STORE" "UPDATE directory SET state = 0, part = 0, line = 0 WHERE name = '"'13900000306'"'"
	cm-reactivate request_id=b3 msisdn=13900000306 iccid=89860009100000000059 plan=easyown-farm '"$zhang"
is '  plan, brand and what comes with it hold at once' "$(q "SELECT plan, brand, (SELECT group_concat(service) FROM subscription s WHERE s.line = l.line AND state = 'active') FROM line l WHERE msisdn = '13900000306'")" 'easyown-farm|easyown|caller_id,rural_info'
call 'one of two owners, whose row was the second' 0 '…"result":"done"…' '' cm-reactivate request_id=b4 msisdn=13900000302 owner_name=李静 iccid=89860009100000000067 amount=5 $li
is '  the number is the line'"'"'s that came back' "$(q "SELECT a.balance, d.state FROM directory d JOIN account a ON a.part = d.part AND a.line = d.line WHERE d.name = '13900000302'")" '0|2'
call '  then the other one cannot' 1 '…"reactivate.number-reassigned"…' '' cm-reactivate request_id=b5 msisdn=13900000302 owner_name=张伟 iccid=89860009100000000075 $zhang
call 'stopped, with its SIM (S39)' 0 '…"result":"done"…"balance":0.00,"test_result":"ok"…' '' cm-reactivate request_id=b6 msisdn=13900000304 amount=20 $zhang
is '  an old plan stays' "$(q "SELECT plan FROM line WHERE msisdn = '13900000304'")" gotone-local-99
call 'stopped, without its SIM: told, agreed, paid, and the replacement follows (S40)' 0 '…"result":"done"…"next":["cm-sim replace sim_reason=lost"]…"balance":0.00,"test_result":"sim_missing"…' '' \
	cm-reactivate request_id=b7 msisdn=13900000305 iccid=89860009100000000083 amount=20 ack=reactivate.sim-follows $zhang
is '  the new SIM is the replacement'"'"'s business' "$(q "SELECT state FROM directory WHERE name = '89860009100000000083'")" 0
cp out step
call '  with no SIM to be had it is not replaced, and so not tested' 1 '…"next":[],…"verb":"replace","result":"refused"…,"result":"refused","reason":"sim.unavailable"…' '' sh -c 'sed s/000083/000018/ step | cm-sim -q | cm-sim test -q'
call '  which takes the record from there' 0 '…"next":["cm-sim test"],…"trail":[{"command":"cm-reactivate",…},{"command":"cm-sim","verb":"replace","result":"done",…}]…"fee":15.00…' '' cm-sim -q <step
call '  and tests what it could not before (S45)' 0 '…"next":[],…"test_result":"ok",…"verb":"replace","result":"duplicate",…"verb":"test","result":"done"…' '' sh -c 'cm-sim -q <step | cm-sim test -q'
is '  and then it is in use' "$(q "SELECT state FROM directory WHERE name = '89860009100000000083'")" 2
call 'stopped on request, nothing owed' 0 '…"result":"done"…"arrears":0.00…"test_result":"ok"…' '' cm-reactivate request_id=b8 msisdn=13900000307 $zhang

# ---- ended and back once more: only the last time counts ----
cp -R "$CM_POLICIES" again && sed -i '/id: due.settled/,/message:/d' again/due.yaml
q "UPDATE account SET status = 4, status_since = 14600 WHERE line = (SELECT line FROM line WHERE msisdn = '13900000301')"
brought on 2010-04-02 cm-due -q -p again --only terminate
call 'one that came back can end again' 0 '…"restored_services":["caller_id","mobile_data"]…"candidates":["张* 2008-06-15/2010-04-02"]…' '' on 2010-04-03 cm-reactivate check msisdn=13900000301
call '  and come back again' 0 '…"result":"done"…' '' on 2010-04-03 cm-reactivate request_id=b9 msisdn=13900000301 iccid=89860009100000000091 $zhang

# ---- a line that has more services than anybody counts, and a number that had more owners ----
i=0
while [ $((i += 1)) -le 300 ]; do echo "13900000341,rural_info,QX$i,active,2009-01-01"; done >many
brought on 2010-02-01 cm-store import lines -q msisdn=13900000341 name=张伟 id_type=resident_id id_no=612301197001010017 vip_level=none plan=easyown-family opened_at=2008-06-15 status=pending_terminate balance=-1
{ echo msisdn,service,item,state,opened_at; cat many; } >many.csv
brought on 2010-02-01 cm-store import subscriptions -q many.csv
call 'it ends as others do' 0 '…"step":"terminate","msisdn":"13900000341","result":"done"…' '' on 2010-03-10 cm-due -q --only terminate
is '  with all its services' "$(q "SELECT count(*), min(state), max(state) FROM subscription WHERE item LIKE 'QX%' AND item <> 'QX01'")" '300|terminated|terminated'
call '  and comes back' 0 '…"result":"done"…' '' cm-reactivate request_id=b11 msisdn=13900000341 amount=1 iccid=89860009100000000158 $zhang
ORDER=$(field order_id)
is '  its form has them all' "$(cm-show -q --form order_id="$ORDER" | tr -d ' \n' | grep -o 'QX[0-9]*' | sort -u | wc -l)" 300
is '  with all of them, from today on' "$(q "SELECT count(*), min(opened_at), max(opened_at) FROM subscription WHERE item LIKE 'QX%' AND item <> 'QX01' AND state = 'active'")" '300|14700|14700'
i=0
while [ $((i += 1)) -le 40 ]; do echo "13900000342,王$i,$((1950 + i))-01-01,terminated,0"; done >owners
{ echo msisdn,name,opened_at,status,balance; cat owners; } >owners.csv
brought on 2010-02-01 cm-store import lines -q owners.csv
call 'many owners: which?' 1 '…"reactivate.which-owner"…' '' cm-reactivate -n msisdn=13900000342 $zhang
is '  all of them are told' "$(grep -o "王\*" out | wc -l)" 40

# ---- another plan ends what the old one gave for free, as the table of transitions says ----
brought on 2010-02-01 cm-store import lines -q <<'!'
msisdn,name,id_type,id_no,iccid,vip_level,brand,plan,opened_at,status,balance
13900000309,张伟,resident_id,612301197001010017,,none,gotone,gotone-88,2008-06-15,pending_terminate,-8.00
!
brought on 2010-02-01 cm-store import subscriptions -q <<'!'
msisdn,service,tier,state,opened_at
13900000309,missed_call_alert,,active,2008-06-15
13900000309,mobile_data,20,active,2008-06-15
!
brought on 2010-03-10 cm-due -q --only terminate
call 'with its plan everything comes back' 0 '…"restored_services":["missed_call_alert","mobile_data"],"lost_services":[]…' '' cm-reactivate check msisdn=13900000309
call 'with another one what that does not give is lost' 0 '…"restored_services":["mobile_data"],"lost_services":["missed_call_alert"]…' '' cm-reactivate check msisdn=13900000309 plan=easyown-basic
call '  and so it is' 0 '…"result":"done"…"added":…' '' cm-reactivate request_id=b10 msisdn=13900000309 plan=easyown-basic amount=8 iccid=89860009100000000133 $zhang
is '  a pack that was paid for stays' "$(q "SELECT service, tier, state FROM subscription WHERE line = (SELECT line FROM line WHERE msisdn = '13900000309') ORDER BY service, opened_at")" 'missed_call_alert||terminated
mobile_data|20|terminated
mobile_data|20|active'

# ---- another system has the last word, and only after the payment (S41) ----
cp -R "$CM_POLICIES" word && sed -i '/id: reactivate_outside/,/value:/s/value: none/value: after_payment/' word/reactivate.yaml
for n in 1 2 3 4; do
	printf 'msisdn,name,id_type,id_no,vip_level,plan,opened_at,status,balance\n1390000031%d,张伟,resident_id,612301197001010017,none,easyown-basic,2008-06-15,terminated,-38.50\n' $n |
		CM_NOW=2010-03-01 cm-store import lines -q >out 2>err || echo "Bail out! $(cat err)"
done
pay() { cm-reactivate -p word request_id="p$1" msisdn="1390000031$1" iccid=89860009100000000117 amount=40 $zhang; }
call 'the money is taken, and waits' 0 '…"result":"done","message":"What was owed is paid. Ask the other system…"payment_id":"…","balance":1.50,"order_status":"pending"…' '' pay 1
paid=$(field payment_id)
is '  what waits says how much' "$(q "SELECT value FROM waiting WHERE kind = 'reactivate' AND settled = 0")" 40.00
changes() { q "SELECT facts FROM operation WHERE source = '$1' ORDER BY commit_no, seq" | sed -n 's/.*"changes":\({.*}\)}$/\1/p' | tail -1; }
is '  and so does the row that took it' "$(changes 'cm-reactivate reactivate')" '{"waiting_reactivate":["","40.00"]}'
call '  the same again' 0 '…"result":"duplicate"…"order_status":"pending"…' '' pay 1
call '  another payment is not taken: the word is asked for' 1 '…"result":"undecided","reason":"field.missing"…"ask":["reactivation_possible"]…' '' cm-reactivate -p word request_id=w1 msisdn=13900000311 iccid=89860009100000000109 $zhang
call '  it is no payment that the till can take back' 1 '…"pay.unknown-payment"…' '' cm-pay reverse request_id=w2 payment_id="$paid" cause=x
call 'a no at the counter: all of it goes back' 0 '…"result":"done","message":"The other system says no: the 40.00 yuan are taken back."…"reason":"reactivate.impossible","reversal_id":"…","amount":40.00,"balance":-38.50,"next":[],"order_status":"cancelled"…' '' \
	cm-reactivate -p word request_id=w3 msisdn=13900000311 reactivation_possible=no $zhang
is '  the row says that it waits no longer' "$(changes 'cm-reactivate reactivate')" '{"waiting_reactivate":["40.00",""]}'
is '  linked to what took it' "$(cm-show order_id="$(field reversal_id)" -o csv -q | grep reverses)" "…$paid…"
is '  what was owed is owed again' "$(q "SELECT balance, status FROM account WHERE line = (SELECT line FROM line WHERE msisdn = '13900000311')")" '-3850|5'
call '  once' 1 '…"result":"refused","reason":"reactivate.impossible"…' '' cm-reactivate -p word request_id=w4 msisdn=13900000311 reactivation_possible=no amount=40 iccid=89860009100000000109 $zhang
call 'a yes: it comes back, and nothing more is paid' 0 … '' pay 2
call '  ' 0 '…"result":"done"…"arrears":0.00…"test_result":"ok","order_status":"completed"…' '' cm-reactivate -p word request_id=w5 msisdn=13900000312 iccid=89860009100000000109 reactivation_possible=yes $zhang
is '  nor does it wait, says the row' "$(changes 'cm-reactivate reactivate')" '{…"waiting_reactivate":["40.00",""]…}'
is '  and nothing waits' "$(q "SELECT count(*) FROM waiting WHERE settled = 0")" 0
brought pay 3
brought pay 4
call 'no word yet: the night passes it over' 0 '' 'cm-due: 0 records, 2 held back' on 2010-04-07 cm-due --only order
call '  ' 1 '…"waiting_kind":"reactivate"…"reason":"due.not-yet"…40.00 yuan were taken on 2010-04-01…' … on 2010-04-07 cm-due held --only order
brought on 2010-04-07 cm-store import evidence -q <<'!'
msisdn,fact,value,as_of
13900000313,reactivation_possible,false,2010-04-06T09:00
!
call 'a no by night: the money goes back by itself' 0 '{"step":"order","msisdn":"13900000313",…"result":"done",…"reason":"reactivate.impossible","reversal_id":"…","amount":40.00,…}' 'cm-due: 1 record, 1 done, 1 held back' on 2010-04-07 cm-due --only order
is '  so says the row' "$(changes 'cm-due run')" '{"waiting_reactivate":["40.00",""]}'
call 'no word for a week: the same' 0 '{"step":"order","msisdn":"13900000314",…"result":"done",…}' … on 2010-04-08 cm-due --only order
call '  nothing more' 0 '' 'cm-due: 0 records' on 2010-04-08 cm-due --only order
call '  as CSV it has the reversal, too' 0 '…,amount,balance,reversal_id,…' … on 2010-04-08 cm-due -o csv --only order
call 'an imported no before anything was paid' 1 '…"result":"refused","reason":"reactivate.impossible"…' '' on 2010-04-09 cm-reactivate -n -p word request_id=w7 msisdn=13900000313 amount=40 iccid=89860009100000000117 $zhang

# The number was for sale and goes to somebody else while the money waits; what was said of an earlier end does not count.
for n in 5 6; do
	printf 'msisdn,name,id_type,id_no,vip_level,plan,opened_at,status,balance\n1390000031%d,张伟,resident_id,612301197001010017,none,easyown-basic,2008-06-15,terminated,-38.50\n' $n |
		CM_NOW=2010-04-08 cm-store import lines -q >out 2>err || echo "Bail out! $(cat err)"
done
printf 'msisdn,fact,value,as_of\n13900000316,reactivation_possible,true,2010-04-07T09:00\n' | CM_NOW=2010-04-08 cm-store import evidence -q >out 2>err
call 'a word on an earlier end of the line is none: the money is taken, and waits' 0 '…"order_status":"pending"…' '' on 2010-04-09 pay 6
brought on 2010-04-09 pay 5
brought on 2010-04-09 cm-store import evidence -q <<'!'
msisdn,fact,value,as_of
13900000315,reactivation_possible,true,2010-04-09T09:00
!
call 'a yes: it is held back for the customer' 1 '…"reason":"due.word-yes"…' … on 2010-04-09 cm-due held --only order
q "UPDATE directory SET state = 0, part = 0, line = 0, until = 0 WHERE name = '13900000315'"
brought on 2010-04-09 cm-store import lines -q <<'!'
msisdn,name,id_type,id_no,opened_at,status,balance
13900000315,李静,resident_id,612321198002030028,2010-04-09,active,7.00
!
call '  its number has gone to somebody else: the counter cannot help' 1 '…"reactivate.number-reassigned"…' '' on 2010-04-09 cm-reactivate -p word request_id=w8 msisdn=13900000315 owner_name=张伟 reactivation_possible=yes iccid=89860009100000000141 $zhang
call '  and the money goes back by itself' 0 '{"step":"order","msisdn":"13900000315",…"result":"done",…"amount":40.00,…}' 'cm-due: 1 record, 1 done, 1 held back' on 2010-04-09 cm-due --only order
is '  to the old customer' "$(q "SELECT a.balance, a.status FROM account a JOIN line l USING (part, line) WHERE l.msisdn = '13900000315' ORDER BY 2")" "700|1
-3850|5"

# ---- two at once ----
brought on 2010-04-09 cm-store import lines -q <<'!'
msisdn,name,id_type,id_no,vip_level,plan,opened_at,status,balance
13900000321,张伟,resident_id,612301197001010017,none,easyown-basic,2008-06-15,terminated,-38.50
!
i=0
while [ $((i += 1)) -le 8 ]; do
	CM_NOW=2010-04-09T10:00 cm-reactivate -q request_id="t$i" msisdn=13900000321 iccid=89860009100000000125 amount=40 $zhang >"two.$i" &
done
wait
is 'eight at once: one is done' "$(cat two.* | grep -c '"result":"done"')" 1
is '  the money is taken once' "$(q "SELECT balance FROM account WHERE line = (SELECT line FROM line WHERE msisdn = '13900000321')")" 150
# ---- a payment that came down the pipe is not taken once more ----
brought on 2010-04-09 cm-store import lines -q <<'!'
msisdn,name,id_type,id_no,iccid,vip_level,brand,plan,opened_at,status,balance
13900000331,张伟,resident_id,612301197001010017,,none,easyown,easyown-basic,2008-06-15,suspended_arrears,-30.00
13900000332,张伟,resident_id,612301197001010017,,none,easyown,easyown-basic,2008-06-15,pending_terminate,-30.00
13900000333,张伟,resident_id,612301197001010017,,none,easyown,easyown-basic,2008-06-15,suspended_arrears,-30.00
13900000334,张伟,resident_id,612301197001010017,,none,easyown,easyown-basic,2008-06-15,suspended_request,3.00
!
visit() { printf '{"request_id":"%s","msisdn":"%s","amount":%s,"id_type":"resident_id","id_no":"612301197001010017","doc_form":"original","holder_present":true%s}\n' "$@"; }
payments() { q "SELECT group_concat(amount) FROM operation WHERE debit <> 0 AND line = (SELECT line FROM line WHERE msisdn = '$1')"; }
piped() { on 2010-04-10 sh -c 'cm-pay -q | cm-reactivate -q'; }
visit v1 13900000331 20 ',"old_sim":true' >visit
call 'too little: the step behind takes nothing more' 1 '…"reason":"reactivate.arrears"…"arrears":10.00…' '' piped <visit
is '  the remedy says how much' "$(field remedy)" 'Pay another 10.00 yuan…'
call '  nor when it is sent again' 1 '…"reason":"reactivate.arrears"…' '' piped <visit
is '  one payment of 20' "$(q "SELECT balance FROM account WHERE line = (SELECT line FROM line WHERE msisdn = '13900000331')") $(payments 13900000331 | grep -o 2000 | wc -l)" '-1000 1'
visit v2 13900000332 50 ',"old_sim":false,"iccid":"89860009100000000141"' >visit
call 'paid, back, a new SIM: one visit, one account of it' 0 '…"trail":[{"command":"cm-pay","verb":"pay","result":"done",…},{"command":"cm-reactivate","verb":"reactivate","result":"done",…},{"command":"cm-sim","verb":"replace","result":"done",…}]…' '' \
	on 2010-04-10 sh -c 'cm-pay -q | cm-reactivate -q | cm-sim -q' <visit
is '  each yuan once' "$(on 2010-04-10 cm-pay statement msisdn=13900000332 | grep -c '"amount":50.00')" 1
is '  in service, with the new SIM' "$(q "SELECT a.status, a.balance, l.iccid FROM account a JOIN line l USING (part, line) WHERE l.msisdn = '13900000332'")" '1|2000|89860009100000000141'
call '  sent again: nothing twice' 0 '…"result":"duplicate"…"next":["cm-sim test"]…' '' on 2010-04-10 sh -c 'cm-pay -q | cm-reactivate -q | cm-sim -q' <visit
call '  and tested in the same pipe, which the step before has left open (S45)' 0 '…"verb":"replace","result":"duplicate",…"verb":"test","result":"done"…"test_result":"ok","next":[]…' '' \
	on 2010-04-10 sh -c 'cm-pay -q | cm-reactivate -q | cm-sim -q | cm-sim test -q' <visit
is '  each yuan once' "$(on 2010-04-10 cm-pay statement msisdn=13900000332 | grep -c '"amount":50.00')" 1
visit v3 13900000333 30 ',"old_sim":true' >visit
call 'paid and back, the SIM is there: done, and the payment named' 0 '…"result":"done"…nothing more was taken…' '' piped <visit
paid=$(field payment_id)
is '  it is that of the step before' "$(on 2010-04-10 cm-show order_id="$paid" -q -o jsonl | grep -c 'cm-pay')" '…'
call '  hours later it is a line in service' 1 '…"reason":"reactivate.not-stopped"…' '' on 2010-04-11 cm-reactivate -n msisdn=13900000333 payment_id="$paid" old_sim=true $zhang
call 'another line'"'"'s payment pays for nothing' 1 '…"result":"refused","reason":"pay.unknown-payment"…' '' on 2010-04-10 cm-reactivate -n msisdn=13900000331 payment_id="$paid" amount=10 old_sim=true $zhang
call '  nor does one that nobody made' 1 '…"reason":"pay.unknown-payment"…' '' on 2010-04-10 cm-reactivate -n msisdn=13900000331 payment_id=zz9 amount=10 old_sim=true $zhang
brought on 2010-04-10 cm-pay -q request_id=v4 msisdn=13900000334 amount=5
paid=$(field payment_id)
brought on 2010-04-10 cm-pay reverse -q request_id=v5 payment_id="$paid" cause=x
call '  nor one that was taken back' 1 '…"reason":"pay.unknown-payment"…' '' on 2010-04-10 cm-reactivate -n msisdn=13900000334 payment_id="$paid" old_sim=true $zhang
call 'the store is whole' 0 '' '' cm-store check
call 'and so is its journal' 0 '…audit.whole…' '' cm-audit verify
