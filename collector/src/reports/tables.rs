//! Reports with a row for each reason, or bot: what did not become an event.

use serde_json::{Value, json};

use super::{Asked, ReportError, rows};
use crate::ingest::Bots;
use crate::store::{BotRow, Reading};

/// What was refused, filtered or corrected, and how often. `scope` is `server` for what named no site.
pub(super) fn drops(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let table = reading.drops(asked.span())?.into_iter().map(|row| {
        let scope = if row.of_site { "site" } else { "server" };
        json!({ "reason": row.reason, "scope": scope, "count": row.count })
    });
    Ok(rows(table))
}

/// What bots sent, by events.
pub(super) fn bots(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    Ok(rows(reading.bots(asked.span())?.iter().take(asked.limit as usize).map(bot)))
}

/// `kept_events` can still be counted, of whichever day they are.
pub fn bot(row: &BotRow) -> Value {
    json!({
        "bot": row.bot,
        "category": Bots::category(&row.bot),
        "events": row.events,
        "counted_events": row.counted_events,
        "kept_events": row.kept_events,
    })
}
