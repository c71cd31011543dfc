#!/bin/sh
# One run of each command under valgrind: no error, no byte lost.
. "${0%/*}/../lib.sh"
need valgrind
store; lines
printf '{"request_id":"v%s","msisdn":"13900000102","amount":"1.00"}\n' 1 2 3 >pay.in
printf 'xx\n' >>pay.in
sed -n 's/^/&/p' "$ROOT/demo/data/customers.csv" >open.in
quiet() { # what, wanted exit code, file, command…
	what=$1 want=$2 in=$3
	shift 3
	valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect,possible --log-file=vg "$@" <"$in" >out 2>err
	is "$what" "$? $(wc -l <vg | tr -d ' ')" "$want 0"
	[ ! -s vg ] || head -30 vg | sed 's/^/# /'
}
quiet 'cm-pay' 65 pay.in cm-pay -q
quiet 'cm-pay, explained, to CSV' 65 pay.in cm-pay -q -n -x -o csv
quiet 'cm-pay, to a table' 65 pay.in cm-pay -q -n -o table
quiet 'cm-pay reverse' 1 /dev/null cm-pay reverse payment_id=zzz cause=x request_id=q
quiet 'cm-pay statement' 0 /dev/null cm-pay statement msisdn=13900000102
quiet 'cm-open' 1 open.in cm-open -q -r rejects
quiet 'cm-store check' 0 /dev/null cm-store check
quiet 'cm-store dump' 0 /dev/null cm-store dump
quiet 'cm-store stats' 0 /dev/null cm-store stats
quiet 'cm-audit verify' 0 /dev/null cm-audit verify
quiet 'cm-policy check' 0 /dev/null cm-policy check
quiet 'cm-policy test' 0 /dev/null cm-policy test -q
quiet 'cm-due' 0 /dev/null cm-due -q --now 2010-05-01
quiet 'cm-due held' 1 /dev/null cm-due held -q --now 2010-05-01
quiet 'cm-reactivate check' 0 /dev/null cm-reactivate check msisdn=13900000103
quiet 'cm-reactivate' 1 /dev/null cm-reactivate msisdn=13900000103 request_id=r
quiet 'cm-show' 0 /dev/null cm-show msisdn=13900000102
echo '{"request_id":"v","msisdn":"13900000102","plan":"gotone-88","id_no":"612321198002030028","doc_form":"original","holder_present":true}' >plan.in
quiet 'cm-plan' 0 plan.in cm-plan -q
quiet 'cm-plan recommend' 0 /dev/null cm-plan recommend msisdn=13900000102 minutes_out=300
quiet 'cm-plan list' 0 /dev/null cm-plan list lang=en
quiet 'a policy with a fault' 78 pay.in cm-pay -p "$ROOT/tests/policy/bad"
