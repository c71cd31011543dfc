#ifndef CM_FLOW_DIAGNOSE_H
#define CM_FLOW_DIAGNOSE_H

#include "domain/ticket.h"
#include "domain/month_run.h"
#include "flow/flow.h"
#include "flow/holdings.h"
#include "policy/trees.h"

/*
 * What the files of cm-diagnose share (private to lib/flow/diagnose/): which trees a report means (symptom.c), what they
 * look at (gather*.c, a file for each place where it is found), what is answered (answer.c). policies/diagnose.yaml says of
 * each fact what it means; a fact that the report gives is not looked up, and what nobody knows stays unknown.
 */
enum { /* in the order of cm_diagnose_facts */
	/* the report, and what is made of it */
	DG_SERVICE,
	DG_SERVICE_SAID,
	DG_SERVICE_KNOWN,
	DG_SERVICE_NEAR,
	DG_SERVICE_DRAFT,
	DG_SYMPTOM,
	DG_SYMPTOM_COUNT,
	DG_SYMPTOM_ODD,
	DG_SYMPTOM_NEAR,
	DG_SYMPTOM_UNREAD,
	DG_SYMPTOMS,
	DG_OPEN_COUNT,
	DG_REFERRED_COUNT,
	DG_PROBLEM,
	DG_PROBLEM_TICKETS,
	DG_PROBLEM_CUSTOMERS,
	DG_TODAY,
	DG_LANG,
	/* the line, and who stopped what */
	DG_LINE_STATE,
	DG_BRAND,
	DG_VIP_LEVEL,
	DG_SMS_STOPPED_ANTISPAM,
	DG_SMS_STOPPED_BY,
	DG_SMS_STOPPED_AT,
	DG_SMS_STOPPED_REASON,
	DG_DATA_STOPPED_BY,
	DG_DATA_STOPPED_AT,
	DG_REFRESHED,
	DG_REFRESHED_DAYS,
	DG_TONE_CODE,
	DG_TONE_CENTRAL,
	/* use */
	DG_SMS_IN_HOUR,
	DG_SMS_IN_DAY,
	DG_MMS_SIZE_KB,
	DG_DATA_RECORDS,
	DG_DATA_URL,
	DG_DATA_USED_AT,
	DG_CSD_RECORDS,
	DG_DOWN_ONLY_RECORDS,
	DG_SUSPECT_RECORDS,
	DG_SUSPECT_SINCE,
	DG_SUSPECT_UNTIL,
	DG_DATA_CAPPED,
	/* reminders of data */
	DG_REMINDERS_ON,
	DG_DATA_NOTICE_DUE,
	DG_DATA_NOTICE_SENT,
	DG_DATA_NOTICE_AT,
	DG_DATA_NOTICE_TEXT,
	/* Monternet and bills */
	DG_MONTH,
	DG_LOOKUP_AFTER,
	DG_REFUND_BACK,
	DG_REFUND_OVER,
	DG_SP_ORDER_COUNT,
	DG_SP_ORDERS,
	DG_SP_OVERCHARGE,
	DG_UNUSUAL_COUNT,
	DG_UNUSUAL_ITEM,
	DG_UNUSUAL_NAME,
	DG_UNUSUAL_CHARGED,
	DG_UNUSUAL_USUAL,
	DG_UNUSUAL_OF,
	DG_RURAL_OUTAGE,
	DG_SIZE_MAX,
	/* figures */
	DG_ANTISPAM_OPERATORS,
	DG_CENTRAL_TONES,
	DG_REFRESH_DAYS,
	DG_USAGE_DAYS,
	DG_STALE_AFTER,
	DG_PROBLEM_HOURS,
	DG_PROBLEM_LEAST,
	DG_REFUND_DOUBT
};
extern const char *const cm_diagnose_facts[];

#define CM_SYMPTOMS 32 /* of one report */

struct cm_diagnosed { /* one symptom */
	const struct cm_policy *of; /* its service's trees */
	const struct cm_gate *tree;
	struct cm_decision decision;
	struct cm_walk walk;
	const struct cm_rule *found; /* NULL: something is open that may be it */
	bool refreshed; /* whether the store says when its own service was refreshed: */
	int64_t refreshed_at; /* instant; 0: it was not */
};

struct cm_diagnosis {
	struct cm_case *c;
	const struct cm_policy *service; /* the one that was named, or that the first symptom is of; NULL: none is known */
	struct cm_diagnosed *trees;
	unsigned n, room;
	unsigned char *wants; /* by slot: a tree looks at this fact, or speaks of it */
	unsigned char *stale; /* by slot: what is known of it is too old */
	int32_t today;
	struct cm_doubt { /* refund.c: a refund that cm-bill would refuse */
		struct cm_str step;
		bool back; /* it was paid back before, or is on order; else it is more than can be */
	} *doubts;
	unsigned ndoubts;

	struct cm_subscribed held; /* what the line has */
	bool held_known;
	struct cm_history_rows *history; /* gather_state.c's; NULL: not read yet */
};

static inline bool
cm_diagnose_english(const struct cm_diagnosis *d) /* for the operator */
{
	return strcmp(d->c->env->visible_lang, "en") == 0;
}

/* A tree wants to know it, and nobody has said it yet. */
static inline bool
cm_diagnose_lacks(const struct cm_diagnosis *d, int fact)
{
	int slot = d->c->slots[fact];

	return d->wants[slot] && !d->c->facts[slot].known;
}

/* The i-th tree looks at the fact, or speaks of it (gather.c): a report may have trees of several services. */
bool cm_diagnose_asks(const struct cm_diagnosis *, unsigned i, int fact);

/* symptom.c: fills service and trees, and the facts of the report. */
void cm_diagnose_symptoms(struct cm_diagnosis *);

/* gather.c: all that the trees want to know. CM_OK also when the report gave a value that is none: c->settled then. */
enum cm_status cm_diagnose_gather(struct cm_diagnosis *);
/* That of the report, which is one that has begun; else this one. */
struct cm_month cm_diagnose_month(const struct cm_diagnosis *);
/* A figure of a file that the trees use, such as bill.yaml; NULL: none of them does. */
const struct cm_value *cm_diagnose_figure(const struct cm_case *, const char *id);
/* What the line has, read once. */
enum cm_status cm_diagnose_held(struct cm_diagnosis *);
/* Facts of files that not every tree uses: they are looked at where they are there. */
extern const char *const cm_diagnose_bill_names[];
extern const char *const cm_diagnose_reminder_names[];
/* gather_state.c: what is each service's own among the facts becomes that of this tree's. */
void cm_diagnose_look_as(struct cm_diagnosis *, const struct cm_diagnosed *);
/* Of the line, which is known; each sets what is lacking. */
enum cm_status cm_diagnose_states(struct cm_diagnosis *); /* gather_state.c: functions, and who stopped them */
enum cm_status cm_diagnose_use(struct cm_diagnosis *); /* gather_use.c: messages and data */
enum cm_status cm_diagnose_reminders(struct cm_diagnosis *); /* gather_remind.c */
enum cm_status cm_diagnose_bill(struct cm_diagnosis *); /* gather_bill.c */

/* How many open tickets of a cause are not older than problem_hours, and of how many customers; the problem that they are. */
enum cm_status cm_diagnose_tickets(struct cm_diagnosis *, struct cm_str cause, struct cm_alike *);
/* gather_use.c: what the records cost that are in question in a month, in fen; unchanged when there are none. */
enum cm_status cm_diagnose_use_cost(struct cm_diagnosis *, const struct cm_month *, struct cm_str item, int64_t *fen);
/* refund.c: what the steps of the findings pay back, in fen; -1: nothing, as of records that a bill to come leaves out, or
 * nobody can say before cm-bill does. Sets the doubts, too: of what cm-bill would refuse. */
enum cm_status cm_diagnose_refund(struct cm_diagnosis *, const struct cm_str *steps, unsigned n, int64_t *fen);
const struct cm_doubt *cm_diagnose_doubt(const struct cm_diagnosis *, struct cm_str step); /* NULL: none */

/* answer.c: what was found, seen and is to be done, as outputs. */
enum cm_status cm_diagnose_answer(struct cm_diagnosis *);
/* next.c: the steps of all findings in the order of a pipe, each once; none while something is open, and no refund that
 * cm-bill would refuse. */
bool cm_diagnose_is_open(const struct cm_diagnosis *);
const struct cm_str *cm_diagnose_next(struct cm_diagnosis *, unsigned *n);

#endif
