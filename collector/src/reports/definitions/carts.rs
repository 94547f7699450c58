//! Carts and checkouts, on the day the cart was created.

use super::Unit::{Count, Milliseconds, Money, Ratio};
use super::{Definition, metric};

pub(super) const ALL: &[Definition] = &[
    metric(
        "carts",
        "Carts",
        Count,
        "Carts created in the period; a cart survives sessions and login.",
        &["overview", "carts", "carts/"],
    )
    .additive(),
    metric(
        "cart_abandonment_rate",
        "Cart abandonment rate",
        Ratio,
        "Share of the period's carts that are abandoned (left alone for the site's timeout, 60 minutes) and not ordered. An \
         emptied cart is not an abandoned one.",
        &["overview", "carts", "carts/"],
    )
    .formula("carts abandoned and not ordered / carts"),
    metric(
        "checkout_abandonment_rate",
        "Checkout abandonment rate",
        Ratio,
        "Share of the period's carts that reached the checkout and were not ordered.",
        &["overview", "carts", "carts/"],
    )
    .formula("1 − carts that reached begin_checkout and were ordered / carts that reached begin_checkout"),
    metric(
        "recovered_carts",
        "Recovered carts",
        Count,
        "Carts that were ordered after they had been abandoned.",
        &["overview", "carts", "carts/"],
    )
    .additive(),
    metric(
        "recovery_rate",
        "Recovery rate",
        Ratio,
        "Share of the carts that were ever abandoned that were ordered after all.",
        &["overview", "carts", "carts/"],
    )
    .formula("recovered_carts / carts ever abandoned"),
    metric(
        "recovery_lag",
        "Recovery lag",
        Milliseconds,
        "Median time from a cart's abandonment to its order.",
        &["overview", "carts", "carts/"],
    ),
    metric(
        "lost_revenue",
        "Lost revenue",
        Money,
        "Value of the carts that are still abandoned; carts in other currencies at the rate of the day they were created, and \
         not at all without one.",
        &["overview", "carts", "carts/"],
    )
    .additive(),
    metric("carts_ordered", "Ordered carts", Count, "Carts that were ordered.", &["carts", "carts/"])
        .additive(),
    metric(
        "carts_emptied",
        "Emptied carts",
        Count,
        "Carts from which everything was taken out.",
        &["carts", "carts/"],
    )
    .additive(),
    metric(
        "carts_abandoned",
        "Abandoned carts",
        Count,
        "Carts that are left alone for the site's timeout and were not ordered.",
        &["carts", "carts/"],
    )
    .additive(),
    metric(
        "checkouts",
        "Checkouts",
        Count,
        "Carts that reached begin_checkout.",
        &["carts", "carts/"],
    )
    .additive(),
];
