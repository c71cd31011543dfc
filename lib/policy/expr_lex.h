#ifndef CM_POLICY_EXPR_LEX_H
#define CM_POLICY_EXPR_LEX_H

#include "policy/expr_ast.h"

/* Words and signs of a condition, one after the other; for expr_parse.c alone. */
enum cm_token {
	T_END,
	T_WORD, /* a fact */
	T_NUMBER,
	T_TEXT,
	T_SIGN, /* one of the signs below */
	T_KEYWORD
};

enum cm_keyword {
	K_NONE,
	K_OR,
	K_AND,
	K_NOT,
	K_IN,
	K_BETWEEN,
	K_IS,
	K_NULL,
	K_TRUE,
	K_FALSE,
	K_DATE
};

struct cm_lexer {
	struct cm_expr_scope *scope;
	const char *text;
	size_t n, at; /* at: behind the token */
	enum cm_token token;
	size_t from, before; /* where the token begins, where the one before it ended */
	char sign[3];
	enum cm_keyword keyword;
	unsigned depth;
};

/* The next token; T_END at the end, and after a fault. */
void cm_lexer_next(struct cm_lexer *);

#endif
