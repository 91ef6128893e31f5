# GNU make.  Knobs: CC CFLAGS PREFIX DESTDIR WERROR=1 SANITIZE=address,undefined XLSX= FUZZ_SECONDS=60
# Targets: all check check-unit lint bench fuzz install uninstall dist distcheck clean

VERSION  = 0.1.0
CC      ?= cc
CFLAGS  ?= -O2 -g
AWK     ?= awk
PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
MANDIR  ?= $(PREFIX)/share/man
SHAREDIR ?= $(PREFIX)/share/wangge
# Of tests: they wait for locks and clocks half of their time.
JOBS    ?= $(shell echo $$((2 * $$(nproc 2>/dev/null || echo 1))))

# A build folder for each compiler and sanitizer, so that they never mix.
BUILD   ?= build$(if $(SANITIZE),/$(subst $(comma),-,$(SANITIZE)))
comma   := ,

# Format xlsx, if libxlsxwriter is there; XLSX= builds without.
XLSX    := $(shell pkg-config --exists xlsxwriter && echo xlsxwriter)
$(if $(XLSX),,$(info building without libxlsxwriter: no format xlsx))

PKGS     = sqlite3 libpcre2-8 smartcols nettle jansson $(XLSX)
WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
           -Wmissing-prototypes -Wwrite-strings -Wvla $(if $(WERROR),-Werror)
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' $(WARN) $(CFLAGS) $(if $(XLSX),-DHAVE_XLSX) \
           $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all) \
           -Ilib -I$(BUILD)/gen $(shell pkg-config --cflags $(PKGS))
LIBS     = $(shell pkg-config --libs $(PKGS)) -lcsv -lpthread -lm $(LDLIBS)

SQL      = $(sort $(wildcard lib/sql/*.sql)) $(BUILD)/gen/records.sql
SCHEMA   = $(sort $(wildcard lib/schema/[0-9]*.sql)) lib/schema/temp.sql
TABLES   = $(sort $(wildcard lib/tables/*.csv))
GEN_H    = $(addprefix $(BUILD)/gen/,sql.h fields_table.h fields_at.h record_sql.h export_sql.h workflow_table.h region_table.h count_at.h indicator_table.h)
GEN_C    = $(addprefix $(BUILD)/gen/,sql.c schema.c standard.c page_css.c scorecard_css.c)

LIB_SRC  = $(sort $(wildcard lib/*.c))
LIB_OBJ  = $(LIB_SRC:%.c=$(BUILD)/%.o) $(GEN_C:%.c=%.o)
COMMANDS = $(patsubst cmd/%.c,%,$(sort $(wildcard cmd/*-*.c)))
BIN      = $(COMMANDS:%=$(BUILD)/bin/%)
UNIT     = $(patsubst tests/%.c,$(BUILD)/tests/%,$(sort $(wildcard tests/*_test.c)))
PROBE    = $(patsubst tests/%.c,$(BUILD)/tests/%,$(sort $(wildcard tests/*_probe.c)))
FUZZ     = $(patsubst tests/%.c,$(BUILD)/tests/%,$(sort $(wildcard tests/*_fuzz.c)))
SCRIPT_T = $(sort $(wildcard tests/*.t))
MAN      = $(sort $(wildcard man/*.[17])) $(BUILD)/man/wangge.5
SAMPLE   = $(addprefix scripts/,crontab.sample wangge-weekly.service wangge-weekly.timer)

all: $(BIN) $(BUILD)/man/wangge.5

$(BUILD)/libwangge.a: $(LIB_OBJ)
	rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/bin/%: $(BUILD)/cmd/%.o $(BUILD)/libwangge.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/%.o: %.c | $(GEN_H)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Long string literals are what these files are.
$(BUILD)/gen/%.o: $(BUILD)/gen/%.c | $(GEN_H)
	$(CC) $(ALL_CFLAGS) -Wno-overlength-strings -MMD -MP -c -o $@ $<

$(BUILD)/gen/records.sql: lib/fields.csv scripts/gen-fields.awk
	@mkdir -p $(@D)
	$(AWK) -v part=sql -f scripts/gen-fields.awk $< > $@.new && mv $@.new $@

$(BUILD)/gen/sql.h $(BUILD)/gen/sql.c: $(BUILD)/gen/sql.%: $(SQL) scripts/gen-sql.awk $(BUILD)/gen/sql.checked
	$(AWK) -v part=$* -f scripts/gen-sql.awk $(SQL) > $@.new && mv $@.new $@

# Every statement is prepared against the schema by the sqlite3 shell.
$(BUILD)/gen/sql.checked: $(SQL) $(SCHEMA) scripts/gen-sql.awk scripts/check-sql
	@mkdir -p $(@D)
	$(AWK) -v part=check -f scripts/gen-sql.awk $(SQL) > $@.sql
	scripts/check-sql $@.sql $(SCHEMA)
	touch $@

$(BUILD)/gen/fields_table.h: lib/fields.csv scripts/gen-fields.awk
	@mkdir -p $(@D)
	$(AWK) -v part=c -f scripts/gen-fields.awk $< > $@.new && mv $@.new $@

$(BUILD)/gen/fields_at.h: lib/fields.csv scripts/gen-fields.awk
	@mkdir -p $(@D)
	$(AWK) -v part=at -f scripts/gen-fields.awk $< > $@.new && mv $@.new $@

$(BUILD)/gen/%_sql.h: lib/fields.csv scripts/gen-fields.awk
	@mkdir -p $(@D)
	$(AWK) -v part=$* -f scripts/gen-fields.awk $< > $@.new && mv $@.new $@

$(BUILD)/gen/workflow_table.h: lib/workflow.csv scripts/gen-workflow.awk
	@mkdir -p $(@D)
	$(AWK) -f scripts/gen-workflow.awk $< > $@.new && mv $@.new $@

$(BUILD)/gen/count_at.h: lib/indicator.csv scripts/gen-indicator.awk
	@mkdir -p $(@D)
	$(AWK) -v part=at -f scripts/gen-indicator.awk $< > $@.new && mv $@.new $@

$(BUILD)/gen/indicator_table.h: lib/indicator.csv scripts/gen-indicator.awk
	@mkdir -p $(@D)
	$(AWK) -v part=c -f scripts/gen-indicator.awk $< > $@.new && mv $@.new $@

$(BUILD)/gen/region_table.h: lib/region.csv scripts/gen-region.awk
	@mkdir -p $(@D)
	$(AWK) -f scripts/gen-region.awk $< > $@.new && mv $@.new $@

$(BUILD)/gen/schema.c: $(SCHEMA) scripts/gen-bytes.awk
	@mkdir -p $(@D)
	$(AWK) -v what=schema -f scripts/gen-bytes.awk $(SCHEMA) > $@.new && mv $@.new $@

$(BUILD)/gen/standard.c: $(TABLES) scripts/gen-bytes.awk
	@mkdir -p $(@D)
	$(AWK) -v what=table -f scripts/gen-bytes.awk $(TABLES) > $@.new && mv $@.new $@

$(BUILD)/gen/%_css.c: lib/%.css
	@mkdir -p $(@D)
	{ echo 'const char $*_css[] ='; sed 's/[\\"]/\\&/g; s/^\t*\(.*\)/\t"\1\\n"/' $<; echo ';'; } > $@.new && mv $@.new $@

$(BUILD)/tests/%_test: $(BUILD)/tests/%_test.o $(BUILD)/libwangge.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

$(BUILD)/tests/%_probe: $(BUILD)/tests/%_probe.o $(BUILD)/libwangge.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# Of SQLite alone, to compare with.
$(BUILD)/tests/%_bench: $(BUILD)/tests/%_bench.o
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs sqlite3)

# Coverage-guided, in a build of its own: all of the library is instrumented.
$(BUILD)/tests/%_fuzz: $(BUILD)/tests/%_fuzz.o $(BUILD)/libwangge.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)

fuzz-each: $(FUZZ)
	for f in $^; do $$f -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -verbosity=0 || exit; done

FUZZ_SECONDS ?= 60
fuzz:
	$(MAKE) CC=clang BUILD=build/fuzz CFLAGS='-O1 -g -fsanitize=fuzzer-no-link' SANITIZE=address,undefined fuzz-each

tests: $(UNIT) $(PROBE)

check-unit: $(UNIT)
	CMOCKA_MESSAGE_OUTPUT=TAP prove -j$(JOBS) -e '' $(UNIT)

check: all tests $(BUILD)/man/wangge.5
	BUILD='$(BUILD)' CMOCKA_MESSAGE_OUTPUT=TAP prove -j$(JOBS) -e '' $(UNIT) $(SCRIPT_T)

lint: $(BUILD)/gen/sql.checked
	scripts/lint

bench: all $(BUILD)/tests/raw_bench
	BUILD='$(BUILD)' scripts/bench

$(BUILD)/man/wangge.5: man/wangge.5.in lib/fields.csv lib/indicator.csv scripts/gen-man.awk
	@mkdir -p $(@D)
	$(AWK) -f scripts/gen-man.awk lib/fields.csv lib/indicator.csv man/wangge.5.in > $@.new && mv $@.new $@

install: all $(MAN)
	install -d '$(DESTDIR)$(BINDIR)'
	install $(BIN) '$(DESTDIR)$(BINDIR)'
	install -d '$(DESTDIR)$(SHAREDIR)'
	install scripts/weekly-report '$(DESTDIR)$(SHAREDIR)'
	install -m 644 $(SAMPLE) '$(DESTDIR)$(SHAREDIR)'
	for s in 1 5 7; do \
		install -d "$(DESTDIR)$(MANDIR)/man$$s"; \
	done
	for m in $(MAN); do install -m 644 $$m "$(DESTDIR)$(MANDIR)/man$${m##*.}"; done

uninstall:
	rm -f $(COMMANDS:%='$(DESTDIR)$(BINDIR)/%')
	rm -f $(patsubst scripts/%,'$(DESTDIR)$(SHAREDIR)/%',scripts/weekly-report $(SAMPLE))
	for m in $(notdir $(MAN)); do rm -f "$(DESTDIR)$(MANDIR)/man$${m##*.}/$$m"; done

# Of what is committed: needs git and the repository.
dist:
	git archive --prefix=wangge-$(VERSION)/ -o wangge-$(VERSION).tar.gz HEAD

distcheck: dist
	rm -rf build/dist && mkdir -p build/dist
	tar -xzf wangge-$(VERSION).tar.gz -C build/dist
	$(MAKE) -C build/dist/wangge-$(VERSION) check
	$(MAKE) -C build/dist/wangge-$(VERSION) install DESTDIR="$(CURDIR)/build/dist/root"

clean:
	rm -rf build wangge-$(VERSION).tar.gz

.PHONY: all tests check check-unit lint bench fuzz fuzz-each install uninstall dist distcheck clean
.DELETE_ON_ERROR:
.SECONDARY:

-include $(LIB_OBJ:.o=.d) $(COMMANDS:%=$(BUILD)/cmd/%.d) $(UNIT:=.d) $(PROBE:=.d) $(FUZZ:=.d)
