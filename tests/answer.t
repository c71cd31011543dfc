#!/bin/sh
# What an answer says: reason, message, remedy and script of one rule; ask names what somebody can give; a warning says how
# it is acknowledged, and is not said again; each text keeps to its language.
. "${0%/*}/lib.sh"
plan 32
store
cm-store import lines -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method,points
13900000201,张伟,resident_id,612301197001010017,mzone,none,mzone-25,2008-06-15,active,0.00,cash,0
13900000202,李静,resident_id,612321198002030028,gotone,gold,gotone-58,2010-03-20,active,-5.00,direct_debit,7
13900000203,无证,,,easyown,none,easyown-basic,2008-06-15,active,0.00,cash,0
!
A='"msisdn":"13900000201"' HERE='"doc_form":"original","holder_present":true'
ZHANG="\"id_no\":\"612301197001010017\",$HERE"
N=0
# ask COMMAND FIELDS [OPTIONS]
ask() {
	N=$((N + 1)) tap_cmd=$1
	printf '{"request_id":"a%s",%s}\n' "$N" "$2" >in
	shift 2
	"$tap_cmd" -q "$@" <in
}
chinese() { LC_ALL=C grep -c "[$(printf '\344')-$(printf '\351')]" || :; }

# ---- what is asked for can be given ----
SIM='"sim_reason":"lost","iccid":"89860009100000000018"'
call 'no document: its number, not whether it matches' 1 '…"result":"undecided"…"ask":["holder_present","id_no","doc_form","old_sim","invoices","pin"]…' '' ask cm-sim "$A,$SIM"
is '  every one of them is a field' "$(field ask | tr -d '[]"' | tr , '\n' | grep -vcxF "$(cm-sim -h | tr -s ' *' '\n')")" 0
call '  named by the flow, too' 1 '…"result":"undecided"…"ask":["id_no"]…' '' ask cm-resetpw "$A,$HERE,\"knows_old_pin\":false,\"phone_present\":false,\"new_pin\":\"482913\""
ask cm-resetpw "$A,$ZHANG,\"knows_old_pin\":false,\"phone_present\":false,\"new_pin\":\"739164\"" >out
call 'a PIN that a rehearsal does not compare is not asked for again' 1 '…"result":"undecided","reason":"pin.not-checked"…"ask":["holder_present","id_no","doc_form"]…' '' ask cm-plan "$A,\"plan\":\"mzone-18\",\"pin\":\"739164\"" -n

# ---- one rule ----
LI='"msisdn":"13900000202","id_no":"612321198002030028",'$HERE
WANG='"new_name":"王五","new_id_type":"resident_id","new_id_no":"612301197707070011","new_holder_present":true,"new_pin":"482913","purpose":"to_other"'
call 'the reason'"'"'s words come first, those of the others behind' 1 '…"result":"refused","reason":"transfer.min-tenure","reasons":["transfer.min-tenure","transfer.direct-debit","transfer.arrears","transfer.vip","transfer.points"]…"message":"Connected on 2010-03-20, which is less than 1 month(s) ago. A line that is paid by direct debit…","script":"This number has not been with us…","remedy":"From 2010-04-20 on; or use cm-amend. End the direct debit first…Pay 5.00 yuan first: cm-pay."…' '' ask cm-transfer "$LI,$WANG,\"lang\":\"en\""
call 'no remedy of another rule where the reason has none' 1 '…"reason":"identity.mismatch","reasons":["identity.mismatch","plan.arrears","plan.self-service"],"message":"The number of the document is not the owner'"'"'s, and no PIN was proved. 5.00 yuan are owing. Neither…","script":"This document…","order_id"…' '' ask cm-plan "\"msisdn\":\"13900000202\",\"plan\":\"gotone-88\",\"id_no\":\"612301197001010017\",$HERE,\"lang\":\"en\""
call 'what fired goes before what may yet' 1 '…"result":"undecided","reason":"field.missing","reasons":["field.missing",…],"message":"There is no new PIN yet.","script":"Please think of a PIN…","ask":[…"new_pin"…]…' '' ask cm-resetpw "$A,\"id_no\":\"612301197001010017\",\"knows_old_pin\":false,\"phone_present\":false,\"lang\":\"en\""
call 'where nothing fired, the message is what has to be found out' 1 '…"result":"undecided","reason":"identity.original-required","reasons":["identity.original-required","identity.owner-absent"],"message":"Have you brought the original or a copy? Are you the registered owner yourself?","ask":["doc_form","holder_present"]…' '' ask cm-resetpw "$A,\"id_no\":\"612301197001010017\",\"knows_old_pin\":false,\"phone_present\":false,\"new_pin\":\"482913\""

# ---- how a PIN is given ----
HOW='pin is never an argument: give the record on standard input, or call the command on a terminal without arguments, and it asks.'
call 'a record of arguments: where a PIN is given' 1 '…"result":"invalid","reason":"field.missing"…"remedy":"new_'"$HOW"'"…' '' cm-resetpw change -q msisdn=13900000201
call 'a new one' 1 '…"remedy":"new_'"$HOW"'"…' '' cm-resetpw -q msisdn=13900000201 id_no=612301197001010017 knows_old_pin=no phone_present=no doc_form=original holder_present=yes
call 'a record of standard input needs no telling' 1 '…"ask":["pin"]…' '' ask cm-resetpw "$A,\"new_pin\":\"482913\"" change
is '  nor is it told' "$(grep -c remedy out)" 0

# ---- warnings ----
TO="$A,$ZHANG,\"plan\":\"gotone-58\",\"signed\":false"
call 'a warning says how it is acknowledged' 1 '…"result":"undecided","reason":"closing.unsigned","reasons":["closing.unsigned","plan.cautions"]…"remedy":"To go on all the same: ack=closing.unsigned,plan.cautions"…' '' ask cm-plan "$TO"
call '  what it says is what works' 0 '…"result":"done"…"warnings":["closing.unsigned","plan.cautions"]…' '' ask cm-plan "$TO,\"ack\":\"$(field remedy | sed 's/.*ack=//')\"" -n
is '  and is not said again' "$(grep -c '"message"\|"reason"' out)" 0
call '  one of two: the other' 1 '…"reason":"plan.cautions","reasons":["plan.cautions"]…"remedy":"To go on all the same: ack=plan.cautions"…' '' ask cm-plan "$TO,\"ack\":\"closing.unsigned\""
call '  in Chinese' 1 '…"remedy":"确认后继续办理：ack=closing.unsigned,plan.cautions"…' '' env LANGUAGE=zh_CN cm-plan -q request_id=z msisdn=13900000201 plan=gotone-58 signed=no id_no=612301197001010017 doc_form=original holder_present=yes
call '  a question goes first' 1 '…"result":"undecided","reason":"plan.self-service"…"warnings":["closing.unsigned","plan.cautions"]…' '' ask cm-plan "$A,\"id_no\":\"612301197001010017\",\"doc_form\":\"original\",\"plan\":\"gotone-58\",\"signed\":false"
is '  and no remedy of the warnings' "$(grep -c '"remedy"' out)" 0

# ---- two languages ----
ask cm-plan "$TO" >out
is 'an English message has the cautions in English' "$(field message | chinese)" 0
is '  the script is the customer'"'"'s Chinese' "$(field script | chinese)" 1
ask cm-plan "$TO,\"lang\":\"en\"" >out
is 'with lang=en all of it is English' "$(chinese <out)" 0
ask cm-plan "$A,$ZHANG,\"plan\":\"gotone-58\",\"ack\":\"plan.cautions\",\"lang\":\"en\"" >out
is '  what is done, too' "$(chinese <out)" 0
LANGUAGE=zh_CN ask cm-plan "$A,$ZHANG,\"plan\":\"mzone-38\",\"lang\":\"en\"" >out
is 'a Chinese message names the plan in Chinese' "$(field message)" '…（全球通 58 元套餐，2010-05-01 起）…'
is '  the English script in English' "$(field script | chinese)" 0

# ---- stricter rules of evidence ----
cp -R "$CM_POLICIES" strict && sed -i '/id: evidence_set/,/value:/s/value: deck/value: strict/' strict/identity.yaml
AGENT='"holder_present":false,"agent_name":"王五","agent_id_type":"resident_id","agent_id_no":"612301197707070011","agent_doc_form":"original"'
fired() { grep -o '"rule":"[^"]*","verdict":"[a-z]*","fired":true' out | cut -d'"' -f4 | tr '\n' ' '; }
strict() { ask cm-sim "$A,$SIM,$1" -p strict -x; }
call 'an agent with both originals and a letter: the manager signs' 1 '…"result":"referred","reason":"role.needs-approver"…the shift manager must sign…' '' strict "$AGENT,\"id_no\":\"612301197001010017\",\"doc_form\":\"original\",\"employer_letter\":true"
is '  by its rule' "$(fired)" 'identity.strict-agent sim.charged '
call 'numbers called lately: the manager compares' 1 '…"result":"referred","reason":"role.needs-approver"…names 5 numbers called lately…' '' strict "\"holder_present\":false,\"agent_id_type\":\"resident_id\",\"called_numbers\":[\"1\",\"2\",\"3\",\"4\",\"5\"]"
call 'SIM and PIN do not' 1 '…"result":"refused","reason":"identity.evidence-insufficient"…' '' strict '"holder_present":false,"old_sim":true,"employer_letter":false,"called_numbers":["1","2","3","4"]'
is '  by its rule' "$(fired)" 'identity.strict-insufficient sim.charged '

# ---- an order that proves nothing ----
call 'verified_by names one of nobody' 1 '…"result":"undecided","reason":"identity.evidence-insufficient"…proves nothing here…"remedy":"Leave verified_by out, and look…' '' ask cm-sim "$A,$SIM,\"verified_by\":\"1c1\"" -x
is '  by its rule' "$(fired)" 'identity.proof-void sim.charged '
