//! Links two csv files by a declaration, for measuring: `link_csv SPEC CONFUSIONS LEFT RIGHT TRUTH ABSENT`.

use std::{collections::BTreeMap, collections::BTreeSet, fs, ops::ControlFlow};

use linkage::{Builder, Confusions, Options, Side, columns::Columns, run};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    keys: Vec<String>,
    field: Vec<linkage::spec::Field>,
    comparison: Vec<linkage::spec::Comparison>,
    block: Vec<linkage::spec::Block>,
    choice: linkage::spec::Choice,
}

fn rows(path: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).expect("a csv file");
    reader.records().map(|record| record.expect("a record").iter().map(str::to_owned).collect()).collect()
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let file: File = toml::from_str(&fs::read_to_string(&args[0]).expect("a declaration")).expect("sound");
    let confusions: Confusions = toml::from_str(&fs::read_to_string(&args[1]).expect("confusions")).expect("sound");
    let spec = linkage::Spec {
        keys: file.keys,
        fields: file.field,
        comparisons: file.comparison,
        blocks: file.block,
        choice: file.choice,
    };
    let mut builder = Builder::new(&spec, &confusions).unwrap_or_else(|flaws| panic!("{flaws:?}"));
    for (side, path) in [(Side::Left, &args[2]), (Side::Right, &args[3])] {
        let all = rows(path);
        let columns = Columns::find(&spec, &all[0], &all[1..1000.min(all.len())]);
        for row in &all[1..] {
            let key = &row[columns.key.expect("a key")];
            builder.push(side, key, columns.fields.iter().map(|at| at.map_or("", |at| row[at].as_str())));
        }
    }
    let data = builder.finish().unwrap_or_else(|refusal| panic!("{refusal:?}"));
    let options = Options { threads: 2, ..Options::default() };
    let outcome = run::link(&spec, &data, &options, &mut |_| ControlFlow::Continue(()))
        .unwrap_or_else(|refusal| panic!("{refusal:?}"));
    println!("compared {:?} prior {:.3e}", outcome.compared, outcome.models[1].prior);
    for (comparison, levels) in spec.comparisons.iter().zip(&outcome.models[1].comparisons) {
        let names = comparison.levels.iter().map(|level| level.name.as_str()).chain(["else"]);
        for (name, (m, u)) in names.zip(levels.m.iter().zip(&levels.u)) {
            println!("{:>12} {name:<28} m {m:.6} u {u:.3e} {:+.1}", comparison.name, (m / u).log2());
        }
    }
    let Some(truth) = args.get(4) else { return };
    let truth: BTreeSet<(String, String)> =
        rows(truth).into_iter().skip(1).map(|row| (row[0].clone(), row[1].clone())).collect();
    let mut of_left: BTreeMap<&str, &str> = truth.iter().map(|(left, right)| (left.as_str(), right.as_str())).collect();
    let key = |side, row| data.key(side, row);
    let right = outcome
        .links
        .iter()
        .filter(|one| truth.contains(&(key(Side::Left, one.left).to_owned(), key(Side::Right, one.right).to_owned())))
        .count();
    let (precision, recall) = (right as f64 / outcome.links.len() as f64, right as f64 / truth.len() as f64);
    println!(
        "links {} right {right} of {}: precision {precision:.6} recall {recall:.6} F1 {:.6}",
        outcome.links.len(),
        truth.len(),
        2.0 * precision * recall / (precision + recall)
    );
    println!("estimated precision {:?} recall {:?}", outcome.precision, outcome.recall);
    let absent: BTreeSet<String> = rows(&args[5]).into_iter().skip(1).map(|row| row[0].clone()).collect();
    let flagged: BTreeSet<String> = outcome.unmatched[0].iter().map(|row| key(Side::Left, *row).to_owned()).collect();
    println!(
        "not found {} false alarms {} missed {}; review {}",
        flagged.len(),
        flagged.difference(&absent).count(),
        absent.difference(&flagged).count(),
        outcome.review.len()
    );
    let show =
        |side, row| (0..spec.fields.len()).map(|field| data.text(side, row, field)).collect::<Vec<_>>().join(" | ");
    let by_key: BTreeMap<&str, u32> =
        (0..u32::try_from(data.rows(Side::Right)).unwrap_or(0)).map(|row| (key(Side::Right, row), row)).collect();
    let by_left: BTreeMap<&str, u32> =
        (0..u32::try_from(data.rows(Side::Left)).unwrap_or(0)).map(|row| (key(Side::Left, row), row)).collect();
    let limit: usize = args.get(6).and_then(|text| text.parse().ok()).unwrap_or(10);
    for alarm in flagged.difference(&absent).take(limit) {
        let other = of_left.remove(alarm.as_str()).unwrap_or_default();
        println!("ALARM {}\n      {}", show(Side::Left, by_left[alarm.as_str()]), show(Side::Right, by_key[other]));
    }
    for one in outcome.links.iter().filter(|one| absent.contains(key(Side::Left, one.left))).take(limit) {
        println!(
            "MISS {:.4} {:.1} {:x}\n      {}\n      {}",
            one.probability,
            one.weight,
            one.pattern,
            show(Side::Left, one.left),
            show(Side::Right, one.right)
        );
    }
}
