# Guildhall: everything that is done from a terminal. `make` alone prints the list.
# Needs python3 (3.11 or newer) and make; nothing is installed outside this folder.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
export FLASK_APP := wsgi.py
export GUILDHALL_ENV ?= development
export UV_NO_PROGRESS := 1

RUN_LISTS := runtime production assets
ALL_LISTS := uv runtime production assets test dev
list_files = $(foreach name,$(1),requirements/$(name).txt)
list_options = $(foreach name,$(1),-r requirements/$(name).txt)

# uv is several times faster than pip but does not read pip's settings: where it cannot fetch, pip
# does the same work from the same locked lists.
define install
	@echo "Installing: $(2)"
	@$(PY) -m uv pip $(1) --quiet --python $(PY) --require-hashes $(3) \
	  || { echo "uv could not do it, trying pip"; \
	       $(PY) -m pip install --quiet --no-compile --require-hashes $(call list_options,$(2)); }
endef

.PHONY: help setup run test check fmt db seed assets docs lock bench clean

help: ## print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 10

setup: $(VENV)/.complete ## install everything: the application, its tests and its linters
	@:

run: $(VENV)/.installed $(VENV)/.assets ## install what is missing and start the site with its worker (PORT=8000)
	@exec $(VENV)/bin/flask serve

test: setup ## run every test on SQLite, then on PostgreSQL (own server, or TEST_DATABASE_URL)
	$(PY) -m pytest -n 2
	$(PY) -m pytest -n 2 --engine postgresql -m "not once"  # once: says nothing about a database

check: setup ## style, types, import contracts, templates
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --cache-dir .cache/import-linter
	$(VENV)/bin/djlint --lint --quiet marketplace

fmt: setup ## format the code, mend what can be mended
	$(VENV)/bin/ruff check --fix --quiet . || true
	$(VENV)/bin/ruff format .

db: $(VENV)/.installed ## bring the database to the newest migration
	$(VENV)/bin/flask db upgrade

seed: db ## load the vocabulary, the guide and the demo world (safe to repeat)
	$(VENV)/bin/flask competencies starter
	$(VENV)/bin/flask discovery guide
	$(VENV)/bin/flask demo seed

assets: $(VENV)/.assets ## bundle styles and scripts (the site also works without)
	@:

docs: setup ## write docs/data.md from the tables
	$(PY) -m tests.guards.data_page

lock: setup ## lock the lists of requirements again from requirements/*.in
	@cd requirements && for name in uv runtime production assets test dev; do \
	  ../$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-annotate --no-header $$name.in -o $$name.txt || exit 1; done
	@! grep -nE 'https?://|index-url' requirements/*.txt

bench: setup ## benchmarks beside their naive peers, the short form (DATA=FOLDER for the full one)
	$(PY) -m bench.bench_load $(if $(DATA),--people 20000 --times 5)
	$(PY) -m bench.bench_demand
	$(PY) -m bench.bench_supply
	$(PY) -m bench.bench_outcomes $(if $(DATA),,--small)
	$(PY) -m bench.bench_alike
	$(PY) -m bench.bench_seed
	$(PY) -m bench.bench_rank $(if $(DATA),,--candidates 10000 --roles 1000 --read 20)
	OMP_NUM_THREADS=1 $(PY) -m bench.bench_resolve $(DATA)
	$(if $(DATA),OMP_NUM_THREADS=1 $(PY) -m bench.bench_names $(DATA))
	$(PY) -m bench.bench_allocate $(if $(DATA),,--applicants 10000 --programs 1200 --places 8000)

clean: ## remove the environment, caches and bundles (data stays)
	rm -rf $(VENV) .cache assets/node_modules marketplace/web/static/build

# ---- what the targets above stand on ---------------------------------------------------------------

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 run"; exit 1; }
	@[ -x $(PY) ] || $(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "python3 cannot make an environment: install its venv package (python3-venv)"; exit 1; }
	@touch $@

$(VENV)/.uv: $(VENV)/.made requirements/uv.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/uv.txt
	@touch $@

# Enough to run the site; skipped when the complete environment is there.
$(VENV)/.installed: $(VENV)/.uv $(call list_files,$(RUN_LISTS))
	$(call install,install,$(RUN_LISTS),$(call list_options,$(RUN_LISTS)))
	@touch $@

$(VENV)/.complete: $(VENV)/.uv $(call list_files,$(ALL_LISTS))
	$(call install,sync,$(ALL_LISTS),$(call list_files,$(ALL_LISTS)))
	@touch $(VENV)/.installed $@

# Built with the node that the environment brings. Without the npm registry the plain files serve.
$(VENV)/.assets: requirements/assets.txt $(wildcard assets/*.js assets/*.json assets/*.py assets/.npmrc) \
                 $(wildcard $(addprefix marketplace/web/static/,*.css *.js css/*.css js/*.js)) | $(VENV)/.installed
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(PY) assets/build.py
	@touch $@
