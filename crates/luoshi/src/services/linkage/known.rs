//! Pairs of which it is known whether they are the same person, to learn from.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    path::Path,
};

use ::linkage::{Data, Side, columns::plain};
use anyhow::Result;
use lake::records;
use policy::words::Words as Filled;

use super::{load::unreadable, run::Ask};
use crate::{refusal::Refusal, words::Words};

/// Headers of the keys; the output of a linkage has them too.
const KEYS: [&str; 2] = ["left_key", "right_key"];
/// Header of whether the two are the same; without that column all are.
const SAME: &str = "same";

/// Reads a file of known pairs, by the keys of the rows.
///
/// # Errors
/// Refused when the file cannot be read, lacks a column, names a row that is not there, or says something else than yes or no.
pub fn read(words: Words, filled: &Filled, data: &Data, ask: &Ask, file: &Path) -> Result<Vec<(u32, u32, bool)>> {
    let staging = tempfile::tempdir()?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let read = records::read(file, staging.path(), &mut |record| {
        rows.push((0..record.len()).map(|at| record.get(at).trim().to_owned()).collect());
        ControlFlow::Continue(())
    })?;
    read.map_err(|problem| unreadable(words, file, &problem))?;
    let headers = rows.first().cloned().unwrap_or_default();
    let column = |name: &str| headers.iter().position(|header| plain(header) == plain(name));
    let [Some(left), Some(right)] = KEYS.map(column) else {
        let refusal = Refusal::new("link-known-columns").with("file", file.display());
        return Err(refusal.with("headers", headers.join(", ")).into());
    };
    let same = column(SAME);
    let rows = rows.get(1..).unwrap_or_default();
    let value = |row: &'_ Vec<String>, at: usize| row.get(at).cloned().unwrap_or_default();
    let sides = [Side::Left, if ask.right.is_some() { Side::Right } else { Side::Left }];
    let numbers = [(left, sides[0]), (right, sides[1])].map(|(at, side)| {
        let wanted: BTreeSet<String> = rows.iter().map(|row| value(row, at)).collect();
        let all = (0..u32::try_from(data.rows(side)).unwrap_or(u32::MAX)).map(|row| (data.key(side, row), row));
        all.filter(|(key, _)| wanted.contains(*key)).collect::<BTreeMap<_, _>>()
    });
    let mut known = Vec::with_capacity(rows.len());
    for (row, line) in rows.iter().zip(2_usize..) {
        let refused = |code: &'static str, value: &str| {
            Refusal::new(code).with("file", file.display()).with("row", line).with("value", value)
        };
        let found = |side: usize, at: usize| {
            let key = value(row, at);
            numbers[side].get(key.as_str()).copied().ok_or_else(|| refused("link-known-key", &key))
        };
        let same = same.map_or(Ok(true), |at| {
            let said = value(row, at);
            is_yes(filled, &said).ok_or_else(|| refused("link-known-value", &said))
        });
        known.push((found(0, left)?, found(1, right)?, same?));
    }
    Ok(known)
}

fn is_yes(filled: &Filled, said: &str) -> Option<bool> {
    let said = said.to_lowercase();
    filled.yes.contains(&said).then_some(true).or_else(|| filled.no.contains(&said).then_some(false))
}
