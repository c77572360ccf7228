# Every target sets itself up: `make demo` and `make test` work on a fresh clone.
PYTHON ?= python3
HOST ?= 0.0.0.0
PORT ?= 8000
ifeq ($(OS),Windows_NT)
BIN = .venv/Scripts
else
BIN = .venv/bin
endif

.PHONY: demo run test test-shared bench torture check install clean lock gallery messages

demo: install
	$(BIN)/facilitator demo --host $(HOST) --port $(PORT)

run: install
	$(BIN)/facilitator serve --host $(HOST) --port $(PORT)

# Two at a time; the tests of a file share a worker, which makes their room once.
TOGETHER = -n 2 --dist loadfile --no-loadscope-reorder

test: install
	@scripts/find-browser
	$(BIN)/python -m pytest $(TOGETHER)

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/licences.py
	$(BIN)/python scripts/reading-age

# The same tests on PostgreSQL and Redis, which they start themselves. Left out: what never reaches a database.
SHARED ?= tests --ignore=tests/domain --ignore=tests/charts --ignore=tests/commands --ignore=tests/journeys/test_every_picture.py
test-shared: install
	@scripts/find-browser
	$(BIN)/python -m pytest $(TOGETHER) --shared $(SHARED)

# Everything measured side by side on this machine, about seven minutes; BENCH=--quick takes two, BENCH=--votes measures votes and streams alone.
bench: install
	$(BIN)/python -m scripts.bench $(BENCH)
	$(BIN)/python -m scripts.bench_workbook

# The server killed 300 times in the middle of bursts, on SQLite and on PostgreSQL.
torture: install
	$(BIN)/python -m scripts.torture --kills 300
	$(BIN)/python -m scripts.torture --kills 300 --postgres

# Collects new texts into the Welsh catalogue and compiles it; then translate what is empty or fuzzy in it.
messages: install
	$(BIN)/pybabel --quiet extract --no-location --sort-output --omit-header -k _l -F babel.cfg -o facilitator/translations/messages.pot .
	$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete -l cy -i facilitator/translations/messages.pot -d facilitator/translations
	$(BIN)/pybabel --quiet compile --statistics -d facilitator/translations

# Every picture of the board, from ordinary and extreme rooms, into gallery/index.html; every page into gallery/pages/index.html.
gallery: install
	$(BIN)/python -m scripts.gallery_pictures --dark
	$(BIN)/python -m scripts.gallery_pages

install: .venv/installed

.venv/installed: requirements.lock pyproject.toml
	@echo "Setting up .venv (once, about a minute) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Facilitator needs Python 3.11 or newer, and this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -c "open('.venv/installed', 'w').close()"

lock: install
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --extra dev -o requirements.lock pyproject.toml

clean:
	rm -rf .venv build dist
