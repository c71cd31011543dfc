#!/bin/sh
# A thousand random steps of all that can happen to a line, day by day: opened, paid for, its plan changed, its SIM
# replaced, its data amended, transferred, stopped by time and brought back. Once undisturbed, once with every command
# killed at a random moment and started again: both stores must end the same, clean after each day.
# STEPS=N and SEED=N say otherwise (1000; the seed is shown).
. "${0%/*}/../lib.sh"
steps=${STEPS:-1000}
seed=${SEED:-$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')}
days=${DAYS:-25}
note "seed $seed"

# Sixty lines as they stand, half of them in arrears of all ages; stock for those that are opened and for new SIMs.
awk -v seed="$seed" -f - /dev/null <<'!'
function luhn(body,  k, d, sum) {
	for (k = length(body); k > 0; k--) {
		d = substr(body, k, 1)
		if ((length(body) - k) % 2 == 0 && (d *= 2) > 9) d -= 9
		sum += d
	}
	return body (10 - sum % 10) % 10
}
BEGIN {
	srand(seed)
	print "msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method,points,iccid" >"lines.csv"
	for (i = 1; i <= 60; i++)
		printf "139000003%02d,张%d,officer_card,军字第%07d号,easyown,%s,easyown-basic,2008-06-15,%s,%.2f,%s,%d,%s\n", i, i, i, \
			rand() < 0.1 ? "gold" : "none", i % 2 ? "active" : "suspended_arrears", i % 2 ? rand() * 50 : -rand() * 60, \
			rand() < 0.1 ? "direct_debit" : "cash", rand() < 0.2 ? 100 : 0, luhn("8986000910" sprintf("%09d", 5000 + i)) >"lines.csv"
	print "msisdn,pack_serial" >"numbers.csv"
	print "iccid" >"sims.csv"
	for (i = 1; i <= 200; i++) {
		printf "139000004%02d,\n", i % 100 >"numbers.all"
		print luhn("8986000910" sprintf("%09d", i)) >"sims.csv"
	}
	close("numbers.all")
	while ((getline line <"numbers.all") > 0) if (!(line in seen)) { seen[line] = 1; print line >"numbers.csv" }
}
!

# The steps of one day, a file for each command. Evidence is mostly what is wanted, sometimes not.
awk -v seed="$seed" -v steps="$steps" -v days=$days -f - /dev/null <<'!'
function luhn(body,  k, d, sum) {
	for (k = length(body); k > 0; k--) {
		d = substr(body, k, 1)
		if ((length(body) - k) % 2 == 0 && (d *= 2) > 9) d -= 9
		sum += d
	}
	return body (10 - sum % 10) % 10
}
function pick(n) { return 1 + int(rand() * n) }
function owner(i) { return sprintf("\"id_type\":\"officer_card\",\"id_no\":\"军字第%07d号\",\"doc_form\":\"original\",\"holder_present\":%s", i, rand() < 0.9 ? "true" : "false") }
function put(day, command, text) { printf "{\"request_id\":\"%s/%d\",%s}\n", command, n, text >(day "." command) }
BEGIN {
	srand(seed + 1)
	nplans = split("easyown-basic easyown-family gotone-58 gotone-88 mzone-18 mzone-25", plan, " ")
	for (n = 1; n <= steps; n++) {
		day = 1 + int((n - 1) * days / steps)
		i = pick(60)
		r = rand()
		# Those who owe seldom pay, so that time takes its way with them; then they come back, in person.
		if (r < 0.30 && rand() < 0.8) i = i % 2 ? i : 1 + i % 60
		if (r >= 0.74 && r < 0.84 && rand() < 0.9) { i = i % 2 ? 1 + i : i; if (day < 11) r = 0.9 }
		who = rand() < 0.75 ? i : 1000 + i
		line = sprintf("\"msisdn\":\"139000003%02d\"", i)
		if (r < 0.30) put(day, "cm-pay", line sprintf(",\"amount\":\"%.2f\"", rand() * 80))
		else if (r < 0.42) put(day, "cm-plan", line sprintf(",\"plan\":\"%s\",\"ack\":\"plan.replaces\",", plan[pick(nplans)]) owner(who))
		else if (r < 0.56) put(day, "cm-sim", line sprintf(",\"sim_reason\":\"%s\",\"iccid\":\"%s\",\"prepay\":\"%s\",", \
			rand() < 0.7 ? "lost" : "damaged", luhn("8986000910" sprintf("%09d", pick(200))), rand() < 0.5 ? "100.00" : "0.00") owner(who))
		else if (r < 0.66) put(day, "cm-transfer", line sprintf(",\"purpose\":\"to_other\",\"new_name\":\"李%d\",\"new_id_type\":\"officer_card\",\"new_id_no\":\"军字第%07d号\",\"new_holder_present\":true,\"new_pin\":\"48%02d%02d\",\"ack\":\"transfer.points\",", \
			n, 1000 + i, 51 + i % 40, 13 + i % 7) owner(i))
		else if (r < 0.74) put(day, "cm-amend", line sprintf(",\"new_contact\":\"1391234%04d\",", n) owner(who))
		else if (r < 0.84) put(day, "cm-reactivate", line sprintf(",\"amount\":\"%d.00\",\"iccid\":\"%s\",", pick(90), luhn("8986000910" sprintf("%09d", pick(200)))) owner(who))
		else if (r < 0.92) put(day, "cm-resetpw", line sprintf(",\"new_pin\":\"7%d%d914\",\"knows_old_pin\":false,\"phone_present\":false,", 1 + n % 5, 3 + n % 3) owner(who))
		else put(day, "cm-open", sprintf("\"msisdn\":\"139000004%02d\",\"iccid\":\"%s\",\"name\":\"赵%d\",\"plan\":\"%s\",\"deposit\":\"200.00\",", \
			pick(100) - 1, luhn("8986000910" sprintf("%09d", pick(200))), n, plan[pick(nplans)]) owner(9000 + n))
	}
}
!

new_store() {
	CM_STORE=$T/$1.db CM_NOW=2010-04-01T09:30:00+08:00
	export CM_STORE CM_NOW
	{ cm-store init --rehearsal -q && cm-store import lines -q <lines.csv && cm-store import numbers -q <numbers.csv &&
		cm-store import sims -q <sims.csv; } >out 2>err || note "the store: $(head -1 err)"
}

# One command with its file; killed: up to twice at a random moment first.
step() {
	tries=0
	while [ "$killed" ] && [ $tries -lt 2 ]; do
		tries=$((tries + 1))
		"$@" <step.in >out 2>err &
		pid=$!
		sleep "0.0$(awk -v s="$seed$day$tries" -v n="$RANDOM_" 'BEGIN { srand(s + n); printf "%d%d", rand() * 2, rand() * 10 }')"
		kill -KILL $pid 2>/dev/null && kills=$((kills + 1))
		wait $pid 2>/dev/null
		RANDOM_=$((RANDOM_ + 1))
	done
	status=0
	"$@" <step.in >out 2>err || status=$?
	case $status in 0 | 1) ;; *) odd="$odd $1:$status:$(head -1 err)" ;; esac
	cat out >>answers.$run
}

live() { # run: plain or killed
	run=$1 killed=${2:-} kills=0 RANDOM_=0 odd='' unclean=''
	: >answers.$run
	new_store "$run"
	day=0
	while [ $day -lt $days ]; do
		day=$((day + 1))
		CM_NOW=$(date -ud "2010-04-01 + $((day * 6)) days" +%Y-%m-%dT10:00:00+08:00)
		: >step.in
		step cm-due run
		for c in cm-open cm-pay cm-reactivate cm-plan cm-sim cm-transfer cm-amend cm-resetpw; do
			[ -s $day.$c ] || continue
			cp $day.$c step.in
			step $c -q
		done
		: >step.in
		cm-notify pull -q >step.in 2>/dev/null
		step cm-notify ack -q
		cm-store check >out 2>err || unclean="$unclean day $day: $(head -1 out) $(head -1 err)"
		cm-audit verify -q >out 2>err || unclean="$unclean day $day: $(head -1 out)"
	done
	truth | grep -v '"source":"cm-notify ack"' >truth.$run # named by orders, whose counters refusals move
	is "$run: every command ended as it should" "$odd" ''
	is "$run: store and journal are clean after each of $days days" "$unclean" ''
}
live plain
live killed yes
note "$kills runs were killed"
ok 'some were' test $kills -gt $((days / 2))
is 'both stores are the same' "$(diff truth.plain truth.killed | head -5)" ''
for c in cm-open cm-pay cm-plan cm-sim cm-transfer cm-amend cm-reactivate cm-resetpw cm-due; do
	note "$c: $(grep "\"trail\":\[{\"command\":\"$c\"" answers.plain | grep -o '"result":"[a-z]*"' | sort | uniq -c | tr -s '\n ' '  ')"
	[ "$steps" -lt 500 ] || ok "$c did something" grep -q "\"result\":\"done\".*\"trail\":\[{\"command\":\"$c\"" answers.plain
done
