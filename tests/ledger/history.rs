//! What may happen, and in which order it is told.

use proptest::prelude::*;

/// Thousandths: of a currency's unit, or of a piece.
pub(crate) type Milli = i64;

pub(crate) const PRODUCTS: [&str; 3] = ["LAMP", "POT", "VASE"];
pub(crate) const ORDERS: [&str; 3] = ["A-1", "A 2", "№3"];
pub(crate) const CURRENCIES: [&str; 3] = ["EUR", "JPY", "KWD"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Teller {
    /// One of two visitors' pages.
    Page {
        visitor: usize,
        signed: bool,
    },
    Server,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) product: usize,
    pub(crate) quantity: Milli,
    pub(crate) price: Option<Milli>,
    pub(crate) discount: Option<Milli>,
}

/// What an order's amounts are given as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Amounts {
    pub(crate) value: Option<Milli>,
    pub(crate) tax: Option<Milli>,
    pub(crate) shipping: Option<Milli>,
    pub(crate) order_total: Option<Milli>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deed {
    Add(Line),
    Remove(Line),
    Update(Vec<Line>),
    Look,
    Checkout(Vec<Line>),
    Purchase {
        order: usize,
        currency: usize,
        amounts: Amounts,
        lines: Vec<Line>,
    },
    Refund {
        order: usize,
        id: Option<u8>,
        currency: Option<usize>,
        value: Option<Milli>,
        lines: Vec<Line>,
    },
    Cancel {
        order: usize,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct Event {
    /// How long before the history is told; no two alike.
    pub(crate) ago_ms: i64,
    pub(crate) teller: Teller,
    pub(crate) deed: Deed,
}

#[derive(Debug, Clone)]
pub(crate) struct History {
    /// The site's.
    pub(crate) currency: usize,
    pub(crate) prices_include_tax: bool,
    pub(crate) time_zone: &'static str,
    pub(crate) events: Vec<Event>,
    /// Places of events in the order in which they arrive, some more than once.
    pub(crate) arrivals: Vec<usize>,
}

fn line(with_price: bool) -> impl Strategy<Value = Line> {
    // Prices that round, a voucher, and pieces that are none.
    let price = prop_oneof![
        0..20i64,
        1_000..40_000i64,
        Just(3_335),
        Just(9_995),
        Just(1_500),
        Just(-2_500)
    ];
    let price =
        if with_price { price.prop_map(Some).boxed() } else { prop::option::of(price).boxed() };
    let quantity = prop_oneof![Just(1_000), Just(2_000), Just(3_000), Just(500), Just(1_333)];
    let discount = prop::option::weighted(0.2, 0..2_000i64);
    (0..PRODUCTS.len(), quantity, price, discount).prop_map(
        |(product, quantity, price, discount)| Line { product, quantity, price, discount },
    )
}

fn lines(most: usize) -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec(line(true), 1..=most)
}

fn amounts() -> impl Strategy<Value = Amounts> {
    let part = || prop::option::weighted(0.4, 0..9_999i64);
    // A grand total is more than the tax and the shipping in it.
    let total = prop::option::weighted(0.2, 30_000..90_000i64);
    (prop::option::weighted(0.5, 0..60_000i64), part(), part(), total).prop_map(
        |(value, tax, shipping, order_total)| Amounts { value, tax, shipping, order_total },
    )
}

fn deed() -> impl Strategy<Value = Deed> {
    let order = || 0..ORDERS.len();
    // Mostly euros, the site's own.
    let currency = || prop_oneof![3 => Just(0), 1 => Just(1), 1 => Just(2)];
    let purchase = (order(), currency(), amounts(), prop::collection::vec(line(true), 0..4));
    let refund = (
        order(),
        prop::option::of(0..2u8),
        prop::option::weighted(0.4, currency()),
        prop::option::weighted(0.4, 0..50_000i64),
        prop::collection::vec(line(false), 0..3),
    );
    prop_oneof![
        2 => line(true).prop_map(Deed::Add),
        1 => line(true).prop_map(Deed::Remove),
        1 => prop::collection::vec(line(true), 0..3).prop_map(Deed::Update),
        1 => Just(Deed::Look),
        1 => lines(2).prop_map(Deed::Checkout),
        6 => purchase.prop_map(|(order, currency, amounts, lines)| {
            Deed::Purchase { order, currency, amounts, lines }
        }),
        6 => refund.prop_map(|(order, id, currency, value, lines)| {
            Deed::Refund { order, id, currency, value, lines }
        }),
        1 => order().prop_map(|order| Deed::Cancel { order }),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    // Just now, within the hour, or as long ago as an event may be.
    let seconds = prop_oneof![0..20i64, 60..3_000i64, 4_000..250_000i64];
    let page = (0..2usize, prop::bool::weighted(0.3))
        .prop_map(|(visitor, signed)| Teller::Page { visitor, signed });
    let teller = prop_oneof![2 => page, 1 => Just(Teller::Server)];
    (seconds, teller, deed()).prop_map(|(seconds, teller, deed)| {
        let is_order =
            matches!(deed, Deed::Purchase { .. } | Deed::Refund { .. } | Deed::Cancel { .. });
        // What is no order's is a visit's.
        let teller = if is_order || teller != Teller::Server {
            teller
        } else {
            Teller::Page { visitor: 0, signed: false }
        };
        Event { ago_ms: seconds * 1_000, teller, deed }
    })
}

pub(crate) fn history() -> impl Strategy<Value = History> {
    let zones = prop::sample::select(&["UTC", "Pacific/Auckland", "America/New_York"][..]);
    let events = prop::collection::vec(event(), 1..22);
    (any::<bool>(), zones, events)
        .prop_flat_map(|(prices_include_tax, time_zone, mut events)| {
            for (place, event) in events.iter_mut().enumerate() {
                event.ago_ms += 1 + place as i64;
            }
            let repeats = prop::collection::vec(0..events.len(), 0..4);
            let once: Vec<usize> = (0..events.len()).collect();
            let all = repeats.prop_map(move |more| [once.clone(), more].concat());
            (Just((prices_include_tax, time_zone, events)), all.prop_shuffle())
        })
        .prop_map(|((prices_include_tax, time_zone, events), arrivals)| History {
            currency: 0,
            prices_include_tax,
            time_zone,
            events,
            arrivals,
        })
}
