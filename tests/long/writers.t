#!/bin/sh
# Many writers at once, some killed, some stopped while they hold the lock; each file is sent twice. Nothing is lost,
# nothing double, and one-record calls get through.
# WRITERS=N RECORDS=N say how many (16, 2000).
. "${0%/*}/../lib.sh"
store; lines
writers=${WRITERS:-16} records=${RECORDS:-2000}

i=0
while [ $i -lt "$writers" ]; do
	i=$((i + 1))
	awk -v w=$i -v n="$records" 'BEGIN { for (i = 1; i <= n; i++) printf "{\"request_id\":\"w%d/%d\",\"msisdn\":\"1390000010%d\",\"amount\":\"1.00\"}\n", w, i, 1 + (w + i) % 3 }' >w$i
done

wave() { # 'kill' or nothing
	i=0 pids=
	while [ $i -lt "$writers" ]; do
		i=$((i + 1))
		cm-pay -q <w$i >out$i 2>err$i &
		pids="$pids $!"
	done
	j=0
	for p in $pids; do
		j=$((j + 1))
		[ "${1:-}" = kill ] || continue
		case $((j % 4)) in
		1) sleep 0.05; kill -KILL $p 2>/dev/null ;;
		2) kill -STOP $p 2>/dev/null; sleep 0.2; kill -CONT $p 2>/dev/null ;;
		esac
	done
	codes=
	for p in $pids; do c=0; wait $p 2>/dev/null || c=$?; codes="$codes $c"; done
}

wave kill
is 'every writer is done, was killed or gave up as busy' "$(printf '%s\n' $codes | grep -vxc '0\|75\|137')" 0
cat out[0-9]* | grep -o '"request_id":"[^"]*".*"result":"done".*"order_id":"[^"]*","trail' | sed 's/"request_id":"\([^"]*\)".*"order_id":"\([^"]*\)","trail/\1 \2/' | sort >acknowledged
note "$(wc -l <acknowledged) acknowledged before the kills were over; exit codes$codes"
ok 'the store is whole' cm-store check
ok 'the journal is, too' cm-audit verify
wave
is 'sent again, all writers end well' "$(printf '%s\n' $codes | grep -vxc 0)" 0
cat out[0-9]* | sed 's/"request_id":"\([^"]*\)".*"order_id":"\([^"]*\)","trail.*/\1 \2/; s/^{//' | sort >answered
is 'every record is answered' "$(wc -l <answered | tr -d ' ')" $((writers * records))
is 'what was acknowledged has kept its order id' "$(comm -23 acknowledged answered | head -3)" ''
is 'every yuan is there once' "$(cm-store dump | grep -c '"source":"cm-pay pay","result":1,.*"amount":100,')" $((writers * records))
ok 'the store is whole' cm-store check
ok 'the journal is, too' cm-audit verify

# ---- a bulk run and one-record calls ----
awk 'BEGIN { for (i = 1; i <= 60000; i++) printf "{\"request_id\":\"bulk/%d\",\"msisdn\":\"1390000010%d\",\"amount\":\"1.00\"}\n", i, 1 + i % 3 }' >bulk
cm-pay -q <bulk >bulk.out 2>bulk.err &
pid=$!
longest=0 calls=0 refused=0
while kill -0 $pid 2>/dev/null; do
	a=$(date +%s%N)
	cm-pay -q msisdn=13900000102 amount=0.01 >/dev/null 2>&1 || refused=$((refused + 1))
	b=$((($(date +%s%N) - a) / 1000000))
	[ $b -le $longest ] || longest=$b
	calls=$((calls + 1))
done
wait $pid
note "$calls calls behind a bulk run, the longest took $longest ms"
is 'no one-record call is refused behind a bulk run' $refused 0
is 'the bulk run is complete' "$(count result done bulk.out)" 60000
