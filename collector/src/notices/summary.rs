//! The week in numbers: those that the overview would show of it, asked the same way.

use serde_json::{Value, json};

use crate::reports::{Asked, Compare, Period, REPORTS, ReportError};
use crate::site::{Day, Site, date_of};
use crate::store::Reading;

const TOP_ROWS: i64 = 5;
const METRICS: [&str; 7] = [
    "total_revenue",
    "orders",
    "average_order_value",
    "sessions",
    "visitors",
    "session_conversion_rate",
    "cart_abandonment_rate",
];

/// Of the seven days before a Monday.
pub(super) fn of_week_before(
    reading: &Reading,
    site: &Site,
    monday: Day,
    now_ms: i64,
) -> Result<Value, ReportError> {
    let date = |day| date_of(day).map(|date| date.to_string());
    let (from, to) = (date(monday - 7), date(monday - 1));
    let period = Period::parse(from.as_deref(), to.as_deref())?;
    let ask = |report: &str, compare| -> Result<Value, ReportError> {
        let known = REPORTS.iter().find(|known| known.id == report);
        let asked = Asked {
            site,
            period,
            compare,
            filter: None,
            limit: TOP_ROWS,
            after: None,
            now_ms,
            query: &[],
        };
        known.map_or(Ok(Value::Null), |known| (known.answer)(reading, &asked))
    };
    let overview = ask("overview", Some(Compare::Previous))?;
    let pick = |of: &Value| -> Value {
        METRICS.iter().map(|id| ((*id).to_owned(), of[*id].clone())).collect()
    };
    Ok(json!({
        "from": from,
        "to": to,
        "numbers": pick(&overview),
        "previous": pick(&overview["previous"]),
        "products": ask("products", None)?["rows"],
        "sources": ask("sources", None)?["rows"],
    }))
}
