//! Connections for reports: opened when first needed, kept for the next.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread::available_parallelism;

use rusqlite::{Connection, Transaction};

use super::kept::Parts;
use super::{StoreError, backup, database_path, open_reader};

#[derive(Debug)]
pub struct Readers {
    data: PathBuf,
    idle: Mutex<Vec<Connection>>,
    /// What finished days add to reports.
    pub(super) kept: Parts,
    /// Processors that no report is read by.
    free: Mutex<usize>,
}

impl Readers {
    pub fn new(data: PathBuf) -> Self {
        let processors = available_parallelism().map_or(1, |processors| processors.get());
        let (idle, kept) = (Mutex::default(), Parts::default());
        Self { data, idle, kept, free: Mutex::new(processors - 1) }
    }

    /// Threads that may help to read a report: as many as are wanted, or as processors are free.
    pub(super) fn helpers(&self, wanted: usize) -> Helpers<'_> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let count = wanted.min(*free);
        *free -= count;
        Helpers { readers: self, count }
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
            read(&Reading { transaction, readers: self })?
        };
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        Ok(answer)
    }

    /// Copies one moment of the database into a file that is not there yet. Its own connection: a copy may take minutes.
    pub fn backup(&self, file: &Path, progress: &mut dyn FnMut(f64)) -> Result<(), StoreError> {
        backup::online(&open_reader(&self.data)?, file, progress)
    }
}

/// Processors that are taken for a while.
#[derive(Debug)]
pub(super) struct Helpers<'r> {
    readers: &'r Readers,
    count: usize,
}

impl Helpers<'_> {
    pub(super) fn count(&self) -> usize {
        self.count
    }
}

impl Drop for Helpers<'_> {
    fn drop(&mut self) {
        *self.readers.free.lock().unwrap_or_else(PoisonError::into_inner) += self.count;
    }
}

/// One moment of the database. What can be asked of it is in [`super::report`] and [`super::admin`].
#[derive(Debug)]
pub struct Reading<'c> {
    pub(super) transaction: Transaction<'c>,
    pub(super) readers: &'c Readers,
}
