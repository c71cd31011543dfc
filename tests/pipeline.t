#!/bin/sh
# Long streams are read and answered by a second thread. What leaves is the same as with one, byte for byte, whatever
# stands in the midst of them: rows that cannot be read, that are another command's, that fail, a pause, a signal.
. "${0%/*}/lib.sh"
need taskset sqlite3
taskset -c 0,1 true 2>/dev/null || skip_all 'one processor: there is one thread'
store; lines
cm-store backup fresh.db
anew() { # a store as it was
	rm -f store.db-wal store.db-shm
	cp -p fresh.db store.db
}

# many FROM TO: payments for three lines.
many() {
	awk -v from="$1" -v to="$2" 'BEGIN {
		for (i = from; i <= to; i++)
			printf "{\"request_id\":\"P/%d\",\"msisdn\":\"1390000010%d\",\"amount\":\"%d.00\",\"hall_busy\":\"%s\"}\n",
				i, i % 3 + 1, i % 50 + 1, i % 5 ? "no" : "yes"
	}'
}
same() { # what: the same file by one thread and by two
	what=$1
	shift
	anew
	taskset -c 0 cm-pay -r one.rej "$@" <in >one.out 2>one.err
	one=$?
	sqlite3 store.db 'SELECT * FROM operation ORDER BY part, seq; SELECT * FROM request; SELECT * FROM account' |
		sed 's/|[0-9a-f]\{32\}|[0-9a-f]*$//' >one.dump
	anew
	cm-pay -r two.rej "$@" <in >two.out 2>two.err
	is "$what: status" $? "$one"
	sqlite3 store.db 'SELECT * FROM operation ORDER BY part, seq; SELECT * FROM request; SELECT * FROM account' |
		sed 's/|[0-9a-f]\{32\}|[0-9a-f]*$//' >two.dump
	ok '  answers' cmp one.out two.out
	ok '  what is told' cmp one.err two.err
	[ ! -e one.rej ] || ok '  rejects' cmp one.rej two.rej
	rm -f one.rej two.rej
}

many 1 3000 >in
same 'all done'
is '  all of them' "$(grep -c '"result":"done"' two.out)" 3000
same 'explained, as a table of commas' -x -o csv

{
	many 1 999
	echo 'not a record'
	echo '{"request_id":"bad","msisdn":"13900000101","amount":"much"}'
	echo '{"request_id":"none","msisdn":"13900009999","amount":"1.00"}'
	echo '{"request_id":"other","msisdn":"13900000101","next":["cm-bill refund"]}'
	echo '{"request_id":"reads","msisdn":"13900000103","next":["cm-pay statement"]}'
	echo '{"request_id":"back","payment_id":"zz1","cause":"wrong line","next":["cm-pay reverse"]}'
	echo '{"request_id":"P/7","msisdn":"13900000102","amount":"8.00"}'
	echo '{"request_id":"P/8","msisdn":"13900000102","amount":"8.00"}'
	echo '{"request_id":"odd","msisdn":"13900000102","amount":"8.00","amuont":"9"}'
	many 1000 3000
} >in
same 'a medley'
is '  every row has an answer' "$(grep -c '"input_line"' two.out)" "$(grep -c '"input_line"' one.out)"

# A line whose balance has no room left fails, alone, wherever the batch began.
many 1 3000 | sed '2000s/1390000010./13900000102/; 2000s/amount":"[0-9.]*/amount":"50000.00/' >in
sqlite3 fresh.db "UPDATE account SET balance = 99999995999999 WHERE (part, line) =
	(SELECT part, line FROM directory WHERE name = '13900000102')"
same 'a record fails'
is '  it alone' "$(grep -c '"result":"failed"' two.out)" 1
is '  the others are done' "$(grep -c '"result":"done"' two.out)" 2999
sqlite3 fresh.db "UPDATE account SET balance = 1200 WHERE (part, line) =
	(SELECT part, line FROM directory WHERE name = '13900000102')"

# Nothing waits for what comes later, and nobody waits for us meanwhile.
many 1 3000 >in
anew
mkfifo pipe
cm-pay <pipe >out2 2>err2 &
pay=$!
exec 3>pipe
head -2000 in >&3
i=0
until [ "$(wc -l <out2)" -ge 2000 ] || [ $((i += 1)) -gt 100 ]; do sleep 0.05; done
is 'a pause: all that came is answered' "$(wc -l <out2)" 2000
call '  and the store is free' 0 … … cm-pay request_id=else msisdn=13900000101 amount=1
tail -n +2001 in >&3
exec 3>&-
wait $pay
is '  then the rest' "$(grep -c '"result":"done"' out2)" 3000

# A signal: what is committed is answered, the rest is done by the next run.
anew
cm-pay <pipe >out2 2>err2 &
pay=$!
exec 3>pipe
head -2500 in >&3
i=0
until [ -s out2 ] || [ $((i += 1)) -gt 100 ]; do sleep 0.02; done
kill -TERM $pay
exec 3>&-
wait $pay 2>/dev/null
is 'a signal ends it' $? 143
is '  what is done is answered' "$(grep -c '"result":"done"' out2)" "$(sqlite3 store.db "SELECT count(*) FROM request WHERE source = 'cm-pay pay'")"
cm-pay -q <in >out3
is '  and the next run completes it' "$(grep -c '"result":"d' out3)" 3000
is '  every yuan once' "$(sqlite3 store.db "SELECT count(*) FROM request WHERE source = 'cm-pay pay'")" 3000
call 'the store is whole' 0 '' '' cm-store check
call 'and so is its journal' 0 '…audit.whole…' '' cm-audit verify
