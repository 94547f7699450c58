//! Customer lifetime value as it is predicted: BG/NBD × Gamma-Gamma.

use super::Unit::{Count, Money, Number, Object, Ratio, Text};
use super::{Definition, dimension, metric};

pub(super) const ALL: &[Definition] = &[
    metric(
        "p_alive",
        "Probability of being a customer still",
        Ratio,
        "How likely the customer still orders at all, by BG/NBD.",
        &["customers"],
    )
    .formula("P(alive | frequency, recency, age)"),
    metric(
        "expected_purchases",
        "Expected purchases",
        Number,
        "Days with an order that are expected over the horizon.",
        &["customers", "clv"],
    )
    .additive(),
    metric(
        "clv_predicted",
        "Customer lifetime value to come",
        Money,
        "What is expected to be paid over the stated horizon, discounted, by BG/NBD × Gamma-Gamma fitted to the shop's own past.",
        &["customers", "clv"],
    )
    .additive(),
    metric("clv_predicted_low", "Lower bound", Money, "The lower end of the interval.", &["clv"]),
    metric("clv_predicted_high", "Upper bound", Money, "The upper end of the interval.", &["clv"]),
    metric(
        "clv_predicted_per_customer",
        "Per customer",
        Money,
        "What is expected of a customer on average.",
        &["clv"],
    )
    .formula("clv_predicted / customers"),
    metric(
        "new_customer_expected_purchases",
        "Of a new customer",
        Number,
        "Days with an order that are expected over the horizon of somebody who orders for the first time.",
        &["clv"],
    ),
    metric(
        "repeat_customers",
        "Repeat customers",
        Count,
        "Customers with orders on at least two days.",
        &["clv"],
    ),
    dimension(
        "min_repeat_customers",
        "Needed",
        Count,
        "Fewer repeat customers than this say too little to be fitted to.",
        &["clv"],
    ),
    dimension(
        "missing",
        "What is missing",
        Text,
        "Why nothing is predicted; null when something is.",
        &["clv"],
    ),
    dimension(
        "clv_predicted_missing",
        "What is missing",
        Text,
        "Why nothing is predicted; null when something is.",
        &["customers/"],
    ),
    dimension("unit_of_time", "Unit of time", Text, "In which the models count.", &["clv"]),
    dimension(
        "horizon_weeks",
        "Horizon",
        Number,
        "How far ahead is predicted, in weeks.",
        &["clv", "customers/"],
    ),
    dimension(
        "discount_per_year",
        "Discount",
        Number,
        "What a year takes off, as a share.",
        &["clv"],
    ),
    dimension(
        "discount_period_weeks",
        "Discount period",
        Number,
        "For how many weeks at a time it is taken off.",
        &["clv"],
    ),
    metric(
        "purchase_model",
        "Model of purchases",
        Object,
        "The name and the fitted parameters: r, alpha, a, b.",
        &["clv"],
    ),
    metric(
        "spend_model",
        "Model of spending",
        Object,
        "The name and the fitted parameters: p, q, v.",
        &["clv"],
    ),
    metric(
        "interval",
        "Interval",
        Object,
        "Which share of all outcomes lies between the bounds, and how that was found.",
        &["clv"],
    ),
    metric(
        "backtest",
        "Back-test",
        Object,
        "The model fitted to the first part of the past, and what it says of the rest beside what happened.",
        &["clv"],
    ),
];
