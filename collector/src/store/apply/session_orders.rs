//! An order counts in the session that reported it first, for as long as it is not cancelled, which may be long after
//! the session was last in memory.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::Ledger;
use super::order::Order;
use super::session_rows::tracked;
use super::sessions::Sessions;
use crate::site::Site;
use crate::store::{StoreError, sql};

impl Ledger<'_> {
    /// `times`: 1, or −1 to take it out.
    pub(super) fn count_in_session(
        &mut self,
        site: &Site,
        order: &Order,
        times: i64,
    ) -> Result<(), StoreError> {
        let Some(id) = order.session() else { return Ok(()) };
        self.sessions.read(self.connection, site, id)?;
        // A cancelled one is none of its orders, but what is shown of it changes with it.
        if let Some(session) = self.sessions.get_mut(id) {
            session.orders += times * i64::from(order.cancelled_at_ms.is_none());
        }
        Ok(())
    }
}

impl Sessions {
    /// Brings a session into memory.
    fn read(&mut self, connection: &Connection, site: &Site, id: i64) -> Result<(), StoreError> {
        if self.loaded.contains_key(&id) {
            return Ok(());
        }
        let mut statement = connection.prepare_cached(sql!("session_find"))?;
        let found = statement
            .query_row(named_params! { ":id": id }, |row| tracked(row, site, row.get(16)?));
        // Whoever looks for the visitor's sessions takes a loaded one to be listed there.
        if let Some(found) = found.optional()? {
            self.insert(id, found);
        }
        Ok(())
    }
}
