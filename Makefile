# Entry points. ARCH=, T=, ROW=, KERNEL= choose; LINUX_TREE= and LINUX_TARBALL= give the base.
# Input: make TARGET; output: what `make help` says of it; exit status: make's.
# Behind a target, for scripts/help: `## GROUP: what it does | time on 2 CPUs | disk`.
ARCHES := $(notdir $(basename $(wildcard arch/*.conf)))
# A demo or a shell takes one architecture: this machine's own where it has a file in arch/.
ifneq ($(filter-out all $(ARCHES),$(ARCH)),)
$(error ARCH=$(ARCH) is not known; it is one of: $(ARCHES))
endif
ONE := $(or $(filter-out all,$(ARCH)),$(filter $(shell uname -m),$(ARCHES)),$(firstword $(ARCHES)))
KERNEL ?= main
ifeq ($(shell expr '$(subst ','\'',$(or $(MINUTES),10))' : '[1-9][0-9]*$$'),0)
$(error MINUTES=$(MINUTES) is no number of minutes)
endif
export HV_CACHE LINUX_TREE LINUX_TARBALL LINUX_ORIG LINUX_RT STRICT RESUME PEER QUICK DEBUG T ROW FLAVOUR

.PHONY: help setup tree refresh check build boot shell demo test test-all bisect mutants bench soak deb doctor clean
.NOTPARALLEL:

help: ## Use: this list
	@scripts/help
	@echo "ARCH= one of: $(ARCHES) (demo, shell: $(ONE)); ROW= a row of tests/matrix; T='pattern': names of checks, rows or mutants."
	@echo "RESUME=1 keeps what passed and has not changed; STRICT=1 makes a skipped test a failure."

setup: ## Develop: install the Debian packages that are missing (as root, else name them)
	@scripts/setup $(ARCH)

tree: ## Develop: build/tree, the base and the patches on it as a git repository
	@scripts/setup $(ONE)
	@scripts/tree

refresh: ## Develop: export the commits of build/tree back to patches/
	@scripts/refresh

check: ## Test: what needs no boot: patches apply, compile one by one, keep the style | 15 min | 8 GB
	@scripts/setup
	@scripts/test 0 '' "$$T"

build: setup tree ## Develop: build a kernel: ARCH= (none: all), KERNEL= (main)
	@for arch in $(or $(ARCH),$(ARCHES)); do scripts/build $$arch $(KERNEL) || exit 1; done

boot: ## Test: one row of tests/matrix and the kernel that it needs: ROW= | 1 to 15 min | 3 GB
	@[ -n "$$ROW" ] || { echo "type: make boot ROW=name; the rows are in tests/matrix" >&2; exit 2; }
	@scripts/rows -l 2 '' "^$$ROW\$$" >/dev/null
	@scripts/setup $(ONE)
	@scripts/tree
	@scripts/row "$$ROW"

shell: tree ## Use: a shell in a guest: ARCH=, KERNEL=
	@scripts/build $(ONE) $(KERNEL)
	@scripts/boot -i -a $(ONE) -k $(KERNEL)

demo: ## Use: the same kernel booted without and with, side by side | 10 min | 3 GB
	@scripts/demo $(ONE)

test: ## Test: make check and the rows of tier 1 | 75 min at most | 12 GB
	@scripts/setup
	@scripts/test 1 '$(ARCH)' "$$T"

test-all: ## Test: that and every other row | hours | 20 GB
	@scripts/setup
	@scripts/test 2 '$(ARCH)' "$$T"

bisect: setup tree ## Test: build and boot every patch in turn: ARCH=, T= guest tests; resumable | hours | 5 GB
	@scripts/bisect $(ONE) $(T)

mutants: setup tree ## Test: mutation tests: break the kernel in one place, a test must fail; resumable | 70 min | 6 GB
	@scripts/mutants "$$T"

bench: tree ## Measure: TLB model, instructions, memory: PEER=, QUICK=1 (5 min); docs/BENCH.md | 45 min and builds | 8 GB
	@bench/all $(ONE)

soak: tree ## Test: a small machine under load, a line a minute: MINUTES= (10) | that, and a build | 3 GB
	@FOLLOW=1 WORDS=hv.minutes=$(or $(MINUTES),10) LIMIT=$$(($(or $(MINUTES),10) * 75 + 300)) scripts/row soak

deb: tree ## Use: packages of Debian's kernel with the series: FLAVOUR=, DEBUG=1; docs/USING.md | 60 min | 2 GB
	@scripts/deb $(ONE) $${FLAVOUR:+"$$FLAVOUR"}

doctor: ## Use: versions, room, what is missing and the command that installs it
	@scripts/doctor

clean: ## Develop: remove build/, unless build/tree holds work that patches/ does not have
	@scripts/clean
