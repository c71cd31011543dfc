#!/bin/sh
# cm-notify: one survey for an order that is done, handed out until it is acknowledged, answered once; quiet hours, the
# pipe with a sender that fails, two at a time, what a customer may write.
. "${0%/*}/lib.sh"
store
cm-store import lines -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method,points
13900000201,张伟,resident_id,612301197001010017,easyown,none,,2008-06-15,active,0.00,cash,0
13900000202,李静,resident_id,612321198002030028,easyown,none,,2008-06-15,active,0.00,cash,0
13900000203,周明,resident_id,61232219851212003X,easyown,none,,2008-06-15,active,0.00,cash,0
!
# All but the visits at the end leave a survey for each order.
SHIPPED=$CM_POLICIES
cp -r "$SHIPPED" each && chmod -R u+w each
sed -i '/id: survey_gap/,/note:/s/value: "24"/value: "0"/' each/notify.yaml
CM_POLICIES=$PWD/each
AT_COUNTER='"knows_old_pin":false,"phone_present":false,"doc_form":"original","holder_present":true'
A='"msisdn":"13900000201","id_no":"612301197001010017"' B='"msisdn":"13900000202","id_no":"612321198002030028"'
C='"msisdn":"13900000203","id_no":"61232219851212003X"'
# reset ID LINE [FIELDS [OPTIONS]]: an order of the key ID
reset() {
	printf '{"request_id":"%s",%s,%s,"new_pin":"482913"%s}\n' "$1" "$2" "$AT_COUNTER" "${3:+,$3}" >in
	[ $# -lt 3 ] && shift 2 || shift 3
	cm-resetpw -q "$@" <in
}
at() { CM_NOW=2010-04-$1+08:00; }
notices() { sqlite3 store.db 'SELECT count(*) FROM notice'; }
when() { sqlite3 store.db "SELECT datetime(not_before + 28800, 'unixepoch') FROM notice ORDER BY not_before DESC LIMIT 1"; }
# reply NUMBER TEXT TIME [OPTIONS]
reply() {
	printf '{"msisdn":"%s","text":"%s","at":"2010-04-%s"}\n' "$1" "$2" "$3" >in
	shift 3
	cm-notify reply -q "$@" <in
}

# ---- what cannot be asked for ----
call 'no verb and no next: not ours' 0 '{"notice_id":"202-survey"…"next":[]}' '' sh -c "echo '{\"notice_id\":\"202-survey\",\"next\":[]}' | cm-notify -q"
call 'pull takes no argument' 2 '' '…pull wants no argument…' cm-notify pull msisdn=13900000201
call 'and no rehearsal: it changes nothing' 2 '' '…pull knows no -n…' cm-notify pull -n
call 'a limit is a number' 2 '' '…--limit takes a number from 1 on, not 0…' cm-notify pull --limit 0
call 'not a word' 2 '' '…--limit takes a number…' cm-notify pull --limit many
call "list's options are not pull's" 2 '' '…--state…' cm-notify pull --state sent
call 'a state is one of four' 2 '' '…waiting, lapsed, sent or answered, not lost…' cm-notify list --state lost
call 'a period is days or times' 2 '' '…--since takes a day or a time, not monday…' cm-notify list --since monday
call 'its end, too' 2 '' '…--until takes…' cm-notify list --until 2010-02-30
call 'which verb an option is of: -h says it' 0 '…
      --limit N            at most so many (pull)
      --kind KIND          of one kind, such as survey (list)
…' '' cm-notify -h
is '  so does the page' "$(sed -n '/^The options are/,/^.Ss/p' "$ROOT/man/cm-notify.1" | grep '^\.Cm [pl]\|^\.It Fl' | cut -d' ' -f2,3 | tr '\n' ' ')" 'pull Fl -limit list Fl -kind Fl -state Fl -since Fl -scores '
call '  pulled is what there is' 2 '' '…an option of list only: --kind…' cm-notify pull --kind survey
call 'scores are of surveys' 2 '' '…neither --kind nor --state…' cm-notify list --scores --kind survey
call 'no store' 69 '' '…' cm-notify pull -s nowhere.db
call 'an acknowledgement of nothing' 1 '…"result":"invalid","reason":"field.missing"…' '' sh -c 'echo "{\"to\":\"13900000201\"}" | cm-notify ack -q'
call 'of what is no id' 1 '…"result":"refused","reason":"notify.unknown"…' '' cm-notify ack -q notice_id=hello
call 'of an order that never was' 1 '…"reason":"notify.unknown"…' '' cm-notify ack -q notice_id=2zz-survey
call 'an answer without its time' 1 '…"result":"invalid","reason":"field.missing"…' '' sh -c 'echo "{\"msisdn\":\"13900000201\",\"text\":\"5\"}" | cm-notify reply -q'
call 'of a number that is no line' 1 '…"result":"refused","reason":"line.unknown"…' '' reply 13900000299 5 01T09:00:00
call 'that nobody asked' 1 '…"result":"refused","reason":"notify.no-survey"…' '' reply 13900000201 5 01T09:00:00
call 'nothing to pull' 0 '' 'cm-notify: 0 notices to send' cm-notify pull
call 'an empty list has its columns' 0 'notice_id,kind,state,msisdn,lang,not_before,sent_at,score,answered_at,order_id' '' cm-notify list -o csv

# ---- who leaves a survey ----
is 'stock and lines that were brought in leave none' "$(notices)" 0
printf '{"request_id":"p1","msisdn":"13900000201","amount":"10"}\n' | cm-pay -q >out
is 'a payment neither' "$(notices)" 0
call 'a rehearsal' 0 '…"result":"done"…' '' reset r0 "$A" '' -n
call 'what is refused' 1 '…"result":"refused"…' '' reset r0 '"msisdn":"13900000201","id_no":"612321198002030028"'
call 'what is undecided' 1 '…"result":"undecided"…' '' sh -c "echo '{\"request_id\":\"r0\",$A,\"new_pin\":\"482913\"}' | cm-resetpw -q"
is 'nor those' "$(notices)" 0
call 'what is done' 0 '…"result":"done"…' '' reset r1 "$A"
ORDER=$(field order_id)
is 'leaves one' "$(sqlite3 store.db 'SELECT kind, msisdn, lang, text, params, sent_at, answer, answered_at FROM notice')" 'survey|13900000201|zh|notify.survey|{}|0|-1|0'
call 'done again' 0 '…"result":"duplicate"…' '' reset r1 "$A"
is 'it is still one' "$(notices)" 1
cm-notify list >listed 2>err
is 'the list shows no number whole' "$(cat listed)" '{"notice_id":"'"$ORDER"'-survey","kind":"survey","state":"waiting","msisdn":"139****0201","lang":"zh","not_before":"2010-04-01T09:40:00+08:00","order_id":"'"$ORDER"'"}'
call 'a change leaves one' 0 '…"result":"done"…' '' sh -c 'echo "{\"request_id\":\"c1\",\"msisdn\":\"13900000201\",\"pin\":\"482913\",\"new_pin\":\"593014\"}" | cm-resetpw change -q'
call 'an unlocking' 0 '…"result":"done"…' '' sh -c "echo '{\"request_id\":\"u1\",$A,\"doc_form\":\"original\",\"holder_present\":true}' | cm-resetpw unlock -q"
is 'one, too' "$(notices)" 3
SIM=$(sed -n '2s/,.*//p' "$ROOT/tests/data/sims.csv")
printf '{"request_id":"o1","msisdn":"13900000001","iccid":"%s","name":"张伟","id_type":"resident_id","id_no":"612301197001010017","holder_present":true,"doc_form":"original","plan":"easyown-family","deposit":"100.00","lang":"en"}\n' "$SIM" >in
call 'an opening' 0 '…"result":"done"…' '' sh -c 'cm-open -q <in'
is 'to the new number, in the language of its customer' "$(sqlite3 store.db "SELECT count(*), lang FROM notice WHERE msisdn = '13900000001'")" '1|en'
at 01T09:45:00
call 'each goes out once' 0 '…' 'cm-notify: 4 notices to send' cm-notify pull
is 'under four ids' "$(sed 's/.*"notice_id":"\([^"]*\)".*/\1/' out | sort -u | wc -l | tr -d ' ')" 4
is 'with what a sender needs' "$(sed -n "/$ORDER-/p" out)" '{"notice_id":"'"$ORDER"'-survey","to":"13900000201","text":"您的业务已经办好…0为很不满意，5为很满意…","lang":"zh","parts":1,"not_before":"2010-04-01T09:40:00+08:00","kind":"survey","order_id":"'"$ORDER"'"}'
is 'in English' "$(grep -c 'Your order is done.*from 0 (badly) to 5.*"lang":"en","parts":1' out)" 1
cp out first
call 'pulled again, they are the same' 0 "$(cat first)" '' cm-notify pull -q
call 'some of them' 0 '…' '' cm-notify pull -q --limit 2
is 'the first' "$(cat out)" "$(head -2 first)"
call 'for a spreadsheet' 0 'notice_id,to,text,lang,parts,not_before,kind,order_id…' '' cm-notify pull -q -o csv

# ---- the sender ----
sed 1d first | cm-notify ack -q >out 2>err
is 'three went out, one was lost on the way' "$(count result done)" 3
is 'that one is pulled again, under its id' "$(cm-notify pull -q)" "$(head -1 first)"
call 'told twice' 0 '…"result":"duplicate"…' '' sh -c 'sed 1d first | cm-notify ack -q'
is 'nobody is told anew' "$(count result duplicate) $(sqlite3 store.db 'SELECT count(*) FROM notice WHERE sent_at > 0')" '3 3'
call 'a rehearsal of the last one' 0 '…"result":"done","sent_at"…' '' sh -c 'head -1 first | cm-notify ack -q -n'
call 'it still waits' 0 '…' 'cm-notify: 1 notice to send' cm-notify pull
sed 's/}$/,"result":"failed","reason":"sender.no-route"}/' first | head -1 >failed
call 'what the sender could not send passes untouched' 1 "$(cat failed)" '' sh -c 'cm-notify ack -q <failed'
call 'and is pulled again' 0 "$(head -1 first)" '' cm-notify pull -q
call 'what it did send, by its word' 0 '…"result":"done"…"sent_at":"2010-04-01T09:45:00+08:00"…' '' sh -c 'sed "s/}$/,\"result\":\"done\"}/" first | head -1 | cm-notify ack -q'
call 'nothing waits' 0 '' '' cm-notify pull -q
call 'by way of CSV' 0 '…' '' sh -c "printf 'notice_id,gateway\n$ORDER-survey,g7\n' | cm-notify ack -q -o csv"
is "with the sender's own columns" "$(head -1 out)" 'notice_id,gateway,request_id,result,reason,message,sent_at…'
is 'the journal tells what was told' "$(cm-audit log | grep -c '"command":"cm-notify ack","result":"done"')" 4

# ---- when ----
at 01T20:45:00; reset q1 "$B" >out
is 'before the quiet hours' "$(when)" '2010-04-01 20:55:00'
at 01T20:55:00; reset q2 "$B" >out
is 'in them, by its delay: the next morning' "$(when)" '2010-04-02 08:00:00'
at 02T03:00:00; reset q3 "$B" >out
is 'in the night: the same morning' "$(when)" '2010-04-02 08:00:00'
at 01T23:00:00
call 'what was not fetched in time waits for the morning, too' 0 '' 'cm-notify: quiet hours, nothing goes out before 2010-04-02T08:00:00+08:00' cm-notify pull
at 02T07:59:59
call 'to the last second' 0 '' '…quiet hours…' cm-notify pull
at 02T08:00:00
call 'then all of them' 0 '…' '…3 notices to send' cm-notify pull
is 'the earliest first' "$(sed 's/.*"not_before":"\([^"]*\)".*/\1/' out | tr '\n' ' ')" '2010-04-01T20:55:00+08:00 2010-04-02T08:00:00+08:00 2010-04-02T08:00:00+08:00 '
call 'and they go through the pipe' 0 '…' '…3 records, 3 done' sh -c 'cm-notify pull -q | cm-notify ack --strict'

# ---- two at a time; a kill in between ----
awk 'BEGIN { for (i = 1; i <= 60; i++) printf "{\"request_id\":\"m%d\",\"msisdn\":\"13900000203\",\"id_no\":\"61232219851212003X\",\"doc_form\":\"original\",\"holder_present\":true}\n", i }' |
	cm-resetpw unlock -q >out 2>err
is 'a line without a PIN has nothing to unlock' "$(count reason pin.not-set)" 60
reset m0 "$C" >out
awk 'BEGIN { for (i = 1; i <= 60; i++) printf "{\"request_id\":\"m%d\",\"msisdn\":\"13900000203\",\"id_no\":\"61232219851212003X\",\"doc_form\":\"original\",\"holder_present\":true}\n", i }' |
	cm-resetpw unlock -q >out 2>err
at 02T09:00:00
cm-notify pull -q >one & cm-notify pull -q >two
wait
is 'two who pull get the same' "$(wc -l <one | tr -d ' ') $(cmp one two && echo same)" '61 same'
cm-notify ack -q <one >ack1 2>err & cm-notify ack -q <two >ack2 2>err2
wait
is 'two who acknowledge: each once, by one of them' "$(($(count result done ack1) + $(count result done ack2))) $(($(count result duplicate ack1) + $(count result duplicate ack2)))" '61 61'
is 'nothing is left' "$(cm-notify pull -q)" ''
awk 'BEGIN { for (i = 1; i <= 60; i++) printf "{\"request_id\":\"k%d\",\"msisdn\":\"13900000203\",\"id_no\":\"61232219851212003X\",\"doc_form\":\"original\",\"holder_present\":true}\n", i }' |
	cm-resetpw unlock -q >out 2>err
at 02T09:30:00
# The pipe breaks behind the tenth; the sender dies.
cm-notify pull -q | head -10 | cm-notify ack -q >out 2>err
is 'ten went out' "$(count result done)" 10
is 'fifty are pulled again' "$(cm-notify pull -q | wc -l | tr -d ' ')" 50
is 'none of the ten' "$(cm-notify pull -q | grep -cFf out)" 0
cm-notify pull -q | cm-notify ack -q >out 2>err

# ---- answers ----
at 02T10:00:00
for text in '' ' ' 好 五 '5分' '5.' '55' '05' '5 5' '-1' '５５' '很满意 5' '482913' '5\u200b' '٥'; do
	reply 13900000201 "$text" 02T09:59:00 >>odd 2>>err
done
is 'what is no digit is nobody’s score: a person reads it' "$(count result undecided odd) $(count reason notify.unreadable odd) $(count result invalid odd)" '14 14 1'
is 'and it leaves nothing' "$(cm-audit log | grep -c 'cm-notify reply.*09:5')" 0
for text in 6 9 ９; do reply 13900000201 $text 02T09:59:00 >>range 2>>err; done
is 'a digit beyond the scale' "$(count reason notify.score-range range)" 3
call 'an answer from tomorrow' 1 '…"result":"refused","reason":"notify.future"…' '' reply 13900000201 5 03T09:00:00
call 'an answer to what had not been sent yet' 1 '…"reason":"notify.no-survey"…' '' reply 13900000201 5 01T09:39:59
call 'a rehearsal' 0 '…"result":"done"…"score":5…' '' reply 13900000201 5 02T09:59:00 -n
is 'counts nothing' "$(cm-notify list --state answered)" ''
NEWEST=$(cm-notify list | sed -n '/"139\*\*\*\*0201"/s/.*"notice_id":"\([^"]*\)".*/\1/p' | tail -1)
call 'five, of full width and with blanks' 0 '…"result":"done"…"notice_id":"'"$NEWEST"'","score":5,"of_order":"'"${NEWEST%-survey}"'"…' '' reply 13900000201 ' ５　' 02T09:59:00
call 'the same message once more' 0 '…"result":"duplicate"…"score":5…' '' reply 13900000201 ' ５　' 02T09:59:00
call 'zero is a score, and goes to the survey before' 0 '…"result":"done"…"score":0…' '' reply 13900000201 0 02T09:59:30
call 'the third' 0 '…"result":"done"…"score":3…' '' reply 13900000201 3 02T09:59:40
call 'there is no fourth: the first answer counts' 1 '…"result":"refused","reason":"notify.already-answered"…score 5 counts…' '' reply 13900000201 1 02T09:59:50
is 'three are answered' "$(cm-notify list --state answered | wc -l | tr -d ' ')" 3
is 'with these scores' "$(cm-notify list --state answered | sed 's/.*"score":\([0-9]\).*/\1/' | sort | tr '\n' ' ')" '0 3 5 '
at 08T20:55:00; reset l1 "$A" >out
at 20T10:00:00
call 'seven days, and the answer is too late' 1 '…"reason":"notify.too-late"…7 days…' '' reply 13900000201 5 16T08:00:01
call 'on the seventh it counts, though nobody told that it was sent' 0 '…"result":"done"…"score":4…' '' reply 13900000201 4 16T08:00:00
is 'so it is not sent again' "$(cm-notify pull -q | grep -c 0201)" 0
call "the sender's word comes later" 0 '…"result":"duplicate","message":"it was answered already, so it was sent"…' '' cm-notify ack -q "notice_id=$(cm-notify list --since 2010-04-09 | field notice_id /dev/stdin)"
reset t1 "$B" >out
at 20T10:30:00
reply 13900000202 482913 20T10:20:00 >out 2>err
is 'what a customer writes is not kept' "$(cat store.db* | grep -ac 482913)" 0
cm-notify pull -q | cm-notify ack -q >out 2>err
call 'from a file of the gateway, in Chinese' 0 '…' '' sh -c "printf '手机号码,内容,时间\n13900000202,5,2010-04-20T10:20:00\n' | cm-notify reply -q -o csv"

# ---- what is made of it ----
me=$(id -un)
call 'scores by operator and flow' 0 '{"operator":"'"$me"'","flow":"cm-open open","notices":1,"sent":1,"answered":0,"score_counts":[0]}
{"operator":"'"$me"'","flow":"cm-resetpw change","notices":1,"sent":1,"answered":1,"mean":…
{"operator":"'"$me"'","flow":"cm-resetpw reset","notices":7,"sent":7,"answered":…
{"operator":"'"$me"'","flow":"cm-resetpw unlock",…}' '' cm-notify list --scores
is 'no answer is not 0' "$(sqlite3 store.db 'SELECT count(*), sum(answer) FROM notice WHERE answered_at > 0') $(sed -n 's/.*"answered":\([0-9]*\).*/\1/p' out | awk '{ n += $1 } END { print n }')" '5|17 5'
is 'of a period' "$(cm-notify list --scores --since 2010-04-09 --until 2010-04-19)" '{"operator":"'"$me"'","flow":"cm-resetpw reset","notices":1,"sent":1,"answered":1,"mean":4.00,"score_counts":[0,0,0,0,1]}'
is 'the last day belongs to it' "$(cm-notify list --since 2010-04-20 --until 2010-04-20 | wc -l | tr -d ' ')" 1
call 'of a kind that is none' 2 '' '…no notice is of kind surveys; did you mean survey?…' cm-notify list --kind surveys
is 'of a kind' "$(cm-notify list --kind survey | grep -vc survey)" 0
is 'cm-show has them' "$(cm-show -q msisdn=13900000202 | grep -c '"kind":"notice","item":"survey"')" 4
is 'cm-store counts them' "$(cm-store stats | grep notices | tr '\n' ' ')" '{"name":"notices_sent","value":…} {"name":"notices_answered","value":5} '
is 'the rows of the journal have no number' "$(cm-audit log | grep 'cm-notify' | grep -c '13900000')" 0
ok 'the store is in order' cm-store check
ok 'the journal, too' cm-audit verify

# ---- more than are read at a time ----
at 21T10:00:00
cm-notify pull -q | cm-notify ack -q >out 2>err
cp store.db one.db; cp store.db-wal one.db-wal 2>/dev/null; cp store.db.key one.db.key
sqlite3 one.db "WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 1203)
	INSERT INTO notice SELECT part, line, seq, printf('k%04d', i), msisdn, lang, text, params, not_before, 0, -1, 0
	FROM k, (SELECT * FROM notice ORDER BY part, line, seq LIMIT 1)"
cm-notify pull -q -s one.db >out 2>err
is 'each once, in order' "$(sed 's/.*"kind":"k\([0-9]*\)".*/\1/' out | awk '$1 + 0 != NR { print "not " NR ": " $1 } END { print NR }')" 1203
cm-notify pull -q -s one.db --limit 501 >some 2>err
is 'a limit beyond a page' "$(wc -l <some | tr -d ' ') $(head -501 out | cmp - some && echo same)" '501 same'
cm-notify pull -q -s one.db | head -1 >out
is 'whoever reads one line stops it' "$(wc -l <out | tr -d ' ')" 1

# ---- one for a visit ----
printf 'msisdn,name,id_type,id_no,status,balance\n13900000204,王方,resident_id,612301197501010010,active,0\n13900000205,王方,resident_id,612301197501010010,active,0\n' |
	cm-store import lines -q >out 2>err
asked() { sqlite3 store.db "SELECT count(*) FROM notice WHERE msisdn = '13900000204'"; }
D='"msisdn":"13900000204","id_no":"612301197501010010"'
CM_POLICIES=$SHIPPED
at 21T10:00:00; for i in 1 2 3; do reset "v$i" "$D"; done >out
is 'three orders of one visit leave one survey' "$(count result done) $(asked)" '3 1'
reset v4 '"msisdn":"13900000205","id_no":"612301197501010010"' >out
is 'another line has its own' "$(sqlite3 store.db "SELECT count(*) FROM notice WHERE msisdn = '13900000205'")" 1
at 21T10:20:00; cm-notify pull -q | cm-notify ack -q >out; reply 13900000204 5 21T10:15:00 >out
at 22T09:59:59; reset v5 "$D" >out
is 'one that was answered is one' "$(count result done) $(asked)" '1 1'
at 22T10:00:00; reset v6 "$D" >out
is 'after the gap it is asked again' "$(count result done) $(asked)" '1 2'
CM_POLICIES=$PWD/each

# ---- policies that do not fit ----
cp -r "$CM_POLICIES" mine && chmod -R u+w mine
reset w1 "$B" '"lang":"en"' >out
reset w2 "$A" >out
at 23T11:00:00
sed -i 's/notify\.survey/notify.poll/' mine/*.yaml
call 'a text that is gone: the notice waits, and the reason is told' 78 '' '…notice …-survey waits: there is no text notify.survey…' cm-notify pull -q -p mine
cp "$CM_POLICIES"/*.yaml mine
sed -i 's/您的业务已经办好/您的号码 {msisdn} 的业务已经办好/; s/Your order is done/Your order for {msisdn} is done/' mine/notify.yaml
call 'a text that names what was not kept' 78 '' '…waits: text notify.survey: {msisdn} has no value…' cm-notify pull -q -p mine
reset w3 "$C" '"lang":"en"' -p mine >out
is 'from now on it is kept' "$(sqlite3 store.db "SELECT params FROM notice WHERE msisdn = '13900000203' ORDER BY seq DESC LIMIT 1")" '{"msisdn":"13900000203"}'
at 23T11:30:00
call 'and what can be said goes out, whatever else waits' 78 '…"text":"Your order for 13900000203 is done…' '…{msisdn} has no value…{msisdn} has no value…' cm-notify pull -q -p mine
sed -i 's/{msisdn}/{total_due}/g' mine/notify.yaml
call 'an order that lacks a value fails by itself' 1 '…"result":"failed"…' '…notify.survey: {total_due} has no value here…' reset w4 "$A" '' -p mine
is 'and leaves neither order nor notice' "$(sqlite3 store.db "SELECT count(*) FROM request WHERE key = 'w4'")" 0
cp "$CM_POLICIES"/*.yaml mine
sed -i '/id: quiet_from/d' mine/notify.yaml
call 'a figure is missing' 78 '' '…no policy has the figure quiet_from…' reset w5 "$A" '' -p mine
cp "$CM_POLICIES"/*.yaml mine
sed -i 's/notices: \[notify.survey\]/notices: [notify.sruvey]/' mine/resetpw.yaml
call 'a text that is none' 78 '' '…resetpw.yaml:…there is no text notify.sruvey…' reset w6 "$A" '' -p mine
sed -i 's/notices: \[notify.sruvey\]/notices: notify.survey/' mine/resetpw.yaml
call 'no list' 78 '' '…resetpw.yaml:…notices…' reset w7 "$A" '' -p mine
sqlite3 store.db "UPDATE notice SET answer = 3 WHERE answered_at = 0 AND msisdn = '13900000001'"
call 'what somebody else wrote is found' 1 '…"id":"store.notice"…survey contradicts itself…' '' cm-store check
