//! `luoshi serve`: the site, on this machine.

use std::{net::SocketAddr, sync::Arc};

use anyhow::Result;
use clap::Args;

use super::Answer;
use crate::{
    edge::{Edge, System},
    web::{self, Clock, Shell},
};

#[derive(Args)]
pub struct Serve {
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", env = "LUOSHI_LISTEN")]
    pub listen: SocketAddr,
    /// Cookies travel over https only; the proxy in front has the certificate.
    #[arg(long)]
    pub behind_https: bool,
}

impl Serve {
    pub async fn run(self, edge: &Edge, clock: fn() -> Result<System>) -> Result<Answer> {
        let first = clock()?;
        // Without randomness no secret can be made; the last good moment would be a lie.
        let clock: Clock = Arc::new(move || clock().unwrap_or(first));
        let token = edge.secret()[..16].to_owned();
        let shell = Shell::open(edge, clock, self.behind_https, &token).await?;
        let setup = shell.in_setup().then_some(token);
        let words = edge.words;
        web::serve(shell, self.listen, |address| {
            edge.progress(&words.with("serve-ready", &[("address", &address.to_string())]));
            if let Some(token) = &setup {
                edge.progress(&words.with("serve-setup", &[("token", token)]));
            }
        })
        .await?;
        Ok((words.say("serve-stopped") + "\n").into())
    }
}
