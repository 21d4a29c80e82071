//! One file: what comes next and its form, who the child is, what proves something, and the whole life.

use askama::Template;
use axum::{
    Form as Body,
    extract::{Multipart, Path, Query, multipart::MultipartRejection},
    http::StatusCode,
    response::{Html, IntoResponse as _, Redirect, Response},
};
use policy::{
    access::Right,
    casefile::{Case, Command, Deed, Proof, Step, allowed, open_steps},
    indicator::Level,
};
use serde::Deserialize;

use super::{Line, line};
use crate::{
    refusal::Refusal,
    services::{
        case::{self, Act, Cell},
        duty::Who,
        evidence as files,
    },
    store::Person,
    telling::ToldCase,
    web::{
        account::Note,
        data::import::size,
        desk::aside,
        evidence::{self as web_evidence, Sent},
        guard::Visit,
        page::{Page, html},
        trouble::{Trouble, missing},
        view::named,
    },
    words::name,
};

#[derive(Template)]
#[template(path = "cases/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    line: Line,
    /// Why it came back or came here.
    reason: String,
    /// What somebody says how it ended: outcome, words, who and when.
    claim: Option<(String, String, String)>,
    steps: Vec<Doing>,
    /// Done since the file came: title and day.
    done: Vec<(String, String)>,
    outcomes: Vec<Outcome>,
    townships: Vec<(String, String)>,
    deeds: Vec<Deed>,
    cells: Vec<Cell>,
    may_reveal: bool,
    is_revealed: bool,
    facts: Vec<(String, String)>,
    evidence: Vec<File>,
    history: Vec<Past>,
    most: usize,
    megabytes: usize,
    typed: Typed,
    note: Option<Note>,
}

/// A step that can be written down.
struct Doing {
    id: String,
    title: String,
    hint: String,
    needs_file: bool,
}

struct Outcome {
    id: String,
    title: String,
    hint: String,
    needs_file: bool,
}

struct File {
    sha256: String,
    name: String,
    kind: String,
    size: String,
    shown: bool,
    of: String,
    spent: bool,
}

struct Past {
    at: String,
    by: String,
    title: String,
    said: Vec<String>,
}

/// What was sent and refused, to be kept.
#[derive(Default)]
struct Typed {
    deed: String,
    /// Step, outcome or township.
    chosen: String,
    words: String,
}

impl Typed {
    fn words(&self, deed: &str, chosen: &str) -> &str {
        if self.deed == deed && (chosen.is_empty() || self.chosen == chosen) { &self.words } else { "" }
    }

    fn chose(&self, deed: &str, chosen: &str) -> bool {
        self.deed == deed && self.chosen == chosen
    }
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Ask {
    #[serde(default)]
    done: String,
}

pub(in crate::web) async fn show(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Html<String>, Trouble> {
    let known = Deed::ALL.iter().any(|deed| deed.name() == ask.done);
    let note = known.then(|| {
        let deed = visit.words().say(&format!("case-deed-{}", ask.done));
        Note { refused: false, sentence: visit.words().with("case-done", &[("deed", &deed)]), hint: String::new() }
    });
    answer(&visit, &id, Typed::default(), None, note).await
}

/// Does what a form says: the field `deed` names it.
pub(in crate::web) async fn submit(
    visit: Visit,
    Path(id): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Trouble> {
    let sent = match form {
        Ok(form) => Sent::read(form).await,
        Err(_) => Err(Refusal::new("evidence-none").into()),
    };
    let (typed, done) = match sent {
        Ok(sent) => {
            let typed = Typed {
                deed: sent.field("deed").to_owned(),
                chosen: sent.field("chosen").to_owned(),
                words: sent.field("words").to_owned(),
            };
            (typed, acted(&visit, &id, sent).await)
        }
        Err(trouble) => (Typed::default(), Err(trouble)),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/cases/{id}?done={}", typed.deed)).into_response()),
        Err(trouble) => {
            let status = match trouble.refused(&visit) {
                Some(("case-conflict", ..)) => StatusCode::CONFLICT,
                Some(("case-not-your-part", ..)) => StatusCode::FORBIDDEN,
                Some(("page-missing" | "case-not-yours" | "not-yours", ..)) => return Err(trouble),
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let note = Note::of(trouble, &visit)?;
            Ok((status, answer(&visit, &id, typed, None, Some(note)).await?).into_response())
        }
    }
}

async fn acted(visit: &Visit, id: &str, sent: Sent) -> Result<(), Trouble> {
    let deed = Deed::ALL.into_iter().find(|deed| deed.name() == sent.field("deed"));
    let (chosen, words) = (sent.field("chosen").to_owned(), sent.field("words").to_owned());
    let command = match deed.ok_or_else(missing)? {
        Deed::Step => Command::Step { step: chosen, words },
        Deed::Note => Command::Note { words },
        Deed::Claim => Command::Claim { outcome: chosen, words },
        Deed::Confirm => Command::Confirm { words },
        Deed::Return => Command::Return { reason: words },
        Deed::Transfer => Command::Transfer { township: township(visit, &chosen).await?, reason: words },
        // Files come along with one of the others; the rest the program does by itself.
        Deed::AddEvidence | Deed::See | Deed::EndFollowUp => return Err(missing().into()),
    };
    // A form without a version decided on nothing that it saw.
    let version = sent.field("version").parse().unwrap_or_default();
    let strip = !sent.field("strip").is_empty();
    let (app, edge, caller, id) = (visit.app.clone(), visit.edge.clone(), visit.caller()?.clone(), id.to_owned());
    aside(async move || {
        let (who, day) = (Who::of(&caller), app.workspace.day(&edge));
        let act = Act { who, day, id: &id, version, command, files: sent.files, strip };
        case::act(&app.workspace, &edge, act).await.map(drop)
    })
    .await?;
    Ok(())
}

/// A township that files can be given to.
async fn township(visit: &Visit, code: &str) -> Result<String, Trouble> {
    let tree = case::places(&visit.app.workspace, &visit.edge, visit.day()).await?;
    let found = tree.get(code).filter(|org| org.level == Level::Township && org.open);
    Ok(found.ok_or_else(|| Refusal::new("case-township-unknown"))?.code.clone())
}

pub(in crate::web) async fn evidence(
    visit: Visit,
    Path((id, hash)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let who = Who::of(visit.caller()?);
    let (file, path) = case::evidence(&visit.app.workspace, &visit.edge, who, &id, &hash).await?;
    web_evidence::answer(&file, path)
}

#[derive(Deserialize)]
pub(in crate::web) struct Given {
    #[serde(default)]
    reason: String,
}

/// Shows what is masked, once; the log keeps who saw it and why.
pub(in crate::web) async fn reveal(
    visit: Visit,
    Path(id): Path<String>,
    Body(given): Body<Given>,
) -> Result<Response, Trouble> {
    let (workspace, caller, day) = (&visit.app.workspace, visit.caller()?, visit.day());
    match case::reveal(workspace, &visit.edge, caller, &id, &given.reason, day).await.map_err(Trouble::from) {
        Ok(cells) => Ok(answer(&visit, &id, Typed::default(), Some(cells), None).await?.into_response()),
        Err(trouble) if trouble.refused(&visit).is_some_and(|(code, ..)| code == "reason-missing") => {
            let note = Note::of(trouble, &visit)?;
            let page = answer(&visit, &id, Typed::default(), None, Some(note)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(trouble) => Err(trouble),
    }
}

async fn answer(
    visit: &Visit,
    id: &str,
    typed: Typed,
    revealed: Option<Vec<Cell>>,
    note: Option<Note>,
) -> Result<Html<String>, Trouble> {
    let (workspace, caller, day) = (&visit.app.workspace, visit.caller()?, visit.day());
    let (pack, who) = (&workspace.pack, Who::of(caller));
    let row = case::find(workspace, who, id).await?;
    let rules = case::rules(workspace)?;
    let actor = who.actor(pack);
    let tree = case::places(workspace, &visit.edge, day).await?;
    let told = ToldCase { words: visit.words(), pack, tree: &tree };
    let is_revealed = revealed.is_some();
    let cells = match revealed {
        Some(cells) => cells,
        None => case::look(workspace, &visit.edge, who, &row, day, visit.words()).await?,
    };
    let heading = pack.datasets.get(&rules.register.dataset).and_then(|dataset| dataset.column(&rules.register.name));
    let heading = heading.map(|column| column.header.get(visit.words().0));
    let child = cells.iter().find(|cell| Some(cell.title.as_str()) == heading).map(|cell| cell.value.clone());
    // The title of a page goes into the history of browsers: it names nobody.
    let page = Page::new(visit, "case-title");
    let deeds = allowed(&row.case, &actor, rules);
    let steps = open_steps(&row.case, &actor, rules);
    let people = workspace.store.read().await?.people().await?;
    let history = case::history(workspace, id).await?;
    let (found, _) = case::told(workspace, who, row, day)?;
    let case = &found.row.case;
    let steps = if deeds.contains(&Deed::Step) { in_order(&steps, &found) } else { Vec::new() };
    let doing = |step: &&Step| Doing {
        id: step.id.clone(),
        title: step.title.get(told.words.0).to_owned(),
        hint: step.hint.get(told.words.0).to_owned(),
        needs_file: step.evidence,
    };
    let outcomes = rules.outcomes.iter().map(|outcome| Outcome {
        id: outcome.id.clone(),
        title: outcome.title.get(told.words.0).to_owned(),
        hint: outcome.hint.get(told.words.0).to_owned(),
        needs_file: outcome.proof == Proof::Evidence,
    });
    let towns = tree.orgs().filter(|org| org.level == Level::Township && org.open && org.code != case.township);
    let filed = case.evidence.iter().rev().map(|filed| File {
        sha256: filed.file.sha256.clone(),
        name: filed.file.name.clone(),
        kind: name(&filed.file.kind).to_uppercase(),
        size: size(filed.file.bytes),
        shown: filed.file.kind.is_shown(),
        of: told.shown(&filed.of),
        spent: filed.spent,
    });
    Ok(html(&Show {
        page: &page,
        reason: case.reason.clone(),
        claim: case.claim.as_ref().map(|claim| {
            let by = format!("{} {}", named(&people, &claim.by), page.date(claim.on));
            (told.outcome(&claim.outcome), claim.words.clone(), by)
        }),
        steps: steps.iter().map(doing).collect(),
        done: done(&page, told, case),
        outcomes: outcomes.collect(),
        townships: towns.map(|org| (org.code.clone(), org.name.clone())).collect(),
        deeds,
        may_reveal: caller.may(Right::Reveal) && cells.iter().any(|cell| cell.is_masked),
        is_revealed,
        facts: facts(&page, told, case),
        evidence: filed.collect(),
        history: history.iter().rev().map(|one| past(&page, told, &people, one)).collect(),
        most: files::MOST_FILES,
        megabytes: files::limit(pack) >> 20,
        line: line(&page, told, &found, child),
        cells,
        typed,
        note,
    }))
}

/// The step that comes next first, the others in the order of the work.
fn in_order<'r>(steps: &[&'r Step], found: &case::Found<'_>) -> Vec<&'r Step> {
    let next = found.next.map(|next| ToldCase::awaited(&next));
    let mut steps = steps.to_vec();
    steps.sort_by_key(|step| next.as_ref() != Some(&step.id));
    steps
}

/// Steps done since the file came, in the order of the days.
fn done(page: &Page<'_>, told: ToldCase<'_>, case: &Case) -> Vec<(String, String)> {
    let mut done: Vec<_> = case.steps.iter().map(|(step, on)| (*on, told.step(step))).collect();
    done.sort();
    done.into_iter().map(|(on, title)| (title, page.date(on))).collect()
}

fn facts(page: &Page<'_>, told: ToldCase<'_>, case: &Case) -> Vec<(String, String)> {
    let date = |date: Option<jiff::civil::Date>| date.map(|date| page.date(date)).unwrap_or_default();
    let facts = [
        ("case-township", told.place(&case.township)),
        ("case-school", case.school.as_deref().map(|school| told.place(school)).unwrap_or_default()),
        ("case-opened-on", page.date(case.opened_on)),
        ("case-begun-on", if case.begun_on == case.opened_on { String::new() } else { page.date(case.begun_on) }),
        ("case-facts-of", page.date(case.run.as_of)),
        ("case-times", if case.times > 1 { case.times.to_string() } else { String::new() }),
        ("case-follow-until", date(case.follow_until)),
        ("case-outcome", case.outcome.as_deref().map(|outcome| told.outcome(outcome)).unwrap_or_default()),
        ("case-closed-on", date(case.closed_on)),
        ("case-closed-by", case.closed_by.map(|by| crate::words::word(told.words, "closing", &by)).unwrap_or_default()),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (page.t(key), value)).collect()
}

fn past(page: &Page<'_>, told: ToldCase<'_>, people: &[Person], one: &case::Told) -> Past {
    let (title, said) = told.event(&one.event);
    Past { at: page.moment(&one.at), by: named(people, &one.by), title, said }
}

impl Show<'_> {
    fn may(&self, deed: &str) -> bool {
        self.deeds.iter().any(|one| one.name() == deed)
    }
}
