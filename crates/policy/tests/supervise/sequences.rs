//! What no sequence of commands by anybody can do.

use jiff::{ToSpan as _, civil::Date};
use policy::{
    status::Status,
    supervise::{CODES, Colour, Command, Deed, Duty, Event, Grounds, Pace, State, When, decide, proposed},
};
use proptest::prelude::*;

use crate::support::{House, PEOPLE, command, day, evidence, opened, proof, report, step};

/// Where a deed may lead; everything else stays where it is.
const MOVES: [(Deed, &[State], State); 12] = [
    (Deed::Assign, &[State::Drafted], State::Assigned),
    (Deed::Acknowledge, &[State::Assigned], State::InHand),
    (Deed::Submit, &[State::InHand, State::Returned], State::Submitted),
    (Deed::Verify, &[State::Submitted], State::Closed),
    (Deed::Confirm, &[State::Assigned, State::InHand, State::Submitted, State::Returned], State::Closed),
    (Deed::Return, &[State::Submitted], State::Returned),
    (Deed::Reopen, &[State::Closed], State::InHand),
    (Deed::Suspend, &[State::Assigned, State::InHand, State::Submitted, State::Returned], State::Suspended),
    (
        Deed::Void,
        &[State::Drafted, State::Assigned, State::InHand, State::Submitted, State::Returned, State::Suspended],
        State::Void,
    ),
    (Deed::Resume, &[State::Suspended], State::Assigned),
    (Deed::Resume, &[State::Suspended], State::InHand),
    (Deed::Resume, &[State::Suspended], State::Submitted),
];

/// One act: who, what, how many days later, and how the figures stand.
pub type Act = (usize, Command, u8, usize);

pub fn act() -> impl Strategy<Value = Act> {
    let varied = (0..Deed::ALL.len(), 0..6_usize).prop_map(|(deed, variant)| varied(Deed::ALL[deed], variant));
    (0..=PEOPLE.len(), varied, 0..20_u8, 0..Status::ALL.len())
}

/// Commands with which something may be wrong.
fn varied(deed: Deed, variant: usize) -> Command {
    match (command(deed), variant) {
        (Command::Report(_), 0) => Command::Report(report(Pace::Done)),
        (Command::Report(_), 1) => {
            Command::Report(policy::supervise::Report { percent: Some(120), ..report(Pace::Done) })
        }
        (Command::Report(_), 2) => {
            Command::Report(policy::supervise::Report { progress: " ".into(), ..report(Pace::Done) })
        }
        (Command::AddEvidence { .. }, number) => Command::AddEvidence { file: evidence(u8::try_from(number).unwrap()) },
        (Command::FinishStep { .. }, step) => Command::FinishStep { step },
        (Command::AnswerSlip { words, .. }, slip) => Command::AnswerSlip { slip, words },
        (Command::SettleSlip { .. }, slip) => Command::SettleSlip { slip },
        (Command::RaiseSlip { words, answer_by, .. }, 0..3) => {
            let colour = Colour::ALL[variant];
            Command::RaiseSlip { colour, cause: When::Decided, mark: String::new(), words, answer_by }
        }
        (Command::Arrange { due, person, cooperating, .. }, 0) => {
            Command::Arrange { due, person, steps: vec![step("完工", 90)], cooperating }
        }
        (Command::Arrange { due, person, .. }, 1) => {
            Command::Arrange { due, person, steps: Vec::new(), cooperating: vec!["police".into()] }
        }
        (Command::ReportShare { words, .. }, 0) => Command::ReportShare { unit: "police".into(), words },
        (other, _) => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn no_sequence_leaves_the_table_loses_an_event_or_acts_outside_its_scope(acts in prop::collection::vec(act(), 1..60)) {
        let house = House::new();
        let first = Event::Opened(opened());
        let mut duty = Duty::open(&opened());
        let mut told: Vec<(Date, &str, Event)> = vec![(day("2025-01-02"), "planner", first)];
        let mut today = day("2025-01-02");
        for (who, command, days, status) in &acts {
            today = today.saturating_add(i64::from(*days).days());
            let name = PEOPLE.get(*who).map_or("machine", |(name, ..)| *name);
            let proof = proof(Status::ALL[*status]);
            let grounds = Grounds { rules: &house.rules, calendar: house.calendar(), proof: &proof, day: today };
            let (before, deed) = (duty.clone(), command.deed());
            let events = match decide(&duty, command.clone(), &house.actor(name), &grounds) {
                Ok(events) => events,
                Err(refusal) => {
                    prop_assert!(CODES.contains(&refusal.code), "{}", refusal.code);
                    continue;
                }
            };
            prop_assert!(!events.is_empty());
            for event in events {
                duty.apply(&event, name, today);
                told.push((today, name, event));
            }
            // Scope: readers and strangers change nothing, units only what is theirs, the machine only raises slips.
            prop_assert!(!matches!(name, "auditor" | "clerk" | "township" | "admin"), "{name} did {deed:?}");
            prop_assert!(name != "machine" || deed == Deed::RaiseSlip);
            prop_assert!(name != "stranger" || before.shares.contains_key("police"), "a stranger did {deed:?}");
            prop_assert!(name != "helper" || before.shares.contains_key("finance"));
            prop_assert!(name != "leader" || matches!(deed, Deed::Instruct | Deed::Comment | Deed::Rate));
            // The table.
            if duty.state != before.state {
                let resumed = deed == Deed::Resume && before.before == Some(duty.state);
                let moved = MOVES.iter().any(|(one, from, to)| *one == deed && from.contains(&before.state) && *to == duty.state);
                prop_assert!(moved || resumed, "{deed:?} led from {:?} to {:?}", before.state, duty.state);
            }
            prop_assert!(duty.due >= before.due || before.state == State::Drafted);
            prop_assert!(duty.evidence.len() >= before.evidence.len());
        }
        // Nothing is lost: the events make the duty, also after a way through text.
        let text: Vec<(Date, &str, String)> =
            told.iter().map(|(on, by, event)| (*on, *by, serde_json::to_string(event).unwrap())).collect();
        let read: Vec<(Date, &str, Event)> =
            text.iter().map(|(on, by, text)| (*on, *by, serde_json::from_str(text).unwrap())).collect();
        let folded = Duty::fold(read.iter().map(|(on, by, event)| (*on, *by, event)));
        prop_assert_eq!(folded.as_ref(), Some(&duty));
        let kept: Duty = serde_json::from_str(&serde_json::to_string(&duty).unwrap()).unwrap();
        prop_assert_eq!(&kept, &duty);
    }

    /// Raising what the rules propose, day after day, ends: no cause is raised twice, and colours only go up.
    #[test]
    fn slips_by_rule_go_up_the_ladder_and_end(days in 1_u16..200, assigned in 0_u8..60) {
        let house = House::new();
        let met = proof(Status::OffTrack);
        let mut duty = Duty::open(&opened());
        let start = day("2025-01-02").saturating_add(i64::from(assigned).days());
        duty.apply(&Event::Assigned, "planner", start);
        for later in 0..days {
            let today = start.saturating_add(i64::from(later).days());
            let Some(slip) = proposed(&duty, &met, &house.rules, house.calendar(), today).unwrap() else { continue };
            let grounds = Grounds { rules: &house.rules, calendar: house.calendar(), proof: &met, day: today };
            let worst = duty.slip().map(|(_, slip)| slip.colour);
            prop_assert!(worst.is_none_or(|worst| slip.colour > worst));
            let command = Command::RaiseSlip {
                colour: slip.colour, cause: slip.cause, mark: slip.mark, words: String::new(), answer_by: slip.answer_by,
            };
            for event in decide(&duty, command, &house.actor("machine"), &grounds).unwrap() {
                duty.apply(&event, "machine", today);
            }
        }
        prop_assert!(duty.slips.len() <= Colour::ALL.len());
    }
}
