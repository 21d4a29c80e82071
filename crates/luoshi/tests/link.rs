//! `luoshi link` as its users run it: files of any kind, declarations of the pack and of their own, and what is refused.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
};

use luoshi::cli::Reply;
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use support::{luoshi, luoshi_in};
use tempfile::TempDir;

const REGISTER: &str = "登记编号,公民身份号码,姓名,性别,出生日期,监护人,监护人电话,乡镇,村
R1,530113201503020016,李小明,男,2015-03-02,李大山,13800000001,汤丹镇,新桥村
R2,530113201605110028,张雨晨,女,2016-05-11,张建国,13800000002,阿旺镇,石岩村
R3,530113201407230034,阿石木呷,男,2014-07-23,阿石拉古,13800000003,乌龙镇,大坪村
R4,530113201309150049,王佳怡,女,2013-09-15,王志强,13800000004,汤丹镇,新桥村
R5,530113201801010050,赵一诺,男,2018-01-01,赵永兴,13800000005,因民镇,红山村
";

/// A wrong digit, a homophone with the lunar birthday, a shortened name without number, one who is not there, a stranger.
const ROLL: &str = "student_id,id_card,student_name,gender,dob,guardian_name,phone,township,village
S1,530113201503020076,李小明,M,20150302,李大山,138 0000 0001,汤丹镇,新桥村
S2,530113201605110028,张羽晨,F,2016/4/5,张建国,13800000002,阿旺镇,石岩村
S3,,木呷,M,2014-07-23,阿石·拉古,13800000003,乌龙镇,大坪村
S5,530113201801010050,赵一诺,M,2018-01-01,赵永兴,13800000005,因民镇,红山村
S9,530113201512120099,陈思远,M,2015-12-12,陈福贵,13800000009,拖布卡镇,平地村
";

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn put(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn csv(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn keys(path: &Path) -> Vec<String> {
    csv(path).into_iter().map(|row| row.join(" ")).collect()
}

/// A workbook with a title above the headers.
fn workbook(folder: &Path, name: &str, text: &str) -> String {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "2025").unwrap();
    for (row, line) in (1..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    let path = folder.join(name);
    book.save(&path).unwrap();
    path.to_str().unwrap().to_owned()
}

async fn link(folder: &Path, left: &str, right: &str, more: &[&str]) -> (Reply, PathBuf) {
    let out = folder.join("out");
    let args = ["link", "--config", "register-roll", left, right, "-o", out.to_str().unwrap()];
    let args: Vec<&str> = args.iter().chain(more).copied().collect();
    (luoshi(folder, &args).await, out)
}

#[tokio::test]
async fn children_are_found_in_spite_of_every_kind_of_error() {
    let folder = folder();
    let (left, right) = (put(folder.path(), "register.csv", REGISTER), put(folder.path(), "roll.csv", ROLL));
    let (reply, out) = link(folder.path(), &left, &right, &[]).await;
    assert_eq!((reply.code, reply.err.as_str()), (0, ""), "{}", reply.out);
    let pairs = csv(&out.join("pairs.csv"));
    let linked: Vec<_> = pairs.iter().map(|row| format!("{} {}", row[0], row[1])).collect();
    assert_eq!(linked, ["R1 S1", "R2 S2", "R3 S3", "R5 S5"]);
    assert_eq!(keys(&out.join("unmatched_left.csv")), ["R4"]);
    assert_eq!(keys(&out.join("unmatched_right.csv")), ["S9"]);
    assert!(!out.join("doubles_left.csv").exists(), "nobody asked");
    for row in &pairs {
        let probability: f64 = row[2].parse().unwrap();
        assert!(probability > 0.5 && probability <= 1.0);
        assert_eq!(
            row[3].split('|').count() + 1,
            row[4].split('|').count(),
            "the prior, and a weight for each comparison"
        );
    }
    assert!(pairs[0][3].starts_with("typo|exact|exact|exact|"), "{}", pairs[0][3]);
    assert!(pairs[1][3].contains("|homophone|lunar|exact|"), "{}", pairs[1][3]);
    assert!(pairs[2][3].starts_with("|shortened|exact|exact|"), "{}", pairs[2][3]);
    let summary: Value = serde_json::from_str(&fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
    assert_eq!((summary["links"].as_u64(), summary["threshold"].as_f64()), (Some(4), Some(0.5)));
    assert!(summary["pairs_scored"].as_u64() >= Some(4));
    assert!(summary["estimates"]["recall"]["low"].as_f64() <= summary["estimates"]["recall"]["value"].as_f64());
    for key in ["seconds", "peak_bytes"] {
        assert!(!summary[key].is_null() || !cfg!(target_os = "linux"), "{key}");
    }
    assert_eq!(summary["columns"][1]["fields"]["birth_date"], "dob");
    assert_eq!(summary["columns"][0]["key"], "登记编号");
}

#[tokio::test]
async fn who_stands_twice_in_a_file_is_said() {
    let folder = folder();
    // One child under another number, and one on a second roll.
    let register =
        REGISTER.to_owned() + "R6,530113201605110109,张雨晨,女,2016-05-11,张建国,13800000002,因民镇,红山村\n";
    let roll = ROLL.to_owned() + "S6,,赵一诺,M,2018-01-01,赵永兴,13800000005,因民镇,红山村\n";
    let (left, right) = (put(folder.path(), "register.csv", &register), put(folder.path(), "roll.csv", &roll));
    let (reply, out) = link(folder.path(), &left, &right, &["--twice"]).await;
    assert_eq!(reply.code, 0, "{}", reply.err);
    assert!(reply.out.contains("第一个文件 1 人，第二个文件 1 人，见 doubles_left"), "{}", reply.out);
    let pair = |name: &str| csv(&out.join(name)).into_iter().map(|row| row[..2].join(" ")).collect::<Vec<_>>();
    assert_eq!((pair("doubles_left.csv"), pair("doubles_right.csv")), (vec!["R6 S2".into()], vec!["R5 S6".into()]));
    let summary: Value = serde_json::from_str(&fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
    assert_eq!(summary["doubles"], serde_json::json!([1, 1]));
}

#[tokio::test]
async fn workbooks_parquet_and_old_encodings_give_the_same() {
    let folder = folder();
    let at = folder.path();
    let (left, right) = (put(at, "register.csv", REGISTER), put(at, "roll.csv", ROLL));
    let (_, out) = link(at, &left, &right, &[]).await;
    let wanted = fs::read_to_string(out.join("pairs.csv")).unwrap();
    let (old, _, _) = encoding_rs::GB18030.encode(REGISTER);
    fs::write(at.join("old.csv"), old).unwrap();
    let book = workbook(at, "roll.xlsx", ROLL);
    let (reply, out) = link(at, at.join("old.csv").to_str().unwrap(), &book, &["--threads", "2"]).await;
    assert_eq!(reply.code, 0, "{}", reply.err);
    assert_eq!(fs::read_to_string(out.join("pairs.csv")).unwrap(), wanted);
    // What was written as Parquet can be read again: the links are linked with themselves.
    let (reply, out) = link(at, &left, &right, &["--format", "parquet"]).await;
    assert_eq!(reply.code, 0, "{}", reply.err);
    let config = put(at, "keys.toml", &own("[[field]]\nname = 'left_key'\nkind = 'text'\n", "left_key"));
    let pairs = out.join("pairs.parquet");
    let (pairs, again) = (pairs.to_str().unwrap(), at.join("again"));
    let reply = luoshi(at, &["link", "--config", &config, pairs, pairs, "-o", again.to_str().unwrap()]).await;
    assert_eq!(reply.code, 0, "{}", reply.err);
    assert_eq!(csv(&again.join("pairs.csv")).len(), 4);
}

#[tokio::test]
async fn rows_beyond_the_memory_give_the_same() {
    let folder = folder();
    let at = folder.path();
    let (left, right) = (put(at, "register.csv", REGISTER), put(at, "roll.csv", ROLL));
    let (_, out) = link(at, &left, &right, &[]).await;
    let results =
        || ["pairs.csv", "review.csv", "unmatched_left.csv"].map(|name| fs::read_to_string(out.join(name)).unwrap());
    let wanted = results();
    let (reply, _) = link(at, &left, &right, &["--memory", "0"]).await;
    assert_eq!(reply.code, 0, "{}", reply.err);
    assert_eq!(results(), wanted);
    let mut left: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.retain(|name| !name.to_str().unwrap().contains('.') || name.to_str().unwrap().starts_with('.'));
    assert_eq!(left, Vec::<std::ffi::OsString>::new(), "nothing else is left beside the results");
}

#[tokio::test]
async fn known_pairs_teach() {
    let folder = folder();
    let at = folder.path();
    let (left, right) = (put(at, "register.csv", REGISTER), put(at, "roll.csv", ROLL));
    let learned = |out: &Path| -> f64 {
        let summary: Value = serde_json::from_str(&fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
        let name = summary["comparisons"].as_array().unwrap().iter().find(|one| one["name"] == "name").unwrap().clone();
        let level =
            name["levels"].as_array().unwrap().iter().find(|level| level["name"] == "homophone").unwrap().clone();
        level["m"].as_f64().unwrap()
    };
    let (_, out) = link(at, &left, &right, &[]).await;
    let before = learned(&out);
    // That names are often written by their sound is known from elsewhere, in several ways of saying yes.
    let known =
        put(at, "known.csv", &("left_key,right_key,same\n".to_owned() + &"R2,S2,是\nR2,S2,yes\nR4,S9,否\n".repeat(20)));
    let (reply, out) = link(at, &left, &right, &["--known", &known]).await;
    assert_eq!(reply.code, 0, "{}", reply.err);
    assert!(learned(&out) > 2.0 * before, "{} after {before}", learned(&out));
    // Pairs without the column are all the same person; the links of one run can teach another.
    let taught = put(at, "pairs.csv", "LEFT KEY,right_key\nR2,S2\n");
    let (reply, _) = link(at, &left, &right, &["--known", &taught]).await;
    assert_eq!(reply.code, 0, "{}", reply.err);
    for (code, text) in [
        ("link-known-columns", "a,b\n1,2\n"),
        ("link-known-key", "left_key,right_key\nR2,S7\n"),
        ("link-known-value", "left_key,right_key,same\nR2,S2,perhaps\n"),
        ("link-file", "%PDF-1.7"),
    ] {
        let (reply, _) = link(at, &left, &right, &["--known", &put(at, "known.csv", text)]).await;
        assert_eq!(reply.code, 1, "{code}");
        assert!(reply.err.contains(&format!("[{code}]")), "{code}: {}", reply.err);
    }
}

/// A declaration of one's own that compares one field.
fn own(fields: &str, field: &str) -> String {
    format!(
        "id = 'keys'\ntitle = {{ zh = '键', en = 'Keys' }}\nkeys = ['key']\n{fields}\
         [choice]\nassignment = 'one_to_one'\nthreshold = 0.1\nreview = [0.01, 0.9]\nmax_pairs = 100\n\
         [[comparison]]\nname = 'one'\nlevel = [{{ name = 'exact', m = 0.9, u = 0.001, when = [[{{ field = '{field}', is = 'exact' }}]] }}]\n\
         [[block]]\non = [{{ field = '{field}' }}]\n"
    )
}

#[tokio::test]
async fn doubles_of_one_file_are_found() {
    let folder = folder();
    let at = folder.path();
    let doubled = REGISTER.to_owned() + "R6,530113201503020016,李小鸣,男,2015-03-02,李大山,13800000001,汤丹镇,新桥村\n";
    let file = put(at, "register.csv", &doubled);
    let out = at.join("out");
    let reply = luoshi(at, &["link", "dedupe", "--config", "register-roll", &file, "-o", out.to_str().unwrap()]).await;
    assert_eq!((reply.code, reply.err.as_str()), (0, ""));
    let pairs = csv(&out.join("pairs.csv"));
    assert_eq!(pairs.len(), 1);
    let clusters = csv(&out.join("clusters.csv"));
    assert_eq!(clusters.len(), 6);
    let of = |key: &str| clusters.iter().find(|row| row[0] == key).unwrap()[1].clone();
    assert_eq!(of("R1"), of("R6"));
    assert_ne!(of("R1"), of("R2"));
}

#[tokio::test]
async fn what_cannot_be_linked_is_refused_in_both_languages() {
    let folder = folder();
    let at = folder.path();
    let (left, right) = (put(at, "register.csv", REGISTER), put(at, "roll.csv", ROLL));
    let empty = put(at, "empty.csv", "姓名,性别\n");
    let pdf = put(at, "scan.csv", "%PDF-1.7");
    let strange = put(at, "strange.csv", "a,b\n1,2\n");
    let poor = put(at, "poor.csv", "性别\n男\n");
    let twice = put(at, "twice.csv", &(REGISTER.to_owned() + "R1,,王强,男,2015-01-01,,,,\n"));
    let many = put(
        at,
        "many.toml",
        &own("[[field]]\nname = 'sex'\nkind = 'text'\nheaders = ['性别']\n", "sex").replace("'keys'", "'many'"),
    );
    let crowd = put(at, "crowd.csv", &("性别\n".to_owned() + &"男\n".repeat(20)));
    let out = at.join("out");
    let out = out.to_str().unwrap();
    let cases: [(&str, Vec<&str>); 8] = [
        ("link-config-unknown", vec!["no-such", &left, &right]),
        ("link-file", vec!["register-roll", &left, &empty]),
        ("link-file", vec!["register-roll", &pdf, &right]),
        ("link-columns", vec!["register-roll", &left, &strange]),
        ("link-nothing-common", vec!["register-roll", &left, &poor]),
        ("link-key-unknown", vec!["register-roll", &left, &right, "--left-key", "number"]),
        ("link-key-duplicate", vec!["register-roll", &twice, &right, "--left-key", "登记编号"]),
        ("link-too-many-pairs", vec![&many, &crowd, &crowd]),
    ];
    for (code, rest) in cases {
        let mut args = vec!["link", "-o", out, "--config"];
        args.extend(rest);
        let reply = luoshi(at, &args).await;
        assert_eq!(reply.code, 1, "{code}: {}", reply.err);
        assert!(reply.err.contains(&format!("[{code}]")), "{code}: {}", reply.err);
        let english = luoshi_in(at, "en", &args).await.err;
        assert!(
            !english.chars().any(|char| ('\u{4e00}'..='\u{9fff}').contains(&char) && !REGISTER.contains(char)),
            "{english}"
        );
    }
    assert!(!Path::new(out).exists(), "nothing was written");
}

#[tokio::test]
async fn a_broken_declaration_is_refused_at_its_line() {
    let folder = folder();
    let at = folder.path();
    let file = put(at, "register.csv", REGISTER);
    let sound = own("[[field]]\nname = 'sex'\nkind = 'text'\n", "sex");
    let cases = [
        ("pack.unknown_reference", "on = [{ field = 'sex' }]", "on = [{ field = 'sx' }]"),
        ("pack.not_for_kind", "is = 'exact'", "is = 'lunar'"),
        ("pack.out_of_range", "threshold = 0.1", "threshold = 2.0"),
        ("pack.missing_key", "is = 'exact'", "is = 'damerau'"),
        ("pack.empty", "on = [{ field = 'sex' }]", "on = []"),
        ("pack.unknown_word", "kind = 'text'", "kind = 'txt'"),
        ("pack.unknown_key", "max_pairs = 100", "max_pairs = 100\nmost = 1"),
        ("pack.id_not_file_name", "id = 'keys'", "id = 'other'"),
    ];
    for (code, old, new) in cases {
        let config = put(at, "keys.toml", &sound.replacen(old, new, 1));
        let reply =
            luoshi(at, &["link", "--config", &config, &file, &file, "-o", at.join("out").to_str().unwrap()]).await;
        assert_eq!(reply.code, 1, "{code}: {}", reply.err);
        assert!(reply.err.contains(&format!("[{code}]")), "{code}: {}", reply.err);
    }
}
