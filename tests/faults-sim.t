#!/bin/sh
# check: slow
# A sample of the faults, SIMs, data changes, transfers, plans and bundles: see tests/faults.t.
. "${0%/*}/lib.sh"
. "$ROOT/tests/fault/sweep.sh"
. "$ROOT/tests/fault/scenes.sh"

scene_sim
sweep kill write+sync
sweep kill open+read+meta+lock+map 3
sweep error=28 write+sync 2
sweep error=12 mem 29
scene_amend
sweep kill write+sync
sweep error=5 write+sync 2
scene_transfer
sweep kill write+sync 2
sweep error=5 write+sync 3
scene_plan
sweep kill write+sync 2
sweep error=28 write+sync 3
scene_bundle
sweep kill write+sync 2
sweep error=28 write+sync 3
note "$injected faults injected"
