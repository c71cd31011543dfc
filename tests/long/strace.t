#!/bin/sh
# Killed at every system call: each call that a run makes, the k-th time that it makes it, whoever made it, the loader and
# the libraries included.
. "${0%/*}/../lib.sh"
need strace
strace -o /dev/null true 2>/dev/null || skip_all 'strace may not trace here'
THOROUGH=1
. "$ROOT/tests/fault/sweep.sh"
. "$ROOT/tests/fault/scenes.sh"

traced() { strace -qq -o "$1" -e "inject=$call:signal=KILL:when=$k" $command <"$input" >out 2>err; } 2>/dev/null

# calls: what the undisturbed run calls, and how often.
calls() { strace -qq -o trace $command <"$input" >/dev/null 2>&1; sed -n 's/^\([a-z0-9_]*\)(.*/\1/p' trace | grep -v '^execve$\|^exit_group$' | sort | uniq -c; }

each_call() { # prepare, look: functions
	action=kill classes=strace strict='' bad=0 n=0
	$1
	calls >calls
	while read -r count call <&3; do
		k=0
		while [ $k -lt "$count" ]; do
			k=$((k + 1))
			$1
			status=0
			traced /dev/null || status=$?
			[ "$status" -eq 137 ] || { [ $k -gt 1 ] || note "$call was not reached"; break; }
			n=$((n + 1))
			findings=$($2)
			[ -z "$findings" ] || { bad=$((bad + 1)); [ $bad -gt 3 ] || tap_quote "killed at $call $k" "$findings"; }
		done
	done 3<calls
	injected=$((injected + n))
	tap_result $bad "$scenario: killed at each of $n system calls, $bad violated"
}

scene_pay; each_call fresh_work broken
scene_open; each_call fresh_work broken
scenario='cm-store init' input=/dev/null command='cm-store init --rehearsal'
each_call empty_work broken_init
note "$injected faults injected"
