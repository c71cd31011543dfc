#ifndef CM_FLOW_ANSWER_H
#define CM_FLOW_ANSWER_H

#include "flow/life.h"

/* How a record is answered: result, reason, texts (private to this floor; used by life.c). */

/* A text with its placeholders filled. CM_DEFECT, told: one has no value. */
enum cm_status cm_answer_text(
    const struct cm_case *, const struct cm_text *, const struct cm_value *bound, bool english, struct cm_buf *out);
/* How a secret is given: a remedy for whoever gave the record as arguments, where it must not stand. */
void cm_answer_put_how(const struct cm_fact *, struct cm_buf *remedy);
void cm_answer_invalid(
    struct cm_case *, const struct cm_str *reasons, unsigned n, struct cm_str message, struct cm_str remedy);
/* result, reason, reasons, message, script, remedy, ask, warnings, disclose, tasks, explain, order_id, order_status, put
 * before or behind what the flow has set. CM_DEFECT: a text has a placeholder without a value. */
enum cm_status cm_answer_decision(const struct cm_life *, struct cm_case *, enum cm_outcome);
/* Of what is done, the steps that its rules lead to become an output, which the row keeps: a duplicate leads on as it did.
 * Those that the flow has set itself stay. */
void cm_answer_lead(struct cm_case *);
/* The flow's outputs as they were stored, result duplicate. */
enum cm_status cm_answer_duplicate(struct cm_case *);
/* The outputs so far as a JSON object: what the operation row keeps. */
struct cm_str cm_answer_json(const struct cm_case *, struct cm_buf *);
/* Whether the customer's texts are English: the record's lang. */
bool cm_answer_in_english(const struct cm_case *);
/* Told when a text names a fact that has no value here: CM_DEFECT. */
enum cm_status cm_answer_lacks(const struct cm_case *, const struct cm_text *, struct cm_str fact);
/* "id":value, as in a record; and with a comma before it where one is due. */
void cm_answer_put_value(struct cm_buf *, const struct cm_fact *, const struct cm_value *, struct cm_arena *);
void cm_answer_put_fact(struct cm_buf *, const struct cm_fact *, const struct cm_value *, struct cm_arena *);

#endif
