#ifndef CM_BASE_IDENT_H
#define CM_BASE_IDENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* Numbers that name people and things. They are strings: no digit is ever lost to a number type. */

/* Bytes of an id of the policies, and so of the kinds that the store has of them: a campaign's promise. */
#define CM_ID_MAX 64

bool cm_msisdn_ok(struct cm_str); /* 11 digits that begin with 1; the second is 3 to 9 */

enum cm_iccid {
	CM_ICCID_OK,
	CM_ICCID_LENGTH, /* not 19 or 20 characters */
	CM_ICCID_DIGITS, /* not digits that begin with 89 (19 and a filler F are refused) */
	CM_ICCID_CHECK /* the last one is not Luhn's check digit */
};
enum cm_iccid cm_iccid_check(struct cm_str);
bool cm_iccid_ok(struct cm_str);

enum cm_idno {
	CM_IDNO_OK,
	CM_IDNO_SHAPE, /* not 18 (17 and a digit or X) nor 15 digits */
	CM_IDNO_DATE, /* no such birthday */
	CM_IDNO_CHECK /* the check digit of ISO 7064 MOD 11-2 does not agree */
};

/*
 * A resident identity number, new (18) or old (15, without a check digit; the century is 19). The area code is not
 * judged: codes of this region's adults were abolished long ago. born is set when the date is right. x is read as X.
 */
enum cm_idno cm_idno_check(struct cm_str, int32_t *born);

/*
 * The last n digits of an identity or telephone number and a NUL: out has n + 1 bytes. What is no digit (a final X,
 * a hyphen) is passed over. False, and "", when there are fewer. Deck 1.4: a PIN may not be the last six digits of
 * the document.
 */
bool cm_tail_digits(struct cm_str, size_t n, char *out);

/*
 * 张*  王**  欧阳** by characters, J*** S**** by words; a single character is hidden. 6123**********1234 and
 * 138****1234; numbers of any other length keep their first and last quarter. 陕西省汉中市***: an address keeps where it
 * begins, the province and city, at most half of it and nothing from a digit on; its end is the house. The text is valid
 * UTF-8.
 */
const char *cm_mask_name(struct cm_arena *, struct cm_str);
const char *cm_mask_idno(struct cm_arena *, struct cm_str);
const char *cm_mask_msisdn(struct cm_arena *, struct cm_str);
const char *cm_mask_address(struct cm_arena *, struct cm_str);

#define CM_MASKED_WORDS "***"
/* By the field that the text stands in: …name, …msisdn, …contact, …address; of …text and …solution, which are free words,
 * nothing is shown; everything else as an identity number. */
const char *cm_mask_fact(struct cm_arena *, struct cm_str field, struct cm_str text);

/* Buffers that hold secrets: wiped in a way that the compiler keeps. */
void cm_wipe(void *, size_t);

#endif
