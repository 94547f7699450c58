//! A customer as the models see them: how often, how lately, for how long, and for how much.

use std::cmp::Ordering;

use footfall_protocol::Currency;

use crate::reports::customers::{Customer, Customers};
use crate::site::Day;
use crate::store::report_customers::CustomerOrder;

pub(in crate::reports) const WEEK_DAYS: f64 = 7.0;

/// Orders of one day are one purchase; the first one makes the customer, and those after it are repeats.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(in crate::reports) struct Purchases {
    repeats: u32,
    /// From the first to the last day known.
    age_days: u32,
    /// From the first purchase to the last.
    recency_days: u32,
    /// Mean of the repeats, refunds taken off, in units of the currency. `None` of who did not come back, or left nothing.
    mean_spend: Option<f64>,
}

impl Purchases {
    /// As known at the end of a day, not before the first order.
    pub(in crate::reports) fn of(customer: Customer, until: Day, currency: Currency) -> Self {
        let first = customer.first_day();
        let mut repeats = 0;
        let mut net_minor = 0;
        for day in customer.orders().chunk_by(|a, b| a.day == b.day).skip(1) {
            repeats += 1;
            net_minor += day.iter().map(CustomerOrder::net_minor).sum::<i64>();
        }
        let unit = 10f64.powi(currency.exponent().into());
        let mean = net_minor as f64 / unit / f64::from(repeats);
        Self {
            repeats,
            age_days: (until - first) as u32,
            recency_days: (customer.last_day() - first) as u32,
            mean_spend: Some(mean).filter(|mean| repeats > 0 && *mean > 0.0),
        }
    }

    /// Of all customers, equal ones side by side.
    pub(super) fn of_all(known: &Customers, currency: Currency) -> Vec<Self> {
        let all = known.all().map(|customer| Self::of(customer, known.until, currency));
        let mut all: Vec<Self> = all.collect();
        all.sort_unstable_by(Self::in_order);
        all
    }

    /// So that equal ones lie side by side.
    pub(super) fn in_order(&self, other: &Self) -> Ordering {
        let numbers = |one: &Self| (one.repeats, one.age_days, one.recency_days);
        numbers(self).cmp(&numbers(other)).then(self.spend().total_cmp(&other.spend()))
    }

    #[cfg(test)]
    pub(super) fn new(repeats: u32, recency_days: u32, age_days: u32, mean_spend: f64) -> Self {
        let mean_spend = Some(mean_spend).filter(|mean| *mean > 0.0);
        Self { repeats, age_days, recency_days, mean_spend }
    }

    pub(in crate::reports) fn repeats(&self) -> i64 {
        self.repeats.into()
    }

    pub(in crate::reports) fn recency_days(&self) -> i64 {
        self.recency_days.into()
    }

    pub(in crate::reports) fn age_days(&self) -> i64 {
        self.age_days.into()
    }

    pub(super) fn repeated(&self) -> f64 {
        self.repeats.into()
    }

    pub(super) fn recency_weeks(&self) -> f64 {
        f64::from(self.recency_days) / WEEK_DAYS
    }

    pub(super) fn age_weeks(&self) -> f64 {
        f64::from(self.age_days) / WEEK_DAYS
    }

    pub(super) fn mean_spend(&self) -> Option<f64> {
        self.mean_spend
    }

    /// The same with 0 for none.
    fn spend(&self) -> f64 {
        self.mean_spend.unwrap_or(0.0)
    }

    /// Whether the model of purchases can't tell the two apart.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        (self.repeats, self.age_days, self.recency_days)
            == (other.repeats, other.age_days, other.recency_days)
    }

    /// What makes it another one.
    pub(super) fn bytes(&self) -> [u8; 20] {
        let mut bytes = [0; 20];
        let numbers = [self.repeats, self.age_days, self.recency_days];
        for (place, number) in bytes.chunks_exact_mut(4).zip(numbers) {
            place.copy_from_slice(&number.to_le_bytes());
        }
        bytes[12..].copy_from_slice(&self.spend().to_bits().to_le_bytes());
        bytes
    }
}
