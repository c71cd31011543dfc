#!/bin/sh
# Records and policies changed at random, read by sanitized programs. RECORDS=N and POLICIES=N say how many (100000,
# 10000); the seed is shown, and SEED=N repeats it.
. "${0%/*}/../lib.sh"
fuzz=$ROOT/build/dev/fuzz
[ -x "$fuzz/record" ] || skip_all 'no fuzzers: make dev-fuzz'
seed=${SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
note "seed $seed"
call "records changed at random" 0 '…' '' "$fuzz/record" "${RECORDS:-100000}" "$seed"
note "$(tail -1 out)"
call "policies changed at random" 0 '…' '' "$fuzz/policy" "$ROOT/policies" "${POLICIES:-10000}" "$seed"
note "$(tail -1 out)"
