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
call 'no default verb' 2 '' '…which verb…' cm-bill month=2010-03
