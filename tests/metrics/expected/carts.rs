//! Carts by the day on which they were created.

use jiff::ToSpan;
use serde_json::json;

use super::{Asked, Row, euros, median, ratio, row};
use crate::model::{Cart, State};

pub(super) fn cart_metrics(asked: Asked) -> Row {
    let carts = created(asked);
    let now_ms = asked.model.now_ms;
    let count = |is: &dyn Fn(&Cart) -> bool| carts.iter().filter(|cart| is(cart)).count();
    let abandoned = count(&|cart| cart.is_abandoned(now_ms));
    let ever = count(&|cart| cart.is_abandoned(now_ms) || cart.abandoned_ms.is_some());
    let recovered = count(&|cart| cart.state == State::Ordered && cart.abandoned_ms.is_some());
    let checkouts = count(&|cart| cart.reached_checkout);
    let ordered = count(&|cart| cart.reached_checkout && cart.state == State::Ordered);
    let lost = carts.iter().filter(|cart| cart.is_abandoned(now_ms)).map(|cart| cart.value());
    let lags = carts.iter().filter_map(|cart| Some(cart.ordered_ms? - cart.abandoned_ms?));
    row([
        ("carts", json!(carts.len())),
        ("cart_abandonment_rate", ratio(abandoned, carts.len())),
        ("checkout_abandonment_rate", ratio(checkouts - ordered, checkouts)),
        ("recovered_carts", json!(recovered)),
        ("recovery_rate", ratio(recovered, ever)),
        // The median, rounded half up.
        ("recovery_lag", json!(median(lags.collect()).map(|lag| (lag + 0.5).floor() as i64))),
        ("lost_revenue", euros(lost.sum())),
    ])
}

fn created(asked: Asked<'_>) -> Vec<&Cart> {
    let all = asked.model.carts.iter();
    all.filter(|cart| asked.has(cart.created_ms) && asked.is_meant(cart.session)).collect()
}

/// The whole, and each day with its date.
pub(crate) fn carts_by_day(asked: Asked) -> (Row, Vec<Row>) {
    let counted = |asked: Asked| {
        let carts = created(asked);
        let count = |is: &dyn Fn(&Cart) -> bool| carts.iter().filter(|cart| is(cart)).count();
        let mut row = cart_metrics(asked);
        row.insert("carts_ordered".into(), json!(count(&|cart| cart.state == State::Ordered)));
        row.insert("carts_emptied".into(), json!(count(&|cart| cart.state == State::Emptied)));
        let is_abandoned = |cart: &Cart| cart.is_abandoned(asked.model.now_ms);
        row.insert("carts_abandoned".into(), json!(count(&is_abandoned)));
        row.insert("checkouts".into(), json!(count(&|cart| cart.reached_checkout)));
        row
    };
    let days = asked.from.series(1.day()).take_while(|day| *day <= asked.to);
    let days = days.map(|day| {
        let mut row = counted(asked.about(day, day));
        row.insert("date".into(), json!(day.to_string()));
        row
    });
    (counted(asked), days.collect())
}
