//! What no sequence of commands by anybody can do.

use jiff::{ToSpan as _, civil::Date};
use policy::{
    casefile::{CODES, Case, Closing, Command, Deed, Event, Party, Proof, Run, Sighting, State, decide, parts},
    reconcile::Standing,
};
use proptest::prelude::*;

use crate::support::{House, OTHER_TOWNSHIP, PEOPLE, TOWNSHIP, day, evidence, opened};

/// Where a deed may lead; everything else stays where it is.
const MOVES: [(Deed, &[State], &[State]); 6] = [
    (Deed::Claim, &[State::Open], &[State::Claimed]),
    (Deed::Confirm, &[State::Claimed], &[State::Closed]),
    (Deed::Return, &[State::Claimed], &[State::Open]),
    (Deed::Transfer, &[State::Claimed], &[State::Open]),
    (Deed::See, &State::ALL, &State::ALL),
    (Deed::EndFollowUp, &[State::FollowUp], &[State::Closed]),
];

fn act() -> impl Strategy<Value = (usize, Command, u8)> {
    let of = prop::sample::select(vec!["", "order", "legal", "moved", "elsewhere", "returned", "none"]);
    let step = prop::sample::select(vec!["contact", "school_record", "visit", "order", "report", "legal", "none"]);
    let outcome = prop::sample::select(vec!["returned", "elsewhere", "moved", "died", "none"]);
    let words = prop::sample::select(vec!["有话", " "]);
    let town = prop::sample::select(vec![TOWNSHIP, OTHER_TOWNSHIP]);
    let text = |one: &str| one.to_owned();
    let command = prop_oneof![
        (step, words.clone()).prop_map(move |(step, words)| Command::Step { step: text(step), words: text(words) }),
        words.clone().prop_map(move |words| Command::Note { words: text(words) }),
        (0_u8..3, of).prop_map(move |(file, of)| Command::AddEvidence { file: evidence(file), of: text(of) }),
        (outcome, words.clone())
            .prop_map(move |(outcome, words)| Command::Claim { outcome: text(outcome), words: text(words) }),
        words.clone().prop_map(move |words| Command::Confirm { words: text(words) }),
        words.clone().prop_map(move |reason| Command::Return { reason: text(reason) }),
        (town.clone(), words)
            .prop_map(move |(township, reason)| Command::Transfer { township: text(township), reason: text(reason) }),
        (1_u8..30, 0_usize..Standing::ALL.len(), town).prop_map(move |(run, standing, township)| {
            let as_of = day("2025-03-01").saturating_add(i64::from(run).weeks());
            let run = Run { id: format!("r{run}"), as_of };
            Command::See(Sighting { run, standing: Standing::ALL[standing], township: text(township), school: None })
        }),
        Just(Command::EndFollowUp),
    ];
    (0..=PEOPLE.len(), command, 0_u8..20)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn nothing_leaves_the_table_loses_an_event_closes_by_words_or_acts_outside_its_scope(
        acts in prop::collection::vec(act(), 1..80),
        follow in prop::option::of(1_u32..40),
    ) {
        let mut house = House::new();
        house.rules.outcomes.iter_mut().filter(|one| one.id == "returned").for_each(|one| one.follow_days = follow);
        let mut today = day("2025-03-03");
        let mut case = Case::open(&opened(), today);
        let mut told: Vec<(Date, &str, Event)> = vec![(today, "machine", Event::Opened(opened()))];
        for (who, command, days) in &acts {
            today = today.saturating_add(i64::from(*days).days());
            let name = PEOPLE.get(*who).map_or("machine", |(name, ..)| *name);
            let (before, deed, actor) = (case.clone(), command.deed(), house.actor(name));
            let events = match decide(&case, command.clone(), &actor, &house.rules, today) {
                Ok(events) => events,
                Err(refusal) => {
                    prop_assert!(CODES.contains(&refusal.code), "{}", refusal.code);
                    continue;
                }
            };
            prop_assert!(!events.is_empty() || deed == Deed::See);
            for event in events {
                case.apply(&event, name, today);
                told.push((today, name, event));
            }
            // Scope: nobody acts on what is not theirs, and only the run tells of the roll.
            prop_assert_eq!(name == "machine", matches!(deed, Deed::See | Deed::EndFollowUp));
            prop_assert!(name == "machine" || !parts(&before, &actor).is_empty(), "{} did {:?}", name, deed);
            prop_assert!(!matches!(name, "leader" | "auditor" | "inspector" | "liaison" | "admin" | "stranger"));
            if let Command::Step { step, .. } = command {
                let by = house.rules.step(step).map(|step| step.by);
                prop_assert!(by.is_some_and(|by| parts(&before, &actor).contains(&by)));
            }
            // The table.
            if case.state != before.state {
                let moved = |one: &&(Deed, &[State], &[State])| {
                    one.0 == deed && one.1.contains(&before.state) && one.2.contains(&case.state)
                };
                prop_assert!(MOVES.iter().any(|one| moved(&one)), "{deed:?}: {:?} to {:?}", before.state, case.state);
            }
            // No words close a file: the roll does, or files that somebody else has looked at.
            if case.state == State::Closed && before.state != State::Closed {
                let outcome = case.outcome.as_ref().and_then(|id| house.rules.outcome(id)).unwrap();
                if let Some(claim) = before.claim.as_ref().filter(|_| case.closed_by == Some(Closing::Evidence)) {
                    prop_assert_eq!(outcome.proof, Proof::Evidence);
                    prop_assert!(before.shows(&outcome.id) && claim.by != name);
                    prop_assert!(parts(&before, &actor).contains(&Party::Bureau));
                } else {
                    prop_assert_eq!((name, case.closed_by), ("machine", Some(Closing::Roll)));
                    prop_assert!(!outcome.seen.is_empty());
                }
            }
            prop_assert!(case.evidence.len() >= before.evidence.len() && case.times >= before.times);
        }
        // Nothing is lost: the events make the file, also after a way through text.
        let text: Vec<_> =
            told.iter().map(|(on, by, event)| (*on, *by, serde_json::to_string(event).unwrap())).collect();
        let read: Vec<(Date, &str, Event)> =
            text.iter().map(|(on, by, text)| (*on, *by, serde_json::from_str(text).unwrap())).collect();
        let folded = Case::fold(read.iter().map(|(on, by, event)| (*on, *by, event)));
        prop_assert_eq!(folded.as_ref(), Some(&case));
        let kept: Case = serde_json::from_str(&serde_json::to_string(&case).unwrap()).unwrap();
        prop_assert_eq!(&kept, &case);
    }
}
