# `make demo` and `make test` start from nothing: both call `make install`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= data
TOOLS ?= tools
STAMP := $(VENV)/installed

.PHONY: install demo test lint types bench-reader docs requirements clean

install: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: install
	$(BIN)/standoff demo

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

test: lint types
	$(BIN)/pytest

bench-reader: install
	$(BIN)/python bench/reader.py --data $(DATA) --tools $(TOOLS)

docs: install
	$(BIN)/python docs/generate.py

requirements:
	requirements/compile.sh

clean:
	rm -rf $(VENV) build dist
