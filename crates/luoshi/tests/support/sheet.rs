//! Changing a workbook as somebody at a spreadsheet program would.

use std::{
    fs,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
};

use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

/// Rewrites one part of a workbook.
pub fn edited(file: &Path, part: &str, edit: impl Fn(String) -> String) -> PathBuf {
    let mut archive = ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let out = file.with_extension("back.xlsx");
    let mut writer = ZipWriter::new(fs::File::create(&out).unwrap());
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if name == part {
            bytes = edit(String::from_utf8(bytes).unwrap()).into_bytes();
        }
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap();
    out
}

/// Puts a text into a cell, as a spreadsheet program would.
pub fn filled(sheet: &str, cell: &str, text: &str) -> String {
    let (before, after) = sheet.split_once(&format!("<c r=\"{cell}\"")).unwrap();
    let end =
        after.find("/>").map(|end| end + 2).into_iter().chain(after.find("</c>").map(|end| end + 4)).min().unwrap();
    let style = after.split_once("s=\"").unwrap().1.split_once('"').unwrap().0;
    format!("{before}<c r=\"{cell}\" s=\"{style}\" t=\"inlineStr\"><is><t>{text}</t></is></c>{}", &after[end..])
}
