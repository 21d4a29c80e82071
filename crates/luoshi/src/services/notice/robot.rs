//! What the robots of chat groups take, and the line to them. Messages are plain text: commitments, units, counts and dates,
//! nothing about persons.
//!
//! To add a kind: a variant of `store::RobotKind`, its message in `request`, its codes for "too much at once" in `BUSY`.

use std::{
    io::ErrorKind,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    time::Duration,
};

use axum::http::Uri;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use ring::hmac::{HMAC_SHA256, Key, sign};
use serde_json::{Value, json};
use ureq::{
    Agent, Error, Timeout,
    config::Config,
    tls::{RootCerts, TlsConfig},
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

use super::send::Outcome;
use crate::store::RobotKind;

/// Longest time for one message.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest answer that is read.
const MOST_BYTES: u64 = 16 << 10;
/// Bytes of a message that every kind of robot takes.
pub(super) const LONGEST: usize = 2000;
/// Codes by which robots say that it is too much at once, or that they are busy.
const BUSY: [i64; 7] = [-1, 45009, 45033, 130_101, 410_100, 11232, 99_991_400];

/// Where a robot is reached.
pub(super) struct Place<'a> {
    pub kind: RobotKind,
    pub address: &'a str,
    /// Signing secret; empty where the robot wants none.
    pub secret: &'a str,
}

/// The line to the robots of groups.
pub struct Line(Agent);

impl Line {
    /// A line that reaches addresses on the internet and on this machine, and those of private networks only when the settings
    /// let it.
    #[must_use]
    pub fn new(private: bool) -> Self {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build();
        Self(Agent::with_parts(config, DefaultConnector::default(), Guarded { private }))
    }

    /// Hands a text to a robot.
    pub(super) async fn say(&self, to: &Place<'_>, text: &str, now: Timestamp) -> Outcome {
        if !may_be_reached(to.address) {
            return Outcome::Never("robot_address".into());
        }
        let (agent, (address, body)) = (self.0.clone(), request(to, text, now));
        let asked = tokio::task::spawn_blocking(move || -> Result<(u16, String), Error> {
            let mut answer = agent.post(&address).content_type("application/json; charset=utf-8").send(body)?;
            let status = answer.status().as_u16();
            Ok((status, answer.body_mut().with_config().limit(MOST_BYTES).read_to_string()?))
        });
        match asked.await {
            Ok(Ok((status, answer))) => judged(status, &answer),
            Ok(Err(error)) => failed(&error),
            Err(_) => Outcome::Unknown("robot_broken_off".into()),
        }
    }
}

/// Address and body of a request.
fn request(to: &Place<'_>, text: &str, now: Timestamp) -> (String, String) {
    // Angle brackets would call people by name in some groups.
    let text = text.replace('<', "(").replace('>', ")");
    let signed =
        |key: &str, message: &str| STANDARD.encode(sign(&Key::new(HMAC_SHA256, key.as_bytes()), message.as_bytes()));
    let body = match to.kind {
        RobotKind::Wecom | RobotKind::Dingtalk => json!({ "msgtype": "text", "text": { "content": text } }),
        RobotKind::Feishu => json!({ "msg_type": "text", "content": { "text": text } }),
    };
    let (mut address, mut body) = (to.address.to_owned(), body);
    match to.kind {
        RobotKind::Dingtalk if !to.secret.is_empty() => {
            let stamp = now.as_millisecond().to_string();
            let sign = signed(to.secret, &format!("{stamp}\n{}", to.secret));
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("timestamp", &stamp)
                .append_pair("sign", &sign)
                .finish();
            address.push(if address.contains('?') { '&' } else { '?' });
            address += &query;
        }
        RobotKind::Feishu if !to.secret.is_empty() => {
            let stamp = now.as_second().to_string();
            body["sign"] = signed(&format!("{stamp}\n{}", to.secret), "").into();
            body["timestamp"] = stamp.into();
        }
        _ => {}
    }
    (address, body.to_string())
}

/// What an answer means.
fn judged(status: u16, answer: &str) -> Outcome {
    match status {
        200 => {}
        429 | 500..=599 => return Outcome::Later(format!("http:{status}")),
        _ => return Outcome::Never(format!("http:{status}")),
    }
    let answer: Value = serde_json::from_str(answer).unwrap_or_default();
    let code = ["errcode", "code", "StatusCode"].into_iter().find_map(|name| answer.get(name)?.as_i64());
    match code {
        Some(0) => Outcome::Sent,
        Some(code) if BUSY.contains(&code) => Outcome::Later(format!("robot:{code}")),
        Some(code) => Outcome::Never(format!("robot:{code}")),
        None => Outcome::Unknown("robot_answer".into()),
    }
}

/// What an error means: whether anything can have left before it.
fn failed(error: &Error) -> Outcome {
    match error {
        Error::Io(error) if error.kind() == ErrorKind::PermissionDenied => Outcome::Never("robot_private".into()),
        Error::Io(error) if matches!(error.kind(), ErrorKind::ConnectionRefused | ErrorKind::NotFound) => {
            Outcome::Later("robot_unreachable".into())
        }
        Error::HostNotFound
        | Error::ConnectionFailed
        | Error::Timeout(Timeout::Resolve | Timeout::Connect)
        | Error::Tls(_)
        | Error::Rustls(_) => Outcome::Later("robot_unreachable".into()),
        Error::BadUri(_) | Error::Http(_) => Outcome::Never("robot_address".into()),
        _ => Outcome::Unknown("robot_broken_off".into()),
    }
}

/// Whether messages may go to an address: by https, or on this machine.
pub(super) fn may_be_reached(address: &str) -> bool {
    let Ok(uri) = address.parse::<Uri>() else { return false };
    let Some(authority) = uri.authority() else { return false };
    // Names before an @ would be sent along.
    let plain = !authority.as_str().contains('@') && !authority.host().is_empty();
    plain && (uri.scheme_str() == Some("https") || (uri.scheme_str() == Some("http") && is_here(&uri)))
}

fn is_here(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Looks names up and leaves out what a message from here must not reach.
#[derive(Debug)]
struct Guarded {
    private: bool,
}

impl Resolver for Guarded {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let mut allowed = self.empty();
        for found in &DefaultResolver::default().resolve(uri, config, timeout)? {
            let ip = found.ip();
            // A name somewhere else that leads back to this machine is none of ours.
            if if ip.to_canonical().is_loopback() { is_here(uri) } else { self.private || is_public(ip) } {
                allowed.push(*found);
            }
        }
        if allowed.is_empty() { Err(Error::Io(ErrorKind::PermissionDenied.into())) } else { Ok(allowed) }
    }
}

fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let shared = ip.octets()[0] == 100 && (64..128).contains(&ip.octets()[1]);
            !(ip.is_private() || ip.is_link_local() || ip.is_broadcast() || ip.is_multicast() || shared)
                && ip.octets()[0] != Ipv4Addr::UNSPECIFIED.octets()[0]
        }
        IpAddr::V6(ip) => {
            let own = ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_multicast();
            !own && ip != Ipv6Addr::UNSPECIFIED
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{is_public, may_be_reached};

    #[test]
    fn messages_leave_by_https_or_stay_on_this_machine() {
        for fine in
            ["https://qyapi.example/send?key=1", "http://127.0.0.1:9/hook", "http://[::1]:9/", "http://localhost/"]
        {
            assert!(may_be_reached(fine), "{fine}");
        }
        for wrong in
            ["http://qyapi.example/send", "ftp://localhost/", "https://me@host.example/", "hook", "https:///send"]
        {
            assert!(!may_be_reached(wrong), "{wrong}");
        }
    }

    #[test]
    fn private_networks_are_not_public() {
        for private in ["10.1.2.3", "192.168.0.9", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "fd00::1"]
        {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for private in ["::ffff:10.0.0.1", "fe80::1", "::"] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        assert!(is_public("203.119.144.1".parse().unwrap()));
    }
}
