//! Who did what. What is done to people, keys and shares is one commit with its line here: nothing of that happens
//! unwritten, and nothing is written that did not happen.

use rusqlite::{Transaction, named_params};

use super::{Reading, Store, StoreError, sql};

/// Years of a busy server.
const KEPT: i64 = 100_000;
/// Sign-ins that failed, of these: whoever only guesses must not push out what was done.
const KEPT_FAILED: i64 = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// An account.
    Person(i64),
    /// Whoever may command the server on its own machine.
    Operator,
    /// Nobody who is known.
    Nobody,
}

impl Actor {
    fn columns(self) -> (&'static str, Option<i64>) {
        match self {
            Actor::Person(id) => ("person", Some(id)),
            Actor::Operator => ("operator", None),
            Actor::Nobody => ("nobody", None),
        }
    }

    /// The account, of a person.
    pub fn person(self) -> Option<i64> {
        self.columns().1
    }
}

/// What was done: a word like `key_made`, where, to whom, and with what.
#[derive(Debug, Clone, Copy, Default)]
pub struct Deed<'d> {
    pub action: &'static str,
    pub site_id: Option<i64>,
    /// The account that it was done to.
    pub subject: Option<i64>,
    /// Never an address, neither of mail nor of a client.
    pub detail: &'d str,
}

#[derive(Debug)]
pub struct AuditRow {
    pub id: i64,
    pub at_ms: i64,
    pub actor: String,
    /// The address that the account has today.
    pub actor_email: Option<String>,
    pub action: String,
    pub site: Option<String>,
    pub subject_email: Option<String>,
    pub detail: String,
}

/// Writes it down within the transaction that does it.
pub(super) fn record(
    transaction: &Transaction,
    actor: Actor,
    deed: Deed,
    now_ms: i64,
) -> Result<(), StoreError> {
    let (actor, actor_id) = actor.columns();
    transaction.prepare_cached(sql!("audit_insert"))?.execute(named_params! {
        ":at_ms": now_ms,
        ":actor": actor,
        ":actor_id": actor_id,
        ":action": deed.action,
        ":site_id": deed.site_id,
        ":subject_id": deed.subject,
        ":detail": deed.detail,
    })?;
    let last_id = transaction.last_insert_rowid();
    transaction
        .prepare_cached(sql!("audit_prune"))?
        .execute(named_params! { ":last_id": last_id, ":kept": KEPT })?;
    transaction
        .prepare_cached(sql!("audit_prune_failed"))?
        .execute(named_params! { ":kept": KEPT_FAILED })?;
    Ok(())
}

impl Store {
    /// Of what is done, or was not.
    pub fn record(&mut self, actor: Actor, deed: Deed, now_ms: i64) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        record(&transaction, actor, deed, now_ms)?;
        Ok(transaction.commit()?)
    }
}

impl Reading<'_> {
    /// The newest before a line, newest first: at these sites, or everywhere.
    pub fn audit(
        &self,
        sites: Option<&[&str]>,
        before: i64,
        limit: i64,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let sites = sites.map(|sites| serde_json::json!(sites).to_string());
        let mut statement = self.transaction.prepare_cached(sql!("audit_page"))?;
        let asked = named_params! { ":sites": sites, ":before": before, ":limit": limit };
        let rows = statement.query_map(asked, |row| {
            Ok(AuditRow {
                id: row.get(0)?,
                at_ms: row.get(1)?,
                actor: row.get(2)?,
                actor_email: row.get(3)?,
                action: row.get(4)?,
                site: row.get(5)?,
                subject_email: row.get(6)?,
                detail: row.get(7)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
