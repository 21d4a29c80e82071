//! The program with a clock that stands where a file says: for tests that go through years. `LUOSHI_CLOCK` names the file, which
//! holds a moment such as `2024-03-01T09:00:00+08:00`. The program that offices run has no such clock.

use std::{env, error::Error, fs, process::ExitCode};

use anyhow::{Context as _, Result};
use luoshi::{cli, edge::System};

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let reply = cli::run(env::args_os(), &system()?, system).await;
    print!("{}", reply.out);
    eprint!("{}", reply.err);
    Ok(ExitCode::from(reply.code))
}

fn system() -> Result<System> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).context("the system gives no randomness")?;
    let file = env::var_os("LUOSHI_CLOCK").context("LUOSHI_CLOCK names no file")?;
    let now = fs::read_to_string(file)?.trim().parse()?;
    Ok(System { now, seed, width: None })
}
