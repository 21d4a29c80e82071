# Two commands: `make demo` shows the whole main job on a synthetic district, `make test` proves it.
.PHONY: demo test setup assets fmt dist clean

DEMO_DIR ?= demo

demo: assets ## build, create a demo workspace (once; DEMO_DIR names another folder), show where every target stands, serve it
	cargo build --locked --package luoshi
	cargo run --quiet --locked --package luoshi -- demo --dir "$(DEMO_DIR)"

test: setup ## everything that must hold before a change lands
	tools/test

assets: crates/luoshi/assets/node_modules/.package-lock.json ## the scripts of the pages, by lock file

crates/luoshi/assets/node_modules/.package-lock.json: crates/luoshi/assets/package-lock.json
	npm ci --prefix crates/luoshi/assets --ignore-scripts --no-fund --no-audit --loglevel=error
	touch $@

setup: assets ## what `make test` needs on a fresh Debian machine
	tools/setup

fmt:
	cargo fmt --all

dist: assets ## the optimised binary for real offices (slow to build)
	cargo build --locked --profile dist --package luoshi

clean:
	rm -rf demo
	cargo clean
