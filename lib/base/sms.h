#ifndef CM_BASE_SMS_H
#define CM_BASE_SMS_H

#include "base/str.h"

/*
 * How many parts a text message has (3GPP TS 23.038, 23.040): 160 characters of the GSM alphabet, of which a few count
 * twice, or 70 units of UCS-2 if one character is not in it. A longer message loses room in each part to the header that
 * puts them together: 153 or 67. No character is cut. Of valid UTF-8; an empty text is one part.
 */
unsigned cm_sms_parts(struct cm_str);

#endif
