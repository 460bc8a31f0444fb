# kubelite: `make help` lists what can be done here.
# Only Python 3.11 or newer, its pip, and make are needed; uv is used when it is installed.

PYTHON   ?= python3
UV       := $(shell command -v uv 2>/dev/null)
PY       := .venv/bin/python
# The interpreter that has a pip, also when .venv is activated.
BASE     = $$($(PYTHON) -c 'import sys; print(sys._base_executable)')
# A folder must exist before pytest may be sent there.
PLACES   := tests $(wildcard course solutions)
PARALLEL := -n auto --dist loadfile
NBVAL    := --nbval --nbval-current-env --nbval-cell-timeout=60

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: .venv/.installed ## Install kubelite, the course and the tests into .venv

# The stamp makes the second set-up cost nothing: it is older than pyproject.toml only when that has changed.
# `pip --python` fills an environment that has no pip of its own, so Debian's separate python3-venv is not needed.
.venv/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("kubelite needs Python 3.11 or newer; $(PYTHON) is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 …")'
	@echo "Setting up .venv (a minute or two the first time) …"
ifdef UV
	@test -x $(PY) || uv venv --quiet --python "$(BASE)" .venv
	@uv pip install --quiet --python $(PY) --editable '.[course,test]'
else
	@test -x $(PY) || "$(BASE)" -m venv --without-pip .venv
	@"$(BASE)" -m pip --python $(PY) install --quiet --disable-pip-version-check --editable '.[course,test]'
endif
	@touch $@

.PHONY: lab
lab: setup ## Open the course in JupyterLab
	@.venv/bin/kubelite lab

.PHONY: check
check: setup lint ## Lint, types, layers and unit tests: under two minutes, before every commit
	$(PY) -m pytest $(PARALLEL) -q -m "not slow and not browser" tests

.PHONY: test
test: setup lint ## Everything: also notebooks, grading and the browser
	$(PY) -m pytest $(PARALLEL) $(NBVAL) $(PLACES)

.PHONY: lint
lint: setup ## Style (ruff), types (mypy), layers (import-linter)
	@$(PY) -m ruff check --output-format concise --quiet
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-cache --no-logo

.PHONY: fuzz
fuzz: setup ## Property tests with 5,000 random examples each
	KUBELITE_FUZZ=1 $(PY) -m pytest $(PARALLEL) -q -m hypothesis tests

.PHONY: bench
bench: setup ## Measure start-up time and throughput
	@$(PY) -m tests.bench

.PHONY: notebooks
notebooks: setup ## Execute the notebooks of course/ and solutions/ and write them
	@$(PY) -m tools.notebooks

.PHONY: exercises
exercises: setup ## Generate exercises/ from solutions/
	@$(PY) -m tools.exercises

.PHONY: schema
schema: setup ## Generate kubelite/objects/schema.json from the definitions of Kubernetes
	@$(PY) -m tools.schema

.PHONY: spelling
spelling: setup ## Find misspelt words in documents, notebooks and hints
	@$(PY) -m tools.spelling

.PHONY: path
path: setup ## Count the lines that lessons ask a learner to read
	@$(PY) -m tools.readingpath

.PHONY: clean
clean: ## Remove .venv and what tools leave behind (never work/)
	rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
