#!/bin/sh
# check: slow
# A sample of the faults, openings, PINs and what is due: see tests/faults.t.
. "${0%/*}/lib.sh"
. "$ROOT/tests/fault/sweep.sh"
. "$ROOT/tests/fault/scenes.sh"

scene_open
sweep kill write+sync
sweep kill open+read+meta+lock+map 2
sweep error=5 write+sync
sweep error=12 mem 5
scene_resetpw
sweep kill write+sync
sweep error=28 write+sync 2
scene_due
sweep kill write+sync
sweep error=5 write+sync
sweep error=12 mem 29
scene_reactivate
sweep kill write+sync
sweep error=28 write+sync 2
note "$injected faults injected"
