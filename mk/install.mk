# make install [PREFIX=/usr] [DESTDIR=/tmp/image]
BINDIR  = $(PREFIX)/bin
LIBDIR  = $(PREFIX)/lib
MANDIR  = $(PREFIX)/share/man
DATADIR = $(PREFIX)/share/cm-tools
INSTALL = install

MANS    = $(wildcard man/*.[1-8])
HEADERS = $(wildcard lib/*/*.h lib/flow/*/*.h) $(BUILD)/gen/queries.h

.PHONY: install uninstall
install: all $(BUILD)/cm.pc
	$(INSTALL) -d '$(DESTDIR)$(BINDIR)' '$(DESTDIR)$(LIBDIR)/pkgconfig' '$(DESTDIR)$(DATADIR)'
	$(INSTALL) -m 755 $(PROGRAMS) '$(DESTDIR)$(BINDIR)'
	$(INSTALL) -m 644 $(BUILD)/libcm.a '$(DESTDIR)$(LIBDIR)'
	$(INSTALL) -m 644 $(BUILD)/cm.pc '$(DESTDIR)$(LIBDIR)/pkgconfig'
	set -e; for h in $(HEADERS); do \
		case $$h in lib/*) to=$${h#lib/} ;; *) to=$${h##*/} ;; esac; \
		$(INSTALL) -D -m 644 "$$h" '$(DESTDIR)$(PREFIX)/include/cm/'"$$to"; done
	set -e; for m in $(MANS); do $(INSTALL) -D -m 644 "$$m" '$(DESTDIR)$(MANDIR)/man'"$${m##*.}/$${m##*/}"; done
	rm -rf '$(DESTDIR)$(DATADIR)/policies'
	cp -R policies '$(DESTDIR)$(DATADIR)/policies'
	chmod -R u=rwX,go=rX '$(DESTDIR)$(DATADIR)/policies'
	set -e; for c in $(wildcard completions/*); do case $$c in \
		*.bash) $(INSTALL) -D -m 644 "$$c" '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/'"$$(basename "$$c" .bash)" ;; \
		*.fish) $(INSTALL) -D -m 644 "$$c" '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/'"$${c##*/}" ;; \
		*/_*) $(INSTALL) -D -m 644 "$$c" '$(DESTDIR)$(PREFIX)/share/zsh/site-functions/'"$${c##*/}" ;; esac; done
	set -e; for so in $(wildcard $(BUILD)/lib/*.so); do $(INSTALL) -D -m 644 "$$so" '$(DESTDIR)$(LIBDIR)/cm-tools/'"$${so##*/}"; done
	set -e; for mo in $(wildcard $(BUILD)/locale/*/LC_MESSAGES/cm-tools.mo); do \
		$(INSTALL) -D -m 644 "$$mo" '$(DESTDIR)$(PREFIX)/share/'"$${mo#$(BUILD)/}"; done

uninstall:
	rm -f $(PROGRAMS:$(BUILD)/bin/%='$(DESTDIR)$(BINDIR)'/%) '$(DESTDIR)$(LIBDIR)/libcm.a' '$(DESTDIR)$(LIBDIR)/pkgconfig/cm.pc'
	rm -rf '$(DESTDIR)$(PREFIX)/include/cm' '$(DESTDIR)$(DATADIR)' '$(DESTDIR)$(LIBDIR)/cm-tools'
	rm -f $(foreach m,$(MANS),'$(DESTDIR)$(MANDIR)/man$(subst .,,$(suffix $m))/$(notdir $m)')
	rm -f $(COMMANDS:%='$(DESTDIR)$(PREFIX)/share/bash-completion/completions/%') \
		$(COMMANDS:%='$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/%.fish') \
		$(COMMANDS:%='$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_%') '$(DESTDIR)$(PREFIX)'/share/locale/*/LC_MESSAGES/cm-tools.mo

# What bears the prefix inside is compiled anew when it is another one than last time.
PREFIXED = $(shell grep -ls 'CM_[A-Z]*_DIR\|CM_VERSION' lib/*/*.c lib/flow/*/*.c cmd/*.c)
$(PREFIXED:%.c=$(BUILD)/%.o) $(PREFIXED:%.c=$(BUILD)/pic/%.o) $(BUILD)/cm.pc: $(BUILD)/prefix
.PHONY: always
$(BUILD)/prefix: always
	@mkdir -p $(@D)
	@echo '$(PREFIX) $(VERSION)' | cmp -s - $@ || echo '$(PREFIX) $(VERSION)' >$@

$(BUILD)/cm.pc: mk/install.mk
	@mkdir -p $(@D)
	@printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$${prefix}/lib' 'includedir=$${prefix}/include' '' 'Name: cm' \
		'Description: Records, policies and the store of cm-tools' 'Version: $(VERSION)' 'Requires: $(PKGS)' \
		'Cflags: -I$${includedir}/cm' 'Libs: -L$${libdir} -lcm -lcrypt -lpthread -ldl' >$@
