#!/bin/sh
# cm-bill run: what a month comes to, item by item; the boundaries; once for each line, killed or not; what is left open.
. "${0%/*}/lib.sh"
need sqlite3
store

on() { tap_day=$1; shift; CM_NOW=${tap_day}T03:00 "$@"; }
q() { sqlite3 "$CM_STORE" "$@"; }
enter() { CM_NOW=2010-01-01T10:00 cm-store import "$1" -q >out 2>err || { echo "Bail out! $(head -3 err) $(head -3 out)"; exit 1; }; }
# What the network and cm-bundle leave, by hand: at, kind, direction, peer, sp, seconds, KB, fee, area.
used() { # MSISDN AT KIND DIRECTION PEER SP SECONDS KB FEE [AREA]
	q "INSERT INTO usage SELECT l.part, l.line, $(date -d "$2 +0800" +%s), '$3', '$4', '$5', '$6', $7, -1, $8, -1, $9, '${10:-local}', 0, '', '', '', 'received', a.last_seq
		FROM line l JOIN account a USING (part, line) WHERE l.msisdn = '$1'"
}
bundle() { # MSISDN FROM UNTIL FEN
	q "INSERT INTO contract SELECT l.part, l.line, 'bundle', julianday('$2') - 2440587.5, julianday('$3') - 2440587.5, 0, 'test', '', $4, a.last_seq
		FROM line l JOIN account a USING (part, line) WHERE l.msisdn = '$1'"
}
bill() { # MSISDN MONTH: its items
	q "SELECT group_concat(item || ' ' || printf('%.2f', amount / 100.0), ', ') FROM (SELECT item, amount FROM bill b JOIN line l USING (part, line)
		WHERE l.msisdn = '$1' AND month = $(echo "$2" | tr -d -) ORDER BY item)"
}
balance() { q "SELECT printf('%.2f', balance / 100.0) FROM account a JOIN line l USING (part, line) WHERE msisdn = '$1'"; }

enter lines <<'!'
msisdn,name,plan,opened_at,status,balance,vip_level,payment_method
13900000201,甲,easyown-basic,2008-06-15,active,0.00,none,cash
13900000202,乙,easyown-basic,2008-06-15,active,0.00,none,cash
13900000203,丙,easyown-basic,2008-06-15,active,0.00,none,cash
13900000204,丁,easyown-basic,2008-06-15,active,0.00,none,cash
13900000205,戊,gotone-58,2010-02-15,active,0.00,none,cash
13900000206,己,easyown-family,2010-02-15,active,0.00,none,cash
13900000207,庚,gotone-128,2010-02-15,active,0.00,none,cash
13900000208,辛,gotone-58,2010-03-01,active,0.00,none,cash
13900000209,壬,easyown-basic,2008-06-15,active,0.00,none,cash
13900000210,癸,easyown-basic,2008-06-15,active,0.00,none,cash
13900000211,子,easyown-basic,2008-06-15,active,0.00,none,cash
13900000212,丑,easyown-basic,2008-06-15,active,0.00,none,cash
13900000213,寅,easyown-basic,2008-06-15,active,0.00,none,cash
13900000214,卯,easyown-basic,2008-06-15,active,0.00,none,cash
13900000215,辰,gotone-58,2008-06-15,suspended_request,0.00,none,cash
13900000216,巳,gotone-58,2008-06-15,suspended_arrears,-10.00,none,cash
13900000217,午,gotone-58,2008-06-15,terminated,0.00,none,cash
13900000218,未,,2008-06-15,active,0.00,none,cash
13900000219,申,mzone-38,2008-06-15,active,0.00,none,cash
!
enter subscriptions <<'!'
msisdn,service,item,tier,state,opened_at
13900000209,mobile_data,,5,active,2010-02-15
13900000210,mobile_data,,5,active,2010-02-16
13900000219,mobile_data,,5,active,2009-01-01
13900000219,rbt,,,active,2009-01-01
13900000219,caller_id,,,active,2009-01-01
13900000219,sms,,,active,2009-01-01
!

# ---- row S66: the least spend, without what is others' content ----
for m in 201 202 203; do bundle 13900000$m 2009-12-10 2010-11-30 12000; done
bundle 13900000204 2010-02-10 2010-12-31 12000
used 13900000201 '2010-02-03 10:00' voice out 13811111111 '' 19200 -1 -1 # 320 minutes at 0.25: 80
used 13900000201 '2010-02-04 10:00' sp out '' tencent -1 -1 1000
used 13900000202 '2010-02-03 10:00' voice out 13811111111 '' 28741 -1 -1 # 479 minutes and one second: 120
used 13900000203 '2010-02-03 10:00' voice out 13811111111 '' 36000 -1 -1
used 13900000203 '2010-02-04 10:00' sp in '' tencent -1 -1 2000
# ---- the others' use ----
used 13900000209 '2010-02-20 10:00' data out '' '' -1 31743 -1 # 30 M and 1,023 K: a part of a megabyte is free
used 13900000210 '2010-02-20 10:00' data out '' '' -1 16384 -1 # half of 30 M and one whole more
used 13900000211 '2010-02-20 10:00' data out '' '' -1 50000 -1 # the cap exactly
used 13900000212 '2010-02-20 10:00' data out '' '' -1 49999 -1
used 13900000213 '2010-02-20 10:00' data out '' '' -1 50001 -1
used 13900000214 '2010-02-28 23:59' sms out 13811111111 '' -1 -1 -1
used 13900000214 '2010-03-01 00:00' sms out 13811111111 '' -1 -1 -1
used 13900000214 '2010-02-28 23:00' sms in 13811111111 '' -1 -1 -1
used 13900000214 '2010-02-28 23:01' sms out 85211111111 '' -1 -1 -1 international

call 'the advance, on the 1st' 0 … 'cm-bill: 3 records, 3 done' on 2010-02-01 cm-bill run month=2010-02
is '  of who joined earlier' "$(grep -o '"msisdn":"[0-9]*"' out | sort | tr -d '\n')" '"msisdn":"13900000201""msisdn":"13900000202""msisdn":"13900000203"'
is '  the whole of it' "$(bill 13900000201 2010-02) $(balance 13900000201)" 'advance 120.00 -120.00'
call '  once' 0 '' 'cm-bill: 0 records…the advances of 2010-02 are charged already…' on 2010-02-14 cm-bill run month=2010-02
call 'what is left out' 1 '…' 'cm-bill: …' sh -c 'CM_NOW=2010-03-01T00:00 cm-bill run -n month=2010-02 | grep -E "1390000021[57]|201003"'

call 'the month is closed' 0 … 'cm-bill: 13 records, 13 done' on 2010-03-01 cm-bill run month=2010-02
is '80 and 10 of content: 130' "$(bill 13900000201 2010-02) $(balance 13900000201)" 'advance 120.00, advance_back -120.00, min_spend 40.00, monternet 10.00, voice_out 80.00 -130.00'
is '120 and none: 120' "$(bill 13900000202 2010-02) $(balance 13900000202)" 'advance 120.00, advance_back -120.00, voice_out 120.00 -120.00'
is '150 and 20: 170' "$(bill 13900000203 2010-02) $(balance 13900000203)" 'advance 120.00, advance_back -120.00, monternet 20.00, voice_out 150.00 -170.00'
is 'not in the joining month' "$(bill 13900000204 2010-02)" ''
is 'February: 14 of 28 days' "$(bill 13900000205 2010-02)" 'monthly_fee 29.00'
is '  the first one whole' "$(bill 13900000206 2010-02)" 'monthly_fee 8.00'
is '  the first one free' "$(bill 13900000207 2010-02)" ''
is '  connected on the 1st of the next month' "$(bill 13900000208 2010-02)" ''
is 'opened on the 15th: a whole pack' "$(bill 13900000209 2010-02)" 'mobile_data 5.00'
is '  on the 16th: half of it, and of its volume' "$(bill 13900000210 2010-02)" 'mobile_data 3.50'
is 'the cap exactly' "$(bill 13900000211 2010-02)" 'mobile_data 500.00'
is '  a KB less' "$(bill 13900000212 2010-02)" 'mobile_data 499.99'
is '  a KB more' "$(bill 13900000213 2010-02)" 'mobile_data 500.00'
is 'the last minute of the month, and abroad; none that were received' "$(bill 13900000214 2010-02)" 'sms 1.10'
is 'what was used is known to be charged' "$(q "SELECT state, count(*) FROM usage GROUP BY state")" 'rated|13
received|1'
is 'stopped at the own wish' "$(bill 13900000215 2010-02)" ''
is '  for arrears' "$(bill 13900000216 2010-02)" 'monthly_fee 58.00'
is '  terminated' "$(bill 13900000217 2010-02)" ''
is 'no plan, no calls' "$(bill 13900000218 2010-02)" ''
is 'a plan gives functions away, no packs' "$(bill 13900000219 2010-02)" 'mobile_data 5.00, monthly_fee 38.00'
is 'one operation for each line' "$(q "SELECT max(n) FROM (SELECT count(*) AS n FROM operation WHERE source = 'cm-bill run' AND at > 1267000000 AND parent = 0 GROUP BY line)")" 1
call 'the store is whole' 0 '' '' cm-store check

explain() { on 2010-03-02 cm-bill explain -q month=2010-02 msisdn="$@"; }
call 'a fee by the day says so' 0 '…"fee":29.00,"amount":29.00…"message":"29.00 yuan for 14 of 28 days of 58.00 yuan a month."…' '' explain 13900000205 item=monthly_fee lang=en
call '  a whole one' 0 '…"message":"8.00 yuan a month."…' '' explain 13900000206 item=monthly_fee lang=en
call '  half a pack, and what is beyond it' 0 '…"message":"2.50 yuan: half of 5.00 yuan a month, since it was opened late in this one. 1 units at 1.00 yuan: 1.00 yuan. …' '' explain 13900000210 item=mobile_data lang=en

# ---- an advance that was set off is not paid back as well ----
refund() { on 2010-03-02 cm-bill refund -q --no-key cause=outage lang=en msisdn=13900000201 month=2010-02 "$@"; }
call 'the advance is not paid back' 1 '…"reason":"refund.beyond-charge"…The advance is not paid back: the close of the month sets it off…' '' refund item=advance
call '  nor what sets it off' 1 '…"reason":"refund.beyond-charge"…' '' refund item=advance_back
for item in voice_out min_spend monternet; do call "all else is: $item" 0 '…"result":"done"…' '' refund item=$item; done
is '  which is the whole bill, and no more' "$(q "SELECT sum(base) FROM refund")" 13000
call 'the store is whole' 0 '' '' cm-store check
q "UPDATE bill SET amount = amount - 1 WHERE item = 'advance_back' AND line = (SELECT line FROM line WHERE msisdn = '13900000201')"
call 'more than the month came to is named' 1 '…store.refund…more of 201002 was paid back than the month came to…' '' cm-store check
q "UPDATE bill SET amount = amount + 1 WHERE item = 'advance_back' AND line = (SELECT line FROM line WHERE msisdn = '13900000201')"

# ---- row S60: minutes to the family group, out, since it holds ----
CM_STORE=$T/family.db
cm-store init --rehearsal -q
enter lines <<'!'
msisdn,name,plan,opened_at,status,balance
13900000241,甲,easyown-basic,2008-06-15,active,0.00
13900000242,乙,easyown-basic,2008-06-15,active,0.00
13900000243,丙,gotone-58,2008-06-15,active,0.00
!
enter subscriptions <<'!'
msisdn,service,item,tier,state,opened_at
13900000241,family,,wanjia-main,active,2010-02-10
13900000241,mobile_news,morning_evening,,active,2010-02-10
13900000243,mobile_news,morning_evening,,active,2010-02-10
!
q "INSERT INTO subscription SELECT part, line, 'nosuch', '', '', 14000, -2147483648, '', 'active', '', '', 0 FROM line WHERE msisdn = '13900000243'"
q "INSERT INTO family SELECT l.part, l.line, 1265731200, m.last_seq, m.part, m.line, 'member_offer', 'active', 1265767200, 0
		FROM line l, account m WHERE l.msisdn < '13900000243' AND m.line = (SELECT line FROM line WHERE msisdn = '13900000241');
	INSERT INTO family_member SELECT m.part, m.line, l.part, l.line FROM line l, line m WHERE m.msisdn = '13900000241' AND l.msisdn < '13900000243'"
used 13900000241 '2010-02-09 10:00' voice out 13900000242 '' 60 -1 -1
used 13900000241 '2010-02-11 10:00' voice out 13900000242 '' 11940 -1 -1 # 199 minutes
used 13900000241 '2010-02-12 10:00' voice out 13900000242 '' 61 -1 -1 # one of them is the 201st
used 13900000241 '2010-02-12 11:00' voice out 13900000243 '' 60 -1 -1
used 13900000242 '2010-02-12 12:00' voice out 13900000241 '' 12000 -1 -1
call 'a family group' 0 … … on 2010-03-01 cm-bill run -q month=2010-02
is '  a minute before, one beyond 200, one to somebody else; the paper is free' "$(bill 13900000241 2010-02)" 'monthly_extra 5.00, voice_out 0.75'
is '  200 of a member to the main line' "$(bill 13900000242 2010-02)" ''
is '  a paper of somebody else is not, and what has no price is named' "$(bill 13900000243 2010-02) $(grep -o '"unpriced":[^]]*]' out)" 'mobile_news 3.00, monthly_fee 58.00 "unpriced":["nosuch"]'
call 'how the calls of a family group come about' 0 '{…"kind":"charge"…"amount":0.75…}
{…"kind":"price"…"units":2,"unit_price":0.25,"amount":0.50…}
{…"kind":"price"…"included":200,"units":1,"unit_price":0.25,"amount":0.25…200 minutes to the family group are free…}
{…"kind":"usage"…}' '' explain 13900000241 item=voice_out lang=en
# ---- what has no price here is named, and what no record of use carries ----
CM_STORE=$T/unpriced.db
cm-store init --rehearsal -q
enter lines <<'!'
msisdn,name,plan,opened_at,status,balance
13900000251,甲,easyown-basic,2008-06-15,active,0.00
13900000252,乙,easyown-basic,2008-06-15,active,0.00
13900000253,丙,mzone-38,2008-06-15,active,0.00
13900000254,丁,easyown-basic,2008-06-15,suspended_request,0.00
13900000255,戊,easyown-basic,2008-06-15,active,0.00
!
enter subscriptions <<'!'
msisdn,service,item,tier,state,opened_at
13900000251,caller_id,,,active,2009-01-01
13900000251,missed_call_alert,,per_use,active,2009-01-01
13900000251,mobile_data,,5,active,2009-01-01
13900000252,caller_id,,,active,2009-01-01
13900000252,dual_display,,,active,2009-01-01
13900000252,mobile_data,,5,active,2009-01-01
13900000255,mobile_data,,5,active,2009-01-01
13900000253,caller_id,,,active,2009-01-01
13900000254,caller_id,,,active,2009-01-01
13900000255,monternet,joke,,active,2009-01-01
!
call 'not charged, and said' 0 '{…"msisdn":"13900000251"…"charges":5.00,"credits":0.00,"total":5.00,"unpriced":["caller_id","missed_call_alert"]…}' … on 2010-03-01 sh -c 'cm-bill run month=2010-02 >all; grep 13900000251 all'
is '  but for what is in a bundle, what the plan gives, a line at rest, and what providers charge by themselves' "$(grep -c unpriced all)" 1
CM_STORE=$T/store.db

# ---- once ----
before=$(cm-store dump | cksum)
call 'closed: nothing, and says so' 0 '' 'cm-bill: 0 records…2010-02 is closed already…' on 2010-03-02 cm-bill run month=2010-02
is '  nothing changed' "$(cm-store dump | cksum)" "$before"
call 'a month that skips one' 2 '' '…2010-03 is not closed yet: it comes before 2010-04…' on 2010-05-01 cm-bill run month=2010-04
call 'one before the first' 2 '' '…2010-01 is older than 2010-02…' on 2010-03-02 cm-bill run month=2010-01
enter lines <<'!'
msisdn,name,plan,opened_at,status,balance
13900000220,酉,gotone-58,2008-06-15,active,0.00
!
call 'a line that was imported later' 0 '' … on 2010-03-03 cm-bill run month=2010-02
is '  is not charged' "$(bill 13900000220 2010-02)" ''
call 'an advance of a closed month would never be set off' 0 '' '…advances of 2010-02 are charged already…' on 2010-03-03 cm-bill run month=2010-02 phase=advance

# ---- the first month ----
CM_STORE=$T/first.db
cm-store init --rehearsal -q
call 'a store without lines' 0 '' 'cm-bill: 0 records…no line was in the store by the end of 2010-02: nothing is charged, and the month is not closed…' on 2010-03-01 cm-bill run month=2010-02
is '  leaves no mark' "$(q 'SELECT count(*) FROM month_run')" 0
CM_NOW=2010-03-02T10:00 cm-store import lines -q --no-key msisdn=13900000221 plan=gotone-58 opened_at=2008-06-15 status=active balance=0.00 >out 2>err
call 'a line that came in when the month was over: its bill is from elsewhere' 0 '' '…no line was in the store by the end of 2010-02…' on 2010-03-03 cm-bill run month=2010-02
CM_NOW=2010-04-02T10:00 cm-store import lines -q --no-key msisdn=13900000222 plan=gotone-58 opened_at=2008-06-15 status=active balance=0.00 >out 2>err
CM_NOW=2010-04-02T11:00 cm-pay -q --no-key msisdn=13900000221 amount=10 >out 2>err
call 'a month that is mistyped' 2 '' 'cm-bill: error: no month was closed here yet, and 2009-03 is neither this month nor the last one…say --first [bill.first]' on 2010-04-03 cm-bill run month=2009-03
call '  an advance, too' 2 '' '…[bill.first]…' on 2010-04-03 cm-bill run month=2009-03 phase=advance
call '  and two months ago' 2 '' '…[bill.first]…' on 2010-05-03 cm-bill run month=2010-03
is '  nothing was done' "$(q 'SELECT (SELECT count(*) FROM month_run) + (SELECT count(*) FROM bill)')" 0
call '  unless that is meant: the line that was there, though it was paid for since' 0 '{…"msisdn":"13900000221"…"charges":58.00…}' 'cm-bill: 1 record, 1 done
cm-bill: warning: 2010-03: lines that are not charged, since they came into the store when it was over: 1 [bill.late]' on 2010-05-03 cm-bill run --first month=2010-03
call 'an advance of a month that is closed' 2 '' '…the close of 2010-03 has begun: an advance would never be set off…[bill.closed]…' on 2010-05-03 cm-bill run month=2010-03 phase=advance
call '  of one before it' 2 '' '…2010-02 is older than 2010-03…' on 2010-05-03 cm-bill run month=2010-02 phase=advance
call 'then it is one month after the other' 0 '{…}
{…}' 'cm-bill: 2 records, 2 done' on 2010-05-03 cm-bill run month=2010-04
call 'the store is whole' 0 '' '' cm-store check
CM_STORE=$T/advance.db
cm-store init --rehearsal -q
enter lines <<'!'
msisdn,name,plan,opened_at,status,balance
13900000231,甲,easyown-basic,2008-06-15,active,0.00
!
bundle 13900000231 2009-12-10 2010-11-30 12000
call 'a store that begins with an advance, and the month before it' 0 … … on 2010-02-01 cm-bill run -q month=2010-02
call '  which may be closed' 0 … … on 2010-02-01 cm-bill run -q month=2010-01
CM_STORE=$T/late.db
cm-store init --rehearsal -q
enter lines <<'!'
msisdn,name,plan,opened_at,status,balance
13900000231,甲,easyown-basic,2008-06-15,active,0.00
!
bundle 13900000231 2009-12-10 2010-11-30 12000
call 'an advance that was never set off' 0 … … on 2010-02-01 cm-bill run -q month=2010-02
call '  comes before the months behind it' 2 '' '…2010-02 is not closed yet: it comes before 2010-03…' on 2010-04-01 cm-bill run month=2010-03
call '  late, it needs the word' 0 … … on 2010-04-01 cm-bill run -q --first month=2010-02
is '  and is set off' "$(bill 13900000231 2010-02)" 'advance 120.00, advance_back -120.00, min_spend 120.00'
CM_STORE=$T/store.db

# ---- changes: another pack, another plan, an end ----
q "UPDATE subscription SET ends = julianday('2010-03-31') - 2440587.5 WHERE line = (SELECT line FROM line WHERE msisdn = '13900000209');
	INSERT INTO subscription SELECT part, line, service, item, sp, ends + 1, -2147483648, '20', state, order_channel, command, seq FROM subscription
	WHERE line = (SELECT line FROM line WHERE msisdn = '13900000209');
	INSERT INTO former_plan SELECT part, line, julianday('2010-03-31') - 2440587.5, last_seq, 'gotone-58' FROM account WHERE line = (SELECT line FROM line WHERE msisdn = '13900000205');
	UPDATE line SET plan = 'gotone-88' WHERE msisdn = '13900000205'"
q "UPDATE account SET status = 5, status_since = julianday('2010-03-20') - 2440587.5 WHERE line = (SELECT line FROM line WHERE msisdn = '13900000206')"
call 'March' 0 … … on 2010-04-01 cm-bill run -q month=2010-03
is 'another pack from the 1st: March still the old one' "$(bill 13900000209 2010-03)" 'mobile_data 5.00'
is 'another plan, which cm-due gave already' "$(bill 13900000205 2010-03)" 'monthly_fee 58.00'
is 'ended within the month' "$(bill 13900000206 2010-03)" 'monthly_fee 8.00'
is 'the least spend of the joining month is over' "$(bill 13900000204 2010-03)" 'min_spend 120.00'
call 'April' 0 … … on 2010-05-01 cm-bill run -q month=2010-04
is '  the new pack' "$(bill 13900000209 2010-04)" 'mobile_data 20.00'
is '  the new plan' "$(bill 13900000205 2010-04)" 'monthly_fee 88.00'
is '  nothing of what has ended' "$(bill 13900000206 2010-04)" ''
call 'the store is whole, but for what was ended by hand' 1 '…store.directory…13900000206…' '' cm-store check

# ---- what is said is what is charged ----
CM_STORE=$T/same.db
cm-store init --rehearsal -q
enter lines <<'!'
msisdn,name,plan,opened_at,status,balance
13900000401,甲,easyown-basic,2008-06-15,active,0.00
!
q "INSERT INTO subscription (part, line, service, item, sp, opened_at, ends, tier, state, order_channel, command, seq)
	SELECT l.part, l.line, s.* FROM line l, (
	SELECT 'mobile_data', '', '', 14000, julianday('2010-03-10') - 2440587.5, '20', 'active', '', '', 0 -- a break:
	UNION SELECT 'mobile_data', '', '', julianday('2010-03-20') - 2440587.5, -2147483648, '20', 'active', '', '', 0 -- not new in March
	UNION SELECT 'family', '', '', 14000, julianday('2010-03-05') - 2440587.5, 'wanjia-member', 'active', '', '', 0 -- frees all of March
	UNION SELECT 'mobile_news', 'morning_evening', '', 14000, -2147483648, '', 'active', '', '', 0
	UNION SELECT 'rbt', '', '', 14000, -2147483648, '', 'active', '', '', 0
	UNION SELECT 'sms', '', '', 14000, -2147483648, 'nosuch', 'active', '', '', 0) s" || echo 'Bail out! no subscriptions'
on 2010-03-25 cm-vas list -o jsonl msisdn=13900000401 >out
is 'a list: whole after a break, free with the family, no fee for a tier nobody knows' "$(sed 's/.*"service":"\([a-z_]*\)".*"fee":\([0-9.]*\).*/\1 \2/;s/.*"service":"\([a-z_]*\)".*/\1 -/' out)" 'mobile_data 20.00
mobile_news 0.00
rbt 5.00
sms -'
call '  the run charges the same' 0 '…"unpriced":["sms"]…' 'cm-bill: 1 record, 1 done' on 2010-04-01 cm-bill run month=2010-03
is '  to the fen' "$(bill 13900000401 2010-03)" 'mobile_data 20.00, rbt 5.00'

# ---- what cannot be charged stays open ----
CM_STORE=$T/open.db
cm-store init --rehearsal -q
enter lines <<'!'
msisdn,name,plan,opened_at,status,balance
13900000301,甲,nosuch-9,2008-06-15,active,0.00
13900000302,乙,gotone-58,2008-06-15,active,0.00
13900000303,丙,gotone-58,2008-06-15,active,-999999999999.00
13900000304,丁,,2008-06-15,active,0.00
!
used 13900000304 '2010-03-03 10:00' voice out 13811111111 '' 61 -1 -1
call 'a plan that nobody knows, and a balance that would not fit' 1 … '…' on 2010-04-01 cm-bill run month=2010-03
is '  each with its reason' "$(grep -o '"msisdn":"[0-9]*","result":"[a-z]*","reason":"[^"]*"' out | sort)" '"msisdn":"13900000301","result":"undecided","reason":"bill.plan-unknown"
"msisdn":"13900000303","result":"failed","reason":"failed"
"msisdn":"13900000304","result":"undecided","reason":"bill.plan-missing"'
is '  the others are charged' "$(bill 13900000302 2010-03)" 'monthly_fee 58.00'
call 'it is not closed: nor can the next one be' 2 '' '…2010-03 is not closed yet…' on 2010-05-01 cm-bill run month=2010-04
call 'again: those alone' 1 … 'cm-bill: …3 records, 1 failed…' sh -c 'CM_NOW=2010-04-02T03:00 cm-bill run month=2010-03 2>err2; e=$?; grep -o "cm-bill: 3 records.*" err2 | sed "s/, 2 undecided, 1 failed/, 1 failed/" >&2; exit $e'
for m in 1 4; do cm-store import lines -q msisdn=1390000030$m status=active plan=easyown-basic >/dev/null 2>err || q "UPDATE line SET plan = 'easyown-basic' WHERE msisdn = '1390000030$m'"; done
q "UPDATE line SET plan = 'easyown-basic' WHERE msisdn IN ('13900000301', '13900000303')"
call 'mended: what is left, once' 0 … 'cm-bill: 1 record, 1 done' on 2010-04-03 cm-bill run month=2010-03
is '  a minute and a second are two' "$(bill 13900000304 2010-03)" 'voice_out 0.50'
is '  the others once' "$(bill 13900000302 2010-03) $(balance 13900000302)" 'monthly_fee 58.00 -58.00'
call 'now it is closed' 0 '' '…closed already…' on 2010-04-03 cm-bill run month=2010-03
call 'the store is whole' 0 '' '' cm-store check
q "UPDATE bill SET amount = amount + 1 WHERE item = 'voice_out'"
call 'a bill that is not what was paid' 1 '…store.bill…1 fen more…' '' cm-store check

# ---- charged in a part that stays open; charged elsewhere; what has no price ----
CM_STORE=$T/held.db
cm-store init --rehearsal -q
enter lines <<'!'
msisdn,name,plan,opened_at,status,balance
13900000311,甲,nosuch-9,2008-06-15,active,0.00
13900000312,乙,gotone-58,2008-06-15,active,0.00
13900000313,丙,,2008-06-15,active,0.00
13900000314,丁,gotone-58,2008-06-15,active,0.00
13900000315,戊,gotone-58,2008-06-15,active,0.00
!
enter bills <<'!'
msisdn,month,item,amount
13900000314,2010-03,monthly_fee,0.00
13900000315,2010-03,advance,500.00
!
late() { on 2010-04-01 cm-store import usage -q msisdn=$1 kind=sms at=2010-03-31T10:00 peer=$2; }
q "INSERT INTO subscription SELECT part, line, 'nosuch', '', '', 14000, -2147483648, '', 'active', '', '', 0 FROM line WHERE msisdn = '13900000313'"
call 'one that cannot be charged, two that were elsewhere' 1 … 'cm-bill: 4 records, 1 done, 2 refused, 1 undecided…' on 2010-04-01 cm-bill run month=2010-03
is '  told, never passed over' "$(grep -o '"msisdn":"[0-9]*","result":"refused","reason":"[^"]*"' out | sort)" '"msisdn":"13900000314","result":"refused","reason":"bill.elsewhere-month"
"msisdn":"13900000315","result":"refused","reason":"bill.elsewhere-month"'
is '  nothing is set off of it' "$(bill 13900000314 2010-03), $(bill 13900000315 2010-03)" 'monthly_fee 0.00, advance 500.00'
is '  what has no price leaves nothing' "$(q "SELECT count(*) FROM operation JOIN line USING (part, line) WHERE msisdn = '13900000313' AND source = 'cm-bill run'")" 0
is '  the parts are open' "$(q "SELECT count(*) FROM month_run WHERE done = 1 AND part IN (SELECT part FROM line)")" 0
call 'use of a line that was charged, though its part is open' 1 '…"refused","reason":"store.month-closed"…' '' late 13900000312 13811111111
call '  of one that was not' 0 '…"done"…' '' late 13900000311 13811111111
call 'an advance of it' 2 '' '…the close of 2010-03 has begun…[bill.closed]' on 2010-04-01 cm-bill run month=2010-03 phase=advance
call '  of a month before it' 2 '' '…2010-02 is older than 2010-03…' on 2010-04-01 cm-bill run month=2010-02 phase=advance
q "UPDATE line SET plan = 'gotone-58' WHERE msisdn = '13900000311'"
call 'mended: those that were elsewhere are told again' 1 … 'cm-bill: 3 records, 1 done, 2 refused…' on 2010-04-02 cm-bill run month=2010-03
is '  the use is charged' "$(bill 13900000311 2010-03), $(bill 13900000312 2010-03)" 'monthly_fee 58.00, sms 0.10, monthly_fee 58.00'
call '  once' 0 '' '…closed already…' on 2010-04-02 cm-bill run month=2010-03
call 'a bill of a month that was charged here' 1 '…"refused","reason":"store.month-begun"…' '' on 2010-04-02 cm-store import bills -q msisdn=13900000312 month=2010-03 item=other amount=0

# ---- what it was in the month, and is no longer when the month is charged ----
CM_STORE=$T/past.db
cm-store init --rehearsal -q
cm-store import sims -q <"$ROOT/tests/data/sims.csv" >out 2>err || echo "Bail out! $(cat err)"
enter lines <<'!'
msisdn,name,id_type,id_no,iccid,vip_level,plan,opened_at,status,balance,payment_method
13900000321,张伟,resident_id,612301197001010017,89860009100000000018,none,easyown-family,2008-01-31,pending_terminate,-38.50,cash
13900000322,甲,,,,,easyown-basic,2008-06-15,active,100.00,
13900000323,乙,,,,,gotone-58,2008-06-15,active,0.00,
13900000324,丙,,,,,easyown-basic,2008-06-15,active,100.00,
!
echo '{"msisdn":"13900000323","service":"sms","sp":"tencent","state":"active","opened_at":"2010-01-05"}' | enter subscriptions
used 13900000323 '2010-02-03 10:00' sms out 13811111111 '' -1 -1 -1
vas() { tap_day=$1; shift; call "  $*" 0 '…"done"…' '' on "$tap_day" cm-vas -q "$@"; }
enter subscriptions <<'!'
msisdn,service,item,tier,state,opened_at
13900000322,mobile_data,,5,active,2010-01-05
13900000322,caller_id,,,active,2010-01-05
13900000323,sms,,3,active,2010-01-05
13900000324,rbt,,,active,2010-01-05
13900000324,missed_call_alert,,,active,2010-01-05
13900000324,rural_info,weather,,active,2010-01-05
13900000324,rural_info,pigs,,active,2010-01-05
!
call 'terminated in February' 0 '…"done"…' '' on 2010-02-15 cm-due -q --only terminate
vas 2010-02-28 suspend msisdn=13900000322 service=mobile_data
vas 2010-02-28 suspend msisdn=13900000324 service=rural_info item=weather
is '  on record is which of several' "$(q "SELECT answer FROM operation WHERE source = 'cm-vas suspend' AND answer LIKE '%weather%'")" '{"item":"weather","state":"suspended"}'
vas 2010-02-28 suspend msisdn=13900000324 service=rbt
vas 2010-02-28 suspend msisdn=13900000324 service=missed_call_alert
call 'February' 0 … … on 2010-03-01 cm-bill run -q month=2010-02
is '  a service suspended on the last day was there' "$(bill 13900000322 2010-02)" 'mobile_data 5.00'
is '  what is used is charged once, whatever else came in under the name of its service' "$(bill 13900000323 2010-02)" 'monthly_fee 58.00, sms 3.00'
is '  so was the line that ended' "$(bill 13900000321 2010-02)" 'monthly_fee 8.00'
vas 2010-03-20 suspend msisdn=13900000324 service=rural_info item=pigs
vas 2010-03-31 resume msisdn=13900000324 service=missed_call_alert
call 'back again, half an hour before March is charged' 0 '…"done"…' … env CM_NOW=2010-04-01T00:30 cm-reactivate -q msisdn=13900000321 iccid=89860009100000000034 amount=50 id_type=resident_id id_no=612301197001010017 doc_form=original holder_present=true
vas 2010-04-01 suspend msisdn=13900000322 service=caller_id
vas 2010-04-01 resume msisdn=13900000324 service=rbt
call 'March' 0 … … on 2010-04-01 cm-bill run -q month=2010-03
is '  all month, and resumed before the month was charged; not another one of its service; nor on its last day' "$(bill 13900000324 2010-03)" 'missed_call_alert 3.00'
call '  and there is none to explain' 1 '…"reason":"bill.no-item"…' '' on 2010-04-02 cm-bill explain -q msisdn=13900000324 month=2010-03 item=rbt
is '  a line that was gone all month' "$(bill 13900000321 2010-03)" ''
is '  a service that was suspended all month' "$(bill 13900000322 2010-03)" ''
vas 2010-04-15 resume msisdn=13900000322 service=mobile_data
vas 2010-04-20 suspend msisdn=13900000322 service=mobile_data
call 'April' 0 … … on 2010-05-01 cm-bill run -q month=2010-04
is '  there for five days' "$(bill 13900000322 2010-04)" 'mobile_data 5.00'
is '  what was resumed costs again' "$(bill 13900000324 2010-04)" 'missed_call_alert 3.00, rbt 5.00'
is '  and the line is back' "$(bill 13900000321 2010-04)" 'monthly_fee 8.00'
vas 2010-05-10 resume msisdn=13900000322 service=mobile_data
vas 2010-06-01 suspend msisdn=13900000322 service=mobile_data
waits() { q "INSERT INTO waiting SELECT l.part, l.line, $(date -d "$1 +0800" +%s), a.last_seq, 'plan', 'gotone-88', 0 FROM line l JOIN account a USING (part, line) WHERE l.msisdn = '13900000323'"; }
waits '2010-06-01 00:00'
call 'a plan that begins with the next month' 0 … '' on 2010-06-01 cm-bill run -q -n month=2010-05
waits '2010-05-31 23:59:59'
call '  one that should have begun before: somebody forgot cm-due' 0 … '…2010-05: changes of plan that were due by its end…cm-due comes first: 1 [bill.orders]' on 2010-06-01 cm-bill run -q -n month=2010-05
q "DELETE FROM waiting WHERE kind = 'plan'"
call 'May' 0 … … on 2010-06-01 cm-bill run -q month=2010-05
is '  suspended when May was over' "$(bill 13900000322 2010-05)" 'mobile_data 5.00'
call '  and explained so' 0 '…"kind":"subscription"…' '' on 2010-06-02 cm-bill explain -q msisdn=13900000322 month=2010-05 item=mobile_data
ok '  as it was charged' [ "$(grep -c bill.parts-differ out)" = 0 ]
call 'the store is whole' 0 '' '…' cm-store check
used 13900000323 '2010-06-03 10:00' data out '' '' -1 9223372036854775807 -1
call 'a figure of use that no record has' 69 '' '…a record of use has a value out of its range…' on 2010-07-01 cm-bill run -q month=2010-06
call '  is found' 1 '…store.value…usage…down_kb…' '…' cm-store check

# ---- killed, and told to stop; two at once ----
CM_STORE=$T/many.db CM_KEY=$T/many.db.key
export CM_KEY
cm-store init --rehearsal -q
awk 'BEGIN { print "msisdn,name,plan,opened_at,status,balance"
	for (i = 0; i < 6000; i++) printf "138%08d,丁,%s,2008-06-15,%s,0.00\n", i, i % 3 ? "gotone-58" : "easyown-basic", i % 7 ? "active" : "suspended_arrears" }' | enter lines
cm-store backup base.db -q
again() { rm -f "$CM_STORE" "$CM_STORE"-*; CM_STORE=base.db cm-store backup "$1" -q; CM_STORE=$T/$1; }
again whole.db
call 'undisturbed' 0 … 'cm-bill: 4000 records, 4000 done' on 2010-04-01 cm-bill run month=2010-03
cm-store dump >whole.dump
if [ -f "$BUILD/fault.so" ]; then
	again killed.db
	kills=0
	for k in 3 40 90 150 1; do
		on 2010-04-01 env FAULT="kill write+sync $k" FAULT_HIT="$T/hit" LD_PRELOAD="$BUILD/fault.so" cm-bill run -q month=2010-03 >/dev/null 2>&1
		[ $? -ne 137 ] || kills=$((kills + 1))
	done
	ok 'some runs are killed' [ $kills -gt 2 ]
	call '  the last one does the rest' 0 … … on 2010-04-01 cm-bill run -q month=2010-03
	cm-store dump >killed.dump
	ok '  the same store, byte for byte' cmp whole.dump killed.dump
fi
again closed.db
call 'nobody reads on: what was done is in the journal' 74 '' '…nobody reads <stdout> any more…the same again does what is left: cm-audit log has the rest…' \
	sh -c 'trap "" PIPE; { CM_NOW=2010-04-01T03:00 cm-bill run -q month=2010-03; echo $? >rc; } | :; exit $(cat rc)'
again two.db
on 2010-04-01 cm-bill run -q month=2010-03 >one.out 2>one.err & one=$!
on 2010-04-01 cm-bill run -q month=2010-03 >two.out 2>two.err & two=$!
wait $one && wait $two
is 'two at once end well' "$?$(cat one.err two.err | grep -v 'closed already')" 0
is '  every line once' "$(cat one.out two.out | grep -c '"result":"done"') $(q "SELECT count(*), count(DISTINCT line) FROM operation WHERE source = 'cm-bill run'")" '4000 4000|4000'
call 'the store is whole' 0 '' '' cm-store check
