# Which kinds of orders the commands make, for cm-policy check: each must have a form (policies/forms.yaml).
COMMAND_SRC = $(sort $(wildcard cmd/cm-*.c))

$(BUILD)/gen/orders.h: $(COMMAND_SRC) cmd/orders.awk
	@mkdir -p $(@D)
	awk -f cmd/orders.awk $(COMMAND_SRC) >$@
$(BUILD)/cmd/cm-policy.o: $(BUILD)/gen/orders.h
