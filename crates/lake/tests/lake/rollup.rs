//! Sums up the tree.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil;
use lake::{
    compute::Figure,
    org::{Org, Successors, Tree},
    rollup::{Rollup, Sums, variation},
};
use policy::{indicator::Level, number::Number};
use proptest::prelude::*;
use rust_decimal::{Decimal, MathematicalOps};

use crate::fixture::pack;

fn tree() -> Tree {
    let townships = (0..3).map(|index| Org {
        code: format!("t{index}"),
        name: String::new(),
        level: Level::Township,
        parent: Some("d".into()),
        open: true,
    });
    let schools = (0..9).map(|index| Org {
        code: format!("s{index}"),
        name: String::new(),
        level: Level::School,
        parent: Some(format!("t{}", index % 3)),
        open: index != 4,
    });
    Tree::new(civil::date(2024, 1, 1), "d", townships.chain(schools), BTreeMap::new())
}

fn rollup(indicator: &str, base: &BTreeMap<Option<String>, Sums>) -> Vec<Figure> {
    let (pack, tree) = (pack(), tree());
    let rollup = Rollup {
        indicator: &pack.indicators[indicator],
        levels: &[Level::District, Level::Township, Level::School],
        tree: &tree,
        successors: &Successors::default(),
        no_data: false,
        flags: &BTreeSet::new(),
        incomplete: &BTreeSet::new(),
        small: 0,
    };
    rollup.figures(base).unwrap()
}

fn base() -> impl Strategy<Value = BTreeMap<Option<String>, Sums>> {
    let sums = (-500_000..500_000_i64, 0..500_000_i64, 1..5_u64);
    prop::collection::btree_map(0..9, sums, 0..9).prop_map(|schools| {
        let schools = schools.into_iter().map(|(school, (num, den, rows))| {
            let (num, den) = (Some(Decimal::new(num, 4)), Some(Decimal::new(den, 2)));
            (Some(format!("s{school}")), Sums { num, den, rows, ..Sums::default() })
        });
        schools.collect()
    })
}

fn total(of: impl Iterator<Item = Option<Number>>) -> Decimal {
    of.flatten().map(|number| number.0).sum()
}

proptest! {
    #[test]
    fn the_district_is_the_sum_of_its_rows_and_of_its_townships(base in base()) {
        for indicator in ["boarders", "places"] {
            let figures = rollup(indicator, &base);
            let at = |level| figures.iter().filter(move |figure| figure.level == level);
            let district = at(Level::District).next().unwrap();
            let direct = total(base.values().map(|sums| sums.num.map(Number)));
            prop_assert_eq!(district.numerator.map_or(Decimal::ZERO, |number| number.0), direct);
            for part in [Level::Township, Level::School] {
                prop_assert_eq!(total(at(part).map(|figure| figure.numerator)), direct);
                prop_assert_eq!(
                    total(at(part).map(|figure| figure.denominator)),
                    district.denominator.map_or(Decimal::ZERO, |number| number.0)
                );
                prop_assert_eq!(at(part).map(|figure| figure.rows).sum::<u64>(), district.rows);
            }
            if indicator == "boarders" {
                for figure in &figures {
                    let den = figure.denominator.filter(|den| !den.0.is_zero());
                    prop_assert_eq!(figure.value.is_some(), den.is_some() && figure.numerator.is_some());
                }
            }
        }
    }

    /// Compared with the textbook form Σ w·x² − (Σ w·x)².
    #[test]
    fn variation_agrees_with_the_moments(schools in prop::collection::vec((1..10_000_i64, 1..5_000_i64), 1..40)) {
        let schools: Vec<_> = schools.into_iter().map(|(num, den)| (Decimal::from(num), Decimal::from(den))).collect();
        let total: Decimal = schools.iter().map(|(_, den)| den).sum();
        let mean: Decimal = schools.iter().map(|(num, _)| num).sum::<Decimal>() / total;
        let squares: Decimal = schools.iter().map(|(num, den)| num * num / den / total).sum();
        let expected = (squares - mean * mean).max(Decimal::ZERO).sqrt().unwrap() / mean;
        let found = variation(&schools).unwrap().unwrap();
        prop_assert!((found - expected).abs() < Decimal::new(1, 5), "{found} {expected}");
    }
}

#[test]
fn the_published_example_of_the_coefficient_comes_out() {
    let schools = [(279, 45), (137, 37), (935, 89), (160, 76), (402, 55)];
    let schools = schools.map(|(books, pupils)| (Decimal::from(books), Decimal::from(pupils)));
    assert_eq!(variation(&schools).unwrap().unwrap().round_dp(4), Decimal::new(5153, 4));
    assert_eq!(variation(&schools[..1]).unwrap(), Some(Decimal::ZERO));
    assert_eq!(variation(&[]).unwrap(), None);
    assert_eq!(variation(&[(Decimal::ZERO, Decimal::ONE)]).unwrap(), None);
}
