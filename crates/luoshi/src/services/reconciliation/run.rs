use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use ::linkage::{Builder, Room};
use anyhow::{Context as _, Result};
use jiff::civil::Date;
use lake::{
    Lake,
    import::Progress as Reading,
    records::{Format, Writer},
    snapshot::Cut,
};
use policy::{
    hash::sha256,
    reconcile::{
        Standing,
        answer::{Say, Verdict},
        decide::{self, Found},
    },
};
use serde_json::json;

use super::{
    Progress, Summary,
    compare::{Compared, compare, said},
    declaration,
    gather::{Gathered, Parts, gather},
};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::{
        case,
        dataset::{self, Import, Looked},
        lake as lakes,
    },
    store::{Answer, ChildRow, NewEvent, PairRow, ReconciliationRow, RunState},
    words::name,
    workspace::{Lock, Workspace},
};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Order {
    /// By default the first declaration of the pack.
    pub declaration: Option<String>,
    /// Day whose facts are compared.
    pub on: Date,
    /// Weigh evidence by what people decided, besides what the files teach.
    pub learn: bool,
}

/// What came of it.
#[derive(Debug)]
pub enum Outcome {
    Done(ReconciliationRow),
    /// Nothing that decides has changed since this run.
    Unchanged(ReconciliationRow),
}

/// Raised whenever the same facts could give another result than before.
const ENGINE: &str = "2";

/// Compares the register with the rolls and keeps the result: the standings of all children, the pairs that people have to decide, and
/// a snapshot, all in one transaction. Holds the lock of the workspace, so that a run that is said to be under way when this one begins
/// has lost its process.
///
/// # Errors
/// Refused when the pack has no such declaration, a dataset has no facts at the date, or the run is cancelled.
pub async fn run(workspace: &Workspace, edge: &Edge, order: &Order, progress: &Progress) -> Result<Outcome> {
    let declaration = declaration(&workspace.pack, order.declaration.as_deref())?;
    let parts = Parts::of(&workspace.pack, declaration)?;
    let lock = workspace.lock()?;
    fail_lost(workspace, edge).await?;
    let cut = Cut { as_of: order.on, known_at: edge.now };
    let lake = lakes::open(workspace, edge.now).await?;
    let (answers, runs) = {
        let mut read = workspace.store.read().await?;
        (read.pair_answers(&declaration.id).await?, read.reconciliations().await?)
    };
    let decided = decided(&answers, declaration.review.two_persons);
    let (fingerprint, inputs) = fingerprint(workspace, &lake, parts, cut, &decided, order.learn).await?;
    let own = || runs.iter().filter(|run| run.declaration == declaration.id);
    if let Some(known) = own().find(|run| run.fingerprint == fingerprint && run.state == RunState::Done) {
        return Ok(Outcome::Unchanged(known.clone()));
    }
    let row = ReconciliationRow {
        id: edge.id(),
        declaration: declaration.id.clone(),
        number: own().map(|run| run.number).max().unwrap_or(0) + 1,
        as_of: order.on,
        made_at: edge.now,
        made_by: edge.actor.clone(),
        fingerprint,
        state: RunState::Running,
        ended_at: None,
        learned: order.learn,
        inputs,
        snapshot: None,
        summary: String::new(),
    };
    let mut write = workspace.store.write().await?;
    write.add_reconciliation(&row).await?;
    let body = json!({ "declaration": row.declaration, "number": row.number, "as_of": row.as_of.to_string(), "learned": row.learned });
    write.add_event(event(edge, "reconciliation.started", &row.id, body)).await?;
    write.commit().await?;
    let earlier = own().filter(|run| run.state == RunState::Done && run.as_of <= order.on);
    let before = earlier.max_by_key(|run| (run.as_of, run.number));
    let job = Job { workspace, edge, lake: &lake, parts, cut, decided: &decided, before, progress, lock: &lock };
    match job.work(&row).await {
        Ok(done) => Ok(Outcome::Done(done)),
        Err(error) => {
            let cancelled =
                error.downcast_ref::<Refusal>().is_some_and(|refusal| refusal.code == "reconciliation-cancelled");
            let state = if cancelled { RunState::Cancelled } else { RunState::Failed };
            end(workspace, edge, ReconciliationRow { state, ..row }).await?;
            Err(error)
        }
    }
}

/// Marks runs whose process died.
async fn fail_lost(workspace: &Workspace, edge: &Edge) -> Result<()> {
    let runs = workspace.store.read().await?.reconciliations().await?;
    for row in runs.into_iter().filter(|row| row.state == RunState::Running) {
        end(workspace, edge, ReconciliationRow { state: RunState::Failed, ..row }).await?;
    }
    Ok(())
}

async fn end(workspace: &Workspace, edge: &Edge, row: ReconciliationRow) -> Result<()> {
    let row = ReconciliationRow { ended_at: Some(edge.now), ..row };
    let mut write = workspace.store.write().await?;
    if write.end_reconciliation(&row).await? {
        let kind = if row.state == RunState::Cancelled { "reconciliation.cancelled" } else { "reconciliation.failed" };
        write.add_event(event(edge, kind, &row.id, json!({ "number": row.number }))).await?;
        write.commit().await?;
    }
    Ok(())
}

fn event<'a>(edge: &'a Edge, kind: &'a str, subject: &'a str, body: serde_json::Value) -> NewEvent<'a> {
    NewEvent { at: edge.now, actor: &edge.actor, kind, subject, body }
}

/// What the answers of people come to, of those pairs where they come to something.
pub(super) fn decided(
    answers: &BTreeMap<(String, String), Vec<Answer>>,
    two_persons: bool,
) -> BTreeMap<(String, String), bool> {
    let verdict = |answers: &[Answer]| {
        let said: Vec<Say> = answers.iter().map(|answer| answer.say).collect();
        Verdict::of(&said, two_persons).decided()
    };
    answers.iter().filter_map(|(pair, answers)| Some((pair.clone(), verdict(answers)?))).collect()
}

/// Hash of everything that decides the result, and the snapshots among it.
async fn fingerprint(
    workspace: &Workspace,
    lake: &Lake,
    parts: Parts<'_>,
    cut: Cut,
    decided: &BTreeMap<(String, String), bool>,
    learn: bool,
) -> Result<(String, Vec<String>)> {
    let mut snapshots = Vec::new();
    for dataset in parts.datasets() {
        for part in lake.in_force(dataset, cut).await? {
            snapshots.push((dataset, part.id, part.sha256, part.except));
        }
    }
    let definition = (parts.declaration, parts.linkage, &workspace.pack.confusions, parts.register, parts.roll);
    let decided: Vec<_> = decided.iter().collect();
    let whole = serde_json::to_vec(&(ENGINE, definition, cut.as_of.to_string(), &snapshots, decided, learn))?;
    let ids: BTreeSet<String> = snapshots.into_iter().map(|(_, id, ..)| id).collect();
    Ok((sha256(whole), ids.into_iter().collect()))
}

/// A run under way.
struct Job<'a> {
    workspace: &'a Workspace,
    edge: &'a Edge,
    lake: &'a Lake,
    parts: Parts<'a>,
    cut: Cut,
    decided: &'a BTreeMap<(String, String), bool>,
    before: Option<&'a ReconciliationRow>,
    progress: &'a Progress,
    /// What lets it publish.
    lock: &'a Lock,
}

impl Job<'_> {
    async fn work(&self, row: &ReconciliationRow) -> Result<ReconciliationRow> {
        let declaration = self.parts.declaration;
        let mut spec = self.parts.linkage.spec();
        spec.choice.review = declaration.review.band.unwrap_or(spec.choice.review);
        let mut builder = Builder::new(&spec, &self.workspace.pack.confusions, Room::default())
            .map_err(|refused| said(&refused, &spec))?;
        let gathered = gather(self.lake, self.parts, &spec, self.cut, &mut builder).await?;
        self.go_on()?;
        let compared = compare(&spec, builder, self.decided, row.learned, self.progress)?;
        let Gathered { children, pupils, registered_twice } = gathered;
        let (register, roll) = (children.len() as u64, pupils.len() as u64);
        let evidence = decide::Evidence {
            children,
            pupils,
            pairs: compared.pairs.clone(),
            doubles: compared.doubles.clone(),
            again: compared.again.clone(),
            decided: self.decided.clone(),
        };
        let found = decide::reconcile(declaration, spec.choice.review, &evidence);
        if found.is_empty() {
            return Err(Refusal::new("reconciliation-empty").with("date", self.cut.as_of).into());
        }
        let pairs = self.pairs(&evidence, &compared, &found)?;
        let children = self.compared_to_before(found).await?;
        let mut summary = Summary {
            register,
            roll,
            registered_twice,
            links: compared.links,
            review: pairs.len() as u64,
            decided: self.counted(&evidence),
            precision: compared.precision,
            recall: compared.recall,
            ..Summary::default()
        };
        for one in &children {
            *summary.standings.entry(one.standing).or_default() += 1;
            summary.contradictions += u64::from(one.contradiction.is_some());
            summary.changed += u64::from(self.before.is_some() && one.before != Some(one.standing));
        }
        self.go_on()?;
        let registered = evidence.children.iter().map(|one| one.key.as_str()).collect();
        self.keep(row, &children, &registered, &pairs, &summary).await
    }

    fn go_on(&self) -> Result<()> {
        if self.progress.is_stopped() { Err(Refusal::new("reconciliation-cancelled").into()) } else { Ok(()) }
    }

    async fn compared_to_before(&self, found: Vec<Found>) -> Result<Vec<ChildRow>> {
        let before = match self.before {
            Some(run) => self.workspace.store.read().await?.standings(&run.id).await?,
            None => BTreeMap::new(),
        };
        let row = |one: Found| ChildRow {
            before: before.get(&one.child).copied(),
            child: one.child,
            standing: one.standing,
            area: one.area,
            school: one.school,
            reason: one.reason,
            contradiction: one.contradiction,
            age: one.age,
            probability: one.probability,
            pupil: one.pupil,
            same_as: one.same_as,
        };
        Ok(found.into_iter().map(row).collect())
    }

    /// Pairs that people have to decide: of children or pupils that are of age.
    fn pairs(&self, evidence: &decide::Evidence, compared: &Compared, found: &[Found]) -> Result<Vec<PairRow>> {
        let children: BTreeMap<&str, _> = evidence.children.iter().map(|one| (one.key.as_str(), one)).collect();
        let pupils: BTreeMap<&str, _> = evidence.pupils.iter().map(|one| (one.key.as_str(), one)).collect();
        // Of a child that is registered twice for sure nothing is asked; of one that may be, what its standing waits for.
        let twice = |one: &&Found| one.standing == Standing::RegisteredTwice;
        let twice: BTreeSet<&str> = found.iter().filter(twice).map(|one| one.child.as_str()).collect();
        let waits = |one: &Found| (one.reason == decide::PAIR_OPEN).then(|| (one.child.clone(), one.pupil.clone()));
        let waits: BTreeMap<String, Option<String>> = found.iter().filter_map(waits).collect();
        let again = compared.again.iter().filter(|pair| waits.get(&pair.child) == Some(&Some(pair.pupil.clone())));
        let single = compared.pairs.iter().filter(|pair| !twice.contains(pair.child.as_str()));
        let probabilities = single.chain(&compared.doubles).chain(again);
        let mut rows = BTreeMap::new();
        for pair in probabilities {
            let key = (pair.child.clone(), pair.pupil.clone());
            let (Some(why), false) = (compared.evidence.get(&key), self.decided.contains_key(&key)) else { continue };
            let child = children.get(pair.child.as_str()).context("a pair of a child")?;
            let pupil = pupils.get(pair.pupil.as_str()).context("a pair of a pupil")?;
            if child.age.or(pupil.age).is_none() {
                continue;
            }
            let row = PairRow {
                child: pair.child.clone(),
                pupil: pair.pupil.clone(),
                area: child.area.clone(),
                school: pupil.school.clone(),
                probability: pair.probability,
                evidence: serde_json::to_string(why)?,
            };
            rows.insert(key, row);
        }
        Ok(rows.into_values().collect())
    }

    /// Decisions whose child and pupil are both there.
    fn counted(&self, evidence: &decide::Evidence) -> u64 {
        let children: BTreeSet<&str> = evidence.children.iter().map(|one| one.key.as_str()).collect();
        let pupils: BTreeSet<&str> = evidence.pupils.iter().map(|one| one.key.as_str()).collect();
        let there = |pair: &&(String, String)| children.contains(pair.0.as_str()) && pupils.contains(pair.1.as_str());
        self.decided.keys().filter(there).count() as u64
    }

    /// The result becomes a snapshot by the way of every import, and the run is done, at once.
    async fn keep(
        &self,
        row: &ReconciliationRow,
        children: &[ChildRow],
        registered: &BTreeSet<&str>,
        pairs: &[PairRow],
        summary: &Summary,
    ) -> Result<ReconciliationRow> {
        let staging = tempfile::tempdir_in(self.workspace.tmp_dir())?;
        let result = &self.parts.declaration.result;
        let tree = self.lake.tree(self.cut).await?;
        let known = |code: &str| tree.get(code).is_some();
        let file = self.workbook(staging.path(), children, registered, known)?;
        let command = Import {
            dataset: result.clone(),
            file,
            as_of: self.cut.as_of,
            scope: None,
            valid_rows_only: false,
            drift_reason: None,
            source_name: Some(format!("{}.csv", row.id)),
            reading: None,
        };
        let looked = dataset::look_at(self.workspace, self.edge, &command, staging.path(), &Reading::default()).await?;
        let mut write = self.workspace.store.write().await?;
        let snapshot = match looked {
            Looked::Known(snapshot) => snapshot.id,
            Looked::Checked(mut checked) => {
                let staged = checked.staged.take();
                let staged = staged
                    .with_context(|| format!("the result does not fit {result}: {:?}", checked.problems.counts))?;
                dataset::accept(self.workspace, self.edge, &command, &checked, staged, &mut write, self.lock).await?.id
            }
        };
        let done = ReconciliationRow {
            state: RunState::Done,
            ended_at: Some(self.edge.now),
            snapshot: Some(snapshot),
            summary: serde_json::to_string(summary)?,
            ..row.clone()
        };
        write.add_reconciled_children(&done.id, children).await?;
        write.add_reconciled_pairs(&done.id, pairs).await?;
        if !write.end_reconciliation(&done).await? {
            anyhow::bail!("the run was ended by somebody else");
        }
        let standings: BTreeMap<String, u64> =
            summary.standings.iter().map(|(one, count)| (name(one), *count)).collect();
        let body = json!({ "number": done.number, "snapshot": done.snapshot, "standings": standings, "review": summary.review });
        write.add_event(event(self.edge, "reconciliation.done", &done.id, body)).await?;
        case::follow_within(self.workspace, self.edge, &mut write, &done.id).await?;
        write.commit().await?;
        Ok(done)
    }

    /// The result as a file of its dataset.
    fn workbook(
        &self,
        folder: &Path,
        children: &[ChildRow],
        registered: &BTreeSet<&str>,
        known: impl Fn(&str) -> bool,
    ) -> Result<std::path::PathBuf> {
        let dataset = self.workspace.pack.datasets.get(&self.parts.declaration.result).context("a checked result")?;
        let header =
            |name: &str| dataset.columns.iter().find(|column| column.name == name).map(|one| one.header.zh.as_str());
        let headers = policy::reconcile::RESULT.map(|name| (header(name).unwrap_or(name), false));
        let begun = self.parts.declaration.age.day(self.cut.as_of).context("a checked declaration has a day")?;
        let school_year = begun.year().to_string();
        let words = &self.workspace.pack.words;
        let [yes, no] = [&words.yes, &words.no].map(|words| words.first().map_or("", String::as_str));
        let (mut writer, path) = Writer::create(folder, "result", Format::Csv, &headers)?;
        for one in children {
            let (standing, age) = (name(&one.standing), one.age.map(|age| age.to_string()).unwrap_or_default());
            let school = one.school.as_deref().filter(|school| known(school)).unwrap_or_default();
            let registered = if registered.contains(one.child.as_str()) { yes } else { no };
            let same_as = one.same_as.as_deref().unwrap_or_default();
            writer.write(&[
                &one.child,
                &one.area,
                school,
                registered,
                &school_year,
                &age,
                &standing,
                &one.reason,
                same_as,
            ])?;
        }
        writer.finish()?;
        Ok(path)
    }
}
