//! An order counts in the session that reported it first, for as long as it is not cancelled, which may be long after
//! the session was last in memory.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::Ledger;
use super::order::Order;
use super::session::Session;
use super::sessions::{Sessions, Tracked};
use crate::store::{StoreError, sql};

impl Ledger<'_> {
    /// `times`: 1, or −1 to take it out.
    pub(super) fn count_in_session(
        &mut self,
        site_id: i64,
        order: &Order,
        times: i64,
    ) -> Result<(), StoreError> {
        let Some(id) = order.counted_session() else { return Ok(()) };
        self.sessions.read(self.connection, site_id, id)?;
        if let Some(session) = self.sessions.get_mut(id) {
            session.orders += times;
        }
        Ok(())
    }
}

impl Sessions {
    /// Brings a session into memory.
    fn read(&mut self, connection: &Connection, site_id: i64, id: i64) -> Result<(), StoreError> {
        if self.loaded.contains_key(&id) {
            return Ok(());
        }
        let mut statement = connection.prepare_cached(sql!("session_find"))?;
        let found = statement.query_row(named_params! { ":id": id }, |row| {
            Session::from_row(row, site_id, row.get(15)?)
        });
        if let Some(now) = found.optional()? {
            // Whoever looks for the visitor's sessions takes a loaded one to be listed there.
            self.of_visitor.entry((site_id, now.visitor)).or_default().push(id);
            let before = Some(now.clone());
            self.loaded.insert(id, Tracked { before, now, last_event: None });
        }
        Ok(())
    }
}
