//! ID numbers of the PRC (GB 11643): 17 digits and a check character; old ones have 15 digits.

use super::one_slip;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

/// Length of area and birth date at the beginning.
pub const ROOT: usize = 14;

pub fn canonical(raw: &str, out: &mut String) {
    for char in raw.chars() {
        let half = match char {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(char) - 0xfee0).unwrap_or(char),
            other => other,
        };
        if half.is_ascii_alphanumeric() {
            out.push(half.to_ascii_uppercase());
        }
    }
    // Roll numbers are ID numbers behind a letter.
    if out.len() == 19 && out.starts_with(['G', 'J', 'L']) {
        out.remove(0);
    }
    let digits = out.bytes().filter(u8::is_ascii_digit).count();
    match out.len() {
        15 if digits == 15 => {
            out.insert_str(6, "19");
            if let Some(check) = check(out.as_bytes()) {
                out.push(check);
            }
        }
        // One lost or added character can still be told from a stranger.
        17..=19 if digits + 1 >= out.len() => {
            let first = out.as_bytes()[0];
            if out.bytes().all(|byte| byte == first) {
                out.clear();
            }
        }
        // Documents of other kinds begin with a letter; all else is a filler.
        7..=12 if digits < out.len() && digits >= 6 => {}
        _ => out.clear(),
    }
}

/// The check character of the first 17 digits.
pub fn check(digits: &[u8]) -> Option<char> {
    let mut sum = 0;
    for (at, weight) in WEIGHTS.iter().enumerate() {
        let digit = digits.get(at).filter(|byte| byte.is_ascii_digit())?;
        sum += u32::from(digit - b'0') * weight;
    }
    CHECKS.get(sum as usize % 11).map(|byte| char::from(*byte))
}

pub fn is_valid(bytes: &[u8]) -> bool {
    bytes.len() == 18 && check(bytes).is_some_and(|check| char::from(bytes[17]) == check)
}

/// One is a slip of the other: then at least one of them does not fit its check character.
pub fn typo(one: &[u8], other: &[u8]) -> bool {
    one.len().max(other.len()) >= 17 && one_slip(one, other) && !(is_valid(one) && is_valid(other))
}

/// Area and birth date, of numbers that have them.
pub fn root(id: &str) -> Option<&str> {
    if id.len() == 18 { id.get(..ROOT) } else { None }
}
