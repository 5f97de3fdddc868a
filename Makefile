# `make` or `make help` lists the targets. Everything that is made lives in .movielytics.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

STATE := .movielytics
BIN := $(STATE)/venv/bin
export LANDING PYTHON
# Python writes its compiled modules, or every run would compile Airflow again.
unexport PYTHONDONTWRITEBYTECODE

##@ Use
.PHONY: run ui url stop
run: env ## Run the whole pipeline and print the answers; your own files: make run LANDING=/folder or s3://bucket/prefix
	@$(BIN)/movielytics local run $${LANDING:+--landing "$$LANDING"}

ui: env ## Start Airflow's web interface with the pipeline, ready to trigger
	@$(BIN)/movielytics local ui

url: env ## Print the URL of the warehouse and nothing else: psql "$(make url)"
	@$(BIN)/movielytics local url

stop: ## Stop everything that was started
	@if [ -x $(BIN)/movielytics ]; then $(BIN)/movielytics local stop; fi

##@ Develop
.PHONY: env test lint format lock
env: ## Make the Python environment if it is missing or out of date (PYTHON=python3.12 chooses the interpreter)
	@scripts/environment.sh

test: env ## Run all tests
	@$(BIN)/pytest -q

lint: env ## Check style and types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

format: env ## Put all Python files into the common format
	@$(BIN)/ruff check --select I --fix
	@$(BIN)/ruff format

lock: env ## Bring requirements.lock up to date with pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header --generate-hashes \
		--all-extras pyproject.toml -o requirements.lock

##@ Clean up
.PHONY: clean distclean
clean: stop ## Stop everything and remove the warehouse and all else that runs have made; the Python environment stays
	@if [ -d $(STATE) ]; then find $(STATE) -mindepth 1 -maxdepth 1 ! -name venv ! -name venv.lock -exec rm -rf {} +; fi

distclean: stop ## Remove the Python environment too
	@rm -rf $(STATE)

##@ Help
.PHONY: help
help: ## Print this
	@awk 'BEGIN { FS = ": [^#]*## "; print "make TARGET" } \
		/^##@ / { print "\n" substr($$0, 5) } \
		/^[a-z]+: [^#]*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
