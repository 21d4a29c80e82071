use std::collections::BTreeMap;

use policy::supervise::{Duty, Figured, Proof, Verdict};

use crate::services::indicator::Standing;

/// What the figures of a day say of every duty: made once from the standings of a board.
#[derive(Clone, Debug, Default)]
pub struct Proofs {
    /// By commitment and year.
    by: BTreeMap<(String, i16), Proof>,
    silent: Proof,
}

/// What stands where, by commitment and year.
impl FromIterator<(String, i16, Figured)> for Proofs {
    fn from_iter<I: IntoIterator<Item = (String, i16, Figured)>>(figures: I) -> Self {
        let mut proofs = Self::default();
        for (commitment, year, figured) in figures {
            proofs.by.entry((commitment, year)).or_default().figures.push(figured);
        }
        proofs
    }
}

impl Proofs {
    #[must_use]
    pub fn of(standings: &[Standing<'_>]) -> Self {
        let figured = |one: &Standing<'_>| {
            let target = format!("{}@{}:{}", one.indicator.id, one.org, one.target.period);
            let figured = Figured { target, status: one.judgement.status };
            (one.commitment.id.clone(), one.target.period, figured)
        };
        standings.iter().map(figured).collect()
    }

    /// The figures for or against a duty.
    #[must_use]
    pub fn get(&self, duty: &Duty) -> &Proof {
        self.of_year(&duty.commitment, duty.year)
    }

    /// The figures for or against what is promised, in a year.
    #[must_use]
    pub fn of_year(&self, commitment: &str, year: i16) -> &Proof {
        self.by.get(&(commitment.to_owned(), year)).unwrap_or(&self.silent)
    }

    /// Commitments, each in a year, of which the figures say something.
    pub fn saying(&self, wanted: impl Fn(Verdict) -> bool) -> impl Iterator<Item = (&str, i16)> {
        let found = self.by.iter().filter(move |(_, proof)| wanted(proof.verdict()));
        found.map(|((commitment, year), _)| (commitment.as_str(), *year))
    }
}
