//! Standings: every child has exactly one, whatever the evidence; decisions of people go before probabilities.

#[path = "support/examples.rs"]
mod examples;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use policy::reconcile::{
    Age, Keys, Reconciliation, Review, Rule, Standing,
    answer::{Agreement, Say, Verdict, agreement},
    decide::{
        CLAIMED, Child, Evidence, Found, NO_PAIR, NOT_REGISTERED, PAIR_OPEN, Pair, Pupil, TWO_REGISTRATIONS, TWO_ROLLS,
        reconcile,
    },
};
use policy::text::Text;
use proptest::prelude::*;

const BAND: [f64; 2] = [0.1, 0.9];
/// From here on a second registration is sure.
const SURE: f64 = 0.95;

/// By their places: died, special education, at school, moved, dropped out.
const RULES: [(&str, Standing); 5] = [
    ("died", Standing::Died),
    ("placed", Standing::SpecialEducation),
    ("present", Standing::AtSchool),
    ("moved", Standing::Moved),
    ("dropout", Standing::NotFound),
];
const DIED: usize = 0;
const PLACED: usize = 1;
const PRESENT: usize = 2;
const MOVED: usize = 3;
const DROPOUT: usize = 4;

fn text(text: &str) -> Text {
    Text { zh: text.into(), en: text.into() }
}

fn declaration() -> Reconciliation {
    let rule = |(name, standing): (&str, Standing)| Rule {
        name: name.into(),
        title: text(name),
        dataset: "list".into(),
        standing,
        when: BTreeMap::from([("kind".into(), vec![name.into()])]),
        filled: Vec::new(),
    };
    Reconciliation {
        id: "children".into(),
        title: text("children"),
        linkage: "people".into(),
        result: "result".into(),
        keys: Keys { child: "person".into(), pupil: "roll".into(), born: "born".into() },
        age: Age { on: "08-31".into(), from: 6, to: 14 },
        review: Review { registered_twice: Some(SURE), ..Review::default() },
        rules: RULES.into_iter().map(rule).collect(),
    }
}

fn child(key: &str, rules: &[usize]) -> Child {
    Child { key: key.into(), area: "a".into(), age: Some(8), rules: rules.iter().copied().collect() }
}

fn pupil(key: &str, rules: &[usize]) -> Pupil {
    let rules = rules.iter().copied().collect();
    Pupil { key: key.into(), child: None, school: format!("s{key}"), area: "b".into(), age: Some(8), rules }
}

fn pair(child: &str, pupil: &str, probability: f64) -> Pair {
    Pair { child: child.into(), pupil: pupil.into(), probability }
}

fn decided(pairs: &[(&str, &str, bool)]) -> BTreeMap<(String, String), bool> {
    pairs.iter().map(|(child, pupil, same)| (((*child).into(), (*pupil).into()), *same)).collect()
}

fn found(evidence: &Evidence) -> Vec<(String, Standing, String)> {
    let found = reconcile(&declaration(), BAND, evidence);
    found.into_iter().map(|one| (one.child, one.standing, one.reason)).collect()
}

fn is(child: &str, standing: Standing, reason: &str) -> (String, Standing, String) {
    (child.into(), standing, reason.into())
}

#[test]
fn each_kind_of_child_stands_where_it_should() {
    let evidence = Evidence {
        children: vec![
            child("1", &[]),
            child("2", &[]),
            child("3", &[]),
            child("4", &[MOVED]),
            child("5", &[PLACED]),
            child("6", &[]),
            Child { age: None, ..child("7", &[]) },
        ],
        pupils: vec![
            pupil("p1", &[PRESENT]),
            pupil("p2", &[PRESENT]),
            pupil("p6", &[DROPOUT]),
            pupil("p7", &[PRESENT]),
            Pupil { child: Some("900".into()), ..pupil("p8", &[PRESENT]) },
            pupil("p9", &[DROPOUT]),
        ],
        pairs: vec![
            pair("1", "p1", 0.99),
            pair("2", "p2", 0.5),
            pair("3", "p9", 0.01),
            pair("6", "p6", 0.95),
            pair("7", "p7", 0.99),
        ],
        ..Evidence::default()
    };
    assert_eq!(
        found(&evidence),
        [
            is("1", Standing::AtSchool, "present"),
            is("2", Standing::Uncertain, PAIR_OPEN),
            is("3", Standing::NotFound, NO_PAIR),
            is("4", Standing::Moved, "moved"),
            is("5", Standing::SpecialEducation, "placed"),
            is("6", Standing::NotFound, "dropout"),
            is("900", Standing::Migrant, NOT_REGISTERED),
            // The partner of somebody who is not of age is nobody's missing child; a pupil of an open pair stands with the child.
            is("rp9", Standing::NotFound, "dropout"),
        ]
    );
}

#[test]
fn a_child_on_two_rolls_is_found_by_evidence_and_by_people() {
    let children = vec![child("1", &[])];
    let pupils = vec![pupil("p1", &[PRESENT]), pupil("p2", &[PRESENT])];
    let pairs = vec![pair("1", "p1", 0.99)];
    let base = Evidence { children, pupils, pairs, ..Evidence::default() };
    let sure = Evidence { doubles: vec![pair("1", "p2", 0.97)], ..base.clone() };
    assert_eq!(found(&sure), [is("1", Standing::OnRollTwice, TWO_ROLLS)]);
    let open = Evidence { doubles: vec![pair("1", "p2", 0.5)], ..base.clone() };
    assert_eq!(found(&open), [is("1", Standing::AtSchool, "present"), is("rp2", Standing::Uncertain, PAIR_OPEN)]);
    let two = decided(&[("1", "p1", true), ("1", "p2", true)]);
    assert_eq!(found(&Evidence { decided: two, ..open.clone() }), [is("1", Standing::OnRollTwice, TWO_ROLLS)]);
    let apart = decided(&[("1", "p2", false)]);
    let wanted = [is("1", Standing::AtSchool, "present"), is("rp2", Standing::Migrant, NOT_REGISTERED)];
    assert_eq!(found(&Evidence { decided: apart, ..sure }), wanted);
}

#[test]
fn contradictions_are_said() {
    let declaration = declaration();
    let says = |evidence: &Evidence| -> Vec<(Standing, Option<String>)> {
        reconcile(&declaration, BAND, evidence).into_iter().map(|one| (one.standing, one.contradiction)).collect()
    };
    // On the roll, and moved away.
    let moved = Evidence {
        children: vec![child("1", &[MOVED])],
        pupils: vec![pupil("p1", &[PRESENT])],
        pairs: vec![pair("1", "p1", 0.99)],
        ..Evidence::default()
    };
    assert_eq!(says(&moved), [(Standing::AtSchool, Some("moved".into()))]);
    // Two pupils of one child, and only one of them of the other, who is the same child.
    let claimed = Evidence {
        children: vec![child("1", &[]), child("2", &[])],
        pupils: vec![pupil("p1", &[PRESENT]), pupil("p2", &[PRESENT])],
        decided: decided(&[("1", "p1", true), ("1", "p2", true), ("2", "p1", true), ("2", "p2", false)]),
        ..Evidence::default()
    };
    let both = (Standing::Uncertain, Some(CLAIMED.to_owned()));
    assert_eq!(says(&claimed), [both.clone(), both]);
    // A second registration of a child at school that says that the child has died.
    let dead = Evidence {
        children: vec![child("1", &[]), child("2", &[DIED])],
        pupils: vec![pupil("p1", &[PRESENT])],
        pairs: vec![pair("1", "p1", 0.99)],
        again: vec![pair("2", "p1", 0.99)],
        ..Evidence::default()
    };
    assert_eq!(says(&dead), [(Standing::AtSchool, None), (Standing::RegisteredTwice, Some("died".into()))]);
}

#[test]
fn one_child_under_two_numbers_counts_once() {
    let base = Evidence {
        children: vec![child("1", &[]), child("2", &[])],
        pupils: vec![pupil("p1", &[PRESENT])],
        pairs: vec![pair("1", "p1", 0.99)],
        ..Evidence::default()
    };
    let again = |probability| Evidence { again: vec![pair("2", "p1", probability)], ..base.clone() };
    let (first, second) =
        (is("1", Standing::AtSchool, "present"), is("2", Standing::RegisteredTwice, TWO_REGISTRATIONS));
    let twice = [first.clone(), second.clone()];
    assert_eq!(found(&again(0.96)), twice);
    let same_as = |evidence: &Evidence| -> Vec<Option<String>> {
        reconcile(&declaration(), BAND, evidence).into_iter().map(|one| one.same_as).collect()
    };
    assert_eq!(same_as(&again(0.96)), [None, Some("1".into())]);
    // A twin who is nowhere looks like that too: a person decides, and nobody is lost meanwhile.
    let asked = [first.clone(), is("2", Standing::Uncertain, PAIR_OPEN)];
    assert_eq!(found(&again(0.92)), asked);
    let careful = Reconciliation { review: Review::default(), ..declaration() };
    let standings = reconcile(&careful, BAND, &again(0.999)).into_iter().map(|one| one.standing);
    assert_eq!(standings.collect::<Vec<_>>(), [Standing::AtSchool, Standing::Uncertain], "people decide by default");
    let lost = [first, is("2", Standing::NotFound, NO_PAIR)];
    assert_eq!(found(&again(0.05)), lost);
    // People say so, of the second alone or of both; or that it is another child.
    let said = |pairs: &[(&str, &str, bool)]| Evidence { decided: decided(pairs), ..again(0.92) };
    assert_eq!(found(&said(&[("1", "p1", true), ("2", "p1", true)])), twice);
    assert_eq!(found(&said(&[("2", "p1", false)])), lost);
    // What people said stands; the linkage keeps the pair apart, so that the other child comes as the second one.
    let turned = Evidence {
        pairs: Vec::new(),
        again: vec![pair("1", "p1", 0.99)],
        decided: decided(&[("2", "p1", true)]),
        ..base.clone()
    };
    let flipped = [is("1", Standing::RegisteredTwice, TWO_REGISTRATIONS), is("2", Standing::AtSchool, "present")];
    assert_eq!(found(&turned), flipped);
    // The number that the school has counts first.
    let own = Evidence { pupils: vec![Pupil { child: Some("1".into()), ..pupil("p1", &[PRESENT]) }], ..turned };
    assert_eq!(found(&own), twice);
    // A registration that makes the child too young to count is no reason to leave it out.
    let young = Evidence { children: vec![Child { age: None, ..child("1", &[]) }, child("2", &[])], ..again(0.99) };
    assert_eq!(found(&young), [is("2", Standing::AtSchool, "present")]);
    // The one who dropped out is missing once.
    let dropout = Evidence { pupils: vec![pupil("p1", &[DROPOUT])], ..again(0.99) };
    assert_eq!(found(&dropout), [is("1", Standing::NotFound, "dropout"), second]);
    // The pupil may be either: both wait.
    let rivals = Evidence { pairs: vec![pair("1", "p1", 0.5)], ..again(0.99) };
    let both = [is("1", Standing::Uncertain, PAIR_OPEN), is("2", Standing::Uncertain, PAIR_OPEN)];
    assert_eq!(found(&rivals), both);
}

#[test]
fn two_people_must_agree_where_the_pack_asks() {
    use Say::{Later, Other, Same};
    let cases: [(&[Say], Verdict, Verdict); 9] = [
        (&[], Verdict::Open, Verdict::Open),
        (&[Later], Verdict::Open, Verdict::Open),
        (&[Same], Verdict::Same, Verdict::Half),
        (&[Other, Later], Verdict::Other, Verdict::Half),
        (&[Same, Same], Verdict::Same, Verdict::Same),
        (&[Other, Other], Verdict::Other, Verdict::Other),
        (&[Same, Other], Verdict::Disputed, Verdict::Disputed),
        (&[Same, Other, Other], Verdict::Other, Verdict::Other),
        (&[Same, Other, Same, Other], Verdict::Disputed, Verdict::Disputed),
    ];
    for (answers, one, two) in cases {
        assert_eq!((Verdict::of(answers, false), Verdict::of(answers, true)), (one, two), "{answers:?}");
    }
}

/// Cohen (1960) by hand: 20 and 15 agree of 50, 5 and 10 do not; chance 0.5, kappa 0.4.
#[test]
fn agreement_is_measured_beyond_chance() {
    use Say::{Later, Other, Same};
    let lots = [([Same, Same], 20), ([Other, Other], 15), ([Same, Other], 5), ([Other, Same], 10), ([Same, Later], 7)];
    let answers: Vec<[Say; 2]> = lots.into_iter().flat_map(|(answers, count)| vec![answers; count]).collect();
    let Agreement { pairs, agreed, kappa } = agreement(answers.iter().map(<[Say; 2]>::as_slice));
    assert_eq!((pairs, agreed), (50, 35));
    assert!((kappa.expect("not all alike") - 0.4).abs() < 1e-12);
    assert_eq!(agreement([]).kappa, None);
    let alike = [Same, Same];
    assert_eq!(agreement([alike.as_slice()]).kappa, None, "chance alone agrees always");
}

#[test]
fn age_is_that_of_the_school_year() {
    let age = declaration().age;
    let (autumn, summer) = (date(2024, 9, 1), date(2024, 8, 30));
    assert_eq!((age.day(autumn), age.day(summer)), (Some(date(2024, 8, 31)), Some(date(2023, 8, 31))));
    let of = |born: Date| (age.of(born, autumn), age.of(born, summer));
    assert_eq!(of(date(2018, 8, 31)), (Some(6), None));
    assert_eq!(of(date(2018, 9, 1)), (None, None));
    assert_eq!(of(date(2009, 9, 1)), (Some(14), Some(13)));
    assert_eq!(of(date(2009, 8, 31)), (None, Some(14)));
    assert_eq!(age.born(autumn), Some((date(2009, 9, 1), date(2018, 8, 31))));
}

/// What is changed in the example of docs/packs.md, and what is then said.
const BROKEN: [(&str, &str, &str, &str); 16] = [
    ("reconciliation/children.toml", "id = \"children\"", "id = \"pupils\"", "pack.id_not_file_name id"),
    (
        "reconciliation/children.toml",
        "linkage = \"children\"",
        "linkage = \"pupils\"",
        "pack.unknown_reference linkage",
    ),
    ("reconciliation/children.toml", "\"children_found\"", "\"children_lost\"", "pack.unknown_reference result"),
    ("reconciliation/children.toml", "\"children_found\"", "\"schools\"", "pack.unknown_reference result"),
    (
        "reconciliation/children.toml",
        "child = \"person\"",
        "child = \"id_number\"",
        "pack.unknown_reference keys.child",
    ),
    ("reconciliation/children.toml", "pupil = \"roll\"", "pupil = \"rolls\"", "pack.unknown_reference keys.pupil"),
    ("reconciliation/children.toml", "\"born_on\"", "\"name\"", "pack.unknown_reference keys.born"),
    ("reconciliation/children.toml", "\"08-31\"", "\"31.8.\"", "pack.not_a_date age.on"),
    ("reconciliation/children.toml", "to = 14", "to = 5", "pack.not_ascending age.to"),
    ("reconciliation/children.toml", "[0.02, 0.98]", "[0.98, 0.02]", "pack.out_of_range review.band"),
    ("reconciliation/children.toml", "= 0.99999", "= 1.5", "pack.out_of_range review.registered_twice"),
    ("reconciliation/children.toml", "\"at_school\"", "\"migrant\"", "pack.unknown_word rule[1].standing"),
    ("reconciliation/children.toml", "\"at_school\"", "\"registered_twice\"", "pack.unknown_word rule[1].standing"),
    ("reconciliation/children.toml", "\"at_school\"", "\"moved\"", "pack.missing_key rule"),
    ("reconciliation/children.toml", "{ status =", "{ state =", "pack.unknown_reference rule[1].when.state"),
    (
        "linkage/children.toml",
        "like = { zh = \"音形相近\", en = \"looks or sounds alike\" }",
        "",
        "pack.missing_key linkage",
    ),
];

#[test]
fn a_declaration_is_checked_against_what_it_names() {
    let sound = examples::examples(examples::PAGES[0]);
    for (file, old, new, said) in BROKEN {
        let mut files = sound.clone();
        files.retain(|path, _| !path.starts_with("mappings/"));
        let text = files.get_mut(file).expect("the example");
        assert!(text.contains(old), "{file}: {old}");
        *text = text.replacen(old, new, 1);
        let errors = policy::pack::load(&[files]).expect_err("something is wrong");
        let found: Vec<String> = errors.iter().map(|error| format!("{} {}", error.code, error.key)).collect();
        assert!(found.iter().any(|one| one == said), "{new}: {found:?}");
    }
}

fn rules() -> impl Strategy<Value = BTreeSet<usize>> {
    prop::collection::btree_set(0..RULES.len(), 0..3)
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let children = prop::collection::btree_map(0..6_u8, (rules(), any::<bool>()), 0..6);
    let pupils = prop::collection::btree_map(0..7_u8, (rules(), any::<bool>(), 0..9_u8), 0..7);
    let pairs = || prop::collection::vec((0..7_u8, 0..8_u8, 0..=10_u8), 0..10);
    let decided = prop::collection::btree_map((0..7_u8, 0..8_u8), any::<bool>(), 0..5);
    let several = (pairs(), pairs(), pairs());
    (children, pupils, several, decided).prop_map(|(children, pupils, (pairs, doubles, again), decided)| {
        let name = |number: u8| format!("c{number}");
        let pair =
            |(child, pupil, tenths): (u8, u8, u8)| pair(&name(child), &format!("p{pupil}"), f64::from(tenths) / 10.0);
        let aged = |of_age: bool| of_age.then_some(9);
        Evidence {
            children: children
                .into_iter()
                .map(|(key, (rules, of_age))| Child { key: name(key), area: "a".into(), age: aged(of_age), rules })
                .collect(),
            pupils: pupils
                .into_iter()
                .map(|(key, (rules, of_age, child))| Pupil {
                    child: (child < 8).then(|| name(child)),
                    age: aged(of_age),
                    rules,
                    ..pupil(&format!("p{key}"), &[])
                })
                .collect(),
            pairs: pairs.into_iter().map(pair).collect(),
            doubles: doubles.into_iter().map(pair).collect(),
            again: again.into_iter().map(pair).collect(),
            decided: decided
                .into_iter()
                .map(|((child, pupil), same)| ((name(child), format!("p{pupil}")), same))
                .collect(),
        }
    })
}

proptest! {
    #[test]
    fn every_child_has_exactly_one_standing(evidence in evidence()) {
        let found = reconcile(&declaration(), BAND, &evidence);
        let keys: BTreeSet<&str> = found.iter().map(|one| one.child.as_str()).collect();
        prop_assert_eq!(keys.len(), found.len(), "nobody stands twice");
        for child in &evidence.children {
            prop_assert_eq!(keys.contains(child.key.as_str()), child.age.is_some());
        }
        // A pupil of age is the partner of a child, or has a standing of its own.
        let registered: BTreeSet<&str> = evidence.children.iter().map(|one| one.key.as_str()).collect();
        let own: Vec<&Found> = found.iter().filter(|one| !registered.contains(one.child.as_str())).collect();
        let pupils: BTreeSet<&str> = own.iter().filter_map(|one| one.pupil.as_deref()).collect();
        prop_assert_eq!(pupils.len(), own.len());
    }

    #[test]
    fn order_changes_nothing(evidence in evidence(), turn in 0..10_usize) {
        let mut turned = evidence.clone();
        turned.children.reverse();
        turned.pairs.reverse();
        turned.doubles.reverse();
        turned.again.reverse();
        if !turned.pupils.is_empty() {
            let by = turn % turned.pupils.len();
            turned.pupils.rotate_left(by);
        }
        prop_assert_eq!(reconcile(&declaration(), BAND, &turned), reconcile(&declaration(), BAND, &evidence));
    }

    #[test]
    fn decisions_go_before_probabilities(evidence in evidence()) {
        let found = reconcile(&declaration(), BAND, &evidence);
        let of = |child: &str| found.iter().find(|one| one.child == child);
        let there = |pupil: &str| evidence.pupils.iter().find(|one| one.key == pupil);
        for ((child, pupil), same) in &evidence.decided {
            let (Some(one), Some(pupil)) = (of(child), there(pupil)) else { continue };
            // A pupil without a registered child may carry the key of an absent one.
            if !evidence.children.iter().any(|registered| registered.key == *child) {
                continue;
            }
            match same {
                false => prop_assert_ne!(one.pupil.as_ref(), Some(&pupil.key)),
                true if one.reason == CLAIMED => {
                    prop_assert_eq!(one.standing, Standing::Uncertain);
                    prop_assert!(evidence.decided.values().any(|same| !same), "nothing contradicts");
                }
                true => {
                    // Who has the same pupil is the same child, and counts once.
                    let others = evidence.decided.iter().filter(|((_, other), same)| **same && *other == pupil.key);
                    let first = |one: &Found| one.same_as.clone().unwrap_or_else(|| one.child.clone());
                    for other in others.filter_map(|((other, _), _)| of(other)) {
                        prop_assert_eq!(first(other), first(one));
                    }
                    prop_assert_ne!(one.reason.as_str(), NO_PAIR);
                    prop_assert_ne!(one.reason.as_str(), PAIR_OPEN);
                    let lists = evidence.children.iter().any(|one| one.key == *child && one.rules.contains(&DIED));
                    if pupil.rules.contains(&PRESENT) && !lists && !pupil.rules.contains(&DIED) {
                        prop_assert!(one.standing.learns() || one.standing == Standing::Uncertain || one.standing == Standing::Died);
                    }
                }
            }
        }
    }
    #[test]
    fn a_second_registration_stands_by_a_child_that_counts(evidence in evidence()) {
        let found = reconcile(&declaration(), BAND, &evidence);
        let of = |child: &String| found.iter().find(|one| one.child == *child);
        for one in &found {
            prop_assert_eq!(one.same_as.is_some(), one.standing == Standing::RegisteredTwice);
            if let Some(first) = &one.same_as {
                let first = of(first).expect("the child that counts");
                prop_assert!(first.same_as.is_none() && first.pupil.is_some());
            }
        }
        // Nobody is looked for who may be registered a second time.
        for pair in evidence.again.iter().filter(|pair| pair.probability >= BAND[0]) {
            let said = evidence.decided.keys().any(|(child, _)| *child == pair.child);
            let holder = |one: &&Found| one.child != pair.child && one.pupil.as_ref() == Some(&pair.pupil);
            let held = found.iter().find(holder).is_some_and(|one| evidence.children.iter().any(|child| child.key == one.child));
            if let Some(one) = of(&pair.child).filter(|_| held && !said) {
                prop_assert_ne!(one.reason.as_str(), NO_PAIR);
            }
        }
    }
}
