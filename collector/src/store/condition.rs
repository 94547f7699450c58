//! What `doctor` wants to know of a database: read beside a server or without one, and nothing is written.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, Row};

use super::{LATEST_SCHEMA, StoreError, backup, database_path, integrity, open_reader, sql};
use crate::site::Day;

#[derive(Debug)]
pub struct Condition {
    pub schema: i64,
    /// What this binary knows.
    pub latest_schema: i64,
    /// What SQLite found that should not be.
    pub faults: Vec<String>,
    pub database_bytes: u64,
    /// Of these, unused.
    pub unused_bytes: u64,
    /// What is committed and not yet moved into the database.
    pub log_bytes: u64,
    /// What was refused, filtered or corrected since a day, the most frequent reason first.
    pub drops: Vec<(String, i64)>,
}

impl Condition {
    /// Reads the whole database. `None`: there is none.
    pub fn read(data: &Path, drops_from: Day) -> Result<Option<Self>, StoreError> {
        let path = database_path(data);
        if !path.exists() {
            return Ok(None);
        }
        let connection = open_reader(data)?;
        let schema = integrity::schema(&connection)?;
        let faults = integrity::faults(&connection)?;
        let drops = if faults.is_empty() && schema > 0 {
            drops(&connection, drops_from)?
        } else {
            Vec::new()
        };
        Ok(Some(Self {
            schema,
            latest_schema: LATEST_SCHEMA,
            faults,
            database_bytes: fs::metadata(&path)?.len(),
            unused_bytes: number(&connection, "freelist_count")?
                * number(&connection, "page_size")?,
            log_bytes: fs::metadata(backup::log_of(&path)).map_or(0, |log| log.len()),
            drops,
        }))
    }
}

fn drops(connection: &Connection, from: Day) -> Result<Vec<(String, i64)>, StoreError> {
    let mut statement = connection.prepare(sql!("doctor_drops"))?;
    let row = |row: &Row| Ok((row.get(0)?, row.get(1)?));
    Ok(statement.query_map([from], row)?.collect::<Result<_, _>>()?)
}

fn number(connection: &Connection, pragma: &str) -> Result<u64, StoreError> {
    let number: i64 = connection.pragma_query_value(None, pragma, |row| row.get(0))?;
    Ok(number.unsigned_abs())
}
