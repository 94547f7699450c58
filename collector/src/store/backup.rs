//! Copies of the database: on request, before a migration, and back again.
//!
//! A copy is one moment of the database, taken page by page in a read transaction, so no commit waits for it; only the
//! write-ahead log can't begin anew meanwhile. It holds no salts and no keys of the server: those lie in other files.

use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::{StoreError, database_path, integrity, journal};

/// Pages between two breaths: 1 MiB.
const STEP_PAGES: i32 = 512;
/// A breath, in which the disk is the writer's: a copy takes at most 200 MB/s of it.
const BREATH: Duration = Duration::from_millis(5);
/// Copies made before migrations that are kept.
const KEPT: usize = 3;

/// Where the copies go that are made without being asked for.
fn folder(data: &Path) -> PathBuf {
    data.join("backups")
}

/// Is told the share that is done, 0–1.
type Progress<'p> = &'p mut dyn FnMut(f64);

/// Copies the database as it is at this moment, whoever writes to it, into `file`, which must not be there.
pub(super) fn online(
    reader: &Connection,
    file: &Path,
    progress: Progress,
) -> Result<(), StoreError> {
    copy(reader, file, BREATH, progress)
}

/// The same before a migration, while nobody else is there. Returns where the copy is.
pub(super) fn before_migration(
    connection: &Connection,
    data: &Path,
    schema: i64,
) -> Result<PathBuf, StoreError> {
    let file = folder(data).join(format!("schema-{schema}.db"));
    fs::create_dir_all(folder(data))?;
    // Of an attempt that failed, from the same database.
    remove(&file)?;
    copy(connection, &file, Duration::ZERO, &mut |_| ())?;
    let mut kept = of_schemas(data);
    kept.truncate(kept.len().saturating_sub(KEPT));
    kept.iter().try_for_each(|(_, old)| remove(old))?;
    Ok(file)
}

/// Copies made before migrations, the oldest schema first.
fn of_schemas(data: &Path) -> Vec<(i64, PathBuf)> {
    let entries = fs::read_dir(folder(data)).into_iter().flatten().flatten();
    let mut found: Vec<_> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let schema = name.strip_prefix("schema-")?.strip_suffix(".db")?.parse().ok()?;
            Some((schema, entry.path()))
        })
        .collect();
    found.sort_unstable();
    found
}

/// The newest copy made before a migration.
pub(super) fn newest(data: &Path) -> Option<PathBuf> {
    of_schemas(data).pop().map(|(_, file)| file)
}

/// Puts the copy in `file` in the database's place, once it is known to be whole. Whoever calls this holds the data
/// directory. Returns where the database is kept that was there.
pub fn restore(
    file: &Path,
    data: &Path,
    now_ms: i64,
    progress: Progress,
) -> Result<Option<PathBuf>, StoreError> {
    let source = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|error| StoreError::Invalid(format!("{}: {error}", file.display())))?;
    let whole = integrity::schema(&source).and_then(|schema| {
        integrity::refuse_newer(schema, file)?;
        integrity::refuse_strange(&source, file)?;
        integrity::faults(&source)
    });
    let fault = match whole {
        Ok(faults) => faults.into_iter().next(),
        Err(StoreError::Sqlite(error)) => Some(error.to_string()),
        Err(error) => return Err(error),
    };
    if let Some(fault) = fault {
        let path = file.display();
        return Err(StoreError::Invalid(format!(
            "{path} is damaged ({fault}): nothing was changed"
        )));
    }
    let (database, journal) = (database_path(data), journal::path(data));
    let incoming = beside(&database, ".restored");
    remove(&incoming)?;
    copy(&source, &incoming, Duration::ZERO, progress)?;
    // Only one that was put aside has a journal.
    let (its_journal, incoming_journal) = (journal_of(file), beside(&journal, ".restored"));
    remove(&incoming_journal)?;
    if its_journal.exists() {
        let source = Connection::open(its_journal)?;
        copy(&source, &incoming_journal, Duration::ZERO, &mut |_| ())?;
    }
    let aside = set_aside(&database, data, now_ms)?;
    fs::rename(&incoming, &database)?;
    sync_folder_of(&database)?;
    if incoming_journal.exists() {
        fs::rename(&incoming_journal, &journal)?;
        sync_folder_of(&journal)?;
    }
    Ok(aside)
}

/// Keeps the database that is there under another name, too, with its log: a log beside another database would be taken
/// for its own. At no moment is there no database.
fn set_aside(database: &Path, data: &Path, now_ms: i64) -> Result<Option<PathBuf>, StoreError> {
    if !database.exists() {
        return Ok(None);
    }
    // Moves its log into it, if it is whole enough for that.
    let _damaged = Connection::open(database).is_ok_and(|old| {
        old.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(())).is_err()
    });
    let at = Timestamp::from_millisecond(now_ms).unwrap_or_default().strftime("%Y%m%dT%H%M%S%3fZ");
    let aside = folder(data).join(format!("replaced-{at}.db"));
    fs::create_dir_all(folder(data))?;
    fs::hard_link(database, &aside)?;
    // And with its journal, or what is in that would be applied to the other one.
    let (journal, aside_journal) = (journal::path(data), journal_of(&aside));
    for (from, to) in [
        (log_of(database), log_of(&aside)),
        (log_of(&journal), log_of(&aside_journal)),
        (journal.clone(), aside_journal),
    ] {
        if from.exists() {
            fs::rename(from, to)?;
        }
    }
    remove(&beside(database, "-shm"))?;
    remove(&beside(&journal, "-shm"))?;
    sync_folder_of(&aside)?;
    Ok(Some(aside))
}

fn copy(
    source: &Connection,
    file: &Path,
    breath: Duration,
    progress: Progress,
) -> Result<(), StoreError> {
    if file.exists() {
        return Err(StoreError::Invalid(format!("there is a {} already", file.display())));
    }
    // A file of that name is always whole.
    let partial = beside(file, ".partial");
    remove(&partial)?;
    let named = |error: std::io::Error| StoreError::Invalid(format!("{}: {error}", file.display()));
    // Readable by its owner alone, like what is copied.
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial).map_err(named)?;
    let copied = copy_pages(source, &partial, breath, progress).and_then(|()| {
        File::open(&partial)?.sync_all()?;
        fs::rename(&partial, file)?;
        sync_folder_of(file)
    });
    if copied.is_err() {
        remove(&partial)?;
    }
    copied
}

fn copy_pages(
    source: &Connection,
    file: &Path,
    breath: Duration,
    progress: Progress,
) -> Result<(), StoreError> {
    // Held from the first page to the last: without it, each commit meanwhile would begin the copy anew.
    let moment = source.unchecked_transaction()?;
    integrity::schema(&moment)?;
    let mut target = Connection::open(file)?;
    let copying = Backup::new(&moment, &mut target)?;
    while copying.step(STEP_PAGES)? == StepResult::More {
        let pages = copying.progress();
        progress(1.0 - f64::from(pages.remaining) / f64::from(pages.pagecount.max(1)));
        std::thread::sleep(breath);
    }
    drop(copying);
    // One file, that can be read where nothing can be written.
    target.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    Ok(())
}

/// What was not applied of a database that was put aside.
fn journal_of(aside: &Path) -> PathBuf {
    beside(aside, ".journal")
}

/// The write-ahead log of a database.
pub(super) fn log_of(database: &Path) -> PathBuf {
    beside(database, "-wal")
}

/// The same path with more at its end.
fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// A database with its log.
pub(super) fn remove_database(file: &Path) -> std::io::Result<()> {
    [log_of(file), beside(file, "-shm"), file.to_owned()].iter().try_for_each(|file| remove(file))
}

fn remove(file: &Path) -> std::io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A name is on disk once its folder is.
fn sync_folder_of(file: &Path) -> Result<(), StoreError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    Ok(File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_copies_before_migrations_the_last_three_are_kept() {
        let data = tempfile::tempdir().unwrap();
        let connection = Connection::open_in_memory().unwrap();
        for schema in [8, 9, 10, 11, 11] {
            before_migration(&connection, data.path(), schema).unwrap();
        }
        let kept: Vec<i64> =
            of_schemas(data.path()).into_iter().map(|(schema, _)| schema).collect();
        assert_eq!(kept, [9, 10, 11]);
        assert!(newest(data.path()).unwrap().ends_with("schema-11.db"));
    }

    #[test]
    fn a_copy_that_fails_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let broken = folder.path().join("broken.db");
        fs::write(&broken, [b'x'; 8192]).unwrap();
        let copied = copy(
            &Connection::open(&broken).unwrap(),
            &folder.path().join("copy.db"),
            Duration::ZERO,
            &mut |_| (),
        );
        assert!(copied.is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
