//! One session: what it is, and what it adds to the rollups.

use crate::ingest::Country;
use crate::site::Day;
use crate::store::rollups::{Rollups, SessionSums};

/// PRODUCT: an engaged session has more than 10 s, or two page views, or an order.
const ENGAGED_MS: i64 = 10_000;

#[derive(Debug, Clone, Copy)]
pub(super) struct Session {
    pub(super) site_id: i64,
    pub(super) visitor: i64,
    /// On which it started …
    pub(super) day: Day,
    /// … and on which the last of it happened.
    pub(super) last_day: Day,
    pub(super) started_at_ms: i64,
    pub(super) last_at_ms: i64,
    pub(super) channel_id: i64,
    pub(super) landing_page_id: i64,
    pub(super) country: Country,
    pub(super) device: u8,
    pub(super) page_views: i64,
    pub(super) engaged_ms: i64,
    pub(super) orders: i64,
    /// view_item, add_to_cart, begin_checkout, purchase: when each was reached after the one before.
    pub(super) funnel: [Option<i64>; 4],
}

impl Session {
    /// Whether an event at that time belongs to it.
    pub(super) fn spans(&self, at_ms: i64, timeout_ms: i64) -> bool {
        self.started_at_ms - timeout_ms <= at_ms && at_ms <= self.last_at_ms + timeout_ms
    }

    fn sums(&self) -> SessionSums {
        // Never above wall time, whatever several tabs claim.
        let engaged_ms = self.engaged_ms.min(self.last_at_ms - self.started_at_ms);
        let engaged = engaged_ms > ENGAGED_MS || self.page_views >= 2 || self.orders > 0;
        let reached = |step: usize| i64::from(self.funnel[step].is_some());
        SessionSums {
            sessions: 1,
            engaged_sessions: engaged.into(),
            engaged_ms,
            sessions_with_order: (self.orders > 0).into(),
            viewed: reached(0),
            added: reached(1),
            checkout: reached(2),
            purchased: reached(3),
        }
    }

    pub(super) fn count(&self, rollups: &mut Rollups, times: i64) {
        rollups.session((self.site_id, self.day, self.channel_id), &self.sums(), times);
        rollups.page_entry((self.site_id, self.day, self.landing_page_id), times);
        // What it did on them, and carts that were created in it.
        (self.day..=self.last_day).for_each(|day| rollups.changed(self.site_id, day));
    }

    pub(super) fn reach(&mut self, step: usize, at_ms: i64) {
        let after_the_one_before =
            step == 0 || self.funnel[step - 1].is_some_and(|before| before <= at_ms);
        if self.funnel[step].is_none() && after_the_one_before {
            self.funnel[step] = Some(at_ms);
        }
    }
}

/// A cart with something in it is one to which something was added.
pub(super) fn funnel_step_of(name: &str) -> Option<usize> {
    let name = if name == "cart_update" { "add_to_cart" } else { name };
    ["view_item", "add_to_cart", "begin_checkout", "purchase"].iter().position(|step| *step == name)
}

#[cfg(test)]
mod tests {
    use footfall_protocol::EventName;

    use super::*;

    #[test]
    fn the_steps_of_the_funnel_are_the_standard_names() {
        for name in [
            EventName::ViewItem,
            EventName::AddToCart,
            EventName::CartUpdate,
            EventName::BeginCheckout,
            EventName::Purchase,
        ] {
            assert!(funnel_step_of(name.as_str()).is_some());
        }
    }
}
