//! The desk on which workbooks are checked, one after another, beside the pages. What there is to do stands in the table
//! of uploads; the desk only knows which one is being read, and how far.

use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use anyhow::{Context as _, Result};
use jiff::civil::Date;
use lake::import::Progress;
use tokio::{runtime::Handle, task::spawn_blocking};

use super::App;
use crate::{
    refusal,
    services::{
        case,
        duty::{self, Proofs},
        reconciliation::{self, Order, Outcome, Progress as Advance},
        upload,
    },
    store::Upload,
    words::Words,
};

/// Name of the program where it acts by itself.
const NAME: &str = "luoshi";

/// How often what nobody decided on is looked for, when nothing else happens.
const ROUND: Duration = Duration::from_hours(1);

/// The upload being read.
#[derive(Default)]
pub struct Desk {
    held: Mutex<Option<(String, Arc<Progress>)>>,
    /// How many an earlier server left unfinished.
    left: OnceLock<usize>,
    /// The day on which duties were last looked at.
    supervised: Mutex<Option<Date>>,
    /// The reconciliation that somebody asked for, until it has ended.
    comparing: Mutex<Comparing>,
}

/// One reconciliation at a time, and how the last one ended.
#[derive(Default)]
struct Comparing {
    asked: Option<Asked>,
    ended: Option<Ended>,
}

/// A reconciliation that waits or is at work.
#[derive(Clone)]
pub struct Asked {
    pub order: Order,
    /// Login of whoever asked, and the language.
    pub by: String,
    pub words: Words,
    pub progress: Arc<Advance>,
}

/// What came of the last reconciliation that was asked for here.
pub enum Ended {
    Done,
    Unchanged,
    Cancelled,
    /// Sentence and hint of what was refused; none for a fault.
    Failed(Option<(String, String)>),
}

impl Desk {
    /// How many an earlier server left unfinished, which were begun anew.
    pub fn left(&self) -> usize {
        self.left.get().copied().unwrap_or_default()
    }

    /// Rows read so far of an upload; none when another one is on the desk.
    pub fn rows(&self, id: &str) -> Option<u64> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().filter(|(one, _)| one == id).map(|(_, progress)| progress.rows())
    }

    /// Ends reading an upload.
    pub fn stop(&self, id: &str) {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, progress)) = held.as_ref().filter(|(one, _)| one == id) {
            progress.stop();
        }
    }

    /// Asks for a reconciliation; `false` when one is under way.
    pub fn compare(&self, order: Order, by: &str, words: Words) -> bool {
        let mut held = self.comparing.lock().unwrap_or_else(PoisonError::into_inner);
        if held.asked.is_some() {
            return false;
        }
        *held =
            Comparing { asked: Some(Asked { order, by: by.to_owned(), words, progress: Arc::default() }), ended: None };
        true
    }

    /// The reconciliation that waits or is at work.
    pub fn comparing(&self) -> Option<Asked> {
        self.comparing.lock().unwrap_or_else(PoisonError::into_inner).asked.clone()
    }

    /// How the last one ended, told once.
    pub fn compared(&self) -> Option<Ended> {
        self.comparing.lock().unwrap_or_else(PoisonError::into_inner).ended.take()
    }

    fn lay(&self, what: Option<(String, Arc<Progress>)>) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = what;
    }
}

/// Works until the server stops: first what an earlier server left unfinished, then whatever comes in.
pub(super) async fn work(app: Arc<App>) {
    match left(&app).await {
        Ok(left) => _ = app.desk.left.set(left),
        Err(error) => tracing::error!("looking for unfinished workbooks: {error:#}"),
    }
    while !app.stopping.is_cancelled() {
        if let Err(error) = turn(&app).await {
            tracing::error!("checking workbooks: {error:#}");
        }
        compare(&app).await;
        if let Err(error) = supervise(&app).await {
            tracing::error!("supervising: {error:#}");
        }
        tokio::select! {
            () = app.stopping.cancelled() => {}
            () = app.bell.notified() => {}
            () = tokio::time::sleep(ROUND) => {}
        }
    }
}

async fn left(app: &Arc<App>) -> Result<usize> {
    let uploads = app.workspace.store.read().await?.unfinished_uploads().await?;
    Ok(uploads.iter().filter(|upload| upload.state.is_under_way()).count())
}

/// Does all there is to do.
async fn turn(app: &Arc<App>) -> Result<()> {
    upload::sweep(&app.workspace, &app.edge(Words::default(), "")).await?;
    while !app.stopping.is_cancelled() {
        let uploads = app.workspace.store.read().await?.unfinished_uploads().await?;
        let Some(upload) = uploads.into_iter().find(|upload| upload.state.is_under_way()) else { break };
        one(app, upload).await?;
    }
    Ok(())
}

/// Makes the reconciliation that somebody asked for.
async fn compare(app: &Arc<App>) {
    let Some(asked) = app.desk.comparing() else { return };
    let words = asked.words;
    let done = reconcile(app, &asked).await;
    let ended = match done {
        Ok(Outcome::Done(_)) => Ended::Done,
        Ok(Outcome::Unchanged(_)) => Ended::Unchanged,
        Err(_) if asked.progress.is_stopped() => Ended::Cancelled,
        Err(error) => {
            let refused = refusal::of_error(&error, words);
            if refused.is_none() {
                tracing::error!("comparing register and rolls: {error:#}");
            }
            Ended::Failed(refused.map(|(_, sentence, hint)| (sentence, hint)))
        }
    };
    let mut held = app.desk.comparing.lock().unwrap_or_else(PoisonError::into_inner);
    *held = Comparing { asked: None, ended: Some(ended) };
}

async fn reconcile(app: &Arc<App>, asked: &Asked) -> Result<Outcome> {
    let edge = app.edge(asked.words, &asked.by);
    let (order, progress) = (asked.order.clone(), Arc::clone(&asked.progress));
    let mut job = Box::pin({
        let (app, progress) = (Arc::clone(app), Arc::clone(&progress));
        aside(async move || reconciliation::run(&app.workspace, &edge, &order, &progress).await)
    });
    tokio::select! {
        ended = &mut job => ended,
        () = app.stopping.cancelled() => {
            progress.stop();
            job.await
        }
    }
}

/// Looks once a day at files of missing children, and raises the slips that are due by rule.
async fn supervise(app: &Arc<App>) -> Result<()> {
    let edge = app.edge(Words::default(), NAME);
    let day = app.workspace.day(&edge);
    {
        let mut last = app.desk.supervised.lock().unwrap_or_else(PoisonError::into_inner);
        if last.replace(day) == Some(day) {
            return Ok(());
        }
    }
    let followed = case::follow_latest(&app.workspace, &edge, NAME, day).await?;
    if followed != case::Followed::default() {
        tracing::info!("files of missing children: {followed:?}");
    }
    // Figures are made for duties only where there are any.
    if app.workspace.store.read().await?.duty_years().await?.is_empty() {
        return Ok(());
    }
    let app = Arc::clone(app);
    aside(async move || {
        let board = app.board(&edge).await?;
        let proofs = Proofs::of(&board.standings(&app.workspace.pack));
        let ticked = duty::tick(&app.workspace, &edge, NAME, &proofs, day).await?;
        if let Some(year) = ticked.unknown {
            tracing::warn!("{year}");
        }
        app.post.notify_one();
        Ok(())
    })
    .await
}

/// Reads one upload on a thread of its own, so that pages are answered meanwhile.
async fn one(app: &Arc<App>, upload: Upload) -> Result<()> {
    let by = upload.decider.as_ref().unwrap_or(&upload.person);
    let person = app.workspace.store.read().await?.person(by).await?.context("an upload of nobody")?;
    let edge = app.edge(Words(person.language), &person.login);
    let progress = Arc::new(Progress::default());
    app.desk.lay(Some((upload.id.clone(), Arc::clone(&progress))));
    let id = upload.id.clone();
    let mut job = Box::pin({
        let (app, progress) = (Arc::clone(app), Arc::clone(&progress));
        aside(async move || upload::run(&app.workspace, &edge, upload, &progress).await)
    });
    let ended = tokio::select! {
        ended = &mut job => ended,
        () = app.stopping.cancelled() => {
            progress.stop();
            job.await
        }
    };
    app.desk.lay(None);
    match ended {
        Ok(()) => Ok(()),
        Err(error) => {
            upload::failed(&app.workspace, &app.edge(Words(person.language), &person.login), &id, error).await
        }
    }
}

/// Does something that reads much, or waits for the lock of the workspace, on a thread of its own.
pub(super) async fn aside<T: Send + 'static>(work: impl AsyncFnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let handle = Handle::current();
    spawn_blocking(move || handle.block_on(work())).await.context("work that broke off")?
}
