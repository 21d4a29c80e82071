//! The whole life of a duty.

use askama::Template;
use axum::{
    Form as Body,
    extract::{Path, Query},
    http::StatusCode,
    response::{Html, IntoResponse as _, Redirect, Response},
};
use policy::{
    access::Right,
    document::{Subject, Template as Source},
    pack::Pack,
    supervise::{Deed, Duty, Step, allowed, findings},
};
use serde::Deserialize;

use super::{
    Line,
    forms::{Form, Forms, Kind, Sent, command, field},
    line, proofs,
};
use crate::{
    services::{
        account::Caller,
        document,
        duty::{self, Act, Proofs, Who},
        evidence,
        indicator::Standing,
    },
    store::Person,
    telling::{Told, ToldDuty},
    web::{
        account::Note,
        data::import::size,
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
        view::{Row, named, rows},
    },
    words::{name, word},
};

#[derive(Template)]
#[template(path = "duties/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    line: Line,
    kind: String,
    facts: Vec<(String, String)>,
    /// Sentences, and whether words and figures disagree.
    findings: Vec<(bool, String)>,
    report: Option<Reported>,
    submission: String,
    reason: String,
    figures: Vec<Row>,
    steps: Vec<Stage>,
    steps_percent: Option<u8>,
    shares: Vec<Part>,
    slips: Vec<Card>,
    /// Templates, by id and title, that put what is pressed for onto paper.
    papers: Vec<(String, String)>,
    instructions: Vec<(String, String)>,
    evidence: Vec<File>,
    inspection: Option<(String, String)>,
    asked: Option<String>,
    appeal: Option<String>,
    forms: Vec<Form>,
    arrange: Option<Arrange>,
    upload: Option<Upload>,
    history: Vec<Past>,
    note: Option<Note>,
}

struct Reported {
    pace: String,
    percent: Option<u8>,
    on: String,
    progress: String,
    /// Labels and texts of what else was said.
    more: Vec<(String, String)>,
}

struct Stage {
    title: String,
    unit: String,
    person: String,
    due: String,
    weight: u32,
    done: Option<String>,
    late: bool,
}

struct Part {
    unit: String,
    state: String,
    class: &'static str,
    words: String,
    reason: String,
}

struct Card {
    colour: String,
    title: String,
    cause: String,
    words: String,
    raised: String,
    answer_by: String,
    state: String,
    answer: String,
}

struct File {
    sha256: String,
    name: String,
    kind: String,
    size: String,
    shown: bool,
    stripped: bool,
}

/// The form that breaks a duty down.
struct Arrange {
    due: String,
    /// Whether the due day can still be changed.
    is_open: bool,
    person: String,
    /// Id, name, whether it leads, whether it co-operates.
    units: Vec<(String, String, bool, bool)>,
    steps: Vec<(String, String, String, String, String)>,
}

struct Upload {
    most: usize,
    megabytes: usize,
    accept: &'static str,
}

struct Past {
    at: String,
    by: String,
    title: String,
    said: Vec<String>,
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Ask {
    #[serde(default)]
    done: String,
}

/// Figures that a report begins with; a commitment with more of them has one for every school.
const MOST_FIGURES: usize = 4;

/// Empty steps that the form offers.
const EMPTY_STEPS: usize = 3;

pub(in crate::web) async fn show(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Html<String>, Trouble> {
    let known = Deed::ALL.iter().any(|deed| deed.name() == ask.done);
    let note = known.then(|| {
        let deed = visit.words().say(&format!("deed-{}", ask.done));
        Note { refused: false, sentence: visit.words().with("duty-done", &[("deed", &deed)]), hint: String::new() }
    });
    answer(&visit, &id, &[], note).await
}

/// Does what a form says: the field `deed` names it.
pub(in crate::web) async fn submit(
    visit: Visit,
    Path(id): Path<String>,
    Body(sent): Body<Vec<(String, String)>>,
) -> Result<Response, Trouble> {
    match acted(&visit, &id, &sent).await {
        Ok(()) => Ok(Redirect::to(&onward(&id, &sent)).into_response()),
        Err(trouble) => refused(&visit, &id, &sent, trouble).await,
    }
}

/// The page again with the reason, and with everything that was typed.
pub(super) async fn refused(visit: &Visit, id: &str, sent: &Sent, trouble: Trouble) -> Result<Response, Trouble> {
    let status = match trouble.refused(visit) {
        Some(("duty-conflict", ..)) => StatusCode::CONFLICT,
        Some(("duty-not-your-part", ..)) => StatusCode::FORBIDDEN,
        Some(("page-missing" | "duty-not-yours" | "not-yours", ..)) => return Err(trouble),
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let note = Note::of(trouble, visit)?;
    Ok((status, answer(visit, id, sent, Some(note)).await?).into_response())
}

/// Back to the page of work for who came from there, else to the duty.
fn onward(id: &str, sent: &Sent) -> String {
    match field(sent, "back") {
        "/work" => "/work?done=1".to_owned(),
        _ => format!("/duties/{id}?done={}", field(sent, "deed")),
    }
}

async fn acted(visit: &Visit, id: &str, sent: &Sent) -> Result<(), Trouble> {
    let (workspace, who) = (&visit.app.workspace, Who::of(visit.caller()?));
    let row = duty::find(workspace, who, id).await?;
    let command = command(&row.duty, sent)?;
    let (_, proofs) = proofs(visit).await?;
    let proof = proofs.get(&row.duty);
    let (day, version) = (visit.day(), field(sent, "version").parse().ok());
    // A form without a version decided on nothing that it saw.
    let version = Some(version.unwrap_or_default());
    duty::act(workspace, &visit.edge, Act { who, day, id, version, proof, command }).await?;
    Ok(())
}

pub(super) async fn answer(visit: &Visit, id: &str, sent: &Sent, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let (workspace, caller) = (&visit.app.workspace, visit.caller()?);
    let (pack, who) = (&workspace.pack, Who::of(caller));
    let row = duty::find(workspace, who, id).await?;
    let duty = &row.duty;
    let told = ToldDuty { words: visit.words(), pack };
    let page = Page::named(visit, told.title(duty));
    let (board, proofs) = proofs(visit).await?;
    let standings = board.standings(pack);
    let own = standings.iter().filter(|one| one.commitment.id == duty.commitment && one.target.period == duty.year);
    let figures: Vec<_> = own.clone().take(MOST_FIGURES).filter_map(|one| in_words(told, one)).collect();
    let deeds = allowed(duty, &who.actor(pack), proofs.get(duty));
    let forms = Forms { told, duty, sent, units: caller.units(), figures: figures.join("\n") };
    let people = workspace.store.read().await?.people().await?;
    let history = duty::history(workspace, id).await?;
    let filed = duty.evidence.iter().map(|file| File {
        sha256: file.sha256.clone(),
        name: file.name.clone(),
        kind: name(&file.kind).to_uppercase(),
        size: size(file.bytes),
        shown: file.kind.is_shown(),
        stripped: file.stripped,
    });
    let upload = deeds.contains(&Deed::AddEvidence).then(|| Upload {
        most: evidence::MOST_FILES,
        megabytes: evidence::limit(pack) >> 20,
        accept: ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx,.pptx",
    });
    Ok(html(&Show {
        page: &page,
        line: line(&page, told, &row, &proofs),
        kind: word(told.words, "kind", &duty.kind),
        facts: facts(&page, told, duty, &people),
        findings: found(told, duty, &proofs),
        report: reported(&page, duty),
        submission: duty.submission.clone(),
        reason: duty.reason.clone(),
        figures: rows(told.words, pack, own),
        steps: duty.steps.iter().map(|step| stage(&page, told, step)).collect(),
        steps_percent: duty.steps_percent(),
        shares: parts(told, duty),
        slips: cards(&page, told, duty),
        papers: papers(&page, pack, caller, duty),
        instructions: duty
            .instructions
            .iter()
            .map(|one| (one.words.clone(), format!("{} {}", named(&people, &one.by), page.date(one.on))))
            .collect(),
        evidence: filed.collect(),
        inspection: duty
            .inspection
            .as_ref()
            .map(|one| (word(told.words, "inspected", &one.outcome), one.words.clone())),
        asked: duty.extension.as_ref().map(|asked| {
            let until = page.date(asked.until);
            told.words.with("duty-asked", &[("until", &until), ("reason", &asked.reason)])
        }),
        appeal: duty.appeal.clone(),
        forms: deeds.iter().filter_map(|deed| forms.form(*deed)).collect(),
        arrange: deeds.contains(&Deed::Arrange).then(|| arrange(told, duty)),
        upload,
        history: history.iter().rev().map(|one| past(&page, told, &people, one)).collect(),
        note,
    }))
}

fn facts(page: &Page<'_>, told: ToldDuty<'_>, duty: &Duty, people: &[Person]) -> Vec<(String, String)> {
    let separator = page.t("list-separator");
    let helpers: Vec<_> = duty.shares.keys().map(|unit| told.unit(unit)).collect();
    let date = |date: Option<jiff::civil::Date>| date.map(|date| page.date(date)).unwrap_or_default();
    let confidence = duty.confidence.as_ref().map(|one| {
        let level = word(told.words, "confidence", &one.level);
        format!("{level} · {} · {} {}", one.because, named(people, &one.by), page.date(one.on))
    });
    let moved = if duty.due == duty.first_due { String::new() } else { page.date(duty.first_due) };
    let facts = [
        ("duty-lead", told.unit(&duty.unit)),
        ("duty-person", named(people, &duty.person)),
        ("duty-cooperating", helpers.join(&separator)),
        ("duty-first-due", moved),
        ("duty-assigned-on", date(duty.assigned_on)),
        ("duty-acknowledged-on", date(duty.acknowledged_on)),
        ("duty-submitted-on", date(duty.submitted_on)),
        ("duty-closed-on", date(duty.closed_on)),
        ("duty-confidence", confidence.unwrap_or_default()),
        ("duty-quality", duty.quality.map(|quality| word(told.words, "quality", &quality)).unwrap_or_default()),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (page.t(key), value)).collect()
}

fn found(told: ToldDuty<'_>, duty: &Duty, proofs: &Proofs) -> Vec<(bool, String)> {
    let found = findings(duty, proofs.get(duty), &told.pack.supervision);
    found.into_iter().map(|one| (one.is_contradiction(), told.finding(one))).collect()
}

fn reported(page: &Page<'_>, duty: &Duty) -> Option<Reported> {
    let (report, on) = (duty.report.as_ref()?, duty.reported_on?);
    let more = [("duty-problems", &report.problems), ("duty-next", &report.next), ("duty-help", &report.help)];
    let more = more.into_iter().filter(|(_, text)| !text.is_empty());
    Some(Reported {
        pace: word(page.words(), "pace", &report.pace),
        percent: report.percent,
        on: page.date(on),
        progress: report.progress.clone(),
        more: more.map(|(key, text)| (page.t(key), text.clone())).collect(),
    })
}

fn stage(page: &Page<'_>, told: ToldDuty<'_>, step: &Step) -> Stage {
    Stage {
        title: step.title.clone(),
        unit: told.unit(&step.unit),
        person: step.person.clone(),
        due: page.date(step.due),
        weight: step.weight,
        done: step.done_on.map(|on| page.date(on)),
        late: step.done_on.is_none() && step.due < page.day(),
    }
}

fn parts(told: ToldDuty<'_>, duty: &Duty) -> Vec<Part> {
    use policy::supervise::ShareState as S;
    let part = |(unit, share): (&String, &policy::supervise::Share)| Part {
        unit: told.unit(unit),
        state: word(told.words, "share", &share.state),
        class: match share.state {
            S::Open => "no_data",
            S::Reported => "stale",
            S::Merged => "met",
            S::Returned => "off_track",
        },
        words: share.words.clone(),
        reason: share.reason.clone(),
    };
    duty.shares.iter().map(part).collect()
}

fn cards(page: &Page<'_>, told: ToldDuty<'_>, duty: &Duty) -> Vec<Card> {
    let card = |slip: &policy::supervise::Slip| Card {
        colour: name(&slip.colour),
        title: told.slip(slip.colour),
        cause: word(told.words, "cause", &slip.cause),
        words: slip.words.clone(),
        raised: page.date(slip.raised_on),
        answer_by: page.date(slip.answer_by),
        state: word(told.words, "answering", &slip.state),
        answer: slip.answer.clone(),
    };
    duty.slips.iter().rev().map(card).collect()
}

/// What a figure says, as the sentence that a report begins with; none without a figure.
fn in_words(told: ToldDuty<'_>, standing: &Standing<'_>) -> Option<String> {
    let (words, of) = (told.words, Told { words: told.words, pack: told.pack, standing });
    let year = standing.judgement.judged.as_ref()?.year.to_string();
    let (value, goal, title) = (of.value()?, of.goal(), standing.indicator.title.get(words.0));
    let status = words.say(standing.judgement.status.key());
    let args = [("title", title), ("about", &of.org()), ("year", &year), ("value", &value), ("goal", &goal)];
    Some(words.with("duty-figure", &[&args[..], &[("status", &status)]].concat()))
}

/// What presses for the duty on paper, while a slip is open and the person may write about everything.
fn papers(page: &Page<'_>, pack: &Pack, caller: &Caller, duty: &Duty) -> Vec<(String, String)> {
    let about = |one: &&Source| one.about.subject == Subject::Commitment && duty.slip().is_some();
    let papers = document::offered(pack, caller).filter(about);
    papers.map(|one| (one.id.clone(), page.text(&one.about.title).to_owned())).collect()
}

fn arrange(told: ToldDuty<'_>, duty: &Duty) -> Arrange {
    let units = told.pack.plan.iter().flat_map(|plan| &plan.units).map(|unit| {
        let helps = duty.shares.contains_key(&unit.id);
        (unit.id.clone(), unit.name.get(told.words.0).to_owned(), unit.id == duty.unit, helps)
    });
    let step = |step: &Step| {
        (step.title.clone(), step.unit.clone(), step.person.clone(), step.due.to_string(), step.weight.to_string())
    };
    let empty = || (String::new(), duty.unit.clone(), String::new(), String::new(), String::new());
    let steps = duty.steps.iter().map(step).chain((0..EMPTY_STEPS).map(|_| empty()));
    Arrange {
        due: duty.due.to_string(),
        is_open: duty.state == policy::supervise::State::Drafted,
        person: duty.person.clone(),
        units: units.collect(),
        steps: steps.collect(),
    }
}

fn past(page: &Page<'_>, told: ToldDuty<'_>, people: &[Person], one: &duty::Told) -> Past {
    let (title, said) = told.event(&one.event);
    Past { at: page.moment(&one.at), by: named(people, &one.by), title, said }
}

impl Show<'_> {
    fn may_log(&self) -> bool {
        self.page.may(Right::Log)
    }
}
