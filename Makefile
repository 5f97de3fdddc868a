# `make` or `make help` lists the targets. Everything that the targets create is in .movielytics.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

STATE := .movielytics
BIN := $(STATE)/venv/bin
SCALE ?= 10
export LANDING SWITCH ROLE PYTHON VERSION
# SWITCH=1 loads another landing zone into a warehouse that is not empty.
LANDING_OPTIONS = $${LANDING:+--landing "$$LANDING"} $${SWITCH:+--switch}
# Let Python write compiled modules; otherwise every run would compile Airflow again.
unexport PYTHONDONTWRITEBYTECODE

##@ Use
.PHONY: run ui url shell stop
run: env ## Run the whole pipeline and print the answers; your own files: make run LANDING=/folder or s3://bucket/prefix
	@exec $(BIN)/movielytics run $(LANDING_OPTIONS)

ui: env ## Start Airflow's web interface with the pipeline, ready to trigger (LANDING as for run)
	@exec $(BIN)/movielytics ui $(LANDING_OPTIONS)

url: env ## Print only the URL of the warehouse, for psql "$(make url)"; ROLE=reader: of a user who may only read
	@$(BIN)/movielytics url $${ROLE:+--role "$$ROLE"}

shell: env ## Open a shell in which `movielytics` and `psql` use the warehouse and the files of local runs
	@exec $(BIN)/movielytics shell

stop: ## Stop everything that was started
	@if [ -x $(BIN)/movielytics ]; then $(BIN)/movielytics stop; fi

##@ Develop
.PHONY: env test faults lint bench format lock
env: ## Create the Python environment if it is missing or out of date (PYTHON=python3.12 chooses the interpreter)
	@scripts/environment.sh

# One process more than cores: a test that waits leaves its core to another.
test: env ## Run all tests that need no cluster, several at a time
	@$(BIN)/pytest -q --ignore=tests/e2e --ignore=tests/faults --numprocesses $$(($$(nproc) + 1)) --maxprocesses 4 --dist loadfile --durations=10

FAULTS ?= 60
SEED ?= 1
faults: env ## Disturb local runs with kills, cut connections, a full disk and more: make faults FAULTS=8 (SEED=1, FIRST=0)
	@$(BIN)/pytest -q tests/faults --faults $(FAULTS) --seed $(SEED) $(if $(FIRST),--first-fault $(FIRST))

.PHONY: years
years: env ## Load 400 deliveries, a day apart, with pruning: every store stays under its bound
	@MOVIELYTICS_DELIVERIES=400 $(BIN)/pytest -q tests/pipeline/test_years.py

lint: env ## Check style, types and imports of Python, the style of SQL and shell scripts, and the links between the pages
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo --cache-dir $(STATE)/import-linter
	@$(BIN)/sqlfluff lint sql expectations
	@$(BIN)/shellcheck .ci/run images/*.sh images/*/*.sh jobs/movielytics/staging/jvm/*.sh scripts/*.sh
	@$(BIN)/python scripts/check_links.py *.md docs/*.md charts/*/README.md

.PHONY: bench-env
bench-env: env
	@$(BIN)/python -c 'import duckdb' 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r bench/requirements.lock

bench: bench-env ## Compare loads, memory and questions with other ways: make bench SCALE=260 (ROUNDS=3, QUICK=1)
	@$(BIN)/python -m bench.main --scale $(SCALE) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(QUICK),--quick)

.PHONY: wheel release
wheel: env ## Build the wheel in dist/, with the extra `local` pinned to tested versions
	@$(BIN)/hatchling build --target wheel --directory dist

release: env ## Set the version, build wheel, charts, images and bills of materials, and tag: make release VERSION=1.2.3
	@$(BIN)/python scripts/release.py "$$VERSION"

format: env ## Format all Python files
	@$(BIN)/ruff check --select I --fix
	@$(BIN)/ruff format

# Renovate repeats the commands that uv writes into the locks: it knows these options only, in this form.
COMPILE := $(BIN)/uv pip compile --quiet --python-version=3.11
HASHED := $(COMPILE) --generate-hashes
lock: env ## Update all locks from pyproject.toml; UPGRADE=1 to the newest versions
	@$(HASHED) $(if $(UPGRADE),--upgrade) --universal --extra=local --extra=dev pyproject.toml --output-file=requirements.lock
	@$(COMPILE) --universal --extra=local --constraint=requirements.lock pyproject.toml --output-file=requirements-local.lock
	@$(HASHED) --extra=airflow --extra=airflow-platform --constraint=requirements.lock pyproject.toml --output-file=images/airflow/requirements.lock
	@$(HASHED) --extra=spark --constraint=requirements.lock pyproject.toml --output-file=images/spark/requirements.lock
	@$(HASHED) --extra=warehouse --constraint=requirements.lock pyproject.toml --output-file=images/warehouse/requirements.lock
	@$(HASHED) --universal --extra=bench --constraint=requirements.lock pyproject.toml --output-file=bench/requirements.lock
	@$(HASHED) --universal --extra=e2e --constraint=requirements.lock pyproject.toml --output-file=tests/e2e/requirements.lock

##@ Kubernetes (settings: scripts/deploy.sh and scripts/images.sh)
KIND ?= kind
KIND_CLUSTER ?= movielytics
NAMESPACE ?= movielytics
export FROM TO DRY_RUN NAMESPACE KIND_CLUSTER

.PHONY: demo kind-up kind-down images deploy undeploy e2e e2e-full promote
demo: ## Create a kind cluster on this machine, build the images, install everything, run the pipeline, print the answers
	@$(MAKE) kind-up
	@$(MAKE) images
	@$(MAKE) deploy

kind-up: ## Start a kind cluster, or use the existing one
	@$(KIND) get clusters 2>/dev/null | grep -qx $(KIND_CLUSTER) || $(KIND) create cluster --name $(KIND_CLUSTER) --config k8s/kind/cluster.yaml --wait 3m
	@$(KIND) export kubeconfig --name $(KIND_CLUSTER)

kind-down: ## Remove the kind cluster and everything in it
	@$(KIND) delete cluster --name $(KIND_CLUSTER)

images: ## Build the images and load them into the kind cluster
	@scripts/images.sh build
	@scripts/images.sh load

deploy: env ## Install or upgrade everything in the cluster that kubectl uses, run the pipeline, print the answers
	@scripts/deploy.sh install
	@$(BIN)/movielytics cluster run --namespace $(NAMESPACE)

undeploy: ## Remove what `make deploy` installed, and its data
	@scripts/deploy.sh remove

.PHONY: e2e-env
e2e-env: env
	@$(BIN)/python -c 'import axe_playwright_python, playwright' 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r tests/e2e/requirements.lock

e2e: e2e-env ## Test the charts in the cluster that kubectl uses (settings: tests/e2e/options.py)
	@$(BIN)/pytest -q tests/charts tests/environments tests/scripts/test_promote.py tests/scripts/test_release.py tests/e2e -m "not full" --durations=20

e2e-full: e2e-env ## The same as e2e, with the slow tests
	@$(BIN)/pytest -q tests/charts tests/environments tests/scripts/test_promote.py tests/scripts/test_release.py tests/e2e

promote: env ## Promote one environment's release to the next: make promote FROM=dev TO=staging (DRY_RUN=1 only shows it)
	@$(BIN)/python scripts/promote.py "$$FROM" "$$TO" $${DRY_RUN:+--dry-run}

##@ Clean up
.PHONY: clean distclean
clean: ## Stop everything and remove the results of runs, in MOVIELYTICS_STATE_DIR if it is set; keep the Python environment
	@if [ -x $(BIN)/movielytics ]; then $(BIN)/movielytics clean; fi

distclean: stop ## Remove the Python environment too
	@rm -rf $(STATE)

##@ Help
.PHONY: help
help: ## Print this
	@awk 'BEGIN { FS = ": [^#]*## "; print "make TARGET" } \
		/^##@ / { print "\n" substr($$0, 5) } \
		/^[a-z0-9-]+: [^#]*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
