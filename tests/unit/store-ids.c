/* Where things lie and what they are called: these values must never change, or stores cannot be read any more. */
#include "store.h"

static void
parts(void)
{
	int seen[CM_PARTS] = {0}, least = 1 << 30;

	ok(cm_part_of(1) == 44 && cm_part_of(2) == 39 && cm_part_of(INT64_MAX) == 42, "parts of lines: %d %d %d",
	    cm_part_of(1), cm_part_of(2), cm_part_of(INT64_MAX));
	ok(cm_part_of_name(CM_STR("13800000001")) == 5 && cm_part_of_name(CM_STR("")) == 38, "parts of names: %d %d",
	    cm_part_of_name(CM_STR("13800000001")), cm_part_of_name(CM_STR("")));
	for (int64_t i = 1; i <= 64000; i++)
		seen[cm_part_of(i)]++;
	for (int i = 0; i < CM_PARTS; i++)
		least = seen[i] < least ? seen[i] : least;
	ok(least > 800, "64,000 lines in a row are spread: no part has less than %d", least);
}

static void
line_ids(void)
{
	int64_t a = cm_line_id(CM_STR("cm-open open"), CM_STR("b/1"));

	ok(a == INT64_C(7856477170223721618), "a line's id: %lld", (long long)a);
	ok(a == cm_line_id(CM_STR("cm-open open"), CM_STR("b/1")), "the same again");
	ok(cm_line_id(CM_STR("ab"), CM_STR("c")) != cm_line_id(CM_STR("a"), CM_STR("bc")),
	    "source and key do not run together");
	a = cm_line_id_near(CM_STR("cm-store import lines"), CM_STR("13900000101//2008-06-15"), CM_STR("1390000"));
	ok(a == INT64_C(5236780494287187749), "a line's id beside others: %lld", (long long)a);
	ok(a >> 51 == cm_line_id_near(CM_STR("cm-store import lines"), CM_STR("13900000999//"), CM_STR("1390000")) >> 51,
	    "the same block lies together");
	ok(a >> 51 != cm_line_id_near(CM_STR("cm-store import lines"), CM_STR("13900000101//2008-06-15"), CM_STR("1390001")) >> 51,
	    "another block elsewhere");
}

static void
ids(void)
{
	static const struct {
		int part;
		int64_t counter;
		const char *id;
	} cases[] = {{0, 1, "001"}, {63, 31, "3fz"}, {42, 32, "2a10"}, {5, INT64_MAX, "057zzzzzzzzzzzz"}};
	static const char *const wrong[] = {"", "0", "00", "000", "0001", "401", "3g1", "00i", "00l", "00o", "00u",
	    "00A", "001 ", "3F1", "058000000000000", "0000000000000001", "-01"};
	char id[20];
	int part;
	int64_t counter;

	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		cm_id_make(id, cases[i].part, cases[i].counter);
		is_str(id, cases[i].id, "an id");
		ok(cm_id_parse(cm_str(id), &part, &counter) && part == cases[i].part && counter == cases[i].counter,
		    "%s says where to look", id);
	}
	for (unsigned i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		ok(!cm_id_parse(cm_str(wrong[i]), &part, &counter), "\"%s\" is no id", wrong[i]);
	srand(1);
	for (int i = 0; i < 100000; i++) {
		int64_t c = (int64_t)(((uint64_t)rand() << 32 | (unsigned)rand()) >> (1 + rand() % 62)) | 1;

		cm_id_make(id, i % CM_PARTS, c);
		if (!cm_id_parse(cm_str(id), &part, &counter) || part != i % CM_PARTS || counter != c ||
		    strlen(id) > 15) {
			ok(false, "%s does not come back", id);
			return;
		}
	}
	ok(true, "100,000 ids come back");
}

int
main(void)
{
	parts();
	line_ids();
	ids();
	return tap_done();
}
