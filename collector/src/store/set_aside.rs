//! What was set aside, for the operator: how much of which bot, and what is to be counted after all.

use std::collections::HashSet;

use rusqlite::named_params;

use super::report::Span;
use super::{Reading, Store, StoreError, sql};
use crate::ingest::Kept;

/// What a bot sent.
#[derive(Debug)]
pub struct BotRow {
    pub bot: String,
    pub events: i64,
    /// Those that were counted after all …
    pub counted_events: i64,
    /// … and those that still can be.
    pub kept_events: i64,
}

/// One arrival that waits.
#[derive(Debug)]
pub struct SetAside {
    pub id: i64,
    pub received_at_ms: i64,
    pub kept: Kept,
}

impl Store {
    /// Site row and name of each bot that is counted like anybody else.
    pub fn counted_bots(&self) -> Result<HashSet<(i64, String)>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("counted_bots"))?;
        let counted = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(counted.collect::<Result<_, _>>()?)
    }

    pub fn set_counted_bot(
        &mut self,
        site_id: i64,
        bot: &str,
        counted: bool,
    ) -> Result<(), StoreError> {
        let sql = if counted { sql!("counted_bot_insert") } else { sql!("counted_bot_delete") };
        self.connection
            .prepare_cached(sql)?
            .execute(named_params! { ":site_id": site_id, ":bot": bot })?;
        Ok(())
    }
}

impl Reading<'_> {
    /// By events.
    pub fn bots(&self, span: Span) -> Result<Vec<BotRow>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("set_aside_bots"))?;
        let params = named_params! { ":site_id": span.site.id, ":from": span.from, ":to": span.to };
        let rows = statement.query_map(params, |row| {
            Ok(BotRow {
                bot: row.get(0)?,
                events: row.get(1)?,
                counted_events: row.get(2)?,
                kept_events: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What waits of a bot, in the order it came, from after a row.
    pub fn set_aside(
        &self,
        site_id: i64,
        bot: &str,
        after: i64,
        limit: usize,
    ) -> Result<Vec<SetAside>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("set_aside_of_bot"))?;
        let params = named_params! {
            ":site_id": site_id, ":bot": bot, ":after": after, ":limit": limit as i64,
        };
        let rows = statement.query_map(params, |row| {
            let kept = Kept { sender: row.get(2)?, body: row.get(3)? };
            Ok(SetAside { id: row.get(0)?, received_at_ms: row.get(1)?, kept })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
