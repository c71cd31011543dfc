#!/bin/sh
# cm-show: what it finds, what it hides, and what showing it whole leaves behind.
. "${0%/*}/lib.sh"
store
lines
ops() { sqlite3 store.db 'SELECT count(*) FROM operation'; }
none=$(ops)

call 'a number that no line has' 1 '…"reason":"line.unknown"…' '…' cm-show msisdn=13900000199
call 'no number at all' 1 '…"result":"invalid","reason":"field.malformed"…' '…' cm-show msisdn=1390000
call 'an order that never was' 1 '…"reason":"show.unknown-order"…' '…' cm-show order_id=2zz
call 'no order id' 1 '…"reason":"show.unknown-order"…' '…' cm-show order_id=no-such
call 'neither' 1 '…"result":"undecided"…"ask":["msisdn"]…' '…' cm-show note=x
call 'whole, without a reason' 2 '' '…--unmask wants a reason…' cm-show --unmask= msisdn=13900000102
call 'whole, in a rehearsal' 2 '' '…not with -n…' cm-show -n --unmask letter msisdn=13900000102
cm-store import lines -q msisdn=13900000190 status=terminated balance=0 name=吴刚 >out 2>err
none=$(ops)
call 'a number whose line has ended: where to ask whether it can come back' 1 '…"result":"refused","reason":"line.state"…"remedy":"Whether it can come back: cm-reactivate check msisdn=13900000190"…' '…' cm-show msisdn=13900000190
is '  says nothing of who had it' "$(grep -c 吴 out)" 0
call 'whole, of a number that no line has' 1 '…"reason":"line.unknown"…' '…' cm-show --unmask letter msisdn=13900000199
call 'whole, from a command that shows nothing' 2 '' '…nothing that is masked…' cm-pay --unmask letter msisdn=13900000102 amount=1
is 'nothing of this was done or noted' "$(ops)" "$none"

echo '{"request_id":"r1","msisdn":"13900000102","id_no":"612321198002030028","phone_present":true,"self_service_consent":true,"knows_old_pin":false,"new_pin":"482913"}' | cm-resetpw -q >out
cm-pay -q request_id=p1 msisdn=13900000102 amount=20 >out
BALANCE=$(field balance)
before=$(ops)
call 'a line' 0 '…"item":"brand"…' '…' cm-show msisdn=13900000102
is 'reading leaves no trace' "$(ops)" "$before"
# value KIND ITEM
value() { sed -n "s/.*\"kind\":\"$1\",\"item\":\"$2\",\"value\":\"\{0,1\}\([^\",}]*\).*/\1/p" out; }
is 'its state' "$(value line status)" active
is "its balance" "$(value account balance)" "$BALANCE"
is 'its arrears' "$(value account arrears)" 0.00
is 'that it has a PIN' "$(value pin set)" true
is 'what was promised' "$(value promise self_service_credit)" 1.00
is 'what was done, the newest first' "$(sed -n 's/.*"kind":"operation","item":"\([^"]*\)".*/\1/p' out | head -2)" 'cm-pay pay
cm-resetpw reset'
is 'the name is masked' "$(value line name)" '李*'
is 'and the document' "$(value line id_no)" '6123**********0028'
is 'nothing personal, and no hash' "$(grep -c '李静\|612321198002030028\|\$y\$' out)" 0

call 'as CSV' 0 'msisdn,…kind,item,value…' '' cm-show -q -o csv msisdn=13900000102
call 'as a table' 0 'msisdn…kind…item…value…' '' cm-show -q -o table msisdn=13900000102
printf '%s\n' '{"msisdn":"13900000101"}' '{"msisdn":"13900000199"}' '{"msisdn":"13900000103"}' >in
call 'many, one of them unknown' 1 '…"item":"balance"…line.unknown…"item":"balance"…' '' sh -c 'cm-show -q <in'

cm-show -q msisdn=13900000102 >out
ORDER=$(sed -n 's/.*"item":"cm-pay pay".*"of_order":"\([^"]*\)".*/\1/p' out)
call 'an order' 0 '…' '' cm-show -q order_id="$ORDER"
is 'by whom' "$(value order operator)" "$(id -un)"
is 'for whom, masked' "$(value order msisdn)" '139****0102'
is 'its money' "$(grep -c '"kind":"movement","item":"cash","value":20.00,"state":"line"' out)" 1
is 'its rules' "$(grep -c '"kind":"rule","item":"pay.say"' out)" 1
is 'what it rested on' "$(value fact amount)" 20.00
is 'what was answered' "$(value answer payment_id)" "$ORDER"

before=$(ops)
call 'whole, with a reason' 0 '…李静…612321198002030028…' '…' cm-show --unmask 'letter to the customer' msisdn=13900000102
is 'the hash is no personal datum' "$(grep -c '\$y\$' out)" 0
is 'it is noted with its reason' "$(sqlite3 store.db "SELECT source, result, rules, facts FROM operation WHERE result = 4")" 'cm-show show|4|show.unmasked|…"unmask_reason":"letter to the customer"…'
is 'once' "$(ops)" $((before + 1))
call 'an order whole' 0 '…"item":"msisdn","value":"13900000102"…' '…' cm-show --unmask 'complaint' order_id="$ORDER"
call 'the next look is masked again' 0 '…"李*"…' '…' cm-show msisdn=13900000102
is 'with the notes among what was done' "$(grep -c '"item":"cm-show show","value":"show.unmasked","state":"noted"' out)" 2
# What cannot be journalled is not shown.
chmod 400 store.db 2>/dev/null
if root; then
	skip 'a store that cannot be written shows nothing whole: root can write anyway'
else
	call 'a store that cannot be written shows nothing whole' 69 '' '…' cm-show --unmask letter msisdn=13900000102
fi
chmod 600 store.db

# ---- bills, and what fills the list of operations ----
printf 'msisdn,month,item,amount\n13900000102,2009-10,monthly_fee,10\n13900000102,2009-11,monthly_fee,10\n13900000102,2010-03,monthly_fee,10\n13900000102,2010-03,sms,-1.50\n' |
	cm-store import bills -q >out
cm-show -q msisdn=13900000102 >out
is 'bills of six months, with what they were for' "$(sed -n 's/.*"kind":"bill",\(.*\)}/\1/p' out)" '"item":"monthly_fee","value":10.00,"from":"2009-11"
"item":"monthly_fee","value":10.00,"from":"2010-03"
"item":"sms","value":-1.50,"from":"2010-03"'
is 'imports come behind all that was done' "$(sed -n 's/.*"kind":"operation","item":"\([^"]*\)".*/\1/p' out | awk '/import/ { n++ } !/import/ && n { print "not last" } END { print n }')" 5
for i in $(seq 18); do printf '{"request_id":"m%d","msisdn":"13900000102","amount":1}\n' "$i"; done | cm-pay -q >out
cm-show -q msisdn=13900000102 >out
is 'and only where there is room' "$(grep -c '"kind":"operation"' out) $(grep -c 'cm-store import' out)" '20 0'
cm-due run -q --now 2010-07-01T09:00:00 >out
cm-show -q msisdn=13900000101 >out
is 'of what time brought, which step' "$(grep -c '"item":"cm-due run","value":"schedule","state":"done"' out)" 1
ok 'the store is in order' cm-store check

# ---- a ticket ----
cm-complaint -q open ticket_id=T9 msisdn=13900000101 kind=fault subject=silence text='nobody hears me' >out 2>err || echo "Bail out! $(cat err)"
TICKET=$(field order_id)
cm-complaint -q update ticket_id=T9 status=resolved solution='the handset was mended' >out 2>err || echo "Bail out! $(cat err)"
call 'a ticket, by its outside id' 0 '…"item":"ticket_id","value":"'"$TICKET"'"…"item":"external","value":"T9"…"item":"subject","value":"silence"…"item":"status","value":"resolved"…"kind":"event","item":"acknowledged",…"kind":"event","item":"resolved","from":"acknowledged"…' '' cm-show -q ticket_id=T9
is '  what the customer said, and was told, is not shown' "$(grep -c 'hears me\|mended' out)" 0
is '  nor the number whole' "$(grep '"item":"msisdn"' out)" '…"value":"139****0101"…'
call '  by its own id' 0 '…"item":"external","value":"T9"…' '' cm-show -q ticket_id="$TICKET"
call '  whole, for a reason' 0 '…"value":"13900000101"…"value":"nobody hears me"…"value":"the handset was mended"…' '…the clock says…' cm-show -q --unmask letter ticket_id=T9
call '  among what its line has' 0 '…"kind":"ticket","item":"T9","value":"silence","state":"resolved"…' '' cm-show -q msisdn=13900000101
call 'no such ticket' 1 '…"result":"refused","reason":"show.unknown-ticket"…' '' cm-show -q ticket_id=T8
