//! As others count it: the overview's headline numbers by the definitions of other systems, from what Footfall measured
//! itself. Their sampling, modelling and ways of cutting sessions are not imitated.

use serde_json::{Map, Value, json};

use super::{divided, money_json, ratio};
use crate::site::Site;
use crate::store::report_elsewhere::Elsewhere;

/// A system and what its words mean, each in one sentence that says why it differs.
#[derive(Debug)]
pub struct System {
    pub id: &'static str,
    pub name: &'static str,
    /// By the id of the metric.
    pub notes: &'static [(&'static str, &'static str)],
    count: fn(&Known) -> Counts,
}

/// What all of them count from.
#[derive(Debug)]
pub(super) struct Known<'a> {
    pub(super) site: &'a Site,
    pub(super) sessions: i64,
    pub(super) sessions_with_order: i64,
    pub(super) orders: i64,
    pub(super) gross_minor: i64,
    pub(super) refunds_minor: i64,
    pub(super) item_revenue_minor: i64,
    pub(super) tax_minor: i64,
    /// Footfall's own.
    pub(super) cart_abandonment_rate: Option<f64>,
    pub(super) checkout_abandonment_rate: Option<f64>,
    pub(super) elsewhere: Elsewhere,
}

struct Counts {
    converted_sessions: i64,
    revenue_minor: i64,
    average_minor: Option<i64>,
    cart_abandonment_rate: Option<f64>,
    checkout_abandonment_rate: Option<f64>,
}

pub const SYSTEMS: &[System] = &[
    System {
        id: "footfall",
        name: "Footfall",
        notes: &[
            (
                "session_conversion_rate",
                "Sessions with an order that was not cancelled, of all sessions.",
            ),
            (
                "total_revenue",
                "What customers paid, tax and shipping included, less refunds on the day of the refund; a cancelled order was never one.",
            ),
            (
                "average_order_value",
                "What customers paid, tax and shipping included, per order; refunds are not taken off.",
            ),
            (
                "cart_abandonment_rate",
                "Of the carts created, those left alone for the site's timeout and not ordered since; a cart lives on across sessions, and one that is ordered later is not abandoned.",
            ),
            (
                "checkout_abandonment_rate",
                "Of the carts that reached the checkout, those that were not ordered.",
            ),
        ],
        count: footfall,
    },
    System {
        id: "matomo",
        name: "Matomo",
        notes: &[
            (
                "session_conversion_rate",
                "Visits with an ecommerce order, of all visits; Matomo knows no cancellation, so cancelled orders still convert.",
            ),
            (
                "total_revenue",
                "The orders' grand totals, with tax and shipping and after discounts; Matomo subtracts no refunds and no cancellations.",
            ),
            ("average_order_value", "That revenue per order, cancelled orders included."),
            (
                "cart_abandonment_rate",
                "Of the visits that filled a cart, those that did not order it in the same visit; ordering it in a later visit leaves the cart abandoned.",
            ),
            (
                "checkout_abandonment_rate",
                "Matomo's ecommerce reports know no checkout, so there is none.",
            ),
        ],
        count: matomo,
    },
    System {
        id: "ga4",
        name: "Google Analytics 4",
        notes: &[
            (
                "session_conversion_rate",
                "The session key event rate of `purchase`: sessions with a purchase, of all sessions; cancelled orders still convert.",
            ),
            (
                "total_revenue",
                "Purchase revenue: the purchases' `value`, which is to be without tax and shipping, less what was refunded of their items; a cancellation that is not sent as a refund changes nothing.",
            ),
            (
                "average_order_value",
                "Average purchase revenue: purchase revenue, refunds taken off, per purchase.",
            ),
            (
                "cart_abandonment_rate",
                "As in the purchase journey, people instead of carts: users who put something into a cart and did not purchase, of all who did; that closed funnel also asks that they viewed a product first.",
            ),
            (
                "checkout_abandonment_rate",
                "As in the checkout journey, people instead of carts: users who began a checkout and did not purchase, of all who did.",
            ),
        ],
        count: ga4,
    },
    System {
        id: "shopify",
        name: "Shopify",
        notes: &[
            (
                "session_conversion_rate",
                "Sessions that completed a checkout, of all sessions; an order that is cancelled later did complete one.",
            ),
            (
                "total_revenue",
                "Total sales: gross sales − discounts − returns + taxes + shipping; a cancelled order counts on its day and is taken off on the day of its cancellation.",
            ),
            (
                "average_order_value",
                "Gross sales − discounts per order: without tax and shipping, and without what happens to the order afterwards.",
            ),
            (
                "cart_abandonment_rate",
                "Of the sessions that put something into a cart, those that did not complete the checkout in the same session.",
            ),
            (
                "checkout_abandonment_rate",
                "Checkouts that were begun and not completed, of all that were begun; Shopify waits ten minutes, Footfall asks at the moment of the report.",
            ),
        ],
        count: shopify,
    },
];

impl System {
    pub(super) fn find(id: &str) -> Option<&'static Self> {
        SYSTEMS.iter().find(|system| system.id == id)
    }

    pub(super) fn counts(&self, known: &Known) -> Value {
        let counts = (self.count)(known);
        let money = |minor| money_json(known.site.money(minor));
        let notes = self.notes.iter().map(|&(id, note)| (id.to_owned(), json!(note)));
        json!({
            "system": self.id,
            "name": self.name,
            "session_conversion_rate": ratio(counts.converted_sessions, known.sessions),
            "total_revenue": money(counts.revenue_minor),
            "average_order_value": counts.average_minor.map(money),
            "cart_abandonment_rate": counts.cart_abandonment_rate,
            "checkout_abandonment_rate": counts.checkout_abandonment_rate,
            "definitions": notes.collect::<Map<_, _>>(),
        })
    }
}

impl Known<'_> {
    /// Those of cancelled orders included, as nobody else takes them back.
    fn all_orders(&self) -> i64 {
        self.orders + self.elsewhere.cancelled_orders
    }

    fn all_converted_sessions(&self) -> i64 {
        self.sessions_with_order + self.elsewhere.sessions_with_cancelled_order
    }

    fn all_item_revenue_minor(&self) -> i64 {
        self.item_revenue_minor + self.elsewhere.cancelled_item_revenue_minor
    }
}

/// Share of those that did not.
fn abandoned(all: i64, ordered: i64) -> Option<f64> {
    ratio(all - ordered, all)
}

fn footfall(known: &Known) -> Counts {
    Counts {
        converted_sessions: known.sessions_with_order,
        revenue_minor: known.gross_minor - known.refunds_minor,
        average_minor: divided(known.gross_minor, known.orders),
        cart_abandonment_rate: known.cart_abandonment_rate,
        checkout_abandonment_rate: known.checkout_abandonment_rate,
    }
}

fn matomo(known: &Known) -> Counts {
    let revenue_minor = known.gross_minor + known.elsewhere.cancelled_gross_minor;
    let carts = &known.elsewhere.carts;
    Counts {
        converted_sessions: known.all_converted_sessions(),
        revenue_minor,
        average_minor: divided(revenue_minor, known.all_orders()),
        cart_abandonment_rate: ratio(carts.sessions_left, carts.sessions_filled),
        checkout_abandonment_rate: None,
    }
}

fn ga4(known: &Known) -> Counts {
    let revenue_minor = known.all_item_revenue_minor() - known.elsewhere.refunded_items_minor;
    let carts = &known.elsewhere.carts;
    Counts {
        converted_sessions: known.all_converted_sessions(),
        revenue_minor,
        average_minor: divided(revenue_minor, known.all_orders()),
        cart_abandonment_rate: abandoned(carts.visitors, carts.visitors_ordered),
        checkout_abandonment_rate: abandoned(
            carts.checkout_visitors,
            carts.checkout_visitors_ordered,
        ),
    }
}

fn shopify(known: &Known) -> Counts {
    let elsewhere = &known.elsewhere;
    let carts = &elsewhere.carts;
    // Gross sales are without the tax that prices may include.
    let tax_minor = known.tax_minor + elsewhere.cancelled_tax_minor;
    let included_tax_minor = if known.site.prices_include_tax { tax_minor } else { 0 };
    let net_minor = known.all_item_revenue_minor() - included_tax_minor;
    Counts {
        converted_sessions: known.all_converted_sessions(),
        revenue_minor: known.gross_minor + elsewhere.cancelled_gross_minor
            - known.refunds_minor
            - elsewhere.cancellations_minor,
        average_minor: divided(net_minor, known.all_orders()),
        cart_abandonment_rate: abandoned(carts.sessions, carts.sessions_ordered),
        checkout_abandonment_rate: known.checkout_abandonment_rate,
    }
}
