.PHONY: help
help:
	@printf '  %-18s %s\n' \
		'make'			'all commands, into $(BUILD)/bin' \
		'make demo'		'the main job on a small data set, told step by step' \
		'make t'		'the quick tests: seconds' \
		'make check'		'all tests and a sample of the faults: what CI calls' \
		'make check-long'	'sanitizers, valgrind, sweeps, fuzz' \
		'make tests/pay.t'	'one test, with its answers' \
		'make bench'		'ratios against bare loops' \
		'make dev'		'sanitized commands, into build/dev/bin' \
		'make completions'	'writes completions/ from the option and field tables' \
		'make po'		'takes new texts of the code into lib/po' \
		'make install'		'to $(PREFIX); PREFIX= and DESTDIR= say otherwise' \
		'make deps'		'installs what building and running needs (apt)' \
		'make deps-test'	'installs what the tests need as well' \
		'make LINK=shared'	'with the shared libraries instead of their archives (after make clean)' \
		'make clean'		'removes $(BUILD)'
