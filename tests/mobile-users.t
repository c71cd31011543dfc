#!/bin/sh
# check: slow
# 3,510 published users of mobile data as lines with packages: every row is accounted for; the rule of the 16th over the days
# on which they were activated; what was charged beyond the package; who is told what on the 11th.
. "${0%/*}/lib.sh"
need_shared cmcc-data/subscribers.csv cn-names/surnames_weighted.csv cn-names/given_names.csv cn-numbering/hanzhong_0916.csv
for want in surfers packs opened overage used; do
	awk -f "$ROOT/tests/adapter/telco.awk" -v want=$want "$SHARED/cn-names/surnames_weighted.csv" "$SHARED/cn-names/given_names.csv" \
		"$SHARED/cn-numbering/hanzhong_0916.csv" "$SHARED/cmcc-data/subscribers.csv" >$want.csv
done
CM_STORE=$T/store.db CM_NOW=2022-02-11T09:00:00+08:00
export CM_STORE CM_NOW
cm-store init --rehearsal -q

call 'lines' 0 '…' '…3510 records, 3510 done' cm-store import lines surfers.csv
call 'packages: 1,409 with a day, 2,101 without one' 1 '…' '…3510 records, 1409 done, 2101 invalid' cm-store import subscriptions -r back.csv packs.csv
is '  for want of it alone' "$(grep -o '"reasons":\["field.missing"\],"message":"opened_at: missing' out | wc -l)" 2101
is '  those come back' "$(sed 1d back.csv | wc -l)" 2101
call '  all again' 1 '…' '…1409 duplicate, 2101 invalid' cm-store import subscriptions packs.csv
call 'what was charged beyond the package' 0 '…' '…3510 records, 3510 done' cm-store import bills overage.csv
is '  to the fen: of 365 customers' "$(cm-store export bills -o csv | awk -F, 'NR > 1 { sum += $4 * 100; n += $4 > 0 } END { printf "%d %.0f", n, sum }')" '365 1055548'

# ---- the rule of the 16th ----
call 'each package in the month of its activation' 0 '…' '…1409 records, 1409 done' cm-vas price -o csv <opened.csv
awk -F, 'NR == FNR { if (FNR > 1) tier[$1] = $3 + 0; next }
	FNR == 1 { for (i = 1; i <= NF; i++) if ($i == "fee") fee = i; next }
	{
		day = substr($4, 9) + 0
		if (tier[$1] == 0) none++
		else if ($fee * 2 == tier[$1]) { half++; early += day < 16; if (day == 16) on16++ }
		else if ($fee == tier[$1]) { whole++; late += day >= 16; if (day == 15) on15++ }
	}
	END { printf "%d half, %d whole, %d without; %d of the 16th, %d of the 15th; %d amiss", half, whole, none, on16, on15, early + late }' \
	opened.csv out >counted
is '  half from the 16th on, and no other' "$(cat counted)" '695 half, 709 whole, 5 without; 36 of the 16th, 41 of the 15th; 0 amiss'
is '  so many were activated from the 16th on' "$(sed 1d opened.csv | awk -F, '{ n += substr($4, 9) >= 16 } END { print n }')" 699

# ---- the 11th of February ----
call 'what was used; five lines were connected behind the day that stands for the month' 1 '…store.before-line…' '…3510 records, 3505 done, 5 refused' cm-store import usage used.csv
awk -F, 'FILENAME == "used.csv" { kb[$1] = $4; next }
	FNR == 1 || $5 == "" || $3 == "" { next }
	{
		if ($5 > "2022-02-11") next
		n = split("3 20480 5 30720 10 71680 20 153600 50 512000 100 2097152 200 5242880", t, " ")
		for (i = 1; i < n; i += 2) if (t[i] == $3) in_pack = t[i + 1]
		used++
		left = in_pack - kb[$1]
		if (left <= 0) empty++
		else if (left <= 5120) low++
	}
	END { printf "%d data-used, %d data-empty, %d data-low", used, empty, low }' used.csv packs.csv >want
call 'who has a package is told' 0 '…' '…done' cm-vas remind
is '  each of them' "$(grep -c . out)" "$(cut -d' ' -f1 want)"
is '  as reckoned by hand' "$(cm-notify list -q -o csv | awk -F, '{ n[$2]++ } END { printf "%d data-used, %d data-empty, %d data-low", n["data-used"], n["data-empty"], n["data-low"] }')" "$(cat want)"
note "$(cat want)"
call '  once' 0 '' '…0 records' cm-vas remind
ok 'the store is whole' cm-store check
