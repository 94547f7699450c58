//! What the operator looks at, and who writes a filter.

use super::Unit::{Count, Text};
use super::{Definition, dimension, metric};

pub(super) const ALL: &[Definition] = &[
    metric(
        "count",
        "Count",
        Count,
        "How often something was refused, filtered or corrected for this reason.",
        &["drops"],
    )
    .additive(),
    metric("events", "Events", Count, "Events that the bot sent in the period.", &["bots"])
        .additive(),
    metric(
        "counted_events",
        "Counted events",
        Count,
        "Those of them that were counted after all, as somebody said so.",
        &["bots"],
    )
    .additive(),
    metric(
        "kept_events",
        "Kept events",
        Count,
        "Events of the bot that are kept and can still be counted, of whichever day.",
        &["bots"],
    ),
    dimension("value", "Value", Text, "A value of the dimension that was asked for.", &["values"]),
    metric(
        "times",
        "Times",
        Count,
        "How often it was met, to put the frequent before the rare: in sessions, page views, orders, or in what was done with \
         products; of what only trails know in the newest sessions.",
        &["values"],
    ),
];
