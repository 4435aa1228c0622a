# `make report` and `make test` do all the set-up they need; the second time only what changed.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
PEERS  := benchmarks/.peers
PANELS ?= ../shared/panels
export PYTHONHASHSEED := 0

# Tests start some hundred Pythons, which read what is compiled already even where the machine forbids to keep it; and the two
# processes of the tests have the cores, not the threads of linear algebra of each.
unexport PYTHONDONTWRITEBYTECODE
test suite: export OMP_NUM_THREADS := 1
test suite: export OPENBLAS_NUM_THREADS := 1

.PHONY: help report test check style types suite docs lab benchmark benchmark-quick benchmark-report lock accept clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

report: $(READY)  ## the reports of the shipped plans, in Chinese and English, under reports/
	$(BIN)/shkplan report

test: style  ## every check and every test
	$(MAKE) --no-print-directory -j 2 types suite

check: style types  ## style, types, layers, notebooks, data

suite: $(READY)
	$(BIN)/pytest -n 2 --dist loadgroup --no-loadscope-reorder

types: $(READY)
	$(BIN)/mypy

style: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/nbstripout --verify --keep-id notebooks/*.ipynb
	$(BIN)/shkplan check

docs: $(READY)  ## the documentation as a site in two languages: open build/docs/index.html
	$(BIN)/python -m docs build/docs

lab: $(READY)  ## JupyterLab on the notebooks
	$(BIN)/shkplan lab

benchmark: $(READY) $(PEERS)/.ready  ## ours beside other libraries on public panels (PANELS=FOLDER), into benchmarks/RESULTS.md; some half an hour
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks --panels $(PANELS)

benchmark-quick: $(READY)  ## a part of the same in three minutes, without the other libraries, into benchmarks/QUICK.md
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks --quick --panels $(PANELS)

benchmark-report: $(READY)  ## the cost of a report beside an earlier commit and plain papermill; takes an hour
	$(BIN)/python -m benchmarks.report

accept: $(READY)  ## take what the tests found as the new golden files, after reading the difference
	$(BIN)/python -m tests.golden.accept

lock: $(READY)  ## new versions within the bounds of pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra test --extra lab --extra zh --universal --python-version 3.11 \
	  --fork-strategy fewest --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --upgrade --quiet -o requirements.lock

clean:  ## remove the environment and the reports
	rm -rf $(VENV) $(PEERS) build dist reports/[!R]*

# The environment: exact versions with hashes, then the project itself, in place.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "shkplan needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

# The peers' own environment: statsforecast and mlforecast do not go with our pandas.
$(PEERS)/.ready: benchmarks/peers.txt
	test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --requirement benchmarks/peers.txt
	touch $@
