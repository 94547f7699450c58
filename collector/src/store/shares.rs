//! Links that share one site with whoever has them. Of their secrets only hashes are stored.

use rusqlite::{OptionalExtension, named_params};

use super::audit::{Actor, Deed, record};
use super::{Reading, Store, StoreError, sql};

#[derive(Debug, Clone)]
pub struct NewShare {
    pub site_id: i64,
    pub hash: [u8; 32],
    pub name: String,
    /// What is asked within, whatever is asked; empty for all.
    pub filter: String,
    /// `None`: until it is revoked.
    pub expires_at_ms: Option<i64>,
}

/// A share that somebody has the link of, and that has not expired.
#[derive(Debug, Clone)]
pub struct Share {
    pub id: i64,
    pub site: String,
    pub name: String,
    pub filter: String,
    pub expires_at_ms: Option<i64>,
}

#[derive(Debug)]
pub struct ShareRow {
    pub id: i64,
    pub name: String,
    pub filter: String,
    pub made_by: Option<String>,
    pub created_at_ms: i64,
    pub expires_at_ms: Option<i64>,
}

impl Store {
    /// Its number.
    pub fn add_share(
        &mut self,
        actor: Actor,
        share: &NewShare,
        now_ms: i64,
    ) -> Result<i64, StoreError> {
        let transaction = self.connection.transaction()?;
        transaction.prepare_cached(sql!("share_insert"))?.execute(named_params! {
            ":site_id": share.site_id,
            ":hash": share.hash,
            ":name": share.name,
            ":filter": share.filter,
            ":made_by": actor.person(),
            ":created_at_ms": now_ms,
            ":expires_at_ms": share.expires_at_ms,
        })?;
        let id = transaction.last_insert_rowid();
        let detail = format!("{id} {}", share.name);
        let deed = Deed {
            action: "share_made",
            site_id: Some(share.site_id),
            detail: detail.trim_end(),
            ..Deed::default()
        };
        record(&transaction, actor, deed, now_ms)?;
        transaction.commit()?;
        Ok(id)
    }

    /// `false` when the site has none of that number.
    pub fn revoke_share(
        &mut self,
        actor: Actor,
        id: i64,
        site_id: i64,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let transaction = self.connection.transaction()?;
        let name: Option<String> = transaction
            .prepare_cached(sql!("share_delete"))?
            .query_row(named_params! { ":id": id, ":site_id": site_id }, |row| row.get(0))
            .optional()?;
        let Some(name) = name else { return Ok(false) };
        let detail = format!("{id} {name}");
        let deed = Deed {
            action: "share_revoked",
            site_id: Some(site_id),
            detail: detail.trim_end(),
            ..Deed::default()
        };
        record(&transaction, actor, deed, now_ms)?;
        transaction.commit()?;
        Ok(true)
    }
}

impl Reading<'_> {
    pub fn share(&self, hash: &[u8; 32], now_ms: i64) -> Result<Option<Share>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("share_find"))?;
        let found = statement
            .query_row(named_params! { ":hash": hash, ":now_ms": now_ms }, |row| {
                Ok(Share {
                    id: row.get(0)?,
                    site: row.get(1)?,
                    name: row.get(2)?,
                    filter: row.get(3)?,
                    expires_at_ms: row.get(4)?,
                })
            })
            .optional()?;
        Ok(found)
    }

    /// Those that have expired, too: whoever made them wonders what became of them.
    pub fn shares(&self, site_id: i64) -> Result<Vec<ShareRow>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("shares_of_site"))?;
        let shares = statement.query_map(named_params! { ":site_id": site_id }, |row| {
            Ok(ShareRow {
                id: row.get(0)?,
                name: row.get(1)?,
                filter: row.get(2)?,
                made_by: row.get(3)?,
                created_at_ms: row.get(4)?,
                expires_at_ms: row.get(5)?,
            })
        })?;
        Ok(shares.collect::<Result<_, _>>()?)
    }
}
