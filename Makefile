# Dalil's front door for developers. `make run` to try it, `make test` before a commit.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

UV_VERSION := 0.13.9
# The first Python of 3.11 or newer, whatever it is called here.
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { command -v "$$each"; break; }; done)
BIN := .venv/bin
CODE := admin benchmarks bot flows services_directory tests
COMPILE := pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url

# Where bytecode is not kept, every start would compile everything again: two seconds more.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run setup test check bench train torture pictures lock format clean develop browser gateway proxy

help: ## this list
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/.installed .venv/.catalogues ## set everything up and serve on http://localhost:8080
	@$(BIN)/dalil serve

setup: .venv/.installed .venv/.catalogues ## what `make run` does before it serves
	@$(BIN)/dalil migrate

# The tests of the pure half, which have to reach nearly every line and branch of it (pyproject.toml).
COVERED := tests/bot/training tests/flows tests/hsds tests/services_directory

test: develop browser gateway proxy ## every test, on SQLite and PostgreSQL, with a browser, an SMS gateway, a proxy
ifdef PYTEST
	@$(BIN)/pytest -q -n auto $(PYTEST)
else
	@red=0; \
	$(BIN)/pytest -q -n auto --cov --cov-report=term:skip-covered $(COVERED) || red=1; \
	$(BIN)/pytest -q -n auto $(COVERED:%=--ignore=%) || red=1; \
	exit $$red
endif

check: develop .venv/.audit ## format, lint, types, import directions, catalogues, advisories, images
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports
	$(BIN)/dalil catalogues check
	$(BIN)/python -m tests.advisories
	$(BIN)/python -m tests.images

bench: develop .venv/.peers ## what things cost, as ratios measured in one run
	@$(BIN)/python -m benchmarks

train: develop ## the model that understands people, from locales/corpus
	@$(BIN)/python -m benchmarks.understanding.train

torture: develop ## fifty kills on SQLite, fifty on PostgreSQL with two replicas, 20,000 hostile bodies
	@$(BIN)/python -m tests.torture $(SEED)

mutants: develop ## small faults put into one file, MODULE=bot/outbound/outbox.py: does a test notice each?
	@nice $(BIN)/python -m tests.mutants $(MODULE)

pictures: develop browser ## the pictures of the documentation, taken anew
	@$(BIN)/python -m tests.journeys.take_pictures

format: develop ## put the code into the project's format
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

lock: .tools/.uv ## compile the four lock files from pyproject.toml
	@uv=$$(command -v uv || echo .tools/bin/uv); \
	$$uv $(COMPILE) pyproject.toml --group build -o requirements.lock \
	&& $$uv $(COMPILE) pyproject.toml --group build --group dev -o requirements-dev.lock \
	&& $$uv $(COMPILE) --group peers -o requirements-peers.lock \
	&& $$uv $(COMPILE) --group audit -o requirements-audit.lock

clean: ## remove what was built; what people wrote, in var/, stays
	rm -rf .venv .tools build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
	rm -rf .import_linter_cache .hypothesis .coverage
	find admin bot flows services_directory tests benchmarks -name __pycache__ -exec rm -rf {} +

develop: .venv/.developing .venv/.catalogues

# --- how things are installed -------------------------------------------------------------------

# uv installs in seconds; where it is neither there nor to be had, pip does the same from the lock.
.tools/.uv:
	@test -n "$(PYTHON)" || { echo "Dalil needs Python 3.11 or newer: install it, then run make again." >&2; exit 1; }
	@mkdir -p .tools
	@command -v uv >/dev/null || { echo "Fetching uv, which installs the rest …"; \
		"$(PYTHON)" -m venv .tools && .tools/bin/pip install -q --disable-pip-version-check uv==$(UV_VERSION); } \
		|| echo "uv cannot be had: pip will install, more slowly."
	@touch $@

.venv/.made: | .tools/.uv
	@if uv=$$(command -v uv || command -v .tools/bin/uv); then $$uv venv -q --clear --no-python-downloads -p "$(PYTHON)" .venv; \
	else "$(PYTHON)" -m venv --clear .venv \
		|| { echo "No venv in this Python: on Debian, apt install python3-venv." >&2; exit 1; }; fi
	@touch $@

define install
	@echo "Installing $(1) …"
	@if uv=$$(command -v uv || command -v .tools/bin/uv); then install="$$uv pip install -q -p $(BIN)/python"; \
	else install="$(BIN)/pip install -q --disable-pip-version-check"; fi; \
	$$install --require-hashes -r $(1) && $$install --no-deps --no-build-isolation -e .
	@touch $@
endef

.venv/.installed: requirements.lock pyproject.toml | .venv/.made
	$(call install,requirements.lock)

.venv/.developing: requirements-dev.lock pyproject.toml | .venv/.installed
	$(call install,requirements-dev.lock)

# What stands in an environment of its own, .venv/NAME; where it cannot be had, $(2) says what then.
define aside
	@echo "Installing requirements-$(1).lock …"
	@if uv=$$(command -v uv || command -v .tools/bin/uv); then \
		$$uv venv -q --clear --no-python-downloads -p "$(PYTHON)" .venv/$(1) \
		&& $$uv pip install -q -p .venv/$(1)/bin/python --require-hashes -r requirements-$(1).lock; \
	else "$(PYTHON)" -m venv --clear .venv/$(1) \
		&& .venv/$(1)/bin/pip install -q --disable-pip-version-check --require-hashes \
			-r requirements-$(1).lock; \
	fi && touch $@ || { rm -rf .venv/$(1); echo $(2); }
endef

# Other bots, for `make bench` alone.
.venv/.peers: requirements-peers.lock | .venv/.developing
	$(call aside,peers,"The peers cannot be had: their rows are left out.")

.venv/.audit: requirements-audit.lock | .venv/.developing
	$(call aside,audit,"pip-audit cannot be had.")

.venv/.catalogues: $(wildcard locales/*/LC_MESSAGES/messages.po) | .venv/.installed
	@$(BIN)/dalil catalogues compile
	@touch $@

# PostgreSQL comes with the development lock where the system has none; a browser does not.
browser: | .venv/.developing
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
	|| command -v google-chrome >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Chromium …"; apt-get -qq update && apt-get -qq install -y chromium; \
		else $(BIN)/playwright install chromium; fi; } \
	|| { echo "No Chromium: install it (apt install chromium), the browser tests need it." >&2; exit 1; }

# Kannel is no Python package: its tests are skipped where it cannot be had. The package starts
# its daemons where the system lets it; none is needed.
gateway:
	@test -x /usr/lib/kannel/test/fakesmsc || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Kannel …"; apt-get -qq update \
			&& apt-get -qq install -y --no-install-recommends kannel kannel-extras; \
		else false; fi; } \
	|| echo "No Kannel (apt install kannel kannel-extras): the tests with a real SMS gateway are skipped."

# Nor is Caddy, which the client's address is tested behind.
proxy:
	@command -v caddy >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Caddy …"; apt-get -qq update \
			&& apt-get -qq install -y --no-install-recommends caddy; \
		else false; fi; } \
	|| echo "No Caddy (apt install caddy): the tests behind a real proxy are skipped."
