# The developer's verbs. Each is one script of scripts/; `make help` reads them from this file.
.DEFAULT_GOAL := help
.PHONY: help setup run test soak season bench fmt lint check pictures flow lock

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

setup: ## .venv, system packages, local database with every notice of notices/data/
	@scripts/setup.sh

run: ## serve a season in progress on 127.0.0.1:8000 (PORT=8001; RESET=1 starts anew)
	@scripts/run.sh

test: ## everything that must hold: checks, PostgreSQL, Redis, worker, browser, SQLite season
	@scripts/test.sh $(ARGS)

soak: ## the same proofs with full counts; writes docs/proof.md
	@SOAK=1 scripts/test.sh $(ARGS)

season: ## one whole round without a browser; one JSON object on stdout
	@scripts/season.sh

bench: ## the measurements
	@scripts/bench.sh $(ARGS)

fmt: ## format code and templates
	@scripts/check.sh fix

lint: ## quick checks before a commit: style, templates, spelling, security, floors
	@scripts/check.sh lint

check: ## lint, types, migrations, generated diagram
	@scripts/check.sh

pictures: ## take the README's pictures anew, of a copy of the finished demo (after make run)
	@scripts/pictures.sh

flow: ## draw the workflow table into docs/
	@.venv/bin/python manage.py flow

lock: ## write requirements.lock from pyproject.toml (UPGRADE=1 takes the newest)
	@scripts/lock.sh
