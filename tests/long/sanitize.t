#!/bin/sh
# Every quick script again, with commands that look after each byte they touch (make dev): no report, same answers.
. "${0%/*}/../lib.sh"
[ -x "$ROOT/build/dev/bin/cm-pay" ] || skip_all 'no sanitized commands: make dev'
ASAN_OPTIONS=detect_leaks=1:abort_on_error=0:exitcode=99:log_path=$T/asan UBSAN_OPTIONS=print_stacktrace=1:log_path=$T/ubsan
echo 'leak:libfontconfig.so' >leaks # what it keeps of its configuration until the end, some 300 bytes
LSAN_OPTIONS=suppressions=$T/leaks:print_suppressions=0
export ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS
for t in "$ROOT"/tests/*.t; do
	name=$(basename "$t")
	# what preloads a library, or is about completions and pages, has nothing to gain
	case $name in faults*.t | lib.t | house.t | pages.t | completions.t | po.t) continue ;; esac
	BUILD=$ROOT/build/dev sh "$t" >"$name.out" 2>"$name.err"
	code=$?
	reports=$(cat asan.* ubsan.* 2>/dev/null | grep -c 'ERROR\|runtime error')
	is "$name, sanitized" "$code $(grep -c '^not ok' "$name.out") $reports" '0 0 0'
	[ "$code" -eq 0 ] && [ "$reports" -eq 0 ] || { grep -A12 '^not ok' "$name.out" | head -40 | sed 's/^/# /'; cat asan.* ubsan.* 2>/dev/null | head -40 | sed 's/^/# /'; }
	rm -f asan.* ubsan.*
done
