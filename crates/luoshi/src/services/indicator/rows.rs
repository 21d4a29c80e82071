use anyhow::Result;
use futures::stream::BoxStream;
use lake::{
    compute::Figure,
    drill::{Drill, Like, Select, Totals, Which},
    explain::Row,
    inputs::Question,
    privacy::Viewer,
    snapshot::Snapshot,
};
use policy::{
    access::Right,
    indicator::{Indicator, Version},
};
use serde_json::json;

use super::{compute::known, reaches, table::sources};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::{account::Caller, board::Board, lake::blame},
    store::NewEvent,
    telling::Heading,
    words::Words,
    workspace::Workspace,
};

/// Which rows behind a figure are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ask<'a> {
    pub indicator: &'a str,
    /// By default the first place that the caller reaches.
    pub org: Option<&'a str>,
    /// By default the newest year with data.
    pub year: Option<i16>,
    pub which: Which,
    /// Text that rows are sought by.
    pub like: &'a str,
    /// A column, and whether the largest comes first.
    pub sort: Option<(&'a str, bool)>,
}

/// A figure with the way to its rows, as far as the caller reaches.
pub struct Behind<'a> {
    pub indicator: &'a Indicator,
    pub version: &'a Version,
    pub org: String,
    pub year: i16,
    pub drill: Drill,
    pub figure: Option<Figure>,
    /// The files that the caller may know of.
    pub sources: Vec<&'a Snapshot>,
    /// Whether anything is masked that the caller may ask for with a reason.
    pub may_reveal: bool,
    which: Which,
    like: Option<Like>,
    sort: Option<(&'a str, bool)>,
}

/// Opens the way to the rows behind a figure.
///
/// # Errors
/// Refused alike for what is not there and for what the caller may not know of; refused for figures without rows.
pub async fn behind<'a>(
    workspace: &'a Workspace,
    board: &'a Board,
    caller: &Caller,
    ask: &Ask<'a>,
) -> Result<Behind<'a>> {
    let missing = || Refusal::new("page-missing");
    let pack = &workspace.pack;
    let indicator = pack.indicators.get(ask.indicator).ok_or_else(missing)?;
    let scopes = caller.scopes(Right::Rows);
    let org = ask.org.or_else(|| scopes.first().copied()).ok_or_else(missing)?;
    if board.tree.unit(org).is_none() || !reaches(&board.tree, &scopes, org) {
        return Err(missing().into());
    }
    let computed = &board.computed;
    let has_data = |year: &i16| {
        let inputs = computed.inputs.get(&(indicator.id.clone(), *year));
        inputs.is_some_and(|inputs| inputs.missing.is_empty() && !inputs.snapshots.is_empty())
    };
    let mut years: Vec<i16> = years(board, &indicator.id).collect();
    years.reverse();
    let newest = years.iter().copied().find(has_data).or(years.first().copied());
    let year = ask.year.or(newest).filter(|year| years.contains(year)).ok_or_else(missing)?;
    let version = indicator.version(year).ok_or_else(missing)?;
    let question = Question { indicator: indicator.id.clone(), year, cut: computed.cut, on: None };
    let known = known(workspace, computed, &question).await?;
    let drill =
        computed.lake.drill(&question, Some(org), &known).await.map_err(|error| blame(&computed.lake, error))?;
    let figure = workspace.store.read().await?.figure(&drill.inputs.fingerprint, org).await?;
    let sources = sources(board, &drill.inputs.snapshots, &scopes);
    let masks = drill.columns.iter().any(|column| !drill.is_open(&column.name));
    Ok(Behind {
        indicator,
        version,
        org: org.to_owned(),
        year,
        figure,
        sources,
        may_reveal: masks && reaches(&board.tree, &caller.scopes(Right::Reveal), org),
        which: ask.which,
        like: like(workspace, board, version, &drill, ask.like),
        sort: ask.sort,
        drill,
    })
}

/// Years of an indicator that were computed.
pub fn years(board: &Board, id: &str) -> impl Iterator<Item = i16> {
    let all = (id.to_owned(), i16::MIN)..=(id.to_owned(), i16::MAX);
    board.computed.inputs.range(all).map(|((_, year), _)| *year)
}

/// What a text may mean: it is found in columns that may be seen, in names of places, and in names of codes.
fn like(workspace: &Workspace, board: &Board, version: &Version, drill: &Drill, text: &str) -> Option<Like> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return None;
    }
    let orgs = board.tree.orgs().filter(|org| org.name.to_lowercase().contains(&text)).map(|org| org.code.clone());
    let codes = drill.columns.iter().map(|column| {
        let heading = Heading::of_query(Words::default(), &workspace.pack, version, column);
        (column.name.clone(), heading.meant_by(&text))
    });
    let (orgs, codes) = (orgs.collect(), codes.filter(|(_, codes)| !codes.is_empty()).collect());
    Some(Like { text, orgs, codes })
}

impl Behind<'_> {
    /// How many rows there are of each kind, of those sought.
    ///
    /// # Errors
    /// Faults of files or memory.
    pub async fn totals(&self) -> Result<Totals> {
        self.drill.totals(self.like.as_ref()).await
    }

    /// Some of the rows, masked.
    ///
    /// # Errors
    /// Faults of files or memory.
    pub async fn page(&self, workspace: &Workspace, words: Words, offset: usize, limit: usize) -> Result<Vec<Row>> {
        let hidden = words.say("value-hidden");
        let viewer = Viewer { reveal: false, hidden: &hidden };
        self.drill.page(&self.select(), viewer, &workspace.config.secret_bytes()?, offset, limit).await
    }

    /// All the rows, masked, one after the other; the log keeps who took them along.
    ///
    /// # Errors
    /// Faults of files, memory or database.
    pub async fn export(self, workspace: &Workspace, edge: &Edge) -> Result<BoxStream<'static, Result<Row>>> {
        let body = json!({ "org": self.org, "period": self.year, "rows": name_of(self.which) });
        record(workspace, edge, "rows.exported", &self.indicator.id, body).await?;
        let Self { drill, which, like, sort, .. } = self;
        drill.stream(&Select { which, like: like.as_ref(), sort }, edge.words.say("value-hidden")).await
    }

    /// One row, masked.
    ///
    /// # Errors
    /// Refused when no row has the key.
    pub async fn row(&self, workspace: &Workspace, words: Words, key: &str) -> Result<Row> {
        let hidden = words.say("value-hidden");
        let viewer = Viewer { reveal: false, hidden: &hidden };
        let found = self.drill.find(key, viewer, &workspace.config.secret_bytes()?).await?;
        Ok(found.ok_or_else(|| Refusal::new("page-missing"))?)
    }

    /// One row with nothing masked, for a reason that the log keeps.
    ///
    /// # Errors
    /// Refused without a reason, without the right, and when no row has the key.
    pub async fn reveal(&self, workspace: &Workspace, edge: &Edge, key: &str, reason: &str) -> Result<Row> {
        let missing = || Refusal::new("page-missing");
        let reason = reason.trim();
        if !self.may_reveal {
            return Err(missing().into());
        }
        if reason.chars().count() < SHORTEST_REASON {
            return Err(Refusal::new("reason-missing").into());
        }
        let viewer = Viewer { reveal: true, hidden: "" };
        let found = self.drill.find(key, viewer, &workspace.config.secret_bytes()?).await?.ok_or_else(missing)?;
        // Nothing is shown that nobody wrote down; the key says which row it was to whoever has the secret.
        let body = json!({ "org": found.org, "period": self.year, "record": key, "reason": reason });
        record(workspace, edge, "row.revealed", &self.indicator.id, body).await?;
        Ok(found)
    }

    fn select(&self) -> Select<'_> {
        Select { which: self.which, like: self.like.as_ref(), sort: self.sort }
    }
}

/// Characters below which a text is no reason.
const SHORTEST_REASON: usize = 4;

/// The word of the address for some rows.
#[must_use]
pub const fn name_of(which: Which) -> &'static str {
    match which {
        Which::All => "all",
        Which::Counting => "yes",
        Which::Failing => "no",
        Which::Others => "neither",
    }
}

async fn record(
    workspace: &Workspace,
    edge: &Edge,
    kind: &'static str,
    subject: &str,
    body: serde_json::Value,
) -> Result<()> {
    let mut write = workspace.store.write().await?;
    write.add_event(NewEvent { at: edge.now, actor: &edge.actor, kind, subject, body }).await?;
    write.commit().await
}
