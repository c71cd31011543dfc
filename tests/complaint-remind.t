#!/bin/sh
# check: slow
# cm-complaint remind, due and --check (row S52): each level once for each due time, however often and however many runs
# there are, killed or not; quiet hours, and a due time that lies in them; what monitoring is told.
. "${0%/*}/lib.sh"
store
lines
at() { CM_NOW=$1; export CM_NOW; }
q() { sqlite3 "$CM_STORE" "$1" | tr '\n' ' ' | sed 's/ $//'; }
# open_at WHEN TICKET FIELD=VALUE...
open_at() { when=$1 id=$2; shift 2; cm-complaint open -q --now "$when" ticket_id="$id" kind=complaint subject=s text=t "$@" >out 2>err || { echo "Bail out! $(cat out err)"; exit 1; }; }
# remind 'what' TICKET:LEVELS…: runs it, and lists who was reminded of what.
remind() {
	cm-complaint remind -q >out 2>err
	status=$?
	is "$1" "$status $(sed 's/.*"ticket_id":"\([^"]*\)".*"reminded":\[\([^]]*\)\].*/\1:\2/; s/"//g' out | sort | tr '\n' ' ' | sed 's/ $//')$(cat err)" "$2"
}
pulled() { cm-notify pull -q | sed 's/.*"notice_id":"[^-]*-\([^"]*\)","to":"\([^"]*\)".*/\1>\2/' | sort | tr '\n' ' ' | sed 's/ $//'; }
ack() { cm-notify pull -q | cm-notify ack -q >/dev/null; }

# ---- the levels: 2 h before, when it is due, 4 h behind it ----
printf '%s\n' msisdn,status,balance,vip_level,brand 13900000301,active,10,none,gotone 13900000302,active,10,silver,gotone \
	13900000303,active,10,none,mzone | cm-store import lines -q >/dev/null
at 2010-04-01T09:00:00+08:00
open_at 2010-04-01T09:00:00+08:00 V1 msisdn=13900000302
open_at 2010-04-01T09:00:00+08:00 G1 msisdn=13900000301
at 2010-04-01T14:59:59+08:00
remind 'a second before the first level: nothing' '0 '
at 2010-04-01T15:00:00+08:00
call 'a dry run tells' 0 '{"ticket_id":"V1","result":"done","message":"Ticket V1 is to be answered by 2010-04-01 17:00; reminded: before.","class":"vip","reply_due":"2010-04-01T17:00:00+08:00","status":"acknowledged",…"reminded":["before"],"told":["back_office"],"not_before":"2010-04-01T15:00:00+08:00",…}' \
	'…1 record, 1 done…' cm-complaint remind -n
is '  and leaves nothing' "$(q 'SELECT count(*) FROM notice')" 0
remind 'two hours before' '0 V1:before'
remind '  once' '0 '
is '  the back office has it' "$(pulled)" 'reminder.before.1>back_office'
call '  in these words' 0 '{"notice_id":"…-reminder.before.1","to":"back_office","text":"投诉单 V1 要在 2010-04-01 17:00 之前回复客户，还没有回复。","lang":"zh","parts":1,"not_before":"2010-04-01T15:00:00+08:00","kind":"reminder.before.1",…}' '…1 notice to send…' cm-notify pull
ack
at 2010-04-01T16:59:59+08:00
remind 'a second before it is due' '0 '
at 2010-04-01T17:00:00+08:00
remind 'it is due' '0 V1:due'
ack
at 2010-04-01T20:59:59+08:00
remind 'a second before the last level' '0 '
at 2010-04-01T21:00:00+08:00
remind '  at night it is noted' '0 V1:after'
call '  and told in the morning' 0 '' '…quiet hours, nothing goes out before 2010-04-02T08:00:00+08:00…' cm-notify pull
at 2010-04-02T08:00:00+08:00
is '  to the shift leader' "$(pulled)" 'reminder.after.1>shift_leader'
remind '  and there is no further level' '0 G1:before'
is '  the ticket has nothing to come' "$(q "SELECT remind_level, remind_at FROM ticket WHERE external = 'V1'")" '3|0'
ack
call 'who was told what is on record' 0 '…"kind":"reminder.after.1","state":"sent","msisdn":"shift_leader",…' '' cm-notify list -q --kind reminder

# ---- a reminder is no change of the ticket: what was listed before it may be done behind it ----
open_at 2010-04-02T01:00:00+08:00 B1 msisdn=13900000302
at 2010-04-02T08:10:00+08:00
cm-complaint list -q ticket_id=B1 then='cm-complaint update severity=2' >listed
remind 'listed, and reminded of before it is done' '0 B1:before'
is '  its version is as it was' "$(q "SELECT version, remind_level FROM ticket WHERE external = 'B1'")" '1|1'
call '  what was listed is done' 0 '…"ticket_id":"B1"…"result":"done"…' '' cm-complaint -q -b before <listed
call '  twice it is a change' 1 '…"reason":"complaint.changed"…' '' cm-complaint -q -b behind <listed
is '  and the reminder stays' "$(q "SELECT version, remind_level FROM ticket WHERE external = 'B1'")" '2|1'
ack
cm-complaint update -q ticket_id=B1 replied=true solution=x >out 2>err

# ---- answered: nobody is reminded ----
at 2010-04-02T08:30:00+08:00
cm-complaint update -q ticket_id=G1 replied=true solution=x >out 2>err
at 2010-04-02T09:00:00+08:00
remind 'who has answered owes nothing' '0 '
call '  nor is it listed' 0 '{"ticket_id":"V1",…"overdue":true,"minutes_left":-960,…}' '' cm-complaint due
at 2010-04-02T09:10:00+08:00
open_at 2010-04-02T09:05:00+08:00 W8 msisdn=13900000302
at 2010-04-02T21:30:00+08:00
remind 'three levels at night' '0 W8:before,due,after'
cm-complaint update -q ticket_id=W8 replied=true solution=x >out 2>err
at 2010-04-03T08:00:00+08:00
is '  answered before the morning: nobody is told' "$(pulled)" ''
is '  and nobody waits to be: they have lapsed' "$(cm-notify list -q --state lapsed -o csv | cut -d, -f2,3 | sed 1d | tr '\n' ' ')$(cm-notify list -q --state waiting | wc -l)" 'reminder.after.1,lapsed reminder.before.1,lapsed reminder.due.1,lapsed 0'
call '  as their line says, too' 0 '…"item":"reminder.before.1"…"state":"lapsed"…' '' cm-show -q msisdn=13900000302
is '  all three' "$(grep -c '"kind":"notice".*"state":"lapsed"' out)" 3
open_at 2010-04-03T08:00:00+08:00 W9 msisdn=13900000302
at 2010-04-03T14:00:00+08:00
remind 'told, and not sent yet' '0 W9:before'
is '  it waits to be sent' "$(pulled)" 'reminder.before.1>back_office'
cm-complaint update -q ticket_id=W9 status=pending >out 2>err
is '  while it waits for the customer nobody is told' "$(pulled)" ''
is '  nor does it wait to be' "$(cm-notify list -q --state waiting | wc -l)" 0

# ---- of a calendar that is gone: by the clock, and not never ----
cp -r "$ROOT/policies" own
sed 's/calendar: always/calendar: office/' "$ROOT/policies/deadlines.yaml" >own/deadlines.yaml
CM_POLICIES=$T/own
open_at 2010-04-02T09:00:00+08:00 O1 msisdn=13900000302
is 'reckoned by hours' "$(q "SELECT datetime(reply_due + 28800, 'unixepoch'), due_calendar FROM ticket WHERE external = 'O1'")" '2010-04-06 09:30:00|office'
rm own/calendars.yaml
cp "$ROOT/policies/deadlines.yaml" own
at 2010-04-02T16:30:00+08:00
q "UPDATE ticket SET remind_at = 1270197000 WHERE external = 'O1'" # 16:30: two hours of work before
remind '  the level that was known' '0 O1:before'
is '  the next one as well' "$(q "SELECT datetime(remind_at + 28800, 'unixepoch') FROM ticket WHERE external = 'O1'")" '2010-04-06 09:30:00'
ack
cm-complaint update -q ticket_id=O1 status=cancelled >out 2>err
is '  done with' "$?" 0
CM_POLICIES=$ROOT/policies
at 2010-04-02T09:00:00+08:00

# ---- a new due time reminds anew ----
at 2010-04-02T09:30:00+08:00
cm-complaint update -q ticket_id=V1 class=unknown >out 2>err
is 'another class, another due time' "$(q "SELECT due_version, remind_level, datetime(reply_due + 28800, 'unixepoch') FROM ticket WHERE external = 'V1'")" '2|0|2010-04-03 09:00:00'
at 2010-04-03T08:00:00+08:00
remind '  is reminded of from the first level on' '0 V1:before'
is '  under another name' "$(pulled)" 'reminder.before.2>back_office'
ack
cm-complaint update -q ticket_id=V1 status=pending >out 2>err
at 2010-04-03T15:00:00+08:00
remind 'while the clock stands nobody is' '0 '
cm-complaint update -q ticket_id=V1 status=inProgress >out 2>err
is '  seven hours later, seven hours more' "$(q "SELECT due_version, remind_level, datetime(reply_due + 28800, 'unixepoch') FROM ticket WHERE external = 'V1'")" '3|0|2010-04-03 16:00:00'
remind '  two hours before have gone by already' '0 V1:before'
ack
at 2010-04-04T09:00:00+08:00
remind 'a run that comes late tells of each level, once' '0 V1:due,after'
is '  each to its own' "$(pulled)" 'reminder.after.3>shift_leader reminder.due.3>back_office'
ack
cm-complaint update -q ticket_id=V1 replied=true solution=x >out 2>err

# ---- quiet hours: from 21 to 8 ----
open_at 2010-04-05T15:30:00+08:00 N1 msisdn=13900000302
at 2010-04-05T21:30:00+08:00
remind 'due at 23:30: the levels lie in the night' '0 N1:before'
call '  and so does the answer: it goes out at once' 0 '{"notice_id":"…-reminder.before.1",…"not_before":"2010-04-05T21:30:00+08:00",…}' \
	'cm-notify: quiet hours, only what is due in them goes out before 2010-04-06T08:00:00+08:00
cm-notify: 1 notice to send' cm-notify pull
ack
open_at 2010-04-05T21:45:00+08:00 N2 msisdn=13900000302
open_at 2010-04-05T23:59:00+08:00 N3 msisdn=13900000302
at 2010-04-06T03:46:00+08:00
remind 'in the small hours: 05:45 is in the night, 07:59 is, too' '0 N1:due,after N2:before'
at 2010-04-06T05:59:00+08:00
remind '  two hours before 07:59' '0 N2:due N3:before'
is '  all of it is heard' "$(pulled | tr ' ' '\n' | sort | uniq -c | sed 's/^ *//' | tr '\n' ' ')" '1 reminder.after.1>shift_leader 2 reminder.before.1>back_office 2 reminder.due.1>back_office '
ack
open_at 2010-04-06T00:00:00+08:00 N4 msisdn=13900000302
at 2010-04-06T06:00:00+08:00
remind 'due at 08:00, when the night is over' '0 N4:before'
call '  can wait until then' 0 '' '…nothing goes out before 2010-04-06T08:00:00+08:00…' cm-notify pull
at 2010-04-06T08:00:00+08:00
is '  and is told' "$(pulled)" 'reminder.before.1>back_office'
ack
at 2010-04-06T20:30:00+08:00
cm-complaint remind -q >out 2>err
at 2010-04-06T21:30:00+08:00
call 'what nobody fetched in the evening waits for the morning' 0 '' '…nothing goes out before 2010-04-07T08:00:00+08:00…' cm-notify pull
cp -R "$CM_POLICIES" mine
sed -i 's/^quiet: .*/quiet: {from: 9, until: 9, assumed: true}/' mine/deadlines.yaml
open_at 2010-04-06T21:30:00+08:00 N5 msisdn=13900000301
at 2010-04-07T19:30:00+08:00
cm-complaint remind -q -p mine >out 2>err
is 'no quiet hours: told at once' "$(field not_before)" '2010-04-07T19:30:00+08:00'
sed -i 's/, to: shift_leader,/, to: night_desk,/' mine/deadlines.yaml
call 'a contact that there is not' 78 '' '…deadlines.yaml:…site.yaml has no contact night_desk…' cm-complaint remind -p mine
printf '  - {id: night_desk, zh: 夜班, en: night desk, number: "02987654321", source: x}\n' >>mine/site.yaml
at 2010-04-08T02:00:00+08:00
call 'a contact with a number' 0 '…"told":["back_office","night_desk"],…' '' cm-complaint remind -q -p mine
is '  has it there' "$(q "SELECT msisdn FROM notice WHERE kind = 'reminder.after.1' AND msisdn <> 'shift_leader'")" 02987654321

# ---- tickets of other systems ----
at 2010-04-08T09:00:00+08:00
printf '%s\n' ticket_id,opened_at,target_at,status,subject I1,2010-04-01T09:00,2010-04-02T09:00,inProgress,s I2,2010-04-08T08:00,2010-04-08T12:00,inProgress,s \
	I3,2010-04-01T09:00,,inProgress,s I4,2010-04-01T09:00,2010-04-02T09:00,resolved,s | cm-store import tickets -q >out 2>err
remind 'of what went by before it came, the last level alone' '0 I1:after'
at 2010-04-08T10:00:00+08:00
remind '  of what is to come, each' '0 I2:before'
at 2010-04-08T12:00:00+08:00
remind '  each' '0 I2:due'

# ---- due ----
at 2010-04-08T12:00:00+08:00
call 'what is due by now, by its time' 0 '{"ticket_id":"I1",…"reply_due":"2010-04-02T09:00:00+08:00","overdue":true,"minutes_left":-8820,…}
…
{"ticket_id":"I2",…"reply_due":"2010-04-08T12:00:00+08:00","overdue":false,"minutes_left":0,…}' '' cm-complaint due
open_at 2010-04-08T11:00:00+08:00 D1 msisdn=13900000302
call 'a second short of seven hours' 0 '…"ticket_id":"I2"…' '' cm-complaint due --within 419min
is '  is not enough' "$(grep -c D1 out)" 0
call 'in seven hours' 0 '…{"ticket_id":"D1","msisdn":"13900000302",…"class":"vip",…"overdue":false,"minutes_left":420,…}' '' cm-complaint due --within 7h
call 'as a table' 0 'ticket_id,msisdn,kind,service,subject,class,branch,status,reply_due,overdue,minutes_left,escalate_to,version
…' '' cm-complaint due -o csv
call 'a time that is none' 2 '' '…--within takes a time such as 2h, 30min or 1d, not 2 hours…' cm-complaint due --within '2 hours'
call 'no words' 2 '' … cm-complaint due V1

# ---- monitoring ----
n=$(cm-complaint due | wc -l) o=$(cm-complaint due | grep -c '"overdue":true')
call 'all is well' 0 "COMPLAINT OK - $n answers due, $o overdue, the first of 2010-04-02T09:00:00+08:00 | due=$n;$n;99;0 overdue=$o;;;0" '' \
	cm-complaint due --check -w "$n" -c 99
call 'one too many' 1 "COMPLAINT WARNING - $n answers due, … | due=$n;$((n - 1));$n;0 overdue=$o;;;0" '' cm-complaint due --check -w $((n - 1)) -c "$n"
call 'one too many for the other limit' 2 "COMPLAINT CRITICAL - $n answers due, …" '' cm-complaint --check --critical $((n - 1)) --warning 0
call 'with what is to come' 1 "COMPLAINT WARNING - $((n + 1)) answers due within 7h, $o overdue, … | due=$((n + 1));$n;;0 …" '' cm-complaint --check -w "$n" --within 7h
call 'no limits' 0 'COMPLAINT OK - …' '' cm-complaint --check
call 'no store' 3 'COMPLAINT UNKNOWN - …' 'cm-complaint: …' cm-complaint --check -s none.db
call 'a limit that is none' 3 'COMPLAINT UNKNOWN - …' '…--warning takes a whole number or a range of them, such as 10, 5:, ~:10, 5:10 or @5:10, not few…' cm-complaint --check -w few
# alarm RANGE: what a range of Nagios' makes of $n answers
alarm() { cm-complaint --check -w "$1" >out 2>err; status=$?; [ $status -lt 3 ] || grep -q "not $1 " err || status='3, untold'; printf '%s=%s ' "$(printf %s "$1" | sed "s/$n/n/; s/$((n - 1))/n-/; s/$((n + 1))/n+/")" $status; }
is 'ranges: at least, at most, within, without' "$(for r in $n: $((n + 1)): \~:$n \~:$((n - 1)) 0:$n :$n 0:$((n - 1)) @0:$n @$((n + 1)): @\~:$((n - 1)) \~:; do alarm "$r"; done)" \
	'n:=0 n+:=1 ~:n=0 ~:n-=1 0:n=0 :n=0 0:n-=1 @0:n=1 @n+:=0 @~:n-=0 ~:=0 '
is '  and none of these is one' "$(for r in '' : @ @: 5:4 -1 1:2:3 '~' 1.5 5:x '~5' '~:-1' '1: 2' 99999999999999999999; do alarm "$r"; done)" \
	'=3 :=3 @=3 @:=3 5:4=3 -1=3 1:2:3=3 ~=3 1.5=3 5:x=3 ~5=3 ~:-1=3 1: 2=3 99999999999999999999=3 '
call 'too few' 2 "COMPLAINT CRITICAL - $n answers due, … | due=$n;;$((n + 1)):;0 …" '' cm-complaint --check -c $((n + 1)):
call 'an option that is none' 3 'COMPLAINT UNKNOWN - …' '…' cm-complaint --check --warn 5
call 'a limit without a check' 2 '' '…-w goes with --check…' cm-complaint due -w 5
call 'standard output that is full' 3 '' '…' sh -c 'cm-complaint --check >/dev/full'

# ---- ten at once ----
CM_STORE=$T/ten.db
cm-store init --rehearsal -q
at 2010-04-01T09:00:00+08:00
awk 'BEGIN { print "ticket_id,opened_at,target_at,status,subject"
	for (i = 0; i < 1000; i++) printf "T%d,2010-04-01T08:00,2010-04-01T%02d:30,inProgress,s\n", i, 12 + i % 4 }' | cm-store import tickets -q >out 2>err
cp ten.db base.db; cp ten.db.key base.db.key
rows() { q "SELECT count(*), count(DISTINCT part || '-' || seq || kind), count(DISTINCT part || '-' || seq) FROM notice"; }
for hour in 13:30 17:00 19:30; do
	at 2010-04-01T$hour:00+08:00
	pids=
	for i in 0 1 2 3 4 5 6 7 8 9; do cm-complaint remind -q >ten.$i 2>ten.err.$i & pids="$pids $!"; done
	ended=0
	for pid in $pids; do wait "$pid" || ended=$?; done
	is "ten runs at $hour end well" "$ended$(cat ten.err.*)" 0
	is '  no ticket was told of twice' "$(cat ten.[0-9] | sed 's/.*"ticket_id":"\([^"]*\)".*/\1/' | sort | uniq -d | head -3)" ''
	cat ten.[0-9] >>ten.out
done
is 'each level of each ticket has its notice, once' "$(rows)" '3000|3000|1000'
is '  as was said' "$(sed 's/.*"reminded":\[\([^]]*\)\].*/\1/' ten.out | tr ',' '\n' | sort | uniq -c | sed 's/^ *//' | tr '\n' ' ')" '1000 "after" 1000 "before" 1000 "due" '
is '  nothing is left to remind of' "$(q 'SELECT count(*) FROM ticket WHERE remind_at > 0')" 0
call '  the store is in order' 0 '' … cm-store check

# ---- killed ----
if [ -f "$BUILD/fault.so" ]; then
	rm -f ten.db ten.db-*; cp base.db ten.db
	at 2010-04-01T19:30:00+08:00
	kills=0
	for k in 2 5 9 14 20 3; do
		FAULT="kill write+sync $k" FAULT_HIT="$T/hit" LD_PRELOAD="$BUILD/fault.so" cm-complaint remind -q >>killed.out 2>/dev/null
		[ $? -ne 137 ] || kills=$((kills + 1))
	done
	ok 'runs that are killed' [ $kills -gt 3 ]
	cm-complaint remind -q >>killed.out 2>err
	is '  the last one does the rest: each notice once' "$(rows)" '3000|3000|1000'
	is '  nobody was said to be reminded twice' "$(sed 's/.*"ticket_id":"\([^"]*\)".*/\1/' killed.out | sort | uniq -d | head -3)" ''
	call '  the store is in order' 0 '' … cm-store check
	# Handed over, and killed before it was acknowledged: the same once more, under the same id.
	at 2010-04-02T09:00:00+08:00
	cm-notify pull -q >first
	is 'the hand-over is repeated until it is acknowledged' "$(cm-notify pull -q | cmp - first && wc -l <first)" 3000
	head -400 first | cm-notify ack -q >/dev/null
	is '  and loses none' "$(cm-notify pull -q | sort | cmp - "$(sed 1,400d first | sort >rest; echo rest)" && wc -l <rest)" 2600
fi
