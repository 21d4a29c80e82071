//! The post: tells what is to be told and sends what may leave, beside the pages. What waits stands in the database; the post
//! itself knows nothing.

use std::{sync::Arc, time::Duration};

use anyhow::Result;
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
    while !app.stopping.is_cancelled() {
        let nap = match turn(&app).await {
            Ok(nap) => nap,
            Err(error) => {
                tracing::error!("sending notices: {error:#}");
                ROUND
            }
        };
        tokio::select! {
            () = app.stopping.cancelled() => {}
            () = app.post.notified() => {}
            () = sleep(nap) => {}
        }
    }
}

/// Does all there is to do; says how long there is nothing.
async fn turn(app: &Arc<App>) -> Result<Duration> {
    let edge = app.edge(Words::default(), NAME);
    let day = app.workspace.day(&edge);
    let to_make = Arc::clone(app);
    let made = aside(async move || notice::make(&to_make.workspace, &edge, NAME, day).await).await?;
    if let Some(year) = made.unknown {
        tracing::warn!("{year}");
    }
    let edge = app.edge(Words::default(), NAME);
    notice::send(&app.workspace, &edge, app.mail.as_ref(), &app.line).await?;
    let Some(next) = notice::next(&app.workspace).await? else { return Ok(ROUND) };
    let wait = Duration::try_from(next.duration_since(edge.now)).unwrap_or(NAP);
    Ok(wait.clamp(NAP, ROUND))
}
