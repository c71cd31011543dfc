/* Numbers of telephones, cards and people, and how they are shown to whom they do not concern. */

#include "base/date.h"
#include "base/digits.h"
#include "base/ident.h"
#include "base/text.h"

#include "base/banned.h"

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
all_digits(struct cm_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!digit(s.p[i]))
			return false;
	return true;
}

bool
cm_msisdn_ok(struct cm_str s)
{
	return s.n == 11 && all_digits(s) && s.p[0] == '1' && s.p[1] >= '3';
}

/* Luhn: from the right every second digit counts double, its own digits added. */
static bool
luhn(struct cm_str s)
{
	unsigned sum = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned d = (unsigned)(s.p[s.n - 1 - i] - '0');

		if (i % 2)
			d = d < 5 ? 2 * d : 2 * d - 9;
		sum += d;
	}
	return sum % 10 == 0;
}

enum cm_iccid
cm_iccid_check(struct cm_str s)
{
	if (s.n != 19 && s.n != 20)
		return CM_ICCID_LENGTH;
	if (!all_digits(s) || s.p[0] != '8' || s.p[1] != '9')
		return CM_ICCID_DIGITS;
	return luhn(s) ? CM_ICCID_OK : CM_ICCID_CHECK;
}

bool
cm_iccid_ok(struct cm_str s)
{
	return cm_iccid_check(s) == CM_ICCID_OK;
}

/* ISO 7064 MOD 11-2 over 17 digits: the value of position i is 2^(17 - i) mod 11. */
static char
idno_check_digit(const char *p)
{
	unsigned r = 0;

	for (int i = 0; i < 17; i++)
		r = (r + (unsigned)(p[i] - '0')) * 2 % 11;
	r = (12 - r) % 11;
	return r == 10 ? 'X' : (char)('0' + r);
}

static bool
birthday(struct cm_str s, int32_t *day)
{
	int y, m, d;
	const char *p = s.p + 6;
	unsigned year_digits = s.n == 18 ? 4 : 2;

	return cm_digits_read(p, year_digits, &y) && cm_digits_read(p + year_digits, 2, &m) &&
	    cm_digits_read(p + year_digits + 2, 2, &d) && cm_day_make(s.n == 18 ? y : 1900 + y, m, d, day);
}

enum cm_idno
cm_idno_check(struct cm_str s, int32_t *born)
{
	char last;

	if ((s.n != 18 && s.n != 15) || !all_digits((struct cm_str){s.p, s.n - 1}))
		return CM_IDNO_SHAPE;
	last = s.p[s.n - 1];
	if (last == 'x')
		last = 'X';
	if (!digit(last) && (s.n == 15 || last != 'X'))
		return CM_IDNO_SHAPE;
	if (!birthday(s, born))
		return CM_IDNO_DATE;
	return s.n == 15 || last == idno_check_digit(s.p) ? CM_IDNO_OK : CM_IDNO_CHECK;
}

bool
cm_tail_digits(struct cm_str s, size_t n, char *out)
{
	size_t left = n;

	for (size_t i = s.n; i > 0 && left > 0; i--)
		if (digit(s.p[i - 1]))
			out[--left] = s.p[i - 1];
	out[left ? 0 : n] = 0;
	return left == 0;
}

/* Family names of two characters. With a given name behind them they stay whole; 司马 alone is 司 and a given name. */
static const char *const compound[] = {"欧阳", "司马", "诸葛", "上官", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐",
    "端木", "东方", "独孤", "南宫", "司徒", "司空", "长孙", "宇文", "轩辕", "百里", "呼延", "申屠", "太史", "澹台",
    "濮阳", "闻人", "赫连", "钟离", "歐陽", "司馬", "諸葛", "東方", "獨孤", "尉遲", "公孫", "長孫", "軒轅", "濮陽",
    "聞人", "赫連", "鍾離", "澹臺", "南宮"};

static size_t
compound_length(struct cm_str name)
{
	for (size_t i = 0; i < sizeof(compound) / sizeof(*compound); i++) {
		size_t n = strlen(compound[i]);

		if (name.n > n && memcmp(name.p, compound[i], n) == 0)
			return n;
	}
	return 0;
}

static void
put_stars(struct cm_buf *b, size_t n)
{
	while (n-- > 0)
		cm_buf_putc(b, '*');
}

/* The first keep bytes, and a star for each character behind them; nothing is ever shown whole. */
static void
mask_behind(struct cm_buf *b, struct cm_str s, size_t keep)
{
	if (keep >= s.n)
		keep = 0;
	cm_buf_add(b, s.p, keep);
	put_stars(b, cm_utf8_length((struct cm_str){s.p + keep, s.n - keep}));
}

static size_t
first_length(struct cm_str s)
{
	const char *p = s.p;

	if (s.n)
		cm_utf8_next(&p, s.p + s.n);
	return (size_t)(p - s.p);
}

/* A name in letters: each word for itself, blanks stay. */
static void
mask_words(struct cm_buf *b, struct cm_str s)
{
	while (s.n) {
		const char *blank = memchr(s.p, ' ', s.n);
		struct cm_str word = {s.p, blank ? (size_t)(blank - s.p) : s.n};

		mask_behind(b, word, first_length(word));
		s.p += word.n;
		s.n -= word.n;
		if (s.n) {
			cm_buf_putc(b, ' ');
			s.p++;
			s.n--;
		}
	}
}

static const char *
finish(struct cm_arena *a, struct cm_buf *b)
{
	const char *s = cm_arena_strn(a, b->p ? b->p : "", b->n);

	cm_buf_free(b);
	return s;
}

const char *
cm_mask_name(struct cm_arena *a, struct cm_str s)
{
	struct cm_buf b = {0};
	const char *p = s.p;
	size_t keep;

	/* Below the East Asian scripts are Latin and the others that put blanks between words. */
	if (s.n && cm_utf8_next(&p, s.p + s.n) < 0x1100) {
		mask_words(&b, s);
	} else if (s.n) {
		keep = cm_utf8_length(s) >= 3 ? compound_length(s) : 0;
		mask_behind(&b, s, keep ? keep : first_length(s));
	}
	return finish(a, &b);
}

/* The first head and last tail characters of n, stars between. */
static const char *
mask_middle(struct cm_arena *a, struct cm_str s, size_t n, size_t head, size_t tail)
{
	struct cm_buf b = {0};
	const char *p = s.p, *end = s.p + s.n, *from = p;

	for (size_t i = 0; i < n && p < end; i++) {
		if (i == head) {
			cm_buf_add(&b, from, (size_t)(p - from));
			put_stars(&b, n - head - tail);
		}
		if (i == n - tail)
			from = p;
		cm_utf8_next(&p, end);
	}
	if (tail)
		cm_buf_add(&b, from, (size_t)(end - from));
	return finish(a, &b);
}

/* Characters as mask_middle() steps over them, also where the text is not valid. */
static size_t
steps(struct cm_str s)
{
	const char *p = s.p, *end = s.p + s.n;
	size_t n = 0;

	for (; p < end; n++)
		cm_utf8_next(&p, end);
	return n;
}

const char *
cm_mask_idno(struct cm_arena *a, struct cm_str s)
{
	size_t n = steps(s);

	if (n == 18 || n == 15)
		return mask_middle(a, s, n, 4, 4);
	return mask_middle(a, s, n, n / 4, n / 4);
}

const char *
cm_mask_msisdn(struct cm_arena *a, struct cm_str s)
{
	size_t n = steps(s);

	return n == 11 ? mask_middle(a, s, n, 3, 4) : mask_middle(a, s, n, n / 4, n / 4);
}

#define ADDRESS_HEAD 6 /* characters: 陕西省汉中市 */

const char *
cm_mask_address(struct cm_arena *a, struct cm_str s)
{
	size_t head = steps(s) / 2;
	const char *p = s.p, *next = p, *end = s.p + s.n;
	struct cm_buf b = {0};

	if (head > ADDRESS_HEAD)
		head = ADDRESS_HEAD;
	for (uint32_t c; head-- > 0; p = next) {
		c = cm_utf8_next(&next, end);
		if ((c >= '0' && c <= '9') || (c >= 0xff10 && c <= 0xff19)) /* of full width, too */
			break;
	}
	mask_behind(&b, s, (size_t)(p - s.p));
	return finish(a, &b);
}

void
cm_wipe(void *p, size_t n)
{
	explicit_bzero(p, n);
}

static bool
ends_with(struct cm_str s, struct cm_str tail)
{
	return s.n >= tail.n && memcmp(s.p + s.n - tail.n, tail.p, tail.n) == 0;
}

const char *
cm_mask_fact(struct cm_arena *a, struct cm_str field, struct cm_str text)
{
	if (ends_with(field, CM_STR("name")))
		return cm_mask_name(a, text);
	if (ends_with(field, CM_STR("msisdn")) || ends_with(field, CM_STR("contact")))
		return cm_mask_msisdn(a, text);
	if (ends_with(field, CM_STR("address")))
		return cm_mask_address(a, text);
	if (ends_with(field, CM_STR("text")) || ends_with(field, CM_STR("solution")))
		return CM_MASKED_WORDS; /* free words: who and what they name nobody can tell */
	return cm_mask_idno(a, text);
}
