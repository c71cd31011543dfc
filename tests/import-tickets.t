#!/bin/sh
# cm-store import tickets and export tickets: what is no ticket, what contradicts itself or the store, tickets of nobody; out
# again and in again; and 3,900 published tickets of a city, each of which is accounted for.
. "${0%/*}/lib.sh"
store
lines
header=ticket_id,msisdn,opened_at,target_at,replied_at,closed_at,status,subject
row() { # what, exit code, answer, lines of CSV
	rowsays=$1 code=$2 answer=$3
	shift 3
	printf '%s\n' "$@" >in
	call "$rowsays" "$code" "$answer" '' cm-store import tickets -q in
}
no() { row "$1" 1 "…\"result\":\"invalid\",\"reason\":\"$2\"…\"message\":\"$3…" "$4" "$5"; }
refused() { row "$1" 1 "…\"result\":\"refused\",\"reason\":\"$2\"…" "$header" "$3"; }

# ---- no tickets ----
no 'no id' field.missing 'ticket_id: missing' $header ',,2010-03-20T10:00:00,2010-03-22T10:00:00,,,inProgress,x'
no 'an id with a blank' field.malformed 'ticket_id: expected letters, digits and signs without blanks' $header 'T 1,,2010-03-20T10:00:00,2010-03-22T10:00:00,,,inProgress,x'
no 'an id without end' field.malformed 'ticket_id: expected at most 64 characters' $header "$(printf '%065d' 1),,2010-03-20T10:00:00,2010-03-22T10:00:00,,,inProgress,x"
no 'never opened' field.missing 'opened_at: missing' $header 'T1,,,2010-03-22T10:00:00,,,inProgress,x'
no 'a day that is none' field.malformed 'opened_at: ' $header 'T1,,2010-02-30T10:00:00,2010-03-22T10:00:00,,,inProgress,x'
no 'opened before there was any clock' field.malformed "a ticket's times are after 1970" $header 'T1,,1969-12-31T10:00:00,2010-03-22T10:00:00,,,inProgress,x'
no 'in no status' field.missing 'status: missing' $header 'T1,,2010-03-20T10:00:00,2010-03-22T10:00:00,,,,x'
no 'in a status of a line' field.unknown-value 'status: expected one of acknowledged, rejected, pending, held, inProgress, resolved, closed, cancelled' \
	$header 'T1,,2010-03-20T10:00:00,2010-03-22T10:00:00,,,active,x'
no 'about nothing' field.missing 'subject: missing' $header 'T1,,2010-03-20T10:00:00,2010-03-22T10:00:00,,,inProgress,'
no 'about too much' field.malformed 'subject: expected at most 200 characters' $header "T1,,2010-03-20T10:00:00,2010-03-22T10:00:00,,,inProgress,$(printf '%0201d' 1)"
no 'of a number that is none' field.malformed 'msisdn: ' $header 'T1,110,2010-03-20T10:00:00,2010-03-22T10:00:00,,,inProgress,x'
more=ticket_id,opened_at,target_at,status,subject
given=T1,2010-03-20T10:00:00,2010-03-22T10:00:00,inProgress,x
no 'of a kind of contract' field.unknown-value 'kind: expected one of complaint, charge_query, sp_query, fault' $more,kind "$given,lease"
no 'by an unknown way' field.unknown-value 'channel: ' $more,channel "$given,pigeon"
no 'about an unknown service' field.unknown-value 'service: ' $more,service "$given,telex"
no 'of no severity' field.malformed 'severity: expected a number from 1, the gravest, to 9' $more,severity "$given,0"
no 'beyond any severity' field.malformed 'severity: expected a number' $more,severity "$given,10"
no 'too long a story' field.malformed 'text: expected at most 4000 characters' $more,text "$given,$(printf '%04001d' 1)"
no 'a story that was masked' field.malformed 'text: masked; export it with --unmask' $more,text "$given,***"
is 'nothing of this is in the store' "$(cm-store dump | grep -c '"table":"ticket')" 0

# ---- what contradicts itself: refused, and none is mended ----
refused 'closed before it was opened' store.closed-before-opened 'T1,,2010-03-20T10:00:00,2010-03-22T10:00:00,,2010-03-20T09:59:59,closed,x'
refused '  whatever else is wrong' store.closed-before-opened 'T1,,2010-03-20T10:00:00,,,2010-03-20T09:59:59,closed,x'
refused 'answered before it was opened' store.replied-before-opened 'T1,,2010-03-20T10:00:00,2010-03-22T10:00:00,2010-03-20T09:59:59,,inProgress,x'
refused 'due before it was opened' store.due-before-opened 'T1,,2010-03-20T10:00:00,2010-03-20T09:59:59,,,inProgress,x'
refused 'closed, and nobody says when' store.closed-when 'T1,,2010-03-20T10:00:00,2010-03-22T10:00:00,,,closed,x'
refused 'taken back, and nobody says when' store.closed-when 'T1,,2010-03-20T10:00:00,2010-03-22T10:00:00,,,cancelled,x'
refused 'solved, and nobody was told' store.resolved-when 'T1,,2010-03-20T10:00:00,2010-03-22T10:00:00,,,resolved,x'
refused 'closed and still open' store.closed-and-open 'T1,,2010-03-20T10:00:00,2010-03-22T10:00:00,,2010-03-21T10:00:00,inProgress,x'
refused 'of years to come' field.malformed 'T1,,2012-03-20T10:00:00,2012-03-22T10:00:00,,,inProgress,x'
refused 'closed in an hour and a minute' field.malformed 'T1,,2010-03-20T10:00:00,2010-03-22T10:00:00,,2010-04-01T10:31:00,closed,x'
row 'no deadline: somebody must say that it is known' 1 '…"result":"undecided","reason":"store.no-deadline"…"remedy":"Give its target_at. To go on all the same: ack=store.no-deadline"…' \
	$header 'T1,,2010-03-20T10:00:00,,,,inProgress,x'
is 'nothing of this is in the store' "$(cm-store dump | grep -c '"table":"ticket')" 0
row 'the same instant is in time: at once answered and closed' 0 '…"done"…' $header 'T0,,2010-03-20T10:00:00,2010-03-20T10:00:00,2010-03-20T10:00:00,2010-03-20T10:00:00,closed,x'

# ---- taken, under Chinese headings too ----
cat >t.csv <<'!'
工单编号,手机号码,受理时间,答复期限,答复时间,结案时间,工单状态,时限类别,主题,投诉内容,类别,业务,受理部门,渠道,严重程度
T1,13900000101,2010-03-20T10:00:00,2010-03-22T10:00:00,,,处理中,easyown,收不到短信,"昨天起收不到短信,
张伟很着急",故障,短信,汉台区营业部,客服热线,2
T2,13900009999,2010-03-20T10:00:00,2010-03-22T10:00:00,,,已受理,,话费不对,,话费疑问,,,,
T3,,2010-03-20T10:00:00,2010-03-20T18:00:00,2010-03-20T17:00:00,2010-03-21T10:00:00,已结案,vip,营业厅太挤,,投诉,,,营业厅,
!
call 'of a line, of a number that nobody has, of nobody' 0 '…"done"…"done"…"done"…' '' cm-store import tickets -q t.csv
before=$(cm-store dump | cksum)
call '  again' 0 '…' '…3 records, 3 duplicate' cm-store import tickets t.csv
is '  and nothing has changed' "$(cm-store dump | cksum)" "$before"
is 'that of the line belongs to it, the others to nobody' "$(cm-store dump | sed -n 's/.*"table":"ticket",.*"line":\([0-9]*\),.*"external":"\([^"]*\)".*/\2 \1/p' | sed 's/ [1-9].*/ some/' | sort | tr '\n' ' ')" \
	'T0 0 T1 some T2 0 T3 0 '
row 'a word less contradicts nothing' 0 '…"duplicate"…' ticket_id,opened_at,status,subject T1,2010-03-20T10:00:00,inProgress,收不到短信
conflict() { row "$1" 1 "…\"invalid\",\"reason\":\"store.conflict\"…with another $2…" "ticket_id,opened_at,status,subject,$3" "$4"; }
conflict 'the same id, opened at another time' opened_at class T1,2010-03-20T10:00:01,inProgress,收不到短信,easyown
conflict '  in another status' status class T1,2010-03-20T10:00:00,pending,收不到短信,easyown
conflict '  of another class' class class T1,2010-03-20T10:00:00,inProgress,收不到短信,vip
conflict '  of another number' msisdn msisdn T1,2010-03-20T10:00:00,inProgress,收不到短信,13900000102
conflict '  with another deadline' target_at target_at T1,2010-03-20T10:00:00,inProgress,收不到短信,2010-03-23T10:00:00
conflict '  or one where there was none' closed_at closed_at T1,2010-03-20T10:00:00,inProgress,收不到短信,2010-03-23T10:00:00
row 'a repeated id in one file: the first counts, the second is named' 1 '…"done"…"invalid","reason":"store.conflict"…' $header 'T4,,2010-03-20T10:00:00,2010-03-22T10:00:00,,,held,x' \
	'T4,,2010-03-20T10:00:00,2010-03-22T10:00:00,,,held,y'
row 'without a deadline, by somebody who knows' 0 '…"done"…' ticket_id,opened_at,status,subject,ack T5,2010-03-20T10:00:00,acknowledged,x,store.no-deadline
is 'it is not reckoned' "$(cm-store export tickets | sed -n 's/.*"T5",\(.*\)"status".*/\1/p')" '"opened_at":"2010-03-20T10:00:00+08:00",'
row 'an order id of ours may be an id outside' 0 '…"done"…' $header '001,,2010-03-20T10:00:00,2010-03-22T10:00:00,,,held,x'
call 'a rehearsal says what would be' 0 '…"done"…' '' cm-store import tickets -q -n ticket_id=T9 opened_at=2010-03-20 target_at=2010-03-21 status=held subject=x
call '  and does nothing' 0 '…"done"…' '' cm-store import tickets -q ticket_id=T9 opened_at=2010-03-20 target_at=2010-03-21 status=held subject=x
call 'they are counted' 0 '…"tickets_ended","value":2}…"tickets_open","value":6}…' '' cm-store stats
ok 'the store is whole' cm-store check
ok 'and its journal' cm-audit verify -q

# ---- what the customer said is personal ----
is 'the journal has nothing of it' "$(cm-store dump | grep '"table":"operation"' | grep -c '着急')" 0
call 'nor has an export' 0 '…"T1",…"text":"***"…' '' cm-store export tickets
is '  anywhere' "$(grep -c 着急 out)" 0
call 'unless somebody says why' 0 '…"text":"昨天起收不到短信,\n张伟很着急"…' '' cm-store export tickets --unmask 'hand-over to the back office'
is '  which is journalled' "$(cm-audit log -o jsonl | grep -c 'export tickets')" 1
is 'a store that is no rehearsal dumps none' "$(sqlite3 store.db "UPDATE meta SET value = '0' WHERE name = 'rehearsal'" && env -u CM_NOW cm-store dump | grep '"table":"ticket"' | grep -c 着急
	sqlite3 store.db "UPDATE meta SET value = '1' WHERE name = 'rehearsal'")" 0

# ---- out and in again ----
cm-store export tickets --unmask why >all.jsonl
sed 's/}$/,"ack":"store.no-deadline"}/' all.jsonl >again.jsonl
home=$CM_STORE
CM_STORE=$T/second.db
cm-store init --rehearsal -q
cm-store import lines -q <"$ROOT/tests/data/lines.csv" >/dev/null
call 'another store takes them' 0 '…' '…8 records, 8 done' cm-store import tickets again.jsonl
is '  and gives them out the same' "$(cm-store export tickets --unmask why | sort | cksum)" "$(sort all.jsonl | cksum)"
is '  in CSV, too' "$(cm-store export tickets --unmask why -o csv | cm-store import tickets 2>&1 >/dev/null)" '…8 records, 8 duplicate…'
ok '  it is whole' cm-store check
CM_STORE=$home

# ---- a city's tickets of 2015 ----
SHARED=${CM_SHARED:-$ROOT/../shared/data}
[ -r "$SHARED/boston-311/tickets.csv" ] || { skip 'no boston-311/tickets.csv: the shared data sets are not here (CM_SHARED names their folder)'; exit; }
# Only its headings become ours, and its two words for a status.
sed -e '1s/.*/ticket_id,opened_at,target_at,closed_at,ontime_status,status,subject,city_reason,branch,queue,source,neighborhood,text/' \
	-e 's/^\(\([^,]*,\)\{5\}\)Open,/\1inProgress,/' -e 's/^\(\([^,]*,\)\{5\}\)Closed,/\1closed,/' "$SHARED/boston-311/tickets.csv" >city.csv
CM_STORE=$T/city.db CM_NOW=2016-01-13T00:00:00
cm-store init --rehearsal -q
call '3,900 tickets, 623 without a deadline, 52 of them closed before they were opened' 1 '…' '…3900 records, 3264 done, 52 refused, 584 undecided…' \
	cm-store import tickets -r back.csv city.csv
is '  each by its own reason' "$(sed -n 's/.*"result":"\([a-z]*\)","reason":"\([^"]*\)".*/\1 \2/p' out | sort | uniq -c | sed 's/^ *//' | tr '\n' ';')" \
	'52 refused store.closed-before-opened;584 undecided store.no-deadline;'
is '  39 of the 52 have no deadline either' "$(grep -c '"reasons":\["store.closed-before-opened","store.no-deadline"\]' out)" 39
is '  none is lost: what was not taken came back, byte for byte' "$(sed 1d back.csv | wc -l) $(sed 1d back.csv | sed 's/,[^,]*,[0-9]*,store\..*//' | grep -vcxFf city.csv)" '636 0'
sed -e '1s/$/,ack/' -e '2,$s/$/,store.no-deadline/' back.csv >known.csv
call 'those without a deadline, by somebody who knows' 1 '…' '…636 records, 584 done, 52 refused…' cm-store import tickets known.csv
call 'all of them again: two ids that are there twice are among the refused' 1 '…' '…3900 records, 3848 duplicate, 52 refused…' cm-store import tickets city.csv
is '  3,898 ids in all' "$(cut -d, -f1 city.csv | sed 1d | sort -u | wc -l) $(cut -d, -f1 back.csv | sed 1d | sort | uniq -d | wc -l)" '3898 2'
is 'owed and overdue at that instant are the 860 that the city says, and 25 of which it says nothing' \
	"$(sqlite3 city.db "SELECT count(*) FROM ticket WHERE awaiting = 1 AND reply_due < CAST(strftime('%s', '2016-01-12T16:00:00') AS INTEGER)")" $((860 + 25))
cut -d, -f1,4,5,6 city.csv | awk -F, '$3 == "OVERDUE" && $4 == "inProgress" { print $1 }' | sort >overdue.city
sqlite3 city.db "SELECT external FROM ticket WHERE awaiting = 1 AND reply_due < CAST(strftime('%s', '2016-01-12T16:00:00') AS INTEGER)" | sort >overdue.ours
is '  each of them' "$(comm -23 overdue.city overdue.ours | wc -l)" 0
cut -d, -f1,5,6 city.csv | awk -F, '$3 == "closed" && $2 != "" { print $1 "," $2 }' | sort >ontime.city
sqlite3 -separator , city.db "SELECT external, CASE WHEN closed_at <= reply_due THEN 'ONTIME' ELSE 'OVERDUE' END FROM ticket WHERE open = 0 AND reply_due > 0" | sort >ontime.ours
is '  and what was closed in time is what the city says, but for 28 of which it says nothing' "$(comm -13 ontime.city ontime.ours | wc -l)" 28
ok 'the store is whole' cm-store check
