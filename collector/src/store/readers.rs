//! Connections for reports: opened when first needed, kept for the next.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, Transaction};

use super::{StoreError, open_reader};

#[derive(Debug)]
pub struct Readers {
    data: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub fn new(data: PathBuf) -> Self {
        Self { data, idle: Mutex::new(Vec::new()) }
    }

    /// Runs `read` in one read transaction, so that all its questions see the same commit.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&Reading) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = idle.map_or_else(|| open_reader(&self.data), Ok)?;
        let answer = {
            let transaction = connection.transaction()?;
            read(&Reading { transaction })?
        };
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        Ok(answer)
    }
}

/// One moment of the database. What can be asked of it is in [`super::report`] and [`super::admin`].
#[derive(Debug)]
pub struct Reading<'c> {
    pub(super) transaction: Transaction<'c>,
}
