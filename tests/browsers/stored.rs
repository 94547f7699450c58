//! What counts is what was stored: read from the database, beside the server that writes it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use footfall_tests::must;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

/// One event.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) page_load: String,
    pub(crate) n: i64,
    /// The page view that it belongs to.
    pub(crate) view: i64,
    pub(crate) name: String,
    pub(crate) params: Value,
}

impl Stored {
    /// What makes it one event of the shop's, under whichever number it was sent.
    fn identity(&self) -> Option<String> {
        let keys = ["ref", "transaction_id"].iter().filter_map(|key| self.params.get(key));
        keys.map(|value| format!("{} {value}", self.name)).next()
    }
}

const EVENTS: &str = "
    SELECT hex(page_load.token), event.n, event.view, text.value, event.params
    FROM event
    JOIN page_load ON page_load.id = event.page_load_id
    JOIN site ON site.id = page_load.site_id
    JOIN text ON text.id = event.name_id
    WHERE site.key = ?1 ORDER BY event.at_ms, event.n";

pub(crate) struct Database(Connection);

impl Database {
    pub(crate) fn of(data: &Path) -> Self {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        Self(must(Connection::open_with_flags(data.join("footfall.db"), flags), "the database"))
    }

    pub(crate) fn events(&self, site: &str) -> Vec<Stored> {
        let mut statement = must(self.0.prepare_cached(EVENTS), "events");
        let rows = statement.query_map([site], |row| {
            let params = row.get::<_, Option<String>>(4)?.unwrap_or_default();
            Ok(Stored {
                page_load: row.get(0)?,
                n: row.get(1)?,
                view: row.get(2)?,
                name: row.get(3)?,
                params: serde_json::from_str(&params).unwrap_or(Value::Null),
            })
        });
        must(must(rows, "events").collect(), "events")
    }
}

/// How many of each name. Engagement is not among them: how often it leaves depends on when the page was hidden.
pub(crate) fn counted(events: &[Stored]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for event in events.iter().filter(|event| event.name != "user_engagement") {
        *counts.entry(event.name.clone()).or_default() += 1;
    }
    counts
}

/// Events of the shop's that are there more than once.
pub(crate) fn doubled(events: &[Stored]) -> usize {
    let known: Vec<String> = events.iter().filter_map(Stored::identity).collect();
    known.len() - known.iter().collect::<BTreeSet<_>>().len()
}
