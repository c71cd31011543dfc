#!/bin/sh
# Operators' texts in Chinese: on a machine that has no Chinese locale, too; and whether lib/po is current.
. "${0%/*}/lib.sh"
zh() { env -u LC_ALL LANGUAGE=zh_CN "$@"; } # LC_ALL and LANG unset: the locale is plain C

# ---- one text of each kind ----
call 'help' 0 '用法：…' '' zh cm-pay -h
call 'usage' 2 '' 'cm-pay: 没有这个选项: --bogus
请试 …cm-pay -h…' zh cm-pay --bogus
call 'a message' 2 '' 'cm-pay: 错误: 没有这个字段：amuont；是不是要用 amount [argument]' zh cm-pay -s none msisdn=13900000101 amuont=5
store
lines
printf '{"request_id":"1","msisdn":"139","amount":"5"}\n' >in
call 'a record: codes stay, the message is Chinese; the summary' 1 \
	'{…"result":"invalid","reason":"field.malformed"…"message":"msisdn: 应为手机号码…"…}' 'cm-pay: 1 条记录，无效 1 条' zh cm-pay <in
printf '{"request_id":"1","msisdn":"13900000101","amount":5' >in
call 'a row that cannot be read' 65 '{…"reason":"record.syntax"…"message":"第 1 行：第 52 列（第 52 字节）：缺少 , 或 }"…}' … zh cm-pay <in
call 'kinds, and the nearest' 2 '' 'cm-store: import 只接受 numbers、…或 tickets，不是: line；是不是要用 lines
…' zh cm-store import line
printf 'payment_id,msisdn,amount\nx1,13900000101,5\n' >statement.csv
call 'a reconciliation' 1 … '…cm-pay: 1 行：相符 0，不符 0，库中没有 1，文件中没有 0，…' zh cm-pay reconcile --since 2010-01-01 statement.csv

# ---- which language ----
printf '{"request_id":"1","msisdn":"139","amount":"5"}\n' >in
says() { # WHAT 'English'|'Chinese' assignments
	what=$1 want=$2
	shift 2
	case $want in English) want='…expected a mobile number…' ;; *) want='…应为手机号码…' ;; esac
	call "$what" 1 "$want" '' env -u LC_ALL -u LANGUAGE "$@" cm-pay -q <in
}
says 'nothing set: English' English A=1
says 'LANGUAGE decides' Chinese LANGUAGE=zh_CN LC_ALL=C.UTF-8
says 'LANGUAGE=zh is enough' Chinese LANGUAGE=zh LANG=en_US.UTF-8
says 'LANG of a locale that is not installed' Chinese LANG=zh_CN.UTF-8
says 'the first language that there is' English LANGUAGE=de:en:zh
says 'LC_ALL=C' English LC_ALL=C LANG=zh_CN.UTF-8

# ---- English opens no catalogue ----
if have strace; then
	cm-pay -q <in >out 2>&1
	strace -f -e trace=file -o trace env -u LC_ALL LANGUAGE=en LANG=C.UTF-8 cm-pay <in >out 2>err || :
	is 'English looks for no catalogue' "$(grep -c '\.mo"' trace)" 0
else
	skip 'no strace here'
fi

# ---- lib/po ----
for p in "$ROOT"/lib/po/*.po; do
	have xgettext && have msgmerge || { skip "${p##*/}: gettext's tools are not here"; continue; }
	ok "${p##*/}: well formed" msgfmt --check-format -o /dev/null "$p"
	(cd "$ROOT" && make -s BUILD="$BUILD" "$BUILD/cm-tools.pot") && msgmerge --quiet --no-fuzzy-matching -o merged.po "$p" "$BUILD/cm-tools.pot"
	is "${p##*/}: every text is one of the code's (make po)" "$(msgattrib --only-obsolete merged.po | grep '^#~ msgid')" ''
	note "${p##*/}: $(msgfmt --statistics -o /dev/null merged.po 2>&1)"
done
