/* Parts of text messages: by hand from the standard. */
#include "base/sms.h"
#include "base/buf.h"
#include "tap.h"

static unsigned
parts(const char *unit, unsigned times, const char *tail)
{
	struct cm_buf b = {0};
	unsigned n;

	for (unsigned i = 0; i < times; i++)
		cm_buf_puts(&b, unit);
	cm_buf_puts(&b, tail);
	n = cm_sms_parts(cm_buf_str(&b));
	cm_buf_free(&b);
	return n;
}

int
main(void)
{
	static const struct {
		const char *what, *unit, *tail;
		unsigned times, parts;
	} cases[] = {
	    {"nothing is a part", "", "", 1, 1},
	    {"160 of the GSM alphabet", "a", "", 160, 1},
	    {"161", "a", "", 161, 2},
	    {"two full parts", "a", "", 306, 2},
	    {"one more", "a", "", 307, 3},
	    {"all of it", "", "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà", 1, 1},
	    {"that and enough for 160", "a", "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà", 160 - 41, 1},
	    {"80 that count twice", "€", "", 80, 1},
	    {"81", "€", "", 81, 2},
	    {"an escape is not cut: 76 pairs and a septet lost in each part", "{", "", 152, 2},
	    {"so 153 of them are three", "{", "", 153, 3},
	    {"a grave accent is not in it", "a", "`", 70, 2},
	    {"70 Chinese characters", "好", "", 70, 1},
	    {"71", "好", "", 71, 2},
	    {"134", "好", "", 134, 2},
	    {"135", "好", "", 135, 3},
	    {"one Chinese character makes all of it UCS-2", "a", "好", 69, 1},
	    {"and one more a second part", "a", "好", 70, 2},
	    {"35 that take two units", "😀", "", 35, 1},
	    {"36", "😀", "", 36, 2},
	    {"none is cut: 33 in a part", "😀", "", 66, 2},
	    {"67", "😀", "", 67, 3},
	    {"a tab is UCS-2", "a", "\t", 70, 2},
	};

	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		unsigned n = parts(cases[i].unit, cases[i].times, cases[i].tail);

		ok(n == cases[i].parts, "%s: %u", cases[i].what, n);
	}
	return tap_done();
}
