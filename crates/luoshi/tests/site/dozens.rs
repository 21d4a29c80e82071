//! What is said of many duties at once, and that it is what their lives say.

use std::collections::BTreeMap;

use jiff::civil::Date;
use luoshi::{
    services::duty::{self, Act, Part, Proofs, Who, Work},
    store::{DutyFilter, DutyRow},
    workspace::Workspace,
};
use policy::{
    access::{Membership, Role},
    status::Status,
    supervise::{
        Command, Figured, Finding, Inspected, Pace, Proof, Quality, Report, Reported, State, Verdict, findings,
    },
};
use sqlx::Row as _;

use crate::house::House;

/// A house in which the duties of 2025 lead different lives.
struct Dozens {
    house: House,
    workspace: Workspace,
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn member(role: Role, scope: &str) -> Vec<Membership> {
    vec![Membership { role, scope: scope.into() }]
}

impl Dozens {
    async fn new() -> Self {
        let house = House::furnished().await;
        let workspace = Workspace::open(&house.edge()).await.unwrap();
        let dozens = Self { house, workspace };
        let planner = member(Role::Planner, "530113");
        let who = Who { name: "planner", memberships: &planner, is_machine: false };
        duty::open(&dozens.workspace, &dozens.house.edge(), who, 2025, day("2025-01-02")).await.unwrap();
        for (number, row) in dozens.rows().await.into_iter().enumerate() {
            // One of seven stays a draft.
            for (on, is_planner, command) in life(number % 7) {
                dozens.act(&row, on, is_planner, command).await;
            }
        }
        dozens
    }

    async fn rows(&self) -> Vec<DutyRow> {
        let all = DutyFilter::default();
        self.workspace.store.read().await.unwrap().duties(&all, 0, 9999).await.unwrap().0
    }

    /// The planner or the unit that leads does something on a day.
    async fn act(&self, row: &DutyRow, on: &str, is_planner: bool, command: Command) {
        let memberships =
            if is_planner { member(Role::Planner, "530113") } else { member(Role::Liaison, &row.duty.unit) };
        let who =
            Who { name: if is_planner { "planner" } else { "unit" }, memberships: &memberships, is_machine: false };
        let proof = Proof::default();
        let act = Act { who, day: day(on), id: &row.id, version: None, proof: &proof, command };
        if let Err(error) = duty::act(&self.workspace, &self.house.edge(), act).await {
            panic!("{on}: {error:#}");
        }
    }

    /// Every other commitment is met, every third missed.
    async fn proofs(&self) -> Proofs {
        let commitments: std::collections::BTreeSet<_> =
            self.rows().await.into_iter().map(|row| row.duty.commitment).collect();
        let status = |number: usize| match number % 6 {
            0 | 2 | 4 => Status::Met,
            3 => Status::Missed,
            _ => Status::NoData,
        };
        let figured = |number| Figured { target: "x".into(), status: status(number) };
        commitments.into_iter().enumerate().map(|(number, one)| (one, 2025, figured(number))).collect()
    }
}

fn report(pace: Pace) -> Command {
    let none = String::new;
    Command::Report(Report {
        pace,
        progress: "进展".into(),
        percent: None,
        problems: none(),
        next: none(),
        help: none(),
    })
}

/// Days, whether the planner acts, and what is done.
fn life(number: usize) -> Vec<(&'static str, bool, Command)> {
    let words = || "有话".to_owned();
    let alone = |due: &str| Command::Arrange {
        due: day(due),
        person: String::new(),
        steps: Vec::new(),
        cooperating: Vec::new(),
    };
    let begun = || {
        vec![
            ("2025-01-03", true, alone("2025-11-28")),
            ("2025-01-06", true, Command::Assign),
            ("2025-01-07", false, Command::Acknowledge),
        ]
    };
    let evidence = || policy::supervise::Evidence {
        sha256: "ab".repeat(32),
        name: "证明.pdf".into(),
        kind: policy::supervise::FileKind::Pdf,
        bytes: 1,
        stripped: false,
    };
    let handed_in = || {
        let mut life = begun();
        life.extend([
            ("2025-03-20", false, report(Pace::Done)),
            ("2025-03-20", false, Command::AddEvidence { file: evidence() }),
            ("2025-04-01", false, Command::Submit { words: words() }),
        ]);
        life
    };
    match number {
        0 => Vec::new(),
        1 => begun(),
        2 => [begun(), vec![("2025-04-02", false, report(Pace::OnCourse))]].concat(),
        3 => handed_in(),
        4 => {
            let more = [
                ("2025-04-10", true, Command::Verify { quality: Quality::Good, words: words() }),
                ("2025-05-06", true, Command::Draw { sample: "s".into() }),
                ("2025-05-07", true, Command::Inspect { outcome: Inspected::Refuted, words: words() }),
                ("2025-05-08", true, Command::Reopen { reason: words() }),
            ];
            [handed_in(), more.into()].concat()
        }
        5 => {
            let until = day("2025-12-31");
            [begun(), vec![("2025-03-03", false, Command::AskExtension { until, reason: words() })]].concat()
        }
        _ => [handed_in(), vec![("2025-04-11", true, Command::Return { reason: words() })]].concat(),
    }
}

#[tokio::test]
async fn sums_say_what_every_single_duty_says() {
    let dozens = Dozens::new().await;
    let (workspace, rows, proofs) = (&dozens.workspace, dozens.rows().await, dozens.proofs().await);
    let (rules, today) = (&workspace.pack.supervision, day("2025-12-01"));
    let planner = member(Role::Planner, "530113");
    let who = Who { name: "planner", memberships: &planner, is_machine: false };

    let contradicted = rows
        .iter()
        .filter(|row| findings(&row.duty, proofs.get(&row.duty), rules).into_iter().any(Finding::is_contradiction));
    let contradicted: Vec<_> = contradicted.map(|row| row.id.clone()).collect();
    let counters = duty::counters(workspace, &proofs, today).await.unwrap();
    assert!(!contradicted.is_empty());
    assert_eq!(counters.contradicted, contradicted.len());
    assert_eq!(counters.overdue, rows.iter().filter(|row| row.duty.is_overdue(today)).count());
    assert_eq!(counters.unverified, rows.iter().filter(|row| row.duty.state == State::Submitted).count());
    let filter = DutyFilter { denied: Some(duty::denied(workspace, &proofs)), ..DutyFilter::default() };
    let listed = duty::list(workspace, who, filter, 0, 9999).await.unwrap();
    assert_eq!(listed.rows.into_iter().map(|row| row.id).collect::<Vec<_>>(), contradicted);
    let proven =
        rows.iter().filter(|row| findings(&row.duty, proofs.get(&row.duty), rules).contains(&Finding::MetButOpen));
    let filter = DutyFilter {
        proven: Some(proofs.saying(|verdict| verdict == Verdict::Met).collect()),
        ..DutyFilter::default()
    };
    assert_eq!(duty::list(workspace, who, filter, 0, 1).await.unwrap().total, proven.count());
    let mut states = BTreeMap::new();
    for row in &rows {
        *states.entry(row.duty.state).or_default() += 1;
    }
    assert_eq!(duty::states(workspace, who, 2025).await.unwrap(), states);

    // My work of the planner: what is proven before what is only handed in, an extension before both.
    let part = Part { reason: None, offset: 0, limit: 3 };
    let work = duty::work(workspace, who, &proofs, today, part).await.unwrap();
    let is_met = |row: &&DutyRow| proofs.get(&row.duty).verdict() == Verdict::Met;
    let is_asked = |row: &&DutyRow| row.duty.extension.is_some();
    let open = |row: &&DutyRow| row.duty.state.is_with_unit() || row.duty.state == State::Submitted;
    let count = |reason| work.groups.iter().find(|group| group.reason == reason).map_or(0, |group| group.total);
    assert_eq!(count(Work::Extension), rows.iter().filter(is_asked).count());
    let proven = rows.iter().filter(open).filter(is_met).filter(|row| !is_asked(row));
    assert_eq!(count(Work::Confirm), proven.count());
    let handed_in = rows.iter().filter(|row| row.duty.state == State::Submitted && !is_met(row));
    assert_eq!(count(Work::Verify), handed_in.clone().count());
    assert!(work.groups.iter().all(|group| group.rows.len() == group.total.min(3)));
    let part = Part { reason: Some(Work::Verify), offset: 1, limit: 2 };
    let second = duty::work(workspace, who, &proofs, today, part).await.unwrap();
    let ids = second.groups[0].rows.iter().map(|row| &row.id);
    assert!(ids.eq(handed_in.skip(1).take(2).map(|row| &row.id)), "by due day");

    // Rounds, of which nobody reads a history.
    let round = *duty::rounds(workspace, 2025, today).unwrap().last().unwrap();
    let units = duty::in_round(workspace, who, 2025, round, today).await.unwrap();
    let mut expected: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for row in &rows {
        let history = duty::history(workspace, &row.id).await.unwrap();
        let reports = history.iter().filter(|one| matches!(one.event.name(), "reported" | "submitted" | "verified"));
        let first = reports.map(|one| one.day).filter(|on| (round.opens..round.ends).contains(on)).min();
        let Some(stands) = row.duty.reporting().in_round(rules, round, first, today) else { continue };
        let place = [Reported::InTime, Reported::Late, Reported::Missing].iter().position(|one| *one == stands);
        expected.entry(row.duty.unit.clone()).or_default()[place.unwrap()] += 1;
    }
    let found = units.iter().map(|unit| (unit.unit.clone(), [unit.in_time, unit.late, unit.missing]));
    assert_eq!(found.collect::<BTreeMap<_, _>>(), expected);
    let worst = &units[0];
    let unreported = duty::unreported(workspace, who, &worst.unit, 2025, round, today).await.unwrap();
    assert_eq!(unreported.len(), worst.missing);
    assert!(unreported.iter().all(|row| row.duty.unit == worst.unit));
    // The unit itself finds the same.
    let own = member(Role::Liaison, &worst.unit);
    let own = Who { name: "unit", memberships: &own, is_machine: false };
    let seen = duty::in_round(workspace, own, 2025, round, today).await.unwrap();
    assert!(seen.contains(worst), "{seen:?}");

    // Scores: the points of the units are those of the events.
    let (from, until) = (day("2025-01-01"), day("2025-12-31"));
    let scored = duty::scores(workspace, from, until).await.unwrap();
    let led = |unit: &str| rows.iter().filter(|row| row.duty.unit == unit && row.duty.state != State::Drafted).count();
    assert!(scored.iter().all(|one| one.score.duties == led(&one.unit)));
    let points = duty::points(workspace, from, until, None).await.unwrap();
    let reopened = rows.iter().filter(|row| row.duty.inspection.is_some()).count();
    assert_eq!(points.iter().filter(|one| luoshi::words::name(&one.occasion) == "reopened").count(), reopened);
    for point in points {
        let history = duty::history(workspace, &point.duty).await.unwrap();
        assert!(history.iter().any(|told| told.seq == point.seq && told.day == point.on));
    }
}

#[tokio::test]
async fn more_than_a_page_of_work_is_turned_page_by_page() {
    let dozens = Dozens::new().await;
    for row in dozens.rows().await.iter().filter(|row| row.duty.state == State::Drafted).take(60) {
        dozens.act(row, "2025-03-03", true, Command::Assign).await;
        let until = row.duty.due.tomorrow().unwrap();
        dozens.act(row, "2025-03-03", false, Command::AskExtension { until, reason: "汛期".into() }).await;
    }
    for row in dozens.rows().await.iter().filter(|row| row.duty.state == State::InHand && row.duty.extension.is_none())
    {
        dozens
            .act(row, "2025-03-03", false, Command::AskExtension { until: day("2025-12-31"), reason: "汛期".into() })
            .await;
    }
    let asked = dozens.rows().await.iter().filter(|row| row.duty.extension.is_some()).count();
    assert!(asked > 50, "{asked}");
    let site = dozens.house.open().await;
    let mut planner = site.signed_in("planner").await;
    let page = planner.get("/work").await.body;
    assert!(page.contains("/work?of=extension") && page.contains(&format!("全部 {asked} 项")), "{page}");
    assert_eq!(page.matches("申请延期至").count(), 50, "{page}");
    let second = planner.get("/work?of=extension&page=2").await.body;
    assert_eq!(second.matches("申请延期至").count(), (asked - 50).min(50));
    assert!(second.contains("rel=\"prev\""));
}

/// Undoes the migration by which duties got their narrow rows.
const OLD: &str = "
    DROP TABLE duty_report; DROP TABLE duty_occasion; DROP TABLE duty_span;
    DROP INDEX duty_unfilled; DROP INDEX duty_due; DROP INDEX duty_state; DROP INDEX duty_commitment; DROP INDEX duty_waits;
    ALTER TABLE duty ADD COLUMN body TEXT NOT NULL DEFAULT '';
    UPDATE duty SET body = (SELECT body FROM duty_body WHERE duty_body.duty = duty.id);
    DROP TABLE duty_body;
    ALTER TABLE duty DROP COLUMN claim; ALTER TABLE duty DROP COLUMN ahead; ALTER TABLE duty DROP COLUMN waits;
    ALTER TABLE duty DROP COLUMN submitted_by; ALTER TABLE duty DROP COLUMN sample; ALTER TABLE duty DROP COLUMN kind;
    ALTER TABLE duty DROP COLUMN rhythm; ALTER TABLE duty DROP COLUMN assigned_on; ALTER TABLE duty DROP COLUMN closed_on;
    ALTER TABLE duty DROP COLUMN is_filled;
    DELETE FROM _sqlx_migrations WHERE version = 19;";

#[tokio::test]
async fn duties_of_an_older_program_are_filled_in_when_the_workspace_opens() {
    let dozens = Dozens::new().await;
    let path = format!("sqlite:{}", dozens.house.path().join("luoshi.db").display());
    let edge = dozens.house.edge();
    let dump = async || {
        let pool = sqlx::SqlitePool::connect(&path).await.unwrap();
        let mut dump = Vec::new();
        for sql in [
            "SELECT json_array(id, state, claim, ahead, waits, submitted_by, sample, kind, rhythm, assigned_on, closed_on,
                is_filled, version) FROM duty ORDER BY id",
            "SELECT json_array(duty, body) FROM duty_body ORDER BY duty",
            "SELECT json_array(duty, day) FROM duty_report ORDER BY duty, day",
            "SELECT json_array(seq, duty, unit, day, occasion, part, points) FROM duty_occasion ORDER BY seq",
            "SELECT json_array(seq, duty, unit, begun, ended) FROM duty_span ORDER BY seq",
        ] {
            let rows = sqlx::query(sql).fetch_all(&pool).await.unwrap();
            assert!(!rows.is_empty(), "{sql}");
            dump.extend(rows.into_iter().map(|row| row.get::<String, _>(0)));
        }
        pool.close().await;
        dump
    };
    dozens.workspace.store.close().await;
    let before = dump().await;
    let pool = sqlx::SqlitePool::connect(&path).await.unwrap();
    sqlx::raw_sql(OLD).execute(&pool).await.unwrap();
    pool.close().await;
    Workspace::open(&edge).await.unwrap().store.close().await;
    assert_eq!(dump().await, before);
}
