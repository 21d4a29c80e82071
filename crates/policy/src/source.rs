//! The text of the source document, as places point into it.
//!
//! The text itself is not part of a pack; its fingerprint is. Whoever has the official document can check every place.

use sha2::{Digest, Sha256};

use crate::{hash::hex, plan::Place};

/// The paragraphs of a document: its lines, trimmed of white space, without the blank ones.
#[derive(Clone, Debug)]
pub struct SourceText {
    paragraphs: Vec<Vec<char>>,
}

impl SourceText {
    #[must_use]
    pub fn new(text: &str) -> Self {
        let trimmed = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        Self { paragraphs: trimmed.filter(|line| !line.is_empty()).map(|line| line.chars().collect()).collect() }
    }

    /// SHA-256 of the paragraphs, each ended by a line feed, in UTF-8, as lower-case hex.
    #[must_use]
    pub fn sha256(&self) -> String {
        let mut hash = Sha256::new();
        for paragraph in &self.paragraphs {
            hash.update(paragraph.iter().collect::<String>());
            hash.update("\n");
        }
        hex(hash.finalize())
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.paragraphs.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paragraphs.is_empty()
    }

    /// Paragraphs with their numbers, from 1.
    pub fn paragraphs(&self) -> impl Iterator<Item = (usize, &[char])> {
        self.paragraphs.iter().enumerate().map(|(index, chars)| (index + 1, chars.as_slice()))
    }

    /// The characters at a place; `None` when the place lies outside the text.
    #[must_use]
    pub fn at(&self, place: Place) -> Option<String> {
        let paragraph = self.paragraphs.get(place.p.checked_sub(1)?)?;
        paragraph.get(place.from..place.to).map(|chars| chars.iter().collect())
    }
}
