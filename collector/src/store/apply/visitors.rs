//! Whose session it is: a browser has another anonymous name each day, and one of its own from when consent is given.
//! A session that is open then goes on.

use rusqlite::{OptionalExtension, named_params};

use super::Ledger;
use crate::ingest::{Arrival, VisitorHashes};
use crate::store::{StoreError, sql};

/// Sessions that go on under a new day's hash; a handful at each midnight, so this is only a fence.
const MAX_ALIASES: usize = 10_000;

impl Ledger<'_> {
    /// The session at that time of whoever sent it, under any name that the same browser has had in it.
    pub(super) fn open_session(
        &mut self,
        arrival: &Arrival,
        at_ms: i64,
    ) -> Result<Option<i64>, StoreError> {
        let VisitorHashes { consented, today, yesterday } = arrival.visitor;
        let today_key = (arrival.site.id, today);
        if let Some(visitor) = consented {
            let own = self.sessions.find(self.connection, arrival, visitor, at_ms)?;
            // Who was here before agreed before: an anonymous session beside theirs is that of a similar browser.
            if own.is_some() || self.is_known(arrival.site.id, visitor)? {
                return Ok(own);
            }
        }
        let alias = self.sessions.aliases.get(&today_key).copied();
        let mut found = None;
        for name in [alias, yesterday, Some(today)].into_iter().flatten() {
            found = self.sessions.find(self.connection, arrival, name, at_ms)?;
            if found.is_none() {
                continue;
            }
            if name == today {
                self.sessions.aliases.remove(&today_key);
            } else if self.sessions.aliases.len() < MAX_ALIASES {
                self.sessions.aliases.insert(today_key, name);
            }
            break;
        }
        if found.is_none() {
            self.sessions.aliases.remove(&today_key);
        }
        if let Some((id, visitor)) = found.zip(consented) {
            self.take_over(arrival.site.id, id, visitor)?;
        }
        Ok(found)
    }

    fn is_known(&mut self, site_id: i64, visitor: i64) -> Result<bool, StoreError> {
        if self.sessions.of_visitor.get(&(site_id, visitor)).is_some_and(|ids| !ids.is_empty()) {
            return Ok(true);
        }
        let key = named_params! { ":site_id": site_id, ":visitor": visitor };
        let mut statement = self.connection.prepare_cached(sql!("session_any_of_visitor"))?;
        Ok(statement.query_row(key, |row| row.get::<_, i64>(0)).optional()?.is_some())
    }

    /// Consent was given in the middle of a visit: the session, and the cart with it, goes on as the visitor who is
    /// known from now on.
    fn take_over(&mut self, site_id: i64, id: i64, visitor: i64) -> Result<(), StoreError> {
        let Some(session) = self.sessions.get_mut(id) else { return Ok(()) };
        let anonymous = std::mem::replace(&mut session.visitor, visitor);
        let of_visitor = &mut self.sessions.of_visitor;
        of_visitor.entry((site_id, anonymous)).or_default().retain(|other| *other != id);
        of_visitor.entry((site_id, visitor)).or_default().push(id);
        let owner = (site_id, anonymous);
        self.carts.take_over(self.connection, &mut self.rollups, id, owner, visitor)
    }
}
