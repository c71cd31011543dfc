# cm-resetpw: written by make completions; bash
_cm_resetpw() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} field= words=
	if [ "$cur" = = ]; then field=$prev cur=
	elif [ "$prev" = = ]; then field=${COMP_WORDS[COMP_CWORD-2]}
	fi
	case $field in
	id_type) mapfile -t COMPREPLY < <(compgen -W 'resident_id temp_id driving_licence officer_card soldier_card home_return_permit residence_permit other' -- "$cur"); return ;;
	doc_form) mapfile -t COMPREPLY < <(compgen -W 'original copy number' -- "$cur"); return ;;
	lang) mapfile -t COMPREPLY < <(compgen -W 'zh en' -- "$cur"); return ;;
	channel) mapfile -t COMPREPLY < <(compgen -W 'counter web sms wap ivr hotline kiosk site' -- "$cur"); return ;;
	?*) return ;;
	esac
	case $prev in
	-i | --input) mapfile -t COMPREPLY < <(compgen -W 'jsonl csv tsv' -- "$cur"); return ;;
	-o | --output) mapfile -t COMPREPLY < <(compgen -W 'jsonl csv tsv table' -- "$cur"); return ;;
	-e | --encoding) mapfile -t COMPREPLY < <(compgen -W 'gb18030 utf-8' -- "$cur"); return ;;
	--generate | -s | --store | -r | --rejects) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	-p | --policies) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
	-b | --batch | --unmask | --now) return ;;
	esac
	case $cur in
	-*) words='--generate -s --store -p --policies -i --input -o --output -e --encoding -b --batch --no-key -n --dry-run -r --rejects -x --explain --strict --no-input --unmask --csv-safe --now -q --quiet -v --verbose -h --help -V --version' ;;
	*) words='reset change check unlock msisdn= knows_old_pin= phone_present= self_service_consent= id_type= id_no= id_expires= doc_form= holder_present= signed= doc_copied= copy_stamped= leaflet= disclosed= read_back= hall_busy= ack= note= lang= channel=' ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace
}
complete -F _cm_resetpw cm-resetpw
