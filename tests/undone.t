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
is '  what was promised is gone' "$(jq -c '[.refund, .item_name, .undone, .next]' refused)" '[null,null,["cm-bill refund: refund.already"],["cm-complaint open service=rural_info"]]'
call '  the next step is taken all the same, and nobody says 0' 1 … 'cm-complaint: 1 record, 1 done, 1 with an earlier step not done' cm-complaint -i jsonl <refused
cp out opened
is '  it is still there' "$(jq -c '[.result, .undone, .warnings, .refund]' opened)" '["done",["cm-bill refund: refund.already"],["complaint.undone"],null]'
call '  whoever reads the ticket sees it' 0 '…"refund.already"…' '' cm-show -q "ticket_id=$(jq -r .ticket_id opened)"
call '  nor who it only passes by' 1 … 'cm-pay: 1 record, 1 passed on' cm-pay <opened
call '  again: a duplicate, and still not 0' 1 '…"undone":["cm-bill refund: refund.already"]…"result":"duplicate"…' … cm-complaint -i jsonl <refused

found r3 'cm-bill refund cause=weather item=rural_info month=2010-03' | sed 's/"cm-complaint/"cm-vas refresh service=telegraph","cm-complaint/' >in
call 'two of them' 1 … '…' sh -c 'cm-bill -q <in | cm-vas -q | cm-complaint'
is '  in their order' "$(jq -c .undone out)" '["cm-bill refund: refund.cause","cm-vas refresh: field.unknown-value"]'
call 'through CSV' 1 … '…' sh -c 'cm-bill -q -o csv <in | cm-vas -q -o csv | cm-complaint -o jsonl'
is '  the same' "$(jq -r .undone out)" 'cm-bill refund: refund.cause,cm-vas refresh: field.unknown-value'
