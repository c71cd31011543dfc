/* policies/site.yaml: contacts, and texts that name them. Called by the loader of the catalogue. */
#include "policy/contacts.h"
#include "policy/entry.h"
#include "policy/load.h"
#include "policy/name.h"

#include "base/banned.h"

static void
parse_contact(
    struct cm_contacts *all, struct cm_contact *c, const struct cm_yaml *y, struct cm_arena *a, struct cm_diag *d)
{
	static const char *const keys[] = {"id", "zh", "en", "number", "extension", "source", "assumed", "note", NULL};

	if (!cm_yaml_is(y, CM_YAML_MAP, "a contact", d))
		return;
	cm_yaml_only(y, keys, d);
	c->id = cm_yaml_str(y, "id", d);
	if (!cm_name_is_word(c->id))
		cm_diag_add(
		    d, CM_ERROR, y->pos, "policy.id", "a contact needs an id: lower-case letters, digits and _");
	for (unsigned i = 0; i < all->n; i++)
		if (cm_str_eq(all->contacts[i].id, c->id))
			cm_load_duplicate(d, y, "contact", c->id, all->contacts[i].name.pos);
	c->number = cm_yaml_str(y, "number", d);
	c->extension = cm_yaml_str(y, "extension", d);
	c->note = cm_yaml_str(y, "note", d);
	cm_text_parse(&c->name, y, a, d);
	all->n++;
}

enum cm_status
cm_contacts_load(struct cm_contacts **out, const struct cm_vocabulary *v, struct cm_arena *a, struct cm_diag *d)
{
	static const char *const keys[] = {"title", "source", "note", "contacts", NULL};
	struct cm_contacts *all = cm_arena_alloc(a, sizeof *all);
	struct cm_contact *contacts;
	const struct cm_yaml *root, *list;
	unsigned errors = d->errors;
	enum cm_status st = cm_entry_file(&root, v, "site", keys, a, d);

	*out = all;
	if (st != CM_OK || !root)
		return st;
	list = cm_entry_list(root, "contacts", NULL, d);
	if (list) {
		all->contacts = contacts = cm_arena_alloc(a, (list->n + 1) * sizeof *contacts);
		for (const struct cm_yaml *m = list->first; m; m = m->next)
			parse_contact(all, &contacts[all->n], m, a, d);
	}
	return d->errors == errors ? CM_OK : CM_CONFIG;
}

const struct cm_contact *
cm_contacts_find(const struct cm_contacts *all, struct cm_str id)
{
	for (unsigned i = 0; i < all->n; i++)
		if (cm_str_eq(all->contacts[i].id, id))
			return &all->contacts[i];
	return NULL;
}

/* "provincial data centre (extension 8056)" */
static void
put_contact(struct cm_buf *b, const struct cm_contact *c, bool english)
{
	cm_buf_putstr(b, english ? c->name.en : c->name.zh);
	if (!c->number.n && !c->extension.n)
		return;
	cm_buf_puts(b, english ? " (" : "（");
	cm_buf_putstr(b, c->number);
	if (c->number.n && c->extension.n)
		cm_buf_puts(b, english ? ", " : " ");
	if (c->extension.n)
		cm_buf_puts(b, english ? "extension " : "转 ");
	cm_buf_putstr(b, c->extension);
	cm_buf_puts(b, english ? ")" : "）");
}

static void
no_contact(const struct cm_contacts *all, struct cm_str id, struct cm_pos pos, struct cm_diag *d)
{
	struct cm_nearest near = {.wanted = id};

	for (unsigned i = 0; i < all->n; i++)
		cm_nearest_try(&near, all->contacts[i].id);
	cm_diag_add(d, CM_ERROR, pos, "policy.placeholder", "site.yaml has no contact for {%.*s}%s", (int)id.n, id.p,
	    cm_nearest_hint(&near, d->arena));
}

static struct cm_str
fill(const struct cm_contacts *all, struct cm_str s, bool english, struct cm_pos pos, struct cm_arena *a,
    struct cm_diag *d)
{
	const char *p = s.p, *end = s.p + s.n, *open, *close;
	struct cm_buf b = {0};

	while ((open = memchr(p, '{', (size_t)(end - p))) && (close = memchr(open, '}', (size_t)(end - open)))) {
		struct cm_str id = {open + 1, (size_t)(close - open - 1)};
		const struct cm_contact *c = cm_contacts_find(all, id);

		cm_buf_add(&b, p, (size_t)(open - p));
		if (c)
			put_contact(&b, c, english);
		else
			no_contact(all, id, pos, d);
		p = close + 1;
	}
	if (b.n) {
		cm_buf_add(&b, p, (size_t)(end - p));
		s = cm_arena_str(a, cm_buf_str(&b));
	}
	cm_buf_free(&b);
	return s;
}

void
cm_contacts_fill(const struct cm_contacts *all, struct cm_text *t, struct cm_arena *a, struct cm_diag *d)
{
	if (t->zh.n)
		t->zh = fill(all, t->zh, false, t->pos, a, d);
	if (t->en.n)
		t->en = fill(all, t->en, true, t->pos, a, d);
}
