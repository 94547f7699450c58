//! The same metrics day by day, days without anything included.

use serde_json::{Value, json};

use super::{Asked, ReportError, money_json, rows};
use crate::store::{Reading, StoreError};

pub(super) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let mut report = rows(days(reading, asked)?.into_iter());
    if let Some(compare) = asked.compare {
        report["previous"] = days(reading, &asked.about(asked.period.compared(compare)))?.into();
    }
    Ok(report)
}

fn days(reading: &Reading, asked: &Asked) -> Result<Vec<Value>, StoreError> {
    let days = reading.timeseries(asked.span())?;
    let money = |minor| money_json(asked.site.money(minor));
    let rows = asked.period.days_and_dates().map(|(day, date)| {
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
