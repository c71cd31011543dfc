/*
 * Hashes that place things, and ids made of them. They are fixed for ever: a store's rows lie where these say, and an
 * id says where to look (tests/unit/store-ids.c holds their values).
 */
#include "store/store.h"

#include <nettle/sha2.h>

#include "base/banned.h"

/* The finaliser of MurmurHash3: every bit of the input reaches every bit of the output. */
static uint64_t
mixed(uint64_t x)
{
	x ^= x >> 33;
	x *= UINT64_C(0xff51afd7ed558ccd);
	x ^= x >> 33;
	x *= UINT64_C(0xc4ceb9fe1a85ec53);
	return x ^ x >> 33;
}

int
cm_part_of(int64_t line)
{
	return (int)(mixed((uint64_t)line) % CM_PARTS);
}

int
cm_part_of_name(struct cm_str name)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

	for (size_t i = 0; i < name.n; i++)
		h = (h ^ (unsigned char)name.p[i]) * UINT64_C(0x100000001b3);
	return (int)(mixed(h) % CM_PARTS);
}

/* 64 bits of SHA-256 over the two. */
static uint64_t
digest_of(struct cm_str source, struct cm_str key)
{
	struct sha256_ctx h;
	uint8_t digest[8], length[8];
	uint64_t id = 0;

	for (unsigned i = 0; i < 8; i++)
		length[i] = (uint8_t)((uint64_t)source.n >> (8 * i));
	sha256_init(&h);
	sha256_update(&h, sizeof(length), length); /* so that no two pairs run together */
	sha256_update(&h, source.n, (const uint8_t *)source.p);
	sha256_update(&h, key.n, (const uint8_t *)key.p);
	sha256_digest(&h, sizeof(digest), digest);
	for (unsigned i = 0; i < 8; i++)
		id = id << 8 | digest[i];
	return id;
}

static int64_t
as_id(uint64_t v)
{
	v &= INT64_MAX;
	return v ? (int64_t)v : 1;
}

int64_t
cm_line_id(struct cm_str source, struct cm_str key)
{
	return as_id(digest_of(source, key));
}

int64_t
cm_line_id_near(struct cm_str source, struct cm_str key, struct cm_str near)
{
	return as_id(digest_of(source, near) << 51 | digest_of(source, key) >> 13);
}

/* Crockford's digits: no i, l, o, u, which are misread on paper and on the telephone. */
static const char base32[] = "0123456789abcdefghjkmnpqrstvwxyz";
static const char base16[] = "0123456789abcdef";

void
cm_id_make(char out[20], int part, int64_t counter)
{
	char digits[13];
	unsigned n = 0;
	uint64_t c = (uint64_t)counter;

	do
		digits[n++] = base32[c & 31];
	while (c >>= 5);
	*out++ = base16[part >> 4 & 15];
	*out++ = base16[part & 15];
	while (n > 0)
		*out++ = digits[--n];
	*out = 0;
}

static int
place(const char *digits, char c)
{
	const char *p = c ? strchr(digits, c) : NULL;

	return p ? (int)(p - digits) : -1;
}

bool
cm_id_parse(struct cm_str id, int *part, int64_t *counter)
{
	uint64_t c = 0;
	int high, low;

	if (id.n < 3 || id.n > 15 || id.p[2] == '0')
		return false;
	high = place(base16, id.p[0]);
	low = place(base16, id.p[1]);
	if (high < 0 || low < 0 || high * 16 + low >= CM_PARTS)
		return false;
	for (size_t i = 2; i < id.n; i++) {
		int v = place(base32, id.p[i]);

		if (v < 0 || c > INT64_MAX >> 5)
			return false;
		c = c << 5 | (uint64_t)v;
	}
	*part = high * 16 + low;
	*counter = (int64_t)c;
	return true;
}
