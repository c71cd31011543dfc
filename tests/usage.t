#!/bin/sh
# cm-store import usage and export usage: what is no record, what a kind must have, what is there already, what comes too
# late for its month; and out again.
. "${0%/*}/lib.sh"
store
lines
header=msisdn,kind,at,direction,peer,seconds,up_kb,down_kb,area,sp,fee
row() { # what, exit code, answer, lines of CSV
	rowsays=$1 code=$2 answer=$3
	shift 3
	printf '%s\n' "$@" >in
	call "$rowsays" "$code" "$answer" '' cm-store import usage -q in
}
no() { row "$1" 1 "…\"result\":\"invalid\",\"reason\":\"$2\"…\"message\":\"$3…" "$header" "$4"; }
before=$(cm-store dump | cksum)

# ---- no records ----
no 'no number' field.missing 'msisdn: missing' ',voice,2010-03-02T10:00:00,out,,61,,,,,'
no 'no kind' field.missing 'kind: missing' '13900000101,,2010-03-02T10:00:00,out,,61,,,,,'
no 'no time' field.missing 'at: missing' '13900000101,voice,,out,,61,,,,,'
no 'a kind of contract is no kind of use' field.unknown-value 'kind: expected one of voice, sms, mms, data, sp' '13900000101,lease,2010-03-02T10:00:00,out,,61,,,,,'
no 'an area that is none' field.unknown-value 'area: expected one of local, long, roaming, international' '13900000101,voice,2010-03-02T10:00:00,out,,61,,,moon,,'
no 'a direction that is none' field.unknown-value 'direction: expected one of out, in' '13900000101,voice,2010-03-02T10:00:00,up,,61,,,,,'
no 'a day that is none' field.malformed 'at: ' '13900000101,voice,2010-02-30T10:00:00,out,,61,,,,,'
row 'a call of years to come' 1 '…"result":"refused","reason":"field.malformed"…' "$header" '13900000101,voice,2012-03-02T10:00:00,out,,61,,,,,'
row '  or of an hour and a minute later' 1 '…"result":"refused","reason":"field.malformed"…' "$header" '13900000101,voice,2010-04-01T10:31:00,out,,61,,,,,'
no 'seconds below nothing' field.malformed 'seconds: cannot be below nothing' '13900000101,voice,2010-03-02T10:00:00,out,,-1,,,,,'
no 'seconds with an exponent' field.malformed 'seconds: expected a whole number' '13900000101,voice,2010-03-02T10:00:00,out,,1e2,,,,,'
no 'half a second' field.malformed 'seconds: expected a whole number' '13900000101,voice,2010-03-02T10:00:00,out,,0.5,,,,,'
no 'volume below nothing' field.malformed 'down_kb: cannot be below nothing' '13900000101,data,2010-03-02T10:00:00,,,,0,-5,,,'
no 'more than any record can hold' field.malformed 'up_kb: more than any record can hold' '13900000101,data,2010-03-02T10:00:00,,,,1073741825,,,,'
no 'a call that is longer than a month' field.malformed 'seconds: more than any record can hold' '13900000101,voice,2010-03-02T10:00:00,out,,2678401,,,,,'
no 'content for a fortune' field.malformed 'fee: more than any record can hold' '13900000101,sp,2010-03-02T10:00:00,,,,,,,SP-1,1000.01'
no 'a number of 20 digits' field.malformed 'up_kb: expected a whole number' '13900000101,data,2010-03-02T10:00:00,,,,99999999999999999999,,,,'
no 'a fee of 17 digits is never rounded' field.malformed 'fee: expected an amount in yuan with at most two decimals' '13900000101,sp,2010-03-02T10:00:00,,,,,,,SP-1,81.860998961621023'
no '  nor one with an exponent' field.malformed 'fee: expected an amount' '13900000101,sp,2010-03-02T10:00:00,,,,,,,SP-1,1e2'
no 'a fee below nothing' field.malformed 'fee: cannot be below nothing' '13900000101,sp,2010-03-02T10:00:00,,,,,,,SP-1,-1'
no 'a call without its length' field.missing 'seconds: missing, and of this kind' '13900000101,voice,2010-03-02T10:00:00,out,,,,,,,'
no 'data without any volume' field.missing 'up_kb, down_kb: missing, and of this kind' '13900000101,data,2010-03-02T10:00:00,,,,,,,,'
no 'content without its provider' field.missing 'sp: missing, and of this kind' '13900000101,sp,2010-03-02T10:00:00,,,,,,,,2.00'
row 'a number that no line has' 1 '…"result":"refused","reason":"line.unknown"…' "$header" '13900009999,voice,2010-03-02T10:00:00,out,,61,,,,,'
is 'nothing of this is in the store' "$(cm-store dump | grep -c '"table":"usage"')" 0
call 'the list of headings' 0 '…direction,"方向, 呼叫类型","out=发出, in=接收"…up_kb,"上行KB, 上行流量",…' '' cm-policy fields -o csv

# ---- taken ----
cat >cdr.csv <<'!'
手机号码,类别,时间,方向,对方号码,秒数,上行流量,下行流量,彩信大小,通话地区,国际来访,接入点,登录网址,服务商,订购渠道,信息费
13900000101,语音,2010-03-02T10:00:00,主叫,13900000102,61,,,,本地,,,,,,
13900000101,语音,2010-03-02T10:00:00,被叫,13900000102,0,,,,国内漫游,否,,,,,
13900000101,短信,2010-03-02T10:00:00,发送,10086,,,,,,,,,,,
13900000101,彩信,2010-03-02T10:00:00,发送,13900000102,,,,50,,,,,,,
13900000101,流量,2010-03-02T10:00:00,,,,,2048,,,,cmwap,http://wap.example/a?b=1,,,
13900000101,流量,2010-03-02T10:00:01,,,,0,2048,,,,cmnet,,,,
13900000101,梦网,2010-03-02T10:00:00,,,,,,,,,,,SP-1,wap,2.00
!
call 'one of each kind, under Chinese headings' 0 '…' '…7 done' cm-store import usage cdr.csv
before=$(cm-store dump | cksum)
call '  again' 0 '…' '…7 duplicate' cm-store import usage cdr.csv
is '  and nothing has changed' "$(cm-store dump | cksum)" "$before"
is 'an absent volume is not 0' "$(cm-store export usage | grep -c '"down_kb":2048')$(cm-store export usage | grep -c '"up_kb":0')" 21
row 'a word more about it, which the store does not contradict' 0 '…"result":"duplicate"…' msisdn,kind,at,direction,peer 13900000101,mms,2010-03-02T10:00:00,out,13900000102
row 'who sent it was said by nobody: the line did' 0 '…"result":"duplicate"…' msisdn,kind,at,peer 13900000101,sms,2010-03-02T10:00:00,10086
row 'another length of the same call' 1 '…"invalid","reason":"store.conflict"…another seconds…' "$header" '13900000101,voice,2010-03-02T10:00:00,out,13900000102,62,,,local,,'
row 'a volume that was not said before' 1 '…store.conflict…another up_kb…' "$header" '13900000101,data,2010-03-02T10:00:00,,,,0,2048,,,'
row 'another fee' 1 '…store.conflict…another fee…' "$header" '13900000101,sp,2010-03-02T10:00:00,,,,,,,SP-1,2.01'
row 'the same instant to somebody else is another call' 0 '…"done"…' "$header" '13900000101,voice,2010-03-02T10:00:00,out,13900000103,61,,,local,,'
row 'the same instant in another zone is the same' 0 '…"duplicate"…' "$header" '13900000101,voice,2010-03-02T02:00:00Z,out,13900000103,61,,,local,,'
is '  and nothing else is there' "$(cm-store export usage | wc -l)" 8

# ---- a number that another customer had ----
call 'used on the day of the connection' 0 '…"done"…' '' cm-store import usage -q -n msisdn=13900000101 kind=sms at=2008-06-15T00:00:00
call '  a second before it' 1 '…"refused","reason":"store.before-line"…"message":"13900000101 was connected on 2008-06-15: a record of 2008-06-14 is none of its own."…' '' \
	cm-store import usage -q -n msisdn=13900000101 kind=sms at=2008-06-14T23:59:59

# ---- a month that was closed ----
if have sqlite3; then
	part=$(sqlite3 "$CM_STORE" "SELECT part FROM line WHERE msisdn = '13900000101'")
	sqlite3 "$CM_STORE" "INSERT INTO month_run (part, month, phase, upto, done) VALUES ($part, 201003, 2, 0, 1), ($part, 201004, 1, 0, 1)"
	printf '%s\n' "$header" 13900000101,voice,2010-03-31T23:59:59,out,13900000102,5,,,,, 13900000101,voice,2010-04-01T00:00:00,out,13900000102,5,,,,, >late.csv
	call 'of a month that is closed for the line; the advance closes nothing' 1 '…"result":"refused","reason":"store.month-closed"…"message":"The month of 2010-03-31 has been closed for 13900000101: the record comes too late."…"done"…' \
		'…1 done, 1 refused' cm-store import usage -r back.csv late.csv
	is '  it is given back' "$(cut -d, -f1-6 back.csv)" "$(sed -n 1,2p late.csv | cut -d, -f1-6)"
	call '  what was taken before that is still known' 0 '…' '…7 duplicate' cm-store import usage cdr.csv
	row '  a line of another part is open' 0 '…"done"…' "$header" "$(sqlite3 "$CM_STORE" "SELECT min(msisdn) FROM line WHERE part <> $part AND msisdn <> ''"),sms,2010-03-31T23:59:59,out,10086,,,,,,"
	sqlite3 "$CM_STORE" "UPDATE month_run SET done = 0 WHERE month = 201003"
	row '  the close has begun, and not come to this line' 0 '…"done"…' "$header" 13900000101,voice,2010-03-31T23:59:59,out,13900000102,5,,,,,
	sqlite3 "$CM_STORE" "UPDATE month_run SET upto = (SELECT line FROM line WHERE msisdn = '13900000101') WHERE month = 201003"
	row '  it has' 1 '…store.month-closed…' "$header" 13900000101,voice,2010-03-31T23:59:58,out,13900000102,5,,,,,
else
	skip 'no sqlite3'
fi

# ---- out again, into another store ----
call 'an export without rows has its columns' 0 'msisdn,kind,at,direction,peer,seconds,up_kb,down_kb,size_kb,area,visitor,apn,url,sp,order_channel,fee' '' \
	sh -c 'cm-store init --rehearsal -s two.db && cm-store export usage -s two.db -o csv'
cm-store export lines -o csv --unmask 'a second store' >lines.csv
cm-store import lines -s two.db -q lines.csv >/dev/null
for format in csv jsonl; do
	cm-store export usage -o $format >usage.$format
	call "as $format it goes into another store" 0 '…' "…$(cm-store export usage | wc -l) $([ $format = csv ] && echo done || echo duplicate)" cm-store import usage -s two.db usage.$format
done
is '  and is the same there' "$(cm-store export usage -s two.db | sort)" "$(sort usage.jsonl)"
call '  and at home: all known' 0 '…' '…duplicate' cm-store import usage usage.csv
call 'a dry run' 0 '…"result":"done"…' '' cm-store import usage -n msisdn=13900000102 kind=sms at=2010-04-01T08:00:00
ok 'the store is whole' cm-store check
ok 'so is the journal' cm-audit verify
