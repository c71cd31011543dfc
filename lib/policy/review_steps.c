/*
 * Part of cm-policy check: the steps of next that a rule leads to. A step that no command takes, or a field of it that is
 * none, would only be met by the customer for whom the rule fires.
 */
#include "policy/load.h"
#include "policy/name.h"
#include "policy/review.h"
#include "record/step.h"

#include "base/banned.h"

struct steps {
	const struct cm_policy *policy;
	const struct cm_policy *const *all;
	unsigned n;
	const struct cm_commands *commands;
	const struct cm_rule *rule;
	struct cm_diag *diag;
};

#define STR(s) (int)(s).n, (s).p

static bool
has_command(const char *verb, struct cm_str command)
{
	return strncmp(verb, command.p, command.n) == 0 && verb[command.n] == ' ';
}

/* False: nobody here has that command, which may be another program's; nor is anything known of its fields. */
static bool
check_verb(const struct steps *st, const struct cm_step *s)
{
	struct cm_nearest near = {.wanted = s->verb};
	bool known = false;

	for (const char *const *verb = st->commands->steps; *verb; verb++) {
		if (!has_command(*verb, s->command))
			continue;
		known = true;
		if (cm_str_is(s->verb, *verb + s->command.n + 1))
			return true;
		cm_nearest_try(&near, cm_str(*verb + s->command.n + 1));
	}
	if (known)
		cm_diag_add(st->diag, CM_ERROR, st->rule->pos, "policy.step", "next: %.*s has no verb %.*s for records%s",
		    STR(s->command), STR(s->verb), cm_nearest_hint(&near, st->diag->arena));
	return known;
}

/* What the command calls its field: by its own policy, else by any, since a command may have more than one. */
static const struct cm_fact *
fact_of(const struct steps *st, struct cm_str command, struct cm_str name)
{
	const struct cm_fact *found = NULL;

	for (const struct cm_renamed *r = st->commands->renamed; r->command; r++)
		if (cm_str_is(command, r->command) && cm_str_is(name, r->field))
			name = cm_str(r->fact);
	for (unsigned i = 0; i < st->n; i++) {
		const struct cm_vocabulary *v = st->all[i]->vocabulary;
		int slot = cm_vocabulary_slot(v, name);
		bool own = command.n == st->all[i]->id.n + 3 && memcmp(command.p + 3, st->all[i]->id.p, command.n - 3) == 0;

		if (slot >= 0 && (own || !found))
			found = &v->facts[slot];
	}
	return found;
}

static void
check_field(const struct steps *st, struct cm_str command, struct cm_str name, struct cm_str value)
{
	const struct cm_fact *f = fact_of(st, command, name);
	const struct cm_vocabulary *v = st->policy->vocabulary;
	struct cm_pos pos = st->rule->pos;
	struct cm_diag *d = st->diag;
	struct cm_nearest near = {.wanted = name};
	const char *code, *why;
	struct cm_value read;

	for (unsigned i = 0; !f && i < v->n; i++)
		if (v->facts[i].from == CM_FROM_RECORD)
			cm_nearest_try(&near, v->facts[i].id);
	if (!f || f->from != CM_FROM_RECORD)
		cm_diag_add(d, CM_ERROR, pos, "policy.step", "next: %.*s is no field of a record%s", STR(name),
		    f ? "" : cm_nearest_hint(&near, d->arena));
	else if (f->secret)
		cm_diag_add(d, CM_ERROR, pos, "policy.step", "next: %.*s is secret, and a step is not", STR(name));
	else if (!cm_next_holds(value) && cm_fact_read(f, value, &read, &code, &why, d->arena) != CM_OK)
		cm_diag_add(d, CM_ERROR, pos, "policy.step", "next: %.*s: %s", STR(name), why);
}

static void
check_steps(const struct steps *st)
{
	struct cm_str name, value;
	struct cm_step s;
	bool fine, known;

	for (unsigned i = 0; i < st->rule->nnext; i++) {
		cm_step_read(&s, st->rule->next[i]);
		known = check_verb(st, &s);
		while (cm_step_field(&s, &name, &value, &fine))
			if (known)
				check_field(st, s.command, name, value);
		if (!fine)
			cm_diag_add(st->diag, CM_ERROR, st->rule->pos, "policy.step",
			    "next: behind the verb stand fields, such as iccid=89860009100000000018, not %.*s", STR(name));
	}
}

void
cm_steps_check(const struct cm_policy *p, const struct cm_policy *const *all, unsigned n, const struct cm_commands *commands,
    struct cm_diag *d)
{
	struct steps st = {p, all, n, commands, NULL, d};

	for (unsigned g = 0; commands && g < p->ngates; g++)
		for (unsigned r = 0; r < p->gates[g].nrules; r++)
			if (cm_policy_owns(p, st.rule = p->gates[g].rules[r]))
				check_steps(&st);
}
