#!/bin/sh
# cm-sim: why a SIM is replaced, for whom, which one; the fee and the prepayment; unlocking; the test; two at once.
. "${0%/*}/lib.sh"
plan 93
store
lines
SIM1=89860009100000000018 SIM2=89860009100000000026 SIM3=89860009100000000034 SIM4=89860009100000000042
SIM5=89860009100000000059 SIM6=89860009100000000067 SIM7=89860009100000000075
OWNER='"id_no":"612321198002030028","doc_form":"original","holder_present":true' # of 13900000102
N=0
# sim FIELDS [OPTION OR VERB]: a record of 13900000102, whose owner is here
sim() {
	N=$((N + 1))
	printf '{"request_id":"s%s","msisdn":"13900000102",%s,%s}\n' "$N" "$OWNER" "$1" >in
	shift
	cm-sim -q "$@" <in
}
stranger() {
	N=$((N + 1))
	printf '{"request_id":"s%s","msisdn":"13900000102",%s}\n' "$N" "$1" >in
	shift
	cm-sim -q "$@" <in
}
taken() { sqlite3 store.db "SELECT name, state FROM directory WHERE kind = 2 AND state > 0 ORDER BY name"; }
sim_of() { sqlite3 store.db "SELECT iccid FROM line WHERE msisdn = '$1'"; }
money() { sqlite3 store.db "SELECT source, debit, credit, amount FROM operation WHERE amount > 0 AND source LIKE 'cm-sim%' ORDER BY part, seq"; }
LOST='"sim_reason":"lost"'

# ---- the reason comes first ----
call 'no reason' 1 '…"result":"undecided","reason":"field.missing","reasons":["field.missing"],…"ask":["sim_reason"]…' '' sim "\"iccid\":\"$SIM1\""
call 'an odd reason' 1 '…"result":"invalid","reason":"field.unknown-value"…' '' sim '"sim_reason":"stolen"'
call 'in Chinese it is one' 1 '…"ask":["iccid"]…' '' sim '"补卡原因":"丢失"'
call 'locked: unlocked instead, which costs nothing' 1 '…"result":"referred","reason":"sim.unlock-instead","reasons":["sim.unlock-instead"],"next":["cm-sim unlock"]…' '' sim '"sim_reason":"locked"'
call 'whatever SIM was taken out for it' 1 '…"result":"referred","reason":"sim.unlock-instead"…' '' sim "\"sim_reason\":\"locked\",\"puk_blocked\":false,\"iccid\":\"$SIM1\",\"prepay\":100"
call 'a lost one: fee and loss are told before the new one is read out' 1 '…"ask":["iccid"]…' '' sim "$LOST,\"lang\":\"en\""
is 'with the figures of the policy' "$(field script)" 'A new SIM is 15.00 yuan, or free if you prepay 100.00 now. …'
call 'a damaged one: its contacts are offered' 1 '…Nokia 1682C…"ask":["iccid"]…' '' sim '"sim_reason":"damaged"'

# ---- which SIM ----
call 'too short' 1 '…"result":"refused","reason":"sim.format"…' '' sim "$LOST,\"iccid\":\"898600091000000001\""
call 'no digits' 1 '…"result":"refused","reason":"sim.format"…' '' sim "$LOST,\"iccid\":\"8986000910000000001X\""
call 'a digit mistyped' 1 '…"result":"refused","reason":"sim.format","reasons":["sim.format"]…' '' sim "$LOST,\"iccid\":\"89860009100000000019\""
call 'no text at all' 1 '…"result":"invalid","reason":"field.malformed"…' '' sim "$LOST,\"iccid\":[\"$SIM1\"]"
call 'a blank one is none' 1 '…"ask":["iccid"]…' '' sim "$LOST,\"iccid\":\"\""
call 'one that is not in stock' 1 '…"result":"refused","reason":"sim.unavailable"…not in stock…' '' sim "$LOST,\"iccid\":\"89860009100000009019\""
call 'less than nothing prepaid' 1 '…"reason":"sim.prepay-amount"…' '' sim "$LOST,\"iccid\":\"$SIM1\",\"prepay\":-1"
call 'more than can be' 1 '…"reason":"sim.prepay-limit"…at most 50000.00…' '' sim "$LOST,\"iccid\":\"$SIM1\",\"prepay\":50000.01"

# ---- who ----
NEW="$LOST,\"iccid\":\"$SIM1\""
call 'an unknown number' 1 '…"result":"refused","reason":"line.unknown"…' '' cm-sim -q request_id=x msisdn=13900000999 sim_reason=lost iccid=$SIM1
call 'nothing of who it is: asked for' 1 '…"result":"undecided"…"ask":["holder_present"…' '' stranger "$NEW"
call "a stranger's document" 1 '…"result":"refused","reason":"identity.evidence-insufficient"…' '' stranger "$NEW,\"id_no\":\"612301197001010017\",\"doc_form\":\"original\",\"holder_present\":true,\"old_sim\":false,\"employer_letter\":false"
call 'the SIM alone' 1 '…"result":"refused","reason":"identity.evidence-insufficient"…' '' stranger "$NEW,\"holder_present\":false,\"old_sim\":true,\"invoices\":\"2010-03,2010-02\",\"employer_letter\":false,\"id_no\":\"1234\""
RECEIPTS='"holder_present":false,"old_sim":true,"invoices":["2010-03","2010-02","2010-01"]'
call 'with three months of receipts: a warning' 1 '…"result":"undecided","reason":"identity.flexible"…' '' stranger "$NEW,$RECEIPTS"
call 'that is acknowledged, in a rehearsal' 0 '…"result":"done"…"warnings":["identity.flexible"]…' '' stranger "$NEW,$RECEIPTS,\"ack\":\"identity.by-receipts\"" -n
call 'an agent whose papers are copies' 1 '…"reason":"identity.evidence-insufficient"…' '' stranger "$NEW,\"holder_present\":false,\"old_sim\":true,\"id_no\":\"612321198002030028\",\"doc_form\":\"copy\",\"agent_id_type\":\"resident_id\",\"agent_id_no\":\"612301197505050012\",\"agent_doc_form\":\"copy\",\"employer_letter\":false,\"invoices\":[\"2009-12\"]"
cp -r "$CM_POLICIES" strict && sed -i '/id: evidence_set/,/value:/s/value: deck/value: strict/' strict/identity.yaml
call 'the stricter set: receipts are nothing' 1 '…"result":"refused","reason":"identity.evidence-insufficient"…' '' stranger "$NEW,$RECEIPTS,\"called_numbers\":[\"1\"],\"employer_letter\":false,\"id_no\":\"1234\",\"doc_form\":\"number\",\"ack\":\"identity.by-receipts\"" -p strict
call 'the stricter set: five called numbers go to the shift manager' 1 '…"result":"referred","reason":"role.needs-approver"…' '' stranger "$NEW,\"holder_present\":false,\"called_numbers\":[\"1\",\"2\",\"3\",\"4\",\"5\"],\"employer_letter\":false" -p strict
is 'nothing of all this took a SIM' "$(taken)" ''
is 'or money' "$(money)" ''

# ---- replaced ----
call 'a line whose old SIM nobody knows' 0 '…"result":"done"…"fee":15.00,"fee_waived":false,"total_due":15.00,"balance":12.00,"restored":false,"blank_card":true,"order_status":"completed","disclose":["fee","blank_card"]…' '' sim "$NEW"
is 'it has no old one to tell' "$(field old_iccid)" ''
is 'the line has the new one' "$(sim_of 13900000102)" $SIM1
call 'once more: not taken twice' 0 '…"result":"duplicate","fee":15.00…' '' sh -c 'cm-sim -q <in'
call 'the same SIM again' 1 '…"result":"refused","reason":"sim.same"…' '' sim "$NEW"
call 'another line cannot have it' 1 '…"result":"refused","reason":"sim.unavailable"…' '' cm-sim -q request_id=y msisdn=13900000103 sim_reason=lost iccid=$SIM1 id_no=612322198512120046 doc_form=original holder_present=yes
call 'damaged, 99.99 prepaid: the fee is whole' 0 '…Nokia 1682C…"old_iccid":"'$SIM1'","fee":15.00,"fee_waived":false,"total_due":114.99,"balance":111.99…' '' sim "\"sim_reason\":\"damaged\",\"iccid\":\"$SIM2\",\"prepay\":99.99"
call '100 prepaid: free' 0 '…"old_iccid":"'$SIM2'","fee":0.00,"fee_waived":true,"total_due":100.00,"balance":211.99…' '' sim "\"sim_reason\":\"upgrade\",\"contacts_exported\":true,\"iccid\":\"$SIM3\",\"prepay\":\"100\""
is 'nothing is offered that was done' "$(field message)" ''
call 'blocked for good, which no contacts survive' 0 '…"result":"done"…' '' sim "\"sim_reason\":\"locked\",\"puk_blocked\":true,\"iccid\":\"$SIM4\""
is 'so none are offered' "$(field message)" ''
call 'a dead one cannot come back' 1 '…"reason":"sim.unavailable"…no longer valid…' '' sim "$LOST,\"iccid\":\"$SIM1\""
is 'the old ones are dead, the last one is in use' "$(taken)" "$SIM1|4
$SIM2|4
$SIM3|4
$SIM4|2"
is 'cash: prepayments to the line, fees to the revenue' "$(money)" "cm-sim replace|2|3|1500
cm-sim replace|2|1|9999
cm-sim replace|2|3|1500
cm-sim replace|2|1|10000
cm-sim replace|2|3|1500"
is 'what was before is kept' "$(sqlite3 store.db "SELECT facts FROM operation WHERE facts LIKE '%\"changes\"%' ORDER BY seq DESC LIMIT 1")" "…\"changes\":{\"iccid\":[\"$SIM3\",\"$SIM4\"]}…"
call 'the statement has the prepayments' 0 '…"kind":"cm-sim replace","amount":99.99,"balance":111.99…' '' cm-pay statement -q msisdn=13900000102
call 'the copy without its stamp' 1 '…"result":"undecided","reason":"sim.copy-unstamped"…' '' sim "$LOST,\"iccid\":\"$SIM5\",\"copy_stamped\":false"

# ---- a line that is not in service (S40) ----
A='"msisdn":"13900000101","id_no":"612301197001010017","doc_form":"original","holder_present":true,"sim_reason":"lost"'
call 'suspended for arrears: it may, and is told what is still owing' 0 '…"result":"done","message":"38.50 yuan are still owed…"restored":false…' '' sh -c "printf '{\"request_id\":\"a1\",$A,\"iccid\":\"$SIM5\"}\n' | cm-sim -q"
call 'its test says so' 1 '…"result":"refused","reason":"sim.test-line-state"…"test_result":"line_state"…' '' cm-sim test -q msisdn=13900000101
call 'a prepayment that settles them brings it back' 0 '…"fee":0.00,"fee_waived":true,"total_due":138.50,"balance":100.00,"restored":true…' '' sh -c "printf '{\"request_id\":\"a2\",$A,\"iccid\":\"$SIM6\",\"prepay\":138.50}\n' | cm-sim -q"
is 'its state before is kept, too' "$(sqlite3 store.db "SELECT count(*) FROM operation WHERE facts LIKE '%\"line_status\":[\"suspended_arrears\",\"active\"]%'")" 1
call 'its test is good' 0 '…"result":"done"…"test_result":"ok"…' '' cm-sim test -q msisdn=13900000101 iccid=$SIM6
call 'behind cm-pay, by the step that another command left' 0 '…"next":[]…"trail":[{"command":"cm-pay"…{"command":"cm-sim","verb":"replace","result":"done"…"old_iccid":"'$SIM6'"…' '' \
	sh -c "printf '{\"request_id\":\"a3\",$A,\"amount\":10,\"next\":[\"cm-pay pay\",\"cm-sim replace iccid=$SIM7\"]}\n' | cm-pay -q | cm-sim -q"
cm-store import lines -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,name,id_type,id_no,status,balance,iccid
13900000301,周明,resident_id,61232219851212003X,terminated,0.00,
13900000302,吴刚,officer_card,军字第0048291号,active,0.00,89860009200000000016
13900000303,郑洁,resident_id,612301198001010011,active,0.00,89860009200000000024
13900000304,郑洁,resident_id,612301198001010011,suspended_request,3.00,
!
STOPPED='cm-sim -q msisdn=13900000304 id_no=612301198001010011 doc_form=original holder_present=yes sim_reason=lost'
call 'stopped on request: it may, and the new SIM works once that ends' 0 '…"result":"done","message":"The line is suspended on request…"restored":false…"rule":"sim.suspended-on-request","verdict":"allow","fired":true…' '' $STOPPED -x request_id=q1 iccid=89860009100000000133
is 'so it stays' "$(sqlite3 store.db "SELECT status FROM account WHERE line = (SELECT line FROM line WHERE msisdn = '13900000304')")" 3
call 'its test says so, too' 1 '…"reason":"sim.test-line-state"…' '' cm-sim test -q msisdn=13900000304
cp -R "$CM_POLICIES" full && sed -i '/id: sim_blank/s/"true"/"false"/' full/sim.yaml
call 'a policy whose SIMs are not blank' 0 '…"blank_card":false…' '' $STOPPED -n -p full request_id=q2 iccid=89860009100000000141
call 'a terminated line has no number any more, and is sent to be reactivated' 1 '…"result":"refused","reason":"line.state","reasons":["line.state"]…cm-reactivate…' '' cm-sim -q request_id=t2 msisdn=13900000301 sim_reason=lost iccid=89860009100000000083
call 'a line that came with a SIM of its own' 0 '…"old_iccid":"89860009200000000016"…' '' cm-sim -q request_id=o1 msisdn=13900000302 sim_reason=phone_fault iccid=89860009100000000083 id_no=军字第0048291号 doc_form=original holder_present=yes

# ---- unlocking: the PUK leaves in the file and nowhere else ----
call 'blocked for good: replaced instead' 1 '…"result":"referred","reason":"sim.puk-blocked"…"next":["cm-sim replace sim_reason=locked puk_blocked=true"]…' '' sim '"puk_blocked":true' unlock --puk none.csv
call 'a stranger' 1 '…"result":"refused","reason":"identity.evidence-insufficient"…' '' stranger '"holder_present":false,"old_sim":false,"employer_letter":false,"id_no":"1234"' unlock --puk none.csv
call 'a rehearsal' 0 '…"result":"done"…' '' sim '"puk_blocked":false' unlock --puk none.csv -n
call 'a line whose PUK nobody knows' 1 '…"result":"referred","reason":"sim.puk-unknown"…' '' cm-sim unlock -q --puk none.csv request_id=u1 msisdn=13900000303 id_no=612301198001010011 doc_form=original holder_present=yes
is 'nobody was told anything' "$(ls none.csv 2>&1)" 'ls: cannot access …'
call 'of replace there is no such file' 2 '' '…an option of unlock only…' cm-sim --puk none.csv msisdn=13900000102
call 'without the file: unlocked by what the customer has' 0 '…"puk_on_file":true,"puk_given":false,"fee":0.00…' '' sim '"puk_blocked":false' unlock
call 'with it' 0 '…"puk_on_file":true,"puk_given":true,"fee":0.00…' '' sim '"note":"x"' unlock --puk puk.csv
is 'it has the PUK of the present SIM' "$(cat puk.csv)" "request_id,msisdn,puk
s$N,13900000102,10000021"
is 'and is nobody else to read' "$(stat -c %a puk.csv)" 600
is 'no output has it' "$(cat out err | grep -c 10000021)" 0
is 'no journal, no dump' "$(cm-store dump | grep -c 10000021)$(cm-audit log 2>/dev/null | grep -c 10000021)" 00
call 'a file that is there is not touched' 74 '' '…puk.csv…' sim '"note":"y"' unlock --puk puk.csv
call 'the same request again tells nothing again' 0 '…"result":"duplicate"…' '' sh -c 'N=; sed "s/,\"note\":\"y\"/,\"note\":\"x\"/; s/s'$N'/s'$((N - 1))'/" in | cm-sim unlock -q --puk again.csv'
is 'there is no second file' "$(ls again.csv 2>&1)" 'ls: cannot access …'
call 'locked, sent to be unlocked, done there' 0 '…"next":[]…"verb":"replace","result":"referred"…"verb":"unlock","result":"done"…' '' sh -c 'printf "{\"request_id\":\"p1\",\"msisdn\":\"13900000102\",%s,\"sim_reason\":\"locked\"}\n" "$1" | cm-sim -q | cm-sim unlock -q --puk piped.csv' - "$OWNER"
call 'an order in which the owner was seen stands for the document' 0 '…"result":"done"…' '' cm-sim -q request_id=v1 msisdn=13900000102 sim_reason=lost iccid=89860009100000000091 verified_by="$(field order_id)"

# ---- the test ----
call 'a number nobody has' 1 '…"reason":"line.unknown"…' '' cm-sim test -q msisdn=13900000999
call 'a line without a known SIM' 1 '…"reason":"sim.test-sim-missing"…"test_result":"sim_missing"…' '' cm-sim test -q msisdn=13900000103
call 'the old SIM is still in the phone' 1 '…"reason":"sim.test-sim-other"…"test_result":"sim_other"…' '' cm-sim test -q msisdn=13900000102 iccid=$SIM4
before=$(sqlite3 store.db 'SELECT count(*) FROM operation')
sqlite3 store.db 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null; cp store.db broken.db; cp store.db.key broken.db.key
sqlite3 broken.db "UPDATE directory SET state = 4 WHERE name = '89860009100000000091'"
call 'a dead SIM in a line' 1 '…"reason":"sim.test-sim-state"…"test_result":"sim_state"…' '' cm-sim test -q -s broken.db msisdn=13900000102
sqlite3 broken.db "UPDATE directory SET state = 2, line = 1 WHERE name = '89860009100000000091'"
call "another line's SIM" 1 '…"reason":"sim.test-sim-owner"…"test_result":"sim_owner"…' '' cm-sim test -q -s broken.db msisdn=13900000102
sqlite3 broken.db "UPDATE line SET msisdn = '13900000999' WHERE msisdn = '13900000102'"
call 'a number that leads astray' 1 '…"reason":"sim.test-number"…"test_result":"number"…' '' cm-sim test -q -s broken.db msisdn=13900000102
is 'tests write nothing' "$(sqlite3 store.db 'SELECT count(*) FROM operation')" "$before"
call 'replaced and tested in one pipe' 0 '…"verb":"replace","result":"done"…"verb":"test","result":"done"…"test_result":"ok"…' '' sh -c 'printf "{\"request_id\":\"p2\",\"msisdn\":\"13900000102\",%s,\"sim_reason\":\"lost\",\"iccid\":\"89860009100000000109\"}\n" "$1" | cm-sim -q | cm-sim test -q' - "$OWNER"

# ---- row 1 of the table: the SIM and the PIN, whose tries are counted ----
printf '{"request_id":"pin","msisdn":"13900000102","new_pin":"482913","knows_old_pin":false,"phone_present":false,%s}\n' "$OWNER" | cm-resetpw -q >out 2>err
PIN="$LOST,\"iccid\":\"89860009100000000117\",\"holder_present\":false,\"old_sim\":true"
call 'a wrong PIN' 1 '…"result":"refused","reason":"pin.wrong"…' '' stranger "$PIN,\"pin\":\"482914\",\"id_no\":\"1234\",\"employer_letter\":false,\"invoices\":[\"2009-12\"]"
is 'is counted' "$(sqlite3 store.db 'SELECT tries FROM pin')" 1
call 'the right one: a warning that goes on record' 0 '…"result":"done"…"warnings":["identity.flexible"]…' '' stranger "$PIN,\"pin\":\"482913\",\"ack\":\"identity.by-sim-and-pin\""
is 'with who did it and by what' "$(sqlite3 store.db "SELECT by_user = '$(id -un)', rules FROM operation WHERE result = 1 AND facts LIKE '%,\"89860009100000000117\"]%'")" '1|identity.by-sim-and-pin,…'
is 'no PIN leaves' "$(cat out err | grep -c 48291)" 0

# ---- a file ----
printf '请求编号,手机号码,补卡原因,SIM卡号,证件号码,证件形式,本人到场,预存话费\nf1,13900000102,卡损坏,89860009100000000125,612321198002030028,原件,是,100\nf2,13900000102,锁卡,,612321198002030028,原件,是,\n' >in.csv
call 'a table in Chinese' 1 "…f1,…,done,…,89860009100000000117,0.00,true,100.00,…
f2,…,referred,sim.unlock-instead,…" '' cm-sim -q -o csv -r rejects.csv <in.csv
is 'gives back what was not done' "$(tail -1 rejects.csv)" 'f2,13900000102,锁卡,…sim.unlock-instead…'

# ---- two writers, one SIM ----
C='"id_no":"612322198512120046","doc_form":"original","holder_present":true' LAST=89860009100000000208
for i in 1 2 3 4 5 6; do
	case $i in
	1 | 3 | 5) m=13900000102 w=$OWNER ;;
	*) m=13900000103 w=$C ;;
	esac
	printf '{"request_id":"w%s","msisdn":"%s",%s,"sim_reason":"lost","iccid":"%s"}\n' $i $m "$w" $LAST | cm-sim -q >w$i &
done
wait
cat w1 w2 w3 w4 w5 w6 >all
is 'one of six has it' "$(count result done all)" 1
is 'the others are told' "$(count result refused all)" 5
is 'one line has it' "$(sqlite3 store.db "SELECT count(*) FROM line WHERE iccid = '$LAST'")" 1
sqlite3 store.db "DELETE FROM former"
call 'the store is whole' 0 '' '' cm-store check -q
call 'and its journal' 0 '…the chain holds…' '' cm-audit verify -q
