# Everything is made in .venv; nothing outside this folder is touched. `make help` lists what there is.

PYTHON ?= python3
VENV ?= .venv
export PYTHON VENV

BIN := $(VENV)/bin
# What pytest is told beside, e.g. make test ARGS="-k plan -x"
ARGS ?=
# As many processes as there are cores, four at most: each of them compiles, draws and starts commands of its own.
PARALLEL := -n auto --maxprocesses=4 --dist worksteal

.PHONY: help setup demo test torture check lint format golden examples bench lock clean
.DEFAULT_GOAL := help

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make or bring up to date the virtual environment (the others do it by themselves)
	@scripts/setup

demo: setup ## make a film from an example: free, offline, in the sandbox
	@scripts/demo

test: setup ## run every test
	@scripts/judges
	@$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

torture: setup ## kill runs at every point and a thousand times at random (or TORTURE="--kills 100"); some minutes
	@$(BIN)/python -m tests.torture $(TORTURE)
	@LONG_FILMS="1000 10000" $(BIN)/python -m pytest tests/run/test_long_films.py
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-250} $(BIN)/python -m pytest $(PARALLEL) tests/judges/test_fuzz.py tests/judges/test_fuzz_hooks.py

lint: setup ## check format, style and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

check: lint test ## everything that has to pass: format, style, types, tests

format: setup ## write the files in the one format, and mend what can be mended
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

golden: setup ## write the expected results of the tests anew; look at the difference before committing
	@UPDATE_GOLDEN=1 $(BIN)/python -m pytest $(ARGS)

examples: setup ## make and cut the film of every example in the sandbox; it takes some minutes
	@scripts/examples

bench: setup ## measure films of 10, 1,000 and 10,000 shots (or SIZES="10 500"); it takes some minutes
	@$(BIN)/python -m benchmarks $(SIZES)

lock: ## resolve the pinned versions anew (UPGRADE=1: take the newest)
	@scripts/lock $(if $(UPGRADE),--upgrade)

clean: ## remove what was made here, but no film and no ledger
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
