/* The length of text messages as the network counts it. Called where a message is handed to a sender. */
#include "base/sms.h"

#include "base/text.h"

#include "base/banned.h"

/* What of the GSM alphabet is not ASCII; and what of ASCII is not in it, or only behind an escape. */
static const char further[] = "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
static const char escaped[] = "\f^{}\\[~]|€";

static bool
among(const char *set, size_t n, uint32_t c)
{
	const char *p = set, *end = set + n;

	while (p < end)
		if (cm_utf8_next(&p, end) == c)
			return true;
	return false;
}

/* Septets of a character in the GSM alphabet; 0: it has none. */
static unsigned
septets(uint32_t c)
{
	if (among(escaped, sizeof escaped - 1, c))
		return 2;
	if (c >= 0x80)
		return among(further, sizeof further - 1, c) ? 1 : 0;
	return (c >= ' ' && c != '`' && c != 0x7f) || c == '\n' || c == '\r';
}

static unsigned
units(uint32_t c)
{
	return c > 0xffff ? 2 : 1;
}

/* Parts of at most `room`, which no character of two falls between. */
static unsigned
parts_of(struct cm_str s, unsigned (*size)(uint32_t), unsigned room)
{
	const char *p = s.p, *end = s.p + s.n;
	unsigned parts = 1, used = 0;

	while (p < end) {
		unsigned n = size(cm_utf8_next(&p, end));

		if (used + n > room) {
			parts++;
			used = 0;
		}
		used += n;
	}
	return parts;
}

unsigned
cm_sms_parts(struct cm_str s)
{
	const char *p = s.p, *end = s.p + s.n;
	bool gsm = true;

	while (gsm && p < end)
		gsm = septets(cm_utf8_next(&p, end)) > 0;
	if (gsm)
		return parts_of(s, septets, 160) == 1 ? 1 : parts_of(s, septets, 153);
	return parts_of(s, units, 70) == 1 ? 1 : parts_of(s, units, 67);
}
