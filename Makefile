# make run: open the app.  make test: run every test.  Both set up what they need first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint bench examples clean

run: $(VENV)/app
	$(BIN)/python -m playground

test: $(VENV)/dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/python -m pytest -n 2 --dist loadgroup --ignore tests/browser
	$(BIN)/python -m pytest tests/browser -n 2 --dist loadfile --reruns 1

lint: $(VENV)/dev
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .

bench: $(VENV)/dev
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check atheris==3.0.0
	$(BIN)/python -m benchmarks

examples: $(VENV)/app
	$(BIN)/python -m playground examples
	$(BIN)/python -m playground truncation

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Unrolled needs Python 3.11 or newer: run make PYTHON=python3.11 (or newer)." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/app: $(VENV)/bin/python requirements.txt
	@echo "Installing what Unrolled needs: some minutes the first time, most of it PyTorch ..."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev: $(VENV)/app requirements-dev.txt
	@echo "Installing what its tests need ..."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
