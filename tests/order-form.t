#!/bin/sh
# An order's form (deck rows S10, S20, S27, S37, S44, S56, S102): what it says, what it must not leave out, on paper.
. "${0%/*}/lib.sh"
store
lines
# row ORDER SQL: changes the order's row behind the back of the commands, for what no command does yet.
row() { sqlite3 store.db "UPDATE operation SET $2 WHERE part = $((0x${1%"${1#??}"})) AND seq = ${1#??}"; }
# same FILE FILE
same() { cmp -s "$1" "$2" && echo same; }

cat >open.json <<'!'
{"request_id":"o1","msisdn":"13900000001","iccid":"89860009100000000018","name":"欧阳修文","id_type":"resident_id","id_no":"612321198002030028","doc_form":"original","holder_present":true,"contact":"13800138000","plan":"easyown-farm","services":["sms","mms"],"offers":["sms:6"],"campaign":"data-20-for-100","deposit":"100","new_pin":"482913","doc_copied":true,"disclosed":true,"leaflet":false}
!
cm-open -q <open.json >out
OPEN=$(field order_id)
cm-pay -q request_id=p0 msisdn=13900000102 amount=0 >out
REFUSED=$(field order_id)
cm-pay -q request_id=p1 msisdn=13900000102 amount=20 name=李静 >out
PAID=$(field order_id)

# ---- what has no form ----
call 'an order that never was' 1 '…"reason":"show.unknown-order"…' '…' cm-show --form order_id=2zz
call 'no order id at all' 1 '…"reason":"show.unknown-order"…' '…' cm-show --form order_id=no-such
call 'which order?' 1 '…"result":"undecided"…"reason":"field.missing"…"ask":["order_id"]…' '…' cm-show --form note=x
call 'a number is no order' 1 '…"ask":["order_id"]…' '…' cm-show --form msisdn=13900000102
call 'an order of another number' 1 '…"reason":"show.other-line"…' '…' cm-show --form msisdn=13900000101 order_id="$PAID"
call 'a refusal' 1 '…"reason":"show.not-done"…refused: pay.amount…' '…' cm-show --form order_id="$REFUSED"
call 'an import' 1 '…"reason":"show.no-form"…cm-store import lines is nothing that a customer signs…' '…' \
	cm-show --form order_id="$(cm-audit log 13900000102 | sed -n '1s/.*"order_id":"\([^"]*\)".*/\1/p')"
sed 's/- {of: cm-pay pay, .*/- {of: cm-pay pay, form: none, assumed: true}/' "$ROOT/policies/forms.yaml" >none.yaml
mkdir formless && cp -R "$ROOT"/policies/. formless && mv none.yaml formless/forms.yaml
call 'orders that the policy gives none' 1 '…"reason":"show.no-form"…' '…' cm-show -p formless --form order_id="$PAID"
FEE=$(cm-audit log 13900000001 | sed -n 's/.*"order_id":"\([^"]*\)".*"part_of":.*/\1/p')
call 'a part of an order' 1 "…\"reason\":\"show.part-of\"…\"remedy\":\"Print $OPEN.\"…" '…' cm-show --form order_id="$FEE"
cm-show -q --unmask letter msisdn=13900000102 >/dev/null
NOTE=$(cm-audit log 13900000102 | sed -n '$s/.*"order_id":"\([^"]*\)".*/\1/p')
call 'a note of the journal' 1 '…"reason":"show.only-noted"…' '…' cm-show --form order_id="$NOTE"

# ---- what cannot be asked for ----
call 'a form as CSV' 2 '' '…prints text, not records…' cm-show --form -o csv order_id="$OPEN"
call 'a PDF without a name' 2 '' '…wants the name of a file…' cm-show --pdf= order_id="$OPEN"
call 'a PDF on standard output' 2 '' '…wants the name of a file…' cm-show --pdf - order_id="$OPEN"
call 'a PDF in a rehearsal' 2 '' '…not with -n…' cm-show -n --pdf new.pdf order_id="$OPEN"
echo mine >old.pdf
call 'a file that is there' 74 '' '…cannot write old.pdf: File exists…' cm-show --pdf old.pdf order_id="$OPEN"
is 'stays as it is' "$(cat old.pdf)" mine
call 'a folder that is not there' 74 '' '…cannot write none/new.pdf: No such file…' cm-show --pdf none/new.pdf order_id="$OPEN"
call 'another command has no forms' 2 '' '…unknown option: --form…' cm-pay --form order_id="$OPEN"
call 'none to print leaves no file' 1 '…show.not-done…' '…' cm-show --pdf new.pdf order_id="$REFUSED"
is 'none' "$(ls new.pdf 2>&1)" '…No such file…'
cat >fonts.conf <<'!'
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>/usr/share/fonts/truetype/dejavu</dir><cachedir>cache</cachedir></fontconfig>
!
sed 's/dejavu/wqy/' fonts.conf >wqy.conf
call 'no Chinese font: the package is named, no boxes are printed' 2 '' '…no font with Chinese characters…apt install fonts-wqy-microhei…' \
	env FONTCONFIG_FILE="$T/fonts.conf" cm-show --pdf new.pdf order_id="$OPEN"
is 'and no file is left' "$(ls new.pdf 2>&1)" '…No such file…'
mkdir -p elsewhere/build/bin && cp "$BUILD/bin/cm-show" elsewhere/build/bin && ln -s "$ROOT/policies" elsewhere/policies
call 'without the module' 2 '' '…nothing to make a PDF with…--form alone prints text…' elsewhere/build/bin/cm-show --pdf new.pdf order_id="$OPEN"
call 'text needs no module' 0 '…业务受理单…' '' elsewhere/build/bin/cm-show --form order_id="$OPEN"
if small_disk small 16k; then
	call 'a full disk: nobody hears of a form' 74 '' '…cannot write small/new.pdf: No space left…' cm-show --pdf small/new.pdf order_id="$OPEN"
	is 'leaves no half of a PDF' "$(ls small)" ''
	umount small && tap_mounted=
else
	skip 'no small disk for who is not root'; skip 'no small disk'
fi
mkdir bare && cp -R "$ROOT"/policies/. bare && rm bare/forms.yaml
call 'policies without forms' 78 '' '…bare has no forms.yaml…' cm-show -p bare --form order_id="$OPEN"

# ---- the form of an opening ----
call 'a form' 0 '                                   业务受理单
                                      入网

受理信息 -----------------------------------------------------------------------
  受理单号      '"$OPEN"'                       受理时间      2010-04-01 09:30
  办理业务      入网                      工号          …
  受理单状态    已完成

客户资料 -----------------------------------------------------------------------
  手机号码      139****0001               姓名          欧阳**
  证件类型      身份证                    证件号码      6123**********0028
  联系电话      138****8000               客户类型      个人
  品牌          神州行                    SIM卡号       89860009100000000018

业务内容 -----------------------------------------------------------------------
  套餐名称      神州行惠农卡              生效日期      2010-04-01
  月费          3.00 元                   主叫每分钟    0.22 元
  被叫每分钟    0.00 元
  月费收取方式  月费从入网当月起每月 1 日一次扣收
  功能          来电显示、农信通、短信、彩信、手机上网
  免费功能      来电显示、农信通

现有套餐和业务 -----------------------------------------------------------------
  套餐、业务                档次                      月费
  神州行惠农卡                                        3.00 元
  来电显示                                            0.00 元
  彩信
  手机上网                  20                        20.00 元
  农信通                                              0.00 元
  短信                      6                         6.00 元
  固定月费合计  29.00 元
  没有标月费的业务按各自资费收取，没有算进合计。

参加的活动 ---------------------------------------------------------------------
  活动名称      预存话费送上网流量
  活动内容      一次预存话费 100 元，送一个月的 20 元上网流量包
  优惠时间      办理当月，一个月
  优惠实现方式  流量包当时开通，它的 20 元月费次月 1 日退回话费账户
  取消方式      用本机发短信 QXGPRS20 到 10086，或到营业厅办理

费用 ---------------------------------------------------------------------------
  预存款        100.00 元                 卡费          10.00 元
  合计应收      110.00 元

告知事项 -----------------------------------------------------------------------
  神州行惠农卡从 2010-04-01 起生效；月费从入网当月起每月 1 日一次扣收。
  预存款是您自己的话费，卡费不退。

证件存档 -----------------------------------------------------------------------

  证件复印件    已复印存档

客户确认 -----------------------------------------------------------------------
  以上内容我已逐项核对，同意办理。

  客户签字      ______________________________________

  营业厅盖章    ______________________________________

服务评价 -----------------------------------------------------------------------
  随后会有一条短信请您评价这次服务；要是满意，回复一个数字 5 就行。

下次办理 -----------------------------------------------------------------------
  不想排队的话，可以上网、发短信或者打电话办理。' '' cm-show --form order_id="$OPEN"
is 'no line is wider than a printer' "$(wc -L <out)" 80
is 'evidence is in the row, also what no rule looks at, also a no' "$(cm-audit log 13900000001 | head -1)" \
	'…"facts":{…"doc_copied":true,"leaflet":false,"disclosed":true}…'
call 'in English' 0 '…Service order form…New connection…Name of the plan        Easyown Country…the monthly fee is taken on the 1st of each month, the
                          first one whole…Way to cancel           text QXGPRS20 to 10086…Easyown Country holds from 2010-04-01 on…' '' \
	cm-show --form order_id="$OPEN" lang=en
is 'no wider either' "$(wc -L <out)" 80
call 'an hour later' 0 '…受理时间      2010-04-01 09:30…' '' env CM_NOW=2010-04-01T10:30:00+08:00 cm-show --form order_id="$OPEN"
call 'with -n' 0 '…业务受理单…' '' cm-show -n --form order_id="$OPEN"
call 'with the number that it is of' 0 '…业务受理单…' '' cm-show --form msisdn=13900000001 order_id="$OPEN"

before=$(sqlite3 store.db 'SELECT count(*) FROM operation')
call 'whole, with a reason' 0 '…手机号码      13900000001               姓名          欧阳修文…612321198002030028…13800138000…' '' \
	cm-show --form --unmask 'to be signed' order_id="$OPEN"
is 'once, with the reason' "$(cm-audit log 13900000001 | tail -1)" '…"result":"noted","rules":"show.unmasked"…"unmask_reason":"to be signed"…'
before=$(sqlite3 store.db 'SELECT count(*) FROM operation')
call 'what is not shown is not noted' 1 '…show.not-done…' '…' cm-show --form --unmask 'to be signed' order_id="$REFUSED"
is 'nothing' "$(sqlite3 store.db 'SELECT count(*) FROM operation')" "$before"

# ---- others ----
call 'a payment' 0 '…缴费…姓名          李*…金额          20.00 元                  缴费前欠费    0.00 元
  余额          32.00 元…' '' cm-show --form order_id="$PAID"
is 'no survey is announced that does not come' "$(grep -c '评价' out)" 0
is 'its id is said once' "$(grep -c "$PAID" out)" 1
cm-pay reverse -q request_id=x1 payment_id="$PAID" cause=slip >out
call 'taken back: which payment' 0 "…缴费返销…缴费编号      $PAID …" '' cm-show --form order_id="$(field order_id)"
cm-open reserve -q request_id=v1 msisdn=13900000005 contact=13800000000 >out
KEPT=$(field order_id)
call 'an order without a line' 0 '…预留号码…手机号码      139****0005…号码为您留到 2010-04-01 10:00…' '' cm-show --form order_id="$KEPT"
echo '{"request_id":"r1","msisdn":"13900000102","id_no":"612321198002030028","phone_present":true,"self_service_consent":true,"knows_old_pin":false,"new_pin":"482913","signed":true}' | cm-resetpw -q >out
RESET=$(field order_id)
call 'a PIN that was reset, signed for, nothing copied' 0 '…服务密码重置…次月赠送      1.00 元…
  证件复印件    ______________________________________
…
  客户签字      客户已于 2010-04-01 09:30 签字
…' '' cm-show --form order_id="$RESET"
is 'no PIN on paper' "$(grep -c 482913 out)" 0
printf '{"order_id":"%s"}\n' "$PAID" "$REFUSED" "$KEPT" >in
call 'several: a form feed between two, what has none is answered' 1 "…缴费…$REFUSED…show.not-done…$(printf '\f')…预留号码…" '…3 records, 2 done, 1 refused' \
	sh -c 'cm-show --form <in'
is 'one form feed' "$(tr -cd '\f' <out | wc -c)" 1

# ---- what a form must name (row S56) ----
sed '/campaign_cancel: {zh: 用本机发短信 QXGPRS20/d' "$ROOT/policies/forms.yaml" >bare/forms.yaml
call 'a campaign without its way to cancel' 1 '…"reason":"show.form-incomplete"…must name what is not known: campaign_cancel."…' '…' \
	cm-show -p bare --form order_id="$OPEN"
sed '/^words:/,$d' "$ROOT/policies/forms.yaml" >bare/forms.yaml
call 'one that nobody describes: all that is missing' 1 \
	'…campaign_name, campaign_content, campaign_period, campaign_benefit, campaign_cancel."…' '…' cm-show -p bare --form order_id="$OPEN"
call 'nor a PDF' 1 '…show.form-incomplete…' '…' cm-show -p bare --pdf new.pdf order_id="$OPEN"
is 'is made' "$(ls new.pdf 2>&1)" '…No such file…'
call 'an order without a campaign has its form' 0 '…缴费…' '' cm-show -p bare --form order_id="$PAID"
sed 's/zh: 预存款是您自己的话费，卡费不退。/zh: "{reserved_until}"/' "$ROOT/policies/forms.yaml" >bare/forms.yaml
call 'a text whose fact is not known' 1 '…show.form-incomplete…: reserved_until."…' '…' cm-show -p bare --form order_id="$OPEN"
for c in $(sed -n 's/^  - id: //p' "$ROOT/policies/campaigns.yaml"); do
	is "the campaign $c is described" "$(grep -c "is: $c\$" "$ROOT/policies/forms.yaml")" 1
done

# Which orders leave a survey is said by their gates; the forms of these announce it, and no other's.
is 'a survey is announced where one is left' "$(cd "$ROOT/policies" && awk '/^  - id:/ { gate = $3 } /^    notices:.*survey/ { sub(/\.yaml$/, "", FILENAME); print "cm-" FILENAME " " gate }' ./*.yaml | sed 's|\./||' | sort)" \
	"$(awk '/^orders:/ { on = 1 } /no command makes yet/ { on = 0 } on && match($0, /of: [a-z -]*/) { of = substr($0, RSTART + 4, RLENGTH - 4) } on && /with:.*survey/ { print of }' "$ROOT/policies/forms.yaml" | sort)"

# ---- before and after ----
row "$PAID" "source = 'cm-plan change', facts = '{\"name\":\"李*\",\"signed\":false,\"changes\":{\"plan\":[\"easyown-basic\",\"easyown-farm\"],\"contact\":[null,\"138****0000\"],\"brand\":[\"gotone\",\"easyown\"],\"odd\":[\"a\",\"b\"]}}', answer = '{\"plan\":\"easyown-farm\",\"effective_at\":\"2010-05-01\",\"order_status\":\"pending\"}'"
call 'what an order changed' 0 '…套餐变更…受理单状态    待生效…
变更内容 -----------------------------------------------------------------------
  项目                      变更前                    变更后
  套餐                      神州行标准卡              神州行惠农卡
  联系电话                                            138****0000
  品牌                      全球通                    神州行
  odd                       a                         b
…神州行惠农卡从 2010-05-01 起生效…客户签字      ______…' '' cm-show --form order_id="$PAID"
call 'without a form: a row for each' 0 '…"kind":"change","item":"plan","value":"easyown-farm","from":"easyown-basic"}…' '' cm-show -q order_id="$PAID"
is 'and no fact of that name' "$(grep -c '"item":"changes"' out)" 0

# ---- the line as it was then ----
call 'an earlier order' 0 '…姓名          李*…品牌          全球通…' '' cm-show --form order_id="$RESET"
row "$RESET" "facts = '{\"changes\":{\"name\":[\"王*\",\"李*\"],\"brand\":[\"mzone\",\"gotone\"],\"id_no\":[null,\"6123**********0028\"]}}'"
row "$PAID" "source = 'cm-resetpw unlock', facts = '{}', answer = '{}'"
call 'what changed since is as it was before' 0 '…姓名          王*…品牌          动感地带…' '' cm-show --form order_id="$PAID"
is 'and what there was not is not there' "$(grep -c 证件号码 out)" 0
row "$RESET" "facts = '{}'"
sqlite3 store.db "UPDATE line SET owner_since = 20000 WHERE msisdn = '13900000102'"
call 'another owner by now: his data is on no form of the former one' 1 '…show.form-incomplete…: name."…' '…' cm-show --form order_id="$PAID"
sqlite3 store.db "UPDATE line SET owner_since = 12873 WHERE msisdn = '13900000102'"

# ---- a SIM: the copy and its stamp, who came for the owner (row S27) ----
SIM='"msisdn":"13900000102","sim_reason":"damaged","prepay":100,"id_no":"612321198002030028","id_type":"resident_id","doc_form":"original","holder_present":false,"old_sim":true,"agent_name":"王五","agent_id_type":"resident_id","agent_id_no":"612301197707070011","agent_doc_form":"original","ack":"identity.by-agent,identity.flexible"'
echo "{\"request_id\":\"s1\",\"iccid\":\"89860009100000000026\",\"copy_stamped\":true,$SIM}" | cm-sim -q >out
call 'stamped' 0 '…补换卡…
代办人 -------------------------------------------------------------------------
  代办人姓名      王*                     代办人证件类型  身份证
  代办人证件号码  6123**********0011
…
  合计应收        100.00 元 …不会跟过来…
  证件复印件      ____…
  复印无效章      已在复印件上加盖
…' '' cm-show --form order_id="$(field order_id)"
echo "{\"request_id\":\"s2\",\"iccid\":\"89860009100000000034\",$SIM}" | cm-sim -q >out
call 'not stamped yet' 0 '…复印无效章      ______…' '' cm-show --form order_id="$(field order_id)"
row "$PAID" "source = 'cm-pay pay', facts = '{\"amount\":1.00,\"copy_stamped\":true}'"
call 'a stamp is told wherever one was put' 0 '…复印无效章    已在复印件上加盖…' '' cm-show --form order_id="$PAID"
row "$PAID" "facts = '{'"
call 'a row that cannot be read' 69 '' '…cannot be read…' cm-show --form order_id="$PAID"

# ---- a transfer: who the line was of (rows S30, S37) ----
cm-store import lines -q <<'!' >out
msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,owner_since,status,balance,payment_method,points,credit_class,contact
13900000201,张伟,resident_id,612301197001010017,easyown,none,easyown-family,2008-06-15,2009-01-05,active,0.00,cash,0,B,02987654321
!
cm-store import subscriptions -q <<'!' >out
msisdn,service,tier,state,opened_at
13900000201,mobile_data,5,active,2009-05-01
13900000201,rbt,,active,2009-05-01
13900000201,mms,,terminated,2009-05-01
!
cm-pay -q request_id=t0 msisdn=13900000201 amount=5 >out
EARLIER=$(field order_id)
echo '{"request_id":"t1","msisdn":"13900000201","id_no":"612301197001010017","holder_present":true,"doc_form":"original","id_type":"resident_id","new_name":"王五","new_id_type":"resident_id","new_id_no":"612301197707070011","new_holder_present":true,"new_pin":"482913","purpose":"to_other","signed":true}' | cm-transfer -q >out
TRANSFER=$(field order_id)
call 'a transfer: the former owner, what changes, plan and services with their total, room for two to sign' 0 '…过户…
  手机号码      139****0201               姓名          张*
  证件类型      身份证                    证件号码      6123**********0017
  联系电话      029****4321               品牌          神州行

变更内容 -----------------------------------------------------------------------
  项目                      变更前                    变更后
  姓名                      张*                       王*
  证件号码                  6123**********0017        6123**********0011
  联系电话                  029****4321
  信誉度                    B
  机主登记日期              2009-01-05                2010-04-01
…
  套餐、业务                档次                      月费
  神州行家园卡                                        8.00 元
  手机上网                  5                         5.00 元
  彩铃                                                5.00 元
  固定月费合计  18.00 元
…过户以后积分归零…
  客户签字      客户已于 2010-04-01 09:30 签字
…
  新机主签字    ______…' '' cm-show --form order_id="$TRANSFER"
call 'whole: each by himself' 0 '…姓名          张伟…612301197001010017…
  姓名                      张伟                      王五
  证件号码                  612301197001010017        612301197707070011
  联系电话                  029****4321…' '' cm-show --form --unmask 'to be signed' order_id="$TRANSFER"
call 'an order before it, whole: who had the line then' 0 '…姓名          张伟…612301197001010017…' '' cm-show --form --unmask letter order_id="$EARLIER"
is 'and nothing of the other' "$(grep -c '王五\|612301197707070011' out)" 0
cm-pay -q request_id=t2 msisdn=13900000201 amount=6 >out
call 'one behind it' 0 '…姓名          王五…612301197707070011…' '' cm-show --form --unmask letter order_id="$(field order_id)"
is 'and nothing of the other' "$(grep -c '张伟\|612301197001010017' out)" 0

# ---- an amendment: nobody guesses whose name a mask hides ----
echo '{"request_id":"m1","msisdn":"13900000103","new_contact":"13800000000","new_name":"欧阳霜","id_no":"612322198512120046","id_type":"resident_id","doc_form":"original","holder_present":true,"new_document_shown":true}' | cm-amend -q >out
AMENDED=$(field order_id)
call 'before and after, whole as far as it is kept' 0 '…  姓名                      欧阳*                     欧阳霜
  联系电话                                            13800000000
…' '' cm-show --form --unmask 'to be signed' order_id="$AMENDED"
echo '{"request_id":"m2","msisdn":"13900000103","new_name":"欧阳雷","id_no":"612322198512120046","id_type":"resident_id","doc_form":"original","holder_present":true,"new_document_shown":true}' | cm-amend -q >out
call 'the next one' 0 '…  姓名                      欧阳*                     欧阳雷…' '' cm-show --form --unmask 'to be signed' order_id="$(field order_id)"
call 'and what is only known masked now' 0 '…  姓名                      欧阳*                     欧阳*…' '' cm-show --form --unmask 'to be signed' order_id="$AMENDED"

# ---- PDF ----
if have pdftotext; then
	call 'a PDF' 0 "{\"order_id\":\"$OPEN\",\"result\":\"done\",\"pages\":2,…" '' cm-show -q --pdf one.pdf order_id="$OPEN"
	call 'the same at another time, in another place' 0 '…' '' env CM_NOW=2011-01-01 TZ=UTC LANGUAGE=zh_CN cm-show -q --form --pdf two.pdf order_id="$OPEN"
	is 'is the same, byte for byte' "$(same one.pdf two.pdf)" same
	is 'only for its owner' "$(stat -c %a one.pdf)" 600
	pdftotext -layout one.pdf text
	for word in 业务受理单 入网 欧阳\*\* 139\*\*\*\*0001 6123\*\*\*\*\*\*\*\*\*\*0028 神州行惠农卡 '29.00 元' QXGPRS20 预存款 客户签字 营业厅盖章 1/2 2/2; do
		is "says $word" "$(tr -s ' ' <text | grep -c "$(printf %s "$word" | tr -s ' ' | sed 's/\*/\\*/g')" | sed 's/[1-9][0-9]*/some/')" some
	done
	is 'no letter is missing' "$(grep -c "$(printf '\357\277\275')" text)" 0
	is 'Chinese is embedded' "$(pdffonts one.pdf | awk 'NR > 2 { print $1, $(NF - 4) }' | sort -u | head -1)" '…WenQuanYi… yes'
	is 'the time is that of the order' "$(TZ=UTC pdfinfo one.pdf | sed -n 's/^CreationDate: *//p')" 'Thu Apr  1 01:30:00 2010 UTC'
	printf '{"order_id":"%s","lang":"en"}\n' "$OPEN" "$REFUSED" "$KEPT" >in
	call 'several in one' 1 '…"pages":2…show.not-done…"pages":1…' '…' sh -c 'cm-show --pdf three.pdf <in'
	# Usual orders, an address and a contact on each, fit one page in either language.
	cm-store import lines -q <<'!' >out 2>err
msisdn,name,id_type,id_no,iccid,vip_level,brand,plan,opened_at,status,balance,payment_method,contact,address
13900000301,张伟,resident_id,612301197001010017,,none,easyown,easyown-basic,2008-06-15,suspended_arrears,-20.00,cash,13800138000,汉中市汉台区北大街 1 号
13900000302,张伟,resident_id,612301197001010017,89860009100000000109,none,easyown,easyown-basic,2008-06-15,pending_terminate,-20.00,cash,13800138000,汉中市汉台区北大街 1 号
!
	cm-store import subscriptions -q <<'!' >out 2>err
msisdn,service,item,tier,state,opened_at
13900000302,caller_id,,,active,2008-06-15
13900000302,mobile_data,,20,active,2009-01-01
13900000302,rural_info,weather,,active,2009-01-01
!
	CM_NOW=2010-05-01T03:00 cm-due -q --only terminate >out 2>err
	ZHANG='"id_type":"resident_id","id_no":"612301197001010017","doc_form":"original","holder_present":true,"plan":"easyown-family"'
	{
		sed 's/o1/o9/; s/13900000001/13900000002/; s/000018/000067/; s/"offers.*"deposit"/"address":"汉中市汉台区北大街 1 号","deposit"/' open.json | cm-open -q
		echo "{\"request_id\":\"s9\",\"iccid\":\"89860009100000000075\",$SIM}" | cm-sim -q
		echo "{\"request_id\":\"e1\",\"msisdn\":\"13900000301\",\"amount\":50,\"old_sim\":true,$ZHANG}" | cm-reactivate -q
		echo "{\"request_id\":\"e2\",\"msisdn\":\"13900000302\",\"amount\":50,\"iccid\":\"89860009100000000083\",$ZHANG}" | cm-reactivate -q
	} >usual
	sed 's/.*"order_id":"\([^"]*\)".*/{"order_id":"\1","lang":"zh"}/; p; s/"zh"/"en"/' usual >in
	is 'four orders were done' "$(count result done usual)" 4
	call 'an opening, a SIM, two reactivations: a page each' 0 '…' '' sh -c 'cm-show -q --pdf usual.pdf <in'
	is 'in either language' "$(grep -c '"pages":1[,}]' out)" 8
	is 'what came back is named' "$(pdftotext -layout usual.pdf - | grep -c '来电显示、手机上网、农信通')" 1
	is 'each on pages of its own' "$(pdfinfo three.pdf | sed -n 's/^Pages: *//p'; pdftotext -f 3 -l 3 three.pdf - | head -2)" '3
Service order form
Number kept'
	call 'a PDF with the whole names' 0 '…"pages":2…' '' cm-show -q --unmask 'to be signed' --pdf whole.pdf order_id="$OPEN"
	is 'has them' "$(pdftotext whole.pdf - | grep -c '欧阳修文\|612321198002030028\|^13900000001')" 3
	sqlite3 store.db "UPDATE line SET address = '𠮷' WHERE msisdn = '13900000201'"
	call 'a character that no font has is told' 0 '…"pages":…' "cm-show: warning: $TRANSFER: the font lacks 1 of its characters…" \
		env FONTCONFIG_FILE="$T/wqy.conf" cm-show -q --unmask rare --pdf rare.pdf order_id="$TRANSFER"
	if have pdftoppm; then
		pdftoppm -r 30 -gray -f 1 -l 1 one.pdf page
		is 'something is on the paper: grey and black, most of it white' "$(od -An -v -tu1 -j15 page-1.pgm | tr -s ' ' '\n' |
			awk 'NF { n++; white += $1 > 250; black += $1 < 120 } END { print (white > n * 0.7 && white < n * 0.97 && black > 200 ? "so" : white / n " " black) }')" so
	else
		skip 'no pdftoppm here'
	fi
else
	skip 'no pdftotext here'
fi

# ---- in a pipe, and at a terminal ----
call 'forms of what a command before has done; what it has not done passes' 1 '…"result":"refused","reason":"pay.amount"…缴费…金额          7.00 元…' '…' \
	sh -c 'printf "%s\n" "{\"request_id\":\"l1\",\"msisdn\":\"13900000101\",\"amount\":0}" "{\"request_id\":\"l2\",\"msisdn\":\"13900000101\",\"amount\":7}" | cm-pay -q | cm-show --form'
if [ -x "$BUILD/typist" ]; then
	export TERM=dumb
	call 'asked for: which order' 0 … '' "$BUILD/typist" cm-show --form <<!
? mobile number:
=
? order:
= $KEPT
? ticket:
=
? language:
= .
? 预留号码
? mobile number:
+ \x04
!
	call 'into a PDF: made when nobody comes any more' 0 … '' "$BUILD/typist" cm-show --pdf asked.pdf <<!
? mobile number:
=
? order:
= $KEPT
? ticket:
=
? language:
= .
? mobile number:
+ \x04
!
	is 'it is there' "$(head -c 5 asked.pdf)" '%PDF-'
else
	skip 'no typist'; skip 'no typist'; skip 'no typist'
fi

# ---- cm-policy check ----
few few
wrong() { # WHAT SED EXPECTED
	sed "$2" "$ROOT/policies/forms.yaml" >few/forms.yaml
	call "check: $1" 1 "…$3…" '' cm-policy -p few check
}
call 'check: nothing to say' 0 '' '' cm-policy -p few check
wrong 'a fact that nobody knows' 's/fields: \[campaign_name/fields: [campaign_nam/' '"line":66,"column":14,…"policy.unknown-fact"…did you mean campaign_name?'
wrong 'a secret' 's/fields: \[msisdn, name/fields: [msisdn, pin/' 'pin is secret'
wrong 'a condition that cannot be' "s/campaign IS NOT NULL/campaign = 5/" 'policy.type'
wrong 'a section without a source' '/title: {zh: 告知事项/{n;d}' 'policy.no-source'
wrong 'a text without one' 's/{assumed: true, zh: 以上/{zh: 以上/' 'policy.no-source'
wrong 'a place without one' 's/Stamp of the branch}, assumed: true/Stamp of the branch}/' 'policy.no-source'
wrong 'a kind without one' 's/en: Number given back}, assumed: true/en: Number given back}/' 'policy.no-source'
wrong 'an order without an entry, misspelt' 's/of: cm-pay pay,/of: cm-pay pey,/' 'orders of cm-pay pay have no form: an entry is missing; did you mean cm-pay pey?'
wrong 'two entries for one' 's/of: cm-open release/of: cm-open reserve/' 'orders of cm-open reserve are there already'
wrong 'a text in one language' 's/, en: PIN change}/}/' 'a text needs both languages'
wrong 'a placeholder' 's/{reserved_until}/{reserved_untill}/' 'there is no fact or figure for {reserved_untill}; did you mean reserved_until?'
wrong 'a key' 's/    optional: true/    optionel: true/' 'optionel…did you mean optional?'
wrong 'a section that is not there' 's/with: \[holdings, /with: [holding, /' 'there is no section holding; did you mean holdings?'
wrong 'a section that no form has' 's/with: \[holdings, /with: [/; s/with: \[holdings\]//' 'holdings is on no form'
wrong 'required and not printed' 's/fields: \[monthly_total\]//' 'holdings requires a fact that it does not print'
wrong 'a form that is no form' 's/form: none/form: nun/' 'form is none, or left out'
wrong 'words left out' '/QXGPRS10/d' 'data-10-for-50 does not give campaign_cancel, as data-20-for-100 does'
wrong 'what a place waits for' 's/fact: signed, done/fact: amount, done/' 'what a place waits for is true or false'
wrong 'a place that says nothing when it is done' 's/fact: signed, done: {zh: "客户已于 {order_at} 签字", en: "signed by the customer, {order_at}"}/fact: signed/' 'done is missing'
wrong 'headings' 's/, {zh: 月费, en: Monthly fee}\]/]/' 'three columns'
wrong 'no fonts' '/  fonts:/d' 'fonts is missing'
printf 'title: {zh: 单, en: Form}\nassumed: true\npaper: [a]\nsections: x\norders: [a]\nwords: [{of: campaign}]\n' >bare/forms.yaml
cp bare/forms.yaml few
call 'all faults in one go' 1 '…paper…sections…orders…is is missing…gives is missing…' '' cm-policy -p few check
call 'and a form refuses them' 78 '' '…forms.yaml:3:8…' cm-show -p bare --form order_id="$OPEN"
call 'what is assumed' 0 '…"kind":"place","id":"closing"…"kind":"words","id":"data-20-for-100"…' '' cm-policy -p "$ROOT/policies" assumptions
