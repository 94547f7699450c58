//! Customers: people whom the shop knows by a reference of its own, kept as a keyed hash.

use super::Unit::{Money, Ratio, Text};
use super::{Definition, metric};

pub(super) const ALL: &[Definition] = &[
    metric(
        "repeat_purchase_rate",
        "Repeat purchase rate",
        Ratio,
        "Share of the customers with an order that have at least two, as of the end of the period.",
        &["customers"],
    )
    .formula("customers with ≥ 2 orders / customers with ≥ 1"),
    metric(
        "clv_historic",
        "Customer lifetime value so far",
        Money,
        "What a customer paid for all orders that are not cancelled, less what was paid back.",
        &["customers"],
    )
    .formula("Σ over the customer's orders of (gross − refunds)")
    .additive(),
    metric(
        "clv_predicted",
        "Customer lifetime value to come",
        Money,
        "What a customer is expected to pay over the stated horizon, by BG/NBD × Gamma-Gamma fitted to the shop's own past.",
        &["customers"],
    ),
    metric(
        "rfm",
        "RFM group",
        Text,
        "Quintiles of recency, frequency and monetary value; equal values get equal scores; groups have names.",
        &["customers"],
    ),
    metric(
        "retention",
        "Retention",
        Ratio,
        "Share of a cohort's customers who order in a later period; a period that is not over is incomplete, not 0.",
        &["cohorts"],
    )
    .formula("customers of cohort c ordering in period c + k / size of c"),
    metric(
        "attributed_revenue",
        "Attributed revenue",
        Money,
        "Revenue of orders shared among the visits that led to them, by the model: last non-direct, first, linear, time decay, \
         position. The shares of an order sum up to it exactly.",
        &["attribution"],
    )
    .additive(),
];
