//! Trend forecast of a yearly figure: a straight line by least squares and a prediction interval.
//!
//! For points (xᵢ, yᵢ), i = 1 … n, with means x̄ and ȳ:
//!
//! ```text
//! slope     b  = Σ (xᵢ − x̄)(yᵢ − ȳ) / Σ (xᵢ − x̄)²
//! line      ŷ  = ȳ + b (x₀ − x̄)
//! residual  s² = Σ (yᵢ − ȳ − b (xᵢ − x̄))² / (n − 2)
//! half width   = t(n − 2, (1 + level)/2) · s · √(1 + 1/n + (x₀ − x̄)² / Σ (xᵢ − x̄)²)
//! ```
//!
//! `t` is the quantile of Student's t distribution. This is the interval for one new value, not for the mean. It holds
//! when the figure really moves along a line with independent, normal errors of one size; a few yearly points cannot
//! prove that, so the forecast informs and never decides a status.
//!
//! Two points always lie on a line and three leave one degree of freedom (t ≈ 3 to 13 times the error): under four
//! points the engine refuses and says why. Nothing is cut off at 0 or 100: gross ratios pass 100, and an interval that
//! leaves what is possible shows how little the points tell.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Fewest points that a forecast is made from.
pub const FEWEST_POINTS: usize = 4;

/// One value of the series: a year (or any other even measure of time) and the figure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// What the line says for one moment; all values in the unit of the figure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Forecast {
    /// Moment that is forecast.
    pub x: f64,
    pub value: f64,
    pub lower: f64,
    pub upper: f64,
    /// Share of new values that the interval should hold, e.g. `0.8`.
    pub level: f64,
    /// Change per unit of x.
    pub slope: f64,
    /// Number of points behind the line.
    pub points: usize,
}

/// Why no forecast is made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    #[error("{points} points are too few for a trend, {FEWEST_POINTS} are needed")]
    TooFewPoints { points: usize },
    #[error("all points are of the same moment")]
    NoSpread,
    #[error("a value is not a finite number, or the level lies outside 0 to 1")]
    NotFinite,
}

impl Refusal {
    /// One of each kind.
    pub const ALL: [Self; 3] = [Self::TooFewPoints { points: 0 }, Self::NoSpread, Self::NotFinite];

    /// Fluent key of the sentence; arguments are the fields.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::TooFewPoints { .. } => "forecast-too-few-points",
            Self::NoSpread => "forecast-no-spread",
            Self::NotFinite => "forecast-not-finite",
        }
    }
}

/// Draws the line through `points` and reads it at `x`, with an interval that should hold the share `level` of new
/// values (0 < `level` < 1).
///
/// # Errors
/// A [`Refusal`] when the points do not carry a line.
pub fn forecast(points: &[Point], x: f64, level: f64) -> Result<Forecast, Refusal> {
    if !(x.is_finite() && level > 0.0 && level < 1.0 && points.iter().all(|p| p.x.is_finite() && p.y.is_finite())) {
        return Err(Refusal::NotFinite);
    }
    if points.len() < FEWEST_POINTS {
        return Err(Refusal::TooFewPoints { points: points.len() });
    }
    #[expect(clippy::cast_precision_loss, reason = "a series has far fewer than 2^52 points")]
    let n = points.len() as f64;
    let mean_x = points.iter().map(|p| p.x).sum::<f64>() / n;
    let mean_y = points.iter().map(|p| p.y).sum::<f64>() / n;
    let spread: f64 = points.iter().map(|p| (p.x - mean_x).powi(2)).sum();
    // Equal x can leave a last-digit rest in the mean; such a spread is rounding, not time.
    if spread <= f64::EPSILON * mean_x.abs().max(1.0) {
        return Err(Refusal::NoSpread);
    }
    let slope = points.iter().map(|p| (p.x - mean_x) * (p.y - mean_y)).sum::<f64>() / spread;
    let residual: f64 = points.iter().map(|p| (p.y - mean_y - slope * (p.x - mean_x)).powi(2)).sum();
    let freedom = n - 2.0;
    let student = StudentsT::new(0.0, 1.0, freedom).map_err(|_| Refusal::NotFinite)?;
    let quantile = student.inverse_cdf(f64::midpoint(1.0, level));
    let half = quantile * (residual / freedom * (1.0 + 1.0 / n + (x - mean_x).powi(2) / spread)).sqrt();
    let value = mean_y + slope * (x - mean_x);
    let result = Forecast { x, value, lower: value - half, upper: value + half, level, slope, points: points.len() };
    if value.is_finite() && half.is_finite() { Ok(result) } else { Err(Refusal::NotFinite) }
}
