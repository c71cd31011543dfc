#ifndef CM_DOMAIN_NOTICE_H
#define CM_DOMAIN_NOTICE_H

#include "domain/line.h"

/*
 * Messages to customers: one of a kind for an operation, which is what makes it go out once. It waits until it is told
 * that it was sent; a survey's is answered once. Texts given to a caller's function are valid during the call.
 */
#define CM_NOTICE_SURVEY "survey" /* the kind that is answered */
#define CM_NOTICE_REMINDER "reminder" /* .LEVEL.VERSION: of a ticket's due time, to colleagues */
bool cm_notice_is_reminder(struct cm_str kind);

struct cm_notice {
	int part;
	int64_t line, seq; /* of the operation that caused it; line 0: none */
	struct cm_str kind, msisdn, lang; /* where it goes, and in which language: zh, en */
	struct cm_str text, params; /* a policy's text by its id; JSON object of the facts that it names */
	int64_t not_before; /* instant */
	int64_t sent_at, answered_at; /* instants; 0: not yet */
	int answer; /* -1: none */
};

/* <order id>-<kind>: a word that finds it again. */
const char *cm_notice_id(struct cm_arena *, const struct cm_notice *);
bool cm_notice_id_parse(struct cm_str id, int *part, int64_t *seq, struct cm_str *kind);
/* waiting, sent or answered */
const char *cm_notice_state(const struct cm_notice *);
/* Whether it is quiet at an instant: until when; 0: it is not. Hours of the day in the business's zone, which may go over
 * midnight; from = until: it never is. */
int64_t cm_notice_quiet(int64_t at, int64_t from_hour, int64_t until_hour);

/* CM_CONFLICT: the operation has one of this kind. */
enum cm_status cm_notice_add(struct cm_store *, const struct cm_notice *, struct cm_diag *);
/* CM_END: none. Texts in the arena. */
enum cm_status cm_notice_get(struct cm_store *, int part, int64_t seq, struct cm_str kind, struct cm_notice *,
    struct cm_arena *, struct cm_diag *);
/* The latest not_before of a line's notices of one kind, whether sent or waiting; INT64_MIN: there is none. */
enum cm_status cm_notice_newest(
    struct cm_store *, int part, int64_t line, struct cm_str kind, int64_t *not_before, struct cm_diag *);
/* CM_CONFLICT: it was told before. */
enum cm_status cm_notice_sent(struct cm_store *, const struct cm_notice *, int64_t at, struct cm_diag *);
/* An answer proves that it was sent: now is then when, if nobody has told. CM_CONFLICT: it has an answer. */
enum cm_status cm_notice_answered(
    struct cm_store *, const struct cm_notice *, int answer, int64_t at, int64_t now, struct cm_diag *);
enum cm_status cm_notices_of(struct cm_store *, int part, int64_t line, /* oldest order first */
    enum cm_status (*fn)(void *, const struct cm_notice *), void *ctx, struct cm_diag *);
/* At most `most` of those that wait and whose time has come, the earliest first, behind `after`. */
#define CM_NOTICE_NONE ((struct cm_notice){.part = -1, .not_before = INT64_MIN, .kind = CM_STR("")}) /* before the first */
enum cm_status cm_notices_waiting(struct cm_store *, int64_t now, const struct cm_notice *after, int64_t most,
    enum cm_status (*fn)(void *, const struct cm_notice *), void *ctx, struct cm_diag *);
/* All whose not_before lies from `since` up to before `until`, in that order. */
enum cm_status cm_notices_all(struct cm_store *, int64_t since, int64_t until,
    enum cm_status (*fn)(void *, const struct cm_notice *), void *ctx, struct cm_diag *);

/* How many of a kind were answered with `answer` (-1: not answered), by who did the order and in which flow; in the order
 * of user, source, answer. */
struct cm_score {
	struct cm_str user, source;
	int answer;
	int64_t notices, sent;
};
enum cm_status cm_notice_scores(struct cm_store *, struct cm_str kind, int64_t since, int64_t until,
    enum cm_status (*fn)(void *, const struct cm_score *), void *ctx, struct cm_diag *);

#endif
