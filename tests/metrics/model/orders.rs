//! Orders as they are in the end: what the shop's server says of one goes before what a page says.

use super::{Euros, Fact, Session, Told};
use crate::history::{Deed, Line, Purchase, Word};
use crate::shop::{ORDERS, PRODUCTS};

/// Money in minor units of its currency.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) id: &'static str,
    pub(crate) at_ms: i64,
    pub(crate) purchase: Purchase,
    /// That reported it first.
    pub(crate) session: Option<usize>,
    pub(crate) cancelled: bool,
    pub(crate) refunds: Vec<Refund>,
    /// `None`: nobody knows what it comes to.
    pub(crate) euros: Option<Euros>,
    /// Whose word is believed.
    pub(crate) is_verified: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Refund {
    pub(crate) at_ms: i64,
    pub(crate) amount: i64,
    /// Of each of the order's lines.
    pub(crate) of_lines: Vec<i64>,
}

pub(super) fn orders(told: &[Told], sessions: &[Session]) -> Vec<Order> {
    let mut orders = Vec::new();
    for (place, id) in ORDERS.iter().enumerate() {
        let mut by_page = None;
        let mut by_server = None;
        let mut cancelled = false;
        let mut refunds: Vec<(i64, &[Line])> = Vec::new();
        for told in told {
            match told {
                Told::Page(Fact { at_ms, deed: Deed::Buy(purchase), .. })
                    if purchase.order == place =>
                {
                    by_page = by_page.or(Some((*at_ms, purchase)));
                }
                Told::Server { at_ms, word: Word::Bought(purchase) } if purchase.order == place => {
                    by_server = by_server.or(Some((*at_ms, purchase)));
                }
                Told::Server { word: Word::Cancel { order }, .. } if *order == place => {
                    cancelled = true;
                }
                Told::Server { at_ms, word: Word::Refund { order, lines } } if *order == place => {
                    refunds.push((*at_ms, lines));
                }
                _ => {}
            }
        }
        let Some((at_ms, purchase)) = by_server.or(by_page) else { continue };
        let reported_ms = by_page.map(|(at_ms, _)| at_ms);
        let session = sessions.iter().position(|session| {
            reported_ms.is_some_and(|at_ms| session.reports_ms.contains(&at_ms))
        });
        let mut order = Order {
            id,
            at_ms,
            purchase: purchase.clone(),
            session,
            cancelled,
            refunds: Vec::new(),
            euros: None,
            is_verified: by_server.is_some(),
        };
        if !cancelled {
            order.refund(refunds);
        }
        orders.push(order);
    }
    orders
}

/// `numerator / denominator`, half up.
fn rounded(numerator: i64, denominator: i64) -> i64 {
    (numerator * 2 + denominator).div_euclid(denominator * 2)
}

impl Order {
    /// What it comes to in sums of money, if it is in them.
    pub(crate) fn counted(&self) -> Option<&Euros> {
        self.euros.as_ref().filter(|_| !self.cancelled)
    }

    pub(crate) fn gross(&self) -> i64 {
        self.purchase.value + self.purchase.tax + self.purchase.shipping
    }

    pub(crate) fn discount(&self) -> i64 {
        self.purchase.lines.iter().map(|(_, pieces)| pieces * self.purchase.discount).sum()
    }

    pub(crate) fn line(&self, place: usize) -> i64 {
        let (product, pieces) = self.purchase.lines[place];
        PRODUCTS[product].price * pieces
    }

    pub(crate) fn refunded(&self) -> i64 {
        self.refunds.iter().map(|refund| refund.amount).sum()
    }

    /// In the order in which they happened; never more than is left, of the order and of each line.
    fn refund(&mut self, mut asked: Vec<(i64, &[Line])>) {
        asked.sort_by_key(|(at_ms, _)| *at_ms);
        let mut left = self.gross();
        let mut left_of: Vec<i64> =
            (0..self.purchase.lines.len()).map(|place| self.line(place)).collect();
        for (at_ms, pieces) in asked {
            let before = left_of.clone();
            for &(product, pieces) in pieces {
                let first = self.purchase.lines.iter().position(|(other, _)| *other == product);
                let Some(first) = first else { continue };
                let ordered = self.purchase.lines[first].1;
                let mut worth = rounded(self.line(first) * pieces.min(ordered), ordered);
                for (place, (other, _)) in self.purchase.lines.iter().enumerate() {
                    if *other == product {
                        let part = worth.min(left_of[place]);
                        left_of[place] -= part;
                        worth -= part;
                    }
                }
            }
            if pieces.is_empty() {
                left_of.fill(0);
            }
            let of_lines: Vec<i64> =
                before.iter().zip(&left_of).map(|(before, left)| before - left).collect();
            let all: i64 = of_lines.iter().sum();
            let amount = if pieces.is_empty() { left } else { all.min(left) };
            left -= amount;
            self.refunds.push(Refund { at_ms, amount, of_lines });
        }
    }
}
