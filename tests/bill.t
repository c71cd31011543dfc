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
few few bill family line identity closing notify pin
finds() { call "cm-policy check: $1" 1 "…$4…" … sh -c 'rm -rf p; cp -R few p; sed -i "$1" p/$2; cm-policy -p p check' sh "$2" "$3"; }
finds 'a call without a unit' 's/\(id: call_unit.*\)value: "60"/\1value: "0"/' bill.yaml 'call_unit: 1 at least'
finds 'a cause that pays nothing back' 's/\(id: times_outage.*\)value: "1"/\1value: "0"/' bill.yaml 'times_outage: 1 at least'
finds 'free minutes below nothing' 's/\(id: family_minutes_main.*\)value: "200"/\1value: "-5"/' family.yaml 'family_minutes_main: 0 at least'
finds 'a service that is charged as an advance' 's/^bill: {item: sms,/bill: {item: advance,/' services/sms.yaml 'policy.reserved'
finds 'a wait for a consent that is over before it begins' 's/\(id: consent_hours.*\)value: "72"/\1value: "-1"/' family.yaml 'consent_hours is a stretch of time'
finds 'one that no calendar holds' 's/\(id: family_effect_hours.*\)value: "24"/\1value: "9223372036854775807"/' family.yaml 'family_effect_hours is a stretch of time'
finds 'a call that is a service' 's/^charges: sms/charges: voice/' services/sms.yaml 'policy.reserved'
finds 'a bundle in itself' 's/^includes: .*/includes: [dual_display]/' services/dual_display.yaml 'dual_display leads back to itself by includes'
finds 'two that take each other' 's/^half_from/with: [mms]\n&/' services/mobile_data.yaml 'mms leads back to itself by with'
finds 'what makes itself free' 's/^frees: .*/frees: [family]/' services/family.yaml 'family leads back to itself by frees'
finds '  by way of another' 's/^needs:/frees: [family]\n&/' services/mobile_news.yaml 'family leads back to itself by frees'
finds 'what it takes is excluded' 's/^with: .*/&\nexcludes: [mobile_data]/' services/mms.yaml 'mms excludes mobile_data, and cannot be had without it'
finds 'a message that is another one, too' 's/text: KTCL/text: gprs5/' services/rbt.yaml 'gprs5 orders rbt, and is GPRS{tier} of mobile_data as well'
finds '  in other letters' 's/text: KTCL/text: Ktldtx/' services/rbt.yaml 'Ktldtx orders rbt, and is KTLDTX of missed_call_alert as well'
finds 'two credits on one day' 's/^\( *\)- {amount: "1.00", month: "1", by: "9"}/&\n\1- {amount: "2.00", month: "1", by: "9"}/' campaigns.yaml 'two credits of a campaign'
finds '  on one in February' 's/^\( *\)- {amount: "1.00", month: "1", by: "9"}/\1- {amount: "1.00", month: "1", by: "28"}\n\1- {amount: "2.00", month: "1", by: "30"}/' campaigns.yaml 'two credits of a campaign'
call 'no default verb' 2 '' '…which verb…' cm-bill month=2010-03
