//! What is due from whom and by when, and what was handed in.

mod due;

use std::{collections::BTreeMap, sync::Arc};

use anyhow::Result;
use jiff::civil::Date;
use lake::{Lake, org::Tree, snapshot::Cut};

pub use self::due::{Line, Missing, Reporters, due, line};
use super::lake as lakes;
use crate::{edge::Edge, workspace::Workspace};

/// The facts as pages about data need them: without figures, so that they are there while figures are refused.
pub struct Ground {
    pub lake: Lake,
    pub tree: Arc<Tree>,
    pub day: Date,
    /// Logins and the names of their people.
    names: BTreeMap<String, String>,
}

impl Ground {
    /// Whoever did something: the name of a person of the site, else what was written down.
    #[must_use]
    pub fn name<'a>(&'a self, actor: &'a str) -> &'a str {
        self.names.get(actor).map_or(actor, String::as_str)
    }
}

/// Opens the lake and reads the organisation of the day that pages show.
///
/// # Errors
/// When the database or a snapshot cannot be read.
pub async fn ground(workspace: &Workspace, edge: &Edge) -> Result<Ground> {
    let day = workspace.day(edge);
    let lake = lakes::open(workspace, edge.now).await?;
    let tree = lake.tree(Cut { as_of: day, known_at: edge.now }).await?;
    let people = workspace.store.read().await?.people().await?;
    let names = people.into_iter().map(|person| (person.login, person.name)).collect();
    Ok(Ground { lake, tree, day, names })
}
