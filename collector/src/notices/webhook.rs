//! A notice to a program: a signed POST.
//!
//! `Footfall-Signature: t=SECONDS,v1=HEX` where the latter is HMAC-SHA256, under the webhook's secret (all of its text), of
//! `SECONDS.BODY`. `Idempotency-Key` is the same whenever the same notice is tried again.
//!
//! The name is looked up here, and the request goes to the very addresses that were looked at: a name that answers
//! something else the next time leads nowhere. No redirect is followed, and no proxy of the environment is asked.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

use super::addresses::is_public;

/// For all of it: the name, the connection, the answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Of an answer that nobody reads; whatever comes after it is not waited for.
const MAX_ANSWER_BYTES: u64 = 64 * 1024;

#[derive(Debug)]
pub(super) struct Webhooks {
    agent: Agent,
}

/// Looks names up, and refuses those that lead to where nobody out there may send us.
#[derive(Debug)]
struct PublicOnly {
    allow_private: bool,
    lookup: DefaultResolver,
}

#[derive(Debug, thiserror::Error)]
#[error("its name leads to an address that is not public")]
struct NotPublic;

impl Resolver for PublicOnly {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.lookup.resolve(uri, config, timeout)?;
        // One that is not is enough: who mixes them has something in mind.
        if self.allow_private || found.iter().all(|address| is_public(address.ip())) {
            Ok(found)
        } else {
            Err(Error::Other(Box::new(NotPublic)))
        }
    }
}

impl Webhooks {
    pub(super) fn new(allow_private: bool) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_global(Some(TIMEOUT))
            .max_idle_connections(0)
            .user_agent(concat!("Footfall/", env!("CARGO_PKG_VERSION")))
            .build();
        let resolver = PublicOnly { allow_private, lookup: DefaultResolver::default() };
        Self { agent: Agent::with_parts(config, DefaultConnector::default(), resolver) }
    }

    /// What went wrong, in words for whoever set it up.
    pub(super) fn send(
        &self,
        url: &str,
        secret: &str,
        id: i64,
        body: &str,
        now_ms: i64,
    ) -> Result<(), String> {
        let request = self
            .agent
            .post(url)
            .header("content-type", "application/json")
            .header("footfall-signature", signature(secret, now_ms / 1000, body))
            .header("idempotency-key", format!("footfall-{id}"));
        let mut response = request.send(body).map_err(|error| match error {
            Error::Other(error) => error.to_string(),
            error => error.to_string(),
        })?;
        let status = response.status();
        // So that it is not hung up on in the middle of a sentence.
        let _unread =
            response.body_mut().with_config().limit(MAX_ANSWER_BYTES).read_to_vec().is_err();
        if status.is_success() { Ok(()) } else { Err(format!("it answered {}", status.as_u16())) }
    }
}

fn signature(secret: &str, at_s: i64, body: &str) -> String {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(format!("{at_s}.{body}").as_bytes());
    let hex: String =
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={at_s},v1={hex}")
}

/// Whether it is one that something can be sent to. Where its name leads to is seen when it is.
pub fn check_url(url: &str, allow_private: bool) -> Result<(), &'static str> {
    const FORM: &str = "an address like https://example.com/hook";
    let uri: Uri = url.parse().map_err(|_| FORM)?;
    let is_web = matches!(uri.scheme_str(), Some("https" | "http"));
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    if !is_web || authority.is_empty() || authority.contains('@') || url.len() > 2_000 {
        return Err(FORM);
    }
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let is_literal_private = host.parse().is_ok_and(|address| !is_public(address));
    if is_literal_private && !allow_private {
        return Err("not an address of a private network");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_one_that_others_compute() {
        // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac ffh_secret
        assert_eq!(
            signature("ffh_secret", 1_700_000_000, "{\"a\":1}"),
            "t=1700000000,v1=6b5f41444ca00eb2d0e1082161e03ffd9d5842f92e5cd0a758800cf2a7702305"
        );
    }

    #[test]
    fn webhooks_are_of_the_web_and_of_no_private_network() {
        let check = |url: &str, expected: bool| {
            assert_eq!(check_url(url, false).is_ok(), expected, "{url}")
        };
        check("https://example.com/hook?x=1", true);
        check("http://example.com:8080/", true);
        check("https://[2606:4700::1111]/", true);
        for bad in [
            "",
            "example.com",
            "ftp://example.com/",
            "file:///etc/passwd",
            "https://",
            "https://a@example.com/",
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://10.0.0.1:9000/",
            "http://[::ffff:10.0.0.1]/",
        ] {
            check(bad, false);
        }
        assert!(check_url("http://127.0.0.1:9/", true).is_ok());
    }

    /// Names are looked at when they are resolved, so that none of them can change between the look and the request.
    #[test]
    fn no_request_leaves_for_an_address_that_is_not_public() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let webhooks = Webhooks::new(false);
        // A name that leads to loopback, addresses in each form that the system's resolver reads.
        for host in [
            "localhost",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "[::ffff:127.0.0.1]",
        ] {
            let sent = webhooks.send(&format!("http://{host}:{port}/"), "secret", 1, "{}", 0);
            assert!(sent.is_err(), "{host}");
            assert!(listener.accept().is_err(), "{host}: nobody came");
        }
        let refused = webhooks.send(&format!("http://localhost:{port}/"), "secret", 1, "{}", 0);
        assert_eq!(refused, Err("its name leads to an address that is not public".into()));
    }
}
