# cm-store: written by make completions; bash
_cm_store() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} name= verb= given=' ' words= left= files= i
	if [[ $cur == = ]]; then name=$prev cur=; elif [[ $prev == = ]]; then name=${COMP_WORDS[COMP_CWORD-2]}; fi
	[[ $name ]] || case $prev in -*) name=$prev ;; esac
	case $name in
	id_type) words='resident_id temp_id driving_licence officer_card soldier_card home_return_permit residence_permit other' ;;
	brand) words='gotone mzone easyown' ;;
	vip_level) words='none silver gold platinum diamond' ;;
	plan) words='easyown-basic easyown-farm easyown-family easyown-talk easyown-caller gotone-58 gotone-88 gotone-128 gotone-188 mzone-18 mzone-25 mzone-38' ;;
	status) words='active suspended_arrears suspended_request pending_terminate terminated acknowledged rejected pending held inProgress resolved closed cancelled' ;;
	payment_method) words='cash direct_debit prepaid' ;;
	customer_type) words='person corporate' ;;
	kind) words='lease gift bundle voice sms mms data sp complaint charge_query sp_query fault' ;;
	blocks_plan_change) words='true false' ;;
	service) words='caller_id missed_call_alert dual_display mobile_news mobile_data sms mms rural_info rbt corp_rbt monternet vpmn family' ;;
	state) words='pendingActive active suspended pendingTerminate terminated' ;;
	direction) words='out in' ;;
	area) words='local long roaming international' ;;
	visitor) words='true false' ;;
	method) words='cash card cheque voucher transfer' ;;
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
	-*) words='--rehearsal -s --store -p --policies -i --input -o --output -e --encoding -b --batch --no-key -n --dry-run -r --rejects -x --explain --strict --no-input --unmask --csv-safe --now -q --quiet -v --verbose -h --help -V --version' ;;
	*:) words='init migrate check backup stats dump import export' ;;
	*:'backup' | *:'backup '*) words='' files=1 ;;
	*:import) words='numbers sims lines contracts subscriptions evidence bills usage history payments offsets tickets' ;;
	*:'import numbers' | *:'import numbers '*) words='msisdn= pack_serial= prepay_min= number_class=' files=1 ;;
	*:'import sims' | *:'import sims '*) words='iccid= imsi=' files=1 ;;
	*:'import lines' | *:'import lines '*) words='msisdn= name= id_type= id_no= brand= vip_level= plan= opened_at= owner_since= status= balance= arrears= payment_method= points= credit_class= iccid= contact= address= customer_type= terminal=' files=1 ;;
	*:'import contracts' | *:'import contracts '*) words='msisdn= kind= from= until= blocks_plan_change=' files=1 ;;
	*:'import subscriptions' | *:'import subscriptions '*) words='msisdn= service= item= tier= state= opened_at= order_channel= command= sp= until=' files=1 ;;
	*:'import evidence' | *:'import evidence '*) words='msisdn= fact= value= as_of=' files=1 ;;
	*:'import bills' | *:'import bills '*) words='msisdn= month= item= amount=' files=1 ;;
	*:'import usage' | *:'import usage '*) words='msisdn= kind= at= direction= peer= seconds= up_kb= down_kb= size_kb= area= visitor= apn= url= sp= order_channel= fee=' files=1 ;;
	*:'import history' | *:'import history '*) words='msisdn= event= operator_id= reason= at= service=' files=1 ;;
	*:'import payments' | *:'import payments '*) words='msisdn= at= amount= method= payment_id=' files=1 ;;
	*:'import offsets' | *:'import offsets '*) words='msisdn= month= item= amount= remaining=' files=1 ;;
	*:'import tickets' | *:'import tickets '*) words='ticket_id= msisdn= opened_at= target_at= replied_at= closed_at= status= class= subject= text= kind= service= branch= channel= severity=' files=1 ;;
	*:export) words='numbers sims lines contracts subscriptions evidence bills usage history payments offsets tickets' ;;
	esac
	for i in $words; do [[ $i == *= && $given == *" ${i%=} "* ]] || left+=" $i"; done
	mapfile -t COMPREPLY < <(compgen -W "$left" ${files:+-f} -- "$cur")
	[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null
}
complete -F _cm_store cm-store
