# PDFs are made by a module that is opened when one is asked for (cmd/paper.h): only it is linked with pangocairo. What it
# needs of lib/base it has as a copy of its own (mk/form.mk).
PAPER_OBJ = $(patsubst %.c,$(BUILD)/pic/%.o,$(wildcard cmd/paper*.c))

all: $(BUILD)/lib/cm-paper.so

$(PAPER_OBJ): CPPFLAGS += $(shell pkg-config --cflags pangocairo)
$(BUILD)/lib/cm-paper.so: $(PAPER_OBJ) $(BUILD)/pic/libbase.a
	@mkdir -p $(@D)
	$(CC) -shared $(CFLAGS) $(LDFLAGS) -o $@ $(PAPER_OBJ) $(BUILD)/pic/libbase.a -Wl,-z,now $(shell pkg-config --libs pangocairo)
