# Boussole: the commands. `make` or `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test test-cluster services lint lint-style lint-types lint-project bench bench-contacts bench-territories clean elasticsearch elasticsearch-stop screenshots lock

PORT ?= 8000
NODES ?= 1
# Everything that these commands write in the checkout is below this one folder.
VAR := $(CURDIR)/var
BIN := $(VAR)/venv/bin
export VAR_DIR := $(VAR)
export PYTHONPYCACHEPREFIX := $(VAR)/pycache
# Without it, where it is set, each command would compile two thousand modules: three seconds.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONUNBUFFERED := 1
ENVIRONMENT := $(VAR)/venv/.made

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "  make %-20s %s\n", $$1, $$2}'

$(ENVIRONMENT): requirements.lock requirements-uv.lock portal/local/environment.sh
	@bash portal/local/environment.sh "$(VAR)"
	@touch $@

demo: $(ENVIRONMENT) ## The portal with its content, on http://portail.localhost:PORT (PORT=8000)
	@PORTAL_PORT=$(PORT) $(BIN)/python manage.py demo

elasticsearch: ## A real Elasticsearch on this machine (NODES=3 for a cluster)
	@python3 -m portal.local.elasticsearch start --nodes $(NODES)

elasticsearch-stop: ## Stop it
	@python3 -m portal.local.elasticsearch stop

# Services and nodes that are stopped: these need the machine for themselves, and ten minutes of it.
CLUSTER := $(wildcard tests/failures/test_*.py) tests/search/test_rebuild.py tests/tenants/test_upgrading.py

test: $(ENVIRONMENT) ## Everything, on real services and a real browser
	@$(MAKE) --no-print-directory -j 2 --output-sync lint services
	@$(BIN)/python -m pytest -n 2 -q -rs tests $(CLUSTER:%=--ignore %)

# Without one of them their tests are skipped, except where that is a failure.
services: $(ENVIRONMENT)
	@$(BIN)/python -m portal.local.elasticsearch start --install || { code=$$?; [ "$$CI" != true ] || exit $$code; }
	@$(BIN)/python -m portal.local.browser --install || { code=$$?; [ "$$CI" != true ] || exit $$code; }

test-cluster: services ## And what happens when services, nodes and upgrades are stopped half-way
	@$(BIN)/python -m pytest -q -rs $(CLUSTER)

lint: lint-style lint-types lint-project ## Style, types, migrations, French catalogue, directions of import

lint-style: $(ENVIRONMENT)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@git ls-files '*.html' | xargs -r $(BIN)/djade --check --target-version 5.2

lint-types: $(ENVIRONMENT)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache > $(VAR)/imports.txt || { cat $(VAR)/imports.txt; exit 1; }

lint-project: $(ENVIRONMENT)
	@$(BIN)/python -m portal.local.messages --check
	@DJANGO_SETTINGS_MODULE=portal.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	@DJANGO_SETTINGS_MODULE=portal.settings.test $(BIN)/python manage.py check

bench: $(ENVIRONMENT) ## The figures of benchmarks/README.md
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks --offers 1000000 --only rebuild search pages cost publishing

REQUESTS ?= 10000

bench-contacts: $(ENVIRONMENT) ## Whether each request keeps its promise, whatever is killed (REQUESTS=10000)
	@$(BIN)/python -m benchmarks.contacts --requests $(REQUESTS)

TERRITORIES ?= 200

bench-territories: $(ENVIRONMENT) ## What a thousand territories cost (TERRITORIES=200)
	@$(BIN)/python -m benchmarks.territories --territories $(TERRITORIES)

screenshots: $(ENVIRONMENT) ## The pictures of the README
	@$(BIN)/python -m portal.local.screenshots

COMPILE := $(VAR)/tools/bin/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

lock: $(ENVIRONMENT) ## Resolve the dependencies again (all of them, and those of production alone)
	@$(COMPILE) --group pyproject.toml:embedded --group pyproject.toml:dev pyproject.toml -o requirements.lock
	@$(COMPILE) -c requirements.lock pyproject.toml -o requirements-production.lock

clean: ## Stop what runs here and remove what was written
	@-[ ! -x $(BIN)/python ] || $(BIN)/python -m portal.local.postgres stop --delete
	@-python3 -m portal.local.elasticsearch stop --delete
	@rm -rf $(VAR)
