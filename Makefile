# Two commands: `make demo` shows the whole main job on a synthetic district, `make test` proves it.
.PHONY: demo test setup fmt dist clean

DEMO_DIR ?= demo

demo: ## build, create a demo workspace (once; DEMO_DIR names another folder), show where every target stands
	cargo build --locked --package luoshi
	cargo run --quiet --locked --package luoshi -- demo --dir "$(DEMO_DIR)"

test: setup ## everything that must hold before a change lands
	tools/test

setup: ## what `make test` needs on a fresh Debian machine
	tools/setup

fmt:
	cargo fmt --all

dist: ## the optimised binary for real offices (slow to build)
	cargo build --locked --profile dist --package luoshi

clean:
	rm -rf demo
	cargo clean
