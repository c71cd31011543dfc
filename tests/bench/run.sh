#!/bin/sh
# Prints ratios of two programs that run in turn, five times each on fresh copies: the median of the pairs. Times alone
# say nothing on a machine that others use, too. `full` adds a million lines. What else does the job is measured where its
# sources are: in REFS, or ../shared/refs.
set -eu
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${BUILD:-$ROOT/build}
PATH=$BUILD/bin:$BUILD/bench:$PATH
CM_POLICIES=$ROOT/policies
export PATH CM_POLICIES
unset CM_STORE CM_KEY CM_NOW
REFS=${REFS:-$ROOT/../shared/refs}
D=$(mktemp -d "${TMPDIR:-/tmp}/cm-bench.XXXXXX")
trap 'rm -rf "$D"' EXIT
cd "$D"

# seconds COMMAND: of a shell command
seconds() { s=$(date +%s.%N); sh -c "$1" >/dev/null 2>&1 || :; e=$(date +%s.%N); awk "BEGIN { print $e - $s }"; }
fresh() { rm -f w.db*; cp "$1" w.db; cp "$1.key" w.db.key; sync w.db; }

# ratio WHAT BEFORE A B: the median of A/B, BEFORE run ahead of each
ratio() {
	for i in 1 2 3 4 5; do
		eval "$2"; a=$(seconds "$3")
		eval "$2"; b=$(seconds "$4")
		awk "BEGIN { print $a / $b }"
	done | sort -n | awk -v what="$1" '{ r[NR] = $1 } END { printf "%-64s %6.2f  [%.2f .. %.2f]\n", what, r[3], r[1], r[5] }'
}

pay() { # LINES
	bare make "s$1.db" "$1"
	bare input "$1" 200000 1 >"p$1.jsonl"
	ratio "G1  bulk payment, $1 lines: ours / bare loop of the same rows" "fresh s$1.db" \
		"cm-pay -q -s w.db <p$1.jsonl" "bare pay w.db <p$1.jsonl"
	fresh "s$1.db"
	cm-pay -q -s w.db <"p$1.jsonl" >first
	cp w.db done.db && cp w.db.key done.db.key
	for i in 1 2 3 4 5; do
		fresh "s$1.db"; a=$(seconds "cm-pay -q -s w.db <p$1.jsonl")
		fresh done.db; b=$(seconds "cm-pay -q -s w.db <p$1.jsonl")
		awk "BEGIN { print $a / $b }"
	done | sort -n | sed -n 3p | awk '{ printf "%-64s %6.2f\n", "G1d a finished file again: first run / second", $1 }'
	[ -f "$REFS/paylimit.c" ] || return 0
	cc -O2 -w -o paylimit "$REFS/paylimit.c" -lsqlite3
	./paylimit gen "hot$1.db" "$1" hot >/dev/null
	./paylimit input "h$1.jsonl" "$1" 200000 seq >/dev/null
	ratio "G1a the same / paylimit (fewer rows)" "fresh s$1.db; cp hot$1.db h.db; rm -f h.db-*; sync h.db" \
		"cm-pay -q -s w.db <p$1.jsonl" "./paylimit run h.db h$1.jsonl batch=100000 cache=65536 ckpt=16000"
	python3 -c 'import csv, json, sys
rows = [json.loads(line) for line in sys.stdin]
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(rows[0])
out.writerows(r.values() for r in rows)' <"h$1.jsonl" >"h$1.csv"
	sed "s/FILE.csv/h$1.csv/" "$REFS/alt_pay.sql" >alt.sql
	ratio "G1b the same / sqlite3 shell, import and sets" "fresh s$1.db; cp hot$1.db h.db; rm -f h.db-*; sync h.db" \
		"cm-pay -q -s w.db <p$1.jsonl" "sqlite3 h.db <alt.sql"
}

# What is sold is 100,000 numbers; the half of them is opened, in no order.
open_() { # LINES
	bare make "o$1.db" "$1"
	bare stock "o$1.db" 100000
	bare openings 100000 | head -50000 >open.jsonl
	ratio "G2  bulk opening, $1 lines: ours / bare loop of the same rows" "fresh o$1.db" \
		"cm-open -q -s w.db <open.jsonl" "bare open w.db <open.jsonl"
	[ -f "$REFS/openlimit.c" ] || return 0
	cc -O2 -w -o openlimit "$REFS/openlimit.c" -lsqlite3
	./openlimit gen l.db 200000
	ratio "G2  the same / openlimit (6 rows where we write 12)" "fresh o$1.db; rm -f h.db-*; cp l.db h.db; sync h.db" \
		"cm-open -q -s w.db <open.jsonl" "./openlimit open h.db 50000 100000"
}

# A month of every line: a plan's fee, two packs, a least spend. The store's clock is that of a rehearsal.
month() { # LINES
	bare make "m$1.db" "$1"
	bare month "m$1.db"
	fresh "m$1.db"
	CM_NOW=2026-02-01T03:00 cm-bill run -q -s w.db month=2026-01 >/dev/null || :
	bare charges w.db >"m$1.txt"
	ratio "G10 monthly run, $1 lines: bare loop of the same rows / ours" "fresh m$1.db" \
		"bare bill w.db <m$1.txt" "CM_NOW=2026-02-01T03:00 cm-bill run -q -s w.db month=2026-01"
}

# Fault reports of lines in no order, of five kinds.
faults() { # LINES COUNT
	cat >kinds <<'!'
"service":"sms","symptom":"cannot_send","smsc_right":"yes","sms_stopped_antispam":false
"service":"mms","symptom":"cannot_send","mms_settings_right":"yes","mms_handset":"yes","mms_size_kb":51
"service":"missed_call_alert","symptom":"no_prompt","same_after_restart":"yes","unused_month":"no"
"service":"mobile_data","symptom":"cannot_connect","in_coverage":"yes","data_settings_right":"no"
"service":"sms","symptom":"cannot_receive","inbox_full":"no","in_coverage":"no"
!
	awk -v lines="$1" -v n="$2" '{ kind[NR] = $0 } END {
		srand(5)
		for (i = 0; i < n; i++)
			printf "{\"msisdn\":\"%.0f\",%s}\n", 13800000000 + int(rand() * lines), kind[i % NR + 1]
	}' kinds
}

diagnose() { # LINES
	[ -f "$REFS/openlimit.c" ] || return 0
	bare make "d$1.db" "$1"
	bare month "d$1.db"
	faults "$1" 200000 >faults.jsonl
	cc -O2 -w -o openlimit "$REFS/openlimit.c" -lsqlite3
	./openlimit gen f.db "$1"
	ratio "G5  diagnosis of 200,000 reports, $1 lines: openlimit facts / ours" "fresh d$1.db" \
		"./openlimit facts f.db 200000 4000" "cm-diagnose -q -s w.db <faults.jsonl"
}

# Tickets of which 299 are owed an answer within two days; the others, as many as wanted, are copies of one that was closed
# (without orders of their own, which is all that cm-store check says of them).
tickets() { # COUNT
	rm -f "t$1.db"*
	cm-store init -s "t$1.db" >/dev/null
	awk 'BEGIN { for (i = 1; i <= 300; i++) printf "{\"request_id\":\"%d\",\"kind\":\"complaint\",\"subject\":\"s\",\"text\":\"t\"}\n", i }' |
		cm-complaint open -q -s "t$1.db" >opened
	cm-complaint update -q -s "t$1.db" ticket_id="$(sed -n '1s/.*"ticket_id":"\([^"]*\)".*/\1/p' opened)" status=closed >/dev/null
	sqlite3 "t$1.db" >/dev/null <<!
PRAGMA journal_mode = off;
PRAGMA synchronous = off;
.once copy.sql
SELECT 'INSERT INTO ticket SELECT CAST(i * 64 / $1 AS INTEGER), 100000 + i, ' || group_concat(name) || ' FROM ticket, c WHERE open = 0 AND ticket < 100000'
FROM pragma_table_info('ticket') WHERE cid > 1;
.once events.sql
SELECT 'INSERT INTO ticket_event SELECT CAST(i * 64 / $1 AS INTEGER), 100000 + i, ' || group_concat('e.' || name) ||
	' FROM ticket t JOIN ticket_event e ON e.part = t.part AND e.ticket = t.ticket, c WHERE t.open = 0 AND t.ticket < 100000'
FROM pragma_table_info('ticket_event') WHERE cid > 1;
!
	for f in events copy; do
		{ echo "PRAGMA journal_mode = off; PRAGMA synchronous = off;"
		  echo "WITH RECURSIVE c (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < $1 - 1)"
		  sed 's/$/;/' $f.sql; } | sqlite3 "t$1.db" >/dev/null
	done
	sqlite3 "t$1.db" 'PRAGMA journal_mode = wal' >/dev/null
}

due() { # COUNT
	tickets 100000
	tickets "$1"
	ten="for i in 1 2 3 4 5 6 7 8 9 10; do"
	ratio "G7  299 answers owed among $1 tickets / among 100,000" : \
		"$ten cm-complaint due -q -s t$1.db --within 3d; done" "$ten cm-complaint due -q -s t100000.db --within 3d; done"
	ratio "G7b nothing due among $1 tickets / sqlite3 shell" : \
		"$ten cm-complaint due -q -s t$1.db; done" "$ten sqlite3 t$1.db 'select count(*) from meta'; done"
	rm -f "t$1.db"*
}

[ -f "$REFS/paylimit.c" ] || echo "without $REFS: no G1a, G1b, G5, nor the second of G2"
echo "what                                                              median  [range]"
pay 10000
open_ 10000
diagnose 100000
month 100000
month 200000
ratio "G10b monthly run, 200,000 lines / twice 100,000" \
	"fresh m200000.db; for i in x y; do rm -f \$i.db*; cp m100000.db \$i.db; cp m100000.db.key \$i.db.key; sync \$i.db; done" \
	"CM_NOW=2026-02-01T03:00 cm-bill run -q -s w.db month=2026-01" \
	"for i in x y; do CM_NOW=2026-02-01T03:00 cm-bill run -q -s \$i.db month=2026-01; done"
due 1000000
bare openings 100000 pins | head -4000 >pins.jsonl
ratio "G2b 4,000 openings with PINs / their hashes alone on all cores" "fresh o10000.db" \
	"cm-open -q -s w.db <pins.jsonl" "bare pins 4000"
fresh s10000.db
ratio "G3  one reading call / sqlite3 shell" : \
	"for i in 1 2 3 4 5 6 7 8 9 10; do cm-pay -q -s w.db statement msisdn=13800000007; done" \
	"for i in 1 2 3 4 5 6 7 8 9 10; do sqlite3 w.db 'select count(*) from meta'; done"
ratio "G3c one writing call / the reading one" : \
	"for i in 1 2 3 4 5 6 7 8 9 10; do cm-pay -q -s w.db msisdn=13800000007 amount=1; done" \
	"for i in 1 2 3 4 5 6 7 8 9 10; do cm-pay -q -s w.db statement msisdn=13800000007; done"
if command -v valgrind >/dev/null; then
	valgrind --tool=callgrind --callgrind-out-file=/dev/null cm-pay -q -s w.db statement msisdn=13800000007 2>&1 >/dev/null |
		awk '/refs/ { gsub(",", "", $NF); printf "%-64s %6.2f\n", "G3b instructions of a reading call, millions", $NF / 1e6 }'
fi
sed 's/}$/,"next":["cm-vas list"]}/' p10000.jsonl >next.jsonl
if command -v jq >/dev/null; then
	ratio "G6  jq -c . / JSON Lines in, unchanged out" : "jq -c . <next.jsonl" "cm-pay -q -s w.db <next.jsonl"
fi
ratio "G4c bulk payment explained (-x) / not" "fresh s10000.db" "head -50000 p10000.jsonl | cm-pay -q -x -s w.db" \
	"head -50000 p10000.jsonl | cm-pay -q -s w.db"
bare input 10000 1000000 2 >million.jsonl
for n in 10000 1000000; do
	head -$n million.jsonl >n.jsonl
	fresh s10000.db
	python3 - "$n" <<'!'
import resource, subprocess, sys
subprocess.run("cm-pay -q -s w.db <n.jsonl >/dev/null", shell=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
!
done | awk '{ m[NR] = $1 } END {
	printf "%-64s %6.1f\n", "G9  peak memory of a million payments, MB", m[2]
	printf "%-64s %6.2f\n", "G9b the same / of 10,000", m[2] / m[1] }'
rm million.jsonl n.jsonl
if [ "${1:-}" = full ]; then
	pay 1000000
	open_ 1000000
	diagnose 1000000
	month 1000000
	due 10000000
fi
