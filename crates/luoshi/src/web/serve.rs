//! The server: one address, the setup until there is an administrator, then the site; background work; a clean stop.

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use anyhow::{Context as _, Result};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::Response,
    routing::any,
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer, set_header::SetResponseHeaderLayer,
    timeout::TimeoutLayer,
};

use super::{App, Clock, assets, desk, post, routes, setup};
use crate::{
    edge::{Edge, asked_to_stop},
    refusal::Refusal,
    services::{account::sso::Provider, mail::Mailer, person},
    workspace::Workspace,
};

/// What pages may load: themselves and their own files, nothing else and nobody else's.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Longest time for one answer; uploads are read within it too.
const TIMEOUT: Duration = Duration::from_mins(2);
/// Time that running requests get when the server stops.
const GRACE: Duration = Duration::from_secs(20);

/// What is served right now: the setup first, the site after it.
pub struct Shell {
    pub(super) dir: PathBuf,
    pub(super) clock: Clock,
    pub(super) secure: bool,
    /// SHA-256 of the token that guards the setup.
    pub(super) token: String,
    router: RwLock<Router>,
    app: RwLock<Option<Arc<App>>>,
    stopping: CancellationToken,
}

impl Shell {
    /// Opens what there is: the site of a workspace with people, or the setup.
    ///
    /// # Errors
    /// When the folder holds a workspace that cannot be opened.
    pub async fn open(edge: &Edge, clock: Clock, secure: bool, token: &str) -> Result<Arc<Self>> {
        let shell = Arc::new(Self {
            dir: edge.dir.clone(),
            clock,
            secure,
            token: crate::services::account::digest(token),
            router: RwLock::default(),
            app: RwLock::default(),
            stopping: CancellationToken::new(),
        });
        shell.show(setup::router(&shell));
        shell.look(edge).await?;
        Ok(shell)
    }

    /// Opens the site if the workspace has people: somebody may have been added from the shell.
    pub(super) async fn look(&self, edge: &Edge) -> Result<()> {
        if !self.dir.join(crate::config::FILE).is_file() {
            return Ok(());
        }
        let workspace = Workspace::open(edge).await?;
        Provider::of(&workspace)?;
        Mailer::of(&workspace)?;
        if !person::list(&workspace).await?.is_empty() {
            self.enter(workspace)?;
        }
        Ok(())
    }

    /// Whether the setup is still to be done.
    #[must_use]
    pub fn in_setup(&self) -> bool {
        self.app().is_none()
    }

    /// The site, once it is open.
    #[must_use]
    pub fn app(&self) -> Option<Arc<App>> {
        self.app.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Opens the site of a workspace, once.
    pub(super) fn enter(&self, workspace: Workspace) -> Result<(), Refusal> {
        let mut open = self.app.write().unwrap_or_else(PoisonError::into_inner);
        if open.is_some() {
            return Ok(());
        }
        let mut app = App::new(workspace, Arc::clone(&self.clock), self.secure)?;
        app.stopping = self.stopping.clone();
        let app = Arc::new(app);
        app.tasks.spawn(desk::work(Arc::clone(&app)));
        app.tasks.spawn(post::work(Arc::clone(&app)));
        self.show(routes().router(&app));
        *open = Some(app);
        Ok(())
    }

    fn show(&self, router: Router) {
        *self.router.write().unwrap_or_else(PoisonError::into_inner) = router;
    }

    /// The whole service, with what holds for every answer.
    pub fn service(self: &Arc<Self>) -> Router {
        let header = |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
        let live = any(forward).with_state(Arc::clone(self));
        Router::new()
            .fallback_service(live)
            .layer(header(header::CACHE_CONTROL, "no-store"))
            .merge(assets::router())
            .layer(DefaultBodyLimit::max(1 << 20))
            .layer(CsrfLayer::new())
            .layer(header(header::CONTENT_SECURITY_POLICY, POLICY))
            .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .layer(header(header::REFERRER_POLICY, "same-origin"))
            .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, TIMEOUT))
            .layer(CatchPanicLayer::new())
            .layer(CompressionLayer::new())
    }
}

async fn forward(State(shell): State<Arc<Shell>>, request: Request) -> Response {
    let router = shell.router.read().unwrap_or_else(PoisonError::into_inner).clone();
    match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// Serves until the process is asked to stop, then lets running work end.
///
/// # Errors
/// When the address is taken or the workspace cannot be opened.
pub async fn serve(shell: Arc<Shell>, listen: SocketAddr, ready: impl FnOnce(SocketAddr)) -> Result<()> {
    let listener = TcpListener::bind(listen).await.with_context(|| format!("listening on {listen}"))?;
    ready(listener.local_addr()?);
    let stop = shell.stopping.clone();
    let server = axum::serve(listener, shell.service()).with_graceful_shutdown({
        let stop = stop.clone();
        async move { stop.cancelled().await }
    });
    let signal = async {
        asked_to_stop().await;
        stop.cancel();
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        outcome = server => outcome.context("serving")?,
        () = signal => tracing::warn!("some requests did not end in time"),
    }
    if let Some(app) = shell.app() {
        app.tasks.close();
        app.tasks.wait().await;
        app.workspace.store.clone().close().await;
    }
    Ok(())
}
