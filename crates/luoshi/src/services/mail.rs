//! Mail, where the settings name a server: one-time links go to the person instead of through somebody's hands, and notices
//! reach people who are not signed in.

use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, anyhow};
use jiff::Timestamp;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::{authentication::Credentials, extension::ClientId},
};
use serde_json::json;

use super::{notice::Outcome, person::LINK_DAYS};
use crate::{
    config::{Config, Security},
    edge::Edge,
    refusal::Refusal,
    store::{NewEvent, Person},
    words::Words,
    workspace::Workspace,
};

/// Longest time for handing one letter over.
const PATIENCE: Duration = Duration::from_secs(15);

/// The server that letters are handed to.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// The server of a workspace, if its settings name one.
    ///
    /// # Errors
    /// Refused when the sender is no address, the line would be open to others, or the secret cannot be read.
    pub fn of(workspace: &Workspace) -> Result<Option<Self>, Refusal> {
        let Some(settings) = &workspace.config.mail else { return Ok(None) };
        let refused = |message: &str| Refusal::new("mail-settings").with("message", message);
        let from: Mailbox = settings.from.parse().map_err(|_| refused(&settings.from))?;
        let host = settings.host.as_str();
        let builder = match settings.security {
            Security::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(host),
            Security::Starttls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host),
            Security::None if matches!(host, "localhost" | "127.0.0.1" | "::1") => {
                Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host))
            }
            Security::None => return Err(refused("security = \"none\"")),
        };
        let mut builder = builder.map_err(|error| refused(&error.to_string()))?;
        if let Some(login) = &settings.login {
            let file = settings.secret_file.as_deref().ok_or_else(|| refused("secret_file"))?;
            builder = builder.credentials(Credentials::new(login.clone(), Config::secret_of(&workspace.root, file)?));
        }
        let hello = ClientId::Domain(from.email.domain().to_owned());
        let transport = builder.port(settings.port).timeout(Some(PATIENCE)).hello_name(hello).build();
        Ok(Some(Self { transport, from }))
    }

    /// Sends a person the one-time link by which they set a password, in their language.
    ///
    /// # Errors
    /// Refused when the letter could not be handed over; the link is as good as before.
    pub async fn send_link(&self, workspace: &Workspace, edge: &Edge, person: &Person, link: &str) -> Result<()> {
        let letter = self.letter(workspace, edge, person, link)?;
        if let Err(error) = self.transport.send(letter).await {
            let message = format!("{:#}", anyhow!(error));
            tracing::warn!(person = person.login, "mail: {message}");
            return Err(Refusal::new("mail-failed").with("message", message).into());
        }
        let mut write = workspace.store.write().await?;
        let (actor, body) = (&edge.actor, json!({}));
        write
            .add_event(NewEvent { at: edge.now, actor, kind: "person.link_mailed", subject: &person.id, body })
            .await?;
        write.commit().await
    }

    /// Whether the server answers.
    pub async fn is_reachable(&self) -> bool {
        self.transport.test_connection().await.unwrap_or(false)
    }

    /// Sends a person the notices of one delivery. The letter is known by the delivery, so that one that arrives twice is seen
    /// to be the same.
    pub async fn send_notices(
        &self,
        person: &Person,
        delivery: &str,
        at: Timestamp,
        subject: String,
        text: String,
    ) -> Outcome {
        let made = (|| -> Result<Message> {
            let to = person.email.as_deref().unwrap_or_default().parse()?;
            let letter = Message::builder()
                .from(self.from.clone())
                .to(Mailbox::new(Some(person.name.clone()), to))
                .date(SystemTime::try_from(at)?)
                .message_id(Some(format!("<{delivery}@{}>", self.from.email.domain())))
                .subject(subject)
                .header(ContentType::TEXT_PLAIN);
            Ok(letter.body(text)?)
        })();
        let Ok(letter) = made else { return Outcome::Never("mail_address".into()) };
        match self.transport.send(letter).await {
            Ok(_) => Outcome::Sent,
            Err(error) => {
                let code = error.status().map(|code| format!("smtp:{code}")).unwrap_or_default();
                match (error.is_transient(), error.is_permanent()) {
                    (true, _) => Outcome::Later(code),
                    (_, true) => Outcome::Never(code),
                    // The line broke off, perhaps after the server had taken it.
                    _ => Outcome::Unknown("mail_broken_off".into()),
                }
            }
        }
    }

    fn letter(&self, workspace: &Workspace, edge: &Edge, person: &Person, link: &str) -> Result<Message> {
        let words = Words(person.language);
        let to = person.email.as_deref().unwrap_or_default().parse().context("the address of a person")?;
        let org = workspace.pack.plan.as_ref().map_or("", |plan| plan.org_name.get(words.0));
        let days = LINK_DAYS.to_string();
        let args =
            [("name", person.name.as_str()), ("login", &person.login), ("org", org), ("days", &days), ("link", link)];
        let (subject, text) = match person.password {
            None => ("mail-invitation", "mail-invitation.text"),
            Some(_) => ("mail-reset", "mail-reset.text"),
        };
        let letter = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(person.name.clone()), to))
            .date(SystemTime::try_from(edge.now)?)
            .message_id(Some(format!("<{}@{}>", edge.id(), self.from.email.domain())))
            .subject(words.with(subject, &args))
            .header(ContentType::TEXT_PLAIN);
        Ok(letter.body(words.with(text, &args))?)
    }
}

/// An address as it is kept; none when nothing was typed.
///
/// # Errors
/// Refused when it is no address.
pub fn address(typed: &str) -> Result<Option<String>, Refusal> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    match typed.parse::<lettre::Address>() {
        Ok(address) => Ok(Some(address.to_string())),
        Err(_) => Err(Refusal::new("email-malformed").with("email", typed)),
    }
}
