#!/bin/sh
# cm-store: a store is made whole or not at all, only trusted when it is ours and nobody else's to read, and shown,
# copied and checked without a doubt left.
. "${0%/*}/lib.sh"
need sqlite3
export CM_NOW=2010-04-01T09:30:00+08:00

# ---- made ----
call 'init' 0 '' '' cm-store init --rehearsal -s a.db
is '  store and key are private' "$(stat -c '%a' a.db a.db.key | tr '\n' ' ')" '600 600 '
call '  an existing store is refused' 2 '' '…a.db…[store.exists]' cm-store init --rehearsal -s a.db
ok '  and not touched' cm-store check -s a.db
for mask in 000 777; do
	call "init under umask $mask" 0 '' '' sh -c "umask $mask; exec cm-store init --rehearsal -s u$mask.db"
	is '  the modes are the same' "$(stat -c '%a' u$mask.db u$mask.db.key | tr '\n' ' ')" '600 600 '
done
call 'a folder that is not there is made' 0 '' '' cm-store init --rehearsal -s deep/er/s.db
call 'the default place is in the home folder' 0 '' '' cm-store init --rehearsal
ok '  below .local/share' test -f "$HOME/.local/share/cm/store.db"
call 'a key where CM_KEY says' 0 '' '' env CM_KEY="$T/elsewhere.key" cm-store init --rehearsal -s k.db
ok '  is made there' test -f elsewhere.key -a ! -e k.db.key
call '  and a store is not made over somebody else'\''s key' 78 '' '…[key.exists]' env CM_KEY="$T/elsewhere.key" cm-store init --rehearsal -s k2.db
ok '  nothing of it is left' test ! -e k2.db
call 'the clock can only be set on a rehearsal store' 2 '' '…[clock.not-rehearsal]' cm-store init -s real.db
(unset CM_NOW; cm-store init -s real.db)
call '  also later' 2 '' '…[clock.not-rehearsal]' cm-store stats -s real.db
call '  and without a set clock it works' 0 '…' '' env -u CM_NOW cm-store stats -s real.db
call 'a folder where nothing can be written' 74 '' '…' cm-store init --rehearsal -s /proc/x/s.db

# ---- not to be trusted ----
bad() { # what, exit code, code on stderr, path
	call "$1" "$2" '' "cm-store: …[$3]" cm-store stats -s "$4"
	printf '{"request_id":"x","msisdn":"13900000102","amount":1}\n' >in
	call '  a payment there: the same' "$2" '' "cm-pay: …[$3]" cm-pay -q -s "$4" <in
}
bad 'no store' 69 store.missing none.db
call 'no store: which was meant, and what makes one' 69 '' '…No such file or directory [store.missing]
…that is the store named by -s; cm-store init -s none.db makes a new one [store.missing]' cm-store stats -s none.db
call '  by CM_STORE' 69 '' '…named by CM_STORE; cm-store init…' env CM_STORE=none.db cm-store stats
call '  by nobody' 69 '' '…the default store; -s or CM_STORE…' env -u CM_STORE HOME=/nobody cm-store stats
bad 'no folder' 69 store.missing none/none.db
chmod 644 a.db; bad 'readable for all' 69 store.mode a.db; chmod 600 a.db
chmod 660 a.db; bad 'writable for the group' 69 store.mode a.db; chmod 600 a.db
ln -s a.db link.db; bad 'behind a symlink' 69 store.symlink link.db
ln a.db hard.db; bad 'with two names' 69 store.links a.db; rm hard.db
mkdir folder.db; bad 'a folder' 69 store.not-a-file folder.db
mkfifo fifo.db; bad 'a fifo' 69 store.not-a-file fifo.db
bad 'a device' 69 store.not-a-file /dev/null
: >empty.db; chmod 600 empty.db; bad 'an empty file' 69 store.half-made empty.db
printf 'a letter, not a store, and long enough to be looked into for longer than a header is: %0200d\n' 0 >text.db; chmod 600 text.db; bad 'a text' 69 store.not-ours text.db
(umask 077; sqlite3 other.db 'CREATE TABLE t (a)'); bad 'another program'\''s data base' 69 store.not-ours other.db
cp -p a.db newer.db; cp -p a.db.key newer.db.key; sqlite3 newer.db 'PRAGMA user_version = 99' >/dev/null; bad 'of a newer version' 69 store.newer newer.db
cp -p a.db half.db; cp -p a.db.key half.db.key; sqlite3 half.db 'PRAGMA user_version = 0' >/dev/null; bad 'half made' 69 store.half-made half.db
if root && id nobody >/dev/null 2>&1; then
	cp a.db theirs.db; chmod 600 theirs.db; chown nobody theirs.db
	bad 'somebody else'\''s' 69 store.owner theirs.db
else
	skip 'another owner needs root'; skip 'another owner needs root'
fi
head -c 6000 a.db >cut.db; chmod 600 cut.db; cp -p a.db.key cut.db.key
call 'cut off' 69 '' '…' cm-store stats -s cut.db

# ---- its key ----
mv a.db.key away
bad 'without its key' 78 key.missing a.db
cp away a.db.key; chmod 644 a.db.key; bad 'a key that all can read' 78 key.mode a.db
cp u000.db.key a.db.key; chmod 600 a.db.key; bad 'another store'\''s key' 78 key.other-store a.db
echo nonsense >a.db.key; bad 'a key that is none' 78 key.malformed a.db
rm a.db.key; ln -s away a.db.key; bad 'a key behind a symlink' 78 key.symlink a.db
rm a.db.key; mv away a.db.key
ok 'with its own all is well' cm-store check -s a.db

# ---- stock and lines come in ----
store
call 'numbers again: known' 0 … '…20 records, 20 duplicate…' cm-store import numbers <"$ROOT/tests/data/numbers.csv"
call 'a known number with another price is a conflict' 1 '{…"result":"invalid","reason":"store.conflict"…}' … sh -c 'printf "msisdn,prepay_min\n13900000001,77.00\n" | cm-store import numbers -q'
call 'a number that is none' 1 '{…"field.malformed"…}' … sh -c 'printf "msisdn\n1390000\n" | cm-store import numbers -q'
call 'a SIM whose check digit is wrong' 1 '{…"field.malformed"…}' … sh -c 'printf "iccid\n89860009100000000019\n" | cm-store import sims -q'
call 'a SIM written as a number keeps its digits' 1 '{"iccid":89860009100000000019,…"field.malformed"…}' … sh -c 'echo "{\"iccid\":89860009100000000019}" | cm-store import sims -q'
lines
call 'lines again: known' 0 … '…3 records, 3 duplicate…' cm-store import lines <"$ROOT/tests/data/lines.csv"
call 'a file may be named' 0 … '…3 duplicate…' cm-store import lines "$ROOT/tests/data/lines.csv"
call '  one that is not there' 74 '' '…nothing.csv…' cm-store import lines nothing.csv
call 'what is not known cannot be imported' 2 '' '…' cm-store import elephants </dev/null
call 'what goes out comes in again' 0 … '…23 records, 23 duplicate…' sh -c 'cm-store export numbers -o csv | cm-store import numbers'
call '  personal data is masked' 0 '…欧阳*,resident_id,6123**********0046,…张*,…' '' cm-store export lines -o csv
call '  or whole, and that is on record' 0 '…张伟…' '' cm-store export lines -o csv --unmask 'moving house'
call '  with its reason' 0 '…moving house…' … cm-audit log

# ---- shown and copied ----
call 'figures: times as people write them' 0 '…"name":"created_at","value":"2010-04-01T09:30:00+08:00"…"name":"last_operation","value":"20…T…"…' '' cm-store stats
call 'figures' 0 '…{"name":"lines","value":3}…{"name":"balance_fen","value":-12650}…' '' cm-store stats
call 'no PUK in the dump' 0 '…' '' cm-store dump
ok '  really none' sh -c '! grep -q 10000007 out'
call 'a full device is told' 74 '' '…No space…' sh -c 'exec cm-store dump >/dev/full'
call 'a backup, while it is used' 0 '' '' cm-store backup copy.db
is '  is private' "$(stat -c %a copy.db)" 600
call '  with the key it is a store' 0 '' '' env CM_KEY="$CM_STORE.key" cm-store check -s copy.db
is '  and the same' "$(CM_KEY=$CM_STORE.key cm-store dump -s copy.db | cksum)" "$(cm-store dump | cksum)"
call '  it does not overwrite' 2 '' '…copy.db…' cm-store backup copy.db
call 'nothing to migrate' 0 '{"from":…,"to":…}' '' cm-store migrate

# ---- hostile stores: named, never a crash ----
tampered() { # what, SQL, what check says
	cp -p copy.db t.db; rm -f t.db-*
	sqlite3 t.db "PRAGMA ignore_check_constraints=1; PRAGMA writable_schema=1; $2" >/dev/null 2>&1
	call "$1" 1 "…$3…" … env CM_KEY="$CM_STORE.key" cm-store check -s t.db
}
tampered 'a balance that its payments do not add up to' 'UPDATE account SET balance = balance + 1 WHERE balance > 0' store.balance
tampered 'a number that two lines claim' "UPDATE line SET msisdn = '13900000101'" 'store.'
tampered 'a request key of no operation' "INSERT INTO request SELECT 0, 'cm-pay pay', 'ghost', 5, 99, ''" store.request
tampered 'a number sold to nobody' "UPDATE directory SET state = 2, line = 7 WHERE name = '13900000001'" store.
tampered 'a bit of a document type' "UPDATE line SET id_type = 'resident^id' WHERE id_type = 'resident_id'" store.value
tampered 'a table that is not ours' 'CREATE TABLE extra (a)' store.schema
tampered 'a trigger' 'CREATE TRIGGER evil AFTER UPDATE ON account BEGIN DELETE FROM request; END' store.schema
# A row that is cut off has NULL where none can be: a damaged file, not a defect of ours.
cp -p copy.db t.db; rm -f t.db-*
for w in 'posted INTEGER NOT NULL/posted INTEGER' 'posted INTEGER/posted INTEGER NOT NULL'; do
	sqlite3 t.db "PRAGMA writable_schema=1; UPDATE sqlite_schema SET sql = replace(sql, '${w%/*}, ', '${w#*/}, ') WHERE name = 'promise'" >/dev/null
	[ "$w" != "${w%NULL}" ] || sqlite3 t.db "PRAGMA foreign_keys=0; INSERT INTO promise VALUES (1, 1, 1, 1, 'x', 1, 5, NULL)"
done
call 'NULL where none can be' 1 '…"store.damaged"…is of another type…' … env CM_KEY="$CM_STORE.key" cm-store check -s t.db
n=0 crashed=0 size=$(stat -c %s copy.db)
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
	cp -p copy.db t.db; rm -f t.db-*
	printf '\377' | dd of=t.db bs=1 seek=$((i * 7919 % size)) conv=notrunc 2>/dev/null
	code=0; CM_KEY=$CM_STORE.key cm-store check -s t.db >/dev/null 2>&1 || code=$?
	case $code in 0 | 1 | 69 | 74 | 78) n=$((n + 1)) ;; *) crashed="$crashed $i:$code" ;; esac
done
is 'thirty stores with one byte changed: each is answered' "$n $crashed" '30 0'
