#ifndef CM_POLICY_FORMS_H
#define CM_POLICY_FORMS_H

#include "policy/expr.h"
#include "policy/policy.h"

/*
 * policies/forms.yaml: what is printed of an order, to be signed and filed (deck rows S10, S20, S27, S37, S44, S56, S102).
 * One template; a kind of order ("cm-open open") says only in what its form differs. Const after loading.
 *
 *	title: {zh: …, en: …}			# with a source or assumed: true, as every item below
 *	paper: {fonts: [A, B], package: P}	# of a PDF: the first family that is there; P has one of them
 *	sections:				# in the order of the paper; one with nothing to say is left out
 *	  - id: campaign
 *	    title: {zh: …, en: …}
 *	    when: campaign IS NOT NULL		# may be left out; unknown is no
 *	    optional: true			# only on the forms of kinds that ask for it (with), or when a place is done
 *	    fields: [campaign_name, …]		# facts; the label is the fact's
 *	    required: [campaign_name, …]	# a form without one of them is not printed
 *	    line: true				# what the order does not say is taken from its line, as that was then
 *	    generate: rest			# the answer's other fields; changes: before and after; holdings: plan,
 *						# services and what they cost a month
 *	    except: [plan, …]			# facts that are none of the rest
 *	    columns: [{zh: …, en: …}, …]	# three headings, of changes and holdings
 *	    texts:				# what must be told
 *	      - {when: …, zh: …, en: …, source: …}
 *	    kind_texts: true			# those of the order's kind stand here, too
 *	    places:				# to sign, to stamp: empty until the fact is true, then it says done
 *	      - {label: {zh: …, en: …}, fact: signed, done: {zh: …, en: …}, source: …}
 *	orders:
 *	  - {of: cm-notify ack, form: none, source: …}	# nobody signs for it
 *	  - {of: cm-open open, name: {zh: …, en: …}, source: …, with: [ids], without: [ids], required: [facts], texts: […]}
 *	words:					# what follows, in words, from a code that the order has
 *	  - {of: campaign, is: data-20, gives: {campaign_name: {zh: …, en: …}, …}, source: …}
 */
struct cm_forms_text {
	const struct cm_expr *when; /* NULL: always */
	struct cm_text text;
};

struct cm_forms_place {
	struct cm_text label, done; /* source and assumed are label's */
	int slot; /* a bool fact; -1: always empty */
};

enum cm_forms_generated {
	CM_FORMS_NOTHING,
	CM_FORMS_REST,
	CM_FORMS_CHANGES,
	CM_FORMS_HOLDINGS
};

#define CM_FORMS_COLUMNS 3

struct cm_forms_section {
	struct cm_str id;
	struct cm_text title; /* its source and pos are the section's */
	const struct cm_expr *when; /* NULL: always */
	bool optional, kind_texts, line;
	const int *fields, *required, *except; /* slots */
	unsigned nfields, nrequired, nexcept;
	enum cm_forms_generated generate;
	struct cm_text columns[CM_FORMS_COLUMNS];
	const struct cm_forms_text *texts;
	unsigned ntexts;
	const struct cm_forms_place *places;
	unsigned nplaces;
};

struct cm_forms_kind {
	struct cm_str of; /* "cm-open open" */
	bool none; /* such orders have no form */
	struct cm_text name;
	const bool *sections; /* by their numbers: whether they can be on this form */
	const int *required;
	unsigned nrequired;
	const struct cm_forms_text *texts;
	unsigned ntexts;
};

struct cm_forms_words {
	int of; /* slot */
	struct cm_str is, source;
	struct cm_pos pos;
	bool assumed;
	const int *slots; /* of texts[i] */
	const struct cm_text *texts;
	unsigned n;
};

struct cm_forms {
	struct cm_text title;
	const struct cm_str *fonts;
	unsigned nfonts;
	struct cm_str package;
	struct cm_pos paper; /* where it stands */
	bool paper_assumed;
	const struct cm_forms_section *sections;
	unsigned nsections;
	const struct cm_forms_kind *kinds;
	unsigned nkinds;
	const struct cm_forms_words *words;
	unsigned nwords;
};

/* What the code `is` of fact `of` is called, by slots; NULL: no words of it. */
const struct cm_text *cm_forms_word(const struct cm_forms *, int of, struct cm_str is, int slot);
/* Of the vocabulary's folder. CM_END: it has no forms.yaml. CM_CONFIG with all faults in diag. */
enum cm_status cm_forms_load(struct cm_forms **, const struct cm_vocabulary *, struct cm_arena *, struct cm_diag *);
const struct cm_forms_kind *cm_forms_kind(const struct cm_forms *, struct cm_str source); /* NULL: no entry */

#endif
