# What the machine must have: Debian 12 packages, for root or by sudo.
SUDO = $(shell [ "$$(id -u)" = 0 ] || echo sudo)
APT  = $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends

.PHONY: deps deps-test
deps: # to build, to run, to read the pages
	$(APT) $(DEPS)
deps-test: # also what the tests use
	$(APT) $(TEST_DEPS)
