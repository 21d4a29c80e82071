//! The fenced examples of docs/packs.md that name a file, by file.

use policy::pack::Files;

/// The page in English and in Chinese.
pub const PAGES: [&str; 2] =
    [include_str!("../../../../docs/packs.md"), include_str!("../../../../docs/packs.zh-CN.md")];

pub fn examples(page: &str) -> Files {
    let mut files = Files::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        let fence = line.strip_prefix("```");
        match (&mut open, fence) {
            (Some(_), Some(_)) => files.extend(open.take()),
            (Some((_, text)), None) => text.extend([line, "\n"]),
            (None, Some(info)) => {
                let path = info.split_once(' ').map_or("", |(_, path)| path);
                open = Some((path.to_owned(), String::new()));
            }
            (None, None) => {}
        }
    }
    files.retain(|path, _| !path.is_empty());
    files
}
