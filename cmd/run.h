#ifndef CM_CMD_RUN_H
#define CM_CMD_RUN_H

#include <signal.h>

#include "cmd.h"
#include "record/writer.h"

/*
 * Private to the record loop: run.c (turns, signals, the exit code), batch.c (transactions), pipeline.c (two threads for
 * long streams), prepare.c (slow work before the lock), row.c, steps.c and leave.c (one record: in, whose it is, out),
 * streams.c and columns.c (where records come from and go to), ask.c (the form), print.c (order forms on paper), pins.c
 * (the file of made PINs), tell.c (what people are told).
 */

#define CM_UNKNOWN 64 /* names of fields that nobody knows; beyond them the warnings have made their point */
#define CM_SEEN 64 /* fields of a record whose slot is remembered by position; more are looked up */

/* What a row of the input comes to before the lock. */
enum cm_fate {
	CM_PASS, /* not ours: it leaves as it came */
	CM_TAKE, /* shaped, to be run in the batch */
	CM_ANSWERED, /* an answer is there already: invalid */
	CM_SKIP, /* it was taken and there was nothing to do: it leaves no answer */
	CM_UNREAD /* no record at all; an answer is there */
};

struct cm_run;

struct cm_row {
	struct cm_run *run;
	struct cm_record rec;
	struct cm_case c;
	enum cm_fate fate;
	enum cm_outcome outcome; /* once it is answered */
	const struct cm_verb *verb;
	struct cm_life *life;
	struct cm_str step; /* taken from next, as it stood there; none: there was no next */
	struct cm_str rest_of_next; /* JSON of what next holds behind the step taken; none: there was no next */
	bool as_it_is; /* nothing is prepared for it: it was done before, or cannot be looked at */
	struct cm_row *then, *before; /* steps of this command one behind the other, which are taken in one go; NULL: none */
};

struct cm_run {
	struct cm_front *f;
	struct cm_reader *reader;
	int fd; /* that it reads */
	struct cm_writer *writer;
	struct cm_rejects *rejects;
	struct cm_pins *pins; /* --generate, --puk; NULL: not asked for */
	struct cm_arena *arena; /* of the rows in work */
	struct cm_arena *emitted; /* of the answer that a reading verb is about to give */
	struct cm_diag *desk; /* of reading and answering: the front's, but the second thread's own in a pipeline */
	struct cm_pipeline *pipeline; /* made at first need */
	struct cm_crew *crew; /* the same: for PINs */
	bool slow; /* the rows prepared last were so slow that the lock is given back behind them */
	bool pipelined; /* a second thread reads ahead and answers: reader, writer, rejects and what is said below are its */
	bool one_thread; /* there can be no pipeline */
	struct cm_life **lives; /* by verb, made at first use */
	struct cm_policy **policies; /* by verb; the same pointer for the same name */
	struct cm_offers *offers;
	struct cm_transitions *transitions;
	struct cm_services *services;
	struct cm_campaigns *campaigns;
	struct cm_bundles *bundles;
	struct cm_forms *forms;
	struct cm_deadlines *deadlines;
	struct cm_trees *trees;
	const struct cm_vocabulary *whole;
	bool from_words;
	bool batch_seen; /* the batch named by -b was sent before */
	bool keys_are_new; /* the last record with a key was not done before */
	struct cm_print *print; /* order forms are printed; NULL: they are not */
	struct cm_ask *ask; /* somebody at the terminal is asked for the records; NULL: they are read */
	struct cm_row *answered; /* the record asked for, when its batch has been closed */
	bool shown; /* answers are shown by the form, not written */

	/* of reading; the second thread's in a pipeline */
	unsigned long read; /* rows so far */
	struct { /* which slot the field at a position had last time */
		struct cm_str name;
		int slot;
	} seen[CM_SEEN];
	struct cm_str unknown[CM_UNKNOWN]; /* names that nobody knows, each judged once */
	bool unknown_secret[CM_UNKNOWN]; /* but that mean a secret */
	unsigned nunknown;

	/* the open batch */
	bool open;
	unsigned rows; /* taken in it */
	size_t bytes; /* of input */
	int64_t since; /* when its lock was taken */
	size_t writer_mark, rejects_mark;
	bool let_go; /* some of its answers are out: it cannot be read again */
	bool alone; /* one record per transaction, after a batch failed */
	size_t alone_until; /* input_line of the last record of the failed batch */

	/* over the whole run; outcomes of the open batch are counted apart until it commits */
	unsigned long counts[CM_O_COUNT], passed, passed_undone, undone, unread, held, records, records_mark;
	unsigned long batch_counts[CM_O_COUNT], batch_passed, batch_passed_undone, batch_undone, batch_unread, batch_held;
	size_t last_line;
	unsigned long commits, tell_from;
	int64_t started, told;
	bool progress_shown, ended;
};

#define CM_BATCH_ROWS 20000
#define CM_BULK_FROM  200 /* rows in a batch (records, where only is read) from which on it is one of many: a big cache, and a gap behind it */

/* run.c: the store's half of one record: runs it in the batch and counts it. */
enum cm_status cm_row_settle(struct cm_run *, struct cm_row *);
/* What a batch that cannot be carried out means: CM_OK when it is undone and will be read again, one row at a time. */
enum cm_status cm_run_again(struct cm_run *, enum cm_status, size_t last_line);

/* Its records are not read: the verb makes them out of the store. */
static inline bool
cm_run_makes(const struct cm_run *r)
{
	return cm_verb_makes(r->f->command, r->f->verb);
}

/* batch.c */
bool cm_run_writes(const struct cm_run *);
enum cm_status cm_batch_open(struct cm_run *);
enum cm_status cm_batch_close(struct cm_run *); /* commits, then lets the answers go */
enum cm_status cm_batch_done(struct cm_run *); /* lets the answers go of what is committed, and forgets its input */
enum cm_status cm_batch_relieve(struct cm_run *); /* lets answers go before it is done, of a run that only reads */
void cm_batch_again(struct cm_run *); /* undoes it; its rows are read once more, one to a batch */
bool cm_batch_is_full(struct cm_run *);

/*
 * pipeline.c: takes over when so much came without waiting that a second thread pays, and gives back, with no batch open,
 * when the input lets us wait or ends, or when a batch must be read again.
 */
bool cm_pipeline_pays(struct cm_run *);
enum cm_status cm_pipeline_run(struct cm_run *);
void cm_pipeline_mark(struct cm_run *); /* the batch is done: its input may be forgotten */
void cm_pipeline_free(struct cm_run *);

/*
 * prepare.c: what rows need before the lock. begin looks at them and sets a crew to work, finish works along until all is
 * done; between the two their rows are not touched. r->slow says afterwards whether there was so much that the lock must
 * not be held while the next rows are prepared.
 */
bool cm_rows_need_preparing(const struct cm_command *);
enum cm_status cm_rows_begin(struct cm_run *, struct cm_row *, unsigned n);
void cm_rows_finish(struct cm_run *); /* does nothing when nothing was begun */
void cm_crew_free(struct cm_run *);

/* streams.c */
enum cm_status cm_run_open(struct cm_run *); /* input, store, policies, rejects: all that a run needs */
void cm_run_open_writer(struct cm_run *, const struct cm_record *first); /* first: as for cm_run_columns() */

/* steps.c */
enum cm_whose {
	CM_OURS,
	CM_NOT_OURS,
	CM_UNUSABLE /* a next that is no list of steps, or a step of ours that cannot be taken */
};
/* Sets the row's verb, what is left of its next, and then: the row of the step behind it, if that is taken with it. */
enum cm_whose cm_row_takes(struct cm_run *, struct cm_row *);
bool cm_result_is_done(const struct cm_field *result); /* of a command before; NULL: there is none */

/* row.c */
/* Reads one, and all that comes before the lock: whether it is ours, its key, its shape. CM_END: there is no more. */
enum cm_status cm_row_read(struct cm_run *, struct cm_row *, struct cm_arena *);
void cm_row_count(struct cm_run *, struct cm_row *);
enum cm_status cm_run_policies(struct cm_run *); /* of the verb, or of all: their facts are names of fields */
struct cm_life *cm_run_life(struct cm_run *, const struct cm_verb *); /* NULL: see diag */

/* leave.c */
void cm_row_leave(struct cm_run *, struct cm_row *); /* merge it and put it; to the rejects, too, if it was not done */
enum cm_status cm_row_emit(struct cm_case *); /* a reading verb's row: the input's fields with what the flow has set so far */

/* columns.c: the columns of CSV, TSV and tables; sets the options' columns when the format has any. first: the input's
 * first record, whose names stand for a header that JSON Lines do not have; NULL: the input is empty. */
void cm_run_columns(struct cm_run *, const struct cm_record *first, struct cm_writer_options *);

/*
 * ask.c: the form. wanted: there is no input, and somebody at a terminal. verb asks what is to be done, of a command without
 * a default verb, before anything else: f->verb, NULL when nothing is. open sets ask, reader and shown; a terminal without the
 * module is CM_USAGE.
 */
bool cm_ask_wanted(const struct cm_front *);
enum cm_status cm_ask_verb(struct cm_front *);
enum cm_status cm_ask_open(struct cm_run *, struct cm_names);
void cm_ask_close(struct cm_ask *); /* NULL is allowed */
/* Shows the answer, after its commit. True: the record has been mended or added to and is to be read once more. */
bool cm_ask_answer(struct cm_ask *, struct cm_row *);
bool cm_ask_retry(struct cm_ask *); /* the store was busy, or did not answer */

/* pins.c: all but open do nothing without --generate or --puk. */
enum cm_status cm_pins_open(struct cm_run *, const char *path); /* makes the file; one that exists is CM_IO */
void cm_pins_put(struct cm_run *, struct cm_case *); /* what its flow hands out, if anything; wipes it */
void cm_pins_back(struct cm_run *); /* forgets the open batch's */
enum cm_status cm_pins_sync(struct cm_run *); /* before a commit */
enum cm_status cm_pins_close(struct cm_run *);

/* print.c: all but open do nothing when no forms are wanted. */
enum cm_status cm_print_open(struct cm_run *); /* reads forms.yaml; a PDF's file that exists is CM_IO */
bool cm_print_is_text(const struct cm_run *); /* forms stand among the answers */
const struct cm_printing *cm_print_how(const struct cm_run *); /* for the flow; NULL: not wanted */
bool cm_print_holds(const struct cm_run *); /* answers must not leave yet: the PDF that they tell of is not there */
enum cm_status cm_print_finish(struct cm_run *); /* makes the PDF's file, before the answers leave; none of no form */
void cm_print_close(struct cm_run *); /* what was not finished is dropped */

/* tell.c */
void cm_tell_progress(struct cm_run *);
void cm_tell_now(struct cm_run *); /* what the store says while the run goes on */
void cm_tell_summary(struct cm_run *);
/* A secret in another spelling, such as PIN or "new pin": not read, but not written either. */
bool cm_run_means_secret(const struct cm_run *, struct cm_str name);
/* Warns once of a name that nobody knows and that is nearly one of ours; true when it means a secret. */
bool cm_tell_unknown(struct cm_run *, struct cm_str name, size_t line);

extern volatile sig_atomic_t cm_stop_signal; /* SIGINT or SIGTERM that asked us to finish the batch and go */

#endif
