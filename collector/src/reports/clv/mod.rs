//! Customer lifetime value, predicted: how often a customer will order again (BG/NBD), for how much each time (Gamma-Gamma),
//! over a stated horizon and discounted to the last known day.
//!
//! * Fader, Hardie, Lee: "Counting Your Customers" the Easy Way: An Alternative to the Pareto/NBD Model. Marketing Science
//!   24 (2005).
//! * Fader, Hardie: The Gamma-Gamma Model of Monetary Value (2013).
//!
//! Time is in weeks, days / 7. Orders of one day are one purchase. Money is in units of the site's currency. Both models
//! are fitted by maximum likelihood on all customers that the shop named, as they were on the last day of the period.

mod backtest;
mod bg_nbd;
mod fit;
mod forecast;
mod gamma_gamma;
mod interval;
mod memo;
mod purchases;

use serde::Serialize;
use serde_json::{Map, Value, json};

pub(super) use forecast::Forecast;
pub(super) use purchases::{Purchases, WEEK_DAYS};

use self::forecast::DISCOUNT_PERIOD_WEEKS;
use self::interval::{DRAWS, SHARE};
use super::customers::Customers;
use super::{Asked, ReportError, divided, money_json};
use crate::store::Reading;

const DEFAULT_HORIZON_WEEKS: i64 = 52;
/// Ten years: nobody knows more.
const MAX_HORIZON_WEEKS: i64 = 520;
const DEFAULT_DISCOUNT_PER_YEAR: f64 = 0.1;
/// Fewer customers who came back than this say nothing about the others.
const MIN_REPEAT_CUSTOMERS: usize = 50;

/// Why nothing is predicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Missing {
    /// See [`MIN_REPEAT_CUSTOMERS`].
    TooFewRepeatCustomers,
    /// No parameters are the most likely ones: the customers are not as the model has them.
    PurchasesNotFitted,
    SpendNotFitted,
    /// Spends differ so much that their mean has no end.
    SpendHasNoMean,
}

/// What is predicted of the customers as they are known on that day.
pub(super) fn forecast(
    known: &Customers,
    asked: &Asked,
) -> Result<Result<Forecast, Missing>, ReportError> {
    let (horizon_weeks, discount) = (horizon_weeks(asked)?, discount_per_year(asked)?);
    let all = Purchases::of_all(known, asked.site.currency);
    Ok(Forecast::fitted(&all, horizon_weeks, discount))
}

pub(super) fn horizon_weeks(asked: &Asked) -> Result<i64, ReportError> {
    match asked.param("horizon_weeks").map(str::parse) {
        None => Ok(DEFAULT_HORIZON_WEEKS),
        Some(Ok(weeks)) if (1..=MAX_HORIZON_WEEKS).contains(&weeks) => Ok(weeks),
        Some(_) => Err(ReportError::parameter("horizon_weeks", "a number from 1 to 520")),
    }
}

fn discount_per_year(asked: &Asked) -> Result<f64, ReportError> {
    match asked.param("discount").map(str::parse) {
        None => Ok(DEFAULT_DISCOUNT_PER_YEAR),
        Some(Ok(discount)) if (0.0..=1.0).contains(&discount) => Ok(discount),
        Some(_) => Err(ReportError::parameter("discount", "a share a year from 0 to 1, like 0.1")),
    }
}

/// `clv`: the fitted models, what they predict of all customers together, and how they did on the shop's own past.
pub(super) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let known = Customers::read(reading, asked)?;
    let (horizon_weeks, discount) = (horizon_weeks(asked)?, discount_per_year(asked)?);
    let all = Purchases::of_all(&known, asked.site.currency);
    let forecast = Forecast::fitted(&all, horizon_weeks, discount);
    let fitted = forecast.as_ref().ok();
    let outlook = fitted.map(|forecast| forecast.of_all(&all));
    let repeat_customers = all.iter().filter(|one| one.repeats() > 0).count();
    let missing = forecast.as_ref().err().copied().or(fitted.and_then(Forecast::missing));

    let money = |units: f64| money_json(asked.site.money(minor(units, asked)));
    let value = outlook.as_ref().and_then(|outlook| outlook.value.as_ref());
    let per_customer = value
        .and_then(|value| divided(minor(value.expected, asked), all.len() as i64))
        .map(|minor| money_json(asked.site.money(minor)));
    let mut report = known.head(all.len());
    let mut set = |id: &str, value: Value| report.insert(id.to_owned(), value);
    set("repeat_customers", json!(repeat_customers));
    set("min_repeat_customers", json!(MIN_REPEAT_CUSTOMERS));
    set("missing", json!(missing));
    set("unit_of_time", json!("week"));
    set("horizon_weeks", json!(horizon_weeks));
    set("discount_per_year", json!(discount));
    set("discount_period_weeks", json!(DISCOUNT_PERIOD_WEEKS));
    set("purchase_model", json!(fitted.map(|forecast| forecast.purchases.said())));
    set("spend_model", json!(fitted.and_then(|forecast| forecast.spend.ok()).map(|it| it.said())));
    set("expected_purchases", json!(outlook.as_ref().map(|outlook| outlook.purchases)));
    set("new_customer_expected_purchases", json!(fitted.and_then(Forecast::of_new_customer)));
    set("clv_predicted", json!(value.map(|value| money(value.expected))));
    set("clv_predicted_low", json!(value.and_then(|value| value.low).map(money)));
    set("clv_predicted_high", json!(value.and_then(|value| value.high).map(money)));
    set("clv_predicted_per_customer", json!(per_customer));
    set(
        "interval",
        json!({
            "share": SHARE,
            "method": "what the parameters' own errors come to by the delta method, and seeded draws from what the fitted models \
                   leave open of each customer",
            "draws": DRAWS,
        }),
    );
    set("backtest", backtest::answer(&known, asked)?);
    Ok(Value::Object(report))
}

/// Rounded half away from zero.
fn minor(units: f64, asked: &Asked) -> i64 {
    (units * 10f64.powi(asked.site.currency.exponent().into())).round() as i64
}

/// A model by its name with its parameters.
fn said<const N: usize>(name: &str, parameters: [(&str, f64); N]) -> Value {
    let mut said = Map::new();
    said.insert("name".into(), json!(name));
    said.extend(parameters.map(|(name, value)| (name.to_owned(), json!(value))));
    Value::Object(said)
}
