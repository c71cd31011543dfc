#!/bin/sh
# cm-amend: who may change a line's data, what stays, what a stranger cannot learn; where cm-transfer sends people.
. "${0%/*}/lib.sh"
plan 62
store
lines
cm-store import lines -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,name,id_type,id_no,status,balance,opened_at,owner_since,points,credit_class,contact,address
13900000205,无证,,,active,0.00,2008-06-15,,,,,
13900000206,李静,resident_id,612301400203002,active,5.00,2005-03-31,2006-01-01,120,A,13811112222,西安市
13900000207,刘洋,resident_id,612301198001010011,active,0.00,2010-02-28,,,,,
!
OWNER='"id_no":"612321198002030028","doc_form":"original","holder_present":true' # of 13900000102
N=0
# amend MSISDN FIELDS [OPTIONS]
amend() {
	N=$((N + 1))
	printf '{"request_id":"m%s","msisdn":"%s",%s}\n' "$N" "$1" "$2" >in
	shift 2
	cm-amend -q "$@" <in
}
A=13900000102
line_of() { sqlite3 store.db "SELECT name, id_type, id_no, contact, address FROM line WHERE msisdn = '$1'"; }
before=$(line_of $A)

# ---- who may ----
call 'an unknown number' 1 '…"reason":"line.unknown"…' '' amend 13900000999 "\"new_contact\":\"13800000000\",$OWNER"
call 'nothing of who it is: asked for' 1 '…"result":"undecided","reason":"identity.evidence-insufficient"…"ask":["holder_present","id_no","doc_form","pin"]…' '' amend $A '"new_contact":"13800000000"'
call "a stranger's document" 1 '…"result":"refused","reason":"identity.evidence-insufficient","reasons":["identity.evidence-insufficient"]…' '' amend $A '"new_contact":"13800000000","id_no":"612301197001010017","doc_form":"original","holder_present":true'
call 'a copy' 1 '…"result":"refused","reason":"identity.evidence-insufficient"…' '' amend $A '"new_contact":"13800000000","id_no":"612321198002030028","doc_form":"copy","holder_present":true'
call 'one that ran out' 1 '…"result":"refused","reason":"identity.evidence-insufficient"…' '' amend $A "\"new_contact\":\"13800000000\",$OWNER,\"id_expires\":\"2010-03-31\""
call 'nothing is given' 1 '…"result":"refused","reason":"amend.nothing"…' '' amend $A "$OWNER"
call 'nothing is given, and nobody known' 1 '…"result":"refused","reason":"amend.nothing"…' '' amend $A '"note":"x"'
call 'nothing is different' 1 '…"result":"refused","reason":"amend.nothing"…' '' amend $A "\"new_name\":\"李静\",\"new_id_type\":\"resident_id\",\"new_id_no\":\"612321198002030028\",$OWNER"
# What a stranger hears must not depend on what is on file.
amend $A '"new_name":"李静","id_no":"612301197001010017","doc_form":"original","holder_present":true' -n | sed 's/"new_name":"[^"]*"//' >right
amend $A '"new_name":"王五","id_no":"612301197001010017","doc_form":"original","holder_present":true' -n | sed 's/"new_name":"[^"]*"//' >wrong
ok 'a stranger does not learn the name on file' diff right wrong
amend $A '"new_id_no":"612321198002030028"' -n | sed 's/"new_id_no":"[^"]*"//' >right
amend $A '"new_id_no":"612301197001010017"' -n | sed 's/"new_id_no":"[^"]*"//' >wrong
ok 'nor who has said nothing of himself' diff right wrong
call 'a document type without its number' 1 '…"result":"undecided","reason":"field.missing"…"ask":["new_id_no"]…' '' amend $A "\"new_id_type\":\"driving_licence\",$OWNER"
call 'a document that is none' 1 '…"result":"invalid","reason":"field.unknown-value"…' '' amend $A "\"new_id_type\":\"护照\",\"new_id_no\":\"G1234567\",$OWNER"
call 'a wrong check digit' 1 '…"result":"refused","reason":"identity.id-number"…' '' amend $A "\"new_id_no\":\"612301197505050013\",$OWNER"
call 'a new document that ran out' 1 '…"result":"refused","reason":"identity.document-expired"…' '' amend $A "\"new_id_type\":\"driving_licence\",\"new_id_no\":\"610100123456\",\"new_id_expires\":\"2010-03-31\",$OWNER"
call 'an address too long' 1 '…"result":"invalid","reason":"field.malformed"…' '' amend $A "\"new_address\":\"$(printf '%0201d' 0)\",$OWNER"
is 'nothing of all this changed anything' "$(line_of $A)" "$before"

# ---- the owner ----
call 'contact and address' 0 '…"result":"done"…"changed":["contact","address"]…' '' amend $A "\"new_contact\":\"13800000000\",\"new_address\":\"西安市雁塔区\",$OWNER"
is 'are changed' "$(line_of $A)" '李静|resident_id|612321198002030028|13800000000|西安市雁塔区'
is 'the customer hears what stays' "$(field script)" '…信用等级和积分都不变…'
is 'what was before is kept, masked' "$(sqlite3 store.db "SELECT facts FROM operation WHERE source = 'cm-amend amend' AND result = 1")" '…"changes":{"contact":["","138****0000"],"address":["","西安市***"]}}'
call 'once more: not done twice' 0 '…"result":"duplicate","changed":["contact","address"]…' '' sh -c 'cm-amend -q <in'
call 'the same under another key: nothing is different' 1 '…"reason":"amend.nothing"…' '' amend $A "\"new_contact\":\"13800000000\",\"new_address\":\"西安市雁塔区\",$OWNER"
call 'one of two is different' 0 '…"changed":["contact"]…' '' amend $A "\"new_contact\":\"13800000001\",\"new_address\":\"西安市雁塔区\",$OWNER"
call 'a name written wrong' 0 '…以前的话单和账单…"changed":["name"]…' '' amend $A "\"new_name\":\"李婧\",$OWNER"
call 'another document' 0 '…"changed":["id_type","id_no"]…' '' amend $A "\"new_id_type\":\"driving_licence\",\"new_id_no\":\"610100123456\",$OWNER"
is 'the one before is kept whole' "$(sqlite3 store.db 'SELECT name, id_type, id_no, since FROM owner')" '李婧|resident_id|612321198002030028|12873'
call 'by the old one he is no longer known' 1 '…"reason":"identity.evidence-insufficient"…' '' amend $A "\"new_contact\":\"1\",$OWNER"
call 'by the new one he is' 0 '…"changed":["contact"]…' '' amend $A '"new_contact":"13800000002","id_no":"610100123456","doc_form":"original","holder_present":true'
call 'a card of 15 digits becomes one of 18: no other person' 0 '…"changed":["id_no"]…' '' amend 13900000206 '"new_id_no":"612301194002030024","id_no":"612301194002030024","doc_form":"original","holder_present":true'
is 'and no former owner' "$(sqlite3 store.db "SELECT count(*) FROM owner")" 1
call 'a small x is no change' 1 '…"reason":"amend.nothing"…' '' sh -c "printf 'msisdn,name,id_type,id_no,status,balance\n13900000208,周明,resident_id,61230119880808007X,active,0\n' | cm-store import lines -q >/dev/null; cm-amend -q request_id=x msisdn=13900000208 new_id_no=61230119880808007x id_no=61230119880808007X doc_form=original holder_present=yes"
call 'the form is not signed' 1 '…"reason":"closing.unsigned"…' '' amend 13900000206 '"new_contact":"1","id_no":"612301194002030024","doc_form":"original","holder_present":true,"signed":false'

# ---- the user, under another's document (S29) ----
printf '{"request_id":"pin","msisdn":"13900000206","new_pin":"482913","knows_old_pin":false,"phone_present":false,"id_no":"612301194002030024","doc_form":"original","holder_present":true}\n' | cm-resetpw -q >out 2>err
B=13900000206 ME='"new_name":"王五","new_id_type":"resident_id","new_id_no":"612301197505050012"'
USER='"holder_present":false,"agent_id_type":"resident_id","agent_id_no":"612301197505050012","agent_doc_form":"original"'
PIN='"pin":"482913"' ACK='"ack":"identity.by-user-and-pin"'
call 'without the PIN' 1 '…"result":"refused","reason":"identity.evidence-insufficient"…' '' amend $B "\"new_contact\":\"13800000000\",$USER"
call 'with a wrong one' 1 '…"result":"refused","reason":"pin.wrong"…' '' amend $B "\"new_contact\":\"13800000000\",$USER,\"pin\":\"482914\""
is 'which is counted' "$(sqlite3 store.db 'SELECT tries FROM pin')" 1
call 'contact: a warning' 1 '…"result":"undecided","reason":"identity.flexible"…' '' amend $B "\"new_contact\":\"13800000000\",$USER,$PIN"
call 'that is acknowledged' 0 '…"changed":["contact"]…' '' amend $B "\"new_contact\":\"13800000000\",$USER,$PIN,$ACK"
call 'a rehearsal compares no PIN' 1 '…"result":"undecided","reason":"pin.not-checked"…' '' amend $B "\"new_contact\":\"13800000003\",$USER,$PIN,$ACK" -n
call 'his name alone' 1 '…"result":"undecided","reason":"field.missing"…"ask":["new_id_type","new_id_no"…' '' amend $B "\"new_name\":\"王五\",$USER,$PIN,$ACK"
call 'all of it: SIM and owner are asked for' 1 '…"result":"undecided"…"ask":["old_sim","owner_confirmed"]…' '' amend $B "$ME,$USER,$PIN,$ACK"
call 'without the SIM' 1 '…"result":"refused","reason":"identity.evidence-insufficient"…' '' amend $B "$ME,$USER,$PIN,$ACK,\"old_sim\":false,\"owner_confirmed\":true"
call 'the owner was not reached' 1 '…"result":"refused","reason":"identity.owner-absent"…' '' amend $B "$ME,$USER,$PIN,$ACK,\"old_sim\":true,\"owner_confirmed\":false"
call '  so says its rule' 1 '…"rule":"amend.owner-denies","verdict":"refuse","fired":true…' '' amend $B "$ME,$USER,$PIN,$ACK,\"old_sim\":true,\"owner_confirmed\":false" -x
call "a third person's document" 1 '…"result":"refused","reason":"identity.mismatch"…' '' amend $B "\"new_name\":\"欧阳雪\",\"new_id_type\":\"resident_id\",\"new_id_no\":\"612322198512120046\",$USER,$PIN,$ACK,\"old_sim\":true,\"owner_confirmed\":true"
call 'he is registered' 0 '…"result":"done"…"changed":["name","id_no"]…' '' amend $B "$ME,$USER,$PIN,$ACK,\"old_sim\":true,\"owner_confirmed\":true"
is 'credit, points, age and balance stay' "$(sqlite3 store.db "SELECT credit_class, points, opened_at, owner_since, balance FROM line JOIN account USING (part, line) WHERE msisdn = '$B'")" "A|120|$(($(date -ud 2005-03-31 +%s) / 86400))|$(($(date -ud 2006-01-01 +%s) / 86400))|500"
is 'who was registered is kept' "$(sqlite3 store.db "SELECT name, id_no FROM owner WHERE name = '李静'")" '李静|612301194002030024'
is 'no output has a PIN' "$(cat out err | grep -c 48291)" 0

# ---- the owner has another registered (S31) ----
C=13900000207 D='"id_no":"612301198001010011","doc_form":"original","holder_present":true' HIM='"new_name":"孙七","new_id_type":"resident_id","new_id_no":"612301197707070011"'
call 'sent here by cm-transfer, which says what would be lost' 1 '…"command":"cm-transfer"…"result":"referred","reason":"transfer.own-use"…"command":"cm-amend"…"result":"undecided"…"ask":["new_holder_present"]…' '' \
	sh -c 'printf "{\"request_id\":\"t1\",\"msisdn\":\"13900000207\",%s,%s,\"purpose\":\"own_use\"}\n" "$1" "$2" | cm-transfer -q | cm-amend -q' - "$D" "$HIM"
call 'without him' 1 '…"result":"refused","reason":"identity.evidence-insufficient"…' '' amend $C "$HIM,$D,\"new_holder_present\":false,\"purpose\":\"own_use\""
call 'to give it away is another thing: a warning' 1 '…"result":"undecided","reason":"amend.rather-transfer"…' '' amend $C "$HIM,$D,\"new_holder_present\":true,\"purpose\":\"to_other\""
call 'no purpose: the same' 1 '…"result":"undecided","reason":"amend.rather-transfer"…' '' amend $C "$HIM,$D,\"new_holder_present\":true"
call 'own use, both here, in one pipe' 0 '…"command":"cm-transfer"…"command":"cm-amend","verb":"amend","result":"done"…"changed":["name","id_no"]…' '' \
	sh -c 'printf "{\"request_id\":\"t2\",\"msisdn\":\"13900000207\",%s,%s,\"new_holder_present\":true,\"purpose\":\"past_bills\"}\n" "$1" "$2" | cm-transfer -q | cm-amend -q' - "$D" "$HIM"
call 'an order in which the owner was seen stands for the document' 0 '…"changed":["contact"]…' '' amend $C "\"new_contact\":\"13800000009\",\"verified_by\":\"$(field order_id)\""

# ---- nothing on file ----
E=13900000205 FIRST='"new_id_type":"resident_id","new_id_no":"612301197505050012"' BEARER='"id_no":"612301197505050012","doc_form":"original","holder_present":true'
call 'asked for what could speak for him' 1 '…"result":"undecided","reason":"identity.flexible"…"ask":["holder_present"…' '' amend $E "$FIRST"
call 'a document alone can be anybody' 1 '…"result":"referred","reason":"role.needs-approver"…' '' amend $E "$FIRST,$BEARER,\"old_sim\":false"
RECEIPTS='"old_sim":true,"invoices":["2010-03","2010-02","2010-01"],"ack":"identity.by-first-document"'
call 'with SIM and receipts, but without a name' 1 '…"result":"undecided","reason":"field.missing"…"ask":["new_name"…' '' amend $E "$FIRST,$BEARER,$RECEIPTS"
call 'another document than the one shown' 1 '…"result":"refused","reason":"identity.mismatch"…' '' amend $E "\"new_name\":\"吴二\",\"new_id_type\":\"resident_id\",\"new_id_no\":\"612301197707070011\",$BEARER,$RECEIPTS"
call 'registered' 0 '…"changed":["name","id_type","id_no"]…' '' amend $E "\"new_name\":\"吴二\",$FIRST,$BEARER,$RECEIPTS"
is 'there was nobody before' "$(sqlite3 store.db "SELECT count(*) FROM owner WHERE name = '无证'")" 0

# ---- two at once, and the end ----
for i in 1 2 3 4; do
	printf '{"request_id":"w%s","msisdn":"%s","new_contact":"13911110000",%s}\n' $i $E "$BEARER" | cm-amend -q >w$i &
done
wait
is 'four with the same: one changes something' "$(cat w1 w2 w3 w4 | grep -c '"result":"done"')$(cat w1 w2 w3 w4 | grep -c '"reason":"amend.nothing"')" 13
cm-store check -q >check 2>&1
cm-audit verify -q >audit 2>&1
is 'the store and its journal are whole' "$(cat check)$(cat audit)" '…the chain holds…'
