# cm-policy: written by make completions; bash
_cm_policy() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} name= verb= given=' ' words= left= files= i
	if [[ $cur == = ]]; then name=$prev cur=; elif [[ $prev == = ]]; then name=${COMP_WORDS[COMP_CWORD-2]}; fi
	[[ $name ]] || case $prev in -*) name=$prev ;; esac
	case $name in
	-o | --output) words='jsonl csv tsv table' ;;
	-p | --policies) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
	--now) return ;;
	-*) ;;
	?*) return ;;
	esac
	if [[ $words ]]; then mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur"); return; fi
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-p | --policies | -o | --output | --now) [[ ${COMP_WORDS[i+1]} == = ]] && i=$((i + 2)) || i=$((i + 1)) ;;
		-*) ;;
		*) if [[ ${COMP_WORDS[i+1]-} == = ]]; then given+="${COMP_WORDS[i]} " i=$((i + 2)); else verb=${verb:+$verb }${COMP_WORDS[i]}; fi ;;
		esac
	done
	case $cur:$verb in
	-*) words='-p --policies -o --output --csv-safe --now -q --quiet -v --verbose -h --help -V --version' ;;
	*:) words='check test coverage show explain assumptions fields' ;;
	*:'test' | *:'test '*) words='amend bill bundle closing complaint diagnose due family identity line notify open pay pin plan reactivate reminders replies resetpw show sim store ticket transfer vas diagnose/bill diagnose/corp_rbt diagnose/dual_display diagnose/missed_call_alert diagnose/mms diagnose/mobile_data diagnose/mobile_news diagnose/monternet diagnose/rbt diagnose/rural_info diagnose/sms diagnose/voice' ;;
	*:'coverage' | *:'coverage '*) words='amend bill bundle closing complaint diagnose due family identity line notify open pay pin plan reactivate reminders replies resetpw show sim store ticket transfer vas diagnose/bill diagnose/corp_rbt diagnose/dual_display diagnose/missed_call_alert diagnose/mms diagnose/mobile_data diagnose/mobile_news diagnose/monternet diagnose/rbt diagnose/rural_info diagnose/sms diagnose/voice' ;;
	*:'show' | *:'show '*) words='amend bill bundle closing complaint diagnose due family identity line notify open pay pin plan reactivate reminders replies resetpw show sim store ticket transfer vas diagnose/bill diagnose/corp_rbt diagnose/dual_display diagnose/missed_call_alert diagnose/mms diagnose/mobile_data diagnose/mobile_news diagnose/monternet diagnose/rbt diagnose/rural_info diagnose/sms diagnose/voice' ;;
	*:'explain' | *:'explain '*) words='amend bill bundle closing complaint diagnose due family identity line notify open pay pin plan reactivate reminders replies resetpw show sim store ticket transfer vas diagnose/bill diagnose/corp_rbt diagnose/dual_display diagnose/missed_call_alert diagnose/mms diagnose/mobile_data diagnose/mobile_news diagnose/monternet diagnose/rbt diagnose/rural_info diagnose/sms diagnose/voice' ;;
	*:'assumptions' | *:'assumptions '*) words='amend bill bundle closing complaint diagnose due family identity line notify open pay pin plan reactivate reminders replies resetpw show sim store ticket transfer vas diagnose/bill diagnose/corp_rbt diagnose/dual_display diagnose/missed_call_alert diagnose/mms diagnose/mobile_data diagnose/mobile_news diagnose/monternet diagnose/rbt diagnose/rural_info diagnose/sms diagnose/voice' ;;
	esac
	for i in $words; do [[ $i == *= && $given == *" ${i%=} "* ]] || left+=" $i"; done
	mapfile -t COMPREPLY < <(compgen -W "$left" ${files:+-f} -- "$cur")
	[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null
}
complete -F _cm_policy cm-policy
