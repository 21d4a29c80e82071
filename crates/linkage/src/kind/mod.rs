//! Kinds of fields: one spelling for each value, and what comparators and blocking rules ask of it.
//!
//! Questions are answered from the spelling itself: most are decided by the first characters.

pub mod address;
pub mod cn_id;
pub mod date;
pub mod name;
pub mod phone;
pub mod text;

use crate::{spec::Kind, tables::Tables};

/// Writes the one spelling of a value; nothing when it says nothing.
pub fn canonical(kind: Kind, raw: &str, tables: &Tables, out: &mut String) {
    out.clear();
    let raw = raw.trim();
    if raw.is_empty() || tables.is_unknown(raw) {
        return;
    }
    match kind {
        Kind::Text => text::canonical(raw, out),
        Kind::Name => name::canonical(raw, tables, out),
        Kind::CnId => cn_id::canonical(raw, out),
        Kind::Date => date::canonical(raw, out),
        Kind::Phone => phone::canonical(raw, out),
        Kind::Address => address::canonical(raw, out),
    }
}

/// Whether a value can be read as its kind at all; every text is a text.
pub fn is_readable(kind: Kind, raw: &str) -> bool {
    let mut out = String::new();
    match kind {
        Kind::Text | Kind::Name | Kind::Address => return true,
        Kind::CnId => {
            // Documents of other kinds are taken among ID numbers, but a column of nothing else is another column.
            cn_id::canonical(raw.trim(), &mut out);
            return out.len() >= 17;
        }
        Kind::Date => date::canonical(raw.trim(), &mut out),
        Kind::Phone => phone::canonical(raw.trim(), &mut out),
    }
    !out.is_empty()
}

/// Whether two texts of few bytes differ by one character wrong, lost or added, or by two neighbours swapped.
pub fn one_slip<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    if same == long.len() {
        return false;
    }
    if short.len() < long.len() {
        return short[same..] == long[same + 1..];
    }
    short[same + 1..] == long[same + 1..]
        || same + 1 < short.len()
            && short[same] == long[same + 1]
            && short[same + 1] == long[same]
            && short[same + 2..] == long[same + 2..]
}
