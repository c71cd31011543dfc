# cm-complaint: written by make completions; bash
_cm_complaint() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} name= verb= given=' ' words= left= files= i
	if [[ $cur == = ]]; then name=$prev cur=; elif [[ $prev == = ]]; then name=${COMP_WORDS[COMP_CWORD-2]}; fi
	[[ $name ]] || case $prev in -*) name=$prev ;; esac
	case $name in
	kind) words='complaint charge_query sp_query fault' ;;
	service) words='caller_id missed_call_alert dual_display mobile_news mobile_data sms mms rural_info rbt corp_rbt monternet vpmn family bill voice' ;;
	checklist) words='soothe listen register gather purpose query explain avoid solve record promise sign satisfaction' ;;
	cancel_wanted) words='true false' ;;
	accepted) words='true false' ;;
	satisfied) words='true false' ;;
	escalate_to) words='data_centre back_office switch_team corporate_team rural_platform sp' ;;
	brand) words='gotone mzone easyown' ;;
	vip_level) words='none silver gold platinum diamond' ;;
	signed) words='true false' ;;
	lang) words='zh en' ;;
	channel) words='counter web sms wap ivr hotline kiosk site' ;;
	status) words='acknowledged rejected pending held inProgress resolved closed cancelled' ;;
	open) words='true false' ;;
	awaiting) words='true false' ;;
	overdue) words='true false' ;;
	replied) words='true false' ;;
	-i | --input) words='jsonl csv tsv' ;;
	-o | --output) words='jsonl csv tsv table' ;;
	-e | --encoding) words='gb18030 utf-8' ;;
	--plot | -s | --store | -r | --rejects) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	-p | --policies) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
	--within | -w | --warning | -c | --critical | --by | --since | --until | -b | --batch | --unmask | --now) return ;;
	-*) ;;
	?*) return ;;
	esac
	if [[ $words ]]; then mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur"); return; fi
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--within | -w | --warning | -c | --critical | --by | --since | --until | --plot | -s | --store | -p | --policies | -i | --input | -o | --output | -e | --encoding | -b | --batch | -r | --rejects | --unmask | --now) [[ ${COMP_WORDS[i+1]} == = ]] && i=$((i + 2)) || i=$((i + 1)) ;;
		-*) ;;
		*) if [[ ${COMP_WORDS[i+1]-} == = ]]; then given+="${COMP_WORDS[i]} " i=$((i + 2)); else verb=${verb:+$verb }${COMP_WORDS[i]}; fi ;;
		esac
	done
	case $cur:$verb in
	-*) words='--within --check -w --warning -c --critical --by --since --until --plot -s --store -p --policies -i --input -o --output -e --encoding -b --batch --no-key -n --dry-run -r --rejects -x --explain --strict --no-input --unmask --csv-safe --now -q --quiet -v --verbose -h --help -V --version' ;;
	*:) words='open list due remind update close reopen report' ;;
	*:'open' | *:'open '*) words='msisdn= kind= subject= text= ticket_id= opened_at= service= cause= purpose= emotion_level= severity= checklist= cancel_wanted= accepted= solution= satisfied= escalate_to= restore_due= branch= brand= vip_level= calendar= signed= undone= ack= note= lang= channel=' ;;
	*:'list' | *:'list '*) words='ticket_id= msisdn= status= open= awaiting= overdue= class= kind= service= cause= problem= branch= since= until= then= ack= note= lang= channel=' ;;
	*:'update' | *:'update '*) words='ticket_id= status= replied= solution= accepted= satisfied= at= version= change_reason= class= calendar= kind= service= cause= purpose= emotion_level= severity= branch= escalate_to= restore_due= problem= ack= note= lang= channel=' ;;
	*:'close' | *:'close '*) words='ticket_id= solution= accepted= satisfied= at= version= change_reason= ack= note= lang= channel=' ;;
	*:'reopen' | *:'reopen '*) words='ticket_id= solution= accepted= satisfied= at= version= change_reason= ack= note= lang= channel=' ;;
	esac
	for i in $words; do [[ $i == *= && $given == *" ${i%=} "* ]] || left+=" $i"; done
	mapfile -t COMPREPLY < <(compgen -W "$left" ${files:+-f} -- "$cur")
	[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null
}
complete -F _cm_complaint cm-complaint
