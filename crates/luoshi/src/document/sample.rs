//! Facts to try templates on.

use policy::document::{About, Subject};

use super::facts::{
    Action, Commitment, Count, Counts, Deadline, Duty, Edition, Facts, Figure, Files, Missing, Order, Plan, Point,
    Report, Said, Slip, Target, Task, Trend, Unit,
};

/// Facts with nothing that may be missing.
#[must_use]
pub fn bare(about: &About) -> Facts {
    let full = sample(about, "no_data");
    let plain = |one: Commitment| Commitment {
        task: None,
        task_title: None,
        due: None,
        lead: Vec::new(),
        responsible: Vec::new(),
        ..one
    };
    Facts {
        plan: full.plan,
        day: full.day,
        year: full.year,
        month: full.month,
        period: full.period.filter(|_| about.year),
        office: full.office,
        answer_by: full.answer_by,
        unit: full.unit.map(|one| Unit { id: one.id, name: one.name, full_name: one.full_name, ..Unit::default() }),
        order: full.order.map(|one| Order { commitment: plain(one.commitment), ..Order::default() }),
        ..Facts::default()
    }
}

/// Facts with one of everything; every target has the status.
#[must_use]
pub fn sample(about: &About, status: &str) -> Facts {
    let action = Action {
        number: 1,
        title: text(),
        counts: counts(),
        tasks: vec![task()],
        reached: targets(status),
        behind: targets(status),
        unreported: targets(status),
    };
    let deadline =
        Deadline { day: text(), days_left: 3, text: figure(), lead: vec![text()], responsible: vec![text()] };
    Facts {
        plan: Plan {
            title: text(),
            name: text(),
            issuer: text(),
            area: text(),
            from: 2023,
            to: 2025,
            actions: count(),
            tasks: count(),
            commitments: count(),
        },
        day: text(),
        year: 2025,
        month: 3,
        period: Some(2025),
        office: text(),
        answer_by: about.answer_workdays.map(|_| text()),
        counts: counts(),
        targets: targets(status),
        behind: targets(status),
        unreported: targets(status),
        reached: targets(status),
        actions: vec![action, Action { title: text(), ..Action::default() }],
        units: vec![unit(status), Unit { name: text(), ..Unit::default() }],
        deadlines: vec![deadline],
        reports: vec![report(), Report { title: figure(), ..Report::default() }],
        trends: vec![Trend {
            indicator: "indicator".into(),
            title: text(),
            unit: text(),
            chart: "trend/indicator".into(),
            points: vec![point(2023), point(2024), Point { year: 2025, ..Point::default() }],
        }],
        edition: Some(Edition { number: count(), day: text() }),
        missing: Some(Missing { facts_of: Some(text()), total: files(), townships: vec![files(), Files::default()] }),
        unit: (about.subject == Subject::Unit).then(|| unit(status)),
        order: (about.subject == Subject::Commitment).then(|| Order {
            commitment: commitment(),
            targets: targets(status),
            behind: targets(status),
            to: vec![text()],
            overdue: true,
            days_late: 3,
            duty: Some(duty()),
        }),
    }
}

fn duty() -> Duty {
    Duty {
        unit: text(),
        state: figure(),
        year: 2024,
        due: text(),
        returns: 1,
        slip: Some(Slip {
            title: text(),
            colour: "red".to_owned(),
            cause: text(),
            words: text(),
            raised: text(),
            answer_by: text(),
        }),
        said: Some(Said { on: text(), pace: text(), progress: text(), problems: text(), next: text() }),
    }
}

fn text() -> String {
    "sample".to_owned()
}

fn figure() -> Figure {
    Figure { text: text(), page: "/".into() }
}

fn count() -> Count {
    Count { number: 2, page: "/".into() }
}

fn files() -> Files {
    Files {
        name: text(),
        files: count(),
        open: count(),
        overdue: count(),
        claimed: count(),
        followed: count(),
        by_roll: count(),
        by_evidence: count(),
        again: count(),
    }
}

fn counts() -> Counts {
    Counts {
        total: count(),
        met: count(),
        on_track: count(),
        at_risk: count(),
        off_track: count(),
        missed: count(),
        stale: count(),
        no_data: count(),
        owed: count(),
    }
}

fn target(status: &str) -> Target {
    Target {
        title: text(),
        about: text(),
        period: 2025,
        goal: text(),
        striven: true,
        due: text(),
        days_left: -3,
        value: Some(figure()),
        value_year: Some(2024),
        gap: Some(text()),
        expected: Some(text()),
        forecast: Some(text()),
        status: status.to_owned(),
        status_word: text(),
        reason: figure(),
        commitment: text(),
        promise: text(),
        task: Some(1),
        task_title: Some(text()),
        lead: vec![text(), text()],
        responsible: vec![text()],
    }
}

/// The second of each list lacks what may be missing.
fn targets(status: &str) -> Vec<Target> {
    vec![target(status), Target { title: text(), status: status.to_owned(), ..Target::default() }]
}

fn task() -> Task {
    Task {
        number: 1,
        title: figure(),
        deadline: text(),
        lead: vec![text()],
        responsible: vec![text()],
        counts: counts(),
    }
}

fn commitment() -> Commitment {
    Commitment {
        id: text(),
        text: figure(),
        kind: text(),
        task: Some(1),
        task_title: Some(text()),
        due: Some(text()),
        lead: vec![text()],
        responsible: vec![text()],
    }
}

fn report() -> Report {
    Report {
        title: figure(),
        from: text(),
        as_of: text(),
        by: text(),
        state: "overdue".into(),
        state_word: text(),
        asked: Some(2),
        handed_in: Some(1),
        missing: vec![text()],
    }
}

fn unit(status: &str) -> Unit {
    Unit {
        id: text(),
        name: text(),
        full_name: text(),
        total: count(),
        owed: count(),
        leads: vec![task()],
        answers: vec![task()],
        targets: targets(status),
        behind: targets(status),
        commitments: vec![commitment(), Commitment { text: figure(), ..Commitment::default() }],
        reports: vec![report(), Report { title: figure(), ..Report::default() }],
    }
}

fn point(year: i16) -> Point {
    Point { year, value: Some(figure()), goal: Some(text()), number: Some(f64::from(year)), goal_number: Some(1.0) }
}
