//! Status rules: a table of cases that a planner can read, and what must hold for every series.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking, helpers too")]

use std::{collections::BTreeSet, fmt::Write};

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use jiff::{ToSpan, civil::Date};
use policy::{
    calendar::UnknownYear,
    forecast::Refusal,
    indicator::Unit,
    number::Number,
    plan::{Baseline, Comparator, Strength, Target},
    status::{Arg, Flag, Input, Judgement, Observation, Outlook, Reason, Rules, Status, judge},
};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// One case a line: the target (`?` = striven for), its baseline, the reference day of its period, the due day, the
/// values (`year=value`, `!` and the first letters of flags, `@` the day of the newest facts if it is not the
/// reference day; data are good for 395 days), the day of the judgement; then the reason, the gap and the value
/// that the trajectory wants. The plan begins in 2023.
const CASES: &str = "
rising is good
  ahead of the line      | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 | 2023=97.2               | 2024-06-30 | on-pace     | -1.8 | 97
  exactly on the line    | >= 99  | 2023=97   | 2025-12-31 | 2025-12-31 | 2024=98          | 2025-06-30 | on-pace     |      | 98
  over half the way      | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 | 2023=96.6               | 2024-06-30 | behind      | -2.4 | 97
  under half the way     | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 | 2023=96.4               | 2024-06-30 | far-behind  | -2.6 | 97
  worse than baseline    | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 | 2023=95                 | 2024-06-30 | far-behind  | -4   | 97
  baseline from values   | >= 99  |           | 2025-12-31 | 2025-12-31 | 2021=95 2022=96 2023=97 | 2024-06-30 | on-pace     | -2   | 97
  no baseline            | >= 99  |           | 2025-12-31 | 2025-12-31 | 2023=98.9               | 2024-06-30 | no-baseline | -0.1 |
  gap in the years       | >= 99  |           | 2025-12-31 | 2025-12-31 | 2020=94 2024=98         | 2025-06-30 | on-pace     | -1   | 98
reached
  before its year        | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 | 2024=99.4               | 2025-03-01 | reached-early     | 0.4 | 98
  year not over          | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 | 2025=99.4!p@2025-06-30  | 2025-07-01 | reached-unsettled | 0.4 | 98.495890
  year not over, no flag | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 | 2025=99.4@2025-06-30    | 2025-07-01 | reached-unsettled | 0.4 | 98.495890
  in its year            | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 | 2025=99.4               | 2026-01-10 | met               | 0.4 | 99
  exactly                | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 | 2025=99                 | 2026-01-10 | met               | 0   | 99
  on the due day itself  | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 | 2025=99                 | 2025-12-31 | met               | 0   | 99
  more than, exactly     | > 99   | 2022=96   | 2025-12-31 | 2025-12-31 | 2025=99                 | 2026-01-10 | missed            | 0   | 99
  more than, year open   | > 99   | 2022=96   | 2025-12-31 | 2025-12-31 | 2025=99@2025-06-30      | 2025-07-01 | on-pace           | 0   | 98.495890
  above 100 %            | >= 99  | 2022=96   | 2025-09-01 | 2025-12-31 | 2025=103.4              | 2025-10-01 | met               | 4.4 | 99
  estimated              | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 | 2025=99!e               | 2026-01-10 | met               | 0   | 99
  confidential           | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 | 2025=99!c               | 2026-01-10 | met               | 0   | 99
  incomplete, year over  | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 | 2025=99!i               | 2026-01-10 | reached-unsettled | 0   | 99
  long ago               | >= 60  | 2022=40   | 2023-12-31 | 2023-12-31 | 2023=62                 | 2026-01-10 | met               | 2   | 60
  later years are worse  | >= 60  | 2022=40   | 2023-12-31 | 2023-12-31 | 2023=62 2024=50         | 2026-01-10 | met               | 2   | 60
the reference day lies before the due day
  facts in, target short | >= 99  | 2022=96   | 2025-09-01 | 2025-12-31 | 2025=98                 | 2025-10-01 | decided-short     | -1  | 99
  due day past           | >= 99  | 2022=96   | 2025-09-01 | 2025-12-31 | 2025=98                 | 2026-01-01 | missed            | -1  | 99
  before the day, pace   | >= 99  | 2022=96   | 2025-09-01 | 2025-12-31 | 2025=98.5@2025-03-01    | 2025-04-01 | on-pace           | -0.5 | 98.495890
due in the past
  short                  | >= 60  | 2022=40   | 2023-12-31 | 2023-12-31 | 2023=55                 | 2024-02-01 | missed              | -5  | 60
  striven for            | >= 60? | 2022=40   | 2023-12-31 | 2023-12-31 | 2023=55                 | 2024-02-01 | missed              | -5  | 60
  reached a year late    | >= 60  | 2022=40   | 2023-12-31 | 2023-12-31 | 2023=55 2024=61         | 2025-02-01 | missed-reached-later | -5 | 60
  reached late, not firm | >= 60  | 2022=40   | 2023-12-31 | 2023-12-31 | 2023=55 2024=61!p       | 2024-09-01 | missed              | -5  | 60
  short and incomplete   | >= 60  | 2022=40   | 2023-12-31 | 2023-12-31 | 2023=55!i               | 2024-02-01 | short-unsettled     | -5  | 60
  only an earlier value  | >= 60  | 2021=40   | 2024-12-31 | 2024-12-31 | 2023=70                 | 2025-01-20 | due-without-value   | 10  | 53.333333
  only a later value     | >= 60  | 2022=40   | 2023-12-31 | 2023-12-31 | 2024=70                 | 2025-01-20 | no-value            |     |
falling is good
  zero, reached          | <= 0   | 2022=4.2  | 2025-09-01 | 2025-12-31 | 2025=0                  | 2025-10-01 | met         | 0    | 0
  zero, nearly           | <= 0   | 2022=4.2  | 2025-09-01 | 2025-12-31 | 2025=0.1                | 2026-01-10 | missed      | -0.1 | 0
  zero, on the way       | <= 0   | 2022=4.2  | 2025-09-01 | 2025-12-31 | 2024=1                  | 2025-03-01 | on-pace     | -1   | 1.4
  zero, too slow         | <= 0   | 2022=4.2  | 2025-09-01 | 2025-12-31 | 2024=3.9                | 2025-03-01 | far-behind  | -3.9 | 1.4
  equal to zero          | == 0   | 2022=4.2  | 2025-09-01 | 2025-12-31 | 2025=0                  | 2025-10-01 | met         | 0    | 0
  rank                   | <= 3   | 2022=5    | 2025-12-31 | 2025-12-31 | 2023=4                  | 2024-06-30 | on-pace     | -1   | 4.333333
  rank, first is enough  | <= 3   | 2022=5    | 2025-12-31 | 2025-12-31 | 2025=1                  | 2026-01-10 | met         | 2    | 3
  less than, exactly     | < 5    | 2022=9    | 2025-12-31 | 2025-12-31 | 2025=5                  | 2026-01-10 | missed      | 0    | 5
range and exact value
  inside                 | 15..20 | 2022=12   | 2025-12-31 | 2025-12-31 | 2025=18                 | 2026-01-10 | met         | 2    | 15
  at the edge            | 15..20 | 2022=12   | 2025-12-31 | 2025-12-31 | 2025=20                 | 2026-01-10 | met         | 0    | 15
  above                  | 15..20 | 2022=12   | 2025-12-31 | 2025-12-31 | 2025=21                 | 2026-01-10 | missed      | -1   | 15
  from above, on pace    | 15..20 | 2022=26   | 2025-12-31 | 2025-12-31 | 2023=23.5               | 2024-06-30 | on-pace     | -3.5 | 24
  overshot               | 15..20 | 2022=12   | 2025-12-31 | 2025-12-31 | 2023=24                 | 2024-06-30 | far-behind  | -4   | 13
  exact                  | == 2   | 2022=0    | 2025-12-31 | 2025-12-31 | 2025=2                  | 2026-01-10 | met         | 0    | 2
  exact, one too many    | == 2   | 2022=0    | 2025-12-31 | 2025-12-31 | 2025=3                  | 2026-01-10 | missed      | -1   | 2
the baseline is past the target already
  kept                   | >= 95  | 2022=98   | 2025-12-31 | 2025-12-31 | 2024=97                 | 2025-03-01 | reached-early | 2  |
  kept to the end        | >= 95  | 2022=98   | 2025-12-31 | 2025-12-31 | 2025=97                 | 2026-03-01 | met           | 2  |
  lost                   | >= 95  | 2022=98   | 2025-12-31 | 2025-12-31 | 2024=94.9               | 2025-03-01 | fell-back   | -0.1 |
  nothing measured since | >= 95  | 2022=98   | 2025-12-31 | 2025-12-31 | 2022=98                 | 2023-09-07 | only-baseline | 3  |
no data is never progress
  never reported         | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 |                         | 2024-06-30 | never-reported |     |
  never, due past        | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 |                         | 2026-06-30 | never-reported |     |
  never, target zero     | <= 0   |           | 2025-12-31 | 2025-12-31 |                         | 2024-06-30 | never-reported |     |
  only before the plan   | >= 99  |           | 2025-12-31 | 2025-12-31 | 2021=99.5 2022=99.6     | 2023-09-07 | only-baseline | 0.6 |  
  this year, last year's facts | >= 99 | 2022=96 | 2025-09-01 | 2025-12-31 | 2025=99.5@2024-09-01 | 2025-09-15 | reached-early | 0.5 | 98
  that, due day past     | >= 99  | 2022=96   | 2025-09-01 | 2025-12-31 | 2025=99.5@2024-09-01    | 2026-01-10 | due-without-value | 0.5 | 98
stale
  old, reaches           | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 | 2023=99.5               | 2025-03-01 | stale       | 0.5  | 97
  old, short             | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 | 2023=97                 | 2025-03-01 | stale       | -2   | 97
  last good day          | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 | 2023=97                 | 2025-01-29 | on-pace     | -2   | 97
  first day too late     | >= 99  | 2022=96   | 2025-12-31 | 2025-12-31 | 2023=97                 | 2025-01-30 | stale       | -2   | 97
  old, but decided then  | >= 60  | 2022=40   | 2023-12-31 | 2023-12-31 | 2023=62                 | 2029-01-10 | met         | 2    | 60
break in the series
  between base and value | >= 23  | 2022=20   | 2025-12-31 | 2025-12-31 | 2024=22 2025=22.9!pb@2025-07-01 | 2025-08-01 | series-break | -0.1 | 22.498630
  decided all the same   | >= 23  | 2022=20   | 2025-12-31 | 2025-12-31 | 2024=22 2025=24!b       | 2026-01-10 | met         | 1    | 23
  after it               | >= 23  | 2024=20   | 2026-12-31 | 2026-12-31 | 2023=29 2024=20!b 2025=21.6 | 2026-03-01 | on-pace  | -1.4 | 21.5
";

#[test]
fn every_row_of_the_table() {
    let mut seen = BTreeSet::new();
    for line in CASES.lines().filter(|line| line.starts_with("  ")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [name, target, baseline, reference, due, series, as_of, reason, gap, expected] = cells[..] else {
            panic!("ten cells wanted: {line}");
        };
        let case = Case::read(target, baseline, reference, due, series, as_of);
        let judgement = case.judge();
        let wanted = Reason::ALL.into_iter().find(|r| r.key() == format!("reason-{reason}"));
        assert_eq!(Some(judgement.reason), wanted, "{name}: {judgement:#?}");
        assert_eq!(judgement.status, judgement.reason.status(), "{name}");
        if !gap.is_empty() {
            assert_eq!(judgement.gap, Some(number(gap)), "gap, {name}");
        }
        assert_eq!(judgement.expected, (!expected.is_empty()).then(|| number(expected)), "expected, {name}");
        seen.insert(judgement.reason);
    }
    assert_eq!(seen, BTreeSet::from(Reason::ALL), "every reason has a case");
    assert_eq!(seen.iter().map(|reason| reason.status()).collect::<BTreeSet<_>>(), BTreeSet::from(Status::ALL));
}

/// One sentence for every reason and language, for a reviewer to read.
#[test]
fn every_reason_has_a_sentence_in_both_languages() {
    let locales = [
        ("zh-CN", include_str!("../../luoshi/locales/zh-CN/status.ftl")),
        ("en", include_str!("../../luoshi/locales/en/status.ftl")),
    ];
    let mut text = String::new();
    for (tag, source) in locales {
        let mut bundle = FluentBundle::new(vec![tag.parse().unwrap()]);
        bundle.set_use_isolating(false);
        bundle.add_resource(FluentResource::try_new(source.into()).expect("no syntax error")).expect("unique keys");
        let say = |key: &str, args: &FluentArgs| {
            let mut errors = Vec::new();
            let pattern = bundle.get_message(key).and_then(|m| m.value()).unwrap_or_else(|| panic!("{tag}: {key}"));
            let sentence = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
            assert!(errors.is_empty(), "{tag}: {key}: {errors:?}");
            sentence
        };
        let mut seen = BTreeSet::new();
        for line in CASES.lines().filter(|line| line.starts_with("  ")) {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let judgement = Case::read(cells[1], cells[2], cells[3], cells[4], cells[5], cells[6]).judge();
            let sentence = say(judgement.reason.key(), &fluent(&judgement));
            if seen.insert(judgement.reason) {
                writeln!(text, "{}: {sentence}", say(judgement.status.key(), &FluentArgs::new())).unwrap();
            }
        }
        let none = FluentArgs::new();
        let keys = Flag::ALL.map(Flag::key).into_iter().chain(Outlook::ALL.map(Outlook::key));
        let words: Vec<_> = keys.chain(["note-never-reported", "note-no-owner"]).map(|key| say(key, &none)).collect();
        writeln!(text, "{}", words.join(", ")).unwrap();
        let refusals = [Refusal::TooFewPoints { points: 2 }, Refusal::NoSpread, Refusal::NotFinite];
        let points = FluentArgs::from_iter([("points", 2)]);
        for refusal in refusals {
            writeln!(text, "{}", say(refusal.key(), &points)).unwrap();
        }
        let year = FluentArgs::from_iter([("year", "2027"), ("first", "2023"), ("last", "2026")]);
        writeln!(text, "{}\n", say(UnknownYear::KEY, &year)).unwrap();
    }
    insta::assert_snapshot!(text);
}

/// Arguments as a caller might write them for an indicator in percent.
fn fluent(judgement: &Judgement) -> FluentArgs<'static> {
    let write = |arg: Arg| match arg {
        Arg::Quantity(number) => format!("{number}%"),
        Arg::Difference(number) => format!("{number}pp"),
        Arg::Year(year) => year.to_string(),
        Arg::Date(day) => day.to_string(),
        Arg::Days(days) => days.to_string(),
        Arg::Word(word) => word.to_owned(),
    };
    judgement.args.iter().map(|(&name, &arg)| (name, write(arg))).collect()
}

#[test]
fn what_was_striven_for_is_missed_too_and_says_so() {
    let case = Case::read(">= 60?", "2022=40", "2023-12-31", "2023-12-31", "2023=55", "2024-02-01");
    let judgement = case.judge();
    assert_eq!(judgement.status, Status::Missed);
    assert_eq!(judgement.args["strength"], Arg::Word("striven"));
}

#[test]
fn no_owner_and_never_reported_are_said_whatever_the_status() {
    let mut case = Case::read(">= 99", "2022=96", "2025-12-31", "2025-12-31", "2025=99", "2026-01-10");
    case.has_owner = false;
    let judgement = case.judge();
    assert!(judgement.no_owner && !judgement.never_reported && judgement.status == Status::Met);
    case.series.clear();
    case.ever_reported = true;
    assert_eq!(case.judge().reason, Reason::NoValue);
    case.ever_reported = false;
    assert!(case.judge().never_reported);
}

#[test]
fn the_forecast_reads_firm_values_of_one_definition_and_only_while_open() {
    let five = "2020=94 2021=95 2022=96 2023=97 2024=98";
    let case = |series: &str, as_of| Case::read(">= 99", "", "2025-12-31", "2025-12-31", series, as_of).judge();
    let open = case(five, "2025-03-01");
    let line = open.forecast.unwrap().unwrap();
    assert!((line.value - 99.0).abs() < 1e-9 && line.points == 5);

    let rising = case("2020=94 2021=95.1 2022=97 2023=98.2 2024=99.4", "2025-03-01");
    assert_eq!(rising.outlook, Some(Outlook::Reaches));
    let flat = case("2020=94 2021=94.2 2022=94.1 2023=94.3 2024=94.2", "2025-03-01");
    assert_eq!(flat.outlook, Some(Outlook::FallsShort));
    let noisy = case("2020=94 2021=99 2022=93 2023=99 2024=98", "2025-03-01");
    assert_eq!(noisy.outlook, Some(Outlook::Open));

    let broken = case("2020=94 2021=95 2022=96!b 2023=97 2024=98", "2025-03-01");
    assert_eq!(broken.forecast, Some(Err(Refusal::TooFewPoints { points: 3 })));
    let unfirm = case("2020=94 2021=95 2022=96!p 2023=97 2024=98!i", "2025-03-01");
    assert_eq!(unfirm.forecast, Some(Err(Refusal::TooFewPoints { points: 3 })));
    assert_eq!(case("2025=99", "2026-01-10").forecast, None, "decided: nothing is left to forecast");
}

const RULES: Rules = Rules {
    at_risk_share: Number(Decimal::from_parts(5, 0, 0, false, 1)),
    forecast_level: 0.8,
    manual_fresh_days: 456,
    years_before: 2,
};

/// A target with everything that is known of it.
#[derive(Clone, Debug)]
struct Case {
    target: Target,
    strength: Strength,
    due: Date,
    reference: Date,
    series: Vec<Observation>,
    ever_reported: bool,
    has_owner: bool,
    as_of: Date,
}

impl Case {
    fn read(target: &str, baseline: &str, reference: &str, due: &str, series: &str, as_of: &str) -> Self {
        let reference: Date = reference.parse().unwrap();
        let strength = if target.ends_with('?') { Strength::Striven } else { Strength::Required };
        let target = target.trim_end_matches('?');
        let (comparator, value, upper) = if let Some((low, high)) = target.split_once("..") {
            (Comparator::Between, low, Some(number(high)))
        } else {
            let (sign, value) = target.split_once(' ').unwrap();
            let comparator = match sign {
                ">=" => Comparator::AtLeast,
                ">" => Comparator::MoreThan,
                "<=" => Comparator::AtMost,
                "<" => Comparator::LessThan,
                _ => Comparator::Equal,
            };
            (comparator, value, None)
        };
        let baseline = baseline
            .split_once('=')
            .map(|(year, value)| Baseline { period: year.parse().unwrap(), value: number(value) });
        let target = Target {
            indicator: "any".into(),
            period: reference.year(),
            comparator,
            value: number(value),
            upper,
            strength: None,
            org: None,
            baseline,
            place: None,
        };
        let series: Vec<_> = series.split_whitespace().map(|text| observation(text, reference)).collect();
        Self {
            target,
            strength,
            due: due.parse().unwrap(),
            reference,
            ever_reported: !series.is_empty(),
            series,
            has_owner: true,
            as_of: as_of.parse().unwrap(),
        }
    }

    fn judge(&self) -> Judgement {
        let input = Input {
            target: &self.target,
            unit: Unit::Percent,
            strength: self.strength,
            due: self.due,
            reference: self.reference,
            plan_from: 2023,
            series: &self.series,
            ever_reported: self.ever_reported,
            has_owner: self.has_owner,
            as_of: self.as_of,
        };
        judge(&input, &RULES)
    }
}

fn number(text: &str) -> Number {
    text.parse().unwrap()
}

/// `year=value[!flags][@day of the newest facts]`
fn observation(text: &str, reference: Date) -> Observation {
    let (text, facts_of) = text.split_once('@').map_or((text, None), |(text, day)| (text, Some(day)));
    let (text, flags) = text.split_once('!').unwrap_or((text, ""));
    let (year, value) = text.split_once('=').unwrap();
    let year = year.parse().unwrap();
    let facts_of = facts_of.map_or(reference.with().year(year).build().unwrap(), |day| day.parse().unwrap());
    let flag = |letter| match letter {
        'p' => Flag::Provisional,
        'e' => Flag::Estimated,
        'b' => Flag::BreakInSeries,
        'i' => Flag::Incomplete,
        _ => Flag::Confidential,
    };
    Observation {
        year,
        value: number(value),
        flags: flags.chars().map(flag).collect(),
        facts_of,
        oldest_of: facts_of,
        good_until: facts_of + 395.days(),
    }
}

/// Tenths from −20 to 150, so that equal values, zero and values beyond 100 come up often.
fn value() -> impl Strategy<Value = Number> {
    (-200_i64..1500).prop_map(|tenths| Number(Decimal::new(tenths, 1)))
}

fn day() -> impl Strategy<Value = Date> {
    (0_i32..2600).prop_map(|days| Date::constant(2021, 1, 1) + days.days())
}

fn flags() -> impl Strategy<Value = BTreeSet<Flag>> {
    let any = prop_oneof![
        Just(Flag::Provisional),
        Just(Flag::Estimated),
        Just(Flag::BreakInSeries),
        Just(Flag::Incomplete),
        Just(Flag::Confidential),
    ];
    proptest::collection::btree_set(any, 0..2)
}

fn observations() -> impl Strategy<Value = Vec<Observation>> {
    let one = (value(), flags(), -500_i32..10, 30_i32..800);
    proptest::collection::btree_map(2020_i16..2028, one, 0..7).prop_map(|map| {
        map.into_iter()
            .map(|(year, (value, flags, days, good))| {
                let facts_of = Date::constant(year, 12, 31) + days.days();
                Observation { year, value, flags, facts_of, oldest_of: facts_of, good_until: facts_of + good.days() }
            })
            .collect()
    })
}

prop_compose! {
    fn any_case()(
        comparator in prop_oneof![
            Just(Comparator::AtLeast), Just(Comparator::MoreThan), Just(Comparator::AtMost),
            Just(Comparator::LessThan), Just(Comparator::Equal), Just(Comparator::Between),
        ],
        low in value(),
        width in 0_i64..300,
        baseline in proptest::option::of((2019_i16..2024, value())),
        period in 2023_i16..2026,
        month in prop_oneof![Just((9, 1)), Just((12, 31))],
        due_after in -200_i32..400,
        series in observations(),
        ever_reported in any::<bool>(),
        as_of in day(),
    ) -> Case {
        let reference = Date::new(period, month.0, month.1).unwrap();
        let upper = (comparator == Comparator::Between).then(|| Number(low.0 + Decimal::new(width, 1)));
        let baseline = baseline.map(|(period, value)| Baseline { period, value });
        Case {
            target: Target {
                indicator: "any".into(), period, comparator, value: low, upper,
                strength: None, org: None, baseline, place: None,
            },
            strength: Strength::Required,
            due: reference + due_after.days(),
            reference,
            ever_reported: ever_reported || !series.is_empty(),
            series,
            has_owner: true,
            as_of,
        }
    }
}

/// How good a status is; no data and stale data stand outside the order.
fn goodness(status: Status) -> Option<u8> {
    match status {
        Status::Missed => Some(0),
        Status::OffTrack => Some(1),
        Status::AtRisk => Some(2),
        Status::OnTrack => Some(3),
        Status::Met => Some(4),
        Status::NoData | Status::Stale => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Only the newest value up to the target's year is replaced, by one with a better (or equal) gap.
    #[test]
    fn a_better_value_never_gives_a_worse_status(case in any_case(), other in value()) {
        let one = case.judge();
        let Some(judged) = one.judged.clone() else { return Ok(()) };
        let mut changed = case.clone();
        let slot = changed.series.iter_mut().find(|o| o.year == judged.year).unwrap();
        slot.value = other;
        let two = changed.judge();
        // A gap of zero is reached by "at least" and not by "more than", but never by only one of two equal gaps.
        let (worse, better) = if one.gap <= two.gap { (one, two) } else { (two, one) };
        prop_assert_eq!(goodness(worse.status).is_some(), goodness(better.status).is_some());
        let falls_short = |j: &Judgement| j.gap.unwrap().0 < Decimal::ZERO;
        if falls_short(&worse) || !falls_short(&better) {
            prop_assert!(goodness(worse.status) <= goodness(better.status), "{worse:#?} {better:#?}");
        }
    }

    #[test]
    fn no_data_and_stale_data_are_never_progress(mut case in any_case()) {
        let judgement = case.judge();
        if judgement.judged.as_ref().is_some_and(|o| !judgement.settled && case.as_of > o.good_until) {
            prop_assert!(matches!(judgement.status, Status::Stale | Status::NoData));
        }
        case.series.retain(|o| o.year > case.target.period);
        prop_assert_eq!(case.judge().status, Status::NoData);
        prop_assert_eq!(case.judge().gap, None);
    }

    #[test]
    fn met_and_missed_need_a_settled_value_of_the_year(case in any_case()) {
        let judgement = case.judge();
        let decided = matches!(judgement.status, Status::Met | Status::Missed);
        if decided {
            let judged = judgement.judged.unwrap();
            prop_assert!(judgement.settled && judged.year == case.target.period);
            prop_assert!(!judged.flags.contains(&Flag::Provisional) && !judged.flags.contains(&Flag::Incomplete));
            prop_assert!(case.as_of >= case.reference.min(case.due));
        }
        prop_assert!(judgement.status != Status::Missed || case.as_of > case.due);
    }

    /// What was met stays met on every later day, as long as no fact changes.
    #[test]
    fn time_alone_never_undoes_what_is_met(case in any_case(), later in 0_i32..3000) {
        let now = case.judge();
        let mut then = case.clone();
        then.as_of += later.days();
        if matches!(now.status, Status::Met | Status::Missed) {
            prop_assert_eq!(now.status, then.judge().status);
        }
    }

    #[test]
    fn strength_and_order_of_values_change_no_status(case in any_case()) {
        let mut other = case.clone();
        other.series.reverse();
        other.strength = Strength::Striven;
        prop_assert_eq!(case.judge().reason, other.judge().reason);
    }
}
