# The commands that anyone may rely on. `make demo` and `make test` need nothing but this file on a fresh clone.
SHELL := /bin/bash
PYTHON ?= $(shell for p in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do command -v $$p >/dev/null && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)
BIN := .venv/bin
UV_VERSION := 0.13.9
VENDOR := src/plainview/web/static/vendor

.PHONY: install demo test check bench e2e docs format clean

install: .venv/.installed $(VENDOR)/.installed  ## make .venv with everything in it (does nothing when it is current)

.venv/.installed: uv.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Plainview needs Python 3.11 or later with the venv module (Debian: python3-venv)."; exit 2; }
	@test -x $(BIN)/uv || { $(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); }
	$(BIN)/uv sync --frozen --all-extras --inexact --quiet
	@touch $@

$(VENDOR)/.installed: package-lock.json scripts/vendor.mjs
	@command -v npm >/dev/null || { echo "Plainview needs Node.js with npm to fetch its front-end packages."; exit 2; }
	npm ci --silent --no-audit --no-fund --ignore-scripts
	node scripts/vendor.mjs
	@touch $@
