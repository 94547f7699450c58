//! Carts and checkouts, on the day the cart was created.

use super::Unit::{Count, Milliseconds, Money, Ratio};
use super::{Definition, metric};

pub(super) const ALL: &[Definition] = &[
    metric(
        "carts",
        "Carts",
        Count,
        "Carts created in the period; a cart survives sessions and login.",
        &["overview"],
    )
    .additive(),
    metric(
        "cart_abandonment_rate",
        "Cart abandonment rate",
        Ratio,
        "Share of the period's carts that are abandoned (left alone for the site's timeout, 60 minutes) and not ordered. An \
         emptied cart is not an abandoned one.",
        &["overview"],
    )
    .formula("carts abandoned and not ordered / carts"),
    metric(
        "checkout_abandonment_rate",
        "Checkout abandonment rate",
        Ratio,
        "Share of the period's carts that reached the checkout and were not ordered.",
        &["overview"],
    )
    .formula("1 − carts that reached begin_checkout and were ordered / carts that reached begin_checkout"),
    metric(
        "recovered_carts",
        "Recovered carts",
        Count,
        "Carts that were ordered after they had been abandoned.",
        &["overview"],
    )
    .additive(),
    metric(
        "recovery_rate",
        "Recovery rate",
        Ratio,
        "Share of the carts that were ever abandoned that were ordered after all.",
        &["overview"],
    )
    .formula("recovered_carts / carts ever abandoned"),
    metric(
        "recovery_lag",
        "Recovery lag",
        Milliseconds,
        "Median time from a cart's abandonment to its order.",
        &["overview"],
    ),
    metric(
        "lost_revenue",
        "Lost revenue",
        Money,
        "Value of the carts that are still abandoned; carts in other currencies at the rate of the day they were created, and \
         not at all without one.",
        &["overview"],
    )
    .additive(),
];
