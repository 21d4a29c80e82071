//! The trend line against values computed elsewhere, and against what must hold of any line.

use policy::forecast::{Point, Refusal, forecast};
use proptest::prelude::*;

fn points(years: &[i16], values: &[f64]) -> Vec<Point> {
    years.iter().zip(values).map(|(&year, &y)| Point { x: f64::from(year), y }).collect()
}

/// Made with Python: `scipy.stats.linregress` on centred years and `scipy.stats.t.ppf` (scipy 1.x), and again with
/// `statsmodels.OLS(…).get_prediction(x).summary_frame(alpha = 1 − level)`, columns `mean`, `obs_ci_lower`,
/// `obs_ci_upper`; both agree to ten digits.
#[test]
fn agrees_with_scipy_and_statsmodels() {
    let cases = [
        (
            points(&[2020, 2021, 2022, 2023], &[94.2, 95.9, 96.1, 97.4]),
            (2025.0, 0.8),
            [99.33, 97.753_167_732_445_83, 100.906_832_267_554_17, 0.98],
        ),
        (
            points(&[2018, 2019, 2020, 2021, 2022, 2023], &[98.0, 99.4, 101.2, 100.7, 102.9, 103.8]),
            (2025.0, 0.95),
            [106.014_285_714_285_7, 103.500_149_455_633_18, 108.528_421_972_938_23, 1.114_285_714_285_714],
        ),
        (
            points(&[2016, 2018, 2019, 2022, 2023, 2024, 2025], &[61.0, 58.0, 55.0, 57.0, 49.0, 44.0, 46.0]),
            (2026.0, 0.9),
            [44.180_672_268_907_56, 36.341_909_464_814_414, 52.019_435_073_000_7, -1.735_294_117_647_059],
        ),
    ];
    for (points, (x, level), [value, lower, upper, slope]) in cases {
        let made = forecast(&points, x, level).unwrap();
        for (ours, theirs) in [(made.value, value), (made.lower, lower), (made.upper, upper), (made.slope, slope)] {
            assert!((ours - theirs).abs() < 1e-8, "{ours} is not {theirs}");
        }
        assert_eq!(made.points, points.len());
    }
}

/// Gross ratios pass 100 %, and the line may leave what is possible: both are shown as they are.
#[test]
fn nothing_is_cut_off() {
    let rising = forecast(&points(&[2020, 2021, 2022, 2023], &[97.0, 99.0, 101.0, 103.5]), 2025.0, 0.8).unwrap();
    assert!(rising.value > 107.0 && rising.upper > rising.value);
    let falling = forecast(&points(&[2020, 2021, 2022, 2023], &[9.0, 6.0, 4.0, 1.0]), 2025.0, 0.8).unwrap();
    assert!(falling.value < 0.0);
}

#[test]
fn refuses_what_carries_no_line() {
    let three = points(&[2021, 2022, 2023], &[1.0, 2.0, 3.0]);
    assert_eq!(forecast(&three, 2025.0, 0.8), Err(Refusal::TooFewPoints { points: 3 }));
    let same = [Point { x: 2022.3, y: 1.0 }; 7];
    assert_eq!(forecast(&same, 2025.0, 0.8), Err(Refusal::NoSpread));
    let four = points(&[2020, 2021, 2022, 2023], &[1.0, 2.0, f64::NAN, 4.0]);
    assert_eq!(forecast(&four, 2025.0, 0.8), Err(Refusal::NotFinite));
    let four = points(&[2020, 2021, 2022, 2023], &[1.0, 2.0, 3.0, 4.0]);
    for level in [0.0, 1.0, f64::NAN, -0.5] {
        assert_eq!(forecast(&four, 2025.0, level), Err(Refusal::NotFinite));
    }
}

fn series() -> impl Strategy<Value = Vec<Point>> {
    proptest::collection::btree_map(2000_i16..2040, -500.0..500.0_f64, 4..12)
        .prop_map(|map| map.into_iter().map(|(year, y)| Point { x: f64::from(year), y }).collect())
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * (1.0 + a.abs().max(b.abs()))
}

proptest! {
    #[test]
    fn a_perfect_line_has_no_width(
        years in proptest::collection::btree_set(2000_i16..2040, 4..12),
        start in -200.0..200.0_f64,
        slope in -10.0..10.0_f64,
        x in 2000_i16..2060,
    ) {
        let line: Vec<_> = years
            .iter()
            .map(|&year| Point { x: f64::from(year), y: start + slope * f64::from(year - 2000) })
            .collect();
        let made = forecast(&line, f64::from(x), 0.95).unwrap();
        prop_assert!(close(made.value, start + slope * f64::from(x - 2000)));
        prop_assert!(made.upper - made.lower < 1e-6);
    }

    #[test]
    fn moving_the_years_or_the_values_moves_the_forecast_alike(
        points in series(), years in -300_i16..300, lift in -100.0..100.0_f64,
    ) {
        let made = forecast(&points, 2042.0, 0.8).unwrap();
        let moved: Vec<_> = points.iter().map(|p| Point { x: p.x + f64::from(years), y: p.y + lift }).collect();
        let again = forecast(&moved, 2042.0 + f64::from(years), 0.8).unwrap();
        prop_assert!(close(made.value + lift, again.value));
        prop_assert!(close(made.upper - made.lower, again.upper - again.lower));
        prop_assert!(close(made.slope, again.slope));
    }

    #[test]
    fn the_order_of_points_is_nothing(points in series()) {
        let reversed: Vec<_> = points.iter().rev().copied().collect();
        let (a, b) = (forecast(&points, 2041.0, 0.8).unwrap(), forecast(&reversed, 2041.0, 0.8).unwrap());
        prop_assert!(close(a.value, b.value) && close(a.lower, b.lower) && close(a.upper, b.upper));
    }

    #[test]
    fn a_higher_level_and_a_farther_year_are_never_narrower(points in series()) {
        let width = |x, level| forecast(&points, x, level).map(|made| made.upper - made.lower).unwrap();
        prop_assert!(width(2041.0, 0.8) <= width(2041.0, 0.95) + 1e-9);
        prop_assert!(width(2041.0, 0.8) <= width(2050.0, 0.8) + 1e-9);
    }
}
