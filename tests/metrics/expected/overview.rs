//! The scalar metrics.

use serde_json::{Value, json};

use super::carts::cart_metrics;
use super::{Asked, Row, euros, median, money, ratio, row, share};
use crate::model::{Euros, Order};
use crate::shop::CURRENCIES;

pub(crate) fn overview(asked: Asked) -> Row {
    let sessions = asked.sessions();
    let count = sessions.len();
    let with_order = asked.with_order(&sessions);
    let visitors = asked.visitors(&sessions);
    let engaged = sessions.iter().filter(|(place, _)| asked.model.is_engaged(*place)).count();
    let engaged_ms: i64 = sessions.iter().map(|(_, session)| session.engaged_ms()).sum();
    let views = asked.views();
    let on_pages_ms: Vec<i64> = views.iter().map(|view| view.engaged_ms).collect();
    let orders = asked.orders();
    let sum = |of: fn(&Euros) -> i64| orders.iter().map(|(_, euros)| of(euros)).sum::<i64>();
    let (gross, refunds) = (asked.gross(), asked.refunded());
    let money_or_null = |minor: Option<i64>| minor.map_or(Value::Null, euros);
    let mut metrics = row([
        ("sessions", json!(count)),
        ("visitors", json!(visitors)),
        ("page_views", json!(views.len())),
        ("engaged_ms", json!(engaged_ms)),
        ("engaged_ms_per_session", json!(share(engaged_ms, count))),
        ("engagement_rate", ratio(engaged, count)),
        ("bounce_rate", ratio(count - engaged, count)),
        ("time_on_page_mean_ms", json!(share(on_pages_ms.iter().sum(), views.len()))),
        ("time_on_page_median_ms", json!(median(on_pages_ms))),
        ("gross_revenue", euros(gross)),
        ("refunds", euros(refunds)),
        ("total_revenue", euros(gross - refunds)),
        ("item_revenue", euros(sum(|euros| euros.value))),
        ("tax", euros(sum(|euros| euros.tax))),
        ("shipping", euros(sum(|euros| euros.shipping))),
        ("discount", euros(sum(|euros| euros.discount))),
        ("orders", json!(orders.len())),
        ("average_order_value", money_or_null(share(gross, orders.len()))),
        ("session_conversion_rate", ratio(with_order.len(), count)),
        ("visitor_conversion_rate", ratio(asked.visitors(&with_order), visitors)),
        ("revenue_per_session", money_or_null(share(gross - refunds, count))),
        ("revenue_per_visitor", money_or_null(share(gross - refunds, visitors))),
    ]);
    metrics.extend(cart_metrics(asked));
    metrics.insert("unconverted".into(), unconverted(asked));
    metrics
}

/// Orders of the period without a rate, each currency apart.
fn unconverted(asked: Asked) -> Value {
    let mut rows = Vec::new();
    for (currency, code) in CURRENCIES.iter().enumerate().skip(1) {
        let mut orders = asked.model.orders.iter().collect::<Vec<_>>();
        orders.retain(|order| order.purchase.currency == currency && order.euros.is_none());
        orders.retain(|order| !order.cancelled);
        orders.retain(|order| asked.has(order.at_ms) && asked.is_order_meant(order));
        let sum = |of: fn(&Order) -> i64| money(orders.iter().map(|o| of(o)).sum(), currency);
        if !orders.is_empty() {
            rows.push(json!({
                "currency": code,
                "orders": orders.len(),
                "gross_revenue": sum(Order::gross),
                "refunds": sum(Order::refunded),
            }));
        }
    }
    rows.into()
}
