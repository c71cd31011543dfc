#!/bin/sh
# The house is in order: names that match, floors that keep their place, functions that nobody uses.
. "${0%/*}/lib.sh"
cd "$ROOT" || exit 99

# said WHAT FINDINGS: nothing found is ok; what was found is shown.
said() {
	if [ -z "$2" ]; then tap_result 0 "$1"; else tap_result 1 "$1"; printf '%s\n' "$2" | head -20 | sed 's/^/#   /'; fi
}

# ---- four names for every command ----
# No policy decides in these: they keep the house.
undecided=' cm-store cm-audit cm-policy cm-show '

for c in cmd/cm-*.c; do
	name=${c#cmd/} name=${name%.c} verb=${name#cm-} missing=
	[ -f "man/$name.1" ] || missing="$missing man/$name.1"
	[ -f "tests/$verb.t" ] || missing="$missing tests/$verb.t"
	case $undecided in
	*" $name "*) ;;
	*) [ -f "policies/$verb.yaml" ] || [ -d "policies/$verb" ] || missing="$missing policies/$verb.yaml"
		[ ! -f "policies/$verb.yaml" ] || [ -f "policies/$verb.cases" ] || missing="$missing policies/$verb.cases"
		[ -f "lib/flow/$verb/$verb.c" ] || missing="$missing lib/flow/$verb/$verb.c" ;;
	esac
	said "$name: page, test, policy, cases and flow bear its name" "$missing"
	call "$name -h" 0 "usage: $name …Options:…" '' "$name" -h
	call "$name -V" 0 "$name (cm-tools) …" '' "$name" -V
done
for p in man/cm-*.1; do
	[ -f "cmd/$(basename "$p" .1).c" ] || said "$p describes a command" "no such command"
done

# ---- floors: a file includes headers of its own floor or a lower one ----
# domain stands on store, policy knows neither: the numbers say who may look at whom.
said 'a floor includes only itself and lower ones' "$(grep -n '^#include "' lib/*/*.[ch] lib/flow/*/*.[ch] cmd/*.[ch] | awk -F: '
	function floor(path) {
		if (path ~ /^cmd\//) return 6
		if (path ~ /^(lib\/)?flow\//) return 5
		if (path ~ /^(lib\/)?policy\//) return 3.1
		if (path ~ /^(lib\/)?domain\//) return 3
		if (path ~ /^(lib\/)?store\/|^queries.h$/) return 2
		if (path ~ /^(lib\/)?record\//) return 1.1
		if (path ~ /^(lib\/)?base\//) return 0
		return path ~ /\// ? -1 : floor_here
	}
	{
		floor_here = -2
		mine = floor($1)
		split($3, q, "\"")
		other = q[2]
		if (other !~ /\//) { # beside it, or a generated one
			if (other == "queries.h" && mine < 2) print $0
			next
		}
		theirs = floor(other)
		if (theirs < 0) print $0 "  (which floor?)"
		else if (theirs > mine) print $0
		# neighbours that must not know each other
		else if (mine == 3.1 && (theirs == 3 || theirs == 2)) print $0 "  (policy sees no store)"
		else if ((mine == 2 || mine == 3) && theirs == 1.1) print $0 "  (the store sees no records)"
	}')"
said 'sqlite3.h only in lib/store' "$(grep -ln 'include <sqlite3.h>' -r cmd lib | grep -v '^lib/store/')"
said 'yaml.h in one file of lib/policy' "$(grep -ln 'include <yaml.h>' -r cmd lib | awk '{ f[NR] = $0 } END { if (NR != 1 || f[1] !~ /^lib\/policy\//) for (i = 1; i <= NR; i++) print f[i]; if (NR == 0) print "none" }')"
said 'libedit only in the form' "$(grep -ln 'include <\(histedit\|editline/readline\).h>' -r cmd lib | grep -v '^cmd/form')"
said 'pangocairo only in the paper' "$(grep -ln 'include <\(pango/\|cairo\)' -r cmd lib | grep -v '^cmd/paper')"
said 'no SQL in cmd and lib/flow' "$(grep -nE '"[^"]*\b(SELECT|INSERT INTO|UPDATE [a-z]+ SET|DELETE FROM|BEGIN IMMEDIATE|PRAGMA)\b' cmd/*.[ch] lib/flow/*.[ch] lib/flow/*/*.[ch])"
# The SQLite driver's own questions about its file are no statements of the store.
said 'no statement outside lib/store/sql' "$(grep -nE '"[^"]*\b(SELECT .* FROM|INSERT INTO|UPDATE [a-z]+ SET|DELETE FROM)\b' lib/*/*.[ch] lib/flow/*/*.[ch] |
	grep -v '^lib/store/sqlite-admin.c')"

# ---- functions ----
said 'banned.h is the last include of every file' "$(for f in lib/*/*.c lib/flow/*/*.c cmd/*.c; do
	case $f in cmd/cm-*.c) continue ;; esac
	[ "$(grep '^#include' "$f" | tail -1)" = '#include "base/banned.h"' ] || echo "$f"
done)"
said 'banned functions in no file' "$(grep -nE '(^|[^_a-zA-Z0-9])(strcpy|strcat|sprintf|vsprintf|strtok|gets|atoi|atol|atoll|atof|localtime|gmtime|ctime|asctime|system|popen|rand|random|setuid)[ ]*\(' -r cmd lib --include='*.[ch]')"
said 'the clock, the environment and the user only in lib/base' "$(grep -nE '(^|[^_a-zA-Z0-9])(getenv|secure_getenv|time|gettimeofday|clock_gettime|getpwuid|getlogin)[ ]*\(' -r cmd lib --include='*.c' | grep -v '^lib/base/env\.c' | grep -vE '^[^:]*:[0-9]*:[ 	]*(/?\*|//)')"
# The paper measures in points; what it prints of money are texts.
said 'no floating point near money' "$(grep -nE '(^|[^_a-zA-Z])(double|float)[^_a-zA-Z]' -r cmd lib --include='*.[ch]' | grep -vE '^cmd/paper|^cmd/tell\.c:.*(records|1e6)|^[^:]*:[0-9]*:[ 	]*(/?\*|//)|/\*.*(double|float).*\*/')"
said 'the library neither prints nor exits' "$(grep -nE '(^|[^_a-zA-Z0-9])(printf|puts|putchar|perror|exit|_exit|abort|err|warn)[ ]*\(' -r lib --include='*.c' | grep -vE '^lib/base/(arena|diag|buf)\.c|^[^:]*:[0-9]*:[ 	]*(/?\*|//)|/\*.*\*/')"
said 'no text of a scratch pad' "$(grep -nE 'TO''DO|FIX''ME' -r cmd lib mk man tests demo policies Makefile README.md 2>/dev/null)"
said 'every test is executable' "$(find tests -name '*.t' ! -perm -100)"

# ---- names of facts ----
# cm_name_…("x"): x is in a list that the file defines or names; and a flow that calls what a header with such a list
# declares has the list among its helpers. What facts.yaml loses is then told when the flow is loaded.
said 'names of facts that shared code uses are declared' "$(awk '
	FNR == 1 { list = "" }
	/cm_[a-z_]*_names\[\]/ {
		list = $0
		sub(/\[\].*/, "", list)
		sub(/.*[ *]/, "", list)
	}
	FILENAME ~ /\.h$/ {
		if (match($0, /cm_[a-z_]*_names\[\]/)) lists[FILENAME] = lists[FILENAME] " " list
		if (match($0, /(^|[ *])cm_[a-z_]*\(/) && !/const char \*/) declared[FILENAME] = declared[FILENAME] " " substr($0, RSTART, RLENGTH - 1)
		next
	}
	{ text[FILENAME] = text[FILENAME] $0 "\n" }
	list != "" {
		line = $0
		sub(/.*\[\]/, "", line)
		while (match(line, /"[a-z_]*"/)) {
			has[list, substr(line, RSTART + 1, RLENGTH - 2)] = 1
			line = substr(line, RSTART + RLENGTH)
		}
		if (/;/) list = ""
	}
	END {
		for (h in lists) {
			n = split(declared[h], f, " ")
			for (i = 1; i <= n; i++) {
				k = split(lists[h], l, " ")
				for (j = 1; j <= k; j++) {
					all[l[j]] = 1
					stem = substr(l[j], 1, length(l[j]) - 5)
					if (index(f[i], stem) == 1) needs[f[i]] = l[j]
				}
			}
		}
		for (file in text) {
			if (file == "lib/flow/case.c") continue
			t = text[file]
			while (match(t, /cm_name_[a-z_]*\(&?[a-z]*, "[a-z_]*"/)) {
				call = substr(t, RSTART, RLENGTH)
				t = substr(t, RSTART + RLENGTH)
				split(call, q, "\"")
				ok = 0
				for (l1 in all) if (index(text[file], l1) && (l1, q[2]) in has) ok = 1
				if (!ok) print file ": " q[2] " is in no list"
			}
			if (text[file] !~ /struct cm_flow cm_flow_[a-z_]* = /) continue
			for (fn in needs)
				if (index(text[file], fn "(") && !index(text[file], needs[fn])) print file ": calls " fn "() without " needs[fn]
		}
	}' lib/flow/*.h lib/flow/*/*.h lib/flow/*.c lib/flow/*/*.c)"

# ---- heads of files ----
# A comment that sends its reader to a file sends him to one that is there.
said 'files that comments name are there' "$(grep -noE '\b[a-z][a-z_-]*\.c\b' lib/*/*.[ch] lib/flow/*/*.[ch] cmd/*.[ch] | awk -F: '
	BEGIN {
		while (("find lib cmd tests -name \"*.c\"" | getline path) > 0) {
			sub(/.*\//, "", path)
			there[path] = 1
		}
	}
	!($3 in there) { print $1 ":" $2 ": " $3 }')"

# ---- what customers are told ----
said 'who tells a customer of the survey leaves it, and the other way about' "$(awk '
	/^  - id: / { gate = $3; tells = leaves = 0 }
	/^    tasks: .*closing\.survey/ { tells = FNR }
	/^    notices: .*notify\.survey/ { leaves = FNR }
	/^    (tasks|notices): / { at[FILENAME " " gate] = tells "/" leaves }
	END { for (g in at) { split(at[g], n, "/"); if (!n[1] != !n[2]) print g } }' policies/*.yaml)"

# ---- sizes: worth a look, no fault ----
wc -l lib/*/*.c lib/flow/*/*.c cmd/*.c | awk '$2 != "total" && $1 > 500 { print "# note: " $2 " has " $1 " lines" }'
awk 'FNR == 1 { open = 0 } /^{/ { open = FNR } /^}/ { if (open && FNR - open > 61) print "# note: " FILENAME ":" open ": a function of " FNR - open - 1 " lines"; open = 0 }' lib/*/*.c lib/flow/*/*.c cmd/*.c
