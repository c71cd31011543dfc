#!/bin/sh
# Service passwords, wherever a command takes one: which are refused, what a wrong one costs, and that none is ever seen.
. "${0%/*}/lib.sh"

# ---- a PIN on the command line ----
call 'a PIN as an argument is refused' 2 '' '…never given as an argument…' cm-resetpw check new_pin=482913
is 'and not repeated' "$(grep -c 482913 out err)" 'out:0
err:0'
call 'nor under its Chinese name' 2 '' '…never given as an argument…' cm-resetpw check 新密码=482913
call 'nor the present one' 2 '' '…never given as an argument…' cm-resetpw change msisdn=13900000102 pin=482913

# ---- the rules for new ones, each by itself; no store is needed ----
# pin_is WHAT RESULT REASONS FIELDS
pin_is() {
	printf '{%s}\n' "$4" | cm-resetpw check -q >out 2>err
	status=$?
	is "$1" "$(field result) $(sed -n 's/.*"reasons":\[\([^]]*\)\].*/\1/p' out | tr -d '"')" "$2 $3"
}
pin_is 'a good one' done '' '"new_pin":"482913"'
pin_is 'five digits' refused pin.length '"new_pin":"48291"'
pin_is 'seven digits' refused pin.length '"new_pin":"4829130"'
pin_is 'thirty-two digits' refused pin.length '"new_pin":"48291304829130482913048291304829"'
pin_is 'letters: no PIN at all' invalid field.malformed '"new_pin":"48291a"'
pin_is 'full-width digits: no PIN at all' invalid field.malformed '"new_pin":"４８２９１３"'
pin_is 'thirty-three digits: no PIN at all' invalid field.malformed '"new_pin":"482913048291304829130482913048291"'
pin_is 'none' invalid field.missing '"msisdn":"13900000102"'
pin_is 'three equal ones at the front' refused pin.repeat '"new_pin":"111802"'
pin_is 'three equal ones in the middle' refused pin.repeat '"new_pin":"811102"'
pin_is 'three equal ones at the end' refused pin.repeat '"new_pin":"802111"'
pin_is 'two and two equal ones are none too many' done '' '"new_pin":"118866"'
pin_is 'three upwards' refused pin.sequence '"new_pin":"123802"'
pin_is 'three downwards at the end' refused pin.sequence '"new_pin":"802987"'
pin_is 'two upwards are none too many' done '' '"new_pin":"128047"'
pin_is '890 is no sequence' done '' '"new_pin":"489047"'
pin_is 'nor is 098' done '' '"new_pin":"409847"'
pin_is 'repeated and in sequence: both are told' refused pin.repeat,pin.sequence '"new_pin":"111234"'
pin_is 'the end of the telephone number' refused pin.number-tail '"new_pin":"160258","msisdn":"13900160258"'
pin_is 'the end of the document' refused pin.document-tail '"new_pin":"030028","id_no":"612321198002030028"'
pin_is 'the end of a document with X leaves the X out' refused pin.document-tail '"new_pin":"714053","id_no":"61230119750714053X"'
pin_is 'with a small x too' refused pin.document-tail '"new_pin":"714053","id_no":"61230119750714053x"'
pin_is 'of a number without X these digits are free' done '' '"new_pin":"714053","id_no":"612301197507140531"'
pin_is "an officer's card has a number too" refused pin.document-tail '"new_pin":"048291","id_no":"军字第0048291号"'
pin_is 'a short document has no such end' done '' '"new_pin":"048291","id_no":"48291"'
pin_is 'an old number of 15 digits' refused pin.document-tail '"new_pin":"101602","id_no":"612301350101602"'
pin_is 'no message has the PIN' refused pin.length,pin.repeat '"new_pin":"7770777"'
is 'nor has the record' "$(grep -c 7770777 out err)" 'out:0
err:0'
call 'nor an explanation' 1 '…(secret)…' '…' sh -c 'echo "{\"new_pin\":\"777077\"}" | cm-resetpw check -x'
is 'nor what it says of the digits' "$(grep -c '777077\|: 3 >= 3' out)" 0

# ---- what is off unless a policy says otherwise ----
pin_is 'a common one is let through' done '' '"new_pin":"159357"'
cp -R "$CM_POLICIES" refusing
sed -i '/id: common_pins_check/,/value:/s/value: .*/value: refuse/' refusing/pin.yaml
call 'unless it is refused' 1 '…"reasons":["pin.common"]…' '…' sh -c 'echo "{\"new_pin\":\"159357\"}" | cm-resetpw check -p refusing'
cp -R "$CM_POLICIES" warning
sed -i '/id: common_pins_check/,/value:/s/value: .*/value: warn/' warning/pin.yaml
call 'or warned of' 1 '…"result":"undecided"…"warnings":["pin.common"]…' '…' sh -c 'echo "{\"new_pin\":\"159357\"}" | cm-resetpw check -p warning'
call 'and then acknowledged' 0 '…"result":"done"…' '…' sh -c 'echo "{\"new_pin\":\"159357\",\"ack\":[\"pin.common\"]}" | cm-resetpw check -p warning'

# ---- the present one: counted, locked, never compared in a rehearsal ----
store
lines
N=0
# change PIN NEW [OPTIONS]: of 13900000102
change() {
	N=$((N + 1))
	echo "{\"request_id\":\"pin/$N\",\"msisdn\":\"13900000102\",\"pin\":\"$1\",\"new_pin\":\"$2\"}" >in
	shift 2
	cm-resetpw change "$@" <in
}
at() { CM_NOW=2010-04-01T$1+08:00; }
call 'an imported line has none' 1 '…"reason":"pin.not-set"…' '…' change 482913 706159
echo '{"request_id":"r","msisdn":"13900000102","id_no":"612321198002030028","doc_form":"original","holder_present":true,"phone_present":false,"knows_old_pin":false,"new_pin":"482913"}' >in
call 'it is given one' 0 '…"result":"done"…' '…' sh -c 'cm-resetpw <in'
call 'a rehearsal does not compare a right one' 1 '…"result":"undecided","reason":"pin.not-checked"…' '…' change 482913 706159 -n
call 'nor a wrong one: the answers are alike' 1 '…"result":"undecided","reason":"pin.not-checked"…' '…' change 482914 706159 -n
for left in 4 3; do
	call "a wrong one: $left left" 1 '…"reason":"pin.wrong"…'"locked: $left.…" '…' change 482914 706159
done
call 'a wrong one counts when the record is wrong otherwise, too' 1 '…"reason":"pin.wrong","reasons":["pin.wrong","pin.length"]…locked: 2.…' '…' change 482914 1
call 'a right one is taken' 0 '…"result":"done"…' '…' change 482913 706159
call 'the old one is wrong now, and counting began anew' 1 '…"reason":"pin.wrong"…locked: 4.…' '…' change 482913 482914
call 'the same again is no change' 1 '…"reasons":["pin.same"]…' '…' change 706159 706159
call 'but it was the right one: counting began anew' 1 '…"reason":"pin.wrong"…locked: 4.…' '…' change 482913 482914
call 'nor may it be the end of the number on file, for its owner' 1 '…"reasons":["pin.document-tail"]…' '…' change 706159 030028
call 'a stranger does not learn that' 1 '…"reasons":["pin.wrong"]…locked: 4.…' '…' change 706158 030028
# Five at once: they are compared side by side, but counted one after the other.
for i in 1 2 3 4 5 6 7; do
	echo "{\"request_id\":\"many/$i\",\"msisdn\":\"13900000102\",\"pin\":\"70615$i\",\"new_pin\":\"482913\"}"
done >in
call 'many tries in one file' 1 '…' '…' sh -c 'cm-resetpw change <in'
is 'four are wrong, then it is locked, and the others are not compared' "$(count reason pin.wrong) $(count reason pin.locked)" '4 3'
call 'locked, the right one does not help' 1 '…"reason":"pin.locked"…2010-04-01 10:00…' '…' change 706159 482913
is 'and nobody learns that it was right' "$(grep -c 'pin.wrong\|pin.same' out)" 0
call 'locked under -n as well' 1 '…"reason":"pin.locked"…' '…' change 706159 482913 -n
at 10:00:00
call 'the lock runs out; one wrong try locks again' 1 '…"reason":"pin.wrong"…locked now for 30 minutes…' '…' change 706158 482913
call 'at once' 1 '…"reason":"pin.locked"…' '…' change 706159 482913
at 10:30:00
call 'after it the right one is taken' 0 '…"result":"done"…' '…' change 706159 482913
call 'the same request again is answered without a comparison' 0 '…"result":"duplicate"…' '…' sh -c 'cm-resetpw change <in'
sed 's/706159/999999/' in >in2
call 'whatever PIN it brings' 0 '…"result":"duplicate"…' '…' sh -c 'cm-resetpw change <in2'
call 'which counted nothing' 1 '…"reason":"pin.wrong"…locked: 4.…' '…' change 706159 482914

# A try counts, and is journalled, when the record comes to nothing: here the policy asks something else first.
cp -R "$CM_POLICIES" asking
sed -i '/id: pin.wrong$/,/verdict:/s/verdict: refuse/verdict: undecided/' asking/pin.yaml
call 'a wrong PIN, and an undecided record' 1 '…"result":"undecided","reason":"pin.wrong"…locked: 3.…' '…' change 706159 482914 -p asking
call 'is counted all the same' 1 '…"reason":"pin.wrong"…locked: 2.…' '…' change 706159 482914

# ---- compared before the lock, believed only under it ----
CM_NOW=2010-04-02T09:30:00+08:00
call 'the next day' 0 '…"result":"done"…' '…' change 482913 706159
cat >in <<'!'
{"request_id":"chain/1","msisdn":"13900000102","pin":"706159","new_pin":"482913"}
{"request_id":"chain/2","msisdn":"13900000102","pin":"706159","new_pin":"260413"}
{"request_id":"chain/3","msisdn":"13900000102","pin":"482913","new_pin":"706159"}
!
call 'what a record changes is seen by the next' 1 '…"result":"done"…"reason":"pin.wrong"…locked: 4.…"result":"done"…' '…' sh -c 'cm-resetpw change <in'
for i in 1 2 3 4 5 6 7 8; do
	echo "{\"request_id\":\"race/$i\",\"msisdn\":\"13900000102\",\"pin\":\"11111$i\",\"new_pin\":\"482913\"}" | cm-resetpw change -q >"race$i" 2>&1 &
done
wait
is 'eight guesses at once: five are compared' "$(cat race? | grep -c pin.wrong) $(cat race? | grep -c pin.locked)" '5 3'

# ---- nothing of them stays ----
ok 'the store is in order' cm-store check
is 'no PIN in any file of the store' "$(cat store.db* | grep -ac '482913\|482914\|706159')" 0
is 'but as a hash' "$(cat store.db* | grep -aqc '\$y\$' && echo yes)" yes
