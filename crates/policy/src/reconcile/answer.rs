//! What people said of pairs, and what follows: pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What somebody says of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Say {
    /// They are the same child.
    Same,
    /// They are two children.
    Other,
    /// Not now.
    Later,
}

/// What the answers to a pair come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody has said anything that counts.
    Open,
    /// A second person has to agree.
    Half,
    /// People disagree: one more has to decide.
    Disputed,
    Same,
    Other,
}

impl Verdict {
    /// Of the answers in the order in which they were given, each of another person.
    #[must_use]
    pub fn of(answers: &[Say], two_persons: bool) -> Self {
        let count = |say: Say| answers.iter().filter(|one| **one == say).count();
        let (same, other) = (count(Say::Same), count(Say::Other));
        let needed = if two_persons { 2 } else { 1 };
        match same.cmp(&other) {
            std::cmp::Ordering::Greater if same >= needed => Self::Same,
            std::cmp::Ordering::Less if other >= needed => Self::Other,
            std::cmp::Ordering::Equal if same > 0 => Self::Disputed,
            _ if same + other > 0 => Self::Half,
            _ => Self::Open,
        }
    }

    /// The decision, when there is one.
    #[must_use]
    pub const fn decided(self) -> Option<bool> {
        match self {
            Self::Same => Some(true),
            Self::Other => Some(false),
            Self::Open | Self::Half | Self::Disputed => None,
        }
    }
}

/// How far the first two people of each pair agree.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Agreement {
    /// Pairs of which two people have said something.
    pub pairs: u64,
    pub agreed: u64,
    /// Agreement beyond chance (Cohen 1960); none when chance alone would agree always.
    pub kappa: Option<f64>,
}

/// Measures agreement; what is put off is no answer.
#[must_use]
pub fn agreement<'a>(answers: impl IntoIterator<Item = &'a [Say]>) -> Agreement {
    let mut counts: BTreeMap<(Say, Say), u64> = BTreeMap::new();
    for answers in answers {
        let mut said = answers.iter().copied().filter(|one| *one != Say::Later);
        if let (Some(first), Some(second)) = (said.next(), said.next()) {
            *counts.entry((first, second)).or_default() += 1;
        }
    }
    let of = |first: Say, second: Say| counts.get(&(first, second)).copied().unwrap_or(0);
    let (both, neither) = (of(Say::Same, Say::Same), of(Say::Other, Say::Other));
    let (left, right) = (of(Say::Same, Say::Other), of(Say::Other, Say::Same));
    let pairs = both + neither + left + right;
    let agreed = both + neither;
    #[expect(clippy::cast_precision_loss, reason = "counts of answers")]
    let kappa = {
        let (all, float) = (pairs as f64, |count: u64| count as f64);
        let chance =
            (float(both + left) * float(both + right) + float(neither + right) * float(neither + left)) / (all * all);
        (pairs > 0 && chance < 1.0).then(|| (float(agreed) / all - chance) / (1.0 - chance))
    };
    Agreement { pairs, agreed, kappa }
}
