use std::{
    path::PathBuf,
    pin::Pin,
    sync::Arc,
    time::{Duration, SystemTime},
};

use anyhow::{Result, anyhow};
use jiff::Timestamp;
use openidconnect::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, IssuerUrl, LanguageTag, Nonce, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, Scope, TokenResponse as _,
    core::{CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdTokenClaims, CoreProviderMetadata},
    url::{Host, Url},
};
use policy::text::Language;
use tokio::sync::Semaphore;

use super::Marks;
use crate::{
    config::{Config, Sso},
    refusal::Refusal,
    workspace::Workspace,
};

/// Longest time for one question to the provider.
const PATIENCE: Duration = Duration::from_secs(10);
/// Questions at a time: strangers can make the program ask, and a provider that hangs must not hang the site.
const AT_ONCE: usize = 8;
/// Longest answer that is read.
const MOST_BYTES: u64 = 1 << 20;

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// The provider of the settings, and the line to it.
pub struct Provider {
    settings: Sso,
    dir: PathBuf,
    line: Line,
}

/// The line to the provider.
struct Line {
    agent: ureq::Agent,
    places: Arc<Semaphore>,
}

/// Who the provider says it is.
pub(super) struct Identity {
    pub subject: String,
    /// What the provider calls the account.
    pub label: String,
    /// Whether it vouches for a second factor.
    pub strong: bool,
}

impl Provider {
    /// The provider of a workspace, if its settings name one.
    ///
    /// # Errors
    /// Refused when its address is neither https nor on this machine, or the secret cannot be read.
    pub fn of(workspace: &Workspace) -> Result<Option<Arc<Self>>, Refusal> {
        let Some(settings) = workspace.config.sso.clone() else { return Ok(None) };
        let issuer = Url::parse(&settings.issuer).ok();
        let https = issuer.as_ref().is_some_and(|url| url.scheme() == "https");
        if !https && !issuer.is_some_and(|url| url.scheme() == "http" && is_loopback(&url)) {
            return Err(Refusal::new("sso-issuer").with("issuer", settings.issuer));
        }
        Config::secret_of(&workspace.root, &settings.secret_file)?;
        let tls = ureq::tls::TlsConfig::builder().root_certs(ureq::tls::RootCerts::PlatformVerifier).build();
        let agent = ureq::Agent::config_builder()
            .tls_config(tls)
            .https_only(https)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build();
        let line = Line { agent: agent.into(), places: Arc::new(Semaphore::new(AT_ONCE)) };
        Ok(Some(Arc::new(Self { settings, dir: workspace.root.clone(), line })))
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    pub(super) fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    pub(super) fn refusal(&self, code: &'static str) -> Refusal {
        Refusal::new(code).with("provider", self.name())
    }

    /// The address at the provider to which a browser is sent.
    pub(super) async fn address(&self, marks: Marks, return_to: &str, language: Language) -> Result<String> {
        let client = self.client(return_to).await?;
        let (state, nonce) = (CsrfToken::new(marks.state), Nonce::new(marks.nonce));
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(marks.verifier));
        let request = client.authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, || nonce);
        let request = request.add_scope(Scope::new("profile".into())).set_pkce_challenge(challenge);
        let (address, ..) = request.add_ui_locale(LanguageTag::new(language.tag().into())).url();
        Ok(address.into())
    }

    /// Exchanges the code that a browser brought for what the provider says of its user, and proves that it says so.
    pub(super) async fn identify(&self, code: &str, marks: Marks, return_to: &str, now: Timestamp) -> Result<Identity> {
        let client = self.client(return_to).await?;
        let request = client.exchange_code(AuthorizationCode::new(code.to_owned()));
        let request = request.map_err(|error| self.invalid(error))?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(marks.verifier));
        let answer = request.request_async(&self.line).await;
        let answer = answer.map_err(|error| match error {
            openidconnect::RequestTokenError::Request(_) => self.unreachable(error),
            _ => self.invalid(error),
        })?;
        let token = answer.id_token().ok_or_else(|| self.invalid(anyhow!("the answer has no ID token")))?;
        let now = SystemTime::try_from(now)?;
        let verifier = client.id_token_verifier().set_time_fn(move || now.into());
        let claims = token.claims(&verifier, &Nonce::new(marks.nonce)).map_err(|error| self.invalid(error))?;
        Ok(self.identity(claims))
    }

    fn identity(&self, claims: &CoreIdTokenClaims) -> Identity {
        let subject = claims.subject().to_string();
        let methods = claims.auth_method_refs().into_iter().flatten().map(|method| method.as_str());
        let mut said = methods.chain(claims.auth_context_ref().map(|context| context.as_str()));
        let strong = said.any(|value| self.settings.second_factor.iter().any(|one| one == value));
        let name = claims.preferred_username().map(|name| name.to_string());
        let name = name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| subject.clone());
        Identity { subject, label: name.chars().take(100).collect(), strong }
    }

    /// The client by what the provider says of itself today: its keys change without notice.
    async fn client(&self, return_to: &str) -> Result<Client> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone())?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &self.line).await;
        let metadata = metadata.map_err(|error| self.unreachable(error))?;
        let secret = Config::secret_of(&self.dir, &self.settings.secret_file)?;
        let methods = metadata.token_endpoint_auth_methods_supported().cloned().unwrap_or_default();
        let has = |method| methods.contains(&method);
        let in_body = has(CoreClientAuthMethod::ClientSecretPost) && !has(CoreClientAuthMethod::ClientSecretBasic);
        let id = ClientId::new(self.settings.client_id.clone());
        let client = CoreClient::from_provider_metadata(metadata, id, Some(ClientSecret::new(secret)))
            .set_redirect_uri(RedirectUrl::new(return_to.to_owned())?);
        Ok(if in_body { client.set_auth_type(AuthType::RequestBody) } else { client })
    }

    fn unreachable(&self, error: impl Into<anyhow::Error>) -> anyhow::Error {
        tracing::warn!(issuer = self.issuer(), "single sign-on: {:#}", error.into());
        self.refusal("sso-unreachable").into()
    }

    fn invalid(&self, error: impl Into<anyhow::Error>) -> anyhow::Error {
        tracing::warn!(issuer = self.issuer(), "single sign-on: {:#}", error.into());
        self.refusal("sso-invalid").into()
    }
}

impl<'c> AsyncHttpClient<'c> for Line {
    type Error = ureq::Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, ureq::Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}

impl Line {
    /// Asks the provider one thing.
    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
        let busy = |_| ureq::Error::Io(std::io::Error::other("too many questions at a time"));
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(busy)?;
        let agent = self.agent.clone();
        let answer = tokio::task::spawn_blocking(move || {
            let _place = place;
            let answer = if request.body().is_empty() { agent.run(request.map(drop))? } else { agent.run(request)? };
            let (parts, mut body) = answer.into_parts();
            let body = body.with_config().limit(MOST_BYTES).read_to_vec()?;
            Ok(HttpResponse::from_parts(parts, body))
        });
        answer.await.unwrap_or_else(|error| Err(ureq::Error::Io(std::io::Error::other(error))))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
