# What is swept: a small file for each command that writes, and the store that it finds. Sourced behind sweep.sh.

base() { # steps of making base/store.db
	rm -rf "$T/base"
	mkdir "$T/base"
	CM_STORE=$T/base/store.db CM_NOW=2010-04-01T09:30:00+08:00
	export CM_STORE CM_NOW
	for step; do $step || { echo "Bail out! $step"; exit 1; }; done
}
init() { cm-store init --rehearsal -q; }
stock() { cm-store import numbers -q <"$ROOT/tests/data/numbers.csv" >/dev/null && cm-store import sims -q <"$ROOT/tests/data/sims.csv" >/dev/null; }

scene_pay() {
	base init lines
	cat >pay.in <<-'!'
	{"request_id":"p1","msisdn":"13900000101","amount":"38.50"}
	{"request_id":"p2","msisdn":"13900000102","amount":"50"}
	{"request_id":"p3","msisdn":"13900000103","amount":"120.00"}
	{"request_id":"p4","msisdn":"13900000102","amount":"0.01"}
	!
	scenario cm-pay "$T/pay.in" cm-pay
}

scene_open() {
	base init stock
	awk -F, 'FNR == 1 { next } FILENAME ~ /numbers/ { number[FNR] = $1; next }
		FNR <= 3 { printf "{\"request_id\":\"o%d\",\"msisdn\":\"%s\",\"iccid\":\"%s\",\"name\":\"张伟\",\"id_type\":\"resident_id\",\"id_no\":\"612301197001010017\",\"holder_present\":true,\"doc_form\":\"original\",\"plan\":\"easyown-family\",\"services\":[\"mms\"],\"deposit\":\"100.00\"}\n", FNR, number[FNR], $1 }' \
		"$ROOT/tests/data/numbers.csv" "$ROOT/tests/data/sims.csv" >open.in
	scenario cm-open "$T/open.in" cm-open
}

# A number of stock, one that nobody knows with its SIM, one that is gone. request_id only tells the rows apart.
scene_import() {
	base init stock
	cat >import.in <<-'!'
	{"request_id":"i1","msisdn":"13900000001","name":"张伟","status":"active","balance":12.00}
	{"request_id":"i2","msisdn":"13900000801","iccid":"89860009100000000018","status":"suspended_arrears","arrears":38.50}
	{"request_id":"i3","msisdn":"13900000802","status":"terminated","balance":0}
	!
	scenario 'cm-store import lines' "$T/import.in" cm-store import lines
}

scene_resetpw() {
	base init lines
	cat >pin.in <<-'!'
	{"request_id":"r1","msisdn":"13900000102","knows_old_pin":false,"phone_present":false,"id_no":"612321198002030028","holder_present":true,"doc_form":"original","new_pin":"741852"}
	{"request_id":"r2","msisdn":"13900000101","knows_old_pin":false,"phone_present":false,"id_no":"612301197001010017","holder_present":true,"doc_form":"original","new_pin":"285174"}
	!
	scenario cm-resetpw "$T/pin.in" cm-resetpw
}

# A step of each kind: what is made out of the store itself has neither input nor request keys.
due_lines() {
	cm-store import lines --now 2009-10-01 -q >/dev/null <<-'!' && cm-due --now 2009-11-15 -q >/dev/null && cm-store import lines --now 2010-02-01 -q >/dev/null <<-'?' &&
	msisdn,name,iccid,vip_level,status,balance,payment_method
	13900000301,甲,89860009100000000018,none,pending_terminate,-20.00,cash
	!
	msisdn,name,iccid,vip_level,status,balance,payment_method
	13900000302,乙,89860009100000000026,none,pending_terminate,-20.00,cash
	13900000303,丙,,none,suspended_arrears,-20.00,cash
	13900000304,丁,,none,active,-20.00,cash
	?
	cm-store import subscriptions --now 2010-02-01 -q >/dev/null <<-'!'
	msisdn,service,state,opened_at
	13900000302,mms,active,2009-10-01
	!
}

scene_due() {
	base init due_lines
	scenario cm-due /dev/null cm-due
	is 'cm-due: a step of each kind' "$(grep -o '"step":"[a-z]*"' ref.out | sort | tr -d '\n')" '"step":"release""step":"schedule""step":"suspend""step":"terminate"'
}

# Two lines whose data runs out, and one whose does not.
remind_lines() {
	cm-store import lines --now 2010-01-01 -q >/dev/null <<-'!' && cm-store import subscriptions --now 2010-01-01 -q >/dev/null <<-'?' && cm-store import usage --now 2010-04-01T09:00:00 -q >/dev/null <<-'+'
	msisdn,status,balance
	13900000301,active,10
	13900000302,active,10
	13900000303,active,10
	!
	msisdn,service,tier,state,opened_at
	13900000301,mobile_data,5,active,2009-10-01
	13900000302,mobile_data,5,active,2009-10-01
	13900000303,mobile_data,5,active,2009-10-01
	?
	msisdn,kind,at,down_kb
	13900000301,data,2010-04-01T08:00:00,30720
	13900000302,data,2010-04-01T08:00:00,30719
	+
}

scene_remind() {
	base init remind_lines
	scenario 'cm-vas remind' /dev/null cm-vas remind
	is 'cm-vas remind: who was told' "$(grep -o '"notices":[^]]*' ref.out | sort | tr -d '\n')" '"notices":["data-empty""notices":["data-low"'
}

# A month with fees, packs and a part of one.
bill_lines() {
	cm-store import lines --now 2010-01-01 -q >/dev/null <<-'!' && cm-store import subscriptions --now 2010-01-01 -q >/dev/null <<-'?'
	msisdn,name,plan,opened_at,status,balance
	13900000401,张伟,gotone-58,2008-06-15,active,20.00
	13900000402,张伟,gotone-58,2010-03-16,active,0.00
	13900000403,张伟,easyown-basic,2008-06-15,active,0.00
	13900000404,张伟,easyown-family,2008-06-15,suspended_arrears,-20.00
	!
	msisdn,service,tier,state,opened_at
	13900000401,mobile_data,20,active,2009-10-01
	13900000401,sms,3,active,2009-10-01
	13900000402,mobile_data,5,active,2010-03-16
	?
}

scene_bill() {
	base init bill_lines
	scenario 'cm-bill run' /dev/null cm-bill run month=2010-03
	is 'cm-bill run: three of four lines' "$(grep -c '"result":"done"' ref.out)" 3
}

# A line that ended, and one that is stopped.
reactivate_lines() {
	cm-store import lines --now 2010-01-01 -q >/dev/null <<-'!' && cm-store import subscriptions --now 2010-01-01 -q >/dev/null <<-'?' && cm-due --now 2010-02-01 -q --only terminate >/dev/null
	msisdn,name,id_type,id_no,iccid,vip_level,plan,status,balance,payment_method
	13900000301,张伟,resident_id,612301197001010017,89860009100000000018,none,easyown-family,pending_terminate,-38.50,cash
	13900000302,张伟,resident_id,612301197001010017,89860009100000000026,none,easyown-basic,suspended_arrears,-20.00,cash
	!
	msisdn,service,tier,state,opened_at
	13900000301,caller_id,,active,2009-10-01
	13900000301,mobile_data,20,active,2009-10-01
	?
}

scene_reactivate() {
	base init stock reactivate_lines
	cat >back.in <<-'!'
	{"request_id":"b1","msisdn":"13900000301","iccid":"89860009100000000034","amount":"50","id_type":"resident_id","id_no":"612301197001010017","doc_form":"original","holder_present":true}
	{"request_id":"b2","msisdn":"13900000302","amount":"20","id_type":"resident_id","id_no":"612301197001010017","doc_form":"original","holder_present":true}
	!
	scenario cm-reactivate "$T/back.in" cm-reactivate
}

# Old SIMs that nobody knows and that somebody knows, money in two movements, a line that comes back into service.
scene_sim() {
	base init stock lines
	cat >sim.in <<-'!'
	{"request_id":"s1","msisdn":"13900000102","sim_reason":"lost","iccid":"89860009100000000018","prepay":20,"id_no":"612321198002030028","holder_present":true,"doc_form":"original"}
	{"request_id":"s2","msisdn":"13900000102","sim_reason":"damaged","iccid":"89860009100000000026","prepay":100,"id_no":"612321198002030028","holder_present":true,"doc_form":"original"}
	{"request_id":"s3","msisdn":"13900000101","sim_reason":"lost","iccid":"89860009100000000034","prepay":50,"id_no":"612301197001010017","holder_present":true,"doc_form":"original"}
	!
	scenario cm-sim "$T/sim.in" cm-sim
}

# A document that goes among the former owners' ones, and a contact.
scene_amend() {
	base init lines
	cat >amend.in <<-'!'
	{"request_id":"m1","msisdn":"13900000102","new_id_type":"driving_licence","new_id_no":"610100123456","id_no":"612321198002030028","holder_present":true,"doc_form":"original"}
	{"request_id":"m2","msisdn":"13900000101","new_contact":"13800000000","id_no":"612301197001010017","holder_present":true,"doc_form":"original"}
	!
	scenario cm-amend "$T/amend.in" cm-amend
}

# Another owner and a PIN of his, points and a plan that waited gone; and straight on to the next owner, by the one before.
given_lines() {
	cm-store import lines -q >/dev/null <<-'!' && cm-plan -q --now 2010-03-31T10:00 >/dev/null <<-'?'
	msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method,points
	13900000501,张伟,resident_id,612301197001010017,easyown,none,easyown-family,2008-06-15,active,5.00,cash,100
	13900000502,李静,resident_id,612321198002030028,easyown,none,easyown-basic,2008-06-15,active,0.00,cash,0
	!
	{"request_id":"w","msisdn":"13900000501","plan":"easyown-farm","id_no":"612301197001010017","holder_present":true,"doc_form":"original"}
	?
}

scene_transfer() {
	base init given_lines
	given='"holder_present":true,"doc_form":"original","new_id_type":"resident_id","new_holder_present":true,"purpose":"to_other","ack":"transfer.points"'
	cat >given.in <<-!
	{"request_id":"g1","msisdn":"13900000501","id_no":"612301197001010017","new_name":"王五","new_id_no":"612301197707070011","new_pin":"741852",$given}
	{"request_id":"g2","msisdn":"13900000502","id_no":"612321198002030028","new_name":"赵六","new_id_no":"612301197505050012","new_pin":"285174",$given}
	{"request_id":"g3","msisdn":"13900000501","id_no":"612301197707070011","new_name":"赵六","new_id_no":"612301197505050012","new_pin":"396285",$given}
	!
	scenario cm-transfer "$T/given.in" cm-transfer
}

# Orders of yesterday leave notices: what pull hands out is acknowledged, what customers answer is counted.
surveys() {
	cm-store import lines -q msisdn=13900000109 name=王芳 id_type=resident_id id_no=612321198002030028 status=active balance=5 >/dev/null || return 1
	CM_NOW=2010-03-31T10:00:00+08:00 cm-resetpw -q >"$T/orders" <<-'!'
	{"request_id":"r1","msisdn":"13900000102","knows_old_pin":false,"phone_present":false,"id_no":"612321198002030028","holder_present":true,"doc_form":"original","new_pin":"741852"}
	{"request_id":"r2","msisdn":"13900000109","knows_old_pin":false,"phone_present":false,"id_no":"612321198002030028","holder_present":true,"doc_form":"original","new_pin":"285174"}
	{"request_id":"r3","msisdn":"13900000101","knows_old_pin":false,"phone_present":false,"id_no":"612301197001010017","holder_present":true,"doc_form":"original","new_pin":"285174"}
	!
	cm-notify pull -q | awk '{ sub(/^\{/, "{\"request_id\":\"n" NR "\","); sub(/"order_id":/, "\"of_order\":"); print }' >"$T/ack.in"
	[ "$(wc -l <"$T/ack.in")" -eq 3 ]
}

scene_ack() {
	base init lines surveys
	scenario 'cm-notify ack' "$T/ack.in" cm-notify ack
}

scene_reply() {
	base init lines surveys
	cat >reply.in <<-'!'
	{"request_id":"a1","msisdn":"13900000102","text":"5","at":"2010-03-31T11:00:00"}
	{"request_id":"a2","msisdn":"13900000109","text":"4","at":"2010-03-31T11:01:00"}
	{"request_id":"a3","msisdn":"13900000101","text":" 0 ","at":"2010-03-31T12:00:00"}
	!
	scenario 'cm-notify reply' "$T/reply.in" cm-notify reply
}

# An order that waits, one that takes its place, and services that end and open at once.
scene_plan() {
	base init lines
	cp -R "$ROOT/policies" now && sed -i '/id: plan_effect/,/value:/s/value: next_month/value: offer/' now/plan.yaml
	cat >plan.in <<-'!'
	{"request_id":"n1","msisdn":"13900000102","plan":"gotone-128","id_no":"612321198002030028","holder_present":true,"doc_form":"original"}
	{"request_id":"n2","msisdn":"13900000102","plan":"gotone-188","ack":"plan.replaces","id_no":"612321198002030028","holder_present":true,"doc_form":"original"}
	{"request_id":"n3","msisdn":"13900000102","plan":"gotone-88","ack":"plan.replaces","id_no":"612321198002030028","holder_present":true,"doc_form":"original"}
	{"request_id":"n4","msisdn":"13900000102","plan":"easyown-talk","ack":"plan.cautions","id_no":"612321198002030028","holder_present":true,"doc_form":"original"}
	!
	scenario 'cm-plan -p now' "$T/plan.in" cm-plan -p "$T/now"
}

scene_bundle() {
	base init lines
	cat >bundle.in <<-'!'
	{"request_id":"u1","msisdn":"13900000102","bundle":"long-two-12","tier":"180","gift_method":"counter","bundle_eligible":true,"id_no":"612321198002030028","holder_present":true,"doc_form":"original"}
	!
	scenario 'cm-bundle' "$T/bundle.in" cm-bundle
}

# Lines with a month behind them, a pack, and a payment of today.
month_lines() {
	cm-store import lines --now 2010-01-01 -q >/dev/null <<-'!' && cm-bill run --now 2010-03-01 -q month=2010-02 >/dev/null && cm-store import subscriptions --now 2010-03-01 -q >/dev/null <<-'?' &&
	msisdn,name,id_type,id_no,plan,opened_at,status,balance
	13900000601,张伟,resident_id,612301197001010017,gotone-88,2008-06-15,active,1000.00
	13900000602,李静,resident_id,612321198002030028,gotone-88,2008-06-15,active,1000.00
	13900000603,吴刚,resident_id,612301197505050013,gotone-88,2008-06-15,active,1000.00
	!
	msisdn,service,tier,state,opened_at
	13900000602,mobile_data,5,active,2009-10-01
	?
	cm-pay --now 2010-04-01T09:00:00 -q -o jsonl msisdn=13900000602 amount=100 >"$T/paid"
}
shown='"id_type":"resident_id","doc_form":"original","holder_present":true'

# A member that agrees at once; fees and papers for both lines.
scene_family() {
	base init month_lines
	cat >family.in <<-!
	{"request_id":"f1","msisdn":"13900000601","id_no":"612301197001010017","member":"13900000602","member_present":true,"member_id_no":"612321198002030028","read_back":true,$shown}
	!
	scenario 'cm-family create' "$T/family.in" cm-family create
}

scene_refund() {
	base init month_lines
	cat >refund.in <<-'!'
	{"request_id":"r1","msisdn":"13900000601","month":"2010-02","item":"monthly_fee","cause":"not_used","amount":"5"}
	{"request_id":"r2","msisdn":"13900000603","month":"2010-02","item":"monthly_fee","cause":"not_used"}
	{"request_id":"r3","msisdn":"13900000601","month":"2010-02","item":"monthly_fee","cause":"not_used","amount":"83"}
	!
	scenario 'cm-bill refund' "$T/refund.in" cm-bill refund
}

# Refunds that were promised before their month was charged, and now it is.
promised_lines() {
	month_lines && cm-bill run --now 2010-04-01T10:00 -q month=2010-03 >/dev/null &&
		cm-bill refund --now 2010-04-01T10:00 -q >/dev/null <<-'!' && cm-bill run --now 2010-05-01 -q month=2010-04 >/dev/null
	{"request_id":"w1","msisdn":"13900000601","month":"2010-04","item":"monthly_fee","cause":"unusable"}
	{"request_id":"w2","msisdn":"13900000602","month":"2010-04","item":"monthly_fee","cause":"outage"}
	!
}
scene_promised() {
	base init promised_lines
	scenario 'cm-due, refunds' /dev/null cm-due --now 2010-05-02 --only order
	is 'cm-due: both refunds' "$(grep -c '"waiting_kind":"refund"' ref.out)" 2
}

# Steps of one command, one behind the other in a record; a refund that waits behind one that is paid.
scene_steps() {
	base init month_lines
	cat >steps.in <<-'!'
	{"request_id":"s1","msisdn":"13900000602","next":["cm-bill refund month=2010-02 item=monthly_fee cause=outage amount=1","cm-bill refund month=2010-04 item=monthly_fee cause=outage","cm-vas refresh service=mobile_data"]}
	{"request_id":"s2","msisdn":"13900000601","next":["cm-bill refund month=2010-04 item=monthly_fee cause=outage","cm-bill refund month=2010-02 item=monthly_fee cause=outage amount=1","cm-bill refund month=2010-02 item=monthly_fee cause=outage"]}
	!
	scenario 'cm-bill, steps' "$T/steps.in" cm-bill
	is 'cm-bill: each step is an element of its trail' "$(grep -o '"command":"cm-bill"' ref.out | grep -c .)" 5
}

# Promises with it, a pack from next month on that a payment of today brings.
scene_subscribe() {
	base init month_lines
	cat >subscribe.in <<-!
	{"request_id":"v1","msisdn":"13900000602","service":"mobile_news","item":"morning_evening","mms_handset":true,"id_no":"612321198002030028",$shown}
	{"request_id":"v2","msisdn":"13900000602","service":"mobile_data","tier":"20","campaign":"data-20-for-100","payment_id":"$(sed 's/.*"payment_id":"\([^"]*\)".*/\1/' paid)","id_no":"612321198002030028",$shown}
	{"request_id":"v3","msisdn":"13900000601","service":"rbt","id_no":"612301197001010017",$shown}
	!
	scenario 'cm-vas subscribe' "$T/subscribe.in" cm-vas subscribe
}

# Tickets of a line and of none, one settled at once; what becomes of them in the same stream; a promise made, moved, kept.
scene_complaint() {
	base init month_lines
	cat >complaint.in <<-'!'
	{"request_id":"k1","ticket_id":"K1","msisdn":"13900000601","kind":"fault","subject":"x","text":"y","cause":"c","next":["cm-complaint open"]}
	{"request_id":"k2","ticket_id":"K2","kind":"fault","subject":"x","text":"y","cause":"c","next":["cm-complaint open"]}
	{"request_id":"k3","ticket_id":"K1","status":"pending","at":"2010-04-01T09:30:00","next":["cm-complaint update"]}
	{"request_id":"k4","ticket_id":"K1","class":"vip","next":["cm-complaint update"]}
	{"request_id":"k5","ticket_id":"K1","accepted":true,"solution":"z","next":["cm-complaint close"]}
	{"request_id":"k6","msisdn":"13900000602","kind":"charge_query","subject":"x","text":"y","accepted":true,"next":["cm-complaint open"]}
	{"request_id":"k7","ticket_id":"K1","change_reason":"again","next":["cm-complaint reopen"]}
	!
	scenario 'cm-complaint' "$T/complaint.in" cm-complaint
}

# Answers that are owed: one that is soon due, one that is late, one without a line.
owed_tickets() {
	cm-store import lines --now 2010-01-01 -q msisdn=13900000601 status=active balance=1 >/dev/null &&
		cm-store import tickets --now 2010-03-31 -q >/dev/null <<-'!'
		ticket_id,msisdn,opened_at,target_at,status,subject
		R1,13900000601,2010-03-30T09:00:00,2010-04-01T11:00:00,inProgress,s
		R2,13900000601,2010-03-30T09:00:00,2010-04-01T02:00:00,inProgress,s
		R3,,2010-03-30T09:00:00,2010-04-01T09:00:00,held,s
		R4,,2010-03-30T09:00:00,2010-04-09T09:00:00,held,s
	!
}

scene_owed() {
	base init owed_tickets
	scenario 'cm-complaint remind' /dev/null cm-complaint remind
	is 'cm-complaint remind: who was told of what' "$(sed 's/.*"ticket_id":"\([^"]*\)".*"reminded":\[\([^]]*\)\].*/\1 \2/' ref.out | sort | tr '\n' ' ')" 'R1 "before" R2 "before","due","after" R3 "before","due" '
}

# Records that are their own keys.
scene_inbound() {
	base init month_lines
	cat >inbound.in <<-'!'
	{"msisdn":"13900000602","at":"2010-04-01T09:00:00","sms_to":"10086","text":"KTGPRS20"}
	{"msisdn":"13900000601","at":"2010-04-01T09:00:00","sms_to":"10086","text":"KTGPRS5"}
	{"msisdn":"13900000601","at":"2010-04-01T09:01:00","sms_to":"10086","text":"QXGPRS5"}
	!
	scenario 'cm-vas inbound' "$T/inbound.in" cm-vas inbound
}

scene_usage() {
	base init month_lines
	cat >usage.in <<-'!'
	{"msisdn":"13900000602","at":"2010-04-01T09:00:00","kind":"sms","peer":"13811111111"}
	{"msisdn":"13900000601","at":"2010-04-01T09:00:00","kind":"voice","peer":"13811111111","seconds":61}
	{"msisdn":"13900000601","at":"2010-04-01T09:02:00","kind":"data","down_kb":1024}
	!
	scenario 'cm-store import usage' "$T/usage.in" cm-store import usage
}

scene_history() {
	base init lines
	cat >history.in <<-'!'
	{"msisdn":"13900000101","at":"2010-03-20T10:00:00","event":"suspend","operator_id":"TC0912","reason":"spam","service":"sms"}
	{"msisdn":"13900000102","at":"2010-03-20T10:00:00","event":"suspend"}
	{"msisdn":"13900000101","at":"2010-03-21T10:00:00","event":"resume","operator_id":"KF01","service":"sms"}
	!
	scenario 'cm-store import history' "$T/history.in" cm-store import history
}

# Of a line, of a number that nobody has, of nobody: an outside id, a row and an event each.
scene_tickets() {
	base init lines
	cat >tickets.in <<-'!'
	{"ticket_id":"C-1","msisdn":"13900000101","opened_at":"2010-03-20T10:00:00","target_at":"2010-03-22T10:00:00","status":"inProgress","subject":"no messages","kind":"fault"}
	{"ticket_id":"C-2","msisdn":"13900009999","opened_at":"2010-03-20T10:00:00","target_at":"2010-03-22T10:00:00","status":"acknowledged","subject":"wrong bill"}
	{"ticket_id":"C-3","opened_at":"2010-03-20T10:00:00","target_at":"2010-03-22T10:00:00","closed_at":"2010-03-21T10:00:00","status":"closed","subject":"the hall is crowded"}
	!
	scenario 'cm-store import tickets' "$T/tickets.in" cm-store import tickets
}
