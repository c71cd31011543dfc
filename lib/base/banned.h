#ifndef CM_BASE_BANNED_H
#define CM_BASE_BANNED_H

/*
 * Functions that this code does not use: they overrun, keep hidden state, swallow errors or ask TZ. Include it last,
 * behind every system header; the compiler then refuses the names. Instead: cm_buf_*, cm_arena_*, cm_int_parse(),
 * cm_money_parse(), cm_day_*() and cm_time_*().
 */
#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets
#pragma GCC poison atoi atol atoll atof
#pragma GCC poison localtime gmtime ctime asctime

#endif
