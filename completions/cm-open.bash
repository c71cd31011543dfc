# cm-open: written by make completions; bash
_cm_open() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} name= verb= given=' ' words= left= files= i
	if [[ $cur == = ]]; then name=$prev cur=; elif [[ $prev == = ]]; then name=${COMP_WORDS[COMP_CWORD-2]}; fi
	[[ $name ]] || case $prev in -*) name=$prev ;; esac
	case $name in
	id_type) words='resident_id temp_id driving_licence officer_card soldier_card home_return_permit residence_permit other' ;;
	doc_form) words='original copy number' ;;
	holder_present) words='true false' ;;
	owner_confirmed) words='true false' ;;
	customer_type) words='person corporate' ;;
	plan) words='easyown-basic easyown-farm easyown-family easyown-talk easyown-caller gotone-58 gotone-88 gotone-128 gotone-188 mzone-18 mzone-25 mzone-38' ;;
	services) words='caller_id missed_call_alert dual_display mobile_news mobile_data sms mms rural_info rbt corp_rbt monternet vpmn family' ;;
	signed) words='true false' ;;
	doc_copied) words='true false' ;;
	copy_stamped) words='true false' ;;
	leaflet) words='true false' ;;
	disclosed) words='true false' ;;
	read_back) words='true false' ;;
	hall_busy) words='true false' ;;
	lang) words='zh en' ;;
	channel) words='counter web sms wap ivr hotline kiosk site' ;;
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
	*:) words='open reserve release numbers quote msisdn= pack_serial= iccid= name= id_type= id_no= id_expires= doc_form= holder_present= owner_confirmed= customer_type= contact= address= plan= services= offers= campaign= deposit= signed= doc_copied= copy_stamped= leaflet= disclosed= read_back= hall_busy= ack= note= lang= channel=' ;;
	*:'open' | *:'open '*) words='msisdn= pack_serial= iccid= name= id_type= id_no= id_expires= doc_form= holder_present= owner_confirmed= customer_type= contact= address= plan= services= offers= campaign= deposit= signed= doc_copied= copy_stamped= leaflet= disclosed= read_back= hall_busy= ack= note= lang= channel=' ;;
	*:'reserve' | *:'reserve '*) words='msisdn= pack_serial= id_no= contact= ack= note= lang= channel=' ;;
	*:'release' | *:'release '*) words='msisdn= pack_serial= id_no= contact= ack= note= lang= channel=' ;;
	*:'numbers' | *:'numbers '*) words='prefix= limit= ack= note= lang= channel=' ;;
	*:'quote' | *:'quote '*) words='plan= msisdn= pack_serial= id_no= contact= ack= note= lang= channel=' ;;
	esac
	for i in $words; do [[ $i == *= && $given == *" ${i%=} "* ]] || left+=" $i"; done
	mapfile -t COMPREPLY < <(compgen -W "$left" ${files:+-f} -- "$cur")
	[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null
}
complete -F _cm_open cm-open
