#!/bin/sh
# The form at the counter: what a person at a terminal is asked, sees, and can take back. Typed by tests/form/typist.c.
. "${0%/*}/lib.sh"
store
lines
TERM=xterm
export TERM
typist() { "$BUILD/typist" "$@"; }
operations() { sqlite3 store.db "SELECT count(*) FROM operation WHERE source = 'cm-pay pay'"; }
before=0
more() { # operations since the last time
	more_now=$(operations)
	echo $((more_now - before))
}

# ---- nobody to ask ----
call 'without a terminal nothing is asked' 0 '' '…0 records' cm-pay
call '--no-input on a terminal: said, not asked' 2 '…nothing to read…[no-input]…' '' typist cm-pay --no-input
call 'words are a record, also on a terminal' 1 '…line.unknown…' '' typist cm-pay msisdn=13900000999 amount=1
is 'no command is linked with libedit' "$(ldd "$BUILD"/bin/cm-* 2>&1 | grep -c libedit)" 0
mkdir -p alone/build/bin alone/policies && cp "$BUILD/bin/cm-pay" alone/build/bin
call 'without the module: what to do instead' 2 '…there is no form to ask with…give field=value arguments…[form.missing]…' '' typist alone/build/bin/cm-pay

before=$(operations)
# ---- a payment: mistakes, back, a look before it is done ----
call 'a malformed value is said at once, < goes back, Enter keeps, - takes back' 0 … '' typist cm-pay <<'!'
? mobile number: 
= 139
? ! expected a mobile number
? mobile number: 
= 13900000101
? amount: 
= ten
? ! expected an amount
? amount: 
= 60
? name: 
= <
? amount [60]: 
= 50
? name: 
= 张三
? method: 
= <
? name [张*]: 
= -
? method: 
= 9
? ! expected one of
? method: 
= ca
? ! expected one of
? method: 
= cas
? busy hall: 
= .
? Do it? [y/n] 
= yes, of course
? y for yes
? Do it? [y/n] 
= y
? Result
? done, order
? 11.50
? Say
? mobile number: 
+ \x04
!
is 'the summary has the label, not the code' "$out" '…  mobile number       13900000101
  amount              50
  method              cash
Do it?…'
is 'the step of the deck stands beside the question' "$out" '…What is the owner'"'"'s name?  [1.1 step 1]…'
is 'the summary of the run' "$out" '…cm-pay: 1 record, 1 done'
is 'done once' "$(more)" 1
is 'under a key of its own' "$(sqlite3 store.db "SELECT key FROM request WHERE source = 'cm-pay pay'")" "form/$(id -un)/…"

# ---- nothing is written ----
before=$(operations)
call 'n at the end: nothing was done' 0 '…Nothing was done. The next customer:…' '' typist cm-pay <<'!'
? mobile number: 
= 13900000102
? amount: 
= 10
? name: 
= .
? Do it? [y/n] 
= n
? mobile number: 
+ \x04
!
call 'Ctrl-D in the middle' 0 … '' typist cm-pay <<'!'
? mobile number: 
= 13900000102
? amount: 
+ \x04
!
call 'Ctrl-D before the yes' 0 … '' typist cm-pay <<'!'
? mobile number: 
= 13900000102
? amount: 
= 10
? name: 
= .
? Do it? [y/n] 
+ \x04
!
call 'Ctrl-C: dies of the signal, the terminal as it was' 130 '… icanon … echo …' '' typist sh -c 'trap : INT; cm-pay; rc=$?; stty -a; exit $rc' <<'!'
? mobile number: 
= 13900000102
? amount: 
= 10
? name: 
+ \x03
? echo
!
call 'the terminal goes away' 129 … '' typist cm-pay <<'!'
? mobile number: 
= 13900000102
? amount: 
hang up
!
call '-n: tried, nothing changed, nothing kept open' 0 '…done (dry run: nothing was changed)…' '' typist cm-pay -n <<'!'
? mobile number: 
= 13900000102
? amount: 
= 10
? name: 
= .
? Try it? [y/n] 
= y
? dry run
? mobile number: 
! cm-pay -q request_id=meanwhile msisdn=13900000103 amount=1 >/dev/null
+ \x04
!
is 'only the other one has paid' "$(more)" 1

# ---- no lock while somebody types ----
before=$(operations)
call 'others pay while the form waits' 0 '…done, order…' '' typist cm-pay <<'!'
? mobile number: 
= 13900000101
! cm-pay -q request_id=m2 msisdn=13900000102 amount=1 >/dev/null
? amount: 
= 5
? name: 
= 李靖
! cm-pay -q request_id=m3 msisdn=13900000102 amount=1 >/dev/null
? method: 
= .
? Do it? [y/n] 
! cm-pay -q request_id=m4 msisdn=13900000102 amount=1 >/dev/null
= y
? again? [y/n] 
! cm-pay -q request_id=m5 msisdn=13900000102 amount=1 >/dev/null
= y
? mobile number [13900000101]: 
=
? amount [5]: 
=
? name [李*]: 
= 张伟
? method: 
= .
? Do it? [y/n] 
= y
? Result
? mobile number: 
! cm-pay -q request_id=m6 msisdn=13900000102 amount=1 >/dev/null
+ \x04
!
is 'all of them' "$(more)" 7

# ---- refused, changed, done ----
call 'refused: what to say; changed and tried again' 0 '…refused (pay.name-mismatch)…done, order…' '' typist cm-pay <<'!'
? mobile number: 
= 13900000102
? amount: 
= 5
? name: 
= 李靖
? method: 
= .
? Do it? [y/n] 
= y
? again? [y/n] 
= y
? mobile number [13900000102]: 
=
? amount [5]: 
=
? name [李*]: 
= 李静
? method: 
= .
? Do it? [y/n] 
= y
? Result
? mobile number: 
+ \x04
!
is 'only the last answer counts' "$out" '…cm-pay: 1 record, 1 done'
is 'typed names are masked in the summary' "$(printf '%s\n' "$out" | grep -c '  name  .*李\*')" 2

# ---- a warning is acknowledged, an open question answered ----
cp -R "$ROOT/policies" warn
sed -i 's/value: require/value: warn/; s/^      - id: pay.limit/      - {id: pay.how, when: "method = '"'cheque'"'", verdict: refuse, assumed: true, message: {zh: 不收支票。, en: No cheques.}}\n&/' warn/pay.yaml
call 'a warning and a question before it is done' 0 … '' typist sh -c 'cm-pay -p warn >answer' <<'!'
? mobile number: 
= 13900000102
? amount: 
= 5
? name: 
= 李靖
? method: 
= .
? Do it? [y/n] 
= y
? Go on all the same? [y/n] 
= y
? This has to be known first:
? method: 
= cheque
? again? [y/n] 
= y
? mobile number [13900000102]: 
=
? amount [5]: 
=
? name [李*]: 
=
? method [cheque]: 
= 1
? busy hall: 
= .
? Do it? [y/n] 
= y
? Go on all the same? [y/n] 
= y
? done, order
? mobile number: 
+ \x04
!
is 'a file gets the last answer only' "$(wc -l <answer)" 1
is 'with what was typed, acknowledged and asked for' "$(cat answer)" '{"msisdn":"13900000102","amount":"5","name":"李靖","method":"cash","request_id":"form/…","ack":"pay.name-mismatch","result":"done"…}'
call 'a warning that nobody takes upon himself' 1 '…undecided…1 undecided' '' typist cm-pay -p warn <<'!'
? mobile number: 
= 13900000102
? amount: 
= 5
? name: 
= 李靖
? method: 
= 1
? busy hall: 
= .
? Do it? [y/n] 
= y
? Go on all the same? [y/n] 
= n
? mobile number: 
+ \x04
!

# ---- secrets ----
call 'a PIN: typed twice, never shown' 0 … '' typist cm-resetpw <<'!'
? mobile number: 
= 13900000102
? new PIN: 
= 482913
? Once more: 
= 482931
? not the same
? new PIN: 
= 48x
? ! expected digits only
? new PIN: 
= 482913
? Once more: 
= 482913
? knows the old PIN: 
= no
? has the phone here: 
= <
? knows the old PIN [no]: 
= <
? new PIN [given]: 
=
? knows the old PIN [no]: 
=
? has the phone here: 
= .
? Do it? [y/n] 
= y
? known first
? has the phone here: 
= no
? form of the document: 
= 1
? by phone: 
= no
? document number: 
= 612321198002030028
? owner present: 
= y
? Result
? done, order
? mobile number: 
+ \x04
!
is 'it is nowhere on the screen' "$(printf '%s' "$out" | grep -c '4829\|48x')" 0
is 'the summary says that it was given' "$out" '…new PIN             given…'
is 'the document number is masked in brackets and summary' "$(printf '%s' "$out" | grep -c 'number  .*612321198002030028')" 0
call 'nor in a file: the answer of one that is refused, and what is given back of it' 1 … '' typist sh -c 'cm-resetpw -r rejects >answer' <<'!'
? mobile number: 
= 13900000102
? new PIN: 
= 482913
? Once more: 
= 482913
? knows the old PIN: 
= yes
? has the phone here: 
= .
? Do it? [y/n] 
= y
? resetpw.use-change
? Change something and try again? [y/n] 
= n
? mobile number: 
+ \x04
!
is '  both are there' "$(cat answer rejects | grep -c '"reason":"resetpw.use-change"')" 2
is '  without it' "$(cat answer rejects | grep -c 482913)" 0
call 'what somebody else must decide for want of a document: it is added, the rest stays' 0 … '' typist cm-vas subscribe <<'!'
? mobile number: 
= 13900000102
? service: 
= sms
? tier: 
= .
? Do it? [y/n] 
= y
? referred
? Change something and try again? [y/n] 
= y
? mobile number [13900000102]: 
= 
? service [SMS]: 
= 
? tier: 
= 
? item: 
= 
? service provider: 
= 
? handset: 
= 
? does MMS: 
= 
? campaign: 
= 
? payment: 
= 
? document type: 
= 
? document number: 
= 612321198002030028
? valid until: 
= 
? form of the document: 
= original
? owner present: 
= yes
? PIN: 
= .
? Do it? [y/n] 
= y
? done, order
? mobile number: 
+ \x04
!
call 'it is in no history: nothing to recall at the next question' 0 … '' typist cm-resetpw -n <<'!'
? mobile number: 
= 13900000102
? new PIN: 
= 482913
? Once more: 
= 482913
? knows the old PIN: 
+ \x10\r
? has the phone here: 
+ \x04
!

# ---- Tab and history ----
call 'Tab: free numbers, plans and enums; several are listed' 130 '…
  easyown-basic   Easyown Basic…' '' typist cm-open <<'!'
? SIM number: 
= 89860009100000000018
? name: 
= 王小明
? plan: 
+ easyown-\t
? easyown-basic
+ b\t
? asic
+ \r
? deposit: 
= 100
? mobile number: 
+ 1390000\t
? 0
+ 03\t
? 
+ \x04\x03
!
call 'what was typed in a field before is its history' 0 '…2 records, 2 done' '' typist cm-pay statement <<'!'
? mobile number: 
= 13900000102
? since: 
= 2010-03-01
? language: 
= .
? mobile number: 
+ \x10\r
? since: 
+ \x10\r
? language: 
= .
? mobile number: 
+ \x04
!
is 'of that field alone' "$(printf '%s\n' "$out" | grep -c '^13900000102  2010-03-01')" …

# ---- which verb ----
call 'a command without a default verb asks what is to be done' 0 '…import numbers: numbers for sale…Result…done…' '' typist cm-store <<'!'
? What is to be done: 
= <
? What is to be done: 
= import n
? mobile number: 
= 13900000077
? pack serial: 
= .
? Do it? [y/n] 
= y
? Result
? mobile number: 
+ \x04
!
call 'nothing is to be done after all' 0 … '' typist cm-store <<'!'
? What is to be done: 
+ \x04
!

# ---- Chinese ----
LANGUAGE=zh_CN
call 'labels, questions and choices in Chinese; characters typed and taken back' 0 '…  姓名                欧阳*…' '' typist cm-pay -n <<'!'
? 手机号码: 
= 13900000103
? 金额: 
= 5
? 姓名: 
= 《
? 金额 [5]: 
=
? 姓名: 
= ？
? 应为姓名
? 姓名: 
+ 欧阳锋\x7f雪\r
? 方式: 
= 现金
? 忙厅: 
= 。
? 试办吗？ [y/n] 
= 是
? 手机号码: 
+ \x04
!
