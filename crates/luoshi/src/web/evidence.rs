//! Files that prove something: out of a form, and into a browser. Nothing of them is ever run: what a browser can show it
//! shows in a page that may load and do nothing, the rest it only keeps.

use std::{fs::File, path::PathBuf};

use axum::{
    body::Body,
    extract::Multipart,
    http::header,
    response::{IntoResponse as _, Response},
};
use policy::supervise::{Evidence, FileKind};

use super::{
    guard::urlencoded,
    trouble::{self, Trouble},
};
use crate::{
    refusal::Refusal,
    services::evidence::{MOST_FILES, Taken},
};

/// The fields and the files of a form.
pub(super) struct Sent {
    pub fields: Vec<(String, String)>,
    pub files: Vec<Taken>,
}

impl Sent {
    /// # Errors
    /// Refused when the form breaks off, or brings too many files.
    pub async fn read(mut form: Multipart) -> Result<Self, Trouble> {
        let mut sent = Self { fields: Vec::new(), files: Vec::new() };
        let broken = |_| Refusal::new("evidence-none");
        while let Some(part) = form.next_field().await.map_err(broken)? {
            let field = part.name().unwrap_or_default().to_owned();
            if field != "file" {
                sent.fields.push((field, part.text().await.map_err(broken)?));
                continue;
            }
            let name = part.file_name().unwrap_or_default().to_owned();
            // Fields without a file come along empty.
            if !name.is_empty() {
                if sent.files.len() == MOST_FILES {
                    return Err(Refusal::new("evidence-many").with("most", MOST_FILES).into());
                }
                sent.files.push(Taken { name, content: part.bytes().await.map_err(broken)?.to_vec() });
            }
        }
        Ok(sent)
    }

    /// What was typed into a field; empty when nothing was.
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(one, _)| one == name).map_or("", |(_, value)| value.trim())
    }
}

/// A file as an answer.
pub(super) fn answer(file: &Evidence, path: PathBuf) -> Result<Response, Trouble> {
    let open = File::open(path).map_err(|_| trouble::missing())?;
    let way = if file.kind.is_shown() { "inline" } else { "attachment" };
    let named = format!("{way}; filename*=UTF-8''{}", urlencoded(&file.name).replace('+', "%20"));
    // The viewers for PDF that browsers bring along do not work in a sandbox; they run nothing of the page either.
    let policy = match file.kind {
        FileKind::Pdf => "default-src 'none'; object-src 'self'; frame-ancestors 'none'; form-action 'none'",
        _ => "default-src 'none'; frame-ancestors 'none'; form-action 'none'; sandbox",
    };
    let headers = [
        (header::CONTENT_TYPE, file.kind.mime().to_owned()),
        (header::CONTENT_DISPOSITION, named),
        (header::CONTENT_SECURITY_POLICY, policy.to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_LENGTH, open.metadata()?.len().to_string()),
    ];
    let body = Body::from_stream(tokio_util::io::ReaderStream::new(tokio::fs::File::from_std(open)));
    Ok((headers, body).into_response())
}
