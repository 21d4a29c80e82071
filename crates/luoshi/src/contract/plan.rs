//! `luoshi plan show --format json` and `/api/v1/plan`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use policy::{
    indicator::Unit as Measure,
    number::Number,
    pack::Pack,
    plan::{CommitmentKind, Comparator, Place, Source, Strength},
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::refusal::Refusal;

/// The plan: Chinese as the source has it, whatever the user's language; `_en` beside it.
#[derive(Serialize, JsonSchema)]
pub struct Plan<'a> {
    pub plan: Head<'a>,
    pub units: Vec<Unit<'a>>,
    pub actions: Vec<Titled<'a>>,
    pub tasks: Vec<Task<'a>>,
    pub safeguards: Vec<Titled<'a>>,
    pub commitments: Vec<Commitment<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PlanHead")]
pub struct Head<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub title_en: &'a str,
    pub issuer: &'a str,
    #[schemars(with = "String", extend("format" = "date"))]
    pub issued: Date,
    pub from: i16,
    pub to: i16,
    pub org: &'a str,
    pub org_name: &'a str,
    pub source: &'a Source,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PlanUnit")]
pub struct Unit<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub name_en: &'a str,
    pub full_name: &'a str,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PlanTitled")]
pub struct Titled<'a> {
    pub number: u32,
    pub title: &'a str,
    pub title_en: &'a str,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PlanTask")]
pub struct Task<'a> {
    pub number: u32,
    pub title: &'a str,
    pub title_en: &'a str,
    pub action: u32,
    pub lead: Vec<&'a str>,
    pub responsible: Vec<&'a str>,
    #[schemars(with = "String", extend("format" = "date"))]
    pub deadline: Date,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PlanCommitment")]
pub struct Commitment<'a> {
    pub id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safeguard: Option<u32>,
    pub kind: CommitmentKind,
    pub text: &'a str,
    pub text_en: &'a str,
    pub strength: Strength,
    pub units: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub due: Option<Date>,
    pub targets: Vec<Target<'a>>,
    pub source: &'a [Place],
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PlanTarget")]
pub struct Target<'a> {
    pub indicator: &'a str,
    pub period: i16,
    pub org: &'a str,
    pub comparator: Comparator,
    pub value: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<Number>,
    pub unit: Option<Measure>,
    pub strength: Strength,
}

impl<'a> Plan<'a> {
    /// # Errors
    /// Refused for a pack without a plan.
    pub fn new(pack: &'a Pack) -> Result<Self, Refusal> {
        let plan = pack.plan.as_ref().ok_or_else(|| Refusal::new("plan-missing"))?;
        let units: BTreeMap<_, _> = plan.units.iter().map(|unit| (unit.id.as_str(), unit.name.zh.as_str())).collect();
        let named =
            |ids: &'_ [String]| -> Vec<_> { ids.iter().filter_map(|id| units.get(id.as_str()).copied()).collect() };
        let deadlines: BTreeMap<_, _> = plan.tasks.iter().map(|task| (task.number, task.deadline)).collect();
        let commitments = plan.commitments.iter().map(|commitment| Commitment {
            id: &commitment.id,
            task: commitment.task,
            safeguard: commitment.safeguard,
            kind: commitment.kind,
            text: &commitment.text.zh,
            text_en: &commitment.text.en,
            strength: commitment.strength,
            units: named(&commitment.units),
            due: commitment.due.or_else(|| deadlines.get(&commitment.task?).copied()),
            targets: commitment
                .targets
                .iter()
                .map(|target| Target {
                    indicator: &target.indicator,
                    period: target.period,
                    org: target.org.as_deref().unwrap_or(&plan.org),
                    comparator: target.comparator,
                    value: target.value,
                    upper: target.upper,
                    unit: pack.indicators.get(&target.indicator).map(|indicator| indicator.unit),
                    strength: target.strength(commitment),
                })
                .collect(),
            source: &commitment.places,
        });
        Ok(Self {
            plan: Head {
                id: &plan.id,
                title: &plan.title.zh,
                title_en: &plan.title.en,
                issuer: &plan.issuer.zh,
                issued: plan.issued,
                from: plan.from,
                to: plan.to,
                org: &plan.org,
                org_name: &plan.org_name.zh,
                source: &plan.source,
            },
            units: plan
                .units
                .iter()
                .map(|unit| Unit {
                    id: &unit.id,
                    name: &unit.name.zh,
                    name_en: &unit.name.en,
                    full_name: &unit.full_name.zh,
                })
                .collect(),
            actions: plan
                .actions
                .iter()
                .map(|action| Titled { number: action.number, title: &action.title.zh, title_en: &action.title.en })
                .collect(),
            tasks: plan
                .tasks
                .iter()
                .map(|task| Task {
                    number: task.number,
                    title: &task.title.zh,
                    title_en: &task.title.en,
                    action: task.action,
                    lead: named(&task.lead),
                    responsible: named(&task.responsible),
                    deadline: task.deadline,
                })
                .collect(),
            safeguards: plan
                .safeguards
                .iter()
                .map(|one| Titled { number: one.number, title: &one.title.zh, title_en: &one.title.en })
                .collect(),
            commitments: commitments.collect(),
        })
    }
}
