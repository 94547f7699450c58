//! The scalar metrics of a period, by id, in one flat object.

use footfall_protocol::{Currency, Money};
use serde_json::{Map, Value, json};

use super::customers;
use super::{Asked, ReportError, divided, median, money_json, ratio};
use crate::site::Site;
use crate::store::report::{CartRow, Unconverted};
use crate::store::{Reading, StoreError};

pub(super) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let mut report = overview(reading, asked)?;
    if let Some(compare) = asked.compare {
        let previous = overview(reading, &asked.about(asked.period.compared(compare)))?;
        report.insert("previous".into(), Value::Object(previous));
    }
    Ok(Value::Object(report))
}

fn overview(reading: &Reading, asked: &Asked) -> Result<Map<String, Value>, StoreError> {
    let (site, period, span) = (asked.site, &asked.period, asked.span());
    let sessions = reading.session_totals(span)?;
    let (visitors, visitors_with_order) = reading.visitors(span)?;
    let days = reading.day_totals(span)?;
    let times = reading.times(span)?;
    let total_revenue_minor = days.gross_minor - days.refunds_minor;

    let mut report = period.head(site);
    let mut set = |id: &str, value: Value| {
        report.insert(id.to_owned(), value);
    };
    let money = |minor| money_json(site.money(minor));
    let money_or_null = |minor: Option<i64>| minor.map_or(Value::Null, money);

    set("sessions", json!(sessions.sessions));
    set("visitors", json!(visitors));
    let one_day = period.first() == period.last();
    set("visitors_method", json!(if one_day { "distinct" } else { "sum_of_daily" }));
    set("page_views", json!(days.page_views));
    set("engaged_ms", json!(sessions.engaged_ms));
    set("engaged_ms_per_session", json!(divided(sessions.engaged_ms, sessions.sessions)));
    set("engagement_rate", json!(ratio(sessions.engaged_sessions, sessions.sessions)));
    set(
        "bounce_rate",
        json!(ratio(sessions.sessions - sessions.engaged_sessions, sessions.sessions)),
    );
    set("time_on_page_median_ms", json!(times.median_ms()));
    set("time_on_page_mean_ms", json!(divided(days.page_engaged_ms, days.page_views)));

    set("gross_revenue", money(days.gross_minor));
    set("refunds", money(days.refunds_minor));
    set("total_revenue", money(total_revenue_minor));
    set("item_revenue", money(days.item_revenue_minor));
    set("tax", money(days.tax_minor));
    set("shipping", money(days.shipping_minor));
    set("discount", money(days.discount_minor));
    set("orders", json!(days.orders));
    set("average_order_value", money_or_null(divided(days.gross_minor, days.orders)));
    set("session_conversion_rate", json!(ratio(sessions.with_order, sessions.sessions)));
    set("visitor_conversion_rate", json!(ratio(visitors_with_order, visitors)));
    set("repeat_purchase_rate", customers::repeat_purchase_rate(reading, span)?);
    set("revenue_per_session", money_or_null(divided(total_revenue_minor, sessions.sessions)));
    set("revenue_per_visitor", money_or_null(divided(total_revenue_minor, visitors)));

    report.extend(cart_metrics(&reading.carts(span, asked.now_ms)?, site));
    report
        .insert("unconverted".into(), reading.unconverted(span)?.iter().map(unconverted).collect());
    Ok(report)
}

/// Of the carts created in the period.
fn cart_metrics(carts: &[CartRow], site: &Site) -> Map<String, Value> {
    let count = |is: &dyn Fn(&CartRow) -> bool| carts.iter().filter(|cart| is(cart)).count() as i64;
    let abandoned = count(&|cart| cart.is_abandoned);
    let ever_abandoned = count(&|cart| cart.is_abandoned || cart.was_abandoned);
    let recovered = count(&|cart| cart.ordered && cart.was_abandoned);
    let checkouts = count(&|cart| cart.reached_checkout);
    let checkouts_ordered = count(&|cart| cart.reached_checkout && cart.ordered);
    let mut lags_ms: Vec<i64> = carts.iter().filter_map(|cart| cart.recovery_ms).collect();
    lags_ms.sort_unstable();
    let lost_minor =
        carts.iter().filter(|cart| cart.is_abandoned).map(|cart| cart.value_minor).sum();

    let mut metrics = Map::new();
    metrics.insert("carts".into(), json!(carts.len()));
    metrics.insert("cart_abandonment_rate".into(), json!(ratio(abandoned, carts.len() as i64)));
    metrics.insert(
        "checkout_abandonment_rate".into(),
        json!(ratio(checkouts - checkouts_ordered, checkouts)),
    );
    metrics.insert("recovered_carts".into(), json!(recovered));
    metrics.insert("recovery_rate".into(), json!(ratio(recovered, ever_abandoned)));
    metrics.insert("recovery_lag".into(), json!(median(&lags_ms)));
    metrics.insert("lost_revenue".into(), money_json(site.money(lost_minor)));
    metrics
}

/// Orders in a currency that is not the site's: shown apart, in no total.
pub(super) fn unconverted(row: &Unconverted) -> Value {
    let money = |minor| match Currency::parse(&row.currency) {
        Ok(currency) => money_json(Money { minor, currency }),
        Err(_) => Value::Null,
    };
    json!({
        "currency": row.currency,
        "orders": row.orders,
        "gross_revenue": money(row.gross_minor),
        "refunds": money(row.refunds_minor),
    })
}
