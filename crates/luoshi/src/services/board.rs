//! The board: where every target stands on the site's day, made once and kept while the facts stay the same.

use std::sync::Arc;

use anyhow::Result;
use jiff::civil::Date;
use lake::{compute::Figure, org::Tree, snapshot::Cut};
use policy::{pack::Pack, status::Judgement};

use super::{
    indicator::{self, Computed, Standing},
    school::Directory,
    search::Index,
};
use crate::{edge::Edge, workspace::Workspace};

/// What the figures of a board follow from: the same key gives the same board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The day that pages show.
    pub day: Date,
    /// Fingerprint of the manifest, the measures and the definitions.
    pub facts: String,
}

/// The state of a day in memory.
pub struct Board {
    pub key: Key,
    /// What the figures are made of; the store has them under the fingerprints.
    pub computed: Computed,
    /// The organisations on the day.
    pub tree: Arc<Tree>,
    /// The schools of the day.
    pub schools: Directory,
    /// What can be found by a few letters.
    pub index: Index,
    /// Where the targets stand, in the order of the plan.
    judged: Vec<(Date, Judgement, Option<Figure>)>,
}

impl Board {
    /// Where every target of the plan stands; the pack is the one that the board was made of.
    #[must_use]
    pub fn standings<'a>(&self, pack: &'a Pack) -> Vec<Standing<'a>> {
        let targets = indicator::targets(pack);
        let standing =
            |((commitment, target, indicator, org), (due, judgement, figure)): (_, &(_, Judgement, _))| Standing {
                commitment,
                target,
                indicator,
                org,
                due: *due,
                judgement: judgement.clone(),
                figure: Option::<Figure>::clone(figure),
            };
        targets.zip(&self.judged).map(standing).collect()
    }
}

/// The key of the board as the facts stand now.
///
/// # Errors
/// When the database fails.
pub async fn key(workspace: &Workspace, edge: &Edge) -> Result<Key> {
    let day = workspace.config.demo_day.unwrap_or_else(|| edge.today());
    Ok(Key { day, facts: workspace.store.read().await?.facts().await? })
}

/// Makes a board; figures that were made before are taken from the store.
///
/// # Errors
/// Refused when a definition changed silently; faults of files and database.
pub async fn make(workspace: &Workspace, edge: &Edge, key: Key) -> Result<Board> {
    let cut = Cut { as_of: key.day, known_at: edge.now };
    let computed = indicator::compute(workspace, edge, cut, None).await?;
    let tree = computed.lake.tree(cut).await?;
    let standings = match workspace.pack.plan {
        Some(_) => indicator::status(workspace, &computed).await?,
        None => Vec::new(),
    };
    let judged = standings.into_iter().map(|one| (one.due, one.judgement, one.figure)).collect();
    let schools = Directory::read(&computed.lake, &workspace.pack, &tree, cut).await?;
    let index = Index::new(&workspace.pack, &tree, &schools);
    Ok(Board { key, computed, tree, schools, index, judged })
}
