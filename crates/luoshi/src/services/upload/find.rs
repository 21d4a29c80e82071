use anyhow::Result;
use lake::org::Tree;
use policy::{access::Right, dataset::Dataset};

use super::{Verdict, run::kept};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::{account::Caller, reach::Reach, report},
    store::Upload,
    workspace::Workspace,
};

/// An upload within a person's reach.
pub struct Shown<'a> {
    pub upload: Upload,
    pub dataset: &'a Dataset,
    /// Name of whoever handed it in.
    pub person: String,
    /// What the check found; none before it, and after the workbook is gone.
    pub verdict: Option<Verdict>,
}

/// Finds an upload.
///
/// # Errors
/// `page-missing` when there is none, or not for this person.
pub async fn find<'a>(workspace: &'a Workspace, tree: &Tree, caller: &Caller, id: &str) -> Result<Shown<'a>> {
    let missing = || Refusal::new("page-missing");
    let mut read = workspace.store.read().await?;
    let upload = read.upload(id).await?.ok_or_else(missing)?;
    let person = read.person(&upload.person).await?.map(|person| person.name).unwrap_or_default();
    let dataset = workspace.pack.datasets.get(&upload.dataset).ok_or_else(missing)?;
    let reach = Reach::of(caller, Right::Import, &workspace.pack, tree);
    if !reach.handing_in(dataset, &upload.scope) {
        return Err(missing().into());
    }
    drop(read);
    shown(workspace, dataset, upload, person)
}

fn shown<'a>(workspace: &Workspace, dataset: &'a Dataset, upload: Upload, person: String) -> Result<Shown<'a>> {
    let verdict = kept(workspace, &upload.id)?;
    Ok(Shown { upload, dataset, person, verdict })
}

/// Uploads within a person's reach that wait for something, with what their checks found.
///
/// # Errors
/// When the database fails.
pub async fn waiting<'a>(workspace: &'a Workspace, edge: &Edge, caller: &Caller) -> Result<Vec<Shown<'a>>> {
    let ground = report::ground(workspace, edge).await?;
    let people = workspace.store.read().await?.people().await?;
    let uploads = unfinished(workspace, &ground.tree, caller).await?;
    let with = |upload: Upload| {
        let dataset = workspace.pack.datasets.get(&upload.dataset)?;
        let person = people.iter().find(|person| person.id == upload.person);
        let person = person.map(|person| person.name.clone()).unwrap_or_default();
        Some(shown(workspace, dataset, upload, person))
    };
    uploads.into_iter().filter_map(with).collect()
}

/// Uploads within a person's reach that wait for something, in the order in which they came.
///
/// # Errors
/// When the database fails.
pub async fn unfinished(workspace: &Workspace, tree: &Tree, caller: &Caller) -> Result<Vec<Upload>> {
    let mut uploads = workspace.store.read().await?.unfinished_uploads().await?;
    let reach = Reach::of(caller, Right::Import, &workspace.pack, tree);
    let within = |upload: &Upload| {
        let dataset = workspace.pack.datasets.get(&upload.dataset);
        dataset.is_some_and(|dataset| reach.handing_in(dataset, &upload.scope))
    };
    uploads.retain(within);
    Ok(uploads)
}
