#ifndef CM_FLOW_PIN_H
#define CM_FLOW_PIN_H

#include "flow/flow.h"

/*
 * Service passwords in flows (deck 1.4, 1.5; rows S19, S20, S22). Which PIN is good and what a wrong one means are
 * rules of policies/pin.yaml: a flow's policy uses the gate pin.new for a PIN that is to be set and pin.present for one
 * that is to be proved, and its code calls what stands here. No PIN, and nothing computed from its digits but the yes
 * or no of a rule, ever leaves through a message, an explanation or the journal.
 */

/*
 * A new PIN, the record's new_pin: sets new_pin_digits, new_pin_run, new_pin_sequence, new_pin_common,
 * new_pin_document_tail and new_pin_number_tail (against the record's id_no and msisdn), new_pin_same (against its
 * pin). Nothing without a new_pin. Pure; to be called after the line was found.
 */
extern const char *const cm_new_pin_names[]; /* for helpers */
void cm_new_pin_facts(struct cm_case *);
/* One more document number the PIN must not end: the one on file, once the customer has proved who he is (before that
 * the answer would tell a stranger its digits), or that of the next owner. */
void cm_new_pin_document(struct cm_case *, struct cm_str id_no);
/* Makes a PIN that the policy's gate lets through, not the end of id_no either, into c->handed: from then on it is
 * the record's new PIN. Its facts are set by cm_new_pin_facts() as of any other. CM_CONFIG: the rules leave none. */
enum cm_status cm_new_pin_make(struct cm_case *, const char *gate, struct cm_str id_no);
/*
 * Its way to the line: peek() looks up whose it will be, prepare() hashes it at the policy's cost (1 ms and more, in any
 * thread), apply() gives it to the line, without wrong tries and unlocked, whether it had a PIN or not. If another line
 * has the number under the lock, it is hashed again. A flow that makes a line says itself whose it will be.
 */
enum cm_status cm_new_pin_peek(struct cm_case *);
void cm_new_pin_for(struct cm_case *, int part, int64_t line);
enum cm_status cm_new_pin_prepare(struct cm_case *);
enum cm_status cm_new_pin_apply(struct cm_case *);

/*
 * The present PIN, the record's pin. Comparing is slow and is counted: peek() finds the line, prepare() compares, and
 * gather(), under the lock and after cm_case_find_line(), takes that result if the hash is still the same one, else
 * compares again. A locked line's PIN is not compared, and under -n none is. Facts: pin_given; if so pin_set and
 * pin_locked, pin_locked_until, pin_checked and, of a compared one, pin_matches and pin_tries_left.
 *
 * A comparison whose outcome can be seen is counted by cm_pin_count(), which life.c calls for every verb that writes; a
 * verb that only reads must not call these.
 */
extern const char *const cm_pin_names[]; /* for helpers */
enum cm_status cm_pin_peek(struct cm_case *);
enum cm_status cm_pin_prepare(struct cm_case *);
enum cm_status cm_pin_gather(struct cm_case *);
/*
 * The same of a second line, the record's member, whose owner must agree: its PIN is the record's member_pin, its facts have
 * member_ before their names. Its peek() does both lines; prepare() and cm_pin_count() are those above.
 */
extern const char *const cm_member_pin_names[]; /* for helpers */
enum cm_status cm_member_pin_peek(struct cm_case *);
enum cm_status cm_member_pin_gather(struct cm_case *, const struct cm_account *member); /* NULL: there is none */
/* Writes what the comparison did to the count of tries. *counted: it changed, so that the journal must have a row even
 * when the record comes to nothing. */
enum cm_status cm_pin_count(struct cm_case *, bool *counted);

#endif
