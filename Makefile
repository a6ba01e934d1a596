# `make demo` and `make test` are all that a fresh machine with Python 3.11 needs: each sets up .venv by itself.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

BIN := .venv/bin
PY := $(BIN)/python
# Where the gold corpora of the measurements lie; they are not part of the project.
BENCH ?= ../shared/bench
# The texts that `make speed` takes.
TEXTS ?= examples

.PHONY: help venv demo test lint format bench speed lock golden clean

help: ## What can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

venv: .venv/.done ## The environment in .venv, exactly as requirements/dev.txt pins it

.venv/.done: requirements/dev.txt pyproject.toml
	python=; \
	for candidate in $${PYTHON:-} python3.11 python3 python3.12 python3.13; do \
	  if $$candidate -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then python=$$candidate; break; fi; \
	done; \
	[ -n "$$python" ] || { echo "Khronika needs Python 3.11, 3.12 or 3.13; say which: make venv PYTHON=/path/to/python" >&2; exit 1; }; \
	[ -x $(PY) ] || $$python -m venv .venv
	$(PY) -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements/dev.txt
	$(PY) -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	$(PY) -m khronika.places.build
	touch $@

demo: venv ## Code the examples and print the timeline and the counts
	$(PY) examples/demo.py

test: venv ## All tests, then lint and types
	$(PY) -m pytest
	$(MAKE) --no-print-directory lint

lint: venv ## Style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: venv ## Put the code into the project's style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: venv ## Measure on the gold corpora in $BENCH
	$(PY) benchmarks/quality.py $(BENCH)

speed: venv ## Articles a second and memory, beside the bare parser, on $TEXTS
	$(PY) benchmarks/speed.py $(TEXTS)

golden: venv ## Write the expected outputs of new golden tests (existing ones: tests/golden/generate.py --overwrite)
	$(PY) tests/golden/generate.py

lock: venv ## Pin all packages anew from pyproject.toml
	for extra in runtime dev; do \
	  CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras \
	    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
	    $$([ $$extra = dev ] && echo --extra dev) --output-file requirements/$$extra.txt pyproject.toml; \
	done

clean: ## Take away what was made, .venv included
	rm -rf .venv build dist out *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
