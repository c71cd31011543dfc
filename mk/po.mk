# Translations of the operators' texts (lib/base/po.h). English stands in the code; lib/po/*.po have the others.
#	make po		takes new and changed texts of the code into lib/po/*.po, to be translated there
POS      = $(wildcard lib/po/*.po)
MOS      = $(POS:lib/po/%.po=$(BUILD)/locale/%/LC_MESSAGES/cm-tools.mo)
PO_FROM  = $(sort $(wildcard cmd/*.[ch] lib/*/*.[ch] lib/flow/*/*.[ch]))
XGETTEXT = xgettext --from-code=UTF-8 --language=C --no-location --no-wrap --add-comments=TRANSLATORS: \
	--package-name=cm-tools --package-version=$(VERSION) --keyword= --keyword=_ --keyword=N_ --keyword=cm_pon:1,2 \
	--keyword=cm_fail:4 --keyword=cm_diag_add:5 --keyword=wrong:3 --keyword=usage_error:2 \
	--flag=_:1:pass-c-format --flag=N_:1:pass-c-format --flag=cm_fail:4:c-format --flag=cm_diag_add:5:c-format

all: $(MOS)

$(BUILD)/locale/%/LC_MESSAGES/cm-tools.mo: lib/po/%.po
	@mkdir -p $(@D)
	msgfmt --check-format -o $@ $<

# The help of commands, verbs and options, as they say it themselves.
$(BUILD)/gen/help-texts.c: $(PROGRAMS)
	@mkdir -p $(@D)
	for c in $(COMMANDS); do CM_POLICIES=policies $(BUILD)/bin/$$c --help-words || exit 1; done | \
		awk -F '\t' '$$1 ~ /^(command|verb|option)$$/ { gsub(/["\\]/, "\\\\&", $$NF); print "N_(\"" $$NF "\")" }' >$@

# Without its date, so that the same texts make the same file.
$(BUILD)/cm-tools.pot: $(PO_FROM) $(BUILD)/gen/help-texts.c mk/po.mk
	@mkdir -p $(@D)
	$(XGETTEXT) -o $@ $(PO_FROM) $(BUILD)/gen/help-texts.c
	@sed -i '/^"POT-Creation-Date:/d' $@

.PHONY: po
po: $(BUILD)/cm-tools.pot
	@set -e; for p in $(POS); do \
		msgmerge --quiet --no-fuzzy-matching --no-wrap --no-location -o $(BUILD)/merged.po $$p $<; \
		msgattrib --no-obsolete --no-wrap -o $$p $(BUILD)/merged.po; rm $(BUILD)/merged.po; \
		msgfmt --check-format --statistics -o /dev/null $$p; done
