//! The facts of a document, in words.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;
use policy::{
    calendar::Calendar,
    document::{Subject, Template},
    indicator::Unit as Measure,
    plan::{self, CommitmentKind},
    report::From,
    status::{Flag, Status},
};
use rust_decimal::prelude::ToPrimitive as _;

use super::Ask;
use crate::{
    contract,
    document::{
        chart,
        facts::{
            Action, Commitment, Count, Counts, Deadline, Duty, Edition, Facts, Figure, Files, Missing, Order, Plan,
            Point, Report, Said, Slip, Target, Task, Trend, Unit,
        },
    },
    edge::Edge,
    refusal::Refusal,
    services::{
        case,
        indicator::{Computed, Standing},
        overview::{self, OWED, answers_for},
        reach::Reach,
        report::{Ground, Line, due},
    },
    store::DutyRow,
    telling::{Quantity, Told, ToldCase, ToldDuty},
    words::{Words, name, word},
    workspace::Workspace,
};

/// Statuses that are behind.
const BEHIND: [Status; 3] = [Status::Missed, Status::OffTrack, Status::AtRisk];

pub(super) struct Source<'a> {
    pub workspace: &'a Workspace,
    pub plan: &'a plan::Plan,
    pub words: Words,
    pub ask: &'a Ask,
    pub template: &'a Template,
    pub computed: &'a Computed,
    pub ground: &'a Ground,
    pub edition: Option<contract::edition::Edition>,
    /// The duty that is pressed for, if one is.
    pub duty: Option<&'a DutyRow>,
}

/// Chinese has no space between characters and digits on paper.
fn tight(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let wide = |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(|one| !one.is_ascii());
    let kept =
        |(at, one): (usize, &char)| (*one != ' ' || !(wide(at.checked_sub(1)) || wide(Some(at + 1)))).then_some(*one);
    characters.iter().enumerate().filter_map(kept).collect()
}

/// A title without what stands in brackets at its end.
fn bare(title: &str) -> &str {
    let open = title.rfind(['(', '\u{ff08}']).filter(|_| title.ends_with([')', '\u{ff09}']));
    open.map_or(title, |open| title[..open].trim_end())
}

fn figure(text: &str, page: String) -> Figure {
    Figure { text: tight(text), page }
}

impl<'a> Source<'a> {
    pub(super) async fn facts(&self, edge: &Edge, standings: Vec<Standing<'a>>) -> Result<Facts> {
        let (plan, ask) = (self.plan, self.ask);
        let period = ask.period.or_else(|| self.template.about.year.then(|| ask.day.year()));
        let trends = self.trends(&standings).await?;
        let standings: Vec<_> =
            standings.into_iter().filter(|one| period.is_none_or(|year| one.target.period == year)).collect();
        let all: Vec<_> = standings.iter().collect();
        let reports = self.reports(edge).await?;
        let seen = overview::overview(plan, &standings, ask.day);
        let unit = |one: &plan::Unit| self.unit(one, &all, &reports);
        let mut facts = Facts {
            plan: self.plan(),
            day: self.date(ask.day),
            year: ask.day.year(),
            month: ask.day.month(),
            period,
            office: self.office(),
            answer_by: self.answer_by()?,
            counts: counts(&all),
            targets: self.targets(&all),
            behind: self.targets(&worst(&all, &BEHIND)),
            unreported: self.targets(&worst(&all, &[Status::Stale, Status::NoData])),
            reached: self.targets(&worst(&all, &[Status::Met, Status::OnTrack])),
            actions: plan.actions.iter().map(|action| self.action(action, &all)).collect(),
            units: seen.units.iter().map(|owing| unit(owing.unit)).collect(),
            deadlines: self.deadlines(),
            trends,
            edition: self.edition.as_ref().map(|edition| self.edition_of(edition)),
            missing: self.missing().await?,
            unit: None,
            order: None,
            reports: Vec::new(),
        };
        match self.template.about.subject {
            Subject::Plan => {}
            Subject::Unit => {
                facts.unit = plan.units.iter().find(|one| Some(&one.id) == ask.unit.as_ref()).map(unit);
            }
            Subject::Commitment => {
                let commitment = plan.commitments.iter().find(|one| Some(&one.id) == ask.commitment.as_ref());
                facts.order = commitment.map(|one| self.order(one, &all));
            }
        }
        facts.reports = reports.into_iter().map(|(_, report)| report).collect();
        Ok(facts)
    }

    async fn missing(&self) -> Result<Option<Missing>> {
        let Some(rules) = self.workspace.pack.dropout.as_deref() else { return Ok(None) };
        let counts = case::counts(self.workspace, None, self.ask.day).await?;
        let run = self.workspace.store.read().await?.finished_run(rules.reconciliation.as_deref(), None).await?;
        let told = ToldCase { words: self.words, pack: &self.workspace.pack, tree: &self.ground.tree };
        let files = |name: String, one: &case::Total, township: &str| {
            let count = |number, query: &str| {
                let page = if township.is_empty() { String::new() } else { format!("&township={township}") };
                Count { number, page: format!("/cases?{query}{page}") }
            };
            Files {
                name,
                files: count(one.files, ""),
                open: count(one.open, "state=open"),
                overdue: count(one.overdue, "watch=overdue"),
                claimed: count(one.claimed, "state=claimed"),
                followed: count(one.follow_up, "state=follow_up"),
                by_roll: count(one.closed_by_roll, "state=closed"),
                by_evidence: count(one.closed_by_evidence, "state=closed"),
                again: count(one.again, ""),
            }
        };
        Ok(Some(Missing {
            facts_of: run.map(|run| self.date(run.as_of)),
            total: files(String::new(), &counts.all, ""),
            townships: counts.of.iter().map(|(code, one)| files(told.place(code), one, code)).collect(),
        }))
    }

    fn date(&self, date: Date) -> String {
        tight(&self.words.date(date))
    }

    fn plan(&self) -> Plan {
        let plan = self.plan;
        let count = |number: usize| Count { number, page: "/plan".into() };
        Plan {
            title: plan.title.get(self.words.0).to_owned(),
            name: bare(plan.title.get(self.words.0)).to_owned(),
            issuer: plan.issuer.get(self.words.0).to_owned(),
            area: plan.org_name.get(self.words.0).to_owned(),
            from: plan.from,
            to: plan.to,
            actions: count(plan.actions.len()),
            tasks: count(plan.tasks.len()),
            commitments: count(plan.commitments.len()),
        }
    }

    /// The unit that leads most tasks; of several the first of the plan.
    fn office(&self) -> String {
        let leads = |unit: &plan::Unit| self.plan.tasks.iter().filter(|task| task.lead.contains(&unit.id)).count();
        let first = self.plan.units.iter().rev().max_by_key(|unit| leads(unit));
        first.map_or_else(String::new, |unit| unit.full_name.get(self.words.0).to_owned())
    }

    fn answer_by(&self) -> Result<Option<String>, Refusal> {
        // What a slip asks for is asked for on paper too.
        let slip = self.duty.and_then(|row| row.duty.slip()).map(|(_, slip)| slip.answer_by);
        if let Some(by) = slip.filter(|by| *by >= self.ask.day) {
            return Ok(Some(self.date(by)));
        }
        let Some(days) = self.template.about.answer_workdays else { return Ok(None) };
        let calendar = Calendar::new(&self.workspace.pack.calendar);
        let by = calendar.add_workdays(self.ask.day, days.into());
        let by = by.map_err(|unknown| Refusal::new("document-calendar").with("year", unknown.year))?;
        Ok(Some(self.date(by)))
    }

    fn names(&self, ids: &[String]) -> Vec<String> {
        let name = |id: &String| self.plan.units.iter().find(|unit| unit.id == *id);
        ids.iter().filter_map(name).map(|unit| unit.name.get(self.words.0).to_owned()).collect()
    }

    /// Who leads and who answers: a commitment that names units of its own names those who answer.
    fn who(&self, commitment: &plan::Commitment) -> (Vec<String>, Vec<String>) {
        let task = self.plan.task(commitment);
        let lead = task.map(|task| self.names(&task.lead)).unwrap_or_default();
        let own =
            if commitment.units.is_empty() { task.map(|task| &task.responsible) } else { Some(&commitment.units) };
        (lead, own.map(|units| self.names(units)).unwrap_or_default())
    }

    fn targets(&self, standings: &[&Standing<'_>]) -> Vec<Target> {
        standings.iter().map(|standing| self.target(standing)).collect()
    }

    fn target(&self, standing: &Standing<'_>) -> Target {
        let (words, pack) = (self.words, &self.workspace.pack);
        let told = Told { words, pack, standing };
        let page = format!("/indicators/{}", standing.indicator.id);
        let commitment = standing.commitment;
        let (lead, responsible) = self.who(commitment);
        let days = (standing.due - self.ask.day).get_days();
        Target {
            title: standing.indicator.title.get(words.0).to_owned(),
            about: told.org(),
            period: standing.target.period,
            goal: self.goal(standing),
            striven: told.striven().is_some(),
            due: self.date(standing.due),
            days_left: days.into(),
            value: told.value().map(|value| figure(&value, page.clone())),
            value_year: standing.judgement.judged.as_ref().map(|judged| judged.year),
            gap: told.gap().map(|gap| tight(gap.trim_start_matches('-'))),
            expected: told.expected().map(|expected| tight(&expected)),
            forecast: told.forecast().map(|forecast| tight(&forecast)),
            status: name(&standing.judgement.status),
            status_word: words.say(standing.judgement.status.key()),
            reason: figure(&told.reason(), page),
            commitment: commitment.id.clone(),
            promise: tight(commitment.text.get(words.0)),
            task: commitment.task,
            task_title: self.task_title(commitment),
            lead,
            responsible,
        }
    }

    fn goal(&self, standing: &Standing<'_>) -> String {
        let quantity = Quantity { words: self.words, pack: &self.workspace.pack, indicator: standing.indicator };
        let upper = standing.target.upper.map(|upper| quantity.exact(upper)).unwrap_or_default();
        let kind = match standing.indicator.unit {
            Measure::Rank => "rank",
            Measure::Grade => "grade",
            _ => "quantity",
        };
        let args = [
            ("comparator", standing.target.comparator.name()),
            ("target", &quantity.exact(standing.target.value)),
            ("upper", &upper),
            ("unit", kind),
        ];
        tight(&self.words.with("document-goal", &args))
    }

    fn task_title(&self, commitment: &plan::Commitment) -> Option<String> {
        self.plan.task(commitment).map(|task| task.title.get(self.words.0).to_owned())
    }

    fn commitment(&self, commitment: &plan::Commitment) -> Commitment {
        let (lead, responsible) = self.who(commitment);
        let page = commitment.task.map_or_else(|| "/plan".to_owned(), |task| format!("/plan/tasks/{task}"));
        let due = self.plan.promised(commitment).map(|due| self.date(due));
        Commitment {
            id: commitment.id.clone(),
            text: figure(commitment.text.get(self.words.0), format!("{page}#{}", commitment.id)),
            kind: word(self.words, "kind", &commitment.kind),
            task: commitment.task,
            task_title: self.task_title(commitment),
            due: due.filter(|_| commitment.kind != CommitmentKind::Standing),
            lead,
            responsible,
        }
    }

    fn action(&self, action: &plan::Action, all: &[&Standing<'_>]) -> Action {
        let tasks: Vec<_> = self.plan.tasks.iter().filter(|task| task.action == action.number).collect();
        let own: Vec<_> = all
            .iter()
            .copied()
            .filter(|one| tasks.iter().any(|task| Some(task.number) == one.commitment.task))
            .collect();
        Action {
            number: action.number,
            title: action.title.get(self.words.0).to_owned(),
            counts: counts(&own),
            tasks: tasks.into_iter().map(|task| self.task(task, all)).collect(),
            reached: self.targets(&worst(&own, &[Status::Met, Status::OnTrack])),
            behind: self.targets(&worst(&own, &BEHIND)),
            unreported: self.targets(&worst(&own, &[Status::Stale, Status::NoData])),
        }
    }

    fn task(&self, task: &plan::Task, all: &[&Standing<'_>]) -> Task {
        let own: Vec<_> = all.iter().copied().filter(|one| one.commitment.task == Some(task.number)).collect();
        Task {
            number: task.number,
            title: figure(task.title.get(self.words.0), format!("/plan/tasks/{}", task.number)),
            deadline: self.date(task.deadline),
            lead: self.names(&task.lead),
            responsible: self.names(&task.responsible),
            counts: counts(&own),
        }
    }

    fn unit(&self, unit: &plan::Unit, all: &[&Standing<'_>], reports: &[(String, Report)]) -> Unit {
        let plan = self.plan;
        let own: Vec<_> = all.iter().copied().filter(|one| answers_for(plan, &unit.id, one.commitment)).collect();
        let owed = own.iter().filter(|one| OWED.contains(&one.judgement.status)).count();
        let page = || format!("/plan?unit={}", unit.id);
        let tasks = |named: &dyn Fn(&plan::Task) -> bool| {
            plan.tasks.iter().filter(|task| named(task)).map(|task| self.task(task, all)).collect()
        };
        let unmeasured =
            plan.commitments.iter().filter(|one| one.targets.is_empty() && answers_for(plan, &unit.id, one));
        Unit {
            id: unit.id.clone(),
            name: unit.name.get(self.words.0).to_owned(),
            full_name: unit.full_name.get(self.words.0).to_owned(),
            total: Count { number: own.len(), page: page() },
            owed: Count { number: owed, page: page() },
            leads: tasks(&|task| task.lead.contains(&unit.id)),
            answers: tasks(&|task| task.responsible.contains(&unit.id)),
            targets: self.targets(&own),
            behind: self.targets(&worst(&own, &BEHIND)),
            commitments: unmeasured.map(|one| self.commitment(one)).collect(),
            reports: reports.iter().filter(|(from, _)| *from == unit.id).map(|(_, report)| report.clone()).collect(),
        }
    }

    fn deadlines(&self) -> Vec<Deadline> {
        let due = |one: &'a plan::Commitment| Some((self.plan.promised(one)?, one));
        let mut dated: Vec<_> = self.plan.commitments.iter().filter_map(due).collect();
        dated.retain(|(due, one)| *due >= self.ask.day && one.kind != CommitmentKind::Standing);
        dated.sort_by_key(|(due, _)| *due);
        let deadline = |(due, one): (Date, &plan::Commitment)| {
            let commitment = self.commitment(one);
            Deadline {
                day: self.date(due),
                days_left: (due - self.ask.day).get_days().into(),
                text: commitment.text,
                lead: commitment.lead,
                responsible: commitment.responsible,
            }
        };
        dated.into_iter().map(deadline).collect()
    }

    /// What is to be reported, each with whoever reports it: the id of a unit, `schools` or `townships`.
    async fn reports(&self, edge: &Edge) -> Result<Vec<(String, Report)>> {
        let pack = &self.workspace.pack;
        let reach = Reach::whole(pack, &self.ground.tree);
        let lines = due(pack, edge, self.ground, &reach).await?;
        Ok(lines.iter().filter_map(|line| self.report(line)).collect())
    }

    fn report(&self, line: &Line<'_>) -> Option<(String, Report)> {
        let (words, report, standing) = (self.words, line.report?, line.standing?);
        let from = match report.from() {
            From::Schools => words.say("data-from-schools"),
            From::Townships => words.say("data-from-townships"),
            From::Unit(id) => self.names(&[id.to_owned()]).pop().unwrap_or_default(),
        };
        let reporters = line.reporters.as_ref();
        let report_of = Report {
            title: figure(line.dataset.title.get(words.0), format!("/data/{}", line.dataset.id)),
            from,
            as_of: self.date(standing.due.as_of),
            by: self.date(standing.due.by),
            state: name(&standing.state),
            state_word: words.say(standing.state.key()),
            asked: reporters.map(|reporters| reporters.asked),
            handed_in: reporters.map(|reporters| reporters.handed_in),
            missing: reporters.map_or_else(Vec::new, |it| it.missing.iter().map(|one| one.name.clone()).collect()),
        };
        Some((report.from.clone(), report_of))
    }

    /// The indicators of the plan's own tables through the years, where they are numbers.
    async fn trends(&self, standings: &[Standing<'_>]) -> Result<Vec<Trend>> {
        let (pack, plan, words) = (&self.workspace.pack, self.plan, self.words);
        let mut stored = self.workspace.store.read().await?;
        let mut trends = Vec::new();
        for id in plan.tables.iter().flat_map(|table| &table.indicators) {
            let Some(indicator) = pack.indicators.get(id).filter(|one| one.unit != Measure::Grade) else { continue };
            let quantity = Quantity { words, pack, indicator };
            let mut points: BTreeMap<i16, Point> = BTreeMap::new();
            for ((_, year), inputs) in self.computed.inputs.range((id.clone(), i16::MIN)..=(id.clone(), i16::MAX)) {
                let figure_of = stored.figure(&inputs.fingerprint, &plan.org).await?;
                let shown = figure_of.filter(|figure| !figure.flags.contains(&Flag::Confidential));
                if let Some(value) = shown.and_then(|figure| figure.value) {
                    let point = points.entry(*year).or_insert_with(|| Point { year: *year, ..Point::default() });
                    point.value = Some(figure(&quantity.value(value), format!("/indicators/{id}?year={year}")));
                    point.number = value.rounded(indicator.decimals).0.to_f64();
                }
            }
            let judged = standings.iter().filter(|one| one.indicator.id == *id && one.org == plan.org);
            for standing in judged {
                let year = standing.target.period;
                let point = points.entry(year).or_insert_with(|| Point { year, ..Point::default() });
                point.goal = Some(self.goal(standing));
                point.goal_number = standing.target.value.0.to_f64();
            }
            let values = points.values().filter(|point| point.number.is_some()).count();
            if values < 2 || points.values().all(|point| point.goal.is_none()) {
                continue;
            }
            trends.push(Trend {
                indicator: id.clone(),
                title: indicator.title.get(words.0).to_owned(),
                unit: word(words, "unit", &indicator.unit),
                chart: chart::trend(id),
                points: points.into_values().collect(),
            });
        }
        Ok(trends)
    }

    fn order(&self, commitment: &plan::Commitment, all: &[&Standing<'_>]) -> Order {
        let own: Vec<_> = all.iter().copied().filter(|one| one.commitment.id == commitment.id).collect();
        let task = self.plan.task(commitment);
        let of_duty = self.duty.map(|row| vec![row.duty.unit.clone()]);
        let named = (!commitment.units.is_empty()).then(|| commitment.units.clone());
        let asked = of_duty.or(named).or(task.map(|task| task.lead.clone())).unwrap_or_default();
        let full = |id: &String| self.plan.units.iter().find(|unit| unit.id == *id);
        let to = asked.iter().filter_map(full).map(|unit| unit.full_name.get(self.words.0).to_owned());
        let last = own.iter().map(|one| one.due).max().or_else(|| self.plan.promised(commitment));
        let due = self.duty.map(|row| row.duty.due).or(last);
        let late = due.map_or(0, |due| (self.ask.day - due).get_days());
        Order {
            commitment: self.commitment(commitment),
            targets: self.targets(&own),
            behind: self.targets(&worst(&own, &BEHIND)),
            to: to.collect(),
            overdue: late > 0,
            days_late: late.max(0).into(),
            duty: self.duty.map(|row| self.pressed(row)),
        }
    }

    fn pressed(&self, row: &DutyRow) -> Duty {
        let (words, duty) = (self.words, &row.duty);
        let told = ToldDuty { words, pack: &self.workspace.pack };
        let slip = duty.slip().map(|(_, slip)| Slip {
            title: told.slip(slip.colour),
            colour: name(&slip.colour),
            cause: word(words, "cause", &slip.cause),
            words: slip.words.clone(),
            raised: self.date(slip.raised_on),
            answer_by: self.date(slip.answer_by),
        });
        let said = duty.report.as_ref().zip(duty.reported_on).map(|(report, on)| Said {
            on: self.date(on),
            pace: word(words, "pace", &report.pace),
            progress: report.progress.clone(),
            problems: report.problems.clone(),
            next: report.next.clone(),
        });
        Duty {
            unit: told.unit(&duty.unit),
            state: figure(&told.state(duty.state), format!("/duties/{}", row.id)),
            year: duty.year,
            due: self.date(duty.due),
            returns: duty.returns,
            slip,
            said,
        }
    }

    fn edition_of(&self, edition: &contract::edition::Edition) -> Edition {
        let number = usize::try_from(edition.number).unwrap_or_default();
        Edition { number: Count { number, page: format!("/public/{}", edition.number) }, day: self.date(edition.as_of) }
    }
}

/// Standings of some statuses, the worst first, then by due day.
fn worst<'s, 'a>(standings: &[&'s Standing<'a>], statuses: &[Status]) -> Vec<&'s Standing<'a>> {
    let mut kept: Vec<_> = standings.iter().copied().filter(|one| statuses.contains(&one.judgement.status)).collect();
    kept.sort_by_key(|one| (one.judgement.status, one.due));
    kept
}

/// How many stand where.
fn counts(standings: &[&Standing<'_>]) -> Counts {
    let counted = overview::counts(standings.iter().copied());
    let count = |status: Status| Count {
        number: counted.get(&status).copied().unwrap_or_default(),
        page: format!("/plan?status={}", name(&status)),
    };
    let owed = OWED.iter().filter_map(|status| counted.get(status)).sum();
    Counts {
        total: Count { number: standings.len(), page: "/plan".into() },
        met: count(Status::Met),
        on_track: count(Status::OnTrack),
        at_risk: count(Status::AtRisk),
        off_track: count(Status::OffTrack),
        missed: count(Status::Missed),
        stale: count(Status::Stale),
        no_data: count(Status::NoData),
        owed: Count { number: owed, page: "/".into() },
    }
}
