# Which kinds of orders the commands make, for cm-policy check: each must have a form (policies/forms.yaml).
ORDERS_SRC = $(sort $(wildcard cmd/cm-*.c)) $(sort $(wildcard lib/flow/*/*.c))

$(BUILD)/gen/orders.h: $(ORDERS_SRC) cmd/orders.awk
	@mkdir -p $(@D)
	awk -f cmd/orders.awk $(ORDERS_SRC) >$@
$(BUILD)/cmd/cm-policy.o: $(BUILD)/gen/orders.h
