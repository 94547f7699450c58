//! The model on the shop's own past: fitted on the first part, it predicts the rest, which is known.

use serde_json::{Value, json};

use super::bg_nbd::BgNbd;
use super::forecast::Forecast;
use super::purchases::{Purchases, WEEK_DAYS};
use crate::reports::customers::{Customer, Customers};
use crate::reports::{Asked, ReportError};
use crate::site::{Day, date_of, day_of_date};

/// Customers with so many repeats or more stand in one row: each row of the published tables has enough of them.
const MOST_REPEATS: usize = 7;

#[derive(Debug, Default, Clone, Copy)]
struct Row {
    customers: i64,
    predicted: f64,
    actual: i64,
}

/// By default the first half of the time since the first order is fitted on.
pub(super) fn answer(known: &Customers, asked: &Asked) -> Result<Value, ReportError> {
    let Some(first) = known.all().map(Customer::first_day).min() else { return Ok(Value::Null) };
    let calibrate_to = match asked.param("calibrate_to").map(str::parse) {
        None => first + (known.until - first) / 2,
        Some(Ok(date)) if (first..known.until).contains(&day_of_date(date)) => day_of_date(date),
        Some(_) => {
            let message = "a date between the first order and the last day of the period";
            return Err(ReportError::parameter("calibrate_to", message));
        }
    };
    let weeks = (known.until - calibrate_to) as f64 / WEEK_DAYS;
    let mut customers: Vec<(Purchases, i64)> = known
        .all()
        .filter_map(|customer| {
            let before = customer.until(calibrate_to)?;
            let purchases = Purchases::of(before, calibrate_to, asked.site.currency);
            Some((purchases, days_after(customer, calibrate_to)))
        })
        .collect();
    customers.sort_unstable_by(|(a, _), (b, _)| a.in_order(b));
    let seen: Vec<Purchases> = customers.iter().map(|(purchases, _)| *purchases).collect();
    let date = |day| date_of(day).map(|date| date.to_string());
    let mut report = json!({
        "calibrated_to": date(calibrate_to),
        "holdout_to": date(known.until),
        "holdout_weeks": weeks,
        "customers": seen.len(),
    });
    let forecast = match Forecast::fitted(&seen, 1, 0.0) {
        Ok(forecast) => forecast,
        Err(missing) => {
            report["missing"] = json!(missing);
            return Ok(report);
        }
    };
    let rows = rows(&forecast.purchases, &customers, weeks);
    let predicted: f64 = rows.iter().map(|row| row.predicted).sum();
    let actual: i64 = rows.iter().map(|row| row.actual).sum();
    report["missing"] = Value::Null;
    report["purchase_model"] = forecast.purchases.said();
    report["predicted_purchases"] = json!(predicted);
    report["actual_purchases"] = json!(actual);
    report["error"] = json!((actual > 0).then(|| predicted / actual as f64 - 1.0));
    let by_frequency = rows.iter().enumerate().map(|(repeats, row)| {
        json!({
            "frequency": repeats,
            "or_more": repeats == MOST_REPEATS,
            "customers": row.customers,
            "predicted_purchases": row.predicted,
            "actual_purchases": row.actual,
        })
    });
    report["by_frequency"] = by_frequency.collect();
    Ok(report)
}

/// Days with an order: what the model calls purchases.
fn days_after(customer: Customer, day: Day) -> i64 {
    let orders = customer.orders();
    let later = orders.partition_point(|order| order.day <= day);
    orders.get(later..).unwrap_or_default().chunk_by(|a, b| a.day == b.day).count() as i64
}

fn rows(model: &BgNbd, customers: &[(Purchases, i64)], weeks: f64) -> [Row; MOST_REPEATS + 1] {
    let mut rows = [Row::default(); MOST_REPEATS + 1];
    for (purchases, actual) in customers {
        let place = (purchases.repeats() as usize).min(MOST_REPEATS);
        if let Some(row) = rows.get_mut(place) {
            row.customers += 1;
            row.predicted += model.purchases(purchases, weeks);
            row.actual += actual;
        }
    }
    rows
}
