# Ratios, never times: ours against bare loops of the same writes, and against what else does the job (tests/bench).
$(BUILD)/bench/bare: $(wildcard tests/bench/*.c) tests/bench/bare.h $(BUILD)/libcm.a
	@mkdir -p $(@D)
	$(CC) $(STD) $(CPPFLAGS) $(CFLAGS) -o $@ $(filter %.c %.a,$^) $(LDLIBS)

.PHONY: bench
bench: all $(BUILD)/bench/bare # BENCH=full: with a million lines, too
	BUILD='$(abspath $(BUILD))' sh tests/bench/run.sh $(BENCH)
