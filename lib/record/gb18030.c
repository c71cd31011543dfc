/*
 * The one other encoding of files in our trade (gb18030.h). Rows are decoded one at a time, behind the search for
 * their ends, so that what a rejects file gives back are the original bytes.
 */
#include "record/gb18030.h"

#include <errno.h>

#include "base/banned.h"

void
cm_gb18030_close(struct cm_gb18030 *g)
{
	if (g->to_open)
		iconv_close(g->to);
	if (g->from_open)
		iconv_close(g->from);
	*g = (struct cm_gb18030){0};
}

static bool
ready(iconv_t *cd, bool *open, const char *to, const char *from)
{
	if (!*open) {
		*cd = iconv_open(to, from);
		*open = *cd != (iconv_t)-1;
	}
	return *open;
}

static bool
is_ascii(struct cm_str s)
{
	unsigned char all = 0;

	for (size_t i = 0; i < s.n; i++)
		all |= (unsigned char)s.p[i];
	return all < 0x80;
}

bool
cm_gb18030_decode(struct cm_gb18030 *g, struct cm_str in, struct cm_arena *arena, struct cm_str *out, size_t *bad)
{
	char *from = (char *)(uintptr_t)in.p, *to,
	     *start; /* iconv(3) does not write there, whatever its prototype says */
	size_t left = in.n, room = in.n + in.n / 2 + 4;

	*bad = 0;
	*out = in;
	if (is_ascii(in))
		return true;
	if (!ready(&g->to, &g->to_open, "UTF-8", "GB18030"))
		return false;
	start = to = cm_arena_alloc(arena, room);
	iconv(g->to, NULL, NULL, NULL, NULL);
	if (iconv(g->to, &from, &left, &to, &room) == (size_t)-1) {
		*bad = in.n - left;
		return false;
	}
	*out = (struct cm_str){start, (size_t)(to - start)};
	return true;
}

bool
cm_gb18030_encode(struct cm_gb18030 *g, struct cm_str in, struct cm_buf *out)
{
	char *from = (char *)(uintptr_t)in.p, *to;
	size_t left = in.n, room = in.n * 2 + 4, before = room;

	if (!ready(&g->from, &g->from_open, "GB18030", "UTF-8"))
		return false;
	cm_buf_need(out, room);
	to = out->p + out->n;
	iconv(g->from, NULL, NULL, NULL, NULL);
	if (iconv(g->from, &from, &left, &to, &room) == (size_t)-1)
		return false;
	out->n += before - room;
	out->p[out->n] = 0;
	return true;
}

size_t
cm_gb18030_bytes(struct cm_str s, size_t n)
{
	size_t at = 0;

	for (; n && at < s.n; n--) {
		unsigned char second = at + 1 < s.n ? (unsigned char)s.p[at + 1] : 0;

		if ((unsigned char)s.p[at] < 0x80)
			at++;
		else
			at += second >= '0' && second <= '9' ? 4 : 2;
	}
	return at < s.n ? at : s.n;
}
