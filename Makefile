# cm-tools. `make help` lists what can be asked for; README.md says where to begin.
# Every file is found by its place: cmd/cm-X.c are the commands, cmd/X_*.c what cm-X alone has beside it, lib/*/*.c and lib/flow/*/*.c the library, tests/unit/*.c the C tests.

VERSION   = 0.1
PREFIX    = /usr/local
DESTDIR   =
BUILD     = build
CC        = cc
AR        = ar
PKGS      = sqlite3 yaml-0.1 nettle
CFLAGS    = -O2 -g
WARN      = -Wall -Wextra -Wpointer-arith -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wformat=2 -Wvla
CPPFLAGS  = -D_GNU_SOURCE -DCM_VERSION='"$(VERSION)"' -DCM_POLICY_DIR='"$(PREFIX)/share/cm-tools/policies"' \
            -DCM_LIB_DIR='"$(PREFIX)/lib/cm-tools"' -DCM_LOCALE_DIR='"$(PREFIX)/share/locale"' \
            -Ilib -Icmd -I$(BUILD)/gen $(shell pkg-config --cflags $(PKGS))
STD       = -std=gnu11 -fstack-protector-strong
# Libraries are linked in from their archives: loading the shared ones is a third of what a reading call executes, and
# each call inside libsqlite3.so goes through its table, a tenth of a bulk payment. A newer library needs a new make;
# LINK=shared says otherwise.
LINK      = static
LIBS      = $(shell pkg-config --libs $(PKGS)) -lcrypt
ifeq ($(LINK),static)
LDLIBS    = -Wl,-Bstatic $(LIBS) -Wl,-Bdynamic -lm -lpthread -ldl
else
LDLIBS    = $(LIBS) -lpthread -ldl
endif
# Packages of Debian 12: what `make deps` installs to build, run and test.
DEPS      = gcc libc6-dev pkg-config libsqlite3-dev libyaml-dev libedit-dev libpango1.0-dev fonts-wqy-microhei nettle-dev libcrypt-dev gettext gnuplot-nox perl sqlite3 mandoc
TEST_DEPS = $(DEPS) poppler-utils libxml2-utils git python3 python3-jsonschema strace valgrind jq util-linux procps clang libclang-rt-14-dev

LIB_SRC   = $(wildcard lib/*/*.c lib/flow/*/*.c)
LIB_OBJ   = $(LIB_SRC:%.c=$(BUILD)/%.o)
SQL       = $(sort $(wildcard lib/store/sql/*.sql))
COMMANDS  = $(patsubst cmd/%.c,%,$(wildcard cmd/cm-*.c))
OWN_SRC   = $(foreach c,$(COMMANDS:cm-%=%),$(wildcard cmd/$(c)_*.c))
ROOM_OBJ  = $(patsubst %.c,$(BUILD)/%.o,$(filter-out cmd/cm-%.c cmd/form%.c cmd/paper%.c $(OWN_SRC),$(wildcard cmd/*.c)))
PROGRAMS  = $(COMMANDS:%=$(BUILD)/bin/%)
UNITS     = $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*.c))

.PHONY: all
all: $(PROGRAMS)

include $(wildcard mk/*.mk)

$(BUILD)/libcm.a: $(LIB_OBJ) $(BUILD)/gen/queries.o
	@rm -f $@
	$(AR) rcs $@ $^

# The statements of lib/store/sql become an enum and a table of strings (lib/store/sql.awk).
$(BUILD)/gen/queries.h $(BUILD)/gen/queries.c: $(SQL) lib/store/sql.awk
	@mkdir -p $(@D)
	awk -f lib/store/sql.awk -v header=$(BUILD)/gen/queries.h -v source=$(BUILD)/gen/queries.c $(SQL)
$(BUILD)/gen/queries.o: $(BUILD)/gen/queries.c
	$(CC) $(STD) $(WARN) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/%.o: %.c | $(BUILD)/gen/queries.h
	@mkdir -p $(@D)
	$(CC) $(STD) $(WARN) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(foreach o,$(OWN_SRC:.c=.o),$(eval $(BUILD)/bin/cm-$(firstword $(subst _, ,$(notdir $(o)))): $(BUILD)/$(o)))
$(BUILD)/bin/%: $(BUILD)/cmd/%.o $(ROOM_OBJ) $(BUILD)/libcm.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LDLIBS)

$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libcm.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

.SECONDARY:
-include $(shell test -d $(BUILD) && find $(BUILD) -name '*.d')

.PHONY: dev clean
dev:
	$(MAKE) BUILD=build/dev CFLAGS='-O1 -g -Werror -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer' all
clean:
	rm -rf $(BUILD)
