#!/bin/sh
# check: slow
# A sample of the faults, some thousands: tests/long has them all. See tests/fault/sweep.sh for what must hold.
. "${0%/*}/lib.sh"
. "$ROOT/tests/fault/sweep.sh"
mkdir base
(CM_STORE=$T/base/store.db CM_NOW=2010-04-01T09:30:00+08:00; export CM_STORE CM_NOW; cm-store init --rehearsal -q && lines) || exit 1

cat >few <<'!'
{"request_id":"p1","msisdn":"13900000101","amount":"38.50"}
{"request_id":"p2","msisdn":"13900000102","amount":"50"}
{"request_id":"p3","msisdn":"13900000103","amount":"120.00"}
{"request_id":"p4","msisdn":"13900000102","amount":"0.01"}
!
scenario 'cm-pay' "$T/few" cm-pay
for classes in write sync open+read+meta lock+map std; do sweep kill $classes; done
sweep torn write
sweep error=5 write+sync
note "$injected faults injected"
