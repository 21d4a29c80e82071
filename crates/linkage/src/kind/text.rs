//! Any text: width, case and spaces do not count.

use unicode_normalization::UnicodeNormalization as _;

/// Whether a character is already in its compatibility form: ASCII and the basic block of Han characters.
pub fn is_plain(char: char) -> bool {
    char.is_ascii() || ('\u{4e00}'..='\u{9fff}').contains(&char)
}

/// Most characters have no case, and those that do are mostly ASCII.
pub fn push_lower(char: char, out: &mut String) {
    if char.is_ascii() {
        out.push(char.to_ascii_lowercase());
    } else if is_plain(char) {
        out.push(char);
    } else {
        out.extend(char.to_lowercase());
    }
}

pub fn canonical(raw: &str, out: &mut String) {
    let mut push = |char: char| {
        if char.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            push_lower(char, out);
        }
    };
    if raw.chars().all(is_plain) {
        raw.chars().for_each(&mut push);
    } else {
        raw.nfkc().for_each(&mut push);
    }
    out.truncate(out.trim_end().len());
}

/// Share of common words (Jaccard); words end at anything that is no letter or digit.
pub fn tokens(one: &str, other: &str) -> f64 {
    let words = |text: &'_ str| {
        let mut words: Vec<_> = text
            .split(|char: char| !char.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        words.sort_unstable();
        words.dedup();
        words
    };
    let (one, other) = (words(one), words(other));
    let common = one.iter().filter(|word| other.binary_search(word).is_ok()).count();
    share(common, one.len() + other.len() - common)
}

/// Share of common pairs of neighbouring characters (Dice).
pub fn pairs(one: &str, other: &str) -> f64 {
    let pairs = |text: &str| {
        let mut pairs: Vec<_> = text.chars().zip(text.chars().skip(1)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    };
    let (one, other) = (pairs(one), pairs(other));
    let common = one.iter().filter(|pair| other.binary_search(pair).is_ok()).count();
    share(2 * common, one.len() + other.len())
}

fn share(part: usize, whole: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of words in a text are small")]
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
