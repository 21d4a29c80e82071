//! Rules about numbers: targets that contradict each other, or that cannot be judged.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Reader};
use crate::{
    indicator::{Direction, Kind},
    number::Number,
    plan::{Commitment, Comparator, Strength, Target},
};

/// What a target is about: indicator and school or area.
type Subject<'a> = (&'a str, &'a str);

impl<'a> Reader<'a> {
    /// All targets with their commitments, by what they are about.
    fn targets(&self) -> BTreeMap<Subject<'a>, Vec<(&'a Commitment, &'a Target)>> {
        let mut all: BTreeMap<Subject<'a>, Vec<_>> = BTreeMap::new();
        for commitment in &self.plan.commitments {
            for target in &commitment.targets {
                let org = target.org.as_deref().unwrap_or(&self.plan.org);
                all.entry((&target.indicator, org)).or_default().push((commitment, target));
            }
        }
        all
    }

    /// All targets by indicator.
    fn by_indicator(&self) -> BTreeMap<&'a str, Vec<(&'a Commitment, &'a Target)>> {
        let mut all: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for ((indicator, _), targets) in self.targets() {
            all.entry(indicator).or_default().extend(targets);
        }
        all
    }

    fn about(&self, code: &'static str, subject: Subject<'_>) -> Finding {
        let (indicator, org) = subject;
        let id = if org == self.plan.org { indicator.to_owned() } else { format!("{indicator}:{org}") };
        let finding = Self::finding(code, &id).indicators([indicator]);
        finding.names("indicator", [self.indicator_name(indicator)]).names("org", [self.org_name(org)])
    }
}

fn join<T: ToString>(words: impl IntoIterator<Item = T>) -> String {
    words.into_iter().map(|word| word.to_string()).collect::<Vec<_>>().join(", ")
}

/// The same number for different years in different commitments; a yearly series that repeats itself is no conflict.
pub(super) fn two_dates(reader: &Reader<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (subject, targets) in reader.targets() {
        let mut periods: BTreeMap<Number, BTreeMap<&str, BTreeSet<i16>>> = BTreeMap::new();
        for (commitment, target) in &targets {
            periods.entry(target.value).or_default().entry(&commitment.id).or_default().insert(target.period);
        }
        for (value, years) in periods {
            let years: Vec<_> = years.into_values().collect();
            let conflict = |a: &BTreeSet<i16>| years.iter().any(|b| !a.is_subset(b) && !b.is_subset(a));
            if years.iter().any(conflict) {
                let all: BTreeSet<i16> = years.into_iter().flatten().collect();
                let involved = targets.iter().filter(|(_, target)| target.value == value).map(|(commitment, _)| *commitment);
                let finding = reader.about("review.two_dates", subject).commitments(involved);
                findings.push(finding.arg("value", value).arg("periods", join(all)));
            }
        }
    }
    findings
}

/// Different numbers for the same year.
pub(super) fn two_values(reader: &Reader<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (subject, targets) in reader.targets() {
        let mut years: BTreeMap<(i16, &str), BTreeSet<Number>> = BTreeMap::new();
        for (_, target) in &targets {
            years.entry((target.period, side(target.comparator))).or_default().insert(target.value);
        }
        for ((period, _), values) in years.into_iter().filter(|(_, values)| values.len() > 1) {
            let involved = targets.iter().filter(|(_, target)| target.period == period).map(|(commitment, _)| *commitment);
            let finding = reader.about("review.two_values", subject).commitments(involved);
            findings.push(finding.arg("period", period).arg("values", join(values)));
        }
    }
    findings
}

/// Targets on different sides of a range do not contradict each other.
const fn side(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::AtLeast | Comparator::MoreThan => "low",
        Comparator::AtMost | Comparator::LessThan => "high",
        Comparator::Equal | Comparator::Between => "both",
    }
}

/// The same number required in one place and only striven for in another.
pub(super) fn two_strengths(reader: &Reader<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (subject, targets) in reader.targets() {
        let values: BTreeSet<Number> = targets.iter().map(|(_, target)| target.value).collect();
        for value in values {
            let of_value: Vec<_> = targets.iter().filter(|(_, target)| target.value == value).collect();
            let strengths: BTreeSet<_> = of_value.iter().map(|(commitment, target)| target.strength(commitment)).collect();
            if strengths.len() > 1 {
                let finding = reader.about("review.two_strengths", subject).arg("value", value);
                findings.push(finding.commitments(of_value.into_iter().map(|(commitment, _)| *commitment)));
            }
        }
    }
    findings
}

/// A number of the overall goals that no task takes up, so that no unit is named for it.
pub(super) fn goal_without_task(reader: &Reader<'_>) -> Vec<Finding> {
    let missing = reader.by_indicator().into_iter().filter(|(_, targets)| {
        targets.iter().all(|(commitment, _)| commitment.task.is_none() && commitment.safeguard.is_none())
    });
    let finding = |(indicator, targets): (&str, Vec<(&Commitment, &Target)>)| {
        let finding = Reader::finding("review.goal_without_task", indicator).indicators([indicator]);
        let finding = finding.names("indicator", [reader.indicator_name(indicator)]);
        finding.commitments(targets.into_iter().map(|(commitment, _)| commitment))
    };
    missing.map(finding).collect()
}

/// Numbers whose starting point the source does not state; one finding for the plan.
pub(super) fn without_baseline(reader: &Reader<'_>) -> Vec<Finding> {
    let targets = reader.by_indicator();
    let missing = targets.iter().filter(|(_, targets)| targets.iter().all(|(_, target)| target.baseline.is_none()));
    about_many(reader, "review.without_baseline", missing.map(|(indicator, targets)| (*indicator, targets.as_slice())))
}

/// Numbers given for one year only, so that the years before have nothing to be judged by; one finding for the plan.
pub(super) fn only_end_value(reader: &Reader<'_>) -> Vec<Finding> {
    let targets = reader.by_indicator();
    let single = targets.iter().filter(|(_, targets)| {
        let years: BTreeSet<i16> = targets.iter().map(|(_, target)| target.period).collect();
        years.len() == 1 && years.first().is_some_and(|year| *year > reader.plan.from)
    });
    about_many(reader, "review.only_end_value", single.map(|(indicator, targets)| (*indicator, targets.as_slice())))
}

fn about_many<'a>(
    reader: &Reader<'_>,
    code: &'static str,
    found: impl Iterator<Item = (&'a str, &'a [(&'a Commitment, &'a Target)])>,
) -> Vec<Finding> {
    let found: Vec<_> = found.collect();
    if found.is_empty() {
        return Vec::new();
    }
    let indicators = || found.iter().map(|(indicator, _)| *indicator);
    let finding = Reader::finding(code, "").indicators(indicators()).arg("count", found.len());
    let finding = finding.names("indicators", indicators().map(|id| reader.indicator_name(id)));
    vec![finding.commitments(found.iter().flat_map(|(_, targets)| targets.iter().map(|(commitment, _)| *commitment)))]
}

/// A later year asks for less than an earlier one.
pub(super) fn falls_back(reader: &Reader<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (subject, mut targets) in reader.targets() {
        let Some(indicator) = reader.pack.indicators.get(subject.0) else { continue };
        targets.sort_by_key(|(_, target)| target.period);
        let worse = |pair: &&[(&Commitment, &Target)]| {
            let (before, after) = (pair[0].1, pair[1].1);
            before.period < after.period
                && side(before.comparator) == side(after.comparator)
                && match indicator.direction {
                    Direction::Rising => after.value < before.value,
                    Direction::Falling => after.value > before.value,
                    Direction::Neutral => false,
                }
        };
        if let Some([before, after]) = targets.windows(2).find(worse) {
            let finding = reader.about("review.falls_back", subject).commitments([before.0, after.0]);
            let finding = finding.arg("before", before.1.period).arg("after", after.1.period);
            findings.push(finding.arg("first", before.1.value).arg("then", after.1.value));
        }
    }
    findings
}

/// Numbers that no data can show: entered by hand, without a definition for the year, or by one nobody has confirmed.
pub(super) fn not_measurable(reader: &Reader<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, targets) in reader.by_indicator() {
        let Some(indicator) = reader.pack.indicators.get(id) else { continue };
        let reason = |target: &Target| match indicator.version(target.period) {
            None => Some("no_definition"),
            Some(_) if indicator.kind == Kind::Manual => Some("by_hand"),
            Some(version) if version.unverified => Some("unconfirmed"),
            Some(_) => None,
        };
        if let Some(reason) = targets.iter().find_map(|(_, target)| reason(target)) {
            let finding = Reader::finding("review.not_measurable", id).indicators([id]).arg("reason", reason);
            let finding = finding.names("indicator", [indicator.title.clone()]);
            findings.push(finding.commitments(targets.into_iter().map(|(commitment, _)| commitment)));
        }
    }
    findings
}

/// Figures that mean something else from a year inside the plan on.
pub(super) fn definition_changes(reader: &Reader<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, targets) in reader.by_indicator() {
        let Some(indicator) = reader.pack.indicators.get(id) else { continue };
        let inside = |year: i16| year > reader.plan.from && year <= reader.plan.to;
        let years: Vec<i16> = indicator.versions.iter().skip(1).map(|version| version.from).filter(|year| inside(*year)).collect();
        if !years.is_empty() {
            let finding = Reader::finding("review.definition_changes", id).indicators([id]);
            let finding = finding.names("indicator", [indicator.title.clone()]).arg("years", join(years));
            findings.push(finding.commitments(targets.into_iter().map(|(commitment, _)| commitment)));
        }
    }
    findings
}

/// Numbers only striven for, with no lower number that is required: not reaching them has no stated meaning.
pub(super) fn striven_without_floor(reader: &Reader<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (subject, targets) in reader.targets() {
        let required = targets.iter().any(|(commitment, target)| target.strength(commitment) == Strength::Required);
        if !required {
            let finding = reader.about("review.striven_without_floor", subject);
            findings.push(finding.commitments(targets.into_iter().map(|(commitment, _)| commitment)));
        }
    }
    findings
}
