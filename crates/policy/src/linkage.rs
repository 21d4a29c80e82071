//! Linkage declarations (`linkage/*.toml`): how the rows of two files are found to be the same person, and what is easily
//! confused (`confusions.toml`).
//!
//! What fields, comparisons and blocking rules may say, the engine itself declares (`linkage::spec`); a pack adds which of its
//! datasets they are about. To add a linkage, write one file in `linkage/` of a pack; no Rust is needed.

use std::collections::BTreeMap;

pub use linkage::{
    Confusions, Flaw, Spec,
    spec::{Block, Choice, Comparison, Field, Wrong},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::Text;

/// Two files, or one, whose rows are compared.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Linkage {
    /// Equals the file name.
    #[schemars(regex(pattern = crate::text::SLUG))]
    pub id: String,
    pub title: Text,
    /// The datasets that are compared within a workspace; files of any origin can be linked besides.
    #[serde(default)]
    pub left: Option<String>,
    #[serde(default)]
    pub right: Option<String>,
    /// Headers of the column that names a row, the best first; without any of them rows are named by their number.
    #[serde(default)]
    pub keys: Vec<String>,
    /// What comparisons and levels are called where people decide about pairs.
    #[serde(default)]
    pub words: BTreeMap<String, Text>,
    pub choice: Choice,
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
    #[serde(rename = "comparison")]
    pub comparisons: Vec<Comparison>,
    #[serde(rename = "block")]
    pub blocks: Vec<Block>,
}

impl Linkage {
    /// Names of all comparisons and levels.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let levels = self.comparisons.iter().flat_map(|one| one.levels.iter().map(|level| level.name.as_str()));
        self.comparisons.iter().map(|one| one.name.as_str()).chain(levels)
    }

    /// What the engine needs to know.
    #[must_use]
    pub fn spec(&self) -> Spec {
        Spec {
            keys: self.keys.clone(),
            fields: self.fields.clone(),
            comparisons: self.comparisons.clone(),
            blocks: self.blocks.clone(),
            choice: self.choice.clone(),
        }
    }
}
