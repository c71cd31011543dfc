#!/bin/sh
# The dialogue of cm-diagnose: one question at a time, the most telling first; back, not known, another day, what was said.
. "${0%/*}/lib.sh"
store
lines
CM_NOW=2010-04-15T09:30:00+08:00
TERM=xterm
export TERM
typist() { "$BUILD/typist" "$@"; }

# ---- from the number and the service to the cause ----
call 'one question after the other, until it is found' 0 … '' typist cm-diagnose <<'!'
? mobile number: 
= 13900000102
? service: 
= sms
? symptoms: 
= 1
? state of SMS: 
= active
? the message centre's number is right: 
= no
? Result
? done
? mobile number: 
+ \x04
!
is 'the symptoms of the service are offered' "$out" '…What exactly goes wrong?
  1 messages cannot be sent  2 messages do not arrive
…'
is 'the steps are shown with what was seen' "$out" '…  Looked at           is the number in service: in order (state of the number: …)
                      is SMS open: in order (state of SMS: open)
…is the message centre'"'"'s number right in the handset: this is it (the message
                      centre'"'"'s number is right: no)
…'
is 'and what is to be done' "$out" '…  what staff do       Set the number right, and send one to try.
  how to avoid it …  Say                 短信发不出去…'
is 'what comes in between is not shown' "$(printf '%s\n' "$out" | grep -c '^  Result')" 1
is 'nothing that is not needed is asked' "$(printf '%s\n' "$out" | grep -c 'language\|channel\|month')" 0
ok 'nothing was written' sh -c '[ "$(sqlite3 store.db "SELECT count(*) FROM operation WHERE source LIKE '"'cm-diagnose%'"'")" = 0 ]'
call 'a report of nothing: service and symptom are asked' 1 … '' typist cm-diagnose <<'!'
? mobile number: 
= .
? What exactly goes wrong?
? symptoms: 
= 收不到短信
? state of the number: 
+ \x04
!

# ---- back, and what nobody knows ----
call '< goes back, through what was asked, to the beginning' 0 … '' typist cm-diagnose <<'!'
? mobile number: 
=
? service: 
= sms
? symptoms: 
= cannot_send
? state of the number: 
= active
? state of SMS: 
= suspended
? stopped against spam: 
= <
? state of SMS [suspended]: 
= <
? state of the number [active]: 
= <
? symptoms [messages cannot be sent]: 
= <
? mobile number: 
= <
? mobile number: 
= 13900000102
? service [SMS]: 
=
? stopped against spam: 
= <
? mobile number [13900000102]: 
=
? service [SMS]: 
=
? stopped against spam: 
= no
? Result
? mobile number: 
+ \x04
!
is 'found by the answers as they are now' "$out" '…sms.suspended…'
call 'Enter, a dash and the words for it are "not known": the next question' 1 … '' typist cm-diagnose <<'!'
? mobile number: 
= 13900000102
? service: 
= sms
? symptoms: 
= 1
? state of SMS: 
= ?
? Enter says that it is not known.
? state of SMS: 
= 不知道
? stopped against spam: 
=
? in an hour: 
= not known
? in a day: 
= -
? number is right: 
= yes
? Result
? undecided
? again? [y/n] 
= n
? mobile number: 
+ \x04
!
is 'unknown is not false' "$out" '…is SMS open: not known
…handset: in order (the message…'
call '  mended at the end' 0 … '' typist cm-diagnose <<'!'
? mobile number: 
= 13900000101
? service: 
= telegraph
? There are no steps for telegraph
? again? [y/n] 
= y
? mobile number [13900000101]: 
=
? service [telegraph]: 
= SMS
? symptoms: 
= 1
? Result
? suspended for arrears
? mobile number: 
+ \x04
!
call '  a symptom that nobody knows: < goes back to it, and from there to what was asked before' 0 … '' typist cm-diagnose <<'!'
? mobile number: 
= 13900000102
? service: 
= sms
? symptoms: 
= purple
? Nobody knows the symptom
? again? [y/n] 
= ?
? < to go back
? again? [y/n] 
= <
? symptoms [purple]: 
= green
? Nobody knows the symptom
? again? [y/n] 
= y
? symptoms [green]: 
= <
? mobile number [13900000102]: 
=
? service [SMS]: 
= mms
? Nobody knows the symptom
? again? [y/n] 
= y
? symptoms [green]: 
= 2
? state of mobile data: 
= active
? the handset does MMS: 
= no
? Result
? done
? mobile number: 
+ \x04
!
is '  found' "$out" '…mms.no-handset…'
call '  what nobody knew: y goes back to the last question, < to the one before it' 0 … '' typist cm-diagnose <<'!'
? mobile number: 
= 13900000102
? service: 
= sms
? symptoms: 
= 1
? state of SMS: 
= active
? number is right: 
=
? undecided
? again? [y/n] 
= y
? number is right: 
= <
? state of SMS [open]: 
= none
? Result
? done
? mobile number: 
+ \x04
!
is '  found' "$out" '…sms.off…'

# ---- several symptoms ----
call 'two symptoms by their numbers' 0 … '' typist cm-diagnose <<'!'
? mobile number: 
= 13900000102
? service: 
= mms
? symptoms: 
= 1, 2
? state of mobile data: 
= none
? the handset does MMS: 
= yes
? MMS is set up rightly: 
= yes
? Result
? mobile number: 
+ \x04
!
is 'one cause' "$(printf '%s\n' "$out" | grep '^  cause')" '  cause               mms.data-off'

# ---- another day ----
call 'answers are kept as they come' 1 … '' typist cm-diagnose --answers kept --transcript said <<'!'
? mobile number: 
= 13900000102
? service: 
= sms
? symptoms: 
= 1
? state of SMS: 
= active
? number is right: 
+ \x04
!
is '  a record of its own' "$(cat kept)" '{"msisdn":"13900000102","service":"sms","symptom":"cannot_send","sms_state":"active"}'
is '  for nobody else' "$(stat -c %a kept said | tr '\n' ' ')" '600 600 '
call 'the dialogue goes on from there, and ends with its report' 0 '…Going on from 4 answers.…done…' '' typist cm-diagnose --answers kept <<'!'
? number is right: 
= no
? Result
? done
!
call '  and what was kept is a report for the pipe' 0 '{"msisdn":"13900000102","service":"sms","symptom":"cannot_send","sms_state":"active","smsc_right":"no","result":"done",…"cause":"sms.centre"…' '' sh -c 'cm-diagnose -q <kept'
is 'the transcript has question and answer' "$(cat said)" '…> mobile number: 139…
> service: sms
> symptoms: cannot_send
> state of SMS: active
…undecided…'
call 'a transcript that is there is left alone' 74 '…said: File exists…' '' typist cm-diagnose --transcript said
call 'without a dialogue there is nothing to keep' 2 '' '…are for a dialogue at a terminal…' cm-diagnose --transcript new service=sms
ok '  nor is a file made' test ! -e new
call '  at a terminal: the fields are left out' 2 '…which asks for the fields itself: leave them out…' '' typist cm-diagnose --answers new lang=en
ok '  nor is a file made' test ! -e new
echo '[1' >kept
call 'answers that cannot be read' 2 '…kept: not the answers of a dialogue…' '' typist cm-diagnose --answers kept
