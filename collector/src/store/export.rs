//! All raw events of a site, in the order in which they were stored; of what was stored together, page views stand together.

use footfall_protocol::Event;
use rusqlite::named_params;
use serde_json::{Value, json};

use super::apply::page_events::{self, PageEvent};
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
        let connection = &self.transaction;
        let mut statement = connection.prepare(sql!("export_events"))?;
        let mut rows = statement.query(named_params! { ":site_id": site_id })?;
        while let Some(row) = rows.next()? {
            let (session, page_load): (i64, i64) = (row.get(3)?, row.get(4)?);
            if page_load == page_events::MANY {
                let events = page_events::read_all(row.get_ref(2)?.as_blob()?);
                let unreadable = || StoreError::Invalid("raw page views can't be read".into());
                for event in events.ok_or_else(unreadable)? {
                    let PageEvent { session_id, page_load_id, n, view, at_ms, page_id, .. } = event;
                    let page: String = connection
                        .prepare_cached(sql!("text_value"))?
                        .query_row((page_id,), |row| row.get(0))?;
                    let (name, params) = (event.name(), event.params.as_deref());
                    let numbers = [session_id, page_load_id, n.into(), view.into()];
                    if let Some(said) = record::read(connection, at_ms, name.as_str(), params)? {
                        each(&line(&said, Some(page), numbers))?;
                    }
                }
            } else if let Some(event) = record::event(connection, row)? {
                let numbers = [session, page_load, row.get(5)?, row.get(6)?];
                each(&line(&event, row.get(7)?, numbers))?;
            }
        }
        Ok(())
    }
}

/// `numbers`: session, page load, its event's and its view's.
fn line(event: &Event, page: Option<String>, numbers: [i64; 4]) -> Value {
    let [session, page_load, n, view] = numbers;
    json!({
        "at": event.at_ms,
        "name": event.name.as_str(),
        "page": page,
        "session": session,
        "page_load": page_load,
        "n": n,
        "view": view,
        "params": event.params_json(),
    })
}
