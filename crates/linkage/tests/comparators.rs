//! Comparators seen from outside: two rows, one field, the level that they reach.

#![expect(clippy::expect_used, reason = "in a test a panic is the message")]

use std::ops::ControlFlow;

use linkage::{Builder, Confusions, Options, Room, Side, Spec, level, run};
use proptest::prelude::*;

fn confusions() -> Confusions {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/cn-education/confusions.toml");
    toml::from_str(&std::fs::read_to_string(path).expect("the file of the pack")).expect("sound")
}

/// A declaration that compares one field by these words, in this order, within one block.
fn spec(kind: &str, tests: &[&str]) -> Spec {
    let levels: Vec<String> = tests
        .iter()
        .map(|test| {
            let (is, rest) = test.split_once(' ').unwrap_or((test, ""));
            let rest = if rest.is_empty() { String::new() } else { format!(", {rest}") };
            format!("{{ name = '{is}', m = 0.1, when = [[{{ field = 'value', is = '{is}'{rest} }}]] }}")
        })
        .collect();
    let text = format!(
        "keys = []\n[choice]\nassignment = 'one_to_one'\nthreshold = 0.000001\nreview = [0.000001, 1.0]\nmax_pairs = 1000\n\
         [[field]]\nname = 'block'\nkind = 'text'\n[[field]]\nname = 'value'\nkind = '{kind}'\n\
         [[comparison]]\nname = 'value'\nlevel = [{}]\n[[block]]\non = [{{ field = 'block' }}]\n",
        levels.join(", ")
    );
    toml::from_str(&text).expect("a sound declaration")
}

/// The level of two values: 0 for missing, then the tests in their order, then one for none of them.
fn compared(kind: &str, tests: &[&str], one: &str, other: &str) -> usize {
    let spec = spec(kind, tests);
    let mut builder = Builder::new(&spec, &confusions(), Room::default()).expect("a sound declaration");
    builder.push(Side::Left, "a", ["x", one]);
    builder.push(Side::Right, "b", ["x", other]);
    let data = builder.finish().expect("different keys");
    let options = Options { sample: 0, ..Options::default() };
    let outcome = run::link(&spec, &data, &options, &mut |_| ControlFlow::Continue(())).expect("few pairs");
    level(outcome.counts[0].0, 0)
}

const ID: &[&str] = &["exact", "typo", "same_root"];

#[test]
fn id_numbers() {
    let is = |one, other| compared("cn_id", ID, one, other);
    assert_eq!(is("11010519491231002X", " 11010519491231002x "), 1);
    assert_eq!(is("11010519491231002X", "１１０１０５１９４９１２３１００２Ｘ"), 1);
    // The old number of 15 digits, and a roll number, are the same person's.
    assert_eq!(is("11010519491231002X", "110105491231002"), 1);
    assert_eq!(is("G11010519491231002X", "11010519491231002X"), 1);
    // One digit wrong, neighbours swapped, a digit lost.
    assert_eq!(is("11010519491231002X", "11010519491237002X"), 2);
    assert_eq!(is("11010519491231002X", "11010519492131002X"), 2);
    assert_eq!(is("11010519491231002X", "1101051949123102X"), 2);
    // Two sound numbers of neighbours in the register are no slip: one digit and the check character differ.
    assert_eq!(is("11010519491231002X", "110105194912310038"), 3);
    assert_eq!(is("11010519491231002X", "530113201501010015"), 4);
    // Fillers say nothing.
    for filler in ["", "无", "000000000000000000", "123", "不详"] {
        assert_eq!(is("11010519491231002X", filler), 0, "{filler}");
    }
}

const DATE: &[&str] = &["exact", "lunar", "day_month", "typo", "days at_most = 3", "same_day", "same_year"];

#[test]
fn dates() {
    let is = |one, other| compared("date", DATE, one, other);
    for written in
        ["2015-03-02", "2015/3/2", "20150302", "2015年3月2日", "2015.03.02", "2015-03-02 00:00:00", "２０１５-03-02"]
    {
        assert_eq!(is("2015-03-02", written), 1, "{written}");
    }
    // New Year's Day of the lunar year 2015 was 19 February.
    assert_eq!(is("2015-02-19", "2015-01-01"), 2);
    assert_eq!(is("2015-01-01", "2015-02-19"), 2);
    // The 30th of the first lunar month was 20 March; no solar February has it, and it still says which day is meant.
    assert_eq!(is("2015-04-18", "2015-02-30"), 2);
    // The eleventh lunar month of 2014, written with the solar year.
    assert_eq!(is("2015-01-10", "2015-11-20"), 2);
    assert_eq!(is("2015-03-02", "2015-02-03"), 3);
    assert_eq!(is("2015-03-02", "2015-03-12"), 4);
    assert_eq!(is("2015-02-27", "2015-03-02"), 5);
    assert_eq!(is("2015-03-12", "2005-03-12"), 4);
    assert_eq!(is("2015-03-12", "2009-03-12"), 6);
    assert_eq!(is("2015-03-02", "2015-11-27"), 7);
    assert_eq!(is("2015-03-02", "2011-12-27"), 8);
    assert_eq!(is("2015-03-02", "未知"), 0);
}

const NAME: &[&str] = &["exact", "toned", "homophone", "dialect", "shape", "shortened", "one_character", "surname"];

#[test]
fn names() {
    let is = |one, other| compared("name", NAME, one, other);
    assert_eq!(is("张伟强", " 张 伟强"), 1);
    assert_eq!(is("张伟强", "張偉強"), 1);
    assert_eq!(is("阿依古丽·买买提", "阿依古丽买买提"), 1);
    assert_eq!(is("阿依古丽·买买提", "阿依古丽•买买提"), 1);
    assert_eq!(is("张伟", "张玮"), 2);
    assert_eq!(is("李伟", "李卫"), 3);
    assert_eq!(is("李明", "李鸣"), 2);
    // The surname is read otherwise than the word.
    assert_eq!(is("单芳", "善芳"), 2);
    assert_eq!(is("林海", "宁海"), 4);
    assert_eq!(is("张思", "张诗"), 4);
    assert_eq!(is("胡大山", "伏大山"), 4);
    assert_eq!(is("李未", "李末"), 5);
    assert_eq!(is("阿依古丽·买买提", "买买提"), 6);
    assert_eq!(is("阿石木呷", "木呷"), 6);
    assert_eq!(is("张小红", "张红"), 7);
    assert_eq!(is("张建国", "张建军"), 7);
    assert_eq!(is("欧阳修远", "欧阳文忠"), 8);
    assert_eq!(is("张伟", "李强"), 9);
}

#[test]
fn phones_and_addresses() {
    let phone = |one, other| compared("phone", &["exact", "typo"], one, other);
    assert_eq!(phone("138-0013-8000", "+86 13800138000"), 1);
    assert_eq!(phone("13800138000", "13800183000"), 2);
    assert_eq!(phone("13800138000", "15912345678"), 3);
    assert_eq!(phone("13800138000", "11111111111"), 0);
    let tests = ["exact", "same_village", "same_town", "similar at_least = 0.6"];
    let address = |one, other| compared("address", &tests, one, other);
    assert_eq!(address("汤丹镇新桥村3组12号", "汤丹镇 新桥村3组12号"), 1);
    assert_eq!(address("云南省昆明市东川区汤丹镇新桥村3组12号", "汤丹镇新桥村民委员会5组"), 2);
    assert_eq!(address("汤丹镇新桥村3组", "东川区汤丹镇石岩村1组"), 3);
    assert_eq!(address("碧云街道12号院3单元", "碧云小区12号院3单元"), 4);
    assert_eq!(address("汤丹镇新桥村3组", "阿旺镇新桥村3组"), 4);
}

#[test]
fn latin_texts() {
    let tests =
        ["exact", "jaro_winkler at_least = 0.92", "damerau at_most = 2", "tokens at_least = 0.5", "prefix at_most = 3"];
    let is = |one, other| compared("text", &tests, one, other);
    assert_eq!(is("Michaela  Neumann", "michaela neumann"), 1);
    assert_eq!(is("michaela", "michaella"), 2);
    assert_eq!(is("anna", "hana"), 3);
    assert_eq!(is("12 sturt street north", "sturt street"), 4);
    assert_eq!(is("wagga wagga", "wagner"), 5);
    assert_eq!(is("perth", "hobart"), 6);
}

fn fields() -> impl Strategy<Value = (&'static str, &'static [&'static str], &'static str)> {
    prop_oneof![
        Just(("cn_id", ID, "[0-9]{17}[0-9X]")),
        Just(("date", DATE, "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|2[0-8])")),
        Just(("name", NAME, "[张王李欧阳伟玮强芳林宁]{2,5}")),
        Just(("phone", &["exact", "typo"][..], "1[3-9][0-9]{9}")),
        Just((
            "address",
            &["exact", "same_village", "same_town", "similar at_least = 0.5"][..],
            "[甲乙]镇[丙丁]村[0-9]组"
        )),
        Just((
            "text",
            &["exact", "jaro_winkler at_least = 0.9", "damerau at_most = 2", "tokens at_least = 0.5"][..],
            "[a-c]{1,4} [a-c]{1,4}"
        )),
    ]
}

fn two_values() -> impl Strategy<Value = (&'static str, &'static [&'static str], String, String)> {
    fields().prop_flat_map(|(kind, tests, form)| (Just(kind), Just(tests), form, form))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn a_value_is_the_same_as_itself_and_missing_is_not_different((kind, tests, one, _) in two_values()) {
        let same = compared(kind, tests, &one, &one);
        // A phone or ID number of one digit over and over is a filler.
        prop_assert!(same == 1 || same == 0 && matches!(kind, "phone" | "cn_id"));
        prop_assert_eq!(compared(kind, tests, &one, ""), 0);
        prop_assert_eq!(compared(kind, tests, "", &one), 0);
    }

    #[test]
    fn which_row_is_left_does_not_matter((kind, tests, one, other) in two_values()) {
        prop_assert_eq!(compared(kind, tests, &one, &other), compared(kind, tests, &other, &one));
    }
}
