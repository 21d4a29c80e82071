//! Masked forms of values (脱敏), by the privacy class of their column.
//!
//! | class | shown | example |
//! | --- | --- | --- |
//! | public, internal | as it is | `530113001` |
//! | personal, a date | the year | `2015` |
//! | personal, any other text | the first character and `*` | `张*` |
//! | personal, a code, number or yes/no | `*` | `*` |
//! | identifier of 10 characters or more | the first four and last two characters | `5301************2X` |
//! | shorter identifier | `****` | `****` |
//! | sensitive | the marker of the caller, in the reader's language | `（已隐藏）` |
//!
//! A missing value stays missing, except in a sensitive column: there even that would tell something.
//! The number of stars of a long identifier tells its length, which its format tells anyway; a name's does not.
//!
//! To add a class, add it to [`Privacy`] and a row here; the match below then does not compile until it is decided.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::dataset::{ColumnType, Privacy};

/// Characters kept at the front and at the back of a long identifier.
pub const KEPT: (usize, usize) = (4, 2);
/// Fewest characters of an identifier of which any is shown.
pub const SHORTEST_SHOWN: usize = 10;

/// The form of a value that may be shown to someone who may not see the column. `value` is the value as text (dates
/// as `YYYY-MM-DD`), `sensitive` the marker that stands for sensitive values.
#[must_use]
pub fn mask<'a>(value: &'a str, kind: ColumnType, privacy: Privacy, sensitive: &'a str) -> Cow<'a, str> {
    match privacy {
        Privacy::Public | Privacy::Internal => value.into(),
        Privacy::Sensitive => sensitive.into(),
        Privacy::Personal | Privacy::Identifier if value.is_empty() => value.into(),
        Privacy::Personal => match kind {
            ColumnType::Date => value.parse::<Date>().map_or("*".into(), |day| day.year().to_string().into()),
            ColumnType::Text | ColumnType::Identifier => value.chars().take(1).chain(['*']).collect(),
            ColumnType::Code | ColumnType::Integer | ColumnType::Decimal | ColumnType::Boolean => "*".into(),
        },
        Privacy::Identifier => identifier(value).into(),
    }
}

fn identifier(value: &str) -> String {
    let length = value.chars().count();
    if length < SHORTEST_SHOWN {
        return "****".into();
    }
    let shown = |index: usize| index < KEPT.0 || index >= length - KEPT.1;
    value.chars().enumerate().map(|(index, char)| if shown(index) { char } else { '*' }).collect()
}
