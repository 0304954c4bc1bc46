# `make run` starts the editor, `make test` runs everything there is to test. Both need Python ≥ 3.11 alone.
PYTHON ?= python3
BIN := .venv/bin
# node comes as a wheel into .venv, so that no system node is needed (or used).
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: run test check bundle screens bench wheel browser clean

run: .venv/installed
	$(BIN)/viz-autograd $(ARGS)

test: check browser
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: .venv/developed node_modules/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	npm run --silent check
	npm test --silent
	node viz_autograd/canvas/build.mjs --check

bundle: node_modules/installed .venv/developed
	$(BIN)/python -m viz_autograd.canvas.protocol
	npm run --silent build

screens: .venv/developed browser
	$(BIN)/python -m pytest tests/screens --accept-screens

bench: .venv/developed node_modules/installed browser
	$(BIN)/python -m tests.benchmarks

wheel: .venv/developed
	$(BIN)/python -m build --wheel

browser: .venv/developed
	$(BIN)/python -m tests.e2e.browser --install

.venv/created:
	$(PYTHON) -m venv .venv
	touch $@

.venv/installed: .venv/created pyproject.toml
	$(BIN)/python -m pip install --quiet -e .
	touch $@

.venv/developed: .venv/created pyproject.toml
	$(BIN)/python -m pip install --quiet -e '.[dev]'
	touch $@ .venv/installed

node_modules/installed: package-lock.json .venv/developed
	npm ci --silent
	touch $@

clean:
	rm -rf .venv node_modules build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
