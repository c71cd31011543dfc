/* Fingerprints of what a request says (prints.h). Called by life.c for each record that has a key. */
#include "flow/prints.h"

#include "base/banned.h"

static uint32_t
name_hash(struct cm_str name)
{
	uint32_t h = 2166136261u; /* FNV-1a, folded to 16 bits: only to say which field differs */

	for (size_t i = 0; i < name.n; i++)
		h = (h ^ (unsigned char)name.p[i]) * 16777619u;
	return (h ^ h >> 16) & 0xffff;
}

static void
put_hex(char *out, uint32_t v, int digits)
{
	while (digits-- > 0) {
		out[digits] = "0123456789abcdef"[v & 15];
		v >>= 4;
	}
}

#define PRINT 12 /* 4 digits for the field's name, 8 for its value */

struct cm_str
cm_prints_of(const struct cm_life *life, struct cm_case *c)
{
	struct cm_buf value = {0};
	char *out;
	size_t n = 0;

	for (unsigned i = 0; life->inputs[i].name; i++)
		n += PRINT;
	out = cm_arena_alloc(c->arena, n + 1);
	n = 0;
	for (unsigned i = 0; life->inputs[i].name; i++) {
		int slot = life->input_slots[i];
		const struct cm_fact *f = &life->policy->vocabulary->facts[slot];

		if (life->inputs[i].flags & CM_NOPRINT || !c->facts[slot].known)
			continue;
		cm_buf_clear(&value);
		if (!f->secret)
			cm_value_print(&value, &c->facts[slot]);
		put_hex(out + n, name_hash(f->id), 4);
		put_hex(out + n + 4, cm_store_fingerprint(c->store, cm_buf_str(&value)), 8);
		n += PRINT;
	}
	cm_buf_free(&value);
	return (struct cm_str){out, n};
}

const char *
cm_prints_differ(const struct cm_life *life, struct cm_str a, struct cm_str b)
{
	for (unsigned i = 0; life->inputs[i].name; i++) {
		char name[4];
		const char *in_a = NULL, *in_b = NULL;

		put_hex(name, name_hash(cm_str(life->inputs[i].name)), 4);
		for (size_t k = 0; k + PRINT <= a.n; k += PRINT)
			if (memcmp(a.p + k, name, 4) == 0)
				in_a = a.p + k;
		for (size_t k = 0; k + PRINT <= b.n; k += PRINT)
			if (memcmp(b.p + k, name, 4) == 0)
				in_b = b.p + k;
		if (!in_a != !in_b || (in_a && memcmp(in_a, in_b, PRINT) != 0))
			return life->inputs[i].name;
	}
	return "content";
}
