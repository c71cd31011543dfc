#!/bin/sh
# A store of version 1, brought up: nothing is lost, and what it did not know yet is filled in.
. "${0%/*}/lib.sh"
old() { (umask 077; rm -f old.db*; sqlite3 old.db <"$ROOT/tests/data/store-1.sql" >/dev/null; cp "$ROOT/tests/data/store-1.key" old.db.key); }
CM_STORE=$T/old.db CM_NOW=2010-04-02T09:00:00+08:00
export CM_STORE CM_NOW
old
call 'an older store is not used' 69 '' '…cm-store migrate…' cm-pay msisdn=13900000101 amount=1 request_id=x
call 'it is brought up' 0 '…' '…' cm-store migrate
call 'and is whole' 0 '' '' cm-store check
call 'with its journal' 0 '…' '' cm-audit verify -q
is 'arrears and states have a day: that of the last operation' \
    "$(sqlite3 old.db 'SELECT balance, status, arrears_since, status_since FROM account ORDER BY balance')" \
    "$(printf '%s\n' '-9900|4|14700|14700' '-850|2|14700|14700' '1200|1|-2147483648|14700')"
call 'what was done stays done' 0 '…"result":"duplicate"…' '' cm-pay -q msisdn=13900000101 amount=30 request_id=p1
call 'what it never had can be kept in it' 0 '…"done"…' '' cm-store import tickets -q ticket_id=C-1 msisdn=13900000101 opened_at=2010-04-01 target_at=2010-04-02 status=held subject=x
call '  as in any other' 0 '' '' cm-store check
call 'a second time there is nothing to do' 0 '…' '…' cm-store migrate

# ---- a line that had ended: the way back to it is found, whoever has its number now ----
old
sqlite3 old.db "UPDATE account SET status = 5 WHERE line = (SELECT line FROM line WHERE msisdn = '13900000103')
; UPDATE directory SET state = 3 WHERE name = '13900000103'"
call 'a terminated one comes along' 0 '…' '…' cm-store migrate
call 'and is whole' 0 '' '' cm-store check
call 'it is known what it would take to come back' 0 '…"result":"done"…"arrears":99.00…"candidates":["欧阳* 2009-12-31/2010-04-01"]…' '' cm-reactivate check -q msisdn=13900000103
old
sqlite3 old.db "UPDATE account SET status = 5 WHERE line = (SELECT line FROM line WHERE msisdn = '13900000103')
; UPDATE directory SET (part, line) = (SELECT part, line FROM line WHERE msisdn = '13900000102') WHERE name = '13900000103'"
call 'one whose number is another customer'"'"'s' 0 '…' '…' cm-store migrate
is 'is remembered under that number, in its part' "$(sqlite3 old.db 'SELECT kpart, msisdn, line FROM former')" '14|13900000103|5237657770271395687'
