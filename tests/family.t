#!/bin/sh
# cm-family: what stands against a group, whose consent is wanted and how it comes or does not, what a group costs and gives,
# how it ends; what other commands know of it.
. "${0%/*}/lib.sh"
store
cm-store import lines -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method,iccid
13900000301,张伟,resident_id,612301197001010017,gotone,none,gotone-58,2008-06-15,active,10.00,cash,
13900000302,李静,resident_id,612321198002030028,gotone,none,gotone-88,2005-03-31,active,0.00,cash,
13900000303,周明,resident_id,612322198512120038,easyown,none,easyown-basic,2008-06-15,active,5.00,cash,
13900000304,吴刚,resident_id,612301197505050013,mzone,none,mzone-25,2006-01-01,active,0.00,cash,
13900000305,郑爽,resident_id,612301197606060018,mzone,none,mzone-25,2005-03-31,active,0.00,cash,
13900000306,王五,resident_id,612301197707070011,gotone,none,gotone-88,2001-03-31,active,0.00,cash,
13900000307,赵六,resident_id,612301197808080014,gotone,none,gotone-88,2001-03-31,suspended_arrears,-20.00,cash,
13900000308,孙七,resident_id,612301197909090017,easyown,none,easyown-family,2001-03-31,active,0.00,cash,
13900000309,钱八,,,gotone,none,,2001-03-31,active,0.00,cash,
13900000310,冯九,resident_id,612301198010100012,gotone,none,gotone-88,2001-03-31,active,0.00,cash,
13900000311,陈十,resident_id,612301198111110015,gotone,none,gotone-88,2001-03-31,active,0.00,cash,
13900000312,卫甲,resident_id,612301198212120018,gotone,none,gotone-88,2001-03-31,active,-30.00,cash,
13900000313,卫乙,resident_id,612301198301010019,gotone,none,gotone-88,2001-03-31,active,0.00,cash,
13900000314,卫丙,resident_id,61230119840202001X,gotone,none,gotone-88,2001-03-31,active,0.00,cash,
13900000315,卫丁,resident_id,612301198503030011,gotone,none,gotone-88,2001-03-31,active,-30.00,cash,
!
cm-store import subscriptions -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,service,item,tier,state,opened_at
13900000310,vpmn,,,active,2009-05-01
13900000304,mobile_news,morning_evening,,active,2009-05-01
!
cm-store import contracts -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,kind,from,until,blocks_plan_change
13900000311,bundle,2009-04-01,2010-04-01,false
13900000305,bundle,2008-04-01,2010-03-31,false
!
HERE='"id_type":"resident_id","doc_form":"original","holder_present":true,"lang":"en"'
A="\"msisdn\":\"13900000301\",\"id_no\":\"612301197001010017\",$HERE,\"read_back\":true"
B="\"msisdn\":\"13900000306\",\"id_no\":\"612301197707070011\",$HERE,\"read_back\":true"
N=0
# family VERB FIELDS [OPTIONS]
family() {
	N=$((N + 1))
	verb=$1
	printf '{"request_id":"f%s",%s}\n' "$N" "$2" >in
	shift 2
	cm-family -q "$@" "$verb" <in
}
refused() { call "$1" 1 "$4" '' family "$2" "$3"; }
done_() { call "$1" 0 "$4" '' family "$2" "$3"; }
q() { sqlite3 store.db "$1" | tr '\n' ' '; }
rows() { q "SELECT substr(l.msisdn, -3) || ':' || substr(g.msisdn, -3) || ':' || f.state FROM family f JOIN line l ON l.part = f.part AND l.line = f.line JOIN line g ON g.part = f.group_part AND g.line = f.group_line ORDER BY l.msisdn, f.since, f.seq"; }
services() { q "SELECT s.service || '/' || s.tier || s.item || ':' || s.opened_at || ':' || s.ends FROM subscription s JOIN line l ON l.part = s.part AND l.line = s.line WHERE l.msisdn = '$1' ORDER BY s.service, s.opened_at"; }
waits() { q "SELECT value FROM waiting WHERE kind = 'family' AND settled = 0 ORDER BY seq"; }
clean() { call '  the store is in order' 0 '' '…' cm-store check; }

# ---- what stands against it ----
refused 'no member' create "$A" '…"result":"invalid","reason":"field.missing"…member: missing…'
refused 'an unknown main line' create '"msisdn":"13900000399","member":"13900000302"' '…"result":"refused","reason":"line.unknown"…'
refused 'an unknown member' create "$A,\"member\":\"13900000399\"" '…"reason":"line.unknown","reasons":["line.unknown"]…13900000399…'
refused 'the main line itself' create "$A,\"member\":\"13900000301\"" '…"reason":"field.unknown-value"…the main line itself…'
refused '  even with a PIN for each' create "$A,\"member\":\"13900000301\",\"pin\":\"123456\",\"member_pin\":\"123456\"" '…"pin.not-set"…"field.unknown-value"…'
refused 'a suspended main line' create "\"msisdn\":\"13900000307\",\"id_no\":\"612301197808080014\",$HERE,\"read_back\":true,\"member\":\"13900000302\"" '…"reason":"line.state"…'
refused 'a suspended member' create "$A,\"member\":\"13900000307\"" '…"reason":"line.state"…13900000307 is suspended for arrears…'
refused 'nobody is recognised' create '"msisdn":"13900000301","member":"13900000302","read_back":true' '…"result":"undecided","reason":"identity.missing"…"ask":["id_no"…'
refused 'a copy' create '"msisdn":"13900000301","member":"13900000302","read_back":true,"id_no":"612301197001010017","doc_form":"copy","holder_present":true' '…"result":"refused","reason":"identity.evidence-insufficient"…'
refused 'the numbers were not read back' create "\"msisdn\":\"13900000301\",\"id_no\":\"612301197001010017\",$HERE,\"member\":\"13900000302\"" '…"result":"undecided","reason":"field.missing"…"script":"Let me read that back: the main line is 13900000301, and 13900000302 is to join. Is that right?"…"ask":["read_back"]…'
refused "the member's plan excludes it" create "$A,\"member\":\"13900000308\"" '…"reason":"family.plan-restricted"…The plan of 13900000308…'
refused 'a plan that is not on file' create "$A,\"member\":\"13900000309\"" '…"result":"undecided","reason":"family.plan-restricted"…import lines msisdn=13900000309…'
refused 'a discount, on its last day: no double benefit, and what to choose between' create "$A,\"member\":\"13900000311\"" '…"result":"refused","reason":"family.exclusive","reasons":["family.exclusive"]…13900000311 has a discount already (bundle)…"choices":["keep-present","change-offer"]…'
refused '  of the main line, too' create "\"msisdn\":\"13900000311\",\"id_no\":\"612301198111110015\",$HERE,\"read_back\":true,\"member\":\"13900000302\"" '…"reason":"family.exclusive"…'
refused 'an offer that is none' create "$A,\"member\":\"13900000302\",\"main_offer\":\"wanjia\"" '…"reason":"field.unknown-value"…wanjia-main…'
refused "a member's offer is no main line's" create "$A,\"member\":\"13900000302\",\"main_offer\":\"wanjia-member\"" '…"reason":"field.unknown-value"…'
refused 'another member for no group' add "$A,\"member\":\"13900000302\"" '…"result":"refused","reason":"family.none"…cm-family create…'
refused 'nobody leaves it' remove "$A,\"member\":\"13900000302\"" '…"reason":"family.none"…'
refused 'nor does it end' dissolve "$A" '…"reason":"family.none"…'
call 'who is in it' 1 '…"result":"refused","reason":"family.none"…' '' cm-family -q list msisdn=13900000301
call '  whom?' 1 '…"reason":"line.unknown"…' '' cm-family -q list msisdn=13900000399
refused 'an order that is none' confirm '"order_id":"0a99","consent":true,"method":"call","by":"13900000302"' '…"result":"refused","reason":"family.consent"…'
refused '  nor even an id' confirm '"order_id":"nobody","consent":true,"method":"call","by":"13900000302"' '…"reason":"family.consent"…'
call 'no verb' 2 '' '…which verb…' cm-family msisdn=13900000301
is 'none of it left a row' "$(rows)$(waits)" ''

# ---- the member's owner: document, PIN ----
refused "somebody else's document" create "$A,\"member\":\"13900000302\",\"member_present\":true,\"member_id_no\":\"612322198512120038\"" '…"result":"refused","reason":"identity.mismatch"…'
is '  it is masked in the journal' "$(q "SELECT count(*) FROM operation WHERE facts LIKE '%612322198512120038%'")" '0 '
refused 'he is here and has shown nothing' create "$A,\"member\":\"13900000302\",\"member_present\":true" '…"result":"undecided","reason":"identity.missing"…"ask":["member_id_no","member_pin"]…'
refused 'a PIN that was never set' create "$A,\"member\":\"13900000302\",\"member_pin\":\"482913\"" '…"reason":"pin.not-set"…The member 13900000302…'
for n in 301:612301197001010017:571946 302:612321198002030028:482913; do
	IFS=: read -r num id pin <<-!
		$n
	!
	echo "{\"request_id\":\"set$num\",\"msisdn\":\"13900000$num\",\"new_pin\":\"$pin\",\"knows_old_pin\":false,\"phone_present\":false,\"id_no\":\"$id\",$HERE}" | cm-resetpw -q >out
done
PINS='"msisdn":"13900000301","member":"13900000302","read_back":true,"lang":"en"'
tries() { q "SELECT substr(l.msisdn, -3) || ':' || p.tries FROM pin p JOIN line l ON l.part = p.part AND l.line = p.line ORDER BY 1"; }
call 'under -n neither PIN is compared' 1 '…"result":"undecided","reason":"pin.not-checked"…' '' family create "$PINS,\"pin\":\"571946\",\"member_pin\":\"482913\"" -n
refused "a wrong PIN of the member's" create "$PINS,\"pin\":\"571946\",\"member_pin\":\"111111\"" '…"result":"refused","reason":"pin.wrong"…The member'\''s PIN is wrong; tries left before it is locked: 4…'
is '  is counted, the other one is right' "$(tries)" '301:0 302:1 '
refused 'a wrong one of the main line' create "$PINS,\"pin\":\"111111\",\"member_pin\":\"482913\"" '…"reason":"pin.wrong"…The PIN is wrong…'
is '  is counted, and the member'\''s right one clears its count' "$(tries)" '301:1 302:0 '
refused 'the two mixed up' create "$PINS,\"pin\":\"482913\",\"member_pin\":\"571946\"" '…"pin.wrong","pin.wrong"…'
is '  are two tries' "$(tries)" '301:2 302:1 '
for i in 2 3 4 5; do family create "$PINS,\"pin\":\"571946\",\"member_pin\":\"111111\"" >out; done
is 'too many lock the member, not the main line' "$(tries)" '301:0 302:5 '
refused '  and are not compared any more' create "$PINS,\"pin\":\"571946\",\"member_pin\":\"482913\"" '…"result":"refused","reason":"pin.locked"…'
is '  no PIN is in the journal, or anywhere else' "$(cm-store dump | grep -c '571946\|"482913"\|111111')" 0

# ---- both agree at once ----
call 'a rehearsal says what would be' 0 '…"result":"done"…"effective_by":"2010-04-02T09:30:00+08:00"…' '' family create "$A,\"member\":\"13900000304\",\"member_present\":true,\"member_id_no\":\"612301197505050013\"" -n
is '  and makes nothing' "$(rows)" ''
done_ 'both owners are here' create "$A,\"member\":\"13900000304\",\"member_present\":true,\"member_id_no\":\"612301197505050013\"" '…"result":"done","script":"The family group is in force by 2010-04-02 09:30 at the latest. It is 5.00 yuan a month, on the bill of 13900000301…200 minutes…200 minutes…"fee":5.00,"bill_item":"monthly_extra","effective_by":"2010-04-02T09:30:00+08:00","members":["13900000304"],"order_status":"completed","disclose":["fee","effective_by","bill_item"]…'
first=$(field order_id)
call '  the same request again' 0 '…"result":"duplicate"…"members":["13900000304"]…' '' sh -c 'cm-family -q create <in'
is '  the group' "$(rows)" '301:301:active 304:301:active '
is '  its fee and its paper begin with it' "$(services 13900000301)" 'family/wanjia-main:14701:-2147483648 mobile_news/morning_evening:14701:-2147483648 '
is '  a member pays nothing, and keeps the paper that it had' "$(services 13900000304)" 'family/wanjia-member:14701:-2147483648 mobile_news/morning_evening:14365:-2147483648 '
call '  its form' 0 '…亲情业务办理…13900000304…每月 5.00 元，记在主卡帐单的包月补收费用…新闻早晚报免费赠送…' '' cm-show -q --form order_id="$first"
call '  cm-show has both sides' 0 '…"kind":"family","item":"main","value":"13900000301","state":"active","from":"2010-04-02","of_order":"'"$first"'"…' '' cm-show -q msisdn=13900000304
call '  of the main line' 0 '…"kind":"family","item":"member","value":"13900000304","state":"active"…' '' cm-show -q msisdn=13900000301
call '  list, by the member' 0 'main,role,member,offer,state,effective_by
13900000301,main,13900000301,wanjia-main,active,2010-04-02T09:30:00+08:00
13900000301,member,13900000304,wanjia-member,active,2010-04-02T09:30:00+08:00' '' sh -c 'cm-family -q list -o csv msisdn=13900000304 | cut -d, -f6-11'
refused 'a first order once more' create "$A,\"member\":\"13900000303\"" '…"reason":"family.exists"…'
refused 'the same member' add "$A,\"member\":\"13900000304\"" '…"reason":"family.exists"…'
refused 'into another group' create "$B,\"member\":\"13900000304\"" '…"result":"refused","reason":"family.other-group"…'
refused 'a main line into another group' create "$B,\"member\":\"13900000301\"" '…"reason":"family.other-group"…'
refused 'a member makes a group of its own' create "\"msisdn\":\"13900000304\",\"id_no\":\"612301197505050013\",$HERE,\"read_back\":true,\"member\":\"13900000303\"" '…"reason":"family.other-group"…'
clean

# ---- the member is absent: his consent is awaited ----
done_ 'a contract of yesterday is none' add "$A,\"member\":\"13900000305\"" '…"result":"done","message":"The owner of 13900000305 has not agreed yet: call before 2010-04-04 09:30…"consent_due":"2010-04-04T09:30:00+08:00","members":["13900000304","13900000305"],"order_status":"pending"…'
wait5=$(field order_id)
is '  it waits' "$(rows)$(waits)" '301:301:active 304:301:active 305:301:pending 13900000305 '
is '  and has nothing yet' "$(services 13900000305)" ''
call '  cm-show has it' 0 '…"kind":"family","item":"main","value":"13900000301","state":"pendingActive","until":"2010-04-04","of_order":"'"$wait5"'"…' '' cm-show -q msisdn=13900000305
call '  list, too' 0 '…"state":"pendingActive","consent_due":"2010-04-04T09:30:00+08:00"…' '' cm-family -q list msisdn=13900000301
refused 'asked twice' add "$A,\"member\":\"13900000305\"" '…"reason":"family.exists"…has not answered yet…'
refused 'asked into another group meanwhile' create "$B,\"member\":\"13900000305\"" '…"reason":"family.other-group"…'
C5="\"order_id\":\"$wait5\",\"lang\":\"en\""
refused 'no answer' confirm "$C5,\"method\":\"call\"" '…"result":"invalid"…consent: missing…'
refused 'a way that is none' confirm "$C5,\"consent\":true,\"method\":\"cash\"" '…"result":"invalid","reason":"field.unknown-value"…'
call '  nor is a call a payment' 1 '…"result":"invalid","reason":"field.unknown-value"…' '' cm-pay -q msisdn=13900000301 amount=1 method=call
refused 'whoever that was' confirm "$C5,\"consent\":true,\"method\":\"call\"" '…"result":"undecided","reason":"field.missing"…"ask":["by"]…'
refused 'another number answered' confirm "$C5,\"consent\":true,\"method\":\"message\",\"by\":\"13900000301\"" '…"result":"refused","reason":"family.consent"…'
refused 'in person, and nothing shown' confirm "$C5,\"consent\":true,\"method\":\"in_person\"" '…"result":"undecided","reason":"identity.missing"…'
refused "  somebody else's document" confirm "$C5,\"consent\":true,\"method\":\"in_person\",\"member_id_no\":\"612301197001010017\"" '…"reason":"identity.mismatch"…'
refused "  his document without him" confirm "$C5,\"consent\":true,\"method\":\"in_person\",\"member_present\":false,\"member_id_no\":\"612301197606060018\"" '…"result":"refused","reason":"family.consent"…is not here…'
done_ 'with his own' confirm "$C5,\"consent\":true,\"method\":\"in_person\",\"member_id_no\":\"612301197606060018\"" '…"result":"done","message":"13900000305 joins the family group, in force by 2010-04-02 09:30."…"member":"13900000305","fee":5.00…"effective_by":"2010-04-02T09:30:00+08:00","members":["13900000304","13900000305"],"order_status":"completed"…'
is '  nothing waits' "$(rows)$(waits)" '301:301:active 304:301:active 305:301:active '
is '  the paper' "$(services 13900000305)" 'family/wanjia-member:14701:-2147483648 mobile_news/morning_evening:14701:-2147483648 '
refused 'a second confirmation' confirm "$C5,\"consent\":true,\"method\":\"call\",\"by\":\"13900000305\"" '…"result":"refused","reason":"family.consent"…was given before…'
refused '  nor can it be declined now' confirm "$C5,\"consent\":false,\"method\":\"call\",\"by\":\"13900000305\"" '…"reason":"family.consent"…'
done_ 'a corporate network is told, and no hindrance' add "$A,\"member\":\"13900000310\"" '…"result":"done","message":"13900000310 is in a corporate network…has not agreed yet…'
wait10=$(field order_id)
cp -R "$CM_POLICIES" exclusive && sed -i '/id: family_vpmn/s/value: check/value: exclusive/' exclusive/family.yaml
refused 'a fourth member' add "$A,\"member\":\"13900000302\"" '…"reason":"family.full"…The group has 3 members; 3 is the most…'
done_ 'declined on the telephone' confirm "\"order_id\":\"$wait10\",\"consent\":false,\"method\":\"call\",\"by\":\"13900000310\",\"lang\":\"en\"" '…"result":"done","message":"The owner of 13900000310 does not agree…"members":["13900000304","13900000305"],"order_status":"cancelled"…'
refused '  no second word' confirm "\"order_id\":\"$wait10\",\"consent\":true,\"method\":\"call\",\"by\":\"13900000310\"" '…"reason":"family.consent"…'
call '  where the offer is exclusive' 1 '…"reason":"family.vpmn"…' '' family add "$A,\"member\":\"13900000310\"" -p exclusive
clean

# ---- what changed since he was asked ----
done_ 'a group whose first member has not answered' create "$B,\"member\":\"13900000303\"" '…"order_status":"pending"…'
late=$(field order_id)
since() { # WHAT MATCH SQL: in a copy of the store; he can decline all the same
	cm-store backup copy.db >out 2>err && sqlite3 copy.db "$3"
	answer="env CM_STORE=$T/copy.db CM_KEY=$CM_STORE.key cm-family -q confirm order_id=$late method=call by=13900000303 lang=en"
	call "$1" 1 "…\"result\":\"refused\",\"reason\":$2…" '' $answer consent=true
	call '  who declines is not held' 0 '…"result":"done"…' '' $answer consent=false
	rm -f copy.db*
}
of() { echo "(SELECT line FROM line WHERE msisdn = '13900000$1')"; }
since 'the main line is suspended' '"line.state"…13900000306…' "UPDATE account SET status = 2 WHERE line = $(of 306)"
since 'the member is' '"line.state"…13900000303…' "UPDATE account SET status = 2 WHERE line = $(of 303)"
since 'the main line has a plan that excludes it' '"family.plan-restricted"…13900000306…' "UPDATE line SET plan = 'easyown-family' WHERE line = $(of 306)"
since 'the member joined a bundle' '"family.exclusive"…13900000303…' "INSERT INTO contract SELECT part, line, 'bundle', 14690, 15000, 0, 'test', '', 0, last_seq FROM account WHERE line = $(of 303)"
CM_POLICIES=$T/exclusive
since 'the member joined a corporate network' '"family.vpmn"…13900000303…' "INSERT INTO subscription SELECT part, line, 'vpmn', '', '', 14000, -2147483648, '', 'active', '', '', 0 FROM line WHERE line = $(of 303)"
CM_POLICIES=$ROOT/policies
done_ 'he declines' confirm "\"order_id\":\"$late\",\"consent\":false,\"method\":\"call\",\"by\":\"13900000303\"" '…"result":"done"…'
clean

# ---- a store that somebody has broken ----
A1='msisdn=13900000301 id_no=612301197001010017 id_type=resident_id doc_form=original holder_present=true read_back=true'
broken() { # WHAT SQL
	cm-store backup copy.db >out 2>err && sqlite3 copy.db "$2"
	for verb in "list msisdn=13900000304" "list msisdn=13900000301" "add member=13900000303 $A1" "remove member=13900000304 $A1" "dissolve $A1"; do
		call "$1: ${verb%% *}" 69 '' '…store.damaged…' env CM_STORE="$T/copy.db" CM_KEY="$CM_STORE.key" cm-family -q $verb
	done
	rm -f copy.db*
}
broken 'a group without its lines' "DELETE FROM family_member"
broken 'lines that are groups of their own' "UPDATE family SET group_part = part, group_line = line; DELETE FROM family_member"
broken 'a group that does not know its main line' "DELETE FROM family_member WHERE member_line = line AND member_part = part"

# ---- a wait that nobody answers ----
done_ 'a group whose first member is absent: what it will cost is told' create "$B,\"member\":\"13900000303\"" '…From then on it is 5.00 yuan a month…"fee":5.00,"bill_item":"monthly_extra","consent_due":…"order_status":"pending"…'
wait3=$(field order_id)
call '  and stands on its form' 0 '…才生效；生效后每月 5.00 元……' '' cm-show -q --form order_id="$wait3"
is '  the main line waits, too, and pays nothing' "$(rows)$(services 13900000306)" '…303:306:pending …306:306:pending …'
CM_NOW=2010-04-04T09:29:59+08:00
call 'nothing is due a second before' 0 '' '' cm-due -q list --only order
cm-store backup copy.db >out 2>err
call '  and the answer still counts' 0 '…"result":"done"…' '' env CM_STORE="$T/copy.db" CM_KEY="$CM_STORE.key" cm-family -q confirm order_id="$wait3" consent=true method=message by=13900000303
CM_NOW=2010-04-04T09:30:00+08:00
refused 'too late, whether or not anybody has looked' confirm "\"order_id\":\"$wait3\",\"consent\":true,\"method\":\"call\",\"by\":\"13900000303\"" '…"result":"refused","reason":"family.consent-expired"…'
call 'its time is over' 0 '…"waiting_kind":"family"…"result":"done","message":"13900000303 did not agree in time…' '' cm-due -q run
is '  nobody is in it' "$(rows)$(waits)" '301:301:active 303:306:terminated 303:306:terminated 304:301:active 305:301:active 306:306:terminated 306:306:terminated 310:301:terminated '
call '  once' 0 '' '' cm-due -q run
refused '  and it stays too late' confirm "\"order_id\":\"$wait3\",\"consent\":true,\"method\":\"call\",\"by\":\"13900000303\"" '…"reason":"family.consent-expired"…'
clean

# ---- who leaves ----
refused 'nobody is recognised' remove '"msisdn":"13900000301","member":"13900000305"' '…"result":"undecided","reason":"identity.missing"…'
refused 'one that is in no group' remove "$A,\"member\":\"13900000302\"" '…"reason":"family.none"…'
done_ 'a member goes by itself' remove '"msisdn":"13900000301","member":"13900000305","member_present":true,"member_id_no":"612301197606060018","lang":"en"' '…"result":"done","message":"13900000305 leaves…"members":["13900000304"]…'
is '  its minutes end now' "$(q "SELECT f.until - f.effective FROM family f JOIN line l ON l.part = f.part AND l.line = f.line WHERE l.msisdn = '13900000305'")" '172800 '
is '  the paper at the end of the month' "$(services 13900000305)" 'family/wanjia-member:14701:14729 mobile_news/morning_evening:14701:14729 '
done_ 'it comes back before that' add "$A,\"member\":\"13900000305\",\"member_present\":true,\"member_id_no\":\"612301197606060018\"" '…"result":"done"…"members":["13900000304","13900000305"]…'
is '  and the paper goes on' "$(services 13900000305)" 'family/wanjia-member:14701:-2147483648 mobile_news/morning_evening:14701:-2147483648 '
done_ 'the owner of the main line lets one go' remove "$A,\"member\":\"13900000304\"" '…"members":["13900000305"]…'
is '  the paper that it had of its own stays' "$(services 13900000304)" 'family/wanjia-member:14701:14729 mobile_news/morning_evening:14365:-2147483648 '
done_ 'one that has not answered' add "$A,\"member\":\"13900000304\"" '…"order_status":"pending"…'
gone4=$(field order_id)
done_ '  is taken back' remove "$A,\"member\":\"13900000304\"" '…"members":["13900000305"]…'
is '  and waits no longer' "$(waits)" ''
refused '  its answer is not wanted any more' confirm "\"order_id\":\"$gone4\",\"consent\":true,\"method\":\"call\",\"by\":\"13900000304\"" '…"reason":"family.consent"…'
done_ 'the last one: the group ends' remove "$A,\"member\":\"13900000305\"" '…"message":"That was the last member: the family group ends with it."…"members":[]…'
is '  its fee with the month' "$(services 13900000301)" 'family/wanjia-main:14701:14729 mobile_news/morning_evening:14701:14729 '
done_ 'a group of the same line again' create "$A,\"member\":\"13900000305\",\"member_present\":true,\"member_id_no\":\"612301197606060018\"" '…"result":"done"…'
is '  the fee goes on' "$(services 13900000301)" 'family/wanjia-main:14701:-2147483648 mobile_news/morning_evening:14701:-2147483648 '
family add "$A,\"member\":\"13900000303\"" >out
done_ 'it ends with all that waits' dissolve "$A" '…"result":"done"…"members":[]…'
is '  for everybody' "$(q "SELECT count(*) FROM family WHERE state <> 'terminated'")$(waits)" '0 '
CM_NOW=2010-04-30T12:00:00+08:00
done_ 'a group of the last day' create "$B,\"member\":\"13900000303\",\"member_present\":true,\"member_id_no\":\"612322198512120038\"" '…"effective_by":"2010-05-01T12:00:00+08:00"…'
is '  costs nothing in the month in which it does not hold' "$(services 13900000306)" 'family/wanjia-main:14730:-2147483648 mobile_news/morning_evening:14730:-2147483648 '
done_ '  it ends before it began' dissolve "$B" '…"result":"done"…'
is '  and leaves nothing' "$(services 13900000306)" ''
clean

# ---- what others know of it ----
CM_NOW=2010-05-02T12:00:00+08:00
done_ 'a group' create "$B,\"member\":\"13900000304\",\"member_present\":true,\"member_id_no\":\"612301197505050013\"" '…"result":"done"…'
call 'neither line goes to another owner' 1 '…"transfer.family"…' '' cm-transfer -q msisdn=13900000304 purpose=to_other
call '  the main line' 1 '…"transfer.family"…' '' cm-transfer -q msisdn=13900000306 purpose=to_other
call "another system's word counts as well" 0 '…' '' cm-store import evidence -q msisdn=13900000302 fact=in_family value=true as_of=2010-04-01
call '  of a line that is in none here' 1 '…"transfer.family"…' '' cm-transfer -q msisdn=13900000302 purpose=to_other

# Two tellers, one member, two groups.
CM_NOW=2010-05-03T12:00:00+08:00
C="\"msisdn\":\"13900000301\",\"id_no\":\"612301197001010017\",$HERE,\"read_back\":true"
D="\"msisdn\":\"13900000310\",\"id_no\":\"612301198010100012\",$HERE,\"read_back\":true"
BOTH='"member":"13900000303","member_present":true,"member_id_no":"612322198512120038"'
printf '{"request_id":"c",%s,%s}\n' "$C" "$BOTH" >c.in
printf '{"request_id":"d",%s,%s}\n' "$D" "$BOTH" >d.in
cm-family -q create <c.in >c.out 2>&1 &
cm-family -q create <d.in >d.out 2>&1
wait $!
is 'two at once: one of them gets it' "$(cat c.out d.out | grep -c '"result":"done"') $(cat c.out d.out | grep -c '"reason":"family.other-group"')" '1 1'
is '  it is in one group' "$(q "SELECT count(*) FROM family f JOIN line l ON l.part = f.part AND l.line = f.line WHERE l.msisdn = '13900000303' AND f.state = 'active'")" '1 '
clean

# ---- lines that end ----
status() { q "SELECT substr(l.msisdn, -3) || ':' || a.status FROM account a JOIN line l ON l.part = a.part AND l.line = a.line WHERE l.msisdn IN ('13900000312', '13900000315') ORDER BY 1"; }
of() { rows | tr ' ' '\n' | grep "^31[2-5]" | tr '\n' ' '; }
PRESENT='"member_present":true,"member_id_no"'
E="\"msisdn\":\"13900000312\",\"id_no\":\"612301198212120018\",$HERE,\"read_back\":true"
F="\"msisdn\":\"13900000314\",\"id_no\":\"61230119840202001X\",$HERE,\"read_back\":true"
family create "$E,\"member\":\"13900000313\",$PRESENT:\"612301198301010019\"" >out
family create "$F,\"member\":\"13900000315\",$PRESENT:\"612301198503030011\"" >out
is 'a main line and a member in arrears' "$(of)" '312:312:active 313:312:active 314:314:active 315:314:active '
for day in 2010-06-10 2010-07-12 2010-08-13; do
	CM_NOW=${day}T12:00:00+08:00
	cm-due -q run >out
done
is 'both end in the end' "$(status)" '312:5 315:5 '
is '  the groups with them' "$(of)" '312:312:terminated 313:312:terminated 314:314:terminated 315:314:terminated '
is '  who is left has fee and paper until the end of the month' "$(services 13900000313)$(services 13900000314)" 'family/wanjia-member:14733:14852 mobile_news/morning_evening:14733:14852 family/wanjia-main:14733:14852 mobile_news/morning_evening:14733:14852 '
call '  what the journal of a member that ended says' 0 '…' '' cm-show -q msisdn=13900000314
is '    the row of its group is there' "$(grep -c '"kind":"family".*"state":"terminated"' out)" 2
call '  a line that comes back has lost its group, and with it the paper' 0 '…"restored_services":[],"lost_services":["family"]…' '' cm-reactivate -q check msisdn=13900000312
CM_NOW=2010-09-10T12:00:00+08:00
done_ 'a group within the month' create "$F,\"member\":\"13900000313\",\"member_present\":true,\"member_id_no\":\"612301198301010019\"" '…"effective_by":"2010-09-11T12:00:00+08:00"…'
CM_NOW=2010-09-11T11:59:59+08:00
done_ '  which ends a second before it holds' dissolve "$F" '…"result":"done"…'
is '  costs nothing' "$(services 13900000314 | tr " " "\n" | grep -c :14863)$(services 13900000313 | tr " " "\n" | grep -c :14863)" 00
clean

# ---- S60: a newspaper that was ordered before, with what was promised for it ----
printf '%s\n' msisdn,name,id_type,id_no,brand,plan,opened_at,status,balance '13900000316,吕一,resident_id,612301198604040014,gotone,gotone-88,2001-03-31,active,50.00' \
	'13900000317,吕二,resident_id,612301198705050017,gotone,gotone-88,2001-03-31,active,50.00' | cm-store import lines -q >out 2>&1
for line in 13900000316 13900000317; do
	cm-store import evidence -q msisdn=$line fact=mms_handset value=true as_of=2010-08-01 >out 2>&1
	for text in KTGPRS KTXWZWB KTCL; do
		[ $line$text = 13900000316KTCL ] || cm-vas inbound -q msisdn=$line sms_to=10086 text=$text at=2010-09-11T11:00:00 >out 2>&1
	done
done
promised() { q "SELECT p.kind || ':' || p.amount || ':' || (p.posted <> 0) FROM promise p JOIN line l ON l.part = p.part AND l.line = p.line WHERE l.msisdn = '$1' ORDER BY p.kind, p.due"; }
is 'seven yuan were promised' "$(promised 13900000316)" 'news-by-message:100:0 news-first-time:300:0 news-first-time:300:0 '
G="\"msisdn\":\"13900000316\",\"id_no\":\"612301198604040014\",$HERE,\"read_back\":true"
done_ 'free with the group: they are taken back from both lines, and that is told' create "$G,\"member\":\"13900000317\",$PRESENT:\"612301198705050017\"" '…"lapsed":["2010-09-30 3.00 news-first-time","2010-10-09 1.00 news-by-message","2010-10-09 3.00 news-first-time","2010-09-30…"tasks":[…"Tell the customer: the newspaper is free from then on, so the 14.00 yuan…'
is '  nothing is promised any more' "$(promised 13900000316)" 'news-by-message:100:1 news-first-time:300:1 news-first-time:300:1 '
is '  but for what has nothing to do with it' "$(promised 13900000317)" 'news-by-message:100:1 news-first-time:300:1 news-first-time:300:1 ring-three-months:500:0 ring-three-months:500:0 ring-three-months:500:0 '
CM_NOW=2010-10-10T12:00:00+08:00
cm-due -q run >out 2>&1
is '  and nothing of it comes' "$(q "SELECT balance FROM account a JOIN line l ON l.part = a.part AND l.line = a.line WHERE l.msisdn = '13900000316'")" '5000 '
cm-bill run -q month=2010-09 >out 2>&1
cm-bill show -q msisdn=13900000316 month=2010-09 >bill 2>&1
is '  nor is it a credit of the bill' "$(grep -c '"item":"monthly_fee"' bill) $(grep -c news- bill)" '1 0'
clean

# ---- S58: who was not reached in time stands in nobody's way, whether or not cm-due has been there ----
printf '%s\n' msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance \
	13900000321,金,resident_id,612301198808080010,gotone,none,gotone-88,2001-03-31,active,50.00 \
	13900000322,木,resident_id,612301198909090015,gotone,none,gotone-88,2001-03-31,active,50.00 \
	13900000323,水,resident_id,612301197010100019,gotone,none,gotone-88,2001-03-31,active,50.00 | cm-store import lines -q >out 2>&1
H="\"msisdn\":\"13900000321\",\"id_no\":\"612301198808080010\",$HERE,\"read_back\":true"
I="\"msisdn\":\"13900000323\",\"id_no\":\"612301197010100019\",$HERE,\"read_back\":true"
CM_NOW=2010-10-20T12:00:00+08:00
done_ 'two are asked' create "$H,\"member\":\"13900000322\"" '…"consent_due":"2010-10-23T12:00:00+08:00"…'
order=$(sed 's/.*"order_id":"\([^"]*\)".*/\1/' out)
done_ '  two' add "$H,\"member\":\"13900000323\"" '…"members":["13900000322","13900000323"]…'
CM_NOW=2010-10-23T11:59:59+08:00
refused '  who may still answer is not asked again' add "$H,\"member\":\"13900000322\"" '…"family.exists"…Enter the answer…'
refused '  nor by another' create "$I,\"member\":\"13900000322\"" '…"family.other-group"…'
CM_NOW=2010-10-23T12:00:00+08:00
call 'at that instant it is over' 1 '…"family.consent-expired"…Order it again: cm-family create or add…' '' cm-family -q confirm order_id="$order" consent=yes method=call by=13900000322 lang=en
refused '  there is no group that one could be added to' add "$H,\"member\":\"13900000322\"" '…"reason":"family.none"…'
done_ '  ordered again, as it was told' create "$H,\"member\":\"13900000322\"" '…"members":["13900000322"],"order_status":"pending"…'
order=$(sed 's/.*"order_id":"\([^"]*\)".*/\1/' out)
call '  what it changed is on record, each field once' 0 '…"item":"waiting_family","value":"13900000322","from":"13900000322,13900000323"…' '' cm-show -q order_id="$order"
is '  one request waits' "$(waits)" '13900000322 '
clean
call '  cm-due has nothing to end' 0 '' '…' cm-due run
CM_NOW=2010-10-26T12:00:00+08:00
done_ 'over again: another main line can ask' create "$I,\"member\":\"13900000322\",\"member_present\":true,\"member_id_no\":\"612301198909090015\"" '…"members":["13900000322"],"order_status":"completed"…'
clean
call '  cm-due ends what is left of the first order' 0 '…"waiting_value":"13900000322"…' '…' cm-due run
is '  and nothing waits' "$(waits)" ''
is '  which leaves the others alone' "$(rows | tr ' ' '\n' | grep -c '32[23]:323:active')" 2
clean

# ---- S57: nor does who is in a group go to a plan that excludes it ----
plan() { N=$((N + 1)); printf '{"request_id":"p%s","msisdn":"%s","plan":"%s","id_no":"%s",%s%s}\n' "$N" "$1" "$2" "$3" "$HERE" "${4:-}" | cm-plan -q; }
call 'a member, and a plan that no member may have' 1 '…"reason":"family.plan-restricted"…Let the line leave its group first…' '' plan 13900000322 easyown-family 612301198909090015
call '  the main line neither' 1 '…"reason":"family.plan-restricted"…' '' plan 13900000323 easyown-family 612301197010100019
call '  another plan is his to choose' 0 '…"result":"done"…' '' plan 13900000322 gotone-58 612301198909090015
call 'who is in none can have it, from next month on' 0 '…"effective_at":"2010-11-01"…' '' plan 13900000321 easyown-family 612301198808080010 ',"ack":"plan.cautions"'
refused '  and is then as good as on it' add "$I,\"member\":\"13900000321\"" '…"reason":"family.plan-restricted"…13900000321…'
clean

# ---- S61: who was a member, and makes a group of his own in the same month, pays for it in that month ----
printf '%s\n' msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance \
	13900000325,火,resident_id,612301197111110011,gotone,none,gotone-88,2001-03-31,active,50.00 \
	13900000326,土,resident_id,612301197212120014,gotone,none,gotone-88,2001-03-31,active,50.00 | cm-store import lines -q >out 2>&1
J="\"msisdn\":\"13900000325\",\"id_no\":\"612301197111110011\",$HERE,\"read_back\":true"
K="\"msisdn\":\"13900000326\",\"id_no\":\"612301197212120014\",$HERE,\"read_back\":true"
CM_NOW=2010-11-02T12:00:00+08:00
done_ 'a member' create "$J,\"member\":\"13900000326\",$PRESENT:\"612301197212120014\"" '…"order_status":"completed"…'
CM_NOW=2010-11-04T12:00:00+08:00
done_ '  who leaves' remove "$J,\"member\":\"13900000326\"" '…"members":[]…'
done_ '  and makes a group' create "$K,\"member\":\"13900000325\",$PRESENT:\"612301197111110011\"" '…"effective_by":"2010-11-05T12:00:00+08:00"…'
is '  is no member any more, and main line from that day on' "$(services 13900000326 | tr ' ' '\n' | grep family/)" 'family/wanjia-member:14916:14917
family/wanjia-main:14918:…'
clean
CM_NOW=2010-12-01T03:00:00+08:00
cm-due -q run >out 2>&1
for month in 2010-10 2010-11; do cm-bill run -q month=$month >out 2>&1; done
is '  and pays the fee; so does who was main line before' "$(q "SELECT substr(l.msisdn, -3) || ':' || b.amount FROM bill b JOIN line l USING (part, line) WHERE b.item = 'monthly_extra' AND b.month = 201011 AND l.msisdn IN ('13900000325', '13900000326') ORDER BY 1")" '325:500 326:500 '
