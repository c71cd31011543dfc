#!/bin/sh
# cm-bundle: what stands against joining, the money and the months, what is recommended and listed; what other commands make
# of it.
. "${0%/*}/lib.sh"
store
lines
cm-store import lines -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method
13900000401,张伟,resident_id,612301197001010017,gotone,none,gotone-88,2005-06-15,active,10.00,cash
13900000402,李静,resident_id,612321198002030028,gotone,none,gotone-58,2005-03-31,active,0.00,cash
13900000403,周明,resident_id,612322198512120038,easyown,none,easyown-basic,2008-06-15,active,-0.01,cash
13900000404,吴刚,resident_id,612301197505050013,mzone,none,mzone-25,2006-01-01,active,0.00,cash
13900000405,郑爽,resident_id,612301197606060018,mzone,none,mzone-25,2006-01-01,active,0.00,cash
13900000406,王五,resident_id,612301197707070011,gotone,none,gotone-58,2006-01-01,active,5.00,cash
!
cm-store import contracts -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,kind,from,until,blocks_plan_change
13900000402,lease,2009-04-01,2010-04-01,true
13900000402,gift,2009-05-01,2010-05-15,false
13900000405,bundle,2009-04-01,2010-04-30,false
!
HERE='"id_type":"resident_id","doc_form":"original","holder_present":true,"bundle_eligible":true,"lang":"en"'
A="\"msisdn\":\"13900000401\",\"id_no\":\"612301197001010017\",$HERE"
B="\"msisdn\":\"13900000402\",\"id_no\":\"612321198002030028\",$HERE"
D="\"msisdn\":\"13900000404\",\"id_no\":\"612301197505050013\",$HERE"
E="\"msisdn\":\"13900000405\",\"id_no\":\"612301197606060018\",$HERE"
F="\"msisdn\":\"13900000406\",\"id_no\":\"612301197707070011\",$HERE"
T120='"bundle":"long-two-12","tier":"120","gift_method":"counter"'
N=0
# join FIELDS [OPTIONS]
join() {
	N=$((N + 1))
	printf '{"request_id":"b%s",%s}\n' "$N" "$1" >in
	shift
	cm-bundle -q "$@" <in
}
of() { echo "part = (SELECT part FROM line WHERE msisdn = '$1') AND line = (SELECT line FROM line WHERE msisdn = '$1')"; }
promises() { sqlite3 store.db "SELECT date(from_day * 86400, 'unixepoch'), date(due * 86400, 'unixepoch'), amount FROM promise WHERE kind = 'monthly_rebate' AND $(of "$1") ORDER BY due"; }
sums() { sqlite3 store.db "SELECT count(*), sum(amount) FROM promise WHERE kind = 'monthly_rebate' AND $(of "$1")"; }
contracts() { sqlite3 store.db "SELECT kind, date(from_day * 86400, 'unixepoch'), date(until_day * 86400, 'unixepoch'), name, tier, min_spend, blocks_plan_change FROM contract WHERE $(of "$1") ORDER BY from_day"; }
moves() { sqlite3 store.db "SELECT debit, credit, amount FROM operation WHERE source = 'cm-bundle join' AND amount > 0 AND $(of "$1") ORDER BY seq"; }
balance() { sqlite3 store.db "SELECT balance FROM account WHERE $(of "$1")"; }
# on DAY command…: on a copy of the store, since a journal's time does not go back.
COPY=0
on() {
	COPY=$((COPY + 1))
	cm-store backup "copy$COPY.db" >/dev/null 2>&1
	at=$1
	shift
	(CM_KEY=$CM_STORE.key CM_STORE=$T/copy$COPY.db CM_NOW=${at}T10:00:00+08:00 && export CM_KEY CM_STORE CM_NOW && "$@")
}

# ---- what stands against it ----
before=$(cm-store dump | cksum)
call 'no bundle' 1 '…"result":"invalid","reason":"field.missing"…bundle: missing…' '' join "$A,\"tier\":\"120\""
call 'no tier' 1 '…"result":"invalid","reason":"field.missing"…tier: missing…' '' join "$A,\"bundle\":\"long-two-12\""
call 'an amount that is none' 1 '…"result":"invalid","reason":"field.malformed"…' '' join "$A,$T120,\"prepay\":\"720.001\""
call 'a way to give it back that is none' 1 '…"result":"invalid","reason":"field.unknown-value"…rebate_method…' '' join "$A,$T120,\"rebate_method\":\"yearly\""
call 'an unknown number' 1 '…"result":"refused","reason":"line.unknown","reasons":["line.unknown"]…' '' join "\"msisdn\":\"13900000499\",\"id_no\":\"612301197001010017\",$HERE,$T120"
call 'a suspended line, and what it owes' 1 '…"reason":"line.state","reasons":["line.state","bundle.arrears"]…' '' join "\"msisdn\":\"13900000101\",\"id_no\":\"612301197001010017\",$HERE,$T120"
call 'a fen owing' 1 '…"reasons":["bundle.arrears"]…Pay 0.01 yuan first: cm-pay…' '' join "\"msisdn\":\"13900000403\",\"id_no\":\"612322198512120038\",$HERE,$T120"
call 'a bundle that nobody knows' 1 '…"result":"refused","reason":"bundle.tier","reasons":["bundle.tier"]…There is no bundle sunshine…cm-bundle list…' '' join "$A,\"bundle\":\"sunshine\",\"tier\":\"120\""
call 'one that comes near to another' 1 '…"reasons":["bundle.tier"]…"remedy":"Did you mean long-two-12?"…' '' join "$A,\"bundle\":\"long-tow-12\",\"tier\":\"120\",\"gift_method\":\"counter\""
call 'one that is no longer sold' 1 '…"reason":"bundle.tier"…not on sale…' '' join "$A,\"bundle\":\"long-two-2009\",\"tier\":\"100\""
call 'a tier that nobody knows: those on sale are told' 1 '…"reasons":["bundle.tier"]…"remedy":"Its tiers: 50, 80, 120, 180."…' '' join "$A,\"bundle\":\"long-two-12\",\"tier\":\"platinum\""
call 'one that comes near to another' 1 '…"reasons":["bundle.tier"]…"remedy":"Did you mean 180? …' '' join "$A,\"bundle\":\"long-two-12\",\"tier\":\"1800\""
call 'a tier that is no longer sold' 1 '…"reasons":["bundle.tier"]…' '' join "$A,\"bundle\":\"long-two-12\",\"tier\":\"30\""
call 'nobody has asked the other terminal' 1 '…"result":"undecided","reason":"bundle.not-eligible"…"ask":["bundle_eligible"]…' '' join "$(echo "$A" | sed 's/"bundle_eligible":true,//'),$T120"
call 'it says no' 1 '…"result":"refused","reason":"bundle.not-eligible"…' '' join "$(echo "$A" | sed 's/"bundle_eligible":true/"bundle_eligible":false/'),$T120"
call 'the day before the campaign' 1 '…"result":"refused","reason":"bundle.not-eligible"…"remedy":"It can be joined from 2010-04-01 on."…' '' on 2010-03-31 join "$A,\"bundle\":\"long-two-24\",\"tier\":\"120\",\"gift_method\":\"none\"" -n
call 'its last day' 0 '…"result":"done"…' '' on 2010-06-30 join "$A,\"bundle\":\"long-two-24\",\"tier\":\"120\",\"gift_method\":\"none\""
call 'a day later' 1 '…"result":"refused","reason":"bundle.not-eligible"…over on 2010-06-30…' '' on 2010-07-01 join "$A,\"bundle\":\"long-two-24\",\"tier\":\"120\",\"gift_method\":\"none\""
call 'neither document nor PIN' 1 '…"result":"undecided","reason":"identity.missing"…' '' join "\"msisdn\":\"13900000401\",\"bundle_eligible\":true,$T120"
call 'a copy of the document' 1 '…"result":"refused","reason":"identity.evidence-insufficient"…' '' join "$(echo "$A" | sed 's/"original"/"copy"/'),$T120"
call "a stranger's document" 1 '…"result":"refused","reason":"identity.mismatch"…' '' join "$(echo "$A" | sed 's/612301197001010017/612321198002030028/'),$T120"
call 'a fen of the prepayment is missing' 1 '…"result":"refused","reason":"bundle.prepay-short"…"script":"This tier takes 720.00 yuan; 0.01 are missing."…"remedy":"Add 0.01 yuan."…' '' join "$A,$T120,\"prepay\":719.99"
call 'nothing prepaid is short, too' 1 '…"reason":"bundle.prepay-short"…"remedy":"Add 720.00 yuan."…' '' join "$A,$T120,\"prepay\":0"
call 'a fen too much: the rest is another payment' 1 '…"result":"refused","reason":"bundle.tier"…0.01 are too much…cm-pay…' '' join "$A,$T120,\"prepay\":720.01"
call 'how the gift is given must be known' 1 '…"result":"undecided","reason":"field.missing"…an electric kettle…"ask":["gift_method"]…' '' join "$A,\"bundle\":\"long-two-12\",\"tier\":\"120\""
call 'a gift where there is none' 1 '…"result":"refused","reason":"field.unknown-value"…' '' join "$A,\"bundle\":\"long-two-12\",\"tier\":\"50\",\"gift_method\":\"delivery\""
call 'a lease that forbids another plan, and a gift that lasts longer: both are told, the longer one counts' 1 \
	'…"reasons":["bundle.exclusive","bundle.contract"]…lease or gift of a device…It can be joined from 2010-05-16 on. It can be joined from 2010-04-02 on…' '' join "$B,$T120"
call 'when the lease is over the gift still is not' 1 '…"reasons":["bundle.exclusive"]…"remedy":"It can be joined from 2010-05-16 on."…' '' on 2010-04-02 join "$B,$T120"
call 'its last day' 1 '…"reasons":["bundle.exclusive"]…' '' on 2010-05-15 join "$B,$T120"
call 'the day after' 0 '…"result":"done"…"rebate_from":"2010-06-01"…' '' on 2010-05-16 join "$B,$T120"
call 'a bundle that was brought in from elsewhere' 1 '…"reasons":["bundle.exclusive"]…monthly rebates…from 2010-05-01 on…' '' join "$E,$T120"
call '  in Chinese' 1 '…分月返还优惠…2010-05-01 起就可以办了…' '' join "$(echo "$E" | sed 's/"lang":"en"/"lang":"zh"/'),$T120"
grouped() { # a family group that waits for its member, then the bundle
	printf '{"request_id":"f1",%s,"read_back":true,"member":"13900000404"}\n' "$A" | cm-family create -q >out 2>&1
	join "$A,$T120"
}
call 'S59: in a family group, or asked into one: no double benefit, from this side either' 1 \
	'…"reason":"bundle.exclusive","reasons":["bundle.exclusive"]…two discounts cannot be had at once…"remedy":"Let the line leave its group first: cm-family remove, or dissolve."…' '' on 2010-04-01 grouped
is 'nothing of this moved money, promised or bound anything' "$(sums 13900000401) $(contracts 13900000401) $(balance 13900000401)" '0|  1000'

# ---- joining ----
before=$(cm-store dump | cksum)
call 'a rehearsal says what would be' 0 '{…"result":"done"…"rebate_amount":60.00,"rebate_months":12,"min_spend":120.00…}' '' join "$A,$T120,\"prepay\":720,\"signed\":true" -n
is '  and did nothing' "$(cm-store dump | cksum)" "$before"
sed 's/"order_id":"[^"]*"//g' out >rehearsed
N=$((N - 1))
call 'for real' 0 '{…"result":"done"…"order_status":"completed"…}' '' join "$A,$T120,\"prepay\":720,\"signed\":true"
sed 's/"order_id":"[^"]*"//g' out >done
id=$(field order_id)
is '  says the same' "$(cat done)" "$(sed 's/"dry_run":true,//' rehearsed)"
is '  what it comes to (S67)' "$(sed 's/.*\("campaign":.*"min_spend":[0-9.]*\).*/\1/' out)" '"campaign":"long-two","bundle_name":"Bundle, twelve months","tier_prepay":720.00,"rebate_amount":60.00,"rebate_months":12,"min_spend":120.00'
is '  from when on (S65)' "$(sed 's/.*\("effective_at":.*\),"schedule.*/\1/' out)" '"effective_at":"2010-04-01","rebate_from":"2010-05-01","min_spend_since":"2010-05-01","ends_at":"2011-04-30"'
is '  the schedule' "$(sed 's/.*"schedule":\[\(.*\)\],"rebate_method":\("[a-z]*"\),\("total_due":[0-9.]*\).*/\1 \2 \3/' out)" '"2010-05 60.00","2010-06 60.00",…,"2011-02 60.00","2011-03 60.00","2011-04 60.00" "monthly" "total_due":720.00'
is '  what must be told (S65)' "$(sed 's/.*"disclose":\[\([^]]*\)\].*/\1/' out)" '"effective_at","rebate_from","rebate_amount","rebate_months","min_spend","min_spend_since","ends_at","campaign_period"'
is '  and how' "$(field script)" 'Bundle, twelve months holds from today on. The 720.00 yuan that you prepay come back from 2010-05-01 on in 12 months, 60.00 yuan each, until 2011-04-30. From 2010-05-01 on your least spending is 120.00 yuan a month…without what is ordered from Monternet. Until it is over you cannot lease a device or join another offer with monthly rebates.'
is '  the leaflet comes first (S63)' "$(sed 's/.*"tasks":\[//' out)" '"Hand out the leaflet…","Print the order form…'
is '  a promise for each month, from its first day to its last' "$(promises 13900000401 | sed -n '1p;2p;10p;12p')" '2010-05-01|2010-05-31|6000
2010-06-01|2010-06-30|6000
2011-02-01|2011-02-28|6000
2011-04-01|2011-04-30|6000'
is '  they are the prepayment' "$(sums 13900000401)" '12|72000'
is '  the contract' "$(contracts 13900000401)" 'bundle|2010-04-01|2011-04-30|long-two-12|120|12000|0'
is '  cash went to what is promised' "$(moves 13900000401)" '2|4|72000'
is '  not to the balance' "$(balance 13900000401)" 1000
call '  the statement shows it apart' 0 '…"kind":"cm-bundle join","amount":0.00,"promised":720.00,"balance":10.00,"payment_id":"'"$id"'"}' '' cm-pay -q statement msisdn=13900000401
call '  it cannot be taken back as a payment' 1 '…"result":"refused"…' '' sh -c "echo '{\"request_id\":\"r1\",\"payment_id\":\"$id\",\"cause\":\"typo\",\"next\":[\"cm-pay reverse\"]}' | cm-pay -q"
call '  cm-show has the contract' 0 '…"kind":"contract","item":"bundle","value":"long-two-12 120","from":"2010-04-01","until":"2011-04-30"…' '' cm-show -q msisdn=13900000401
is '  and what is promised' "$(grep -c '"kind":"promise","item":"monthly_rebate","value":60.00' out)" 12
call '  its form has all that S56 and S67 ask for' 0 '…长二捆受理…Bundle, twelve months…2010-04-01 – 2011-04-30…' '' cm-show -q --form order_id="$id"
call '  the same request again' 0 '…"result":"duplicate"…"schedule":["2010-05 60.00"…' '' sh -c 'cm-bundle -q <in'
call '  for another tier' 1 '…"reason":"request.conflict"…' '' sh -c 'sed "s/\"tier\":\"120\"/\"tier\":\"80\"/;s/,\"prepay\":720//" in | cm-bundle -q'
is '  once' "$(sums 13900000401)" '12|72000'
call 'the same bundle again: that alone is told' 1 '…"result":"refused","reason":"bundle.already","reasons":["bundle.already"]…"remedy":"It could be joined from 2011-05-01 on, and the campaign is over on 2010-12-31."…' '' join "$A,$T120"
call 'another tier of it' 1 '…"reasons":["bundle.already"]…' '' join "$A,\"bundle\":\"long-two-12\",\"tier\":\"50\""
call 'another bundle' 1 '…"reasons":["bundle.exclusive"]…from 2011-05-01 on, and the campaign is over on 2010-06-30…' '' join "$A,\"bundle\":\"long-two-24\",\"tier\":\"120\",\"gift_method\":\"none\""
call 'a prepayment that twelve does not divide' 0 '…"rebate_amount":83.33,"rebate_last":83.37,…"2011-03 83.33","2011-04 83.37"]…' '' join "$D,\"bundle\":\"long-two-12\",\"tier\":\"180\",\"gift_method\":\"delivery\""
is '  is given back to the fen' "$(sums 13900000404)" '12|100000'
call '  its form says so' 0 '…83.37…' '' cm-show -q --form order_id="$(field order_id)"
cm-store import evidence -q msisdn=13900000406 fact=bundle_eligible value=yes as_of=2010-03-31 >out 2>err
call 'what the other terminal said may have been brought in before; a tier without a gift' 0 '…"result":"done"…"gift_method":"none"…' '' join "$(echo "$F" | sed 's/"bundle_eligible":true,//'),\"bundle\":\"long-two-12\",\"tier\":\"50\""
call 'the store is sound' 0 '' '…' cm-store check

# ---- February, leap years, the year's end ----
cp -R "$ROOT/policies" p && sed -i 's/until: 2010-12-31/until: 2012-12-31/' p/bundles.yaml
call 'joined on the last day of January of a leap year' 0 '…"rebate_from":"2012-02-01","min_spend_since":"2012-02-01","ends_at":"2013-01-31","schedule":["2012-02 25.00",…"2013-01 25.00"]…' '' on 2012-01-31 join "$E,\"bundle\":\"long-two-12\",\"tier\":\"50\"" -p p
is '  the first is due on the 29th of February' "$(CM_STORE=x sqlite3 copy$COPY.db "SELECT date(min(due) * 86400, 'unixepoch') FROM promise WHERE kind = 'monthly_rebate' AND from_day = 15371")" 2012-02-29
call 'joined on the 29th of February' 0 '…"rebate_from":"2012-03-01"…"ends_at":"2013-02-28"…' '' on 2012-02-29 join "$E,\"bundle\":\"long-two-12\",\"tier\":\"50\"" -p p
call 'joined on the last day of the year' 0 '…"rebate_from":"2011-01-01"…"ends_at":"2011-12-31"…' '' on 2010-12-31 join "$E,\"bundle\":\"long-two-12\",\"tier\":\"50\""

# ---- what others make of it ----
HERE2='"id_type":"resident_id","doc_form":"original","holder_present":true'
call 'the plan can be changed under one that does not forbid it' 0 '…"order_status":"pending"…' '' sh -c "echo '{\"request_id\":\"o1\",\"msisdn\":\"13900000401\",\"plan\":\"gotone-128\",\"id_no\":\"612301197001010017\",$HERE2}' | cm-plan -q"
call 'one that forbids it' 0 '…"min_spend":120.00…' '' join "$(echo "$B" | sed 's/13900000402/13900000102/'),\"bundle\":\"long-two-24\",\"tier\":\"120\",\"gift_method\":\"none\""
is '  to the day' "$(contracts 13900000102)" 'bundle|2010-04-01|2012-04-30|long-two-24|120|12000|1'
call '  cm-plan names the day from which it can' 1 '…"result":"refused","reason":"plan.contract"…"remedy":"It can be done from 2012-05-01 on."…' '' sh -c "echo '{\"request_id\":\"o2\",\"msisdn\":\"13900000102\",\"plan\":\"gotone-128\",\"id_no\":\"612321198002030028\",$HERE2}' | cm-plan -q"
call 'a transfer is not bound by one: the months come to the next owner (S32)' 0 '…"result":"done"…' '' on 2010-05-01 sh -c "echo '{\"request_id\":\"o3\",\"msisdn\":\"13900000406\",\"id_no\":\"612301197707070011\",$HERE2,\"purpose\":\"to_other\",\"new_name\":\"李静\",\"new_id_type\":\"resident_id\",\"new_id_no\":\"612321198002030028\",\"new_holder_present\":true,\"new_pin\":\"493827\",\"ack\":\"transfer.points\"}' | cm-transfer -q"
is '  all of them' "$(sqlite3 "copy$COPY.db" "SELECT count(*), sum(amount) FROM promise WHERE posted = 0 AND kind = 'monthly_rebate' AND $(of 13900000406)")" '12|30000'
# A line that is terminated for arrears while rebates are still to come.
sqlite3 store.db "INSERT INTO promise SELECT part, line, 14760, last_seq, 'monthly_rebate', 14730, 2500, 0 FROM account WHERE $(of 13900000103)"
sqlite3 store.db "INSERT INTO contract SELECT part, line, 'bundle', 14600, 14760, 0, 'long-two-2009', '100', 10000, last_seq FROM account WHERE $(of 13900000103)"
sqlite3 store.db "UPDATE line SET vip_level = 'none' WHERE $(of 13900000103)"
on 2010-05-20 cm-due -q --only terminate run >out 2>err
is 'a terminated line keeps what it prepaid: nothing of it lapses' \
	"$(sqlite3 "copy$COPY.db" "SELECT a.status, p.amount, p.posted FROM account a JOIN promise p ON p.part = a.part AND p.line = a.line WHERE a.line = (SELECT line FROM line WHERE msisdn = '13900000103')")" '5|2500|0'
sqlite3 store.db "DELETE FROM promise WHERE seq IN (SELECT last_seq FROM account WHERE $(of 13900000103)) AND $(of 13900000103); DELETE FROM contract WHERE $(of 13900000103)"

# ---- what suits (S64) ----
cm-store import bills -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,month,item,amount
13900000405,2009-09,monthly_fee,5000
13900000405,2010-01,monthly_fee,100
13900000405,2010-01,梦网信息费,50
13900000405,2010-02,monthly_fee,100
13900000405,2010-02,voice_out,20
13900000405,2010-03,monthly_fee,100
13900000405,2010-03,voice_out,900
13900000405,2010-04,monthly_fee,900
13900000403,2010-02,monthly_fee,80
13900000403,2010-03,monthly_fee,80
13900000406,2009-12,monthly_fee,40
13900000406,2010-01,monthly_fee,80
13900000406,2010-02,monthly_fee,79.99
13900000406,2010-03,monthly_fee,200
13900000401,2010-01,monthly_fee,49.99
13900000401,2010-02,monthly_fee,49.99
13900000401,2010-03,monthly_fee,49.99
13900000401,2010-03,monternet,30
!
call 'two months with a bill: too few' 1 '…"result":"undecided","reason":"field.missing"…only 2 have a bill…"ask":["typical_spend"]…' '' cm-bundle recommend msisdn=13900000403 lang=en
call '  the customer says it' 0 '{…"recommended":true…"tier":"80"…
{…"recommended":false…"tier":"50"…}' '' cm-bundle recommend msisdn=13900000403 typical_spend=80 lang=en
call '  a fen less' 0 '{…"recommended":true…"tier":"50"…}' '' cm-bundle recommend msisdn=13900000403 typical_spend=79.99 lang=en
call 'the median without Monternet, of full months (120): the highest that it covers comes first, with the smaller prepayment' 0 \
	'{…"recommended":true…"bundle":"long-two-12"…"tier":"120"…"typical_spend":120.00…highest tier that does…I recommend Bundle, twelve months, tier 120…}
{…"recommended":false…"bundle":"long-two-24"…"tier":"120"…}
{…"tier":"80"…}
{…"tier":"50"…}' '' cm-bundle recommend msisdn=13900000405 lang=en
is '  and says that another bundle is in the way' "$(grep -c '"first_possible":"2010-05-01".*not before 2010-05-01' out)" 4
call '  in Chinese' 0 '…我推荐长二捆十二个月 120 元档…' '' cm-bundle recommend msisdn=13900000405
call 'of one bundle' 0 '{…"bundle":"long-two-24","recommended":true…"tier":"120"…}' '' cm-bundle recommend msisdn=13900000405 bundle=long-two-24
call 'of two in the middle, 79.99 and 80.00, their mean down to the fen' 0 '{…"recommended":true…"tier":"50"…"typical_spend":79.99…}' '' cm-bundle recommend msisdn=13900000406 bundle=long-two-12
call 'a fen below the lowest tier, Monternet left out: none' 1 '…"result":"refused","reason":"bundle.tier"…A usual month is 49.99 yuan…asks for 50.00…' '' cm-bundle recommend msisdn=13900000401 lang=en
call 'when none is sold' 1 '…"result":"refused","reason":"bundle.not-eligible"…' '' on 2011-01-01 cm-bundle recommend msisdn=13900000405 typical_spend=500
call 'an unknown number' 1 '…"reason":"line.unknown"…' '' cm-bundle recommend msisdn=13900000499

# ---- lists ----
call 'what is sold today' 0 '…"bundle":"long-two-12"…"tier":"50"…"campaign_from":"2010-01-01","campaign_until":"2010-12-31"…"bundle":"long-two-24"…"tier":"200"…' '' cm-bundle list lang=en
is '  six tiers; none that is over' "$(wc -l <out) $(grep -c 'long-two-2009\|"tier":"30"' out)" '6 0'
call '  of one bundle' 0 '{…"tier":"120"…}
{…"tier":"200"…}' '' cm-bundle list bundle=long-two-24
call '  after its time: nothing' 0 '{"bundle":"long-two-24","result":"done",…}' '' on 2010-07-01 cm-bundle list bundle=long-two-24
call 'what a line has, and what is still to come' 0 '{"msisdn":"13900000404",…"bundle":"long-two-12",…"tier":"180","min_spend":180.00,"effective_at":"2010-04-01","ends_at":"2011-04-30","schedule":["2010-05 83.33",…"2011-04 83.37"],"months_open":12,"rebate_open":1000.00,"of_order":"…"}' '' cm-bundle list msisdn=13900000404
sqlite3 store.db "UPDATE promise SET posted = seq WHERE kind = 'monthly_rebate' AND due < 14800 AND $(of 13900000404)"
call '  what was given back is not' 0 '{…"schedule":["2010-07 83.33",…],"months_open":10,"rebate_open":833.34,…}' '' cm-bundle list msisdn=13900000404
sqlite3 store.db "UPDATE promise SET posted = 0 WHERE kind = 'monthly_rebate' AND $(of 13900000404)"
call 'one from elsewhere' 0 '{"msisdn":"13900000405","effective_at":"2009-04-01","ends_at":"2010-04-30","schedule":[],"months_open":0,"rebate_open":0.00…}' '' cm-bundle list msisdn=13900000405
call 'a line without one' 0 '{"msisdn":"13900000402","result":"done",…}' '' cm-bundle list msisdn=13900000402
call 'an unknown number' 1 '…"reason":"line.unknown"…' '' cm-bundle list msisdn=13900000499

# ---- writers side by side; what does not add up ----
for i in 1 2 3 4 5 6; do
	printf '{"request_id":"w%s",%s,"bundle":"long-two-12","tier":"50"}\n' $i "$(echo "$A" | sed 's/13900000401","id_no":"612301197001010017/13900000407","id_no":"612301197001010017/')" >w$i.in
done
cm-store import lines -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method
13900000407,张伟,resident_id,612301197001010017,gotone,none,gotone-88,2005-06-15,active,10.00,cash
!
for i in 1 2 3 4 5 6; do cm-bundle -q <w$i.in >w$i & done
wait
cat w1 w2 w3 w4 w5 w6 >all
is 'one of six joins' "$(count result done all) $(count reason bundle.already all)" '1 5'
is '  once' "$(sums 13900000407)" '12|30000'
call 'the store is sound' 0 '' '…' cm-store check
sqlite3 store.db "UPDATE promise SET amount = amount - 1 WHERE kind = 'monthly_rebate' AND due = (SELECT min(due) FROM promise WHERE $(of 13900000407)) AND $(of 13900000407)"
call 'a fen that nobody promised is found' 1 '…"id":"store.promise"…30000 fen were prepaid, and 29999 promised for them…' '' cm-store check

# ---- bundles.yaml ----
few few
call 'none is wrong to begin with' 0 '' '' cm-policy check -p few
# odd WHAT SED TEXT: a policy that cm-policy check refuses, with that text.
odd() {
	rm -rf p && cp -R few p && sed -i "$2" p/bundles.yaml
	call "$1" 1 "…$3…" '' cm-policy check -p p
}
odd 'a month too many' 's/prepay: "720.00", months: 12/prepay: "720.00", months: 13/' 'do not come to the prepayment: 0.00 would be left'
odd 'a month too few' 's/prepay: "720.00", months: 12/prepay: "720.00", months: 11/' 'do not come to the prepayment: 120.00 would be left'
odd 'a rebate that is too large' 's/rebate: "60.00"/rebate: "66.00"/' 'do not come to the prepayment: -6.00 would be left'
odd 'no rebate' 's/rebate: "60.00"/rebate: "0.00"/' 'do not come to the prepayment'
odd 'no prepayment' 's/prepay: "720.00", //' 'a bundle must name its prepay'
odd 'over before it begins' 's/until: 2010-06-30/until: 2010-03-31/' 'until lies before from'
odd 'a day that is none' 's/until: 2010-06-30/until: 2010-06-31/' 'until is a day'
odd 'a tier twice' 's/{id: "80", status/{id: "50", status/' 'a tier 50 is there already'
odd 'a bundle twice' 's/id: long-two-24/id: long-two-12/' 'a bundle long-two-12 is there already'
odd 'a group that is none' 's/\[device_lease, monthly_rebate\]/[device_leese, monthly_rebate]/' 'there is no exclusive group device_leese'
odd 'one beside another' 's/contracts: \[bundle\], //' 'cannot stand beside another'
odd 'a kind of contract that is none' 's/contracts: \[lease, gift\]/contracts: [leese, gift]/' 'there is no kind of contract leese; did you mean lease?'
odd 'neither source nor assumed' '/id: "80"/s/, assumed: true}$/}/' 'the tier 80 has neither a source nor assumed: true'
odd 'a key misspelt' 's/    campaign: long-two/    campagne: long-two/' 'campagne'
cp "$ROOT"/policies/*.yaml few && cp p/bundles.yaml few
call 'a command says so, too, before it begins' 78 '' '…few/bundles.yaml…campagne…' cm-bundle list -p few lang=en
