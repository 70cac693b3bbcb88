PYTHON ?= python3
TORCH ?=
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup lab test lint audit lock

setup: $(VENV)/.stamp
	@$(BIN)/course models pull

$(VENV)/.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else "Python 3.11 to 3.13 is needed, this is " + sys.version.split()[0] + "; name one with make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
ifeq ($(TORCH),cpu)
	$(BIN)/pip install $$(grep '^torch==' requirements.lock) --index-url https://download.pytorch.org/whl/cpu
else ifneq ($(TORCH),)
	$(BIN)/pip install $(TORCH)
endif
	$(BIN)/pip install --no-compile -r requirements.lock
# on all cores, where pip would use one; some packages bring files that are not meant to compile
	@$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib/python*/site-packages || true
	$(BIN)/pip install -q --no-build-isolation --no-deps -e .
	@touch $@

lab: setup
	$(BIN)/course lab $(ARGS)

test: setup
	$(BIN)/pytest $(ARGS)

lint: $(VENV)/.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/course release --check

audit: setup
	$(BIN)/course audit $(ARGS)

# needs uv; nvidia's packages come with the torch builds that want them
lock:
	uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate \
	  --no-emit-index-url pyproject.toml | grep -vE '^(nvidia-|cuda-|triton)' > requirements.lock.new
	mv requirements.lock.new requirements.lock
