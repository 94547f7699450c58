//! Reports with a row for each page, source, product, reason, or bot.

use serde_json::{Value, json};

use super::{Asked, ReportError, divided, money_json, ratio, rows};
use crate::ingest::Bots;
use crate::store::{BotRow, Reading, Times};

/// By page views, most first.
pub(super) fn pages(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let span = asked.span();
    let pages = reading.pages(span, asked.limit)?;
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
    Ok(rows(table))
}

/// By revenue, then sessions.
pub(super) fn sources(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let money = |minor| money_json(asked.site.money(minor));
    let mut sources = reading.sources(asked.span())?;
    sources.sort_by_cached_key(|(channel, row)| {
        let revenue_minor = row.gross_minor - row.refunds_minor;
        (
            -revenue_minor,
            -row.sessions,
            channel.source.clone(),
            channel.medium.clone(),
            channel.campaign.clone(),
        )
    });
    let table = sources.into_iter().take(asked.limit as usize).map(|(channel, row)| {
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
    });
    Ok(rows(table))
}

/// By revenue, then views.
pub(super) fn products(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let money = |minor| money_json(asked.site.money(minor));
    let table = reading.products(asked.span(), asked.limit)?.into_iter().map(|row| {
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
    });
    Ok(rows(table))
}

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

/// Whole units as an integer, others with their fraction.
fn units(milli: i64) -> Value {
    if milli % 1000 == 0 { json!(milli / 1000) } else { json!(milli as f64 / 1000.0) }
}
