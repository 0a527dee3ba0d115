# Stationmaster. `make demo` shows it, `make test` checks it; both set the checkout up first.
.PHONY: help demo tour demo-reset stop setup test test-long bench lint fmt migrations openapi messages lock clean

PORT ?= 8000
export PORT

setup_then = @python=$$(infra/find-python.sh) && exec "$$python" -m infra.bootstrap

help:
	@echo "make demo [PORT=8000]  set up, make demo data, start everything; Ctrl-C stops it"
	@echo "make demo-reset        the same from nothing      make stop      end a demo from another terminal"
	@echo "make test              every gate                 make lint      those without tests"
	@echo "make test-long         crash and scale tests      make bench     benchmarks against the named rivals"
	@echo "make fmt               format and fix             make migrations  write missing migrations"
	@echo "make messages          add new texts to the translation catalogues"
	@echo "make setup             only set up                make lock      write the lock files anew"

demo:
	$(setup_then) demo infra.demo start

demo-reset:
	$(setup_then) demo infra.demo reset

tour: setup
	@.venv/bin/python -m infra.tour

stop:
	$(setup_then) demo infra.demo stop

setup:
	$(setup_then) test

test:
	$(setup_then) test infra.check all

test-long:
	$(setup_then) test infra.check long

bench:
	$(setup_then) test infra.check bench

lint:
	$(setup_then) test infra.check lint

fmt: setup
	@.venv/bin/ruff check --fix --exit-zero --quiet . && .venv/bin/ruff format .

migrations: setup
	@.venv/bin/python -m config.embedded_postgres start demo && .venv/bin/python manage.py makemigrations

openapi: setup
	@.venv/bin/python manage.py spectacular --file openapi.yaml --validate --lang en

messages: setup
	@.venv/bin/python -m infra.check_translations --update && .venv/bin/python -m infra.compile_messages

lock: setup
	@for lock in setup base dev; do .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header requirements/$$lock.in -o requirements/$$lock.txt || exit 1; done
	@npm install --package-lock-only --ignore-scripts --no-audit --no-fund

clean: stop
	@rm -rf .venv node_modules .stationmaster .mypy_cache .ruff_cache
