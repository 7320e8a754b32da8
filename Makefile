# Everything a fresh machine with Python 3.11+ and make needs. `make run` and `make test` set up what they use, once.
.PHONY: setup run test soak check bench shots lock clean sshd
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Compiled once, so that every later start is fast even where the environment forbids writing bytecode.
unexport PYTHONDONTWRITEBYTECODE

run: $(VENV)/.run
	@$(BIN)/acudesk demo

setup: $(VENV)/.dev sshd

test: $(VENV)/.dev sshd
	$(BIN)/python -m pytest -n 4 --dist worksteal

# The tests of signing in go through a real sshd. As root on Debian or Ubuntu it is installed, and not started; elsewhere
# this says what is missing, and those tests fail with the same words.
sshd:
	@PATH="$$PATH:/usr/sbin:/usr/local/sbin"; \
	if command -v sshd >/dev/null && command -v ssh >/dev/null && command -v ssh-keygen >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		policy=/usr/sbin/policy-rc.d; made=; \
		[ -e $$policy ] || { made=1; printf '#!/bin/sh\nexit 101\n' >$$policy && chmod 755 $$policy; }; \
		echo "Installing openssh-server and openssh-client for the tests (the server is not started)"; \
		{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
			openssh-server openssh-client; } >/dev/null 2>&1; \
		[ -z "$$made" ] || rm -f $$policy; \
		command -v sshd >/dev/null && command -v ssh-keygen >/dev/null && exit 0; \
	fi; \
	echo "OpenSSH's server and client are not here, and could not be installed: the tests of signing in will fail. On Debian and Ubuntu: apt install openssh-server openssh-client" >&2

# The storms, each for so many minutes instead of some seconds. Every one prints its seed.
ACUDESK_SOAK ?= 10
STORMS := tests/faults tests/fuzz tests/terminal/test_terminal.py tests/db/test_released_schemas.py
soak: $(VENV)/.dev
	ACUDESK_SOAK=$(ACUDESK_SOAK) $(BIN)/python -m pytest -n auto --maxprocesses 4 -rP $(STORMS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	$(BIN)/python -m bench

shots: $(VENV)/.dev
	$(BIN)/python -m bench.shots

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "acudesk needs Python 3.11 or later; none was found. Install it, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Setting up acudesk in $(VENV) (once)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "This Python cannot make an environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q care db widgets dashboard
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# Only when a dependency changes. Exact versions with hashes for every platform, without index addresses.
lock: | $(VENV)/bin/python
	@$(PIP) install uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml requirements-build.in -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
