# cm-bundle: written by make completions; bash
_cm_bundle() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} name= verb= given=' ' words= left= files= i
	if [[ $cur == = ]]; then name=$prev cur=; elif [[ $prev == = ]]; then name=${COMP_WORDS[COMP_CWORD-2]}; fi
	[[ $name ]] || case $prev in -*) name=$prev ;; esac
	case $name in
	bundle) words='long-two-12 long-two-24' ;;
	rebate_method) words='monthly' ;;
	gift_method) words='counter delivery none' ;;
	bundle_eligible) words='true false' ;;
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
	*:) words='join list recommend msisdn= bundle= tier= prepay= rebate_method= gift_method= bundle_eligible= id_type= id_no= id_expires= doc_form= holder_present= verified_by= signed= doc_copied= copy_stamped= leaflet= disclosed= read_back= hall_busy= ack= note= lang= channel=' ;;
	*:'join' | *:'join '*) words='msisdn= bundle= tier= prepay= rebate_method= gift_method= bundle_eligible= id_type= id_no= id_expires= doc_form= holder_present= verified_by= signed= doc_copied= copy_stamped= leaflet= disclosed= read_back= hall_busy= ack= note= lang= channel=' ;;
	*:'list' | *:'list '*) words='msisdn= bundle= ack= note= lang= channel=' ;;
	*:'recommend' | *:'recommend '*) words='msisdn= bundle= typical_spend= ack= note= lang= channel=' ;;
	esac
	for i in $words; do [[ $i == *= && $given == *" ${i%=} "* ]] || left+=" $i"; done
	mapfile -t COMPREPLY < <(compgen -W "$left" ${files:+-f} -- "$cur")
	[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null
}
complete -F _cm_bundle cm-bundle
