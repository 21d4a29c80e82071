//! The model learns what data was made with.

#![expect(clippy::expect_used, reason = "in a test a panic is the message")]

use linkage::{
    Model, Pattern, Spec,
    model::{Counts, Learning},
};

/// Numbers without a pattern, the same in every run.
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 33).unwrap_or(0)) / f64::from(1_u32 << 31)
    }

    fn level(&mut self, shares: &[f64]) -> usize {
        let mut rest = self.next();
        shares
            .iter()
            .position(|share| {
                rest -= share;
                rest < 0.0
            })
            .unwrap_or(shares.len() - 1)
    }
}

fn spec(comparisons: usize) -> Spec {
    let mut text =
        "keys = []\n[choice]\nassignment = 'one_to_one'\nthreshold = 0.9\nreview = [0.1, 0.9]\nmax_pairs = 1000\n"
            .to_owned();
    for at in 0..comparisons {
        text += &format!(
            "[[field]]\nname = 'f{at}'\nkind = 'text'\n[[comparison]]\nname = 'f{at}'\nm_else = 0.2\nlevel = [\n\
             {{ name = 'exact', m = 0.6, when = [[{{ field = 'f{at}', is = 'exact' }}]] }},\n\
             {{ name = 'near', m = 0.2, when = [[{{ field = 'f{at}', is = 'typo' }}]] }}]\n"
        );
    }
    text += "[[block]]\non = [{ field = 'f0' }]\n";
    toml::from_str(&text).expect("a sound declaration")
}

/// Patterns of pairs drawn with these parameters; a tenth of the values is missing.
fn drawn(m: &[[f64; 3]], u: &[[f64; 3]], prior: f64, pairs: usize) -> Counts {
    let mut draws = Draws(42);
    let mut counts = std::collections::BTreeMap::<Pattern, u64>::new();
    for _ in 0..pairs {
        let shares = if draws.next() < prior { m } else { u };
        let mut pattern = 0;
        for (at, shares) in shares.iter().enumerate() {
            let level = draws.level(shares) + 1;
            if draws.next() >= 0.1 {
                pattern |= (level as Pattern) << (4 * at);
            }
        }
        *counts.entry(pattern).or_default() += 1;
    }
    counts.into_iter().collect()
}

const M: [[f64; 3]; 4] = [[0.9, 0.07, 0.03], [0.8, 0.15, 0.05], [0.95, 0.03, 0.02], [0.7, 0.1, 0.2]];
const U: [[f64; 3]; 4] = [[0.01, 0.05, 0.94], [0.1, 0.1, 0.8], [0.002, 0.01, 0.988], [0.3, 0.1, 0.6]];

fn close(learned: &[f64], wanted: &[f64], within: f64) {
    for (learned, wanted) in learned.iter().zip(wanted) {
        assert!((learned - wanted).abs() < within, "learned {learned}, made with {wanted}");
    }
}

#[test]
fn expectation_and_maximisation_recover_all_parameters() {
    let counts = drawn(&M, &U, 0.2, 200_000);
    let mut model = Model::new(&spec(4), 1000, 1000);
    model.prior = 0.5;
    let rounds = model.learn(&counts, Learning { u: true, trust: 0.0, rounds: 1000, ..Learning::default() });
    assert!(rounds < 1000, "it converges");
    close(&[model.prior], &[0.2], 0.005);
    for (levels, (m, u)) in model.comparisons.iter().zip(M.iter().zip(&U)) {
        close(&levels.m, m, 0.01);
        close(&levels.u, u, 0.01);
    }
}

#[test]
fn with_known_u_little_data_is_enough() {
    let counts = drawn(&M, &U, 0.3, 3000);
    let mut model = Model::new(&spec(4), 1000, 1000);
    model.prior = 0.5;
    for (levels, u) in model.comparisons.iter_mut().zip(&U) {
        levels.u = u.to_vec();
    }
    model.learn(&counts, Learning { trust: 0.0, ..Learning::default() });
    close(&[model.prior], &[0.3], 0.03);
    for (levels, m) in model.comparisons.iter().zip(&M) {
        close(&levels.m, m, 0.04);
    }
}

#[test]
fn known_pairs_teach_directly() {
    let mut model = Model::new(&spec(1), 1000, 1000);
    let same = [(1, 90), (2, 7), (3, 3)];
    let others = [(1, 1), (2, 4), (3, 95)];
    model.learn_known(&same, &others, 0.0);
    close(&model.comparisons[0].m, &[0.9, 0.07, 0.03], 1e-9);
    close(&model.comparisons[0].u, &[0.01, 0.04, 0.95], 1e-9);
    // A missing value weighs nothing.
    assert!(model.weight(0).abs() < 1e-12);
    assert!((model.weight(1) - 90_f64.log2()).abs() < 1e-9);
}
