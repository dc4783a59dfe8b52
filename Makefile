# Everything there is to do here. `make` alone lists it.
SHELL := bash
.DEFAULT_GOAL := help
# Expensive outputs live outside of the checkout, so that a fresh clone is quick.
export CODITECT_CACHE ?= $(HOME)/.cache/coditect
export CARGO_TARGET_DIR ?= $(CODITECT_CACHE)/target
CRDS := charts/coditect/crds/coditect.ai.yaml
OPENAPI := images/combined/frontend/openapi.json
# All but `foundationdb`, which needs its client library to link; `make test-foundationdb` has it.
FEATURES := --features coditect-crds/crdgen
# Built together, so that each dependency is built once, with one set of features.
CARGO_TEST := cargo test --locked --workspace $(FEATURES)

help: ## List the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

up: checkout ## Start a cluster with all of Coditect, and one workspace in it
	@tests/up/up.sh

down: ## Stop it and remove all that is left of it
	@$$(tests/cluster/build.sh) stop --name $${CODITECT_NAME:-dev}

test: deps build ## Run every test, on real clusters
	$(CARGO_TEST) -- --test-threads=2
	@cd tests/cluster && DEVCLUSTER=$$(./build.sh) CGO_ENABLED=0 go test -trimpath -count=1 -vet=off ./...
	@cd tests/images/dockerfile && CGO_ENABLED=0 go test -trimpath -count=1 -vet=off ./...
	@cd tests/images && python3 -m unittest
	@cd tests/prometheus && $$(./build.sh)/promtool test rules rules.test.yaml
	@tests/image/run.sh image.test.mjs
	@images/combined/frontend/test.sh
	@tests/browser/run.sh

test-full: deps build ## Run the IDE's tests in pods of the `full` image; builds its toolchains first
	$(CARGO_TEST) --test e2e -- --ignored browser::

test-foundationdb: ## Run the tests of the store on FoundationDB, where FDBSERVER, FDBCLI and LIBFDB_C name it
	@tests/foundationdb/run.sh

build: checkout ## Build all programs, the web app, the development cluster and the images
	cargo build --locked --workspace $(FEATURES) --lib --bins --tests
	@tests/cluster/build.sh >/dev/null
	@tests/prometheus/build.sh >/dev/null
	@images/combined/frontend/build.sh >/dev/null
	@[ "$$(id -u)" -ne 0 ] || for image in operator api gateway combined; do images/build.sh $$image >/dev/null || exit 1; done

bench: deps checkout ## Measure what ships against the floor; prints a table and writes target/bench.json
	cargo build --locked --release --workspace $(FEATURES) --bins
	@$(CARGO_TARGET_DIR)/release/coditect-bench

lint: deps checkout ## Check format, lints, licences, and that generated files are fresh
	cargo fmt --all --check
	cargo clippy --locked --workspace $(FEATURES) --all-targets -- -D warnings
	cargo clippy --locked --workspace --all-features --all-targets -- -D warnings
	@tests/lint/deny.sh
	@cargo build --locked -q --workspace $(FEATURES) --bin crdgen --bin coditect-api
	@$(CARGO_TARGET_DIR)/debug/crdgen | diff -u $(CRDS) - \
	  || { echo "error: $(CRDS) is stale; run: make generate" >&2; exit 1; }
	@$(CARGO_TARGET_DIR)/debug/coditect-api openapi | diff -u $(OPENAPI) - \
	  || { echo "error: $(OPENAPI) is stale; run: make generate" >&2; exit 1; }
	@rm -rf $(CARGO_TARGET_DIR)/reference && docs/reference/generate.py $(CARGO_TARGET_DIR)/debug/crdgen $(CARGO_TARGET_DIR)/reference \
	  && diff -u --exclude=generate.py docs/reference $(CARGO_TARGET_DIR)/reference || { echo "error: docs/reference is stale; run: make generate" >&2; exit 1; }
	@tests/lint/links.py
	@for module in tests/cluster tests/images/dockerfile; do \
	  (cd $$module && test -z "$$(gofmt -l .)" && CGO_ENABLED=0 go vet -trimpath ./...) || exit 1; done
	@$$(tests/prometheus/build.sh)/promtool check rules --lint-fatal charts/coditect/monitoring/rules.yaml >/dev/null
	@$$(tests/images/dockerfile/build.sh) . images/Dockerfile images/combined/Dockerfile

generate: checkout ## Write the files that are made from code
	cargo build --locked -q --workspace $(FEATURES) --bin crdgen --bin coditect-api
	$(CARGO_TARGET_DIR)/debug/crdgen > $(CRDS).new && mv $(CRDS).new $(CRDS)
	$(CARGO_TARGET_DIR)/debug/coditect-api openapi > $(OPENAPI).new && mv $(OPENAPI).new $(OPENAPI)
	images/combined/frontend/generate.sh
	docs/reference/generate.py $(CARGO_TARGET_DIR)/debug/crdgen docs/reference

# Cargo tells by file times alone what is fresh. Where another checkout has used the same target
# directory, all of this one's files count as changed; dependencies stay built.
checkout:
	@mkdir -p $(CARGO_TARGET_DIR)
	@[ "$$(cat $(CARGO_TARGET_DIR)/.checkout 2>/dev/null)" = "$(CURDIR)" ] || { \
	  git ls-files -z | xargs -0 touch; echo "$(CURDIR)" > $(CARGO_TARGET_DIR)/.checkout; }

deps:
	@[ "$$(id -u)" -ne 0 ] || tests/cluster/install-deps.sh

.PHONY: help up down test test-full test-foundationdb build bench lint generate checkout deps
