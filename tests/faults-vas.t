#!/bin/sh
# check: slow
# A sample of the faults, services, families, refunds and messages: see tests/faults.t.
. "${0%/*}/lib.sh"
. "$ROOT/tests/fault/sweep.sh"
. "$ROOT/tests/fault/scenes.sh"

scene_subscribe
sweep kill write+sync 2
sweep error=28 write+sync 3
sweep error=12 mem 97
scene_inbound
sweep kill write+sync 2
sweep error=5 write+sync 3
scene_family
sweep kill write+sync 2
sweep error=28 write+sync 3
scene_refund
sweep kill write+sync 2
sweep error=28 write+sync 3
scene_promised
sweep kill write+sync 2
sweep error=5 write+sync 3
scene_steps
sweep kill write+sync 2
sweep error=28 write+sync 3
sweep error=12 mem 97
note "$injected faults injected"
