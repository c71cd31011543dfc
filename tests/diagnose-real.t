#!/bin/sh
# check: slow
# Real customers' reports (cmcc-voice, cmcc-data): six symptoms of calls, nine of data, as the survey's columns have them; most
# who report something name two or more, and many name none. Every line is answered.
. "${0%/*}/lib.sh"
need_shared cmcc-voice/subscribers.csv cmcc-data/subscribers.csv
need python3
store
CM_NOW=2010-04-15T09:30:00+08:00

# reports FOLDER SERVICE FIELD=VALUE…: a record for each row; -1 is no, and a counter that is blank is unknown.
cat >reports.py <<'!'
import csv, json, sys
folder, service, more = sys.argv[1], sys.argv[2], dict(a.split("=", 1) for a in sys.argv[3:])
symptoms = {"voice": ["手机没有信号", "有信号无法拨通", "通话过程中突然中断", "通话中有杂音、听不清、断断续续", "串线", "通话过程中一方听不见"],
    "mobile_data": ["网络信号差/没有信号", "显示有信号上不了网", "上网过程中网络时断时续或时快时慢", "手机上网速度慢", "看视频卡顿", "打游戏延时大",
        "打开网页或APP图片慢", "下载速度慢", "手机支付较慢"]}[service]
counters = ["脱网次数", "mos质差次数", "未接通掉话次数", "上网质差次数"]
with open(folder + "/subscribers.csv", encoding="utf-8-sig", newline="") as f:
    for i, row in enumerate(csv.DictReader(f)):
        r = {"request_id": "%s/%d" % (service, i), "service": service}
        r["symptom"] = [s for s in symptoms if row[s] not in ("-1", "")]
        r.update({c: row[c] for c in counters if row.get(c)})
        r.update(more)
        print(json.dumps(r, ensure_ascii=False))
!
reports() { folder=$SHARED/$1; shift; python3 reports.py "$folder" "$@"; }
told() { grep -c "$1" "$T/out"; }
# how often each cause: most often first.
causes() { grep -o ',"cause":"[^"]*"' "$T/out" | cut -d'"' -f4 | tr ',' '\n' | sort | uniq -c | sort -k1,1nr -k2 | awk '{ printf "%s %s ", $1, $2 }'; }

reports cmcc-voice voice line_state=active >voice
call 'calls as they were reported' 1 … 'cm-diagnose: 2717 records, 447 done, 2270 undecided' cm-diagnose <voice
is 'every one is answered' "$(told '"result":"')" 2717
is 'who named no symptom is asked for it' "$(told '"reason":"diagnose.no-symptom"')" 1287
is 'who named two or more has all of them looked at' "$(python3 -c '
import json, sys
n = 0
for line in open("out", encoding="utf-8"):
    r = json.loads(line)
    n += len(r["symptom"]) >= 2 and len({s["symptom"] for s in r["steps"]}) == len(r["symptom"])
print(n)')" 1049
is 'there is always a next: of what is undecided none' "$(grep '"result":"undecided"' out | grep -vc '"next":\[\]') $(told '"next":\[')" '0 2717'
reports cmcc-voice voice line_state=active same_after_restart=true other_phone_works=false in_coverage=true other_peer_works=false >voice
call 'and when the handset has been looked at' 1 … 'cm-diagnose: 2717 records, 1430 done, 1287 undecided' cm-diagnose <voice
is 'causes' "$(causes)" '769 voice.poor-calls 488 voice.no-signal 454 voice.call-drops 303 voice.cannot-call 269 voice.dropped-calls 252 voice.off-network 240 voice.poor-sound 234 voice.one-way 189 voice.failed-calls 119 voice.crossed-line '
is 'all that were found go on to a complaint' "$(told '"next":\["cm-complaint open kind=fault service=voice cause=')" 1430

cm-complaint -q <out >opened 2>err
is 'and every one of them is opened, the others pass' "$(awk -F'"result":' '{ sub(/[,}].*/, "", $NF); print $NF }' opened | sort | uniq -c | tr -s ' \n' ' ')" ' 1430 "done" 1287 "undecided" '
is '  with its cause and service, a ticket for each team that has to do with it' "$(cm-complaint list -q status=acknowledged | grep -c '"service":"voice".*"cause":"voice\.')" 1548
is '  sent again, nothing is opened again' "$(cm-complaint -q <out | grep -c '"result":"duplicate"')" 1430
reports cmcc-data mobile_data line_state=active mobile_data_state=active >data
call 'data as it was reported' 1 … 'cm-diagnose: 3510 records, 105 done, 3405 undecided' cm-diagnose <data
is 'every one is answered' "$(told '"result":"')" 3510
is 'who named no symptom is asked for it' "$(told '"reason":"diagnose.no-symptom"')" 1336
reports cmcc-data mobile_data line_state=active mobile_data_state=active in_coverage=true data_settings_right=true data_capped=false refreshed=true \
	same_after_restart=true other_phone_works=false >data
call 'and when the handset has been looked at' 1 … 'cm-diagnose: 3510 records, 2174 done, 1336 undecided' cm-diagnose <data
is 'causes' "$(causes)" '1175 voice.no-signal 1164 mobile_data.unstable 1087 mobile_data.cannot-connect 969 mobile_data.slow 320 mobile_data.off-network 231 mobile_data.poor-data '
