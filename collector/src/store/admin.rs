//! Sites, keys and people.

use std::str::FromStr;

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

/// What a key may do at its site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyScope {
    /// Reports.
    Read,
    /// Events of the shop's server.
    Ingest,
    /// Both, and what the operator sees.
    Admin,
    /// Signs orders, and opens nothing. It is kept elsewhere (`crate::ingest::SigningKeys`).
    Sign,
}

impl KeyScope {
    fn as_str(self) -> &'static str {
        match self {
            KeyScope::Read => "read",
            KeyScope::Ingest => "ingest",
            KeyScope::Admin => "admin",
            KeyScope::Sign => "sign",
        }
    }
}

/// A key as far as it is stored: its secret is not.
#[derive(Debug, Serialize)]
pub struct KeyRow {
    pub id: i64,
    pub site: String,
    pub scope: String,
    pub created_at_ms: i64,
}

impl FromStr for KeyScope {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let scopes = [KeyScope::Read, KeyScope::Ingest, KeyScope::Admin, KeyScope::Sign];
        scopes
            .into_iter()
            .find(|scope| scope.as_str() == text)
            .ok_or("a scope is read, ingest, admin or sign")
    }
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

    pub fn add_key(
        &mut self,
        site_id: i64,
        scope: KeyScope,
        hash: &[u8; 32],
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.connection.prepare_cached(sql!("api_key_insert"))?.execute(named_params! {
            ":site_id": site_id, ":scope": scope.as_str(), ":hash": hash, ":created_at_ms": now_ms,
        })?;
        Ok(())
    }

    /// `false` when there is none of that number.
    pub fn revoke_key(&mut self, id: i64) -> Result<bool, StoreError> {
        let revoked = self
            .connection
            .prepare_cached(sql!("api_key_delete"))?
            .execute(named_params! { ":id": id })?;
        Ok(revoked > 0)
    }

    /// A link that signs `email` in once, until it expires. Makes the user if there is none.
    pub fn add_sign_in_link(
        &mut self,
        email: &str,
        hash: &[u8; 32],
        now_ms: i64,
        expires_at_ms: i64,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(sql!("user_insert"))?
            .execute(named_params! { ":email": email, ":created_at_ms": now_ms })?;
        let user_id: i64 = self
            .connection
            .prepare_cached(sql!("user_id"))?
            .query_row(named_params! { ":email": email }, |row| row.get(0))?;
        self.connection.prepare_cached(sql!("sign_in_link_insert"))?.execute(
            named_params! { ":hash": hash, ":user_id": user_id, ":expires_at_ms": expires_at_ms },
        )?;
        Ok(())
    }

    /// Uses up a link and begins a sign-in. `false` when the link is unknown, used or expired.
    pub fn sign_in(
        &mut self,
        link_hash: &[u8; 32],
        sign_in_hash: &[u8; 32],
        now_ms: i64,
        expires_at_ms: i64,
    ) -> Result<bool, StoreError> {
        let transaction = self.connection.transaction()?;
        let user_id: Option<i64> = transaction
            .prepare_cached(sql!("sign_in_link_take"))?
            .query_row(named_params! { ":hash": link_hash, ":now_ms": now_ms }, |row| row.get(0))
            .optional()?;
        let Some(user_id) = user_id else { return Ok(false) };
        transaction.prepare_cached(sql!("sign_in_insert"))?.execute(
            named_params! { ":hash": sign_in_hash, ":user_id": user_id, ":expires_at_ms": expires_at_ms },
        )?;
        transaction.commit()?;
        Ok(true)
    }

    pub fn sign_out(&mut self, hash: &[u8; 32]) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(sql!("sign_in_delete"))?
            .execute(named_params! { ":hash": hash })?;
        Ok(())
    }

    /// Whether anybody ever signed in: until then, every start prints a link.
    pub fn has_sign_ins(&self) -> Result<bool, StoreError> {
        Ok(self.connection.query_row(sql!("sign_in_any"), (), |row| row.get(0))?)
    }
}

impl Reading<'_> {
    pub fn site_id(&self, key: &str) -> Result<Option<i64>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("site_id"))?;
        Ok(statement.query_row(named_params! { ":key": key }, |row| row.get(0)).optional()?)
    }

    /// The site and scope of a key.
    pub fn key(&self, hash: &[u8; 32]) -> Result<Option<(String, KeyScope)>, StoreError> {
        let found: Option<(String, String)> = self
            .transaction
            .prepare_cached(sql!("api_key_find"))?
            .query_row(named_params! { ":hash": hash }, |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(found.and_then(|(site, scope)| Some((site, scope.parse().ok()?))))
    }

    /// All of a site, or of all sites.
    pub fn keys(&self, site: Option<&str>) -> Result<Vec<KeyRow>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("api_keys"))?;
        let keys = statement.query_map(named_params! { ":site": site }, |row| {
            Ok(KeyRow {
                id: row.get(0)?,
                site: row.get(1)?,
                scope: row.get(2)?,
                created_at_ms: row.get(3)?,
            })
        })?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    /// Every reason that ever was, and how often.
    pub fn all_drops(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("drops_all"))?;
        let drops = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(drops.collect::<Result<_, _>>()?)
    }

    pub fn is_signed_in(&self, hash: &[u8; 32], now_ms: i64) -> Result<bool, StoreError> {
        let found = self
            .transaction
            .prepare_cached(sql!("sign_in_find"))?
            .query_row(named_params! { ":hash": hash, ":now_ms": now_ms }, |row| {
                row.get::<_, i64>(0)
            })
            .optional()?;
        Ok(found.is_some())
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
