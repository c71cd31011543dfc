# Ratios, never times: ours against the bare loop of the same writes, and against what else does the job (tests/bench).
$(BUILD)/bench/bare: tests/bench/bare.c $(BUILD)/libcm.a
	@mkdir -p $(@D)
	$(CC) $(STD) $(CPPFLAGS) $(CFLAGS) -o $@ $< $(BUILD)/libcm.a $(LDLIBS)

.PHONY: bench
bench: all $(BUILD)/bench/bare # BENCH=full: with a million lines, too
	BUILD='$(abspath $(BUILD))' sh tests/bench/run.sh $(BENCH)
