//! The post: tells what is to be told and sends what may leave, beside the pages. What waits stands in the database; the post
//! itself knows nothing.

use std::{sync::Arc, time::Duration};

use anyhow::Result;
use jiff::Timestamp;
use tokio::time::sleep;

use super::{App, desk::aside};
use crate::{services::notice, words::Words};

/// Name of the program where it acts by itself.
const NAME: &str = "luoshi";

/// How often it is looked for what is to be told, when nothing else happens.
const ROUND: Duration = Duration::from_hours(1);
/// The shortest sleep.
const NAP: Duration = Duration::from_mins(1);

/// Works until the server stops.
pub(super) async fn work(app: Arc<App>) {
    match notice::strand(&app.workspace).await {
        Ok(0) => {}
        Ok(count) => tracing::warn!("{count} deliveries were on their way when an earlier server ended"),
        Err(error) => tracing::error!("looking for stranded deliveries: {error:#}"),
    }
    let mut made: Option<Timestamp> = None;
    while !app.stopping.is_cancelled() {
        let now = app.edge(Words::default(), NAME).now;
        if made.is_none_or(|at| Duration::try_from(now.duration_since(at)).is_ok_and(|passed| passed >= ROUND)) {
            made = Some(now);
            if let Err(error) = make(&app).await {
                tracing::error!("telling what is to be told: {error:#}");
            }
        }
        let nap = send(&app).await.unwrap_or_else(|error| {
            tracing::error!("sending notices: {error:#}");
            NAP
        });
        tokio::select! {
            () = app.stopping.cancelled() => {}
            () = app.post.notified() => {}
            () = sleep(nap) => {}
        }
    }
}

/// Tells what is to be told.
async fn make(app: &Arc<App>) -> Result<()> {
    let edge = app.edge(Words::default(), NAME);
    let (app, day) = (Arc::clone(app), app.workspace.day(&edge));
    let made = aside(async move || notice::make(&app.workspace, &edge, NAME, day).await).await?;
    if let Some(year) = made.unknown {
        tracing::warn!("{year}");
    }
    Ok(())
}

/// Sends what may leave; says how long there is nothing to do.
async fn send(app: &Arc<App>) -> Result<Duration> {
    let edge = app.edge(Words::default(), NAME);
    notice::send(&app.workspace, &edge, app.mail.as_ref(), &app.line).await?;
    let Some(next) = notice::next(&app.workspace, edge.now).await? else { return Ok(ROUND) };
    let wait = Duration::try_from(next.duration_since(edge.now)).unwrap_or(NAP);
    Ok(wait.clamp(NAP, ROUND))
}
