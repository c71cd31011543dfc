#ifndef CM_CMD_FRONT_H
#define CM_CMD_FRONT_H

#include "cmd.h"

/* What the front room does for verbs that are no record loop (front.c): opens what they need, writes their rows. */
enum cm_status cm_front_vocabulary(struct cm_front *); /* facts.yaml alone; verbs for records load their policies, too */
/* The vocabulary of all policies, loaded when first asked for; and whether a name is a fact's, or an alias, anywhere. */
const struct cm_vocabulary *cm_front_whole(struct cm_front *);
bool cm_front_knows(struct cm_front *, struct cm_str name);
enum cm_status cm_front_store(struct cm_front *, bool write);
/*
 * A whole verb returns CM_BAD for a finding (exit code 1). A row is begun by cm_front_row(), filled by
 * cm_record_set() and cm_front_int(), written to stdout in the output format by cm_front_emit(), and gone with the next.
 */
enum cm_status cm_front_words(struct cm_front *, int least, int most); /* how many arguments there may be */
/* Of --since and --until, days or times, NULL: not given. Instants from one on, before the other; a day that ends the
 * period belongs to it. CM_USAGE. */
enum cm_status cm_front_period(struct cm_front *, const char *since, const char *until, int64_t *from, int64_t *before);
const char *cm_front_word(const struct cm_front *, const char *field); /* of the argument field=value; NULL: not given */
struct cm_record *cm_front_row(struct cm_front *);
void cm_front_int(struct cm_record *, const char *name, int64_t);
void cm_front_hundredths(struct cm_record *, const char *name, int64_t); /* with two decimals, as money has */
void cm_front_time(struct cm_record *, const char *name, int64_t at); /* an instant; 0: nothing */
void cm_front_columns(struct cm_front *, const char *const *names); /* ends with NULL; an empty output has them, too */
/* The reader of a file that a whole verb takes; - is standard input. Loads the vocabulary. */
enum cm_status cm_front_reader(struct cm_front *, const char *path, struct cm_reader **);
/* The columns of such a file (or the first record's names), then the verb's own in their order. */
void cm_front_columns_behind(struct cm_front *, const struct cm_reader *, const struct cm_record *first, const char *const *names);
enum cm_status cm_front_findings(struct cm_front *); /* what stands in diag, as rows */
enum cm_status cm_front_emit(struct cm_front *, const struct cm_record *);
enum cm_status cm_front_flush(struct cm_front *); /* the last rows leave: main.c does it */

/* columns.c: what a table does on a terminal that has no room for all columns, and which it did not show. */
struct cm_writer_options;
void cm_front_room(const struct cm_front *, struct cm_writer_options *);
void cm_front_tell_left_out(const struct cm_front *, const struct cm_writer *);

#endif
