//! Rules about numbers: targets that contradict each other, or that cannot be judged.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Reader, same};
use crate::{
    indicator::{Direction, Kind, Unit},
    number::Number,
    plan::{Commitment, CommitmentKind, Comparator, Strength, Target},
    text::Text,
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

    /// A value as people say it: percent with its sign, a grade by its name.
    fn value(&self, indicator: &str, value: Number) -> Text {
        let Some(indicator) = self.pack.indicators.get(indicator) else { return same(&value.to_string()) };
        let grade = || {
            let list = self.pack.codes.get(indicator.codes.as_ref()?)?;
            let position: usize = value.to_string().parse().ok()?;
            Some(list.codes.get(position.checked_sub(1)?)?.name.clone())
        };
        match indicator.unit {
            Unit::Percent => same(&format!("{value}%")),
            Unit::Grade => grade().unwrap_or_else(|| same(&value.to_string())),
            _ => same(&value.to_string()),
        }
    }

    fn about(&self, code: &'static str, subject: Subject<'_>) -> Finding {
        let (indicator, org) = subject;
        let id = if org == self.plan.org { indicator.to_owned() } else { format!("{indicator}:{org}") };
        let finding = Self::finding(code, &id).indicators([indicator]);
        finding.quoted("indicator", [self.indicator_name(indicator)]).names("org", [self.org_name(org)])
    }
}

fn year(year: i16) -> Text {
    same(&year.to_string())
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
                let involved =
                    targets.iter().filter(|(_, target)| target.value == value).map(|(commitment, _)| *commitment);
                let finding = reader.about("review.two_dates", subject).commitments(involved);
                findings.push(
                    finding
                        .names("value", [reader.value(subject.0, value)])
                        .names("periods", all.into_iter().map(year)),
                );
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
            let involved =
                targets.iter().filter(|(_, target)| target.period == period).map(|(commitment, _)| *commitment);
            let finding = reader.about("review.two_values", subject).commitments(involved);
            let values = values.into_iter().map(|value| reader.value(subject.0, value));
            findings.push(finding.arg("period", period).names("values", values));
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
            let strengths: BTreeSet<_> =
                of_value.iter().map(|(commitment, target)| target.strength(commitment)).collect();
            if strengths.len() > 1 {
                let finding = reader.about("review.two_strengths", subject);
                let finding = finding.names("value", [reader.value(subject.0, value)]);
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
        let finding = finding.quoted("indicator", [reader.indicator_name(indicator)]);
        finding.commitments(targets.into_iter().map(|(commitment, _)| commitment))
    };
    missing.map(finding).collect()
}

/// A number of the overall goals for a year and a value that no task asks for, although a task measures the same.
pub(super) fn goal_beyond_task(reader: &Reader<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (subject, targets) in reader.targets() {
        let (goals, parts): (Vec<_>, Vec<_>) = targets
            .into_iter()
            .partition(|(commitment, _)| commitment.task.is_none() && commitment.safeguard.is_none());
        let asked =
            |goal: &Target| parts.iter().any(|(_, part)| part.period == goal.period || part.value == goal.value);
        if let Some((goal, target)) = goals.into_iter().find(|(_, goal)| !parts.is_empty() && !asked(goal)) {
            let finding = reader.about("review.goal_beyond_task", subject).arg("period", target.period);
            let finding = finding.names("value", [reader.value(subject.0, target.value)]).commitments([goal]);
            findings.push(finding.commitments(parts.into_iter().map(|(commitment, _)| commitment)));
        }
    }
    findings
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
            let finding = finding.names("first", [reader.value(subject.0, before.1.value)]);
            findings.push(finding.names("then", [reader.value(subject.0, after.1.value)]));
        }
    }
    findings
}

/// Numbers that no data can show: entered by hand, or without a definition for the year.
pub(super) fn not_measurable(reader: &Reader<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, targets) in reader.by_indicator() {
        let Some(indicator) = reader.pack.indicators.get(id) else { continue };
        let reason = |target: &Target| match indicator.version(target.period) {
            None => Some("no_definition"),
            Some(_) => (indicator.kind == Kind::Manual).then_some("by_hand"),
        };
        if let Some(reason) = targets.iter().find_map(|(_, target)| reason(target)) {
            let finding = Reader::finding("review.not_measurable", id).indicators([id]).arg("reason", reason);
            let finding = finding.quoted("indicator", [indicator.title.clone()]);
            findings.push(finding.commitments(targets.into_iter().map(|(commitment, _)| commitment)));
        }
    }
    findings
}

/// Numbers that can be counted from two sources, where the plan does not say from which.
pub(super) fn two_countings(reader: &Reader<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, targets) in reader.by_indicator() {
        let Some(indicator) = reader.pack.indicators.get(id) else { continue };
        let Some(other) = &indicator.compared_with else { continue };
        let finding = Reader::finding("review.two_countings", id).indicators([id, other.as_str()]);
        let finding = finding.quoted("indicator", [indicator.title.clone()]);
        let finding = finding.quoted("other", [reader.indicator_name(other)]);
        findings.push(finding.commitments(targets.into_iter().map(|(commitment, _)| commitment)));
    }
    findings
}

/// Results promised in words of degree, which nobody can find reached or not; one finding for the plan.
pub(super) fn vague_results(reader: &Reader<'_>) -> Vec<Finding> {
    let words = &reader.pack.wording.vague.words;
    let is_vague = |commitment: &&Commitment| {
        commitment.kind == CommitmentKind::Milestone && words.iter().any(|word| commitment.text.zh.contains(word))
    };
    let vague: Vec<&Commitment> = reader.plan.commitments.iter().filter(is_vague).collect();
    if vague.is_empty() {
        return Vec::new();
    }
    let finding = Reader::finding("review.vague_results", "").arg("count", vague.len());
    vec![finding.quoted("commitments", vague.iter().map(|one| one.text.clone())).commitments(vague)]
}

/// Numbers whose definition nobody has confirmed; one finding for the plan.
pub(super) fn unconfirmed_definitions(reader: &Reader<'_>) -> Vec<Finding> {
    let targets = reader.by_indicator();
    let unconfirmed = |id: &str, target: &Target| {
        let indicator = reader.pack.indicators.get(id).filter(|indicator| indicator.kind != Kind::Manual);
        indicator.and_then(|indicator| indicator.version(target.period)).is_some_and(|version| version.unverified)
    };
    let found = targets.iter().filter(|(id, targets)| targets.iter().any(|(_, target)| unconfirmed(id, target)));
    about_many(reader, "review.unconfirmed_definitions", found.map(|(id, targets)| (*id, targets.as_slice())))
}

/// Figures whose series breaks inside the plan: from a year on they mean something else.
pub(super) fn definition_changes(reader: &Reader<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, targets) in reader.by_indicator() {
        let Some(indicator) = reader.pack.indicators.get(id) else { continue };
        let inside = |year: i16| year > reader.plan.from && year <= reader.plan.to;
        let breaks = indicator.versions.iter().filter(|version| version.breaks_series);
        let years: Vec<i16> = breaks.map(|version| version.from).filter(|year| inside(*year)).collect();
        if !years.is_empty() {
            let finding = Reader::finding("review.definition_changes", id).indicators([id]);
            let finding =
                finding.quoted("indicator", [indicator.title.clone()]).names("years", years.into_iter().map(year));
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
