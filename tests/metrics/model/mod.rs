//! What a history comes to, in the plainest way: everything is kept, and everything is gone through whenever something
//! is asked. Nothing here is the collector's.

mod carts;
mod orders;
mod rates;
mod sessions;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

pub(crate) use self::carts::{Cart, State};
pub(crate) use self::orders::Order;
pub(crate) use self::rates::{Euros, Rates};
pub(crate) use self::sessions::{Session, Step, View, Who, With};
use crate::history::{Deed, Word};
use footfall_tests::must;

/// Something that a visitor did on a page.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub(crate) at_ms: i64,
    pub(crate) visitor: usize,
    /// Which page load it was, of all there were.
    pub(crate) load: usize,
    pub(crate) page: usize,
    pub(crate) origin: usize,
    pub(crate) deed: Deed,
}

#[derive(Debug, Clone)]
pub(crate) enum Told {
    Page(Fact),
    Server { at_ms: i64, word: Word },
}

impl Told {
    pub(crate) fn at_ms(&self) -> i64 {
        match self {
            Told::Page(fact) => fact.at_ms,
            Told::Server { at_ms, .. } => *at_ms,
        }
    }
}

pub(crate) struct Model {
    pub(crate) zone: TimeZone,
    pub(crate) now_ms: i64,
    pub(crate) sessions: Vec<Session>,
    pub(crate) orders: Vec<Order>,
    pub(crate) carts: Vec<Cart>,
}

impl Model {
    /// `told` in the order in which it arrived.
    pub(crate) fn of(told: &[Told], time_zone: &str, rates: &Rates, now_ms: i64) -> Self {
        let sessions = sessions::sessions(told);
        let orders = orders::orders(told, &sessions);
        let carts = carts::carts(&sessions);
        let zone = must(TimeZone::get(time_zone), time_zone);
        let mut model = Self { zone, now_ms, sessions, orders, carts };
        for place in 0..model.orders.len() {
            let day = model.day(model.orders[place].at_ms);
            model.orders[place].euros = Euros::of(&model.orders[place], day, rates);
        }
        model
    }

    /// The day of the shop's calendar.
    pub(crate) fn day(&self, at_ms: i64) -> Date {
        must(Timestamp::from_millisecond(at_ms), "a moment").to_zoned(self.zone.clone()).date()
    }

    /// Orders of a session that are not cancelled, in whatever currency.
    pub(crate) fn orders_of(&self, session: usize) -> impl Iterator<Item = &Order> {
        let of_session = move |order: &&Order| order.session == Some(session) && !order.cancelled;
        self.orders.iter().filter(of_session)
    }

    pub(crate) fn is_engaged(&self, session: usize) -> bool {
        let it = &self.sessions[session];
        it.engaged_ms() > 10_000 || it.views().len() >= 2 || self.orders_of(session).count() > 0
    }
}
