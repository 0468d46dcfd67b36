# The only front door. ARCH=, T=, ROW=, KERNEL= choose; LINUX_TREE= and LINUX_TARBALL= give the base.
# Input: make TARGET; output: what `make help` says of it; exit status: make's.
ARCHES := $(notdir $(basename $(wildcard arch/*.conf)))
# A demo or a shell takes one architecture: this machine's own where it has a file in arch/.
ifneq ($(filter-out all $(ARCHES),$(ARCH)),)
$(error ARCH=$(ARCH) is not known; it is one of: $(ARCHES))
endif
ONE := $(or $(ARCH),$(filter $(shell uname -m),$(ARCHES)),$(firstword $(ARCHES)))
KERNEL ?= main
export HV_CACHE LINUX_TREE LINUX_TARBALL LINUX_ORIG STRICT RESUME PEER QUICK

.PHONY: help setup setup-one tree refresh check build boot shell demo test test-all bisect mutants bench doctor clean
.NOTPARALLEL:

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{ printf "  make %-10s %s\n", $$1, $$2 }'
	@echo "  ARCH= one of: $(ARCHES) (demo, shell: $(ONE)); T='pattern' chooses tests; ROW= a row of tests/matrix"

setup: ## install the Debian packages that are missing (as root, else it says which)
	@scripts/setup $(ARCH)

setup-one:
	@scripts/setup $(ONE)

tree: ## build/tree: the base and the patches on it as a git repository
	@scripts/setup $(ONE)
	@scripts/tree

refresh: ## export the commits of build/tree back to patches/
	@scripts/refresh

check: ## everything that can be checked without booting, about 15 minutes the first time
	@scripts/setup
	@scripts/test 0 '' '$(T)'

build: setup tree ## build a kernel: ARCH= (none: all), KERNEL= (main)
	@for arch in $(or $(ARCH),$(ARCHES)); do scripts/build $$arch $(KERNEL) || exit 1; done

boot: setup-one tree ## build and boot one row: ROW=
	@[ -n '$(ROW)' ] || { echo "type: make boot ROW=name; the rows are in tests/matrix" >&2; exit 2; }
	@scripts/row '$(ROW)'

shell: setup-one tree ## a shell in a guest: ARCH=, KERNEL=
	@scripts/build $(ONE) $(KERNEL)
	@scripts/boot -i -a $(ONE) -k $(KERNEL)

demo: setup-one tree ## nohuge beside huge on one screen, about 10 minutes the first time
	@scripts/demo $(ONE)

test: ## make check and the rows of tier 1; ends in: N passed, N failed, N skipped
	@scripts/setup
	@scripts/test 1 '$(ARCH)' '$(T)'

test-all: ## make test and every other row: hours; RESUME=1 keeps what passed and is unchanged
	@scripts/setup
	@scripts/test 2 '$(ARCH)' '$(T)'

bisect: setup tree ## build and boot every patch in turn, test each boundary of patches/series: ARCH=, T= guest tests (smoke); resumable
	@scripts/bisect $(ONE) $(T)

mutants: setup tree ## break the kernel in one place at a time and see the tests fail; hours, resumable; T='pattern'
	@scripts/mutants '$(T)'

bench: setup-one tree ## dTLB model, allocation costs, memory, against plain and mainline kernels: PEER=, QUICK=1; docs/BENCH.md
	@bench/all $(ONE)

doctor: ## versions, what is missing and the command that installs it
	@scripts/doctor

clean: ## remove build/, unless build/tree holds work that patches/ does not have
	@scripts/clean
