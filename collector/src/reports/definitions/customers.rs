//! Customers: people whom the shop knows by a reference of its own, kept as a keyed hash.

use super::Unit::{Count, Date, Flag, Money, Number, Object, Ratio, Rows, Text};
use super::{Definition, dimension, metric};

const TABLES: &[&str] = &["customers", "rfm", "cohorts"];
const ALL_OF_THEM: &[&str] = &["customers", "rfm", "cohorts", "clv"];
const PREDICTED: &[&str] = &["customers", "clv"];

pub(super) const ALL: &[Definition] = &[
    dimension(
        "customer",
        "Customer",
        Text,
        "A person whom the shop named with an order, by a keyed hash of the name; no name can be told from it.",
        &["customers"],
    ),
    dimension("first_order", "First order", Date, "The day of the first order.", &["customers"]),
    dimension("last_order", "Last order", Date, "The day of the last order.", &["customers"]),
    dimension("group", "Group", Text, "A name for a recency and a frequency together.", &["rfm"]),
    dimension(
        "cohort",
        "Cohort",
        Text,
        "Customers by the month, or the week from Monday, of their first order.",
        &["cohorts"],
    ),
    dimension("since", "Since", Number, "How many months or weeks after the first.", &["cohorts"]),
    dimension("starts", "From", Date, "The first day of that month or week.", &["cohorts"]),
    dimension("until", "Until", Date, "The last day whose orders are known here.", ALL_OF_THEM),
    metric(
        "size",
        "Size",
        Count,
        "Customers whose first order was in the cohort's month or week.",
        &["cohorts"],
    ),
    metric(
        "customers",
        "Customers",
        Count,
        "People whom the shop named with an order that is not cancelled.",
        ALL_OF_THEM,
    ),
    metric(
        "orders_without_customer",
        "Orders without a customer",
        Count,
        "Orders that the shop named nobody with: whoever made them is a visitor, and no customer.",
        ALL_OF_THEM,
    ),
    metric("share", "Share", Ratio, "Share of all customers that are in the group.", &["rfm"])
        .formula("customers of the group / customers"),
    metric("orders", "Orders", Count, "Orders of these customers that are not cancelled.", TABLES),
    metric(
        "gross_revenue",
        "Gross revenue",
        Money,
        "What the customer paid for all orders until then.",
        &["customers"],
    ),
    metric(
        "refunds",
        "Refunds",
        Money,
        "What of these orders was paid back, whenever that was.",
        &["customers"],
    ),
    metric(
        "revenue",
        "Revenue",
        Money,
        "What these orders brought, refunds taken off whenever they were.",
        &["rfm", "cohorts"],
    )
    .formula("Σ over the orders of (gross − refunds)"),
    metric(
        "revenue_per_customer",
        "Revenue per customer",
        Money,
        "What a customer of the group has brought, on average.",
        &["rfm"],
    )
    .formula("revenue / customers"),
    metric(
        "average_order_value",
        "Average order value",
        Money,
        "What the customer paid for an order, on average, rounded half up.",
        &["customers"],
    )
    .formula("gross_revenue / orders"),
    metric(
        "repeat_purchase_rate",
        "Repeat purchase rate",
        Ratio,
        "Share of the customers with an order in the period that have at least two in it.",
        &["overview"],
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
        "rfm",
        "RFM",
        Text,
        "Quintiles of recency, frequency and monetary value; equal values get equal scores; groups have names.",
        &[],
    ),
    metric(
        "rfm_recency",
        "Recency score",
        Number,
        "1 to 5 by the share of customers whose last order is longer ago; 5 is latest.",
        &["customers"],
    ),
    metric(
        "rfm_frequency",
        "Frequency score",
        Number,
        "1 to 5 by the share of customers with fewer orders; 5 is most.",
        &["customers"],
    ),
    metric(
        "rfm_monetary",
        "Monetary score",
        Number,
        "1 to 5 by the share of customers who have brought less; 5 is most.",
        &["customers"],
    ),
    metric("rfm_group", "RFM group", Text, "The name of recency and frequency.", &["customers"]),
    metric(
        "retention",
        "Retention",
        Ratio,
        "Share of a cohort's customers who order in a later period; a period that is not over is incomplete, not 0.",
        &["cohorts"],
    )
    .formula("customers of cohort c ordering in period c + k / size of c"),
    metric(
        "incomplete",
        "Incomplete",
        Flag,
        "The month or week is not over: its numbers are those so far.",
        &["cohorts"],
    ),
    metric(
        "frequency",
        "Repeat purchases",
        Count,
        "Days with an order after the day of the first one: the model's x.",
        &["customers"],
    ),
    metric(
        "recency_weeks",
        "Recency",
        Number,
        "Weeks from the first order to the last: the model's t_x.",
        &["customers"],
    ),
    metric(
        "age_weeks",
        "Age",
        Number,
        "Weeks from the first order to the last known day: the model's T.",
        &["customers"],
    ),
    metric(
        "p_alive",
        "Probability to be alive",
        Ratio,
        "How likely it is that the customer has not left for good, by BG/NBD.",
        &["customers"],
    )
    .formula("1 / (1 + a / (b + x − 1) · ((α + T) / (α + t_x))^(r + x)), and 1 without a repeat"),
    metric(
        "expected_purchases",
        "Expected purchases",
        Number,
        "Purchases within the horizon that are expected by BG/NBD; of `clv` those of all customers.",
        PREDICTED,
    )
    .additive(),
    metric(
        "new_customer_expected_purchases",
        "Expected purchases of a new customer",
        Number,
        "Purchases within the horizon after the first one, of a customer whom nobody knows yet.",
        &["clv"],
    ),
    metric(
        "clv_predicted",
        "Customer lifetime value to come",
        Money,
        "What a customer is expected to pay over the stated horizon, discounted, by BG/NBD × Gamma-Gamma fitted to the shop's own \
         past; of `clv` all customers together.",
        PREDICTED,
    )
    .formula("Σ over periods of (expected purchases in it · expected spend / (1 + discount)^years)")
    .additive(),
    metric(
        "clv_predicted_low",
        "Low",
        Money,
        "One in ten times all customers together will bring less than this.",
        &["clv"],
    ),
    metric(
        "clv_predicted_high",
        "High",
        Money,
        "One in ten times all customers together will bring more than this.",
        &["clv"],
    ),
    metric(
        "clv_predicted_per_customer",
        "Value to come of a customer",
        Money,
        "What one customer is expected to bring, on average.",
        &["clv"],
    )
    .formula("clv_predicted / customers"),
    metric(
        "clv_predicted_missing",
        "Why nothing is predicted",
        Text,
        "`too_few_repeat_customers`, `purchases_not_fitted`, `spend_not_fitted`, `spend_has_no_mean`, or null.",
        &["customers"],
    ),
    metric(
        "missing",
        "Why nothing is predicted",
        Text,
        "`too_few_repeat_customers`, `purchases_not_fitted`, `spend_not_fitted`, `spend_has_no_mean`, or null.",
        &["clv"],
    ),
    metric(
        "repeat_customers",
        "Repeat customers",
        Count,
        "Customers who ordered again on another day.",
        &["clv"],
    ),
    metric(
        "min_repeat_customers",
        "Least repeat customers",
        Count,
        "With fewer repeat customers nothing is predicted.",
        &["clv"],
    ),
    metric("unit_of_time", "Unit of time", Text, "What the models count time in.", &["clv"]),
    metric("horizon_weeks", "Horizon", Number, "How far ahead is predicted, in weeks.", PREDICTED),
    metric(
        "discount_per_year",
        "Discount",
        Number,
        "What a year takes off what is paid a year later, as a share.",
        &["clv"],
    ),
    metric(
        "discount_period_weeks",
        "Discount period",
        Number,
        "What is paid within so many weeks is discounted as if it were paid at their end.",
        &["clv"],
    ),
    metric(
        "purchase_model",
        "Model of purchases",
        Object,
        "BG/NBD's most likely parameters r, α, a, b, in weeks.",
        &["clv"],
    ),
    metric(
        "spend_model",
        "Model of spends",
        Object,
        "Gamma-Gamma's most likely parameters p, q, v, in units of the currency, and the mean spend.",
        &["clv"],
    ),
    metric(
        "interval",
        "Interval",
        Object,
        "How often the value lies between low and high, and how that was found.",
        &["clv"],
    ),
    metric(
        "backtest",
        "Back-test",
        Object,
        "What a model fitted on the first part of the past predicted of the rest, beside what was bought.",
        &["clv"],
    ),
    metric(
        "unconverted",
        "Other currencies",
        Rows,
        "Orders of customers in a currency without a rate, by currency: in no other number.",
        ALL_OF_THEM,
    ),
];
