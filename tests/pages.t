#!/bin/sh
# Pages that cannot drift: they are free of faults, their SYNOPSIS is what -h prints, their examples do what they show.
# An example is a literal block of EXAMPLES in man/cm-*.1 whose commands begin with "$ ": what stands below one is its
# output, both streams, … for any text. It runs on a rehearsal store with the tests' stock and lines, in one folder per
# page, by sh.
. "${0%/*}/lib.sh"
need mandoc

plain() { mandoc -T utf8 -O width=1000,indent=2 "$1" 2>/dev/null | sed 's/.\x08//g'; }
section() { awk -v s="$1" '/^[A-Z]/ { on = $0 == s; next } on && NF { sub(/^ +/, ""); print }'; }

for page in "$ROOT"/man/*.[1-8]; do
	# Pages that are still to come may be referred to.
	found=$(mandoc -T lint "$page" 2>&1 | grep -v 'STYLE: referenced manual not found\|mandoc.db')
	is "${page#"$ROOT/"}: no findings of mandoc" "$found" ''
done

for page in "$ROOT"/man/cm-*.1; do
	[ -f "$page" ] || continue
	name=$(basename "$page" .1)
	"$name" -h </dev/null >help 2>&1
	plain "$page" >"$name.plain"
	is "$name: SYNOPSIS is what -h prints" "$(section SYNOPSIS <"$name.plain")" \
		"$(sed -n '/^usage: /,/^$/{ s/^usage://; s/^ *//; /./p; }' help)"
done

store fresh && lines && mkdir fresh && mv fresh.db* fresh || exit 1
for page in "$ROOT"/man/cm-*.1; do
	[ -f "$page" ] || continue
	name=$(basename "$page" .1)
	mkdir "$name" && cd "$name" || exit 99
	awk '/^[A-Z]/ { on = $0 == "EXAMPLES"; next } on' "../$name.plain" |
		awk '/^ *\$ / { match($0, /\$/); col = RSTART; on = 1 } /^$/ { on = 0; print ""; next } on { print substr($0, col) }' >session
	if ! grep -q '^\$ ' session; then
		skip "$name: no example with a \$"
		cd ..
		continue
	fi
	for f in ../fresh/*; do cp "$f" "$T/store${f#../fresh/fresh}"; done
	CM_STORE=$T/store.db CM_NOW=2010-04-01T09:30:00+08:00
	export CM_STORE CM_NOW
	command='' want=''
	try() {
		[ -n "$command" ] || return 0
		got=$(sh -c "$command" 2>&1 </dev/null)
		is "$name: $(printf '%s' "$command" | head -1)" "$got" "$want"
		command='' want=''
	}
	# A here-document of an example goes to its command; a line that ends in \ or | goes on.
	open='' here=''
	while IFS= read -r l; do
		if [ -n "$here" ]; then
			command="$command
$l"
			[ "$l" != "$here" ] || here=''
			continue
		fi
		case $l in
		'$ '*) try; command=${l#??} ;;
		'') try; continue ;;
		*) if [ -n "$open" ]; then
				command="$command
$l"
			else
				want="$want${want:+
}$l"
			fi ;;
		esac
		if [ -z "$want" ]; then
			case $l in *\\ | *'|') open=1 ;; *) open='' ;; esac
			case $l in *'<<'*) here=$(printf '%s' "$l" | sed "s/.*<<-\{0,1\} *//; s/[ |>].*//; s/['\"]//g") ;; esac
		fi
	done <session
	try
	cd ..
	rm -f store.db*
done

for shell in bash zsh fish; do
	have "$shell" || { skip "completions: no $shell here"; continue; }
	for f in "$ROOT"/completions/*."$shell" "$ROOT"/completions/_*; do
		case $shell:$f in *'*'* | bash:*/_* | fish:*/_*) continue ;; zsh:*/_*) ;; zsh:*) continue ;; esac
		ok "$shell reads ${f#"$ROOT/"}" "$shell" -n "$f"
	done
done
