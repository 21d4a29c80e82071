//! A workspace with many duties and all their reports, for `bench/supervise`: a plan of COMMITMENTS, each led by each of UNITS, and ROUNDS reporting
//! rounds in one year. Everything happens through the services that pages use, thousands of acts in one transaction; what has to be true of it
//! in the end is counted beside and printed as JSON. Usage: `supervised_district DIR UNITS COMMITMENTS ROUNDS`.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use luoshi::{
    edge::{Edge, System},
    services::{
        duty::{self, Act, Who},
        measure,
        person::{self, Add},
        workspace,
    },
    words::Words,
    workspace::Workspace,
};
use policy::{
    access::{Membership, Role},
    calendar::Calendar,
    plan::CommitmentKind,
    supervise::{Command, Opened, Pace, Proof, Quality, Report, RoundDays},
    text::Language,
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

const YEAR: i16 = 2025;
const DISTRICT: &str = "530113";
/// The day on which the year ends for the story: what was to be handed in is, what is late is.
const LAST: Date = Date::constant(YEAR, 12, 27);
const TODAY: Date = Date::constant(YEAR, 12, 29);
const SHORT: usize = 3;
const MET: usize = 7;
/// Acts in one transaction.
const AT_ONCE: usize = 5000;
const PASSWORD: &str = "correct-horse-battery";

/// What becomes of a duty at the end of the year.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    InHand,
    Overdue,
    Submitted,
    Closed,
    Asked,
    Returned,
}

/// A duty as the generator knows it.
struct Known {
    id: String,
    unit: usize,
    commitment: usize,
    fate: Fate,
    pace: Pace,
    /// First day of the last round on which it was reported.
    reported: Option<Date>,
}

struct District {
    workspace: Workspace,
    dir: PathBuf,
    pack: String,
    planner: Vec<Membership>,
    units: Vec<(String, Vec<Membership>)>,
    seed: u64,
}

fn edge(dir: &Path, pack: &str, day: Date, seed: &mut u64) -> Result<Edge> {
    *seed += 1;
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let now: Timestamp = format!("{day}T02:00:00Z").parse()?;
    let system = System { now, seed: bytes, width: None };
    Ok(Edge::new(&system, Words(Language::English), dir.to_owned(), Some(pack.to_owned()), "generator".into()))
}

impl District {
    fn edge(&mut self, day: Date) -> Result<Edge> {
        edge(&self.dir, &self.pack, day, &mut self.seed)
    }

    /// Everybody does something on a day, or on a day each.
    async fn act(&mut self, acts: Vec<(Date, Option<usize>, String, Command)>) -> Result<()> {
        let proof = Proof::default();
        let mut rest = acts;
        while !rest.is_empty() {
            let later = rest.split_off(rest.len().min(AT_ONCE));
            let edge = self.edge(rest.iter().map(|(day, ..)| *day).max().unwrap_or(TODAY))?;
            let acts = rest.iter().map(|(day, unit, id, command)| {
                let (name, memberships) = match unit {
                    Some(unit) => (self.units[*unit].0.as_str(), self.units[*unit].1.as_slice()),
                    None => ("planner", self.planner.as_slice()),
                };
                let who = Who { name, memberships, is_machine: false };
                Act { who, day: *day, id, version: None, proof: &proof, command: command.clone() }
            });
            duty::act_on_all(&self.workspace, &edge, acts.collect()).await?;
            rest = later;
        }
        Ok(())
    }
}

fn pack(dir: &Path, units: usize, commitments: usize, rounds: usize) -> Result<()> {
    let text = |text: &str| format!("{{ zh = \"{text}\", en = \"{text}\" }}");
    for folder in ["commitments", "indicators"] {
        fs::create_dir_all(dir.join(folder))?;
    }
    let title = text("A district under supervision");
    fs::write(dir.join("pack.toml"), format!("id = \"bench\"\ntitle = {title}\nextends = \"cn-education\"\n"))?;
    let mut plan = format!(
        "id = \"bench\"\ntitle = {title}\nissuer = {title}\nissued = \"2023-01-05\"\nfrom = 2023\nto = 2025\norg = \"{DISTRICT}\"\n\
         org_name = {title}\n[source]\ntitle = \"x\"\nsha256 = \"{}\"\nparagraphs = 9\n",
        "0".repeat(64)
    );
    for unit in 0..units {
        let name = text(&format!("Unit {unit}"));
        plan += &format!("[[unit]]\nid = \"u{unit}\"\nname = {name}\nfull_name = {name}\nremit = [\"schools\"]\n");
    }
    let part = text("Everything");
    plan += &format!(
        "[[action]]\nnumber = 1\ntitle = {part}\nplace = {{ p = 1, from = 0, to = 2 }}\n[[task]]\nnumber = 1\naction = 1\n\
         title = {part}\nlead = [\"u0\"]\nresponsible = []\ndeadline = \"{YEAR}-12-31\"\nplaces = [{{ p = 1, from = 0, to = 4 }}]\n\
         [[safeguard]]\nnumber = 1\ntitle = {part}\nplace = {{ p = 3, from = 0, to = 2 }}\n"
    );
    fs::write(dir.join("plan.toml"), plan)?;
    let mut promises = String::new();
    for number in 0..commitments {
        let target = match number {
            SHORT => Some(80),
            MET => Some(40),
            _ => None,
        };
        let (kind, from) = (if target.is_some() { "target" } else { "standing" }, number * 2);
        promises += &format!(
            "[[commitment]]\nid = \"c{number}\"\ntask = 1\nkind = \"{kind}\"\ntext = {}\ntopics = [\"schools\"]\n\
             due = \"{YEAR}-06-30\"\nplaces = [{{ p = 2, from = {from}, to = {} }}]\n",
            text(&format!("Promise {number} is kept")),
            from + 1
        );
        if let Some(value) = target {
            promises += &format!(
                "[[commitment.target]]\nindicator = \"by_hand\"\nperiod = {YEAR}\ncomparator = \"at_least\"\nvalue = {value}\n"
            );
        }
    }
    fs::write(dir.join("commitments/all.toml"), promises)?;
    let what = text("Counted by hand");
    let indicator = format!(
        "id = \"by_hand\"\ntitle = {what}\nmeaning = {what}\nkind = \"manual\"\nunit = \"percent\"\ndirection = \"rising\"\n\
         levels = [\"district\"]\nreference = \"06-30\"\n[[version]]\nfrom = 2020\nsource = \"x\"\ndecided_by = {what}\n"
    );
    fs::write(dir.join("indicators/by_hand.toml"), indicator)?;
    let mut rules =
        "lead = \"u0\"\n[submission]\nsteps = false\nshares = false\nevidence = false\npercent_ahead = 20\n\
         [extension]\nmost = 2\nmost_days = 90\nbefore_workdays = 0\n"
            .to_owned();
    let apart = 360 / rounds.max(1);
    for round in 0..rounds {
        let opens = Date::constant(YEAR, 1, 3).saturating_add(i64::try_from(apart * round)?.days());
        let due = opens.saturating_add(i64::try_from(apart * 6 / 10)?.days());
        rules += &format!(
            "[[round]]\nid = \"r{round}\"\ntitle = {}\nkinds = [\"target\", \"standing\"]\nopens = \"{}\"\ndue = \"{}\"\n",
            text(&format!("Round {round}")),
            opens.strftime("%m-%d"),
            due.strftime("%m-%d")
        );
    }
    // One reminder, to units; of the people who read it, one has an account.
    rules += "[[notice]]\nid = \"due_soon\"\nwhen = \"due\"\nworkdays = -10\nto = [\"unit\"]\n";
    rules += &format!(
        "[[slip]]\ncolour = \"red\"\ntitle = {}\nanswer_workdays = 3\nto = [\"unit\"]\ncauses = [{{ when = \"overdue\", workdays = 3 }}]\n\
         [score]\ntimeliness = 40\nquality = 30\nresult = 30\n[[score.point]]\non = \"returned\"\npart = \"quality\"\npoints = -30\n",
        text("Red slip")
    );
    fs::write(dir.join("supervision.toml"), rules)?;
    Ok(())
}

fn fate(unit: usize, commitment: usize) -> Fate {
    match (unit * 31 + commitment * 17) % 100 {
        0..2 => Fate::Overdue,
        2..5 => Fate::Submitted,
        5..9 => Fate::Closed,
        9..11 => Fate::Asked,
        11 => Fate::Returned,
        _ => Fate::InHand,
    }
}

fn report(pace: Pace, round: usize) -> Command {
    let none = String::new;
    let progress =
        format!("In round {round} the work went on as the unit says here, in a sentence or two of usual length.");
    Command::Report(Report { pace, progress, percent: None, problems: none(), next: none(), help: none() })
}

/// Opens, assigns and acknowledges every duty.
async fn begin(district: &mut District, commitments: usize) -> Result<Vec<Known>> {
    let first = Date::constant(YEAR, 1, 2);
    let mut known = Vec::new();
    for unit in 0..district.units.len() {
        let edge = district.edge(first)?;
        let openings = (0..commitments).map(|commitment| Opened {
            commitment: format!("c{commitment}"),
            year: YEAR,
            kind: if matches!(commitment, SHORT | MET) { CommitmentKind::Target } else { CommitmentKind::Standing },
            every: None,
            counted: false,
            unit: format!("u{unit}"),
            cooperating: Vec::new(),
            due: match fate(unit, commitment) {
                Fate::Overdue => Date::constant(YEAR, 6, 30),
                _ => Date::constant(YEAR, 12, 31),
            },
        });
        let mut write = district.workspace.store.write().await?;
        let who = Who { name: "planner", memberships: &district.planner, is_machine: false };
        let ids = duty::open_all(&edge, &mut write, who, openings.collect(), first).await?;
        write.commit().await?;
        known.extend(ids.into_iter().enumerate().map(|(commitment, id)| Known {
            id,
            unit,
            commitment,
            fate: fate(unit, commitment),
            pace: match (unit + commitment) % 5 {
                0 => Pace::Done,
                4 => Pace::Behind,
                _ => Pace::OnCourse,
            },
            reported: None,
        }));
    }
    let assign = known.iter().map(|one| (first, None, one.id.clone(), Command::Assign));
    district.act(assign.collect()).await?;
    let acknowledge = known.iter().map(|one| (first, Some(one.unit), one.id.clone(), Command::Acknowledge));
    district.act(acknowledge.collect()).await?;
    Ok(known)
}

/// Every unit reports in a round: most in time, some late, some not at all.
async fn report_all(
    district: &mut District,
    known: &mut [Known],
    round: (usize, RoundDays),
    is_last: bool,
) -> Result<()> {
    let (number, days) = round;
    let mut acts = Vec::new();
    for (place, one) in known.iter_mut().enumerate() {
        let late = days.due.tomorrow()?;
        let on = match (place + number * 7) % 40 {
            0 => continue,
            1 if late < days.ends && late < LAST => late,
            more => days.opens.saturating_add(i64::try_from(more % 3)?.days()),
        };
        if is_last {
            one.reported = Some(on);
        }
        acts.push((on, Some(one.unit), one.id.clone(), report(one.pace, number)));
    }
    acts.sort_by_key(|(on, ..)| *on);
    district.act(acts).await
}

/// The end of the year: results, extensions, what comes back.
async fn end(district: &mut District, known: &mut [Known]) -> Result<()> {
    let words = || "As agreed.".to_owned();
    let (mut hand_in, mut decide) = (Vec::new(), Vec::new());
    for one in known.iter_mut() {
        if matches!(one.fate, Fate::Submitted | Fate::Closed | Fate::Returned) {
            // A result needs a report; whoever was silent until now reports with it.
            hand_in.push((LAST, Some(one.unit), one.id.clone(), Command::Submit { words: words() }));
            one.reported = one.reported.or(Some(LAST));
        }
        match one.fate {
            Fate::Asked => {
                let ask = Command::AskExtension { until: Date::constant(2026, 2, 27), reason: words() };
                hand_in.push((LAST, Some(one.unit), one.id.clone(), ask));
            }
            Fate::Closed => {
                let verify = Command::Verify { quality: Quality::Good, words: words() };
                decide.push((LAST, None, one.id.clone(), verify));
            }
            Fate::Returned => decide.push((LAST, None, one.id.clone(), Command::Return { reason: words() })),
            _ => {}
        }
    }
    district.act(hand_in).await?;
    district.act(decide).await
}

/// What has to be true, counted from what was done and not from what was stored.
fn truth(known: &[Known], last: RoundDays) -> Value {
    let count = |holds: &dyn Fn(&Known) -> bool| known.iter().filter(|one| holds(one)).count();
    let is_handed_in = |one: &Known| matches!(one.fate, Fate::Submitted | Fate::Closed);
    let claims = |one: &Known| is_handed_in(one) || one.pace != Pace::Behind;
    let is_proven = |one: &Known| one.commitment == MET && !matches!(one.fate, Fate::Closed | Fate::Asked);
    let own = |one: &Known| one.unit == 0;
    let works = |one: &Known| own(one) && matches!(one.fate, Fate::InHand | Fate::Asked);
    let returned = count(&|one| own(one) && one.fate == Fate::Returned);
    let led = count(&own);
    let quality = Decimal::from(30) - Decimal::from(30 * returned) / Decimal::from(led.max(1));
    let score = (Decimal::from(70) + quality.max(Decimal::ZERO)).round_dp(2);
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    for one in known {
        let state = match one.fate {
            Fate::Submitted => "submitted",
            Fate::Closed => "closed",
            Fate::Returned => "returned",
            _ => "in_hand",
        };
        *states.entry(state).or_default() += 1;
    }
    json!({
        "duties": known.len(),
        "today": TODAY.to_string(),
        "password": PASSWORD,
        "states": states,
        "overdue": count(&|one| one.fate == Fate::Overdue),
        "unverified": count(&|one| one.fate == Fate::Submitted),
        "contradicted": count(&|one| one.commitment == SHORT && claims(one)),
        "planner": {
            "work-extension": count(&|one| one.fate == Fate::Asked),
            "work-confirm": count(&is_proven),
            "work-verify": count(&|one| one.fate == Fate::Submitted && one.commitment != MET),
        },
        "liaison": {
            "work-returned": returned,
            "work-overdue": count(&|one| own(one) && one.fate == Fate::Overdue),
            "work-round": count(&|one| works(one) && one.reported.is_none()),
            "work-due": count(&|one| works(one) && one.reported.is_some()),
        },
        "round": {
            "asked": known.len(),
            "in_time": count(&|one| one.reported.is_some_and(|on| on <= last.due)),
            "late": count(&|one| one.reported.is_some_and(|on| on > last.due)),
            "missing": count(&|one| one.reported.is_none()),
        },
        "score": { "unit": "u0", "duties": led, "points": returned, "total": score.to_string() },
        "own_duty": known.iter().find(|one| works(one)).map(|one| &one.id),
    })
}

#[tokio::main]
async fn main() -> Result<()> {
    let usage = "usage: supervised_district DIR UNITS COMMITMENTS ROUNDS";
    let mut arguments = env::args().skip(1);
    let dir = PathBuf::from(arguments.next().context(usage)?);
    let mut number = || -> Result<usize> { Ok(arguments.next().context(usage)?.parse()?) };
    let (units, commitments, rounds) = (number()?, number()?, number()?);
    let folder = dir.join("pack");
    pack(&folder, units, commitments, rounds)?;
    let folder = folder.to_string_lossy().into_owned();
    let mut seed = 0;
    let first = edge(&dir, &folder, Date::constant(YEAR, 1, 2), &mut seed)?;
    let workspace = workspace::init(&first, None, Some(TODAY)).await?;
    for (login, role, scope) in [("planner", Role::Planner, DISTRICT), ("liaison", Role::Liaison, "u0")] {
        let memberships = vec![Membership { role, scope: scope.to_owned() }];
        let (name, language) = (login.to_owned(), Language::English);
        let add = Add { login: login.to_owned(), name, email: String::new(), language, memberships };
        person::add_with_password(&workspace, &first, add, PASSWORD).await?;
    }
    let evidence = dir.join("count.txt");
    fs::write(&evidence, "50")?;
    let set = measure::Set {
        indicator: "by_hand".into(),
        org: None,
        period: YEAR,
        value: "50".parse()?,
        held_on: Date::constant(YEAR, 12, 1),
        evidence,
        note: String::new(),
    };
    measure::set(&workspace, &first, set).await?;
    let all = (0..units).map(|unit| {
        let memberships = vec![Membership { role: Role::Liaison, scope: format!("u{unit}") }];
        (format!("liaison-{unit}"), memberships)
    });
    let planner = vec![Membership { role: Role::Planner, scope: DISTRICT.to_owned() }];
    let days = workspace.pack.supervision.rounds_of(YEAR, Calendar::new(&workspace.pack.calendar))?;
    let last = *days.last().context("no round")?;
    let mut district = District { workspace, dir, pack: folder, planner, units: all.collect(), seed };
    let mut known = begin(&mut district, commitments).await?;
    for (number, round) in days.iter().enumerate() {
        report_all(&mut district, &mut known, (number, *round), number + 1 == days.len()).await?;
        eprintln!("round {} of {rounds}", number + 1);
    }
    end(&mut district, &mut known).await?;
    println!("{}", truth(&known, last));
    district.workspace.store.close().await;
    Ok(())
}
