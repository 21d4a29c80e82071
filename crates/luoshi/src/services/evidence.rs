//! Files that prove something: taken in as what their content says, kept in the workspace under its hash, each once, and
//! never changed.

use std::{
    io::{Cursor, Write as _},
    path::PathBuf,
};

use anyhow::{Context as _, Result};
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder};
use policy::{
    hash::sha256,
    pack::Pack,
    supervise::{Evidence, FileKind},
};

use crate::{refusal::Refusal, workspace::Workspace};

/// Files handed in at once.
pub const MOST_FILES: usize = 9;
/// Longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 120;
/// Quality at which a photo is written again.
const JPEG_QUALITY: u8 = 88;
/// Largest side of a picture that is opened.
const MOST_PIXELS: u32 = 16_000;
/// Most memory for opening a picture.
const MOST_MEMORY: u64 = 256 << 20;

/// A file that came in.
pub struct Taken {
    pub name: String,
    pub content: Vec<u8>,
}

/// Bytes of one file at most; none are taken when the pack declares none.
#[must_use]
pub fn limit(pack: &Pack) -> usize {
    pack.supervision.evidence.as_ref().map_or(0, |rules| usize::try_from(rules.most_megabytes).unwrap_or(0) << 20)
}

/// Takes files in, all or none. Pictures lose place, time and device when `strip` says so.
///
/// # Errors
/// Refused when there are too many, or one is too large, of a kind that the pack does not take, or not what it claims to
/// be.
pub fn take(workspace: &Workspace, files: Vec<Taken>, strip: bool) -> Result<Vec<Evidence>> {
    if files.len() > MOST_FILES {
        return Err(Refusal::new("evidence-many").with("most", MOST_FILES).into());
    }
    let mut checked_files = Vec::new();
    for file in files {
        checked_files.push(checked(&workspace.pack, file, strip)?);
    }
    let keep = |(file, content): (Evidence, Vec<u8>)| Ok(Evidence { sha256: keep(workspace, &content)?, ..file });
    checked_files.into_iter().map(keep).collect()
}

/// Keeps a file and gives its hash. The file is there before anything names it.
///
/// # Errors
/// When the folder cannot be written to.
pub fn keep(workspace: &Workspace, content: &[u8]) -> Result<String> {
    let hash = sha256(content);
    let kept = path(workspace, &hash);
    if !kept.exists() {
        let mut file = tempfile::NamedTempFile::new_in(workspace.tmp_dir())?;
        file.write_all(content)?;
        file.as_file().sync_all()?;
        file.persist(&kept).with_context(|| format!("keeping {}", kept.display()))?;
    }
    Ok(hash)
}

/// Where a file of a hash lies.
#[must_use]
pub fn path(workspace: &Workspace, hash: &str) -> PathBuf {
    workspace.root.join("evidence").join(hash)
}

/// A file by its content: its kind, and what is kept of it.
fn checked(pack: &Pack, file: Taken, strip: bool) -> Result<(Evidence, Vec<u8>)> {
    let name = named(&file.name);
    let most = limit(pack);
    if file.content.len() > most {
        return Err(Refusal::new("evidence-large").with("name", name).with("most", most >> 20).into());
    }
    let taken = pack.supervision.evidence.as_ref().map(|rules| rules.kinds.as_slice()).unwrap_or_default();
    let kind = kind(&file.content).filter(|kind| taken.contains(kind));
    let kind = kind.ok_or_else(|| {
        let kinds: Vec<_> = taken.iter().map(crate::words::name).collect();
        Refusal::new("evidence-kind").with("name", &name).with("kinds", kinds.join(" "))
    })?;
    let (content, stripped) = match format(kind) {
        Some(format) if strip => {
            let again = stripped(&file.content, format).map_err(|error| {
                tracing::info!("a picture that cannot be opened: {error}");
                Refusal::new("evidence-broken").with("name", &name)
            })?;
            (again, true)
        }
        _ => (file.content, false),
    };
    let bytes = content.len() as u64;
    Ok((Evidence { sha256: String::new(), name, kind, bytes, stripped }, content))
}

/// The last part of a name, without characters that mean something to a browser or a folder.
fn named(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let sound: String = last.chars().filter(|one| !one.is_control() && !"\"<>|:*?;%".contains(*one)).collect();
    let chars: Vec<char> = sound.trim().chars().collect();
    let from = chars.len().saturating_sub(LONGEST_NAME);
    chars[from..].iter().collect()
}

/// What a file is by its first bytes, whatever it is called.
fn kind(content: &[u8]) -> Option<FileKind> {
    Some(match infer::get(content)?.mime_type() {
        "image/jpeg" => FileKind::Jpeg,
        "image/png" => FileKind::Png,
        "image/webp" => FileKind::Webp,
        "application/pdf" => FileKind::Pdf,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => FileKind::Docx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => FileKind::Xlsx,
        "application/vnd.openxmlformats-officedocument.presentationml.presentation" => FileKind::Pptx,
        _ => return None,
    })
}

const fn format(kind: FileKind) -> Option<ImageFormat> {
    match kind {
        FileKind::Jpeg => Some(ImageFormat::Jpeg),
        FileKind::Png => Some(ImageFormat::Png),
        FileKind::Webp => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// The picture written again from its pixels, upright: nothing else of the file is left.
fn stripped(content: &[u8], format: ImageFormat) -> image::ImageResult<Vec<u8>> {
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MOST_PIXELS), Some(MOST_PIXELS));
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    let mut again = Cursor::new(Vec::new());
    if format == ImageFormat::Jpeg {
        picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut again, JPEG_QUALITY))?;
    } else {
        picture.write_to(&mut again, format)?;
    }
    Ok(again.into_inner())
}
