# cm-family: written by make completions; bash
_cm_family() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} name= verb= given=' ' words= left= files= i
	if [[ $cur == = ]]; then name=$prev cur=; elif [[ $prev == = ]]; then name=${COMP_WORDS[COMP_CWORD-2]}; fi
	[[ $name ]] || case $prev in -*) name=$prev ;; esac
	case $name in
	id_type) words='resident_id temp_id driving_licence officer_card soldier_card home_return_permit residence_permit other' ;;
	doc_form) words='original copy number' ;;
	holder_present) words='true false' ;;
	member_present) words='true false' ;;
	signed) words='true false' ;;
	doc_copied) words='true false' ;;
	copy_stamped) words='true false' ;;
	leaflet) words='true false' ;;
	disclosed) words='true false' ;;
	read_back) words='true false' ;;
	hall_busy) words='true false' ;;
	lang) words='zh en' ;;
	channel) words='counter web sms wap ivr hotline kiosk site' ;;
	consent) words='true false' ;;
	method) words='call message in_person' ;;
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
	*:) words='create add confirm remove dissolve list' ;;
	*:'create' | *:'create '*) words='msisdn= member= main_offer= member_offer= id_type= id_no= id_expires= doc_form= holder_present= verified_by= member_id_no= member_present= signed= doc_copied= copy_stamped= leaflet= disclosed= read_back= hall_busy= ack= note= lang= channel=' ;;
	*:'add' | *:'add '*) words='msisdn= member= member_offer= id_type= id_no= id_expires= doc_form= holder_present= verified_by= member_id_no= member_present= signed= doc_copied= copy_stamped= leaflet= disclosed= read_back= hall_busy= ack= note= lang= channel=' ;;
	*:'confirm' | *:'confirm '*) words='order_id= consent= method= by= member_id_no= member_present= ack= note= lang= channel=' ;;
	*:'remove' | *:'remove '*) words='msisdn= member= id_type= id_no= id_expires= doc_form= holder_present= verified_by= member_id_no= member_present= signed= doc_copied= copy_stamped= leaflet= disclosed= read_back= hall_busy= ack= note= lang= channel=' ;;
	*:'dissolve' | *:'dissolve '*) words='msisdn= id_type= id_no= id_expires= doc_form= holder_present= verified_by= signed= doc_copied= copy_stamped= leaflet= disclosed= read_back= hall_busy= ack= note= lang= channel=' ;;
	*:'list' | *:'list '*) words='msisdn= ack= note= lang= channel=' ;;
	esac
	for i in $words; do [[ $i == *= && $given == *" ${i%=} "* ]] || left+=" $i"; done
	mapfile -t COMPREPLY < <(compgen -W "$left" ${files:+-f} -- "$cur")
	[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null
}
complete -F _cm_family cm-family
