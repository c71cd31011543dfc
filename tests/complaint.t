#!/bin/sh
# cm-complaint: what must be registered, which class and time a ticket gets, what becomes of it, when its clock stands; what a
# record of cm-diagnose brings along, what is promised, what is shown of it and to whom.
. "${0%/*}/lib.sh"
store
cm-store import lines -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method
13900000301,张伟,resident_id,612301197001010017,gotone,none,gotone-58,2008-06-15,active,10.00,cash
13900000302,李静,resident_id,612321198002030028,gotone,gold,gotone-88,2005-03-31,active,0.00,cash
13900000303,周明,resident_id,612322198512120038,easyown,none,easyown-basic,2008-06-15,active,5.00,cash
13900000304,吴刚,resident_id,612301197505050013,mzone,none,mzone-25,2006-01-01,active,0.00,cash
13900000305,郑爽,resident_id,612301197606060018,gotone,,gotone-58,2005-03-31,active,0.00,cash
!
N=0
# tick VERB FIELDS [OPTIONS]: one record with a key of its own; the clock is NOW's.
tick() {
	N=$((N + 1))
	verb=$1
	printf '{"request_id":"c%s","lang":"en",%s}\n' "$N" "$2" >in
	shift 2
	cm-complaint -q "$@" "$verb" <in
}
refused() { call "$1" 1 "$4" '' tick "$2" "$3"; }
done_() { call "$1" 0 "$4" '' tick "$2" "$3"; }
at() { CM_NOW=$1+08:00; export CM_NOW; }
q() { sqlite3 store.db "$1" | tr '\n' ' '; }
# events TICKET, promises NUMBER
events() { q "SELECT e.from_status || '>' || e.to_status || CASE WHEN e.reason = '' THEN '' ELSE '/' || e.reason END FROM ticket_event e JOIN ticket t USING (part, ticket) WHERE t.external = '$1' ORDER BY e.n"; }
promises() { q "SELECT date(p.due * 86400, 'unixepoch') || CASE WHEN p.posted = 0 THEN '' ELSE ' over' END FROM promise p JOIN line l ON l.part = p.part AND l.line = p.line WHERE l.msisdn = '$1' ORDER BY p.due, p.seq"; }
clean() { call '  the store is in order' 0 '' '…' cm-store check; }
SAID='"subject":"no signal","text":"no signal at home since Monday"'

# ---- what must be registered (row S48) ----
refused 'no kind' open "\"msisdn\":\"13900000301\",$SAID" '…"result":"undecided","reason":"complaint.mandatory"…The kind of the problem is missing.…"ask":["kind"]…'
refused 'no subject' open '"kind":"fault","text":"x"' '…"reason":"complaint.mandatory"…"ask":["subject"]…'
refused 'no text' open '"kind":"fault","subject":"x"' '…"reason":"complaint.mandatory"…"ask":["text"]…'
refused 'nothing at all' open '"channel":"counter"' '…"reasons":["complaint.mandatory","complaint.mandatory","complaint.mandatory"]…"ask":["kind","subject","text"]…'
refused 'an odd kind' open "\"kind\":\"lease\",$SAID" '…"result":"invalid","reason":"field.unknown-value"…kind: …complaint…'
refused 'an odd number' open "\"kind\":\"fault\",\"msisdn\":\"12\",$SAID" '…"result":"invalid","reason":"field.malformed"…msisdn…'
refused 'how upset is a number' open "\"kind\":\"fault\",\"emotion_level\":\"very\",$SAID" '…"result":"invalid"…emotion_level…'
refused 'received tomorrow' open "\"kind\":\"fault\",\"opened_at\":\"2010-04-02\",$SAID" '…"result":"refused","reason":"complaint.future"…'
for odd in '"severity":0' '"severity":10' '"severity":-5' '"severity":4294967297' '"emotion_level":10' '"emotion_level":-1' '"emotion_level":4294967297' \
	'"opened_at":"1969-12-31"' '"opened_at":"1970-01-01T08:00:00"' '"restore_due":"1969-12-31"' '"cause":"../x"' '"cause":"Sms Off"' "\"cause\":\"$(printf %0200d 0)\""; do
	refused "no ticket can have $odd" open "\"kind\":\"fault\",$odd,$SAID" '…"result":"invalid","reason":"field.malformed"…'
done
is 'nothing of it is kept as a ticket' "$(q 'SELECT count(*) FROM ticket')" '0 '

# ---- class and time (rows S51, S71): each hears its own figure ----
done_ 'a VIP: 8 hours, whatever the brand' open "\"kind\":\"complaint\",\"msisdn\":\"13900000302\",\"ticket_id\":\"V1\",$SAID" '…"result":"done"…within 8 hours, by 2010-04-01 17:30…"class":"vip","reply_due":"2010-04-01T17:30:00+08:00","status":"acknowledged","escalate_to":"back_office"…'
done_ 'GoTone: 24 hours' open "\"kind\":\"complaint\",\"msisdn\":\"13900000301\",\"ticket_id\":\"G1\",$SAID" '…within 24 hours…"class":"gotone","reply_due":"2010-04-02T09:30:00+08:00"…'
done_ 'Easyown: 48 hours' open "\"kind\":\"complaint\",\"msisdn\":\"13900000303\",\"ticket_id\":\"E1\",$SAID" '…within 48 hours…"class":"easyown","reply_due":"2010-04-03T09:30:00+08:00"…'
done_ 'M-Zone: 48 hours' open "\"kind\":\"complaint\",\"msisdn\":\"13900000304\",\"ticket_id\":\"M1\",$SAID" '…within 48 hours…"class":"mzone","reply_due":"2010-04-03T09:30:00+08:00"…'
done_ 'perhaps a VIP: its brand, and it is said' open "\"kind\":\"complaint\",\"msisdn\":\"13900000305\",\"ticket_id\":\"P1\",$SAID" '…Whether it is a VIP is not known…"class":"gotone"…"warnings":["complaint.class-unsure"]…'
done_ 'an unknown number is taken, for 48 hours, and both are said' open "\"kind\":\"complaint\",\"msisdn\":\"13900000399\",\"ticket_id\":\"U1\",$SAID" "…The customer's class is not known…No line in use has the number 13900000399…\"class\":\"unknown\",\"reply_due\":\"2010-04-03T09:30:00+08:00\"…\"warnings\":[\"complaint.class-unknown\",\"complaint.number-unknown\"]…"
is '  it belongs to no line' "$(q "SELECT line, msisdn FROM ticket WHERE external = 'U1'")" '0|13900000399 '
done_ '  what is known of the customer counts' open "\"kind\":\"complaint\",\"msisdn\":\"13900000399\",\"vip_level\":\"silver\",\"ticket_id\":\"U2\",$SAID" '…"class":"vip"…"warnings":["complaint.number-unknown"]…'
done_ '  but not against the store' open "\"kind\":\"complaint\",\"msisdn\":\"13900000301\",\"vip_level\":\"gold\",\"brand\":\"mzone\",\"ticket_id\":\"G2\",$SAID" '…Brand or VIP level are others than the store has, which counts (GoTone customers).…"class":"gotone"…"warnings":["complaint.customer-differs"]…'
done_ 'no number' open "\"kind\":\"complaint\",$SAID" '…"ticket_id":"…","class":"unknown"…"warnings":["complaint.class-unknown"]…'
is '  without an outside id it has its order'\''s' "$(field ticket_id)" "$(field order_id)"
done_ 'received an hour ago: from then on' open "\"kind\":\"complaint\",\"msisdn\":\"13900000302\",\"opened_at\":\"2010-04-01T08:30:00\",\"ticket_id\":\"V2\",$SAID" '…"reply_due":"2010-04-01T16:30:00+08:00"…'
refused 'a repeated outside id is named' open "\"kind\":\"complaint\",\"msisdn\":\"13900000303\",\"ticket_id\":\"V1\",$SAID" '…"result":"refused","reason":"complaint.repeated"…V1…cm-complaint update ticket_id=V1…'
OWN=$(q "SELECT count(*) FROM ticket")
printf '{"request_id":"c1x","kind":"fault",%s}\n' "$SAID" >one
call 'the same request twice' 0 '…"result":"done"…' '' cm-complaint -q open <one
first=$(field ticket_id)
call '  is one ticket' 0 "…\"result\":\"duplicate\"…\"ticket_id\":\"$first\"…" '' cm-complaint -q open <one
printf '{"request_id":"c1x","kind":"fault","subject":"another","text":"x"}\n' >one
call '  with other content it is none' 1 '…"result":"invalid","reason":"request.conflict"…' '' cm-complaint -q open <one
is '  in the store' "$(q "SELECT count(*) FROM ticket")" "$((OWN + 1)) "
printf '{"kind":"fault",%s}\n' "$SAID" >one
call 'a stream without keys is stopped' 2 '' '…request_id…' cm-complaint -q open <one
call 'a rehearsal writes nothing' 0 '…"result":"done"…"dry_run":true…' '' cm-complaint -q -n open kind=fault subject=x text=y
is '  indeed' "$(q "SELECT count(*) FROM ticket")" "$((OWN + 1)) "
clean

# ---- the counter: upset, the checklist, what is to be signed; the phone; a text message ----
done_ 'a very upset customer' open "\"kind\":\"complaint\",\"emotion_level\":8,$SAID" '…The customer is very upset…"warnings":["complaint.class-unknown","complaint.upset"]…'
done_ 'of the checklist, what is left is told' open "\"kind\":\"complaint\",\"checklist\":[\"soothe\",\"listen\",\"register\",\"gather\",\"purpose\",\"query\",\"explain\"],$SAID" '…"checklist_left":["avoid","solve","record","promise","sign","satisfaction"]…"tasks":["Explain how to avoid it next time.","Offer a reasonable solution for what is wanted.","Fill in the service record of what cannot be solved here.","Tell the customer that the answer comes within 48 hours.","Let the customer sign the service record.","Ask whether the customer is satisfied with how it was handled."]…'
done_ '  settled there is less to do' open "\"kind\":\"complaint\",\"accepted\":true,\"checklist\":[\"soothe\",\"listen\",\"register\",\"gather\",\"purpose\",\"query\",\"explain\"],$SAID" '…"checklist_left":["avoid","solve"]…'
refused '  no such step' open "\"kind\":\"complaint\",\"checklist\":[\"touch\"],$SAID" '…"result":"invalid"…checklist…'
done_ 'at the counter it is signed' open "\"kind\":\"complaint\",\"msisdn\":\"13900000399\",$SAID" '…read the service record over and sign it…"tasks":["Print the service record, let the customer read it over and sign it."]…'
call '  nobody has: that is asked about' 1 '…"result":"undecided","reason":"closing.unsigned"…ack=closing.unsigned…' '' tick open "\"kind\":\"complaint\",\"signed\":false,$SAID"
done_ '  and may be so' open "\"kind\":\"complaint\",\"signed\":false,\"ack\":[\"closing.unsigned\"],\"msisdn\":\"13900000399\",$SAID" '…"warnings":["closing.unsigned","complaint.class-unknown","complaint.number-unknown"]…'
call '  the record to be signed' 0 '…服务记录…no signal…2010-04-03 09:30…客户签字…' '…' cm-show --form order_id="$(field order_id)"
done_ 'on the phone nothing is' open "\"kind\":\"complaint\",\"channel\":\"hotline\",$SAID" '…We will call you back within 48 hours…'
is '  indeed' "$(count tasks '[^"]*')" 0
for lang in zh en; do
	printf '{"request_id":"sms-%s","lang":"%s","channel":"sms","msisdn":"13900000302","kind":"fault",%s}\n' $lang $lang "$SAID" >one
	call "a text message in $lang is one part" 0 '…"script":"…8 …"…"parts":1…' '' cm-complaint -q open <one
done

# ---- accepted at once; cancelled at once (row S71) ----
done_ 'accepted: closed at once' open "\"kind\":\"charge_query\",\"msisdn\":\"13900000301\",\"ticket_id\":\"S1\",\"accepted\":true,\"satisfied\":true,\"solution\":\"explained\",$SAID" '…Are you content…"status":"closed"…'
is '  answered, resolved and closed' "$(q "SELECT replied_at = opened_at, resolved_at = opened_at, closed_at = opened_at, awaiting, remind_at, accepted, satisfied, escalate_to FROM ticket WHERE external = 'S1'")" '1|1|1|0|0|1|1| '
is '  one event, no promise' "$(events S1)$(promises 13900000301)" '>closed 2010-04-02 2010-04-02 '
refused 'cancel what?' open "\"kind\":\"sp_query\",\"msisdn\":\"13900000301\",\"cancel_wanted\":true,$SAID" '…"result":"undecided","reason":"field.missing"…"ask":["service"]…'
cm-store import subscriptions -q <<'!' >out 2>err || echo "Bail out! $(cat err)"
msisdn,service,item,tier,state,opened_at
13900000301,mobile_news,morning_evening,,active,2009-05-01
!
printf '{"request_id":"k1","lang":"en","kind":"sp_query","msisdn":"13900000301","cancel_wanted":true,"service":"mobile_news","item":"morning_evening","id_type":"resident_id","id_no":"612301197001010017","doc_form":"original","holder_present":true,"ticket_id":"K1",%s}\n' "$SAID" >one
call 'cancelled by the command that does that, in the pipe' 0 '…"command":"cm-complaint","verb":"open","result":"done"…"command":"cm-vas","verb":"cancel","result":"done"…' '' sh -c 'cm-complaint -q open <one | cm-vas -q'
is '  and it is finished' "$(field next)" '[]'
done_ 'of no number there is nothing to cancel' open "\"kind\":\"sp_query\",\"cancel_wanted\":true,\"service\":\"mobile_news\",$SAID" '…"result":"done"…'
is '  indeed' "$(grep -c '"next"' out)" 0

# ---- from diagnosis ----
cat >faults <<'!'
{"request_id":"d1","msisdn":"13900000304","service":"sms","symptom":["收不到短信","发不出短信"],"result":"done","cause":["sms.network"],"escalate_to":"data_centre","restore_due":"2010-04-02T09:30:00+08:00","script":"…","next":["cm-complaint open kind=fault"],"trail":[{"command":"cm-diagnose","verb":"diagnose","result":"done"}]}
{"request_id":"d2","msisdn":"13900000303","service":"sms","symptom":["收不到短信"],"result":"done","cause":["sms.inbox"],"next":["cm-vas refresh service=sms"],"trail":[]}
!
call 'a fault with its cause becomes a ticket, another passes' 1 '…"ticket_id":"…"kind":"fault"…
…"next":["cm-vas refresh service=sms"]…' '' sh -c 'cm-complaint -q <faults | sed "s/\(.*\)\(\"kind\":\"fault\"\)\(.*\)\(\"ticket_id\":\"[^\"]*\"\)/\1\4\2\3/"; exit 1'
is '  cause, team and time come along; its symptoms are its subject' "$(q "SELECT cause, escalate_to, datetime(restore_due, 'unixepoch'), subject, text FROM ticket WHERE cause <> ''")" 'sms.network|data_centre|2010-04-02 01:30:00|收不到短信, 发不出短信| '
cat >report <<'!'
{"request_id":"g1","msisdn":"13900000304","service":"sms","symptom":["收不到短信"],"sms_state":"active","inbox_full":false,"in_coverage":true,"network_fault":true}
!
call 'from a fault report to a ticket in one pipe' 0 '…"command":"cm-diagnose","verb":"diagnose","result":"done"},{"command":"cm-complaint","verb":"open","result":"done"…' '' sh -c 'cm-diagnose -q <report | cm-complaint -q'
is '  with what was found' "$(q "SELECT kind, service, cause, length(subject) > 0 FROM ticket WHERE cause = 'sms.network' AND msisdn = '13900000304' AND service = 'sms' ORDER BY ticket DESC LIMIT 1")" 'fault|sms|sms.network|1 '
for i in 1 2 3; do printf '{"request_id":"p%s","kind":"fault","service":"sms","cause":"sms.centre","ticket_id":"C%s","lang":"en","subject":"x","text":"y"}\n' $i $i; done >three
at 2010-04-01T12:00:00
call 'three tickets of one cause are one problem' 0 '…"ticket_id":"C1"…
…"ticket_id":"C2"…"problem":"…","problem_tickets":2,"problem_customers":2…
…Within 24 hours there are 3 tickets of this cause, by 3 customers: perhaps one problem, cm-complaint list problem=….…"problem":"…","problem_tickets":3…"complaint.problem"…' '' cm-complaint -q open <three
at 2010-04-02T12:00:01
done_ 'a day later the second one of it is past, too' open '"kind":"fault","cause":"sms.centre","ticket_id":"C4","subject":"x","text":"y"' '…"ticket_id":"C4"…'
is '  indeed' "$(grep -c problem out)" 0
call 'all of the problem are solved together' 0 '…"ticket_id":"C1"…"status":"resolved"…"result":"done"…
…"status":"resolved"…"result":"done"…
…"status":"resolved"…"result":"done"…' '' sh -c "cm-complaint -q list problem=C3 then='cm-complaint update status=resolved solution=centre-mended' | cm-complaint -q -b solved"
call '  twice is once' 0 '…"result":"duplicate"…
…"result":"duplicate"…
…"result":"duplicate"…' '' sh -c "cm-complaint -q list problem=C3 then='cm-complaint update status=resolved solution=centre-mended' | sed 's/\"version\":2/\"version\":1/' | cm-complaint -q -b solved"
call '  a value in double quotes: what it wants' 1 '…"field.malformed"…in '"'"'single quotes'"'"'…' '' sh -c "cm-complaint -q list ticket_id=C1 then='cm-complaint update solution=\"a b\"' | cm-complaint -q -b quoted"
call '  what was listed before and changed since is left alone' 1 '…"result":"refused","reason":"complaint.changed"…' '' sh -c "cm-complaint -q list ticket_id=C1 then='cm-complaint update status=closed' | sed 's/\"version\":2/\"version\":1/' | cm-complaint -q -b closed"
clean

# ---- what becomes of a ticket ----
at 2010-04-01T10:00:00
refused 'no id' update '"status":"held"' '…"result":"invalid","reason":"field.missing"…ticket_id…'
refused 'no such ticket' update '"ticket_id":"nope","status":"held"' '…"result":"refused","reason":"complaint.unknown"…'
refused 'nothing to do' update '"ticket_id":"G1"' '…"result":"refused","reason":"complaint.nothing"…'
refused '  the status that it has' update '"ticket_id":"G1","status":"acknowledged"' '…"reason":"complaint.nothing"…'
refused '  a status that there is not' update '"ticket_id":"G1","status":"done"' '…"result":"invalid","reason":"field.unknown-value"…'
done_ 'it is worked on' update '"ticket_id":"G1","status":"inProgress","escalate_to":"data_centre"' '…"result":"done"…"class":"gotone","reply_due":"2010-04-02T09:30:00+08:00","order_status"…'
refused 'not back to the beginning' update '"ticket_id":"G1","status":"acknowledged"' '…"result":"refused","reason":"complaint.transition"…is being worked on and cannot become taken; it may become: waiting for the customer, put off, solved, closed, taken back.…'
refused 'an event before the last one is named, and not applied' update '"ticket_id":"G1","status":"held","at":"2010-04-01T09:59:59"' '…"result":"refused","reason":"complaint.out-of-order"…'
refused '  one to come, too' update '"ticket_id":"G1","status":"held","at":"2010-04-01T10:11:00"' '…"reason":"complaint.future"…'
is '  the ticket is as it was' "$(events G1)" '>acknowledged acknowledged>inProgress '
done_ 'pending: the clock stands, and what was promised is taken back' update '"ticket_id":"G1","status":"pending"' '…It waits for the customer; the clock stands.…"reply_due":"2010-04-02T09:30:00+08:00"…'
is '  indeed' "$(q "SELECT awaiting, paused_since > 0, remind_at FROM ticket WHERE external = 'G1'")$(promises 13900000301)" '0|1|0 2010-04-02 over 2010-04-02 2010-04-02 '
at 2010-04-02T12:30:00
done_ 'on again: as much later as it stood' update '"ticket_id":"G1","status":"inProgress"' '…The answer is due by 2010-04-03 12:00 instead of 2010-04-02 09:30.…"reply_due":"2010-04-03T12:00:00+08:00"…'
is '  and promised for that day' "$(q "SELECT awaiting, paused, due_version FROM ticket WHERE external = 'G1'")$(promises 13900000301)" '1|95400|2 2010-04-02 over 2010-04-02 2010-04-02 2010-04-03 '
done_ 'held is ours: the clock goes on' update '"ticket_id":"G1","status":"held"' '…"reply_due":"2010-04-03T12:00:00+08:00"…'
refused '  and closes by no way' close '"ticket_id":"G1"' '…"reason":"complaint.transition"…solved…'
done_ 'a reply, in time' update '"ticket_id":"G1","replied":true,"solution":"the mast was mended","channel":"hotline"' '…China Mobile with the answer to your ticket G1: the mast was mended.…"replied_at":"2010-04-02T12:30:00+08:00"…'
is '  keeps what was promised' "$(promises 13900000301)" '2010-04-02 over 2010-04-02 2010-04-02 2010-04-03 over '
refused '  which is done once' update '"ticket_id":"G1","replied":true' '…"reason":"complaint.nothing"…'
done_ 'solved' update '"ticket_id":"G1","status":"resolved"' '…"resolved_at":"2010-04-02T12:30:00+08:00"…'
refused 'closed without a word of the customer: that is asked about' close '"ticket_id":"G1"' '…"result":"undecided","reason":"complaint.acceptance-unknown"…Nobody has entered whether the customer accepts it.…status=resolved…'
refused 'not accepted is not closed' close '"ticket_id":"G1","accepted":false' '…"result":"refused","reason":"complaint.status"…'
done_ 'closed' close '"ticket_id":"G1","accepted":true,"satisfied":true' '…"status":"closed"…"closed_at":"2010-04-02T12:30:00+08:00"…'
refused '  once' close '"ticket_id":"G1"' '…"result":"refused","reason":"complaint.status"…'
refused '  and is what it is' update '"ticket_id":"G1","severity":2' '…"reason":"complaint.status"…cm-complaint reopen…'
done_ '  but for what the customer says of it later' update '"ticket_id":"G1","satisfied":false' '…"result":"done"…'
refused 'taken up again, why?' reopen '"ticket_id":"G1"' '…"result":"undecided","reason":"complaint.mandatory"…"ask":["change_reason"]…'
done_ 'taken up again, with a time of its own' reopen '"ticket_id":"G1","change_reason":"no signal again"' '…We look into it again and answer within 24 hours…"reply_due":"2010-04-03T12:30:00+08:00","status":"inProgress"…'
is '  owed once more' "$(q "SELECT awaiting, replied_at, resolved_at, closed_at, paused, accepted, satisfied FROM ticket WHERE external = 'G1'")" '1|0|0|0|0|-1|-1 '
refused 'what is worked on need not be' reopen '"ticket_id":"G1","change_reason":"x"' '…"reason":"complaint.status"…'
is 'all of it is on record' "$(events G1)" '>acknowledged acknowledged>inProgress inProgress>pending pending>inProgress inProgress>held held>resolved resolved>closed closed>inProgress/reopened '
refused 'solved, but how?' update '"ticket_id":"V2","status":"resolved"' '…"result":"undecided","reason":"complaint.mandatory"…What was done is missing.…status=cancelled…"ask":["solution"]…'
refused '  closed, but how?' close '"ticket_id":"V2","accepted":true' '…"result":"undecided","reason":"complaint.mandatory"…"ask":["solution"]…'
is '  it is as it was' "$(events V2)" '>acknowledged '
done_ '  what another system says is not asked for more' update '"ticket_id":"V2","status":"resolved","at":"2010-04-01T16:00:00"' '…"result":"done"…"resolved_at":"2010-04-01T16:00:00+08:00"…'
refused '  here it is' close '"ticket_id":"V2"' '…"result":"undecided"…"reasons":["complaint.mandatory","complaint.acceptance-unknown"]…'
refused '  the customer does not accept it' update '"ticket_id":"V2","accepted":false,"status":"closed","solution":"x"' '…"result":"refused","reason":"complaint.status"…'
done_ '  which is kept' update '"ticket_id":"V2","accepted":false,"solution":"the phone was changed"' '…"result":"done"…'
refused '  and keeps it from being closed' close '"ticket_id":"V2"' '…"result":"refused","reason":"complaint.status"…cm-complaint reopen ticket_id=V2 change_reason=not-accepted…'
done_ '  until it is accepted' close '"ticket_id":"V2","accepted":true' '…"status":"closed"…'
done_ 'a customer who says nothing: closed knowingly' close '"ticket_id":"M1","solution":"explained","ack":["complaint.acceptance-unknown"]' '…"result":"done"…"status":"closed"…'
done_ 'answered too late' update '"ticket_id":"V1","status":"resolved","solution":"x"' '…The answer came after 2010-04-01 17:30, when it was due.…'
done_ 'cancelled' update '"ticket_id":"E1","status":"cancelled"' '…"status":"cancelled"…'
is '  nothing is owed' "$(q "SELECT awaiting, open, replied_at FROM ticket WHERE external = 'E1'")$(promises 13900000303)" '0|0|0 2010-04-03 over '
# remedy TICKET: what is said of one that is not accepted is done, command by command; then an answer is owed.
remedy() {
	refused "not accepted: $1" close "\"ticket_id\":\"$1\",\"accepted\":false" '…"result":"refused","reason":"complaint.status"…'
	field remedy | grep -o 'cm-complaint [a-z]* ticket_id=[^ ):]* [a-z_]*=[^ ):"]*' >todo
	is '  the remedy leads to another answer that is owed' "$(sh -e todo >done 2>&1 || cat done)$(q "SELECT awaiting, reply_due > strftime('%s', '${CM_NOW%+*}') - 28800, replied_at FROM ticket WHERE external = '$1'")$(events "$1" | grep -c reopened)" '1|1|0 1'
}
for i in 1 2 3 4; do cm-complaint -q open kind=fault subject=x text=y ticket_id=N$i lang=en; done >out 2>err
cm-complaint -q update ticket_id=N1 status=resolved solution=x >out 2>err
cm-complaint -q close ticket_id=N2 accepted=true solution=x >out 2>err
cm-complaint -q update ticket_id=N3 replied=true solution=x >out 2>err
remedy N1
remedy N2
remedy N3
refused '  of what has had no answer one is owed anyway' close '"ticket_id":"N4","accepted":false,"solution":"x"' '…"result":"refused","reason":"complaint.status"…An answer is still owed…escalate_to=…'
refused '  and nothing becomes of it' reopen '"ticket_id":"E1","change_reason":"x"' '…"complaint.transition"…'
clean

# ---- the time is reckoned again when class, kind or calendar change, and only then ----
done_ 'it is a VIP after all' update '"ticket_id":"U1","class":"vip"' '…The answer is due by 2010-04-01 17:30 instead of 2010-04-03 09:30.…"reply_due":"2010-04-01T17:30:00+08:00"…'
is '  another version of the deadline, and an event' "$(q "SELECT due_version, remind_level FROM ticket WHERE external = 'U1'")$(events U1)" '2|0 >acknowledged acknowledged>acknowledged/class '
done_ '  which stays, whatever kind it is' update '"ticket_id":"U1","kind":"fault"' '…"class":"vip","reply_due":"2010-04-01T17:30:00+08:00"…'
refused 'no such class' update '"ticket_id":"U1","class":"king"' '…"reason":"field.unknown-value"…There is no class king; there are vip, gotone, mzone, easyown, unknown.…'
refused 'no such calendar' update '"ticket_id":"U1","calendar":"moon"' '…"reason":"field.unknown-value"…There is no calendar moon; there are always, office.…"remedy":"Another one is entered in calendars.yaml."…'
refused '  nor when it is opened' open "\"kind\":\"fault\",\"calendar\":\"moon\",$SAID" '…"result":"refused","reason":"field.unknown-value"…There is no calendar moon; there are always, office.…'
at 2010-04-01T09:30:00
done_ 'hours of the back office, which no class has: eight of them' open "\"kind\":\"fault\",\"vip_level\":\"gold\",\"ticket_id\":\"H1\",\"calendar\":\"office\",$SAID" '…"class":"vip","reply_due":"2010-04-02T10:00:00+08:00"…'
at 2010-04-01T11:00:00
done_ '  it stands over noon' update '"ticket_id":"H1","status":"pending"' '…"result":"done"…'
at 2010-04-01T14:00:00
done_ '  which is two hours of these' update '"ticket_id":"H1","status":"inProgress"' '…"reply_due":"2010-04-02T12:00:00+08:00"…'
done_ '  or three of the clock' update '"ticket_id":"H1","calendar":"always"' '…"reply_due":"2010-04-01T20:30:00+08:00"…'
done_ '  and again' update '"ticket_id":"H1","calendar":"office"' '…"reply_due":"2010-04-02T12:00:00+08:00"…'
at 2010-04-02T12:30:00
cp -r "$ROOT/policies" own
cat >own/calendars.yaml <<'!'
calendars:
  - {id: shop, title: {zh: 营业, en: shop}, hours: {mon: ["08:00-12:00", "13:00-17:00"], tue: ["08:00-12:00", "13:00-17:00"], wed: ["08:00-12:00", "13:00-17:00"], thu: ["08:00-12:00", "13:00-17:00"], fri: ["08:00-12:00", "13:00-17:00"]}, holidays: cn, assumed: true}
holidays:
  - {id: cn, from: 2010-01-01, until: 2010-04-30, days_off: ["2010-04-05"], make_up_as: mon, source: test}
!
sed 's/^classes:/classes:\n  - {id: faults, name: {zh: 故障, en: faults}, when: "ticket_kind = '\''fault'\''", reply: 8 h, calendar: shop, assumed: true}/' "$ROOT/policies/deadlines.yaml" >own/deadlines.yaml
CM_POLICIES=$T/own
at 2010-04-01T09:30:00
done_ 'a class with hours of its own: across the lunch' open "\"kind\":\"fault\",\"ticket_id\":\"F1\",$SAID" '…"class":"faults","reply_due":"2010-04-02T09:30:00+08:00"…'
at 2010-04-01T11:00:00
done_ '  the clock stands at noon' update '"ticket_id":"F1","status":"pending"' '…"result":"done"…'
at 2010-04-01T14:00:00
done_ '  of which only hours of work count' update '"ticket_id":"F1","status":"inProgress"' '…instead of 2010-04-02 09:30.…"reply_due":"2010-04-02T11:30:00+08:00"…'
is '  two, not three' "$(q "SELECT paused FROM ticket WHERE external = 'F1'")" '7200 '
done_ '  another calendar: what stood is counted by it' update '"ticket_id":"F1","calendar":"always"' '…"reply_due":"2010-04-01T20:30:00+08:00"…'
is '  three hours' "$(q "SELECT paused, due_calendar FROM ticket WHERE external = 'F1'")$(events F1)" '10800|always >acknowledged acknowledged>pending pending>inProgress inProgress>inProgress/calendar '
done_ 'a query that turns out a fault' open "\"kind\":\"charge_query\",\"msisdn\":\"13900000301\",\"ticket_id\":\"F2\",$SAID" '…"class":"gotone","reply_due":"2010-04-02T14:00:00+08:00"…'
done_ '  is of that class' update '"ticket_id":"F2","kind":"fault"' '…"class":"faults","reply_due":"2010-04-02T14:00:00+08:00"…'
at 2010-04-29T09:00:00
done_ 'a fault of the last days' open "\"kind\":\"fault\",\"ticket_id\":\"F4\",$SAID" '…"reply_due":"2010-04-30T09:00:00+08:00"…'
done_ '  that waits for the customer' update '"ticket_id":"F4","status":"pending"' '…"result":"done"…'
done_ 'and another one' open "\"kind\":\"fault\",\"ticket_id\":\"F5\",$SAID" '…"result":"done"…'
at 2010-04-30T16:00:00
refused 'a calendar that ends says so, and guesses nothing' open "\"kind\":\"fault\",\"ticket_id\":\"F3\",$SAID" '…"result":"refused","reason":"complaint.calendar-ends"…calendars.yaml…'
done_ 'one that is late, and waits' update '"ticket_id":"F2","status":"pending"' '…"result":"done"…'
at 2010-05-03T10:00:00
refused 'one that ends while the clock stands does not let it go on' update '"ticket_id":"F4","status":"inProgress"' '…"reason":"complaint.calendar-ends"…'
done_ '  and keeps nobody from the answer' update '"ticket_id":"F4","status":"resolved","solution":"mended"' '…"status":"resolved"…"replied_at":"2010-05-03T10:00:00+08:00"…'
is '  which is in time, as the clock was stopped in time' "$(q "SELECT replied_at <= reply_due, paused_since FROM ticket WHERE external = 'F4'")" '1|0 '
CM_POLICIES=$ROOT/policies
done_ 'of a calendar that is gone other things may be said' update '"ticket_id":"F2","severity":3' '…"result":"done"…'
done_ '  and it may end' update '"ticket_id":"F2","status":"cancelled"' '…"status":"cancelled"…'
is '  as late as it was' "$(q "SELECT closed_at > reply_due FROM ticket WHERE external = 'F2'")" '1 '
done_ 'what is reckoned by it stands still' update '"ticket_id":"F5","status":"pending"' '…"result":"done"…'
refused '  and cannot go on' update '"ticket_id":"F5","status":"inProgress"' '…"reason":"complaint.calendar-ends"…'
done_ '  until it gets another' update '"ticket_id":"F5","class":"gotone","calendar":"always","status":"inProgress"' '…"result":"done"…'
clean

# ---- one problem becomes part of another ----
for i in 1 2 3; do cm-complaint -q open kind=fault subject=x text=y ticket_id=D$i lang=en; done >out 2>err
done_ 'by hand' update '"ticket_id":"D2","problem":"D1"' '…"result":"done"…'
first=$(field problem)
done_ '  by itself a ticket is part of none' update '"ticket_id":"D1","problem":"D2","severity":3' '…"result":"done"…'
is '  indeed' "$(q "SELECT problem FROM ticket WHERE external = 'D1'")" ' '
refused 'the first one cannot go alone' update '"ticket_id":"D1","problem":"D3"' '…"result":"refused","reason":"complaint.problem-first"…Ticket D1 is the first one of a problem that others are part of…cm-complaint list problem=D1 then='\''cm-complaint update problem=…'
call '  the others go first' 1 '…"ticket_id":"D1"…"reason":"complaint.problem-first"…
…"ticket_id":"D2"…"result":"done"…' '' sh -c "cm-complaint -q list problem=D1 then='cm-complaint update problem=D3' | cm-complaint -q -b move"
call '  and then this one' 0 '…"ticket_id":"D1"…"result":"done"…' '' sh -c "cm-complaint -q list problem=D1 then='cm-complaint update problem=D3' | cm-complaint -q -b move2"
call '  a list finds all, by any of them' 0 '…' '' cm-complaint -q list problem=D2
is '  three' "$(grep -c '"ticket_id":"D' out)" 3
q "UPDATE ticket SET problem = '$first' WHERE external = 'D2'" # as it was when nobody refused a chain
done_ 'a chain is followed to its end' update '"ticket_id":"C4","problem":"D2"' '…"problem":"…"…'
is '  indeed' "$(q "SELECT count(*) FROM ticket c JOIN ticket d ON d.problem = c.problem WHERE c.external = 'C4' AND d.external = 'D1'")" '1 '

# ---- what the journal has of a customer's words ----
done_ 'what the customer wants' update '"ticket_id":"C4","purpose":"the fee of Mr Zhao back","severity":2' '…"result":"done"…'
done_ '  is changed' update '"ticket_id":"C4","purpose":"an apology to Mr Zhao"' '…"result":"done"…'
done_ '  or said at once' open "\"kind\":\"complaint\",\"purpose\":\"Mr Zhao heard\",$SAID" '…"result":"done"…'
is '  stays in the ticket' "$(q "SELECT purpose FROM ticket WHERE external = 'C4'")$(cm-audit log 2>/dev/null | grep -c Zhao)" 'an apology to Mr Zhao 0'
is '  and that it changed in the journal' "$(cm-audit log 2>/dev/null | grep -c '"complaint_purpose":\["","\*\*\*"\]')" 2

# ---- listed ----
at 2010-04-02T12:00:00
rows() { sed 's/.*"ticket_id":"\([^"]*\)".*/\1/' out | grep -v '^[0-9a-f]' | sort | tr '\n' ' '; }
call 'by number' 0 '…' '…' cm-complaint list msisdn=13900000301
is '  those of the line' "$(rows)" 'F2 G1 G2 K1 S1 '
call 'by number and status' 0 '…"status":"closed","ticket_id":"S1"…' '' cm-complaint -q list msisdn=13900000301 status=closed
call 'of an unknown number' 0 '…' '' cm-complaint -q list msisdn=13900000399
is '  as it was reported' "$(rows)" 'U1 U2 '
call 'overdue' 0 '{"overdue":true,…"awaiting":true…' '' cm-complaint -q list overdue=true
is '  the earliest deadline first' "$(sed 's/.*"reply_due":"\([^"]*\)".*/\1/' out)" "$(sed 's/.*"reply_due":"\([^"]*\)".*/\1/' out | sort)"
is '  all others' "$(cm-complaint -q list overdue=false | grep -c '"overdue":true')" 0
call 'none' 0 '…"result":"done","message":"no such ticket","next":[]…' '' cm-complaint -q list class=king
refused 'days backwards' list '"since":"2010-04-02","until":"2010-04-01"' '…"result":"refused","reason":"field.unknown-value"…'
call 'by day, class, kind, cause' 0 '…"ticket_id":"C4"…' '' cm-complaint -q list since=2010-04-02 until=2010-04-02 class=unknown kind=fault cause=sms.centre open=true
call 'what the customer said is not shown' 0 '…"subject":"no signal"…' '' cm-complaint -q list ticket_id=V1
is '  nowhere in it' "$(grep -c 'since Monday\|"solution"\|"text"' out)" 0
call '  but with a reason' 0 '…"text":"no signal at home since Monday"…"solution":"x"…' '' cm-complaint -q --unmask audit list ticket_id=V1
is '  which is on record' "$(cm-audit log 2>/dev/null | grep -c '"command":"cm-complaint list"')" 1
is 'no operation keeps it' "$(cm-audit log 2>/dev/null | grep -c 'since Monday')" 0
call 'a list is written by nobody' 0 '…' '' cm-complaint -q list open=true

# ---- a promise that is not kept; a terminal; the form ----
at 2010-04-03T12:00:00
call 'an answer that was promised and did not come' 1 '…"msisdn":"13900000302","kind":"reply",…"due":"2010-04-01"…' '' cm-bill -q promises --broken
if [ -x "$BUILD/typist" ]; then
	TERM=xterm
	export TERM
	printf '{"request_id":"t1","kind":"fault","subject":"at a terminal","text":"he is my neighbour"}\n' >one
	call 'what comes in a file is not for everybody at the screen' 0 '…at a terminal…' '' "$BUILD/typist" sh -c 'stty cols 200 && cm-complaint -q open <one'
	is '  what the customer says is hidden' "$(grep -c neighbour out) $(grep -c '\*\*\*' out)" '0 1'
	call '  and goes whole into a pipe' 0 '…he is my neighbour…' '' cm-complaint -q -n open kind=fault subject=x text='he is my neighbour'
	call 'what is owed, on a narrow terminal: until when comes first' 0 'ticket_id  msisdn …reply_due …overdue  minutes_left…' '' "$BUILD/typist" sh -c 'stty cols 90 && cm-complaint due --within 100d'
	TERM=dumb
	call 'at the counter it is asked for, with what is missing' 0 … '' "$BUILD/typist" cm-complaint open <<'!'
? mobile number:
= 13900000301
? kind of ticket:
= nonsense
? !
= fault
? subject:
= asked for
? what the customer says:
=
? ticket:
= .
? Do it?
= y
? This has to be known first
? what the customer says:
= it was dark
? Registered: ticket
? mobile number:
+ \x04
!
	is '  and is a ticket' "$(q "SELECT kind, text FROM ticket WHERE subject = 'asked for'")" 'fault|it was dark '
	cm-complaint -q open kind=fault subject=x text=y ticket_id=A1 >out 2>err
	call 'closed at the counter: what the customer says is asked for, and what was done' 0 … '' "$BUILD/typist" cm-complaint close <<'!'
? ticket:
= A1
? solution:
=
? Does the customer accept
= yes
= .
? Do it?
= y
? What was done is missing
? solution:
= mended
? closed at
? ticket:
+ \x04
!
	call 'what is to be done: due is an answer, and is done' 0 '…due: list the answers that are owed by now…ticket_id …U1 …' '' "$BUILD/typist" sh -c 'stty cols 100; cm-complaint' <<'!'
? What is to be done:
= due
!
	call '  so is the report' 0 '…report: count what was answered in time and late…tickets…in_time…' '' "$BUILD/typist" sh -c 'stty cols 100; cm-complaint' <<'!'
? What is to be done:
= report
!
	call '  and remind, which asks for nothing' 0 '…remind: …' '' "$BUILD/typist" cm-complaint -n <<'!'
? What is to be done:
= remind
!
	call '  or nothing' 0 … '' "$BUILD/typist" cm-complaint <<'!'
? What is to be done:
+ \x04
!
else
	skip 'no typist'; skip 'no typist'; skip 'no typist'; skip 'no typist'; skip 'no typist'; skip 'no typist'; skip 'no typist'; skip 'no typist'; skip 'no typist'; skip 'no typist'; skip 'no typist'
fi
clean

# ---- a damaged store is named, and brings nothing down ----
damaged() { # what, statement
	rm -f bad.db*; cp store.db bad.db; cp store.db.key bad.db.key; cp store.db-wal bad.db-wal 2>/dev/null
	sqlite3 bad.db "PRAGMA ignore_check_constraints = 1; PRAGMA foreign_keys = 0; $2" >/dev/null
	for verb in 'update ticket_id=F5 severity=2' 'close ticket_id=F5 solution=x accepted=true' 'list ticket_id=F5'; do
		case $1$verb in event*list*) continue ;; esac
		call "$1: ${verb%% *}" 69 '' '…out of its range…' env CM_STORE="$T/bad.db" cm-complaint -q --no-key $verb
	done
}
damaged 'event of a status that is none' "UPDATE ticket_event SET from_status = 'x' WHERE n = 2"
damaged 'event to a status that is none' "UPDATE ticket_event SET to_status = '9'"
damaged 'event of no time' 'UPDATE ticket_event SET at = 9223372036854775807'
for column in opened_at reply_due due_version paused paused_since restore_due replied_at resolved_at closed_at severity remind_level remind_at version; do
	damaged "a ticket's $column" "UPDATE ticket SET $column = 9223372036854775807"
done
