# Which orders there are: the verbs that write, out of the verb tables of cmd/cm-*.c. What is imported is nobody's order.
#
#	awk -f cmd/orders.awk cmd/cm-*.c >build/gen/orders.h
FNR == 1 { command = FILENAME; sub(/.*\//, "", command); sub(/\.c$/, "", command) }
{ text[command] = text[command] $0 " " }
END {
	print "/* Made by cmd/orders.awk: commands and verbs whose operations are orders. */"
	print "static const char *const cm_orders[] = {"
	for (i = 1; i < ARGC; i++) {
		command = ARGV[i]; sub(/.*\//, "", command); sub(/\.c$/, "", command)
		rest = text[command]
		while (match(rest, /[{]"[a-z ]+",[ \t]*"[^"]*",[ \t]*CM_WRITES/)) {
			verb = substr(rest, RSTART + 2)
			sub(/".*/, "", verb)
			print "    \"" command " " verb "\","
			rest = substr(rest, RSTART + RLENGTH)
		}
	}
	print "    NULL};"
}
