/* Characters, names, numbers of people: broken text first. */

#include <stdlib.h>

#include "base/date.h"
#include "base/ident.h"
#include "base/text.h"
#include "tap.h"

static void
refuses_utf8(void)
{
	static const struct {
		const char *what, *s;
		size_t n, at;
	} bad[] = {{"overlong /", "a\xc0\xaf", 3, 1}, {"overlong, two bytes", "\xc1\xbf", 2, 0},
	    {"overlong, three bytes", "ab\xe0\x9f\xbf", 5, 2}, {"overlong, four bytes", "\xf0\x8f\xbf\xbf", 4, 0},
	    {"a surrogate", "\xed\xa0\x80", 3, 0}, {"the last surrogate", "x\xed\xbf\xbf", 4, 1},
	    {"behind U+10FFFF", "\xf4\x90\x80\x80", 4, 0}, {"five bytes", "\xf8\x88\x80\x80\x80", 5, 0},
	    {"FE", "\xfe", 1, 0}, {"a lone continuation", "abc\x80", 4, 3}, {"cut after one of two", "ab\xc3", 3, 2},
	    {"cut after two of three", "\xe5\xbc", 2, 0}, {"cut after three of four", "12345678\xf0\x9f\x98", 11, 8},
	    {"a start instead of a continuation", "\xe5\xe5\xbc\xa0", 4, 0}, {"NUL", "abc\0def", 7, 3},
	    {"NUL in the middle of eight", "abcdefghijk\0mnopqrstuv", 22, 11}, {"GB18030", "\xd5\xc5", 2, 0}};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		char *exact = malloc(bad[i].n); /* so that a read behind the end is found */

		memcpy(exact, bad[i].s, bad[i].n);
		ok(cm_utf8_check(exact, bad[i].n) == bad[i].at, "%s", bad[i].what);
		cm_utf8_length((struct cm_str){exact, bad[i].n});
		cm_text_width((struct cm_str){exact, bad[i].n});
		free(exact);
	}
}

/* Written from the definition, slowly: what the fast one is compared with. */
static size_t
encode(uint32_t c, char *out)
{
	if (c < 0x80)
		return out[0] = (char)c, 1;
	if (c < 0x800)
		return out[0] = (char)(0xc0 | c >> 6), out[1] = (char)(0x80 | (c & 63)), 2;
	if (c < 0x10000)
		return out[0] = (char)(0xe0 | c >> 12), out[1] = (char)(0x80 | (c >> 6 & 63)),
		       out[2] = (char)(0x80 | (c & 63)), 3;
	return out[0] = (char)(0xf0 | c >> 18), out[1] = (char)(0x80 | (c >> 12 & 63)),
	       out[2] = (char)(0x80 | (c >> 6 & 63)), out[3] = (char)(0x80 | (c & 63)), 4;
}

static void
every_character(void)
{
	int wrong = 0;

	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		char s[4];
		size_t n = encode(c, s);
		const char *p = s;
		bool good = c != 0 && (c < 0xd800 || c > 0xdfff);

		wrong += (cm_utf8_check(s, n) == n) != good;
		if (good)
			wrong += cm_utf8_next(&p, s + n) != c || p != s + n;
		for (size_t cut = 1; cut < n; cut++)
			wrong += cm_utf8_check(s, cut) != 0;
	}
	ok(wrong == 0, "every character is taken, decoded, and refused when cut; no surrogate is");
	for (size_t at = 0; at < 40; at++) {
		char s[40];

		memset(s, 'a', sizeof(s));
		s[at] = (char)0xff;
		wrong += cm_utf8_check(s, sizeof(s)) != at;
		s[at] = 0;
		wrong += cm_utf8_check(s, sizeof(s)) != at;
	}
	ok(wrong == 0, "a bad byte is found at each place of a long ASCII text");
	ok(cm_utf8_length(cm_str("a张é😀")) == 4, "length in characters");
	ok(cm_utf8_check("", 0) == 0, "nothing is well");
}

static void
widths(void)
{
	struct cm_str fit;

	ok(cm_text_width(cm_str("abc")) == 3, "width: ASCII");
	ok(cm_text_width(cm_str("张三")) == 4, "width: Chinese");
	ok(cm_text_width(cm_str("，（Ａ")) == 6, "width: full-width signs");
	ok(cm_text_width(cm_str("한글カ")) == 6, "width: Korean and Japanese");
	ok(cm_text_width(cm_str("e\xcc\x81")) == 1, "width: a combining accent");
	ok(cm_text_width(cm_str("a\xe2\x80\x8b"
				"b")) == 2,
	    "width: zero-width space");
	ok(cm_text_width(cm_str("é")) == 1, "width: Latin 1");
	ok(cm_text_width(cm_str("😀")) == 2, "width: an emoji");
	ok(cm_text_width((struct cm_str){0}) == 0, "width: none");
	fit = cm_text_fit(cm_str("a张三"), 4);
	ok(fit.n == 4, "fit: no half of a character");
	fit = cm_text_fit(cm_str("ae\xcc\x81z"), 2);
	ok(fit.n == 4, "fit: the accent stays with its letter");
	ok(cm_text_fit(cm_str("abc"), 0).n == 0 && cm_text_fit(cm_str("abc"), 9).n == 3, "fit: nothing, everything");
}

static void
visible(void)
{
	static const struct {
		const char *in, *out;
	} cases[] = {{"plain 张三 é😀", "plain 张三 é😀"}, {"a\nb\tc\r", "a\\x0ab\\x09c\\x0d"},
	    {"\x1b[31mred", "\\x1b[31mred"}, {"\x7f", "\\x7f"},
	    {"\xc2\x9b"
	     "31m",
		"\\u009b31m"},
	    {"\xc2\x80", "\\u0080"}, {"\xc2\xa0", "\xc2\xa0"}, {"\xd8\x9c", "\\u061c"},
	    {"\xe2\x80\x8e\xe2\x80\x8f", "\\u200e\\u200f"}, {"\xe2\x80\xaa\xe2\x80\xae", "\\u202a\\u202e"},
	    {"\xe2\x81\xa6\xe2\x81\xa9", "\\u2066\\u2069"}, {"\xe2\x80\xa8\xe2\x80\xa9", "\\u2028\\u2029"},
	    {"\xef\xbb\xbf", "\\ufeff"}, {"\xef\xbf\xbe\xef\xbf\xbf\xef\xb7\x90", "\\ufffe\\uffff\\ufdd0"},
	    {"\xf0\x9f\xbf\xbe\xf4\x8f\xbf\xbf", "\\U0001fffe\\U0010ffff"}, {"\xef\xbf\xbd", "\xef\xbf\xbd"},
	    {"\xff\xfe"
	     "a",
		"\\xff\\xfea"},
	    {"\xe5\xbc", "\\xe5\\xbc"}, {"\xed\xa0\x80", "\\xed\\xa0\\x80"}, {"\\", "\\"}};
	struct cm_buf b = {0};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		cm_buf_clear(&b);
		cm_text_visible(&b, cm_str(cases[i].in));
		is_str(cm_buf_str(&b).p, cases[i].out, "visible");
	}
	cm_buf_clear(&b);
	cm_text_visible(&b, (struct cm_str){"a\0b", 3});
	is_str(b.p, "a\\x00b", "visible: NUL");
	cm_buf_free(&b);
}

static void
numbers(void)
{
	static const char *const no_msisdn[] = {"", "1380000000", "138000000000", "23800000000", "12800000000",
	    "1380000000a", "+8613800000000", "138 0000000", "１３８０"};
	static const char *const no_iccid[] = {"", "8986001234567890123x", "8986", "88860000000000000000",
	    "8986011234567890123F", "89860112345678901235", "898601123456789012345"};
	char out[8];

	for (size_t i = 0; i < sizeof(no_msisdn) / sizeof(*no_msisdn); i++)
		ok(!cm_msisdn_ok(cm_str(no_msisdn[i])), "no msisdn: '%s'", no_msisdn[i]);
	ok(cm_msisdn_ok(cm_str("13800000000")) && cm_msisdn_ok(cm_str("19912345678")), "msisdn");
	for (size_t i = 0; i < sizeof(no_iccid) / sizeof(*no_iccid); i++)
		ok(!cm_iccid_ok(cm_str(no_iccid[i])), "no iccid: '%s'", no_iccid[i]);
	ok(cm_iccid_ok(cm_str("8944500102198304826")), "iccid of 19 digits");
	ok(!cm_iccid_ok(cm_str("8944500102198304862")), "two digits exchanged");
	ok(cm_iccid_ok(cm_str("89860112345678901237")), "iccid of 20 digits");
	ok(cm_tail_digits(cm_str("11010519491231002X"), 6, out) && strcmp(out, "231002") == 0,
	    "the last digits before X");
	ok(cm_tail_digits(cm_str("13812345678"), 6, out) && strcmp(out, "345678") == 0, "of a telephone number");
	ok(cm_tail_digits(cm_str("G12345-6"), 6, out) && strcmp(out, "123456") == 0, "over a hyphen");
	ok(!cm_tail_digits(cm_str("G12345"), 6, out) && !*out, "too few");
	ok(!cm_tail_digits((struct cm_str){0}, 6, out), "none at all");
}

static void
idno(void)
{
	static const char *const shape[] = {"", "11010519491231002", "1101051949123100222", "11010519491231002Y",
	    "1101051949123100X2", "11010549123100X", "1101054912310023", "110105194912310０"};
	static const char *const date[] = {
	    "110105194902301234", "110105189912311234", "110105199913011234", "110105490230123", "110105000000000"};
	static const char digits[] = "0123456789X";
	int32_t born = 77, expected = 0;
	char other[19] = "110105194912310020";
	int good = 0;

	for (size_t i = 0; i < sizeof(shape) / sizeof(*shape); i++)
		ok(cm_idno_check(cm_str(shape[i]), &born) == CM_IDNO_SHAPE, "shape: '%s'", shape[i]);
	for (size_t i = 0; i < sizeof(date) / sizeof(*date); i++)
		ok(cm_idno_check(cm_str(date[i]), &born) == CM_IDNO_DATE, "date: '%s'", date[i]);
	ok(born == 77, "born is not touched");
	for (size_t i = 0; i < 11; i++) {
		other[17] = digits[i];
		good += cm_idno_check(cm_str(other), &born) == CM_IDNO_OK;
	}
	ok(good == 1, "one check digit of eleven is right");
	cm_day_make(1949, 12, 31, &expected);
	born = 0;
	ok(cm_idno_check(cm_str("110105194912310021"), &born) == CM_IDNO_CHECK && born == expected,
	    "wrong digit, right date");
	ok(cm_idno_check(cm_str("11010519491231002X"), &born) == CM_IDNO_OK && born == expected,
	    "the standard's example");
	ok(cm_idno_check(cm_str("11010519491231002x"), &born) == CM_IDNO_OK, "x is X");
	ok(cm_idno_check(cm_str("440524188001010014"), &born) == CM_IDNO_DATE, "born before the calendar");
	ok(cm_idno_check(cm_str("110105491231002"), &born) == CM_IDNO_OK && born == expected, "the old form");
}

static void
masks(void)
{
	static const struct {
		const char *(*mask)(struct cm_arena *, struct cm_str);
		const char *in, *out;
	} cases[] = {{cm_mask_name, "", ""}, {cm_mask_name, "张", "*"}, {cm_mask_name, "张三", "张*"},
	    {cm_mask_name, "王小明", "王**"}, {cm_mask_name, "欧阳锋", "欧阳*"}, {cm_mask_name, "欧阳建国", "欧阳**"},
	    {cm_mask_name, "司马", "司*"}, {cm_mask_name, "買買提·吐尔逊", "買******"}, {cm_mask_name, "𠮷田", "𠮷*"},
	    {cm_mask_name, "John Smith", "J*** S****"}, {cm_mask_name, "John F Kennedy", "J*** * K******"},
	    {cm_mask_name, "X", "*"}, {cm_mask_name, "Éva", "É**"}, {cm_mask_name, " 张三", " 张*"},
	    {cm_mask_idno, "612301198001011234", "6123**********1234"},
	    {cm_mask_idno, "612301800101123", "6123*******1123"}, {cm_mask_idno, "G12345678", "G1*****78"},
	    {cm_mask_idno, "", ""}, {cm_mask_idno, "A12", "***"},
	    {cm_mask_idno, "军字第12345678号", "军字第******78号"}, {cm_mask_msisdn, "13812345678", "138****5678"},
	    {cm_mask_msisdn, "+8613812345678", "+86********678"}, {cm_mask_msisdn, "10086", "1***6"},
	    {cm_mask_address, "陕西省汉中市汉台区人民路12号", "陕西省汉中市*********"},
	    {cm_mask_address, "西安市雁塔区", "西安市***"}, {cm_mask_address, "汉台区12号", "汉台区***"},
	    {cm_mask_address, "汉台３号楼２单元１０１室", "汉台**********"}, {cm_mask_address, "12 Renmin Road", "**************"},
	    {cm_mask_address, "Hanzhong, Renmin Road 12", "Hanzho******************"}, {cm_mask_address, "县", "*"},
	    {cm_mask_address, "", ""}};
	struct cm_arena *a = cm_arena_new();
	char secret[] = "123456";

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(cases[i].mask(a, cm_str(cases[i].in)), cases[i].out, cases[i].in);
	is_str(cm_mask_name(a, (struct cm_str){0}), "", "none");
	cm_mask_name(a, cm_str("\xe5\xbc")); /* not valid: anything, but inside the bytes */
	is_str(cm_mask_fact(a, CM_STR("new_address"), cm_str("西安市雁塔区5号")), "西安市雁****", "by its field");
	cm_mask_address(a, cm_str("\xff\xfe\xe5\xbc"));
	cm_mask_idno(a, cm_str("\xff\xfe\xfd\xfc\xfb"));
	cm_wipe(secret, sizeof(secret));
	ok(memcmp(secret, "\0\0\0\0\0\0", 7) == 0, "wiped");
	cm_arena_free(a);
}

static void
distance(void)
{
	static char a[500], b[500];

	ok(cm_str_distance(cm_str("msisdn"), cm_str("msisdn"), 2) == 0, "distance 0");
	ok(cm_str_distance(cm_str("msidn"), cm_str("msisdn"), 2) == 1, "one left out");
	ok(cm_str_distance(cm_str("mssidn"), cm_str("msisdn"), 2) == 2, "two exchanged are two edits");
	ok(cm_str_distance(cm_str("kitten"), cm_str("sitting"), 5) == 3, "kitten and sitting");
	ok(cm_str_distance(cm_str("kitten"), cm_str("sitting"), 2) == 3, "no more than max + 1");
	ok(cm_str_distance(cm_str(""), cm_str("abc"), 9) == 3 &&
		cm_str_distance((struct cm_str){0}, cm_str(""), 2) == 0,
	    "of nothing");
	memset(a, 'a', sizeof(a));
	memset(b, 'b', sizeof(b));
	ok(cm_str_distance((struct cm_str){a, 500}, (struct cm_str){b, 500}, 1000) == 500, "of long texts");
}

int
main(void)
{
	refuses_utf8();
	every_character();
	widths();
	visible();
	numbers();
	idno();
	masks();
	distance();
	return tap_done();
}
