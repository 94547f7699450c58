//! Whether a file is a whole database of ours, of a version that this binary can work with.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode};

use super::{LATEST_SCHEMA, StoreError, backup, database_path, sql};

/// What the look at a start may cost: it sees all of a young database, and the beginning of an old one. `doctor` sees all.
const LOOK: Duration = Duration::from_millis(100);
/// Pages or rows between two looks at the clock: few, as each may be a read of a slow disk.
const STEPS_BETWEEN: i32 = 100;
/// Faults that are worth a line; where there is one there are often thousands.
const MAX_FAULTS: i32 = 20;

/// The number of migrations that a database has been through; 0 for an empty one.
pub(super) fn schema(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Refuses what a newer version wrote: it may mean something else by what looks the same.
pub(super) fn refuse_newer(schema: i64, path: &Path) -> Result<(), StoreError> {
    if schema > LATEST_SCHEMA {
        let path = path.to_owned();
        return Err(StoreError::Newer { path, schema });
    }
    Ok(())
}

/// Refuses what is no database of ours: another program's, or an empty one.
pub(super) fn refuse_strange(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let tables: i64 = connection.query_row(sql!("own_tables"), (), |row| row.get(0))?;
    if schema(connection)? == 0 || tables == 0 {
        return Err(StoreError::Invalid(format!("{} is no database of Footfall", path.display())));
    }
    Ok(())
}

/// Looks for damage for as long as a start can afford.
pub(super) fn look(connection: &Connection) -> Result<(), StoreError> {
    let started = Instant::now();
    connection.progress_handler(STEPS_BETWEEN, Some(move || started.elapsed() > LOOK))?;
    let found: rusqlite::Result<String> =
        connection.pragma_query_value(None, "quick_check", |row| row.get(0));
    connection.progress_handler(0, None::<fn() -> bool>)?;
    match found {
        Ok(found) if found == "ok" => Ok(()),
        Ok(found) => Err(StoreError::Damage(found)),
        // Nothing was found in time.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Every fault of the file, up to [`MAX_FAULTS`]: reads all of it.
pub(super) fn faults(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut faults = Vec::new();
    connection.pragma(None, "integrity_check", MAX_FAULTS, |row| {
        faults.push(row.get::<_, String>(0)?);
        Ok(())
    })?;
    faults.retain(|fault| fault != "ok");
    Ok(faults)
}

/// Whether an error says that the file itself is broken.
fn damage(error: &StoreError) -> Option<String> {
    let sqlite = match error {
        StoreError::Damage(fault) => return Some(fault.clone()),
        StoreError::Sqlite(error)
        | StoreError::Migration(rusqlite_migration::Error::RusqliteError { err: error, .. }) => {
            error
        }
        _ => return None,
    };
    let broken = matches!(
        sqlite.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    );
    broken.then(|| sqlite.to_string())
}

/// What whoever starts a server on a broken database has to know, in place of SQLite's words.
pub(super) fn explained(error: StoreError, data: &Path) -> StoreError {
    match damage(&error) {
        Some(fault) => StoreError::Damaged {
            path: database_path(data),
            fault: first_fault(&fault).to_owned(),
            backup: backup::newest(data).unwrap_or_else(|| PathBuf::from("FILE")),
        },
        None => error,
    }
}

/// Without the heading that says which database it is of.
fn first_fault(fault: &str) -> &str {
    fault.lines().find(|line| !line.starts_with("***")).unwrap_or(fault)
}
