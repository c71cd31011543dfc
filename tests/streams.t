#!/bin/sh
# Streams: formats and encodings in and out, pipes of several commands, rejects, descriptors that are closed or fail,
# signals, full disks.
. "${0%/*}/lib.sh"
store; lines

# ---- formats: the same three payments in each ----
cat >in.jsonl <<'!'
{"request_id":"f1","msisdn":"13900000101","amount":"38.50","name":"张伟","remark":"a,\"b\""}
{"request_id":"f2","msisdn":"13900000102","amount":"8","name":"李静","remark":""}
{"request_id":"f3","msisdn":"13900000103","amount":"100.00","name":"欧阳雪","remark":"x"}
!
cat >in.csv <<'!'
request_id,手机号码,缴费金额,姓名,remark
f1,13900000101,38.50,张伟,"a,""b"""
f2,13900000102,8,李静,
f3,13900000103,100.00,欧阳雪,x
!
sed 's/,/\t/g; s/a\t""b""/a,"b"/; s/"a,"b""/a,"b"/' in.csv >in.tsv
want='{"request_id":"f1","msisdn":"13900000101","amount":"38.50","name":"张伟","remark":"a,\"b\"","result":"done",…"arrears_before":38.50,"balance":0.00,"restored":true,…"input_line":…}
{"request_id":"f2","msisdn":"13900000102","amount":"8","name":"李静",…"balance":20.00,"restored":false,…}
{"request_id":"f3","msisdn":"13900000103","amount":"100.00",…"balance":0.00,"restored":true,…}'
call 'JSON Lines' 0 "$want" '…3 records, 3 done (dry run…' cm-pay -n <in.jsonl
call 'CSV, Chinese headers, quotes' 0 "$want" '…3 done…' cm-pay -n <in.csv
call 'TSV' 0 "$want" '…3 done…' cm-pay -n <in.tsv
iconv -f utf-8 -t gb18030 in.csv >in.gb
call 'GB18030, found by its header' 0 "$want" '…3 done…' cm-pay -n <in.gb
call 'GB18030, said so' 0 "$want" '…3 done…' cm-pay -n -e gb18030 <in.gb
{ printf '\357\273\277'; sed 's/$/\r/' in.csv; } >in.bom
call 'a byte order mark and CRLF' 0 "$want" '…3 done…' cm-pay -n <in.bom
call 'field=value arguments' 0 '{"msisdn":"13900000102","amount":"8"…"balance":20.00…}' '' cm-pay -n msisdn=13900000102 amount=8
call 'Chinese names in arguments' 0 '{"msisdn":"13900000102","amount":"8"…}' '' cm-pay -n 手机号码=13900000102 金额=8
call 'CSV out: the input'\''s columns, then ours' 0 'request_id,msisdn,amount,name,remark,result,reason,message,payment_id,arrears_before,balance,restored,campaigns,…
f1,13900000101,38.50,张伟,"a,""b""",done,…' '' cm-pay -n -q -o csv <in.csv
call 'TSV out' 0 'request_id	msisdn	amount	name	remark	result	…' '' cm-pay -n -q -o tsv <in.csv
call 'a table: columns aligned' 0 '…13900000101…38.50…done…' '' cm-pay -n -q -o table <in.csv
call 'blank lines are no records' 0 … '…3 records…' sh -c 'sed "s/\$/\n/" in.jsonl | cm-pay -n'
call 'no record at all' 0 '' '…0 records' sh -c 'cm-pay </dev/null'
call 'a header and no row' 0 … … sh -c 'head -1 in.csv | cm-pay'
printf '{"request_id":"p1","msisdn":"13900000102","amount":1,"big":123456789012345678901234567890.10,"o":{"a": [1, 2.50]},"e":1E+2}\n' >in
call 'what nobody knows passes as it was written' 0 '{…"big":123456789012345678901234567890.10,"o":{"a": [1, 2.50]},"e":1E+2,…}' '' cm-pay -n -q <in

# ---- who takes a record ----
take() { printf '%s\n' "$4" >in; call "$1" "$2" "$3" … cm-pay -n -q <in; }
take 'refused before: it passes untouched, and the exit code remembers' 1 '{"request_id":"t","result":"refused","amount":"x"}' '{"request_id":"t","result":"refused","amount":"x"}'
take 'done before: taken' 0 '{…"trail":[{"command":"cm-x"},{"command":"cm-pay",…}],"result":"done",…}' '{"request_id":"t","msisdn":"13900000102","amount":1,"result":"done","trail":[{"command":"cm-x"}]}'
take 'next names another command: untouched' 0 '{"request_id":"t","result":"done","next":["cm-vas refresh service=mms"]}' '{"request_id":"t","result":"done","next":["cm-vas refresh service=mms"]}'
take 'an empty next: finished' 0 '{"request_id":"t","next":[]}' '{"request_id":"t","next":[]}'
take 'next names us: taken whatever the result is, with the step'\''s fields' 0 '{…"next":["cm-vas x"],"amount":"2.50","result":"done"…' '{"request_id":"t","msisdn":"13900000102","result":"refused","next":["cm-pay pay amount=2.50","cm-vas x"]}'
take 'next names another verb of ours' 0 '{…"balance":12.00…' '{"msisdn":"13900000102","next":["cm-pay statement"]}'

# ---- rejects: mended and fed back ----
cat >in.csv <<'!'
request_id,手机号码,缴费金额,姓名
r1,13900000102,5,李静
r2,13900000102,abc,李静
r3,13900000102,6,张三
r4,13900000102
r5,13900000102,7,李静
!
iconv -f utf-8 -t gb18030 in.csv | sed 's/$/\r/' >in.gb
call 'two are done, three come back' 65 … '…5 records, 2 done, 1 refused, 2 invalid…' cm-pay -r rej.csv <in.gb
is 'the rejects are in the input'\''s encoding, with its line ends' "$(iconv -f gb18030 -t utf-8 rej.csv | tr -d '\r')" 'request_id,手机号码,缴费金额,姓名,input_line,reason,message
r2,13900000102,abc,李静,3,field.malformed,…
r3,13900000102,6,张三,4,pay.name-mismatch,…
r4,13900000102'
call 'a rejects file that is there is not overwritten' 74 '' '…rej.csv…' cm-pay -r rej.csv <in.gb
iconv -f gb18030 -t utf-8 rej.csv | sed 's/abc/5.50/; s/张三/李静/; /^r4/d' >mended.csv
call 'mended, all are done' 0 '{"request_id":"r2",…"result":"done"…"balance":29.50…}
{"request_id":"r3",…"result":"done"…"balance":35.50…}' '…2 done…' cm-pay <mended.csv
call 'the first file again: done once, duplicate; done mended, another content' 65 '{…"duplicate"…}
{…"field.malformed"…}
{…"request.conflict"…another name…}
{…"record.syntax"…}
{…"duplicate"…}' … cm-pay -q <in.gb
printf '{"msisdn":"13900000102","amount":1}\n{"msisdn":"13900000102","amount":"x","pin":"918273","result":""}\n' >in.jsonl
call 'a named batch gives keys' 1 '{"msisdn":"13900000102","amount":1,"request_id":"april/1","result":"done"…}
{…"request_id":"april/2","result":"invalid"…}' … cm-pay -b april -r rej.jsonl <in.jsonl
is 'which the rejects inherit, secrets stay' "$(cat rej.jsonl)" '{"msisdn":"13900000102","amount":"x","pin":"918273",…"request_id":"april/2","input_line":2,"reason":"field.malformed","message":"…"}'
call 'and a second run finds' 1 '{…"duplicate"…}
{…"invalid"…}' … cm-pay -q -b april <in.jsonl
call 'without a name or a key the stream is stopped' 2 '' '…-b NAME…' cm-pay -q <in.jsonl

# ---- descriptors ----
echo '{"request_id":"d1","msisdn":"13900000102","amount":1}' >in
state() { cm-store dump | cksum; }
before=$(state)
call 'standard input is closed: refused before any write' 74 '' '…standard input is closed…' sh -c 'exec cm-pay <&-'
call 'standard output is closed' 74 '' '…standard output is closed…' sh -c 'exec cm-pay <in >&-'
call 'standard input is a folder: a failed read is no end' 74 '' '…<stdin>…directory…' sh -c 'exec cm-pay </'
is '  nothing was written' "$(state)" "$before"
call 'standard error is closed: work goes on' 0 '{…"done"…}' '' sh -c 'exec cm-pay -n <in 2>&-'
before=$(state)
call 'a full device' 74 '' '…<stdout>…No space…' sh -c 'exec cm-pay -q <in >/dev/full'
call '  what was done is known at the second run' 0 '{…"duplicate"…}' '' cm-pay -q <in
for i in $(seq 2 3000); do echo "{\"request_id\":\"d$i\",\"msisdn\":\"13900000102\",\"amount\":1}"; done >many
call 'a reader that goes away: the batch is finished, 74' 74 … … sh -c '{ cm-pay -q <many; echo $? >code; } | head -1; exit $(cat code)'
call '  and the second run does the rest, once' 0 … '…2999 records, …' cm-pay <many
is '  every yuan once' "$(cm-pay statement msisdn=13900000102 2>/dev/null | grep -c '"amount":1.00')" 3001
call 'a reading verb dies of a closed pipe' 0 … '' sh -c '{ cm-pay -q statement msisdn=13900000102; echo $? >code; } | head -1 >/dev/null; [ "$(cat code)" -eq 141 ]'
if have strace && strace -o /dev/null true 2>/dev/null; then
	echo '{"request_id":"e1","msisdn":"13900000102","amount":1}' >in
	before=$(state)
	# A sanitized command cannot look for leaks while it is traced.
	traced() { ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0 strace -o /dev/null -P "$T/in" -e "inject=read:error=$1" cm-pay -q; }
	call 'a read error is not the end of the file' 74 … '…<stdin>…Input/output error…' traced EIO:when=2 <in
	call '  what was answered is done, once' 0 '{…"result":"d…' '' cm-pay -q <in
	call 'EINTR and EAGAIN are not seen' 0 '{…"duplicate"…}' '' traced EINTR:when=1..2 <in
else
	skip 'no strace here'
fi

# ---- many columns, and many rows ----
awk 'BEGIN { for (i = 1; i <= 30000; i++) printf "{\"request_id\":\"c%d\",\"next\":[\"cm-vas list\"],\"colour\":\"red\",\"c%d\":1}\n", i, i % 7 }' >rows
call 'JSON Lines leave as CSV: a column is the same one to the end' 1 … '' cm-pay -q -o csv <rows
is '  in every row' "$(grep -c '^c[0-9]*,cm-vas list,red,' out)" 30000
awk 'BEGIN { printf "msisdn,amount"; for (i = 0; i < 400; i++) printf ",c%d", i; printf "\n13900000102,1"; for (i = 0; i < 400; i++) printf ",v%d", i; print "" }' >wide
call 'a file of 402 columns leaves whole' 0 'msisdn,amount,c0,…,c399,request_id,result,…
13900000102,1,v0,…,v399,,done,…' '' cm-pay -n -q -o csv <wide

# ---- the bound of a rehearsal ----
i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); echo '{"msisdn":"13900000102","amount":1}'; done >bound
call '20,000 records are rehearsed' 0 '…"balance":20…' '…20000 records, 20000 done (dry run…' cm-pay -n <bound
echo '{"msisdn":"13900000102","amount":1}' >>bound
call 'one more is too many' 2 '' '…at most 20,000 records…' cm-pay -n -q <bound

# ---- pipes ----
for t in '"x]"' '"evil\"],\"pin\":[5]"' '{"a":[1]}' '"[1,2"' '"[ ]"' '[ ]' null 7; do
	call "a trail that is none ($t) begins anew" 0 '{"msisdn":"13900000102","amount":1,"trail":[{"command":"cm-pay",…}],"result":"done",…}' '' \
		sh -c 'printf "{\"msisdn\":\"13900000102\",\"amount\":1,\"trail\":%s}" "$1" | cm-pay -n -q' sh "$t"
done
call 'one out of a cell goes on' 0 '…"trail":[{"command":"cm-open"},{"command":"cm-pay",…}]…' '' \
	sh -c 'printf "msisdn\ttrail\tamount\n13900000102\t[{\"command\":\"cm-open\"}] \t1\n" | cm-pay -n -q'
call 'two commands on one store, one after the other' 0 '{…"trail":[{"command":"cm-pay",…},{"command":"cm-pay","verb":"pay","result":"duplicate"…}]…}' '' \
	sh -c 'echo "{\"request_id\":\"w1\",\"msisdn\":\"13900000102\",\"amount\":1}" | cm-pay -q | cm-pay -q'
call 'thousands of records through three at once: nobody waits for ever' 0 '3000' '' sh -c '{ cat many; echo "{\"request_id\":\"w1\",\"msisdn\":\"13900000102\",\"amount\":1}"; } | cm-pay -q | cm-pay -q | cm-pay -q | wc -l | tr -d " "'
mkfifo pipe
cm-pay -q <pipe >slow.out 2>slow.err &
exec 9>pipe
echo '{"request_id":"z1","msisdn":"13900000102","amount":1}' >&9
i=0; while [ ! -s slow.out ] && [ $i -lt 100 ]; do sleep 0.05; i=$((i + 1)); done
ok 'a record is answered when the writer pauses' grep -q '"request_id":"z1".*"result":"done"' slow.out
call '  and no lock is held while it waits' 0 '{…"done"…}' '' cm-pay msisdn=13900000102 amount=1
exec 9>&-
wait

# ---- signals ----
for s in INT TERM; do
	rm -f pipe; mkfifo pipe
	sh -c 'trap - INT TERM; exec cm-pay <pipe >sig.out 2>sig.err' &
	pid=$!
	exec 9>pipe
	echo "{\"request_id\":\"$s\",\"msisdn\":\"13900000102\",\"amount\":1}" >&9
	i=0; while [ ! -s sig.out ] && [ $i -lt 100 ]; do sleep 0.05; i=$((i + 1)); done
	kill -s $s $pid
	code=0; wait $pid || code=$?
	exec 9>&-
	case $s in INT) want=130 ;; TERM) want=143 ;; esac
	is "SIG$s: finishes, writes what is committed, dies of the signal" "$code $(count result done sig.out)" "$want 1"
	rm -f pipe; mkfifo pipe
	sh -c 'trap - INT TERM; exec cm-pay -b early <pipe >sig.out 2>sig.err' &
	pid=$!
	exec 9>pipe
	sleep 0.3
	kill -s $s $pid
	code=0; wait $pid || code=$?
	exec 9>&-
	is "SIG$s before the first line: dies of the signal, says nothing" "$code $(cat sig.out sig.err)" "$want "
done

mkfifo silent
sh -c 'exec cm-pay <silent >sig.out 2>sig.err' &
pid=$!
exec 9>silent
sleep 0.2
kill -s TERM $pid
code=0; wait $pid || code=$?
exec 9>&-
is 'a signal before the first record' "$code $(cat sig.out sig.err)" '143 '

# ---- full disks ----
if small_disk small 400k; then
	(CM_STORE=$T/small/store.db; export CM_STORE; cm-store init --rehearsal && lines) >/dev/null 2>&1
	for i in $(seq 5000); do echo "{\"request_id\":\"s$i\",\"msisdn\":\"13900000102\",\"amount\":1}"; done >more
	call 'the disk fills up: one line says so' 74 … '…full…' cm-pay -q -s "$T/small/store.db" <more
	ok '  the store is whole' cm-store check -s "$T/small/store.db"
	mount -o remount,size=64m "$T/small"
	call '  with room again the same file completes' 0 … '…5000 records, …' cm-pay -s "$T/small/store.db" <more
	is '  every yuan once' "$(cm-pay statement -s "$T/small/store.db" msisdn=13900000102 2>/dev/null | grep -c '"amount":1.00')" 5000
	umount "$T/small"
else
	skip 'a small disk needs root'
fi
call 'a file size limit' 74 … … sh -c 'ulimit -f 1; exec cm-pay -q <many >limited'

ok 'the store is whole after all this' cm-store check
ok 'and so is its journal' cm-audit verify
