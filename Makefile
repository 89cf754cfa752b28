# The commands that anyone may rely on. `make demo` and `make test` need nothing but this file on a fresh clone.
SHELL := /bin/bash
PYTHON ?= $(shell for p in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do command -v $$p >/dev/null && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)
BIN := .venv/bin
UV_VERSION := 0.13.9
SCRATCH := $(CURDIR)/.cache/check
VENDOR := src/plainview/web/static/vendor
PLATES ?= ../shared/data/plates
TRAINED ?= .cache/train

.PHONY: install demo test check browser e2e bench train mutate docs format clean

install: .venv/.installed $(VENDOR)/.installed  ## make .venv with everything in it (does nothing when it is current)

.venv/.installed: uv.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Plainview needs Python 3.11 or later with the venv module (Debian: python3-venv)."; exit 2; }
	@test -x $(BIN)/uv || { $(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); }
	$(BIN)/uv sync --system-certs --frozen --all-extras --no-extra train --inexact --quiet
	@touch $@

$(VENDOR)/.installed: package-lock.json scripts/vendor.mjs
	@command -v npm >/dev/null || { echo "Plainview needs Node.js with npm to fetch its front-end packages."; exit 2; }
	npm ci --silent --no-audit --no-fund --ignore-scripts
	node scripts/vendor.mjs
	@touch $@

demo: install  ## the whole system at http://localhost:8000; SAMPLES=folder|video|rtsp://… plays your own pictures
	@$(BIN)/plainview demo $(if $(SAMPLES),--samples "$(SAMPLES)")

test: install browser  ## everything that must hold before a change lands
	$(MAKE) --no-print-directory check
	$(BIN)/pytest tests/unit tests/policy tests/contracts -q -n auto --dist worksteal
	$(BIN)/pytest tests/integration tests/recognition tests/training tests/e2e -q -n auto --dist loadfile

check: install  ## style, types, the walls between rooms, the length of files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	PLAINVIEW_DATA=$(SCRATCH) PLAINVIEW_DATABASE_URL=postgresql://nobody@/nowhere \
	PLAINVIEW_DATABASE_APP_URL=postgresql://nobody@/nowhere $(BIN)/mypy
	@long=$$(git ls-files 'src/*.py' 'tests/*.py' 'benchmarks/*.py' 'src/*.html' 'src/*.css' 'src/*.js' | xargs wc -l | awk '$$2 != "total" && $$1 > 400'); \
	if test -n "$$long"; then echo "Longer than 400 lines:"; echo "$$long"; exit 1; fi

browser:  ## Debian's Chromium for the browser tests; installed where that is possible
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
	&& { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; }; } \
	|| echo "No chromium here: the browser journeys will be skipped. Debian: apt-get install chromium"

e2e: install browser  ## the browser journeys alone
	$(BIN)/pytest tests/e2e -q

bench: install  ## measure, and rewrite docs/performance.md
	$(BIN)/python -m benchmarks

train: $(VENDOR)/.installed  ## train the detector and the reader anew, going on where one stopped; PLATES=folder of the photographs
	@test -n "$(PYTHON)" || { echo "Training needs Python 3.11 or later with the venv module (Debian: python3-venv)."; exit 2; }
	@test -d "$(PLATES)/ro-train" || { echo "There are no photographs at $(PLATES): say PLATES=folder that holds ro-train and oid."; exit 2; }
	test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[train]'
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --no-deps 'rapidocr>=3.10,<4'  # its weights alone
	.venv-train/bin/python -m plainview.recognition.training all --photographs "$(PLATES)" --work $(TRAINED)

mutate: install  ## change the rules in every small way and see that a test notices; some minutes
	rm -rf mutants
	$(BIN)/mutmut run
	$(BIN)/python scripts/mutants.py

docs: install  ## the site, in site/
	$(BIN)/mkdocs build --strict

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:  ## what the commands above made; data folders are left alone
	rm -rf .venv .venv-train node_modules site dist $(VENDOR) src/plainview/recognition/synthesis/fonts
