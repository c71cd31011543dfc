#!/bin/sh
# The clock: across midnight, back and forth, beyond 2038; whatever TZ says. The journal's time never decreases, deadlines
# are those of the business's zone. More of it, in many zones and at random, in tests/long/clock.t.
. "${0%/*}/lib.sh"
. "$ROOT/tests/fault/clock.sh"

clock_script >here
is 'midnight, the ends of months and years, 2038: in St. John'\''s' "$(cat here)" "$clock_expected"
is '  in New York, while its clocks are put forward' "$(TZ=America/New_York clock_script)" "$clock_expected"
is '  and in a zone that is none' "$(TZ=No/Where clock_script)" "$clock_expected"

# ---- a clock that was wrong for a moment ----
store clock; lines
at() { CM_NOW=$1; }
pay() { printf '{"request_id":"%s","msisdn":"13900000102","amount":"1.00"}\n' "$1" | cm-pay -q; }
at 2010-04-01T12:00:00+08:00
call 'noon' 0 … '' pay noon
at 2010-04-01T11:59:00+08:00
call 'a minute back: nothing to say' 0 … '' pay before
at 2038-01-19T03:14:08Z
call 'the clock is ahead by 28 years' 0 … '' pay ahead
at 2010-04-01T12:01:00+08:00
call 'right again: what is done now stands behind that, and it is said' 0 '{…"done"…}' 'cm-pay: warning: the clock says 2010-04-01T12:01:00+08:00, but there are rows of 2038-01-19T11:14:08+08:00…[store.clock]' pay after
at 1970-01-01T00:00:00Z
call '1970' 0 '{…"done"…}' '…[store.clock]' pay epoch
at 2106-02-07T06:28:16Z
call '2106' 0 '{…"done"…}' '' pay late
at 9999-12-31T23:59:59+08:00
call 'the last second there is' 0 '{…"done"…}' '' pay last
at 10000-01-01T00:00:00Z
call 'no time at all' 2 '' '…CM_NOW…' pay none
at 2010-04-01T12:00:00+08:00
call 'what was done before is known whatever the clock says' 0 '{…"duplicate"…}' '' pay ahead
is 'the journal never goes back' "$(cm-pay -q statement msisdn=13900000102 | sed -n 's/.*"at":"\([^"]*\)".*/\1/p' | tail -n +2)" '2010-04-01T12:00:00+08:00
2010-04-01T12:00:00+08:00
2038-01-19T11:14:08+08:00
2038-01-19T11:14:08+08:00
2038-01-19T11:14:08+08:00
2106-02-07T14:28:16+08:00
9999-12-31T23:59:59+08:00'
ok 'the store is whole' cm-store check
ok 'the journal is, too' cm-audit verify
