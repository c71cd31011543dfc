#ifndef CM_CMD_H
#define CM_CMD_H

#include "flow/life.h"
#include "record/reader.h"

/*
 * The front room that all commands share. A command is a declaration: its verbs, their field tables, its own options;
 * main() is one call of cm_main(). What a verb may call that is no record loop stands in front.h. There are 5 things to do
 * to add a command:
 *
 *	1. cmd/cm-NAME.c: a struct cm_command (the Makefile finds it)	tests/house.t: builds and answers -h
 *	2. man/cm-NAME.1: its SYNOPSIS is what -h prints		tests/pages.t compares them
 *	3. policies/NAME.yaml and NAME.cases				tests/policy.t
 *	4. tests/NAME.t							tests/house.t: every command has one
 *	5. policies/forms.yaml: an entry for each verb that writes	cm-policy check names those left out
 *
 * then `make completions` and commit what it wrote.
 */

/* An option. Values of common options go to struct cm_options, a command's own to the variable it names. */
struct cm_option {
	char letter; /* 0: only a long name */
	const char *name;
	const char *arg; /* NULL: a flag; else what stands for its value in -h: FILE */
	const char *help;
	bool *flag; /* a command's own: set here */
	const char **value;
	const char *verb; /* the only one that it is for; NULL: all */
};

struct cm_front; /* what whole() gets; below */
struct cm_writer;

enum cm_verb_kind {
	CM_READS, /* records in a read transaction; dies of SIGPIPE */
	CM_WRITES,
	CM_WHOLE /* not a record loop: whole() does it all */
};

struct cm_verb {
	const char *name, *help; /* a name may have two words: "import lines" */
	enum cm_verb_kind kind;
	const struct cm_flow *flow;
	const struct cm_input *in;
	const char *const *out; /* declared outputs: CSV columns behind the input's; ends with NULL */
	enum cm_status (*whole)(struct cm_front *, int nwords, char **words);
	const char *words; /* what a whole verb takes, for -h: "FILE". Of records: "[FILE]", which is then read as input */
};

/* A verb may have two words, "import lines": how long the first is, and whether two verbs share it. */
static inline size_t
cm_verb_first(const struct cm_verb *v)
{
	return strcspn(v->name, " ");
}

static inline bool
cm_verb_same_first(const struct cm_verb *a, const struct cm_verb *b)
{
	size_t n = cm_verb_first(a);

	return n == cm_verb_first(b) && strncmp(a->name, b->name, n) == 0;
}

struct cm_command {
	const char *name; /* "cm-pay" */
	const char *help; /* a line */
	const struct cm_verb *verbs; /* ends with a NULL name */
	const char *default_verb; /* NULL: none; then only records whose next names it are taken */
	const struct cm_option *options; /* its own; ends with a NULL name; may be NULL */
	bool no_store; /* never opens one */
	const char *const *secrets_file; /* the value of its option for secrets that are handed out; NULL: it has none */
	/* Records of its verbs (or of one of them, makes) come from the store, by this reader, and not from an input. Its
	 * arguments are those of its fields that are CM_WORD (cm_front_word()). NULL: all are read. */
	enum cm_status (*records)(struct cm_front *, const struct cm_policy *, struct cm_reader **);
	const char *makes;
	/* Of its verb that asks back (dialogue.c), its options for the files of answers and of what was said; may be NULL. */
	const char *const *answers, *const *transcript;
	const bool *form; /* those of its options --form and --pdf: order forms are printed; NULL: it has none */
	const char *const *pdf;
};

static inline bool
cm_verb_makes(const struct cm_command *c, const struct cm_verb *v)
{
	return v && c->records && v->kind != CM_WHOLE && (!c->makes || strcmp(c->makes, v->name) == 0);
}

struct cm_options { /* the common ones, as given */
	const char *store, *policies, *batch, *rejects, *unmask, *now;
	enum cm_format input, output;
	bool gb18030, no_key, dry, explain, strict, no_input, csv_safe, quiet, verbose;
};

/* What a run has: options read, environment read, store and policies opened as the verb wants. */
struct cm_front {
	const struct cm_command *command;
	const struct cm_verb *verb;
	struct cm_options opt;
	struct cm_env env;
	struct cm_arena *arena; /* the run's */
	struct cm_diag diag;
	struct cm_vocabulary *vocabulary; /* facts.yaml's and those of the policies that are loaded */
	struct cm_vocabulary *whole; /* and of all others; NULL: nobody has asked (cm_front_whole()) */
	struct cm_arena *whole_arena;
	struct cm_store *store;
	struct cm_writer *writer; /* of a whole verb, made at its first row */
	const struct cm_str *columns; /* of its rows, when it knows them beforehand: cm_front_columns() */
	unsigned ncolumns;
	struct cm_record row; /* cm_front_row() */
	struct cm_arena *row_arena;
	bool unread; /* it met input that cannot be read: 65 */
	char **words;
	int nwords;
	enum cm_tell {
		CM_TELL_NOTHING,
		CM_TELL_HELP, /* -h */
		CM_TELL_VERSION,
		CM_TELL_WORDS /* --help-words */
	} tell; /* instead of work */
};

/* main.c */
int cm_main(const struct cm_command *, int argc, char **argv);

/* opt.c: parses; prints what is wrong itself; returns -1 to go on, else the exit code, of tell when that is set. */
int cm_options_parse(struct cm_front *, int argc, char **argv);
/* The n-th option that a command takes, its own first; NULL: there are no more. */
const struct cm_option *cm_option_at(const struct cm_command *, unsigned n);
/* help.c */
void cm_usage_print(const struct cm_command *); /* -h */
enum cm_status cm_words_print(struct cm_front *); /* --help-words: for the completions */

/* run.c: the record loop. Returns the exit code. */
/* Asks whoever sits at the terminal which verb is wanted; f->verb NULL: none. */
enum cm_status cm_run_choose(struct cm_front *);
int cm_run(struct cm_front *);

/* The field tables' common part (facts.yaml: Common fields; Evidence of identity; Closing). */
#define CM_COMMON_INPUTS                                                                                               \
	{"ack", CM_NOPRINT}, {"note", CM_NOPRINT}, {"lang", CM_NOPRINT}, {"channel", CM_NOPRINT}
#define CM_EVIDENCE_INPUTS                                                                                             \
	{"id_type", 0}, {"id_no", 0}, {"id_expires", 0}, {"doc_form", 0}, {"holder_present", 0},                       \
	    {"owner_confirmed", 0}, {"agent_name", CM_KEPT}, {"agent_id_type", CM_KEPT}, {"agent_id_no", CM_KEPT},     \
	    {"agent_id_expires", 0}, {"agent_doc_form", 0}, {"pin", 0}, {"old_sim", 0}, {"invoices", 0},               \
	    {"employer_letter", 0}, {"customer_type", 0}, {"called_numbers", 0}, {"sms_verified", 0}, {"verified_by", CM_KEPT}
#define CM_PROOF (CM_NOPRINT | CM_KEPT)
#define CM_CLOSING_INPUTS                                                                                              \
	{"signed", CM_PROOF}, {"doc_copied", CM_PROOF}, {"copy_stamped", CM_PROOF}, {"leaflet", CM_PROOF},             \
	    {"disclosed", CM_PROOF}, {"read_back", CM_PROOF}, {"hall_busy", CM_NOPRINT}

#endif
