# The smallest TAP helper for shell tests; plain sh. A test begins with
#
#	#!/bin/sh
#	. "${0%/*}/lib.sh"; plan 3; store
#
# and states status, stdout and stderr of every call:
#
#	call 'what is shown' STATUS 'stdout' 'stderr' command argument… [<<here-document]
#
# In an expectation … stands for any text, line breaks included; all else is literal, and '' is nothing at all. One
# final line break is not counted. Afterwards $out, $err and $status are those of the call, and the files out and err
# are still there. A test runs in an empty folder of its own, which goes when it ends; HOME is there, too, so that
# nothing of the user's is read or written. Standard input is empty unless a call redirects it.
#
# What is slow bears the line "# check: slow" in its head and is left out of `make t`.

set -u
umask 022
case $0 in */*) ROOT=${0%/*} ;; *) ROOT=. ;; esac
while [ ! -f "$ROOT/Makefile" ]; do ROOT=$ROOT/..; done
ROOT=$(cd "$ROOT" && pwd)
BUILD=${BUILD:-$ROOT/build}
case $BUILD in /*) ;; *) BUILD=$ROOT/$BUILD ;; esac
T=$(mktemp -d "${TMPDIR:-/tmp}/cm-test.XXXXXX") || exit 99
T=$(cd "$T" && pwd -P)
cd "$T" || exit 99
exec </dev/null

# The environment is ours alone. TZ is odd on purpose: the zone is a policy's, not the machine's.
unset CM_STORE CM_KEY CM_POLICIES CM_NOW XDG_DATA_HOME LANGUAGE LC_MESSAGES LANG NO_COLOR COLUMNS CM_DEBUG
HOME=$T LC_ALL=C.UTF-8 LANGUAGE=en TZ=America/St_Johns PATH=$BUILD/bin:$PATH
CM_POLICIES=$ROOT/policies
export HOME LC_ALL LANGUAGE TZ PATH CM_POLICIES

tap_planned=0 tap_run=0 tap_failed=0
out='' err='' status=0

tap_end() {
	tap_status=$?
	cd / || :
	for tap_core in "$T"/core "$T"/core.* "$T"/vgcore.*; do
		[ ! -e "$tap_core" ] || { tap_failed=$((tap_failed + 1)); echo "# a core file was left: $tap_core"; }
	done
	[ -z "${tap_mounted:-}" ] || umount "$tap_mounted" 2>/dev/null
	if [ -n "${KEEP:-}" ]; then echo "# kept: $T"; else chmod -R u+rwX "$T" 2>/dev/null; rm -rf "$T"; fi
	[ "$tap_planned" -gt 0 ] || echo "1..$tap_run"
	if [ "$tap_planned" -gt 0 ] && [ "$tap_run" -ne "$tap_planned" ]; then
		echo "# planned $tap_planned, ran $tap_run"
		exit 1
	fi
	[ "$tap_status" -eq 0 ] || exit "$tap_status"
	[ "$tap_failed" -eq 0 ] || exit 1
}
trap tap_end EXIT
trap 'exit 130' INT TERM HUP

plan() { tap_planned=$1; echo "1..$1"; } # at the beginning; without it the number is said at the end
note() { printf '# %s\n' "$*"; }
skip_all() { echo "1..0 # SKIP $*"; trap - EXIT; cd / && rm -rf "$T"; exit 0; }
skip() { tap_run=$((tap_run + 1)); echo "ok $tap_run # SKIP $*"; }

tap_result() { # 0 or not, what
	tap_run=$((tap_run + 1))
	if [ "$1" -eq 0 ]; then
		printf 'ok %d - %s\n' "$tap_run" "$2"
	else
		tap_failed=$((tap_failed + 1))
		printf 'not ok %d - %s\n' "$tap_run" "$2"
	fi
}

tap_quote() { # what, text: as comments
	printf '# %s:\n' "$1"
	printf '%s\n' "$2" | head -c 4000 | tr '\000-\010\013-\037\177' '?' | sed 's/^/#   /'
}

# matches EXPECTED TEXT: … is any text.
matches() {
	case $1 in
	*…*) ;;
	*) [ "$1" = "$2" ]; return ;;
	esac
	tap_rest=$1 tap_case= tap_n=0
	while :; do
		tap_part=${tap_rest%%…*}
		tap_n=$((tap_n + 1))
		eval "tap_p$tap_n=\$tap_part"
		tap_case="$tap_case\"\$tap_p$tap_n\""
		case $tap_rest in
		*…*) tap_rest=${tap_rest#*…} tap_case="$tap_case*" ;;
		*) break ;;
		esac
	done
	eval "case \$2 in $tap_case) return 0 ;; esac"
	return 1
}

# ok 'what' command…: the command says yes. Its output is dropped.
ok() {
	tap_what=$1; shift
	if "$@" >/dev/null 2>&1; then tap_result 0 "$tap_what"; else tap_result 1 "$tap_what"; fi
}

# is 'what' GOT EXPECTED
is() {
	if matches "$3" "$2"; then
		tap_result 0 "$1"
	else
		tap_result 1 "$1"
		tap_quote got "$2"
		tap_quote expected "$3"
	fi
}

# tap_text FILE: sets $tap_text to what is in it; one line, as most answers are, without starting a process.
tap_text() {
	{ IFS= read -r tap_text && ! IFS= read -r tap_rest && [ -z "$tap_rest" ]; } <"$1" || tap_text=$(cat "$1")
}

call() {
	tap_what=$1 tap_want=$2 tap_out=$3 tap_err=$4
	shift 4
	status=0
	"$@" >"$T/out" 2>"$T/err" || status=$?
	out='' err=''
	[ ! -s "$T/out" ] || { tap_text "$T/out"; out=$tap_text; }
	[ ! -s "$T/err" ] || { tap_text "$T/err"; err=$tap_text; }
	tap_bad=0
	[ "$status" -eq "$tap_want" ] || tap_bad=1
	matches "$tap_out" "$out" || tap_bad=$((tap_bad + 2))
	matches "$tap_err" "$err" || tap_bad=$((tap_bad + 4))
	tap_result $tap_bad "$tap_what"
	[ "$tap_bad" -ne 0 ] || return 0
	printf '# %s\n' "$*" | head -c 400; echo
	[ "$status" -eq "$tap_want" ] || printf '# status: %s, not %s\n' "$status" "$tap_want"
	case $tap_bad in 2 | 3 | 6 | 7) tap_quote stdout "$out"; tap_quote 'expected on stdout' "$tap_out" ;; esac
	case $tap_bad in [4-7]) tap_quote 'expected on stderr' "$tap_err" ;; esac
	[ ! -s "$T/err" ] || tap_quote stderr "$err"
	return 1
}

# field NAME [FILE]: what the last record of FILE (the last call's stdout) has there; a string without its quotes.
field() {
	sed -n '$s/.*[{,]"'"$1"'":\("\([^"]*\)"\|\([^,}]*\)\).*/\2\3/p' "${2:-$T/out}"
}

# count FIELD VALUE [FILE]: how many records say so.
count() { grep -c "\"$1\":\"$2\"" "${3:-$T/out}" || :; }

# store [NAME]: a rehearsal store of its own with tests/data's stock, the clock fixed. Exports CM_STORE and CM_NOW.
store() {
	CM_STORE=$T/${1:-store}.db CM_NOW=2010-04-01T09:30:00+08:00
	export CM_STORE CM_NOW
	{
		cm-store init --rehearsal -q && cm-store import numbers -q <"$ROOT/tests/data/numbers.csv" &&
			cm-store import sims -q <"$ROOT/tests/data/sims.csv"
	} >"$T/out" 2>"$T/err" && return
	echo "Bail out! no store could be made: $(head -3 "$T/err")"
	exit 1
}

# lines: three lines as they stand, in the store: 13900000101 owes 38.50, 102 has 12.00, 103 is to be terminated.
lines() {
	cm-store import lines -q <"$ROOT/tests/data/lines.csv" >"$T/out" 2>"$T/err" && return
	echo "Bail out! the lines could not be imported: $(head -3 "$T/err")"
	exit 1
}

# few FOLDER [POLICY…]: a copy of the shipped policies, to be spoilt: of those that decide only POLICY… (name those that
# these use, too), and all that stands beside: facts, offers, services, forms, deadlines… cm-policy check proves every
# rule that it finds, so it takes a tenth of the time here.
few() {
	few_to=$T/$1
	shift
	mkdir "$few_to"
	(
		cd "$ROOT/policies" || exit 1
		cp -R offers services $(grep -L '^policy:' ./*.yaml) replies.* "$few_to"
		for policy; do cp "$policy".* "$few_to"; done
	)
	sed -i '/id: first_allowed,/s/derive: "[^"]*"/from: store/' "$few_to/facts.yaml" # its figure is of transfer.yaml
}

# need_shared FILE…: sets SHARED to the folder of the shared data sets; without it the whole test is skipped, visibly.
need_shared() {
	SHARED=${CM_SHARED:-$ROOT/../shared/data}
	for tap_f; do [ -r "$SHARED/$tap_f" ] || skip_all "no $tap_f: the shared data sets are not here (CM_SHARED names their folder)"; done
}

# What is true of every customer, whatever the order in which commands came to write: the dump without the counters of
# its parts, without what a decision saw on the way, and without refusals, which a second run records anew.
truth() {
	cm-store dump | awk '
		/"table":"operation"/ && !/"result":1,/ { next }
		{
			gsub(/"(part|seq|prev|parent|last_seq|version|cause)":[0-9]+,?/, "")
			sub(/"rules":.*"debit"/, "\"debit\"")
			sub(/"settled":[1-9][0-9]*/, "\"settled\":1")
			print
		}' | sort
}

root() { [ "$(id -u)" -eq 0 ]; }
have() { command -v "$1" >/dev/null 2>&1; }
need() { for tap_f; do have "$tap_f" || skip_all "$tap_f is not installed"; done; }

# small_disk DIR SIZE: a file system of that size, for root; 1 when it cannot be had.
small_disk() {
	mkdir -p "$1" && root && mount -t tmpfs -o "size=$2,mode=0700" tmpfs "$1" 2>/dev/null && tap_mounted=$1
}
