//! All that a report of a day could show, and what is known of the day.

use std::collections::{BTreeMap, BTreeSet};

use footfall_tests::{Server, must};
use proptest::prop_assert;
use proptest::test_runner::TestCaseError;
use rusqlite::types::Value;
use rusqlite::{Connection, Row};

use crate::history::Message;

/// Rows that reports are made of, with their day before them. What they are joined to is shown beside them.
const SHOWN: &[&str] = &[
    "select day, * from session",
    "select day, * from session_rollup",
    "select day, * from day_rollup",
    "select day, * from page_rollup",
    "select day, * from drop_rollup",
    "select day, * from bot_rollup",
    "select r.day, r.*, p.* from product_rollup r join product p on p.id = r.product_id",
    "select c.day, c.*, s.* from cart c left join session s on s.id = c.session_id",
    "select o.day, o.*, s.* from purchase o left join session s on s.id = o.session_id",
    "select o.day, l.*, p.* from purchase o join purchase_item l on l.purchase_id = o.id
        join product p on p.id = l.product_id",
    "select r.day, r.*, o.*, s.* from refund r join purchase o on o.id = r.purchase_id
        left join session s on s.id = o.session_id",
];

#[derive(Debug, Default)]
pub(crate) struct States {
    shown: BTreeMap<i64, BTreeSet<String>>,
    versions: BTreeMap<i64, i64>,
}

impl States {
    /// Once all that was acknowledged is applied.
    pub(crate) fn read(server: &Server) -> Self {
        Self::of(&server.database())
    }

    pub(crate) fn of(database: &Connection) -> Self {
        let mut states = Self::default();
        for question in SHOWN {
            for (day, text) in rows(database, question, |row| Ok((row.get(0)?, text(row)?))) {
                states.shown.entry(day).or_default().insert(format!("{question}: {text}"));
            }
        }
        let question = "select day, sum(version) from day_state group by day";
        states.versions =
            rows(database, question, |row| Ok((row.get(0)?, row.get(1)?))).into_iter().collect();
        states
    }

    /// Days that are not what they were have another version.
    pub(crate) fn check(&self, now: &Self, message: &Message) -> Result<(), TestCaseError> {
        let days: BTreeSet<i64> = self.shown.keys().chain(now.shown.keys()).copied().collect();
        for day in days {
            let (before, after) = (self.shown.get(&day), now.shown.get(&day));
            let known = self.versions.get(&day) != now.versions.get(&day);
            let gone = difference(before, after);
            let new = difference(after, before);
            prop_assert!(
                before == after || known,
                "day {day} changed unseen by {message:?}:\nbefore {gone:#?}\nafter {new:#?}"
            );
        }
        Ok(())
    }
}

fn difference<'a>(
    one: Option<&'a BTreeSet<String>>,
    other: Option<&BTreeSet<String>>,
) -> Vec<&'a String> {
    let is_new = |row: &&String| other.is_none_or(|other| !other.contains(*row));
    one.into_iter().flatten().filter(is_new).collect()
}

pub(crate) fn rows<T>(
    database: &Connection,
    question: &str,
    row: impl FnMut(&Row) -> rusqlite::Result<T>,
) -> Vec<T> {
    let mut statement = must(database.prepare(question), question);
    let found = must(statement.query_map((), row), question);
    found.map(|row| must(row, question)).collect()
}

fn text(row: &Row) -> rusqlite::Result<String> {
    let columns = row.as_ref().column_count();
    let values: Result<Vec<Value>, _> = (0..columns).map(|index| row.get(index)).collect();
    Ok(format!("{:?}", values?))
}
