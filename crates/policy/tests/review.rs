//! The careful reader: a plan with nothing to settle, and one change for each rule.

use std::collections::BTreeSet;

use policy::{
    pack::{Files, Pack, load},
    review::{Arg, codes, review},
    text::{Language, Text},
};

const MANIFEST: &str = "id = 'clear'\ntitle = { zh = '清楚', en = 'clear' }\n\
    [status]\nat_risk_share = 0.5\nforecast_level = 0.8\nmanual_fresh_days = 456\nyears_before = 2\n";
const PLAN: &str = include_str!("clear/plan.toml");

fn indicator(id: &str, title: &str, kind: &str, version: &str) -> String {
    let sql = if kind == "manual" { "" } else { "sql = 'all.sql'" };
    format!(
        "id = '{id}'\ntitle = {{ zh = '{title}', en = '{id}' }}\nmeaning = {{ zh = '含义', en = 'meaning' }}\n\
         kind = '{kind}'\nunit = 'percent'\ndirection = 'rising'\n[[version]]\nfrom = 2020\nsource = 's'\n\
         decided_by = {{ zh = '局', en = 'bureau' }}\n{sql}\n{version}\n"
    )
}

fn pack(plan: &str, indicators: &[(&str, String)]) -> Pack {
    let mut files = Files::from([
        ("pack.toml".to_owned(), MANIFEST.to_owned()),
        ("plan.toml".to_owned(), plan.to_owned()),
        ("language.toml".to_owned(), "[vague]\nwords = ['有所']".to_owned()),
        ("indicators/all.sql".to_owned(), "SELECT 1 AS num".to_owned()),
        ("indicators/enrolment.toml".to_owned(), indicator("enrolment", "入学率", "ratio", "")),
        ("indicators/retention.toml".to_owned(), indicator("retention", "巩固率", "ratio", "")),
    ]);
    files.extend(indicators.iter().map(|(id, text)| (format!("indicators/{id}.toml"), text.clone())));
    load(&[files]).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// Finding, the text that is replaced, what stands there instead.
const CHANGES: &[(&str, &str, &str)] = &[
    (
        "two_dates:enrolment",
        "indicator = 'enrolment', period = 2025, comparator = 'at_least', value = 95 }]",
        "indicator = 'enrolment', period = 2023, comparator = 'at_least', value = 95 }]",
    ),
    ("two_values:enrolment", "comparator = 'at_least', value = 95 }]", "comparator = 'at_least', value = 96 }]"),
    (
        "two_strengths:enrolment",
        "comparator = 'at_least', value = 95 }]",
        "comparator = 'at_least', value = 95, strength = 'striven' }]",
    ),
    ("due_before_issued:hall", "due = '2025-06-30'", "due = '2022-12-30'"),
    ("due_after_task:hall", "due = '2025-06-30'", "due = '2025-10-01'"),
    ("outside_plan:hall", "due = '2025-06-30'", "due = '2026-02-01'"),
    ("duties_without_task:works", "responsible = ['works']", "responsible = []"),
    ("task_without_duties:works", "duties = [{ p = 3, from = 5, to = 9 }]", ""),
    ("unit_fits_no_content:works", "topics = ['building']", "topics = ['schools']"),
    ("content_without_unit:building", "responsible = ['works']", "responsible = []"),
    ("topic_without_unit:weather", "topics = ['building']", "topics = ['building', 'weather']"),
    (
        "goal_without_task:retention",
        "task = 1\nkind = 'target'\ntext = { zh = '巩固",
        "kind = 'target'\ntext = { zh = '巩固",
    ),
    (
        "goal_beyond_task:enrolment",
        "indicator = 'enrolment', period = 2025, comparator = 'at_least', value = 95 }]",
        "indicator = 'enrolment', period = 2023, comparator = 'at_least', value = 97 }]",
    ),
    ("without_baseline", ", baseline = { period = 2022, value = 80 }", ""),
    (
        "only_end_value",
        "{ indicator = 'retention', period = 2023, comparator = 'at_least', value = 80, baseline = { period = 2022, value = 80 } },",
        "",
    ),
    ("falls_back:retention", "comparator = 'at_least', value = 80,", "comparator = 'at_least', value = 99,"),
    (
        "striven_without_floor:retention",
        "task = 1\nkind = 'target'\ntext = { zh = '巩固",
        "task = 1\nkind = 'target'\nstrength = 'striven'\ntext = { zh = '巩固",
    ),
    ("coarse_deadline:task-2", "due = '2025-06-30'", "due = '2025-05-01'"),
    ("one_deadline_for_all", "deadline = '2025-06-30'", "deadline = '2025-12-31'"),
    (
        "date_is_a_reading:hall",
        "due = '2025-06-30'",
        "due = '2025-06-30'\ndue_note = { zh = '学期末', en = 'end of term' }",
    ),
    (
        "date_is_a_reading:hall-again",
        "due = \"2025-12-31\"\nplaces",
        "due = \"2025-12-31\"\ndue_note = { zh = '三年内', en = 'within three years' }\nplaces",
    ),
    ("vague_results", "zh = '建成综合楼'", "zh = '综合楼建设有所突破'"),
    ("without_date:hall", "due = '2025-06-30'", "due_note = { zh = '尽快', en = 'soon' }"),
    ("without_rhythm:task-1", "every = 'yearly'", "every = 'regularly'"),
    ("similar_commitments:hall:hall-again", "zh = '开放图书馆'", "zh = '建成新综合楼'"),
];

fn ids(pack: &Pack) -> Vec<String> {
    review(pack).findings.into_iter().map(|finding| finding.id).collect()
}

#[test]
fn a_clear_plan_has_nothing_to_settle() {
    let review = review(&pack(PLAN, &[]));
    assert_eq!(review.findings, []);
    assert!(review.is_settled());
}

#[test]
fn every_rule_finds_its_change() {
    let mut seen = BTreeSet::new();
    for (expected, old, new) in CHANGES {
        assert!(PLAN.contains(old), "{expected}: the plan does not hold {old}");
        let found = review(&pack(&PLAN.replacen(old, new, 1), &[])).findings;
        let finding = found.iter().find(|finding| finding.id == *expected);
        let ids: Vec<_> = found.iter().map(|finding| finding.id.as_str()).collect();
        seen.insert(finding.unwrap_or_else(|| panic!("{expected} is not among {ids:?}")).code);
    }
    let definitions = [
        ("not_measurable:enrolment", indicator("enrolment", "入学率", "manual", "")),
        (
            "two_countings:enrolment",
            indicator("enrolment", "入学率", "ratio", "").replacen("kind =", "compared_with = 'retention'\nkind =", 1),
        ),
        ("unconfirmed_definitions", indicator("enrolment", "入学率", "ratio", "unverified = true")),
        ("definition_changes:enrolment", indicator("enrolment", "入学率", "ratio", BREAK)),
        ("similar_indicators:enrolment:retention", indicator("enrolment", "巩固率。", "ratio", "")),
    ];
    for (expected, text) in definitions {
        // Likeness counts between parts of the plan only.
        let plan = PLAN.replace(
            "task = 1\nkind = 'target'\ntext = { zh = '巩固",
            "task = 2\nkind = 'target'\ntext = { zh = '巩固",
        );
        let found = review(&pack(&plan, &[("enrolment", text)])).findings;
        let finding = found.iter().find(|finding| finding.id == expected);
        seen.insert(finding.unwrap_or_else(|| panic!("{expected} is not found")).code);
    }
    assert_eq!(seen, codes().collect(), "every rule is shown");
}

const BREAK: &str = "[[version]]\nfrom = 2024\nbreaks_series = true\nsource = 's'\ndecided_by = { zh = '局', en = 'b' }\nsql = 'all.sql'";

#[test]
fn findings_are_matched_with_readings() {
    let striven = PLAN.replacen("value = 95 }]", "value = 95, strength = 'striven' }]", 1);
    let read = |finding: &str| {
        format!(
            "{striven}\n[[reading]]\nfinding = '{finding}'\nchosen = {{ zh = '必须', en = 'required' }}\n\
             because = {{ zh = '任务更具体', en = 'the task is closer' }}\nto_settle = 'bureau'\n"
        )
    };
    assert_eq!(review(&pack(&striven, &[])).unread().count(), 1);
    assert!(review(&pack(&read("two_strengths:enrolment"), &[])).is_settled());
    let misspelt = review(&pack(&read("two_strengths:enrolments"), &[]));
    assert_eq!(misspelt.stale, ["two_strengths:enrolments"]);
    assert!(!misspelt.is_settled());
}

#[test]
fn names_inside_quotation_marks_have_single_ones() {
    let text = |zh: &str| Text { zh: zh.to_owned(), en: "the “six T”".to_owned() };
    let quoted = Arg::Quoted(vec![text("“六T”达标率"), text("入学率")]);
    let plain = Arg::Names(vec![text("“六T”达标率"), text("入学率")]);
    let date = |_| String::new();
    assert_eq!(quoted.get(Language::Chinese, date), "“‘六T’达标率”“入学率”");
    assert_eq!(quoted.get(Language::English, date), "\"the 'six T'\", \"the 'six T'\"");
    assert_eq!(plain.get(Language::Chinese, date), "“六T”达标率、入学率");
}

#[test]
fn yearly_series_and_rising_steps_are_no_conflict() {
    let again = "[{ indicator = 'retention', period = 2025, comparator = 'at_least', value = 90 }]";
    let plan =
        PLAN.replacen("[{ indicator = 'enrolment', period = 2025, comparator = 'at_least', value = 95 }]", again, 1);
    let found = ids(&pack(&plan, &[]));
    assert!(!found.iter().any(|id| id.starts_with("two_")), "{found:?}");
}
