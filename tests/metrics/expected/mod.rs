//! What each report must say, by its definition: PRODUCT's section 4, over the model's sessions, orders and carts.

mod carts;
mod funnel;
mod interest;
mod orders;
mod overview;
mod products;
mod sums;
mod timeseries;
mod traffic;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

pub(crate) use self::carts::carts_by_day;
pub(crate) use self::funnel::{FunnelStep, funnel};
pub(crate) use self::interest::{coupons, lists, promotions, searches};
pub(crate) use self::orders::orders;
pub(crate) use self::overview::overview;
pub(crate) use self::products::{brands, categories, products};
pub(crate) use self::timeseries::{by_day, by_hour, by_month, by_week};
pub(crate) use self::traffic::{Of, breakdown, pages};
use crate::model::{Euros, Model, Order, Session};
use crate::telling::amount;

pub(crate) type Row = Map<String, Value>;

/// Days of the shop's calendar, both ends included, and which sessions are meant: all, or those.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) model: &'a Model,
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) only: Option<&'a [bool]>,
}

impl<'a> Asked<'a> {
    pub(crate) fn about(&self, from: Date, to: Date) -> Self {
        Self { from, to, ..*self }
    }

    /// Whether a moment is in the period.
    fn has(&self, at_ms: i64) -> bool {
        (self.from..=self.to).contains(&self.model.day(at_ms))
    }

    /// The same sessions, whether the filter means them or not.
    pub(crate) fn sessions_of_period(&self) -> Vec<&'a Session> {
        let all = Asked { only: None, ..*self };
        all.sessions().into_iter().map(|(_, session)| session).collect()
    }

    fn is_meant(&self, session: usize) -> bool {
        self.only.is_none_or(|only| only[session])
    }

    /// Sessions that started in the period.
    fn sessions(&self) -> Vec<(usize, &'a Session)> {
        let all = self.model.sessions.iter().enumerate();
        all.filter(|(place, it)| self.is_meant(*place) && self.has(it.started_ms())).collect()
    }

    /// Of which nobody said in which session is of none: it is in no segment.
    fn is_order_meant(&self, order: &Order) -> bool {
        match order.session {
            Some(session) => self.is_meant(session),
            None => self.only.is_none(),
        }
    }

    /// Orders of the period that are in sums of money, and what they are there.
    fn orders(&self) -> Vec<(&'a Order, &'a Euros)> {
        let all = self.model.orders.iter().filter_map(|order| Some((order, order.counted()?)));
        all.filter(|(order, _)| self.has(order.at_ms) && self.is_order_meant(order)).collect()
    }

    /// Of orders that are in sums of money, what was paid back in the period: the order, and how much of each line.
    fn refunds(&self) -> Vec<(&'a Order, i64, &'a [i64])> {
        let mut refunds = Vec::new();
        for order in &self.model.orders {
            for refund in order.counted().iter().flat_map(|euros| &euros.refunds) {
                if self.has(refund.at_ms) && self.is_order_meant(order) {
                    refunds.push((order, refund.amount, &refund.of_lines[..]));
                }
            }
        }
        refunds
    }
}

pub(crate) fn euros(minor: i64) -> Value {
    money(minor, 0)
}

pub(crate) fn money(minor: i64, currency: usize) -> Value {
    json!({ "amount": amount(minor, currency), "currency": crate::shop::CURRENCIES[currency] })
}

/// Null of nothing.
fn ratio(part: usize, whole: usize) -> Value {
    if whole == 0 { Value::Null } else { json!(part as f64 / whole as f64) }
}

/// Half up, away from zero; null of nothing.
fn share(sum: i64, count: usize) -> Option<i64> {
    let count = count as i64;
    if count == 0 {
        return None;
    }
    let half_up = (sum.abs() * 2 + count) / (count * 2);
    Some(half_up * sum.signum())
}

fn median(mut of: Vec<i64>) -> Option<f64> {
    of.sort_unstable();
    let middle = of.len() / 2;
    match of.len() {
        0 => None,
        length if length % 2 == 1 => Some(of[middle] as f64),
        _ => Some((of[middle - 1] + of[middle]) as f64 / 2.0),
    }
}

fn row(fields: impl IntoIterator<Item = (&'static str, Value)>) -> Row {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
