//! Coverage of a source by a plan, on small texts and on any text at all.

#![expect(clippy::expect_used, reason = "tests say what they count on")]

use policy::{
    coverage::{Binder, Coverage, DoubtKind, FindKind, coverage},
    plan::{Plan, Wording},
    source::SourceText,
};
use proptest::prelude::*;

const SOURCE: &str = "\u{feff}某县教育规划\n\n  到2024年建成3所学校，力争达到80%以上。\n建成区绿化。";

fn wording() -> Wording {
    toml::from_str(include_str!("tiny/language.toml")).expect("the words are sound")
}

/// The small plan with one commitment at the given places of paragraph 2.
fn plan(source: &SourceText, places: &[(usize, usize)]) -> Plan {
    let mut plan: Plan = toml::from_str(include_str!("tiny/plan.toml")).expect("the plan is sound");
    let part: policy::plan::Commitments =
        toml::from_str(include_str!("tiny/commitments_one.toml")).expect("the commitments are sound");
    plan.commitments = part.commitments;
    plan.commitments[0].places =
        places.iter().map(|(from, to)| policy::plan::Place { p: 2, from: *from, to: *to }).collect();
    plan.actions[0].place.to = 2;
    plan.tasks[0].places.clear();
    plan.source.sha256 = source.sha256();
    plan.source.paragraphs = source.len();
    plan
}

fn unbound(coverage: &Coverage) -> Vec<&str> {
    coverage.unbound().map(|(_, find)| find.text.as_str()).collect()
}

#[test]
fn what_no_place_covers_is_found() {
    let source = SourceText::new(SOURCE);
    let report = coverage(&plan(&source, &[(0, 6)]), &wording(), &source);
    assert_eq!(unbound(&report), ["建成", "3", "达到", "80%"]);
    assert!(report.same_source && !report.is_complete());
}

#[test]
fn places_that_touch_bind_together() {
    let source = SourceText::new(SOURCE);
    let report = coverage(&plan(&source, &[(0, 3), (3, 17), (17, 20), (18, 22)]), &wording(), &source);
    assert_eq!(unbound(&report), [""; 0]);
    assert!(report.is_complete());
}

#[test]
fn a_find_that_is_bound_only_in_part_is_not_bound() {
    let source = SourceText::new(SOURCE);
    let report = coverage(&plan(&source, &[(0, 18)]), &wording(), &source);
    assert_eq!(unbound(&report), ["80%"]);
}

#[test]
fn another_text_and_places_outside_are_said() {
    let source = SourceText::new(SOURCE);
    let plan = plan(&source, &[(0, 900)]);
    let report = coverage(&plan, &wording(), &source);
    assert_eq!(report.outside.len(), 1);
    let other = SourceText::new("另一份文件");
    assert!(!coverage(&plan, &wording(), &other).same_source);
}

#[test]
fn words_that_only_strive_doubt_a_firm_commitment() {
    let source = SourceText::new(SOURCE);
    let mut plan = plan(&source, &[(0, 22)]);
    let report = coverage(&plan, &wording(), &source);
    assert_eq!(
        report.doubts.iter().map(|doubt| (doubt.kind, doubt.word.as_str())).collect::<Vec<_>>(),
        [(DoubtKind::Strength, "力争")]
    );
    plan.commitments[0].strength = policy::plan::Strength::Striven;
    assert!(coverage(&plan, &wording(), &source).doubts.is_empty());
}

#[test]
fn a_number_that_the_words_do_not_state_is_doubted() {
    let source = SourceText::new(SOURCE);
    let mut plan = plan(&source, &[(0, 17), (17, 22)]);
    plan.commitments[0].strength = policy::plan::Strength::Striven;
    plan.commitments[0].targets[0].place = Some(policy::plan::Place { p: 2, from: 17, to: 20 });
    assert!(coverage(&plan, &wording(), &source).doubts.is_empty(), "80 is stated");
    plan.commitments[0].targets[0].value = 81.into();
    let report = coverage(&plan, &wording(), &source);
    assert_eq!(
        report.doubts.iter().map(|doubt| (doubt.kind, doubt.word.as_str())).collect::<Vec<_>>(),
        [(DoubtKind::Value, "80%")]
    );
}

#[test]
fn every_find_says_what_stands_there() {
    let source = SourceText::new(SOURCE);
    let report = coverage(&plan(&source, &[(0, 10)]), &wording(), &source);
    let figure = report.paragraphs[1].finds.iter().find(|find| find.text == "3").expect("the figure is found");
    assert_eq!(figure.by.iter().collect::<Vec<_>>(), [&Binder::Commitment { id: "c1".into() }]);
}

#[test]
fn line_ends_and_blank_lines_do_not_change_the_source() {
    let unix = SourceText::new("甲\n乙\n");
    assert_eq!(unix.sha256(), SourceText::new("\u{feff}甲\r\n\r\n  乙 ").sha256());
    assert_ne!(unix.sha256(), SourceText::new("甲乙").sha256());
}

proptest! {
    #[test]
    fn finds_are_where_they_say(text in "[\u{4e00}-\u{4e10}0-9%建成达到力争区 \n]{0,80}", places in prop::collection::vec((0usize..40, 0usize..40), 0..4)) {
        let source = SourceText::new(&text);
        let report = coverage(&plan(&source, &places), &wording(), &source);
        for paragraph in &report.paragraphs {
            let chars: Vec<char> = paragraph.text.chars().collect();
            for find in &paragraph.finds {
                prop_assert_eq!(chars[find.from..find.to].iter().collect::<String>(), find.text.as_str());
            }
            let figures: Vec<_> = paragraph.finds.iter().filter(|find| find.kind == FindKind::Figure).collect();
            prop_assert!(figures.windows(2).all(|pair| pair[0].to < pair[1].from), "figures never touch");
            let covered = paragraph.bindings.iter().map(|binding| binding.place);
            for place in covered {
                prop_assert!(place.to <= chars.len());
                let inside = paragraph.finds.iter().filter(|find| place.from <= find.from && find.to <= place.to);
                prop_assert!(inside.into_iter().all(|find| find.bound));
            }
        }
    }

    #[test]
    fn no_text_can_stop_it(text in "\\PC*", places in prop::collection::vec((any::<usize>(), any::<usize>()), 0..4)) {
        let source = SourceText::new(&text);
        let _ = coverage(&plan(&source, &places), &wording(), &source);
    }
}
