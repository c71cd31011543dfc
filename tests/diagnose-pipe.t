#!/bin/sh
# From the fault report to what mends it: cm-diagnose <faults | cm-vas | cm-bill | cm-complaint. Every record that goes in comes
# out, each step was taken by the command that it names, once; what was found, sent again, does nothing again.
. "${0%/*}/lib.sh"
have cm-complaint || skip_all 'there is no cm-complaint yet'
store
CM_NOW=2010-04-15T09:30:00+08:00

{
	echo msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method,points
	i=401
	while [ $i -le 408 ]; do
		echo "13900000$i,张伟,resident_id,612301197001010017,gotone,none,,2008-06-15,active,50,cash,0"
		i=$((i + 1))
	done
	echo 13900000409,张伟,resident_id,612301197001010017,mzone,none,,2008-06-15,suspended_arrears,-20,cash,0
} | cm-store import lines -q >out 2>err
cm-store import subscriptions -q >out 2>err <<'!'
msisdn,service,tier,state,opened_at,order_channel
13900000401,sms,,suspended,2009-01-01,counter
13900000402,missed_call_alert,,active,2009-01-01,counter
13900000403,missed_call_alert,,active,2009-01-01,counter
13900000404,mobile_data,,active,2009-01-01,sms
13900000405,sms,,active,2009-01-01,counter
13900000406,rural_info,,active,2009-01-01,sms
13900000406,sms,,active,2009-01-01,sms
13900000407,mobile_data,5,suspended,2009-01-01,sms
!
echo 13900000401,suspend,sms,TC0012,垃圾短信,2010-04-14T20:00:00+08:00 | { echo msisdn,event,service,operator_id,reason,at; cat; } | cm-store import history -q >out 2>err
cm-store import usage -q >out 2>err <<'!'
msisdn,kind,at,direction,seconds,up_kb,down_kb,size_kb,apn
13900000404,mms,2010-03-10T12:00:00+08:00,out,10,,,30,
13900000404,data,2010-03-10T11:58:00+08:00,out,0,0,200,,cmwap
13900000404,data,2010-03-10T12:02:10+08:00,out,0,0,300,,cmwap
13900000404,data,2010-03-11T12:02:10+08:00,out,0,9,91,,cmwap
!
cm-store import bills -q >out 2>err <<'!'
msisdn,month,item,amount
13900000402,2010-03,missed_call_alert,3.00
13900000404,2010-03,mobile_data,6.00
13900000406,2010-03,rural_info,2.00
!
echo 13900000406,rural_outage,true,2010-04-15T08:00:00+08:00 | { echo msisdn,fact,value,as_of; cat; } | cm-store import evidence -q >out 2>err

cat >faults <<'!'
{"request_id":"p1","msisdn":"13900000401","service":"sms","symptom":"cannot_send","sms_in_hour":3,"sms_in_day":9}
{"request_id":"p2","msisdn":"13900000402","service":"missed_call_alert","symptom":"no_prompt","same_after_restart":true,"unused_month":true,"month":"2010-03"}
{"request_id":"p3","msisdn":"13900000403","service":"missed_call_alert","symptom":"no_prompt","same_after_restart":true,"unused_month":false}
{"request_id":"p4","msisdn":"13900000404","service":"mobile_data","symptom":"wrong_volume","month":"2010-03"}
{"request_id":"p5","msisdn":"13900000405","service":"sms","symptom":"cannot_send","smsc_right":true}
{"request_id":"p6","msisdn":"13900000406","service":"rural_info","symptom":"收不到农信通","month":"2010-03"}
{"request_id":"p7","msisdn":"13900000407","service":"mms","symptom":["cannot_send","cannot_receive"],"mms_handset":true,"mms_settings_right":true}
{"request_id":"p8","msisdn":"13900000408","service":"sms"}
{"request_id":"p9","msisdn":"13900000409","service":"sms","symptom":"cannot_receive"}
{"request_id":"p10","service":"voice","symptom":"手机没有信号"}
{"request_id":"p11","msisdn":"13900000408","service":"telegraph","symptom":"silence"}
not a record
!
mend() { cm-vas -q | cm-bill -q | cm-complaint -q; }
# of FIELD ID: what the record says; trail ID: which commands answered it, and how.
of() { jq -r "select(.request_id == \"$2\") | $1" "$T/answered"; }
trail() { of '[.trail[] | .command + " " + .verb + " " + .result] | join(", ")' "$1"; }
need jq

cm-diagnose -q -x <faults | tee found | mend >answered 2>err
is 'every record comes out, in its order' "$(jq -r '.request_id // .reason' answered | tr '\n' ' ')" 'p1 p2 p3 p4 p5 p6 p7 p8 p9 p10 p11 record.syntax '
is 'nobody has a word to say on stderr' "$(cat err)" ''
is 'what was stopped is on again' "$(trail p1)" 'cm-diagnose diagnose done, cm-vas resume done'
is '  in the store' "$(cm-vas list -q msisdn=13900000401 | sed -n 's/.*"service":"sms".*"state":"\([a-z]*\)".*/\1/p')" active
is 'refreshed, and twice the fee comes back' "$(trail p2)" 'cm-diagnose diagnose done, cm-vas refresh done, cm-bill refund done'
is '  as diagnosis said' "$(of '[.refund, .base, .multiplier] | map(tostring) | join(" ")' p2)" '6 3 2'
is 'refreshed alone' "$(trail p3)" 'cm-diagnose diagnose done, cm-vas refresh done'
is 'what came with an MMS is paid back, once' "$(trail p4)" 'cm-diagnose diagnose done, cm-bill refund done'
is '  500 K' "$(of '.refund' p4)" 5
is 'what nobody can explain is a complaint' "$(trail p5)" 'cm-diagnose diagnose done, cm-complaint open done'
is '  of its service and cause, by its class' "$(of '[.kind, .service, .cause, .class] | join(" ")' p5)" 'fault sms sms.cannot-send gotone'
is 'an outage: the fee, and a complaint' "$(trail p6)" 'cm-diagnose diagnose done, cm-bill refund done, cm-complaint open done'
is '  works again by then, and goes to them' "$(of '[.restore_due, .escalate_to] | join(" ")' p6)" '2010-04-18T09:30:00+08:00 rural_platform'
is 'one step for two symptoms of one cause' "$(trail p7)" 'cm-diagnose diagnose done, cm-vas resume done'
is '  of the service that is suspended' "$(of '.service' p7)" mobile_data
is 'what is still to be asked waits' "$(trail p8) $(of '.result' p8)" 'cm-diagnose diagnose undecided undecided'
is 'what needs money or a document is told, and no step' "$(trail p9) $(of '.cause' p9)" 'cm-diagnose diagnose done voice.arrears'
is 'a report without a number' "$(of '.result' p10)" undecided
is 'a service that there is not' "$(of '.result' p11)" refused
is 'all steps were taken' "$(jq -r 'select(.next != null) | .next | length' answered | sort -u)" 0
# Who looks again finds what is there now; who sends what was found again, after a crash say, does nothing twice.
mend <found >again 2>err
is 'sent again nothing is done again' "$(jq -r 'select(.order_id) | .result' again | sort | uniq -c | tr -s ' \n' ' ')" ' 7 duplicate '
is '  and all else is as it was' "$(jq -c 'select(.order_id | not) | [.request_id, .result]' again | tr '\n' ' ')" '["p8","undecided"] ["p9","done"] ["p10","undecided"] ["p11","refused"] [null,"invalid"] '
is '  a ticket each' "$(cm-complaint list -q msisdn=13900000405 | wc -l) $(cm-complaint list -q msisdn=13900000406 | wc -l)" '1 1'
cm-diagnose -q <faults >now 2>err
is 'looked at again: the function is on, the records are paid back' "$(jq -r 'select(.request_id | IN("p1", "p4")) | .reason // .cause' now | tr '\n' ' ')" 'sms.centre mobile_data.down-only '
cm-store check >out 2>err
is 'and the store is sound' "$?" 0
