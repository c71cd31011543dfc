#!/bin/sh
# 3,522 published customers with six services that are on or off, and what they pay: subscriptions and bills, every row and
# every fen of them; then a month of it is charged by the catalogue.
. "${0%/*}/lib.sh"
need_shared telco-churn/customers.csv cn-names/surnames_weighted.csv cn-names/given_names.csv cn-numbering/hanzhong_0916.csv
for want in held switched charges; do
	awk -f "$ROOT/tests/adapter/telco.awk" -v want=$want "$SHARED/cn-names/surnames_weighted.csv" "$SHARED/cn-names/given_names.csv" \
		"$SHARED/cn-numbering/hanzhong_0916.csv" "$SHARED/telco-churn/customers.csv" >$want.csv
done
CM_STORE=$T/store.db CM_NOW=2010-03-31T09:00:00+08:00
export CM_STORE CM_NOW
cm-store init --rehearsal -q
billed() { cm-store export bills -o csv | awk -F, -v month="$1" 'NR > 1 && $2 == month { n[$3]++; fen[$3] += $4 * 100 } END { for (i in n) printf "%s %d %.0f\n", i, n[i], fen[i] }' | sort; }

call 'lines' 0 '…' '…3522 records, 3522 done' cm-store import lines held.csv
call 'what is on of 21,132 cells; of 4,572 the customer has no internet service at all' 0 '…' '…7090 records, 7090 done' cm-store import subscriptions switched.csv
is '  service by service' "$(cm-store export subscriptions -o csv | sed 1d | cut -d, -f2 | sort | uniq -c | sed 's/^ *//' | tr '\n' ';')" \
	'991 missed_call_alert;1193 mobile_data;1341 mobile_news;1352 rbt;1211 rural_info;1002 sms;'
call '  again: all are there' 0 '…' '…7090 duplicate' cm-store import subscriptions switched.csv
call 'what they pay a month' 0 '…' '…3522 records, 3522 done' cm-store import bills charges.csv
is '  which is 227,172.35 in all' "$(billed 2010-02)" 'monthly_fee 3522 22717235'
first=$(sed -n '2s/,.*//p' switched.csv)
call 'one of them' 0 '…"service":"mobile_data"…"tier":"5","state":"active","opened_at":"2010-03-01","fee":5.00…' '' cm-vas list -q -o jsonl msisdn="$first"
call '  pays 29.85' 0 '…"total":29.85…' '' cm-bill show -q msisdn="$first"

# A plan of 58 gives the alert away: 388 of the 991 have it. Two were connected on the 15th: 17 of 31 days.
CM_NOW=2010-04-01T03:00:00+08:00
call 'the month is charged' 0 '…' '…2907 done' cm-bill run month=2010-03
is '  by the catalogue' "$(billed 2010-03)" "missed_call_alert $((991 - 388)) $((603 * 300))
mobile_data 1193 $((1193 * 500))
mobile_news 1341 $((1341 * 300))
monthly_fee $((708 + 878)) $((708 * 1800 + 876 * 5800 + 2 * 3180))
rbt 1352 $((1352 * 500))
rural_info 1211 $((1211 * 200))
sms 1002 $((1002 * 600))"
is '  so many have a plan of 58 and the alert' "$(awk -F, 'FNR == NR { plan[$1] = $7; next } $2 == "missed_call_alert" && plan[$1] == "gotone-58"' held.csv switched.csv | wc -l)" 388
ok 'the store is whole' cm-store check
