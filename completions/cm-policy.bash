# cm-policy: written by make completions; bash
_cm_policy() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} field= words=
	if [ "$cur" = = ]; then field=$prev cur=
	elif [ "$prev" = = ]; then field=${COMP_WORDS[COMP_CWORD-2]}
	fi
	case $field in
	?*) return ;;
	esac
	case $prev in
	-o | --output) mapfile -t COMPREPLY < <(compgen -W 'jsonl csv tsv table' -- "$cur"); return ;;
	-p | --policies) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
	--now) return ;;
	esac
	case $cur in
	-*) words='-p --policies -o --output --csv-safe --now -q --quiet -v --verbose -h --help -V --version' ;;
	*) words='check test coverage show explain assumptions' ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace
}
complete -F _cm_policy cm-policy
