#ifndef CM_BASE_MONEY_H
#define CM_BASE_MONEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Money is integer fen (1/100 yuan) in int64; there is no floating point anywhere near it. */
/* A bound on what is read, far below overflow: 10^12 yuan less one fen. */
#define CM_MONEY_MAX INT64_C(99999999999999)

/* [-]digits[.d[d]] and nothing else: no exponent, sign +, blank, comma, full-width digit; at most two decimals. */
bool cm_money_parse(struct cm_str, int64_t *fen);
/* Always two decimals. Returns the length, without the NUL. */
int cm_money_format(int64_t fen, char out[24]);
/* a + b; false on overflow, *sum untouched. */
bool cm_money_add(int64_t a, int64_t b, int64_t *sum);
/* fen × num ÷ den rounded to the nearest fen, halves away from zero; false when it does not fit or den is not above 0. */
bool cm_money_scale(int64_t fen, int64_t num, int64_t den, int64_t *out);
/* A plain decimal integer in int64, with the same strictness. */
bool cm_int_parse(struct cm_str, int64_t *);

#endif
