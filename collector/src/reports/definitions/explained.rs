//! Why a number is what it is, and what a session did.

use super::Unit::{Count, List, Milliseconds, Moment, Money, Object, OfMetric, Text};
use super::{Definition, dimension, metric};

pub(super) const ALL: &[Definition] = &[
    dimension("metric", "Metric", Text, "The id of the metric that is explained.", &["explain/"]),
    dimension("definition", "Definition", Object, "What the registry says of the metric.", &["explain/"]),
    dimension("filter", "Filter", Text, "The segment that was asked about; null for all sessions.", &["explain/"]),
    dimension("made_of", "Made of", List, "Metrics that this one is worked out of, each to be explained.", &["explain/"]),
    dimension("sql", "Statement", Text, "The statement of SQL that the rows come from.", &["explain/"]),
    dimension("kind", "Kind", Text, "What a row is: `session`, `order`, `refund` or `cart`.", &["explain"]),
    dimension("session", "Session", Text, "The number of a session, as `session` takes it.", &["explain"]),
    dimension("cart", "Cart", Text, "The number of a cart.", &["explain"]),
    dimension("state", "State", Text, "`active`, `abandoned`, `ordered` or `emptied`.", &["explain"]),
    dimension("active_at_ms", "Last active", Moment, "When something was last done with the cart.", &["explain"]),
    dimension("checkout_at_ms", "Checkout", Moment, "When the cart reached the checkout; null when it did not.", &["explain"]),
    dimension("abandoned_at_ms", "Abandoned", Moment, "When the cart was last abandoned; null when it never was.", &["explain"]),
    dimension("ordered_at_ms", "Ordered", Moment, "When the cart was ordered; null when it was not.", &["explain"]),
    dimension("event", "Event", Text, "What was done, by its event's name.", &["session"]),
    dimension(
        "with",
        "With",
        Text,
        "The page, the product's id, the search, the list, the promotion, or the name of an event that only this shop knows.",
        &["session"],
    ),
    metric("duration_ms", "Duration", Milliseconds, "From the session's first event to its last.", &["explain"]),
    metric("value", "Value", Money, "What was in the cart, in the site's currency.", &["explain"]),
    metric(
        "adds",
        "Adds",
        OfMetric,
        "What the row adds to the metric: summed over all rows it is the number, or what stands above its line.",
        &["explain"],
    )
    .additive(),
    metric(
        "of",
        "Of",
        Count,
        "What the row adds below the line of a share; 0 of what is none.",
        &["explain"],
    )
    .additive(),
];
