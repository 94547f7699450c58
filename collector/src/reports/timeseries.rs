//! The same metrics day by day, days without anything included.

use serde_json::{Value, json};

use super::{Period, money_json};
use crate::site::Site;
use crate::store::{Reading, StoreError};

pub fn timeseries(
    reading: &Reading,
    site: &Site,
    period: &Period,
) -> Result<Vec<Value>, StoreError> {
    let days = reading.timeseries(period.span(site))?;
    let money = |minor| money_json(site.money(minor));
    let rows = period.dates().map(|(day, date)| {
        let row = days.get(&day).copied().unwrap_or_default();
        json!({
            "date": date,
            "sessions": row.sessions,
            "visitors": row.visitors,
            "page_views": row.page_views,
            "orders": row.orders,
            "gross_revenue": money(row.gross_minor),
            "refunds": money(row.refunds_minor),
            "total_revenue": money(row.gross_minor - row.refunds_minor),
        })
    });
    Ok(rows.collect())
}
