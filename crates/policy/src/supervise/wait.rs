//! What waits for whoever supervises: it follows from the duty alone, so that it can stand beside it and be sought.

use serde::{Deserialize, Serialize};

use super::{decide::is_time, deed::Deed, duty::Duty};

/// Something that somebody of the office has to do; what the figures prove is not among it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    Extension,
    Verification,
    /// An answer to a slip is to be looked at.
    Answer,
    /// Drawn, and nobody was there yet.
    Inspection,
    Appeal,
}

impl Wait {
    pub const ALL: [Self; 5] = [Self::Extension, Self::Verification, Self::Answer, Self::Inspection, Self::Appeal];

    /// The deed that ends it.
    #[must_use]
    pub const fn deed(self) -> Deed {
        match self {
            Self::Extension => Deed::GrantExtension,
            Self::Verification => Deed::Verify,
            Self::Answer => Deed::SettleSlip,
            Self::Inspection => Deed::Inspect,
            Self::Appeal => Deed::Adjust,
        }
    }
}

impl Duty {
    /// Everything that waits.
    pub fn waits(&self) -> impl Iterator<Item = Wait> {
        let asked = |wait: &Wait| *wait != Wait::Appeal || self.appeal.is_some();
        Wait::ALL.into_iter().filter(asked).filter(|wait| is_time(wait.deed(), self))
    }
}
