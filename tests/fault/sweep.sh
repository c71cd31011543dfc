# The sweep: runs a command with a fault at its 1st, 2nd, 3rd … call until the fault is not reached any more, and after
# each demands the same (P of the house):
#
#	- the exit code is right, and whoever fails says why on stderr; no crash
#	- cm-store check and cm-audit verify find nothing
#	- what was acknowledged on stdout is in the store: a plain second run calls it duplicate, with the same order_id,
#	  by its request_id, or by its line in the input where records are their own keys; records that the store
#	  itself gives (INPUT is /dev/null) it does not make again
#	- that second run does the rest, once: the store is then, row by row, what an undisturbed run leaves
#
# A test sources lib.sh and this, makes $T/base/ with the store in it (base/store.db), and says
#
#	scenario NAME INPUT command argument…
#	sweep ACTION CLASSES [STEP [FIRST]]	each STEP-th call from FIRST on
#
# ACTION and CLASSES are those of fault.c. A sweep is one line of TAP. $injected counts faults that were hit.

injected=0 ref=ref.out hurt= faulty=
FAULT_SO=$BUILD/fault.so
thorough=${THOROUGH:-}
[ -f "$FAULT_SO" ] || skip_all 'build/fault.so is not there: make check builds it'
work=$T/work

# The store that is worked on is made anew for each fault: its files are overwritten, and what else was left there goes.
renew_work() { # FOLDER: what it is made of
	[ -d "$work" ] || mkdir "$work"
	for left in "$work"/*; do [ -e "$1/${left##*/}" ] || rm -rf "$left"; done
	cp "$1"/* "$work"
}
fresh_work() { renew_work "$T/base"; }

run() { $command <"$input"; }

scenario() {
	scenario=$1 input=$2
	shift 2
	command="$*"
	CM_STORE=$work/store.db CM_NOW=2010-04-01T09:30:00+08:00
	export CM_STORE CM_NOW
	fresh_work
	call "$scenario: undisturbed, all is done" 0 … … run
	cp out ref.out
	cm-store dump >ref.dump 2>ref.err || { tap_result 1 "$scenario: the store can be dumped"; tap_quote stderr "$(cat ref.err)"; }
}

# What a failed call may end with; a signal is added by the sweep itself.
allowed() {
	case $1 in
	69 | 70 | 74 | 75 | 77 | 78) [ -s err ] ;;
	1) grep -q '"result":"failed"' out ;;
	0) cmp -s out "$ref" ;;
	*) return 1 ;;
	esac
}

# Nothing was acknowledged and no byte of the store is another one: then there is nothing to look at.
untouched() { [ ! -s out ] && cmp -s "$work/store.db" base/store.db && { [ ! -s "$work/store.db-wal" ] || cmp -s "$work/store.db-wal" base/store.db-wal; }; }

# P, after a run that ended with $status and left out and err. Prints what is broken. A sample ($thorough is empty)
# looks at every state with a second run, but only at some of them row by row.
broken() {
	if [ "$status" -ge 128 ]; then
		case $action:$status in
		kill:137 | torn:137 | term:143 | int:130) ;;
		*) echo "died of signal $((status - 128))" ;;
		esac
	else
		allowed "$status" || echo "exit $status, stderr: $(head -2 err)"
		case $action in kill | torn) echo "the signal was not felt: exit $status" ;; esac
	fi
	[ -z "$strict" ] || [ "$status" -eq 0 ] || echo "not invisible: exit $status: $(head -2 err)"
	[ -n "$thorough" ] || ! untouched || return 0
	if [ -n "$thorough" ] || [ $((n % 8)) -eq 1 ]; then
		cm-store check >check.out 2>&1 || echo "cm-store check: $(head -2 check.out)"
		cm-audit verify >verify.out 2>&1 || echo "cm-audit verify: $(head -2 verify.out)"
	fi
	run >again.out 2>again.err || echo "the second run: exit $?: $(head -2 again.err)"
	# Whole lines only: the last one may have been cut.
	awk -v rest="$(tail -c1 out)" -v given="$([ "$input" = /dev/null ] || echo 1)" '
		function of(name,  v) {
			if (!match($0, "\"" name "\":\"[^\"]*\"")) return ""
			v = substr($0, RSTART, RLENGTH); sub(/^[^:]*:"/, "", v); sub(/"$/, "", v)
			return v
		}
		function name() { # of the record; empty: the store gave it
			if (of("request_id") != "" || !given) return of("request_id")
			return match($0, /"input_line":[0-9]+/) ? "line " substr($0, RSTART + 13, RLENGTH - 13) : ""
		}
		FILENAME ~ /ref/ { want[name()] = of("order_id"); next }
		FILENAME == "out" { n++; key[n] = name(); order[n] = of("order_id"); result[n] = of("result"); next }
		{
			again[name()] = of("result") " " of("order_id")
			for (i = 1; name() == "" && i <= n; i++)
				if (order[i] == of("order_id") && key[i] == "") print "done again: " $0
			if (name() != "" && want[name()] != of("order_id")) print "another order: " $0
		}
		END {
			if (rest != "") n--
			for (i = 1; i <= n; i++)
				if (key[i] != "" && (result[i] == "done" || result[i] == "duplicate") && again[key[i]] != "duplicate " order[i])
					print "acknowledged " key[i] " as " order[i] ", but then: " again[key[i]]
		}' "$ref" out again.out
	if [ -n "$thorough" ] || [ $((n % 8)) -eq 1 ]; then
		cm-store dump >dump 2>/dev/null && cmp -s dump ref.dump || { echo "the store is not that of an undisturbed run:"; diff dump ref.dump | head -5; }
	fi
}

faulty_run() { # K
	FAULT="$action $classes $1" FAULT_HIT=$T/hit LD_PRELOAD=$FAULT_SO ${faulty:-$command} <"$input" >out 2>err
} 2>/dev/null

# inject PREPARE LOOK ACTION CLASSES [STEP [FIRST]]: a fault at each STEP-th call from FIRST on; before it the function
# PREPARE makes the files, after it LOOK prints what is broken. Adds to $n and $bad.
inject() {
	prepare=$1 look=$2 action=$3 classes=$4 step=${5:-1} k=${6:-1} strict=
	case $action in
	error=4 | error=11) strict=1 ;; # EINTR and EAGAIN are invisible
	esac
	while [ "$bad" -lt 20 ]; do
		$prepare
		status=0
		faulty_run "$k" || status=$?
		read -r hit <hit
		[ "$hit" = 1 ] || break
		n=$((n + 1)) injected=$((injected + 1))
		findings=$($look)
		if [ -n "$findings" ]; then
			bad=$((bad + 1))
			[ "$bad" -gt 3 ] || tap_quote "$action $classes $k${hurt:+, $hurt}" "$findings"
		fi
		k=$((k + step))
	done
}

swept() { # what was done: a line of TAP about $n faults
	[ "$n" -gt 0 ] || note "$1: was never hit"
	if [ "$bad" -eq 0 ] && [ "$n" -gt 0 ]; then tap_result 0 "$1"; else tap_result 1 "$1: $bad violated"; fi
}

sweep() {
	n=0 bad=0
	inject fresh_work broken "$@"
	swept "$scenario: $action at $n calls of $classes"
}

# ---- a second fault while the first is made good ----
# hurt_by_kill or hurt_by_power leave a run's files as it was cut short, and what it had acknowledged; sweep_again starts
# from there.

hurt_by() { # what it was: the files are in $work, what was printed is in out
	hurt=$1
	rm -rf "$T/hurt"
	cp -a "$work" "$T/hurt"
	sed -n '/}$/p' out >hurt.out
	run >again.out 2>again.err || tap_quote "$hurt: the undisturbed second run" "exit $?: $(head -2 again.err)"
	cat hurt.out again.out >hurt.ref
}

hurt_by_kill() { # CLASSES K; 1 when that call is not reached
	action=kill classes=$1 faulty=
	fresh_work
	faulty_run "$2" || :
	read -r hit <hit
	[ "$hit" = 1 ] && hurt_by "after kill $1 $2"
}

log_run() { # the undisturbed run from BASE, for the power cuts
	rm -rf "$work" log
	cp -a "$1" "$work"
	FAULT_LOG=$T/log LD_PRELOAD=$FAULT_SO run >out 2>err || note "the logged run: $(head -1 err)"
}

cut_power() { # BASE SEED: of the logged run
	rm -rf cut
	"$BUILD/powercut" "$T/log" "$work" "$1" "$T/cut" "$2" >where || return 1
	rm -rf "$work"
	mv cut "$work"
	mv cut.stdout out
}

hurt_by_power() { # SEED
	log_run "$T/base"
	cut_power "$T/base" "$1" && hurt_by "after power cut $1"
}

fresh_hurt() { renew_work "$T/hurt"; }

# What both runs acknowledged counts.
broken_again() {
	cat hurt.out out >both
	mv both out
	ref=hurt.ref
	broken
}

# A command that only reads finds the damage first.
broken_reader() {
	case $status in
	0 | 137) ;;
	69 | 70 | 74 | 75) [ -s err ] || echo "exit $status without a word" ;;
	*) echo "exit $status: $(head -2 err)" ;;
	esac
	cp hurt.out out
	status=137 action=kill
	broken
}

# sweep_init ACTION CLASSES [STEP]: cm-store init leaves a whole store, or nothing that the next init minds.
sweep_init() {
	CM_STORE=$work/store.db CM_NOW=2010-04-01T09:30:00+08:00
	export CM_STORE CM_NOW
	input=/dev/null command='cm-store init --rehearsal'
	n=0 bad=0
	inject empty_work broken_init "$@"
	swept "cm-store init: $action at $n calls of $classes"
}

empty_work() {
	rm -rf "$work"
	mkdir "$work"
}

broken_init() {
	case $action:$status in
	kill:137 | torn:137) ;;
	*:0) ;;
	error=*:69 | error=*:7[04578] | forever=*:69 | forever=*:7[04578]) [ -s err ] || echo 'no word on stderr' ;;
	*) echo "exit $status: $(head -2 err)" ;;
	esac
	code=0
	cm-store check >check.out 2>&1 || code=$?
	[ "$status" -ne 0 ] || [ "$code" -eq 0 ] || echo "init said yes, but: $(head -2 check.out)"
	case $code in 0 | 69 | 78) ;; *) echo "cm-store check: exit $code: $(head -2 check.out)" ;; esac
	again=0
	cm-store init --rehearsal >again.out 2>&1 || again=$?
	case $code:$again in
	0:2 | 69:0 | 78:0) ;;
	*) echo "check was $code, init again $again: $(head -2 again.out)" ;;
	esac
	left=$(ls -A "$work" | grep -v '^store.db\(.key\|-wal\|-shm\)\{0,1\}$')
	[ -z "$left" ] || echo "left behind: $left"
	[ -n "$thorough" ] || [ $((n % 8)) -eq 1 ] || return 0
	cm-store check >check.out 2>&1 || echo "then cm-store check: $(head -2 check.out)"
	cm-audit verify >verify.out 2>&1 || echo "then cm-audit verify: $(head -2 verify.out)"
}
