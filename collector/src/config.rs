//! Settings: flags over environment (`FOOTFALL_*`) over a TOML file over defaults, checked once.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// As written, before it is checked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    listen: SocketAddr,
    data: PathBuf,
    public_url: Option<String>,
    trusted_proxy: Vec<String>,
    demo: bool,
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
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{0}")]
    Setting(Box<figment::Error>),
    #[error("trusted_proxy: {0} is not an address or a CIDR block")]
    Proxy(String),
    #[error("public_url: {0} does not begin with http:// or https://")]
    PublicUrl(String),
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
        Ok(Self {
            listen: written.listen,
            data: written.data,
            public_url,
            trusted_proxies: written.trusted_proxy.iter().map(proxy).collect::<Result<_, _>>()?,
            demo: written.demo,
        })
    }
}
