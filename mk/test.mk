# Tests: TAP under prove, C programs of tests/unit and scripts of tests alike.
#	make t		after every save: seconds
#	make check	what CI calls: everything, a sample of the faults; at most 90 s on two cores
#	make check-long	before something is called finished: sanitizers, valgrind, sweeps, fuzz, big stores

JOBS    = $(shell nproc 2>/dev/null || echo 1)
PROVE   = BUILD='$(abspath $(BUILD))' prove -j$(JOBS)
SCRIPTS = $(wildcard tests/*.t)
SLOW    = $(shell grep -l '^\# check: slow' $(SCRIPTS) /dev/null) $(BUILD)/unit/store-faults
LONG    = $(wildcard tests/long/*.t)
# A store is flushed to the disk for each record that is acknowledged; in memory that takes no time. t and check work there
# if half a GB is free and programs may be run from it, unless TMPDIR says otherwise; check-long stays on the disk.
MEMORY  = $(shell test -w /dev/shm && grep ' /dev/shm tmpfs ' /proc/mounts | grep -qv noexec && \
            df -Pk /dev/shm | awk 'NR == 2 && $$4 >= 524288 { print "TMPDIR=$${TMPDIR:-/dev/shm}" }')

.PHONY: build t check check-long
build:
	@$(MAKE) --no-print-directory -j$(JOBS) all $(UNITS) $(BUILD)/fault.so $(BUILD)/powercut $(BUILD)/typist $(BUILD)/peak
t: build
	$(MEMORY) $(PROVE) $(filter-out $(SLOW),$(UNITS) $(SCRIPTS))
# The slow ones first: they decide how long it takes.
check: build
	$(MEMORY) $(PROVE) $(SLOW) $(filter-out $(SLOW),$(SCRIPTS) $(UNITS))
check-long: build
	@$(MAKE) --no-print-directory -j$(JOBS) dev
	@$(MAKE) --no-print-directory BUILD=build/dev build/dev/typist
	@$(MAKE) --no-print-directory -j$(JOBS) dev-fuzz
	$(PROVE) -v $(LONG) | tee $(BUILD)/check-long.tap | grep -v '^ok'
	@! grep -q '^not ok\|^Result: FAIL' $(BUILD)/check-long.tap

# One script, its answers shown: make tests/pay.t
.PHONY: $(SCRIPTS) $(LONG)
$(SCRIPTS) $(LONG): build
	$(PROVE) -v $@

# What the fault sweeps need: a library to preload, a maker of power-cut images.
$(BUILD)/fault.so: tests/fault/fault.c tests/fault/log.h
	@mkdir -p $(@D)
	$(CC) -O2 -g -Wall -Wextra -std=gnu11 -shared -fPIC -o $@ $< -ldl
$(BUILD)/powercut: tests/fault/powercut.c tests/fault/log.h
	@mkdir -p $(@D)
	$(CC) -O2 -g -Wall -Wextra -std=gnu11 -o $@ $<

# Who types at the form: a command at a terminal of its own.
$(BUILD)/typist: tests/form/typist.c
	@mkdir -p $(@D)
	$(CC) -O2 -g -Wall -Wextra -std=gnu11 -D_GNU_SOURCE -o $@ $< -lutil

# What a command takes at its peak.
$(BUILD)/peak: tests/fault/peak.c
	@mkdir -p $(@D)
	$(CC) -O2 -g -Wall -Wextra -std=gnu11 -D_GNU_SOURCE -o $@ $<

.PHONY: demo
demo:
	@$(MAKE) --no-print-directory -s -j$(JOBS) all
	@BUILD='$(abspath $(BUILD))' demo/run.sh

# Programs that change inputs at random and look what happens; sanitized, for check-long.
FUZZERS = $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/*.c))
.PHONY: fuzzers dev-fuzz
fuzzers: $(FUZZERS)
$(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/libcm.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)
dev-fuzz:
	$(MAKE) BUILD=build/dev CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer' fuzzers
