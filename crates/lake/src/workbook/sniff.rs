//! What kind of file it really is, whatever its name says. Files that only pretend to be workbooks are refused with
//! the way out, and so are archives that would unpack to absurd sizes.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use zip::ZipArchive;

use crate::problem::Problem;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Xlsb,
    Xls,
    Ods,
    Delimited,
}

/// Largest part of a workbook and its largest believable compression; a sheet of a million rows has about 1 GiB and 20.
const MAX_PART: u64 = 8 << 30;
const MAX_RATIO: u64 = 250;
/// Parts below this size are harmless however well they are compressed.
const SMALL_PART: u64 = 32 << 20;
/// Kinds that are read as a whole may not be larger.
const MAX_WHOLE: u64 = 256 << 20;

/// # Errors
/// Faults of reading; the inner problem says why the file is refused.
pub(super) fn kind(path: &Path) -> io::Result<Result<Kind, Problem>> {
    let mut file = BufReader::new(File::open(path)?);
    let length = file.get_ref().metadata()?.len();
    let mut start = Vec::new();
    file.by_ref().take(4096).read_to_end(&mut start)?;
    file.seek(SeekFrom::Start(0))?;
    let extension = path.extension().map(|text| text.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let refused = |code: &str| Ok(Err(Problem::of_file(code).with("extension", extension.clone())));
    if start.is_empty() {
        return refused("file.empty");
    }
    if extension == "et" || extension == "ett" {
        return refused("file.wps");
    }
    if start.starts_with(b"PK\x03\x04") {
        return archive(file);
    }
    if start.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return if length > MAX_WHOLE { refused("file.too_large") } else { compound(file) };
    }
    if start.starts_with(b"%PDF")
        || start.starts_with(b"{\\rtf")
        || start.starts_with(b"\xFF\xD8")
        || start.starts_with(b"\x89PNG")
    {
        return refused("file.not_a_workbook");
    }
    let text = String::from_utf8_lossy(&start).trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    if ["<html", "<!doctype", "<table", "<?xml", "<meta", "<style", "mime-version"]
        .iter()
        .any(|tag| text.starts_with(tag))
    {
        return refused("file.web_page");
    }
    let binary = start.contains(&0) && !start.starts_with(&[0xFF, 0xFE]) && !start.starts_with(&[0xFE, 0xFF]);
    match extension.as_str() {
        _ if binary => refused("file.not_a_workbook"),
        "xls" | "xlsx" | "xlsm" | "xlsb" | "ods" => refused("file.text_as_workbook"),
        "csv" | "txt" | "tsv" => Ok(Ok(Kind::Delimited)),
        _ => refused("file.not_a_workbook"),
    }
}

fn archive(file: BufReader<File>) -> io::Result<Result<Kind, Problem>> {
    let whole = file.get_ref().metadata()?.len();
    let Ok(mut archive) = ZipArchive::new(file) else { return Ok(Err(Problem::of_file("file.damaged"))) };
    let mut strings = None;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index_raw(index) else { return Ok(Err(Problem::of_file("file.damaged"))) };
        let name = part.name().map_or_else(|_| String::new(), std::borrow::Cow::into_owned);
        let (size, packed) = (part.size(), part.compressed_size().max(1));
        if size > MAX_PART || size > SMALL_PART && size / packed > MAX_RATIO {
            return Ok(Err(Problem::of_file("file.bomb").with("detail", name)));
        }
        if name.eq_ignore_ascii_case("xl/sharedStrings.xml") {
            strings = Some((index, size));
        }
    }
    if let Some((index, size)) = strings {
        // These are held in memory, so their stated size must be true.
        let Ok(part) = archive.by_index(index) else { return Ok(Err(Problem::of_file("file.damaged"))) };
        if io::copy(&mut part.take(size + 1), &mut io::sink()).is_ok_and(|read| read > size) {
            return Ok(Err(Problem::of_file("file.bomb").with("detail", "xl/sharedStrings.xml".to_owned())));
        }
    }
    let has = |name: &str| archive.index_for_name(name).is_some();
    let kind = if has("xl/workbook.xml") {
        Kind::Xlsx
    } else if has("xl/workbook.bin") {
        Kind::Xlsb
    } else if has("content.xml") && has("mimetype") {
        let mut mimetype = String::new();
        if let Ok(part) = archive.by_name("mimetype") {
            part.take(100).read_to_string(&mut mimetype)?;
        }
        if !mimetype.starts_with("application/vnd.oasis.opendocument.spreadsheet") {
            return Ok(Err(Problem::of_file("file.not_a_workbook")));
        }
        Kind::Ods
    } else {
        return Ok(Err(Problem::of_file("file.not_a_workbook")));
    };
    if kind != Kind::Xlsx && whole > MAX_WHOLE / 4 {
        return Ok(Err(Problem::of_file("file.too_large")));
    }
    Ok(Ok(kind))
}

/// Old compound files name their streams in UTF-16.
fn compound(mut file: BufReader<File>) -> io::Result<Result<Kind, Problem>> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let has = |name: &str| {
        // A directory entry is 128 bytes and begins with the name, ended by a zero.
        let name: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        bytes.chunks(128).any(|entry| entry.starts_with(&name))
    };
    Ok(if has("EncryptedPackage") {
        Err(Problem::of_file("file.encrypted"))
    } else if has("Workbook") || has("Book") {
        Ok(Kind::Xls)
    } else {
        Err(Problem::of_file("file.not_a_workbook"))
    })
}

/// Whether any sheet of an xlsx file may have merged cells: its unpacked bytes hold the name of their list.
pub(super) fn mentions_merged_cells(path: &Path) -> io::Result<bool> {
    const NAME: &[u8] = b"mergeCells";
    let finder = memchr::memmem::Finder::new(NAME);
    let mut archive = ZipArchive::new(BufReader::new(File::open(path)?))?;
    let mut block = vec![0; 256 * 1024];
    for index in 0..archive.len() {
        let mut part = archive.by_index(index)?;
        if !part.name().is_ok_and(|name| name.starts_with("xl/worksheets/")) {
            continue;
        }
        let mut kept = 0;
        loop {
            let read = part.read(&mut block[kept..])?;
            if read == 0 {
                break;
            }
            let end = kept + read;
            if finder.find(&block[..end]).is_some() {
                return Ok(true);
            }
            // The name may stand across two blocks.
            kept = end.min(NAME.len() - 1);
            block.copy_within(end - kept..end, 0);
        }
    }
    Ok(false)
}
