# Completions come from the option and field tables themselves; committed, and tests/completions.t says when they are
# stale.
.PHONY: completions
completions: all
	@mkdir -p $(BUILD)/completions
	@rm -f $(BUILD)/completions/*
	@set -e; for c in $(COMMANDS); do \
		LANGUAGE=en CM_POLICIES=policies $(BUILD)/bin/$$c --help-words >$(BUILD)/completions/words; \
		awk -f completions/words.awk -v shell=bash -v command=$$c $(BUILD)/completions/words >$(BUILD)/completions/$$c.bash; \
		awk -f completions/words.awk -v shell=zsh -v command=$$c $(BUILD)/completions/words >$(BUILD)/completions/_$$c; \
		awk -f completions/words.awk -v shell=fish -v command=$$c $(BUILD)/completions/words >$(BUILD)/completions/$$c.fish; done
	@rm -f $(BUILD)/completions/words
	@for f in $(BUILD)/completions/*; do cmp -s $$f completions/$${f##*/} || cp $$f completions/; done
