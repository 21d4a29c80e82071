//! Definitions of indicators through time: a figure of the past is made with the definition of then.
//!
//! The first figure made with a definition records it. When the pack later says something else under the same version,
//! that is refused (the same name would silently mean something else) until a person accepts it with a reason.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use jiff::Timestamp;
use policy::{
    hash::sha256,
    indicator::{Indicator, Kind, Level, Standard, Unit, Version},
    pack::Pack,
};
use serde::{Deserialize, Serialize};

use crate::store::{Definition, canonical};

/// Everything in a pack that decides a figure of one version of an indicator.
#[derive(Serialize, Deserialize)]
struct Body {
    kind: Kind,
    unit: Unit,
    levels: Vec<Level>,
    reference: String,
    version: Version,
    sql: Option<String>,
    standards: Vec<Standard>,
}

/// What the pack declares today, to be compared with what was recorded.
///
/// # Errors
/// When a declaration cannot be written as JSON, which no valid pack can cause.
pub fn declared(pack: &Pack, now: Timestamp) -> Result<Vec<Definition>> {
    let mut definitions = Vec::new();
    for indicator in pack.indicators.values() {
        for version in &indicator.versions {
            let body = canonical(&serde_json::to_value(body(pack, indicator, version))?);
            let hash = sha256(&body);
            let (indicator, valid_from) = (indicator.id.clone(), version.from);
            definitions.push(Definition { indicator, valid_from, hash, body, first_seen: now, reason: None });
        }
    }
    Ok(definitions)
}

fn body(pack: &Pack, indicator: &Indicator, version: &Version) -> Body {
    let standards = version.reads.iter().filter_map(|read| pack.standards.get(read.standard.as_ref()?));
    Body {
        kind: indicator.kind,
        unit: indicator.unit,
        levels: indicator.levels.clone(),
        reference: indicator.reference.clone(),
        version: version.clone(),
        sql: version.sql.as_ref().and_then(|file| pack.sql.get(file)).cloned(),
        standards: standards.cloned().collect(),
    }
}

/// Definitions that the pack declares and the record does not have: those of new versions, and those that change a
/// version on record.
#[must_use]
pub fn unrecorded(declared: Vec<Definition>, recorded: &[Definition]) -> (Vec<Definition>, Vec<Definition>) {
    let mut latest: BTreeMap<(&str, i16), &Definition> = BTreeMap::new();
    for one in recorded {
        latest.insert((&one.indicator, one.valid_from), one);
    }
    let unknown = |one: &Definition| {
        latest.get(&(one.indicator.as_str(), one.valid_from)).is_none_or(|recorded| recorded.hash != one.hash)
    };
    declared
        .into_iter()
        .filter(unknown)
        .partition(|one| !latest.contains_key(&(one.indicator.as_str(), one.valid_from)))
}

/// The pack with the definitions that were in use at a moment; an indicator never used by then is as the pack has it.
///
/// # Errors
/// When a recorded definition cannot be read.
pub fn known(pack: &Pack, recorded: &[Definition], known_at: Timestamp) -> Result<Pack> {
    let mut latest: BTreeMap<(&str, i16), &Definition> = BTreeMap::new();
    for one in recorded.iter().filter(|one| one.first_seen <= known_at) {
        latest.insert((&one.indicator, one.valid_from), one);
    }
    let mut pack = pack.clone();
    let ids: Vec<_> = pack.indicators.keys().cloned().collect();
    for id in ids {
        let then: Vec<_> =
            latest.range((id.as_str(), i16::MIN)..=(id.as_str(), i16::MAX)).map(|(_, one)| *one).collect();
        if !then.is_empty() {
            restore(&mut pack, &id, &then)?;
        }
    }
    Ok(pack)
}

fn restore(pack: &mut Pack, id: &str, then: &[&Definition]) -> Result<()> {
    let mut versions = Vec::new();
    for one in then {
        let body: Body = serde_json::from_str(&one.body).with_context(|| format!("definition of {id}"))?;
        let mut version = body.version;
        if let Some(sql) = body.sql {
            let file = format!("{id}@{}", one.hash);
            pack.sql.insert(file.clone(), sql);
            version.sql = Some(file);
        }
        for standard in body.standards {
            pack.standards.insert(standard.id.clone(), standard);
        }
        versions.push(version);
        if let Some(indicator) = pack.indicators.get_mut(id) {
            (indicator.kind, indicator.unit, indicator.levels) = (body.kind, body.unit, body.levels);
            indicator.reference = body.reference;
        }
    }
    if let Some(indicator) = pack.indicators.get_mut(id) {
        indicator.versions = versions;
    }
    Ok(())
}
