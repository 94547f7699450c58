//! What interested people: lists, promotions, searches.

use super::Unit::{Count, Money, Ratio};
use super::{Definition, metric};

pub(super) const ALL: &[Definition] = &[
    metric("searches", "Searches", Count, "How often it was sought in the shop.", &["searches"])
        .additive(),
    metric(
        "impressions",
        "Impressions",
        Count,
        "How often the list or the promotion was shown.",
        &["lists", "promotions"],
    )
    .additive(),
    metric(
        "clicks",
        "Clicks",
        Count,
        "How often something in the list, or the promotion, was chosen.",
        &["lists", "promotions"],
    )
    .additive(),
    metric(
        "click_rate",
        "Click rate",
        Ratio,
        "Clicks for each impression.",
        &["lists", "promotions"],
    )
    .formula("clicks / impressions"),
    metric(
        "sessions",
        "Sessions with it",
        Count,
        "Sessions that saw the list or the promotion, or sought it.",
        &["lists", "promotions", "searches"],
    ),
    metric(
        "orders",
        "Orders that followed",
        Count,
        "Orders of these sessions: of a list, with a product that was chosen from it; else after the click or the search.",
        &["lists", "promotions", "searches"],
    ),
    metric(
        "revenue",
        "Revenue that followed",
        Money,
        "Of a list, what the products brought that were chosen from it; else what these orders brought.",
        &["lists", "promotions", "searches"],
    ),
];
