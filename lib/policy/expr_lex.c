/* Words and signs of conditions, and the place of a fault among them. Called by the parser, token by token. */
#include "base/text.h"
#include "policy/expr_lex.h"

#include "base/banned.h"

void
cm_expr_fault(struct cm_expr_scope *s, size_t offset, const char *code, const char *fmt, ...)
{
	struct cm_pos pos = s->pos;
	va_list ap;

	if (s->failed)
		return;
	s->failed = true;
	if (pos.col)
		pos.col += (unsigned)cm_utf8_length((struct cm_str){s->text.p, offset});
	va_start(ap, fmt);
	cm_diag_add(s->diag, CM_ERROR, pos, code, "%s", cm_arena_vprintf(s->diag->arena, fmt, ap));
	va_end(ap);
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static enum cm_keyword
find_keyword(const char *p, size_t n)
{
	static const char *const words[] = {
	    "", "or", "and", "not", "in", "between", "is", "null", "true", "false", "date"};
	char low[8];

	if (n >= sizeof low)
		return K_NONE;
	for (size_t i = 0; i < n; i++)
		low[i] = p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] | 0x20) : p[i];
	for (int k = K_OR; k <= K_DATE; k++)
		if (cm_str_is((struct cm_str){low, n}, words[k]))
			return (enum cm_keyword)k;
	return K_NONE;
}

static void
next_text(struct cm_lexer *p)
{
	p->token = T_TEXT;
	for (p->at++; p->at < p->n; p->at++) {
		if (p->text[p->at] != '\'')
			continue;
		if (p->at + 1 < p->n && p->text[p->at + 1] == '\'') {
			p->at++;
			continue;
		}
		p->at++;
		return;
	}
	cm_expr_fault(p->scope, p->from, "policy.syntax", "the text that begins here does not end: ' is missing");
}

static void
next_sign(struct cm_lexer *p)
{
	static const char *const two[] = {"<>", "<=", ">="};
	const char *s = p->text + p->at;
	size_t left = p->n - p->at, n = 1;

	p->token = T_SIGN;
	for (int i = 0; i < 3; i++)
		if (left > 1 && s[0] == two[i][0] && s[1] == two[i][1])
			n = 2;
	if (left > 1 && s[0] == '!' && s[1] == '=')
		cm_expr_fault(p->scope, p->from, "policy.syntax", "unequal is written <>");
	else if (left > 1 && s[0] == '=' && s[1] == '=')
		cm_expr_fault(p->scope, p->from, "policy.syntax", "equal is written =");
	else if (s[0] == '"')
		cm_expr_fault(p->scope, p->from, "policy.syntax", "a text stands in single quotes: 'like this'");
	else if (!strchr("=<>+-*(),", s[0]))
		cm_expr_fault(p->scope, p->from, "policy.syntax", "this sign has no meaning in a condition");
	memcpy(p->sign, s, n);
	p->sign[n] = 0;
	p->at += n;
}

void
cm_lexer_next(struct cm_lexer *p)
{
	p->before = p->at;
	while (p->at < p->n && (p->text[p->at] == ' ' || p->text[p->at] == '\n' || p->text[p->at] == '\t'))
		p->at++;
	p->from = p->at;
	p->keyword = K_NONE;
	p->sign[0] = 0;
	if (p->at == p->n || p->scope->failed) {
		p->token = T_END;
	} else if (is_letter(p->text[p->at])) {
		while (p->at < p->n && (is_letter(p->text[p->at]) || is_digit(p->text[p->at])))
			p->at++;
		p->keyword = find_keyword(p->text + p->from, p->at - p->from);
		p->token = p->keyword ? T_KEYWORD : T_WORD;
	} else if (is_digit(p->text[p->at])) {
		while (p->at < p->n && (is_digit(p->text[p->at]) || p->text[p->at] == '.' || is_letter(p->text[p->at])))
			p->at++;
		p->token = T_NUMBER;
	} else if (p->text[p->at] == '\'') {
		next_text(p);
	} else {
		next_sign(p);
	}
	if (p->scope->failed)
		p->token = T_END;
}
