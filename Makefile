# nrc-pipe: `make reproduce` and `make test` do everything on a fresh Debian 12 with Swift 6.

SHELL := /bin/bash
.DEFAULT_GOAL := build

# The one list of system packages; README and CI take it from here.
SYSTEM_PACKAGES := libopenblas-dev liblapacke-dev libyaml-dev libarchive-dev libsqlite3-dev \
                   libcurl4-openssl-dev libhdf5-dev libturbojpeg0-dev libdnnl-dev zlib1g-dev gnuplot-nox fonts-dejavu-core
# Real servers and tools that only the tests start. Whoever runs commands of others wants bubblewrap too.
TEST_PACKAGES := nginx-light openssl bubblewrap

SWIFT ?= swift
PROFILE ?= quick
FIGURES ?= fig8
RUN_OPTIONS ?=
SIZES ?= 1000 10000
PREFIX ?= $(HOME)/.local

RELEASE := .build/release
RELEASE_FLAGS := -c release --static-swift-stdlib
PROGRAMS := nrc-pipe nrc-pipe-worker nrc-pipe-guard

# The worker's environment is built by the runner; tests and benchmarks call the numerics directly
# and need the same. OpenBLAS reads the core type once, while it is loaded.
ifeq ($(shell uname -m),x86_64)
AVX512 := avx512f avx512cd avx512dq avx512bw avx512vl
CPU_FLAGS := $(shell grep -m1 '^flags' /proc/cpuinfo)
CORE_TYPE := OPENBLAS_CORETYPE=$(if $(filter-out $(CPU_FLAGS),$(AVX512)),Haswell,SkylakeX)
endif
NUMERICS_ENVIRONMENT := env $(CORE_TYPE) OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1

.PHONY: reproduce test check verify-ci build deps lint format manual bench bench-resnets bench-runner fuzz torture sanitize install clean

## Install what is missing, build, and run the main job; RUN_OPTIONS=--yes for one of more than two hours.
reproduce: build
	$(RELEASE)/nrc-pipe run $(FIGURES) --profile $(PROFILE) $(RUN_OPTIONS)

## Install what is missing, build and run all tests.
test: deps
	@.ci/install-packages $(TEST_PACKAGES)
	@.ci/run-tests $(NUMERICS_ENVIRONMENT) $(SWIFT) test

## Everything that needs no test run: format, module edges, warnings as errors.
check: deps lint
	$(SWIFT) build --build-tests

## Run all claims at the smallest scale, and compare with what is known of them.
verify-ci: build
	.ci/verify-claims

build: deps
	$(SWIFT) build $(RELEASE_FLAGS)

## Install the missing system packages, or say how.
deps:
	@.ci/install-packages $(SYSTEM_PACKAGES)

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks

format:
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests Benchmarks

## The pages of the manual that are made from the program itself; a test says when they are old.
manual:
	$(SWIFT) build --product nrc-pipe
	.build/debug/nrc-pipe manual commands > docs/commands.md
	.build/debug/nrc-pipe manual kinds > docs/stage-kinds.md
	.build/debug/nrc-pipe schema pipeline > docs/pipeline.schema.json
	.build/debug/nrc-pipe schema events > docs/events.schema.json

## Feed damaged files to the readers, with the address sanitizer. What it keeps of freed memory, to notice a late use, is limited to 16 MiB:
## it keeps 256 by default, which looks like a leak for the first some hundred thousand inputs.
FUZZ_INPUTS ?= 1000000
fuzz: deps
	ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=16 SWIFT_BACKTRACE=enable=no $(SWIFT) run -c release --sanitize address \
	    --scratch-path .build-address nrc-pipe-fuzz $(FUZZ_INPUTS)

## Kill, fill and spoil a project over and over.
TORTURE_SECONDS ?= 600
torture: deps
	@.ci/install-packages $(TEST_PACKAGES)
	NRC_PIPE_TORTURE_SECONDS=$(TORTURE_SECONDS) $(NUMERICS_ENVIRONMENT) $(SWIFT) test --filter TortureTests

## The executor's tests with the thread sanitizer; by hand, as everything has to be built for it.
sanitize: deps
	@.ci/install-packages $(TEST_PACKAGES)
	TSAN_OPTIONS=suppressions=$(CURDIR)/.ci/thread-sanitizer-suppressions $(NUMERICS_ENVIRONMENT) $(SWIFT) test --sanitize thread \
	    --scratch-path .build-thread --filter PipelineEngineTests

bench: build
	$(NUMERICS_ENVIRONMENT) $(RELEASE)/nrc-pipe-benchmark $(RELEASE)

## The ResNets' training alone, beside PyTorch's.
bench-resnets: build
	$(NUMERICS_ENVIRONMENT) $(RELEASE)/nrc-pipe-benchmark $(RELEASE) resnets

## What the runner itself costs with many stages; 100,000 take half an hour to be run once.
bench-runner: build
	$(RELEASE)/nrc-pipe-benchmark $(RELEASE) scale $(SIZES)

install: build
	install -d $(PREFIX)/bin
	install $(addprefix $(RELEASE)/,$(PROGRAMS)) $(PREFIX)/bin

clean:
	rm -rf .build .build-address .build-thread
