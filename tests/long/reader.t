#!/bin/sh
# A program that goes on reading one state of the store while a bulk run writes (a report left in a pager): the WAL cannot
# be folded into the file. That is told, nothing else goes wrong, and afterwards the WAL is short again.
# RECORDS=N says how many are paid meanwhile (900000).
. "${0%/*}/../lib.sh"
store; lines
records=${RECORDS:-900000}
rows() { awk -v n="$2" -v b="$1" 'BEGIN { for (i = 1; i <= n; i++) printf "{\"request_id\":\"%s/%d\",\"msisdn\":\"1390000010%d\",\"amount\":\"1.00\"}\n", b, i, 1 + i % 3 }'; }
wal() { stat -c %s "$CM_STORE-wal"; }

# One of our own commands, whose output nobody takes: a few thousand rows fill the pipe.
rows before 3000 | cm-pay -q >/dev/null
mkfifo pipe
cm-store dump >pipe &
reader=$!
exec 5<pipe
sleep 0.5
rows during "$records" | cm-pay -q >out 2>err
is 'a bulk run beside it ends well' "$?" 0
is '  all is done' "$(count result done out)" "$records"
is '  that the WAL grows is said, once' "$(cat err)" 'cm-pay: warning: …store.db-wal has 2… MB and grows on…[store.wal]'
long=$(wal)
note "the WAL has $((long / 1048576)) MB after $records payments"
# What is bounded is what each batch adds: nothing is written twice.
ok '  it is no longer than what was written' test "$long" -lt $((records * 500))
ok '  the reader waits still' kill -0 $reader
call '  one record passes, and says so, too' 0 '{…"done"…}' '…[store.wal]' timeout 2 cm-pay -q msisdn=13900000102 amount=1
ok 'the store is whole' cm-store check
is '  and seen as it was by the reader' "$(grep -c '"table":"request"' <&5)" 3003
wait $reader
is '  who ends well' "$?" 0
exec 5<&-
rows after 3000 | cm-pay -q >/dev/null
is 'after it the next run leaves a short one' "$(wal)" 0
ok 'the store is whole' cm-store check
ok 'the journal is, too' cm-audit verify
