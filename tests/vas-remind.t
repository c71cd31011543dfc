#!/bin/sh
# cm-vas reminders and remind (rows S85, S86): who is told, on which day and at which K; once for a line and month, whatever
# happens between; and what the messages say. Killed at each of its writes: tests/faults-due.t.
. "${0%/*}/lib.sh"
store
lines
at() { CM_NOW=$1; export CM_NOW; }
# remind 'what' NOTICES-OF-EACH-LINE: runs it and lists who was told what.
remind() {
	cm-vas remind -q >out 2>err
	status=$?
	is "$1" "$status $(sed 's/.*"msisdn":"139000\(0*[0-9]*\)".*"notices":\[\([^]]*\)\].*/\1 \2/; s/"//g' out | sort | tr '\n' ';')$(cat err)" "$2"
}
data() { cm-store import usage -q msisdn="$1" kind=data at="$2" down_kb="$3" >out 2>&1 || cat out; }
messages() { cm-notify pull -q | sed 's/.*"to":"139000\([0-9]*\)","text":"\([^"]*\)".*/\1 \2/' | sort; }

printf '%s\n' msisdn,status,balance 13900000110,active,10 13900000111,active,10 13900000112,active,10 13900000113,active,10 \
	13900000114,active,10 13900000115,suspended_arrears,-10 | cm-store import lines -q >/dev/null
cat >subs.csv <<'!'
msisdn,service,tier,state,opened_at
13900000110,mobile_data,5,active,2010-01-01
13900000111,mobile_data,50,active,2010-01-01
13900000112,mobile_data,10,active,2010-04-16
13900000113,mobile_data,,active,2010-01-01
13900000115,mobile_data,5,active,2010-01-01
!
cm-store import subscriptions -q subs.csv >/dev/null
cm-store import evidence -q msisdn=13900000111 fact=终端类型 value=数据卡 as_of=2010-01-01 >/dev/null

# ---- the wish ----
call 'neither on nor off' 1 '…"invalid","reason":"field.unknown-value"…on, off…' '' cm-vas reminders -q request_id=w0 msisdn=13900000110 reminders=perhaps
call 'no word at all' 1 '…"reason":"field.missing"…' '' cm-vas reminders -q request_id=w0 msisdn=13900000110
call 'of no line' 1 '…"reason":"line.unknown"…' '' cm-vas reminders -q request_id=w0 msisdn=13900009999 reminders=on
call 'a pack brings them' 1 '…"refused","reason":"vas.already"…' '' cm-vas reminders -q request_id=w1 msisdn=13900000110 reminders=on
call 'who has none cannot be without' 1 '…"refused","reason":"vas.not-subscribed"…' '' cm-vas reminders -q request_id=w2 msisdn=13900000113 reminders=off
call 'without a pack: on request' 0 '…"result":"done"…' '' cm-vas reminders -q request_id=w3 msisdn=13900000113 reminders=开
call '  again' 0 '…"duplicate"…' '' cm-vas reminders -q request_id=w3 msisdn=13900000113 reminders=开
call '  asked for once more' 1 '…vas.already…' '' cm-vas reminders -q request_id=w4 msisdn=13900000113 reminders=on
call 'remind reads no records' 2 '' '…takes no records: what it does stands in the store…' cm-vas remind msisdn=13900000110
call 'and no batch' 2 '' '…reads no records…' cm-vas remind -b x

# ---- the balance: 25 M of 30 M, to the K ----
at 2010-04-05T12:00:00+08:00
remind 'nothing used, nothing to say' '0 '
data 13900000110 2010-03-31T23:59:59 999999
data 13900000110 2010-04-01T00:00:00 25599
remind 'a K more than 5 M left; March counts nothing' '0 '
data 13900000110 2010-04-02T00:00:00 1
remind 'exactly 5 M' '0 00110 data-low;'
remind '  a second run the same day says nothing' '0 '
is '  it is told in these words' "$(at 2010-04-05T12:30:00+08:00; messages)" '00110 您办理的 5.00 元流量包月，本月只剩 5 M 了，用完以后超出的部分另外收费。'
data 13900000110 2010-04-05T12:40:00 5119
at 2010-04-05T13:00:00+08:00
remind 'a K left: it was told that little is left' '0 '
data 13900000110 2010-04-05T13:10:00 1
at 2010-04-05T13:30:00+08:00
remind 'nothing left' '0 00110 data-empty;'
data 13900000110 2010-04-05T14:00:00 1
remind '  less than nothing: once' '0 '
data 13900000111 2010-04-05T14:00:00 460799
remind 'a data card: a K more than 50 M' '0 '
data 13900000111 2010-04-05T14:01:00 1
remind '  exactly 50 M' '0 00111 data-low;'
data 13900000111 2010-04-05T14:02:00 60000
remind '  all of it' '0 00111 data-empty;'

# ---- the days, in Asia/Shanghai ----
at 2010-04-10T23:59:59+08:00
remind 'the last second of the 10th' '0 '
at 2010-04-10T16:00:00Z
call 'a dry run of the 11th' 0 '…"notices":["data-used"]…' '' cm-vas remind -q -n
remind 'the 11th begins in China; 115 is suspended, 112 has no pack yet' '0 00110 data-used;00111 data-used;00113 data-used-plain;'
remind '  once' '0 '
is '  nothing goes out at night' "$(messages | grep -c 已用)" 0
at 2010-04-11T08:00:00+08:00
is '  then these are the words' "$(messages | grep 已用)" '00110 您办理的 5.00 元流量包月，本月到目前已用 30.0 M，请您留意使用。
00111 您办理的 50.00 元流量包月，本月到目前已用 508.5 M，请您留意使用。
00113 您本月到目前手机上网已用 0 K，没有办理流量包月，按标准资费收取。'
at 2010-04-13T09:00:00+08:00
remind 'two days later: all were told' '0 '
at 2010-04-16T09:00:00+08:00
data 13900000112 2010-04-16T09:00:00 30719
remind 'half a month, half of 70 M: 5 M and a K left' '0 '
data 13900000112 2010-04-16T09:00:01 1
remind '  5 M' '0 00112 data-low;'
# Taken up again after a break it is no new pack: the month pays it whole, and it is whole.
cm-store import lines -q msisdn=13900000117 status=active balance=10 >/dev/null
cm-store import subscriptions -q msisdn=13900000117 service=mobile_data tier=5 state=active opened_at=2010-01-01 until=2010-04-10 >/dev/null
cm-store import subscriptions -q msisdn=13900000117 service=mobile_data tier=5 state=active opened_at=2010-04-16 >/dev/null
data 13900000117 2010-04-16T09:00:00 25599
remind 'a pack after a break: all of 30 M' '0 '
call 'who does not want it any more' 0 '…"done"…' '' cm-vas reminders -q request_id=w5 msisdn=13900000111 reminders=off
at 2010-04-20T23:59:59+08:00
remind 'the last second of the 20th' '0 '
at 2010-04-23T23:59:59+08:00
remind 'a run that was missed on the 21st is made up for' '0 00110 data-used;00112 data-used;00113 data-used-plain;00117 data-used;'
at 2010-04-24T00:00:00+08:00
remind '  not for ever' '0 '

# ---- the next month ----
at 2010-04-30T23:59:59+08:00
remind 'the last second of April' '0 '
at 2010-05-01T00:00:00+08:00
remind 'May has its own volume' '0 '
data 13900000110 2010-05-01T00:00:00 30720
at 2010-05-02T00:00:00+08:00
remind '  and its own notices; who lost all at once hears of the end alone' '0 00110 data-empty;'
data 13900000112 2010-05-01T00:00:00 66559
remind '  a whole month has the whole volume' '0 '
data 13900000112 2010-05-01T00:00:01 1
remind '  less 5 M' '0 00112 data-low;'

# ---- told late in the night of a month's last day: that month's, though it goes out in the next ----
at 2010-05-31T23:55:00+08:00
data 13900000111 2010-05-31T23:00:00 512000
call 'who wants it again' 0 '…"done"…' '' cm-vas reminders -q request_id=w6 msisdn=13900000111 reminders=on
remind '  the last minutes of May' '0 00111 data-empty;'
data 13900000111 2010-06-01T00:00:00 512000
at 2010-06-01T00:10:00+08:00
remind '  are not June' '0 00111 data-empty;'

# ---- who the line belongs to now ----
cm-store import lines -q msisdn=13900000116 status=active balance=1 opened_at=2010-01-01 owner_since=2010-05-01 >/dev/null
cm-store import evidence -q msisdn=13900000116 fact=reminders value=on as_of=2010-04-30 >/dev/null
at 2010-06-11T09:00:00+08:00
remind 'what the owner before wanted is nothing to this one' '0 00110 data-used;00111 data-used;00112 data-used;00113 data-used-plain;00117 data-used;'

# ---- handed over: a kill between printing and marking repeats it under the same id ----
at 2010-06-11T10:00:00+08:00
cm-notify pull -q >first
cm-notify pull -q >second
is 'what has lapsed takes no place of a limit' "$(cm-notify pull -q --limit 1)" "$(sed 1q first)"
is 'not marked: the same again' "$(sort second)" "$(sort first)"
sed -n 1,3p first | cm-notify ack -q >/dev/null
cm-notify pull -q >third
is '  what was marked is gone, the rest is there' "$(sort third)" "$(sed 1,3d first | sort)"
cm-notify ack -q <first >/dev/null
call '  all were' 0 '' '' cm-notify pull -q
call '  which is on record' 0 '…"state":"sent"…' '' cm-notify list -q --state sent
call '  what was not sent in its days is told, and stays' 0 '' '…0 notices to send
…notices have lapsed: they are too old to be sent' cm-notify pull
call '  and listed as lapsed' 0 '…"kind":"data-low","state":"lapsed"…' '' cm-notify list -q --kind data-low
is '  none of it waits' "$(cm-notify list -q --state waiting)" ''
lapsed=$(cm-notify list -q --state lapsed | grep -c .)
is '  nor does cm-show say so' "$(for n in $(cm-store export lines | sed 's/.*"msisdn":"\([0-9]*\)".*/\1/'); do cm-show -q msisdn="$n"; done | sed -n 's/.*"kind":"notice".*"state":"\(waiting\|lapsed\)".*/\1/p' | sort | uniq -c | tr -s ' ')" " $lapsed lapsed"
ok 'the store is whole' cm-store check
ok 'so is the journal' cm-audit verify
