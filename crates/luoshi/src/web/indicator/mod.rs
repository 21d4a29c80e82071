//! Indicators (指标): the catalogue, one indicator through the years and places, and the rows behind a figure.

pub(super) mod list;
pub(super) mod places;
pub(super) mod rows;
pub(super) mod show;

use lake::compute::Figure;
use policy::{number::Number, status::Flag};

use super::page::Page;
use crate::telling::Quantity;

/// A figure in words; what rests on too few persons is not told.
pub(super) struct Told {
    pub numerator: String,
    pub denominator: String,
    pub value: String,
    pub flags: Vec<String>,
}

impl Told {
    fn new(page: &Page<'_>, quantity: Quantity<'_>, figure: Option<&Figure>) -> Self {
        let Some(figure) = figure else {
            let (numerator, denominator) = (String::new(), String::new());
            return Self { numerator, denominator, value: page.t("value-none"), flags: Vec::new() };
        };
        let flags = figure.flags.iter().map(|flag| page.t(flag.key())).collect();
        if figure.flags.contains(&Flag::Confidential) {
            let (numerator, denominator) = (String::new(), String::new());
            return Self { numerator, denominator, value: page.t("value-confidential"), flags };
        }
        let number = |number: Option<Number>| number.map(|number| number.to_string()).unwrap_or_default();
        Self {
            numerator: number(figure.numerator),
            denominator: number(figure.denominator),
            value: figure.value.map_or_else(|| page.t("value-none"), |value| quantity.value(value)),
            flags,
        }
    }
}
