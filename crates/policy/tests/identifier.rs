//! The national formats on known numbers, and the check character on every single error.

#![expect(clippy::expect_used, reason = "a test may fail by panicking, helpers too")]

use std::{collections::BTreeSet, fs, path::Path};

use jiff::civil::Date;
use policy::{
    dataset::{Dataset, Format, Formats},
    identifier::{Problem, Reader, normalise},
};
use proptest::prelude::*;

fn formats() -> Formats {
    toml::from_str(include_str!("../../../packs/cn-education/formats.toml")).expect("formats")
}

fn format(id: &str) -> Format {
    formats().formats.into_iter().find(|format| format.id == id).expect("a declared format")
}

fn problem(id: &str, text: &str) -> Option<Problem> {
    let format = format(id);
    Reader::new(&format).expect("patterns compile").read(text).err()
}

/// The two numbers that the standard itself gives as examples.
#[test]
fn identity_numbers_of_the_standard() {
    let format = format("cn_id");
    let reader = Reader::new(&format).expect("patterns compile");
    let woman = reader.read("11010519491231002X").expect("valid");
    assert_eq!((woman.birth_date, woman.sex), (Some(Date::constant(1949, 12, 31)), Some(("2", "1"))));
    let man = reader.read("440524188001010014").expect("valid");
    assert_eq!((man.birth_date, man.sex), (Some(Date::constant(1880, 1, 1)), Some(("1", "2"))));
}

#[test]
fn one_spelling_for_what_people_write() {
    for text in [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "'11010519491231002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "１１０１０５１９４９１２３１００２ｘ",
        "\u{3000}110105\u{a0}19491231\u{200b}002X\t",
        "\u{feff}11010519491231002X",
    ] {
        assert_eq!(normalise(text), "11010519491231002X", "{text:?}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    for (id, text, wanted) in [
        ("cn_id", "", Some(Problem::Pattern)),
        ("cn_id", "110105491231002", Some(Problem::Pattern)),
        ("cn_id", "1.10105194912E+17", Some(Problem::Pattern)),
        ("cn_id", "990105194912310025", Some(Problem::Pattern)),
        ("cn_id", "110105194913310028", Some(Problem::Pattern)),
        ("cn_id", "11010519490231002X", Some(Problem::NoDate)),
        ("cn_id", "110105194912310021", Some(Problem::Checksum)),
        ("cn_id", "110105194912310000", Some(Problem::Checksum)),
        ("roll_number", "G11010519491231002X", None),
        ("roll_number", "g11010519491231002x", None),
        ("roll_number", "G110105194912310021", Some(Problem::Checksum)),
        ("roll_number", "J530113201509010017", None),
        ("roll_number", "L530113201509011234", None),
        ("roll_number", "L53011320150901123X", Some(Problem::Pattern)),
        ("roll_number", "11010519491231002X", Some(Problem::Pattern)),
        ("school_code", "3453000001", None),
        ("school_code", "9953000001", Some(Problem::Pattern)),
        ("school_code", "345300001", Some(Problem::Pattern)),
        ("area_code", "530113", None),
        ("area_code", "530113001", None),
        ("area_code", "530113001000", None),
        ("area_code", "5301130", Some(Problem::Pattern)),
        ("phone", "13800000000", None),
        ("phone", "１３８ ００００ ００００", None),
        ("phone", "0871-62120000", None),
        ("phone", "12345", Some(Problem::Pattern)),
    ] {
        assert_eq!(problem(id, text), wanted, "{id} {text}");
    }
}

#[test]
fn other_columns_may_contradict() {
    let format = format("cn_id");
    let read = Reader::new(&format).expect("patterns compile").read("11010519491231002X").expect("valid");
    let birth = |day| Some(Date::constant(1949, 12, day));
    assert_eq!(read.contradictions(birth(31), Some("2")), []);
    assert_eq!(read.contradictions(None, None), []);
    assert_eq!(read.contradictions(birth(30), Some("1")), [Problem::BirthDateDiffers, Problem::SexDiffers]);
    assert_eq!(read.contradictions(None, Some("0")), [], "unknown contradicts nothing");
}

/// A valid identity number from its parts.
fn identity(area: u32, day: u32, order: u32) -> String {
    let day = Date::constant(1950, 1, 1).saturating_add(jiff::Span::new().days(day));
    let front = format!("{area:06}{:04}{:02}{:02}{order:03}", day.year(), day.month(), day.day());
    let sum = format("cn_id").checksum.expect("a checksum");
    let last = sum.character(&mut front.chars()).expect("digits");
    format!("{front}{last}")
}

proptest! {
    #[test]
    fn made_numbers_are_read_back(area in 530_100_u32..530_199, day in 0_u32..27_000, order in 0_u32..1000) {
        let text = identity(area, day, order);
        prop_assert_eq!(problem("cn_id", &text), None);
        prop_assert_eq!(problem("roll_number", &format!("G{text}")), None);
    }

    /// One changed digit, and two neighbours exchanged: a weighted sum mod 11 finds both, always.
    #[test]
    fn a_slip_of_the_pen_is_always_found(
        area in 530_100_u32..530_199, day in 0_u32..27_000, order in 0_u32..1000, at in 0_usize..18, by in 1_u32..10,
    ) {
        let sum = format("cn_id").checksum.expect("a checksum");
        let right: Vec<char> = identity(area, day, order).chars().collect();
        let mut wrong = right.clone();
        let digit = right[at].to_digit(10).map_or(by, |digit| (digit + by) % 10);
        wrong[at] = char::from_digit(digit, 10).expect("a digit");
        prop_assert!(!sum.holds(&wrong.iter().collect::<String>()), "changed");
        prop_assert!(problem("cn_id", &wrong.iter().collect::<String>()).is_some());
        let mut swapped = right.clone();
        swapped.swap(at.min(16), at.min(16) + 1);
        prop_assert!(swapped == right || !sum.holds(&swapped.iter().collect::<String>()), "swapped");
    }

    #[test]
    fn anything_may_be_typed(text in any::<String>()) {
        prop_assert_eq!(normalise(&normalise(&text)), normalise(&text));
        for format in formats().formats {
            let read = Reader::new(&format).expect("patterns compile").read(&text);
            if let Ok(read) = read {
                prop_assert_eq!(read.text, normalise(&text));
            }
        }
    }
}

/// The example rows of the templates show numbers that an import would accept.
#[test]
fn examples_of_the_datasets_follow_their_formats() {
    let formats = formats();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/cn-education/datasets");
    let mut used = BTreeSet::new();
    for file in fs::read_dir(folder).expect("the national pack has datasets") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("readable");
        let dataset: Dataset = toml::from_str(&text).expect("a dataset");
        let example = |name| dataset.column(name).map(|column| column.example.as_str());
        let birth = example("birth_date").and_then(|day| day.parse().ok());
        for column in &dataset.columns {
            let Some(id) = &column.format else { continue };
            used.insert(id.clone());
            // The example row may leave out what is not required.
            if column.example.is_empty() && !column.required {
                continue;
            }
            let format = formats.formats.iter().find(|format| &format.id == id).expect("a declared format");
            let read = Reader::new(format).expect("patterns compile").read(&column.example);
            let problems = read.map(|read| read.contradictions(birth, example("sex")));
            assert_eq!(problems, Ok(Vec::new()), "{}.{}", dataset.id, column.name);
        }
    }
    let declared = formats.formats.iter().map(|format| format.id.clone()).collect();
    assert_eq!(used, declared, "a format that no column uses");
}
