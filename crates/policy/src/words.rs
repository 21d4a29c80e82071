//! Words that workbooks are filled in with (`words.toml`): yes and no, "no data", totals, date marks.
//!
//! Words are compared after half-width conversion, without white space and in lower case.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::Text;

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// What stands for true in a boolean column.
    #[serde(default)]
    pub yes: Vec<String>,
    /// What stands for false in a boolean column.
    #[serde(default)]
    pub no: Vec<String>,
    /// What says "no data" in a number or date column, such as a dash.
    #[serde(default)]
    pub blank: Vec<String>,
    /// First words of a row of totals, which is not a fact of its own.
    #[serde(default)]
    pub total: Vec<String>,
    /// First words of a line below the table: notes, who filled it in.
    #[serde(default)]
    pub footer: Vec<String>,
    /// Marks after year, month and day in a written date.
    #[serde(default)]
    pub date_marks: Vec<(char, char, char)>,
    /// Marks the template's example row, which the import ignores.
    #[serde(default)]
    pub example: Option<Text>,
}

impl Words {
    /// Adds the words of a pack that extends another.
    pub fn extend(&mut self, more: Self) {
        self.yes.extend(more.yes);
        self.no.extend(more.no);
        self.blank.extend(more.blank);
        self.total.extend(more.total);
        self.footer.extend(more.footer);
        self.date_marks.extend(more.date_marks);
        self.example = more.example.or(self.example.take());
    }
}
