//! Segments that a site keeps under a name.

use rusqlite::OptionalExtension;

use super::{Reading, Store, StoreError, sql};

/// More of them nobody finds again.
pub const MAX_SEGMENTS: i64 = 200;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSegment {
    pub name: String,
    pub filter: String,
}

impl Store {
    /// Keeps a filter, in place of one of the same name. `false`: there are too many.
    pub fn save_segment(&mut self, site_id: i64, kept: &SavedSegment) -> Result<bool, StoreError> {
        let known =
            self.connection.prepare_cached(sql!("segment_saved"))?.exists((site_id, &kept.name))?;
        let count: i64 = self
            .connection
            .prepare_cached(sql!("segments_count"))?
            .query_row((site_id,), |row| row.get(0))?;
        if !known && count >= MAX_SEGMENTS {
            return Ok(false);
        }
        let mut statement = self.connection.prepare_cached(sql!("segment_save"))?;
        statement.execute((site_id, &kept.name, &kept.filter))?;
        Ok(true)
    }

    /// `false`: there was none of that name.
    pub fn forget_segment(&mut self, site_id: i64, name: &str) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("segment_forget"))?;
        Ok(statement.execute((site_id, name))? > 0)
    }
}

impl Reading<'_> {
    pub fn saved_segments(&self, site_id: i64) -> Result<Vec<SavedSegment>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("segments_saved"))?;
        let kept = statement.query_map((site_id,), |row| {
            Ok(SavedSegment { name: row.get(0)?, filter: row.get(1)? })
        })?;
        Ok(kept.collect::<Result<_, _>>()?)
    }

    pub fn saved_segment(&self, site_id: i64, name: &str) -> Result<Option<String>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("segment_saved"))?;
        Ok(statement.query_row((site_id, name), |row| row.get(0)).optional()?)
    }
}
