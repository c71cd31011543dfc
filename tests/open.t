#!/bin/sh
# cm-open (deck 1.2): what is in the way first, then a line that is made whole or not at all.
. "${0%/*}/lib.sh"
store

p='"name":"王芳","id_type":"resident_id","id_no":"612301198001010011","holder_present":true'
g='"plan":"gotone-58","deposit":"100"'
n1='"msisdn":"13900000001"' s1='"iccid":"89860009100000000018"' s2='"iccid":"89860009100000000026"'
s3='"iccid":"89860009100000000034"' s4='"iccid":"89860009100000000042"'
seq=0

# list NAME [FILE]: a list of the last record, as JSON.
list() { sed -n '$s/.*[{,]"'"$1"'":\(\[[^]]*\]\).*/\1/p' "${2:-$T/out}"; }

# try 'what' RESULT REASON FIELDS [option…]: one record; REASON '' for none.
try() {
	what=$1 result=$2 reason=$3 fields=$4 want=1
	shift 4
	seq=$((seq + 1))
	[ "$result" != done ] || want=0
	printf '{"request_id":"t%d",%s}\n' "$seq" "$fields" >in
	call "$what" "$want" "{…\"result\":\"$result\"${reason:+,\"reason\":\"$reason\"}…}" '' cm-open -q "$@" <in
}

# ---- documents ----
w='"name":"王芳","holder_present":true'
try 'no document: refused, and the customer is told kindly' refused identity.missing "$n1,$s1,$w,$g"
is 'the customer is asked to bring one' "$(field script)" '办理这项业务要用您本人的有效证件…'
try 'a type without a number is none' refused identity.missing "$n1,$s1,$w,$g,\"id_type\":\"resident_id\""
try 'a passport is not on the list' refused identity.document-type "$n1,$s1,$w,$g,\"id_type\":\"护照\",\"id_no\":\"G1234567\""
try 'a type that nobody knows is no value of the field' invalid field.unknown-value "$n1,$s1,$w,$g,\"id_type\":\"library\",\"id_no\":\"G1234567\""
try 'a wrong check digit' refused identity.id-number "$n1,$s1,$w,$g,\"id_type\":\"resident_id\",\"id_no\":\"612301198001010012\""
try 'a number too short' refused identity.id-number "$n1,$s1,$w,$g,\"id_type\":\"resident_id\",\"id_no\":\"61230119800101\""
try 'born on 29 February 1985' refused identity.id-number "$n1,$s1,$w,$g,\"id_type\":\"resident_id\",\"id_no\":\"612301198502290015\""
try 'born tomorrow' refused identity.id-number "$n1,$s1,$w,$g,\"id_type\":\"resident_id\",\"id_no\":\"612301201004020017\""
is 'the number is not repeated' "$(field message)" 'The birthday in the identity number does not exist.'
try 'expired yesterday' refused identity.document-expired "$n1,$s1,$p,$g,\"id_expires\":\"2010-03-31\""
try 'a temporary card of unknown validity' undecided identity.document-expired "$n1,$s1,$w,$g,\"id_type\":\"temp_id\",\"id_no\":\"612301198001010011\""
is 'its validity is asked for' "$(list ask)" '["id_expires"]'
try 'a photocopy' refused identity.original-required "$n1,$s1,$p,$g,\"doc_form\":\"copy\""

# ---- whose document it is ----
w='"name":"王芳","id_type":"resident_id","id_no":"612301198001010011"'
try 'nobody asked whose it is' undecided identity.evidence-insufficient "$n1,$s1,$w,$g"
is 'so it is to be asked' "$(list ask)" '["holder_present"]'
try "somebody else's: has he been telephoned?" undecided open.holder-absent "$n1,$s1,$w,$g,\"holder_present\":false"
is 'so that is to be found out' "$(list ask)" '["owner_confirmed"]'
try 'not reached: politely no' refused open.holder-absent "$n1,$s1,$w,$g,\"holder_present\":false,\"owner_confirmed\":false"
try 'reached: a warning to be confirmed' undecided open.holder-absent "$n1,$s1,$w,$g,\"holder_present\":false,\"owner_confirmed\":true"
is 'the warning is named' "$(list warnings)" '["open.holder-absent"]'

# ---- number and SIM ----
try 'neither number nor pack' undecided field.missing "$s1,$p,$g"
is 'either would do' "$(list ask)" '["msisdn","pack_serial"]'
try 'a number that is not in stock' refused open.number-unavailable "\"msisdn\":\"13911111111\",$s1,$p,$g"
try 'a pack that is not in stock' refused open.number-unavailable "\"pack_serial\":\"P00099\",$s1,$p,$g"
try 'pack and number do not belong together' refused open.pack-mismatch "$n1,\"pack_serial\":\"P00016\",$s1,$p,$g"
try 'ten digits are no number' invalid field.malformed "\"msisdn\":\"1390000000\",$s1,$p,$g"
try 'a SIM that is not in stock' refused open.sim-unavailable "$n1,\"iccid\":\"89860009100000000216\",$p,$g"
try 'a SIM with a wrong check digit' invalid field.malformed "$n1,\"iccid\":\"89860009100000000019\",$p,$g"
try 'no SIM' invalid field.missing "$n1,$p,$g"

# ---- plan, money, services ----
try 'a plan that does not exist' refused open.plan "$n1,$s1,$p,\"plan\":\"gotone-59\",\"deposit\":\"100\""
try 'a plan that is no longer sold' refused open.plan "$n1,$s1,$p,\"plan\":\"gotone-local-99\",\"deposit\":\"500\""
try 'a plan that is not sold yet' refused open.plan "$n1,$s1,$p,\"plan\":\"mzone-campus\",\"deposit\":\"500\""
try 'a fen too little' refused open.prepay-short "$n1,$s1,$p,\"plan\":\"gotone-58\",\"deposit\":\"99.99\""
is 'what would do is computed' "$(field remedy)" 'Prepay at least 100.00 yuan.'
try 'a number that asks more than the plan' refused open.prepay-short "\"pack_serial\":\"P00020\",$s1,$p,$g"
is 'then that is what would do' "$(field remedy)" 'Prepay at least 200.00 yuan.'
try 'less than nothing' refused open.prepay-short "$n1,$s1,$p,\"plan\":\"gotone-58\",\"deposit\":\"-1\""
try 'three decimals are no money' invalid field.malformed "$n1,$s1,$p,\"plan\":\"gotone-58\",\"deposit\":\"100.001\""
try 'more than one payment may be' refused open.deposit-limit "$n1,$s1,$p,\"plan\":\"gotone-58\",\"deposit\":\"50000.01\""
try 'a service that nobody knows' invalid field.unknown-value "$n1,$s1,$p,$g,\"services\":[\"rbt\",\"horoscope\"]"
try 'a corporate service' refused open.service "$n1,$s1,$p,$g,\"services\":[\"rbt\",\"vpmn\"]"
try 'a pack that nobody sells' refused open.offer "$n1,$s1,$p,$g,\"offers\":[\"mobile_data:7\"]"
try 'two packs of one service' refused open.offer "$n1,$s1,$p,$g,\"offers\":[\"mobile_data:5\",\"mobile_data:20\"]"
try 'a family: not the counter'"'"'s alone' refused open.service "$n1,$s1,$p,$g,\"services\":[\"family\"]"
try 'what is in preparation' refused open.service "$n1,$s1,$p,$g,\"services\":[\"vpmn\"]"
try 'a family by its tier' refused open.offer "$n1,$s1,$p,$g,\"offers\":[\"family:wanjia-main\"]"
try 'a campaign that does not exist' refused open.campaign "$n1,$s1,$p,$g,\"campaign\":\"free-for-all\""
try 'a campaign that wants more prepaid' refused open.campaign "$n1,$s1,$p,\"plan\":\"easyown-farm\",\"deposit\":\"99.99\",\"campaign\":\"data-20-for-100\""
try 'everything that is in the way is told' refused identity.id-number "\"msisdn\":\"13911111111\",\"iccid\":\"89860009100000000216\",\"name\":\"王芳\",\"id_type\":\"resident_id\",\"id_no\":\"612301198001010012\",\"holder_present\":true,\"plan\":\"gotone-58\",\"deposit\":\"1\""
is 'not only the first' "$(list reasons)" '["identity.id-number","open.number-unavailable","open.sim-unavailable","open.prepay-short"]'

# ---- passwords ----
for c in 12345:length 1234567:length 111739:repeat 739222:repeat 739123:sequence 987153:sequence 010011:document-tail 000001:repeat; do
	try "password ${c%:*}" refused "pin.${c#*:}" "$n1,$s1,$p,$g,\"new_pin\":\"${c%:*}\""
	is 'and is not shown' "$(grep -c "new_pin\"\|\"${c%:*}\"" out)" 0
done
try 'nor is it explained' refused pin.sequence "$n1,$s1,$p,$g,\"new_pin\":\"739123\"" -x
is 'not even in parts' "$(grep -c 739123 out)" 0
call 'a password is not taken from the command line' 2 '' '…field.secret-argument…' cm-open $(printf '%s ' msisdn=13900000001 new_pin=739152)

# ---- nothing of all that left a trace but its journal ----
call 'the number is free as before' 0 '{…"msisdn":"13900000001"…}' '' cm-open -q numbers prefix=13900000001
call 'there is no such line' 1 '{…"reason":"line.unknown"…}' '' cm-pay -q msisdn=13900000001 amount=1
call 'the store is sound' 0 … … cm-store check
call 'records without keys are stopped: a second run could not tell' 2 '' '…request_id…' cm-open <<!
{$n1,$s1,$p,$g}
!

# ---- what can be had, and for how much ----
call 'as many as asked for' 0 '{…}
{…}' '' cm-open -q numbers prefix=139 limit=2
call 'not more than the policy allows' 1 '{…"reason":"open.limit"…}' '' cm-open -q numbers limit=1001
call 'the price in the order of the deck' 0 '{…"monthly_fee":58.00,"price_out_min":0.10,"price_in_min":0.00,"free_services":…"deposit":100.00,"card_fee":15.00,"total_due":115.00…}' '' cm-open -q quote plan=gotone-58
is 'and so the words' "$(field script)" '全球通 58 元套餐：每月 58.00 元，打电话每分钟 0.10 元，接电话每分钟 0.00 元，还送您来电显示、来电提醒。…'
call 'with a number that asks more' 0 '{…"deposit":200.00…}' '' cm-open -q quote plan=easyown-basic msisdn=13900000020
call 'no price for what is not sold' 1 '{…"reason":"open.plan"…}' '' cm-open -q quote plan=mzone-campus
call 'the plan must be named' 1 '{…"result":"invalid","reason":"field.missing"…}' '' cm-open -q quote msisdn=13900000019

# ---- a price list with a blank is not one ----
cp -R "$CM_POLICIES" blank
grep -v card_fee "$CM_POLICIES/offers/mzone.yaml" >blank/offers/mzone.yaml
call 'a plan on sale without its card fee stops everything' 78 '' '…mzone.yaml:5:…card_fee…' cm-open -p blank quote plan=gotone-58

# ---- a rehearsal is the real thing ----
cat >open.jsonl <<!
{"request_id":"b1",$n1,$s1,$p,$g,"new_pin":"739152","contact":"02987654321","services":["caller_id","rbt"],"offers":["sms:6"],"campaign":"data-20-for-100"}
{"request_id":"b2",$n1,$s2,$p,$g}
{"request_id":"b3","msisdn":"13900000002",$s1,$p,$g}
{"request_id":"b4","pack_serial":"P00020",$s2,$p,"plan":"easyown-basic","deposit":"200","lang":"en"}
{"request_id":"b5","msisdn":"13900000003",$s3,"name":"李雷","id_type":"temp_id","id_no":"612325197506154324","id_expires":"2010-04-01","holder_present":false,"owner_confirmed":true,"ack":["open.holder-absent"],"plan":"gotone-128","deposit":"300"}
!
call 'a rehearsal' 1 … '…5 records, 3 done, 2 refused (dry run…' cm-open -n <open.jsonl
sed 's/"dry_run":true,//' out >dry
call 'nothing came of it' 0 '{…"msisdn":"13900000001"…}' '' cm-open -q numbers prefix=13900000001
call 'the same for real' 1 … '…5 records, 3 done, 2 refused' cm-open <open.jsonl
ok 'both said the same' cmp dry out
sed -n 1p out >first; sed -n 4p out >fourth; sed -n 5p out >fifth
is 'a number is sold once, also within a file' "$(sed -n 2p out | sed 's/.*"reason":"\([^"]*\)".*/\1/')" open.number-unavailable
is 'a SIM is used once, also within a file' "$(sed -n 3p out | sed 's/.*"reason":"\([^"]*\)".*/\1/')" open.sim-unavailable
is 'services: free ones, chosen ones, packs and the gift, each once' "$(list services first)" '["caller_id","missed_call_alert","rbt","sms","mobile_data"]'
is 'what is due' "$(field deposit first) $(field card_fee first) $(field total_due first)" '100.00 15.00 115.00'
is 'what must be told is named' "$(list disclose first)" '["effective_at","fee_rule","free_services"]'
is 'the password is not shown' "$(grep -c 739152 out first dry | tr '\n' ' ')" 'out:0 first:0 dry:0 '
is 'by its pack: the number is told' "$(field msisdn fourth)" 13900000020
is 'in the language of the customer' "$(field script fourth)" 'Your number is ready; Easyown Basic…That makes 215.00 yuan: 200.00 to call with and 15.00 for the card.'
is 'from the 1st of next month' "$(field effective_at fifth)" 2010-05-01
is 'the warning stays on record' "$(list warnings fifth)" '["open.holder-absent"]'
is 'a card without a fee' "$(field card_fee fifth) $(field total_due fifth)" '0.00 300.00'

call 'and it is the one that was given' 1 '{…"request_id":"b6"…"result":"refused","reason":"pin.wrong"…}
{…"request_id":"b7"…"result":"done"…}' '' cm-resetpw -q change <<!
{"request_id":"b6",$n1,"pin":"739153","new_pin":"582047"}
{"request_id":"b7",$n1,"pin":"739152","new_pin":"582047"}
!
call 'who has none is told so' 1 '{…"reason":"pin.not-set"…}' '' cm-resetpw -q change <<!
{"request_id":"b8","msisdn":"13900000020","pin":"739152","new_pin":"582047"}
!

# ---- once and only once ----
call 'again: nothing twice' 1 … '…5 records, 3 duplicate, 2 refused' cm-open <open.jsonl
is 'with the answer of the first time' "$(sed -n 1p out | sed 's/.*\("order_id":"[^"]*"\).*/\1/')" "$(sed 's/.*\("order_id":"[^"]*"\),"trail.*/\1/' first)"
sed -n 1p open.jsonl | sed 's/"deposit":"100"/"deposit":"100.00"/; s/resident_id/身份证/' >same
call 'another spelling of the same is the same' 0 '{…"result":"duplicate"…}' '' cm-open -q <same
sed -n 1p open.jsonl | sed 's/gotone-58/gotone-88/' >other
call 'another plan under the same key' 1 '{…"reason":"request.conflict"…"message":"…plan"…}' '' cm-open -q <other
call 'the store is sound' 0 … … cm-store check
call 'so is its journal' 0 … … cm-audit verify

# ---- behind it in a pipe ----
n5='"msisdn":"13900000005"' s5='"iccid":"89860009100000000059"'
cat >pipe.jsonl <<!
{"request_id":"c1",$n5,$s5,$p,"plan":"mzone-18","deposit":"50","amount":"30"}
{"request_id":"c2",$n5,$s4,$p,"plan":"mzone-18","deposit":"50","amount":"30"}
!
call 'opened and paid in one batch' 1 '{…"request_id":"c1"…"result":"done"…"balance":80.00…
{…"request_id":"c2"…"result":"refused"…}' '…2 records…' sh -c 'cm-open <pipe.jsonl | cm-pay'
is 'what was refused passed untouched' "$(tail -1 out | grep -c '"command":"cm-pay"')" 0

# ---- CSV as the counter's lists have it ----
cat >list.csv <<!
请求编号,手机号码,SIM卡号,姓名,证件类型,证件号码,本人到场,套餐,预存款,功能
d1,13900000006,89860009100000000067,赵敏,身份证,612301198001010011,是,mzone-25,50,"来电显示,手机上网"
!
call 'Chinese headers and words' 0 '…done…' '' cm-open -q -o csv <list.csv
is 'services in CSV' "$(tail -1 out | grep -c 'caller_id,sms,rbt,mobile_data')" 1

# ---- reservations ----
s7='"iccid":"89860009100000000075"' s8='"iccid":"89860009100000000083"' n7='"msisdn":"13900000007"'
call 'for nobody: no' 1 '{…"result":"undecided"…"ask":["contact","id_no"]…}' '' cm-open -q reserve msisdn=13900000007
call 'kept for half an hour' 0 '{…"reserved_until":"2010-04-01T10:00:00+08:00"…}' '' cm-open -q reserve msisdn=13900000007 contact=13987654321
call 'not offered meanwhile' 0 '{…"result":"done"…}' '' cm-open -q numbers prefix=13900000007
is 'no row' "$(grep -c number_class out)" 0
call 'not for another customer' 1 '{…"reason":"open.number-unavailable"…}' '' cm-open -q reserve msisdn=13900000007 contact=13911112222
is 'who is told until when' "$(field remedy)" '…it can be had at 2010-04-01 10:00, unless it is taken.'
try 'nor to open' refused open.number-unavailable "$n7,$s7,$p,$g" --now 2010-04-01T09:59:59
call 'no number: said' 0 '{…"message":"no number that can be had is among these"…}' '' cm-open -q numbers prefix=1388
call 'another cannot release it' 1 '{…"reason":"open.not-holder"…}' '' cm-open -q release msisdn=13900000007 contact=13911112222
call 'its holder renews it' 0 '{…"reserved_until":"2010-04-01T10:20:00+08:00"…}' '' cm-open -q --now 2010-04-01T09:50:00 reserve msisdn=13900000007 'contact=139-8765 4321'
call 'and gives it back' 0 '{…"result":"done"…}' '' cm-open -q release msisdn=13900000007 contact=13987654321
call 'but not twice' 1 '{…"reason":"open.not-reserved"…}' '' cm-open -q release msisdn=13900000007 contact=13987654321
call 'reserved by document' 0 '{…}' '' cm-open -q reserve msisdn=13900000007 id_no=612325197506154324
call 'its time over, it is offered again' 0 '{…"msisdn":"13900000007"…"number_class"…}' '' cm-open -q --now 2010-04-01T10:00:00 numbers prefix=13900000007
try 'and sold to whoever asks' 'done' '' "$n7,$s7,$p,$g" --now 2010-04-01T10:00:00
w='"name":"李雷","id_type":"resident_id","id_no":"612325197506154324","holder_present":true'
try 'he who had reserved it hears that he is late' refused open.reservation-expired "$n7,$s8,$w,$g" --now 2010-04-01T10:01:00
try 'others hear that it is gone' refused open.number-unavailable "$n7,$s8,$p,$g" --now 2010-04-01T10:01:00
call 'reserved, and' 0 '{…}' '' cm-open -q reserve pack_serial=P00016 id_no=612325197506154324
try 'opened by whom it was kept for' 'done' '' "\"pack_serial\":\"P00016\",$s8,$w,$g" --now 2010-04-01T09:45:00
try 'who is not told that he came too late' refused open.number-unavailable "\"pack_serial\":\"P00016\",\"iccid\":\"89860009100000000091\",$w,$g"

call 'the store is sound at the end' 0 … … cm-store check
call 'and its journal' 0 … … cm-audit verify
if have sqlite3; then
	is 'the state of a line holds from the day of its opening' "$(sqlite3 "$CM_STORE" 'SELECT DISTINCT status_since = opened_at FROM account JOIN line USING (part, line)')" 1
else
	skip 'no sqlite3'
fi
