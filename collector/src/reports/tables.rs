//! Reports with a row for each reason, or bot: what did not become an event.

use serde_json::{Value, json};

use super::paging::{Key, Sorting};
use super::{Asked, ReportError};
use crate::ingest::Bots;
use crate::store::report::DropRow;
use crate::store::{BotRow, Reading};

const DROPS: Sorting<DropRow> = Sorting {
    columns: &[("count", |row| Key::count(row.count)), ("reason", |row| Key::text(&row.reason))],
    about: |row| format!("{}\n{}", row.reason, row.of_site),
};

/// What was refused, filtered or corrected, and how often. `scope` is `server` for what named no site.
pub(super) fn drops(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    DROPS.page(reading.drops(asked.span())?, asked, |row| {
        let scope = if row.of_site { "site" } else { "server" };
        json!({ "reason": row.reason, "scope": scope, "count": row.count })
    })
}

const BOTS: Sorting<BotRow> = Sorting {
    columns: &[
        ("events", |row| Key::count(row.events)),
        ("bot", |row| Key::text(&row.bot)),
        ("counted_events", |row| Key::count(row.counted_events)),
        ("kept_events", |row| Key::count(row.kept_events)),
    ],
    about: |row| row.bot.clone(),
};

/// What bots sent, by events.
pub(super) fn bots(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    BOTS.page(reading.bots(asked.span())?, asked, bot)
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
