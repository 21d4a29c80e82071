//! Figures from files.

use lake::{
    Refusal,
    compute::{Flag, Known},
    inputs::{Inputs, Measure, Question},
    schema,
};
use policy::{dataset::Scope, indicator::Read};

use crate::fixture::{DISTRICT, Fixture, cut, date, number, question, time, without};

const ROLL: &str = "roll_number,student_name,birth_date,school_code,boarder,disability,person\n\
    1,Zhang,2015-03-01,a,true,,11\n2,Li,2015-04-01,a,false,deaf,12\n3,Wang,2014-05-01,b,true,,13\n\
    4,Zhao,2014-06-01,c,false,,14\n5,Qian,2013-07-01,e,false,,15\n6,Sun,2013-08-01,e,true,,16";

fn roll() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.import("students", DISTRICT, "2023-09-01", ROLL);
    fixture
}

#[tokio::test]
async fn ratios_come_from_summed_parts() {
    let fixture = roll();
    let figures = fixture.compute(&question("boarders", 2023, "2023-12-31")).await.figures;
    let lines: Vec<String> = figures
        .iter()
        .map(|figure| {
            let text = |number: Option<policy::number::Number>| number.map_or("-".into(), |number| number.to_string());
            let (num, den, value) = (text(figure.numerator), text(figure.denominator), text(figure.value));
            format!("{:?} {} {num}/{den} = {value} ({} rows) {:?}", figure.level, figure.org, figure.rows, figure.flags)
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test]
async fn no_snapshot_is_no_data_and_no_rows_is_a_true_zero() {
    let mut fixture = Fixture::new();
    let asked = question("places", 2023, "2023-12-31");
    let never = fixture.compute(&asked).await;
    assert_eq!(never.inputs.missing, ["places"]);
    assert!(never.figures.iter().all(|figure| figure.value.is_none() && figure.rows == 0));

    fixture.import("places", DISTRICT, "2023-06-01", "school_code,places\na,0");
    let reported = fixture.compute(&asked).await;
    assert_eq!(reported.inputs.missing, [""; 0]);
    assert!(reported.figures.iter().all(|figure| figure.value == Some(number("0"))));

    // A number that is not there is not zero.
    fixture.import("places", DISTRICT, "2023-07-01", "school_code,books\na,5");
    let figure = fixture.figure(&question("books_cv", 2023, "2023-12-31"), DISTRICT).await;
    assert_eq!(figure.value, None);
    assert!(figure.flags.contains(&Flag::Incomplete));

    let before_first = fixture.compute(&question("places", 2019, "2023-12-31")).await;
    assert!(before_first.figures.iter().all(|figure| figure.value.is_none()));
    let ahead = fixture.compute(&question("places", 2025, "2023-12-31")).await;
    assert!(ahead.figures.iter().all(|figure| figure.value.is_none()));
}

#[tokio::test]
async fn the_past_stays_as_it_was_known() {
    let mut fixture = roll();
    let asked = Question {
        cut: lake::snapshot::Cut { known_at: time("2023-12-31"), ..cut("2023-12-31") },
        ..question("boarders", 2023, "2023-12-31")
    };
    let first = fixture.compute(&asked).await;
    let again = fixture.compute(&asked).await;
    assert_eq!(format!("{first:?}"), format!("{again:?}"));

    let correction = fixture.import("students", DISTRICT, "2023-09-01", "roll_number,school_code,boarder\n1,a,true");
    fixture.snapshot(&correction).recorded_at = time("2024-01-15");
    fixture.snapshots[2].withdrawn_at = Some(time("2024-01-15"));
    assert_eq!(format!("{first:?}"), format!("{:?}", fixture.compute(&asked).await));

    let now = fixture.compute(&question("boarders", 2023, "2023-12-31")).await;
    assert_eq!(now.figures[0].value, Some(number("100")));
    assert_ne!(now.inputs.fingerprint, first.inputs.fingerprint);
}

#[tokio::test]
async fn inputs_change_only_with_what_decides_the_figure() {
    let mut fixture = roll();
    let inputs = async |fixture: &Fixture, as_of: &str| -> Inputs {
        let lake = fixture.lake();
        let inputs = lake.inputs(&question("boarders", 2023, as_of)).await.unwrap();
        assert_eq!(inputs, lake.compute(&question("boarders", 2023, as_of), &Known::new()).await.unwrap().inputs);
        inputs
    };
    let first = inputs(&fixture, "2023-12-31").await;
    assert_eq!(first.reference, date("2023-09-01"));
    assert_eq!(first.newest_as_of, Some(date("2023-09-01")));
    assert_eq!(first.snapshots, ["s000", "s001", "s002"]);
    assert_eq!(inputs(&fixture, "2024-05-05").await, first, "a finished year does not change with the day");
    fixture.import("places", DISTRICT, "2023-06-01", "school_code,places\na,1");
    assert_eq!(inputs(&fixture, "2023-12-31").await, first, "other datasets do not matter");
    fixture.snapshot("s002").sha256 = "another".into();
    assert_ne!(inputs(&fixture, "2023-12-31").await.fingerprint, first.fingerprint);
}

#[tokio::test]
async fn a_school_that_reports_anew_replaces_its_rows_only() {
    let mut fixture = roll();
    fixture.import("students", "a", "2023-09-01", "roll_number,school_code,boarder\n1,a,true\n2,a,true\n7,a,true");
    fixture.snapshots[3].recorded_at = time("2023-09-20");
    let asked = question("boarders", 2023, "2023-12-31");
    let district = fixture.figure(&asked, DISTRICT).await;
    assert_eq!((district.numerator, district.denominator), (Some(number("5")), Some(number("7"))));
    assert!(!district.flags.contains(&Flag::Incomplete));
    let school = fixture.figure(&asked, "a").await;
    assert_eq!(school.value, Some(number("100")));
}

#[tokio::test]
async fn flags_say_what_a_reader_must_know() {
    let mut fixture = roll();
    // Before the reporting day of the year: the roll of the year before, as of today.
    let early = fixture.figure(&question("boarders", 2024, "2024-03-01"), DISTRICT).await;
    assert!(early.flags.contains(&Flag::Provisional) && early.flags.contains(&Flag::BreakInSeries));
    let done = fixture.figure(&question("boarders", 2023, "2024-03-01"), DISTRICT).await;
    assert!(done.flags.is_empty());
    // One pupil in school c; figures on fewer than two persons are confidential in this pack.
    let small = fixture.figure(&question("boarders", 2023, "2024-03-01"), "c").await;
    assert!(small.flags.contains(&Flag::Confidential));
    // A row that is a school stands for its pupils, two in school a.
    let one_row = fixture.figure(&question("large_schools", 2023, "2024-03-01"), "a").await;
    assert_eq!((one_row.rows, one_row.persons), (1, 2));
    assert!(!one_row.flags.contains(&Flag::Confidential));
    let small = fixture.figure(&question("large_schools", 2023, "2024-03-01"), "c").await;
    assert!(small.flags.contains(&Flag::Confidential));

    fixture.import("places", "t1", "2024-06-01", "school_code,places\na,10");
    let lake = fixture.lake();
    let places = lake.compute(&question("places", 2024, "2024-12-31"), &Known::new()).await.unwrap();
    let flags = |org: &str| places.figures.iter().find(|figure| figure.org == org).unwrap().flags.clone();
    assert!(flags("d").contains(&Flag::Incomplete) && flags("t2").contains(&Flag::Incomplete));
    assert!(!flags("t1").contains(&Flag::Incomplete));
    assert!(flags("t1").contains(&Flag::Estimated));

    fixture.import("places", DISTRICT, "2024-07-01", "school_code,places\nghost,10");
    let places = fixture.compute(&question("places", 2024, "2024-12-31")).await.figures;
    let ghost = places.iter().find(|figure| figure.org == "ghost").unwrap();
    assert!(ghost.flags.contains(&Flag::Incomplete), "a school that the tree does not know");

    fixture.snapshot("s002").left_out = 3;
    let left_out = fixture.figure(&question("boarders", 2023, "2024-03-01"), "t1").await;
    assert!(left_out.flags.contains(&Flag::Incomplete));
}

/// The units whose figure of 2024 is flagged incomplete.
async fn incomplete(fixture: &Fixture, indicator: &str) -> Vec<String> {
    let figures = fixture.compute(&question(indicator, 2024, "2024-12-31")).await.figures;
    let flagged = figures.into_iter().filter(|figure| figure.flags.contains(&Flag::Incomplete));
    flagged.map(|figure| figure.org).collect()
}

#[tokio::test]
async fn a_figure_is_incomplete_exactly_where_a_unit_that_must_report_has_not() {
    let mut fixture = Fixture::new();
    for school in ["a", "b", "c"] {
        fixture.import("places", school, "2024-06-01", &format!("school_code,places\n{school},10"));
    }
    // School e has not; school old, closed in 2022, need not.
    assert_eq!(incomplete(&fixture, "places").await, ["d", "t2"]);
    let mut asked = fixture.pack.as_ref().clone();
    asked.datasets.get_mut("places").unwrap().reporters =
        Some("SELECT school_code FROM schools WHERE name <> 'E'".into());
    let all = std::mem::replace(&mut fixture.pack, std::sync::Arc::new(asked));
    assert_eq!(incomplete(&fixture, "places").await, [""; 0], "the dataset is not about school e");
    let fingerprint = async |fixture: &Fixture| {
        fixture.lake().inputs(&question("places", 2024, "2024-12-31")).await.unwrap().fingerprint
    };
    let narrower = fingerprint(&fixture).await;
    fixture.pack = all;
    assert_ne!(narrower, fingerprint(&fixture).await, "flags are part of a figure");

    // A file of its township speaks for a school, also when it names no row of it.
    fixture.import("places", "t2", "2024-05-01", "school_code,places\nc,10");
    assert_eq!(incomplete(&fixture, "places").await, [""; 0]);
    fixture.import("places", DISTRICT, "2024-07-01", "school_code,places\na,10");
    assert_eq!(incomplete(&fixture, "places").await, [""; 0]);
}

#[tokio::test]
async fn where_schools_do_not_file_the_townships_must() {
    let mut fixture = Fixture::new();
    let places = std::sync::Arc::make_mut(&mut fixture.pack).datasets.get_mut("places").unwrap();
    places.scopes.retain(|scope| *scope != Scope::School);
    fixture.import("places", "t1", "2024-06-01", "school_code,places\na,10\nb,10");
    assert_eq!(incomplete(&fixture, "places").await, ["d", "t2"]);
}

#[tokio::test]
async fn a_table_that_may_be_empty_makes_nothing_incomplete() {
    let mut fixture = roll();
    let version = &mut std::sync::Arc::make_mut(&mut fixture.pack).indicators.get_mut("boarders").unwrap().versions[1];
    let more = Read { dataset: Some("places".into()), optional: true, ..version.reads[0].clone() };
    version.reads.push(more);
    assert_eq!(incomplete(&fixture, "boarders").await, [""; 0]);
}

#[tokio::test]
async fn other_years_and_other_indicators_are_read() {
    let mut fixture = roll();
    fixture.import("students", DISTRICT, "2024-09-01", "roll_number,school_code,boarder\n1,a,false");
    let last = fixture.figure(&question("boarders_last_year", 2024, "2024-12-31"), DISTRICT).await;
    assert_eq!(last.value, Some(number("50")));
    // Schools a (50 %), b (100 %) and e (50 %) reach the standard, c does not.
    let good = fixture.figure(&question("good_schools", 2023, "2024-12-31"), DISTRICT).await;
    assert_eq!(good.value, Some(number("75")));
    let lake = fixture.lake();
    let order = lake.order().unwrap();
    let place = |id| order.iter().position(|other| *other == id).unwrap();
    assert!(place("boarders") < place("good_schools"));
    let nothing = lake.compute(&question("good_schools", 2021, "2024-12-31"), &Known::new()).await.unwrap();
    assert_eq!(nothing.inputs.missing, ["students"]);
    assert_eq!(nothing.figures[0].value, None);
}

#[tokio::test]
async fn older_files_without_a_newer_column_are_read_with_null() {
    let mut fixture = Fixture::new();
    let old = without(&schema::table(&fixture.pack.datasets["students"]), "disability");
    fixture.import_as("students", DISTRICT, "2023-09-01", "roll_number,school_code,boarder\n1,a,true\n2,a,false", &old);
    let figure = fixture.figure(&question("boarders", 2023, "2023-12-31"), DISTRICT).await;
    assert_eq!(figure.value, Some(number("50")));
}

#[tokio::test]
async fn ranks_stand_alone_and_two_of_them_are_refused() {
    let mut fixture = Fixture::new();
    fixture.import("rankings", DISTRICT, "2023-07-01", "school_code,position\na,3\nb,7");
    let asked = question("rank", 2023, "2023-12-31");
    assert_eq!(fixture.figure(&asked, "a").await.value, Some(number("3")));
    assert_eq!(fixture.figure(&asked, DISTRICT).await.value, None);
    fixture.import("rankings", DISTRICT, "2023-08-01", "school_code,position\na,3\na,4");
    let error = fixture.lake().compute(&asked, &Known::new()).await.unwrap_err();
    assert_eq!(error.downcast_ref::<Refusal>().unwrap().code(), "lake.many_rows");
}

#[tokio::test]
async fn sums_of_binary_fractions_are_refused() {
    let mut fixture = Fixture::new();
    fixture.import("places", DISTRICT, "2023-06-01", "school_code,places\na,1");
    let error = fixture.lake().compute(&question("inexact", 2023, "2023-12-31"), &Known::new()).await.unwrap_err();
    assert_eq!(error.downcast_ref::<Refusal>().unwrap().code(), "lake.not_exact");
}

#[tokio::test]
async fn manual_measures_obey_both_times() {
    let mut fixture = Fixture::new();
    let measure = |id: &str, value: &str, recorded: &str| Measure {
        id: id.into(),
        indicator: "opinion".into(),
        org: DISTRICT.into(),
        year: 2023,
        value: number(value),
        as_of: date("2023-11-01"),
        recorded_at: time(recorded),
        withdrawn_at: None,
    };
    fixture.measures = vec![measure("m1", "85.5", "2023-11-02"), measure("m2", "86", "2024-02-01")];
    let mut asked = question("opinion", 2023, "2023-12-31");
    assert_eq!(fixture.figure(&asked, DISTRICT).await.value, Some(number("86")));
    asked.cut.known_at = time("2024-01-01");
    assert_eq!(fixture.figure(&asked, DISTRICT).await.value, Some(number("85.5")));
    asked.cut.as_of = date("2023-10-01");
    let nothing = fixture.compute(&asked).await;
    assert_eq!((nothing.figures[0].value, nothing.inputs.missing), (None, vec!["opinion".into()]));
}

/// School b joined a in 2024; c was split into c and f, which lies in the other township.
fn changed() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.import("places", DISTRICT, "2023-06-01", "school_code,places,books\na,100,10\nb,50,20\nc,80,30\ne,40,40");
    fixture.import(
        "schools",
        DISTRICT,
        "2024-09-01",
        "school_code,name,area_code,opened_on,closed_on\n\
         a,A,t1,,\nb,B,t1,,2024-08-31\nc,C,t2,,\ne,E,t2,,\nf,F,t1,2024-09-01,",
    );
    fixture.import(
        "org_changes",
        DISTRICT,
        "2024-09-01",
        "change_no,changed_on,from_code,to_code\n1,2024-08-31,b,a\n2,2024-09-01,c,f",
    );
    fixture
}

#[tokio::test]
async fn a_merger_is_shown_both_ways() {
    let fixture = changed();
    let then = question("places", 2023, "2024-12-31");
    assert_eq!(fixture.figure(&then, "a").await.value, Some(number("100")));
    assert_eq!(fixture.figure(&then, "b").await.value, Some(number("50")));
    let later = Question { on: Some(date("2024-12-31")), ..then };
    assert_eq!(fixture.figure(&later, "a").await.value, Some(number("150")));
    assert!(fixture.compute(&later).await.figures.iter().all(|figure| figure.org != "b"));
}

#[tokio::test]
async fn a_split_is_never_divided() {
    let fixture = changed();
    let later = Question { on: Some(date("2024-12-31")), ..question("places", 2023, "2024-12-31") };
    for org in ["c", "t1", "t2"] {
        let figure = fixture.figure(&later, org).await;
        assert_eq!(figure.value, None, "{org}");
        assert!(figure.flags.contains(&Flag::Split));
    }
    assert_eq!(fixture.figure(&later, "e").await.value, Some(number("40")));
    let district = fixture.figure(&later, DISTRICT).await;
    assert_eq!(district.value, Some(number("270")));
    let spread = Question { indicator: "books_cv".into(), ..later };
    assert_eq!(fixture.figure(&spread, DISTRICT).await.value, None, "the spread needs every school by itself");
}

#[tokio::test]
async fn a_ledger_answers_for_the_years_before_it_was_made() {
    let mut fixture = Fixture::new();
    fixture.import("places", DISTRICT, "2025-01-10", "school_code,places\na,30");
    let asked = question("places", 2023, "2025-06-30");
    assert_eq!(fixture.compute(&asked).await.inputs.missing, ["places"]);

    std::sync::Arc::make_mut(&mut fixture.pack).datasets.get_mut("places").unwrap().ledger = true;
    assert_eq!(fixture.figure(&asked, DISTRICT).await.value, Some(number("30")));
    let before_it_was_made = question("places", 2023, "2024-06-30");
    assert_eq!(fixture.compute(&before_it_was_made).await.inputs.missing, ["places"]);
}
