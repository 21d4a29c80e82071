//! The edge of the program: here, and only here, the clock and the system's randomness are read.

use std::{io::Write as _, process::ExitCode};

use anyhow::{Context as _, Result};
use jiff::Timestamp;
use luoshi::{cli, edge::System};

#[tokio::main]
async fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("LUOSHI_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let system = match system() {
        Ok(system) => system,
        Err(error) => {
            tracing::error!("{error:#}");
            return ExitCode::from(cli::FAULT);
        }
    };
    let reply = cli::run(std::env::args_os(), &system, self::system).await;
    // Whoever closes the pipe early has read enough.
    drop(std::io::stdout().write_all(reply.out.as_bytes()));
    drop(std::io::stderr().write_all(reply.err.as_bytes()));
    ExitCode::from(reply.code)
}

/// The machine's clock, randomness and terminal, now.
fn system() -> Result<System> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).context("the system gives no randomness")?;
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    let now = Timestamp::now();
    let width = terminal_size::terminal_size().map(|(width, _)| width.0);
    Ok(System { now, seed, width })
}
