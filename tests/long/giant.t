#!/bin/sh
# Giants: a line of 1 GiB, a million columns, nesting 100,000 deep, ten million records. All of it comes through a pipe and
# leaves through one. A filter stays within its memory, time is linear, an error names the line.
# RECORDS=N BYTES=N say how many and how long (10000000, 1 GiB).
. "${0%/*}/../lib.sh"
. "$ROOT/tests/fault/peak.sh"
store; lines
records=${RECORDS:-10000000} bytes=${BYTES:-1073741824}

# piped WHAT STATUS COMMAND…: as peak, but its output goes into cksum, of which $sum is the answer.
piped() {
	piped_what=$1 piped_want=$2
	shift 2
	{ code=0; "$BUILD/peak" took "$@" 2>err || code=$?; echo $code >code; } | cksum >sum
	read -r code <code
	read -r kb ms <took
	sum=$(cat sum)
	if [ "$code" -eq "$piped_want" ] && [ "$kb" -le $LIMIT_KB ]; then tap_result 0 "$piped_what: $kb KB, $ms ms"; return; fi
	tap_result 1 "$piped_what: exit $code, $kb KB, $ms ms"
	tap_quote stderr "$(head -c 400 err)"
}

# ---- long lines ----
both() { # WHAT INPUT FORMAT ANSWERS: a quarter of the bytes and all of them, each time with a good record behind
	quarter=0
	for n in $((bytes / 4)) "$bytes"; do
		{ $2 "$n"; echo; echo "$good"; } >pipe &
		peak "$1, $n bytes" 65 cm-pay -n -q -i "$3" <pipe
		is '  is named, and what follows is read' "$(cut -c1-150 out | head -3)" "$4"
		[ $quarter -ne 0 ] || quarter=$ms
	done
	linear '  time is linear' 4 "$quarter" "$ms"
}
mkfifo pipe
name() { printf '{"name":"'; long_line "$1"; printf '"}'; }
blank() { long_line "$1" ' '; }
named='{"result":"invalid","reason":"record.too-long",…line 1: longer than 1 MiB…
{"request_id":"good",…'
both 'a line that is no JSON' long_line jsonl "$named"
both 'an object with a long text' name jsonl "$named"
both 'a line of blanks' blank jsonl "$named"
cell() { printf 'request_id,msisdn,amount,note\nq,13900000102,1,'; long_line "$1"; printf '\ngood,13900000102,1,x'; }
both 'a cell of CSV' cell csv '{…line 2: longer than 1 MiB…
{"request_id":"good",…'
tabs() { cell "$1" | tr , '\t'; }
both 'a cell of TSV' tabs tsv '{…line 2: longer than 1 MiB…
{"request_id":"good",…'

# What has no end: the rest is one row that is none.
{ printf 'request_id,msisdn,amount,note\nq,13900000102,1,"'; yes 'a,b' | head -c "$bytes"; } >pipe &
peak "a quote that is never closed, $bytes bytes" 65 cm-pay -q <pipe
is '  is named' "$(cat out)" '{…line 2: longer than 1 MiB…}'
long_line "$bytes" >pipe &
peak "a header, $bytes bytes" 65 cm-pay -q <pipe
is '  is named' "$(cat err)" '…the header line is longer than 1 MiB…'

# ---- wide and deep ----
header 1000000 >pipe &
peak 'a million columns' 65 cm-pay -q <pipe
is '  are named' "$(cat err)" '…the header line is longer than 1 MiB…'
{ fields 1000000; echo "$good"; } >pipe &
peak 'a million fields' 65 cm-pay -n -q <pipe
is '  are named' "$(cut -c1-150 out)" "$named"
for c in '[' '{"a":'; do
	{ printf '{"a":'; yes "$c" | head -100000 | tr -d '\n'; echo; echo "$good"; } >pipe &
	peak "100,000 levels of $c" 65 cm-pay -n -q <pipe
	is '  are named' "$(cut -c1-150 out)" '{…line 1: column …more than 64 levels deep…
{"request_id":"good",…'
done
{ printf '{"a":'; yes '[' | head -c "$bytes" | tr -d '\n'; echo; echo "$good"; } >pipe &
peak "a line of brackets" 65 cm-pay -n -q <pipe
is '  is named' "$(cut -c1-150 out)" "$named"
wide 9000 100 >pipe &
piped '100 records of 9,000 fields' 1 cm-pay -q <pipe
wide=$ms
wide 90 10000 >pipe &
piped '10,000 of 90' 1 cm-pay -q <pipe
ok "  the same number of fields in narrow ones takes much the same: $ms ms" test "$wide" -le $((ms * 3))

# ---- many ----
filter() { # COMMAND
	few=0
	for n in $((records / 10)) "$records"; do
		passing "$n" >pipe &
		piped "$n records through $1" 1 "$1" -q <pipe
		is '  come out as they went in' "$sum" "$(passing "$n" | cksum)"
		[ $few -ne 0 ] || { few=$ms; before=$kb; }
	done
	linear '  time is linear' 10 "$few" "$ms"
	ok "  memory is not: $before KB, $kb KB" test "$kb" -le $((before * 14 / 10))
}
for c in cm-pay cm-open cm-show; do filter $c; done
yes x | head -n $((records / 10)) >pipe &
piped "$((records / 10)) lines that are none" 65 cm-open -q -i jsonl <pipe
awk -v n=$((records / 10)) 'BEGIN { for (i = 1; i <= n; i++) printf "{\"msisdn\":\"1390000099%d\"}\n", i % 10 }' >pipe &
piped "$((records / 10)) questions for lines that nobody has" 1 cm-pay -q statement <pipe
LIMIT_KB=131072
awk -v n=$((records / 10)) 'BEGIN { for (i = 1; i <= n; i++) printf "{\"request_id\":\"p%d\",\"msisdn\":\"1390000010%d\",\"amount\":\"1.00\"}\n", i, 1 + i % 3 }' >pipe &
piped "$((records / 10)) payments" 0 cm-pay -q <pipe
LIMIT_KB=12288
piped '  and their list' 0 cm-pay -q statement msisdn=13900000102
ok 'the store is whole' cm-store check
