#!/bin/sh
# The power fails: of a run's writes, whatever was not synced is kept, dropped or garbled, sector by sector. What was
# acknowledged must be there; only what was not may be gone; and a second run completes exactly once.
# IMAGES=N says how many images (2000).
. "${0%/*}/../lib.sh"
. "$ROOT/tests/fault/sweep.sh"
. "$ROOT/tests/fault/scenes.sh"
images=${IMAGES:-2000}

cut_scene() { # how many
	log_run "$T/base"
	bad=0 seed=0 status=137 action=kill classes=power strict='' thorough=1 n=1
	while [ $seed -lt "$1" ]; do
		seed=$((seed + 1))
		cut_power "$T/base" $seed || { bad=1; break; }
		: >err
		findings=$(broken)
		[ -n "$findings" ] || continue
		bad=$((bad + 1))
		[ $bad -gt 3 ] || tap_quote "image $seed, cut at operation $(cat where)" "$findings"
		[ $bad -lt 20 ] || break
	done
	tap_result $bad "$scenario: $seed power cuts, $bad violated"
}

scene_pay && cut_scene $((images / 2))
scene_open && cut_scene $((images / 2))
