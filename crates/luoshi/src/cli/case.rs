//! `luoshi case`: files of missing children from the terminal. Nobody is named here.

use anyhow::Result;
use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::{
    Answer,
    output::{self, Grid, Output},
};
use crate::{
    contract::case::{File, Files},
    edge::Edge,
    services::{case, duty::Who},
    store::CaseFilter,
    telling::ToldCase,
    workspace::Workspace,
};

#[derive(Subcommand)]
pub enum Case {
    Follow(Follow),
    List(List),
    Count(Count),
}

#[derive(Args)]
pub struct Follow {
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

#[derive(Args)]
pub struct List {
    #[arg(long, value_name = "CODE")]
    township: Option<String>,
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    #[command(flatten)]
    output: Output,
}

#[derive(Args)]
pub struct Count {
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    #[command(flatten)]
    output: Output,
}

impl Case {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let workspace = Workspace::open(edge).await?;
        let answer = match self {
            Self::Follow(follow) => follow.run(edge, &workspace).await,
            Self::List(list) => list.run(edge, &workspace).await,
            Self::Count(count) => count.run(edge, &workspace).await,
        };
        workspace.store.close().await;
        answer
    }
}

impl Follow {
    async fn run(self, edge: &Edge, workspace: &Workspace) -> Result<Answer> {
        let day = self.as_of.unwrap_or_else(|| workspace.day(edge));
        let followed = match &self.run {
            Some(run) => case::follow(workspace, edge, &edge.actor, run, day).await?,
            None => case::follow_latest(workspace, edge, &edge.actor, day).await?,
        };
        let said = [
            ("opened", followed.opened),
            ("missed", followed.missed),
            ("closed", followed.closed),
            ("followed", followed.followed),
        ];
        let said = said.map(|(name, count)| (name, count.to_string()));
        let said = said.each_ref().map(|(name, count)| (*name, count.as_str()));
        Ok((edge.words.with("case-followed", &said) + "\n").into())
    }
}

impl List {
    async fn run(self, edge: &Edge, workspace: &Workspace) -> Result<Answer> {
        let day = self.as_of.unwrap_or_else(|| workspace.day(edge));
        let filter = CaseFilter { township: self.township.as_deref(), ..CaseFilter::default() };
        let listed = case::list(workspace, Who::machine(&edge.actor), filter, day).await?.found;
        let tree = case::places(workspace, edge, day).await?;
        let told = ToldCase { words: edge.words, pack: &workspace.pack, tree: &tree };
        let mut grid = Grid::new(&["case", "township", "state", "next", "due", "overdue"]).right(&["overdue"]);
        for one in &listed {
            grid.push(vec![
                one.row.id.clone(),
                told.place(&one.row.case.township),
                told.state(one.row.case.state),
                one.next.map(|next| told.next(&next)).unwrap_or_default(),
                one.next.and_then(|next| next.due).map(|due| due.to_string()).unwrap_or_default(),
                one.overdue.map(|days| days.to_string()).unwrap_or_default(),
            ]);
        }
        let shown = || output::json(&listed.iter().map(File::of).collect::<Vec<_>>());
        Ok(grid.render(self.output.format, edge, shown)?.into())
    }
}

impl Count {
    async fn run(self, edge: &Edge, workspace: &Workspace) -> Result<Answer> {
        let day = self.as_of.unwrap_or_else(|| workspace.day(edge));
        let counts = case::counts(workspace, None, day).await?;
        let tree = case::places(workspace, edge, day).await?;
        let told = ToldCase { words: edge.words, pack: &workspace.pack, tree: &tree };
        let mut grid =
            Grid::new(&["township", "files", "open", "late", "claimed", "followed", "by-roll", "by-evidence", "again"])
                .right(&["files", "open", "late", "claimed", "followed", "by-roll", "by-evidence", "again"]);
        for (code, one) in &counts.of {
            let numbers = [one.files, one.open, one.overdue, one.claimed, one.follow_up];
            let more = [one.closed_by_roll, one.closed_by_evidence, one.again];
            let numbers = numbers.into_iter().chain(more).map(|number| number.to_string());
            grid.push([told.place(code)].into_iter().chain(numbers).collect());
        }
        let shown = || output::json(&Files::of(&counts));
        Ok(grid.render(self.output.format, edge, shown)?.into())
    }
}
