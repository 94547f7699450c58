//! Notes on days.

use rusqlite::named_params;

use super::report::Span;
use super::{Reading, Store, StoreError, sql};
use crate::site::Day;

/// Of one day; more of them nobody reads.
pub const MAX_NOTES_PER_DAY: i64 = 20;

/// What somebody wrote about a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNote {
    pub day: Day,
    pub text: String,
    /// An e-mail address; empty when it was written with a key.
    pub author: String,
    pub created_at_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub id: i64,
    pub note: NewNote,
}

impl Store {
    /// Its number; `None` when the day has too many.
    pub fn add_note(&mut self, site_id: i64, note: &NewNote) -> Result<Option<i64>, StoreError> {
        let count: i64 = self
            .connection
            .prepare_cached(sql!("notes_count"))?
            .query_row((site_id, note.day), |row| row.get(0))?;
        if count >= MAX_NOTES_PER_DAY {
            return Ok(None);
        }
        self.connection.prepare_cached(sql!("note_insert"))?.execute(named_params! {
            ":site_id": site_id,
            ":day": note.day,
            ":text": note.text,
            ":author": note.author,
            ":created_at_ms": note.created_at_ms,
        })?;
        Ok(Some(self.connection.last_insert_rowid()))
    }

    /// `false`: the site has none of that number.
    pub fn delete_note(&mut self, site_id: i64, id: i64) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("note_delete"))?;
        Ok(statement.execute((site_id, id))? > 0)
    }
}

impl Reading<'_> {
    /// Those of the days, by day, the oldest of each first.
    pub fn notes(&self, span: Span) -> Result<Vec<Note>, StoreError> {
        self.rows(sql!("notes_of_days"), span, |row| {
            Ok(Note {
                id: row.get(0)?,
                note: NewNote {
                    day: row.get(1)?,
                    text: row.get(2)?,
                    author: row.get(3)?,
                    created_at_ms: row.get(4)?,
                },
            })
        })
    }
}
