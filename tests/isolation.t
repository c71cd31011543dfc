#!/bin/sh
# A record that cannot be carried out is found out and fails by itself: its neighbours are done, each is answered in its
# place, and a dry run says the same.
. "${0%/*}/lib.sh"
store
lines

# ---- a line of the store is damaged; short files, whose end is read along with the last rows ----
echo 'DELETE FROM line WHERE msisdn = 13900000102' | sqlite3 store.db
pin() { printf '{"request_id":"%s","msisdn":"%s","id_no":"%s","doc_form":"original","holder_present":true,"phone_present":false,"knows_old_pin":false,"new_pin":"482913"}\n' "$@"; }
{ pin r1 13900000101 612301197001010017; pin r2 13900000102 612321198002030028; pin r3 13900000103 612322198512120046; } >in
three='{"request_id":"r1",…"result":"done"…}
{"request_id":"r2",…"result":"failed"…}
{"request_id":"r3",…"result":"done"…"input_line":3}'
call 'PINs for three lines, one of them damaged: rehearsed' 1 "$three" '…3 records, 2 done, 1 failed (dry run…' cm-resetpw -n <in
call '  done' 1 "$three" '…3 records, 2 done, 1 failed' cm-resetpw -r rejects <in
is '  the one is among the rejects' "$(cut -c1-18 rejects)" '{"request_id":"r2"'
call '  and sent again' 1 '…"duplicate"…"failed"…"duplicate"…' '…3 records, 2 duplicate, 1 failed' cm-resetpw <in

# ---- a payment that does not fit; what is rehearsed is what is done ----
cm-store import lines -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method,points
13900000104,钱七,resident_id,612301197001010017,easyown,none,,2008-06-15,active,999999999999.00,cash,0
!
for i in 1 2 3 4 5; do echo "{\"request_id\":\"p$i\",\"msisdn\":\"1390000010$((i == 3 ? 4 : 1))\",\"amount\":\"10\"}"; done >in
five='…"balance":-28.50…
…"balance":-18.50…
{"request_id":"p3",…"result":"failed"…}
…"balance":-8.50…
…"balance":1.50…"input_line":5}'
call 'five payments, one of which does not fit: rehearsed' 1 "$five" '…5 records, 4 done, 1 failed (dry run…' cm-pay -n <in
sed 's/"dry_run":true,//' out >rehearsed
call '  done' 1 "$five" '…account.range…5 records, 4 done, 1 failed' cm-pay <in
ok '  alike to the last letter' cmp out rehearsed
call 'the journal holds together' 0 '…' … cm-audit verify

# ---- a policy that lets through what cannot be done, or says what it cannot know ----
cp -R "$CM_POLICIES" lax
sed -i 's/when: amount <= 0$/when: amount <= -5/; s/已收到 {amount} 元，余额 {balance_after} 元。以后/{payee}，已收到 {amount} 元。以后/' lax/pay.yaml
cat >in <<'!'
{"request_id":"q1","msisdn":"13900000103","amount":"10","name":"欧阳雪"}
{"request_id":"q2","msisdn":"13900000103","amount":"0","name":"欧阳雪"}
{"request_id":"q3","msisdn":"13900000103","amount":"10"}
{"request_id":"q4","msisdn":"13900000103","amount":"10","name":"欧阳雪"}
!
four='{"request_id":"q1",…"result":"done"…
{"request_id":"q2",…"result":"failed"…
{"request_id":"q3",…"result":"failed"…
{"request_id":"q4",…"result":"done"…"balance":-80.00…}'
for n in -n ''; do
	call "a payment of nothing, and a text without its value: only these fail${n:+, rehearsed}" 1 "$four" \
		'…half a movement…
…{payee} has no value here…4 records, 2 done, 2 failed…' cm-pay -p lax $n <in
done

# ---- numbers of the store at their very end ----
end() { # what, SQL
	rm -f store.db-wal store.db-shm; cp whole.db store.db
	echo "$2" | sqlite3 store.db
	call "$1 at its end is damage" 69 '' '…[store.damaged]' cm-pay -q msisdn=13900000101 amount=1
}
sqlite3 store.db 'PRAGMA wal_checkpoint(TRUNCATE)' >out
cp store.db whole.db
end 'the commit number' "UPDATE meta SET value = '9223372036854775807' WHERE name = 'commit_no'"
end 'the count of a part' 'UPDATE head SET seq = 9223372036854775807'

# ---- what was done is in the chain, its request too ----
store keys
lines
printf 'request_id,msisdn,amount\nq1,13900000102,5\nq2,13900000102,6\n' | cm-pay -q >out
cm-store backup gone.db -q && cp keys.db.key gone.db.key
sqlite3 gone.db "DELETE FROM request WHERE key = 'q1'"
call 'a request whose key is gone is named' 1 '…"store.request"…did a request whose key is gone…' '' cm-store check -s gone.db
cm-store backup planted.db -q && cp keys.db.key planted.db.key
sqlite3 planted.db "INSERT INTO request SELECT kpart, source, 'q3', part, seq, prints FROM request WHERE key = 'q1'"
call 'and one that was never made' 1 '…"store.…request q3…' '' cm-store check -s planted.db
cm-store backup forged.db -q && cp keys.db.key forged.db.key
sqlite3 forged.db "UPDATE operation SET request = '' WHERE request <> ''; DELETE FROM request"
call 'a row that denies its request breaks the chain' 1 '…"audit.broken"…' … cm-audit verify -s forged.db

# ---- next ----
next() { printf '{"request_id":"n","msisdn":"13900000102","amount":1,"next":%s}\n' "$1" >in; shift; }
for bad in 5 '{}' '[null]' '["cm-pay no-such-verb"]' '["cm-pay pay =x"]' '["cm-pay pay x"]'; do
	next "$bad"
	call "a next that is no list of steps: $bad" 1 '…"result":"invalid","reason":"field.malformed"…' '…1 invalid' sh -c 'cm-pay <in'
done
next '["cm-open open"]'
call 'what nobody has done yet passes, and that is told' 1 '{"request_id":"n",…"next":["cm-open open"]}' '…1 passed on' sh -c 'cm-pay <in'

# ---- a batch whose file was changed ----
store batch
lines
printf 'msisdn,amount\n13900000102,5O\n13900000102,33\n13900000102,44\n' >f.csv
call 'a bad line in a batch' 1 '…"hz/2"…"invalid"…"hz/3"…"done"…"hz/4"…"done"…' '…' sh -c 'cm-pay -b hz -r m.csv <f.csv'
sed 2d f.csv >g.csv
call 'taken out of the file, the rest is not paid again under its keys' 1 '…"hz/2"…"request.conflict"…line 2 says what line 3 said…' '…2 invalid' sh -c 'cm-pay -b hz <g.csv'
sed -i 's/5O/50/' m.csv
call 'mended and fed back it is done, without its old reason' 0 '{"msisdn":"13900000102","amount":"50","request_id":"hz/2","input_line":2,"result":"done",…}' '…' sh -c 'cm-pay <m.csv'
call 'the statement has each once' 0 '…33.00…44.00…50.00,"balance":139.00…' '' cm-pay statement msisdn=13900000102
printf '{"request_id":"z1","msisdn":"13900000102","amount":1}\n{"request_id":"z2","msisdn":"13900000199","amount":1,"trail":[{"command":"cm-open"}],"input_line":7}\n' >in
call 'a reject of a pipe bears the line of the file that entered it' 1 … … cm-pay -q -r pipe.jsonl <in
is '  and no other' "$(cat pipe.jsonl)" '…"input_line":7,"reason":"line.unknown"…'
