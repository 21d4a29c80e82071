//! Every sentence exists in both languages, and every sentence is said somewhere.
//!
//! Who says a sentence is known from three sides: the words in the program's own code, the help of its commands, and the
//! enumerations and codes that the crates list ([`of_enumerations`]). A sentence that none of them says is an orphan.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use luoshi::{
    cli,
    contract::edition,
    document, ledger,
    services::{agenda, duty::Work, notice::CODES},
    store::{Channel, RobotKind, RunState, UploadState},
    words::name,
};
use policy::{
    access::Role,
    calendar::UnknownYear,
    casefile,
    dataset::{ColumnType, Privacy},
    disclosure::Withheld,
    document::Subject,
    forecast,
    indicator::{Direction, Kind, Unit},
    plan::{CommitmentKind, Comparator, Rhythm, Strength},
    reconcile::{Standing, decide::REASONS},
    report::State,
    schema,
    status::{Flag, Outlook, Reason, Status},
    supervise::{
        self, Colour, Deed, Event, Finding, Inspected, Level, Pace, Part, Quality, ShareState, SlipState, When,
        WhenNotice,
    },
    text::Language,
};
use regex::Regex;

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Keys of all files of one language, attributes as `key.attribute`, with the variables that each uses.
fn keys(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let (message, attribute) = (Regex::new(r"^([a-z][a-z0-9-]*) =").unwrap(), Regex::new(r"^\s+(\.[a-z]+) =").unwrap());
    let variable = Regex::new(r"\$([a-z_0-9]+)").unwrap();
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in fs::read_dir(folder().join("locales").join(language)).unwrap() {
        let (mut current, mut key) = (String::new(), String::new());
        for line in fs::read_to_string(entry.unwrap().path()).unwrap().lines().filter(|line| !line.starts_with('#')) {
            if let Some(found) = message.captures(line) {
                found[1].clone_into(&mut key);
                current.clone_from(&key);
                assert!(keys.insert(key.clone(), BTreeSet::new()).is_none(), "{language}: {key} stands twice");
            } else if let Some(found) = attribute.captures(line) {
                key = current.clone() + &found[1];
                keys.insert(key.clone(), BTreeSet::new());
            }
            for found in variable.captures_iter(line) {
                keys.get_mut(&key).unwrap().insert(found[1].to_owned());
            }
        }
    }
    keys
}

#[test]
fn both_languages_have_the_same_sentences_with_the_same_arguments() {
    let (chinese, english) = (keys("zh-CN"), keys("en"));
    for (key, args) in chinese.iter().chain(&english) {
        assert_eq!((chinese.get(key), english.get(key)), (Some(args), Some(args)), "{key} differs");
    }
}

#[test]
fn what_is_said_exists_and_nothing_else_does() {
    let keys = keys("zh-CN");
    let mut said = of_enumerations();
    said.extend(of_help(&keys));
    said.extend(of_sources(&keys));
    said.extend(of_templates());
    // Sentences that are part of other sentences.
    let part = Regex::new(r"\{ ([a-z][a-z0-9-]*) \}").unwrap();
    for language in ["zh-CN", "en"] {
        for entry in fs::read_dir(folder().join("locales").join(language)).unwrap() {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap();
            said.extend(part.captures_iter(&text).map(|found| found[1].to_owned()));
        }
    }
    let undefined: Vec<_> = said.iter().filter(|key| !keys.contains_key(*key)).collect();
    assert!(undefined.is_empty(), "no sentence for {undefined:?}");
    let unsaid: Vec<_> = keys.keys().filter(|key| !said.contains(*key)).collect();
    assert!(unsaid.is_empty(), "nobody says {unsaid:?}");
}

/// Keys made from values of enumerations and from codes.
fn of_enumerations() -> BTreeSet<String> {
    let words = [
        ("comparator", schema::words::<Comparator>()),
        ("direction", schema::words::<Direction>()),
        ("formula", schema::words::<Kind>()),
        ("occasion", schema::words::<supervise::Occasion>()),
        ("kind", schema::words::<CommitmentKind>()),
        ("privacy", schema::words::<Privacy>()),
        ("rhythm", schema::words::<Rhythm>()),
        ("strength", schema::words::<Strength>()),
        ("subject", schema::words::<Subject>()),
        ("type", schema::words::<ColumnType>()),
        ("unit", schema::words::<Unit>()),
    ];
    let words = words.iter().flat_map(|(kind, words)| words.iter().map(move |word| format!("{kind}-{word}")));
    let mut keys: BTreeSet<String> = words.map(|key| key.replace('_', "-")).collect();
    keys.extend(State::ALL.map(State::key).into_iter().flat_map(|key| [key.to_owned(), format!("{key}.told")]));
    keys.extend(UploadState::ALL.map(UploadState::key).map(str::to_owned));
    keys.extend(Status::ALL.map(Status::key).map(str::to_owned));
    keys.extend(ledger::Column::ALL.map(ledger::Column::key).map(str::to_owned));
    keys.extend(ledger::Verdict::ALL.map(ledger::Verdict::key).map(str::to_owned));
    keys.extend(of_supervision());
    keys.extend(Standing::ALL.map(Standing::key).map(str::to_owned));
    keys.extend(REASONS.map(|reason| format!("reconcile-reason-{}", reason.replace('_', "-"))));
    let runs = [RunState::Running, RunState::Done, RunState::Failed, RunState::Cancelled];
    keys.extend(runs.map(|state| format!("run-{}", name(&state))));
    keys.extend(Withheld::ALL.map(Withheld::key).map(str::to_owned));
    keys.extend(edition::COLUMNS.map(|(column, _)| format!("open-data-{column}").replace('_', "-")));
    keys.extend(["yes", "no"].map(str::to_owned));
    keys.extend(Role::ALL.map(Role::key).map(str::to_owned));
    keys.extend(Role::ALL.map(|role| format!("demo-person-{}", name(&role))));
    keys.extend(Reason::ALL.map(Reason::key).map(str::to_owned));
    keys.extend(Outlook::ALL.map(Outlook::key).map(str::to_owned));
    keys.extend(forecast::Refusal::ALL.map(forecast::Refusal::key).map(str::to_owned));
    keys.extend(Flag::ALL.map(Flag::key).into_iter().flat_map(|key| [key.to_owned(), format!("{key}.meaning")]));
    let codes = policy::pack::CODES.iter().chain(lake::Refusal::CODES).copied();
    let codes = codes.chain(document::CODES).chain(document::Why::ALL.map(document::Why::code));
    let codes = codes.chain(policy::review::codes()).chain(lake::problem::codes()).chain([UnknownYear::KEY]);
    keys.extend(codes.map(|code| code.replace(['.', '_'], "-")).flat_map(|key| [format!("{key}.hint"), key]));
    keys
}

/// Keys made from the values of supervision.
fn of_supervision() -> BTreeSet<String> {
    fn all<T: serde::Serialize>(kind: &'static str, values: &[T]) -> impl Iterator<Item = String> {
        values.iter().map(move |value| format!("{kind}-{}", name(value).replace('_', "-")))
    }
    let mut keys = BTreeSet::new();
    keys.extend(all("duty-state", &supervise::State::ALL));
    keys.extend(all("pace", &Pace::ALL));
    keys.extend(all("telling", &WhenNotice::ALL));
    keys.extend(WhenNotice::ALL.into_iter().flat_map(|when| {
        let phases: &[&str] = match when {
            WhenNotice::Due | WhenNotice::Round | WhenNotice::Slip | WhenNotice::Problem => {
                &["-before", "-on", "-past"]
            }
            _ => &[""],
        };
        phases.iter().map(move |phase| format!("notice-{}{phase}", name(&when)))
    }));
    keys.extend(all("agenda", &agenda::Kind::ALL));
    keys.extend(all("channel", &Channel::ALL));
    keys.extend(all("robot", &RobotKind::ALL));
    keys.extend(CODES.map(|code| format!("delivery-error-{}", code.replace('_', "-"))));
    keys.extend(["waiting", "sent", "failed", "unknown"].map(|state| format!("delivery-{state}")));
    keys.extend(all("share", &ShareState::ALL));
    keys.extend(all("answering", &SlipState::ALL));
    keys.extend(all("slip", &Colour::ALL));
    keys.extend(all("cause", &When::ALL));
    keys.extend(all("confidence", &Level::ALL));
    keys.extend(all("quality", &Quality::ALL));
    keys.extend(all("inspected", &Inspected::ALL));
    keys.extend(all("part", &Part::ALL));
    keys.extend(all("finding", &Finding::ALL));
    keys.extend(Work::ALL.map(Work::key).map(str::to_owned));
    keys.extend(all("casefile", &casefile::State::ALL));
    keys.extend(all("party", &casefile::Party::ALL));
    keys.extend(all("closing", &[casefile::Closing::Roll, casefile::Closing::Evidence]));
    keys.extend(casefile::Event::NAMES.map(|name| format!("case-event-{}", name.replace('_', "-"))));
    keys.extend(casefile::Deed::ALL.map(|deed| format!("case-deed-{}", deed.name())));
    keys.extend(Event::NAMES.map(|name| format!("duty-event-{}", name.replace('_', "-"))));
    let hinted = [Deed::Report, Deed::Confirm, Deed::Suspend, Deed::Submit, Deed::Rate, Deed::Appeal];
    keys.extend(hinted.map(|deed| format!("deed-{}.hint", deed.name())));
    keys.extend(Deed::ALL.map(|deed| format!("deed-{}", deed.name())));
    let codes = supervise::CODES.iter().chain(casefile::CODES);
    keys.extend(codes.flat_map(|code| [format!("refusal-{code}"), format!("refusal-{code}.hint")]));
    keys
}

/// Keys that the help of all commands uses; a text for one command stands before the shared one.
fn of_help(keys: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    fn walk(
        command: &clap::Command,
        key: &str,
        keys: &BTreeMap<String, BTreeSet<String>>,
        said: &mut BTreeSet<String>,
    ) {
        said.insert(key.to_owned());
        said.extend([format!("{key}.after")].into_iter().filter(|after| keys.contains_key(after)));
        for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            let id = arg.get_id().as_str().replace('_', "-");
            let own = format!("argument-{}-{id}", key.trim_start_matches("command-"));
            said.insert(if keys.contains_key(&own) { own } else { format!("argument-{id}") });
        }
        for sub in command.get_subcommands() {
            walk(sub, &format!("{key}-{}", sub.get_name()), keys, said);
        }
    }
    let mut said = BTreeSet::new();
    walk(&cli::tree(Language::Chinese), "command", keys, &mut said);
    said
}

/// Words with a `-` in the program's own code that are no sentences: headers of HTTP and values of theirs, the format of
/// dates in workbooks, names of files, beginnings of codes, words of JSON Schema and OpenAPI.
const NO_SENTENCES: [&str; 8] = [
    "accept-language",
    "date-time",
    "demo-password.txt",
    "hx-refresh",
    "no-store",
    "same-origin",
    "x-right",
    "yyyy-mm-dd",
];

/// Keys in the program's own code: every word with a `-` is one in full, or else the code of a refusal or a column.
fn of_sources(keys: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let spoken = Regex::new(r#"(?:words|self|page)\s*\.(?:say|with|t|tv|tn)\(\s*"([a-z]+)""#).unwrap();
    let refusal = Regex::new(r#"Refusal::new\(\s*"([a-z-]+)""#).unwrap();
    let columns = Regex::new(r"(?s)Grid::new\(&\[(.*?)\]\)|\.right\(&\[(.*?)\]\)").unwrap();
    let literal = Regex::new(r#""([a-z][a-z0-9.-]*[a-z0-9])""#).unwrap();
    let mut said = BTreeSet::new();
    let mut folders = vec![folder().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let mut text = fs::read_to_string(&path).unwrap();
            for found in refusal.captures_iter(&text) {
                said.extend([format!("refusal-{}", &found[1]), format!("refusal-{}.hint", &found[1])]);
            }
            for found in columns.captures_iter(&text) {
                let names = literal.captures_iter(found.get(1).or(found.get(2)).unwrap().as_str());
                said.extend(names.map(|name| format!("column-{}", &name[1])));
            }
            text = columns.replace_all(&refusal.replace_all(&text, ""), "").into_owned();
            said.extend(spoken.captures_iter(&text).map(|found| found[1].to_owned()));
            let words = literal.captures_iter(&text).map(|found| found[1].to_owned());
            for word in words.filter(|word| word.contains('-') && !NO_SENTENCES.contains(&word.as_str())) {
                let (refusal, column) = (format!("refusal-{word}"), format!("column-{word}"));
                if keys.contains_key(&word) {
                    said.insert(word);
                } else if keys.contains_key(&refusal) {
                    said.extend([format!("{refusal}.hint"), refusal]);
                } else {
                    said.insert(if keys.contains_key(&column) { column } else { word });
                }
            }
        }
    }
    said
}

/// Keys in the templates of pages.
fn of_templates() -> BTreeSet<String> {
    let spoken = Regex::new(r#"page\.t[vn]?\("([a-z][a-z0-9.-]*)""#).unwrap();
    let mut said = BTreeSet::new();
    let mut folders = vec![folder().join("templates")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(path).unwrap();
                said.extend(spoken.captures_iter(&text).map(|found| found[1].to_owned()));
            }
        }
    }
    said
}

#[test]
fn the_help_of_every_command_reads_well_in_both_languages() {
    for language in [Language::Chinese, Language::English] {
        let text = cli::help_pages(language);
        assert!(!text.contains("Unknown localization key"), "{text}");
        insta::assert_snapshot!(format!("help-{}", language.tag()), text);
    }
}
