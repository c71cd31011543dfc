#ifndef CM_FLOW_FACTS_H
#define CM_FLOW_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/*
 * The facts of a record, as its flow sets and reads them (facts.c). What the record itself gives is there before gather();
 * what nobody sets is unknown, and the policy says what that means.
 */
struct cm_case;
struct cm_text;

/* Facts by the flow's enum. A text is borrowed. Setting the wrong type is a defect, caught in debug builds. */
void cm_set_bool(struct cm_case *, int fact, bool);
void cm_set_int(struct cm_case *, int fact, int64_t);
void cm_set_money(struct cm_case *, int fact, int64_t fen);
void cm_set_day(struct cm_case *, int fact, int32_t day); /* CM_DAY_NONE leaves it unknown */
void cm_set_time(struct cm_case *, int fact, int64_t instant);
void cm_set_text(struct cm_case *, int fact, struct cm_str); /* of text and of enum facts; empty leaves it unknown */
void cm_set_words(struct cm_case *, int fact, const struct cm_text *); /* in both languages; each text shows its own */
void cm_set_list(struct cm_case *, int fact, const struct cm_str *items, unsigned n); /* of none: known to be empty */
void cm_set_word_list(struct cm_case *, int fact, const struct cm_text *const *items, unsigned n); /* in both languages */
void cm_forget(struct cm_case *, int fact); /* unknown again: of the row before */
bool cm_known(const struct cm_case *, int fact);
int64_t cm_get_int(const struct cm_case *, int fact); /* int, money, date, time, bool; 0 when unknown */
struct cm_str cm_get_text(const struct cm_case *, int fact); /* text, enum, list; none when unknown */

/* The same by the fact's or figure's own name, for what several flows share (pin.c, identity.c) and so no enum has: their
 * header gives the list of these names, which the flow's helpers name. Any other name is a defect (tests/house.t). */
void cm_name_bool(struct cm_case *, const char *fact, bool);
void cm_name_int(struct cm_case *, const char *fact, int64_t);
void cm_name_money(struct cm_case *, const char *fact, int64_t fen);
void cm_name_day(struct cm_case *, const char *fact, int32_t day);
void cm_name_time(struct cm_case *, const char *fact, int64_t instant);
void cm_name_text(struct cm_case *, const char *fact, struct cm_str);
void cm_name_words(struct cm_case *, const char *fact, const struct cm_text *);
void cm_name_list(struct cm_case *, const char *fact, const struct cm_str *items, unsigned n);
void cm_name_forget(struct cm_case *, const char *fact);
bool cm_name_known(const struct cm_case *, const char *fact);
int64_t cm_name_get_int(const struct cm_case *, const char *fact); /* a figure's too; 0 when unknown */
struct cm_str cm_name_get_text(const struct cm_case *, const char *fact);

#endif
