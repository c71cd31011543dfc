#!/bin/sh
# cm-diagnose: what it finds in the store, to the last message and the last minute: functions, who stopped them, messages an
# hour and a day, data at the time of an MMS, what comes back, bills, evidence and its age.
. "${0%/*}/lib.sh"
store
CM_NOW=2010-04-15T09:30:00+08:00

# rows N: as many lines as 1 to N, each with its number.
d() { cm-diagnose -q lang=en "$@"; }
of() { sed -n 's/.*"cause":"\([^"]*\)".*/\1/p' "$T/out"; }
# saw STEP: what it saw there.
saw() { sed 's/{"symptom"/\n&/g' "$T/out" | sed -n 's/.*"step":"'"$1"'",.*"saw":\({[^}]*}\).*/\1/p' | head -1; }
verdict() { sed 's/{"symptom"/\n&/g' "$T/out" | sed -n 's/.*"step":"'"$1"'","verdict":"\([a-z]*\)".*/\1/p' | head -1; }

{
	echo msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method,points
	for i in 401 402 403 404 405 406 407 408 409 410 411 412 413 414 415 416 417 418 419 420; do
		echo "13900000$i,张伟,resident_id,612301197001010017,gotone,none,,2008-06-15,active,50,cash,0"
	done
} | cm-store import lines -q >out 2>err || cat err
is 'the lines are there' "$(grep -c done out)" 20

# ---- functions: rows, bundles, history ----
cm-store import subscriptions -q >out 2>err <<'!'
msisdn,service,tier,state,opened_at,order_channel
13900000401,sms,,active,2009-01-01,counter
13900000402,sms,,suspended,2009-01-01,counter
13900000403,sms,,active,2010-05-01,counter
13900000404,dual_display,,active,2009-01-01,counter
13900000405,missed_call_alert,,active,2009-01-01,counter
13900000406,mobile_data,5,active,2009-01-01,sms
13900000407,mobile_data,,active,2009-01-01,sms
13900000410,missed_call_alert,,active,2009-01-01,counter
13900000411,rbt,,active,2009-01-01,counter
13900000412,rbt,,active,2009-01-01,counter
13900000413,rural_info,,active,2009-01-01,sms
!
is 'what they subscribe to' "$(grep -c done out)" 11
cm-store import history -q >out 2>err <<'!'
msisdn,event,service,operator_id,reason,at
13900000402,suspend,sms,TC0012,发送量超限,2010-04-14T20:00:00+08:00
13900000408,open,sms,A0001,,2009-01-01T08:00:00+08:00
13900000408,suspend,sms,KF77,垃圾短信,2010-04-14T20:00:00+08:00
13900000409,suspend,sms,ATC12,本人申请,2010-04-14T20:00:00+08:00
13900000414,suspend,sms,TC0001,垃圾短信,2010-04-14T20:00:00+08:00
13900000414,resume,sms,A0001,,2010-04-14T21:00:00+08:00
13900000415,cancel,mobile_data,WEB,本人,2010-04-10T12:00:00+08:00
13900000416,suspend,,A0001,挂失,2010-04-10T12:00:00+08:00
13900000417,suspend,sms,,,2010-04-10T12:00:00+08:00
13900000405,open,rbt,A0001,,2010-04-10T12:00:00+08:00
!
is 'what befell them' "$(grep -c done out)" 10
send='service=sms symptom=cannot_send smsc_right=yes'
call 'a row says active' 0 '…"cause":"sms.cannot-send"…' '' d $send msisdn=13900000401
call 'of which nothing speaks is not known' 1 '…"result":"undecided","reason":"sms.off"…"ask":["sms_state",…' '' d $send msisdn=13900000405
is '  and not said to be closed' "$(verdict sms.off) $(saw sms.off)" 'unknown {"sms_state":null}'
call 'open from next month on' 0 '…"cause":"sms.off"…' '' d $send msisdn=13900000403
is '  is pending' "$(saw sms.off)" '{"sms_state":"pending"}'
call 'the history speaks where no row does: stopped by KF' 0 '…"cause":"sms.stopped-remark"…垃圾短信…"next":["cm-vas resume service=sms"]…' '' d $send msisdn=13900000408 sms_in_hour=1 sms_in_day=1
call '  without records of messages it may be that there were too many' 1 '…"reason":"sms.antispam","reasons":["sms.antispam"]…"ask":["sms_in_hour","sms_in_day"]…' '' d $send msisdn=13900000408
call 'resumed since' 0 '…"cause":"sms.cannot-send"…' '' d $send msisdn=13900000414
call 'an operator id that has TC further behind is none of those' 0 '…"cause":"sms.suspended"…' '' d $send msisdn=13900000409
is '  the prefix counts' "$(saw sms.antispam | grep -o '"sms_stopped_antispam":[a-z]*')" '"sms_stopped_antispam":false'
call 'nobody says by whom: it may be one of those' 1 '…"result":"undecided","reason":"sms.antispam"…"ask":["sms_stopped_antispam",…' '' d $send msisdn=13900000417
is '  and is not said to be none' "$(saw sms.antispam | grep -o '"sms_stopped_antispam":[a-z]*')" '"sms_stopped_antispam":null'
call 'nor where the history speaks of another service only' 1 '…"result":"undecided","reason":"sms.antispam"…' '' d $send msisdn=13900000405 sms_state=suspended
call 'what befell the whole line befell its messages' 0 '…"cause":"sms.suspended"…' '' d $send msisdn=13900000416
call 'within a bundle the alert is open' 0 '…"cause":"missed_call_alert.out-of-sync"…' '' d service=missed_call_alert symptom=no_prompt same_after_restart=yes unused_month=no msisdn=13900000404
call 'what the report says counts more than what is looked up' 0 '…"cause":"sms.off"…' '' d $send msisdn=13900000401 sms_state=none
call 'a value that is none' 1 '…"result":"invalid","reason":"field.unknown-value"…sms_state…"next":[]…' '' d $send msisdn=13900000401 sms_state=dead

# ---- 200 and 201 an hour, 500 and 501 a day (row S92) ----
# messages LINE FROM STEP COUNT PEER: one each STEP seconds.
messages() {
	awk -v line="$1" -v from="$2" -v step="$3" -v n="$4" -v peer="$5" 'BEGIN {
		for (i = 0; i < n; i++) {
			t = from + i * step
			printf "%s,sms,2010-04-%02dT%02d:%02d:%02d+08:00,out,%s\n", line, int(t / 86400) + 1, int(t % 86400 / 3600), int(t % 3600 / 60), t % 60, peer
		}
	}'
}
use() { { echo msisdn,kind,at,direction,peer; cat; } | cm-store import usage -q >"$T/imported" 2>"$T/err"; }
day14=$((13 * 86400))
messages 13900000402 $((day14 + 36000)) 18 200 13900000001 | use
call '200 in an hour are let through' 0 '…"cause":"sms.stopped-remark"…' '' d $send msisdn=13900000402
is '  counted' "$(saw sms.antispam)" '{"sms_state":"suspended","sms_stopped_antispam":true,"sms_in_hour":200,"sms_in_day":200}'
messages 13900000402 $((day14 + 36000 + 3600)) 1 1 13900000002 | use
call '  one more, an hour after the first, is in another hour' 0 '…"cause":"sms.stopped-remark"…"next":["cm-vas resume service=sms"]…' '' d $send msisdn=13900000402
is '  counted' "$(saw sms.antispam)" '…"sms_in_hour":200,"sms_in_day":201}'
messages 13900000402 $((day14 + 36000 + 3599)) 1 1 13900000003 | use
call '201 in sixty minutes' 0 '…"cause":"sms.antispam"…more than 200 messages in an hour, or more than 500 in a day…' '' d $send msisdn=13900000402
is '  counted' "$(saw sms.antispam)" '…"sms_in_hour":201,"sms_in_day":202}'
messages 13900000408 $((day14)) 100 500 13900000001 | use
call '500 in a day are let through' 0 '…"cause":"sms.stopped-remark"…' '' d $send msisdn=13900000408
is '  counted' "$(saw sms.antispam)" '…"sms_in_hour":36,"sms_in_day":500}'
messages 13900000408 $((day14 - 1)) 1 1 13900000001 | use
call '  one of the day before' 0 '…"cause":"sms.stopped-remark"…' '' d $send msisdn=13900000408
messages 13900000408 $((day14 + 72000)) 1 1 13900000004 | use
call '501 in a day' 0 '…"cause":"sms.antispam"…' '' d $send msisdn=13900000408
is '  counted' "$(saw sms.antispam)" '…"sms_in_day":501}'
messages 13900000408 $((day14 + 72001)) 1 300 13900000005 | use
call 'what went out behind the suspension is not counted' 0 '…"cause":"sms.antispam"…' '' d $send msisdn=13900000408
is '  counted' "$(saw sms.antispam)" '…"sms_in_hour":37,"sms_in_day":501}'
messages 13900000409 $((day14)) 1 1 13900000001 | sed 's/out/in/' | use
call 'what comes in is none' 0 '…"cause":"sms.suspended"…' '' d $send msisdn=13900000409
is '  unknown, not 0' "$(saw sms.antispam | grep -o '"sms_in_hour":[a-z0-9]*')" '"sms_in_hour":null'

# ---- down without up, at the time of an MMS, give or take two minutes (row S87) ----
cm-store import usage -q >out 2>err <<'!'
msisdn,kind,at,direction,seconds,up_kb,down_kb,size_kb,apn
13900000407,mms,2010-04-10T12:00:00+08:00,out,10,,,30,
13900000407,data,2010-04-10T11:57:59+08:00,out,0,0,100,,cmwap
13900000407,data,2010-04-10T11:58:00+08:00,out,0,0,200,,cmwap
13900000407,data,2010-04-10T12:02:10+08:00,out,0,0,300,,cmwap
13900000407,data,2010-04-10T12:02:11+08:00,out,0,0,400,,cmwap
13900000407,data,2010-04-10T12:01:00+08:00,out,0,,500,,cmwap
13900000407,data,2010-04-10T12:01:30+08:00,out,0,1,600,,cmwap
13900000407,data,2010-04-10T12:01:40+08:00,out,0,0,0,,cmwap
13900000417,data,2010-04-10T12:00:00+08:00,out,0,,500,,cmwap
13900000418,data,2010-04-10T12:00:00+08:00,out,0,3,500,,cmwap
13900000419,mms,2010-03-31T23:59:00+08:00,out,0,,,30,
13900000419,data,2010-04-01T00:00:30+08:00,out,0,0,70,,cmwap
!
is 'records of data and MMS' "$(grep -c done out)" 12
volume='service=mobile_data symptom=wrong_volume'
call 'two minutes before it and two behind its end' 0 '…"cause":"mobile_data.with-mms-unbilled"…"script":"Some of the data on your list came with MMS you received (records: 2). 2010-04 is not charged yet: these are left out of its bill, and you do not pay for them.","next":["cm-bill refund cause=metering item=mobile_data month=2010-04 since=2010-04-10 until=2010-04-10"]…' '' d $volume msisdn=13900000407
is '  a second more is not, nor what does not say what went up, nor what sent something or got nothing' "$(saw mobile_data.with-mms-unbilled)" '{"suspect_records":2,"month_open":true}'
call 'what does not say what went up is not known to be one-way' 1 '…"result":"undecided","reason":"mobile_data.with-mms-unbilled"…"ask":["suspect_records","down_only_records"]…' '' d $volume msisdn=13900000417
call 'records that all say it' 0 '…"cause":"mobile_data.volume-unclear"…' '' d $volume msisdn=13900000418
is '  none of them one-way' "$(saw mobile_data.with-mms) $(saw mobile_data.down-only)" '{"suspect_records":0} {"down_only_records":0}'
call 'a line of which no record is on file' 1 '…"result":"undecided"…"ask":["suspect_records","down_only_records"]…' '' d $volume msisdn=13900000401
call 'an MMS of the month before' 0 '…"cause":"mobile_data.with-mms-unbilled"…' '' d $volume msisdn=13900000419
ok '  nothing comes back of what is not charged: no figure' sh -c '! grep -q "\"refund\":" out'
call '  and cm-bill leaves it out' 0 '…"result":"done"…"base":0.70,"multiplier":1,"refund":0.00…' '' cm-bill refund -q --no-key msisdn=13900000419 cause=metering item=mobile_data month=2010-04 since=2010-04-01 until=2010-04-01
printf 'msisdn,kind,at,direction,seconds,up_kb,down_kb,size_kb,apn\n13900000416,mms,2010-03-10T12:00:00+08:00,out,10,,,30,\n13900000416,data,2010-03-10T11:58:00+08:00,out,0,0,500,,cmwap\n' | cm-store import usage -q >out 2>err
printf 'msisdn,month,item,amount\n13900000416,2010-03,mobile_data,6\n' | cm-store import bills -q >out 2>err
call 'of a month that was charged what it cost comes back' 0 '…"cause":"mobile_data.with-mms"…"script":"Some of the data on your list came with MMS you received (records: 1). What it cost comes back to you; you can see it from 2010-04-18 on."…"refund":5.00,"next":["cm-bill refund cause=metering item=mobile_data month=2010-03 since=2010-03-10 until=2010-03-10"]…' '' d $volume msisdn=13900000416 month=2010-03
call 'that month itself has an MMS and no data' 0 '…"cause":"mobile_data.volume-unclear"…' '' d $volume msisdn=13900000419 month=2010-03
call 'a month that is none' 1 '…"result":"invalid","reason":"field.malformed"…month…' '' d $volume msisdn=13900000419 month=2010-13
call '  or has not begun, by its first day' 1 '…"result":"invalid","reason":"field.malformed"…"message":"month: has not begun yet"…' '' d --now 2010-04-30T23:59:59+08:00 $volume msisdn=13900000419 month=2010-05
call '  which it has' 1 '…"result":"undecided"…' '' d --now 2010-05-01T00:00:00+08:00 $volume msisdn=13900000419 month=2010-05
call '  of a report of no number as well' 1 '…"message":"month: has not begun yet"…' '' d $volume month=2010-05
unused='service=mobile_data symptom=charged_unused mms_retrieval=automatic cancel_wanted=no'
call 'records of use, of this handset' 0 '…"cause":"mobile_data.own-use"…' '' d $unused msisdn=13900000418
echo 13900000418,data,2010-04-11T12:00:00+08:00,out,1,1,cSd | { echo msisdn,kind,at,direction,up_kb,down_kb,apn; cat; } | cm-store import usage -q >out
call 'dial-up, in whatever letters' 0 '…"cause":"mobile_data.dial-up"…' '' d $unused msisdn=13900000418
is '  one' "$(saw mobile_data.dial-up)" '{"csd_records":1}'
call 'a pack and no data, in a month of which something is on file' 0 '…"cause":"mobile_data.no-record"…' '' sh -c 'echo 13900000405,sms,2010-04-11T12:00:00+08:00,out | { echo msisdn,kind,at,direction; cat; } | cm-store import usage -q >/dev/null; cm-diagnose -q lang=en service=mobile_data symptom=charged_unused msisdn=13900000405'

# ---- what ends a service needs proof of who asks, and may end it later: no script says that it is done ----
call 'data is not wanted: the month is named, and what it takes to close it' 0 '…"cause":"mobile_data.unwanted"…"script":"Data was used from this phone in 2010-03 (records: 3)…once I have seen your document, or you have entered the PIN, I do that and tell you from which day on."…"next":["cm-vas cancel service=mobile_data"]…' '' d service=mobile_data symptom=charged_unused mms_retrieval=automatic cancel_wanted=yes data_records=3 csd_records=0 has_pack=no month=2010-03
call 'a song of the central platform' 0 '…"script":"…Once I have seen your document, or you have entered the PIN, I cancel it for you and tell you from which day on…"next":["cm-vas cancel service=rbt item=902123",…' '' d service=rbt symptom=own_tone line_state=active tone_code=902123
call 'a fee that is accepted, and an end to it' 0 '…"script":"…once I have seen your document, or you have entered the PIN, I do that and tell you from which day on there is no fee…"next":["cm-vas cancel service=monternet"]…' '' d service=monternet symptom=charge_query sp_overcharge=0.00 sp_order_count=1 accepted=yes cancel_wanted=yes

# ---- what comes back: twice the month's fee (row S76) ----
prompt='service=missed_call_alert symptom=no_prompt same_after_restart=yes unused_month=yes'
call 'a month that is not billed yet: by the catalogue' 0 '…"cause":"missed_call_alert.out-of-sync-unused"…"refund":6.00,"next":["cm-vas refresh service=missed_call_alert","cm-bill refund cause=unusable item=missed_call_alert month=2010-04"]…' '' d $prompt msisdn=13900000405
cm-store import bills -q >out 2>err <<'!'
msisdn,month,item,amount
13900000405,2010-03,missed_call_alert,2.50
!
call 'a month that is: what was charged' 0 '…"refund":5.00,"next":[…month=2010-03"]…' '' d $prompt msisdn=13900000405 month=2010-03
call '  and was not paid back yet' 0 '…"result":"done"…"refund":2.00…' '' cm-bill refund -q --no-key msisdn=13900000405 month=2010-03 item=missed_call_alert cause=unusable amount=1
call '  twice the rest' 0 '…"refund":3.00,"next":[…' '' d $prompt msisdn=13900000405 month=2010-03
call 'from when on it can be seen: three days from now, or from the close' 0 '…2010-05-04…' '' d $prompt msisdn=13900000405
call 'refreshed here: that was not it' 0 … '' cm-vas refresh -q --no-key msisdn=13900000405 service=missed_call_alert
call '  then it is somebody else' 0 '…"cause":"missed_call_alert.unexplained"…"escalate_to":"data_centre"…"next":["cm-complaint open kind=fault service=missed_call_alert cause=missed_call_alert.unexplained subject='"'"'calls are forwarded without a prompt'"'"'"]…' '' d $prompt msisdn=13900000405

call '  also when the report has something else first' 0 '…"cause":"sms.inbox-full,missed_call_alert.unexplained"…' '' d symptom=sms.cannot_receive,missed_call_alert.no_prompt line_state=active sms_state=active inbox_full=yes same_after_restart=yes unused_month=yes msisdn=13900000405
call 'two services, one of them refreshed: each by itself' 0 '…"step":"rural_info.refresh","verdict":"fail"…"saw":{"refreshed":false}}…"symptom":"no_prompt"…"verdict":"pass","look":"has it been switched…"saw":{"refreshed":true…"next":["cm-vas refresh service=rural_info","cm-complaint open kind=fault service=missed_call_alert…' '' d symptom=rural_info.not_received,missed_call_alert.no_prompt sms_state=active rural_info_state=active rural_outage=no rural_platform_state=active rural_code_right=yes inbox_full=no same_after_restart=yes unused_month=yes msisdn=13900000405

call 'two teams: a ticket for each, with its own time or none' 0 … '' d symptom=rural_info.not_received,missed_call_alert.no_prompt sms_state=active rural_info_state=active rural_outage=yes same_after_restart=yes unused_month=yes msisdn=13900000405
is '  as steps' "$(jq -c '.next' out)" '["cm-complaint open kind=fault service=rural_info cause=rural_info.outage subject='"'nothing arrives'"' escalate_to=rural_platform restore_due=2010-04-18T09:30:00+08:00","cm-complaint open kind=fault service=missed_call_alert cause=missed_call_alert.unexplained subject='"'calls are forwarded without a prompt'"' escalate_to=data_centre restore_due='"''"'"]'

# ---- tones (row S98) ----
own='service=rbt symptom=own_tone'
call 'a tone that the line does not have: nothing is charged for it, and no money is promised' 0 '…"script":"The song is one of the central platform…you may choose another one meanwhile. I have this charge looked into once more…"next":["cm-vas cancel service=rbt item=902123","cm-complaint open kind=fault service=rbt cause=rbt.central-song…"warnings":["diagnose.refund-unsure"]…' '' d $own msisdn=13900000411 tone_code=902123
printf 'msisdn,service,item,state,opened_at\n13900000411,rbt,902123,active,2010-04-01\n' | cm-store import subscriptions -q >out 2>err
call 'a code of the central platform' 0 '…"cause":"rbt.central-song"…"next":["cm-vas cancel service=rbt item=902123","cm-bill refund cause=song_fault item=rbt_info month=2010-04","cm-complaint open kind=fault service=rbt cause=rbt.central-song subject='"'one’s own tone cannot be set'"'"]…' '' d $own msisdn=13900000411 tone_code=902123
call 'one that only has 902 in it' 0 … '' d $own msisdn=13900000411 tone_code=600902 rbt_platform_state=active tone_expires=2010-12-31
is '  is none' "$(saw rbt.central-song)" '{"tone_central":false}'
call 'a tone that ended yesterday' 0 '…"cause":"rbt.expired"…' '' d $own msisdn=13900000411 tone_code=600902 rbt_platform_state=active tone_expires=2010-04-14

# ---- evidence and its age ----
tone='service=rbt symptom=no_tone msisdn=13900000412'
evidence() { { echo msisdn,fact,value,as_of; cat; } | cm-store import evidence -q >"$T/out" 2>"$T/err"; }
echo 13900000412,rbt_platform_state,suspended,2010-04-14T09:29:59+08:00 | evidence
call 'a second too old: unknown, and said to be stale' 1 '…"result":"undecided","reason":"rbt.platform-suspended"…"verdict":"unknown"…"saw":{"rbt_platform_state":null},"stale":["rbt_platform_state"]}…"next":[]…' '' d $tone
echo 13900000412,rbt_platform_state,suspended,2010-04-14T09:30:00+08:00 | evidence
call 'a day old: it counts' 0 '…"cause":"rbt.platform-suspended"…' '' d $tone
CM_NOW=2010-04-01T09:30:00+08:00 call '  said in time to come, when a clock was wrong: it does not' 1 '…"result":"undecided"…"stale":["rbt_platform_state"]…' '' d $tone
echo 13900000411,tone_expires,2010-04-01,2010-03-16T09:30:01+08:00 | evidence
call 'some hold longer: a day that was fixed' 0 '…"cause":"rbt.expired"…' '' d $own msisdn=13900000411 tone_code=600902 rbt_platform_state=active
echo 13900000412,rbt_platform_state,active,2099-01-01 | evidence
is 'a word of the year 2099 is not taken, or it would be the newest for ever' "$(cat out)" '…"result":"refused","reason":"field.malformed"…'
echo 13900000412,rbt_platform_state,active,1969-01-01 | evidence
is '  nor one of a time that no store has' "$(cat out)" '…"result":"invalid","reason":"field.malformed"…as_of: expected a time from 1970 on…'
rural='service=rural_info symptom=not_received msisdn=13900000413 sms_state=active'
echo 13900000413,rural_outage,true,2010-04-13T09:30:00+08:00 | evidence
call 'a platform out of order: the fee comes back once, and it works again by then' 0 '…"cause":"rural_info.outage"…"escalate_to":"rural_platform","restore_due":"2010-04-18T09:30:00+08:00"…"next":["cm-bill refund cause=outage item=rural_info month=2010-04","cm-complaint open kind=fault service=rural_info cause=rural_info.outage subject='"'nothing arrives'"'"]…' '' d $rural
is '  said: why, by when, and what comes back' "$(cat out)" '…"script":"The platform is being upgraded…works again within 72 hours. Do call us if it does not. As you could not use it, the fee of 2010-04 comes back to you, to be seen from 2010-05-04 on."…'
call '  of a month that was never charged: why and by when, and no money' 0 '…"script":"The platform is being upgraded…works again within 72 hours. Do call us if it does not. I have this charge looked into once more, and you hear from us as soon as that is done."…"warnings":["diagnose.refund-unsure"]…' '' d $rural month=2009-10
call '  in a message: one part of either' 0 '…"script":"The platform is upgraded and works again within 72 hours. We are sorry. The charge is looked into, and you hear from us."…"parts":1…' '' d $rural month=2009-10 channel=sms
call '  with what comes back' 0 '…"script":"农信通平台升级，72小时内恢复，给您添麻烦了。2010-04费用退还，2010-05-04后可查。"…"parts":1…' '' cm-diagnose -q $rural channel=sms

# ---- bills: this one beside the six before it ----
bills() { { echo msisdn,month,item,amount; cat; } | cm-store import bills -q >"$T/out" 2>"$T/err"; }
charge='service=bill symptom=unusual_charge'
printf '13900000420,%s,%s,%s\n' 2010-03 caller_id 30 2010-02 caller_id 5 2010-01 caller_id 5 | bills
call 'two months to compare with are too few' 1 '…"result":"undecided"…' '' d $charge msisdn=13900000420
is '  unknown, not none' "$(saw bill.unusual)" '{"unusual_count":null}'
printf '13900000420,%s,%s,%s\n' 2009-12 caller_id 20 | bills
call 'three are enough: the one in the middle is usual' 0 '…30.00 yuan, 5.00…' '' d $charge msisdn=13900000420 used_it=yes
printf '13900000420,%s,%s,%s\n' 2009-11 caller_id 30 | bills
call 'of four the middle of the two in the middle' 0 '…30.00 yuan, 12.50…' '' d $charge msisdn=13900000420 used_it=yes
printf '13900000420,%s,%s,%s\n' 2009-10 caller_id 30 2009-09 caller_id 30 2009-08 caller_id 1 2009-07 caller_id 1 | bills
call 'six of them, and no more: then it is nothing unusual' 0 '…"cause":"bill.accepted"…' '' d $charge msisdn=13900000420 accepted=yes
is '  25.00 is usual' "$(saw bill.unusual)" '{"unusual_count":0}'
call 'a month that has no bill' 0 '…"cause":"bill.not-billed"…' '' d $charge msisdn=13900000420 month=2010-04

# ---- Monternet: orders and records against the bill, reminders of data ----
cm-store import subscriptions -q >out 2>err <<'!'
msisdn,service,tier,state,opened_at,order_channel,sp
13900000401,monternet,,active,2009-01-01,sms,SP01
13900000402,mobile_data,5,active,2009-01-01,sms,
!
cm-store import usage -q >out 2>err <<'!'
msisdn,kind,at,direction,sp,order_channel,fee
13900000401,sp,2010-03-10T12:00:00+08:00,in,SP01,sms,2.00
13900000401,sp,2010-03-11T12:00:00+08:00,in,SP02,wap,3.00
!
printf '13900000401,%s,%s,%s\n' 2010-03 monternet 8 | bills
query='service=monternet symptom=charge_query msisdn=13900000401'
call 'more on the bill than the records come to: twice that comes back' 0 '…"cause":"monternet.overcharged"…"refund":6.00,"next":["cm-bill refund cause=sp_fault item=monternet month=2010-03 amount=3.00"]…' '' d $query
call '  and it is ended, where that is wanted' 0 '…"cause":"monternet.overcharged-cancel"…"refund":6.00,"next":["cm-vas cancel service=monternet","cm-bill refund cause=sp_fault item=monternet month=2010-03 amount=3.00"]…' '' d $query cancel_wanted=yes
call '  and is paid back' 0 '…"result":"done"…"refund":6.00…' '' cm-bill refund -q --no-key msisdn=13900000401 cause=sp_fault item=monternet month=2010-03 amount=3.00
call '  then it is right, and the orders are two' 0 '…"cause":"monternet.accepted"…' '' d $query accepted=yes cancel_wanted=no
is '  counted' "$(saw monternet.overcharged) $(saw monternet.accepted)" '{"sp_overcharge":0.00} {"sp_order_count":2,"accepted":true}'
reminder='service=mobile_data symptom=no_reminder'
call 'a pack, and the 11th has gone by: the data centre knows whether it was sent' 1 '…"reason":"mobile_data.sent-unread"…"ask":["data_notice_sent"]…' '' d $reminder msisdn=13900000402
is '  due' "$(saw mobile_data.not-due)" '{"data_notice_due":true}'
call '  before the 11th none was' 0 '…"cause":"mobile_data.not-due"…' '' d --now 2010-04-10T09:30:00+08:00 $reminder msisdn=13900000402
call 'sent, and he insists that it never came: a complaint with its deadline, and no figure' 0 '…"cause":"mobile_data.insists"…"script":"…I register that…tell you then by when you hear from us."…"next":["cm-complaint open kind=complaint service=mobile_data cause=mobile_data.insists subject='"'no reminders of the volume'"'"]…' '' d $reminder msisdn=13900000402 data_notice_sent=yes insists=yes
ok '  nothing is promised' sh -c '! grep -q "\"refund\"\|cm-bill" out'
call 'who has no pack is told only when he asked' 0 '…"cause":"mobile_data.no-pack"…' '' d $reminder msisdn=13900000403
call 'the bill is looked at, whatever the report has first' 0 '…"cause":"sms.inbox-full,bill.not-billed"…' '' d symptom=sms.cannot_receive,bill.unusual_charge line_state=active sms_state=active inbox_full=yes msisdn=13900000420 month=2010-04

# ---- a provider's fee (rows S68 to S70): what was due its records of use say ----
fee='service=monternet symptom=charge_query msisdn=13900000419 month=2010-03'
printf '13900000419,2010-03,monternet,8\n' | bills
printf '13900000419,sms,2010-03-02T12:00:00+08:00,out,13900000001\n' | use
call 'neither an order nor a record: all of it is too much, and comes back twice; its month is named' 0 '…"cause":"monternet.overcharged"…too much in 2010-03.…"refund":16.00,…' '' d $fee
printf '13900000419,monternet,active,2009-01-01,SP-1\n' | { echo msisdn,service,state,opened_at,sp; cat; } | cm-store import subscriptions -q >out 2>err
call 'an order without a record of its fee: nobody knows, and nothing is promised' 1 '…"result":"undecided","reason":"monternet.overcharged"…"next":[]…' '' d $fee accepted=no

# ---- a damaged history is named ----
rm -f bad.db*; cp "$CM_STORE" bad.db; cp "$CM_STORE.key" bad.db.key; cp "$CM_STORE-wal" bad.db-wal 2>/dev/null
sqlite3 bad.db 'UPDATE OR IGNORE history SET at = -9223372036854775807 - 1' >/dev/null
call 'an event at no time' 69 '' '…has a value out of its range…' env CM_STORE="$T/bad.db" cm-diagnose -q $send msisdn=13900000408
