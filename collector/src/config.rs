//! Settings: flags over environment (`FOOTFALL_*`) over a TOML file over defaults, checked once.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::ingest::Rate;
pub const TAG_PATH: &str = "/footfall.js";
pub const EVENTS_PATH: &str = "/v1/events";
/// What stands first in the paths of all else.
const TAKEN: [&str; 9] =
    ["api", "dashboard", "debug", "demo", "healthz", "metrics", "mp", "readyz", "sign-in"];

/// As written, before it is checked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    listen: SocketAddr,
    data: PathBuf,
    public_url: Option<String>,
    trusted_proxy: Vec<String>,
    demo: bool,
    log_format: String,
    visitor_rate: u32,
    visitor_burst: u32,
    site_rate: u32,
    site_burst: u32,
    new_texts_per_day: u32,
    tag_path: String,
    events_path: String,
    smtp_url: Option<String>,
    mail_from: Option<String>,
    allow_private_webhooks: bool,
}

/// The flags of `serve` (and `--data` of every command), as given.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Flags {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<SocketAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trusted_proxy: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub demo: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visitor_rate: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visitor_burst: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_rate: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_burst: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_texts_per_day: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail_from: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub allow_private_webhooks: bool,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// What senders may do to the server.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub visitor: Rate,
    pub site: Rate,
    /// Pages, titles and products that a site may add in a day, of each; what comes on top is `(other)`.
    pub new_texts_per_day: u32,
}

#[derive(Debug, Clone)]
pub struct Config {
    pub listen: SocketAddr,
    /// Where the database and the salts lie.
    pub data: PathBuf,
    /// How browsers reach it, without a slash at the end; `None` for the address it listens on.
    pub public_url: Option<String>,
    /// Only from these is a forwarded address believed.
    pub trusted_proxies: Vec<IpNet>,
    /// The demo site and shop also when the public URL is not loopback.
    pub demo: bool,
    pub log_format: LogFormat,
    pub limits: Limits,
    pub paths: Paths,
    pub notices: Notices,
}

/// How summaries and alerts leave.
#[derive(Clone, Default)]
pub struct Notices {
    /// `smtps://user:password@mail.example`.
    pub smtp_url: Option<String>,
    pub mail_from: Option<String>,
    /// Webhooks may lead to the server's own network.
    pub allow_private_webhooks: bool,
}

/// Without the URL, which has a password in it.
impl std::fmt::Debug for Notices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Notices").field("mail_from", &self.mail_from).finish_non_exhaustive()
    }
}

/// Where browsers find the tag's script and where it sends its batches, each without a slash in front. Blockers know the
/// usual ones, which work beside these: tags that are out there go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    pub tag: String,
    pub events: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{0}")]
    Setting(Box<figment::Error>),
    #[error("trusted_proxy: {0} is not an address or a CIDR block")]
    Proxy(String),
    #[error("public_url: {0} does not begin with http:// or https://")]
    PublicUrl(String),
    #[error("log_format: {0} is neither text nor json")]
    LogFormat(String),
    #[error("{0}_rate and {0}_burst: one is 0 and the other is not")]
    Rate(&'static str),
    #[error("tag_path: {0} is not a name like /shop.js")]
    TagPath(String),
    #[error("events_path: {0} is not a path of letters, digits, - and _ that is free here")]
    EventsPath(String),
}

impl Config {
    /// `file`: the TOML file, if one was named; a named file must be there.
    pub fn load(flags: Flags, file: Option<PathBuf>) -> Result<Self, ConfigError> {
        let defaults = Written {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data: PathBuf::from("footfall-data"),
            public_url: None,
            trusted_proxy: Vec::new(),
            demo: false,
            log_format: "text".into(),
            // A tracker sends a few requests a minute; a family behind one address, with the same browser, a few more.
            visitor_rate: 30,
            visitor_burst: 300,
            // What the machine can't bear, the queue refuses; a limit of one site's is for machines with many.
            site_rate: 0,
            site_burst: 0,
            // The largest shops have as many products; beyond it somebody makes them up.
            new_texts_per_day: 50_000,
            tag_path: TAG_PATH.to_owned(),
            events_path: EVENTS_PATH.to_owned(),
            smtp_url: None,
            mail_from: None,
            allow_private_webhooks: false,
        };
        let mut figment = Figment::from(Serialized::defaults(defaults));
        if let Some(file) = file {
            figment = figment.merge(Toml::file_exact(file));
        }
        let environment = Env::prefixed("FOOTFALL_").ignore(&["config", "log"]);
        let written: Written = figment
            .merge(environment)
            .merge(Serialized::globals(flags))
            .extract()
            .map_err(|error| ConfigError::Setting(Box::new(error)))?;
        let proxy = |text: &String| {
            let block = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            block.map_err(|_| ConfigError::Proxy(text.clone()))
        };
        let public_url = written.public_url.map(|url| url.trim_end_matches('/').to_owned());
        if let Some(url) = public_url
            .as_ref()
            .filter(|url| !url.starts_with("http://") && !url.starts_with("https://"))
        {
            return Err(ConfigError::PublicUrl(url.clone()));
        }
        let log_format = match &*written.log_format {
            "text" => LogFormat::Text,
            "json" => LogFormat::Json,
            _ => return Err(ConfigError::LogFormat(written.log_format)),
        };
        let limits = Limits {
            visitor: rate("visitor", written.visitor_rate, written.visitor_burst)?,
            site: rate("site", written.site_rate, written.site_burst)?,
            new_texts_per_day: written.new_texts_per_day,
        };
        Ok(Self {
            listen: written.listen,
            data: written.data,
            public_url,
            trusted_proxies: written.trusted_proxy.iter().map(proxy).collect::<Result<_, _>>()?,
            demo: written.demo,
            log_format,
            limits,
            paths: Paths::parse(&written.tag_path, &written.events_path)?,
            notices: Notices {
                smtp_url: written.smtp_url,
                mail_from: written.mail_from,
                allow_private_webhooks: written.allow_private_webhooks,
            },
        })
    }
}

/// No limit is both 0: one alone is a limit that somebody believes to have.
fn rate(of: &'static str, requests_per_s: u32, burst: u32) -> Result<Rate, ConfigError> {
    if (requests_per_s == 0) == (burst == 0) {
        Ok(Rate { requests_per_s, burst })
    } else {
        Err(ConfigError::Rate(of))
    }
}

impl Paths {
    fn parse(tag: &str, events: &str) -> Result<Self, ConfigError> {
        let is_name = |name: &str| {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
            (1..=64).contains(&name.len()) && name.bytes().all(is_plain)
        };
        // In the script's own folder lies the rest of the tracker, so it stays at the top.
        let name = tag.trim_start_matches('/');
        if !name.strip_suffix(".js").is_some_and(is_name) {
            return Err(ConfigError::TagPath(tag.to_owned()));
        }
        let path = events.trim_start_matches('/');
        let is_taken = path.split('/').next().is_some_and(|first| TAKEN.contains(&first));
        if is_taken || path.len() > 100 || !path.split('/').all(is_name) {
            return Err(ConfigError::EventsPath(events.to_owned()));
        }
        Ok(Self { tag: name.to_owned(), events: path.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_plain_and_free() {
        let parse = |tag: &str, events: &str| {
            Paths::parse(tag, events).map(|paths| [paths.tag, paths.events].join(" ")).ok()
        };
        assert_eq!(parse(TAG_PATH, EVENTS_PATH).as_deref(), Some("footfall.js v1/events"));
        assert_eq!(parse("shop.js", "a/b_c/D-1").as_deref(), Some("shop.js a/b_c/D-1"));
        for tag in ["", "/", "/.js", "/shop", "/a/shop.js", "/a\".js", "/a b.js", "/../a.js"] {
            assert_eq!(parse(tag, EVENTS_PATH), None, "{tag}");
        }
        for events in ["", "/", "/a//b", "/a/", "/a?b", "/../b", "/a'b", "/api/v1/x", "/dashboard"]
        {
            assert_eq!(parse(TAG_PATH, events), None, "{events}");
        }
    }
}
