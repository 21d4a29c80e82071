//! A small house of people, and duties in every state.

use policy::{
    access::Role,
    plan::CommitmentKind,
    status::Status,
    supervise::{
        Asked, Colour, Command, Deed, Duty, Figured, Grounds, Inspected, Level, Opened, Pace, Part, Proof, Quality,
        Report, Share, ShareState, Slip, SlipState, State, Step, Supervision, When,
    },
};

pub use crate::house::{DISTRICT, day, evidence};

/// Column of the table, role, and what the membership names.
pub const PEOPLE: [(&str, Role, &str); 11] = [
    ("planner", Role::Planner, DISTRICT),
    ("lead", Role::Liaison, "education"),
    ("head", Role::Head, "education"),
    ("helper", Role::Liaison, "finance"),
    ("stranger", Role::Liaison, "police"),
    ("inspector", Role::Inspector, DISTRICT),
    ("leader", Role::Leader, DISTRICT),
    ("auditor", Role::Auditor, DISTRICT),
    ("clerk", Role::Clerk, "2153000101"),
    ("township", Role::Township, "530113101"),
    ("admin", Role::Administrator, DISTRICT),
];

pub type House = crate::house::House<Supervision>;

impl House {
    pub fn new() -> Self {
        Self::of("supervision.toml", &PEOPLE)
    }

    pub fn grounds<'a>(&'a self, proof: &'a Proof, on: &str) -> Grounds<'a> {
        Grounds { rules: &self.rules, calendar: self.calendar(), proof, day: day(on) }
    }
}

pub fn proof(status: Status) -> Proof {
    Proof { figures: vec![Figured { target: "retention@530113:2025".into(), status }] }
}

pub fn opened() -> Opened {
    Opened {
        commitment: "t01-branches".into(),
        year: 2025,
        kind: CommitmentKind::Target,
        every: None,
        counted: true,
        unit: "education".into(),
        cooperating: vec!["finance".into()],
        due: day("2025-06-30"),
    }
}

pub fn report(pace: Pace) -> Report {
    let text = |text: &str| text.to_owned();
    Report {
        pace, progress: text("开工"), percent: None, problems: text("缺经费"), next: text("招标"), help: text("")
    }
}

pub fn step(title: &str, weight: u32) -> Step {
    Step {
        title: title.into(),
        unit: "education".into(),
        person: String::new(),
        due: day("2025-05-31"),
        weight,
        done_on: None,
    }
}

fn slip(state: SlipState) -> Slip {
    Slip {
        colour: Colour::Blue,
        cause: When::NearDue,
        mark: "2025-06-30".into(),
        words: String::new(),
        raised_on: day("2025-03-03"),
        answer_by: day("2025-03-10"),
        state,
        answer: String::new(),
        answered_on: None,
    }
}

/// A duty in a state in which nothing but state and person stands against the deed.
pub fn fitting(state: State, deed: Deed) -> Duty {
    let mut duty = Duty::open(&opened());
    duty.state = state;
    duty.before = (state == State::Suspended).then_some(State::InHand);
    duty.assigned_on = Some(day("2025-01-06"));
    duty.report = Some(report(Pace::Done));
    duty.reported_on = Some(day("2025-03-01"));
    duty.submitted_by = "lead".into();
    let merged = matches!(deed, Deed::Submit | Deed::Verify);
    let share = if merged { ShareState::Merged } else { ShareState::Reported };
    duty.shares.insert("finance".into(), Share { state: share, ..Share::default() });
    if deed == Deed::FinishStep {
        duty.steps = vec![step("招标", 100)];
    }
    if deed == Deed::Submit {
        duty.evidence = vec![evidence(1)];
    }
    if matches!(deed, Deed::GrantExtension | Deed::RefuseExtension) {
        let (until, on) = (day("2025-08-01"), day("2025-03-01"));
        duty.extension = Some(Asked { until, reason: "汛期".into(), by: "lead".into(), on });
    }
    match deed {
        Deed::AnswerSlip => duty.slips = vec![slip(SlipState::Open)],
        Deed::SettleSlip => duty.slips = vec![slip(SlipState::Answered)],
        Deed::Inspect => duty.sample = Some("one".into()),
        _ => {}
    }
    duty
}

/// A command of a deed with which nothing is wrong.
pub fn command(deed: Deed) -> Command {
    let words = || "有话".to_owned();
    match deed {
        Deed::Arrange => Command::Arrange {
            due: day("2025-06-30"),
            person: "lead".into(),
            steps: vec![step("招标", 40), step("完工", 60)],
            cooperating: vec!["finance".into()],
        },
        Deed::Assign => Command::Assign,
        Deed::Acknowledge => Command::Acknowledge,
        Deed::Report => Command::Report(report(Pace::OnCourse)),
        Deed::ReportShare => Command::ReportShare { unit: "finance".into(), words: words() },
        Deed::MergeShare => Command::MergeShare { unit: "finance".into() },
        Deed::ReturnShare => Command::ReturnShare { unit: "finance".into(), reason: words() },
        Deed::FinishStep => Command::FinishStep { step: 0 },
        Deed::AddEvidence => Command::AddEvidence { file: evidence(7) },
        Deed::Submit => Command::Submit { words: words() },
        Deed::Verify => Command::Verify { quality: Quality::Good, words: words() },
        Deed::Confirm => Command::Confirm,
        Deed::Return => Command::Return { reason: words() },
        Deed::Reopen => Command::Reopen { reason: words() },
        Deed::Suspend => Command::Suspend { decision: words() },
        Deed::Resume => Command::Resume { words: words() },
        Deed::Void => Command::Void { reason: words() },
        Deed::AskExtension => Command::AskExtension { until: day("2025-08-01"), reason: words() },
        Deed::GrantExtension => Command::GrantExtension { words: words() },
        Deed::RefuseExtension => Command::RefuseExtension { reason: words() },
        Deed::RaiseSlip => Command::RaiseSlip {
            colour: Colour::Yellow,
            cause: When::Decided,
            mark: String::new(),
            words: words(),
            answer_by: day("2025-12-31"),
        },
        Deed::AnswerSlip => Command::AnswerSlip { slip: 0, words: words() },
        Deed::SettleSlip => Command::SettleSlip { slip: 0 },
        Deed::Rate => Command::Rate { level: Level::Medium, because: words() },
        Deed::Comment => Command::Comment { words: words() },
        Deed::Instruct => Command::Instruct { words: words() },
        Deed::Draw => Command::Draw { sample: "one".into() },
        Deed::Inspect => Command::Inspect { outcome: Inspected::Confirmed, words: words() },
        Deed::Appeal => Command::Appeal { words: words() },
        Deed::Adjust => Command::Adjust { part: Part::Quality, points: 5, words: words() },
    }
}

/// The state as the table writes it.
pub fn word(state: State) -> String {
    serde_json::to_value(state).unwrap().as_str().unwrap().to_owned()
}
