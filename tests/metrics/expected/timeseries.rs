//! Hour by hour, day by day, week by week, month by month.

use footfall_tests::must;
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::json;

use super::{Asked, Row, euros, ratio, row};

fn point(asked: Asked, date: String) -> Row {
    let sessions = asked.sessions();
    let (gross, refunds) = (asked.gross(), asked.refunded());
    row([
        ("date", json!(date)),
        ("sessions", json!(sessions.len())),
        ("visitors", json!(asked.visitors(&sessions))),
        ("page_views", json!(asked.views().len())),
        ("session_conversion_rate", ratio(asked.with_order(&sessions).len(), sessions.len())),
        ("orders", json!(asked.orders().len())),
        ("gross_revenue", euros(gross)),
        ("refunds", euros(refunds)),
        ("total_revenue", euros(gross - refunds)),
    ])
}

pub(crate) fn by_day(asked: Asked) -> Vec<Row> {
    pieces(asked, |day| day)
}

/// From Monday to Sunday; the first and the last as far as they lie in the period.
pub(crate) fn by_week(asked: Asked) -> Vec<Row> {
    pieces(asked, |day| {
        let mut sunday = day;
        while sunday.weekday() != Weekday::Sunday {
            sunday = must(sunday.tomorrow(), "a day");
        }
        sunday
    })
}

pub(crate) fn by_month(asked: Asked) -> Vec<Row> {
    pieces(asked, |day| day.last_of_month())
}

fn pieces(asked: Asked, end: impl Fn(Date) -> Date) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut from = asked.from;
    while from <= asked.to {
        let to = end(from).min(asked.to);
        rows.push(point(asked.about(from, to), from.to_string()));
        from = must(to.tomorrow(), "a day");
    }
    rows
}

/// Each hour after a day's beginning, by the shop's clock. Under a filter a page view is of its session's first hour.
pub(crate) fn by_hour(asked: Asked) -> Vec<Row> {
    let hour = SignedDuration::from_hours(1);
    let zone = &asked.model.zone;
    let mut rows = Vec::new();
    for day in asked.from.series(1.day()).take_while(|day| *day <= asked.to) {
        let of_day = asked.about(day, day);
        let begin = |day: Date| must(day.to_zoned(zone.clone()), "a day").timestamp();
        let (mut from, end) = (begin(day), begin(must(day.tomorrow(), "a day")));
        while from < end {
            let to = must(from.checked_add(hour), "an hour");
            rows.push(hour_of(of_day, from, to));
            from = to;
        }
    }
    rows
}

fn hour_of(asked: Asked, from: Timestamp, to: Timestamp) -> Row {
    let has = |at_ms: i64| (from.as_millisecond()..to.as_millisecond()).contains(&at_ms);
    let mut sessions = asked.sessions();
    sessions.retain(|(_, session)| has(session.started_ms()));
    let mut orders = asked.orders();
    orders.retain(|(order, _)| has(order.at_ms));
    let gross: i64 = orders.iter().map(|(_, euros)| euros.gross).sum();
    let mut refunded = 0;
    for order in &asked.model.orders {
        let all = order.counted().into_iter().flat_map(|euros| &euros.refunds);
        let here = all.filter(|refund| has(refund.at_ms) && asked.has(refund.at_ms));
        if asked.is_order_meant(order) {
            refunded += here.map(|refund| refund.amount).sum::<i64>();
        }
    }
    let mut views: usize = sessions.iter().map(|(_, session)| session.views().len()).sum();
    if asked.only.is_none() {
        views = asked.views().iter().filter(|view| has(view.at_ms)).count();
    }
    let date = from.to_zoned(asked.model.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z");
    row([
        ("date", json!(date.to_string())),
        ("sessions", json!(sessions.len())),
        ("visitors", json!(asked.visitors(&sessions))),
        ("page_views", json!(views)),
        ("session_conversion_rate", ratio(asked.with_order(&sessions).len(), sessions.len())),
        ("orders", json!(orders.len())),
        ("gross_revenue", euros(gross)),
        ("refunds", euros(refunded)),
        ("total_revenue", euros(gross - refunded)),
    ])
}
