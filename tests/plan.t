#!/bin/sh
# cm-plan: what stands against another plan, when it holds, what becomes of services; the second change before the first
# holds; the table of transitions; what a plan would have cost.
. "${0%/*}/lib.sh"
store
lines
cm-store import lines -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method
13900000301,张伟,resident_id,612301197001010017,mzone,none,mzone-25,2008-06-15,active,10.00,cash
13900000302,李静,resident_id,612321198002030028,gotone,none,gotone-local-99,2005-03-31,active,0.00,cash
13900000303,周明,resident_id,612322198512120038,easyown,none,easyown-basic,2008-06-15,active,-0.01,cash
13900000304,吴刚,resident_id,612301197505050013,mzone,none,mzone-starter,2006-01-01,active,0.00,cash
13900000305,郑爽,resident_id,612301197606060018,,none,,2005-03-31,active,0.00,cash
13900000306,王五,resident_id,612301197707070011,gotone,none,gotone-old-7,2001-03-31,active,0.00,cash
!
cm-store import subscriptions -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,service,item,tier,state,opened_at,sp
13900000301,caller_id,,,active,2009-05-01,
13900000301,rbt,,,active,2009-05-01,
13900000301,rbt,902771,,active,2009-06-01,
13900000301,sms,,,active,2009-05-01,
13900000301,mobile_data,,5,active,2009-05-01,
13900000301,mobile_news,,,terminated,2009-05-01,
13900000301,vpmn,,,active,2009-05-01,
13900000302,caller_id,,,active,2009-05-01,
13900000302,corp_rbt,,,active,2009-05-01,
!
cm-store import contracts -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,kind,from,until,blocks_plan_change
13900000302,lease,2009-04-01,2010-04-01,true
13900000302,gift,2009-04-01,2012-04-01,false
13900000302,bundle,2008-04-01,2009-04-01,true
!
HERE='"id_type":"resident_id","doc_form":"original","holder_present":true'
A="\"msisdn\":\"13900000301\",\"id_no\":\"612301197001010017\",$HERE"
B="\"msisdn\":\"13900000302\",\"id_no\":\"612321198002030028\",$HERE"
N=0
# change FIELDS [OPTIONS]
change() {
	N=$((N + 1))
	printf '{"request_id":"p%s",%s}\n' "$N" "$1" >in
	shift
	cm-plan -q "$@" <in
}
waits() { sqlite3 store.db "SELECT w.value, w.due, w.settled = 0 FROM waiting w JOIN line l ON l.part = w.part AND l.line = w.line WHERE l.msisdn = '$1' ORDER BY w.seq"; }
plan_of() { sqlite3 store.db "SELECT brand, plan FROM line WHERE msisdn = '$1'"; }
services() { sqlite3 store.db "SELECT s.service || ':' || s.item || ':' || s.tier || ':' || s.state FROM subscription s JOIN line l ON l.part = s.part AND l.line = s.line WHERE l.msisdn = '$1' ORDER BY 1" | tr '\n' ' '; }
changes() { sqlite3 store.db "SELECT facts FROM operation WHERE source = 'cm-plan change' AND result = 1 ORDER BY commit_no" | sed -n 's/.*"changes":\({.*}\)}$/\1/p' | tail -1; }
MAY=1272643200 # 2010-05-01 00:00 in Shanghai
before=$(cm-store dump | cksum)

# ---- what stands against it ----
call 'no plan' 1 '…"result":"invalid","reason":"field.missing"…plan: missing…' '' change "$A"
call 'an unknown number' 1 '…"result":"refused","reason":"line.unknown","reasons":["line.unknown"]…' '' change "\"msisdn\":\"13900000399\",\"plan\":\"gotone-58\",\"id_no\":\"612301197001010017\",$HERE"
call 'a suspended line, and what it owes' 1 '…"reason":"line.state","reasons":["line.state","plan.arrears"]…' '' change "\"msisdn\":\"13900000101\",\"plan\":\"gotone-58\",\"id_no\":\"612301197001010017\",$HERE"
call 'a fen owing' 1 '…"reason":"plan.arrears"…Pay 0.01 yuan first: cm-pay…' '' change "\"msisdn\":\"13900000303\",\"plan\":\"easyown-talk\",\"id_no\":\"612322198512120038\",$HERE"
call 'a plan that does not exist' 1 '…"result":"refused","reason":"plan.off-sale"…There is no plan gotone-59…' '' change "$A,\"plan\":\"gotone-59\""
call '  by that rule, and no other' 1 '…"reasons":["plan.off-sale"]…"rule":"plan.unknown","verdict":"refuse","fired":true…' '' change "$A,\"plan\":\"gotone-59\"" -x
call 'one that is not sold yet' 1 '…"reason":"plan.off-sale"…' '' change "$A,\"plan\":\"mzone-campus\""
call 'one that is no longer sold' 1 '…"reason":"plan.off-sale"…' '' change "$A,\"plan\":\"mzone-starter\""
call 'the plan that it has' 1 '…"reason":"plan.same","reasons":["plan.same"]…' '' change "$A,\"plan\":\"mzone-25\""
call 'the one that it has, and that is sold no more: that alone is told' 1 '…"reasons":["plan.same"]…' '' change "$B,\"plan\":\"gotone-local-99\""
call 'a contract that forbids it, on its last day' 1 '…"result":"refused","reason":"plan.contract","reasons":["plan.contract"]…"remedy":"It can be done from 2010-04-02 on."…' '' change "$B,\"plan\":\"gotone-58\""
call 'in Chinese' 1 '…2010-04-02 起就可以换了…' '' change "$B,\"plan\":\"gotone-58\",\"lang\":\"zh\""
call 'neither document nor PIN: by SMS or on the web' 1 '…"result":"referred","reason":"plan.self-service"…10086…' '' change '"msisdn":"13900000301","plan":"gotone-58","lang":"en"'
call 'a copy of the document' 1 '…"result":"referred","reason":"plan.self-service"…' '' change '"msisdn":"13900000301","plan":"mzone-38","id_no":"612301197001010017","doc_form":"copy","holder_present":true'
call "a stranger's document" 1 '…"result":"refused","reason":"identity.mismatch"…' '' change "\"msisdn\":\"13900000301\",\"plan\":\"mzone-38\",\"id_no\":\"612321198002030028\",$HERE"
call 'not asked whether he is the owner' 1 '…"result":"undecided"…"ask":[…"holder_present"…' '' change '"msisdn":"13900000301","plan":"mzone-38","id_no":"612301197001010017","doc_form":"original"'
call 'a PIN that was never set' 1 '…"result":"refused","reason":"pin.not-set"…' '' change '"msisdn":"13900000301","plan":"mzone-38","pin":"482913"'
call 'another brand: what to mind must be acknowledged' 1 '…"result":"undecided","reason":"plan.cautions"…58.00…' '' change "$A,\"plan\":\"gotone-58\""
call 'all reasons at once' 1 '…"reasons":["plan.off-sale","plan.contract"]…' '' change "$B,\"plan\":\"mzone-starter\""
is 'nothing of this moved a line' "$(plan_of 13900000301) $(waits 13900000301)$(waits 13900000302)" 'mzone|mzone-25 '
before=$(cm-store dump | cksum)
call 'a rehearsal says what would be' 0 '{…"result":"done"…"old_plan":"mzone-25","monthly_fee":58.00,"price_out_min":0.10,"price_in_min":0.00,"free_services":["caller_id","missed_call_alert"]…"effective_at":"2010-05-01","dropped":["rbt"],"added":["missed_call_alert"],"kept":["caller_id","mobile_data","rbt","sms","vpmn"],"order_status":"pending"…}' '' change "$A,\"plan\":\"gotone-58\",\"ack\":\"plan.cautions\"" -n
is '  and did nothing' "$(cm-store dump | cksum)" "$before"
sed 's/"order_id":"[^"]*"//g' out >rehearsed

# ---- from the 1st of next month on ----
N=$((N - 1))
call 'for real' 0 '{…"result":"done"…"order_status":"pending"…}' '' change "$A,\"plan\":\"gotone-58\",\"ack\":\"plan.cautions\""
sed 's/"order_id":"[^"]*"//g' out >done
is '  says the same' "$(cat done)" "$(sed 's/"dry_run":true,//' rehearsed)"
is '  what is said comes in the order of the deck' "$(field script)" '全球通 58 元套餐从 2010-05-01 零点起生效…每月 58.00 元，打电话每分钟 0.10 元，接电话每分钟 0.00 元，送您来电显示、来电提醒…取消的业务：彩铃；新开的：来电提醒；不变的：来电显示、手机上网、彩铃、短信、集团V网。'
id=$(field order_id)
is '  what is to be done before and after comes first' "$(sed 's/.*"tasks":\[//' out)" '"Before: cancel the corporate network…","After: add the line to its corporate network…","Print the order form…'
is '  it waits for midnight of the 1st' "$(waits 13900000301)" "gotone-58|$MAY|1"
is '  until then the line has its plan' "$(plan_of 13900000301)" 'mzone|mzone-25'
is '  and its services' "$(services 13900000301)" 'caller_id:::active mobile_data::5:active mobile_news:::terminated rbt:902771::active rbt:::active sms:::active vpmn:::active '
is '  what the operation keeps' "$(changes)" '{"waiting_plan":["","gotone-58"]}'
call '  cm-show has it' 0 '…"kind":"waiting","item":"plan","value":"gotone-58","from":"2010-05-01","of_order":"'"$id"'"…' '' cm-show -q msisdn=13900000301
call '  its form says from when on it holds' 0 '…套餐变更…待生效套餐 …全球通 58 元套餐
…全球通 58 元套餐从 2010-05-01 起生效…
  动感地带的短信优惠和品牌活动随原套餐一起结束。全球通套餐每月最低消费 58.00
  元。…' '' cm-show -q --form order_id="$id"
call '  and in English, what to mind as well' 0 '…Plan that waits …GoTone 58
…The M-Zone allowances for messages and its events end with the old plan. With
  GoTone at least 58.00 yuan are charged each month.…' '' cm-show -q --form order_id="$id" lang=en
is '  with no code of a plan' "$(grep -c 'gotone-\|mzone-' out)" 0
is '  a survey goes out' "$(cm-show -q msisdn=13900000301 | grep -c '"kind":"notice","item":"survey"')" 1
call '  the same request again' 0 '…"result":"duplicate"…"effective_at":"2010-05-01","dropped":["rbt"]…"order_status":"pending"…' '' sh -c 'cm-plan -q <in'
call '  the same request for another plan' 1 '…"reason":"request.conflict"…another plan…' '' sh -c 'sed s/gotone-58/gotone-88/ in | cm-plan -q'
is '  one order' "$(waits 13900000301)" "gotone-58|$MAY|1"

# ---- before it holds ----
call 'the plan that waits' 1 '…"result":"refused","reason":"plan.same"…holds from 2010-05-01…' '' change "$A,\"plan\":\"gotone-58\""
call 'another one: the first is replaced, once that is confirmed' 1 '…"result":"undecided","reason":"plan.replaces"…全球通 58…' '' change "$A,\"plan\":\"mzone-38\""
call '  confirmed' 0 '…"replaced":"gotone-58"…"order_status":"pending"…' '' change "$A,\"plan\":\"mzone-38\",\"ack\":\"plan.replaces\""
is '  the customer hears what is done, not what he confirmed' "$(field script)" '动感地带 38 元套餐从 2010-05-01…'
is '  the newer one waits' "$(waits 13900000301)" "gotone-58|$MAY|0
mzone-38|$MAY|1"
is '  what the operation keeps' "$(changes)" '{"waiting_plan":["gotone-58","mzone-38"]}'
call 'the present one: what waits is taken back, once that is confirmed' 1 '…"reason":"plan.withdraws"…' '' change "$A,\"plan\":\"mzone-25\""
call '  confirmed' 0 '…"old_plan":"mzone-25","replaced":"mzone-38","order_status":"completed"…' '' change "$A,\"plan\":\"mzone-25\",\"ack\":\"plan.withdraws\""
call '  its form says that' 0 '…待生效套餐                动感地带 38 元套餐
…套餐变更撤回…' '' cm-show -q --form order_id="$(field order_id)"
is '  with no code of a plan' "$(grep -c 'gotone-\|mzone-' out)" 0
is '  nothing waits' "$(waits 13900000301 | grep -c '|1$')" 0
call '  nor is there anything left to take back' 1 '…"reason":"plan.same"…' '' change "$A,\"plan\":\"mzone-25\""
# Other days, on a copy: a journal's time does not go back.
cm-store backup later.db >out 2>err
NOW_STORE=$CM_STORE CM_STORE=$T/later.db CM_KEY=$NOW_STORE.key CM_NOW=2010-12-31T23:59:59+08:00
export CM_KEY
call 'on the last second of a year' 0 '…"effective_at":"2011-01-01"…' '' change "$A,\"plan\":\"mzone-38\""
CM_NOW=2011-01-02T08:00:00+08:00
call 'a change that was due and was not carried out' 1 '…"result":"referred","reason":"plan.overdue"…2011-01-01…' '' change "$A,\"plan\":\"mzone-18\""
CM_STORE=$NOW_STORE CM_NOW=2010-04-02T00:00:00+08:00
unset CM_KEY
call 'the day after the contract; a gift that does not forbid it goes on' 0 '…"dropped":[],"added":["missed_call_alert"],"kept":["caller_id","corp_rbt"]…corporate ring-back tone…' '' change "$B,\"plan\":\"gotone-58\""
CM_NOW=2010-04-01T09:30:00+08:00
call 'a change that waits' 0 '…"effective_at":"2010-05-01"…' '' change "$A,\"plan\":\"mzone-38\""

# ---- by the PIN ----
echo '{"request_id":"set","msisdn":"13900000304","new_pin":"482913","knows_old_pin":false,"phone_present":false,"id_no":"612301197505050013","doc_form":"original","holder_present":true}' | cm-resetpw -q >out
call 'a wrong PIN is counted' 1 '…"result":"refused","reason":"pin.wrong"…' '' change '"msisdn":"13900000304","plan":"mzone-18","pin":"111111"'
is '  in the store' "$(sqlite3 store.db 'SELECT tries FROM pin')" 1
call 'under -n none is compared' 1 '…"result":"undecided","reason":"pin.not-checked"…' '' change '"msisdn":"13900000304","plan":"mzone-18","pin":"482913"' -n
call 'the right one is enough' 0 '…"result":"done"…"old_plan":"mzone-starter"…' '' change '"msisdn":"13900000304","plan":"mzone-18","pin":"482913"'
order=$(field order_id)
is '  it is in no output' "$(grep -c 482913 out)" 0
call '  and proves who he is for the step behind' 0 '…"replaced":"mzone-18"…' '' change "\"msisdn\":\"13900000304\",\"plan\":\"mzone-38\",\"verified_by\":\"$order\",\"ack\":\"plan.replaces\""
call 'a line without a plan gets one' 0 '…"old_plan":""…"effective_at":"2010-05-01"…' '' change "\"msisdn\":\"13900000305\",\"plan\":\"easyown-basic\",\"id_no\":\"612301197606060018\",$HERE"
call 'so does one with a plan that is in no file' 0 '…"old_plan":"gotone-old-7"…"dropped":[]…' '' change "\"msisdn\":\"13900000306\",\"plan\":\"gotone-88\",\"id_no\":\"612301197707070011\",$HERE"

# ---- at once, where policy and plan say so ----
cp -R "$CM_POLICIES" now && sed -i '/id: plan_effect/,/value:/s/value: next_month/value: offer/' now/plan.yaml
call 'a plan of next month waits all the same' 0 '…"effective_at":"2010-05-01"…"order_status":"pending"…' '' change "\"msisdn\":\"13900000305\",\"plan\":\"gotone-128\",\"id_no\":\"612301197606060018\",$HERE,\"ack\":\"plan.replaces\"" -p now
call 'the others hold at once, and what waited does no longer' 0 '…"replaced":"mzone-38"…"effective_at":"2010-04-01","dropped":["rbt"],"added":["missed_call_alert"],"kept":["caller_id","mobile_data","rbt","sms","vpmn"],"order_status":"completed"…' '' change "$A,\"plan\":\"gotone-58\",\"ack\":[\"plan.cautions\",\"plan.replaces\"]" -p now
is '  the customer hears that' "$(field script)" '全球通 58 元套餐现在就生效了…'
is '  brand and plan' "$(plan_of 13900000301)" 'gotone|gotone-58'
is '  the plan'\''s own tone ends, the one that was bought stays' "$(services 13900000301)" 'caller_id:::active missed_call_alert:::active mobile_data::5:active mobile_news:::terminated rbt:902771::active rbt:::terminated sms:::active vpmn:::active '
is '  what the operation keeps' "$(changes)" '{"plan":["mzone-25","gotone-58"],"brand":["mzone","gotone"],"services":["caller_id,mobile_data,rbt,sms,vpmn","caller_id,mobile_data,rbt,sms,vpmn,missed_call_alert"],"waiting_plan":["mzone-38",""]}'
call 'a service that the line had once opens in its old row' 0 '…"added":["mobile_news"]…' '' change "$A,\"plan\":\"gotone-88\"" -p now
is '  opened today' "$(sqlite3 store.db "SELECT count(*) FROM subscription WHERE service = 'mobile_news' AND state = 'active' AND opened_at = 14700 AND order_channel = 'plan'")" 1
sed -i '/id: plan_cautions/,/value:/s/value: ack/value: tell/' now/plan.yaml
call 'a policy that only tells what to mind' 0 '…"message":"Tell the customer: …points should be redeemed first."…' '' change "$A,\"plan\":\"easyown-talk\"" -p now

# ---- the table of transitions ----
few few
cp -R "$CM_POLICIES" whole # for commands
table() { # what, edit, expected of check
	rm -rf p && cp -R few p && sed -i "$2" p/transitions.yaml && cp p/transitions.yaml whole
	call "$1" 1 "$3" '' cm-policy check -p p
}
table 'no default: every pair that nothing fits is named' '/^default/d' '…mzone.yaml…policy.no-transition…from an unknown plan to mzone-18…'
call '  and refers what it does not know' 1 '…"result":"referred","reason":"plan.no-transition"…' '' change "$A,\"plan\":\"mzone-18\"" -p whole
table 'a service that does not exist' 's/drop: \[lost\]/drop: [lost, rbtt]/' '…transitions.yaml…no service rbtt; did you mean rbt…'
call '  stops the command' 78 '' '…transitions.yaml…rbtt…' change "$A,\"plan\":\"gotone-88\"" -p whole
table 'a plan that does not exist' 's/to: gotone/to: gotone-85/' '…no plan or brand gotone-85; did you mean gotone-…'
table 'a key misspelt' 's/    warn:/    wrn:/' '…unknown key wrn; did you mean warn…'
table 'one service, two fates' 's/keep: \[sms\]/keep: [sms]\n    note: x/; s/drop: \[lost\]/drop: [lost, sms]/' '…policy.conflict…sms can only be in one…'
table 'an entry behind one that takes all it could' 's/^transitions:/transitions:\n  - {from: any, to: any, assumed: true}/' '…policy.shadowed…'
table 'a placeholder that is none' 's/{min_spend}/{min_spent}/' '…min_spent…did you mean min_spend…'
table 'an entry without a source' '/^default/s/, assumed: true//; 0,/    assumed: true/s///' '…policy.no-source…'
rm p/transitions.yaml whole/transitions.yaml
call 'no table at all' 78 '' '…transitions.yaml…' change "$A,\"plan\":\"gotone-88\"" -p whole
call '  which check tells' 1 '…transitions.yaml…' '' cm-policy check -p p
rm -rf p && cp -R few p && sed -i '/meant_for/d' p/offers/mzone.yaml
call 'a plan on sale that is for nobody' 1 '…meant_for…' '' cm-policy check -p p
call 'what is assumed of it' 0 '…"transition","id":"mzone to gotone"…' '' cm-policy assumptions

# ---- show, list ----
call 'show: nobody' 1 '…"reason":"line.unknown"…' '' cm-plan show -q msisdn=13900000399
call 'the plan, whom it is for, what waits' 0 '{…"result":"done","message":"From 2010-05-01 on: …"…"plan":"gotone-local-99","plan_name":…"monthly_fee":99.00,"price_out_min":0.20,"price_in_min":0.20,"free_services":["caller_id"]…"meant_for":…"waiting_plan":"gotone-58","waiting_from":"2010-05-01"…}' '' cm-plan show -q msisdn=13900000302 lang=en
is '  in words' "$(field script)" 'Your present plan is GoTone Local 99 (no longer sold): 99.00 yuan a month, 0.20 for a minute out, 0.20 for a minute in; free with it: caller ID. It is meant for business customers who call in town only.'
call 'a plan with blanks' 0 '…figures of …incomplete…"free_services":["sms"]…' '' cm-plan show -q msisdn=13900000304
call 'one that is in no file' 0 '…nobody knows its prices…"plan":"gotone-old-7"…' '' cm-plan show -q msisdn=13900000306
call 'none' 0 '…No plan is on record…' '' cm-plan show -q msisdn=13900000305
call 'list: no such brand' 1 '…"reason":"field.unknown-value"…' '' cm-plan list -q brand=threeg
call 'the plans of one, without a store' 0 'brand,request_id,result,reason,message,plan,plan_name,monthly_fee,price_out_min,price_in_min,free_services,fee_rule,meant_for,…
mzone,…mzone-18,动感地带 18 元套餐,18.00,0.20,0.00,"caller_id,sms",…
mzone,…mzone-25,…
mzone,…mzone-38,…' '' env CM_STORE=none cm-plan list -q -o csv brand=动感地带
call 'of all' 0 '…' '' cm-plan list -q lang=en
is '  those on sale' "$(sed 's/.*"plan":"\([^"]*\)".*/\1/' out | tr '\n' ' ')" 'easyown-basic easyown-farm easyown-family easyown-talk easyown-caller gotone-58 gotone-88 gotone-128 gotone-188 mzone-18 mzone-25 mzone-38 '

# ---- recommend ----
cm-store import lines -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,name,plan,opened_at,status,balance
13900000311,甲,gotone-58,2008-06-15,active,0
13900000312,乙,gotone-local-99,2008-06-15,active,0
13900000313,丙,mzone-starter,2008-06-15,active,0
13900000314,丁,easyown-basic,2008-06-15,active,0
13900000315,戊,,2008-06-15,active,0
13900000316,己,gotone-58,2008-06-15,active,0
!
# 311 pays 10.00 for calls of 100 minutes, 58.00 a month, and 3.00 for a news paper; in February it calls 900 minutes.
cm-store import bills -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,month,item,amount
13900000311,2009-09,monthly_fee,5800
13900000311,2010-01,monthly_fee,58
13900000311,2010-01,voice_out,10
13900000311,2010-01,mobile_news,3
13900000311,2010-02,月租费,58
13900000311,2010-02,主叫通话费,90
13900000311,2010-02,手机报费用,3
13900000311,2010-03,monthly_fee,58
13900000311,2010-03,voice_out,10
13900000311,2010-03,短消息使用费,4.50
13900000311,2010-03,减免,-1
13900000311,2010-04,monthly_fee,5800
13900000312,2010-01,monthly_fee,99
13900000312,2010-01,voice_out,0.10
13900000312,2010-01,voice_in,20
13900000312,2010-02,monthly_fee,99
13900000312,2010-02,monternet,30
13900000312,2010-03,monthly_fee,99
13900000313,2010-01,voice_out,20
13900000313,2010-02,voice_out,20
13900000313,2010-03,voice_out,20
13900000314,2010-01,voice_out,5
13900000314,2010-02,voice_out,5
13900000314,2010-03,voice_out,5
13900000315,2010-02,voice_out,5
!
# As cm-bill run charges them: what was made up to the least spend falls away with the plan.
for m in 1 2 3; do
	cm-store import bills -q <<! >out 2>err || echo "Bail out! $(cat err)"
msisdn,month,item,amount
13900000316,2010-0$m,monthly_fee,58
13900000316,2010-0$m,voice_out,10
13900000316,2010-0$m,min_spend,12
!
done
price() { cm-plan recommend -q "msisdn=$1" lang=en ${2+"$2"} ${3+"$3"} ${4+"$4"} >rows 2>err; }
of() { grep "\"plan\":\"$1\"" rows | sed -n 's/.*[{,]"'"$2"'":\("\([^"]*\)"\|\(\[[^]]*\]\)\|\([^],}]*\)\).*/\2\3\4/p'; }
best() { sed -n '/"recommended":true/s/.*"plan":"\([^"]*\)".*/\1/p' rows | tr '\n' ' '; }
sed -n '/id: bill_item_kinds/,/value:/p' "$CM_POLICIES/plan.yaml" | grep -o '"[^"=]*=' | tr -d '"=' | while read -r name; do
	grep -q "^.It Li.* $name\( \|\$\)" "$ROOT/man/cm-plan.1" || echo "$name"
done >off-page
is 'each name of an item stands on the page' "$(cat off-page)" ''
call 'nobody' 1 '…"reason":"line.unknown"…' '' cm-plan recommend -q msisdn=13900000399
call 'one bill: the customer is asked how much he calls' 1 '…"result":"undecided","reason":"plan.few-bills"…"ask":["minutes_out","minutes_in"]…' '' cm-plan recommend -q msisdn=13900000315
call 'bills of a plan whose prices nobody knows' 1 '…"result":"undecided","reason":"plan.no-prices"…"ask":["minutes_out","minutes_in"]…' '' cm-plan recommend -q msisdn=13900000313
call 'more minutes than a month has' 1 '…"result":"refused","reason":"plan.minutes"…' '' cm-plan recommend -q msisdn=13900000315 minutes_out=44641
call 'fewer than none' 1 '…"reason":"plan.minutes"…' '' cm-plan recommend -q msisdn=13900000315 minutes_out=-1
call 'more than can be multiplied' 1 '…"reason":"plan.minutes"…' '' cm-plan recommend -q msisdn=13900000301 minutes_out=9223372036854775807
call 'no number of minutes' 1 '…"result":"invalid","reason":"field.malformed"…' '' cm-plan recommend -q msisdn=13900000315 minutes_out=many
price 13900000311
is 'all on sale are listed, the present one too' "$(wc -l <rows)" 12
# easyown-talk: 18 + 100 × 0.15 + 3; 18 + 900 × 0.15 + 3; 18 + 100 × 0.15 + 4.50 - 1; now 71 + 151 + 71.50
is 'what it would have been' "$(of easyown-talk total) $(of easyown-talk saving)" '228.50 65.00'
is '  the month in which it is worst' "$(of easyown-talk worst_month) $(of easyown-talk worst_saving)" '2010-02 -5.00'
is '  is told' "$(of easyown-talk message)" 'By the 3 bills from 2010-01 to 2010-03 228.50 yuan, a saving of 65.00. In 2010-02, though, it would have cost more: a saving of -5.00.'
is '  which months that was' "$(of easyown-talk bills_from) $(of easyown-talk bills_until)" '2010-01 2010-03'
is '  in words, in the order of the deck' "$(of easyown-talk script)" 'Easyown Talk: 18.00 yuan a month, 0.15 for a minute out, 0.00 for a minute in; free with it: caller ID, missed-call alert. …from 2010-01 to 2010-03, …saved 65.00 yuan in all.'
is 'a plan that gives the paper for free' "$(of gotone-88 total)" 355.50 # 88 + 8; 88 + 72; 88 + 8 + 3.50
is 'best first' "$(sed 's/.*"recommended":\([a-z]*\).*"total":\([0-9.]*\).*/\1 \2/; /unpriced/d' rows | sort -c -k1,1r -k2,2n && echo sorted)" sorted
is 'those that save, none of which is beaten by another in all' "$(best)" 'easyown-talk easyown-family easyown-farm mzone-25 mzone-38 mzone-18 '
is 'what is beaten, by what' "$(of easyown-basic recommended) $(of easyown-basic reason) $(of easyown-basic dominated_by)" 'false plan.dominated easyown-farm'
is '  a plan that gives more is not' "$(of gotone-128 reason)" plan.dearer
is 'what is free now and would not be' "$(of mzone-25 loses)" '["missed_call_alert"]'
is 'the present one stands there for comparison' "$(of gotone-58 recommended) $(of gotone-58 saving) $(of gotone-58 reason)" 'false 0.00 plan.present'
is 'minutes in are not known where they cost nothing: not priced, and asked for' "$(of easyown-caller total)$(of easyown-caller reason) $(of easyown-caller ask)" 'plan.unpriced ["minutes_in"]'
price 13900000316
is 'of bills charged here only the calls are taken along' "$(of easyown-basic total) $(of easyown-basic saving)" '75.00 165.00'
price 13900000311 minutes_in=50
is '  once they are said it is' "$(of easyown-caller reason)" 'plan.…'
price 13900000311 brand=gotone
is 'of one brand' "$(sed 's/.*"plan":"\([^"]*\)".*/\1/' rows | sort | tr '\n' ' ')" 'gotone-128 gotone-188 gotone-58 gotone-88 '
is '  none saves: the present one is' "$(best)$(of gotone-58 reason)" 'gotone-58 plan.keep'
# 312: 0.10 yuan at 0.20 is half a minute: at 0.25 12.5 fen, rounded to 13. 20.00 in at 0.20 are 100 minutes.
price 13900000312
is 'halves of a fen go up' "$(of easyown-basic total)" 30.13
is 'minutes in follow from a plan that charges them' "$(of easyown-caller total)" 51.06 # 5 + 0.06 + 6; 5; 5 + 30
is 'the fee, calls, and what providers charge' "$(of gotone-88 total)" '294.04'
cp -R "$CM_POLICIES" least && sed -i 's/min_spend: "88.00"/min_spend: "100.00"/' least/offers/gotone.yaml
cm-plan recommend -q -p least msisdn=13900000312 >rows
is 'least spending is not reached by what providers charge' "$(of gotone-88 total)" '330.00'
price 13900000314
is 'who calls little keeps what he has' "$(best)" 'easyown-basic '
is '  and hears so' "$(of easyown-basic script)" 'I have compared them…Easyown Basic, is the best for you.'
price 13900000315 minutes_out=300 minutes_in=0
is 'by what the customer says; what he pays now nobody knows' "$(of easyown-talk reason) $(of easyown-talk total)$(of easyown-talk saving)" 'plan.fits 63.00'
price 13900000313 minutes_out=300
is 'nor does one month tell it' "$(of easyown-talk reason)" plan.fits
cm-plan recommend -q msisdn=13900000101 minutes_out=200 >rows
is 'without any bill a month is priced' "$(of easyown-farm total)" 47.00
price 13900000302 minutes_out=100
is 'minutes in that nobody has said are not none' "$(of easyown-caller reason) $(of easyown-talk reason)" 'plan.unpriced plan.fits'
price 13900000302 minutes_out=100 minutes_in=0
is '  those that were said to be none are' "$(of easyown-caller total) $(of easyown-caller saving)" '17.00 102.00'
cm-plan recommend -q msisdn=13900000301 minutes_out=300 >rows
is 'against the present plan, when that is known' "$(of gotone-58 reason)" 'plan.…'
call 'as a table' 0 'msisdn…recommended…saving…' '' cm-plan recommend -q -o table msisdn=13900000311
is 'nothing of all this was written' "$(sqlite3 store.db "SELECT count(*) FROM operation WHERE source LIKE 'cm-plan %' AND source <> 'cm-plan change'")" 0
call 'a file of changes' 1 '…' 'cm-plan: 3 records, 1 done, 1 refused, 1 referred…' sh -c 'printf "%s\n" request_id,msisdn,plan,id_no,doc_form,holder_present f1,13900000312,gotone-58,,, f2,13900000399,gotone-58,,, f3,13900000301,easyown-family,612301197001010017,original,yes | cm-plan -r back.csv'

# ---- when its day has come ----
call 'a day before nothing is due' 0 '' '' cm-due -q --only order --now 2010-04-30T23:59:59
call 'at midnight of the 1st it is: what would be done' 0 '…"waiting_value":"gotone-58","dropped":[],"added":["missed_call_alert"]…' '' cm-due list -q --only order --now 2010-05-01
is '  nothing was' "$(plan_of 13900000302)" 'gotone|gotone-local-99'
cm-store import subscriptions -q msisdn=13900000302 service=missed_call_alert state=active opened_at=2010-04-20 >out
rm -rf gone && cp -R "$CM_POLICIES" gone && sed -i 's/id: gotone-58/id: gotone-59/' gone/offers/gotone.yaml
call 'a plan that has gone meanwhile is held back' 1 '…"waiting_value":"gotone-58"…"reason":"due.plan-unknown"…' … cm-due held -q -p gone --only order --now 2010-05-01
call 'done' 0 '…"step":"order"…"waiting_value":"gotone-58","dropped":[],"added":[]…' '' cm-due -q --only order --now 2010-05-01
is '  the line has its plan' "$(plan_of 13900000302)" 'gotone|gotone-58'
is '  against what it has now: the service that it ordered meanwhile stays as it was' "$(services 13900000302)" 'caller_id:::active corp_rbt:::active missed_call_alert:::active '
is '  it waits no longer' "$(waits 13900000302)" "gotone-58|$MAY|0"
is '  what the operation keeps' "$(sqlite3 store.db "SELECT facts FROM operation WHERE source = 'cm-due run' AND facts LIKE '%gotone-58%'")" '…"changes":{"plan":["gotone-local-99","gotone-58"],"waiting_plan":["gotone-58",""]}}'
call '  once' 0 '' '' cm-due -q --only order --now 2010-05-02

ok 'the store is whole' cm-store check
ok 'so is the journal' cm-audit verify
