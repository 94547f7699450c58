//! What orders add to the report, day by day.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::DAY_MS;
use super::models::{MODELS, shares};
use crate::ingest::Channel;
use crate::site::Site;
use crate::store::fold::Fold;
use crate::store::report::Span;
use crate::store::report_touches::{Attributed, Customers};
use crate::store::{Reading, StoreError};

/// The dictionary of channels.
type Channels = BTreeMap<i64, Channel>;

#[derive(Debug)]
pub(super) struct AttributionFold<'c> {
    pub(super) customers: Customers,
    pub(super) channels: &'c Channels,
    pub(super) look_back_days: i64,
}

/// Money in minor units of the site's currency.
#[derive(Debug, Default)]
pub(super) struct Attribution {
    pub(super) orders: i64,
    pub(super) gross_minor: i64,
    pub(super) refunded_minor: i64,
    /// By the channel's number; `None` of orders of which nobody knows where they came from.
    pub(super) rows: FxHashMap<Option<i64>, Row>,
}

#[derive(Debug, Default)]
pub(super) struct Row {
    /// That it had a touch of.
    pub(super) orders: i64,
    pub(super) revenue_minor: [i64; MODELS.len()],
}

impl Row {
    pub(super) fn merge(&mut self, other: &Row) {
        self.orders += other.orders;
        for (sum, minor) in self.revenue_minor.iter_mut().zip(other.revenue_minor) {
            *sum += minor;
        }
    }
}

impl AttributionFold<'_> {
    pub(super) fn add(
        &self,
        reading: &Reading,
        site: &Site,
        orders: &[Attributed],
        into: &mut Attribution,
    ) -> Result<(), StoreError> {
        let is_direct = |id: &i64| self.channels.get(id).is_none_or(Channel::is_direct);
        for order in orders {
            into.orders += 1;
            into.gross_minor += order.gross_minor;
            into.refunded_minor += order.refunded_minor;
            let look_back_ms = self.look_back_days * DAY_MS;
            let touches = reading.touches(site, order, &self.customers, look_back_ms)?;
            let mut touched: Vec<Option<i64>> =
                touches.iter().map(|touch| Some(touch.channel_id)).collect();
            let seen: Vec<(i64, bool)> = touches
                .iter()
                .map(|touch| (order.at_ms - touch.at_ms, is_direct(&touch.channel_id)))
                .collect();
            if touched.is_empty() {
                touched.push(None);
            }
            let net_minor = order.gross_minor - order.refunded_minor;
            for (place, model) in MODELS.iter().enumerate() {
                let weights = if seen.is_empty() { vec![1] } else { model.weights(&seen) };
                for (channel, share) in touched.iter().zip(shares(net_minor, &weights)) {
                    let row = into.rows.entry(*channel).or_default();
                    if let Some(minor) = row.revenue_minor.get_mut(place) {
                        *minor += share;
                    }
                }
            }
            touched.sort_unstable();
            touched.dedup();
            for channel in touched {
                into.rows.entry(channel).or_default().orders += 1;
            }
        }
        Ok(())
    }
}

impl Fold for AttributionFold<'_> {
    type Part = Attribution;

    fn key(&self) -> String {
        format!("attribution {}", self.look_back_days)
    }

    /// A touch lies in the look-back; and the session of an order may begin on the day before it.
    fn days_before(&self) -> i64 {
        self.look_back_days + 1
    }

    /// Customers may have been other visitors on any day.
    fn beside(&self, days: Span) -> u64 {
        self.customers.print(days.from, days.to)
    }

    fn sums(
        &self,
        reading: &Reading,
        days: Span,
        part: &mut Attribution,
    ) -> Result<(), StoreError> {
        self.add(reading, days.site, &reading.attributed_orders(days)?, part)
    }

    fn merge(&self, into: &mut Attribution, part: &Attribution) {
        into.orders += part.orders;
        into.gross_minor += part.gross_minor;
        into.refunded_minor += part.refunded_minor;
        for (channel, row) in &part.rows {
            into.rows.entry(*channel).or_default().merge(row);
        }
    }

    fn bytes(&self, part: &Attribution) -> usize {
        size_of::<Attribution>() + part.rows.len() * size_of::<(Option<i64>, Row)>()
    }
}
