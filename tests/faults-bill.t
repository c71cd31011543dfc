#!/bin/sh
# check: slow
# A sample of the faults, a month that is charged: see tests/faults.t.
. "${0%/*}/lib.sh"
. "$ROOT/tests/fault/sweep.sh"
. "$ROOT/tests/fault/scenes.sh"

scene_bill
sweep kill write+sync
sweep error=5 write+sync
sweep error=28 write+sync 2
sweep error=12 mem 41
note "$injected faults injected"
