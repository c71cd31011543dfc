#!/bin/sh
# check: slow
# A sample of the faults: what is due, who is told, what comes back: see tests/faults.t.
. "${0%/*}/lib.sh"
. "$ROOT/tests/fault/sweep.sh"
. "$ROOT/tests/fault/scenes.sh"

scene_due
sweep kill write+sync
sweep error=5 write+sync
sweep error=12 mem 29
scene_remind
sweep kill write+sync
sweep error=5 write+sync
scene_reactivate
sweep kill write+sync
sweep error=28 write+sync 2
note "$injected faults injected"
