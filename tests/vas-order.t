#!/bin/sh
# cm-vas's orders: what stands against one, what it costs and promises, another pack, the end, bundles; messages from
# the line's own phone; campaigns by their days; what a line has, and what would suit it.
. "${0%/*}/lib.sh"
store
lines
cm-store import lines -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method
13900000301,张伟,resident_id,612301197001010017,gotone,none,gotone-local-99,2008-06-15,active,10.00,cash
13900000302,李静,resident_id,612321198002030028,gotone,none,gotone-local-99,2005-03-31,active,0.00,cash
13900000303,王芳,resident_id,612321198002030028,mzone,none,mzone-25,2009-03-31,active,0.00,cash
13900000304,赵敏,resident_id,612321198002030028,gotone,none,gotone-local-99,2009-03-31,active,0.00,cash
13900000305,钱英,resident_id,612301197001010017,gotone,none,gotone-local-99,2009-03-31,active,0.00,cash
13900000306,孙丽,resident_id,612301197001010017,gotone,none,gotone-local-99,2009-03-31,active,0.00,cash
!
cm-store import subscriptions -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,service,item,tier,state,opened_at,order_channel
13900000302,mobile_news,morning_evening,,terminated,2009-01-01,counter
13900000302,mobile_data,,,active,2009-01-01,counter
13900000304,family,,,active,2010-01-01,counter
13900000304,mobile_data,,,active,2010-01-01,counter
!
n=0
# vas VERB FIELDS [OPTION…]: one record, of line 301 unless it says so, with the owner's document.
vas() {
	vas_verb=$1 vas_fields=$2 n=$((n + 1))
	shift 2
	case $vas_fields in *msisdn*) vas_who= ;; *) vas_who='"msisdn":"13900000301",' ;; esac
	case $vas_fields in *302* | *303* | *304*) vas_id=612321198002030028 ;; *) vas_id=612301197001010017 ;; esac
	printf '{"request_id":"v%s",%s"lang":"en","id_type":"resident_id","id_no":"%s","doc_form":"original","holder_present":true,%s}\n' \
		"$n" "$vas_who" "$vas_id" "$vas_fields" | cm-vas "$vas_verb" -q "$@"
}
# no WHAT RESULT REASON VERB FIELDS [OPTION…]: it is not done, and the store says nothing of it.
no() {
	no_what=$1 no_result=$2 no_reason=$3
	shift 3
	call "$no_what" 1 "…\"result\":\"$no_result\",\"reason\":\"$no_reason\"…" '' vas "$@"
}
data='"service":"mobile_data"' news='"service":"mobile_news","item":"morning_evening","mms_handset":true'

# ---- what stands against it ----
no 'a line that nobody knows' refused line.unknown subscribe "\"msisdn\":\"13900000999\",$data"
no 'one that is suspended' refused line.state subscribe "\"msisdn\":\"13900000101\",$data"
no 'what is none of the services that can be ordered' invalid field.unknown-value subscribe '"service":"bill"'
no 'what is no service at all' invalid field.unknown-value subscribe '"service":"fax"'
call 'a bill is none that a line could have' 1 '…"reason":"field.unknown-value"…' '' \
	cm-store import subscriptions -q msisdn=13900000301 service=bill state=active opened_at=2010-01-01
call '  nor with others' 1 '…"result":"invalid"…services: a value that this command does not take…' '' cm-open -q --no-key plan=gotone-58 services=sms,bill
no 'a draft' refused vas.draft subscribe '"service":"corp_rbt"'
no 'what has its own command' referred vas.unknown subscribe '"service":"family"'
no '  nor is it stopped here: its minutes would go on' referred vas.unknown suspend '"msisdn":"13900000304","service":"family"'
no 'a provider of what providers do not sell: it would be had twice' refused vas.tier subscribe "$data,\"tier\":\"5\",\"sp\":\"900123\""
no 'a pack that there is not' refused vas.tier subscribe "$data,\"tier\":\"51\""
no 'a paper that nobody named' undecided vas.tier subscribe '"msisdn":"13900000302","service":"mobile_news","mms_handset":true'
no 'no data, no newspaper' refused vas.capability subscribe "$news"
is '  the service is named' "$(field message)" '…mobile data…'
no 'nobody knows what the handset does' undecided vas.capability subscribe '"msisdn":"13900000302","service":"mobile_news","item":"morning_evening"'
is '  and it is asked' "$out" '…"ask":["mms_handset"]…'
no '  of the handset that he shows' undecided vas.capability subscribe '"msisdn":"13900000302","service":"mobile_news","item":"morning_evening","terminal":"Nokia 1682C"'
is '  which is named' "$(field message)" '…The handset is Nokia 1682C…'
echo '{"msisdn":"13900000302","fact":"mms_handset","value":"false","as_of":"2010-03-01"}' | cm-store import evidence -q >out 2>&1
no 'a platform knows: it does not' refused vas.capability subscribe '"msisdn":"13900000302","service":"mobile_news","item":"morning_evening"'
call 'the customer has another one by now' 0 '…"result":"done"…"dry_run":true…' '' vas subscribe "\"msisdn\":\"13900000302\",$news" -n
call 'nobody has shown who he is' 1 '…"result":"referred","reason":"identity.evidence-insufficient"…' '…' \
	cm-vas subscribe msisdn=13900000301 service=mobile_data
for way in sms web wap ivr; do
	call "  whatever channel he names: $way" 1 '…"result":"referred","reason":"identity.evidence-insufficient"…' '' cm-vas subscribe -q msisdn=13900000301 service=mobile_data channel=$way
done
call '  nor a message that somebody says was verified' 1 '…' '…' cm-vas subscribe -q msisdn=13900000301 service=mobile_data channel=sms sms_verified=true
call '  nor does it end a service' 1 '…"reason":"identity.evidence-insufficient"…' '' cm-vas cancel -q msisdn=13900000302 service=mobile_data channel=sms
call 'his own phone has, by the gateway' 0 '…"result":"done"…' '' cm-vas inbound -q -n msisdn=13900000301 sms_to=10086 text=KTGPRS at=2010-04-01T09:00
no 'nothing to end' refused vas.not-subscribed cancel "$data"
no 'nothing to refresh' refused vas.not-subscribed refresh "$data"
is 'nothing of it is in the store' "$(cm-vas list -q msisdn=13900000301 | grep -c state)" 0

# ---- opened ----
call 'a pack: it holds from today on' 0 '…"result":"done"…"fee":20.00,"effective_at":"2010-04-01","bill_item":"mobile_data","cancel_by":"text QXGPRS20 to 10086 from this phone","explanation":"20.00 for 150 M; in all 20.00"…' '' \
	vas subscribe "$data,\"tier\":\"20\""
no 'once' refused vas.already subscribe "$data,\"tier\":\"20\""
no 'the bare function it has with it' refused vas.already subscribe "$data"
echo '{"request_id":"d1","msisdn":"13900000301","service":"sms","channel":"web","id_type":"resident_id","id_no":"612301197001010017","doc_form":"original","holder_present":true}' >d1
call 'a request' 0 '…"result":"done"…' '' cm-vas subscribe -q <d1
call '  sent twice' 0 '…"result":"duplicate"…"effective_at":"2010-04-01"…' '' cm-vas subscribe -q <d1
sed 's/"sms","channel/"rbt","channel/' d1 >d2
call '  with other content' 1 '…"reason":"request.conflict"…' '' cm-vas subscribe -q <d2
days() { # DAY: the pack of 5, opened then
	CM_NOW=2010-0$1T12:00:00+08:00 vas subscribe "\"msisdn\":\"13900000303\",$data,\"tier\":\"5\"" -n
}
call 'S82: on the 15th the whole fee' 0 '…"fee":5.00…' '' days 4-15
call '  on the 16th half of it' 0 '…half the fee…"fee":2.50…"explanation":"opened on the 16th or later, half a month: 2.50 instead of 5.00, for 15 M; in all 2.50"…' '' days 4-16
call 'S74: by use' 0 '…"fee":0.00…"explanation":"what is used is 0.10 per 60 s; in all 0.00"…' '' vas subscribe '"service":"missed_call_alert","tier":"per_use"' -n
call 'S90: a pack has no half month' 0 '…"fee":6.00…"explanation":"6.00 for 100 msg; in all 6.00"…' '' env CM_NOW=2010-04-16T12:00:00+08:00 cm-vas subscribe -q -n lang=en id_type=resident_id id_no=612321198002030028 doc_form=original holder_present=true msisdn=13900000303 service=sms tier=6

# ---- another pack, and the end ----
call 'another pack: from next month on' 0 '…"tier":"50","result":"done"…"fee":50.00,"effective_at":"2010-05-01"…"order_status":"pending"…' '' \
	vas subscribe "$data,\"tier\":\"50\""
no '  once' refused vas.already subscribe "$data,\"tier\":\"50\""
call '  or yet another' 0 '…"effective_at":"2010-05-01"…' '' vas subscribe "$data,\"tier\":\"100\""
call '  both are listed' 0 '…"tier":"20","state":"pendingTerminate","opened_at":"2010-04-01","ends":"2010-04-30","fee":20.00…"tier":"100","state":"pendingActive","opened_at":"2010-05-01","fee":100.00…' '' \
	cm-vas list -q -o jsonl msisdn=13900000301
is '  and no third' "$(grep -c '"mobile_data"' out)" 2
no '  it does not have that of 50' refused vas.not-subscribed cancel "$data,\"tier\":\"50\""
call '  kept after all, by ending the one that waits' 0 '…"effective_at":"2010-04-01"…' '' vas cancel "$data,\"tier\":\"100\""
call '  as before' 0 '…"tier":"20","state":"active"…' '' cm-vas list -q -o jsonl msisdn=13900000301
call 'the end: at the month'\''s end' 0 '…"effective_at":"2010-05-01","ends":"2010-04-30"…' '' vas cancel "$data,\"tier\":\"20\""
no '  once' refused vas.not-subscribed cancel "$data"
call '  taken back' 0 '…goes on…"fee":20.00…' '' vas subscribe "$data,\"tier\":\"20\""
call '  it has no end again' 0 '…"tier":"20","state":"active"…' '' cm-vas list -q -o jsonl msisdn=13900000301

# ---- S54, S55: what is promised ----
promises() { # LINE's promises: kind, from, due, amount, open ones
	cm-store dump | sed -n 's/.*"table":"promise".*"line":\([0-9-]*\),"due":\([0-9]*\),.*"kind":"\([^"]*\)","from":\([0-9]*\),"amount":\([0-9]*\),.*/\3 \4 \2 \5/p' | sort
}
call 'S54: the first newspaper' 0 '…"fee":3.00…"campaign":"news-first-time","gift":"a small present","credits":["2010-04-30 3.00 news-first-time","2010-05-09 3.00 news-first-time"],"bill_item":"mobile_news"…' '' \
	vas subscribe "$news"
is '  promised, with its first day' "$(promises)" 'news-first-time 14700 14729 300
news-first-time 14730 14738 300'
printf 'msisdn,fact,value,as_of\n13900000302,mms_handset,true,2010-03-02\n13900000303,mms_handset,true,2010-03-02\n' | cm-store import evidence -q >out 2>&1
message() { cm-vas inbound -q msisdn="$1" sms_to="$2" text="$3" at="$4" lang=en; } # LINE TO TEXT AT
try_message() { cm-vas inbound -q -n msisdn="$1" sms_to="$2" text="$3" at="$4" lang=en; }
call 'S55: by message, and had before: a yuan' 0 '…"campaign":"news-by-message","credits":["2010-05-09 1.00 news-by-message"]…' '' \
	try_message 13900000302 10086 KTXWZWB 2010-04-01T09:00
call '  a word of the operator is no message: none' 0 '…"fee":3.00,"effective_at":"2010-04-01","bill_item"…' '' \
	vas subscribe "\"msisdn\":\"13900000302\",$news,\"channel\":\"sms\"" -n
vas subscribe "\"msisdn\":\"13900000303\",$data" >out 2>&1
call '  the first one by message: both' 0 '…"campaign":"news-first-time,news-by-message"…"credits":["2010-04-30 3.00 news-first-time","2010-05-09 3.00 news-first-time","2010-05-09 1.00 news-by-message"]…' '' \
	try_message 13900000303 10086 KTXWZWB 2010-04-01T09:00
call '  one that the catalogue cannot price: no credit from nothing' 0 '…"item":"x1"…"result":"done"…"effective_at":"2010-04-01","bill_item"…' '' \
	vas subscribe '"msisdn":"13900000303","service":"mobile_news","item":"x1","mms_handset":true' -n
no '  where a service has none but its own items' refused vas.tier subscribe '"service":"mobile_data","item":"x1"' -n
CM_NOW=2011-02-10T12:00:00+08:00 call '  in February by its last day' 0 '…"credits":["2011-02-28 3.00 news-first-time","2011-03-09 3.00…' '' \
	vas subscribe "\"msisdn\":\"13900000303\",$news" -n
CM_NOW=2010-05-31T12:00:00+08:00 call '  on the 31st on that day' 0 '…"credits":["2010-05-31 3.00 news-first-time","2010-06-09 3.00…' '' \
	vas subscribe "\"msisdn\":\"13900000303\",$news" -n
call 'S60: the free newspaper of a family brings none' 0 '…"fee":0.00,"effective_at":"2010-04-01","bill_item"…' '' \
	vas subscribe "\"msisdn\":\"13900000304\",$news" -n
call 'S96: three months with a tone' 0 '…"campaign":"ring-three-months","credits":["2010-04-30 5.00 ring-three-months","2010-05-09 5.00 ring-three-months","2010-06-09 5.00 ring-three-months"]…' '' \
	vas subscribe '"service":"rbt"'
call '  free with the plan: none' 0 '…"fee":0.00,"effective_at":"2010-04-01","bill_item"…"explanation":"free with the plan, or with something that the line has; in all 0.00"…' '' vas subscribe '"msisdn":"13900000303","service":"rbt"' -n

call 'S98: a tone of the central platform, whose price its platform knows' 0 '…"item":"902771","result":"done"…"bill_item":"rbt_info"…' '' vas subscribe '"service":"rbt","item":"902771"'
is '  nothing explains what nobody knows' "$(grep -c explanation out)" 0

# ---- S84: prepaid ----
pay() { cm-pay -q -o jsonl msisdn="$1" amount="$2" | sed 's/.*"payment_id":"\([^"]*\)".*/\1/'; }
gift='"msisdn":"13900000303","service":"mobile_data","tier":"20","campaign":"data-20-for-100"'
vas cancel "\"msisdn\":\"13900000303\",$data" >out 2>&1
no 'no payment' refused vas.campaign subscribe "$gift"
no 'one that is too small' refused vas.campaign subscribe "$gift,\"payment_id\":\"$(pay 13900000303 99.99)\""
no 'another line'\''s' refused vas.campaign subscribe "$gift,\"payment_id\":\"$(pay 13900000302 100)\""
old=$(pay 13900000303 100)
CM_NOW=2010-04-02T09:30:00+08:00 no 'yesterday'\''s' refused vas.campaign subscribe "$gift,\"payment_id\":\"$old\"" -n
no 'for another pack' refused vas.campaign subscribe "\"msisdn\":\"13900000303\",\"service\":\"mobile_data\",\"tier\":\"10\",\"campaign\":\"data-20-for-100\",\"payment_id\":\"$old\""
call 'today'\''s: the fee of a month comes back' 0 '…"credits":["2010-05-01 20.00 data-20-for-100"]…' '' \
	vas subscribe "$gift,\"payment_id\":\"$old\""
no '  once' refused vas.campaign subscribe "\"msisdn\":\"13900000303\",\"service\":\"mobile_data\",\"tier\":\"10\",\"campaign\":\"data-10-for-50\",\"payment_id\":\"$old\""
is '  one promise' "$(cm-store dump | grep -c '"kind":"data-20-for-100"')" 1
echo '{"request_id":"p1","msisdn":"13900000302","amount":"50","service":"mobile_data","tier":"10","campaign":"data-10-for-50","id_type":"resident_id","id_no":"612321198002030028","doc_form":"original","holder_present":true}' |
	cm-pay -q | cm-vas subscribe -q >piped
is 'behind a payment in a pipe' "$(cat piped)" '…"effective_at":"2010-05-01","credits":["2010-05-01 10.00 data-10-for-50"]…'

# ---- what lapses ----
open_promises() { # LINE's
	sqlite3 store.db "SELECT p.kind || ' ' || p.amount FROM promise p JOIN line l ON l.part = p.part AND l.line = p.line WHERE l.msisdn = '$1' AND posted = 0 ORDER BY due, kind" | tr '\n' ' '
}
printf 'msisdn,fact,value,as_of\n13900000305,mms_handset,true,2010-03-02\n' | cm-store import evidence -q >out 2>&1
vas subscribe "\"msisdn\":\"13900000305\",$data" >out 2>&1
call 'the first newspaper, by message' 0 '…"campaign":"news-first-time,news-by-message"…' '' message 13900000305 10086 KTXWZWB 2010-04-01T09:00
call '  ended in the same hour: what is due behind its end is not given' 0 '…"ends":"2010-04-30","lapsed":["2010-05-09 1.00 news-by-message","2010-05-09 3.00 news-first-time"]…' '' \
	vas cancel "\"msisdn\":\"13900000305\",$news"
is '  the fee of this month, which is charged, comes back' "$(open_promises 13900000305)" 'news-first-time 300 '
call '  an end that is taken back brings nothing back' 0 '…goes on…' '' vas subscribe "\"msisdn\":\"13900000305\",$news"
is '    ' "$(open_promises 13900000305)" 'news-first-time 300 '
vas cancel "\"msisdn\":\"13900000305\",$news" >out 2>&1
CM_NOW=2010-05-02T09:30:00+08:00
call '  and no line has it twice' 0 '…"fee":3.00,"effective_at":"2010-05-02","bill_item"…' '' try_message 13900000305 10086 KTXWZWB 2010-05-02T09:00
CM_NOW=2010-04-01T09:30:00+08:00
deal='"msisdn":"13900000306","service":"mobile_data","tier":"20","campaign":"data-20-for-100"'
paid=$(pay 13900000306 100)
vas subscribe "$deal,\"payment_id\":\"$paid\"" >out 2>&1
is 'S84: promised for a payment' "$(open_promises 13900000306)" 'data-20-for-100 2000 '
call '  which was a mistake: the promise goes with it' 0 '…"amount":100.00,"balance":0.00,"lapsed":["2010-05-01 20.00 data-20-for-100"]…' '' cm-pay -q reverse payment_id="$paid" cause=mistake
is '    ' "$(open_promises 13900000306)" ''
vas cancel "\"msisdn\":\"13900000306\",$data" >out 2>&1
paid=$(pay 13900000306 100) other=$(pay 13900000306 30)
call '  another one' 0 '…"credits":["2010-05-01 20.00 data-20-for-100"]…' '' vas subscribe "$deal,\"payment_id\":\"$paid\""
call '  another pack from next month on: nothing is given for this one then' 0 '…"lapsed":["2010-05-01 20.00 data-20-for-100"]…' '' vas subscribe '"msisdn":"13900000306","service":"mobile_data","tier":"3"' -n
call '  a payment that brought nothing goes alone' 0 '…"balance":100.00…' '' cm-pay -q reverse payment_id="$other" cause=mistake
is '    ' "$(open_promises 13900000306)$(grep -c lapsed out)" 'data-20-for-100 2000 0'
cm-store backup later.db >out 2>err
CM_KEY=$CM_STORE.key CM_STORE=$T/later.db CM_NOW=2010-05-02T09:30:00+08:00
export CM_KEY
call '  paid out in May' 0 '…' '' cm-due -q run --only credit
call '  then it is a matter for an approver' 1 '…"result":"referred","reason":"pay.balance-used","reasons":["pay.balance-used"],"message":"A campaign…' '' cm-pay -q reverse payment_id="$paid" cause=mistake lang=en
unset CM_KEY
CM_STORE=$T/store.db CM_NOW=2010-04-01T09:30:00+08:00

# ---- bundles ----
call 'S74: the alert' 0 '…"fee":3.00…"cancel_by":"text QXLDTX to 10086…' '' vas subscribe '"service":"missed_call_alert"'
call '  dual display instead of it: from next month on' 0 '…it stays missed-call alert…"fee":6.00,"effective_at":"2010-05-01"…' '' vas subscribe '"service":"dual_display"'
no '  the alert is part of what was ordered' refused vas.already subscribe '"service":"missed_call_alert"'
call '  taken back: the alert goes on' 0 '…missed-call alert goes on…' '' vas cancel '"service":"dual_display"'
call '  without an end' 0 '…"missed_call_alert",…"state":"active"…' '' cm-vas list -q -o jsonl msisdn=13900000301
call '  ordered again' 0 '…"effective_at":"2010-05-01"…' '' vas subscribe '"service":"dual_display"'
call '  the end of the alert is set' 0 '…"missed_call_alert"…"ends":"2010-04-30"…' '' cm-vas list -q -o jsonl msisdn=13900000301
CM_NOW=2010-05-03T09:30:00+08:00
no '  then it is in there' refused vas.already subscribe '"service":"missed_call_alert"' -n
no 'S77: and cannot be ended by itself' refused vas.no-remedy cancel '"service":"missed_call_alert"' -n
is '  what can be done instead' "$(field remedy)" 'End dual display, and open by itself what is to stay, such as caller ID…'
CM_NOW=2010-04-01T09:30:00+08:00
call 'a bundle that ends' 0 '…"result":"done"…' '' vas subscribe '"msisdn":"13900000304","service":"dual_display"'
call '  with the month' 0 '…"ends":"2010-04-30"…' '' vas cancel '"msisdn":"13900000304","service":"dual_display"'
call '  and caller ID by itself behind it' 0 '…until then it stays dual display…"effective_at":"2010-05-01"…"order_status":"pending"…' '' vas subscribe '"msisdn":"13900000304","service":"caller_id"'
no '  once' refused vas.already subscribe '"msisdn":"13900000304","service":"caller_id"'

# ---- what staff do; a pipe ----
no 'what runs cannot be resumed' refused vas.already resume "$news"
call 'suspended' 0 '…"state":"suspended"…' '' vas suspend "$news"
no '  once' refused vas.already suspend "$news"
call 'resumed' 0 '…"state":"active"…' '' vas resume "$news"
call 'refreshed' 0 '…has been refreshed…"state":"active"…' '' vas refresh "$news"
call 'by a step of another command' 0 '…"state":"active"…' '' sh -c \
	'echo "{\"request_id\":\"x1\",\"msisdn\":\"13900000301\",\"result\":\"refused\",\"next\":[\"cm-vas refresh service=rbt\"]}" | cm-vas -q'
echo '{"request_id":"y1","msisdn":"13900000304","service":"rbt","id_type":"resident_id","id_no":"612321198002030028","doc_form":"original","holder_present":true}' | cm-vas subscribe -q | cm-vas cancel -q >piped
is 'one behind the other' "$(cat piped)" '…"verb":"subscribe"…"verb":"cancel"…"result":"done"…"ends":"2010-04-30"…'
no 'without data no newspaper: the customer must know' undecided vas.dependents cancel "$data"
is '  the answer asks about both' "$(field script)" '…Shall we end both?'
call '  he does: both end' 0 '…with it mobile newspaper: they hold until 2010-04-30…"ends":"2010-04-30","dropped":["mobile_news"]…' '' vas cancel "$data,\"ack\":\"vas.dependents\""
is '  both rows have their end' "$(cm-vas list -q msisdn=13900000301 | grep -c '"mobile_\(news\|data\)".*"ends":"2010-04-30"')" 2
no '  and the newspaper cannot be ended again' refused vas.not-subscribed cancel "$news"

# ---- messages ----
cat >messages <<'!'
{"msisdn":"13900000302","sms_to":"10086","text":"ktldtx","at":"2010-04-01T09:00:00"}
{"msisdn":"13900000302","sms_to":"10086","text":" 3042 ","at":"2010-04-01T09:01:00"}
{"msisdn":"13900000302","sms_to":"10086","text":"3041","at":"2010-04-01T09:02:00"}
{"msisdn":"13900000302","sms_to":"10086","text":"QXGPRS5","at":"2010-04-01T09:03:00"}
{"msisdn":"13900000304","sms_to":"10086","text":"KTGPRS5","at":"2010-04-01T09:03:00"}
{"msisdn":"13900000302","sms_to":"10086","text":"KTCLL","at":"2010-04-01T09:04:00"}
{"msisdn":"13900000304","sms_to":"10086","text":"KTGPRS 51","at":"2010-04-01T09:04:00"}
{"msisdn":"13900000304","sms_to":"10086","text":"KTGPRS 20","at":"2010-04-01T09:04:30"}
{"msisdn":"13900000304","sms_to":"10086","text":"KTCL","at":"2012-04-01T09:04:30"}
{"msisdn":"13900000302","sms_to":"10086","text":"thank you","at":"2010-04-01T09:05:00"}
{"msisdn":"13900000302","sms_to":"10658000","text":"sjb","at":"2010-04-01T09:06:00"}
{"msisdn":"13900000302","sms_to":"12582","text":"dg#102","at":"2010-04-01T09:07:00"}
{"msisdn":"13900000999","sms_to":"10086","text":"KTCL","at":"2010-04-01T09:08:00"}
{"msisdn":"13900000101","sms_to":"10086","text":"KTCL","at":"2010-04-01T09:08:00"}
!
cm-vas inbound -q <messages >answers
said() { sed -n "$1p" answers; }
is 'S73: a command, letters as they come' "$(said 1)" '…"result":"done"…"service":"missed_call_alert"…"fee":3.00…'
is '  ended by its number' "$(said 2)" '…"result":"done"…"ends":"2010-04-30"…'
is '  and taken back' "$(said 3)" '…"result":"done"…"service":"missed_call_alert"…'
is 'S83: a pack that the line does not have' "$(said 4)" '…"reason":"vas.not-subscribed"…'
is '  another one: from next month on' "$(said 5)" '…"tier":"5","fee":5.00,"effective_at":"2010-05-01"…'
is 'nearly a command' "$(said 6)" '…"reason":"vas.command-unknown"…"remedy":"…KTCL."…'
is 'none at all' "$(said 10)" '…"reason":"vas.command-unknown"…'
is 'S78: what papers there are' "$(said 11)" '…"result":"done"…"menu":["KTXWZWB …3.00"]…'
is 'S95: a subject' "$(said 12)" '…"result":"done"…"service":"rural_info","item":"102"…"cancel_by":"…QX#102…'
is 'a number that nobody knows' "$(said 13)" '…"reason":"line.unknown"…'
is 'a line that is suspended' "$(said 14)" '…"reason":"line.state"…'
is 'a pack that there is not: the customer is told' "$(said 7)" '…"reason":"vas.tier"…has no pack 51."…"script":"没有办成：…51…"…'
is '  one that there is, behind a blank' "$(said 8)" '…"result":"done"…"tier":"20"…"effective_at":"2010-05-01"…'
is 'a message of years to come' "$(said 9)" '…"result":"refused","reason":"field.malformed"…'
call 'as leaflets print it' 0 '…"result":"done"…"tier":"10"…' '' cm-vas inbound -q -n msisdn=13900000304 sms_to=10086 text='KTGPRS10.' at=2010-04-01T09:05:00
call '  in Chinese' 0 '…"result":"done"…"service":"rbt"…' '' cm-vas inbound -q -n msisdn=13900000304 sms_to=10086 text='ktcl。' at=2010-04-01T09:05:00
call 'S53: who has not said what his phone can do is asked' 1 '…"result":"undecided","reason":"vas.capability"…"script":"…请问您的手机是这样吗？"…"ask":["mms_handset"]…' '' cm-vas inbound -q -n msisdn=13900000304 sms_to=10086 text=KTXWZWB at=2010-04-01T09:05:00
call 'S95: a subject whose price is known, in whatever letters' 0 '…"item":"weather","fee":2.00…' '' cm-vas inbound -q -n msisdn=13900000304 sms_to=12582 text='dg#WEATHER' at=2010-04-01T09:05:00
call '  at the counter, too' 0 '…"item":"weather",…"fee":2.00…' '' vas subscribe '"msisdn":"13900000304","service":"rural_info","item":"Weather"' -n
call 'what no record of an order could hold is no order' 1 '…"reason":"vas.command-unknown"…' '' cm-vas inbound -q -n msisdn=13900000304 sms_to=12582 text="DG#$(printf '%038d' 0)" at=2010-04-01T09:05:00
printf '{"msisdn":"13900000304","sms_to":"12582","text":"DG#weather\\nQX#weather","at":"2010-04-01T09:05:00"}\n' >lines.in
call '  of two lines neither' 1 '…"reason":"vas.command-unknown"…' '' sh -c 'cm-vas inbound -q -n <lines.in'
call 'nor is such a thing brought in' 1 '…"reason":"field.malformed"…command: expected text without line breaks…' '' sh -c \
	"printf '{\"msisdn\":\"13900000304\",\"service\":\"rbt\",\"state\":\"active\",\"opened_at\":\"2010-01-01\",\"command\":\"a\\\\tb\"}\\n' | cm-store import subscriptions -q"
call 'the same file again: nothing twice' 1 '…' '' cm-vas inbound -q <messages
is '  all that was done is a duplicate' "$(count result duplicate) $(count result done)" '7 0'
call 'how it was ordered is kept' 0 '…"order_channel":"sms","command":"ktldtx"…' '' cm-vas list -q -o jsonl msisdn=13900000302

# ---- what would suit ----
bills() { # LINE MONTH ITEM AMOUNT …
	{ echo msisdn,month,item,amount; while [ $# -gt 0 ]; do echo "$1,$2,$3,$4"; shift 4; done; } | cm-store import bills -q >out 2>err || cat err
}
bills 13900000102 2010-01 sms 15.00 13900000102 2010-02 sms 15.00 13900000102 2010-03 sms 15.00 \
	13900000102 2010-01 移动数据流量费 20.00 13900000102 2010-02 移动数据流量费 20.00 13900000102 2010-03 移动数据流量费 20.00 \
	13900000102 2010-03 voice_out 149.99
call 'S81, S90: packs that would have saved, the best first' 0 '…"service":"mobile_data",…"tier":"3","recommended":true,"fee":3.00,"total":9.00,"saving":51.00…"service":"sms",…"tier":"6","recommended":true,"fee":6.00,"total":33.00,"saving":12.00…' '' \
	cm-vas recommend -q -o jsonl lang=en msisdn=13900000102
is '  not that of 10, dearer per message' "$(grep -c '"tier":"10"' out)" 0
is '  nor the alert, a fen short of many calls' "$(grep -c missed_call out)" 0
call 'what the customer says counts more: 150 messages cost least with the pack of 150' 0 '…"tier":"10","recommended":true,"fee":10.00,"total":10.00,"saving":5.00…' '' cm-vas recommend -q -o jsonl lang=en msisdn=13900000102 service=sms count=150
call '  110 with that of 100' 0 '…"tier":"6","recommended":true,"fee":6.00,"total":7.00…' '' cm-vas recommend -q -o jsonl msisdn=13900000102 service=sms count=110
call '  fewer than none' 1 '…"result":"refused","reason":"field.malformed"…' '' cm-vas recommend -q -o jsonl msisdn=13900000102 service=sms count=-1
call '  and of data' 0 '…"tier":"5","recommended":true…' '' cm-vas recommend -q -o jsonl msisdn=13900000102 service=mobile_data kb=30720
mkdir p
cp -R "$CM_POLICIES"/* p
sed -i '/{id: "6", fee/d' p/services/sms.yaml
call 'S90: three packs of 3 hold as much as that of 10 for less' 0 '…"tier":"3","recommended":true…' '' cm-vas recommend -q -o jsonl msisdn=13900000102 service=sms -p p
sed -i '/{id: "10", fee/s/150/151/' p/services/sms.yaml
call '  not a message more' 0 '…"tier":"10","recommended":true…' '' cm-vas recommend -q -o jsonl msisdn=13900000102 service=sms -p p
rm -rf p
call 'nothing speaks for anything, which is said' 0 '{…"result":"done"…"message":"…nothing to recommend…"…' '' cm-vas recommend -q -o jsonl msisdn=13900000301 service=mobile_data
is '  no row says that it is recommended' "$(grep -c recommended out)" 0
call 'S53: data is on, and nobody knows the handset' 0 '…"service":"mobile_news"…"reason":"vas.capability"…"ask":["mms_handset"]…' '' \
	cm-vas recommend -q -o jsonl msisdn=13900000304
call '  it does MMS' 0 '…"service":"mobile_news"…"recommended":true…"opening":"…"…"reason":"vas.offer-news"…' '' \
	cm-vas recommend -q -o jsonl lang=en msisdn=13900000304 mms_handset=true
call 'a wish' 0 '…"service":"rural_info"…"recommended":true…' '' cm-vas recommend -q -o jsonl msisdn=13900000304 wish=farming service=rural_info
call 'of a line that nobody knows' 1 '…"reason":"line.unknown"…' '' cm-vas recommend -q -o jsonl msisdn=13900000999

# ---- campaigns.yaml ----
few p
wrong() { # WHAT SED FINDING
	sed "$2" "$ROOT/policies/campaigns.yaml" >p/campaigns.yaml
	call "campaigns.yaml: $1" 1 "…campaigns.yaml…$3…" '…' cm-policy -p p check
}
wrong 'no source' '/id: news-by-message/,/stackable/{/source/d}' policy.no-source
wrong 'a fact that nobody knows' 's/first_time = TRUE/frist_time = TRUE/' 'did you mean first_time'
wrong 'a key misspelt' 's/stackable:/stakable:/' stackable
wrong 'a day that no month has' 's/by: "30"/by: "32"/' '1 to 31'
wrong 'due before it begins' 's/month: "1", by: "9"/month: "1", from: "10", by: "9"/' 'due before'
wrong 'a pack that there is not' 's/mobile_data:20/mobile_data:21/' 'mobile_data:21'
wrong 'no condition' '/when: arrears_after = 0 AND prepaid >= 100/d' policy.missing-key
wrong 'the same code twice' 's/id: data-10-for-50/id: data-20-for-100/' policy.duplicate
wrong 'a name longer than the store keeps' "s/id: data-10-for-50/id: $(printf 'a%064d' 0)/" policy.id
cp "$ROOT"/policies/*.yaml p && rm p/campaigns.yaml
call 'a folder without any: an order brings nothing' 0 '…"result":"done"…' '' vas subscribe "\"msisdn\":\"13900000303\",$news" -n -p p
is '  no credit' "$(grep -c credits out)" 0
call '  and a payment opens none' 0 '…"restored":false…' '' cm-pay -q -n -p p msisdn=13900000302 amount=100
is '  either' "$(grep -c campaigns out)" 0

# ---- the form (S56), and the store ----
order=$(vas subscribe "\"msisdn\":\"13900000303\",$news" | sed 's/.*"order_id":"\([^"]*\)".*/\1/')
call 'S56: the form names each campaign, what is in it, its time, form and end' 0 '…首次开通手机报送话费…' '' \
	cm-show --form order_id="$order"
call 'the store is clean' 0 '' '…' cm-store check
