use askama::Template;
use axum::response::Html;
use jiff::SignedDuration;
use policy::{access::Role, pack::Pack};

use crate::{
    config::FILE,
    packs,
    services::{
        account, person,
        workspace::{health, last_backup, pack_hash, storage},
    },
    web::{
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
    },
    words::name,
    workspace::Workspace,
};

#[derive(Template)]
#[template(path = "admin/system.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    migrations: (i64, usize),
    computed: Option<String>,
    backup: Option<Backup>,
    is_file: bool,
    storage: Vec<Stored>,
    free: Option<String>,
    settings: Vec<Setting>,
    packs: Vec<Loaded>,
    units: Vec<Unit>,
}

struct Backup {
    at: String,
    by: String,
    days: usize,
    /// Whether it is too old to be relied upon.
    old: bool,
}

struct Stored {
    name: String,
    files: Option<u64>,
    size: String,
}

struct Setting {
    name: String,
    value: String,
    source: String,
}

struct Loaded {
    id: String,
    title: String,
    source: String,
    files: usize,
    hash: String,
}

struct Unit {
    id: String,
    name: String,
    full_name: String,
    tasks: usize,
    people: usize,
}

/// Days after which a backup is too old.
const OLD_DAYS: usize = 7;

pub(in crate::web) async fn show(visit: Visit) -> Result<Html<String>, Trouble> {
    let workspace = &visit.app.workspace;
    let page = Page::new(&visit, "admin-title");
    let state = health(workspace).await?;
    let stored = storage(workspace)?;
    let people = person::list(workspace).await?;
    let backup = last_backup(workspace).await?.map(|(at, by)| {
        let hours = visit.edge.now.duration_since(at).max(SignedDuration::ZERO).as_hours();
        let days = usize::try_from(hours / 24).unwrap_or_default();
        Backup { at: page.moment(&at), by, days, old: days > OLD_DAYS }
    });
    let database = Stored {
        name: page.t("admin-database"),
        files: None,
        size: size(u64::try_from(state.bytes).unwrap_or_default()),
    };
    let folders = stored.folders.iter().map(|(folder, taken)| Stored {
        name: page.t(folder_key(folder)),
        files: Some(taken.files),
        size: size(taken.bytes),
    });
    Ok(html(&Show {
        page: &page,
        migrations: state.migrations,
        computed: state.computed_at.map(|at| page.moment(&at)),
        backup,
        is_file: workspace.store.is_file(),
        storage: [database].into_iter().chain(folders).collect(),
        free: stored.free.map(size),
        settings: settings(&page, &visit).await?,
        packs: loaded(&page, workspace),
        units: units(&page, workspace, &people),
    }))
}

/// The units of the plan, with how much rests on them and how many people answer for them.
fn units(page: &Page<'_>, workspace: &Workspace, people: &[person::Listed]) -> Vec<Unit> {
    let language = page.words().0;
    let Some(plan) = &workspace.pack.plan else { return Vec::new() };
    let unit = |unit: &policy::plan::Unit| {
        let names = |task: &&policy::plan::Task| task.lead.contains(&unit.id) || task.responsible.contains(&unit.id);
        let answers = |one: &&person::Listed| {
            one.person.disabled_at.is_none()
                && one.memberships.iter().any(|it| it.role == Role::Liaison && it.scope == unit.id)
        };
        Unit {
            id: unit.id.clone(),
            name: unit.name.get(language).to_owned(),
            full_name: unit.full_name.get(language).to_owned(),
            tasks: plan.tasks.iter().filter(names).count(),
            people: people.iter().filter(answers).count(),
        }
    };
    plan.units.iter().map(unit).collect()
}

/// Fluent key of what a folder of the workspace holds.
fn folder_key(folder: &str) -> &'static str {
    match folder {
        "evidence" => "admin-folder-evidence",
        "publications" => "admin-folder-publications",
        "mappings" => "admin-folder-mappings",
        _ => "admin-folder-snapshots",
    }
}

/// Bytes as people read them.
fn size(bytes: u64) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let power = (1..units.len()).rev().find(|power| bytes >= 1 << (10 * power)).unwrap_or(0);
    let tenths = (u128::from(bytes) * 10) >> (10 * power);
    if power == 0 { format!("{bytes} B") } else { format!("{}.{} {}", tenths / 10, tenths % 10, units[power]) }
}

/// Every setting with its value and where it comes from; of secrets only that they are there.
async fn settings(page: &Page<'_>, visit: &Visit) -> Result<Vec<Setting>, Trouble> {
    let workspace = &visit.app.workspace;
    let config = &workspace.config;
    let mut settings = Vec::new();
    let mut add = |key: &str, value: String, source: &str| {
        settings.push(Setting { name: page.t(key), value, source: source.to_owned() });
    };
    add("setting-pack", config.pack.clone(), FILE);
    add("setting-database", without_password(&config.database), FILE);
    add("setting-secret", page.t("setting-secret-set"), FILE);
    if let Some(day) = config.demo_day {
        add("setting-demo-day", page.date(day), FILE);
    }
    let https = if visit.app.secure { "yes" } else { "no" };
    add("setting-https", page.t(https), "luoshi serve --behind-https");
    let roles = account::second_factor_roles(&mut workspace.store.read().await?).await?;
    let separator = page.t("list-separator");
    let roles = match roles.len() {
        0 => page.t("setting-second-factor-none"),
        _ => roles.iter().map(|role| page.t(role.key())).collect::<Vec<_>>().join(&separator),
    };
    add("setting-second-factor", roles, &page.t("setting-of-site"));
    if let Some(sso) = &config.sso {
        add("setting-sso", format!("{} {}", sso.name, sso.issuer), FILE);
        add("setting-sso-client", sso.client_id.clone(), FILE);
        let counts = match sso.second_factor.len() {
            0 => page.t("setting-sso-second-factor-none"),
            _ => sso.second_factor.join(&separator),
        };
        add("setting-sso-second-factor", counts, FILE);
    }
    if let Some(mail) = &config.mail {
        add("setting-mail", format!("{}:{} {}", mail.host, mail.port, name(&mail.security)), FILE);
        add("setting-mail-from", mail.from.clone(), FILE);
    }
    let pack = &workspace.pack;
    let of = |has: fn(&policy::pack::Manifest) -> bool| {
        pack.manifests.iter().rev().find(|one| has(one)).map_or_else(String::new, |one| format!("{}/pack.toml", one.id))
    };
    if pack.min_persons() > 0 {
        add("setting-min-persons", pack.min_persons().to_string(), &of(|one| one.min_persons.is_some()));
    }
    if let Some(rules) = pack.rules() {
        let source = of(|one| one.status.is_some());
        add("setting-at-risk-share", rules.at_risk_share.to_string(), &source);
        add("setting-forecast-level", rules.forecast_level.to_string(), &source);
        add("setting-manual-fresh-days", rules.manual_fresh_days.to_string(), &source);
        add("setting-years-before", rules.years_before.to_string(), &source);
    }
    Ok(settings)
}

/// The address of a database as others may see it.
fn without_password(url: &str) -> String {
    let hidden = || {
        let (scheme, rest) = url.split_once("://")?;
        let (user, host) = rest.rsplit_once('@')?;
        let (user, _) = user.split_once(':')?;
        Some(format!("{scheme}://{user}:****@{host}"))
    };
    let shown = hidden().unwrap_or_else(|| url.to_owned());
    // Parameters may hold a password too.
    shown.split('?').next().unwrap_or_default().to_owned()
}

fn loaded(page: &Page<'_>, workspace: &Workspace) -> Vec<Loaded> {
    let embedded = packs::embedded();
    let pack: &Pack = &workspace.pack;
    let rows = workspace.sources.packs.iter().map(|files| {
        let id = packs::id(files).unwrap_or_default();
        let title = pack.manifests.iter().find(|one| one.id == id).map(|one| one.title.get(page.words().0).to_owned());
        let is_own = embedded.get(&id) == Some(files);
        let source = if is_own { page.t("admin-pack-embedded") } else { page.t("admin-pack-folder") };
        Loaded { title: title.unwrap_or_default(), source, files: files.len(), hash: pack_hash(files), id }
    });
    rows.collect()
}
