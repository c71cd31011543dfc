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
call 'a second time there is nothing to do' 0 '…' '…' cm-store migrate
