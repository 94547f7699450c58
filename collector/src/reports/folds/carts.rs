//! Carts by the day on which they were created. Whether an open one is abandoned is a matter of the time at which it is
//! asked: those that may still be active are kept one by one.

use serde_json::{Map, Value, json};

use crate::reports::{median, money_json, ratio};
use crate::site::Site;
use crate::store::fold::{Feeds, Fold};
use crate::store::rows::{CartRow, CartState};

#[derive(Debug)]
pub(in crate::reports) struct CartsFold {
    pub(in crate::reports) now_ms: i64,
    pub(in crate::reports) timeout_ms: i64,
}

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(in crate::reports) struct Carts {
    pub(in crate::reports) created: i64,
    pub(in crate::reports) ordered: i64,
    pub(in crate::reports) emptied: i64,
    /// Left alone, and not ordered.
    pub(in crate::reports) abandoned: i64,
    /// Abandoned now, or at some time before they were active again, or ordered.
    pub(in crate::reports) ever_abandoned: i64,
    pub(in crate::reports) recovered: i64,
    pub(in crate::reports) checkouts: i64,
    pub(in crate::reports) checkouts_ordered: i64,
    pub(in crate::reports) lost_minor: i64,
    /// From abandonment to order.
    pub(in crate::reports) lags_ms: Vec<i64>,
    /// Open ones that were active lately.
    pending: Vec<Pending>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Pending {
    active_at_ms: i64,
    value_minor: i64,
    was_abandoned: bool,
}

impl Fold for CartsFold {
    type Part = Carts;

    fn key(&self) -> String {
        "carts".into()
    }

    fn feeds(&self) -> Feeds {
        Feeds { carts: true, ..Feeds::default() }
    }

    fn cart(&self, part: &mut Carts, cart: &CartRow) {
        let was_abandoned = cart.abandoned_at_ms.is_some();
        let ordered = cart.state == CartState::Ordered;
        part.created += 1;
        part.ordered += i64::from(ordered);
        part.emptied += i64::from(cart.state == CartState::Emptied);
        part.checkouts += i64::from(cart.checkout_at_ms.is_some());
        part.checkouts_ordered += i64::from(ordered && cart.checkout_at_ms.is_some());
        part.recovered += i64::from(ordered && was_abandoned);
        if ordered {
            part.lags_ms.extend(cart.ordered_at_ms.zip(cart.abandoned_at_ms).map(|(o, a)| o - a));
        }
        if cart.state != CartState::Open {
            part.ever_abandoned += i64::from(was_abandoned);
            return;
        }
        let pending = Pending {
            active_at_ms: cart.active_at_ms,
            value_minor: cart.value_minor,
            was_abandoned,
        };
        if self.is_abandoned(&pending) {
            part.abandon(&pending);
        } else {
            part.pending.push(pending);
        }
    }

    fn merge(&self, into: &mut Carts, part: &Carts) {
        into.created += part.created;
        into.ordered += part.ordered;
        into.emptied += part.emptied;
        into.abandoned += part.abandoned;
        into.ever_abandoned += part.ever_abandoned;
        into.recovered += part.recovered;
        into.checkouts += part.checkouts;
        into.checkouts_ordered += part.checkouts_ordered;
        into.lost_minor += part.lost_minor;
        into.lags_ms.extend(&part.lags_ms);
        for pending in &part.pending {
            if self.is_abandoned(pending) {
                into.abandon(pending);
            } else {
                into.ever_abandoned += i64::from(pending.was_abandoned);
            }
        }
    }

    fn bytes(&self, part: &Carts) -> usize {
        size_of::<Carts>() + part.pending.len() * size_of::<Pending>() + part.lags_ms.len() * 8
    }
}

impl CartsFold {
    pub(in crate::reports) fn new(site: &Site, now_ms: i64) -> Self {
        Self { now_ms, timeout_ms: site.cart_timeout_ms }
    }

    fn is_abandoned(&self, pending: &Pending) -> bool {
        pending.active_at_ms + self.timeout_ms <= self.now_ms
    }
}

impl Carts {
    fn abandon(&mut self, cart: &Pending) {
        self.abandoned += 1;
        self.ever_abandoned += 1;
        self.lost_minor += cart.value_minor;
    }

    /// The metrics of PRODUCT.md, section 4.
    pub(in crate::reports) fn metrics(&self, site: &Site) -> Map<String, Value> {
        let mut lags_ms = self.lags_ms.clone();
        lags_ms.sort_unstable();
        let not_ordered = self.checkouts - self.checkouts_ordered;
        let mut metrics = Map::new();
        metrics.insert("carts".into(), json!(self.created));
        metrics.insert("cart_abandonment_rate".into(), json!(ratio(self.abandoned, self.created)));
        metrics
            .insert("checkout_abandonment_rate".into(), json!(ratio(not_ordered, self.checkouts)));
        metrics.insert("recovered_carts".into(), json!(self.recovered));
        metrics.insert("recovery_rate".into(), json!(ratio(self.recovered, self.ever_abandoned)));
        metrics.insert("recovery_lag".into(), json!(median(&lags_ms)));
        metrics.insert("lost_revenue".into(), money_json(site.money(self.lost_minor)));
        metrics
    }
}
