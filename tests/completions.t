#!/bin/sh
# Completions of the shells: what --help-words says now, and what bash, fish and zsh really offer.
. "${0%/*}/lib.sh"

# said WHAT FINDINGS
said() {
	if [ -z "$2" ]; then tap_result 0 "$1"; else tap_result 1 "$1"; printf '%s\n' "$2" | head -20 | sed 's/^/#   /'; fi
}

# ---- current ----
for c in "$ROOT"/cmd/cm-*.c; do
	name=${c##*/} name=${name%.c} stale=
	"$name" --help-words >words 2>&1 || stale="$name --help-words fails"
	for s in bash:$name.bash zsh:_$name fish:$name.fish; do
		awk -f "$ROOT/completions/words.awk" -v shell="${s%%:*}" -v command="$name" words | cmp -s - "$ROOT/completions/${s#*:}" ||
			stale="$stale completions/${s#*:}"
	done
	said "$name: completions are current (make completions)" "$stale"
done
said 'no completion without its command' "$(for f in "$ROOT"/completions/*.bash; do
	name=${f##*/}; [ -f "$ROOT/cmd/${name%.bash}.c" ] || echo "$f"; done)"
said 'no secret is ever offered' "$(grep -nwE '(pin|new_pin|member_pin|puk)=' "$ROOT"/completions/*.bash "$ROOT"/completions/*.fish "$ROOT"/completions/_* | cut -c1-100)"

# ---- bash: offered LINE: the words offered at its end, in order ----
offered() {
	bash --norc -c '
		source "$1/completions/$2.bash"
		shift
		COMP_LINE=$*
		# As bash parts words: at blanks, and = is a word.
		read -ra COMP_WORDS <<<"${COMP_LINE//=/ = }"
		[[ $COMP_LINE != *" " && $COMP_LINE != *= ]] || [[ $COMP_LINE == *= ]] || COMP_WORDS+=("")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_POINT=${#COMP_LINE}
		_'"$(echo "${1%% *}" | tr - _)"' 2>/dev/null
		echo "${COMPREPLY[*]}"' - "$ROOT" "${1%% *}" "${1#* }" 2>&1
}
bash_offers() { # LINE EXPECTED
	is "bash: $1" "$(offered "$1")" "$2"
}
if have bash; then
	bash_offers 'cm-pay ' 'pay reverse statement reconcile msisdn= amount=…channel='
	bash_offers 'cm-pay r' 'reverse reconcile'
	bash_offers 'cm-pay reverse ' 'payment_id= cause= ack= note= lang= channel='
	bash_offers 'cm-pay reverse cause=x pay' 'payment_id='
	bash_offers 'cm-pay reverse cause=x ' 'payment_id= ack= note= lang= channel='
	bash_offers 'cm-pay method=' 'cash card cheque voucher transfer'
	bash_offers 'cm-pay method=ca' 'cash card'
	bash_offers 'cm-pay msisdn=139' ''
	bash_offers 'cm-pay -o ' 'jsonl csv tsv table'
	bash_offers 'cm-pay --output=t' 'tsv table'
	bash_offers 'cm-pay -e ' 'gb18030 utf-8'
	bash_offers 'cm-pay --re' '--rejects'
	bash_offers 'cm-pay -s x reverse c' 'cause= channel='
	bash_offers 'cm-pay -b x ' 'pay reverse statement reconcile msisdn=…'
	bash_offers 'cm-pay --now ' ''
	bash_offers 'cm-store ' '…check…import export…'
	bash_offers 'cm-store import ' 'numbers sims lines…'
	bash_offers 'cm-store import numbers p' 'pack_serial= prepay_min='
	bash_offers 'cm-store export l' 'lines'
	bash_offers 'cm-open plan=' '…easyown-basic…'
	bash_offers 'cm-open holder_present=' 'true false'
	bash_offers 'cm-open new_' ''
	bash_offers 'cm-policy show p' 'pay…'
	: >afile; mkdir adir
	bash_offers 'cm-pay -r af' 'afile'
	bash_offers 'cm-pay -p a' 'adir'
	bash_offers 'cm-store backup af' 'afile'
else
	skip 'no bash here'
fi

# ---- fish ----
fish_offers() { # LINE EXPECTED: words, without their descriptions
	is "fish: $1" "$(fish --no-config -c 'source "'"$ROOT/completions/${1%% *}.fish"'"; complete -C "'"$1"'"' 2>&1 | cut -f1 | tr '\n' ' ')" "$2"
}
if have fish; then
	fish_offers 'cm-pay r' 'reconcile reverse '
	fish_offers 'cm-pay reverse p' 'payment_id= '
	fish_offers 'cm-pay method=c' '…method=cash…'
	fish_offers 'cm-store import n' 'numbers '
	fish_offers 'cm-store import numbers pa' 'pack_serial= '
	fish_offers 'cm-pay -o t' '…table…'
else
	skip 'no fish here'
fi

# ---- zsh: at a terminal of its own, since it completes nowhere else ----
if have zsh && [ -x "$BUILD/typist" ]; then
	mkdir zsh && cp "$ROOT"/completions/_* zsh
	cat >.zshrc <<'!'
PS1='> ' fpath=(~/zsh $fpath)
autoload -Uz compinit && compinit -u -D
!
	export TERM=dumb ZDOTDIR="$T"
	call 'zsh: verbs, fields, values, kinds' 0 … '' "$BUILD/typist" zsh -i <<'!'
? > 
+ cm-pay rev\tpaym\t
? payment_id=
+ \x15cm-pay method=che\t
? cheque
+ \x15cm-store imp\tnum\t
? numbers
+ \x15exit 0\r
!
else
	skip 'no zsh here'
fi
