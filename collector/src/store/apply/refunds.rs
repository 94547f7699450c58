//! Refunds: full, or by item. A refund counts once and waits for an order that has not come yet. What it gets,
//! `settlement` says.

use footfall_protocol::Event;

use super::order::Refund;
use super::{Happening, Ledger};
use crate::ingest::Source;
use crate::store::StoreError;

/// What makes it the same refund when it is reported again: the shop's id for it, else what it is of.
fn refund_key(event: &Event) -> String {
    if let Some(id) = event.param("refund_id") {
        return format!("id:{id}");
    }
    let mut items: Vec<String> =
        event.items.iter().map(|item| format!("{}×{}", item.key(), item.quantity.text())).collect();
    items.sort();
    if items.is_empty() { "all".to_owned() } else { format!("items:{}", items.join(",")) }
}

/// Adds one to those there are. The first report of it counts, but the shop's own replaces a browser's.
/// Returns where it is, or `None` when it is there already.
fn add(refunds: &mut Vec<Refund>, refund: Refund) -> Option<usize> {
    match refunds.iter().position(|known| known.key == refund.key) {
        None => {
            refunds.push(refund);
            Some(refunds.len() - 1)
        }
        Some(place) => {
            let known = &mut refunds[place];
            let is_better = known.source == Source::Browser && refund.source == Source::Server;
            is_better.then(|| {
                *known = Refund { id: known.id, ..refund };
                place
            })
        }
    }
}

impl Ledger<'_> {
    pub(super) fn refund(&mut self, happening: Happening) -> Result<(), StoreError> {
        let (event, site) = (happening.event, &happening.arrival.site);
        let (order_id, source) = (happening.order_id(), happening.arrival.source);
        let order = self.find_order(site, order_id)?;
        let is_verified = order.as_ref().is_some_and(|order| order.trust.is_verified());
        if is_verified && source == Source::Browser {
            self.dropped(happening, "refund_of_verified_order");
            return Ok(());
        }
        let refund = Refund {
            id: None,
            key: refund_key(event),
            source,
            day: happening.day,
            at_ms: happening.at_ms,
            asked: Some(self.asked(happening.arrival, event.clone())?),
            amount_minor: 0,
            taken: Vec::new(),
        };
        match order {
            Some(mut order) => {
                self.take_out(happening, &mut order)?;
                if add(&mut order.refunds, refund).is_none() {
                    self.dropped(happening, "duplicate_refund");
                }
                self.put_in(happening, &mut order)
            }
            None => {
                let mut waiting = self.refunds_of(happening.arrival, order_id)?;
                let Some(place) = add(&mut waiting, refund) else {
                    self.dropped(happening, "duplicate_refund");
                    return Ok(());
                };
                let currency = event.currency.unwrap_or(site.currency);
                self.save_refund(site.id, order_id, &mut waiting[place], (None, currency), None)
            }
        }
    }
}
