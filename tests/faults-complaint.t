#!/bin/sh
# check: slow
# A sample of the faults, tickets: see tests/faults.t.
. "${0%/*}/lib.sh"
. "$ROOT/tests/fault/sweep.sh"
. "$ROOT/tests/fault/scenes.sh"

scene_complaint
sweep kill write+sync 2
sweep error=28 write+sync 3
sweep error=5 write+sync 3
sweep error=12 mem 97
scene_owed
sweep kill write+sync
sweep error=5 write+sync
note "$injected faults injected"
