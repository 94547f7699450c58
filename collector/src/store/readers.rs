//! Connections for reports: opened when first needed, kept for the next.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, Transaction};

use super::fold::Parts;
use super::{StoreError, backup, database_path, open_reader};

#[derive(Debug)]
pub struct Readers {
    data: PathBuf,
    idle: Mutex<Vec<Connection>>,
    /// What finished days add to reports.
    kept: Parts,
}

impl Readers {
    pub fn new(data: PathBuf) -> Self {
        Self { data, idle: Mutex::new(Vec::new()), kept: Parts::default() }
    }

    /// What the database's file and its write-ahead log take.
    pub fn file_bytes(&self) -> (u64, u64) {
        let database = database_path(&self.data);
        let bytes = |path| std::fs::metadata(path).map_or(0, |file| file.len());
        (bytes(database.clone()), bytes(backup::log_of(&database)))
    }

    /// Closes those that nobody uses. The last connection to a database puts its log away, which a reader can't.
    pub fn close(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Runs `read` in one read transaction, so that all its questions see the same commit.
    pub fn read<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce(&Reading) -> Result<T, E>,
    ) -> Result<T, E> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = idle.map_or_else(|| open_reader(&self.data), Ok)?;
        let answer = {
            let transaction = connection.transaction().map_err(StoreError::from)?;
            read(&Reading { transaction, kept: &self.kept })?
        };
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        Ok(answer)
    }

    /// Copies one moment of the database into a file that is not there yet. Its own connection: a copy may take minutes.
    pub fn backup(&self, file: &Path, progress: &mut dyn FnMut(f64)) -> Result<(), StoreError> {
        backup::online(&open_reader(&self.data)?, file, progress)
    }
}

/// One moment of the database. What can be asked of it is in [`super::report`] and [`super::admin`].
#[derive(Debug)]
pub struct Reading<'c> {
    pub(super) transaction: Transaction<'c>,
    pub(super) kept: &'c Parts,
}
