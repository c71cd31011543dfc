#!/bin/sh
# The clock in many zones, and one that jumps at random between 1970 and 9999 under writers that run side by side.
# CALLS=N says how many payments (2000).
. "${0%/*}/../lib.sh"
. "$ROOT/tests/fault/clock.sh"
calls=${CALLS:-2000}

for zone in UTC Asia/Shanghai Asia/Kathmandu America/New_York Europe/London Australia/Lord_Howe Pacific/Apia Pacific/Kiritimati \
	right/UTC EST5EDT,M3.2.0,M11.1.0 XYZ-14 XYZ+12 ABC0 '' : :/nowhere "$(printf '%0500d' 0)"; do
	is "TZ=$(printf %.30s "$zone")" "$(TZ=$zone clock_script)" "$clock_expected"
done

store jumps; lines
awk -v n="$calls" 'BEGIN {
	srand(20100401)
	for (i = 1; i <= n; i++) {
		y = rand() < 0.05 ? 1970 + int(rand() * 8030) : 2009 + int(rand() * 3)
		printf "%d %04d-%02d-%02dT%02d:%02d:%02d+08:00\n", i, y, 1 + int(rand() * 12), 1 + int(rand() * 28), int(rand() * 24), int(rand() * 60), int(rand() * 60)
	}
}' >times
worker() { # I
	while read -r n now; do
		[ $((n % 4)) -eq "$1" ] || continue
		printf '{"request_id":"j%d","msisdn":"1390000010%d","amount":"1.00"}\n' "$n" $((1 + n % 3)) |
			CM_NOW=$now cm-pay -q 2>>"err$1" || echo "# exit $? at $now"
	done <times >"out$1"
}
for i in 0 1 2 3; do worker $i & done
wait
is 'every payment is done' "$(cat out0 out1 out2 out3 | grep -c '"result":"done"')" "$calls"
is 'nothing else is said than that the clock is behind' "$(cat err0 err1 err2 err3 | grep -vc 'store.clock')" 0
note "$(cat err0 err1 err2 err3 | wc -l) were told that their clock is behind"
for m in 101 102 103; do
	cm-pay -q statement msisdn=13900000$m | sed -n 's/.*"at":"\([^"]*\)".*/\1/p' >at
	ok "13900000$m: time never decreases in $(wc -l <at) rows" sort -c at
done
ok 'the store is whole' cm-store check
ok 'the journal is, too' cm-audit verify
