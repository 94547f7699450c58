//! `customers`: those who ordered in the period, one by one, by their historic value; what is said of each is of all their
//! orders until then.

use serde_json::{Map, Value, json};

use super::recency::{Scores, scores};
use super::{Customer, Customers, date_text, page, token};
use crate::reports::clv::{self, Forecast, Purchases, WEEK_DAYS};
use crate::reports::{Asked, ReportError, divided, money_json};
use crate::store::Reading;

pub(in crate::reports) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let known = Customers::read(reading, asked)?;
    let customers: Vec<Customer> = known.all().collect();
    let forecast = clv::forecast(&known, asked)?;
    let ordered = |customer: Customer| {
        let days = asked.period.first()..=asked.period.last();
        customer.orders().iter().any(|order| days.contains(&order.day))
    };
    let mut listed: Vec<(Customer, Scores)> =
        customers.iter().copied().zip(scores(&customers)).collect();
    listed.retain(|(customer, _)| ordered(*customer));
    listed.sort_by_cached_key(|(customer, _)| place(*customer));
    let count = listed.len();
    let (rows, next) = page(
        listed,
        asked,
        |(customer, _)| cursor(place(*customer)),
        |(customer, _), after| Some(place(*customer) > place_of(after)?),
    )?;
    let rows = rows.into_iter().map(|(customer, scores)| {
        row(customer, scores, forecast.as_ref().ok(), known.until, asked)
    });
    let rows: Vec<Value> = rows.collect();
    let mut report = known.head(count);
    report.insert("horizon_weeks".into(), json!(clv::horizon_weeks(asked)?));
    report.insert("clv_predicted_missing".into(), json!(forecast.as_ref().err()));
    report.insert("rows".into(), json!(rows));
    report.insert("next".into(), json!(next));
    Ok(Value::Object(report))
}

/// `frequency`: days with an order after the first one. What is not predicted is null, and why stands beside the rows.
fn row(
    customer: Customer,
    scores: Scores,
    forecast: Option<&Forecast>,
    until: i64,
    asked: &Asked,
) -> Value {
    let money = |minor| money_json(asked.site.money(minor));
    let orders = customer.orders().len() as i64;
    let (gross_minor, net_minor) = (customer.gross_minor(), customer.net_minor());
    let purchases = Purchases::of(customer, until, asked.site.currency);
    let weeks = |days: i64| days as f64 / WEEK_DAYS;
    let predicted = forecast.map(|forecast| forecast.of(&purchases));
    let predicted_minor = predicted.as_ref().and_then(|one| one.value_minor(asked.site.currency));
    let mut row = Map::new();
    let mut set = |id: &str, value: Value| row.insert(id.to_owned(), value);
    set("customer", json!(token(customer.id())));
    set("first_order", json!(date_text(customer.first_day())));
    set("last_order", json!(date_text(customer.last_day())));
    set("orders", json!(orders));
    set("gross_revenue", money(gross_minor));
    set("refunds", money(gross_minor - net_minor));
    set("clv_historic", money(net_minor));
    set("average_order_value", json!(divided(gross_minor, orders).map(money)));
    set("rfm_recency", json!(scores.recency));
    set("rfm_frequency", json!(scores.frequency));
    set("rfm_monetary", json!(scores.monetary));
    set("rfm_group", json!(scores.group()));
    set("frequency", json!(purchases.repeats()));
    set("recency_weeks", json!(weeks(purchases.recency_days())));
    set("age_weeks", json!(weeks(purchases.age_days())));
    set("p_alive", json!(predicted.as_ref().map(|one| one.p_alive)));
    set("expected_purchases", json!(predicted.as_ref().map(|one| one.purchases)));
    set("clv_predicted", json!(predicted_minor.map(money)));
    Value::Object(row)
}

/// By value, most first.
fn place(customer: Customer) -> (i64, i64) {
    (-customer.net_minor(), customer.id())
}

fn cursor((less_minor, customer): (i64, i64)) -> String {
    format!("{less_minor}.{}", token(customer))
}

/// From a cursor that was given out.
fn place_of(cursor: &str) -> Option<(i64, i64)> {
    let (less_minor, customer) = cursor.split_once('.')?;
    Some((less_minor.parse().ok()?, i64::from_str_radix(customer, 16).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_a_place_and_nothing_else_is() {
        for place in [(-12_050, 7), (300, i64::MAX), (0, 0)] {
            assert_eq!(place_of(&cursor(place)), Some(place));
        }
        for wrong in ["", "1", "1.g", "x.1", "1.1.1"] {
            assert_eq!(place_of(wrong), None, "{wrong}");
        }
    }
}
