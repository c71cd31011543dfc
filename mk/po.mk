# Translations of the operators' texts (lib/base/po.h). English stands in the code; lib/po/*.po have the others.
#	make po		takes new and changed texts of the code into lib/po/*.po, to be translated there
POS      = $(wildcard lib/po/*.po)
MOS      = $(POS:lib/po/%.po=$(BUILD)/locale/%/LC_MESSAGES/cm-tools.mo)
PO_FROM  = $(sort $(wildcard cmd/*.[ch] lib/*/*.[ch]))
XGETTEXT = xgettext --from-code=UTF-8 --language=C --no-location --no-wrap --add-comments=TRANSLATORS: \
	--package-name=cm-tools --package-version=$(VERSION) --keyword= --keyword=_ --keyword=N_ --keyword=cm_pon:1,2 \
	--keyword=cm_fail:4 --keyword=cm_diag_add:5 --keyword=cm_life_answer:4 \
	--flag=_:1:pass-c-format --flag=N_:1:pass-c-format --flag=cm_fail:4:c-format --flag=cm_diag_add:5:c-format

all: $(MOS)

$(BUILD)/locale/%/LC_MESSAGES/cm-tools.mo: lib/po/%.po
	@mkdir -p $(@D)
	msgfmt --check-format -o $@ $<

# Without its date, so that the same texts make the same file.
$(BUILD)/cm-tools.pot: $(PO_FROM) mk/po.mk
	@mkdir -p $(@D)
	$(XGETTEXT) -o $@ $(PO_FROM)
	@sed -i '/^"POT-Creation-Date:/d' $@

.PHONY: po
po: $(BUILD)/cm-tools.pot
	@set -e; for p in $(POS); do \
		msgmerge --quiet --no-fuzzy-matching --no-wrap --no-location -o $(BUILD)/merged.po $$p $<; \
		msgattrib --no-obsolete --no-wrap -o $$p $(BUILD)/merged.po; rm $(BUILD)/merged.po; \
		msgfmt --check-format --statistics -o /dev/null $$p; done
