#!/bin/sh
# cm-complaint: what is pointed out as a ticket is opened: entered too late, a customer whom the store knows otherwise, one
# problem of many customers, one that its line has reported already.
. "${0%/*}/lib.sh"
store
cm-store import lines -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method
13900000301,张伟,resident_id,612301197001010017,gotone,none,gotone-58,2008-06-15,active,10.00,cash
13900000302,李静,resident_id,612321198002030028,gotone,gold,gotone-88,2005-03-31,active,0.00,cash
13900000303,周明,resident_id,612322198512120038,easyown,none,easyown-basic,2008-06-15,active,5.00,cash
13900000304,吴刚,resident_id,612301197505050013,mzone,none,mzone-25,2006-01-01,active,0.00,cash
13900000305,郑爽,resident_id,612301197606060018,gotone,,gotone-58,2005-03-31,active,0.00,cash
!
N=0
# tick VERB FIELDS [OPTIONS]: one record with a key of its own; the clock is NOW's.
tick() {
	N=$((N + 1))
	verb=$1
	printf '{"request_id":"c%s","lang":"en",%s}\n' "$N" "$2" >in
	shift 2
	cm-complaint -q "$@" "$verb" <in
}
refused() { call "$1" 1 "$4" '' tick "$2" "$3"; }
done_() { call "$1" 0 "$4" '' tick "$2" "$3"; }
at() { CM_NOW=$1+08:00; export CM_NOW; }
q() { sqlite3 store.db "$1" | tr '\n' ' '; }
clean() { call '  the store is in order' 0 '' '…' cm-store check; }
SAID='"subject":"no signal","text":"no signal at home since Monday"'

# ---- entered late: what the class promises has gone by ----
for channel in counter hotline sms; do
	done_ "entered late, $channel: overdue already, and no figure" open "\"kind\":\"complaint\",\"msisdn\":\"13900000301\",\"channel\":\"$channel\",\"opened_at\":\"2010-03-29T09:00:00\",\"ticket_id\":\"L-$channel\",$SAID" '…due by 2010-03-30 09:00, and is overdue already…"script":"…"class":"gotone","reply_due":"2010-03-30T09:00:00+08:00"…"warnings":["complaint.overdue"]…'
	is '  indeed' "$(field script | grep -c '24\|2010\|within') $(field script | grep -c late\\\|sorry)" '0 1'
	printf '{"request_id":"zh-%s","channel":"%s","lang":"zh","kind":"fault","opened_at":"2010-03-29","ticket_id":"Z1%s",%s}\n' $channel $channel $channel "$SAID" >one
	call '  nor in Chinese' 0 '…"script":"…"warnings":["complaint.class-unknown","complaint.overdue"]…' '' cm-complaint -q open <one
	is '  indeed' "$(field script | sed 's/Z1[a-z]*//' | grep -c '[0-9]')" 0
done
done_ '  at the second when it is due it is not' open "\"kind\":\"complaint\",\"msisdn\":\"13900000301\",\"opened_at\":\"2010-03-31T09:30:00\",\"ticket_id\":\"L1\",$SAID" '…within 24 hours…"reply_due":"2010-04-01T09:30:00+08:00"…'
done_ '  of the checklist nothing is promised' open "\"kind\":\"complaint\",\"opened_at\":\"2010-03-29\",\"checklist\":[\"soothe\",\"listen\",\"register\",\"gather\",\"purpose\",\"query\",\"explain\",\"avoid\",\"solve\",\"record\",\"sign\",\"satisfaction\"],$SAID" '…"checklist_left":["promise"]…"tasks":["Say sorry that the answer is late, and that it is looked into at once."]…'
done_ '  and accepted it is owed nothing' open "\"kind\":\"complaint\",\"msisdn\":\"13900000303\",\"opened_at\":\"2010-03-29\",\"accepted\":true,\"solution\":\"x\",$SAID" '…"status":"closed"…'
clean

# ---- a customer whom the store knows otherwise ----
at 2010-04-01T09:30:00
for said in vip_level=gold brand=mzone 'brand=gotone vip_level=silver'; do
	call "said $said, which the store has not" 0 '…"class":"gotone"…"warnings":["complaint.customer-differs"]…' '' cm-complaint -q --no-key open kind=fault subject=x text=y msisdn=13900000301 $said
done
for said in vip_level=none 'brand=gotone vip_level=none'; do
	call "said $said, as the store has it" 0 '…"class":"gotone"…' '' cm-complaint -q --no-key open kind=fault subject=x text=y msisdn=13900000301 $said
	is '  nothing is said of it' "$(grep -c warnings out)" 0
done
call 'what the store does not know is taken' 0 '…"class":"vip"…' '' cm-complaint -q --no-key open kind=fault subject=x text=y msisdn=13900000305 vip_level=gold
is '  and nothing is said of it' "$(grep -c warnings out)" 0

# ---- one problem is one of many customers, and not of one who comes back ----
# said TICKET CAUSE [FIELD=VALUE…]: opens it; what is said of the problem.
said() {
	id=$1 cause=$2; shift 2
	cm-complaint -q open kind=fault subject=x text=y lang=en ticket_id="$id" cause="$cause" "$@" >out 2>err || cat out err
	printf '%s' "$(field problem_tickets),$(field problem_customers) $(sed 's/.*"warnings":\[\([^]]*\)\].*/\1/; /^{/d' out | tr -d '"' | sed 's/complaint.class-unknown,*//; s/complaint.number-unknown,*//; s/complaint.class-unsure,*//')"
}
diagnosed() { cm-diagnose -q --no-key msisdn=13900000305 service=sms symptom=收不到短信 sms_state=active inbox_full=false in_coverage=true network_fault=true | grep -c diagnose.problem; }
is 'the first one' "$(said A1 sms.network msisdn=13900000301)" ', '
is '  again, by the same line: that is said' "$(said A2 sms.network msisdn=13900000301)" '2,1 complaint.same-line'
ok '  with the ticket that there is' grep -q 'open ticket of this cause already, A1' out
is '  another customer' "$(said A3 sms.network msisdn=13900000304)" '3,2 '
is '  twice: five tickets of two are no problem' "$(said A4 sms.network msisdn=13900000304) $(said A5 sms.network msisdn=13900000301)" '4,2 complaint.same-line 5,2 complaint.same-line'
is '  nor for cm-diagnose' "$(diagnosed)" 0
is '  a third one makes it one' "$(said A6 sms.network msisdn=13900000303)" '6,3 complaint.problem'
ok '  in these words' grep 'there are 6 tickets of this cause, by 3 customers: perhaps one problem' out
is '  cm-diagnose says so, too' "$(diagnosed)" 1
is '  what is closed is not the same matter' "$(cm-complaint -q close ticket_id=A3 accepted=true solution=x >out; cm-complaint -q close ticket_id=A4 accepted=true solution=x >out; said A7 sms.network msisdn=13900000304)" '5,3 complaint.problem'
is 'numbers without a line count as such' "$(said B1 sms.off msisdn=13900000390) $(said B2 sms.off msisdn=13900000390) $(said B3 sms.off msisdn=13900000391)" ',  2,1  3,2 '
is '  who says none, each time' "$(said B4 sms.off) $(said B5 sms.off)" '4,3 complaint.problem 5,4 complaint.problem'
is 'of another cause, of the same line: nothing' "$(said C1 sms.full msisdn=13900000301)" ', '
at 2010-04-05T09:30:00
is 'days later it is no problem, but the same matter' "$(said C2 sms.full msisdn=13900000301)" ', complaint.same-line'
clean

# ---- what a list has of a problem ----
first=$(q "SELECT problem FROM ticket WHERE external = 'A3'" | tr -d ' ')
call 'a problem that there is not' 1 '…"result":"refused","reason":"complaint.unknown"…There is no ticket ZZ, and so no such problem.…' '' cm-complaint -q list problem=ZZ lang=en
call 'its first ticket is listed with its own id' 0 '…' '' cm-complaint -q list problem=A6
is '  all of them alike' "$(sed 's/.*"problem":"\([^"]*\)".*/\1/' out | sort | uniq -c | sed 's/^ *//')" "7 $first"
is '  so is the first one by itself, and in any list' "$(cm-complaint -q list ticket_id=A1 | grep -o '"problem":"[^"]*"') $(cm-complaint -q list cause=sms.network | grep -c "\"problem\":\"$first\"")" "\"problem\":\"$first\" 7"
is '  one that stands alone has none' "$(cm-complaint -q list ticket_id=C1 | grep -c '"problem"')" 0
call '  which is no change of it' 0 '…"ticket_id":"A1"…"result":"done"…' '' sh -c "cm-complaint -q list ticket_id=A1 then='cm-complaint update severity=2' | cm-complaint -q -b first"
is '  indeed' "$(q "SELECT problem = '', severity, version FROM ticket WHERE external = 'A1'")" '1|2|2 '
clean

# ---- one is one, and a promise of an answer is no money ----
(store one && at 2010-04-01T09:30:00 && cm-complaint -q --no-key open kind=fault subject=x text=y) >out 2>err
call 'one answer' 0 'COMPLAINT OK - 1 answer due within 3d,…' '' cm-complaint --check -w 99 --within 3d -s one.db
call '  more are answers' 0 'COMPLAINT OK - … answers due,…' '' cm-complaint --check -w 99
call 'what was promised of an answer' 0 '…"kind":"promise","item":"reply","from":…' '' cm-show -q msisdn=13900000301
is '  has no amount' "$(grep -c '"item":"reply".*"value"' out)" 0

# ---- what cm-policy check calls an error of the deadlines stops the command, too ----
# spoilt WHAT BY: cm-complaint with that in deadlines.yaml
spoilt() {
	rm -rf own; cp -R "$ROOT/policies" own
	sed "s/$1/$2/" "$ROOT/policies/deadlines.yaml" >own/deadlines.yaml
	call "$1 becomes $2" 78 '' "…deadlines.yaml:…$3…" cm-complaint open -p own --no-key kind=fault subject=x text=y
	call '  and nobody is reminded by it' 78 '' "…deadlines.yaml:…$3…" cm-complaint remind -p own
}
spoilt 'before: 2 h' 'before: 9 h' 'before would remind before the clock begins: class vip has less time [policy.level]'
spoilt 'after: 0 h' 'before: 3 h' 'due would not remind behind before: class vip [policy.level]'
spoilt 'held: \[.*' 'held: []' 'no way leads from held to an end [policy.dead-end]'
