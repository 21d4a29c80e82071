//! A pack of two datasets, and workbooks written from rows of text.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use datafusion::{
    arrow::util::pretty::pretty_format_batches,
    prelude::{ParquetReadOptions, SessionContext},
};
use jiff::{Timestamp, civil::date};
use lake::{
    Lake, Opening,
    import::{self, Acceptance, Checked, Incoming, Progress},
    mapping::Mapping,
    problem::Problem,
    snapshot::{Cut, Snapshot},
};
use policy::{
    dataset::{Dataset, Scope, Severity},
    pack::Pack,
};
use rust_xlsxwriter::Workbook;
use tempfile::TempDir;

const SCHOOLS: &str = r#"
id = "schools"
family = "schools"
title = { zh = "学校名录", en = "Schools" }
grain = { zh = "一所学校", en = "one school" }
source_system = { zh = "台账", en = "ledger" }
fresh_days = 400
key = ["school_code"]
org = "school_code"
sort = ["school_code"]
use = { zh = "测试", en = "tests" }

[[column]]
name = "school_code"
header = { zh = "学校标识码", en = "School code" }
aliases = ["学校代码"]
type = "identifier"
format = "school_code"
required = true
unique = true
privacy = "public"
example = "2153000999"

[[column]]
name = "name"
header = { zh = "学校名称", en = "Name" }
type = "text"
required = true
privacy = "public"
example = "示例小学"

[[column]]
name = "area_code"
header = { zh = "乡镇代码", en = "Township" }
type = "identifier"
privacy = "public"
example = "530113001"

[[column]]
name = "opened_on"
header = { zh = "设立日期", en = "Opened on" }
type = "date"
privacy = "public"
example = "2000-09-01"

[[column]]
name = "closed_on"
header = { zh = "撤销日期", en = "Closed on" }
type = "date"
privacy = "public"
example = ""
"#;

const STUDENTS: &str = r#"
id = "students"
family = "people"
title = { zh = "学生", en = "Students" }
grain = { zh = "一名学生", en = "one student" }
source_system = { zh = "学籍系统", en = "roll" }
scopes = ["district", "school"]
fresh_days = 400
key = ["roll_number"]
org = "school_code"
sort = ["school_code", "roll_number"]
drift = { max_rise = 0.5, max_fall = 0.3, watch = "school_code" }
use = { zh = "测试", en = "tests" }

[[column]]
name = "roll_number"
header = { zh = "学籍号", en = "Roll number" }
aliases = ["学籍编号"]
type = "identifier"
pattern = "[GJL][0-9X]{4,18}"
key_as = "roll"
required = true
privacy = "identifier"
example = "G0000"

[[column]]
name = "id_number"
header = { zh = "身份证号", en = "ID number" }
aliases = ["证件号码"]
type = "identifier"
format = "cn_id"
key_as = "person"
unique = true
privacy = "identifier"
example = "11010519491231002X"

[[column]]
name = "name"
header = { zh = "姓名", en = "Full name" }
aliases = ["学生姓名"]
type = "text"
required = true
privacy = "personal"
example = "示例学生"

[[column]]
name = "sex"
header = { zh = "性别", en = "Sex" }
type = "code"
codes = "sex"
required = true
privacy = "personal"
example = "女"

[[column]]
name = "birth_date"
header = { zh = "出生日期", en = "Date of birth" }
type = "date"
min = "1900-01-01"
max = "2023-12-31"
privacy = "personal"
example = "1949-12-31"

[[column]]
name = "school_code"
header = { zh = "学校标识码", en = "School code" }
aliases = ["学校代码"]
type = "identifier"
format = "school_code"
required = true
references = "schools.school_code"
privacy = "public"
example = "2153000001"

[[column]]
name = "boarding"
header = { zh = "是否寄宿", en = "Boards" }
type = "boolean"
privacy = "internal"
example = "否"

[[column]]
name = "siblings"
header = { zh = "兄弟姐妹（人）", en = "Siblings" }
type = "integer"
min = 0
max = 20
privacy = "personal"
example = "1"

[[column]]
name = "fees"
header = { zh = "费用（元）", en = "Fees (yuan)" }
aliases = ["费用"]
type = "decimal"
scale = 2
privacy = "internal"
example = "1234.50"

[[check]]
code = "boarder_without_fees"
column = "fees"
message = { zh = "寄宿生没有费用", en = "A boarder without fees" }
hint = { zh = "填写费用", en = "Enter the fees" }
sql = "SELECT _row, name AS detail FROM incoming WHERE boarding AND fees IS NULL"

[[check]]
code = "born_after"
severity = "warn"
column = "birth_date"
message = { zh = "出生日期晚于数据日期", en = "Born after the day of the data" }
hint = { zh = "核对", en = "Check" }
sql = "SELECT _row FROM incoming WHERE birth_date > CAST($as_of AS DATE)"
"#;

const SEX: &str = r#"
id = "sex"
title = { zh = "性别", en = "Sex" }
source = "GB/T 2261.1"
[[code]]
code = "1"
name = { zh = "男", en = "male" }
aliases = ["男性"]
[[code]]
code = "2"
name = { zh = "女", en = "female" }
"#;

const FORMATS: &str = r#"
[[format]]
id = "school_code"
title = { zh = "学校标识码", en = "School code" }
source = "test"
pattern = "[0-9]{10}"

[[format]]
id = "cn_id"
title = { zh = "身份证号", en = "ID number" }
source = "GB 11643"
pattern = "[0-9]{17}[0-9X]"
birth_date = [7, 14]
sex = { at = 17, odd = '1', even = '2' }
checksum = { weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], modulus = 11, characters = "10X98765432" }
"#;

pub fn pack() -> Pack {
    let files = [
        ("pack.toml", "id = \"tiny\"\ntitle = { zh = \"小\", en = \"Tiny\" }\n"),
        ("datasets/schools.toml", SCHOOLS),
        ("datasets/students.toml", STUDENTS),
        ("codes/sex.toml", SEX),
        ("formats.toml", FORMATS),
        ("words.toml", include_str!("../../../../packs/cn-education/words.toml")),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
    policy::pack::load(&[files.into()]).expect("the pack of the tests has no errors")
}

/// A folder with the snapshots imported so far.
pub struct World {
    pub folder: TempDir,
    pub pack: Arc<Pack>,
    pub snapshots: Vec<Snapshot>,
    pub mappings: Vec<Mapping>,
    pub acceptance: Acceptance,
    pub scope: (&'static str, Scope),
}

impl World {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            pack: Arc::new(pack()),
            snapshots: Vec::new(),
            mappings: Vec::new(),
            acceptance: Acceptance::default(),
            scope: ("530113", Scope::District),
        }
    }

    /// With two schools on record.
    pub async fn with_schools() -> Self {
        let mut world = Self::new();
        let file = world.xlsx(&[&["学校标识码", "学校名称"], &["2153000001", "甲小学"], &["2153000002", "乙小学"]]);
        world.publish("schools", &file).await;
        world
    }

    pub fn dataset(&self, id: &str) -> &Dataset {
        &self.pack.datasets[id]
    }

    pub async fn check(&self, dataset: &str, file: &Path) -> Checked {
        let lake = Lake::open(Opening {
            pack: Arc::clone(&self.pack),
            root: self.folder.path().to_owned(),
            scratch: self.folder.path().to_owned(),
            district: "530113".to_owned(),
            snapshots: self.snapshots.clone(),
            measures: Vec::new(),
            memory: 256 << 20,
            partitions: 1,
        })
        .unwrap();
        let known_at: Timestamp = "2024-01-01T00:00:00Z".parse().unwrap();
        import::check(Incoming {
            lake: &lake,
            dataset: self.dataset(dataset),
            file,
            scope: self.scope,
            cut: Cut { as_of: date(2023, 9, 1), known_at },
            mappings: &self.mappings,
            secret: b"secret",
            staging: self.folder.path(),
            acceptance: self.acceptance,
            progress: &Progress::default(),
        })
        .await
        .unwrap()
    }

    /// Imports a file that must be accepted.
    pub async fn publish(&mut self, dataset: &str, file: &Path) {
        let checked = self.check(dataset, file).await;
        let staged = checked.staged.unwrap_or_else(|| panic!("refused: {:?}", checked.problems));
        let name = format!("{dataset}-{}.parquet", self.snapshots.len());
        let (rows, sha256) = (staged.rows, staged.sha256.clone());
        staged.publish(&self.folder.path().join(&name)).unwrap();
        self.snapshots.push(Snapshot {
            id: name.clone(),
            dataset: dataset.to_owned(),
            scope: self.scope.0.to_owned(),
            as_of: date(2023, 9, 1),
            recorded_at: "2023-10-01T00:00:00Z".parse().unwrap(),
            withdrawn_at: None,
            file: name,
            sha256,
            rows,
            left_out: 0,
            source_name: "test".to_owned(),
            source_sha256: checked.source_sha256,
            importer: "test".to_owned(),
        });
    }

    /// A workbook of text cells.
    pub fn xlsx(&self, rows: &[&[&str]]) -> std::path::PathBuf {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(*cells) {
                if !cell.is_empty() {
                    sheet.write_string(row, column, *cell).unwrap();
                }
            }
        }
        self.save(&mut book)
    }

    pub fn save(&self, book: &mut Workbook) -> std::path::PathBuf {
        let path = self.folder.path().join("workbook.xlsx");
        book.save(&path).unwrap();
        path
    }

    pub fn file(&self, name: &str, bytes: &[u8]) -> std::path::PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

/// Headers of the students' workbook, in the order of [`row`].
pub const HEADERS: &[&str] =
    &["学籍号", "身份证号", "姓名", "性别", "出生日期", "学校标识码", "是否寄宿", "兄弟姐妹（人）", "费用（元）"];

/// A good row but for the cells that are given as (position, text).
pub fn row(number: usize, changes: &[(usize, &'static str)]) -> Vec<String> {
    let mut row: Vec<String> = vec![
        format!("G{number:04}"),
        String::new(),
        format!("学生{number}"),
        "男".into(),
        "2015-03-02".into(),
        "2153000001".into(),
        "否".into(),
        "1".into(),
        "12.50".into(),
    ];
    for (position, text) in changes {
        (*text).clone_into(&mut row[*position]);
    }
    row
}

/// Headers and good rows with one row changed.
pub fn students(world: &World, changes: &[(usize, &'static str)]) -> std::path::PathBuf {
    let rows = [row(1, &[]), row(2, changes), row(3, &[])];
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let all: Vec<&[&str]> = std::iter::once(HEADERS).chain(rows.iter().map(Vec::as_slice)).collect();
    world.xlsx(&all)
}

/// A problem in one line.
pub fn line(problem: &Problem) -> String {
    let severity = if problem.severity == Severity::Refuse { "" } else { "warning " };
    let cell = problem.cell().unwrap_or_default();
    let args: BTreeMap<_, _> = problem.args.iter().collect();
    let field = problem.field.as_deref().unwrap_or("-");
    format!("{severity}{} {cell} {field} {:?} {args:?}", problem.code, problem.value)
}

pub fn lines(checked: &Checked) -> Vec<String> {
    checked.problems.kept.iter().map(line).collect()
}

/// The rows of a staged snapshot as a table, without the keyed hashes.
pub async fn table(checked: &Checked) -> String {
    let staged = checked.staged.as_ref().unwrap_or_else(|| panic!("refused: {:?}", checked.problems));
    let session = SessionContext::new();
    let path = staged.path().to_string_lossy().into_owned();
    let rows = session.read_parquet(path, ParquetReadOptions::default()).await.unwrap();
    let names: Vec<String> = rows.schema().fields().iter().map(|field| field.name().clone()).collect();
    let shown: Vec<&str> = names.iter().map(String::as_str).filter(|name| !["roll", "person"].contains(name)).collect();
    let rows = rows.select_columns(&shown).unwrap();
    pretty_format_batches(&rows.collect().await.unwrap()).unwrap().to_string()
}
