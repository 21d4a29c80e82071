//! Official documents on paper: what the packs' templates say on a small district, and what another program makes of it.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "in a test a panic is the message")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    process::Command,
};

use luoshi::{
    document::{self, model},
    packs,
};
use regex::Regex;
use support::luoshi;
use tempfile::TempDir;

/// Every template of the national pack with what it is about.
const DOCUMENTS: [(&str, &[&str]); 6] = [
    ("annual-summary", &[]),
    ("briefing", &[]),
    ("bulletin", &[]),
    ("letter", &["--unit", "police"]),
    ("notice", &[]),
    ("order", &["--commitment", "g-2024-safe-campus"]),
];

/// A synthetic district of which only safe campuses are known.
async fn district() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let only = ["--only", "areas", "--only", "schools", "--only", "safe_campus"];
    let reply = luoshi(dir.path(), &[&["demo", "--no-serve"], &only[..]].concat()).await;
    assert_eq!(reply.code, 0, "{}", reply.err);
    dir
}

async fn write(dir: &TempDir, template: &str, about: &[&str]) -> PathBuf {
    let file = dir.path().join(format!("{template}.docx"));
    let path = file.to_str().unwrap();
    let args = [&["document", "write", template, "--address", "http://site.example", "-o", path], about].concat();
    let reply = luoshi(dir.path(), &args).await;
    assert_eq!((reply.err.as_str(), reply.code), ("", 0));
    file
}

/// One part of a packed document.
fn part(file: &Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The paragraphs of a document as text, each with its style; cells of a row beside each other.
fn text(file: &Path) -> String {
    let document = part(file, "word/document.xml");
    let (row, paragraph) = (Regex::new(r"</w:tr>").unwrap(), Regex::new(r"(?s)<w:p [^>]*>.*?</w:p>").unwrap());
    let (style, run) = (
        Regex::new(r#"<w:pStyle w:val="Official(\w+)|<w:pStyle w:val="(\w+)"#).unwrap(),
        Regex::new(r"(?s)<w:t [^>]*>(.*?)</w:t>|<w:(drawing)>|<w:(tab) />").unwrap(),
    );
    let mut said = String::new();
    for piece in row.split(&document) {
        let (before, cells) = piece.split_once("<w:tr>").unwrap_or((piece, ""));
        for found in paragraph.find_iter(before) {
            let name = style.captures(found.as_str()).map_or("", |it| it.get(1).or(it.get(2)).unwrap().as_str());
            let runs = run.captures_iter(found.as_str());
            let line: String = runs
                .map(|it| if it.get(2).is_some() { "[picture]" } else { it.get(1).map_or("\t", |it| it.as_str()) })
                .collect();
            said += &format!("{name}: {line}\n");
        }
        let cells: Vec<String> = cells
            .split("</w:tc>")
            .map(|cell| run.captures_iter(cell).filter_map(|it| it.get(1)).map(|it| it.as_str()).collect())
            .collect();
        if cells.len() > 1 {
            said += &format!("| {} |\n", cells[..cells.len() - 1].join(" | "));
        }
    }
    said
}

/// Converts files with LibreOffice, whose fonts stand in for those of offices; answers with the folder of the PDFs.
fn printed(files: &[PathBuf]) -> TempDir {
    let out = tempfile::tempdir().unwrap();
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fonts/fonts.conf");
    let profile = format!("-env:UserInstallation=file://{}/profile", out.path().display());
    let status = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir", out.path().to_str().unwrap()])
        .args(files)
        .env("FONTCONFIG_FILE", fonts)
        .env("XDG_CACHE_HOME", out.path().join("cache"))
        .output()
        .expect("soffice must be installed: tools/setup");
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    out
}

fn tool(name: &str, args: &[&str]) -> String {
    let output = Command::new(name).args(args).output().expect("poppler-utils must be installed: tools/setup");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn every_template_is_written_links_its_figures_and_prints_on_a4_with_outer_page_numbers() {
    let dir = district().await;
    let mut files = Vec::new();
    for (template, about) in DOCUMENTS {
        let file = write(&dir, template, about).await;
        insta::assert_snapshot!(template, text(&file));
        let links = part(&file, "word/_rels/document.xml.rels");
        assert!(links.contains("http://site.example/"), "{template} has no link");
        files.push(file);
    }
    let out = printed(&files);
    let counted = Regex::new(r"Pages:\s+(\d+)").unwrap();
    let mut told = Vec::new();
    for (template, _) in DOCUMENTS {
        let pdf = out.path().join(format!("{template}.pdf"));
        let pdf = pdf.to_str().unwrap();
        let info = tool("pdfinfo", &[pdf]);
        assert!(info.contains("(A4)"), "{template}: {info}");
        let pages: usize = counted.captures(&info).unwrap()[1].parse().unwrap();
        for page in 1..=pages {
            let number = page.to_string();
            let text = tool("pdftotext", &["-layout", "-f", &number, "-l", &number, pdf, "-"]);
            assert!(text.contains("演示数据，全部虚构"), "{template} {page} does not say that it is made up");
            let last = text.lines().rfind(|line| !line.trim().is_empty()).unwrap();
            assert_eq!(last.replace(' ', ""), format!("—{page}—"), "{template}");
            let places = tool("pdftotext", &["-bbox", "-f", &number, "-l", &number, pdf, "-"]);
            let word = Regex::new(&format!(r#"xMin="([0-9.]+)"[^>]*>—?{page}—?<"#)).unwrap();
            let at: f64 = word.captures_iter(&places).last().unwrap()[1].parse().unwrap();
            assert_eq!(at > 300.0, page % 2 == 1, "{template}: page {page} is numbered on the inner side: {at}");
        }
        told.push(format!("{template}: {pages}"));
    }
    let fonts = tool("pdffonts", &[out.path().join("bulletin.pdf").to_str().unwrap()]);
    for face in ["NotoSansCJK", "GBZenKai", "BousungEG", "NotoSerifCJK"] {
        assert!(fonts.contains(face), "{face} is not used: {fonts}");
    }
    insta::assert_snapshot!("pages", told.join("\n"));
    let log = luoshi(dir.path(), &["log", "list", "--format", "json"]).await.out;
    assert_eq!(log.matches("document.written").count(), DOCUMENTS.len());
}

#[test]
fn a_full_page_has_the_lines_and_characters_of_the_standard() {
    let pack = packs::load(&packs::find("cn-education", Path::new("")).unwrap()).unwrap();
    let paper = pack.paper.unwrap();
    let (lines, characters) = (paper.lines as usize, paper.characters as usize);
    // The title and the empty line below it are two lines.
    let body = "国".repeat(characters * (lines * 2 - 2) - 2);
    let run = model::Run { text: body, ..model::Run::default() };
    let document = model::Document {
        title: vec!["标题".into()],
        body: vec![model::Block::Paragraph(vec![run])],
        ..model::Document::default()
    };
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("full.docx");
    fs::write(&file, document::write(&paper, &document, &BTreeMap::new(), None).unwrap()).unwrap();
    let out = printed(&[file]);
    let pdf = out.path().join("full.pdf");
    let pdf = pdf.to_str().unwrap();
    let pages = tool("pdfinfo", &[pdf]);
    assert!(pages.contains("Pages:           2"), "{}", tool("pdftotext", &["-layout", pdf, "-"]));
    let second = tool("pdftotext", &["-layout", "-f", "2", "-l", "2", pdf, "-"]);
    let full: Vec<usize> = second.lines().map(|line| line.matches('国').count()).filter(|count| *count > 0).collect();
    assert_eq!(full, vec![characters; lines]);
}

/// A pack of one's own whose document stands in for the national one, or is wrong.
fn pack(dir: &TempDir, template: &str) -> PathBuf {
    let folder = dir.path().join("own");
    fs::create_dir_all(folder.join("documents")).unwrap();
    fs::write(
        folder.join("pack.toml"),
        "id = \"own\"\ntitle = { zh = \"自用\", en = \"Own\" }\nextends = \"cn-education\"\n",
    )
    .unwrap();
    fs::write(folder.join("documents/notice.txt"), template).unwrap();
    folder
}

const ABOUT: &str = "+++\ntitle = { zh = \"通知\", en = \"Notice\" }\npurpose = { zh = \"试\", en = \"Try\" }\nsubject = \"plan\"\n+++\n";

#[tokio::test]
async fn a_template_that_is_wrong_is_told_with_file_and_line() {
    let cases = [
        ("title = 1\n", "own/documents/notice.txt 第 1 行"),
        ("+++\ntitel = 1\n+++\n", "own/documents/notice.txt 第 2 行"),
        (&format!("{ABOUT}# {{% if %}}\n"), "own/documents/notice.txt 第 6 行"),
        (&format!("{ABOUT}# 题\n\n{{{{ plan.tilte }}}}\n"), "own/documents/notice.txt 第 8 行"),
        (&format!("{ABOUT}{{{{ edition.number }}}}\n"), "own/documents/notice.txt 第 6 行"),
        (&format!("{ABOUT}# 题\n@form 甲\n"), "own/documents/notice.txt 第 7 行"),
        (&format!("{ABOUT}| 甲 | 乙 |\n| -- | -- |\n| 丙 |\n"), "own/documents/notice.txt 第 8 行"),
        (&format!("{ABOUT}| 甲 | 乙 |\n"), "own/documents/notice.txt 第 6 行"),
        (&format!("{ABOUT}!chart nothing | 图\n"), "own/documents/notice.txt 第 6 行"),
        (
            &format!(
                "{ABOUT}{{% for a in range(1000000) %}}{{% for b in range(1000000) %}}x{{% endfor %}}{{% endfor %}}\n"
            ),
            "own/documents/notice.txt 第 6 行",
        ),
    ];
    for (template, place) in cases {
        let dir = tempfile::tempdir().unwrap();
        let folder = pack(&dir, template);
        let reply = luoshi(dir.path(), &["pack", "check", folder.to_str().unwrap()]).await;
        let said = reply.out + &reply.err;
        assert_eq!(reply.code, 1, "{template}: {said}");
        assert!(said.contains(place), "{template}: {said}");
        assert!(!said.contains("Unknown localization key"), "{said}");
    }
    let dir = tempfile::tempdir().unwrap();
    let folder = pack(&dir, &format!("{ABOUT}# 自拟通知\n{{{{ plan.title }}}}\n"));
    let list =
        luoshi(dir.path(), &["document", "list", "--format", "csv", "--pack", folder.to_str().unwrap()]).await.out;
    assert!(list.contains("notice,通知,"), "a document of one's own stands in for the national one: {list}");
}

#[tokio::test]
async fn what_cannot_be_written_is_refused_in_words() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(luoshi(dir.path(), &["init"]).await.code, 0);
    let out = dir.path().join("x.docx");
    let out = out.to_str().unwrap();
    let cases: [(&[&str], &str); 5] = [
        (&["nothing"], "document-unknown"),
        (&["letter"], "document-unit"),
        (&["letter", "--unit", "nobody"], "document-unit"),
        (&["order", "--commitment", "none"], "document-commitment"),
        (&["bulletin", "--date", "2030-01-01"], "document-day"),
    ];
    let mut codes = BTreeSet::new();
    for (args, code) in cases {
        let reply = luoshi(dir.path(), &[&["document", "write", "-o", out], args].concat()).await;
        assert_eq!(reply.code, 1, "{args:?}: {}", reply.out);
        assert!(reply.err.contains(&format!("[{code}]")), "{args:?}: {}", reply.err);
        codes.insert(code);
    }
    // Nothing is known yet, and documents say so instead of failing.
    for (template, about) in DOCUMENTS {
        let file = dir.path().join(format!("{template}.docx"));
        let args = [&["document", "write", template, "-o", file.to_str().unwrap()], about].concat();
        let reply = luoshi(dir.path(), &args).await;
        assert_eq!((reply.code, reply.err.as_str()), (0, ""), "{template}");
        assert!(!part(&file, "word/document.xml").contains("<w:hyperlink"), "no address, no link");
    }
}

#[test]
fn every_fact_stands_in_the_documentation() {
    let schema = schemars::schema_for!(document::facts::Facts);
    let shapes = schema.as_value()["$defs"].as_object().unwrap().values().chain([schema.as_value()]);
    let fields: BTreeSet<_> = shapes.flat_map(|one| one["properties"].as_object().unwrap().keys()).collect();
    for page in [include_str!("../../../docs/packs.md"), include_str!("../../../docs/packs.zh-CN.md")] {
        let (_, part) = page.split_once("## documents/").unwrap();
        // What every figure and count is made of is told in words.
        for field in fields.iter().filter(|field| !["text", "page"].contains(&field.as_str())) {
            assert!(part.contains(&format!("`{field}`")), "{field} is not told");
        }
    }
}
