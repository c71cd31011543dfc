#!/bin/sh
# A step of next that is not done, and one behind it that is: the record says so, no figure of the first one stays, the ticket
# tells it, and nobody in the pipe ends with 0.
. "${0%/*}/lib.sh"
need jq
store
lines
CM_NOW=2010-04-15T09:30:00+08:00
printf 'msisdn,month,item,amount\n13900000101,2010-03,rural_info,2.00\n' | cm-store import bills -q >out 2>err
# found STEPS: a record with steps to take, and what diagnosis said of them
found() { printf '{"request_id":"%s","msisdn":"13900000101","subject":"nothing arrives","text":"x","kind":"fault","lang":"en","result":"done","refund":4.00,"item_name":"x","next":["%s","cm-complaint open service=rural_info"]}\n' "$1" "$2"; }

found r1 'cm-bill refund cause=outage item=rural_info month=2010-03' >in
call 'done and done' 0 … 'cm-complaint: 1 record, 1 done' sh -c 'cm-bill -q <in | cm-complaint'
is '  with the figure of who did it' "$(jq -c '[.refund, .item_name, .undone, .next]' out)" '[2,"rural information",null,[]]'

found r2 'cm-bill refund cause=outage item=rural_info month=2010-03' >in
call 'refused: by the command itself' 1 '…"result":"refused"…' '' cm-bill -q <in
cp out refused
is '  what was promised is gone' "$(jq -c '[.refund, .item_name, .undone, .next]' refused)" '[null,null,["cm-bill refund cause=outage item=rural_info month=2010-03: refund.already"],["cm-complaint open service=rural_info"]]'
call '  the next step is taken all the same, and nobody says 0' 1 … 'cm-complaint: 1 record, 1 done, 1 with an earlier step not done' cm-complaint -i jsonl <refused
cp out opened
is '  it is still there' "$(jq -c '[.result, .undone, .warnings, .refund]' opened)" '["done",["cm-bill refund cause=outage item=rural_info month=2010-03: refund.already"],["complaint.undone","complaint.same-line"],null]'
call '  whoever reads the ticket sees it' 0 '…"refund.already"…' '' cm-show -q "ticket_id=$(jq -r .ticket_id opened)"
call '  nor who it only passes by' 1 … 'cm-pay: 1 record, 1 passed on' cm-pay <opened
call '  again: a duplicate, and still not 0' 1 '…"undone":["cm-bill refund cause=outage item=rural_info month=2010-03: refund.already"]…"result":"duplicate"…' … cm-complaint -i jsonl <refused

sed 's/"undone":\[[^]]*\],//' refused >mended
call '  mended, and sent again: the ticket is there' 0 '…"result":"duplicate"…' … cm-complaint -i jsonl <mended

found r3 'cm-bill refund cause=weather item=rural_info month=2010-03' | sed 's/"cm-complaint/"cm-vas refresh service=telegraph","cm-complaint/' >in
call 'two of them' 1 … 'cm-complaint: 1 record, 1 done, 1 with an earlier step not done' sh -c 'cm-bill -q <in | cm-vas -q | cm-complaint'
is '  in their order' "$(jq -c .undone out)" '["cm-bill refund cause=weather item=rural_info month=2010-03: refund.cause","cm-vas refresh service=telegraph: field.unknown-value"]'
call 'through CSV' 1 … 'cm-complaint: 1 record, 1 duplicate, 1 with an earlier step not done' sh -c 'cm-bill -q -o csv <in | cm-vas -q -o csv | cm-complaint -o jsonl'
is '  the same' "$(jq -r .undone out)" 'cm-bill refund cause=weather item=rural_info month=2010-03: refund.cause,cm-vas refresh service=telegraph: field.unknown-value'

# ---- several steps of one command, one behind the other ----
cm-store import subscriptions -q >out 2>err <<'!'
msisdn,service,tier,item,state,opened_at,order_channel
13900000101,sms,,,suspended,2009-01-01,counter
13900000101,mobile_data,,,suspended,2009-01-01,counter
13900000101,missed_call_alert,,,active,2009-01-01,counter
13900000101,rural_info,,QX01,active,2009-01-01,counter
!
printf '{"request_id":"s1","msisdn":"13900000101","service":"mms","symptom":"x","lang":"en","next":["cm-vas refresh service=rural_info item=QX01","cm-vas resume service=sms","cm-vas resume service=mobile_data","cm-vas refresh service=missed_call_alert","cm-complaint open kind=fault subject=x text=y"]}\n' >in
call 'all of them are taken' 0 … 'cm-vas: 1 record, 1 done' cm-vas <in
cp out found
is '  in their order' "$(jq -r '[.trail[] | .command + " " + .verb + " " + .result] | join(", ")' found)" 'cm-vas refresh done, cm-vas resume done, cm-vas resume done, cm-vas refresh done'
is '  what is left is another command'"'"'s' "$(jq -c '[.next, .undone, .request_id, .result, .service, .item]' found)" '[["cm-complaint open kind=fault subject=x text=y"],null,"s1","done","missed_call_alert",null]'
is '  in the store' "$(cm-vas list -q msisdn=13900000101 | jq -r 'select(.service | IN("sms", "mobile_data")) | .state' | tr '\n' ' ')" 'active active '
dump=$(cm-store dump | cksum)
call '  again: each a duplicate' 0 … 'cm-vas: 1 record, 1 duplicate' cm-vas <in
is '  and nothing else' "$(jq -r '[.trail[].result] | join(" ")' out) $(cm-store dump | cksum)" "duplicate duplicate duplicate duplicate $dump"
sed 's/"s1"/"s2"/' in >more
call 'one of them cannot be: those behind it are taken' 1 … 'cm-vas: 1 record, 1 done, 1 with an earlier step not done' cm-vas -r rejected <more
is '  and told' "$(jq -c '[[.trail[].result], .undone]' out)" '[["done","refused","refused","done"],["cm-vas resume service=sms: vas.already","cm-vas resume service=mobile_data: vas.already"]]'
is '  given back once' "$(wc -l <rejected) $(jq -c '[.request_id, .reason, (.next | length)]' rejected)" '1 ["s2","vas.already",5]'
i=0; while [ $i -lt 60 ]; do sed "s/\"s1\"/\"t$i\"/; s/service=sms/service=telegraph/" in; i=$((i + 1)); done >many
next() { printf '{"request_id":"%s","msisdn":"13900000101","next":%s}\n' "$1" "$2"; }
next v1 '["cm-vas refresh service=missed_call_alert","cm-vas refresh garbage","cm-vas refresh service=sms","cm-complaint open"]' >bad
call 'one of them cannot be understood: it stays first, and keeps those behind it' 1 … 'cm-vas: 1 record, 1 invalid' cm-vas <bad
is '  told' "$(jq -c '[[.trail[].result], .next, .reason]' out)" '[["done","invalid"],["cm-vas refresh garbage","cm-vas refresh service=sms","cm-complaint open"],"field.malformed"]'
next v2 '["cm-vas refresh garbage","cm-vas refresh service=sms"]' >bad
call '  the first' 1 … 'cm-vas: 1 record, 1 invalid' cm-vas <bad
is '  nothing is taken' "$(jq -c '[[.trail[].result], .next]' out)" '[["invalid"],["cm-vas refresh garbage","cm-vas refresh service=sms"]]'
next v3 '["cm-vas refresh service=sms","cm-vas telephone service=sms"]' >bad
call '  of no verb: it does not leave as done' 1 '…"next":["cm-vas telephone service=sms"]…"result":"invalid"…' 'cm-vas: 1 record, 1 invalid' cm-vas <bad
next v4 '["cm-complaint open kind=fault subject=x text=y","cm-complaint due"]' >bad
call '  of one that takes no records' 1 '…"next":["cm-complaint due"]…"result":"invalid"…' 'cm-complaint: 1 record, 1 invalid' cm-complaint <bad
is '  told' "$(jq -c '[.trail[].result]' out)" '["done","invalid"]'

# ---- one that cannot be carried out: it alone fails, in a batch that is run again ----
cm-store import lines -q <<'!' >out 2>err
msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method
13900000109,张伟,resident_id,612301197001010017,mzone,none,mzone-25,2008-06-15,active,999999999999.00,cash
!
balance() { cm-pay statement -q msisdn=13900000101 | jq -s 'last.balance'; }
was=$(balance)
next f1 '["cm-pay pay amount=1","cm-pay pay amount=50 msisdn=13900000109","cm-pay pay amount=3"]' >bad
{ sed 's/f1/f0/; s/13900000109/13900000101/' bad; cat bad; } >more
failed='…account.range…cm-pay: 2 records, 2 done, 1 with an earlier step not done'
call 'a rehearsal' 1 … "$failed (dry run: nothing was changed)" cm-pay -n <more
is '  told' "$(jq -c '[.trail[].result]' out | tail -1)" '["done","failed","done"]'
call 'what it foretold' 1 … "$failed" cm-pay -r failed <more
is '  told' "$(jq -c '[[.trail[].result], .undone]' out | tail -1) $(wc -l <failed)" '[["done","failed","done"],["cm-pay pay amount=50 msisdn=13900000109: failed"]] 1'
is '  and paid' "$(balance)" "$(echo "$was" | jq '. + 58')"
call '  again' 1 … '…2 duplicate, 1 with an earlier step not done' cm-pay <more
is '  once' "$(balance)" "$(echo "$was" | jq '. + 58')"

call 'many of them, in a stream' 1 … '…60 records…' cm-vas <many
is '  each' "$(jq -c '[.undone[0], (.trail | length), (.next | length)]' out | sort | uniq -c | tr -s ' ')" ' 60 ["cm-vas resume service=telegraph: field.unknown-value",4,1]'
call 'of a batch' 1 … '' sh -c 'sed "s/\"request_id\":\"s1\",//" in | cm-vas -q -b night'
is '  one key, a step each' "$(jq -c '[.request_id, (.trail | length)]' out)" '["night/1",4]'
call 'a rehearsal' 1 '…"dry_run":true…' 'cm-vas: 1 record, 1 done, 1 with an earlier step not done (dry run: nothing was changed)' sh -c 'sed "s/\"s1\"/\"u1\"/" in | cm-vas -n'
call 'the store is sound' 0 '' '' cm-store check -q
