# Everything a person needs to start: `make run`, `make test`, `make help`.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python

.PHONY: help setup setup-test setup-soak run dev test test-all check soak coverage lint bench messages pictures lock

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 14

setup: ## system packages, .venv, translations: what run and test share
	@.make/setup run

setup-test:
	@.make/setup test

setup-soak:
	@.make/setup soak

run: setup ## set up everything and serve on http://127.0.0.1:8000 (HOST, PORT change that)
	@.make/run

dev: setup ## the same data with Django's reloading server and DEBUG on
	@.make/run --dev

test: setup-test ## lint, all tests on PostgreSQL, what depends on the database on SQLite too, browser tests
	@.make/test

test-all: setup-test ## the same with all tests on both databases
	@.make/test --all

check: setup-test ## lint and unit tests: no database, no browser, a minute
	@.make/check

soak: setup-soak ## what takes minutes by nature: many examples, faults in any order, WebKit; prints its seed
	@.make/soak

coverage: setup-test ## branches that the whole suite runs through, 95 % at least; takes twice as long as test
	@.make/coverage

lint: setup-test ## code style, types, templates, import rules, migrations, deployment check
	@.make/lint

bench: setup-test ## measure speed and query counts; the numbers go into benchmarks/README.md
	@.make/bench

messages: setup-test ## collect visible strings into locale/ (needs gettext)
	@.make/messages

pictures: setup-test ## take the pictures of the pages of help anew, from the demo data
	@.make/pictures

lock: ## compile the lists of packages from pyproject.toml and package.json (needs uv, and the npm of setup-test)
	@.make/lock
