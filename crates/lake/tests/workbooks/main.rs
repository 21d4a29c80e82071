//! Workbooks that the lake writes: templates and marked copies, read back as a user's program would.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking, helpers too")]

mod annotate;
mod round_trip;
mod template;

use std::{collections::BTreeMap, fs, path::Path};

use calamine::{Data, Range, Reader, Sheets, open_workbook_auto};
use policy::pack::{self, Files, Pack};

/// The shipped national pack.
fn pack() -> Pack {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/cn-education");
    let mut files = Files::new();
    collect(&root, &root, &mut files);
    pack::load(&[files]).unwrap()
}

fn collect(root: &Path, folder: &Path, files: &mut Files) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|ending| ending == "toml" || ending == "sql") {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

fn open(path: &Path) -> Sheets<std::io::BufReader<fs::File>> {
    open_workbook_auto(path).unwrap()
}

fn range(path: &Path, sheet: &str) -> Range<Data> {
    open(path).worksheet_range(sheet).unwrap()
}

/// The parts of a workbook as text, by name.
fn parts(path: &Path) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let text = |name: String| {
        let part = archive.by_name(&name).unwrap();
        let text = std::io::read_to_string(part).unwrap();
        (name, text)
    };
    names.into_iter().map(text).collect()
}
