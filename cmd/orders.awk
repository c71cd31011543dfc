# Which orders there are: the verbs that write, out of the verb tables of cmd/cm-*.c. What is imported is nobody's order.
# And which steps a record's next may name: those, and the verbs that read records.
#
#	awk -f cmd/orders.awk cmd/cm-*.c >build/gen/orders.h
FNR == 1 { command = FILENAME; sub(/.*\//, "", command); sub(/\.c$/, "", command) }
{ text[command] = text[command] $0 " " }
function verbs(kind,    i, command, rest, verb) {
	for (i = 1; i < ARGC; i++) {
		command = ARGV[i]; sub(/.*\//, "", command); sub(/\.c$/, "", command)
		rest = text[command]
		while (match(rest, "[{]\"[a-z ]+\",[ \t]*\"[^\"]*\",[ \t]*" kind)) {
			verb = substr(rest, RSTART + 2)
			sub(/".*/, "", verb)
			print "    \"" command " " verb "\","
			rest = substr(rest, RSTART + RLENGTH)
		}
	}
}
END {
	print "/* Made by cmd/orders.awk: commands and verbs whose operations are orders, and all that take records. */"
	print "static const char *const cm_orders[] = {"
	verbs("CM_WRITES")
	print "    NULL};"
	print "static const char *const cm_steps[] = {"
	verbs("CM_(WRITES|READS)")
	print "    NULL};"
}
