//! Orders, refunds, and what is worked out of them.

use super::Unit::{Count, Date, Flag, Moment, Money, Object, Ratio, Rows, Text};
use super::{Definition, dimension, metric};

pub(super) const ALL: &[Definition] = &[
    metric(
        "orders",
        "Orders",
        Count,
        "Distinct orders that are not cancelled, by the shop's order id, on their own day. Orders in a currency without a \
         rate are under `unconverted`.",
        &["overview", "timeseries", "coupons", "sources", "mediums", "campaigns", "referrers", "landing-pages", "exit-pages", "countries", "devices", "/unconverted", "explain"],
    )
    .additive(),
    metric(
        "gross_revenue",
        "Gross revenue",
        Money,
        "What customers paid for orders that are not cancelled, tax and shipping included, on the order's day; orders in other \
         currencies at the euro's reference rate of that day.",
        &["overview", "timeseries", "coupons", "sources", "mediums", "campaigns", "referrers", "landing-pages", "exit-pages", "countries", "devices", "/unconverted", "attribution/"],
    )
    .formula("Σ total of orders")
    .additive(),
    metric(
        "refunds",
        "Refunds",
        Money,
        "What was paid back, on the day of the refund, at the rate of its order.",
        &["overview", "timeseries", "sources", "mediums", "campaigns", "referrers", "landing-pages", "exit-pages", "countries", "devices", "/unconverted", "attribution/"],
    )
    .formula("Σ amount of refunds")
    .additive(),
    metric(
        "total_revenue",
        "Total revenue",
        Money,
        "What customers paid and was not paid back.",
        &["overview", "timeseries", "sources", "mediums", "campaigns", "referrers", "landing-pages", "exit-pages", "countries", "devices"],
    )
    .formula("gross_revenue − refunds")
    .additive(),
    metric(
        "item_revenue",
        "Item revenue",
        Money,
        "The value of the items as reported, after discounts: without shipping, and without tax unless prices include it.",
        &["overview"],
    )
    .additive(),
    metric("tax", "Tax", Money, "Tax of orders, as reported.", &["overview"]).additive(),
    metric("shipping", "Shipping", Money, "Shipping of orders, as reported.", &["overview"]).additive(),
    metric(
        "discount",
        "Discount",
        Money,
        "Discounts of orders and their items, as reported; already taken off the revenue.",
        &["overview", "coupons"],
    )
    .additive(),
    metric(
        "average_order_value",
        "Average order value",
        Money,
        "What an order comes to, tax and shipping included, refunds not taken off; rounded half up.",
        &["overview", "sources", "mediums", "campaigns", "referrers", "landing-pages", "exit-pages", "countries", "devices"],
    )
    .formula("gross_revenue / orders"),
    metric(
        "session_conversion_rate",
        "Session conversion rate",
        Ratio,
        "Share of sessions with at least one order.",
        &["overview", "timeseries", "sources", "mediums", "campaigns", "referrers", "landing-pages", "exit-pages", "countries", "devices"],
    )
    .formula("sessions with ≥ 1 order / sessions"),
    metric(
        "visitor_conversion_rate",
        "Visitor conversion rate",
        Ratio,
        "Share of visitors with at least one order.",
        &["overview"],
    )
    .formula("visitors with ≥ 1 order / visitors"),
    metric(
        "revenue_per_session",
        "Revenue per session",
        Money,
        "Total revenue for each session of the period, rounded half up.",
        &["overview"],
    )
    .formula("total_revenue / sessions"),
    metric(
        "revenue_per_visitor",
        "Revenue per visitor",
        Money,
        "Total revenue for each visitor of the period, rounded half up.",
        &["overview"],
    )
    .formula("total_revenue / visitors"),
    metric(
        "unconverted",
        "In other currencies",
        Rows,
        "Orders in a currency for whose day no rate was imported, by currency: in no other number.",
        &["overview", "customers/", "rfm/", "cohorts/", "clv", "attribution/"],
    ),
    metric(
        "as_counted_by",
        "As another system counts",
        Object,
        "Revenue, conversion, order value and abandonment by the definitions of another system, and why they differ; with \
         `definitions=`.",
        &["overview"],
    ),
    metric(
        "total",
        "Total",
        Money,
        "What the customer paid for the order, in its own currency, tax and shipping included.",
        &["orders"],
    ),
    metric("refunded", "Refunded", Money, "What was paid back of the order, in its currency.", &["orders"]),
    metric(
        "converted_total",
        "Total in the site's currency",
        Money,
        "The order's total at the rates of its day; null while there are none.",
        &["orders"],
    ),
    metric(
        "converted_refunded",
        "Refunded in the site's currency",
        Money,
        "What was paid back, at the rates of the order's day; null while there are none.",
        &["orders"],
    ),
    dimension(
        "rate_date",
        "Date of the rates",
        Date,
        "When the rates were published that the order was exchanged at: on its day, or at most seven days before.",
        &["orders"],
    ),
    dimension(
        "rate_per_euro",
        "Rate",
        Text,
        "Units of the order's currency for one euro, as decimal text; null for the site's own currency.",
        &["orders"],
    ),
    dimension(
        "site_rate_per_euro",
        "Rate of the site's currency",
        Text,
        "Units of the site's currency for one euro, as decimal text; null for the site's own currency.",
        &["orders"],
    ),
    dimension(
        "cancelled_at_ms",
        "Cancelled at",
        Moment,
        "When the order was cancelled; null when it was not.",
        &["orders"],
    ),
    dimension(
        "verified",
        "Verified",
        Flag,
        "Whether the shop's server sent or signed the order; else a browser reported it.",
        &["orders"],
    ),
    dimension(
        "verified_by",
        "Verified by",
        Text,
        "`server` or `signature`; null when only a browser reported it.",
        &["orders"],
    ),
    metric(
        "reported",
        "Reported by a browser",
        Money,
        "What the first browser said that a verified order came to.",
        &["orders"],
    ),
    metric(
        "difference",
        "Difference",
        Money,
        "What a verified order is more than a browser said; null across currencies.",
        &["orders"],
    )
    .formula("total − reported"),
];
