# `make` lists what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run shop texts test test-slow test-voice check format bench bench-forecast eval ranker chaos

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 17

run: $(VENV)/installed ## set everything up and start it, until Ctrl-C
	@$(BIN)/python manage.py up

shop: $(VENV)/installed ## a demo shop that answers over HTTP, for trying UPSTREAM_MODE=HTTP
	@$(BIN)/python manage.py serve_shop

test: $(VENV)/installed-dev ## the tests, with their own PostgreSQL and Redis
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

test-slow: $(VENV)/installed-dev ## the proofs at length: races of taps, random stories with deaths
	@$(BIN)/python -m pytest -m "slow or long" --long --timeout 3600 $(ARGS)

test-voice: $(VENV)/installed-voice ## synthesized speech, a real Whisper, the assembled program
	@command -v espeak-ng >/dev/null || apt-get install -y -qq espeak-ng || { echo "Install espeak-ng first."; exit 1; }
	@$(BIN)/python -m pytest -m voice -rP $(ARGS) tests/voice

check: $(VENV)/installed-dev ## style, types, import contracts, migrations, deployment
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run # without a database
	@DEBUG=false PUBLIC_BASE_URL=https://console.example $(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(VENV)/installed-dev ## let ruff rewrite what it can
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

texts: $(VENV)/installed ## what the bot says, from the code into locale/ and compiled; ADD=de begins a language
	@$(BIN)/python manage.py texts $(ADD)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "OwnerBot needs Python 3.11 or newer")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing what OwnerBot runs on, once; that takes a minute or two ..."
	@$(BIN)/python ownerbot_site/runtime/install.py requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@echo "Installing what the tests and checks need ..."
	@$(BIN)/python ownerbot_site/runtime/install.py requirements-dev.txt
	@touch $@

$(VENV)/installed-voice: requirements-voice.txt $(VENV)/installed-dev
	@echo "Installing a small Whisper ..."
	@$(BIN)/python ownerbot_site/runtime/install.py requirements-voice.txt
	@touch $@

bench: $(VENV)/installed-dev ## what an update costs, measured on this machine
	@$(BIN)/python -m tests.bench.hot_path

bench-forecast: $(VENV)/installed-dev ## how far the forecast is off on the demo shop, and what it costs
	@$(BIN)/python -m tests.bench.forecast

eval: $(VENV)/installed-dev ## how well owners are understood; ARGS=--live asks the model of the settings
	@$(BIN)/python -m tests.evals $(ARGS)

ranker: $(VENV)/installed-dev ## makes the model that chooses buttons, of the labelled sentences
	@$(BIN)/python -m tests.evals.train

chaos: $(VENV)/installed-dev ## kills, freezes and cuts at length; writes what came of it into docs/reliability.md
	@$(BIN)/python -m tests.chaos $(ARGS)
