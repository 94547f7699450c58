//! The scalar metrics of a period, by id, in one flat object.

use footfall_protocol::{Currency, Money};
use serde_json::{Map, Value, json};

use super::customers;
use super::folds::carts::CartsFold;
use super::folds::days::SeenFold;
use super::folds::totals::TotalsFold;
use super::systems::{Known, System};
use super::{Asked, ReportError, divided, money_json, ratio};
use crate::store::report::{DayTotals, SessionTotals, Unconverted};
use crate::store::segment::Segment;
use crate::store::{Reading, StoreError, Times};

pub(super) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let mut report = overview(reading, asked)?;
    if let Some(compare) = asked.compare {
        let previous = overview(reading, &asked.about(asked.period.compared(compare)))?;
        report.insert("previous".into(), Value::Object(previous));
    }
    Ok(Value::Object(report))
}

/// What the metrics are made of.
struct Totals {
    sessions: SessionTotals,
    /// And those of them with an order.
    visitors: (i64, i64),
    days: DayTotals,
    times: Times,
}

impl Totals {
    /// From sums that are kept with every event.
    fn of_all(reading: &Reading, asked: &Asked) -> Result<Self, StoreError> {
        let span = asked.span();
        let seen = reading.fold(span, None, &SeenFold)?;
        Ok(Self {
            sessions: reading.session_totals(span)?,
            visitors: seen.visitors.totals(),
            days: reading.day_totals(span)?,
            times: seen.times,
        })
    }

    fn of_segment(reading: &Reading, asked: &Asked, segment: &Segment) -> Result<Self, StoreError> {
        let found = reading.fold(asked.span(), Some(segment), &TotalsFold)?;
        let visitors = found.visitors.totals();
        Ok(Self { sessions: found.sessions, visitors, days: found.days, times: found.times })
    }
}

fn overview(reading: &Reading, asked: &Asked) -> Result<Map<String, Value>, ReportError> {
    let (site, period, span) = (asked.site, &asked.period, asked.span());
    let segment = asked.segment(reading)?;
    let Totals { sessions, visitors, days, times } = match &segment {
        Some(segment) => Totals::of_segment(reading, asked, segment)?,
        None => Totals::of_all(reading, asked)?,
    };
    let (visitors, visitors_with_order) = visitors;
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
    // A customer's orders are of no one session.
    let repeat_purchase_rate = match &segment {
        Some(_) => Value::Null,
        None => customers::repeat_purchase_rate(reading, span)?,
    };
    set("repeat_purchase_rate", repeat_purchase_rate);
    set("revenue_per_session", money_or_null(divided(total_revenue_minor, sessions.sessions)));
    set("revenue_per_visitor", money_or_null(divided(total_revenue_minor, visitors)));

    let carts = CartsFold::new(site, asked.now_ms);
    report.extend(reading.fold(span, segment.as_ref(), &carts)?.metrics(site));
    let elsewhere = match &segment {
        Some(segment) => reading.scan(span, Some(segment), None)?.unconverted(reading)?,
        None => reading.unconverted(span)?,
    };
    report.insert("unconverted".into(), elsewhere.iter().map(unconverted).collect());
    if let Some(system) = asked.param("definitions") {
        let system = System::find(system).ok_or_else(|| {
            ReportError::parameter("definitions", "footfall, matomo, ga4 or shopify")
        })?;
        if segment.is_some() {
            let words = "of all sessions only: without a filter";
            return Err(ReportError::parameter("definitions", words));
        }
        let known = Known {
            site,
            sessions: sessions.sessions,
            sessions_with_order: sessions.with_order,
            orders: days.orders,
            gross_minor: days.gross_minor,
            refunds_minor: days.refunds_minor,
            item_revenue_minor: days.item_revenue_minor,
            tax_minor: days.tax_minor,
            cart_abandonment_rate: report["cart_abandonment_rate"].as_f64(),
            checkout_abandonment_rate: report["checkout_abandonment_rate"].as_f64(),
            elsewhere: reading.elsewhere(span)?,
        };
        report.insert("as_counted_by".into(), system.counts(&known));
    }
    Ok(report)
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
