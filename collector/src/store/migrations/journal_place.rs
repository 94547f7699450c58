//! The part of migration 0018 that SQL can't say: rows of the journal that the last version left move to the file of their
//! own. After a crash in between they are in both, under the same numbers, and none was applied.

use std::path::Path;

use rusqlite::Transaction;

use crate::store::journal::{self, next};
use crate::store::{StoreError, sql};

pub(in crate::store) fn move_rows(transaction: &Transaction) -> Result<(), StoreError> {
    if next(transaction, 0)?.is_some() {
        let data = transaction.path().and_then(|path| Path::new(path).parent());
        let data = data.ok_or_else(|| StoreError::Invalid("the journal has no folder".into()))?;
        let mut journal = journal::open(&journal::path(data))?;
        let moving = journal.transaction()?;
        let mut after = 0;
        while let Some((id, content)) = next(transaction, after)? {
            moving.execute(sql!("journal_insert"), (id, content))?;
            after = id;
        }
        moving.commit()?;
    }
    Ok(transaction.execute_batch(sql!("journal_drop"))?)
}
