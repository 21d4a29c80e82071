//! What all requests share: the workspace, the clock, and the board that pages show.

use std::sync::Arc;

use anyhow::Result;
use jiff::Timestamp;
use tokio::sync::{Mutex, Notify};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::desk::Desk;
use crate::{
    edge::{Edge, System},
    refusal::Refusal,
    services::{
        account::sso::Provider,
        board::{self, Board},
        mail::Mailer,
        notice,
    },
    words::Words,
    workspace::Workspace,
};

/// Gives time and randomness, each time anew.
pub type Clock = Arc<dyn Fn() -> System + Send + Sync>;

/// A workspace being served.
pub struct App {
    pub workspace: Workspace,
    pub clock: Clock,
    /// When this server began.
    pub started: Timestamp,
    /// The figures that pages show, as of the last change of the facts.
    board: Mutex<Option<Arc<Board>>>,
    /// Rings when there is something to do in the background.
    pub bell: Notify,
    /// Rings when letters or messages may leave.
    pub post: Notify,
    /// The line to the robots of groups.
    pub line: notice::Line,
    pub tasks: TaskTracker,
    /// The workbook that is being checked.
    pub desk: Desk,
    /// Cancelled when the server is asked to stop.
    pub stopping: CancellationToken,
    /// The provider of single sign-on, where there is one.
    pub sso: Option<Arc<Provider>>,
    /// The server for mail, where there is one.
    pub mail: Option<Mailer>,
    /// Whether cookies may travel over https only.
    pub secure: bool,
}

impl App {
    /// # Errors
    /// Refused when the settings of single sign-on or mail will not do.
    pub fn new(workspace: Workspace, clock: Clock, secure: bool) -> Result<Self, Refusal> {
        let (sso, mail) = (Provider::of(&workspace)?, Mailer::of(&workspace)?);
        let started = clock().now;
        let line = notice::Line::new(workspace.config.private_robots);
        Ok(Self {
            workspace,
            clock,
            started,
            board: Mutex::default(),
            bell: Notify::new(),
            post: Notify::new(),
            line,
            tasks: TaskTracker::new(),
            desk: Desk::default(),
            stopping: CancellationToken::new(),
            sso,
            mail,
            secure,
        })
    }

    /// What a request takes from outside.
    #[must_use]
    pub fn edge(&self, words: Words, actor: &str) -> Edge {
        let (dir, pack) = (self.workspace.root.clone(), None);
        Edge::new(&(self.clock)(), words, dir, pack, actor.to_owned())
    }

    /// The figures as they stand: the ones in memory while the facts are the same, else made anew.
    ///
    /// # Errors
    /// When the database or a snapshot cannot be read.
    pub async fn board(&self, edge: &Edge) -> Result<Arc<Board>> {
        let key = board::key(&self.workspace, edge).await?;
        let mut held = self.board.lock().await;
        if let Some(board) = held.as_ref().filter(|board| board.key == key) {
            return Ok(Arc::clone(board));
        }
        let board = Arc::new(board::make(&self.workspace, edge, key).await?);
        *held = Some(Arc::clone(&board));
        Ok(board)
    }
}
