# cm-vas: written by make completions; bash
_cm_vas() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} name= verb= given=' ' words= left= files= i
	if [[ $cur == = ]]; then name=$prev cur=; elif [[ $prev == = ]]; then name=${COMP_WORDS[COMP_CWORD-2]}; fi
	[[ $name ]] || case $prev in -*) name=$prev ;; esac
	case $name in
	service) words='caller_id missed_call_alert dual_display mobile_news mobile_data sms mms rural_info rbt corp_rbt monternet vpmn family bill' ;;
	mms_handset) words='true false' ;;
	id_type) words='resident_id temp_id driving_licence officer_card soldier_card home_return_permit residence_permit other' ;;
	doc_form) words='original copy number' ;;
	holder_present) words='true false' ;;
	signed) words='true false' ;;
	doc_copied) words='true false' ;;
	copy_stamped) words='true false' ;;
	leaflet) words='true false' ;;
	disclosed) words='true false' ;;
	read_back) words='true false' ;;
	hall_busy) words='true false' ;;
	lang) words='zh en' ;;
	channel) words='counter web sms wap ivr hotline kiosk site' ;;
	destination) words='domestic international roaming visitor monternet' ;;
	wish) words='news farming pictures texting missed_calls own_tone' ;;
	reminders) words='on off' ;;
	-i | --input) words='jsonl csv tsv' ;;
	-o | --output) words='jsonl csv tsv table' ;;
	-e | --encoding) words='gb18030 utf-8' ;;
	-s | --store | -r | --rejects) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	-p | --policies) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
	-b | --batch | --unmask | --now) return ;;
	-*) ;;
	?*) return ;;
	esac
	if [[ $words ]]; then mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur"); return; fi
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-s | --store | -p | --policies | -i | --input | -o | --output | -e | --encoding | -b | --batch | -r | --rejects | --unmask | --now) [[ ${COMP_WORDS[i+1]} == = ]] && i=$((i + 2)) || i=$((i + 1)) ;;
		-*) ;;
		*) if [[ ${COMP_WORDS[i+1]-} == = ]]; then given+="${COMP_WORDS[i]} " i=$((i + 2)); else verb=${verb:+$verb }${COMP_WORDS[i]}; fi ;;
		esac
	done
	case $cur:$verb in
	-*) words='-s --store -p --policies -i --input -o --output -e --encoding -b --batch --no-key -n --dry-run -r --rejects -x --explain --strict --no-input --unmask --csv-safe --now -q --quiet -v --verbose -h --help -V --version' ;;
	*:) words='subscribe cancel suspend resume refresh list show price recommend inbound reminders remind' ;;
	*:'subscribe' | *:'subscribe '*) words='msisdn= service= tier= item= sp= terminal= mms_handset= campaign= payment_id= id_type= id_no= id_expires= doc_form= holder_present= verified_by= signed= doc_copied= copy_stamped= leaflet= disclosed= read_back= hall_busy= ack= note= lang= channel=' ;;
	*:'cancel' | *:'cancel '*) words='msisdn= service= tier= item= sp= id_type= id_no= id_expires= doc_form= holder_present= verified_by= signed= doc_copied= copy_stamped= leaflet= disclosed= read_back= hall_busy= ack= note= lang= channel=' ;;
	*:'suspend' | *:'suspend '*) words='msisdn= service= item= sp= cause= ack= note= lang= channel=' ;;
	*:'resume' | *:'resume '*) words='msisdn= service= item= sp= cause= ack= note= lang= channel=' ;;
	*:'refresh' | *:'refresh '*) words='msisdn= service= item= sp= cause= ack= note= lang= channel=' ;;
	*:'list' | *:'list '*) words='msisdn= ack= note= lang= channel=' ;;
	*:'show' | *:'show '*) words='service= ack= note= lang= channel=' ;;
	*:'price' | *:'price '*) words='service= tier= item= opened_on= kb= count= seconds= destination= ack= note= lang= channel=' ;;
	*:'recommend' | *:'recommend '*) words='msisdn= service= wish= kb= count= terminal= mms_handset= ack= note= lang= channel=' ;;
	*:'inbound' | *:'inbound '*) words='msisdn= sms_to= text= at= ack= note= lang= channel=' ;;
	*:'reminders' | *:'reminders '*) words='msisdn= reminders= ack= note= lang= channel=' ;;
	esac
	for i in $words; do [[ $i == *= && $given == *" ${i%=} "* ]] || left+=" $i"; done
	mapfile -t COMPREPLY < <(compgen -W "$left" ${files:+-f} -- "$cur")
	[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null
}
complete -F _cm_vas cm-vas
