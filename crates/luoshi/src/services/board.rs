//! The board: where every target stands on the site's day, made once and kept while the facts stay the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use anyhow::Result;
use jiff::{Timestamp, civil::Date};
use lake::{compute::Figure, org::Tree, snapshot::Cut};
use policy::{pack::Pack, status::Judgement};
use tokio::sync::Mutex;

use super::{
    indicator::{self, Computed, Rests, Standing},
    school::Directory,
    search::Index,
};
use crate::{
    edge::{Edge, office_time},
    workspace::Workspace,
};

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
    judged: Judged,
    /// Moments at which the facts became others.
    moments: BTreeSet<Timestamp>,
    /// Where the targets stood at earlier cuts that somebody asked for; a few of them.
    past: Mutex<BTreeMap<Cut, Arc<Judged>>>,
}

/// For every target the day it is due, the judgement, the judged figure and what it rests on.
type Judged = Vec<(Date, Judgement, Option<Figure>, Option<Rests>)>;

/// Earlier cuts kept in memory; people who were here on the same day share one.
const PAST: usize = 32;

impl Board {
    /// Where every target of the plan stands; the pack is the one that the board was made of.
    #[must_use]
    pub fn standings<'a>(&self, pack: &'a Pack) -> Vec<Standing<'a>> {
        standings(pack, &self.judged)
    }

    /// Where every target stood at an earlier moment; none when nothing can have changed since.
    ///
    /// # Errors
    /// Faults of files and database.
    pub async fn standings_at<'a>(
        &self,
        workspace: &'a Workspace,
        edge: &Edge,
        moment: Timestamp,
    ) -> Result<Option<Vec<Standing<'a>>>> {
        // A demo stands still; elsewhere the days go by and change what is due and what is stale.
        let as_of = workspace.config.demo_day.unwrap_or_else(|| office_time(moment).0);
        let newest = self.moments.range(..=moment).next_back();
        if (as_of == self.key.day && newest == self.moments.last()) || workspace.pack.plan.is_none() {
            return Ok(None);
        }
        let cut = Cut { as_of, known_at: newest.copied().unwrap_or(moment) };
        let mut past = self.past.lock().await;
        if let Some(judged) = past.get(&cut) {
            return Ok(Some(standings(&workspace.pack, judged)));
        }
        let computed = indicator::compute(workspace, edge, cut, None).await?;
        let judged = Arc::new(judged(indicator::status(workspace, &computed).await?));
        past.insert(cut, Arc::clone(&judged));
        if past.len() > PAST {
            past.pop_first();
        }
        Ok(Some(standings(&workspace.pack, &judged)))
    }
}

fn standings<'a>(pack: &'a Pack, judged: &Judged) -> Vec<Standing<'a>> {
    let targets = indicator::targets(pack);
    let standing =
        |((commitment, target, indicator, org), (due, judgement, figure, rests)): (_, &(_, Judgement, _, _))| {
            Standing {
                commitment,
                target,
                indicator,
                org,
                due: *due,
                judgement: judgement.clone(),
                figure: Option::<Figure>::clone(figure),
                rests: *rests,
            }
        };
    targets.zip(judged).map(standing).collect()
}

fn judged(standings: Vec<Standing<'_>>) -> Judged {
    standings.into_iter().map(|one| (one.due, one.judgement, one.figure, one.rests)).collect()
}

/// The key of the board as the facts stand now.
///
/// # Errors
/// When the database fails.
pub async fn key(workspace: &Workspace, edge: &Edge) -> Result<Key> {
    let day = workspace.day(edge);
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
    let schools = Directory::read(&computed.lake, &workspace.pack, &tree, cut).await?;
    let index = Index::new(&workspace.pack, &tree, &schools);
    let measures = workspace.store.read().await?.measures().await?;
    let mut moments: BTreeSet<_> = measures.iter().map(|one| one.recorded_at).collect();
    for one in computed.lake.snapshots() {
        moments.extend([Some(one.recorded_at), one.withdrawn_at].into_iter().flatten());
    }
    let (judged, past) = (judged(standings), Mutex::default());
    Ok(Board { key, computed, tree, schools, index, judged, moments, past })
}
