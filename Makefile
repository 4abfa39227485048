# Every target sets up what it needs first; when nothing changed that costs nothing. See `make help`.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help setup scan test check fix docs bench wheel lock clean

# Debian keeps nginx where a plain user's PATH doesn't look.
export PATH := $(PATH):/usr/sbin:/sbin
# Some machines keep Python from writing what it compiles: every command of the tests would compile all of Siegel.
unexport PYTHONDONTWRITEBYTECODE
# Unexpanded: a URL may hold a $.
override export SHOP := $(value SHOP)
BIN := .venv/bin

help: ## say what each target does
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 15

setup: ## set up .venv and the system packages that the tests need
	@.ci/bootstrap test

scan: ## scan a shop: SHOP=https://… or a shop file; without SHOP the embedded demo shop
	@.ci/bootstrap scan
ifeq ($(strip $(SHOP)),)
	@.ci/scan-demo
else
	@$(BIN)/siegel scan "$$SHOP"
endif

test: setup ## run all tests; ARGS="-k tls" chooses some
	@.ci/tests $(ARGS)

check: setup ## all that CI checks: lint, types, layers, generated docs, tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m scanner.docs --check
	@.ci/tests

fix: setup ## mend and format what ruff can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: setup ## write docs/schema and docs/reference anew
	$(BIN)/python -m scanner.docs

bench: setup ## measure: seconds, connections and memory of a scan, each probe and judging; ARGS="--only forms" chooses; NOTICES=DIR reads those notices
	@NOTICES="$(NOTICES)" $(BIN)/python tests/bench.py $(ARGS)

wheel: setup ## build the wheel and try it without the source tree
	@.ci/wheel

lock: ## lock the dependencies of pyproject.toml anew; ARGS=--upgrade takes newer ones
	@.ci/lock $(ARGS)

clean: ## remove what set-up, build and tools have made; runs in siegel-runs stay
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache tests/tickets/.cache
	find scanner tests -name __pycache__ -type d -prune -exec rm -rf {} +
