//! What the operator's commands do, whether a server runs or not.
//!
//! A command is a [`Request`]. When the data directory is free, the command opens it and executes the request itself;
//! when a server holds it, the request goes over a Unix socket in that directory and the server executes it. Either
//! way it is [`execute`], and there is one writer.

mod bots;
mod imports;
mod keys;
mod rates;
mod sites;
mod socket;

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use sites::{add as add_site, json as site_json, set as set_site};
pub use socket::{ask, listen};

use crate::collector::Collector;
use crate::ingest::PastOrder;
use crate::people::{Role, parse_email};
use crate::secret::Secret;
use crate::simulate::{self, Simulation};
use crate::site::Site;
use crate::store::{Actor, Grant, KeyScope, NewLink, NewSite, SiteChanges, Store, StoreError};

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
    /// The same of one setting, by its name in the API.
    #[error("{message}")]
    Setting { field: &'static str, message: String },
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
        Request::SiteAdd(site) => sites::add(collector, site, Actor::Operator, now_ms),
        Request::SiteSet { site, changes } => {
            sites::set(collector, &site, changes, Actor::Operator, now_ms)
        }
        Request::SiteList => Ok(collector.sites().iter().map(|site| sites::json(site)).collect()),
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
            // With all that was answered before it.
            settle(collector)?;
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
