/*
 * Part of cm-policy check: the steps of next that a rule leads to. A step that no command takes, or a field of it that is
 * none, would only be met by the customer for whom the rule fires.
 */
#include "policy/load.h"
#include "policy/name.h"
#include "policy/review.h"
#include "record/step.h"

#include "base/banned.h"

#define STR(s) (int)(s).n, (s).p

static bool
has_command(const char *verb, struct cm_str command)
{
	return strncmp(verb, command.p, command.n) == 0 && verb[command.n] == ' ';
}

/* A command that nobody here has yet may be another program's. */
static void
check_verb(const struct cm_rule *r, const struct cm_step *s, const char *const *verbs, struct cm_diag *d)
{
	struct cm_nearest near = {.wanted = s->verb};
	bool known = false;

	for (; *verbs; verbs++) {
		if (!has_command(*verbs, s->command))
			continue;
		known = true;
		if (cm_str_is(s->verb, *verbs + s->command.n + 1))
			return;
		cm_nearest_try(&near, cm_str(*verbs + s->command.n + 1));
	}
	if (known)
		cm_diag_add(d, CM_ERROR, r->pos, "policy.step", "next: %.*s has no verb %.*s for records%s", STR(s->command),
		    STR(s->verb), cm_nearest_hint(&near, d->arena));
}

static void
check_field(
    const struct cm_rule *r, const struct cm_vocabulary *v, struct cm_str name, struct cm_str value, struct cm_diag *d)
{
	int slot = cm_vocabulary_slot(v, name);
	const struct cm_fact *f = slot < 0 ? NULL : &v->facts[slot];
	struct cm_nearest near = {.wanted = name};
	const char *code, *why;
	struct cm_value read;

	for (unsigned i = 0; !f && i < v->n; i++)
		if (v->facts[i].from == CM_FROM_RECORD)
			cm_nearest_try(&near, v->facts[i].id);
	if (!f || f->from != CM_FROM_RECORD)
		cm_diag_add(d, CM_ERROR, r->pos, "policy.step", "next: %.*s is no field of a record%s", STR(name),
		    f ? "" : cm_nearest_hint(&near, d->arena));
	else if (f->secret)
		cm_diag_add(d, CM_ERROR, r->pos, "policy.step", "next: %.*s is secret, and a step is not", STR(name));
	else if (!cm_next_holds(value) && cm_fact_read(f, value, &read, &code, &why, d->arena) != CM_OK)
		cm_diag_add(d, CM_ERROR, r->pos, "policy.step", "next: %.*s: %s", STR(name), why);
}

void
cm_steps_check(
    const struct cm_rule *r, const struct cm_vocabulary *v, const char *const *verbs, struct cm_diag *d)
{
	struct cm_str name, value;
	struct cm_step s;
	bool fine;

	for (unsigned i = 0; i < r->nnext; i++) {
		cm_step_read(&s, r->next[i]);
		if (verbs)
			check_verb(r, &s, verbs, d);
		while (cm_step_field(&s, &name, &value, &fine))
			check_field(r, v, name, value, d);
		if (!fine)
			cm_diag_add(d, CM_ERROR, r->pos, "policy.step",
			    "next: behind the verb stand fields, such as iccid=89860009100000000018, not %.*s", STR(name));
	}
}
