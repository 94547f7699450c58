//! Which visits an order's revenue is due to.

use super::Unit::{Count, Money, Rows, Text};
use super::{Definition, dimension, metric};

const HERE: &[&str] = &["attribution"];

pub(super) const ALL: &[Definition] = &[
    dimension(
        "source",
        "Source",
        Text,
        "Where the visit came from: utm_source, a known referrer or its host, `(direct)`; `(not set)` of orders that no visit is \
         known of.",
        HERE,
    ),
    dimension("medium", "Medium", Text, "By which kind of link the visit came.", HERE),
    dimension("campaign", "Campaign", Text, "The visit's campaign: utm_campaign.", HERE),
    metric(
        "orders",
        "Orders",
        Count,
        "Orders of the period with a visit from there within the look-back before them; an order may be in several rows.",
        HERE,
    ),
    metric(
        "attributed_revenue",
        "Attributed revenue",
        Money,
        "Revenue of orders shared among the visits that led to them, by the model: last non-direct, first, linear, time decay, \
         position. The shares of an order sum up to it exactly.",
        &[],
    )
    .additive(),
    metric(
        "last_non_direct",
        "Last non-direct",
        Money,
        "All revenue to the last visit that is not direct, or to the last one where all are.",
        HERE,
    )
    .additive(),
    metric("first", "First", Money, "All revenue to the first visit.", HERE).additive(),
    metric("linear", "Linear", Money, "The same part of the revenue to each visit.", HERE).additive(),
    metric(
        "time_decay",
        "Time decay",
        Money,
        "Revenue by weight: half as much for each seven days that a visit was before the order.",
        HERE,
    )
    .additive(),
    metric(
        "position",
        "Position",
        Money,
        "40 % of the revenue to the first visit, 40 % to the last, 20 % among those between; half to each of two.",
        HERE,
    )
    .additive(),
    metric(
        "path",
        "Path",
        Rows,
        "The visits that led to the order, by time: when they began, from where, on which page.",
        &["orders"],
    ),
];
