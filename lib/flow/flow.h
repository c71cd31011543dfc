#ifndef CM_FLOW_FLOW_H
#define CM_FLOW_FLOW_H

#include "flow/case.h"

/*
 * A business flow: what one verb does to one record. Two steps of it are the flow's own, straight-line C without argv,
 * printing or SQL text:
 *
 *	gather()  looks up what the policy asks about and sets facts; writes nothing
 *	apply()   runs when the verdict allows it: changes the store, sets outputs, moves money
 *
 * The steps around them (shape, answered already?, decide, the operation row, the request key) are the same for all
 * flows and stand in life.c. A flow never decides: what refuses is a rule in policies/NAME.yaml.
 *
 * To add a flow: 1. policies/NAME.yaml and NAME.cases; 2. lib/flow/NAME/NAME.c with a struct cm_flow; 3. a line below;
 * 4. cmd/cm-NAME.c with its field table; 5. man/cm-NAME.1; 6. tests/NAME.t. tests/house.t fails when one is forgotten.
 */
struct cm_flow {
	const char *policy; /* "pay": policies/pay.yaml */
	const char *gate; /* which gate of it; a verb has one */
	/* Names of facts and figures that the C code touches, by the flow's own enum; ends with NULL. The loader turns
	 * them into slots and refuses a name that facts.yaml does not have. */
	const char *const *facts;
	/* What the shared code that it calls names beside them, such as cm_pin_names: a list each; ends with NULL. */
	const char *const *const *helpers;
	/* Fields of its records whose name is another fact's elsewhere: the field, then the fact that it is here. NULL: none. */
	const char *const *as;
	bool offers; /* needs the plans on sale */
	bool transitions; /* and what a change from one to another does; with offers */
	bool services; /* needs the catalogue of services */
	bool campaigns; /* and what is given beside them; without services nobody looks whether there is what they give */
	bool bundles; /* needs the bundles */
	bool forms; /* needs the words for codes of forms.yaml */
	bool deadlines; /* needs the classes of replies and their calendars */
	bool messages; /* its script goes out as a text message where channel is sms: output parts counts what it takes */
	bool trees; /* needs the trees of faults; asks back, one question after the other, what they look at */
	bool leads; /* its answers always have a next, and be it an empty one */
	bool whole; /* needs the facts of all policies by name */
	/* Of an import, an acknowledgement: the fields that are its natural key, which stands for the request key; ends with
	 * NULL. The same row again is a duplicate, whatever became of it since; else gather() compares with the store and
	 * says cm_case_duplicate() or cm_case_conflict(). NULL: request_id is the key. */
	const char *const *key;
	/* Rows of stock belong to no line, and the journal begins with their sale: no operation, no order, no request key.
	 * gather() says what is there already. */
	bool stock;
	/* Of records that nobody gave but the store: of what is not done nothing is kept and nothing said (done), or of what
	 * is done nothing is (held), so that what a rule holds back can be listed by itself. */
	enum {
		CM_ANSWERS_ALL,
		CM_ANSWERS_DONE,
		CM_ANSWERS_HELD
	} answers;
	bool unmasks; /* shows personal data whole when c->unmask gives a reason; that is journalled first */
	bool no_store; /* works without one: c->store is NULL when its verb was asked for */
	/* What prepare() needs of the store: runs for a row that is slow before the lock, in a read transaction of a few
	 * hundred rows, on the main thread. It may see what is changed a moment later, so gather() looks again. May be NULL. */
	enum cm_status (*peek)(struct cm_case *);
	/* Slow work before the lock, in several threads at once: must not touch store, diag, arena or the shared facts'
	 * texts. It has the shaped facts and what peek() kept, and keeps its findings there. May be NULL. */
	enum cm_status (*prepare)(struct cm_case *);
	enum cm_status (*gather)(struct cm_case *);
	enum cm_status (*apply)(struct cm_case *);
};

/* The fact that a field of its records is, and the field that gives a fact. */
const char *cm_flow_fact(const struct cm_flow *, const char *field);
const char *cm_flow_field(const struct cm_flow *, const char *fact);

extern const struct cm_flow cm_flow_open, cm_flow_open_reserve, cm_flow_open_release, cm_flow_open_numbers,
    cm_flow_open_quote;
extern const struct cm_flow cm_flow_pay, cm_flow_pay_reverse, cm_flow_pay_statement;
extern const struct cm_flow cm_flow_plan, cm_flow_plan_show, cm_flow_plan_list, cm_flow_plan_recommend;
extern const struct cm_flow cm_flow_bundle, cm_flow_bundle_list, cm_flow_bundle_recommend;
extern const struct cm_flow cm_flow_resetpw, cm_flow_resetpw_change, cm_flow_resetpw_check, cm_flow_resetpw_unlock;
extern const struct cm_flow cm_flow_sim, cm_flow_sim_unlock, cm_flow_sim_test;
extern const struct cm_flow cm_flow_amend;
extern const struct cm_flow cm_flow_complaint_open, cm_flow_complaint_list, cm_flow_complaint_update, cm_flow_complaint_close,
    cm_flow_complaint_reopen, cm_flow_complaint_remind;
extern const struct cm_flow cm_flow_family_create, cm_flow_family_add, cm_flow_family_confirm, cm_flow_family_remove,
    cm_flow_family_dissolve, cm_flow_family_list;
extern const struct cm_flow cm_flow_notify_ack, cm_flow_notify_reply;
extern const struct cm_flow cm_flow_show;
extern const struct cm_flow cm_flow_transfer;
extern const struct cm_flow cm_flow_vas_reminders, cm_flow_vas_remind;
extern const struct cm_flow cm_flow_bill_run, cm_flow_bill_show, cm_flow_bill_explain, cm_flow_bill_refund;
extern const struct cm_flow cm_flow_due, cm_flow_due_list, cm_flow_due_held;
extern const struct cm_flow cm_flow_vas, cm_flow_vas_cancel, cm_flow_vas_suspend, cm_flow_vas_resume, cm_flow_vas_refresh,
    cm_flow_vas_list, cm_flow_vas_recommend, cm_flow_vas_inbound;
extern const struct cm_flow cm_flow_diagnose, cm_flow_diagnose_list, cm_flow_diagnose_services;
extern const struct cm_flow cm_flow_vas_show, cm_flow_vas_price;
extern const struct cm_flow cm_flow_reactivate, cm_flow_reactivate_check;
extern const struct cm_flow cm_flow_import_numbers, cm_flow_import_sims, cm_flow_import_lines, cm_flow_import_contracts,
    cm_flow_import_subscriptions, cm_flow_import_evidence, cm_flow_import_bills, cm_flow_import_usage, cm_flow_import_history,
    cm_flow_import_payments, cm_flow_import_offsets, cm_flow_import_tickets;

#endif
