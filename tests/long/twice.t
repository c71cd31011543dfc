#!/bin/sh
# Two faults: a run is killed, or loses its power, and the run that makes it good meets another one: killed again, an
# error of the disk, a full disk, no memory, no power. What either of them acknowledged is there, and a third completes
# exactly once. KILLS=N CUTS=N say how many damaged stores of each kind (24, 24).
. "${0%/*}/../lib.sh"
THOROUGH=1
. "$ROOT/tests/fault/sweep.sh"
. "$ROOT/tests/fault/scenes.sh"
kills=${KILLS:-24} cuts=${CUTS:-24}

# The i-th damaged store meets each i-th call, so that together they meet all.
second_faults() { # I
	i=$1
	from() { echo $((1 + (i * 5) % $1)); }
	inject fresh_hurt broken_again kill write+sync 3 "$(from 3)"
	inject fresh_hurt broken_again torn write 5 "$(from 5)"
	inject fresh_hurt broken_again kill open+read+meta+lock+map 17 "$(from 17)"
	inject fresh_hurt broken_again error=5 write+sync 4 "$(from 4)"
	inject fresh_hurt broken_again forever=28 write+sync 5 "$(from 5)"
	inject fresh_hurt broken_again error=5 open+read+meta+map 13 "$(from 13)"
	inject fresh_hurt broken_again error=5 lock 11 "$(from 11)"
	inject fresh_hurt broken_again forever=5 read+map 23 "$(from 23)"
	inject fresh_hurt broken_again error=12 mem 211 "$(from 211)"
	inject fresh_hurt broken_again forever=12 mem 307 "$(from 307)"
	faulty='cm-store stats' # nothing but reads: it is the one that finds the damage
	inject fresh_hurt broken_reader kill read+write+lock+map 19 "$(from 19)"
	inject fresh_hurt broken_reader error=5 read+write+map+lock 19 "$(from 19)"
	inject fresh_hurt broken_reader error=12 mem 311 "$(from 311)"
	faulty=
}

second_cuts() { # I: no power again, three times
	log_run "$T/hurt"
	status=137 action=kill classes=power strict=
	for seed in 1 2 3; do
		cut_power "$T/hurt" $(($1 * 3 + seed)) || { bad=$((bad + 1)); return; }
		: >err
		n=$((n + 1)) injected=$((injected + 1))
		findings=$(broken_again)
		[ -z "$findings" ] || { bad=$((bad + 1)); [ $bad -gt 3 ] || tap_quote "$hurt, and again: $seed" "$findings"; }
	done
}

twice() {
	k=1 n=0 bad=0 images=0
	while [ $images -lt "$kills" ]; do
		hurt_by_kill write+sync $((images + 1)) || break
		images=$((images + 1))
		second_faults $images
		second_cuts $images
	done
	swept "$scenario: killed at $images calls, then $n other faults"
	n=0 bad=0 images=0
	while [ $images -lt "$cuts" ]; do
		images=$((images + 1))
		hurt_by_power $images || { bad=$((bad + 1)); break; }
		second_faults $images
		second_cuts $images
	done
	swept "$scenario: without power $images times, then $n other faults"
}

scene_pay && twice
scene_open && twice
note "$injected faults injected"
