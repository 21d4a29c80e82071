//! `luoshi compute`: makes every figure that is not there yet.

use anyhow::Result;
use clap::Args;

use super::{Answer, Dates};
use crate::{edge::Edge, refusal, services::indicator, words::Words, workspace::Workspace};

#[derive(Args)]
pub struct Compute {
    #[command(flatten)]
    dates: Dates,
    #[arg(long, value_name = "REASON")]
    accept_definition_change: Option<String>,
}

impl Compute {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let workspace = Workspace::open(edge).await?;
        let reason = self.accept_definition_change.as_deref();
        let computed = indicator::compute(&workspace, edge, self.dates.cut(edge), reason).await?;
        workspace.store.close().await;
        let made = computed.made.to_string();
        let args = [
            ("made", made.as_str()),
            ("reused", &computed.reused.to_string()),
            ("as_of", &computed.cut.as_of.to_string()),
        ];
        let out = edge.words.with("compute-done", &args) + "\n" + &failures(edge.words, &computed);
        Ok(Answer { out, refused: !computed.failed.is_empty() })
    }
}

/// Figures that could not be made, each with the reason.
pub fn failures(words: Words, computed: &indicator::Computed) -> String {
    let failure = |(indicator, year, why): &(String, i16, lake::Refusal)| {
        let args =
            [("indicator", indicator.as_str()), ("period", &year.to_string()), ("why", &refusal::of_lake(why, words))];
        words.with("compute-failed", &args) + "\n"
    };
    computed.failed.iter().map(failure).collect()
}
