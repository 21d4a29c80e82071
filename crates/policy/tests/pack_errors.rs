//! One broken pack per error: a small sound pack, changed in one place, and all that is then said of it.

use std::{collections::BTreeSet, fmt::Write as _};

use policy::pack::{CODES, Files, balance, load};
use proptest::prelude::*;

/// A sound pack in which every kind of file occurs.
fn sound() -> Files {
    let files = [
        (
            "pack.toml",
            "id = 'tiny'\ntitle = { zh = '小', en = 'tiny' }\n\
             [status]\nat_risk_share = 0.5\nforecast_level = 0.8\nmanual_fresh_days = 456\nyears_before = 2\n",
        ),
        ("language.toml", include_str!("tiny/language.toml")),
        ("formats.toml", include_str!("tiny/formats.toml")),
        ("codes/sex.toml", include_str!("tiny/codes_sex.toml")),
        ("datasets/places.toml", include_str!("tiny/datasets_places.toml")),
        ("datasets/students.toml", include_str!("tiny/datasets_students.toml")),
        ("indicators/girls.toml", include_str!("tiny/indicators_girls.toml")),
        (
            "indicators/girls.sql",
            "SELECT org, CASE WHEN sex = $code THEN 1 ELSE 0 END AS num, 1 AS den FROM students\n",
        ),
        ("indicators/girls.cases.toml", include_str!("tiny/indicators_girls_cases.toml")),
        ("indicators/fair.toml", include_str!("tiny/indicators_fair.toml")),
        ("indicators/fair.sql", "SELECT org, numerator AS num, denominator AS den FROM girls, fairness\n"),
        ("indicators/fair.cases.toml", include_str!("tiny/indicators_fair_cases.toml")),
        ("standards/fairness.toml", include_str!("tiny/standards_fairness.toml")),
        (
            "calendar/2024.toml",
            "year = 2024\nsource = 'notice'\nholidays = ['2024-01-01']\nworkdays = ['2024-02-04']\n",
        ),
        ("linkage/people.toml", include_str!("tiny/linkage_people.toml")),
        ("confusions.toml", "dots = '·'\nshapes = ['未末']\n"),
        (
            "reports.toml",
            "soon_days = 30\n[[report]]\ndataset = 'places'\nfrom = 'bureau'\ndates = [{ as_of = '09-01', due = '10-15' }]\n\
             basis = { zh = '通知', en = 'notice' }\n[[report]]\ndataset = 'students'\nfrom = 'schools'\n\
             dates = [{ as_of = '03-01', due = '03-31' }, { as_of = '12-31', due = '01-31' }]\n\
             basis = { zh = '通知', en = 'notice' }\ncycle = { first = 2023, years = 2 }\n",
        ),
        ("supervision.toml", include_str!("tiny/supervision.toml")),
        ("dropout.toml", include_str!("tiny/dropout.toml")),
        ("plan.toml", include_str!("tiny/plan.toml")),
        ("commitments/one.toml", include_str!("tiny/commitments_one.toml")),
    ];
    files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}

/// File, the text that is replaced (empty: the file is new), what stands there instead.
const BROKEN: &[(&str, &str, &str)] = &[
    ("pack.toml", "title = { zh = '小', en = 'tiny' }", "title = { zh = '小' }\nextend = 'cn'"),
    ("pack.toml", "id = 'tiny'", "id = 'tiny'\nextends = 'cn-educaton'"),
    ("pack.toml", "forecast_level = 0.8", "forecast_level = 1.5"),
    (
        "pack.toml",
        "[status]\nat_risk_share = 0.5\nforecast_level = 0.8\nmanual_fresh_days = 456\nyears_before = 2",
        "# judged by nothing",
    ),
    ("dataset/places.toml", "", "id = 'places'"),
    // The organisation tree is made of this dataset.
    (
        "datasets/areas.toml",
        "",
        "id = 'areas'\nfamily = 'places'\ntitle = { zh = '地区', en = 'areas' }\ngrain = { zh = '一行', en = 'one' }\n\
         source_system = { zh = '名册', en = 'register' }\nfresh_days = 9\nkey = ['area_code']\n[[column]]\n\
         name = 'area_code'\nheader = { zh = '代码', en = 'code' }\ntype = 'text'\nprivacy = 'public'\nexample = '1'\n",
    ),
    ("indicators/girls_old.sql", "", "SELECT 1 AS num"),
    ("datasets/places.toml", "key = ['code']", "key = [code]"),
    ("datasets/places.toml", "id = 'places'", "id = 'school'"),
    ("datasets/students.toml", "codes = 'sex'", "code = 'sex'\nprivacy_class = 'public'"),
    ("datasets/students.toml", "privacy = 'personal'", "privacy = 'persnal'"),
    ("datasets/students.toml", "privacy = 'personal'", ""),
    ("datasets/students.toml", "key = ['roll_number']\norg = 'school'", "key = ['rol_number']\norg = 'schol'"),
    ("datasets/students.toml", "codes = 'sex'", "codes = 'sexes'"),
    ("datasets/students.toml", "references = 'places.code'", "references = 'places.id'"),
    ("datasets/students.toml", "references = 'places.code'", "references = 'school'"),
    ("datasets/students.toml", "fresh_days = 200", "fresh_days = -1"),
    ("datasets/students.toml", "fresh_days = 200", "fresh_days = '200'"),
    ("datasets/students.toml", "fresh_days = 200", "fresh_days = 99999999999"),
    ("datasets/students.toml", "name = 'sex'", "name = 'Sex'"),
    ("datasets/students.toml", "name = 'sex'", "name = 'school'"),
    ("datasets/students.toml", "pattern = '[0-9]+'", "pattern = '[0-9+'"),
    ("datasets/students.toml", "min = '2000-01-01'", "min = 3"),
    ("datasets/students.toml", "min = '2000-01-01'", "min = '2000-01-01'\nmax = '1999-12-31'"),
    ("datasets/students.toml", "example = '女'", "example = '少女'"),
    ("datasets/students.toml", "aliases = ['性別']", "aliases = ['学籍号']\nscale = 2"),
    ("datasets/students.toml", "reads = ['places']", "reads = ['plces']"),
    ("datasets/org.toml", "", ORG),
    // An address of the site, /data/imports, means something else.
    ("datasets/imports.toml", "", IMPORTS),
    ("linkage/people.toml", "id = 'people'", "id = 'persons'"),
    ("linkage/people.toml", "left = 'students'", "left = 'student'"),
    ("linkage/people.toml", "field = 'name', by = 'sound'", "field = 'nam', by = 'sound'"),
    ("linkage/people.toml", "by = 'sound'", "by = 'year'"),
    ("linkage/people.toml", "is = 'exact'", "is = 'lunar'"),
    ("linkage/people.toml", ", at_most = 3", ""),
    ("linkage/people.toml", "m = 0.9", "m = 1.9"),
    ("linkage/people.toml", "name = 'born'\nkind", "name = 'name'\nkind"),
    ("linkage/people.toml", "on = [{ field = 'name', by = 'sound' }]", "on = []"),
    ("linkage/people.toml", "kind = 'date'", "kind = 'day'"),
    ("confusions.toml", "dots = '·'", "dot = '·'"),
    ("codes/sex.toml", "aliases = ['F']", "aliases = ['男']"),
    ("formats.toml", "modulus = 2", "modulus = 3"),
    ("formats.toml", "birth_date = [1, 8]", "birth_date = [1]"),
    ("indicators/girls.toml", "sql = 'girls.sql'", "sql = 'girl.sql'"),
    ("indicators/girls.toml", "params = { code = '2' }", "params = { codes = '2' }"),
    ("indicators/girls.toml", "kind = \"ratio\"", "compared_with = 'fare'\nkind = \"ratio\""),
    ("indicators/girls.toml", "dataset = 'students'", "dataset = 'students'\nindicator = 'fair'"),
    ("indicators/girls.toml", "dataset = 'students'", "indicator = 'fair'"),
    ("indicators/girls.toml", "reference = '09-01'", "reference = '9-1'"),
    ("indicators/girls.toml", "unit = 'percent'", "unit = 'grade'"),
    ("indicators/girls.toml", "from = 2020", "from = 2020.5"),
    (
        "indicators/girls.toml",
        "[[version]]",
        "[[version]]\nfrom = 2021\nsource = ''\ndecided_by = { zh = '甲', en = ' ' }\nsql = 'girls.sql'\nparams = { code = '2' }\n[[version]]",
    ),
    ("indicators/girls.cases.toml", "school,sex", "school,sexx"),
    ("indicators/girls.cases.toml", "year = 2024", "year = 2019"),
    ("indicators/girls.cases.toml", "tables.students", "tables.student"),
    ("standards/fairness.toml", "indicator = 'girls'", "indicator = 'boys'"),
    ("calendar/2024.toml", "2024-02-04", "2024-01-01"),
    ("calendar/2024.toml", "['2024-01-01']", "['2024-13-01', 2024-05-01]"),
    ("calendar/2024.toml", "year = 2024", "year = 99999"),
    ("reports.toml", "dataset = 'students'", "dataset = 'student'"),
    ("reports.toml", "dataset = 'students'", "dataset = 'places'"),
    ("reports.toml", "from = 'bureau'", "from = 'buro'"),
    ("reports.toml", "from = 'bureau'", "from = 'schools'"),
    ("reports.toml", "as_of = '12-31'", "as_of = '02-01'"),
    ("reports.toml", "as_of = '12-31'", "as_of = '31.12.'"),
    ("reports.toml", "dates = [{ as_of = '09-01', due = '10-15' }]", "dates = []"),
    ("reports.toml", "years = 2", "years = 0"),
    ("reports.toml", "soon_days = 30", "soon_day = 30"),
    ("supervision.toml", "lead = 'bureau'", "lead = 'buro'"),
    ("supervision.toml", "target = 'target_years'", "target = 'every_yer'"),
    ("supervision.toml", "id = 'year'", "id = 'half'"),
    ("supervision.toml", "due = '12-10'", "due = '10.12.'"),
    ("supervision.toml", "kinds = ['standing']", "kinds = []"),
    ("supervision.toml", "to = ['unit']", "to = []"),
    ("supervision.toml", "workdays = -10", "workdays = -100"),
    ("supervision.toml", "until = '08:00'", "until = '20:00'"),
    ("supervision.toml", "kinds = ['jpeg']", "kinds = ['html']"),
    ("supervision.toml", "colour = 'yellow'", "colour = 'blue'"),
    ("supervision.toml", "{ when = 'near_due', workdays = 10 }", "{ when = 'unanswered', times = 2 }"),
    ("supervision.toml", "{ when = 'returned', times = 2 }", "{ when = 'returned' }"),
    ("supervision.toml", "quality = 30", "quality = 31"),
    ("supervision.toml", "points = -15", "points = -41"),
    ("supervision.toml", "on = 'submitted_late'", "on = 'late'"),
    ("dropout.toml", "dataset = 'students'", "dataset = 'student'"),
    ("dropout.toml", "dataset = 'students'", "dataset = 'places'"),
    ("dropout.toml", "masked = ['roll_number']", "masked = ['rol_number']"),
    ("dropout.toml", "after = 'contact'", "after = 'order'"),
    ("dropout.toml", "id = 'moved'", "id = 'order'"),
    ("dropout.toml", "seen = ['at_school']", "seen = ['not_found']"),
    ("dropout.toml", "seen = ['at_school']", "lasts_days = 9"),
    ("dropout.toml", "proof = 'evidence'", "proof = 'words'"),
    ("dropout.toml", "opens = ['not_found']", "opens = []"),
    ("plan.toml", "lead = ['bureau']", "lead = ['buro']"),
    ("plan.toml", "action = 1", "action = 2"),
    ("plan.toml", "places = [{ p = 1, from = 0, to = 4 }]", "places = [{ p = 9, from = 4, to = 4 }]"),
    ("plan.toml", "to_settle = 'bureau'", "to_settle = 'county'"),
    ("commitments/one.toml", "task = 1", "task = 3\nsafeguard = 1"),
    ("commitments/one.toml", "indicator = 'fair'", "indicator = 'fairr'\norg = '1'"),
    ("commitments/one.toml", "comparator = 'at_least'", "comparator = 'between'"),
    ("commitments/one.toml", "kind = 'target'", "kind = 'target'\nevery = 'yearly'"),
    ("commitments/one.toml", "due = '2024-12-31'", "due = 2024-12-31"),
    (
        "commitments/two.toml",
        "",
        "[[commitment]]\nid = 'c1'\nkind = 'standing'\ntext = { zh = '甲', en = 'a' }\ntopics = []\nplaces = []\n",
    ),
    // A document that does not say what it is, one that says it wrongly, and both without a form to be written in.
    ("documents/notice.txt", "", "# 标题\n"),
    ("documents/notice.txt", "", "+++\ntitle = { zh = '通知' }\n+++\n"),
];

const ORG: &str = "id = 'org'
family = 'x'
title = { zh = '机构', en = 'orgs' }
grain = { zh = '一个机构', en = 'one org' }
source_system = { zh = '系统', en = 'system' }
fresh_days = 1
key = []
column = []
";

const IMPORTS: &str = "id = 'imports'
family = 'x'
title = { zh = '进口', en = 'imports' }
grain = { zh = '一批', en = 'one lot' }
source_system = { zh = '系统', en = 'system' }
fresh_days = 1
key = []
column = []
";

#[test]
fn the_small_pack_is_sound_and_balanced() {
    let pack = load(&[sound()]).expect("no errors");
    assert_eq!(balance(&pack), []);
    assert_eq!(pack.plan.expect("the plan").commitments.len(), 1);
}

#[test]
fn every_error_is_said_at_its_place() {
    let mut said = String::new();
    let mut codes: BTreeSet<&str> = BTreeSet::new();
    for (file, old, new) in BROKEN {
        let mut files = sound();
        let text = files.entry((*file).to_owned()).or_default();
        assert!(text.contains(old), "{file} does not hold {old}");
        *text = if old.is_empty() { (*new).to_owned() } else { text.replacen(old, new, 1) };
        let errors = load(&[files]).expect_err("something is wrong");
        let _ = writeln!(said, "# {file}: {} → {}", old.escape_debug(), new.escape_debug());
        for mut error in errors.clone() {
            // The list of what is allowed grows with every new key.
            error.args.remove("allowed");
            let _ = writeln!(said, "{error}");
        }
        codes.extend(errors.iter().map(|error| error.code));
    }
    // A missing file, and the same id in a pack and the one it extends.
    let mut bare = sound();
    bare.remove("pack.toml");
    let errors = load(&[sound(), bare]).expect_err("declared twice");
    codes.extend(errors.iter().map(|error| error.code));
    insta::assert_snapshot!(said);
    let missing: Vec<_> = CODES.iter().filter(|code| code.starts_with("pack.") && !codes.contains(*code)).collect();
    assert!(missing.is_empty(), "no broken pack shows {missing:?}");
}

#[test]
fn what_nothing_uses_is_found() {
    let mut files = sound();
    files.remove("commitments/one.toml");
    files.remove("indicators/fair.cases.toml");
    files.insert("codes/free.toml".into(), sound()["codes/sex.toml"].replace("'sex'", "'free'"));
    let found = balance(&load(&[files]).expect("no errors"));
    let found: Vec<_> = found.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(found.join("\n"));
}

proptest! {
    /// Whatever a file says, it is read or refused; nothing stops the reader.
    #[test]
    fn no_text_can_stop_the_reader(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), cut in 0usize..40, new in "[a-z0-9 =\\[\\]{}'\".,\n甲-]{0,12}") {
        let mut files = sound();
        let path = which.get(&files.keys().cloned().collect::<Vec<_>>()).clone();
        let text = &files[&path];
        let chars: Vec<char> = text.chars().collect();
        let at = at.index(chars.len());
        let changed: String = chars[..at].iter().copied().chain(new.chars()).chain(chars.iter().skip(at + cut).copied()).collect();
        files.insert(path, changed);
        if let Err(errors) = load(&[files]) {
            prop_assert!(!errors.is_empty());
            prop_assert!(errors.iter().all(|error| CODES.contains(&error.code)));
        }
    }
}
