#!/bin/sh
# cm-resetpw: who may have a PIN reset, where, and what is promised for it; changing, unlocking; --generate.
. "${0%/*}/lib.sh"
store
cm-store import lines -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method,points
13900000201,张伟,resident_id,612301197001010017,easyown,none,,2008-06-15,active,0.00,cash,0
13900000202,李静,resident_id,612301400203002,easyown,none,,2008-06-15,active,0.00,cash,0
13900000203,周明,resident_id,61232219851212003X,easyown,none,,2008-06-15,active,0.00,cash,0
13900000204,吴刚,officer_card,军字第0048291号,easyown,none,,2008-06-15,active,0.00,cash,0
13900000205,无证,,,easyown,none,,2008-06-15,active,0.00,cash,0
!
LINE='"msisdn":"13900000201","new_pin":"482913","knows_old_pin":false' ID='"id_no":"612301197001010017"'
PHONE='"phone_present":true' NOPHONE='"phone_present":false'
ORIGINAL='"doc_form":"original","holder_present":true'
N=0
# reset FIELDS [OPTIONS]
reset() {
	N=$((N + 1))
	printf '{"request_id":"%s",%s}\n' "r$N" "$1" >in
	shift
	cm-resetpw -q "$@" <in
}
hash() { sqlite3 store.db 'SELECT count(*), coalesce(max(hash), 0) FROM pin'; }

# ---- what is refused, first ----
call 'an unknown number' 1 '…"reason":"line.unknown"…' '' reset "\"msisdn\":\"13900000299\",\"new_pin\":\"482913\",\"knows_old_pin\":false,$ID,$NOPHONE,$ORIGINAL"
call 'no document number' 1 '…"result":"undecided","reason":"identity.missing"…"ask":["id_no"…' '' reset "$LINE,$NOPHONE,$ORIGINAL"
call "a stranger's document" 1 '…"reason":"identity.mismatch"…' '' reset "$LINE,\"id_no\":\"612321198002030028\",$NOPHONE,$ORIGINAL"
call 'a line without a document on file' 1 '…"reason":"identity.evidence-insufficient"…' '' reset "\"msisdn\":\"13900000205\",\"new_pin\":\"482913\",\"knows_old_pin\":false,$ID,$NOPHONE,$ORIGINAL"
call 'an expired one' 1 '…"reason":"identity.document-expired"…' '' reset "$LINE,$ID,\"id_expires\":\"2010-03-31\",$NOPHONE,$ORIGINAL"
call 'no phone, a copy of the document' 1 '…"reason":"identity.original-required"…' '' reset "$LINE,$ID,$NOPHONE,\"doc_form\":\"copy\",\"holder_present\":true"
call 'no phone, only the number' 1 '…"reason":"identity.original-required"…' '' reset "$LINE,$ID,$NOPHONE,\"doc_form\":\"number\""
call 'no phone, the form of the document unknown: it is asked for' 1 '…"result":"undecided"…"ask":["doc_form","holder_present"]…' '' reset "$LINE,$ID,$NOPHONE"
call 'the original in another hand' 1 '…"reason":"identity.owner-absent"…' '' reset "$LINE,$ID,$NOPHONE,\"doc_form\":\"original\",\"holder_present\":false"
call 'not asked whether the old one is known' 1 '…"result":"undecided"…"ask":["knows_old_pin"]…' '' reset "\"msisdn\":\"13900000201\",\"new_pin\":\"482913\",$ID,$NOPHONE,$ORIGINAL"
call 'who knows the old one is sent to change it' 1 '…"result":"referred","reason":"resetpw.use-change"…' '' reset "\"msisdn\":\"13900000201\",\"new_pin\":\"482913\",\"knows_old_pin\":true,$ID,$NOPHONE,$ORIGINAL"
call 'the phone is not asked about' 1 '…"result":"undecided"…"ask":["phone_present"…' '' reset "$LINE,$ID,$ORIGINAL"
call 'with the phone, self-service is recommended first, with what it brings' 1 '…"result":"undecided","reason":"resetpw.self-service"…1.00…"ask":["self_service_consent"]…' '' reset "$LINE,$ID,$PHONE,$ORIGINAL"
call 'the phone, no consent, no original: he can still do it himself' 1 '…"result":"referred","reason":"resetpw.self-service"…' '' reset "$LINE,$ID,$PHONE,\"self_service_consent\":false,\"doc_form\":\"number\""
call 'no new PIN' 1 '…"result":"undecided","reason":"field.missing"…"ask":["new_pin"]…' '' reset "\"msisdn\":\"13900000201\",\"knows_old_pin\":false,$ID,$NOPHONE,$ORIGINAL"
call 'several at once: all are told' 1 '…"reasons":["identity.mismatch","pin.repeat","resetpw.use-change"]…' '' reset '"msisdn":"13900000201","new_pin":"477713","knows_old_pin":true,"id_no":"1234567",'"$NOPHONE,$ORIGINAL"
call 'the end of the document' 1 '…"reasons":["pin.document-tail"]…' '' reset "\"msisdn\":\"13900000201\",\"new_pin\":\"010017\",\"knows_old_pin\":false,$ID,$NOPHONE,$ORIGINAL"
call 'a rehearsal' 0 '…"result":"done"…' '' reset "$LINE,$ID,$NOPHONE,$ORIGINAL" -n
is 'nothing of all this set a PIN' "$(hash)" '0|0'

# ---- S18's table ----
call 'no phone, the original: at the counter' 0 '…"result":"done"…At the counter: copy…' '' reset "$LINE,$ID,$NOPHONE,$ORIGINAL"
is 'without a promise' "$(field credit_promised)" ''
call 'phone and consent: by self-service, with a credit next month' 0 '…"credit_promised":1.00,"credit_due":"2010-05-01"…' '' reset "$LINE,$ID,$PHONE,\"self_service_consent\":true"
is 'the promise stands in the store' "$(sqlite3 store.db 'SELECT kind, amount, due FROM promise')" "self_service_credit|100|$((($(date -ud 2010-05-01 +%s)) / 86400))"
call 'the same request again: the same answer, no second promise' 0 '…"result":"duplicate"…"credit_promised":1.00…' '' sh -c 'cm-resetpw -q <in'
is 'one promise' "$(sqlite3 store.db 'SELECT count(*) FROM promise')" 1
call 'phone and original, no consent: at the counter' 0 '…"result":"done"…At the counter…' '' reset "$LINE,$ID,$PHONE,\"self_service_consent\":false,$ORIGINAL"
CM_NOW=2011-01-01T00:00:00+08:00 # only rehearsed: nothing that is done later may stand before it
call 'the campaign is over: done without a credit' 0 '…"result":"done"…' '' reset "$LINE,$ID,$PHONE,\"self_service_consent\":true" -n
is 'nothing is promised' "$(field credit_promised)" ''
call 'nor said' 1 '…"reason":"resetpw.self-service"…' '' reset "$LINE,$ID,$PHONE" -n
is 'to the customer' "$(grep -c 元话费 out)" 0
CM_NOW=2010-04-01T12:00:00+08:00

# ---- documents ----
call 'a number of 15 digits on file, the new card of 18 in hand' 0 '…"result":"done"…' '' reset "\"msisdn\":\"13900000202\",\"new_pin\":\"482913\",\"knows_old_pin\":false,\"id_no\":\"612301194002030024\",$NOPHONE,$ORIGINAL"
call 'but not that of another century' 1 '…"reason":"identity.mismatch"…' '' reset "\"msisdn\":\"13900000202\",\"new_pin\":\"482913\",\"knows_old_pin\":false,\"id_no\":\"612301204002030024\",$NOPHONE,$ORIGINAL"
call 'a small x is an X' 0 '…"result":"done"…' '' reset "\"msisdn\":\"13900000203\",\"new_pin\":\"482913\",\"knows_old_pin\":false,\"id_no\":\"61232219851212003x\",$NOPHONE,$ORIGINAL"
call "an officer's card" 0 '…"result":"done"…' '' reset "\"msisdn\":\"13900000204\",\"new_pin\":\"482913\",\"knows_old_pin\":false,\"id_no\":\"军字第0048291号\",$NOPHONE,$ORIGINAL"
is 'the same PIN has another hash on each line' "$(sqlite3 store.db 'SELECT count(DISTINCT hash) FROM pin')" 4

# ---- change: its own questions; counting is in pin.t ----
change() {
	N=$((N + 1))
	printf '{"request_id":"%s",%s}\n' "c$N" "$1" >in
	shift
	cm-resetpw change -q "$@" <in
}
call 'change without the present PIN: it is asked for' 1 '…"result":"undecided","reason":"field.missing"…"ask":["pin"]…' '' change '"msisdn":"13900000201","new_pin":"593014"'
call 'who does not know it is sent to have it reset' 1 '…"result":"referred","reason":"resetpw.use-reset"…' '' change '"msisdn":"13900000201","new_pin":"593014","knows_old_pin":false'
call 'no new PIN is no record' 1 '…"result":"invalid","reason":"field.missing"…' '' change '"msisdn":"13900000201","pin":"482913"'
call 'changed' 0 '…"result":"done"…' '' change '"msisdn":"13900000201","pin":"482913","new_pin":"593014"'

# ---- unlock ----
unlock() {
	N=$((N + 1))
	printf '{"request_id":"%s",%s}\n' "u$N" "$1" >in
	shift
	cm-resetpw unlock -q "$@" <in
}
for i in 1 2 3 4 5; do change '"msisdn":"13900000201","pin":"111111","new_pin":"482913"' >/dev/null; done
call 'locked' 1 '…"reason":"pin.locked"…' '' change '"msisdn":"13900000201","pin":"593014","new_pin":"482913"'
call 'a copy does not unlock' 1 '…"reason":"identity.original-required"…' '' unlock "\"msisdn\":\"13900000201\",$ID,\"doc_form\":\"copy\",\"holder_present\":true"
call 'nor does another man with it' 1 '…"reason":"identity.owner-absent"…' '' unlock "\"msisdn\":\"13900000201\",$ID,\"doc_form\":\"original\",\"holder_present\":false"
call 'nor what is not said' 1 '…"result":"undecided"…"ask":["doc_form","holder_present"]…' '' unlock "\"msisdn\":\"13900000201\",$ID"
call 'still locked' 1 '…"reason":"pin.locked"…' '' change '"msisdn":"13900000201","pin":"593014","new_pin":"482913"'
call 'the owner with the original does' 0 '…"unlocked":true…' '' unlock "\"msisdn\":\"13900000201\",$ID,$ORIGINAL"
call 'the PIN is still the same' 0 '…"result":"done"…' '' change '"msisdn":"13900000201","pin":"593014","new_pin":"482913"'
call 'what is not locked is none the worse for it' 0 '…"unlocked":false…' '' unlock "\"msisdn\":\"13900000201\",$ID,$ORIGINAL"
call 'nothing to unlock where no PIN was set' 1 '…"reasons":["identity.evidence-insufficient","pin.not-set"]…' '' unlock "\"msisdn\":\"13900000205\",$ID,$ORIGINAL"
for i in 1 2 3 4 5; do change '"msisdn":"13900000201","pin":"111111","new_pin":"482913"' >/dev/null; done
call 'a reset opens the lock as well' 0 '…"result":"done"…' '' reset "$LINE,$ID,$NOPHONE,$ORIGINAL"
call 'with the new PIN' 0 '…"result":"done"…' '' change '"msisdn":"13900000201","pin":"482913","new_pin":"593014"'

# ---- --generate ----
{
	echo 'request_id,msisdn,id_no,knows_old_pin,phone_present,doc_form,holder_present,new_pin'
	echo 'g1,13900000201,612301197001010017,false,false,original,true,'
	echo 'g2,13900000202,612301400203002,false,false,original,true,'
	echo 'g3,13900000203,612301400203002,false,false,original,true,'
	echo 'g4,13900000204,军字第0048291号,false,false,original,true,482913'
	echo 'g5,13900000299,612301400203002,false,false,original,true,'
} >gen.csv
call 'a rehearsal makes no file' 1 '…' '' sh -c 'cm-resetpw -q -n --generate pins.csv <gen.csv'
ok 'none' test ! -e pins.csv
call 'PINs are made for those who bring none and may have one' 1 '…' '' sh -c 'cm-resetpw -q --generate pins.csv <gen.csv'
results() { sed 's/.*"request_id":"\([^"]*\)".*"result":"\([^"]*\)".*/\1 \2/' out | tr '\n' ','; }
is 'three done, two refused' "$(results)" 'g1 done,g2 done,g3 refused,g4 done,g5 refused,'
is 'in a file of one' "$(stat -c %a pins.csv)" 600
is 'by request and number' "$(sed 's/[0-9]*$//' pins.csv)" 'request_id,msisdn,new_pin
g1,13900000201,
g2,13900000202,'
is 'none on stdout or in the store' "$(sed 1d pins.csv | cut -d, -f3 | while read -r p; do cat out err store.db* | grep -ac "$p"; done | tr '\n' ' ')" '0 0 '
sed 1d pins.csv | while IFS=, read -r id number pin; do
	printf '{"new_pin":"%s","msisdn":"%s"}\n' "$pin" "$number"
done | cm-resetpw check -q >out 2>err
is 'they keep the rules' "$(count result done)" 2
PIN=$(sed -n 's/^g1,13900000201,//p' pins.csv)
call 'and work' 0 '…"result":"done"…' '' change "\"msisdn\":\"13900000201\",\"pin\":\"$PIN\",\"new_pin\":\"593014\""
call 'a file that is there is not touched' 74 '' '…pins.csv: File exists…' sh -c 'cm-resetpw -q --generate pins.csv <gen.csv'
before=$(hash)
call 'again into another: the done ones are duplicates' 1 '…' '' sh -c 'cm-resetpw -q --generate again.csv <gen.csv'
is 'as they were' "$(results)" 'g1 duplicate,g2 duplicate,g3 refused,g4 duplicate,g5 refused,'
is 'nothing was made' "$(ls again.csv 2>&1; hash)" "…No such file or directory
$before"
sed 's/,$/,482913/; s/^g/h/' gen.csv | sed 's/^h2,\(.*\),482913$/h2,\1,/' >gen2.csv
call 'JSON Lines by the name' 1 '…' '' sh -c 'cm-resetpw -q --generate pins.jsonl <gen2.csv'
is 'for the one that brings none' "$(sed 's/"[0-9]\{6\}"/""/' pins.jsonl)" '{"request_id":"h2","msisdn":"13900000202","new_pin":""}'
call 'a folder that is not there' 74 '' '…no/pins.csv: No such file or directory…' sh -c 'cm-resetpw -q --generate no/pins.csv <gen.csv'

# 1,800 digits: each comes 180 times or so; 76 more or less is six times the usual deviation.
awk 'BEGIN { print "request_id,msisdn,id_no,knows_old_pin,phone_present,doc_form,holder_present,new_pin"
	for (i = 1; i <= 300; i++) print "d" i ",13900000201,612301197001010017,false,false,original,true," }' >many.csv
call 'three hundred at once' 0 '…' '' sh -c 'cm-resetpw -q --generate many.pins <many.csv'
is 'are all different enough' "$(sed 1d many.pins | cut -d, -f3 | sort -u | awk 'END { print (NR > 290) }')" 1
is 'no digit is preferred' "$(sed 1d many.pins | cut -d, -f3 | fold -w1 | sort | uniq -c | awk '$1 < 104 || $1 > 256' )" ''

# A full disk under the file: what cannot be written is not set.
sed 's/^d/f/' many.csv >full.csv
before=$(sqlite3 store.db 'SELECT count(*) FROM operation')
if small_disk "$T/disk" 4k; then
	call 'no room for the PINs' 74 '' '…disk/pins: No space left…' sh -c 'cm-resetpw -q --generate disk/pins <full.csv'
	is 'none was set' "$(sqlite3 store.db 'SELECT count(*) FROM operation')" "$before"
	call 'with room it goes on' 0 '…' '' sh -c 'cm-resetpw -q --generate pins2 <full.csv'
else
	skip 'no room for the PINs: needs root'
	skip 'none was set: needs root'
	skip 'with room it goes on: needs root'
fi

# ---- the house's own ----
ok 'the store is in order' cm-store check
is 'the journal has no PIN' "$(sqlite3 store.db 'SELECT facts, answer FROM operation' | grep -c '482913\|593014\|new_pin_run\|new_pin_sequence')" 0
is 'and document numbers masked' "$(sqlite3 store.db 'SELECT facts FROM operation' | grep -c '612301197001010017')" 0
