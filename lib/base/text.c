/*
 * Characters: what is valid UTF-8, how wide it is on a terminal, and what must not reach a terminal as it is.
 * Widths are those of glibc's C.UTF-8, whichever locale the user has, so that a table looks the same for everybody.
 */

#include <locale.h>
#include <pthread.h>
#include <wchar.h>

#include "base/text.h"

#include "base/banned.h"

#define ONES  UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

static bool
continues(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

/*
 * Length of the character at p, which has n > 0 bytes; 0 if it is not one. The bounds of the second byte keep out
 * overlong forms (E0, F0), surrogates (ED) and what lies behind U+10FFFF (F4).
 */
static size_t
character(const unsigned char *p, size_t n)
{
	unsigned char low = 0x80, high = 0xbf;

	if (p[0] < 0x80)
		return p[0] != 0;
	if (p[0] < 0xc2)
		return 0;
	if (p[0] < 0xe0)
		return n >= 2 && continues(p[1]) ? 2 : 0;
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	if (p[0] > 0xf4 || n < 3 || p[1] < low || p[1] > high || !continues(p[2]))
		return 0;
	if (p[0] < 0xf0)
		return 3;
	return n >= 4 && continues(p[3]) ? 4 : 0;
}

/* How many bytes from p on are ASCII without NUL; looks at eight at once. */
static size_t
ascii_run(const char *p, size_t n)
{
	size_t i = 0;
	uint64_t x;

	for (; i + 8 <= n; i += 8) {
		memcpy(&x, p + i, 8);
		if (((x - ONES) | x) & HIGHS) /* NUL borrows, the others have their high bit */
			break;
	}
	while (i < n && (unsigned char)(p[i] - 1) < 0x7f)
		i++;
	return i;
}

/* How many bytes from p on are characters of three bytes that begin with none of the odd ones: Chinese text. */
static size_t
common_run(const unsigned char *p, size_t n)
{
	size_t i = 0;

	for (; i + 3 <= n && p[i] > 0xe0 && p[i] < 0xed && continues(p[i + 1]) && continues(p[i + 2]); i += 3)
		continue;
	return i;
}

size_t
cm_utf8_check(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n) {
		size_t length;

		i += ascii_run(s + i, n - i);
		i += common_run((const unsigned char *)s + i, n - i);
		if (i == n)
			break;
		if ((unsigned char)s[i] < 0x80 && s[i] != 0)
			continue;
		length = character((const unsigned char *)s + i, n - i);
		if (!length)
			return i;
		i += length;
	}
	return n;
}

/* What is not valid is U+FFFD a byte, so that a mistake of the caller's shows and nothing is read behind the end. */
uint32_t
cm_utf8_next(const char **p, const char *end)
{
	const unsigned char *s = (const unsigned char *)*p;
	size_t length = s[0] < 0x80 ? 1 : character(s, (size_t)(end - *p));

	*p += length ? length : 1;
	switch (length) {
	case 1:
		return s[0];
	case 2:
		return (s[0] & 0x1fu) << 6 | (s[1] & 0x3fu);
	case 3:
		return (s[0] & 0xfu) << 12 | (s[1] & 0x3fu) << 6 | (s[2] & 0x3fu);
	case 4:
		return (s[0] & 7u) << 18 | (s[1] & 0x3fu) << 12 | (s[2] & 0x3fu) << 6 | (s[3] & 0x3fu);
	}
	return 0xfffd;
}

size_t
cm_utf8_length(struct cm_str s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.n; i++)
		count += !continues((unsigned char)s.p[i]);
	return count;
}

static pthread_once_t locale_once = PTHREAD_ONCE_INIT;
static locale_t utf8_locale;

static void
locale_load(void)
{
	utf8_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

/* Where the machine has no C.UTF-8: East Asian characters are at least told from the others. */
static bool
roughly_wide(uint32_t c)
{
	return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
	    (c >= 0xff00 && c <= 0xff60) || (c >= 0x1f300 && c <= 0x3fffd);
}

static int
library_width(uint32_t c)
{
	locale_t users;
	int w;

	pthread_once(&locale_once, locale_load);
	if (!utf8_locale)
		return roughly_wide(c) ? 2 : 1;
	users = uselocale(utf8_locale);
	w = wcwidth((wchar_t)c);
	uselocale(users);
	return w < 0 ? 1 : w; /* a terminal draws a box for what it does not know */
}

static size_t
width(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return 0;
	if (c < 0x7f)
		return 1;
	if (c >= 0x4e00 && c <= 0x9fff)
		return 2;
	return (size_t)library_width(c);
}

size_t
cm_text_width(struct cm_str s)
{
	const char *p = s.p, *end = s.p + s.n;
	size_t columns = 0;

	while (p < end) {
		if (*p >= 0x20 && *p < 0x7f) /* most of every table */
			p++, columns++;
		else
			columns += width(cm_utf8_next(&p, end));
	}
	return columns;
}

struct cm_str
cm_text_fit(struct cm_str s, size_t max)
{
	const char *p = s.p, *end = s.p + s.n;

	while (p < end) {
		const char *before = p;
		size_t w = width(cm_utf8_next(&p, end));

		if (w > max) {
			s.n = (size_t)(before - s.p);
			break;
		}
		max -= w;
	}
	return s;
}

/* What Chinese does not begin a line with. */
static bool
closes(struct cm_str s)
{
	static const char *const marks[] = {"。", "，", "、", "；", "：", "！", "？", "）", "”", "’", "》", "」", "…"};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (s.n >= strlen(marks[i]) && memcmp(s.p, marks[i], strlen(marks[i])) == 0)
			return true;
	return false;
}

/* One character less. */
static size_t
back(struct cm_str s, size_t cut)
{
	while (cut > 0 && continues((unsigned char)s.p[--cut]))
		;
	return cut;
}

static struct cm_str
first_line(struct cm_str s, size_t room)
{
	struct cm_str line = cm_text_fit(s, room);
	size_t cut = line.n;

	if (line.n == s.n || s.p[cut] == ' ')
		return line;
	while (cut > 0 && closes((struct cm_str){s.p + cut, s.n - cut}))
		cut = back(s, cut);
	while (cut > 0 && s.p[cut - 1] != ' ' && (unsigned char)s.p[cut - 1] < 0x80)
		cut--;
	if (cut > 0)
		line.n = cut;
	else if (line.n == 0) /* not even one character fits */
		line = cm_text_fit(s, 2);
	return line;
}

struct cm_str
cm_text_line(struct cm_str *s, size_t room)
{
	struct cm_str line = first_line(*s, room);

	s->p += line.n;
	s->n -= line.n;
	while (line.n && line.p[line.n - 1] == ' ')
		line.n--;
	for (; s->n && *s->p == ' '; s->n--)
		s->p++;
	return line;
}

/* Numbers that are no characters, and never will be: not every program that draws text takes them. */
static bool
is_none(uint32_t c)
{
	return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

/* Moves the cursor, changes the order of what stands around it, or cannot be seen though it ends a line. */
static bool
hidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200e || c == 0x200f || c == 0x2028 ||
	    c == 0x2029 || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || is_none(c);
}

/* \x and two digits for a byte, \u and four for a character, \U and eight for one beyond them. */
static void
put_code(struct cm_buf *b, char kind, uint32_t c)
{
	static const char hex[] = "0123456789abcdef";
	int digits = kind == 'x' ? 2 : c <= 0xffff ? 4 : 8;

	cm_buf_add(b, (char[]){'\\', digits == 8 ? 'U' : kind}, 2);
	while (digits-- > 0)
		cm_buf_putc(b, hex[c >> (4 * digits) & 15]);
}

/* How many bytes from p on are shown as they are. */
static size_t
shown(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n) {
		const char *at = p + i;
		size_t length = character((const unsigned char *)at, n - i);

		if (!length || hidden(cm_utf8_next(&at, p + n)))
			break;
		i += length;
	}
	return i;
}

void
cm_text_visible(struct cm_buf *b, struct cm_str s)
{
	const char *p = s.p, *end = s.p + s.n;

	while (p < end) {
		size_t run = shown(p, (size_t)(end - p));

		cm_buf_add(b, p, run);
		p += run;
		if (p == end)
			break;
		if ((unsigned char)*p < 0x80 || !character((const unsigned char *)p, (size_t)(end - p)))
			put_code(b, 'x', (unsigned char)*p++);
		else
			put_code(b, 'u', cm_utf8_next(&p, end));
	}
}
