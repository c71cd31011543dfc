#!/bin/sh
# Published logs through cm-complaint: the events of 333 tickets to the states that they are said to end in, in order and out
# of it; 900 messages of citizens through the clocks of the three classes; 1,112 complaints with two forms of dates; a city's
# tickets, overdue at an instant as the city had it.
# check: slow
. "${0%/*}/lib.sh"
need_shared ticket-events/events.csv ticket-events/expected_status.csv zh-complaints/messages.csv \
	comcast-complaints/complaints.csv boston-311/tickets.csv
command -v python3 >/dev/null || skip_all 'no python3, which makes records of the published files'
q() { sqlite3 store.db "$1" | tr '\n' ' '; }
clean() { call '  the store is in order' 0 '' '…' cm-store check; }

# ---- a log of events ----
CM_STORE=$T/store.db CM_NOW=2020-06-01T00:00:00+08:00
export CM_STORE CM_NOW
cm-store init --rehearsal -q || echo 'Bail out! no store'
cat >events.py <<'!'
import csv, json, sys
words = {"Logged": "acknowledged", "Assigned": "inProgress", "Customer Response": "pending", "UAT": "resolved", "Closed": "closed"}
for r in csv.DictReader(open(sys.argv[1])):
    key, at, status = "%s/%s" % (r["ticket_id"], r["status_no"]), r["timestamp"].replace(" ", "T"), words[r["status"]]
    if status == "acknowledged":
        rec = {"kind": "complaint", "opened_at": at, "subject": "ticket", "text": "-", "branch": r["department"],
            "severity": r["severity"], "next": ["cm-complaint open"]}
    else:
        rec = {"status": status, "at": at, "next": ["cm-complaint update"]}
    print(json.dumps(dict(request_id=key, ticket_id=r["ticket_id"], **rec)))
!
python3 events.py "$SHARED/ticket-events/events.csv" >events.jsonl
# states: how many tickets stand in each, as the log's own table says it
states() { sqlite3 -csv store.db "SELECT CASE status WHEN 'acknowledged' THEN 'Logged' WHEN 'inProgress' THEN 'Assigned' WHEN 'pending' THEN 'Customer Response' WHEN 'resolved' THEN 'UAT' ELSE 'Closed' END AS s, count(*) FROM ticket GROUP BY s ORDER BY s" | tr -d '"\r'; }
said() { sed '1d; s/\r$//' "$SHARED/ticket-events/expected_status.csv" | sort; }
call '1,280 events of 333 tickets, one after the other' 0 '…' '…1280 records, 1280 done…' cm-complaint <events.jsonl
is '  end in the states that are stated' "$(states)" "$(said)"
is '  each event is on record' "$(q 'SELECT count(*), count(DISTINCT part * 1000000 + ticket) FROM ticket_event')" '1280|333 '
is '  none before the one that it follows' "$(q 'SELECT count(*) FROM ticket_event a JOIN ticket_event b USING (part, ticket) WHERE b.n = a.n + 1 AND b.at < a.at')" '0 '
is '  pending ones wait, and no answer of theirs is owed' "$(q "SELECT count(*), sum(paused_since > 0), sum(awaiting) FROM ticket WHERE status = 'pending'")" '67|67|0 '
is '  what was solved was answered' "$(q "SELECT count(*) FROM ticket WHERE status IN ('resolved', 'closed') AND replied_at > 0")" '109 '
clean
call 'replayed, it was all done' 0 '…' '…1280 records, 1280 duplicate…' cm-complaint <events.jsonl
is '  and nothing has changed' "$(states)" "$(said)"

# Backwards: what comes before its ticket, or behind a later event of it, is named, and nothing of it is applied.
rm -f store.db*
cm-store init --rehearsal -q || echo 'Bail out! no store'
sed '1!G;h;$!d' events.jsonl >backwards.jsonl
call 'the log backwards' 1 '…' '…1280 records, 333 done, 947 refused…' cm-complaint -r late.jsonl <backwards.jsonl
is '  each for its own reason' "$(grep -c '"reason":"complaint.unknown"' out)" 947
is '  all tickets are as they were opened' "$(states)" 'Logged,333'
call '  and what was given back, once more, in the wrong order still' 1 '…' '…947 records, …refused…' cm-complaint <late.jsonl
is '  names what comes too late' "$(grep '"result":"refused"' out | sed 's/.*"reason":"\([^"]*\)".*/\1/' | sort -u | tr '\n' ' ')" 'complaint.out-of-order '
is '  every one of them is accounted for' "$(($(count result done) + $(count result refused)))" 947
sed -n 's/.*"ticket_id": "\([^"]*\)", "status": "closed".*/{"request_id":"x\1","ticket_id":"\1","status":"pending","at":"2020-05-31"}/p' events.jsonl >after.jsonl
call '  and an event that cannot follow is named, too' 1 '…' '…51 records, 51 refused…' cm-complaint update <after.jsonl
is '    each for its reason' "$(grep -c '"reason":"complaint.transition"' out)" 51
is '  no event stands before an earlier one' "$(q 'SELECT count(*) FROM ticket_event a JOIN ticket_event b USING (part, ticket) WHERE b.n = a.n + 1 AND b.at < a.at')" '0 '
clean

# ---- messages of citizens, through the clocks of three classes ----
rm -f store.db*
CM_NOW=2020-06-01T00:00:00+08:00
cm-store init --rehearsal -q && cm-store import lines -q <<'!' >/dev/null || echo 'Bail out! no lines'
msisdn,name,brand,vip_level,plan,opened_at,status,balance,payment_method
13900000301,张伟,gotone,none,gotone-58,2008-06-15,active,10.00,cash
13900000302,李静,gotone,gold,gotone-88,2005-03-31,active,0.00,cash
13900000304,吴刚,mzone,none,mzone-25,2006-01-01,active,0.00,cash
!
cat >messages.py <<'!'
import csv, json, sys
for r in csv.DictReader(open(sys.argv[1])):
    for msisdn in ("13900000301", "13900000302", "13900000304"):
        id = "%s-%s" % (r["msg_id"], msisdn[-3:])
        print(json.dumps({"request_id": "o" + id, "ticket_id": id, "msisdn": msisdn, "kind": "complaint", "subject": r["subject"],
            "text": r["body_300"], "opened_at": r["created_at"], "next": ["cm-complaint open"]}, ensure_ascii=False))
        print(json.dumps({"request_id": "r" + id, "ticket_id": id, "replied": True, "at": r["replied_at"],
            "next": ["cm-complaint update"]}))
!
python3 messages.py "$SHARED/zh-complaints/messages.csv" >messages.jsonl
call '900 messages for each of three customers, and their answers' 0 '…' '…5400 records, 5400 done…' cm-complaint <messages.jsonl
is '  answered within 8, 24 and 48 hours' "$(q "SELECT class, count(*), sum(replied_at <= reply_due) FROM ticket GROUP BY class")" 'gotone|900|44 mzone|900|91 vip|900|17 '
is '  the answer says when it was late' "$(grep -c 'when it was due\.' out)" $((2700 - 17 - 44 - 91))
is '  no operation keeps what they wrote' "$(q "SELECT count(*) FROM operation WHERE facts LIKE '%物业公司美顺物业扬言%'")" '0 '
is '  the tickets do' "$(q "SELECT count(*) FROM ticket WHERE text LIKE '%物业公司美顺物业扬言%'")" '3 '
is '  what was promised is kept, all of it' "$(q 'SELECT count(*) FROM promise WHERE posted = 0')" '0 '
clean

# ---- complaints with two forms of dates, and a mark of the byte order ----
rm -f store.db*
cm-store init --rehearsal -q || echo 'Bail out! no store'
cat >comcast.py <<'!'
import csv, json, sys
months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
for r in csv.DictReader(open(sys.argv[1], encoding="utf-8-sig")):
    d, m, y = r["Date"].split("-")
    dd, mon, yy = r["Date_month_year"].split("-")
    assert (int(d), int(m), y) == (int(dd), months.index(mon) + 1, "20" + yy), r
    clock, half = r["Time"].split()
    h, rest = clock.split(":", 1)
    at = "%s-%s-%sT%02d:%s" % (y, m, d, int(h) % 12 + 12 * (half == "PM"), rest)
    rec = {"request_id": r["Ticket #"], "ticket_id": r["Ticket #"], "kind": "complaint", "subject": r["Customer Complaint"][:200],
        "text": r["Customer Complaint"], "branch": r["State"], "opened_at": at,
        "channel": "web" if r["Received Via"] == "Internet" else "hotline"}
    if r["Status"] == "Closed":
        rec["accepted"] = True
    print(json.dumps(rec))
!
python3 comcast.py "$SHARED/comcast-complaints/complaints.csv" >comcast.jsonl
call '1,112 complaints' 0 '…' '…1112 records, 1112 done…' cm-complaint open <comcast.jsonl
is '  one ticket number is none, and is an id like all others' "$(q "SELECT external FROM ticket WHERE external GLOB '*[^0-9]*'")" "$(sed 's/^\xef\xbb\xbf//' "$SHARED/comcast-complaints/complaints.csv" | cut -d, -f1 | sed 1d | grep '[^0-9]') "
is '  those that were closed are' "$(q "SELECT status, count(*) FROM ticket GROUP BY status")" 'acknowledged|735 closed|377 '
is '  nobody'\''s class is known: 48 hours' "$(q "SELECT class, count(*), sum(reply_due = opened_at + 48 * 3600) FROM ticket GROUP BY class")" 'unknown|1112|1112 '
is '  each that is open says so, and that it is overdue: it is entered late' "$(count warnings '' out)$(grep -c '"warnings":\["complaint.class-unknown","complaint.overdue"\]' out)" 0735
call '  on the phone and by message, each in its words' 0 '…' '' cm-complaint -q list branch=Georgia open=true
clean

# ---- what was overdue at an instant ----
rm -f store.db*
CM_NOW=2016-01-13T00:00:00+08:00
cm-store init --rehearsal -q || echo 'Bail out! no store'
cat >city.py <<'!'
import csv, json, sys
seen = set()
for r in csv.DictReader(open(sys.argv[1])):
    if r["case_id"] in seen:
        continue
    seen.add(r["case_id"])
    rec = {"ticket_id": r["case_id"], "opened_at": r["opened_at"], "target_at": r["target_at"] or None, "status": "inProgress",
        "ack": ["store.no-deadline"], "subject": r["type"], "branch": r["neighborhood"]}
    if r["case_status"] == "Open":
        print(json.dumps(rec))
!
python3 city.py "$SHARED/boston-311/tickets.csv" >city.jsonl
open=$(wc -l <city.jsonl)
call "the city's $open open tickets" 0 '…' "…$open records, $open done…" sh -c 'cm-store import tickets <city.jsonl'
cm-complaint -q list overdue=true >overdue
sed 's/.*"ticket_id":"\([^"]*\)".*/\1/' overdue | sort >ours
cat >late.py <<'!'
import csv, sys
rows = [r for r in csv.DictReader(open(sys.argv[1])) if r["case_status"] == "Open"]
theirs = {r["case_id"] for r in rows if r["ontime_status"] == "OVERDUE"}
unsaid = {r["case_id"] for r in rows if not r["ontime_status"]}  # the city does not say
ours = set(open("ours").read().split())
print(len(theirs), len(ours - unsaid), len(theirs ^ (ours - unsaid)))
!
is '  are overdue exactly where the city had them so' "$(python3 late.py "$SHARED/boston-311/tickets.csv")" '860 860 0'
is '  the earliest deadline first' "$(sed 's/.*"reply_due":"\([^"]*\)".*/\1/' overdue | sort -c 2>&1)" ''
cm-complaint -q list open=true >all
is '  those without a deadline say so' "$(grep -c '"message":"no deadline"' all)" "$(grep -c '"target_at": null' city.jsonl)"
clean
