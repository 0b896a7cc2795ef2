# Every target sets itself up; only git, make and Python 3.11 or newer are needed.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
INPUTS := pyproject.toml constraints.txt

.PHONY: briefing test lint types contracts faults bench docs lock clean help

briefing: $(VENV)/.installed  ## make today's episode and feed from seeds/ into public/
	$(BIN)/briefing make --config seeds/briefing.toml --out public

test: $(VENV)/.tested lint types contracts  ## lint, types, contracts and tests
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

lint: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.tested
	$(BIN)/mypy

contracts: $(VENV)/.tested
	$(BIN)/lint-imports

faults: $(VENV)/.tested  ## long storms and fuzzing
	$(BIN)/python -m pytest -m faults --timeout=7200

bench: $(VENV)/.tested  ## measurements beside their references
	$(BIN)/python -m pytest -m bench -s

docs: $(VENV)/.tested  ## write the parts of the pages that come from the code anew
	$(BIN)/python docs/generate.py

lock:  ## write constraints.txt anew from pyproject.toml's bounds
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet 'pip>=25.1'
	build/lock/bin/python -m pip install --quiet --editable . --group test
	build/lock/bin/python -m pip freeze --exclude-editable --exclude arabic-briefing > constraints.txt

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python $(INPUTS)
	$(PIP) --upgrade 'pip>=25.1'
	$(PIP) --editable .
	touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(PIP) --group test
	touch $@

clean:
	rm -rf $(VENV) build dist

help:
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'
