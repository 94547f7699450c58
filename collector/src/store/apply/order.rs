//! One order: what is known of it, and what it adds to the rollups.
//!
//! What an order adds is a function of the order alone ([`Order::count`]). Whatever changes it takes the old sums out and
//! puts the new ones in, so a correction lands on the right day by itself.

use footfall_protocol::order::OrderTotals;
use footfall_protocol::{Currency, Event};

use crate::exchange::Exchange;
use crate::ingest::Source;
use crate::site::{Day, Site};
use crate::store::rollups::{DaySums, ProductSums, Rollups};

/// In place of a session's number: of none.
pub(super) const NO_SESSION: i64 = 0;

/// Whose word an order's totals and items are. More trusted ones replace less trusted ones; of equals the first to come
/// stays. Numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trust {
    /// A page's: anybody could have written it.
    Reported = 0,
    /// A page's, with the shop's signature over id, total and currency.
    Signed = 1,
    /// The shop's server's.
    Server = 2,
}

impl Trust {
    pub(super) fn from_stored(number: i64) -> Self {
        match number {
            2 => Trust::Server,
            1 => Trust::Signed,
            _ => Trust::Reported,
        }
    }

    pub(super) fn is_verified(self) -> bool {
        self > Trust::Reported
    }
}

/// A shop's order, by its id.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Order {
    /// `None` while it has no row.
    pub(super) id: Option<i64>,
    /// The first to report it, or [`NO_SESSION`].
    pub(super) session_id: i64,
    /// When that report of it happened.
    pub(super) session_at_ms: Option<i64>,
    pub(super) day: Day,
    pub(super) at_ms: i64,
    pub(super) totals: OrderTotals,
    pub(super) coupon: String,
    pub(super) trust: Trust,
    pub(super) customer: Option<i64>,
    /// What the first browser to report it said the total was: minor units and code.
    pub(super) reported: Option<(i64, String)>,
    pub(super) cancelled_at_ms: Option<i64>,
    /// How it is counted in the site's currency; `None` while there is no rate for its day.
    pub(super) exchange: Option<Exchange>,
    pub(super) lines: Vec<Line>,
    pub(super) refunds: Vec<Refund>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) product_id: i64,
    pub(super) units_milli: i64,
    pub(super) line_minor: i64,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refund {
    /// `None` while it has no row.
    pub(super) id: Option<i64>,
    /// What makes it the same refund when it is reported again.
    pub(super) key: String,
    pub(super) source: Source,
    pub(super) day: Day,
    pub(super) at_ms: i64,
    /// `None` of one from before what refunds ask for was kept: it stays as it was settled.
    pub(super) asked: Option<Asked>,
    /// What it gets, by [`Order::settle`].
    pub(super) amount_minor: i64,
    /// Of it, for products.
    pub(super) taken: Vec<(i64, i64)>,
}

/// What is to be given back.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    pub(super) event: Event,
    /// Of each of the event's items.
    pub(super) product_ids: Vec<i64>,
}

impl Order {
    pub(super) fn session(&self) -> Option<i64> {
        (self.session_id != NO_SESSION).then_some(self.session_id)
    }

    /// What the customer paid.
    pub(super) fn paid(&self) -> (i64, Currency) {
        (self.totals.gross, self.totals.currency)
    }

    /// A browser said something else than what is believed.
    pub(super) fn differs(&self) -> bool {
        let OrderTotals { gross, currency, .. } = self.totals;
        self.trust.is_verified()
            && self
                .reported
                .as_ref()
                .is_some_and(|(minor, code)| (*minor, &**code) != (gross, currency.code()))
    }

    pub(super) fn refunded_minor(&self) -> i64 {
        self.refunds.iter().map(|refund| refund.amount_minor).sum()
    }

    /// Adds it to the rollups, or with `times` −1 takes it out. Without a rate it stays apart: of it only pieces are
    /// counted.
    pub(super) fn count(&self, site: &Site, rollups: &mut Rollups, times: i64) {
        // Also a cancelled one is listed there.
        rollups.changed(site.id, self.day);
        let exchanged = self.exchanged(site);
        if self.cancelled_at_ms.is_none() {
            let sums = exchanged.as_ref().map(|exchanged| DaySums {
                orders: times,
                gross_minor: exchanged.totals.gross * times,
                item_revenue_minor: exchanged.totals.item_revenue * times,
                tax_minor: exchanged.totals.tax * times,
                shipping_minor: exchanged.totals.shipping * times,
                discount_minor: exchanged.totals.discount * times,
                ..DaySums::default()
            });
            // Also of one without a rate, which changes what its day shows.
            rollups.day(site.id, self.day, &sums.unwrap_or_default());
            for (place, line) in self.lines.iter().enumerate() {
                let same = |other: &Line| other.product_id == line.product_id;
                let revenue_minor = exchanged.as_ref().map_or(0, |sums| sums.lines_minor[place]);
                let sums = ProductSums {
                    // Two lines of one product are one order of it.
                    orders: times * i64::from(self.lines.iter().position(same) == Some(place)),
                    units_milli: line.units_milli * times,
                    revenue_minor: revenue_minor * times,
                    ..ProductSums::default()
                };
                rollups.product((site.id, self.day, line.product_id), &sums, 1);
            }
        }
        for (place, refund) in self.refunds.iter().enumerate() {
            let exchanged = exchanged.as_ref().map(|exchanged| &exchanged.refunds[place]);
            let refunds_minor = exchanged.map_or(0, |exchanged| exchanged.amount_minor) * times;
            let sums = DaySums { refunds_minor, ..DaySums::default() };
            rollups.day(site.id, refund.day, &sums);
            for &(product_id, taken_minor) in exchanged.iter().flat_map(|refund| &refund.taken) {
                let refunds_minor = taken_minor * times;
                let sums = ProductSums { refunds_minor, ..ProductSums::default() };
                rollups.product((site.id, refund.day, product_id), &sums, 1);
            }
        }
    }
}

/// A code that was believed when it was stored.
pub(super) fn stored_currency(code: &str, site: &Site) -> Currency {
    Currency::parse(code).unwrap_or(site.currency)
}
