//! What may happen in a shop, and when it is told.

use proptest::prelude::*;

use crate::shop::{
    COUPONS, CURRENCIES, CUSTOM, LISTS, ORDERS, ORIGINS, PAGES, PRODUCTS, PROMOTIONS, SCENES,
    TERMS, VISITORS,
};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// Product, pieces.
pub(crate) type Line = (usize, i64);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Purchase {
    pub(crate) order: usize,
    pub(crate) currency: usize,
    /// In minor units.
    pub(crate) value: i64,
    pub(crate) tax: i64,
    pub(crate) shipping: i64,
    /// Of each piece.
    pub(crate) discount: i64,
    pub(crate) coupon: usize,
    pub(crate) lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deed {
    PageView,
    Engaged(i64),
    View(usize),
    Add(Line),
    Remove(Line),
    /// The whole cart.
    Cart(Vec<Line>),
    Wish(usize),
    LookAtCart,
    /// The whole cart, or nothing about it.
    Checkout(Vec<Line>),
    Shipping,
    Buy(Purchase),
    Search(usize),
    SeeList(usize),
    ClickInList(usize, usize),
    SeePromotion(usize),
    ClickPromotion(usize),
    LogIn,
    Custom(usize),
}

/// One page of a visit: its view, and what is done on it.
#[derive(Debug, Clone)]
pub(crate) struct PageLoad {
    /// After the last thing that was done before.
    pub(crate) pause_ms: i64,
    pub(crate) page: usize,
    pub(crate) origin: usize,
    pub(crate) deeds: Vec<Done>,
}

#[derive(Debug, Clone)]
pub(crate) struct Done {
    /// After what was done before it.
    pub(crate) after_ms: i64,
    pub(crate) deed: Deed,
    /// It ends a request; what comes later on the page is in another one.
    pub(crate) ends_request: bool,
    /// How much later that request arrives.
    pub(crate) delay_ms: i64,
    /// And once more.
    pub(crate) is_repeated: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Start {
    /// After the scene's moment.
    After(i64),
    /// So many days after the scene's, and so long after that day begins in the shop.
    AboutMidnight { days: i64, ms: i64 },
}

#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) visitor: usize,
    pub(crate) start: Start,
    pub(crate) pages: Vec<PageLoad>,
}

/// What the shop's server says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Word {
    Bought(Purchase),
    /// Some pieces of some products; all that is left when there are none.
    Refund {
        order: usize,
        lines: Vec<Line>,
    },
    Cancel {
        order: usize,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct History {
    /// In `SCENES`.
    pub(crate) scene: usize,
    pub(crate) visits: Vec<Visit>,
    /// And how long after the scene's moment.
    pub(crate) words: Vec<(i64, Word)>,
    /// Hundredths of a yen for one euro, by days after the scene's. Nobody has a rate of dinars.
    pub(crate) rates: Vec<(i64, i64)>,
    /// Else they are imported when everything was told.
    pub(crate) rates_come_first: bool,
}

fn line() -> impl Strategy<Value = Line> {
    (0..PRODUCTS.len(), 1..4i64)
}

fn lines(range: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec(line(), range)
}

fn purchase() -> impl Strategy<Value = Purchase> {
    let currency = prop_oneof![5 => Just(0), 2 => Just(1), 1 => 1..CURRENCIES.len()];
    let money = |most: i64| prop_oneof![1 => Just(0), 2 => 0..most];
    (
        (0..ORDERS.len(), currency, 0..50_000i64),
        (money(5_000), money(900), money(200)),
        (0..COUPONS.len(), lines(0..4)),
    )
        .prop_map(|((order, currency, value), (tax, shipping, discount), (coupon, lines))| {
            Purchase { order, currency, value, tax, shipping, discount, coupon, lines }
        })
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (0..60_000i64).prop_map(Deed::Engaged),
        6 => (0..PRODUCTS.len()).prop_map(Deed::View),
        5 => line().prop_map(Deed::Add),
        2 => line().prop_map(Deed::Remove),
        1 => lines(0..3).prop_map(Deed::Cart),
        1 => (0..PRODUCTS.len()).prop_map(Deed::Wish),
        1 => Just(Deed::LookAtCart),
        2 => lines(0..2).prop_map(Deed::Checkout),
        1 => Just(Deed::Shipping),
        5 => purchase().prop_map(Deed::Buy),
        2 => (0..TERMS.len()).prop_map(Deed::Search),
        2 => (0..LISTS.len()).prop_map(Deed::SeeList),
        2 => (0..LISTS.len(), 0..PRODUCTS.len()).prop_map(|(list, p)| Deed::ClickInList(list, p)),
        1 => (0..PROMOTIONS.len()).prop_map(Deed::SeePromotion),
        1 => (0..PROMOTIONS.len()).prop_map(Deed::ClickPromotion),
        1 => Just(Deed::LogIn),
        1 => (0..CUSTOM.len()).prop_map(Deed::Custom),
    ]
}

fn done() -> impl Strategy<Value = Done> {
    let delay_ms = prop_oneof![6 => Just(0), 2 => 0..90 * MINUTE_MS, 1 => 0..2 * DAY_MS];
    (1..150_000i64, deed(), prop::bool::weighted(0.3), delay_ms, prop::bool::weighted(0.1))
        .prop_map(|(after_ms, deed, ends_request, delay_ms, is_repeated)| Done {
            after_ms,
            deed,
            ends_request,
            delay_ms,
            is_repeated,
        })
}

fn page_load() -> impl Strategy<Value = PageLoad> {
    // Often about as long as a session may pause, to the millisecond.
    let pause_ms = prop_oneof![
        5 => 1..5 * MINUTE_MS,
        1 => Just(30 * MINUTE_MS),
        1 => Just(30 * MINUTE_MS + 1),
        1 => 20 * MINUTE_MS..100 * MINUTE_MS,
    ];
    (pause_ms, 0..PAGES.len(), 0..ORIGINS.len(), prop::collection::vec(done(), 0..6))
        .prop_map(|(pause_ms, page, origin, deeds)| PageLoad { pause_ms, page, origin, deeds })
}

/// Near the scene's moment, long after, or just before a day ends.
fn start() -> impl Strategy<Value = Start> {
    prop_oneof![
        3 => (-36 * 60 * MINUTE_MS..60 * 60 * MINUTE_MS).prop_map(Start::After),
        1 => (3 * DAY_MS..370 * DAY_MS).prop_map(Start::After),
        2 => (0..3i64, -25 * MINUTE_MS..MINUTE_MS)
            .prop_map(|(days, ms)| Start::AboutMidnight { days, ms }),
    ]
}

fn visit() -> impl Strategy<Value = Visit> {
    (0..VISITORS.len(), start(), prop::collection::vec(page_load(), 1..5))
        .prop_map(|(visitor, start, pages)| Visit { visitor, start, pages })
}

fn word() -> impl Strategy<Value = (i64, Word)> {
    let order = || 0..ORDERS.len();
    let word = prop_oneof![
        2 => purchase().prop_map(Word::Bought),
        4 => (order(), lines(0..3)).prop_map(|(order, lines)| Word::Refund { order, lines }),
        1 => order().prop_map(|order| Word::Cancel { order }),
    ];
    // A refund of an order of this week may come in months.
    (-36 * 60 * MINUTE_MS..300 * DAY_MS, word)
}

pub(crate) fn history() -> impl Strategy<Value = History> {
    let visits = prop::collection::vec(visit(), 3..16);
    let words = prop::collection::vec(word(), 0..7);
    let rates = prop::collection::vec((-4..12i64, 14_000..18_000i64), 0..6);
    (0..SCENES.len(), visits, words, rates, any::<bool>()).prop_map(
        |(scene, visits, words, rates, rates_come_first)| History {
            scene,
            visits,
            words,
            rates,
            rates_come_first,
        },
    )
}
