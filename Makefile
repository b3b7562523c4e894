# Every task of development has one way to do it, here.
.DEFAULT_GOAL := help
.PHONY: help demo test fuzz bench lint format docs catalogues lock clean packages

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet

help:  ## List the tasks
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F ':.*?## ' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: $(VENV)/.demo  ## Assess public models under every text: table, report and pictures in plimsoll-demo/
	$(BIN)/plimsoll demo --out plimsoll-demo

test: $(VENV)/.dev packages lint  ## Run every check and every test
	$(BIN)/pytest -n 2

fuzz: $(VENV)/.dev  ## Run the property tests on cases not seen before
	PLIMSOLL_FUZZ=1 $(BIN)/pytest -n 2 -m hypothesis

lint: $(VENV)/.dev  ## Style, types, and which room may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev  ## Put the code into its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.dev  ## Regenerate the reference pages and the pictures in docs/
	$(BIN)/python docs/generate.py
	$(BIN)/plimsoll demo --out plimsoll-demo > /dev/null
	mkdir -p docs/pictures && cp plimsoll-demo/*.png docs/pictures/
	$(BIN)/plimsoll measure weights tests/lineage/models --facts tests/lineage/models/facts.yaml --picture plimsoll-demo > /dev/null
	cp plimsoll-demo/lineage-*.png docs/pictures/

bench: $(VENV)-bench/.done  ## Measure ours and the peers, in one run, into benchmarks/results/
	$(VENV)-bench/bin/python benchmarks/run.py

catalogues: $(VENV)/.dev  ## Bring the message catalogues up to date, and name what is not translated
	$(BIN)/python translating/catalogue.py

lock: $(VENV)/.dev  ## Write constraints.txt from what is installed now
	@{ echo '# What the tests are run with. Regenerate: make lock'; \
	   $(PIP) freeze --exclude-editable | grep -vE '^(pip|setuptools)==' | sed 's|+cpu$$||'; } > constraints.new && mv constraints.new constraints.txt

packages:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	  wanted=$$(grep -vE '^(#|$$)' packages.txt); \
	  dpkg -s $$wanted > /dev/null 2>&1 || { apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$wanted > /dev/null; } \
	    || echo 'not installed: some of' $$wanted '- tests that need them are left out'; \
	fi

clean:  ## Remove what was built
	rm -rf $(VENV) $(VENV)-bench $(VENV)-bench-policyengine plimsoll-demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e '.[all]'
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.demo

$(VENV)-bench/.done: pyproject.toml benchmarks/requirements.txt
	$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/pip --disable-pip-version-check --quiet install -e '.[all]'
	@grep -vE '^(#|$$)' benchmarks/requirements.txt | while read -r peer; do \
	  $(VENV)-bench/bin/pip --disable-pip-version-check --quiet install "$$peer" || echo "not installed: $$peer"; done
	$(PYTHON) -m venv $(VENV)-bench-policyengine  # its pins are its own
	@$(VENV)-bench-policyengine/bin/pip --disable-pip-version-check --quiet install 'policyengine-core>=3.20' \
	  || echo "not installed: policyengine-core"
	@touch $@
