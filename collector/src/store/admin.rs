//! Sites.

use rusqlite::{OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};

use super::readers::Reading;
use super::{Store, StoreError, sql};

/// What `site add` is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewSite {
    pub key: String,
    pub name: String,
    /// ISO 4217.
    pub currency: String,
    /// IANA.
    pub time_zone: String,
    pub origins: Vec<String>,
    pub prices_include_tax: bool,
    /// Names of query parameters.
    #[serde(default)]
    pub scrub_params: Vec<String>,
    /// Its visitors agreed to the ids that senders of other systems give them.
    #[serde(default)]
    pub sender_ids: bool,
}

/// What `site set` is told; `None` stays as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SiteChanges {
    #[serde(default)]
    pub name: Option<String>,
    /// Only while nothing is stored of the site: days and sums are kept by it, as by the time zone.
    #[serde(default)]
    pub currency: Option<String>,
    #[serde(default)]
    pub time_zone: Option<String>,
    /// Of orders to come.
    #[serde(default)]
    pub prices_include_tax: Option<bool>,
    pub origins: Option<Vec<String>>,
    pub session_timeout_ms: Option<i64>,
    pub cart_timeout_ms: Option<i64>,
    pub keep_months: Option<i64>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteSet {
    Done,
    Unknown,
    /// Its currency or time zone, and something is stored already.
    TooLate,
}

/// A site as stored.
#[derive(Debug, Clone)]
pub struct StoredSite {
    pub id: i64,
    pub site: NewSite,
    pub session_timeout_ms: i64,
    pub cart_timeout_ms: i64,
    /// How long raw events are kept.
    pub keep_months: i64,
}

impl Store {
    /// `false` when there is a site of that id.
    pub fn add_site(&mut self, site: &NewSite, now_ms: i64) -> Result<bool, StoreError> {
        let added = self.connection.prepare_cached(sql!("site_insert"))?.execute((
            &site.key,
            &site.name,
            &site.currency,
            &site.time_zone,
            list_json(&site.origins),
            site.prices_include_tax,
            list_json(&site.scrub_params),
            site.sender_ids,
            now_ms,
        ))?;
        Ok(added > 0)
    }

    pub fn set_site(&mut self, key: &str, changes: &SiteChanges) -> Result<SiteSet, StoreError> {
        let transaction = self.connection.transaction()?;
        if changes.currency.is_some() || changes.time_zone.is_some() {
            let begun: bool = transaction
                .prepare_cached(sql!("site_begun"))?
                .query_row((key, &changes.currency, &changes.time_zone), |row| row.get(0))?;
            if begun {
                return Ok(SiteSet::TooLate);
            }
        }
        let set: Option<i64> = transaction
            .prepare_cached(sql!("site_set"))?
            .query_row(
                named_params! {
                    ":key": key,
                    ":name": changes.name,
                    ":currency": changes.currency,
                    ":time_zone": changes.time_zone,
                    ":prices_include_tax": changes.prices_include_tax,
                    ":origins": changes.origins.as_deref().map(list_json),
                    ":session_timeout_ms": changes.session_timeout_ms,
                    ":cart_timeout_ms": changes.cart_timeout_ms,
                    ":keep_months": changes.keep_months,
                },
                |row| row.get(0),
            )
            .optional()?;
        if let Some(site_id) = set {
            // Carts are abandoned after another time than before, on all days.
            transaction.prepare_cached(sql!("day_state_everywhere"))?.execute((site_id,))?;
        }
        transaction.commit()?;
        Ok(if set.is_some() { SiteSet::Done } else { SiteSet::Unknown })
    }

    pub fn sites(&self) -> Result<Vec<StoredSite>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("sites"))?;
        let sites = statement.query_map((), stored_site)?.collect::<Result<_, _>>()?;
        Ok(sites)
    }
}

impl Reading<'_> {
    pub fn site_id(&self, key: &str) -> Result<Option<i64>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("site_id"))?;
        Ok(statement.query_row(named_params! { ":key": key }, |row| row.get(0)).optional()?)
    }

    /// Every reason that ever was, and how often.
    pub fn all_drops(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("drops_all"))?;
        let drops = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(drops.collect::<Result<_, _>>()?)
    }
}

fn list_json(texts: &[String]) -> String {
    serde_json::to_string(texts).unwrap_or_default()
}

fn list(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

fn stored_site(row: &Row) -> rusqlite::Result<StoredSite> {
    let (origins, scrub_params): (String, String) = (row.get(5)?, row.get(9)?);
    Ok(StoredSite {
        id: row.get(0)?,
        site: NewSite {
            key: row.get(1)?,
            name: row.get(2)?,
            currency: row.get(3)?,
            time_zone: row.get(4)?,
            origins: list(&origins),
            prices_include_tax: row.get(6)?,
            scrub_params: list(&scrub_params),
            sender_ids: row.get(11)?,
        },
        session_timeout_ms: row.get(7)?,
        cart_timeout_ms: row.get(8)?,
        keep_months: row.get(10)?,
    })
}
