# What depends on the clock, done at given times, and what must come of it wherever it is done. Sourced behind lib.sh.

# clock_script: prints a line for each step. A store of its own, made anew.
clock_script() {
	rm -f clock-script.*
	CM_STORE=$T/clock-script.db
	export CM_STORE
	export CM_NOW=2005-01-01T00:00:00+08:00
	cm-store init --rehearsal -q && cm-store import numbers -q <"$ROOT/tests/data/numbers.csv" >out && cm-store import lines -q <"$ROOT/tests/data/lines.csv" >out

	# A number is kept for half an hour: across midnight, the end of a year, summer time elsewhere, 2038.
	for t in 2010-03-31T23:50:00 2010-12-31T23:45:00 2010-03-14T14:45:00 2010-03-14T06:59:30Z 2038-01-19T11:00:00; do
		said "kept at $t until" reserved_until "$(at $t cm-open -q reserve msisdn=13900000007 contact=13987654321)"
		at $t cm-open -q release msisdn=13900000007 contact=13987654321 >out
	done
	at 2010-03-31T23:50:00 cm-open -q reserve msisdn=13900000007 contact=13987654321 >out
	for t in 2010-04-01T00:19:59 2010-03-31T16:19:59Z 2010-03-31T00:00:00; do
		said "for another at $t" reason "$(at $t cm-open -q reserve msisdn=13900000007 contact=13911112222)"
	done
	said 'for another at 00:20' result "$(at 2010-04-01T00:20:00 cm-open -q reserve msisdn=13900000007 contact=13911112222)"

	# A credit is due on the first of the month after the business's day; the campaign is from April to December 2010.
	n=0
	for t in 2010-03-31T23:59:59 2010-04-01T00:00:00 2010-03-31T16:00:00Z 2010-12-31T15:59:59Z 2010-12-31T16:00:00Z; do
		n=$((n + 1))
		said "a credit promised at $t" credit_due "$(printf '{"request_id":"c%d","msisdn":"13900000102","new_pin":"48291%d","phone_present":true,"self_service_consent":true,"knows_old_pin":false,"id_no":"612321198002030028","holder_present":true,"doc_form":"original"}\n' $n $n | at $t cm-resetpw -q)"
	done

	# Five wrong tries lock for half an hour.
	for i in 1 2 3 4 5; do
		try 2011-12-31T23:40:00 111111 >out
	done
	for t in 2011-12-31T23:59:59 2012-01-01T00:09:59 2011-12-31T16:09:59Z 2011-12-31T12:00:00; do
		said "the right one at $t" reason "$(try $t 482915)"
	done
	said 'the right one at 00:10' result "$(try 2012-01-01T00:10:00 482915)"
	cm-store check && cm-audit verify -q >out && echo whole
}
at() { at_time=$1; shift; CM_NOW=$at_time "$@" 2>err; }
said() { printf '%s: %s\n' "$1" "$(printf '%s\n' "$3" | sed -n 's/.*"'"$2"'":"\([^"]*\)".*/\1/p')"; }
try() {
	n=$((n + 1))
	printf '{"request_id":"t%d","msisdn":"13900000102","pin":"%s","new_pin":"70615%d"}\n' $n "$2" $((n % 10)) | at "$1" cm-resetpw -q change
}
clock_expected='kept at 2010-03-31T23:50:00 until: 2010-04-01T00:20:00+08:00
kept at 2010-12-31T23:45:00 until: 2011-01-01T00:15:00+08:00
kept at 2010-03-14T14:45:00 until: 2010-03-14T15:15:00+08:00
kept at 2010-03-14T06:59:30Z until: 2010-03-14T15:29:30+08:00
kept at 2038-01-19T11:00:00 until: 2038-01-19T11:30:00+08:00
for another at 2010-04-01T00:19:59: open.number-unavailable
for another at 2010-03-31T16:19:59Z: open.number-unavailable
for another at 2010-03-31T00:00:00: open.number-unavailable
for another at 00:20: done
a credit promised at 2010-03-31T23:59:59: 
a credit promised at 2010-04-01T00:00:00: 2010-05-01
a credit promised at 2010-03-31T16:00:00Z: 2010-05-01
a credit promised at 2010-12-31T15:59:59Z: 2011-01-01
a credit promised at 2010-12-31T16:00:00Z: 
the right one at 2011-12-31T23:59:59: pin.locked
the right one at 2012-01-01T00:09:59: pin.locked
the right one at 2011-12-31T16:09:59Z: pin.locked
the right one at 2011-12-31T12:00:00: pin.locked
the right one at 00:10: done
whole'
