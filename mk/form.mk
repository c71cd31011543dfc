# The form at the counter is a module that is opened when somebody is asked (cmd/form.h): only it is linked with libedit.
# What it needs of lib/base it has as a copy of its own, position-independent.
FORM_OBJ = $(patsubst %.c,$(BUILD)/pic/%.o,$(wildcard cmd/form*.c))
BASE_PIC = $(patsubst %.c,$(BUILD)/pic/%.o,$(wildcard lib/base/*.c))

all: $(BUILD)/lib/cm-form.so

$(BUILD)/pic/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(STD) -fPIC -fvisibility=hidden $(WARN) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$(BUILD)/pic/libbase.a: $(BASE_PIC)
	@rm -f $@
	$(AR) rcs $@ $^
$(BUILD)/lib/cm-form.so: $(FORM_OBJ) $(BUILD)/pic/libbase.a
	@mkdir -p $(@D)
	$(CC) -shared $(CFLAGS) $(LDFLAGS) -o $@ $(FORM_OBJ) $(BUILD)/pic/libbase.a -Wl,-z,now $(shell pkg-config --libs libedit)
