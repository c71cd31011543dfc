#!/bin/sh
# check: slow
# A sample of the faults, payments and the making of a store: what must hold stands in tests/fault/sweep.sh; all of them
# are in tests/long/faults*.t.
. "${0%/*}/lib.sh"
. "$ROOT/tests/fault/sweep.sh"
. "$ROOT/tests/fault/scenes.sh"

sweep_init kill open+write+sync+meta 2
sweep_init error=28 write+sync 2
scene_pay
sweep kill write+sync
sweep kill open+read+meta+lock+map 4
sweep torn write 2
sweep error=5 write+sync
sweep forever=28 write+sync 2
sweep error=5 open+read+meta 4
sweep error=4 open+read+write+std 4
sweep error=28 std
sweep term read+write+std 4
sweep error=12 mem 6
# Killed, and the run that makes it good meets a second fault; more of that in tests/long/twice.t.
hurt_by_kill write 6
n=0 bad=0
inject fresh_hurt broken_again kill write+sync 4
inject fresh_hurt broken_again error=5 write+sync+read 6
inject fresh_hurt broken_again error=12 mem 211
swept "$scenario: $n second faults $hurt"
note "$injected faults injected"
