#ifndef CM_POLICY_REVIEW_H
#define CM_POLICY_REVIEW_H

#include "policy/bundles.h"
#include "policy/campaigns.h"
#include "policy/contacts.h"
#include "policy/deadlines.h"
#include "policy/decide.h"
#include "policy/expr.h"
#include "policy/forms.h"
#include "policy/transitions.h"
#include "record/record.h"

/*
 * What cm-policy does with policies as a whole. Findings go to diag with file:line:col and a code policy.*; each
 * function returns CM_OK when there is none, CM_BAD when there are findings.
 */

/* Names of the policies in dir, in order: files whose first level has the key policy. */
enum cm_status cm_policy_names(
    const char *const **names, unsigned *n, const char *dir, struct cm_arena *, struct cm_diag *);

/* What is known of the commands; made by cmd/orders.awk. */
struct cm_renamed {
	const char *command, *field, *fact; /* a field of its records that is another fact than the one of its name */
};
struct cm_commands {
	const char *const *orders; /* kinds of orders: "cm-pay pay"; ends with NULL */
	const char *const *steps; /* verbs for records, the same way */
	const struct cm_renamed *renamed; /* ends with a NULL command */
};

/*
 * Every file of dir: loads, links, and proves what can be proved exactly of conditions that compare one fact with
 * literals: a rule that never fires, one shadowed by another of the same verdict and reason, a gap or an overlap in
 * rules marked as a partition; the rest is "not proved", a note when verbose. Items without source or assumed; offers
 * on sale with blanks; services without a price, or with one while they are drafts; changes of plan that transitions.yaml does not speak of; texts and named conditions no one uses;
 * {bound} where there can be none; a policy with gates and no .cases file; forms that do not hold together, and kinds of
 * orders that have none; steps of next that no verb for records takes, or whose fields are none. commands NULL: nothing
 * is known of them.
 */
enum cm_status cm_policy_check(
    const char *dir, const struct cm_commands *commands, bool verbose, struct cm_arena *, struct cm_diag *);
/* The part of it that is about forms (review_forms.c). */
void cm_forms_check(const struct cm_forms *, const char *const *orders, bool verbose, struct cm_diag *);
/* The part of it that is about the steps of one policy's own rules (review_steps.c). all: those that could be loaded. */
void cm_steps_check(const struct cm_policy *, const struct cm_policy *const *all, unsigned n, const struct cm_commands *,
    struct cm_diag *);
/* The parts of it that are about the catalogue, campaigns and contacts (review_services.c). */
void cm_services_check(const struct cm_services *, const struct cm_vocabulary *, struct cm_diag *);
void cm_campaigns_check(const struct cm_campaigns *, struct cm_diag *);
void cm_contacts_check(const struct cm_contacts *, struct cm_diag *);
/* And about deadlines and calendars (review_deadlines.c): items without source or assumed; levels whose text there is
 * not, or knows more than a reminder does. */
/* CM_END: the folder has none. Conditions may name facts of complaint.yaml, which is loaded for that. */
enum cm_status cm_deadlines_review(struct cm_deadlines **, struct cm_vocabulary *, struct cm_arena *, struct cm_diag *);
void cm_deadlines_check(const struct cm_deadlines *, struct cm_vocabulary *, bool verbose, struct cm_arena *, struct cm_diag *);
void cm_calendars_check(const struct cm_calendars *, struct cm_diag *);
/* The part of it that is about conditions, of one policy's own rules (review_prove.c). */
void cm_policy_prove(const struct cm_policy *, bool verbose, struct cm_diag *);

/*
 * X.cases beside X.yaml. A case is: an optional comment line, a line of JSON with the facts (plus "gate" when the file
 * has several), and a line with the verdict and the ids of the rules that fire (of an undecided case also those that
 * stay open), in any order. "ack" is a list of warnings acknowledged; the verdict of a case with warnings alone is
 * warn with it and without it. A figure may be given another value for one case:
 *
 *	# deck 1.1 step 1: the name differs
 *	{"gate":"pay","name_matches":false,"amount":"50.00"}
 *	refuse pay.name-mismatch
 */
struct cm_case_tally {
	unsigned run, failed;
	unsigned char *fired; /* by rule index: 1 when a case fired it; the coverage. Made at first use */
	unsigned nfired;
};
enum cm_status cm_policy_run_cases(
    const struct cm_policy *, const char *dir, struct cm_case_tally *, struct cm_arena *, struct cm_diag *);
/* cm-policy explain: facts (and "gate") as a record give gate, verdict, rules, ask and explain. CM_BAD: see diag. */
enum cm_status cm_policy_explain_record(
    const struct cm_policy *, const struct cm_record *facts, struct cm_record *out, struct cm_diag *);
/* A message as a record: file, line, column, level, code, message. */
void cm_finding_record(const struct cm_msg *, struct cm_record *out);
/* cm-policy show: a rule as a record. */
void cm_rule_record(
    const struct cm_policy *, const struct cm_gate *, const struct cm_rule *, bool english, struct cm_record *out);
/* And a named condition as one. */
void cm_condition_record(const struct cm_policy *, const struct cm_condition *, struct cm_record *out);
/* And what stands beside the policies, a line each. */
struct cm_policy_item {
	const char *file, *list; /* deadlines: classes levels transitions; calendars: calendars holidays */
	struct cm_str id, when, what, source;
	struct cm_pos pos;
};
void cm_item_record(const struct cm_policy_item *, struct cm_record *out);
typedef void cm_policy_line(void *ctx, const struct cm_policy_item *);
void cm_deadlines_show(const struct cm_deadlines *, cm_policy_line *, void *ctx, struct cm_arena *);
void cm_calendars_show(const struct cm_calendars *, cm_policy_line *, void *ctx, struct cm_arena *);
/* True for a rule that stands in this policy's file, not in a used one. */
bool cm_policy_owns(const struct cm_policy *, const struct cm_rule *);

/* Calls back for each figure, condition, rule, text, offer, bundle, service and part of a form that is assumed. what is its value, condition
 * or text. */
struct cm_assumption {
	const char *kind; /* figure condition rule tree text offer bundle tier service campaign form section place words class level calendar holidays */
	struct cm_str id, note;
	struct cm_pos pos;
	const char *what;
};
void cm_policy_assumptions(
    const struct cm_policy *, void (*fn)(void *, const struct cm_assumption *), void *ctx, struct cm_arena *);
void cm_bundles_assumptions(
    const struct cm_bundles *, void (*fn)(void *, const struct cm_assumption *), void *ctx, struct cm_arena *);
void cm_offers_assumptions(const struct cm_offers *, void (*fn)(void *, const struct cm_assumption *), void *ctx);
void cm_services_assumptions(const struct cm_services *, void (*fn)(void *, const struct cm_assumption *), void *ctx);
void cm_campaigns_assumptions(const struct cm_campaigns *, void (*fn)(void *, const struct cm_assumption *), void *ctx);
void cm_transitions_assumptions(
    const struct cm_transitions *, void (*fn)(void *, const struct cm_assumption *), void *ctx, struct cm_arena *);
void cm_deadlines_assumptions(
    const struct cm_deadlines *, void (*fn)(void *, const struct cm_assumption *), void *ctx, struct cm_arena *);
void cm_calendars_assumptions(
    const struct cm_calendars *, void (*fn)(void *, const struct cm_assumption *), void *ctx, struct cm_arena *);
void cm_forms_assumptions(
    const struct cm_forms *, void (*fn)(void *, const struct cm_assumption *), void *ctx, struct cm_arena *);

#endif
