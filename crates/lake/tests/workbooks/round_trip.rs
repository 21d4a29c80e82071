//! Templates come back through the import.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use calamine::{Data, Reader};
use jiff::civil::date;
use lake::{
    Lake, Opening,
    import::{self, Acceptance, Checked, Incoming, Progress},
    snapshot::Cut,
};
use policy::{
    dataset::{Dataset, Scope},
    pack::Pack,
    text::Language,
};
use rust_xlsxwriter::{Format, Workbook};

use crate::{open, pack, template::write};

const DISTRICT: &str = "530113";

fn lake(pack: &Arc<Pack>, folder: &Path) -> Lake {
    let opening = Opening {
        pack: Arc::clone(pack),
        root: folder.to_owned(),
        scratch: folder.to_owned(),
        district: DISTRICT.into(),
        snapshots: Vec::new(),
        measures: Vec::new(),
        memory: 256 << 20,
        partitions: 1,
    };
    Lake::open(opening).unwrap()
}

async fn check(lake: &Lake, dataset: &Dataset, file: &Path, staging: &Path) -> Checked {
    let incoming = Incoming {
        lake,
        dataset,
        file,
        scope: (DISTRICT, Scope::District),
        cut: Cut { as_of: date(2025, 12, 31), known_at: "2026-01-01T00:00:00Z".parse().unwrap() },
        mappings: &[],
        secret: b"secret",
        staging,
        acceptance: Acceptance::default(),
        progress: &Progress::default(),
    };
    import::check(incoming).await.unwrap()
}

#[tokio::test]
async fn an_unfilled_template_is_recognised_and_has_no_rows() {
    let (pack, folder) = (Arc::new(pack()), tempfile::tempdir().unwrap());
    let (lake, path) = (lake(&pack, folder.path()), folder.path().join("template.xlsx"));
    for dataset in pack.datasets.values() {
        for language in [Language::Chinese, Language::English] {
            write(&pack, dataset, language, &path);
            let checked = check(&lake, dataset, &path, folder.path()).await;
            let codes: Vec<&String> = checked.problems.counts.keys().collect();
            assert_eq!(codes, ["file.no_rows"], "{} {language:?}: {:?}", dataset.id, checked.problems.kept);
            assert_eq!((checked.rows_read, checked.sheets[0].header_row), (0, Some(1)));
            assert!(checked.sheets[1..].iter().all(|sheet| sheet.header_row.is_none()), "{}", dataset.id);
            assert_eq!(checked.sheets[0].columns.len(), dataset.columns.len());
        }
    }
}

#[tokio::test]
async fn a_row_filled_in_as_the_example_shows_is_accepted() {
    let (pack, folder) = (Arc::new(pack()), tempfile::tempdir().unwrap());
    let (lake, path) = (lake(&pack, folder.path()), folder.path().join("template.xlsx"));
    let mut refused = BTreeSet::new();
    for dataset in pack.datasets.values() {
        for language in [Language::Chinese, Language::English] {
            write(&pack, dataset, language, &path);
            fill(&path, dataset.columns.len());
            let checked = check(&lake, dataset, &path, folder.path()).await;
            // Checks and references over rows want other rows as well, which one example cannot have.
            let over_rows = |code: &str| code.starts_with("check.") || code == "reference.unknown";
            if checked.problems.kept.iter().any(|problem| over_rows(&problem.code)) {
                assert!(checked.problems.counts.keys().all(|code| over_rows(code)), "{:?}", checked.problems.kept);
                refused.insert(&dataset.id);
                continue;
            }
            assert!(checked.problems.acceptable(), "{} {language:?}: {:?}", dataset.id, checked.problems.kept);
            assert_eq!((checked.rows_read, checked.rows_valid), (1, 1), "{}", dataset.id);
        }
    }
    assert!(refused.len() * 5 < pack.datasets.len(), "most examples stand alone: {refused:?}");
}

/// Writes the example once more, as a fact below the example row.
fn fill(path: &Path, columns: usize) {
    let (name, rows) = open(path).worksheets().into_iter().next().unwrap();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name(name).unwrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (from, to) in [(0, 0), (1, 1), (1, 2)] {
        for (column, cell) in rows.rows().nth(from).unwrap().iter().enumerate() {
            let at = u16::try_from(column).unwrap();
            if to == 2 && column >= columns {
                continue;
            }
            match cell {
                Data::Float(number) => drop(sheet.write_number(to, at, *number).unwrap()),
                Data::DateTime(moment) => drop(sheet.write_number_with_format(to, at, moment.as_f64(), &day).unwrap()),
                Data::Empty => {}
                other => drop(sheet.write_string(to, at, other.to_string()).unwrap()),
            }
        }
    }
    book.save(path).unwrap();
}
