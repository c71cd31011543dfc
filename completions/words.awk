# Turns what a command says with --help-words (cmd/help.c) into the completions of a shell:
#
#	awk -f words.awk -v shell=bash|zsh|fish -v command=cm-pay
#
# Verbs come first; behind a verb its own fields that are not there yet, behind FIELD= its values. A verb of two words
# ("import lines") is completed word by word; a FILE is a file, a POLICY one of those that there are. Secrets are never
# among the words. Runs under mawk and gawk.
BEGIN { FS = "\t" }
$1 == "verb" { verb[++nverbs] = $2; takes[$2] = $3; if ($4 == "default") dflt = $2; verb_help[$2] = $5 }
$1 == "option" { nopts++; letter[nopts] = $2 == "-" ? "" : $2; long[nopts] = $3; arg[nopts] = $4 == "-" ? "" : $4; help[nopts] = $5 }
$1 == "choice" { choices[$2] = join(choices[$2], $3) }
$1 == "field" { fields[$2] = join(fields[$2], $3); label[$3] = $4 }
$1 == "value" && !(($2, $3) in had) {
	had[$2, $3]
	if (!($2 in values)) valued[++nvalued] = $2
	values[$2] = join(values[$2], $3)
	value_label[$2, $3] = $4
}
$1 == "word" { words[$2] = join(words[$2], $3) }

function join(list, w) { return list == "" ? w : list " " w }
function sq(s) { gsub(/'/, "'\\''", s); return s }
function first(v) { sub(/ .*/, "", v); return v }
function second(v) { return sub(/^[^ ]* /, "", v) ? v : "" }
function file(i) { return arg[i] == "FILE" || arg[i] == "STORE" }
function names(i, by) { return (letter[i] == "" ? "" : "-" letter[i] by) "--" long[i] }

# First words of verbs, each once; the second words of one.
function first_words(  i, list, seen) {
	for (i = 1; i <= nverbs; i++)
		if (!(first(verb[i]) in seen)) {
			seen[first(verb[i])]
			list = join(list, first(verb[i]))
		}
	return list
}
function second_words(f,  i, list) {
	for (i = 1; i <= nverbs; i++)
		if (first(verb[i]) == f) list = join(list, second(verb[i]))
	return list
}
# What stands behind a verb: its fields as NAME=, or the words of its kinds of words.
function behind(v,  n, a, i, list, w) {
	n = split(fields[v], a, " ")
	for (i = 1; i <= n; i++) list = join(list, a[i] "=")
	n = split(takes[v], a, " ")
	for (i = 1; i <= n; i++) {
		w = a[i]
		gsub(/[^A-Z]/, "", w)
		if (w in words) list = join(list, words[w])
	}
	return list
}
function takes_files(v) { return takes[v] ~ /FILE/ }

END {
	f = "_" command
	gsub(/-/, "_", f)
	if (shell == "bash") bash()
	else if (shell == "zsh") zsh()
	else fish()
}

# ---- bash: = parts words there, so FIELD=VALUE is three of them ----

function bash(  i, n, a, files, dirs, plain, flags, w) {
	print "# " command ": written by make completions; bash"
	print f "() {"
	print "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} name= verb= given=' ' words= left= files= i"
	print "\tif [[ $cur == = ]]; then name=$prev cur=; elif [[ $prev == = ]]; then name=${COMP_WORDS[COMP_CWORD-2]}; fi"
	print "\t[[ $name ]] || case $prev in -*) name=$prev ;; esac"
	print "\tcase $name in"
	for (i = 1; i <= nvalued; i++) print "\t" valued[i] ") words='" values[valued[i]] "' ;;"
	for (i = 1; i <= nopts; i++) {
		flags = join(flags, names(i, " "))
		if (arg[i] == "") continue
		if (long[i] in choices) print "\t" names(i, " | ") ") words='" choices[long[i]] "' ;;"
		else if (file(i)) files = files (files == "" ? "" : " | ") names(i, " | ")
		else if (arg[i] == "DIR") dirs = dirs (dirs == "" ? "" : " | ") names(i, " | ")
		else plain = plain (plain == "" ? "" : " | ") names(i, " | ")
		w = w (w == "" ? "" : " | ") names(i, " | ")
	}
	if (files != "") print "\t" files ") mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); return ;;"
	if (dirs != "") print "\t" dirs ") mapfile -t COMPREPLY < <(compgen -d -- \"$cur\"); return ;;"
	if (plain != "") print "\t" plain ") return ;;"
	print "\t-*) ;;"
	print "\t?*) return ;;"
	print "\tesac"
	print "\tif [[ $words ]]; then mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\"); return; fi"
	print "\tfor ((i = 1; i < COMP_CWORD; i++)); do"
	print "\t\tcase ${COMP_WORDS[i]} in"
	print "\t\t" w ") [[ ${COMP_WORDS[i+1]} == = ]] && i=$((i + 2)) || i=$((i + 1)) ;;"
	print "\t\t-*) ;;"
	print "\t\t*) if [[ ${COMP_WORDS[i+1]-} == = ]]; then given+=\"${COMP_WORDS[i]} \" i=$((i + 2)); else verb=${verb:+$verb }${COMP_WORDS[i]}; fi ;;"
	print "\t\tesac"
	print "\tdone"
	print "\tcase $cur:$verb in"
	print "\t-*) words='" flags "' ;;"
	print "\t*:) words='" first_words() (dflt == "" ? "" : " " behind(dflt)) "' ;;"
	for (i = 1; i <= nverbs; i++) {
		if (second(verb[i]) != "" && !(first(verb[i]) in had)) {
			had[first(verb[i])]
			print "\t*:" first(verb[i]) ") words='" second_words(first(verb[i])) "' ;;"
		}
		if (behind(verb[i]) != "" || takes_files(verb[i]))
			print "\t*:'" verb[i] "' | *:'" verb[i] " '*) words='" behind(verb[i]) "'" (takes_files(verb[i]) ? " files=1" : "") " ;;"
	}
	print "\tesac"
	print "\tfor i in $words; do [[ $i == *= && $given == *\" ${i%=} \"* ]] || left+=\" $i\"; done"
	print "\tmapfile -t COMPREPLY < <(compgen -W \"$left\" ${files:+-f} -- \"$cur\")"
	print "\t[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null"
	print "}"
	print "complete -F " f " " command
}

# ---- zsh: descriptions beside the words ----

function zsh_text(s) { s = sq(s); gsub(/\[/, "\\[", s); gsub(/\]/, "\\]", s); gsub(/:/, "\\:", s); return s }
# 'word:description' for each.
function described(list, of,  n, a, i, out, d) {
	n = split(list, a, " ")
	for (i = 1; i <= n; i++) {
		d = of == "" ? label[substr(a[i], 1, length(a[i]) - 1)] : value_label[of, a[i]]
		out = join(out, "'" zsh_text(a[i]) ":" zsh_text(d) "'")
	}
	return out
}
function zsh_behind(v) {
	if (fields[v] != "")
		return "fields=(" described(behind(v), "") "); _describe -t fields field fields -S '' -F given" (takes_files(v) ? "; _files" : "")
	if (behind(v) != "") return "compadd -- " behind(v)
	return takes_files(v) ? "_files" : ""
}
function zsh(  i, a) {
	print "#compdef " command
	print "# written by make completions; zsh"
	print f "_word() {"
	print "\tlocal verb= w; local -a verbs fields given"
	print "\tfor w in ${words[1,CURRENT-1]}; do"
	print "\t\tcase $w in *=*) given+=(${w%%=*}=) ;; *) verb=${verb:+$verb }$w ;; esac"
	print "\tdone"
	print "\tcase $PREFIX in"
	for (i = 1; i <= nvalued; i++)
		print "\t" valued[i] "=*) compset -P '*='; fields=(" described(values[valued[i]], valued[i]) "); _describe -t values value fields; return ;;"
	print "\t*=*) return ;;"
	print "\tesac"
	print "\tcase $verb in"
	printf "\t'') verbs=("
	for (i = 1; i <= nverbs; i++)
		if (second(verb[i]) == "") printf "%s'%s:%s'", (i > 1 ? " " : ""), zsh_text(verb[i]), zsh_text(verb_help[verb[i]])
		else if (!(first(verb[i]) in had)) {
			had[first(verb[i])]
			printf " '%s'", first(verb[i])
		}
	print "); _describe -t verbs verb verbs"
	if (dflt != "") print "\t\t" zsh_behind(dflt)
	print "\t\t;;"
	for (i = 1; i <= nverbs; i++) {
		if (second(verb[i]) != "" && !((first(verb[i]), "") in had)) {
			had[first(verb[i]), ""]
			print "\t" first(verb[i]) ") compadd -- " second_words(first(verb[i])) " ;;"
		}
		if (zsh_behind(verb[i]) != "") print "\t'" verb[i] "'|'" verb[i] " '*) " zsh_behind(verb[i]) " ;;"
	}
	print "\tesac"
	print "}"
	printf "_arguments -s"
	for (i = 1; i <= nopts; i++) {
		a = ""
		if (arg[i] != "") a = ":" tolower(arg[i]) ":" (long[i] in choices ? "(" choices[long[i]] ")" : file(i) ? "_files" : arg[i] == "DIR" ? "_files -/" : " ")
		if (letter[i] != "")
			printf " \\\n\t'(-%s --%s)'{-%s,--%s}'[%s]%s'", letter[i], long[i], letter[i], long[i], zsh_text(help[i]), a
		else
			printf " \\\n\t'--%s[%s]%s'", long[i], zsh_text(help[i]), a
	}
	print " \\\n\t'*::word:" f "_word'"
}

# ---- fish: a line for each word, with the condition under which it is offered ----

function condition(v) {
	if (second(v) == "") return "__fish_seen_subcommand_from " v
	return "__fish_seen_subcommand_from " first(v) "; and __fish_seen_subcommand_from " second(v)
}
function fish_line(when, word, text) {
	print "complete -c " command " -n '" when "' -f -a '" sq(word) "'" (text == "" || text == "-" ? "" : " -d '" sq(text) "'")
}
function fish_behind(v, when,  n, a, i, k, b) {
	n = split(fields[v], a, " ")
	for (i = 1; i <= n; i++) {
		if (!(a[i] in values)) fish_line(when, a[i] "=", label[a[i]])
		for (k = split(values[a[i]], b, " "); k > 0; k--) fish_line(when, a[i] "=" b[k], value_label[a[i], b[k]])
	}
	if (n == 0 && behind(v) != "") fish_line(when, behind(v), "")
	if (takes_files(v)) print "complete -c " command " -n '" when "' -F"
}
function fish(  i, w) {
	print "# " command ": written by make completions; fish"
	print "complete -c " command " -f"
	for (i = 1; i <= nverbs; i++) {
		w = first(verb[i])
		if (second(verb[i]) == "") fish_line("__fish_use_subcommand", w, verb_help[verb[i]])
		else {
			if (!(w in had)) {
				had[w]
				fish_line("__fish_use_subcommand", w, "")
			}
			fish_line("__fish_seen_subcommand_from " w "; and not __fish_seen_subcommand_from " second_words(w), second(verb[i]), verb_help[verb[i]])
		}
	}
	for (i = 1; i <= nopts; i++) {
		printf "complete -c %s%s -l %s", command, (letter[i] != "" ? " -s " letter[i] : ""), long[i]
		if (arg[i] != "") printf " -r%s", (long[i] in choices ? " -f -a '" choices[long[i]] "'" : file(i) || arg[i] == "DIR" ? " -F" : " -f")
		print " -d '" sq(help[i]) "'"
	}
	if (dflt != "") fish_behind(dflt, "not __fish_seen_subcommand_from " first_words())
	for (i = 1; i <= nverbs; i++) fish_behind(verb[i], condition(verb[i]))
}
