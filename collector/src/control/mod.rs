//! What the operator's commands do, whether a server runs or not.
//!
//! A command is a [`Request`]. When the data directory is free, the command opens it and executes the request itself;
//! when a server holds it, the request goes over a Unix socket in that directory and the server executes it. Either
//! way it is [`execute`], and there is one writer.

mod bots;
mod imports;
mod keys;
mod rates;
mod socket;

use std::path::PathBuf;
use std::sync::Arc;

use footfall_protocol::Currency;
use footfall_protocol::batch::parse_site;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use socket::{ask, listen};

use crate::collector::Collector;
use crate::ingest::PastOrder;
use crate::people::{Role, parse_email};
use crate::secret::Secret;
use crate::simulate::{self, Simulation};
use crate::site::Site;
use crate::store::{
    Actor, Deed, Grant, KeyScope, NewLink, NewSite, SiteChanges, Store, StoreError, StoredSite,
};

/// How long a sign-in link works: long enough to be mailed to somebody.
pub const LINK_MS: i64 = 24 * 3_600_000;
pub const MINUTE_MS: i64 = 60_000;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Request {
    SiteAdd(NewSite),
    SiteSet {
        site: String,
        changes: SiteChanges,
    },
    SiteList,
    KeyCreate {
        site: String,
        scope: KeyScope,
    },
    KeyList {
        site: Option<String>,
    },
    KeyRevoke {
        id: i64,
    },
    BotsList {
        site: String,
    },
    BotsCount {
        site: String,
        bots: Vec<String>,
    },
    BotsSetAside {
        site: String,
        bots: Vec<String>,
    },
    UserAdd {
        email: String,
        /// `None`: owner of all sites, of somebody new.
        role: Option<Role>,
        /// `None`: all.
        site: Option<String>,
    },
    /// The table as it was published: the server need not be able to read the file.
    RatesImport {
        table: String,
    },
    RatesList,
    Simulate(Simulation),
    /// A part of a file: the commands of long files keep the socket free for others between two of them.
    ImportOrders {
        site: String,
        orders: Vec<PastOrder>,
    },
    /// Into this file, whose path does not depend on where it is asked from.
    Backup {
        file: PathBuf,
    },
    /// Applies what is written down, for whoever reads the database next.
    Settle,
}

#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    #[error("{0}")]
    Invalid(String),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the writer has stopped")]
    Stopped,
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

fn invalid(message: impl Into<String>) -> ControlError {
    ControlError::Invalid(message.into())
}

/// Executes a request. `progress` is told the share that is done, 0–1. Blocks.
pub fn execute(
    collector: &Collector,
    request: Request,
    now_ms: i64,
    progress: &mut dyn FnMut(f64),
) -> Result<Value, ControlError> {
    match request {
        Request::SiteAdd(site) => site_add(collector, site, now_ms),
        Request::SiteSet { site, changes } => site_set(collector, &site, changes, now_ms),
        Request::SiteList => Ok(collector.sites().iter().map(|site| site_json(site)).collect()),
        Request::KeyCreate { site, scope } => keys::create(collector, &site, scope, now_ms),
        Request::KeyList { site } => keys::list(collector, site.as_deref()),
        Request::KeyRevoke { id } => keys::revoke(collector, id, now_ms),
        Request::BotsList { site } => bots::list(collector, &site, now_ms),
        Request::BotsCount { site, bots } => bots::count(collector, &site, &bots, progress),
        Request::BotsSetAside { site, bots } => bots::set_aside(collector, &site, &bots),
        Request::UserAdd { email, role, site } => {
            let email = parse_email(&email)
                .ok_or_else(|| invalid(format!("{email} is not an e-mail address")))?;
            let site_id =
                site.map(|site| site_of(collector, &site)).transpose()?.map(|site| site.id);
            // Whoever names a site and no role means what is said of all of them.
            let role = role.or(site_id.map(|_| Role::Owner));
            let grant = role.map(|role| Grant { role, site_id });
            let path = sign_in_path(collector, &email, grant, now_ms)?;
            Ok(json!({ "path": path, "public_url": collector.public_url() }))
        }
        Request::RatesImport { table } => rates::import(collector, &table, progress),
        Request::RatesList => rates::list(collector),
        Request::Settle => settle(collector).map(|()| Value::Null),
        Request::Simulate(simulation) => simulate::run(collector, &simulation, now_ms, progress),
        Request::ImportOrders { site, orders } => {
            imports::orders(collector, &site, &orders, now_ms)
        }
        Request::Backup { file } => {
            collector.readers.backup(&file, progress)?;
            Ok(json!({}))
        }
    }
}

fn busy() -> ControlError {
    invalid("the writer has no room at the moment; run it again for the rest")
}

fn site_of(collector: &Collector, key: &str) -> Result<Arc<Site>, ControlError> {
    collector.site(key).ok_or_else(|| invalid(format!("there is no site {key}")))
}

/// A fresh one-time link for `email`, as a path of this server.
pub fn sign_in_path(
    collector: &Collector,
    email: &str,
    grant: Option<Grant>,
    now_ms: i64,
) -> Result<String, ControlError> {
    let secret = Secret::draw("")?;
    let path = format!("/sign-in/{}", secret.text);
    let link = NewLink { hash: secret.hash, expires_at_ms: now_ms + LINK_MS };
    let email = email.to_owned();
    run(collector, move |store| store.add_user(&email, grant, link, now_ms))?;
    Ok(path)
}

fn site_json(site: &Site) -> Value {
    json!({
        "id": site.key,
        "name": site.name,
        "currency": site.currency.code(),
        "time_zone": site.time_zone_name,
        "origins": site.origins,
        "prices_include_tax": site.prices_include_tax,
        "scrub_params": site.scrub_params,
        "session_timeout_min": site.session_timeout_ms / MINUTE_MS,
        "cart_timeout_min": site.cart_timeout_ms / MINUTE_MS,
        "keep_months": site.keep_months,
        "sender_ids": site.sender_ids,
    })
}

fn site_add(collector: &Collector, mut site: NewSite, now_ms: i64) -> Result<Value, ControlError> {
    parse_site(&site.key).map_err(|_| invalid("a site's id is 1 to 64 of a-z, 0-9, _ and -"))?;
    let currency = Currency::parse(&site.currency)
        .map_err(|_| invalid(format!("{} is not an ISO 4217 currency", site.currency)))?;
    site.currency = currency.code().to_owned();
    TimeZone::get(&site.time_zone)
        .map_err(|_| invalid(format!("{} is not an IANA time zone", site.time_zone)))?;
    for origin in &mut site.origins {
        *origin = parse_origin(origin)?;
    }
    if let Some(name) = site.scrub_params.iter().find(|name| !is_param(name)) {
        return Err(invalid(format!("{name} is not the name of a query parameter")));
    }
    let key = site.key.clone();
    let added = run(collector, move |store| {
        let added = store.add_site(&site, now_ms)?;
        let sites = store.sites()?;
        if added {
            told(store, "site_added", &site.key, &sites, now_ms)?;
        }
        Ok((added, sites))
    })?;
    let (true, sites) = added else {
        return Err(invalid(format!("there is a site {key} already")));
    };
    collector.set_sites(sites);
    let site = collector.site(&key).ok_or(ControlError::Stopped)?;
    let mut added = site_json(&site);
    added["public_url"] = json!(collector.public_url());
    added["tag_path"] = json!(collector.tag_path());
    Ok(added)
}

fn site_set(
    collector: &Collector,
    key: &str,
    mut changes: SiteChanges,
    now_ms: i64,
) -> Result<Value, ControlError> {
    for origin in changes.origins.iter_mut().flatten() {
        *origin = parse_origin(origin)?;
    }
    let set = run(collector, {
        let key = key.to_owned();
        move |store| {
            let set = store.set_site(&key, &changes)?;
            let sites = store.sites()?;
            if set {
                told(store, "site_set", &key, &sites, now_ms)?;
            }
            Ok((set, sites))
        }
    })?;
    let (true, sites) = set else {
        return Err(invalid(format!("there is no site {key}")));
    };
    collector.set_sites(sites);
    let site = collector.site(key).ok_or(ControlError::Stopped)?;
    Ok(site_json(&site))
}

/// Writes down what the operator did to a site.
fn told(
    store: &mut Store,
    action: &'static str,
    key: &str,
    sites: &[StoredSite],
    now_ms: i64,
) -> Result<(), StoreError> {
    let site_id = sites.iter().find(|stored| stored.site.key == key).map(|stored| stored.id);
    store.record(Actor::Operator, Deed { action, site_id, ..Deed::default() }, now_ms)
}

/// What can stand in a URL and in the tag's attribute as it is.
fn is_param(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.[]%~".contains(&byte);
    (1..=64).contains(&name.len()) && name.bytes().all(allowed)
}

/// `https://Shop.Example/` → `https://shop.example`, as browsers write origins.
fn parse_origin(origin: &str) -> Result<String, ControlError> {
    let lower = origin.trim_end_matches('/').to_ascii_lowercase();
    let host = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"))
        .unwrap_or_default();
    if host.is_empty() || host.contains(['/', '?', '#', '@', ' ']) {
        return Err(invalid(format!("{origin} is not an origin like https://shop.example")));
    }
    let default_port = if lower.starts_with("https") { ":443" } else { ":80" };
    Ok(lower.strip_suffix(default_port).unwrap_or(&lower).to_owned())
}

/// Waits until all that is written down is applied.
fn settle(collector: &Collector) -> Result<(), ControlError> {
    run(collector, |_| Ok(()))
}

/// Runs an errand of the writer and waits for it.
pub(crate) fn run<T: Send + 'static>(
    collector: &Collector,
    errand: impl FnOnce(&mut Store) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, ControlError> {
    let done = collector.queue.run(errand);
    Ok(done.blocking_recv().map_err(|_| ControlError::Stopped)??)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        let check =
            |origin: &str, expected: &str| assert_eq!(parse_origin(origin).unwrap(), expected);
        check("https://Shop.Example/", "https://shop.example");
        check("https://shop.example:443", "https://shop.example");
        check("http://127.0.0.1:8080", "http://127.0.0.1:8080");
        for bad in
            ["shop.example", "https://", "https://shop.example/path", "ftp://x", "https://a@b"]
        {
            assert!(parse_origin(bad).is_err(), "{bad}");
        }
    }
}
