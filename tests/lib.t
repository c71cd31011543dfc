#!/bin/sh
# The helper itself: what call() accepts and refuses.
. "${0%/*}/lib.sh"; plan 14

says() { printf "$1"; printf "$2" >&2; return "$3"; }
no() { # what, then a call that must fail: run aside, so that its counts stay there
	what=$1; shift
	if ( "$@" ) >/dev/null 2>&1; then tap_result 1 "$what"; else tap_result 0 "$what"; fi
}

call 'literal texts' 3 'a "b" \ c*' 'e[1]' says 'a "b" \\ c*\n' 'e[1]\n' 3
call 'nothing is nothing' 0 '' '' says '' '' 0
call '… is any text, line breaks too' 0 '{…"result":"done"…}' '…two' says '{"a":1,\n"result":"done"}\n' 'one\ntwo\n' 0
call '… alone is anything' 0 … … says 'x' '' 0
no 'another status is seen' call x 0 '' '' says '' '' 1
no 'another stdout is seen' call x 0 'b' '' says 'a' '' 0
no 'a second line is seen' call x 0 'a' '' says 'a\nb' '' 0
no 'an unexpected stderr is seen' call x 0 'a' '' says 'a' 'b' 0
no '* is no wildcard' call x 0 'a*' '' says 'ab' '' 0
no 'the order counts' call x 0 '…b…a…' '' says 'a b' '' 0
cat >file <<'!'
{"a":"x"}
{"result":"done","n":12.50,"order_id":"3f1"}
!
is 'field: a string' "$(field order_id file)" 3f1
is 'field: a number' "$(field n file)" 12.50
is 'count' "$(count result done file)" 1
call 'standard input is empty' 0 '' '' cat
