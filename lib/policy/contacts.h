#ifndef CM_POLICY_CONTACTS_H
#define CM_POLICY_CONTACTS_H

#include "policy/policy.h"

/*
 * Whom to call: policies/site.yaml, what differs from branch to branch. Sheets and scripts name a contact and never its
 * number.
 *
 *	contacts:
 *	  - id: data_centre
 *	    zh: 省数据中心
 *	    en: provincial data centre
 *	    number: "02900000000"		# either may be left out
 *	    extension: "8056"
 *	    source: "mobile newspaper"
 */
struct cm_contact {
	struct cm_str id, number, extension, note;
	struct cm_text name; /* its pos, source and assumed are the contact's */
};

struct cm_contacts {
	const struct cm_contact *contacts; /* as written */
	unsigned n;
};

/* A folder without site.yaml has none. */
enum cm_status cm_contacts_load(
    struct cm_contacts **, const struct cm_vocabulary *, struct cm_arena *, struct cm_diag *);
const struct cm_contact *cm_contacts_find(const struct cm_contacts *, struct cm_str id); /* NULL: none */
/* The text with the name and number of a contact for each {id}; what is none is told. Braces cannot be written. */
void cm_contacts_fill(const struct cm_contacts *, struct cm_text *, struct cm_arena *, struct cm_diag *);

#endif
