//! `customers`: those who ordered in the period, one by one, by their historic value; what is said of each is of all their
//! orders until then.

use serde_json::{Map, Value, json};

use super::recency::{Scores, scores};
use super::{Customer, Customers, date_text, token};
use crate::reports::clv::{self, Forecast, Purchases, WEEK_DAYS};
use crate::reports::paging::{Key, Sorting};
use crate::reports::{Asked, ReportError, divided, money_json};
use crate::site::Day;
use crate::store::Reading;

/// What the table can be sorted by.
#[derive(Debug, Clone, Copy)]
struct Listed {
    /// Among all customers.
    place: usize,
    id: i64,
    first_day: Day,
    last_day: Day,
    orders: i64,
    gross_minor: i64,
    net_minor: i64,
    scores: Scores,
}

const CUSTOMERS: Sorting<Listed> = Sorting {
    columns: &[
        ("clv_historic", |one| Key::count(one.net_minor)),
        ("first_order", |one| Key::count(one.first_day)),
        ("last_order", |one| Key::count(one.last_day)),
        ("orders", |one| Key::count(one.orders)),
        ("gross_revenue", |one| Key::count(one.gross_minor)),
        ("refunds", |one| Key::count(one.gross_minor - one.net_minor)),
        ("average_order_value", |one| Key::ratio(Some(one.gross_minor as f64 / one.orders as f64))),
        ("rfm_recency", |one| Key::count(one.scores.recency.into())),
        ("rfm_frequency", |one| Key::count(one.scores.frequency.into())),
        ("rfm_monetary", |one| Key::count(one.scores.monetary.into())),
    ],
    about: |one| token(one.id),
};

pub(in crate::reports) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let known = Customers::read(reading, asked)?;
    let customers: Vec<Customer> = known.all().collect();
    let forecast = clv::forecast(&known, asked)?;
    let ordered = |customer: Customer| {
        let days = asked.period.first()..=asked.period.last();
        customer.orders().iter().any(|order| days.contains(&order.day))
    };
    let listed: Vec<Listed> = customers
        .iter()
        .zip(scores(&customers))
        .enumerate()
        .filter(|(_, (customer, _))| ordered(**customer))
        .map(|(place, (customer, scores))| Listed::of(place, *customer, scores))
        .collect();
    let mut report = known.head(listed.len());
    report.insert("horizon_weeks".into(), json!(clv::horizon_weeks(asked)?));
    report.insert("clv_predicted_missing".into(), json!(forecast.as_ref().err()));
    let (listed, next) = CUSTOMERS.cut(listed, asked)?;
    let rows = listed.iter().filter_map(|one| {
        let customer = customers.get(one.place)?;
        let purchases = Purchases::of(*customer, known.until, asked.site.currency);
        Some(row(one, &purchases, forecast.as_ref().ok(), asked))
    });
    report.insert("rows".into(), rows.collect());
    report.insert("next".into(), json!(next));
    Ok(Value::Object(report))
}

impl Listed {
    fn of(place: usize, customer: Customer, scores: Scores) -> Self {
        Self {
            place,
            id: customer.id(),
            first_day: customer.first_day(),
            last_day: customer.last_day(),
            orders: customer.orders().len() as i64,
            gross_minor: customer.gross_minor(),
            net_minor: customer.net_minor(),
            scores,
        }
    }
}

/// What is not predicted is null, and why stands beside the rows.
fn row(one: &Listed, purchases: &Purchases, forecast: Option<&Forecast>, asked: &Asked) -> Value {
    let money = |minor| money_json(asked.site.money(minor));
    let weeks = |days: i64| days as f64 / WEEK_DAYS;
    let predicted = forecast.map(|forecast| forecast.of(purchases));
    let predicted_minor = predicted.as_ref().and_then(|one| one.value_minor(asked.site.currency));
    let mut row = Map::new();
    let mut set = |id: &str, value: Value| row.insert(id.to_owned(), value);
    set("customer", json!(token(one.id)));
    set("first_order", json!(date_text(one.first_day)));
    set("last_order", json!(date_text(one.last_day)));
    set("orders", json!(one.orders));
    set("gross_revenue", money(one.gross_minor));
    set("refunds", money(one.gross_minor - one.net_minor));
    set("clv_historic", money(one.net_minor));
    set("average_order_value", json!(divided(one.gross_minor, one.orders).map(money)));
    set("rfm_recency", json!(one.scores.recency));
    set("rfm_frequency", json!(one.scores.frequency));
    set("rfm_monetary", json!(one.scores.monetary));
    set("rfm_group", json!(one.scores.group()));
    set("frequency", json!(purchases.repeats()));
    set("recency_weeks", json!(weeks(purchases.recency_days())));
    set("age_weeks", json!(weeks(purchases.age_days())));
    set("p_alive", json!(predicted.as_ref().map(|one| one.p_alive)));
    set("expected_purchases", json!(predicted.as_ref().map(|one| one.purchases)));
    set("clv_predicted", json!(predicted_minor.map(money)));
    Value::Object(row)
}
