#!/bin/sh
# What an order proves for those behind it (verified_by): not for another line or operator, not for longer than the look at
# the document itself, not beyond a change of owner or PIN, and nothing that was not done.
. "${0%/*}/lib.sh"
plan 37
store
cm-store import lines -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method,points
13900000201,张伟,resident_id,612301197001010017,easyown,none,easyown-family,2008-06-15,active,0.00,cash,0
13900000202,李静,resident_id,612321198002030028,easyown,none,easyown-basic,2008-06-15,active,0.00,cash,0
!
A='"msisdn":"13900000201"' B='"msisdn":"13900000202"' HERE='"doc_form":"original","holder_present":true'
ZHANG="\"id_no\":\"612301197001010017\",$HERE"
N=0
# ask TIME COMMAND FIELDS [OPTIONS]: one request at that time
ask() {
	N=$((N + 1)) tap_at=$1 tap_cmd=$2
	printf '{"request_id":"p%s",%s}\n' "$N" "$3" >in
	shift 3
	CM_NOW=2010-04-01T$tap_at+08:00 "$tap_cmd" -q "$@" <in
}
S=0
# sim TIME FIELDS [OPTIONS]: a SIM is replaced by the next one
sim() {
	S=$((S + 1)) tap_when=$1 tap_rest=$2
	shift 2
	ask "$tap_when" cm-sim "$tap_rest,\"sim_reason\":\"lost\",\"iccid\":\"$(sed -n "$((S + 1))s/,.*//p" "$ROOT/tests/data/sims.csv")\"" "$@"
}
VOID='…"result":"undecided","reason":"identity.evidence-insufficient"…proves nothing here…'

call 'the owner is seen' 0 '…"result":"done"…' '' sim 09:30:00 "$A,$ZHANG"
first=$(field order_id)
call 'another line' 1 "$VOID" '' sim 09:31:00 "$B,\"verified_by\":\"$first\""
for id in 0000000 "$first " "0$first" "${first}0" "$(echo "$first" | tr a-z A-Z)x" -1 ffzzzzzzzzzzzzz 3fzzzzzzzzzzzzz; do
	ask 09:31:00 cm-sim "$A,\"verified_by\":\"$id\",\"sim_reason\":\"lost\",\"iccid\":\"89860009100000000323\"" >>odd 2>&1
done
is 'ids of nothing' "$(grep -c '"result":"done"' odd)" 0
call 'a refusal' 1 '…"result":"refused","reason":"sim.unavailable"…' '' ask 09:32:00 cm-sim "$A,$ZHANG,\"sim_reason\":\"lost\",\"iccid\":\"89860009100000009019\""
call '  proves nothing' 1 "$VOID" '' sim 09:32:00 "$A,\"verified_by\":\"$(field order_id)\""
call 'a rehearsal' 0 '…"result":"done"…' '' sim 09:32:00 "$A,$ZHANG" -n
call '  proves nothing' 1 "$VOID" '' sim 09:32:00 "$A,\"verified_by\":\"$(field order_id)\""
call 'a payment recognises nobody' 0 '…"result":"done"…' '' ask 09:33:00 cm-pay "$A,\"amount\":50"
call '  and proves nothing' 1 "$VOID" '' sim 09:33:00 "$A,\"verified_by\":\"$(field order_id)\""
sqlite3 store.db "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null; cp store.db other.db; cp store.db.key other.db.key
sqlite3 other.db "UPDATE operation SET by_user = 'somebody' WHERE source = 'cm-sim replace'"
call 'another operator' 1 "$VOID" '' sim 09:34:00 "$A,\"verified_by\":\"$first\"" -s other.db
call 'before it was done' 1 "$VOID" '' sim 09:29:59 "$A,\"verified_by\":\"$first\""
call 'a quarter of an hour later it counts' 0 '…"result":"done"…' '' sim 09:45:00 "$A,\"verified_by\":\"$first\""
second=$(field order_id)
call '  and a second later no more' 1 "$VOID" '' sim 09:45:01 "$A,\"verified_by\":\"$first\""
call '  nor by way of the order that it proved' 1 "$VOID" '' sim 09:45:01 "$A,\"verified_by\":\"$second\""

# ---- another PIN ----
reset() { ask "$1" cm-resetpw "$A,$ZHANG,\"knows_old_pin\":false,\"phone_present\":false,\"new_pin\":\"$2\""; }
reset 09:46:00 482913 >out
call 'by the PIN' 0 '…"result":"done"…' '' ask 09:47:00 cm-plan "$A,\"plan\":\"easyown-farm\",\"pin\":\"482913\""
pin=$(field order_id)
CARD="\"holder_present\":false,\"old_sim\":true,\"ack\":\"identity.by-sim-and-pin\""
call '  with the SIM it is enough' 0 '…"result":"done"…' '' sim 09:48:00 "$A,$CARD,\"verified_by\":\"$pin\"" -n

# ---- verified_by=trail: the last order that the record has been through, if it recognised him ----
STEP='"command":"cm-x","verb":"x","result":"done"' PLAN='"plan":"easyown-talk","ack":"plan.replaces","verified_by":"trail"'
trail() { tap_trail=$1; shift; ask 09:48:00 cm-plan "$A,$PLAN,\"trail\":$tap_trail" "$@"; }
NONE='…"result":"referred","reason":"plan.self-service","reasons":["plan.self-service"]…'
call 'the order before, behind others that recognised nobody' 0 '…"result":"done"…' '' trail "[{$STEP},{$STEP,\"order_id\":\"$pin\"},{$STEP,\"order_id\":\"zz\"},5]" -n
call 'none: as if it were not there' 1 "$NONE" '' trail '[]' -n
call 'a trail of nothing' 1 "$NONE" '' trail '[[],{},null,{"order_id":7}]' -n
call 'a trail that is none' 1 "$NONE" '' trail "\"$pin\"" -n
call "another line's order" 1 '…"reason":"plan.self-service"…' '' ask 09:48:00 cm-plan "$B,$PLAN,\"trail\":[{$STEP,\"order_id\":\"$pin\"}]" -n
call 'an unknown number' 1 '…"reason":"line.unknown"…' '' ask 09:48:00 cm-plan "\"msisdn\":\"13900000999\",$PLAN,\"trail\":[{$STEP,\"order_id\":\"$pin\"}]" -n
call 'for real' 0 '…"result":"done"…' '' trail "[{$STEP,\"order_id\":\"$pin\"}]"
order=$(field order_id)
is '  is what the journal names' "$(sqlite3 store.db "SELECT count(*) FROM operation WHERE source = 'cm-plan change' AND facts LIKE '%\"verified_by\":\"$pin\"%'")" 1
S=$((S + 1))
printf 'request_id,msisdn,pin,holder_present,old_sim,ack,sim_reason,iccid,plan,verified_by\nq1,13900000201,482913,no,yes,"identity.flexible,plan.replaces",damaged,%s,easyown-farm,trail\n' "$(sed -n "$((S + 1))s/,.*//p" "$ROOT/tests/data/sims.csv")" >pipe.csv
call 'in a pipe of CSV the PIN serves both steps' 0 '…"trail":[{"command":"cm-sim"…},{"command":"cm-plan","verb":"change","result":"done"…' '' sh -c 'CM_NOW=2010-04-01T09:48:30 cm-sim -q -o csv <pipe.csv | CM_NOW=2010-04-01T09:48:30 cm-plan -q'

reset 09:49:00 739164 >out
call '  until there is another PIN' 1 "$VOID" '' sim 09:50:00 "$A,$CARD,\"verified_by\":\"$pin\""

# ---- another owner ----
call 'the owner is seen once more' 0 '…"result":"done"…' '' sim 10:00:00 "$A,$ZHANG"
first=$(field order_id)
call 'and gives the line away' 0 '…"result":"done"…' '' ask 10:01:00 cm-transfer "$A,$ZHANG,\"new_name\":\"王五\",\"new_id_type\":\"resident_id\",\"new_id_no\":\"612301197707070011\",\"new_holder_present\":true,\"new_pin\":\"482913\",\"purpose\":\"to_other\""
given=$(field order_id)
call '  then he is a stranger, though minutes ago he was the owner' 1 "$VOID" '' sim 10:02:00 "$A,\"verified_by\":\"$first\""
call '  for a PIN, too' 1 "$VOID" '' ask 10:02:00 cm-resetpw "$A,\"verified_by\":\"$first\"" unlock
call '  the next owner was seen with it' 0 '…"result":"done"…' '' sim 10:02:00 "$A,\"verified_by\":\"$given\""
# ---- a rehearsal looks at a document as ever, and leaves nothing behind ----
rows() { sqlite3 store.db 'SELECT count(*) FROM operation'; }
before=$(rows)
call "a stranger's document is refused under -n, too" 1 '…"result":"refused","reason":"identity.mismatch"…' '' ask 10:03:00 cm-resetpw "$B,$ZHANG" unlock -n
is '  without a row' "$(rows)" "$before"
call '  for real with one' 1 '…"result":"refused","reason":"identity.mismatch"…' '' ask 10:03:00 cm-resetpw "$B,$ZHANG" unlock
is '  in the journal' "$(rows)" $((before + 1))
call 'the store is whole' 0 '' '' cm-store check
call 'and the journal' 0 '…' '' cm-audit verify -q
