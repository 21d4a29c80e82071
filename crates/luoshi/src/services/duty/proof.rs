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

impl Proofs {
    #[must_use]
    pub fn of(standings: &[Standing<'_>]) -> Self {
        let mut by: BTreeMap<(String, i16), Proof> = BTreeMap::new();
        for one in standings {
            let target = format!("{}@{}:{}", one.indicator.id, one.org, one.target.period);
            let figured = Figured { target, status: one.judgement.status };
            by.entry((one.commitment.id.clone(), one.target.period)).or_default().figures.push(figured);
        }
        Self { by, silent: Proof::default() }
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
