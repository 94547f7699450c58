//! All raw events of a site, in the order in which they were stored.

use rusqlite::named_params;
use serde_json::{Value, json};

use super::apply::record;
use super::{Reading, StoreError, sql};

impl Reading<'_> {
    /// Tells `each` of every raw event: `{"at", "name", "page", "session", "page_load", "n", "view", "params"}`, times in
    /// ms since 1970, the page as reports name it, ids as numbers of this database. What the shop's server reports has no
    /// page, and a session below 0.
    pub fn export_events(
        &self,
        site_id: i64,
        mut each: impl FnMut(&Value) -> std::io::Result<()>,
    ) -> Result<(), StoreError> {
        let mut statement = self.transaction.prepare(sql!("export_events"))?;
        let mut rows = statement.query(named_params! { ":site_id": site_id })?;
        while let Some(row) = rows.next()? {
            let Some(event) = record::event(&self.transaction, row)? else { continue };
            each(&json!({
                "at": event.at_ms,
                "name": event.name.as_str(),
                "page": row.get::<_, Option<String>>(7)?,
                "session": row.get::<_, i64>(3)?,
                "page_load": row.get::<_, i64>(4)?,
                "n": row.get::<_, i64>(5)?,
                "view": row.get::<_, i64>(6)?,
                "params": event.params_json(),
            }))?;
        }
        Ok(())
    }
}
