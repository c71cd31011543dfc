#!/bin/sh
# 2,000 published transfers of mobile money as payments: amounts are binary fractions with up to 17 digits. None is an amount
# of yuan and fen, and none is rounded to one.
. "${0%/*}/lib.sh"
need_shared recharges/mobilemoney.csv
store
lines
awk -F, 'NR == 1 { print "request_id,msisdn,amount"; next } { print "money/" NR - 1 ",13900000101," $5 }' "$SHARED/recharges/mobilemoney.csv" >money.csv
before=$(cm-store dump | cksum)
call 'every one is invalid' 1 '…' '…2000 records, 2000 invalid' cm-pay <money.csv
is '  for its amount' "$(grep -c '"result":"invalid","reason":"field.malformed","reasons":\["field.malformed"\],"message":"amount: ' out)" 2000
is '  which is left as it was written' "$(sed 's/.*"amount":"\([^"]*\)".*/\1/' out)" "$(sed '1d; s/.*,//' money.csv)"
is '  nothing is in the store' "$(cm-store dump | cksum)" "$before"
call 'balances before and after are none either' 1 '…' '…invalid' sh -c "awk -F, 'NR == 1 { print \"request_id,msisdn,amount\" } NR > 1 && \$6 != \"\" { print \"b/\" NR \",13900000101,\" \$6 }' '$SHARED/recharges/mobilemoney.csv' | cm-pay"
is '  of those with more than two decimals' "$(grep -c '"result":"invalid"' out)" "$(awk -F, 'NR > 1 && $6 != "" { split($6, d, "."); n += length(d[2]) > 2 || $6 <= 0 } END { print n + 0 }' "$SHARED/recharges/mobilemoney.csv")"
