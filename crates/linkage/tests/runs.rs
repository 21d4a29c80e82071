//! Whole runs: the same result for any order of rows and any number of threads; what is refused and why.

#![expect(clippy::expect_used, reason = "in a test a panic is the message")]

use std::{collections::BTreeMap, ops::ControlFlow};

use linkage::{Builder, Confusions, Data, Options, Outcome, Refusal, Room, Side, Spec, run, spec::Assignment};

const SPEC: &str = "
keys = ['key']
[choice]
assignment = 'one_to_one'
threshold = 0.5
review = [0.05, 0.95]
max_pairs = 100000
[[field]]
name = 'number'
kind = 'text'
[[field]]
name = 'name'
kind = 'text'
[[field]]
name = 'born'
kind = 'date'
[[field]]
name = 'home'
kind = 'text'
[[comparison]]
name = 'number'
level = [{ name = 'exact', m = 0.9, u = 1e-5, when = [[{ field = 'number', is = 'exact' }]] }]
[[comparison]]
name = 'name'
level = [
  { name = 'exact', m = 0.9, frequency_of = 'name', when = [[{ field = 'name', is = 'exact' }]] },
  { name = 'near', m = 0.08, when = [[{ field = 'name', is = 'jaro_winkler', at_least = 0.85 }]] },
]
[[comparison]]
name = 'born'
level = [
  { name = 'exact', m = 0.9, when = [[{ field = 'born', is = 'exact' }]] },
  { name = 'slip', m = 0.08, when = [[{ field = 'born', is = 'typo' }], [{ field = 'born', is = 'day_month' }]] },
]
[[comparison]]
name = 'home'
level = [{ name = 'exact', m = 0.9, when = [[{ field = 'home', is = 'exact' }]] }]
[[block]]
on = [{ field = 'number' }]
settle = 0.999
[[block]]
on = [{ field = 'name' }]
[[block]]
on = [{ field = 'born' }, { field = 'home' }]
";

fn spec() -> Spec {
    toml::from_str(SPEC).expect("a sound declaration")
}

type Row = [String; 5];

/// Two files of the same people, with errors that follow from the number of each.
fn people(count: usize) -> [Vec<Row>; 2] {
    let firsts = ["anna", "bert", "carla", "doris", "emil", "frieda", "gustav", "hanna", "ida", "jakob"];
    let lasts =
        ["meier", "huber", "wagner", "bauer", "berger", "gruber", "pichler", "steiner", "moser", "mayer", "fuchs"];
    let row = |at: usize, side: usize| {
        let wrong = |kind: usize| side == 1 && (at * 7 + kind * 3) % 11 == kind;
        let number = if wrong(0) || at % 13 == 5 { String::new() } else { format!("n{at}") };
        let mut name = format!("{} {}", firsts[at % 10], lasts[at / 3 % 11]);
        if wrong(1) {
            name.remove(2);
        }
        let born = format!("20{:02}-{:02}-{:02}", at % 9, at % 12 + 1, (at * 5 + usize::from(wrong(2))) % 28 + 1);
        let home = if wrong(3) { String::new() } else { format!("h{}", at / 2 % 40) };
        [format!("{}{at}", ["l", "r"][side]), number, name, born, home]
    };
    [(0..count).map(|at| row(at, 0)).collect(), (0..count).filter(|at| at % 9 != 4).map(|at| row(at, 1)).collect()]
}

fn data(spec: &Spec, files: &[Vec<Row>; 2]) -> Data {
    data_within(spec, files, Room::default())
}

fn data_within(spec: &Spec, files: &[Vec<Row>; 2], room: Room) -> Data {
    let mut builder = Builder::new(spec, &Confusions::default(), room).expect("a sound declaration");
    for (side, rows) in [Side::Left, Side::Right].into_iter().zip(files) {
        for row in rows {
            builder.push(side, &row[0], row[1..].iter().map(String::as_str));
        }
    }
    builder.finish().expect("different keys")
}

fn linked(spec: &Spec, files: &[Vec<Row>; 2], threads: usize) -> (Data, Outcome) {
    let data = data(spec, files);
    let options = Options { threads, ..Options::default() };
    let outcome = run::link(spec, &data, &options, &mut |_| ControlFlow::Continue(())).expect("few pairs");
    (data, outcome)
}

/// Links by key, with their probabilities to the last bit.
fn told(data: &Data, outcome: &Outcome) -> BTreeMap<(String, String), (u64, u64)> {
    let key = |side, row| data.key(side, row).to_owned();
    let links = outcome.links.iter();
    links
        .map(|one| ((key(Side::Left, one.left), key(Side::Right, one.right)), (one.probability.to_bits(), one.pattern)))
        .collect()
}

#[test]
fn order_of_rows_and_threads_change_nothing() {
    let spec = spec();
    let files = people(700);
    let (first, outcome) = linked(&spec, &files, 1);
    let wanted = told(&first, &outcome);
    assert!(wanted.len() > 500);
    let turned = files.clone().map(|mut rows| {
        rows.reverse();
        rows.rotate_left(123);
        rows
    });
    for (files, threads) in [(&files, 2), (&files, 5), (&turned, 1), (&turned, 3)] {
        let (data, other) = linked(&spec, files, threads);
        assert_eq!(told(&data, &other), wanted);
        assert_eq!((&other.models, &other.counts), (&outcome.models, &outcome.counts));
    }
}

#[test]
fn rows_on_disk_give_what_rows_in_memory_give() {
    let spec = spec();
    let files = people(700);
    let quick = Options { sample: 100, ..Options::default() };
    let first = data(&spec, &files);
    let outcome = run::link(&spec, &first, &quick, &mut |_| ControlFlow::Continue(())).expect("few pairs");
    let folder = tempfile::tempdir().expect("a folder");
    // Everything on disk in dozens of portions, in a few, and in one that holds what the first rule leaves.
    for bytes in [0, 1000, 15_000, 40_000] {
        let room = Room { bytes, folder: Some(folder.path().to_owned()) };
        let data = data_within(&spec, &files, room);
        assert!(data.is_on_disk(), "{bytes}");
        for twice in [false, true] {
            let options = Options { threads: 2, twice, ..quick.clone() };
            let other = run::link(&spec, &data, &options, &mut |_| ControlFlow::Continue(())).expect("few pairs");
            assert_eq!(told(&data, &other), told(&first, &outcome), "{bytes}");
            assert_eq!((&other.models, &other.counts), (&outcome.models, &outcome.counts), "{bytes}");
            assert_eq!(other.unmatched, outcome.unmatched, "{bytes}");
        }
        let (one, other) = (data_within(&spec, &files, Room::default()), data);
        let clusters = |data: &Data| {
            run::dedupe(&spec, data, &quick, &mut |_| ControlFlow::Continue(())).expect("few pairs").clusters
        };
        assert_eq!(clusters(&one), clusters(&other));
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 0, "what was on disk has no name");
}

#[test]
fn a_run_that_ended_early_goes_on() {
    let spec = spec();
    let files = people(400);
    let quick = Options { sample: 100, ..Options::default() };
    let first = data(&spec, &files);
    let outcome = run::link(&spec, &first, &quick, &mut |_| ControlFlow::Continue(())).expect("few pairs");
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Some(folder.path().join("kept"));
    for stop in 1..=spec.blocks.len() {
        let run = |spec: &Spec, data: &Data, stop: usize| {
            let options = Options { journal: journal.clone(), ..quick.clone() };
            run::link(spec, data, &options, &mut |step| {
                if step.rule == stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
        };
        assert_eq!(run(&spec, &first, stop).err(), Some(Refusal::Cancelled), "at rule {stop}");
        let other = run(&spec, &first, 0).expect("nobody breaks it off");
        assert_eq!(other.resumed, stop - 1);
        assert_eq!(told(&first, &other), told(&first, &outcome));
        assert_eq!((&other.models, &other.counts), (&outcome.models, &outcome.counts));
        // What was found among other rows, or by another declaration, is of no use.
        let others = data(&spec, &people(399));
        assert_eq!(run(&spec, &others, 0).expect("nobody breaks it off").resumed, 0);
        let mut other = spec.clone();
        other.blocks[0].settle = Some(0.9);
        assert_eq!(run(&other, &others, 0).expect("nobody breaks it off").resumed, 0);
    }
}

#[test]
fn links_are_right_and_know_how_right_they_are() {
    let files = people(700);
    let (data, outcome) = linked(&spec(), &files, 2);
    let right = outcome
        .links
        .iter()
        .filter(|one| data.key(Side::Left, one.left)[1..] == data.key(Side::Right, one.right)[1..])
        .count();
    assert!(100 * right > 99 * outcome.links.len(), "{right} of {}", outcome.links.len());
    assert!(100 * right > 97 * files[1].len(), "{right} of {}", files[1].len());
    for estimate in [outcome.precision, outcome.recall] {
        assert!(estimate.low <= estimate.value && estimate.value <= estimate.high && estimate.high <= 1.0);
        assert!(estimate.value > 0.97);
    }
    let unmatched = outcome.unmatched.each_ref().map(Vec::len);
    assert_eq!(unmatched, [700 - outcome.links.len(), files[1].len() - outcome.links.len()]);
}

#[test]
fn an_explanation_adds_up() {
    let (_, outcome) = linked(&spec(), &people(300), 1);
    for one in &outcome.links {
        let explained = outcome.explain(one);
        let sum: f64 = explained.prior + explained.parts.iter().map(|(.., bits)| bits).sum::<f64>();
        assert!((sum - f64::from(one.weight)).abs() < 1e-3, "{sum} {}", one.weight);
        assert!(explained.rivals <= 0.0);
    }
}

#[test]
fn several_left_rows_may_share_a_partner_where_that_is_declared() {
    let mut spec = spec();
    let mut files = people(60);
    files[0].extend(people(60)[0].iter().take(20).map(|row| {
        let mut row = row.clone();
        row[0] += "again";
        row
    }));
    let links = |spec: &Spec| linked(spec, &files, 1).1.links.len();
    let once = links(&spec);
    assert!(once <= files[1].len());
    spec.choice.assignment = Assignment::ManyToOne;
    assert!(links(&spec) > once + 10);
}

#[test]
fn one_file_falls_into_clusters() {
    let spec = spec();
    let [mut rows, others] = people(200);
    rows.extend(others);
    let data = data(&spec, &[rows, Vec::new()]);
    let outcome =
        run::dedupe(&spec, &data, &Options::default(), &mut |_| ControlFlow::Continue(())).expect("few pairs");
    let key = |row: u32| data.key(Side::Left, row);
    let right = outcome.links.iter().filter(|one| key(one.left)[1..] == key(one.right)[1..]).count();
    assert!(right >= 160 && outcome.links.len() - right <= 2, "{right} of {}", outcome.links.len());
    for one in &outcome.links {
        assert_eq!(outcome.clusters[one.left as usize], outcome.clusters[one.right as usize]);
    }
}

#[test]
fn too_many_pairs_are_refused_with_their_number_before_any_is_made() {
    let mut spec = spec();
    spec.choice.max_pairs = 50;
    let files = people(100);
    let data = data(&spec, &files);
    let mut told = false;
    let refused = run::link(&spec, &data, &Options::default(), &mut |_| {
        told = true;
        ControlFlow::Continue(())
    });
    // The name of every left row as often as the right file has it, slips of the pen left out.
    let name = |row: &Row| row[2].clone();
    let pairs: usize =
        files[0].iter().map(|row| files[1].iter().filter(|other| name(other) == name(row)).count()).sum();
    let number: usize =
        files[0].iter().filter(|row| !row[1].is_empty() && files[1].iter().any(|other| other[1] == row[1])).count();
    match refused {
        Err(Refusal::TooMany(many)) => {
            assert_eq!((many.pairs, many.most), (if many.rule == 1 { number } else { pairs } as u64, 50));
        }
        other => panic!("{:?}", other.err()),
    }
    assert!(!told);
}

#[test]
fn a_run_can_be_broken_off_and_keys_must_differ() {
    let spec = spec();
    let files = people(50);
    let refused = run::link(&spec, &data(&spec, &files), &Options::default(), &mut |_| ControlFlow::Break(()));
    assert_eq!(refused.err(), Some(Refusal::Cancelled));
    let mut builder = Builder::new(&spec, &Confusions::default(), Room::default()).expect("a sound declaration");
    builder.push(Side::Left, "1", ["a", "b", "2020-01-01", "h"]);
    builder.push(Side::Right, "1", ["a", "b", "2020-01-01", "h"]);
    builder.push(Side::Right, "1", ["c", "b", "2020-01-01", "h"]);
    assert_eq!(builder.finish().err(), Some(Refusal::DuplicateKey { right: true, key: "1".into() }));
}

#[test]
fn flaws_are_named_at_their_keys() {
    let broken = SPEC
        .replace("{ field = 'born', is = 'day_month' }", "{ field = 'name', is = 'day_month' }")
        .replace("on = [{ field = 'name' }]", "on = [{ field = 'nme' }]")
        .replace("threshold = 0.5", "threshold = 1.5")
        .replace(", at_least = 0.85", "");
    let spec: Spec = toml::from_str(&broken).expect("the shape is right");
    let keys: Vec<String> = spec.flaws().into_iter().map(|flaw| flaw.key).collect();
    assert_eq!(
        keys,
        [
            "comparison[2].level[2].when[1][1]",
            "comparison[3].level[2].when[2][1].is",
            "block[2].on[1].field",
            "choice.threshold"
        ]
    );
}

#[test]
fn what_people_decided_holds_and_a_second_row_of_the_same_person_is_found() {
    let spec = spec();
    let mut files = people(200);
    // Somebody a second time on the left under another number.
    let known = files[0].iter().find(|row| !row[1].is_empty() && !row[4].is_empty()).expect("a whole row").clone();
    files[0].push(["anew".into(), "other".into(), known[2].clone(), known[3].clone(), known[4].clone()]);
    // Somebody a second time on the right, without the number.
    let again = files[1].iter().find(|row| !row[1].is_empty() && !row[4].is_empty()).expect("a whole row").clone();
    let twin = again[0].replace('r', "l");
    files[1].push(["again".into(), String::new(), again[2].clone(), again[3].clone(), again[4].clone()]);
    let data = data(&spec, &files);
    let row =
        |side: Side, key: &str| (0..).take(data.rows(side)).find(|row| data.key(side, *row) == key).expect("the row");
    let run = |decided: Vec<(u32, u32, bool)>| {
        let options = Options { decided, twice: true, ..Options::default() };
        run::link(&spec, &data, &options, &mut |_| ControlFlow::Continue(())).expect("few pairs")
    };
    let (left, right, second) = (row(Side::Left, &twin), row(Side::Right, &again[0]), row(Side::Right, "again"));
    let partner = |outcome: &Outcome| outcome.links.iter().find(|one| one.left == left).map(|one| one.right);
    let free = run(Vec::new());
    assert_eq!(partner(&free), Some(right));
    let doubles =
        free.doubles.each_ref().map(|doubles| doubles.iter().map(|one| (one.left, one.right)).collect::<Vec<_>>());
    assert!(doubles[1].contains(&(left, second)), "{doubles:?}");
    let (anew, theirs) = (row(Side::Left, "anew"), row(Side::Right, &known[0].replace('l', "r")));
    assert_eq!(
        free.links.iter().find(|one| one.right == theirs).map(|one| data.key(Side::Left, one.left)),
        Some(&*known[0])
    );
    assert!(doubles[0].contains(&(anew, theirs)), "{doubles:?}");
    let apart = run(vec![(left, right, false)]);
    assert_eq!(partner(&apart), Some(second), "the next best takes the place");
    let settled = run(vec![(left, second, true)]);
    assert_eq!(partner(&settled), None, "whoever has a partner by decision is not asked about");
    assert!(settled.links.iter().all(|one| one.right != second));
}
