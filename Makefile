# Khuê. `make help` prints this list.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

help: ## print this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(VENV)/.ready ## environment, dependencies, front-end files (run and test do it by themselves)

$(VENV)/.ready: requirements-dev.txt pyproject.toml package-lock.json scripts/system.sh
	@bash scripts/system.sh python
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Đang cài thư viện Python…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/khue assets
	@$(BIN)/khue messages compile
	@touch $@

run: setup ## bring the product up with its database and the demo province (PORT, KHUE_HOME)
	@KHUE_DEMO=$${KHUE_DEMO:-1} exec $(BIN)/khue run

check: setup ## format, lint, types, import floors, migrations, house tests
	@bash scripts/check.sh

test: setup ## everything that CI runs, including a browser
	@bash scripts/system.sh test
	@bash scripts/test.sh

bench: setup ## every benchmark, one after the other
	@bash scripts/system.sh bench
	@$(BIN)/khue bench --all

docs: setup ## write docs/reference from the declarations
	@$(BIN)/khue docs

lock: ## pin the dependencies of pyproject.toml with hashes
	@uv pip compile --quiet --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url pyproject.toml -o requirements.txt
	@uv pip compile --quiet --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --extra dev pyproject.toml -o requirements-dev.txt

.PHONY: help setup run check test bench docs lock
