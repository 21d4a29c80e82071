//! A district of two townships and five schools, with a pack made for these tests.

use std::{
    fs::{self, File},
    sync::Arc,
};

use datafusion::{
    arrow::{
        array::{ArrayRef, RecordBatch, StringArray},
        compute::cast,
        datatypes::{Schema, SchemaRef},
    },
    parquet::arrow::ArrowWriter,
};
use jiff::{Timestamp, civil::Date};
use lake::{
    Lake, Opening,
    compute::{Figure, Figures, Known},
    inputs::{Measure, Question},
    schema,
    snapshot::{Cut, Snapshot},
};
use policy::{
    number::Number,
    pack::{Files, Pack, load},
};
use tempfile::TempDir;

pub const DISTRICT: &str = "d";

/// Column: name, type, privacy class, then other keys of the declaration.
type Columns<'a> = &'a [(&'a str, &'a str, &'a str, &'a str)];

const DATASETS: [(&str, &str, Option<&str>, Columns); 6] = [
    (
        "areas",
        "area_code",
        Some("area_code"),
        &[
            ("area_code", "identifier", "public", ""),
            ("name", "text", "public", ""),
            ("level", "text", "public", ""),
            ("parent_code", "identifier", "public", ""),
        ],
    ),
    (
        "schools",
        "school_code",
        Some("school_code"),
        &[
            ("school_code", "identifier", "public", ""),
            ("name", "text", "public", ""),
            ("area_code", "identifier", "public", ""),
            ("opened_on", "date", "public", ""),
            ("closed_on", "date", "public", ""),
        ],
    ),
    (
        "org_changes",
        "change_no",
        None,
        &[
            ("change_no", "text", "public", ""),
            ("changed_on", "date", "public", ""),
            ("from_code", "identifier", "public", ""),
            ("to_code", "identifier", "public", ""),
        ],
    ),
    (
        "students",
        "roll_number",
        Some("school_code"),
        &[
            ("roll_number", "identifier", "identifier", "key_as = \"person\""),
            ("student_name", "text", "personal", ""),
            ("birth_date", "date", "personal", ""),
            ("school_code", "identifier", "public", ""),
            ("boarder", "boolean", "internal", ""),
            ("disability", "text", "sensitive", ""),
        ],
    ),
    (
        "places",
        "school_code",
        Some("school_code"),
        &[
            ("school_code", "identifier", "public", ""),
            ("places", "integer", "public", ""),
            ("books", "decimal", "public", "scale = 2"),
        ],
    ),
    (
        "rankings",
        "school_code",
        Some("school_code"),
        &[("school_code", "identifier", "public", ""), ("position", "integer", "public", "")],
    ),
];

const INDICATORS: [(&str, &str, &str, &str); 10] = [
    ("boarders", "ratio", "percent", "dataset = \"students\""),
    ("boarders_last_year", "ratio", "percent", "dataset = \"students\"\nyears_ago = 1\nas = \"last\""),
    ("large_schools", "ratio", "percent", "dataset = \"students\""),
    ("places", "sum", "places", "dataset = \"places\""),
    ("books_cv", "coefficient_of_variation", "ratio", "dataset = \"places\""),
    ("rank", "value", "rank", "dataset = \"rankings\""),
    ("good_schools", "ratio", "percent", "indicator = \"boarders\"\n[[version.read]]\nstandard = \"good\""),
    ("inexact", "sum", "count", "dataset = \"places\""),
    ("unclassed", "sum", "count", "dataset = \"places\""),
    ("opinion", "manual", "percent", ""),
];

const SQL: [(&str, &str); 9] = [
    (
        "boarders",
        "SELECT school_code AS org, CASE WHEN boarder THEN 1 ELSE 0 END AS num, 1 AS den,
                roll_number, student_name, birth_date, disability FROM students",
    ),
    (
        "boarders_last_year",
        "SELECT school_code AS org, CASE WHEN boarder THEN 1 ELSE 0 END AS num, 1 AS den FROM last",
    ),
    (
        "large_schools",
        "SELECT school_code AS org, CASE WHEN COUNT(*) > 1 THEN 1 ELSE 0 END AS num, 1 AS den, COUNT(*) AS persons
         FROM students GROUP BY school_code",
    ),
    (
        "places",
        "SELECT school_code AS org, places AS num, NULL AS den, $year = 2024 AND $reference > DATE '2024-01-01' AS estimated
         FROM places WHERE places >= $least - 1 + 1",
    ),
    ("books_cv", "SELECT school_code AS org, books AS num, places AS den FROM places"),
    ("rank", "SELECT school_code AS org, position AS num, NULL AS den FROM rankings"),
    (
        "good_schools",
        "SELECT boarders.org, CASE WHEN boarders.value >= good.value THEN 1 ELSE 0 END AS num, 1 AS den
         FROM boarders JOIN good ON good.indicator = 'boarders' WHERE boarders.level = 'school'",
    ),
    ("inexact", "SELECT school_code AS org, CAST(places AS DOUBLE) AS num, NULL AS den FROM places"),
    (
        "unclassed",
        "WITH RECURSIVE more AS (SELECT school_code, places FROM places
           UNION ALL SELECT school_code, places + 1 FROM more WHERE places < 3)
         SELECT school_code AS org, places AS num, NULL AS den FROM more",
    ),
];

const TEXT: &str = "{ zh = \"x\", en = \"x\" }";

pub fn pack() -> Pack {
    let mut files = Files::new();
    let manifest = format!("id = \"test\"\ntitle = {TEXT}\nmin_persons = 2\n");
    files.insert("pack.toml".into(), manifest);
    for (id, key, org, columns) in DATASETS {
        let mut text = format!(
            "id = \"{id}\"\nfamily = \"test\"\ntitle = {TEXT}\ngrain = {TEXT}\nsource_system = {TEXT}\nfresh_days = 400\n\
             scopes = [\"district\", \"township\", \"school\"]\nkey = [\"{key}\"]\n"
        );
        text.extend(org.map(|org| format!("org = \"{org}\"\n")));
        for (name, kind, privacy, others) in columns {
            let example = match *kind {
                "date" => "2024-09-01",
                "boolean" => "是",
                _ => "1",
            };
            text = format!(
                "{text}[[column]]\nname = \"{name}\"\nheader = {{ zh = \"{name}\", en = \"{name}\" }}\ntype = \"{kind}\"\n\
                 privacy = \"{privacy}\"\nexample = \"{example}\"\n{others}\n"
            );
        }
        files.insert(format!("datasets/{id}.toml"), text);
    }
    for (id, kind, unit, read) in INDICATORS {
        let computed = kind != "manual";
        let mut text = format!(
            "id = \"{id}\"\ntitle = {TEXT}\nmeaning = {TEXT}\nkind = \"{kind}\"\nunit = \"{unit}\"\ndirection = \"rising\"\n\
             levels = [\"district\", \"township\", \"school\"]\nreference = \"09-01\"\n"
        );
        let least = if id == "places" { "params = { least = 1 }\n" } else { "" };
        for (from, breaks) in [(2020, false), (2024, true)] {
            text = format!(
                "{text}[[version]]\nfrom = {from}\nbreaks_series = {breaks}\nsource = \"x\"\ndecided_by = {TEXT}\n"
            );
            if computed {
                text = format!("{text}sql = \"{id}.sql\"\n{least}[[version.read]]\n{read}\n");
            }
        }
        files.insert(format!("indicators/{id}.toml"), text);
    }
    for (id, sql) in SQL {
        files.insert(format!("indicators/{id}.sql"), sql.into());
    }
    let rule = "[[rule]]\nid = \"a\"\nindicator = \"boarders\"\ncomparator = \"at_least\"\nvalue = 50\n";
    let standard = format!("id = \"good\"\ntitle = {TEXT}\nsource = \"x\"\n{rule}title = {TEXT}\n");
    files.insert("standards/good.toml".into(), standard);
    load(&[files]).unwrap()
}

pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// Midnight of a day, in UTC.
pub fn time(day: &str) -> Timestamp {
    format!("{day}T00:00:00Z").parse().unwrap()
}

pub fn number(text: &str) -> Number {
    text.parse().unwrap()
}

/// Everything known about everything up to a day.
pub fn cut(as_of: &str) -> Cut {
    Cut { as_of: date(as_of), known_at: time("2030-01-01") }
}

pub fn question(indicator: &str, year: i16, as_of: &str) -> Question {
    Question { indicator: indicator.into(), year, cut: cut(as_of), on: None }
}

pub struct Fixture {
    folder: TempDir,
    pub pack: Arc<Pack>,
    pub snapshots: Vec<Snapshot>,
    pub measures: Vec<Measure>,
}

impl Fixture {
    /// Townships `t1` (schools `a`, `b`) and `t2` (schools `c`, `e`), and school `old`, closed in 2022.
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let mut fixture = Self { folder, pack: Arc::new(pack()), snapshots: Vec::new(), measures: Vec::new() };
        fixture.import(
            "areas",
            DISTRICT,
            "2020-01-01",
            "area_code,name,level,parent_code\n\
             d,District,district,\nt1,One,township,d\nt2,Two,township,d\nv9,Village,village,t2",
        );
        fixture.import(
            "schools",
            DISTRICT,
            "2020-01-01",
            "school_code,name,area_code,opened_on,closed_on\n\
             a,A,t1,,\nb,B,t1,,\nc,C,t2,,\ne,E,v9,,\nold,Old,t1,,2022-08-01",
        );
        fixture
    }

    /// Writes a snapshot that became known on the day of its facts; cells are CSV without quotes.
    pub fn import(&mut self, dataset: &str, scope: &str, as_of: &str, csv: &str) -> String {
        let table = schema::table(&self.pack.datasets[dataset]);
        self.import_as(dataset, scope, as_of, csv, &table)
    }

    /// The same with the columns of an older declaration.
    pub fn import_as(&mut self, dataset: &str, scope: &str, as_of: &str, csv: &str, table: &SchemaRef) -> String {
        let id = format!("s{:03}", self.snapshots.len());
        let file = format!("{dataset}/{id}.parquet");
        let path = self.folder.path().join(&file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let header = lines.next().unwrap();
        let rows: Vec<Vec<&str>> = lines.collect();
        let columns = table.fields().iter().map(|field| {
            let place = header.iter().position(|name| name == field.name());
            let cell = |row: &Vec<&str>| place.map(|at| row[at].to_owned()).filter(|cell| !cell.is_empty());
            let texts: ArrayRef = Arc::new(rows.iter().map(cell).collect::<StringArray>());
            cast(&texts, field.data_type()).unwrap()
        });
        let batch = RecordBatch::try_new(Arc::clone(table), columns.collect()).unwrap();
        let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), Arc::clone(table), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        self.snapshots.push(Snapshot {
            id: id.clone(),
            dataset: dataset.into(),
            scope: scope.into(),
            as_of: date(as_of),
            recorded_at: time(as_of),
            withdrawn_at: None,
            file,
            sha256: format!("hash of {id}"),
            rows: rows.len() as u64,
            left_out: 0,
            source_name: format!("{dataset}.xlsx"),
            source_sha256: "source".into(),
            importer: "tester".into(),
        });
        id
    }

    pub fn snapshot(&mut self, id: &str) -> &mut Snapshot {
        self.snapshots.iter_mut().find(|snapshot| snapshot.id == id).unwrap()
    }

    pub fn lake(&self) -> Lake {
        Lake::open(Opening {
            pack: Arc::clone(&self.pack),
            root: self.folder.path().into(),
            scratch: self.folder.path().join("scratch"),
            district: DISTRICT.into(),
            snapshots: self.snapshots.clone(),
            measures: self.measures.clone(),
            memory: 256 << 20,
            partitions: 2,
        })
        .unwrap()
    }

    pub async fn compute(&self, question: &Question) -> Figures {
        self.lake().compute(question, &Known::new()).await.unwrap()
    }

    /// The figure of one org.
    pub async fn figure(&self, question: &Question, org: &str) -> Figure {
        let figures = self.compute(question).await.figures;
        figures.into_iter().find(|figure| figure.org == org).unwrap_or_else(|| panic!("no figure of {org}"))
    }
}

/// A table's schema without one column, as an older pack declared it.
pub fn without(table: &SchemaRef, column: &str) -> SchemaRef {
    let fields = table.fields().iter().filter(|field| field.name() != column).cloned().collect::<Vec<_>>();
    Arc::new(Schema::new(fields))
}
