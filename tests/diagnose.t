#!/bin/sh
# cm-diagnose: what a report means, what is asked, several symptoms at once, what is shown of each step; nothing is written,
# and a pipe of commands does what was found.
. "${0%/*}/lib.sh"
store
lines
CM_NOW=2010-04-15T09:30:00+08:00
d() { cm-diagnose -q lang=en "$@"; }

# ---- what a report means ----
call 'nothing at all: what to ask' 1 '…"result":"undecided","reason":"diagnose.no-symptom","reasons":["diagnose.no-symptom","diagnose.unknown-service"]…"ask":["symptom","service"],"symptoms":["bill.unusual_charge",…"sms.cannot_send",…"next":[]…' '' d
call 'a service alone: which symptoms it has' 1 '…"result":"undecided","reason":"diagnose.no-symptom"…messages cannot be sent, messages do not arrive…"ask":["symptom"],"symptoms":["cannot_send","cannot_receive"],"next":[]…' '' d service=sms
call '  for the customer in his language' 1 '…"script":"…短信无法发送、短信无法接收…' '' cm-diagnose -q service=sms
call 'an empty list of symptoms' 1 '…"reason":"diagnose.no-symptom"…' '' sh -c 'echo "{\"service\":\"sms\",\"symptom\":[]}" | cm-diagnose -q'
call 'a service that nobody knows, the nearest named' 1 '…"result":"refused","reason":"diagnose.unknown-service","reasons":["diagnose.unknown-service"]…did you mean sms?…"next":[]…' '' d service=smss symptom=cannot_send
call '  without anything near' 1 '…"reason":"diagnose.unknown-service"…cm-diagnose services has those…' '' d service=telegraph
call 'a symptom that nobody knows, the nearest named' 1 '…"result":"refused","reason":"diagnose.unknown-symptom","reasons":["diagnose.unknown-symptom"]…did you mean cannot_send?…"symptoms":["cannot_send","cannot_receive"],"next":[]…' '' d service=sms symptom=cannot_sendd
call '  without anything near' 1 '…"reason":"diagnose.unknown-symptom"…Nobody knows the symptom purple; there are: messages cannot be sent,…' '' d service=sms symptom=purple
call 'in Chinese, by its words' 1 '…"symptom":"cannot_send","step":"sms.line-stopped"…' '' d service=短信 symptom=短信无法发送
call '  by an alias' 1 '…"symptom":"cannot_send","step":"sms.line-stopped"…' '' d service=sms symptom=发不出短信
call '  in English' 1 '…"symptom":"cannot_receive"…' '' d service=SMS "symptom=messages do not arrive"
call '  in a sentence' 1 '…"symptom":"cannot_receive"…' '' d service=sms symptom=客户说昨天起收不到短信了
call '  and that names the service, too' 1 '…"reason":"sms.line-stopped"…' '' d symptom=昨天起收不到短信了
call '  two in a sentence' 1 '…"symptom":"cannot_receive",…"symptom":"cannot_send",…' '' d symptom=收不到短信、也发不出短信
call '  one clause of which has none: told, and left out' 1 '…this names no symptom and was not looked into: 喂.…"ask":["line_state","sms_state",…' '' d symptom=喂，我的手机收不到短信
call '  among the warnings of what is found' 0 '…not looked into: 喂.…"cause":"sms.inbox-full"…"warnings":["diagnose.unread"]…' '' d symptom=喂，我的手机收不到短信 line_state=active sms_state=active inbox_full=yes
call '  none of which has one' 1 '…"result":"refused","reason":"diagnose.unknown-symptom"…' '' d symptom=喂，我的手机坏了
call '  a misspelt one is no such clause' 1 '…"result":"refused","reason":"diagnose.unknown-symptom"…did you mean 短信发不出去?…' '' d service=sms symptom=喂，收不到短信，短信发布出去
call 'what two services have: which one is asked' 1 '…"result":"undecided","reason":"diagnose.unknown-service"…"ask":["service"],"next":[]…' '' d symptom=no_signal
call '  or the report has something else of one' 1 '…"symptom":"one_way",…"symptom":"no_signal","step":"voice.…' '' d symptom=no_signal,单通
call '  or said with it' 1 '…"reason":"voice.line-stopped"…' '' d symptom=voice.no_signal
call 'of a service in preparation' 1 '…"result":"refused","reason":"diagnose.draft"…"next":[]…' '' d service=corp_rbt symptom=no_tone corp_rbt_state=active
call 'list: the symptoms of one service' 0 '{"service":"sms","lang":"en","service_name":"SMS","service_status":"active","symptom":"cannot_send","symptom_name":"messages cannot be sent","aliases":["短信发不出去",…],"step_count":7}
{"service":"sms",…"symptom":"cannot_receive",…}' '' cm-diagnose list -q service=sms lang=en
call 'list: of one that there is not' 1 '…"reason":"diagnose.unknown-service"…' '' cm-diagnose list -q service=smss lang=en
call 'services: needs no store' 0 '…"service":"sms","service_name":"SMS","service_status":"active","symptoms":["cannot_send","cannot_receive"]…' '' sh -c 'unset CM_STORE CM_NOW; cm-diagnose services -q lang=en'

# ---- unknown is never false; every step is shown with what was seen ----
send='service=sms symptom=cannot_send'
call 'nothing is known: everything that may be it is open' 1 '…"result":"undecided","reason":"sms.line-stopped","reasons":["sms.line-stopped","sms.off","sms.antispam","sms.suspended","sms.centre"]…"step":"sms.off","verdict":"unknown","look":"is SMS open","saw":{"sms_state":null}}…' '' d $send
is 'the cheapest is asked first' "$out" '…"ask":["line_state","sms_state",…"smsc_right"]…'
is '  and is the question' "$out" '…"message":"What does the system show: is the number in service or suspended?…'
call 'one that is open before one that holds: it is not found yet' 1 '…"reason":"sms.off"…"step":"sms.centre","verdict":"fail"…"next":[]…' '' d $send line_state=active smsc_right=no
ok '  and no cause is named' sh -c '! grep -q "\"cause\"" out'
call 'passed, passed, this is it; what comes behind is not looked at' 0 '…"cause":"sms.off","steps":[{"symptom":"cannot_send","step":"sms.line-stopped","verdict":"pass","look":"is the number in service","saw":{"line_state":"active"}},{"symptom":"cannot_send","step":"sms.off","verdict":"fail","look":"is SMS open","saw":{"sms_state":"none"}}]…' '' d $send line_state=active sms_state=none
call 'none of them: that is a finding, too' 0 '…"cause":"sms.cannot-send"…{"symptom":"cannot_send","step":"sms.cannot-send","verdict":"fail"}]…"escalate_to":"back_office"…"next":["cm-complaint open kind=fault service=sms cause=sms.cannot-send subject='"'messages cannot be sent'"'"]…' '' d $send line_state=active sms_state=active smsc_right=yes
call 'a number that nobody has: what was reported is all there is' 0 '…No line in use has the number 13900000999…' '' d $send msisdn=13900000999 line_state=active sms_state=none
call '  said also while something is open' 1 '…"result":"undecided","reason":"sms.off"…No line in use has the number 13900000999…' '' d $send msisdn=13900000999 line_state=active
call 'the line of the number' 0 '…not in service…"cause":"voice.arrears"…"saw":{"line_state":"suspended_arrears"}…' '' d $send msisdn=13900000101
# whoever owes hears that first, of every service that needs a line in service; no refund is ordered
for of in sms.cannot_send missed_call_alert.no_sms missed_call_alert.no_prompt dual_display.no_sms rbt.no_tone rbt.own_tone \
	rbt.corp_and_personal rural_info.not_received mms.cannot_send mms.cannot_receive mobile_data.cannot_connect mobile_data.unstable \
	mobile_data.slow mobile_news.not_received voice.no_signal; do
	call "suspended for arrears: $of" 0 '…"cause":"voice.arrears"…"script":"The number was stopped because a bill is open. Once that is paid, switch the phone off and on and it works again.","next":[]…' '' d symptom=$of msisdn=13900000101
done
call '  with all that would find something else' 0 '…"cause":"voice.arrears"…"next":[]…' '' d symptom=missed_call_alert.no_prompt msisdn=13900000101 missed_call_alert_state=active same_after_restart=yes refreshed=no unused_month=yes
call 'no known remedy' 1 '…"result":"referred","reason":"diagnose.no-known-remedy"…' '' d service=missed_call_alert symptom=cannot_cancel missed_call_alert_state=active dual_display_state=active
call '-x explains the gate and the tree' 0 '…"explain":[{"rule":"diagnose.nothing-said",…},{"rule":"sms.off","verdict":"allow","fired":true,"because":"sms_state IN ('"'none', 'pending'"'): none"…' '' d -x $send line_state=active sms_state=none
ok '  as one list' sh -c 'jq -e "(.explain|type)==\"array\" and (.explain|length)>10" out 2>/dev/null || ! command -v jq'
call 'for a message: its own words, and how many parts' 0 '…"script":"…"…"parts":1…' '' cm-diagnose -q $send channel=sms line_state=active sms_state=none

# ---- several symptoms at once ----
mms='service=mms symptom=cannot_send,cannot_receive line_state=active'
call 'both found' 0 '…"cause":"mms.data-off"…"symptom":"cannot_send",…"symptom":"cannot_receive",…' '' d $mms mobile_data_state=none mms_settings_right=yes mms_handset=yes
ok '  one cause of both is named once' sh -c '! grep -q "mms.data-off,mms" out'
call 'one found, one open: undecided, and nothing is done yet' 1 '…"result":"undecided"…"ask":["mms_copyright"]…"cause":"mms.too-large"…"next":[]…' '' d $mms mobile_data_state=active mms_settings_right=yes mms_handset=yes mms_size_kb=51
call 'one found, one that nobody knows: refused' 1 '…"result":"refused","reason":"diagnose.unknown-symptom"…"next":[]…' '' d $send,purple line_state=active sms_state=none
call 'two of two services' 0 '…"cause":"sms.off,mms.data-off"…' '' d symptom=sms.cannot_send,mms.cannot_send line_state=active sms_state=none mobile_data_state=none mms_settings_right=yes mms_handset=yes
call 'the largest MMS is looked up, whatever is named first' 0 '…"cause":"sms.off,mms.too-large"…' '' d symptom=sms.cannot_send,mms.cannot_send line_state=active sms_state=none mobile_data_state=active mms_settings_right=yes mms_handset=yes mms_size_kb=51
call 'the same one twice is one' 0 '…"cause":"sms.off"…' '' d $send,cannot_send line_state=active sms_state=none

# ---- a list of a help desk ----
printf '报障编号,手机号码,业务,故障现象,语言\nf1,13900000102,短信,收不到短信,en\n' >faults.csv
call 'Chinese headings: the number of the report is its key' 1 '…"request_id":"f1","msisdn":"13900000102"…' '' sh -c 'cm-diagnose -q <faults.csv'

# ---- nothing is written ----
cm-store dump >before
for v in diagnose list services; do cm-diagnose $v -q service=sms symptom=cannot_send msisdn=13900000102 >out 2>err || :; done
cm-store dump >after
ok 'by diagnosing nothing is changed' cmp before after
ok '  and it works on a store that cannot be written' sh -c 'chmod 400 store.db; cm-diagnose -q service=sms symptom=cannot_send msisdn=13900000101 >out; rc=$?; chmod 600 store.db; exit $rc'
