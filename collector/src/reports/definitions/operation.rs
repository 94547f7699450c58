//! What the operator looks at.

use super::Unit::Count;
use super::{Definition, metric};

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
];
