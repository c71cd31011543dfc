# cm-open: written by make completions; bash
_cm_open() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} field= words=
	if [ "$cur" = = ]; then field=$prev cur=
	elif [ "$prev" = = ]; then field=${COMP_WORDS[COMP_CWORD-2]}
	fi
	case $field in
	id_type) mapfile -t COMPREPLY < <(compgen -W 'resident_id temp_id driving_licence officer_card soldier_card home_return_permit residence_permit other' -- "$cur"); return ;;
	doc_form) mapfile -t COMPREPLY < <(compgen -W 'original copy number' -- "$cur"); return ;;
	customer_type) mapfile -t COMPREPLY < <(compgen -W 'person corporate' -- "$cur"); return ;;
	services) mapfile -t COMPREPLY < <(compgen -W 'caller_id missed_call_alert dual_display mobile_news mobile_data sms mms rural_info rbt corp_rbt monternet vpmn' -- "$cur"); return ;;
	lang) mapfile -t COMPREPLY < <(compgen -W 'zh en' -- "$cur"); return ;;
	channel) mapfile -t COMPREPLY < <(compgen -W 'counter web sms wap ivr hotline kiosk site' -- "$cur"); return ;;
	?*) return ;;
	esac
	case $prev in
	-i | --input) mapfile -t COMPREPLY < <(compgen -W 'jsonl csv tsv' -- "$cur"); return ;;
	-o | --output) mapfile -t COMPREPLY < <(compgen -W 'jsonl csv tsv table' -- "$cur"); return ;;
	-e | --encoding) mapfile -t COMPREPLY < <(compgen -W 'gb18030 utf-8' -- "$cur"); return ;;
	-s | --store | -r | --rejects) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	-p | --policies) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
	-b | --batch | --unmask | --now) return ;;
	esac
	case $cur in
	-*) words='-s --store -p --policies -i --input -o --output -e --encoding -b --batch --no-key -n --dry-run -r --rejects -x --explain --strict --no-input --unmask --csv-safe --now -q --quiet -v --verbose -h --help -V --version' ;;
	*) words='open reserve release numbers quote msisdn= pack_serial= iccid= name= id_type= id_no= id_expires= doc_form= holder_present= owner_confirmed= customer_type= contact= address= plan= services= offers= campaign= deposit= signed= doc_copied= copy_stamped= leaflet= disclosed= read_back= hall_busy= ack= note= lang= channel= prefix= limit=' ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace
}
complete -F _cm_open cm-open
