# Everything a newcomer or a build machine needs. `make` alone says what there is.
# The environment is made when it is missing or when pyproject.toml or constraints.txt changed.

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

# The first Python on the path that is new enough, python3 before others. PYTHON=… on the command line overrides it.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

# Where a machine forbids it, everything would be compiled anew at every start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo venv test test-slow check bench bench-engines soak screenshots clean

help: ## print this list
	@echo 'collections-tui: make TARGET [ARGS="…"]'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## open the workstation on a fresh demo database (ARGS="--accounts 10000")
	@$(BIN)/collections-tui demo $(ARGS)

venv: $(VENV)/.development ## make the environment for development in .venv

test: $(VENV)/.development ## run the tests, but for the slow ones (ARGS="tests/domain -k aging")
	$(BIN)/python -m pytest -n auto --dist loadgroup -m "not slow" $(ARGS)

test-slow: $(VENV)/.development ## run the slow tests
	$(BIN)/python -m pytest -m slow $(ARGS)

check: $(VENV)/.development ## check style (ruff), types (mypy) and who imports whom (import-linter)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/.development ## measure what the project promises, and print the figures
	$(BIN)/python -m tests.bench $(ARGS)

bench-engines: $(VENV)/.development ## measure both database engines side by side
	$(BIN)/python -m tests.bench.engines $(ARGS)

soak: $(VENV)/.development ## let 64 people work at a server of workstations for ten minutes (ARGS="--people 16 --minutes 2")
	$(BIN)/python -m tests.soak $(ARGS)

screenshots: $(VENV)/.development ## draw the pictures of the README anew
	$(BIN)/python -m tests.screenshots $(ARGS)

clean: ## remove the environment and whatever the other targets left behind
	rm -rf $(VENV) build dist snapshot_report.html .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find collections_tui tests -name __pycache__ -type d -prune -exec rm -rf {} +

# What the program needs, so that a first look does not wait for the tools of development. hatchling comes first, from
# the constraints, and builds without isolation: otherwise pip would fetch whichever version is newest that day.
$(VENV)/.runtime: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo 'No Python 3.11 or newer found: install one, or name it with make PYTHON=…' >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { echo 'Making the environment in $(VENV) …'; \
		$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo 'Python could not make an environment: on Debian and Ubuntu, install the package python3-venv.' >&2; exit 1; }; }
	@echo 'Installing the program …'
	@$(INSTALL) hatchling
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

$(VENV)/.development: $(VENV)/.runtime
	@echo 'Installing the tools of development …'
	@$(INSTALL) --no-build-isolation --editable '.[dev]'
	@touch $@
