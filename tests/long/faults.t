#!/bin/sh
# Commands that sell lines and take money: every fault at every call (tests/fault/thorough.sh).
. "${0%/*}/../lib.sh"
THOROUGH=1
. "$ROOT/tests/fault/sweep.sh"
. "$ROOT/tests/fault/scenes.sh"
. "$ROOT/tests/fault/thorough.sh"

for scene in pay open import resetpw sim amend transfer; do thorough "$scene"; done
note "$injected faults injected"
