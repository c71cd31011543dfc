# cm-store: written by make completions; bash
_cm_store() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} field= words=
	if [ "$cur" = = ]; then field=$prev cur=
	elif [ "$prev" = = ]; then field=${COMP_WORDS[COMP_CWORD-2]}
	fi
	case $field in
	id_type) mapfile -t COMPREPLY < <(compgen -W 'resident_id temp_id driving_licence officer_card soldier_card home_return_permit residence_permit other' -- "$cur"); return ;;
	brand) mapfile -t COMPREPLY < <(compgen -W 'gotone mzone easyown' -- "$cur"); return ;;
	vip_level) mapfile -t COMPREPLY < <(compgen -W 'none silver gold platinum diamond' -- "$cur"); return ;;
	status) mapfile -t COMPREPLY < <(compgen -W 'active suspended_arrears suspended_request pending_terminate terminated' -- "$cur"); return ;;
	payment_method) mapfile -t COMPREPLY < <(compgen -W 'cash direct_debit prepaid' -- "$cur"); return ;;
	customer_type) mapfile -t COMPREPLY < <(compgen -W 'person corporate' -- "$cur"); return ;;
	service) mapfile -t COMPREPLY < <(compgen -W 'caller_id missed_call_alert dual_display mobile_news mobile_data sms mms rural_info rbt corp_rbt monternet vpmn bill' -- "$cur"); return ;;
	state) mapfile -t COMPREPLY < <(compgen -W 'pendingActive active suspended pendingTerminate terminated' -- "$cur"); return ;;
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
	-*) words='--rehearsal -s --store -p --policies -i --input -o --output -e --encoding -b --batch --no-key -n --dry-run -r --rejects -x --explain --strict --no-input --unmask --csv-safe --now -q --quiet -v --verbose -h --help -V --version' ;;
	*) words='init migrate check backup stats dump import numbers import sims import lines import contracts import subscriptions import evidence export numbers export sims export lines export contracts export subscriptions export evidence msisdn= pack_serial= prepay_min= number_class= iccid= imsi= name= id_type= id_no= brand= vip_level= plan= opened_at= owner_since= status= balance= arrears= payment_method= points= credit_class= contact= address= customer_type= terminal= kind= from= until= blocks_plan_change= service= item= tier= state= order_channel= command= sp= fact= value= as_of=' ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace
}
complete -F _cm_store cm-store
