#!/bin/sh
# cm-bill show, explain and promises: items with their names, what is unusual, where an item comes from, what is not kept.
. "${0%/*}/lib.sh"
CM_STORE=$T/store.db CM_NOW=2010-03-01T09:30:00+08:00
export CM_STORE CM_NOW
cm-store init --rehearsal -q
lines
cm-store import lines -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method
13900000301,张伟,resident_id,612301197001010017,gotone,none,gotone-58,2008-06-15,active,100.00,cash
13900000302,李静,resident_id,612321198002030028,gotone,none,gotone-58,2008-06-15,active,100.00,cash
!
cm-store import subscriptions -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,service,item,tier,state,opened_at,order_channel,command,sp
13900000301,mobile_data,,5,active,2009-05-01,sms,KTGPRS5,
13900000301,rural_info,weather,,active,2010-03-10,sms,DG#QX,
13900000301,monternet,joke,,active,2010-03-02,wap,,SP800
13900000301,caller_id,,,active,2009-05-01,counter,,
13900000301,rbt,,,terminated,2009-05-01,counter,,
!
cm-store import bills -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,month,item,amount
13900000301,2009-10,mobile_data,5.00
13900000301,2009-10,梦网信息费,2.00
13900000301,2009-11,mobile_data,5.00
13900000301,2009-12,mobile_data,6.00
13900000301,2010-01,mobile_data,5.00
13900000302,2009-11,monthly_fee,58.00
13900000302,2009-12,monthly_fee,58.00
13900000302,2010-01,monthly_fee,58.00
13900000302,2010-02,monthly_fee,58.00
13900000302,2010-02,advance,120.00
13900000302,2010-02,min_spend,30.00
13900000301,2010-02,mobile_data,50.00
13900000301,2010-02,voice_out,4.00
13900000301,2010-02,other,3.00
!
CM_NOW=2010-04-01T09:30:00+08:00
# use KIND AT MORE…: of 13900000301, so many minutes behind 10:00 on 5 March
use() {
	sqlite3 store.db "INSERT INTO usage SELECT a.part, a.line, 1267754400 + $2 * 60, '$1', '$3', '', '$4', $5, $6, $7, -1, $8, '', -1, '', '', '$9', 'received', a.last_seq
		FROM account a JOIN line l ON l.part = a.part AND l.line = a.line WHERE l.msisdn = '13900000301'"
}
use data 0 '' '' -1 100 30720 -1 ''
use data 10 '' '' -1 0 2948 -1 ''
use voice 20 out '' 61 -1 -1 -1 ''
use sp 30 in SP900 -1 -1 -1 200 wap
use sp 40 in SP900 -1 -1 -1 100 wap
look() { cm-bill "$@" lang=en; }
before=$(cm-store dump | cksum)

# ---- imported bills ----
call 'an unknown number' 1 '…"reason":"line.unknown"…' '' look show -q msisdn=13900000399
call 'a line without a bill' 1 '…"reason":"bill.none"…' '' look show -q msisdn=13900000102
call 'a month without one' 1 '…"reason":"bill.no-bill"…no bill of 2009-01…' '' look show -q msisdn=13900000301 month=2009-01
call 'no such month' 1 '…"result":"invalid","reason":"field.malformed"…' '' look show -q msisdn=13900000301 month=2010-13
call 'the newest bill, when no month was closed here; what is unusual, with what to ask' 0 '…"month":"2010-02","item":"mobile_data","item_name":"mobile data","amount":50.00,"usual":5.00,"reason":"bill.unusual"…Have you or your family used it?…cm-vas recommend msisdn=13900000301…"ask":["used_it"]…
…"item":"other","item_name":"other","amount":3.00,"usual":0.00…
…"item":"voice_out","item_name":"calls made","amount":4.00,"usual":0.00…
…"kind":"total","month":"2010-02","charges":57.00,"credits":0.00,"total":57.00,"usual":5.50,"reason":"bill.unusual"…cm-plan recommend…' '' look show -q msisdn=13900000301
call 'what is usual needs months: the first one has none' 0 '{…"amount":5.00…}
{…"total":7.00…}' '' look show -q msisdn=13900000301 month=2009-10
is '  and nothing is unusual' "$(grep -c 'bill.unusual' out)" 0
call 'a least spend: nobody is asked whether he used it; what the month comes to is told' 0 '…"item":"advance",…"item":"min_spend",…' '' look show -q msisdn=13900000302 month=2010-02
is '  that alone' "$(grep 'bill.unusual' out)" '…"kind":"total"…"total":208.00,"usual":58.00…'
call 'an item that was charged elsewhere' 0 '{…"item":"other"…"kind":"charge","month":"2010-02"…"amount":3.00…"order_kind":"cm-store import bills"…"reason":"bill.elsewhere","message":"other was charged elsewhere…' '' look explain -q msisdn=13900000301 item=other
call 'an item that is not on the bill' 1 '…"reason":"bill.no-item"…it has mobile_data, other, voice_out…' '' look explain -q msisdn=13900000301 item=sms
is 'looking changes nothing' "$(cm-store dump | cksum)" "$before"

# ---- a month that was charged here ----
# promise FROM DUE AMOUNT KIND: to 13900000302, days from today
promise() {
	sqlite3 store.db "INSERT INTO promise SELECT a.part, a.line, 14700 + $2, a.last_seq, '$4', 14700 + $1, $3, 0
		FROM account a JOIN line l ON l.part = a.part AND l.line = a.line WHERE l.msisdn = '13900000302'"
}
promise -10 5 300 matching_credit
promise 0 8 250 news-first-time
promise -9 6 700 monthly_rebate
sqlite3 store.db "UPDATE promise SET posted = seq WHERE kind = 'monthly_rebate'" # taken back: no money moved
call 'the month is charged' 0 … … cm-bill run month=2010-03 -q
call 'it is the last one' 0 '…"month":"2010-03","item":"mobile_data","item_name":"mobile data","amount":7.00…
…"item":"monternet"…"amount":3.00…
…"item":"monthly_fee","item_name":"monthly fee of the plan","amount":58.00…
…"item":"rural_info"…"amount":2.00…
…"item":"voice_out"…
…"kind":"total"…' '' look show -q msisdn=13900000301
is 'its sum is what the run charged' "$(field total)" "$(sqlite3 store.db "SELECT printf('%.2f', amount / 100.0) FROM operation o JOIN line l ON l.part = o.part AND l.line = o.line WHERE l.msisdn = '13900000301' AND source = 'cm-bill run'")"
call 'a credit that it posted' 0 '…"kind":"credit","month":"2010-03","item":"matching_credit","item_name":"matching credit","amount":-3.00…
{…"kind":"total","month":"2010-03","charges":58.00,"credits":3.00,"total":55.00…}' '' look show -q msisdn=13900000302
call '  one whose first day is in the next month is that month'"'"'s, though this close posted it; by its name' 0 '{…"kind":"credit","item":"news-first-time","item_name":"First newspaper","amount":-2.50…}
{…"kind":"total","charges":0.00,"credits":2.50,"total":-2.50…}' '' look show -q msisdn=13900000302 month=2010-04
call '  back to the order that promised it' 0 '{…"kind":"credit",…"amount":-2.50,"of_order":"…","order_kind":"cm-bill run"…}
{…"kind":"order",…"of_order":"…","order_kind":"cm-store import bills"…}' '' look explain -q msisdn=13900000302 month=2010-04 item=news-first-time
call '  and no other month has it' 1 '…"reason":"bill.no-item"…' '' look explain -q msisdn=13900000302 month=2010-03 item=news-first-time
call '  in Chinese' 0 '…"item_name":"首次开通手机报送话费"…' '' cm-bill show -q msisdn=13900000302 month=2010-04
call '  and a month without either is none' 1 '…"reason":"bill.no-bill"…' '' look show -q msisdn=13900000302 month=2010-05
call 'in Chinese' 0 '…"item_name":"移动数据流量费"…"item_name":"套餐月费"…' '' cm-bill show -q msisdn=13900000301
call 'a pack, and what is beyond it' 0 '{…"kind":"charge"…"amount":7.00…"order_kind":"cm-bill run"…"operator_id"…}
{…"kind":"order"…"order_kind":"cm-store import subscriptions"…}
{…"kind":"subscription"…"service":"mobile_data","tier":"5","from":"2009-05-01"…"order_channel":"sms","command":"KTGPRS5","fee":5.00,"included":30720,"units":2,"unit_price":1.00,"amount":7.00…}
{…"kind":"usage"…"usage":"data","count":2,"first_at":"2010-03-05T10:00:00+08:00","last_at":"2010-03-05T10:10:00+08:00"…}' '' look explain -q msisdn=13900000301 item=mobile_data
call 'an order of a text message' 0 '{…"kind":"charge"…}
{…"kind":"order"…}
{…"service":"rural_info","tier":"weather"…"command":"DG#QX","fee":2.00…}' '' look explain -q msisdn=13900000301 item=rural_info
call 'of a provider: what is subscribed, and what was used by which way' 0 '{…"kind":"charge"…"amount":3.00…}
{…"kind":"subscription"…"sp":"SP800"…"order_channel":"wap"…}
{…"kind":"usage"…"usage":"sp","direction":"in","sp":"SP900","order_channel":"wap","count":2…"amount":3.00…}' '' look explain -q msisdn=13900000301 item=monternet
call 'calls' 0 '{…"kind":"charge"…}
{…"kind":"price"…"units":2…}
{…"kind":"usage"…"usage":"voice","direction":"out","count":1…}' '' look explain -q msisdn=13900000301 item=voice_out
use data 50 '' '' -1 0 5000 -1 ''
call 'what came in too late is not behind it' 0 '…"units":2…"count":2…' '' look explain -q msisdn=13900000301 item=mobile_data
call 'a refund shows' 0 … '' cm-bill refund -q --no-key msisdn=13900000301 month=2010-03 item=mobile_data cause=unusable amount=2
call '  in the bill' 0 '…"item":"mobile_data"…"refunded":4.00…' '' look show -q msisdn=13900000301
call '  and in the item' 0 '…"refunded":4.00…"kind":"refund"…"order_kind":"cm-bill refund"…"cause":"unusable","amount":-4.00…' '' look explain -q msisdn=13900000301 item=mobile_data
call 'a subscription that was changed since' 0 '…"reason":"bill.charged"…comes to something else…' '' sh -c 'sqlite3 store.db "UPDATE subscription SET tier = 10 WHERE service = '"'mobile_data'"'"; cm-bill explain -q msisdn=13900000301 item=mobile_data lang=en'
call 'cm-show knows of both' 0 '…"kind":"bill","item":"mobile_data","value":7.00…"kind":"refund","item":"mobile_data","value":4.00,"state":"unusable","from":"2010-03"…' '' cm-show -q msisdn=13900000301

# ---- promises ----
call 'nothing is promised' 0 '' '' cm-bill promises
call '  so nothing is broken' 0 '' '' cm-bill promises --broken
promise -20 -1 300 credit
promise -10 0 500 matching_credit
promise 5 40 1000 monthly_rebate
promise -2 -2 0 reply
call 'all that are open' 0 'msisdn,kind,amount,from,due,order_id,days_late
13900000302,credit,3.00,2010-03-12,2010-03-31,…,1
13900000302,matching_credit,5.00,2010-03-22,2010-04-01,…,
13900000302,reply,,2010-03-30,2010-03-30,…,2
13900000302,monthly_rebate,10.00,2010-04-06,2010-05-11,…,' '' cm-bill promises -o csv
call 'those that were not kept are findings; the last day itself is in time' 1 '{…"kind":"credit"…"days_late":1}
{…"kind":"reply"…"days_late":2}' '' cm-bill promises --broken
is '  found by the index of open ones' "$(sqlite3 store.db "EXPLAIN QUERY PLAN $(awk '/name: promises_open/ { on = 1; next } on && /^--/ { next } on && /^$/ { exit } on' "$ROOT/lib/store/sql/month.sql" | tr '\n' ' ')" | grep -c 'promise_open')" 1
sqlite3 store.db "UPDATE promise SET posted = seq"
call 'kept is kept' 0 '' '' cm-bill promises --broken
call 'no records' 2 '' '…' cm-bill promises msisdn=13900000302
sqlite3 store.db "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) INSERT INTO promise SELECT a.part, a.line, 14600 + i % 90, i + 1000000, 'credit', 14600, 100, 0 FROM n, account a JOIN line l ON l.part = a.part AND l.line = a.line WHERE l.msisdn = '13900000302'"
call 'thousands of them' 1 … '' cm-bill promises --broken
is '  each once' "$(sort -u out | wc -l) $(wc -l <out)" '2500 2500'
call 'a full device is told' 74 '' … sh -c 'cm-bill promises >/dev/full'
