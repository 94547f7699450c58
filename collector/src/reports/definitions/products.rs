//! Products.

use super::Unit::{Count, Money, Ratio, Units};
use super::{Definition, metric};

pub(super) const ALL: &[Definition] = &[
    metric(
        "views",
        "Views",
        Count,
        "How often the product, or one of the group, was looked at.",
        &["products", "categories", "brands"],
    )
    .additive(),
    metric(
        "adds",
        "Adds",
        Count,
        "How often it was put into a cart.",
        &["products", "categories", "brands"],
    )
    .additive(),
    metric(
        "removes",
        "Removes",
        Count,
        "How often it was taken out of one.",
        &["products", "categories", "brands"],
    )
    .additive(),
    metric(
        "orders",
        "Orders with it",
        Count,
        "Orders that are not cancelled and have the product in them, in any currency.",
        &["products", "categories", "brands"],
    ),
    metric(
        "units",
        "Units",
        Units,
        "Pieces of it that were ordered.",
        &["products", "categories", "brands"],
    )
    .additive(),
    metric(
        "revenue",
        "Product revenue",
        Money,
        "Price × pieces of its lines in orders that are not cancelled, as reported.",
        &["products", "categories", "brands"],
    )
    .additive(),
    metric(
        "refunds",
        "Refunds of it",
        Money,
        "What was paid back for it, on the day of the refund.",
        &["products", "categories", "brands"],
    )
    .additive(),
    metric(
        "add_rate",
        "Add rate",
        Ratio,
        "Share of the sessions that viewed it that also put it into a cart.",
        &["products", "categories", "brands"],
    )
    .formula("sessions that viewed and added / sessions that viewed"),
    metric(
        "buy_rate",
        "Buy rate",
        Ratio,
        "Share of the sessions that viewed it that also bought it.",
        &["products", "categories", "brands"],
    )
    .formula("sessions that viewed and bought / sessions that viewed"),
];
