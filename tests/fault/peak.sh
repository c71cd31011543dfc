# What a command takes of memory and time. Sourced behind lib.sh; build/peak measures.
#
#	peak 'what is shown' STATUS COMMAND argument… <input
#
# runs it, its output in out, its messages in err; $kb and $ms are then its most memory and its processor time. A line of
# TAP: the exit code is that, and the memory is within $LIMIT_KB, that of a filter or of one call.
LIMIT_KB=12288
[ -x "$BUILD/peak" ] || skip_all 'build/peak is not there: make check builds it'

peak() {
	peak_what=$1 peak_want=$2
	shift 2
	status=0
	"$BUILD/peak" took "$@" >out 2>err || status=$?
	read -r kb ms <took
	if [ $status -eq "$peak_want" ] && [ "$kb" -le $LIMIT_KB ]; then tap_result 0 "$peak_what: $kb KB, $ms ms"; return; fi
	tap_result 1 "$peak_what: exit $status, $kb KB, $ms ms"
	tap_quote stderr "$(head -c 400 err)"
	tap_quote stdout "$(head -c 400 out)"
}

# linear WHAT TIMES SMALL BIG: TIMES as much of it took at most 2.5 times as much time a piece (which others' work on the
# machine may do; square it would be TIMES as much); a few ms do not count.
linear() { ok "$1: $4 ms for $2 times what took $3 ms" test "$4" -le $((($3 + 20) * $2 * 5 / 2)); }

long_line() { head -c "$1" /dev/zero | tr '\0' "${2:-a}"; }
passing() { awk -v n="$1" 'BEGIN { for (i = 1; i <= n; i++) printf "{\"request_id\":\"r%d\",\"msisdn\":\"13900000102\",\"amount\":\"1.00\",\"next\":[\"cm-vas list\"]}\n", i }'; }
wide() { awk -v columns="$1" -v rows="$2" 'BEGIN { for (c = 1; c <= columns; c++) f = f ",\"c" c "\":" c; for (i = 1; i <= rows; i++) print "{\"request_id\":\"w" i "\",\"next\":[\"cm-vas list\"]" f "}" }'; }
header() { awk -v columns="$1" 'BEGIN { printf "request_id"; for (c = 1; c <= columns; c++) printf ",c%d", c; print "" }'; }
fields() { awk -v columns="$1" 'BEGIN { printf "{\"request_id\":\"w\""; for (c = 1; c <= columns; c++) printf ",\"c%d\":1", c; print "}" }'; }
good='{"request_id":"good","msisdn":"13900000102","amount":"1.00"}'
