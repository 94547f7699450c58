//! Reports with a row for each page, source, product, reason, or bot.

use serde_json::{Value, json};

use super::paging::{Key, Sorting};
use super::{Asked, ReportError, divided, money_json, ratio};
use crate::ingest::{Bots, Channel};
use crate::store::report::{DropRow, PageRow, ProductRow, SourceRow};
use crate::store::{BotRow, Reading, Times};

const PAGES: Sorting<PageRow> = Sorting {
    columns: &[
        ("page_views", |row| Key::count(row.page_views)),
        ("page", |row| Key::text(&row.page)),
        ("title", |row| Key::text(&row.title)),
        ("entries", |row| Key::count(row.entries)),
        ("engaged_ms", |row| Key::count(row.engaged_ms)),
        ("time_on_page_mean_ms", |row| {
            divided(row.engaged_ms, row.page_views).map_or(Key::Missing, Key::count)
        }),
    ],
    about: |row| row.page.clone(),
};

pub(super) fn pages(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let span = asked.span();
    let (pages, next) = PAGES.cut(reading.pages(span)?, asked)?;
    // One pass over the period, rather than one for each page.
    let times = reading.page_times(span, pages.iter().map(|page| page.page_id))?;
    let table = pages.into_iter().map(|row| {
        json!({
            "page": row.page,
            "title": row.title,
            "page_views": row.page_views,
            "entries": row.entries,
            "engaged_ms": row.engaged_ms,
            "time_on_page_median_ms": times.get(&row.page_id).and_then(Times::median_ms),
            "time_on_page_mean_ms": divided(row.engaged_ms, row.page_views),
        })
    });
    Ok(json!({ "rows": table.collect::<Vec<_>>(), "next": next }))
}

type Source = (Channel, SourceRow);

const SOURCES: Sorting<Source> = Sorting {
    columns: &[
        ("total_revenue", |(_, row)| {
            Key::counts(row.gross_minor - row.refunds_minor, row.sessions)
        }),
        ("source", |(channel, _)| Key::text(&channel.source)),
        ("medium", |(channel, _)| Key::text(&channel.medium)),
        ("campaign", |(channel, _)| Key::text(&channel.campaign)),
        ("sessions", |(_, row)| Key::count(row.sessions)),
        ("visitors", |(_, row)| Key::count(row.visitors)),
        ("engagement_rate", |(_, row)| Key::ratio(ratio(row.engaged_sessions, row.sessions))),
        ("orders", |(_, row)| Key::count(row.orders)),
        ("gross_revenue", |(_, row)| Key::count(row.gross_minor)),
        ("refunds", |(_, row)| Key::count(row.refunds_minor)),
        ("session_conversion_rate", |(_, row)| Key::ratio(ratio(row.with_order, row.sessions))),
    ],
    about: |(channel, _)| format!("{}\n{}\n{}", channel.source, channel.medium, channel.campaign),
};

/// By revenue, then sessions.
pub(super) fn sources(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let money = |minor| money_json(asked.site.money(minor));
    SOURCES.page(reading.sources(asked.span())?, asked, |(channel, row)| {
        json!({
            "source": channel.source,
            "medium": channel.medium,
            "campaign": channel.campaign,
            "sessions": row.sessions,
            "visitors": row.visitors,
            "engagement_rate": ratio(row.engaged_sessions, row.sessions),
            "orders": row.orders,
            "gross_revenue": money(row.gross_minor),
            "refunds": money(row.refunds_minor),
            "total_revenue": money(row.gross_minor - row.refunds_minor),
            "session_conversion_rate": ratio(row.with_order, row.sessions),
        })
    })
}

const PRODUCTS: Sorting<ProductRow> = Sorting {
    columns: &[
        ("revenue", |row| Key::counts(row.revenue_minor, row.views)),
        ("item_id", |row| Key::text(&row.item_key)),
        ("item_name", |row| Key::text(&row.name)),
        ("views", |row| Key::count(row.views)),
        ("adds", |row| Key::count(row.adds)),
        ("removes", |row| Key::count(row.removes)),
        ("orders", |row| Key::count(row.orders)),
        ("units", |row| Key::count(row.units_milli)),
        ("refunds", |row| Key::count(row.refunds_minor)),
        ("add_rate", |row| Key::ratio(ratio(row.sessions_viewed_added, row.sessions_viewed))),
        ("buy_rate", |row| Key::ratio(ratio(row.sessions_viewed_bought, row.sessions_viewed))),
    ],
    about: |row| row.item_key.clone(),
};

/// By revenue, then views.
pub(super) fn products(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let money = |minor| money_json(asked.site.money(minor));
    PRODUCTS.page(reading.products(asked.span())?, asked, |row| {
        json!({
            "item_id": row.item_key,
            "item_name": row.name,
            "views": row.views,
            "adds": row.adds,
            "removes": row.removes,
            "orders": row.orders,
            "units": units(row.units_milli),
            "revenue": money(row.revenue_minor),
            "refunds": money(row.refunds_minor),
            "add_rate": ratio(row.sessions_viewed_added, row.sessions_viewed),
            "buy_rate": ratio(row.sessions_viewed_bought, row.sessions_viewed),
        })
    })
}

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

/// Whole units as an integer, others with their fraction.
fn units(milli: i64) -> Value {
    if milli % 1000 == 0 { json!(milli / 1000) } else { json!(milli as f64 / 1000.0) }
}
