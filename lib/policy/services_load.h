#ifndef CM_POLICY_SERVICES_LOAD_H
#define CM_POLICY_SERVICES_LOAD_H

#include "policy/contacts.h"
#include "policy/services.h"
#include "policy/yaml.h"

/* The catalogue while it is loaded: services.c reads files and sheets, services_figures.c what is in figures. */
struct cm_services_reading {
	const struct cm_vocabulary *vocabulary;
	const struct cm_fact *services; /* whose values are the services; NULL: any */
	const struct cm_contacts *contacts;
	struct cm_service *s; /* of the file that is read */
	const struct cm_service_figure **last; /* where its next figure goes */
	struct cm_arena *arena;
	struct cm_diag *diag;
};

/* What must have a source, and may have a note, besides its own keys. */
#define CM_FIGURE_KEYS "source", "assumed", "note"
/* A map with these keys, of which cm-policy check wants a source. NULL: it is not there, or no map. */
const struct cm_yaml *cm_service_figure(
    struct cm_services_reading *, const struct cm_yaml *, const char *what, const char *const *keys);
void cm_service_prices(struct cm_services_reading *, const struct cm_yaml *root);
void cm_service_commands(
    struct cm_services_reading *, const struct cm_yaml *root); /* after the prices, whose tiers they name */

#endif
