//! Checks that the scripts of the pages were fetched (`make assets`) and gathers what the binary embeds.

use std::{env, fs, path::PathBuf, process::ExitCode};

/// File of a package, and the name under which it is served.
const VENDORED: [(&str, &str); 2] =
    [("htmx.org/dist/htmx.min.js", "htmx.js"), ("echarts/dist/echarts.common.min.js", "echarts.js")];

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=assets/package-lock.json");
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=locales");
    let Some(out) = env::var_os("OUT_DIR").map(PathBuf::from) else { return ExitCode::FAILURE };
    let vendor = out.join("vendor");
    if let Err(error) = fs::create_dir_all(&vendor) {
        println!("cargo::error={}: {error}", vendor.display());
        return ExitCode::FAILURE;
    }
    for (file, name) in VENDORED {
        let from = PathBuf::from("assets/node_modules").join(file);
        println!("cargo::rerun-if-changed={}", from.display());
        if let Err(error) = fs::copy(&from, vendor.join(name)) {
            println!("cargo::error=crates/luoshi/{}: {error}. Run `make assets` first (needs npm).", from.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
