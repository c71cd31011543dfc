#!/bin/sh
# cm-audit: what was done cannot be edited, dropped, added, reordered or rolled back unseen.
. "${0%/*}/lib.sh"
need sqlite3
store; lines
for i in 1 2 3 4 5 6; do echo "{\"request_id\":\"p$i\",\"msisdn\":\"13900000102\",\"amount\":\"$i.00\"}"; done >pays
cm-pay -q <pays >paid
call 'verify' 0 '{"level":"note","id":"audit.whole",…}' '' cm-audit verify
call 'the log of a line' 0 '…"command":"cm-pay pay"…' '' cm-audit log 13900000102
is '  has all of it' "$(grep -c '"cm-pay pay"' out)" 6
is '  masked' "$(grep -c 李静 out)" 0
call '  from a time on' 0 '' '' cm-audit log 13900000102 --since 2010-04-02
is '  of all, as they happened' "$(cm-audit log --since 2010-04-01 -o csv | head -2 | cut -d, -f4 | tail -1)" 'cm-store import lines'
call 'a time that is none' 2 '' '…--since takes a day or a time…' cm-audit log --since soon
call 'a line that nobody has' 1 … … cm-audit log 13900009999
call 'a checkpoint' 0 … '' cm-audit checkpoint then.txt
is '  is private' "$(stat -c %a then.txt)" 600
call '  it does not overwrite' 2 '' '…then.txt…' cm-audit checkpoint then.txt
call '  the journal agrees with it' 0 '…audit.whole…' '' cm-audit verify --against then.txt
cm-store backup before.db
echo '{"request_id":"later","msisdn":"13900000102","amount":"1.00"}' | cm-pay -q >/dev/null
call '  later, too' 0 '…audit.whole…' '' cm-audit verify --against then.txt
cm-store backup good.db
part=$(sqlite3 good.db "SELECT part FROM operation WHERE source = 'cm-pay pay' LIMIT 1")

# tampered 'what' 'code' SQL [options]: on a copy.
CM_KEY=$CM_STORE.key
export CM_KEY
tampered() {
	cp -p good.db t.db
	rm -f t.db-*
	sqlite3 t.db "PRAGMA foreign_keys=0; $3" >/dev/null || note 'the tampering failed'
	what=$1 code=$2
	shift 3
	call "$what" 1 "…\"$code…" … cm-audit verify -s t.db "$@"
}
last="part = $part AND seq = (SELECT max(seq) FROM operation WHERE part = $part)"
mid="part = $part AND seq = 3"
tampered 'an amount edited' audit.broken "UPDATE operation SET amount = amount + 1 WHERE $mid"
is '  the row is named' "$(head -1 out)" "…part $(printf %02x "$part"): operation 3 …"
tampered 'an answer edited' audit.broken "UPDATE operation SET answer = replace(answer, 'balance', 'balanse') WHERE $mid"
tampered 'somebody else did it' audit.broken "UPDATE operation SET by_user = 'nobody' WHERE $mid"
tampered 'another time' audit.broken "UPDATE operation SET at = at - 60 WHERE $mid"
tampered 'a row moved to another line' audit.broken "UPDATE operation SET line = line + 1 WHERE $mid"
tampered 'a row deleted' audit.gap "DELETE FROM operation WHERE $mid"
tampered 'the last row deleted' audit.truncated "DELETE FROM operation WHERE $last"
tampered 'the last row deleted and the head set back' audit. "DELETE FROM operation WHERE $last; UPDATE head SET seq = seq - 1 WHERE part = $part"
tampered 'a row added' audit. "INSERT INTO operation SELECT part, seq + 1, parent, seq, line, at, commit_no, by_user, source, result, rules, policy, facts, answer, debit, credit, amount, cause, request, chain FROM operation WHERE $last; UPDATE head SET seq = seq + 1 WHERE part = $part"
tampered 'two rows swapped' audit.broken "UPDATE operation SET seq = 1000 WHERE $mid; UPDATE operation SET seq = 3, prev = 2, parent = 0 WHERE part = $part AND seq = 4; UPDATE operation SET seq = 4 WHERE part = $part AND seq = 1000"
tampered 'all rows of a part gone' audit. "DELETE FROM operation WHERE part = $part; DELETE FROM head WHERE part = $part"
tampered 'the commit number set back' audit. "UPDATE meta SET value = value - 1 WHERE name = 'commit_no'"

# The older copy is whole in itself: only a checkpoint kept elsewhere tells. So take one that is newer than the copy.
cp -p "$CM_KEY" key.then
cm-audit checkpoint now.txt >/dev/null 2>&1
call 'rolled back to an older copy' 1 '…audit.…' … cm-audit verify -s before.db --against now.txt
call 'the store itself is still whole' 0 '…audit.whole…' '' cm-audit verify --against now.txt
awk -v p="$part" '$1 == "part" && $2 == p { $3 = $3 + 1 } { print }' now.txt >forged.txt
chmod 600 forged.txt
call 'a checkpoint that knows of more than there is' 1 '…audit.…' … cm-audit verify --against forged.txt
sed 's/^commit .*/commit 1/' now.txt >forged.txt
call 'who signed it is told by a copy of the key of that time' 1 '…audit.…' … env CM_KEY="$T/key.then" cm-audit verify --against forged.txt
call '  and it knows the true one' 0 '…audit.whole…' … env CM_KEY="$T/key.then" cm-audit verify --against now.txt
(umask 077; echo x >none.txt)
call 'a checkpoint that is none' 78 '…' '…none.txt…[audit.checkpoint]' cm-audit verify --against none.txt
chmod 644 now.txt
call 'a checkpoint that others could have written' 78 '…' '…now.txt…[checkpoint.mode]' cm-audit verify --against now.txt
call 'another key proves nothing' 78 '' '…[key.other-store]' sh -c 'env -u CM_KEY cm-store init --rehearsal -s o.db; CM_KEY=o.db.key exec cm-audit verify'
