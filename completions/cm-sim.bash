# cm-sim: written by make completions; bash
_cm_sim() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} name= verb= given=' ' words= left= files= i
	if [[ $cur == = ]]; then name=$prev cur=; elif [[ $prev == = ]]; then name=${COMP_WORDS[COMP_CWORD-2]}; fi
	[[ $name ]] || case $prev in -*) name=$prev ;; esac
	case $name in
	sim_reason) words='lost damaged locked phone_fault upgrade' ;;
	puk_blocked) words='true false' ;;
	contacts_exported) words='true false' ;;
	test_result) words='ok number sim_missing sim_other sim_state sim_owner line_state' ;;
	id_type) words='resident_id temp_id driving_licence officer_card soldier_card home_return_permit residence_permit other' ;;
	doc_form) words='original copy number' ;;
	holder_present) words='true false' ;;
	owner_confirmed) words='true false' ;;
	agent_id_type) words='resident_id temp_id driving_licence officer_card soldier_card home_return_permit residence_permit' ;;
	agent_doc_form) words='original copy number' ;;
	old_sim) words='true false' ;;
	employer_letter) words='true false' ;;
	customer_type) words='person corporate' ;;
	sms_verified) words='true false' ;;
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
	--puk | -s | --store | -r | --rejects) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	-p | --policies) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
	-b | --batch | --unmask | --now) return ;;
	-*) ;;
	?*) return ;;
	esac
	if [[ $words ]]; then mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur"); return; fi
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--puk | -s | --store | -p | --policies | -i | --input | -o | --output | -e | --encoding | -b | --batch | -r | --rejects | --unmask | --now) [[ ${COMP_WORDS[i+1]} == = ]] && i=$((i + 2)) || i=$((i + 1)) ;;
		-*) ;;
		*) if [[ ${COMP_WORDS[i+1]-} == = ]]; then given+="${COMP_WORDS[i]} " i=$((i + 2)); else verb=${verb:+$verb }${COMP_WORDS[i]}; fi ;;
		esac
	done
	case $cur:$verb in
	-*) words='--puk -s --store -p --policies -i --input -o --output -e --encoding -b --batch --no-key -n --dry-run -r --rejects -x --explain --strict --no-input --unmask --csv-safe --now -q --quiet -v --verbose -h --help -V --version' ;;
	*:) words='replace unlock test msisdn= sim_reason= puk_blocked= iccid= prepay= contacts_exported= test_result= id_type= id_no= id_expires= doc_form= holder_present= owner_confirmed= agent_name= agent_id_type= agent_id_no= agent_id_expires= agent_doc_form= old_sim= invoices= employer_letter= customer_type= called_numbers= sms_verified= verified_by= signed= doc_copied= copy_stamped= leaflet= disclosed= read_back= hall_busy= ack= note= lang= channel=' ;;
	*:'replace' | *:'replace '*) words='msisdn= sim_reason= puk_blocked= iccid= prepay= contacts_exported= test_result= id_type= id_no= id_expires= doc_form= holder_present= owner_confirmed= agent_name= agent_id_type= agent_id_no= agent_id_expires= agent_doc_form= old_sim= invoices= employer_letter= customer_type= called_numbers= sms_verified= verified_by= signed= doc_copied= copy_stamped= leaflet= disclosed= read_back= hall_busy= ack= note= lang= channel=' ;;
	*:'unlock' | *:'unlock '*) words='msisdn= puk_blocked= id_type= id_no= id_expires= doc_form= holder_present= owner_confirmed= agent_name= agent_id_type= agent_id_no= agent_id_expires= agent_doc_form= old_sim= invoices= employer_letter= customer_type= called_numbers= sms_verified= verified_by= signed= doc_copied= copy_stamped= leaflet= disclosed= read_back= hall_busy= ack= note= lang= channel=' ;;
	*:'test' | *:'test '*) words='msisdn= iccid= ack= note= lang= channel=' ;;
	esac
	for i in $words; do [[ $i == *= && $given == *" ${i%=} "* ]] || left+=" $i"; done
	mapfile -t COMPREPLY < <(compgen -W "$left" ${files:+-f} -- "$cur")
	[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null
}
complete -F _cm_sim cm-sim
