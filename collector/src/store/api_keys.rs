//! Keys of programs: made, listed, revoked. Of their secrets only hashes are stored.

use std::str::FromStr;

use rusqlite::{OptionalExtension, named_params};
use serde::{Deserialize, Serialize};

use super::audit::{Actor, Deed, record};
use super::{Reading, Store, StoreError, sql};
use crate::site::Day;

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
    pub fn as_str(self) -> &'static str {
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
    pub name: String,
    /// An address; `None`: the operator.
    pub made_by: Option<String>,
    pub used_day: Option<Day>,
}

/// A key that somebody sent.
#[derive(Debug, Clone)]
pub struct ApiKey {
    pub id: i64,
    pub site: String,
    pub scope: KeyScope,
    pub used_day: Option<Day>,
}

/// A key to be made.
#[derive(Debug, Clone)]
pub struct NewKey {
    pub site_id: i64,
    pub scope: KeyScope,
    /// What it is for, in its maker's words.
    pub name: String,
    pub hash: [u8; 32],
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
    /// Its number.
    pub fn add_key(&mut self, actor: Actor, key: &NewKey, now_ms: i64) -> Result<i64, StoreError> {
        let transaction = self.connection.transaction()?;
        transaction.prepare_cached(sql!("api_key_insert"))?.execute(named_params! {
            ":site_id": key.site_id,
            ":scope": key.scope.as_str(),
            ":hash": key.hash,
            ":name": key.name,
            ":made_by": actor.person(),
            ":created_at_ms": now_ms,
        })?;
        let id = transaction.last_insert_rowid();
        let detail = told(id, key.scope.as_str(), &key.name);
        let deed = Deed {
            action: "key_made",
            site_id: Some(key.site_id),
            detail: &detail,
            ..Deed::default()
        };
        record(&transaction, actor, deed, now_ms)?;
        transaction.commit()?;
        Ok(id)
    }

    /// Of a site, or of any. `false` when there is none of that number.
    pub fn revoke_key(
        &mut self,
        actor: Actor,
        id: i64,
        site_id: Option<i64>,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let transaction = self.connection.transaction()?;
        let revoked: Option<(i64, String, String)> = transaction
            .prepare_cached(sql!("api_key_delete"))?
            .query_row(named_params! { ":id": id, ":site_id": site_id }, |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let Some((site_id, scope, name)) = revoked else { return Ok(false) };
        let detail = told(id, &scope, &name);
        let deed = Deed {
            action: "key_revoked",
            site_id: Some(site_id),
            detail: &detail,
            ..Deed::default()
        };
        record(&transaction, actor, deed, now_ms)?;
        transaction.commit()?;
        Ok(true)
    }

    pub fn use_key(&mut self, id: i64, day: Day) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("api_key_use"))?;
        statement.execute(named_params! { ":id": id, ":day": day })?;
        Ok(())
    }
}

fn told(id: i64, scope: &str, name: &str) -> String {
    format!("{id} {scope} {name}").trim_end().to_owned()
}

impl Reading<'_> {
    pub fn key(&self, hash: &[u8; 32]) -> Result<Option<ApiKey>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("api_key_find"))?;
        let found: Option<(i64, String, String, Option<Day>)> = statement
            .query_row(named_params! { ":hash": hash }, |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .optional()?;
        Ok(found.and_then(|(id, site, scope, used_day)| {
            Some(ApiKey { id, site, scope: scope.parse().ok()?, used_day })
        }))
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
                name: row.get(4)?,
                made_by: row.get(5)?,
                used_day: row.get(6)?,
            })
        })?;
        Ok(keys.collect::<Result<_, _>>()?)
    }
}
