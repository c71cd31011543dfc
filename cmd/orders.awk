# Which orders there are: the verbs that write, out of the verb tables of cmd/cm-*.c. What is imported is nobody's order.
# Which steps a record's next may name: those, and the verbs that read records. And which fields of a command are another
# fact than the one of their name: the tables as[] of its flows, which stand in lib/flow/NAME.
#
#	awk -f cmd/orders.awk cmd/cm-*.c lib/flow/*/*.c >build/gen/orders.h
FNR == 1 {
	n = split(FILENAME, part, "/")
	flow = part[1] == "lib"
	command = flow ? "cm-" part[n - 1] : part[n]
	sub(/\.c$/, "", command)
	if (!(command in text) && !flow)
		order[++commands] = command
}
flow { flows[command] = flows[command] $0 " "; next }
{ text[command] = text[command] $0 " " }
function verbs(kind,    i, rest, verb) {
	for (i = 1; i <= commands; i++) {
		rest = text[order[i]]
		while (match(rest, "[{]\"[a-z ]+\",[ \t]*\"[^\"]*\",[ \t]*" kind)) {
			verb = substr(rest, RSTART + 2)
			sub(/".*/, "", verb)
			print "    \"" order[i] " " verb "\","
			rest = substr(rest, RSTART + RLENGTH)
		}
	}
}
function renamed(    i, k, n, rest, word) {
	for (i = 1; i <= commands; i++) {
		rest = flows[order[i]]
		while (match(rest, /[ _]as\[\] = [{][^}]*/)) {
			n = split(substr(rest, RSTART, RLENGTH), word, "\"")
			for (k = 2; k + 2 <= n; k += 4)
				print "    {\"" order[i] "\", \"" word[k] "\", \"" word[k + 2] "\"},"
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
	print "static const struct cm_renamed cm_renamed[] = {"
	renamed()
	print "    {NULL, NULL, NULL}};"
}
