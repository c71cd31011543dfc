#!/bin/sh
# Services, families, bundles, refunds and usage: every fault at every call (tests/fault/thorough.sh).
. "${0%/*}/../lib.sh"
THOROUGH=1
. "$ROOT/tests/fault/sweep.sh"
. "$ROOT/tests/fault/scenes.sh"
. "$ROOT/tests/fault/thorough.sh"

for scene in reactivate family refund promised steps subscribe inbound usage; do thorough "$scene"; done
note "$injected faults injected"
