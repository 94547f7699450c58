//! Customers: people whom the shop knows by a reference of its own, kept as a keyed hash.

use super::Unit::{Count, Date, Flag, Money, Number, Ratio, Rows, Text};
use super::{Definition, dimension, metric};

const HEADS: &[&str] = &["customers/", "rfm/", "cohorts/", "clv"];

pub(super) const ALL: &[Definition] = &[
    dimension("customer", "Customer", Text, "A token of the customer, from the keyed hash.", &["customers"]),
    dimension("first_order", "First order", Date, "The day of the customer's first order.", &["customers"]),
    dimension("last_order", "Last order", Date, "The day of the customer's last order.", &["customers"]),
    dimension("until", "Until", Date, "The last day that is counted: of the period, or today.", HEADS),
    metric(
        "customers",
        "Customers",
        Count,
        "People known by the shop's reference, with an order that is not cancelled.",
        &["customers/", "rfm", "rfm/", "cohorts", "cohorts/", "clv", "/map"],
    ),
    metric(
        "orders_without_customer",
        "Orders without a customer",
        Count,
        "Orders of nobody the shop named: in no number about customers.",
        HEADS,
    ),
    metric(
        "repeat_purchase_rate",
        "Repeat purchase rate",
        Ratio,
        "Share of the customers with an order that have at least two, as of the end of the period.",
        &["overview", "customers/"],
    )
    .formula("customers with ≥ 2 orders / customers with ≥ 1"),
    metric(
        "orders",
        "Orders of customers",
        Count,
        "Orders of customers that are not cancelled, in the site's currency or with a rate.",
        &["customers", "rfm", "cohorts", "/map", "attribution", "attribution/"],
    ),
    metric(
        "gross_revenue",
        "Gross revenue of the customer",
        Money,
        "What the customer paid for all orders that are not cancelled.",
        &["customers"],
    ),
    metric(
        "refunds",
        "Refunds of the customer",
        Money,
        "What was paid back to the customer.",
        &["customers"],
    ),
    metric(
        "revenue",
        "Revenue of customers",
        Money,
        "What customers paid for orders that are not cancelled, less what was paid back.",
        &["rfm", "cohorts", "/map"],
    ),
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
        "average_order_value",
        "Average order value of the customer",
        Money,
        "What the customer's orders come to on average, refunds not taken off.",
        &["customers"],
    )
    .formula("gross_revenue / orders"),
    metric(
        "rfm",
        "RFM group",
        Text,
        "Quintiles of recency, frequency and monetary value; equal values get equal scores; groups have names.",
        &[],
    ),
    metric(
        "rfm_recency",
        "Recency score",
        Count,
        "1 to 5, by quintile of the day of the last order; 5 is the latest.",
        &["customers"],
    ),
    metric(
        "rfm_frequency",
        "Frequency score",
        Count,
        "1 to 5, by quintile of the number of orders; 5 is the most.",
        &["customers"],
    ),
    metric(
        "rfm_monetary",
        "Monetary score",
        Count,
        "1 to 5, by quintile of the value so far; 5 is the most.",
        &["customers"],
    ),
    dimension("rfm_group", "RFM group", Text, "The name of the customer's group.", &["customers"]),
    dimension("group", "Group", Text, "The name of a group of recency and frequency.", &["rfm", "/map"]),
    dimension("recency", "Recency score", Count, "1 to 5 of the cell; 5 is the latest.", &["/map"]),
    dimension("frequency", "Frequency score", Count, "1 to 5 of the cell; 5 is the most.", &["/map"]),
    metric("share", "Share", Ratio, "Share of the customers that are in the group.", &["rfm"])
        .formula("customers / all customers"),
    metric(
        "revenue_per_customer",
        "Revenue per customer",
        Money,
        "Mean revenue of the group's customers.",
        &["rfm"],
    )
    .formula("revenue / customers"),
    metric("map", "Map", Rows, "The five by five cells of recency and frequency.", &["rfm/"]),
    dimension("by", "By", Text, "The length of a cohort's periods: `month` or `week`.", &["cohorts/"]),
    dimension("cohort", "Cohort", Text, "The month or week of its customers' first order.", &["cohorts"]),
    dimension("starts", "Starts", Date, "The first day of the month or week that the cell is about.", &["cohorts"]),
    dimension("since", "Periods since", Count, "How many periods after the first; 0 for the first itself.", &["cohorts"]),
    dimension("incomplete", "Incomplete", Flag, "Whether the cell's period is not over yet.", &["cohorts"]),
    metric("size", "Size", Count, "Customers of the cohort.", &["cohorts"]),
    metric(
        "retention",
        "Retention",
        Ratio,
        "Share of a cohort's customers who order in a later period; null while the period is not over, never 0.",
        &["cohorts"],
    )
    .formula("customers of cohort c ordering in period c + k / size of c"),
    metric(
        "attributed_revenue",
        "Attributed revenue",
        Money,
        "Revenue of orders shared among the visits that led to them, by five models side by side. The shares of an order sum up \
         to it exactly.",
        &[],
    )
    .additive(),
    metric(
        "last_non_direct",
        "By the last visit that was not direct",
        Money,
        "Revenue of which all goes to the last visit that was not direct; to the last one where all were.",
        &["attribution"],
    )
    .additive(),
    metric("first", "By the first visit", Money, "Revenue of which all goes to the first visit.", &["attribution"])
        .additive(),
    metric("linear", "Linear", Money, "Revenue of which each visit gets the same.", &["attribution"]).additive(),
    metric(
        "time_decay",
        "By time",
        Money,
        "Revenue of which a visit gets half as much as one a week later.",
        &["attribution"],
    )
    .additive(),
    metric(
        "position",
        "By position",
        Money,
        "Revenue of which the first and the last visit get 40 % each, and those between them share 20 %.",
        &["attribution"],
    )
    .additive(),
    metric(
        "revenue",
        "Revenue to attribute",
        Money,
        "Revenue of the period's orders less what was paid back: what each model sums up to.",
        &["attribution/"],
    )
    .formula("gross_revenue − refunds"),
    dimension(
        "look_back_days",
        "Look-back",
        Count,
        "Days before an order in which a visit may have begun that led to it.",
        &["attribution/"],
    ),
    dimension("default_model", "Default model", Text, "The model that is meant when none is named.", &["attribution/"]),
    metric("frequency", "Repeat purchases", Count, "Days with an order after the first.", &["customers"]),
    metric(
        "recency_weeks",
        "Recency",
        Number,
        "Weeks from the customer's first day with an order to the last.",
        &["customers"],
    ),
    metric("age_weeks", "Age", Number, "Weeks since the customer's first order.", &["customers"]),
];
