#!/bin/sh
# cm-bill: what is wrong before anything is looked at. The run itself: bill-run.t.
. "${0%/*}/lib.sh"
store; lines

call 'which month?' 2 '' '…month must be given: month=……' cm-bill run
call 'no month at all' 2 '' '…month: expected a month such as 2010-04, not April…' cm-bill run month=April
call 'a thirteenth one' 2 '' '…expected a month…2010-13…' cm-bill run month=2010-13
call 'twice' 2 '' '…month is given twice…' cm-bill run month=2010-03 month=2010-04
call 'fields: the store gives the records' 2 '' '…takes no records…' cm-bill run month=2010-03 msisdn=13900000101
call 'a field that nobody knows' 2 '' '…takes no records…' cm-bill run month=2010-03 colour=red
call 'a batch has no name' 2 '' '…' cm-bill run -b x month=2010-03
call 'a phase that is none' 2 '' '…phase is advance or close, not dawn…' cm-bill run month=2010-03 phase=dawn
call 'a month that has not begun' 2 '' '…2010-05 has not begun: its advances are charged from 2010-05-01 on…' cm-bill run month=2010-05
call 'a month that is not over' 2 '' '…2010-04 is not over: it can be closed from 2010-05-01 on…' cm-bill run month=2010-04 phase=close
call 'no store' 69 '' … cm-bill run -s nowhere.db month=2010-03
call 'a policy without its figure' 78 '' '…call_unit…' sh -c 'cp -R "$CM_POLICIES" p; sed -i "s/id: call_unit/id: other_unit/" p/bill.yaml; cm-bill run -p p month=2010-03'
finds() { call "cm-policy check: $1" 1 "…$4…" … sh -c 'rm -rf p; cp -R "$CM_POLICIES" p; sed -i "$1" p/$2; cm-policy -p p check' sh "$2" "$3"; }
finds 'a call without a unit' 's/\(id: call_unit.*\)value: "60"/\1value: "0"/' bill.yaml 'call_unit: 1 at least'
finds 'a cause that pays nothing back' 's/\(id: times_outage.*\)value: "1"/\1value: "0"/' bill.yaml 'times_outage: 1 at least'
finds 'free minutes below nothing' 's/\(id: family_minutes_main.*\)value: "200"/\1value: "-5"/' family.yaml 'family_minutes_main: 0 at least'
finds 'a service that is charged as an advance' 's/^bill: {item: sms,/bill: {item: advance,/' services/sms.yaml 'policy.reserved'
call 'no default verb' 2 '' '…which verb…' cm-bill month=2010-03
