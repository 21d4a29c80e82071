//! The list of routes: what a path needs stands beside the path, and is enforced from there.

use std::{
    collections::{BTreeMap, BTreeSet},
    iter::successors,
    sync::Arc,
};

use axum::{
    Router,
    handler::Handler,
    http::Method,
    middleware::from_fn_with_state,
    routing::{MethodRouter, any, get, post},
};
use policy::access::Right;

use super::{
    App,
    guard::{self, Door},
};

/// What a route needs of whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing: the way in, and what is published.
    Anyone,
    /// A session; the page is about the person's own account.
    SignedIn,
    Needs(Right),
}

/// A route as the matrix shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
}

/// Routes in the making.
#[derive(Default)]
pub(super) struct Routes {
    listed: Vec<Listed>,
    handlers: BTreeMap<&'static str, Vec<Guarded>>,
}

/// A handler with what it needs.
type Guarded = (Access, MethodRouter<Arc<App>>);

impl Routes {
    pub(super) fn get<H: Handler<T, Arc<App>>, T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        self.add(Method::GET, path, access, get(handler))
    }

    pub(super) fn post<H: Handler<T, Arc<App>>, T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        self.add(Method::POST, path, access, post(handler))
    }

    fn add(mut self, method: Method, path: &'static str, access: Access, handler: MethodRouter<Arc<App>>) -> Self {
        self.listed.push(Listed { method, path, access });
        self.handlers.entry(path).or_default().push((access, handler));
        self
    }

    /// The router over an application.
    pub(super) fn router(self, app: &Arc<App>) -> Router {
        let mut router = Router::new();
        let pages: BTreeSet<_> =
            self.listed.iter().filter(|one| one.method == Method::GET).map(|one| one.path).collect();
        for (path, handlers) in self.handlers {
            let above = successors(Some(path), |path| path.rsplit_once('/').map(|(above, _)| above));
            let below = above.take_while(|path| !pages.contains(path)).count();
            for (access, handler) in handlers {
                let door = Door { app: Arc::clone(app), access, below };
                router = router.route(path, handler.layer(from_fn_with_state(door, guard::guard)));
            }
        }
        let door = Door { app: Arc::clone(app), access: Access::Anyone, below: 0 };
        let missing = from_fn_with_state(door, guard::guard);
        router.fallback(any(super::trouble::not_found).layer(missing)).with_state(Arc::clone(app))
    }
}

/// Every route of the site, for the reviewed matrix.
#[must_use]
pub fn list() -> Vec<Listed> {
    super::routes().listed
}
