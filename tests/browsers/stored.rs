//! What counts is what was stored: exported, beside the server that writes it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use footfall_tests::{footfall, must};
use serde_json::Value;

/// One event.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    /// As it is numbered there.
    pub(crate) page_load: i64,
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

pub(crate) struct Database {
    data: PathBuf,
}

impl Database {
    pub(crate) fn of(data: &Path) -> Self {
        Self { data: data.to_owned() }
    }

    /// In the order in which they happened.
    pub(crate) fn events(&self, site: &str) -> Vec<Stored> {
        let exported = footfall(&self.data, &["export", "--site", site]);
        assert!(exported.success, "{}", exported.stderr);
        let lines = exported.stdout.lines();
        let mut events: Vec<Value> =
            lines.map(|line| must(serde_json::from_str(line), line)).collect();
        events.sort_by_key(|event| (event["at"].as_i64(), event["n"].as_i64()));
        let number = |value: &Value| value.as_i64().unwrap_or_default();
        let stored = |event: Value| Stored {
            page_load: number(&event["page_load"]),
            n: number(&event["n"]),
            view: number(&event["view"]),
            name: event["name"].as_str().unwrap_or_default().to_owned(),
            params: event["params"].clone(),
        };
        events.into_iter().map(stored).collect()
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
