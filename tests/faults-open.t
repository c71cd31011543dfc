#!/bin/sh
# check: slow
# A sample of the faults, openings, PINs and notices: see tests/faults.t.
. "${0%/*}/lib.sh"
. "$ROOT/tests/fault/sweep.sh"
. "$ROOT/tests/fault/scenes.sh"

scene_open
sweep kill write+sync
sweep kill open+read+meta+lock+map 5
sweep error=5 write+sync 2
sweep error=12 mem 17
scene_resetpw
sweep kill write+sync
sweep error=28 write+sync 2
scene_ack
sweep kill write+sync 2
scene_reply
sweep kill write+sync 2
note "$injected faults injected"
