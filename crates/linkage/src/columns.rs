//! Which column of a file is which field: by header, and by what stands in it.

use crate::{kind, spec::Spec};

/// The columns of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The column that names a row.
    pub key: Option<usize>,
    /// For each field of the declaration.
    pub fields: Vec<Option<usize>>,
}

impl Columns {
    /// Finds the columns, given the headers and some rows.
    ///
    /// A header alone is not believed: at least half of the values must be readable as the kind of the field, so that `id` may be an
    /// ID number in one file and the number of a row in another.
    #[must_use]
    pub fn find(spec: &Spec, headers: &[String], rows: &[Vec<String>]) -> Self {
        let headers: Vec<String> = headers.iter().map(|header| plain(header)).collect();
        let mut taken = vec![false; headers.len()];
        let mut fields = vec![None; spec.fields.len()];
        // The best header of every field first, so that a poor one of an earlier field does not take it away.
        let most = spec.fields.iter().map(|field| field.headers.len() + 1).max().unwrap_or(0);
        for nth in 0..most {
            for (field, found) in spec.fields.iter().zip(&mut fields).filter(|(_, found)| found.is_none()) {
                let Some(wanted) =
                    std::iter::once(&field.name).chain(&field.headers).nth(nth).map(|header| plain(header))
                else {
                    continue;
                };
                let fits = |at: &usize| headers[*at] == wanted && !taken[*at] && is_readable(field.kind, rows, *at);
                if let Some(at) = (0..headers.len()).find(fits) {
                    taken[at] = true;
                    *found = Some(at);
                }
            }
        }
        // A key is filled and different in every row; a column that is no field besides goes before one that is.
        let names = |at: &usize| {
            let mut values: Vec<&str> = rows.iter().map(|row| row.get(*at).map_or("", |value| value.trim())).collect();
            values.sort_unstable();
            values.windows(2).all(|two| two[0] != two[1]) && values.first().is_some_and(|value| !value.is_empty())
        };
        let first = |with_fields: bool| {
            let places = |key: &String| (0..headers.len()).filter(|at| headers[*at] == plain(key)).collect::<Vec<_>>();
            spec.keys.iter().flat_map(places).filter(|at| with_fields || !taken[*at]).find(names)
        };
        let key = first(false).or_else(|| first(true));
        Self { key, fields }
    }
}

fn is_readable(kind: crate::spec::Kind, rows: &[Vec<String>], column: usize) -> bool {
    let values: Vec<&String> =
        rows.iter().filter_map(|row| row.get(column)).filter(|value| !value.trim().is_empty()).collect();
    let readable = values.iter().filter(|value| kind::is_readable(kind, value)).count();
    2 * readable >= values.len()
}

/// A header without what people write differently: case, spaces, marks.
#[must_use]
pub fn plain(header: &str) -> String {
    header.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
