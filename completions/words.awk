# Turns what a command says with --help-words into the completions of a shell: awk -f words.awk -v shell=bash|zsh|fish
# -v command=cm-pay. Lines by tabs: verb NAME HELP; option LETTER NAME ARG HELP (- for none); field VERB NAME;
# value FIELD VALUE.
BEGIN { FS = "\t" }
$1 == "verb" { verb[++nverbs] = $2; verb_help[nverbs] = $3 }
$1 == "option" { nopts++; letter[nopts] = $2 == "-" ? "" : $2; long[nopts] = $3; arg[nopts] = $4 == "-" ? "" : $4; help[nopts] = $5 }
$1 == "field" && !($3 in seen) { seen[$3]; field[++nfields] = $3 }
$1 == "value" && !($2 SUBSEP $3 in had) { had[$2, $3]; if (values[$2] == "") valued[++nvalued] = $2; values[$2] = values[$2] (values[$2] == "" ? "" : " ") $3 }

function choices(i) {
	if (long[i] == "input") return "jsonl csv tsv"
	if (long[i] == "output") return "jsonl csv tsv table"
	if (long[i] == "encoding") return "gb18030 utf-8"
	return ""
}
function takes_file(i) { return arg[i] == "FILE" || arg[i] == "STORE" }
function takes_dir(i) { return arg[i] == "DIR" }
function sq(s) { gsub(/'/, "'\\''", s); return s }

END {
	f = command
	gsub(/-/, "_", f)
	if (shell == "bash") bash()
	else if (shell == "zsh") zsh()
	else fish()
}

function bash(  i, files, dirs, plain) {
	print "# " command ": written by make completions; bash"
	print "_" f "() {"
	print "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} field= words="
	print "\tif [ \"$cur\" = = ]; then field=$prev cur="
	print "\telif [ \"$prev\" = = ]; then field=${COMP_WORDS[COMP_CWORD-2]}"
	print "\tfi"
	print "\tcase $field in"
	for (i = 1; i <= nvalued; i++)
		if (valued[i] in seen) print "\t" valued[i] ") mapfile -t COMPREPLY < <(compgen -W '" values[valued[i]] "' -- \"$cur\"); return ;;"
	print "\t?*) return ;;"
	print "\tesac"
	print "\tcase $prev in"
	for (i = 1; i <= nopts; i++) {
		if (arg[i] == "") continue
		w = (letter[i] != "" ? "-" letter[i] " | " : "") "--" long[i]
		if (choices(i) != "") print "\t" w ") mapfile -t COMPREPLY < <(compgen -W '" choices(i) "' -- \"$cur\"); return ;;"
		else if (takes_file(i)) files = files (files == "" ? "" : " | ") w
		else if (takes_dir(i)) dirs = dirs (dirs == "" ? "" : " | ") w
		else plain = plain (plain == "" ? "" : " | ") w
	}
	if (files != "") print "\t" files ") mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); return ;;"
	if (dirs != "") print "\t" dirs ") mapfile -t COMPREPLY < <(compgen -d -- \"$cur\"); return ;;"
	if (plain != "") print "\t" plain ") return ;;"
	print "\tesac"
	print "\tcase $cur in"
	printf "\t-*) words='"
	for (i = 1; i <= nopts; i++) printf "%s%s--%s", (i > 1 ? " " : ""), (letter[i] != "" ? "-" letter[i] " " : ""), long[i]
	print "' ;;"
	printf "\t*) words='"
	for (i = 1; i <= nverbs; i++) printf "%s%s", (i > 1 ? " " : ""), verb[i]
	for (i = 1; i <= nfields; i++) printf " %s=", field[i]
	print "' ;;"
	print "\tesac"
	print "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")"
	print "\t[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace"
	print "}"
	print "complete -F _" f " " command
}

function zsh_text(s) { s = sq(s); gsub(/\[/, "\\[", s); gsub(/\]/, "\\]", s); gsub(/:/, "\\:", s); return s }
function zsh(  i, a) {
	print "#compdef " command
	print "# written by make completions; zsh"
	print "local -a verbs fields"
	print "verbs=("
	for (i = 1; i <= nverbs; i++) print "\t'" verb[i] ":" zsh_text(verb_help[i]) "'"
	print ")"
	printf "fields=("
	for (i = 1; i <= nfields; i++) printf "%s%s=", (i > 1 ? " " : ""), field[i]
	print ")"
	print "_" f "_word() {"
	print "\tcase $PREFIX in"
	for (i = 1; i <= nvalued; i++)
		if (valued[i] in seen) print "\t" valued[i] "=*) compset -P '*='; compadd -- " values[valued[i]] " ;;"
	print "\t*=*) ;;"
	print "\t*) _describe -t verbs verb verbs; compadd -S '' -- $fields ;;"
	print "\tesac"
	print "}"
	printf "_arguments -s"
	for (i = 1; i <= nopts; i++) {
		a = ""
		if (arg[i] != "") a = ":" tolower(arg[i]) ":" (choices(i) != "" ? "(" choices(i) ")" : takes_file(i) ? "_files" : takes_dir(i) ? "_files -/" : " ")
		if (letter[i] != "")
			printf " \\\n\t'(-%s --%s)'{-%s,--%s}'[%s]%s'", letter[i], long[i], letter[i], long[i], zsh_text(help[i]), a
		else
			printf " \\\n\t'--%s[%s]%s'", long[i], zsh_text(help[i]), a
	}
	print " \\\n\t'*::word:_" f "_word'"
}

function fish(  i, j, n, v) {
	print "# " command ": written by make completions; fish"
	for (i = 1; i <= nverbs; i++) print "complete -c " command " -n __fish_use_subcommand -f -a " verb[i] " -d '" sq(verb_help[i]) "'"
	for (i = 1; i <= nopts; i++) {
		printf "complete -c %s%s -l %s", command, (letter[i] != "" ? " -s " letter[i] : ""), long[i]
		if (arg[i] != "") printf " -r%s", (choices(i) != "" ? " -f -a '" choices(i) "'" : takes_file(i) || takes_dir(i) ? "" : " -f")
		print " -d '" sq(help[i]) "'"
	}
	for (i = 1; i <= nfields; i++) {
		if (values[field[i]] == "") { print "complete -c " command " -f -a '" field[i] "='"; continue }
		n = split(values[field[i]], v, " ")
		printf "complete -c %s -f -a '", command
		for (j = 1; j <= n; j++) printf "%s%s=%s", (j > 1 ? " " : ""), field[i], v[j]
		print "'"
	}
}
