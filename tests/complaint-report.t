#!/bin/sh
# cm-complaint report: totals that were counted by hand, in groups, as a table and as CSV; pictures; without gnuplot.
. "${0%/*}/lib.sh"
store
at() { CM_NOW=$1; export CM_NOW; }
at 2010-05-10T12:00:00+08:00
# Four classes, two branches, three months; by hand:
#   A1 gotone 北大街 March: answered a minute before it was due     in time, 23 h 59 min
#   A2 gotone 北大街 March: answered as it was due                  in time, 24 h
#   A3 gotone 北大街 April: answered a second later                 late, 24 h 1 s
#   A4 gotone 西关 April: not answered, due before now              overdue, open
#   A5 vip 西关 April: closed without a reply of its own, in time   in time, 4 h
#   A6 vip 西关 May: due now, to the second                         waiting, open
#   A7 mzone 西关 May: rejected                                     dropped
#   A8 mzone, no branch, May: no deadline                           open
#   A9 gotone 西关 May: answered in time, still open                in time, 12 h
cat >tickets.csv <<'!'
ticket_id,opened_at,target_at,replied_at,closed_at,status,class,branch,kind,subject
A1,2010-03-30T09:00:00,2010-03-31T09:00:00,2010-03-31T08:59:00,2010-04-01T09:00:00,closed,gotone,北大街,complaint,s
A2,2010-03-31T23:59:59,2010-04-01T23:59:59,2010-04-01T23:59:59,2010-04-02T09:00:00,closed,gotone,北大街,fault,s
A3,2010-04-01T00:00:00,2010-04-02T00:00:00,2010-04-02T00:00:01,2010-04-02T09:00:00,closed,gotone,北大街,complaint,s
A4,2010-04-09T12:00:00,2010-05-10T11:59:59,,,inProgress,gotone,西关,complaint,s
A5,2010-04-20T08:00:00,2010-04-20T16:00:00,,2010-04-20T12:00:00,closed,vip,西关,complaint,s
A6,2010-05-10T04:00:00,2010-05-10T12:00:00,,,acknowledged,vip,西关,complaint,s
A7,2010-05-02T09:00:00,2010-05-04T09:00:00,,2010-05-02T10:00:00,rejected,mzone,西关,complaint,s
A8,2010-05-03T09:00:00,,,,held,mzone,,complaint,s
A9,2010-05-08T09:00:00,2010-05-09T09:00:00,2010-05-08T21:00:00,,inProgress,gotone,西关,fault,s
!
sed -i '1s/$/,ack/; /^A8/s/$/,store.no-deadline/; /^A8/!{1!s/$/,/}' tickets.csv
call 'nine tickets' 0 … … cm-store import tickets tickets.csv

# ---- totals ----
call 'all in one' 0 '{"tickets":9,"in_time":4,"late":1,"waiting":1,"overdue":1,"in_time_percent":66.67,"dropped":1,"no_deadline":1,"answer_hours":17.60,"open":4,"open_today":1,"open_week":2,"open_month":1,"open_older":0,"oldest":"2010-04-09T12:00:00+08:00"}' '' cm-complaint report
call 'by class, as CSV' 0 'class,tickets,in_time,late,waiting,overdue,in_time_percent,dropped,no_deadline,answer_hours,open,open_today,open_week,open_month,open_older,oldest
gotone,5,3,1,0,1,60.00,0,0,21.00,2,0,1,1,0,2010-04-09T12:00:00+08:00
mzone,2,0,0,0,0,,1,1,,1,0,1,0,0,2010-05-03T09:00:00+08:00
vip,2,1,0,1,0,100.00,0,0,4.00,1,1,0,0,0,2010-05-10T04:00:00+08:00' '' cm-complaint report --by class -o csv
call 'by month of opening, in China' 0 '2010-03,2,2,0,0,0,100.00,…
2010-04,3,1,1,0,1,33.33,…
2010-05,4,1,0,1,0,100.00,…' '' sh -c 'cm-complaint report --by month -o csv | sed 1d'
call 'by branch: one that nobody named' 0 '…
,1,…
北大街,3,…
西关,5,…' '' cm-complaint report --by branch -o csv
call 'by month and class, in this order' 0 'month,class,tickets,…
2010-03,gotone,2,…
2010-04,gotone,2,…
2010-04,vip,1,…
2010-05,gotone,1,…
2010-05,mzone,2,…
2010-05,vip,1,…' '' cm-complaint report --by month,class -o csv
call 'by kind, as a table' 0 'kind       tickets  in_time  late  …
complaint        7 …
fault            2 …' '' cm-complaint report --by kind -o table
call 'April alone: its first and its last second' 0 '{"tickets":3,…}' '' cm-complaint report --since 2010-04-01 --until 2010-04-30
call '  to the 31st of March' 0 '{"tickets":2,…}' '' cm-complaint report --until 2010-03-31
call 'a second later what was waiting is overdue' 0 '{…"waiting":0,"overdue":2,"in_time_percent":57.14,…}' '' cm-complaint report --now 2010-05-10T12:00:01+08:00
call 'nothing in that time: no row' 0 '' '' cm-complaint report --since 2011-01-01
call '  but the columns' 0 'class,tickets,…' '' cm-complaint report --since 2011-01-01 --by class -o csv

# ---- taken up again: late once is late for good ----
store again
cm-store import lines -q msisdn=13900000302 vip_level=gold status=active balance=0 >out 2>err
at 2010-04-01T09:00:00+08:00
# step WHEN VERB FIELD=VALUE…
step() { when=$1; shift; cm-complaint -q --now "$when" "$@" >out 2>err || { echo "Bail out! $(cat out err)"; exit 1; }; }
# row WHEN: what the report has, without what is open
row() { cm-complaint report -o csv --now "$1" | sed 1d | cut -d, -f1-9; }
step 2010-04-01T09:00:00 open ticket_id=R1 msisdn=13900000302 kind=fault subject=s text=t
step 2010-04-02T08:30:00 update ticket_id=R1 status=resolved solution=x
is 'answered 15.5 hours late' "$(row 2010-04-02T09:00:00)" '1,0,1,0,0,0.00,0,0,23.50'
step 2010-04-02T09:00:00 reopen ticket_id=R1 change_reason=again
is '  taken up again it stays late' "$(row 2010-04-02T09:01:00)" '1,0,1,0,0,0.00,0,0,'
step 2010-04-02T10:00:00 update ticket_id=R1 status=resolved solution=y
is '  answered again, in time: it stays late' "$(row 2010-04-02T11:00:00)" '1,0,1,0,0,0.00,0,0,25.00'
step 2010-04-02T11:00:00 update ticket_id=R1 status=inProgress change_reason='once more'
step 2010-04-02T12:00:00 update ticket_id=R1 status=closed solution=z accepted=true
is '  and again' "$(row 2010-04-02T12:00:00)" '1,0,1,0,0,0.00,0,0,27.00'
step 2010-04-02T12:00:00 open ticket_id=R2 msisdn=13900000302 kind=fault subject=s text=t
step 2010-04-02T13:00:00 update ticket_id=R2 replied=true solution=x
step 2010-04-02T22:00:00 update ticket_id=R2 status=resolved
step 2010-04-02T22:00:00 reopen ticket_id=R2 change_reason=again
is 'answered in time, and solved later: taken up again it waits' "$(row 2010-04-02T23:00:00)" '2,0,1,1,0,0.00,0,0,27.00'
step 2010-04-02T23:00:00 update ticket_id=R2 replied=true
is '  and is in time' "$(row 2010-04-02T23:00:00)" '2,1,1,0,0,50.00,0,0,19.00'
step 2010-04-02T23:00:00 update ticket_id=R2 status=cancelled
is '  taken back it is neither' "$(row 2010-04-02T23:00:00)" '2,0,1,0,0,0.00,1,0,27.00'
printf '%s\n' ticket_id,opened_at,target_at,closed_at,status,class,subject R3,2010-04-01T09:00,2010-04-01T12:00,2010-04-01T13:00,closed,vip,s | cm-store import tickets -q --now 2010-04-02T23:00:00 >out 2>err
step 2010-04-02T23:00:00 reopen ticket_id=R3 change_reason=again
is 'brought in as answered late: so is this one' "$(row 2010-04-02T23:00:00)" '3,0,2,0,0,0.00,1,0,27.00'
call '  the store is in order' 0 '' … cm-store check --now 2010-04-02T23:00:00
CM_STORE=$T/store.db
at 2010-05-10T12:00:00+08:00

# ---- what cannot be asked ----
call 'a group that is none' 2 '' '…--by takes class, branch, kind and month, not brand…' cm-complaint report --by brand
call 'one twice' 2 '' '…--by: class is there twice…' cm-complaint report --by class,month,class
call 'days that run backwards' 2 '' '…--since 2010-04-02 lies behind --until 2010-04-01…' cm-complaint report --since 2010-04-02 --until 2010-04-01
call 'a day that is none' 2 '' '…--since takes a day such as 2010-04-01, not 2010-02-30…' cm-complaint report --since 2010-02-30
call 'words' 2 '' … cm-complaint report vip
call 'no store' 69 '' … cm-complaint report -s none.db
call 'a picture of another kind' 2 '' '…--plot takes a file that ends with .svg or .png, not x.gif…' cm-complaint report --plot x.gif

# ---- pictures ----
mkdir bin
ln -s "$BUILD/bin/cm-complaint" bin/
call 'without gnuplot: said, and no file' 74 '…"tickets":9…' 'cm-complaint: error: there is no gnuplot: Debian'\''s package gnuplot-nox has it [plot.missing]' \
	env PATH="$T/bin" CM_POLICIES="$CM_POLICIES" cm-complaint report --plot none.svg
is '  nothing is left of it' "$(ls | grep -c none.svg)" 0
printf '#!/bin/sh\necho "line 3: it does not work" >&2\nexit 1\n' >bin/gnuplot && chmod +x bin/gnuplot
echo before >old.svg
call 'one that fails: its words' 74 … 'cm-complaint: error: gnuplot did not draw the picture: line 3: it does not work [plot.failed]' \
	env PATH="$T/bin:/bin:/usr/bin" cm-complaint report --plot old.svg
is '  the file is as it was' "$(cat old.svg) $(ls | grep -c old.svg)" 'before 1'
printf '#!/bin/sh\nkill -9 $$\n' >bin/gnuplot
call 'one that is killed' 74 … '…gnuplot did not draw the picture…' env PATH="$T/bin:/bin:/usr/bin" cm-complaint report --plot old.svg
call 'a folder that is not there' 74 … '…none/x.svg: No such file…' cm-complaint report --plot none/x.svg
if have gnuplot; then
	call 'an SVG' 0 … '' cm-complaint report --by class --plot x.svg
	ok '  is one' grep -q '^<svg' x.svg
	ok '  with a bar each, and words' grep -q 'overdue' x.svg
	! have xmllint || ok '  that other programs read' xmllint --noout x.svg
	is '  readable by its owner' "$(stat -c %a x.svg)" 600
	call '  in Chinese' 0 … '' env LANGUAGE=zh_CN cm-complaint report --by class --plot zh.svg
	ok '    is in Chinese' grep -q '按时' zh.svg
	call 'a PNG' 0 … '' cm-complaint report --by month --plot x.png
	is '  is one' "$(head -c 4 x.png | tail -c 3)" PNG
	call 'nothing to draw' 1 '' '…there is nothing to draw…' cm-complaint report --since 2011-01-01 --plot y.svg
	# Names of branches come from outside: they are words, and never commands.
	printf '%s\n' 'ticket_id,opened_at,target_at,status,subject,branch' 'B1,2010-05-09T09:00,2010-05-11T09:00,held,s,"`touch got1` $(touch got2) ""; system(""touch got3"")"' \
		"B2,2010-05-09T09:00,2010-05-11T09:00,held,s,'); system('touch got4'); plot('" 'B3,2010-05-09T09:00,2010-05-11T09:00,held,s,e' \
		'B4,2010-05-09T09:00,2010-05-11T09:00,held,s,# a_b^c {x} <b> & ]]>' \
		"$(printf 'B5,2010-05-09T09:00,2010-05-11T09:00,held,s,a\357\277\276b\357\277\277c')" | cm-store import tickets -q >out 2>err || cat out err
	call 'names that would be commands' 0 … '' cm-complaint report --by branch --plot z.svg
	is '  are drawn and do nothing' "$(ls | grep -c '^got') $(grep -c 'touch got' z.svg)" '0 2'
	! have xmllint || ok '  in a file that is one' xmllint --noout z.svg
else
	skip 'no gnuplot'
fi
