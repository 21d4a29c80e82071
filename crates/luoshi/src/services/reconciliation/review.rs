//! The review desk: pairs that people have to decide, side by side, and what they say of them.

use std::collections::BTreeMap;

use anyhow::Result;
use lake::org::Tree;
use linkage::spec::Kind;
use policy::{
    access::Right,
    dataset::{Column, Privacy},
    mask::mask,
    reconcile::answer::{Agreement, Say, Verdict, agreement},
};
use serde_json::json;

use super::{
    Evidence, Other, Told, declaration, newest,
    people::{Reach, Reader, Values},
};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::account::Caller,
    store::{Answer, By, NewEvent, PairRow},
    telling::Heading,
    words::name,
    workspace::Workspace,
};

/// A pair that is not decided.
#[derive(Clone, Debug)]
pub struct Open {
    pub pair: PairRow,
    /// What the caller said of it.
    pub mine: Option<Say>,
    pub verdict: Verdict,
}

/// What waits for a person.
pub struct Desk {
    pub told: Told,
    /// A second person has to agree.
    pub two_persons: bool,
    /// Pairs that the caller has not answered, those that people disagree about first, those put off last.
    pub mine: Vec<Open>,
    /// Pairs that the caller has answered and that wait for somebody else.
    pub others: Vec<Open>,
    /// Pairs decided since the run; they count in the next one.
    pub decided: usize,
    pub agreement: Agreement,
}

/// What waits for a person, of the newest run; none before the first.
///
/// # Errors
/// When the database fails.
pub async fn desk(workspace: &Workspace, tree: &Tree, caller: &Caller) -> Result<Option<Desk>> {
    let Some(told) = newest(workspace).await? else { return Ok(None) };
    let two_persons = declaration(&workspace.pack, Some(&told.run.declaration))?.review.two_persons;
    let mut read = workspace.store.read().await?;
    let (pairs, answers) =
        (read.reconciled_pairs(&told.run.id).await?, read.pair_answers(&told.run.declaration).await?);
    drop(read);
    let reach = Reach::of(caller, tree);
    let said = |answers: &[Answer]| answers.iter().map(|answer| answer.say).collect::<Vec<_>>();
    let all: Vec<Vec<Say>> = answers.values().map(|answers| said(answers)).collect();
    let mut desk = Desk {
        told,
        two_persons,
        mine: Vec::new(),
        others: Vec::new(),
        decided: 0,
        agreement: agreement(all.iter().map(Vec::as_slice)),
    };
    for pair in pairs.into_iter().filter(|pair| reach.covers(&pair.area, Some(&pair.school))) {
        let open = open(pair, &answers, caller, two_persons);
        match (open.verdict.decided(), open.mine) {
            (Some(_), _) => desk.decided += 1,
            (None, Some(Say::Same | Say::Other)) => desk.others.push(open),
            (None, _) => desk.mine.push(open),
        }
    }
    desk.mine.sort_by_key(|one| (one.mine.is_some(), one.verdict != Verdict::Disputed));
    Ok(Some(desk))
}

fn open(pair: PairRow, answers: &BTreeMap<(String, String), Vec<Answer>>, caller: &Caller, two: bool) -> Open {
    let answers = answers.get(&(pair.child.clone(), pair.pupil.clone())).map_or(&[][..], Vec::as_slice);
    let said: Vec<Say> = answers.iter().map(|answer| answer.say).collect();
    let mine = answers.iter().find(|answer| answer.person == caller.person.id).map(|answer| answer.say);
    Open { pair, mine, verdict: Verdict::of(&said, two) }
}

/// A cell of one side: its text in parts, with those that differ marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell(pub Vec<(String, bool)>);

/// One field of both sides.
#[derive(Clone, Debug)]
pub struct Difference {
    pub title: String,
    pub cells: [Cell; 2],
    /// None when one side does not know the field.
    pub same: Option<bool>,
}

/// A pair side by side.
pub struct Shown {
    pub open: Open,
    pub run: String,
    pub rows: Vec<Difference>,
    pub evidence: Evidence,
    /// The child that has the pupil already, when this one may be its second registration.
    pub other: Option<Other>,
    /// Whether identifiers are masked that the caller may ask for with a reason.
    pub may_reveal: bool,
    pub revealed: bool,
    pub two_persons: bool,
}

/// Shows a pair; identifiers are masked.
///
/// # Errors
/// Refused alike for a pair that is not there and for one that is not the caller's matter.
pub async fn show(
    workspace: &Workspace,
    edge: &Edge,
    tree: &Tree,
    caller: &Caller,
    pair: (&str, &str),
) -> Result<Shown> {
    shown(workspace, edge, tree, caller, pair, false).await
}

/// Shows a pair with nothing masked, for a reason that the log keeps.
///
/// # Errors
/// As [`show`]; refused without a reason or the right.
pub async fn reveal(
    workspace: &Workspace,
    edge: &Edge,
    tree: &Tree,
    caller: &Caller,
    pair: (&str, &str),
    reason: &str,
) -> Result<Shown> {
    let found = shown(workspace, edge, tree, caller, pair, true).await?;
    if !found.may_reveal {
        return Err(Refusal::new("page-missing").into());
    }
    let reason = reason.trim();
    if reason.chars().count() < SHORTEST_REASON {
        return Err(Refusal::new("reason-missing").into());
    }
    let body = json!({ "child": pair.0, "pupil": pair.1, "reason": reason });
    let mut write = workspace.store.write().await?;
    write
        .add_event(NewEvent { at: edge.now, actor: &edge.actor, kind: "pair.revealed", subject: &found.run, body })
        .await?;
    write.commit().await?;
    Ok(found)
}

/// Characters below which a text is no reason.
const SHORTEST_REASON: usize = 4;

async fn shown(
    workspace: &Workspace,
    edge: &Edge,
    tree: &Tree,
    caller: &Caller,
    pair: (&str, &str),
    revealed: bool,
) -> Result<Shown> {
    let missing = || Refusal::new("page-missing");
    let told = newest(workspace).await?.ok_or_else(missing)?;
    let mut read = workspace.store.read().await?;
    let pairs = read.reconciled_pairs(&told.run.id).await?;
    let answers = read.pair_answers(&told.run.declaration).await?;
    drop(read);
    let reach = Reach::of(caller, tree);
    let is = |one: &PairRow| one.child == pair.0 && one.pupil == pair.1;
    let found =
        pairs.into_iter().find(|one| is(one) && reach.covers(&one.area, Some(&one.school))).ok_or_else(missing)?;
    let reader = Reader::open(workspace, &told.run).await?;
    let left = reader.children(&[pair.0]).await?.remove(pair.0).ok_or_else(missing)?;
    let right = reader.pupils(&[pair.1]).await?.remove(pair.1).ok_or_else(missing)?;
    let evidence: Evidence = serde_json::from_str(&found.evidence)?;
    let mut known = None;
    if evidence.again {
        let rows = workspace.store.read().await?.reconciled_by(&told.run.id, By::Pupil(pair.1)).await?;
        if let Some(first) = rows.iter().find(|one| one.child != pair.0 && one.same_as.is_none()) {
            let values = reader.children(&[&first.child]).await?.remove(&first.child);
            let name = reader.field(Kind::Name).and_then(|at| values?.get(at)?.clone());
            known = Some(Other::of(&reach, first, name));
        }
    }
    let rows = differences(workspace, edge, tree, &reader, [&left, &right], revealed);
    let two_persons = reader.parts.declaration.review.two_persons;
    Ok(Shown {
        open: open(found, &answers, caller, two_persons),
        run: told.run.id,
        rows,
        evidence,
        other: known,
        may_reveal: caller.may(Right::Reveal),
        revealed,
        two_persons,
    })
}

/// The fields that any side knows, compared as the caller may see them.
fn differences(
    workspace: &Workspace,
    edge: &Edge,
    tree: &Tree,
    reader: &Reader<'_>,
    values: [&Values; 2],
    revealed: bool,
) -> Vec<Difference> {
    let columns = [reader.columns(reader.parts.register), reader.columns(reader.parts.roll)];
    let mut rows = Vec::new();
    for at in 0..reader.spec.fields.len() {
        let of = |side: usize| {
            let column = columns[side].get(at).copied().flatten()?;
            Some((column, values[side].get(at).cloned().flatten().filter(|value| !value.is_empty())))
        };
        let sides = [of(0), of(1)];
        let known = |side: usize| sides[side].as_ref().and_then(|(_, value)| value.as_deref());
        let Some(column) = sides.iter().flatten().map(|(column, _)| *column).next() else { continue };
        if known(0).is_none() && known(1).is_none() {
            continue;
        }
        let told = |side: usize| {
            let (column, value) = sides[side].as_ref()?;
            Some(spoken(workspace, edge, tree, column, value.as_deref()?, revealed))
        };
        let heading = Heading::of_dataset(edge.words, &workspace.pack, column);
        let same = known(0).zip(known(1)).map(|(one, other)| one == other);
        let [left, right] = [told(0), told(1)];
        let cells = match (left, right) {
            (Some(left), Some(right)) => marked(&left, &right, [known(0), known(1)]),
            (left, right) => [left, right].map(|text| Cell(text.map(|text| (text, false)).into_iter().collect())),
        };
        rows.push(Difference { title: heading.title, cells, same });
    }
    rows
}

/// A value as the caller may see it: names in words, identifiers masked.
fn spoken(workspace: &Workspace, edge: &Edge, tree: &Tree, column: &Column, value: &str, revealed: bool) -> String {
    if column.privacy == Privacy::Identifier && !revealed {
        return mask(value, column.kind, column.privacy, "").into_owned();
    }
    if let Some(org) = tree.get(value) {
        return org.name.clone();
    }
    Heading::of_dataset(edge.words, &workspace.pack, column).cell(Some(value))
}

/// Both texts with what differs marked: character by character when they are equally long, else between what they begin and end with.
/// What is masked is compared as it is, so that a wrong digit shows where it stands.
fn marked(left: &str, right: &str, raw: [Option<&str>; 2]) -> [Cell; 2] {
    let texts = [left, right].map(|text| text.chars().collect::<Vec<_>>());
    let raw = raw.map(|text| text.unwrap_or_default().chars().collect::<Vec<_>>());
    // A word for a code is no longer the code.
    let compared = if raw[0].len() == texts[0].len() && raw[1].len() == texts[1].len() { &raw } else { &texts };
    if compared[0] == compared[1] {
        return [left, right].map(|text| Cell(vec![(text.to_owned(), false)]));
    }
    let differs: [Vec<bool>; 2] = if compared[0].len() == compared[1].len() {
        let one: Vec<bool> = compared[0].iter().zip(&compared[1]).map(|(one, other)| one != other).collect();
        [one.clone(), one]
    } else {
        let start = compared[0].iter().zip(&compared[1]).take_while(|(one, other)| one == other).count();
        let rest = compared[0].len().min(compared[1].len()) - start;
        let ends = compared[0].iter().rev().zip(compared[1].iter().rev());
        let end = ends.take(rest).take_while(|(one, other)| one == other).count();
        compared.each_ref().map(|text| (0..text.len()).map(|at| at >= start && at < text.len() - end).collect())
    };
    [0, 1].map(|side| {
        let mut parts: Vec<(String, bool)> = Vec::new();
        for (char, differs) in texts[side].iter().zip(&differs[side]) {
            match parts.last_mut() {
                Some((text, marked)) if marked == differs => text.push(*char),
                _ => parts.push((char.to_string(), *differs)),
            }
        }
        Cell(parts)
    })
}

/// Records what the caller says of a pair of a run.
///
/// # Errors
/// As [`show`]; refused when another run has been made since the pair was shown.
pub async fn answer(
    workspace: &Workspace,
    edge: &Edge,
    tree: &Tree,
    caller: &Caller,
    (child, pupil): (&str, &str),
    run: &str,
    say: Say,
) -> Result<()> {
    let told = newest(workspace).await?.ok_or_else(|| Refusal::new("page-missing"))?;
    if told.run.id != run {
        return Err(Refusal::new("pair-run-newer").with("number", told.run.number).into());
    }
    let mut write = workspace.store.write().await?;
    let reach = Reach::of(caller, tree);
    let pairs = write.reconciled_pairs(run).await?;
    let mine =
        pairs.iter().any(|one| one.child == child && one.pupil == pupil && reach.covers(&one.area, Some(&one.school)));
    if !mine {
        return Err(Refusal::new("page-missing").into());
    }
    let answer = Answer { person: caller.person.id.clone(), say, at: edge.now };
    write.set_pair_answer(&told.run.declaration, (child, pupil), &answer).await?;
    let body = json!({ "declaration": told.run.declaration, "child": child, "pupil": pupil, "answer": name(&say) });
    write.add_event(NewEvent { at: edge.now, actor: &edge.actor, kind: "pair.answered", subject: run, body }).await?;
    write.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(cells: &[Cell; 2]) -> [String; 2] {
        let told = |cell: &Cell| {
            let parts = cell.0.iter().map(|(text, marked)| if *marked { format!("[{text}]") } else { text.clone() });
            parts.collect::<String>()
        };
        cells.each_ref().map(told)
    }

    #[test]
    fn what_differs_is_marked_where_it_stands() {
        let of = |left: &str, right: &str| told(&marked(left, right, [Some(left), Some(right)]));
        assert_eq!(of("abcd", "abcd"), ["abcd", "abcd"]);
        assert_eq!(of("2016-03-15", "2016-05-13"), ["2016-0[3]-1[5]", "2016-0[5]-1[3]"]);
        assert_eq!(of("abc", "abxc"), ["abc", "ab[x]c"]);
        assert_eq!(of("aa", "a"), ["a[a]", "a"]);
        let hidden = marked("53**01", "53**01", [Some("531201"), Some("531301")]);
        assert_eq!(told(&hidden), ["53*[*]01", "53*[*]01"]);
    }
}
