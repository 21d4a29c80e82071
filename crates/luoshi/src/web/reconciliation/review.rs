//! The review desk: one pair after the other, side by side, with what speaks for and against it. Keys y, n and l answer where scripts
//! run; the buttons do everywhere.

use askama::Template;
use axum::{
    Form,
    extract::Query,
    http::StatusCode,
    response::{Html, IntoResponse as _, Redirect, Response},
};
use policy::reconcile::answer::{Say, Verdict};
use serde::Deserialize;

use super::{other, place};
use crate::{
    refusal::Refusal,
    services::{
        reconciliation::{self, Desk, Difference, Evidence, Open, Shown},
        report,
    },
    web::{
        account::Note,
        guard::Visit,
        page::{Page, html},
        table::address,
        trouble::{Trouble, missing},
    },
};

/// What the address says: the pair, by default the first that waits; and what was just said of the one before.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Ask {
    child: String,
    pupil: String,
    said: String,
}

#[derive(Template)]
#[template(path = "reconciliation/review.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    note: Option<Note>,
    desk: &'a Desk,
    number: u64,
    as_of: String,
    pair: Option<Pair>,
    waiting: Vec<Line>,
    others: Vec<Line>,
    agreement: Option<String>,
    reason: &'a str,
}

/// A pair as the page shows it.
struct Pair {
    child: String,
    pupil: String,
    run: String,
    area: String,
    school: String,
    probability: String,
    question: String,
    again: bool,
    other: String,
    verdict: Option<String>,
    mine: Option<String>,
    rows: Vec<Difference>,
    bits: Vec<Bar>,
    may_reveal: bool,
    revealed: bool,
}

/// A piece of evidence as a bar that begins where the one before ended.
struct Bar {
    title: String,
    level: String,
    bits: String,
    class: &'static str,
    /// In parts of [`WIDTH`].
    from: i64,
    width: i64,
}

/// Parts of the width of the picture.
const WIDTH: f64 = 400.0;

struct Line {
    link: String,
    area: String,
    school: String,
    probability: String,
    word: String,
    current: bool,
}

pub(in crate::web) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let note = match ask.said.as_str() {
        "same" => Some(Note::done(&visit, "pairs-said-same")),
        "other" => Some(Note::done(&visit, "pairs-said-other")),
        "later" => Some(Note::done(&visit, "pairs-said-later")),
        _ => None,
    };
    answer_with(&visit, &ask, None, "", note).await
}

#[derive(Deserialize)]
pub(in crate::web) struct Fields {
    child: String,
    pupil: String,
    #[serde(default)]
    run: String,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    reason: String,
}

/// Takes an answer and goes on to the next pair.
pub(in crate::web) async fn answer(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    let say = match fields.answer.as_str() {
        "same" => Say::Same,
        "other" => Say::Other,
        "later" => Say::Later,
        _ => return Err(missing().into()),
    };
    let workspace = &visit.app.workspace;
    let ground = report::ground(workspace, &visit.edge).await?;
    let pair = (fields.child.as_str(), fields.pupil.as_str());
    let done =
        reconciliation::answer(workspace, &visit.edge, &ground.tree, visit.caller()?, pair, &fields.run, say).await;
    match done {
        Ok(()) => Ok(Redirect::to(&address("/reconciliation/review", &[("said", &fields.answer)])).into_response()),
        Err(error) if error.downcast_ref::<Refusal>().is_some_and(|refusal| refusal.code == "pair-run-newer") => {
            let note = Note::of(error.into(), &visit)?;
            let page = answer_with(&visit, &Ask::default(), None, "", Some(note)).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Shows one pair unmasked, once; the log keeps who saw it and why.
pub(in crate::web) async fn reveal(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    let workspace = &visit.app.workspace;
    let ground = report::ground(workspace, &visit.edge).await?;
    let pair = (fields.child.as_str(), fields.pupil.as_str());
    let done =
        reconciliation::reveal(workspace, &visit.edge, &ground.tree, visit.caller()?, pair, &fields.reason).await;
    let ask = Ask { child: fields.child.clone(), pupil: fields.pupil.clone(), said: String::new() };
    match done {
        Ok(shown) => Ok(answer_with(&visit, &ask, Some(shown), "", None).await?.into_response()),
        Err(error) if error.downcast_ref::<Refusal>().is_some_and(|refusal| refusal.code == "reason-missing") => {
            let note = Note::of(error.into(), &visit)?;
            let page = answer_with(&visit, &ask, None, &fields.reason, Some(note)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn answer_with(
    visit: &Visit,
    ask: &Ask,
    revealed: Option<Shown>,
    reason: &str,
    note: Option<Note>,
) -> Result<Html<String>, Trouble> {
    let workspace = &visit.app.workspace;
    let page = Page::new(visit, "pairs-title");
    let caller = visit.caller()?;
    let ground = report::ground(workspace, &visit.edge).await?;
    let desk = reconciliation::desk(workspace, &ground.tree, caller).await?.ok_or_else(missing)?;
    let first = desk.mine.first().map(|one| (one.pair.child.clone(), one.pair.pupil.clone()));
    let wanted = if ask.child.is_empty() { first } else { Some((ask.child.clone(), ask.pupil.clone())) };
    let shown = match (revealed, &wanted) {
        (Some(shown), _) => Some(shown),
        (None, Some((child, pupil))) => {
            Some(reconciliation::show(workspace, &visit.edge, &ground.tree, caller, (child, pupil)).await?)
        }
        (None, None) => None,
    };
    let line = |one: &Open| Line {
        link: address("/reconciliation/review", &[("child", &one.pair.child), ("pupil", &one.pair.pupil)]),
        area: place(&page, &ground.tree, &one.pair.area),
        school: place(&page, &ground.tree, &one.pair.school),
        probability: percent(one.pair.probability),
        word: said(one).map(|key| page.t(key)).unwrap_or_default(),
        current: wanted.as_ref().is_some_and(|(child, pupil)| *child == one.pair.child && *pupil == one.pair.pupil),
    };
    let agreement = desk.agreement;
    #[expect(clippy::cast_precision_loss, reason = "counts of answers")]
    let share = |part: u64, all: u64| percent(part as f64 / all as f64);
    let agreement = (agreement.pairs > 0).then(|| {
        let kappa = agreement.kappa.map_or_else(|| page.t("pairs-kappa-none"), |kappa| format!("{kappa:.2}"));
        let (pairs, share) = (agreement.pairs.to_string(), share(agreement.agreed, agreement.pairs));
        page.words().with("pairs-agreement", &[("pairs", &pairs), ("share", &share), ("kappa", &kappa)])
    });
    Ok(html(&Show {
        page: &page,
        note,
        number: desk.told.run.number,
        as_of: page.date(desk.told.run.as_of),
        pair: shown.map(|shown| {
            let names = [&shown.open.pair.area, &shown.open.pair.school].map(|code| place(&page, &ground.tree, code));
            let other = shown.other.as_ref().map(|one| other(&page, &ground.tree, one)).unwrap_or_default();
            pair(visit, &page, &desk, shown, names, other)
        }),
        waiting: desk.mine.iter().map(line).collect(),
        others: desk.others.iter().map(line).collect(),
        agreement,
        reason,
        desk: &desk,
    }))
}

fn percent(share: f64) -> String {
    // What is not certain is not called so.
    if (0.9995..1.0).contains(&share) { "> 99.9 %".to_owned() } else { format!("{:.1} %", 100.0 * share) }
}

/// What a pair waits for, beside the first answer.
const fn said(open: &Open) -> Option<&'static str> {
    match (open.verdict, open.mine) {
        (Verdict::Disputed, _) => Some("pairs-disputed"),
        (_, Some(Say::Later)) => Some("pairs-later-mine"),
        (Verdict::Half, _) => Some("pairs-half"),
        _ => None,
    }
}

fn pair(visit: &Visit, page: &Page<'_>, desk: &Desk, shown: Shown, [area, school]: [String; 2], other: String) -> Pair {
    let pack = &visit.app.workspace.pack;
    let linkage = pack
        .reconciliations
        .get(&desk.told.run.declaration)
        .and_then(|declaration| pack.linkages.get(&declaration.linkage));
    let word = |name: &str| {
        let text = linkage.and_then(|linkage| linkage.words.get(name));
        text.map_or_else(|| name.to_owned(), |text| page.text(text).to_owned())
    };
    let mine = shown.open.mine.map(|say| match say {
        Say::Same => page.t("pairs-mine-same"),
        Say::Other => page.t("pairs-mine-other"),
        Say::Later => page.t("pairs-mine-later"),
    });
    Pair {
        child: shown.open.pair.child.clone(),
        pupil: shown.open.pair.pupil.clone(),
        run: shown.run,
        area,
        school,
        probability: percent(shown.open.pair.probability),
        question: page.t(if shown.evidence.double {
            "pairs-question-double"
        } else if shown.evidence.again {
            "pairs-question-again"
        } else {
            "pairs-question"
        }),
        again: shown.evidence.again,
        other,
        verdict: said(&shown.open).map(|key| page.t(key)),
        mine,
        rows: shown.rows,
        bits: bits(page, &shown.evidence, word),
        may_reveal: shown.may_reveal && !shown.revealed,
        revealed: shown.revealed,
    }
}

/// Bits with their sign; next to nothing has none.
fn signed(bits: f64) -> String {
    if bits.abs() < 0.05 { "0.0".to_owned() } else { format!("{bits:+.1}") }
}

/// The evidence as a waterfall: every bar begins where the one before ended.
fn bits(page: &Page<'_>, evidence: &Evidence, word: impl Fn(&str) -> String) -> Vec<Bar> {
    let mut steps = vec![(page.t("pairs-prior"), String::new(), evidence.prior)];
    for piece in &evidence.pieces {
        let level = piece.level.as_deref().map_or_else(|| page.t("pairs-differs"), &word);
        steps.push((word(&piece.comparison), level, piece.bits));
    }
    if evidence.rivals.abs() > 0.05 {
        steps.push((page.t("pairs-rivals"), String::new(), evidence.rivals));
    }
    let mut sums = vec![0.0];
    for (_, _, bits) in &steps {
        sums.push(sums.last().copied().unwrap_or(0.0) + bits);
    }
    let (low, high) = sums.iter().fold((0.0_f64, 0.0_f64), |(low, high), sum| (low.min(*sum), high.max(*sum)));
    let scale = WIDTH / (high - low).max(1.0);
    #[expect(clippy::cast_possible_truncation, reason = "parts of a few hundred")]
    let at = |sum: f64| ((sum - low) * scale).round() as i64;
    let mut bars: Vec<Bar> = steps
        .into_iter()
        .zip(sums.windows(2))
        .map(|((title, level, bits), ends)| {
            let (from, to) = (at(ends[0]).min(at(ends[1])), at(ends[0]).max(at(ends[1])));
            let class = if bits < 0.0 { "against" } else { "for" };
            Bar { title, level, bits: signed(bits), class, from, width: (to - from).max(2) }
        })
        .collect();
    let sum = sums.last().copied().unwrap_or(0.0);
    let (from, to) = (at(0.0).min(at(sum)), at(0.0).max(at(sum)));
    let title = page.t("pairs-sum");
    bars.push(Bar { title, level: String::new(), bits: signed(sum), class: "sum", from, width: (to - from).max(2) });
    bars
}
