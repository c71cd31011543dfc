#!/bin/sh
# cm-vas show and price (rows S73 to S100): sheets, drafts, prices on both sides of their boundaries and how they come
# about; and a catalogue with faults. Prices to the fen stand in tests/unit/policy-services.c.
. "${0%/*}/lib.sh"

# fee 'what' FEE field=value…: of a price, without a store.
fee() {
	what=$1 want=$2
	shift 2
	call "$what" 0 "{…\"result\":\"done\",\"fee\":$want,…}" '' env CM_STORE=none cm-vas price -q "$@"
}
# no 'what' RESULT REASON field=value…
no() {
	what=$1 want=$2 reason=$3
	shift 3
	call "$what" 1 "{…\"result\":\"$want\",\"reason\":\"$reason\"…}" '' env CM_STORE=none cm-vas price -q "$@"
}
explains() { is "  $1" "$(sed 's/.*"explanation":"\([^"]*\)".*/\1/' out)" "$1"; }

# ---- unhappy first ----
no 'a service that another command alone takes' invalid field.unknown-value service=bill
is '  and those that this one takes are named' "$(grep -c 'vpmn, family"' out)" 1
no 'a word that is none' invalid field.unknown-value service=teleport
no 'no service at all' invalid field.missing tier=5
no 'a pack that there is not' refused vas.tier service=mobile_data tier=7
no 'a price by the pack of a service without packs' refused vas.tier service=rbt tier=5
no 'an item that there is not' refused vas.tier service=sms item=weather
no 'a draft' refused vas.draft service=corp_rbt
no '  and the corporate network' refused vas.draft service=vpmn
no 'caller ID: the source names no price' refused vas.no-price service=caller_id lang=en
is '  which is said' "$(sed 's/.*"message":"\([^"]*\)".*/\1/' out)" 'The catalogue has no price for caller ID: the source names no price for caller ID alone.'
no 'Monternet: its providers set theirs' refused vas.no-price service=monternet
no 'which newspaper?' undecided vas.tier service=mobile_news
is '  that is asked' "$(sed 's/.*"ask":\([^]]*\]\).*/\1/' out)" '["item"]'
no 'one of many newspapers' refused vas.no-price service=mobile_news item=sports
call '  it lies between' 1 '…between 3.00 and 20.00…' '' cm-vas price -q lang=en service=mobile_news item=sports
no 'a tone' refused vas.no-price service=rbt item=902771
no 'a rural subject whose price is not known' refused vas.no-price service=rural_info item=pigs
no 'the tariff of roaming is not printed' refused vas.no-price service=sms count=1 destination=roaming
no 'a destination that is none' invalid field.unknown-value service=sms count=1 destination=moon
no 'less than nothing' refused field.malformed service=mobile_data kb=-1
no 'a part of a K' invalid field.malformed service=mobile_data kb=1.5
no 'more K than fit' invalid field.malformed service=mobile_data kb=9223372036854775808
no 'a day that is none' invalid field.malformed service=mobile_data tier=5 opened_on=2010-02-30
no 'an MMS of 51 K' refused vas.too-large service=mms count=1 kb=51
is '  which has no price, and is not said to be free' "$(grep -c 'no price\|没有价格' out)" 1
no 'the family plan: which offer' undecided vas.tier service=family
is '  it is the pack that is asked for' "$(sed 's/.*"ask":\(\[[^]]*\]\).*/\1/' out)" '["tier"]'
fee '  of 50' 0.30 service=mms count=1 kb=50
no 'more messages than can be paid' refused vas.no-price service=sms count=9223372036854775807

# ---- mobile data (S81, S82) ----
fee 'nothing used' 0.00 service=mobile_data
fee '300 K without a pack' 3.00 service=mobile_data kb=300 lang=en
explains '300 K used, 300 at 0.01 per K; in all 3.00'
fee '  nothing said of the use' 0.00 service=mobile_data lang=en
explains 'what is used is 0.01 per K; in all 0.00'
fee '  with the one of 3' 3.00 service=mobile_data tier=3 kb=300
fee 'the cap reached exactly' 500.00 service=mobile_data kb=50000 lang=en
explains '48.8 M used, 50000 at 0.01 per K; in all 500.00'
fee '  one K more' 500.00 service=mobile_data kb=50001 lang=en
explains '48.8 M used, 50001 at 0.01 per K; never more than 500.00 a month; in all 500.00'
fee '15 G' 500.00 service=mobile_data kb=15728640 lang=en
explains '15 G used, 15728640 at 0.01 per K; never more than 500.00 a month; in all 500.00'
fee '  one K more cannot be used' 500.00 service=mobile_data kb=15728641 lang=en
explains '15360.0 M used, 15728640 at 0.01 per K; use ends at 15 G; never more than 500.00 a month; in all 500.00'
fee 'a pack used up' 5.00 service=mobile_data tier=5 kb=30720
fee '  a K under a megabyte more' 5.00 service=mobile_data tier=5 kb=31743 lang=en
explains '5.00 for 30 M; 30.9 M used, no whole M beyond; in all 5.00'
fee '  a megabyte more' 6.00 service=mobile_data tier=5 kb=31744
fee '  a K over it' 6.00 service=mobile_data tier=5 kb=31745
fee '33.4 M' 8.00 service=mobile_data tier=5 kb=34202 lang=en
explains '5.00 for 30 M; 33.4 M used, 3 whole M beyond at 1.00, the part of one is free; in all 8.00'
fee '  in Chinese' 8.00 service=mobile_data tier=5 kb=34202
explains '月费 5.00 元，含 30 M；用了 33.4 M，超出的每满 1 M 1.00 元，计 3 份，零头不收；合计 8.00 元'
fee 'opened on the 15th' 5.00 service=mobile_data tier=5 opened_on=2010-04-15
fee '  on the 16th' 2.50 service=mobile_data tier=5 opened_on=2010-04-16 lang=en
explains 'opened on the 16th or later, half a month: 2.50 instead of 5.00, for 15 M; in all 2.50'
fee '  on the last of February' 1.50 service=mobile_data tier=3 opened_on=2010-02-28
fee '  half the volume, and a megabyte' 3.50 service=mobile_data tier=5 opened_on=2010-04-16 kb=16384
fee 'all packs' 200.00 service=mobile_data tier=200 kb=5242880

# ---- the others ----
fee 'missed-call alert' 3.00 service=missed_call_alert seconds=600 lang=en
explains '3.00 a month; in all 3.00'
fee '  by use, a whole minute' 0.10 service=missed_call_alert tier=per_use seconds=60
fee '  by use, a minute begun' 0.20 service=missed_call_alert tier=per_use seconds=61 lang=en
explains '61 s used, 2 at 0.10 per 60 s; in all 0.20'
fee 'dual display' 6.00 service=双电显示
fee 'SMS' 0.10 service=sms count=1
fee '  out of the mainland' 1.00 service=sms count=1 destination=international
fee "  a visitor's" 2.00 service=sms count=1 destination=visitor
fee '  a pack' 3.10 service=sms tier=3 count=51 lang=en
explains '3.00 for 50 msg; 51 msg used, 1 beyond at 0.10 per msg; in all 3.10'
fee '  within it' 6.00 service=sms tier=6 count=100 lang=en
explains '6.00 for 100 msg; 100 msg used, all of it included; in all 6.00'
fee 'the morning and evening paper' 3.00 service=mobile_news item=morning_evening
fee 'the weather' 2.00 service=rural_info item=weather lang=en
explains '2.00 for weather forecast; in all 2.00'
fee 'ring-back tone' 5.00 service=rbt
fee '  opened on the 16th: it has no half month' 5.00 service=rbt opened_on=2010-04-16
fee 'the family plan, on its line of the bill' '5.00,"bill_item":"monthly_extra"' service=family tier=wanjia-main

# ---- a tone of our own: the item comes on top, on its own line; half a month without a pack ----
cp -R "$CM_POLICIES" p
CM_POLICIES=$T/p
cat >>p/services/rbt.yaml <<'!'
items: [{id: greeting, zh: 问候, en: greeting, code: G1, fee: "2.00", assumed: true}]
half_from: {value: "16", assumed: true}
!
fee 'the function and a tone' 7.00 service=rbt item=greeting lang=en
explains '5.00 a month; 2.00 for greeting; in all 7.00'
fee '  by its code, for half a month' 3.50 service=rbt item=G1 opened_on=2010-04-16 lang=en
explains 'opened on the 16th or later, half a month: 2.50 instead of 5.00; 1.00 for greeting; in all 3.50'
call 'what is assumed' 0 '…"kind":"service","id":"rbt","what":"half_from"…' '' cm-policy assumptions
call '  the catalogue as it is shipped' 0 '…"kind":"service","id":"mobile_data","what":"command QXGPRS{tier}","note":"the source shows the packages of 5, 10 and 20"…' '' cm-policy assumptions -p "$ROOT/policies"

# ---- as a sheet has it, and as people read it ----
printf '业务,档次\n手机上网,5\n' >sheet.csv
call 'a column 业务 is the service' 0 '…手机上网,5,,done,…,5.00,mobile_data,…' '' cm-vas price -q -o csv -i csv <sheet.csv
call 'a table with how it was decided, in a pipe, too: a value to a line' 0 '…
result  …done
…
explain …' '' cm-vas price -q -x -o table -i csv <sheet.csv

# ---- show ----
call 'show: no sheet' 1 '{…"result":"invalid","reason":"field.unknown-value"…}' '' cm-vas show -q service=bill
call 'a sheet, heading by heading' 0 '{…"heading":"what","heading_name":"what it is","absent":false,"text":"The web on the phone."}
{…"heading":"for_whom"…}
{…"heading":"when"…}
{…"heading":"opening"…}
{…"heading":"points"…}
{…"heading":"offers"…}
{…"heading":"open",…KTGPRS5…}
{…"heading":"cancel",…QXGPRS5…}
{…"heading":"price"…}
{…"heading":"problems"…}
{…"heading":"handling"…provincial data centre (extension 8056)…}
{…"heading":"tell"…}
{…"heading":"bill"…}' '' env CM_STORE=none cm-vas show -q lang=en service=mobile_data
call 'a draft, as one; what the source lacks is named' 0 '…"service_status":"draft","heading":"for_whom"…"absent":false…"service_status":"draft","heading":"when"…"absent":true}…' '' cm-vas show -q service=corp_rbt
is '  two of thirteen headings' "$(grep -c '"absent":false' out)/$(wc -l <out | tr -d ' ')" 2/13
call 'the catalogue' 0 '…"service":"missed_call_alert",…"tiers":["per_use"],"commands":["KTLDTX > 10086","3041 > 10086","QXLDTX > 10086","3042 > 10086"]}…"service":"mobile_news",…"items":["morning_evening"],…"needs":["mms_handset"],"needs_services":["mobile_data"]…' '' cm-vas show -q lang=en
is '  all of them' "$(wc -l <out | tr -d ' ')" 13

# ---- a catalogue with faults ----
few few
call 'none to begin with' 0 '' '' cm-policy check -p few
# bad 'what' SERVICE SED MESSAGE
bad() {
	rm -rf p
	cp -R few p
	sed "$3" "$ROOT/policies/services/$2.yaml" >"p/services/$2.yaml"
	call "$1" 1 "…\"file\":\"p/services/$2.yaml\"…$4…" '' cm-policy check -p p
}
bad 'a key misspelt' mms 's/^size_max/size_mx/' 'size_max?'
bad 'a heading misspelt' mms 's/^  opening:/  openning:/' 'opening?'
bad 'a heading that is neither there nor absent' mms '/^absent/d' 'offers must stand in the sheet or among the absent headings'
bad '  or both' mms 's/^absent: .*/absent: [offers, price]/' 'price must stand in the sheet'
bad 'an absent heading that is none' mms 's/^absent: .*/absent: [offer]/' 'there is no heading offer; did you mean offers?'
bad 'a need that is no fact' mms 's/mms_handset/mms_handsett/' 'there is no fact mms_handsett; did you mean mms_handset?'
bad '  or has no yes and no' mms 's/mms_handset/msisdn/' 'msisdn is not true or false'
bad 'a service that there is not' mms 's/^with: .*/with: [mobile_dat]/' 'there is no service mobile_dat; did you mean mobile_data?'
bad "a file of another one's name" mms 's/^service: mms/service: sms/' 'stands in sms.yaml'
bad 'a status that is none' mms 's/^status: active/status: activ/' 'status cannot be activ; did you mean active?'
bad 'a tier without source' mobile_data 's/includes: "30720", source: .*/includes: "30720"}/' 'mobile_data tier 5 has neither a source nor assumed: true'
bad '  without a fee' mobile_data 's/id: "5", fee: "5.00",/id: "5",/' 'tier 5 must name its fee'
bad '  there twice' mobile_data 's/id: "5"/id: "3"/' 'tier 3 is there already'
bad 'an amount that is none' mobile_data 's/fee: "5.00"/fee: "5.001"/' 'fee is an amount in yuan'
bad 'a volume that is none' mobile_data 's/"30720"/"30 M"/' 'includes is a whole number from 0 on'
bad 'a price for nothing' mobile_data 's/per: "1024"/per: "0"/' 'per is a whole number from 1 on'
bad 'a rounding that is none' mobile_data 's/round: down/round: sideways/' 'round cannot be sideways'
bad 'packs, and nothing said of what is beyond' mobile_data '/^beyond/d; /^use/d' 'must name beyond'
bad 'a half month that not every month has' mobile_data 's/value: "16"/value: "29"/' 'a day that every month has'
bad 'an active service without a price' dual_display '/^fee/d' 'must name a price, or say under unpriced'
bad 'a price, and a word that there is none' dual_display '$a unpriced: {zh: 无, en: none, source: "x"}' 'says that it has none'
bad 'a price and no line on the bill' dual_display '/^bill/d' 'must name its bill'
bad 'a price in a draft' corp_rbt '$a fee: {value: "9.00", assumed: true}' 'is a draft and names a price'
bad 'a destination that is none' sms 's/destination: visitor/destination: visiter/' 'did you mean visitor?'
bad 'a price of a destination, half of it' sms 's/destination: visitor, measure: count/destination: visitor/' 'rate visitor must name its measure'
bad 'what is freed is not there' family 's,/morning_evening,/evening,' 'frees mobile_news/evening'
bad 'a kind of use that is charged twice' sms 's,^charges: sms,charges: mms,' 'charges mms is there already'
bad 'a kind of use that nobody knows' mms 's,^charges: mms,charges: fax,' 'there is no kind of use fax'
bad 'a message for two services' rbt 's/KTCL/KTLDTX/' 'KTLDTX is there already'
bad 'a message for two packs' mobile_data 's/text: "KTGPRS{tier}"/text: "KTGPRS{tier}", tier: "5"/' 'stands for one tier or item'
bad 'a message for a pack that there is not' mobile_data 's/text: KTGPRS,/text: KTGPRS, tier: "7",/' 'there is no tier 7'
bad 'an item without a name' rural_info 's/zh: 天气预报, //' 'a text needs both languages'
bad 'an order of from and to' rbt 's/from: "0.00"/from: "4.00"/' 'must be in order'
bad 'a contact that site.yaml does not have' rbt 's/{data_centre}/{data_center}/' 'did you mean data_centre?'
rm -rf p
cp -R few p
rm p/services/mms.yaml
call 'a value of services without its file' 1 '…"level":"warning","id":"policy.no-service","message":"the service mms has no file in services"…' '' cm-policy check -p p
cp "$ROOT/policies/services/mms.yaml" p/services
sed '/id: switch_team/s/, source: .*}/}/' "$ROOT/policies/site.yaml" >p/site.yaml
call 'a contact without a source' 1 '…"file":"p/site.yaml"…switch_team…source…' '' cm-policy check -p p
sed 's/id: switch_team/id: voice_mail/' "$ROOT/policies/site.yaml" >p/site.yaml
call '  or there twice' 1 '…voice_mail is there already…' '' cm-policy check -p p
cp "$ROOT"/policies/*.yaml few && cp p/site.yaml few # with the rules, for a command to begin at all
call 'a command stops at a fault' 78 '' '…voice_mail is there already…' cm-vas price -q -p few service=rbt
rm -rf few/site.yaml few/services
call 'no catalogue at all' 1 '…"reason":"vas.unknown"…' '' cm-vas price -q -p few service=rbt
