//! The running collector: its state, in one place.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, TryLockError};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Instant;

use footfall_protocol::Currency;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::watch;

use crate::config::Limits;
use crate::ingest::{Customers, Drops, Rates, SigningKeys, Visitors, WriteQueue};
use crate::metrics::Metrics;
use crate::notices::{Wake, WebhookKey};
use crate::site::Site;
use crate::store::{Readers, Store, StoreError, StoredSite};

/// Milliseconds since 1970, by the system's clock. Read at the edges; all else takes the time as an argument.
pub fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{path}: {error}")]
    Data { path: PathBuf, error: std::io::Error },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Holds the data directory for one process: there is only ever one writer.
#[derive(Debug)]
pub struct DataLock {
    _file: File,
}

impl DataLock {
    /// `None` when another process holds it.
    pub fn take(data: &Path) -> Result<Option<Self>, StartError> {
        let at = |error| StartError::Data { path: data.to_owned(), error };
        // Nobody else's business: in it are hashes of passwords and what shoppers did.
        fs::DirBuilder::new().recursive(true).mode(0o700).create(data).map_err(at)?;
        let file = File::create(data.join("lock")).map_err(at)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(at(error)),
        }
    }
}

/// What every request and every command works with.
#[derive(Debug)]
pub struct Collector {
    pub queue: WriteQueue,
    pub readers: Readers,
    pub visitors: Visitors,
    pub customers: Customers,
    pub signing: SigningKeys,
    pub drops: Arc<Drops>,
    pub rates: Rates,
    pub metrics: Arc<Metrics>,
    pub webhook_key: WebhookKey,
    /// Something is to be sent that was not there at the last look.
    pub notices_wanted: Wake,
    limits: Limits,
    sites: RwLock<HashMap<String, Arc<Site>>>,
    /// Site row and name of the bots that are counted like anybody else.
    counted_bots: RwLock<HashSet<(i64, String)>>,
    /// How browsers reach it, when it serves.
    public_url: OnceLock<String>,
    /// Where the tag's script is found there.
    tag_path: OnceLock<String>,
    _lock: DataLock,
}

impl Collector {
    /// Opens the data directory that `lock` holds, and starts the writer.
    pub fn start(
        data: &Path,
        lock: DataLock,
        limits: Limits,
        now_ms: i64,
    ) -> Result<Self, StartError> {
        let at = |error| StartError::Data { path: data.to_owned(), error };
        let mut store = Store::open(data)?;
        let sites = running(store.sites()?, limits);
        let known = |id| sites.values().find(|site| site.id == id).cloned();
        let journal = store.recover(data, known)?;
        let counted_bots = store.counted_bots()?;
        let keep_ms = longest_session_pause_ms(&sites);
        let visitors = Visitors::open(data, now_ms, keep_ms).map_err(at)?;
        let customers = Customers::open(data).map_err(at)?;
        let signing = SigningKeys::open(data).map_err(at)?;
        let webhook_key = WebhookKey::open(data).map_err(at)?;
        let drops = Arc::new(Drops::default());
        let now = Instant::now();
        let rates = Rates::new(limits.visitor, limits.site, now);
        let metrics = Arc::new(Metrics::new(now));
        let queue = WriteQueue::start(store, journal, Arc::clone(&drops), Arc::clone(&metrics))
            .map_err(at)?;
        let readers = Readers::new(data.to_owned());
        Ok(Self {
            queue,
            readers,
            visitors,
            customers,
            signing,
            drops,
            rates,
            metrics,
            webhook_key,
            notices_wanted: Wake::default(),
            limits,
            sites: RwLock::new(sites),
            counted_bots: RwLock::new(counted_bots),
            public_url: OnceLock::new(),
            tag_path: OnceLock::new(),
            _lock: lock,
        })
    }

    /// Commits what waits and lets go of the database, so that its log goes into it and it lies there as one file.
    pub fn stop(&self) {
        self.readers.close();
        self.queue.stop();
    }

    pub fn set_public_url(&self, url: &str, tag_path: &str) {
        self.public_url.get_or_init(|| url.to_owned());
        self.tag_path.get_or_init(|| tag_path.to_owned());
    }

    /// `None` when no server runs here.
    pub fn public_url(&self) -> Option<&str> {
        self.public_url.get().map(String::as_str)
    }

    pub fn tag_path(&self) -> Option<&str> {
        self.tag_path.get().map(String::as_str)
    }

    pub fn site(&self, key: &str) -> Option<Arc<Site>> {
        self.sites.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// All sites, by id.
    pub fn sites(&self) -> Vec<Arc<Site>> {
        let mut sites: Vec<_> =
            self.sites.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect();
        sites.sort_by(|a, b| a.key.cmp(&b.key));
        sites
    }

    /// Takes over what the database says of its sites. Those who watch a site go on watching it.
    pub fn set_sites(&self, stored: Vec<StoredSite>) {
        let mut sites = running(stored, self.limits);
        let mut known = self.sites.write().unwrap_or_else(PoisonError::into_inner);
        for (key, site) in &mut sites {
            if let (Some(site), Some(before)) = (Arc::get_mut(site), known.get(key)) {
                site.stored = before.stored.clone();
            }
        }
        self.visitors.keep_for(longest_session_pause_ms(&sites));
        *known = sites;
    }

    pub fn counts_bot(&self, site: &Site, bot: &str) -> bool {
        let counted = self.counted_bots.read().unwrap_or_else(PoisonError::into_inner);
        // Nearly always empty.
        !counted.is_empty() && counted.contains(&(site.id, bot.to_owned()))
    }

    /// Takes over what the database says of them.
    pub fn set_counted_bots(&self, counted: HashSet<(i64, String)>) {
        *self.counted_bots.write().unwrap_or_else(PoisonError::into_inner) = counted;
    }

    /// Counts what was refused before there was anything to store.
    pub fn count_drop(&self, site: Option<&Site>, now_ms: i64, reason: &'static str) {
        let (site_id, day) =
            site.map_or((0, now_ms.div_euclid(86_400_000)), |site| (site.id, site.day_of(now_ms)));
        self.drops.count(site_id, day, reason, 1);
    }
}

/// For so long yesterday's salt is needed.
fn longest_session_pause_ms(sites: &HashMap<String, Arc<Site>>) -> i64 {
    sites.values().map(|site| site.session_timeout_ms).max().unwrap_or(1_800_000)
}

fn running(stored: Vec<StoredSite>, limits: Limits) -> HashMap<String, Arc<Site>> {
    let believed = stored.into_iter().filter_map(
        |StoredSite { id, site, session_timeout_ms, cart_timeout_ms, keep_months }| {
            let (Ok(currency), Ok(time_zone)) =
                (Currency::parse(&site.currency), TimeZone::get(&site.time_zone))
            else {
                tracing::error!(
                    site = site.key,
                    "its currency or time zone is not known to this version"
                );
                return None;
            };
            let site = Site {
                id,
                name: site.name,
                currency,
                time_zone,
                time_zone_name: site.time_zone,
                origins: site.origins,
                prices_include_tax: site.prices_include_tax,
                scrub_params: site.scrub_params.join(","),
                sender_ids: site.sender_ids,
                session_timeout_ms,
                cart_timeout_ms,
                new_texts_per_day: limits.new_texts_per_day,
                keep_months,
                stored: watch::Sender::new(0),
                key: site.key,
            };
            Some((site.key.clone(), Arc::new(site)))
        },
    );
    believed.collect()
}
