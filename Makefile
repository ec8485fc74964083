# Two commands need nothing but Python 3.11+ and make: `make serve` and `make test`.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help install serve test test-fast check lint types bench lint-openapi clients lock clean mutations torture docs

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/made:
	@test -n "$(PYTHON)" || { echo 'Error: Python 3.11 or newer was not found. Install it, or name it: make PYTHON=/path/to/python3' >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/made requirements.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

install: $(VENV)/installed ## Install what `serve` needs into .venv

serve: install ## Run the mock on http://127.0.0.1:4080 (ARGS="--port 0 --seed 7")
	@$(BIN)/mockwright serve $(ARGS)

test: $(VENV)/installed-dev ## Run the tests (ARGS="-k journal")
	$(BIN)/python -m pytest $(ARGS)

test-fast: $(VENV)/installed-dev ## Run the tests without the slowest ones
	$(BIN)/python -m pytest -m "not slow" $(ARGS)

$(VENV)/installed-docs: $(VENV)/made requirements-docs.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-docs.lock
	@touch $@

docs: $(VENV)/installed-docs ## Build the documentation site in build/site
	$(BIN)/python -m tests.tools.site_pages
	$(BIN)/zensical build --strict --clean --config-file mkdocs.yml

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev
	$(BIN)/mypy

check: lint types test ## Lint, strict types, and the tests

bench: $(VENV)/installed-dev ## Measure speed beside its limit and its peers
	$(BIN)/python -m tests.bench $(ARGS)

mutations: $(VENV)/installed-dev ## Count which changes of documents and answers `check server` finds
	$(BIN)/python -m tests.mutations $(ARGS)

torture: $(VENV)/installed-dev ## What a network, a disk or a signal can do to the mock, as cases (ARGS="A C22")
	$(BIN)/python -m tests.torture $(ARGS)

lint-openapi: ## Lint the documents with Spectral and Redocly (needs npm)
	npx --yes @stoplight/spectral-cli@6 lint --ruleset tests/openapi/spectral.yaml --fail-severity error openapi/mockwright/openapi/documents/*.yaml
	npx --yes @redocly/cli@2 lint --extends recommended openapi/mockwright/openapi/documents/*.yaml

clients: install ## Generate TypeScript and Python clients and run them against a mock (needs npm)
	@$(BIN)/mockwright serve --port 0 --ready-file .venv/ready.json & server=$$!; \
	trap 'kill $$server' EXIT; \
	while ! test -f .venv/ready.json; do sleep 0.1; done; \
	url=$$($(BIN)/python -c 'import json; print(json.load(open(".venv/ready.json"))["url"])'); \
	tests/clients/typescript.sh $$url && tests/clients/python.sh $$url

lock: $(VENV)/made ## Rewrite the lock files from pyproject.toml
	$(BIN)/pip install --quiet 'uv>=0.13'
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group build -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group build --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group docs -c requirements-dev.lock -o requirements-docs.lock

clean: ## Remove everything that was installed or made
	rm -rf $(VENV) .bench build dist .hypothesis .schemathesis .mypy_cache .pytest_cache .ruff_cache
