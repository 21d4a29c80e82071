//! What a run of the program takes from outside: the clock, randomness, the user's language, name and folder.

use std::{path::PathBuf, sync::Mutex};

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz,
};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;

use crate::words::Words;

/// Facts about the machine, read once in `main`.
#[derive(Clone, Copy, Debug)]
pub struct System {
    pub now: Timestamp,
    /// Randomness for ids and secrets.
    pub seed: [u8; 32],
    /// Columns of the terminal; none when the output goes elsewhere.
    pub width: Option<u16>,
}

/// Everything that a command takes from outside.
#[derive(Debug)]
pub struct Edge {
    /// The moment of this run; every record that it writes carries it.
    pub now: Timestamp,
    pub words: Words,
    /// Folder of the workspace.
    pub dir: PathBuf,
    /// `--pack`: id of a built-in pack, or a folder.
    pub pack: Option<String>,
    /// Name of whoever runs the program, for the log.
    pub actor: String,
    pub width: Option<u16>,
    random: Mutex<ChaCha20Rng>,
}

/// Hours that the offices' clock is ahead of UTC; days begin and end by it.
const OFFICE_HOURS: i8 = 8;

impl Edge {
    /// Rounds the moment to microseconds, which is what both databases keep.
    #[must_use]
    pub fn new(system: &System, words: Words, dir: PathBuf, pack: Option<String>, actor: String) -> Self {
        let micros = system.now.as_microsecond();
        Self {
            now: Timestamp::from_microsecond(micros).unwrap_or(system.now),
            words,
            dir,
            pack,
            actor,
            width: system.width,
            random: Mutex::new(ChaCha20Rng::from_seed(system.seed)),
        }
    }

    /// Says how far a long run has come, while it runs.
    pub fn progress(&self, line: &str) {
        eprintln!("{line}");
    }

    /// The day of this run on the offices' clock.
    #[must_use]
    pub fn today(&self) -> Date {
        tz::TimeZone::fixed(tz::offset(OFFICE_HOURS)).to_datetime(self.now).date()
    }

    /// A new id (UUIDv7): ids made later sort later.
    #[must_use]
    pub fn id(&self) -> String {
        let mut bytes = [0; 10];
        self.fill(&mut bytes);
        let millis = u64::try_from(self.now.as_millisecond()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid().to_string()
    }

    /// A new secret of 32 bytes, as lower-case hex.
    #[must_use]
    pub fn secret(&self) -> String {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        policy::hash::hex(bytes)
    }

    /// New random bytes to salt a password with.
    #[must_use]
    pub fn salt(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        bytes
    }

    fn fill(&self, bytes: &mut [u8]) {
        let mut random = self.random.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        random.fill_bytes(bytes);
    }
}

/// The most memory that this process has held so far, where the system tells.
#[must_use]
pub fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? * 1024)
}

/// A moment as the offices' clock shows it.
#[must_use]
pub fn office_clock(at: Timestamp) -> DateTime {
    tz::TimeZone::fixed(tz::offset(OFFICE_HOURS)).to_datetime(at)
}

/// The moment at which the offices' clock shows a time.
///
/// # Errors
/// At the very end of the calendar.
pub fn of_office_clock(shown: DateTime) -> Result<Timestamp, jiff::Error> {
    tz::TimeZone::fixed(tz::offset(OFFICE_HOURS)).to_timestamp(shown)
}

/// Day and time (`HH:MM`) of a moment on the offices' clock.
#[must_use]
pub fn office_time(at: Timestamp) -> (Date, String) {
    let there = tz::TimeZone::fixed(tz::offset(OFFICE_HOURS)).to_datetime(at);
    (there.date(), format!("{:02}:{:02}", there.hour(), there.minute()))
}

/// The last moment of a day on the offices' clock: what was known when it ended.
///
/// # Errors
/// For a day at the very end of the calendar.
pub fn end_of(day: Date) -> Result<Timestamp, jiff::Error> {
    let office = tz::TimeZone::fixed(tz::offset(OFFICE_HOURS));
    Timestamp::from_microsecond(office.to_timestamp(day.tomorrow()?.at(0, 0, 0, 0))?.as_microsecond() - 1)
}

/// Ends when the terminal or the service manager asks the program to stop.
pub async fn asked_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        _ = interrupted => {}
        () = terminated => {}
    }
}
