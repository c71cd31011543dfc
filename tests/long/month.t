#!/bin/sh
# The monthly run at length: killed at 20 random points and started again it leaves the store of an undisturbed run, byte
# for byte; a year of months over many lines keeps the store whole, and each line pays each month once.
# LINES=N says how many (100,000), SEED=N which points.
. "${0%/*}/../lib.sh"
need sqlite3
[ -f "$BUILD/fault.so" ] || skip_all 'build/fault.so is not there: make check builds it'
lines=${LINES:-100000} seed=${SEED:-$(date +%s)}
note "SEED=$seed"

# Lines of all kinds: plans, packs, bundles, credits that come due, calls and data.
make_store() { # NAME LINES
	CM_STORE=$T/$1.db CM_KEY=$T/key
	export CM_STORE CM_KEY
	rm -f "$CM_KEY"
	cm-store init --rehearsal -q || exit 99
	awk -v n="$2" 'BEGIN { print "msisdn,name,plan,opened_at,status,balance"
		split("gotone-58 easyown-basic easyown-family mzone-38 gotone-128", plan, " ")
		for (i = 0; i < n; i++) printf "139%08d,丁,%s,%s,%s,%d.00\n", i, plan[i % 5 + 1], i % 9 ? "2008-06-15" : "2010-01-16", i % 11 ? "active" : "suspended_arrears", i % 100 }' |
		CM_NOW=2010-01-01T10:00 cm-store import lines -q >out 2>err || { echo "Bail out! $(head -2 err)"; exit 1; }
	sqlite3 "$CM_STORE" "INSERT INTO subscription SELECT part, line, 'mobile_data', '', '', 14000, -2147483648, '5', 'active', '', '', 0 FROM line WHERE line % 2 = 0;
		INSERT INTO subscription SELECT part, line, 'sms', '', '', 14000, -2147483648, '3', 'active', '', '', 0 FROM line WHERE line % 3 = 0;
		INSERT INTO contract SELECT l.part, l.line, 'bundle', 14500, 15000, 0, 'long', '120', 12000, a.last_seq FROM line l JOIN account a USING (part, line) WHERE l.line % 10 = 0;
		INSERT INTO promise SELECT l.part, l.line, 14640 + 30 * m.n, a.last_seq, 'monthly_rebate', 14640 + 30 * m.n, 1000, 0
			FROM line l JOIN account a USING (part, line), (SELECT 0 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 7) m WHERE l.line % 10 = 0;
		INSERT INTO usage SELECT l.part, l.line, 1262304000 + 86400 * m.n, 'voice', 'out', '13811111111', '', 61, -1, -1, -1, -1, 'local', 0, '', '', '', 'received', a.last_seq
			FROM line l JOIN account a USING (part, line), (SELECT 3 AS n UNION SELECT 12 UNION SELECT 40) m WHERE l.line % 4 = 0"
}
copy() { rm -f "$T/$2.db" "$T/$2.db"-*; CM_STORE=$T/$1.db cm-store backup "$T/$2.db" -q; CM_STORE=$T/$2.db; }

# ---- killed at 20 points ----
make_store base $((lines / 2))
for what in 'advance 2010-02 2010-02-01' 'close 2010-01 2010-02-01'; do
	# shellcheck disable=SC2086
	set -- $what
	copy base whole
	call "$1, undisturbed" 0 … … env CM_NOW="$3T03:00" FAULT='kill write+sync 999999999' FAULT_LOG= LD_PRELOAD="$BUILD/fault.so" cm-bill run -q month="$2" phase="$1"
	cm-store dump >whole.dump
	copy base killed
	kills=0 tries=0 most=400
	while [ $kills -lt 20 ] && [ $tries -lt 200 ]; do
		tries=$((tries + 1)) seed=$(((seed * 1103515245 + 12345) % 2147483648))
		CM_NOW=$3T03:00 FAULT="kill write+sync $((1 + seed / 65536 % most))" LD_PRELOAD="$BUILD/fault.so" cm-bill run -q month="$2" phase="$1" >/dev/null 2>&1
		case $? in 137) kills=$((kills + 1)) ;; 0) [ $most -le 2 ] || most=$((most / 2)); copy base killed; kills=0 ;; esac
	done
	ok "$1: killed 20 times" [ $kills -eq 20 ]
	call '  the next one does the rest' 0 … … env CM_NOW="$3T03:00" cm-bill run -q month="$2" phase="$1"
	cm-store dump >killed.dump
	ok '  the same store, byte for byte' cmp whole.dump killed.dump
	call '  which is whole' 0 '' '' cm-store check
done
rm -f ./*.dump

# ---- a year ----
make_store year "$lines"
m=1
while [ $m -le 12 ]; do
	month=2010-$(printf %02d $m) next=$([ $m -eq 12 ] && echo 2011-01 || printf '2010-%02d' $((m + 1)))
	call "$month: the advance" 0 … … env CM_NOW="$month-01T03:00" cm-bill run -q month="$month"
	call '  the close' 0 … … env CM_NOW="$next-01T04:00" cm-bill run -q month="$month"
	m=$((m + 1))
done
call 'the store is whole' 0 '' '' cm-store check
call 'and its chain' 0 … … cm-audit verify
is 'no line paid a month twice' "$(sqlite3 "$CM_STORE" "SELECT count(*) FROM (SELECT part, line, month FROM bill WHERE item NOT LIKE 'advance' GROUP BY part, line, month HAVING count(DISTINCT seq) > 1)")" 0
is 'all credits were posted' "$(sqlite3 "$CM_STORE" 'SELECT count(*) FROM promise WHERE posted = 0')" 0
is 'what bills say is what lines paid' "$(sqlite3 "$CM_STORE" "SELECT sum(amount) FROM bill")" \
	"$(sqlite3 "$CM_STORE" "SELECT sum(CASE WHEN debit = 1 THEN amount ELSE -amount END) FROM operation WHERE source = 'cm-bill run' AND 3 IN (debit, credit)")"
