//! What whoever sets the shop up is told of an event: that it came, from where, how far towards an order it is, and what of
//! an order looks wrong although it is believed.

use footfall_protocol::order::OrderTotals;
use footfall_protocol::{Event, EventName};

use super::order::Order;
use super::{Happening, Ledger};
use crate::ingest::Arrival;
use crate::site::{Day, Site};
use crate::store::heard::{Heard, HeardKind};

impl Ledger<'_> {
    /// From which of the site's origins.
    pub(super) fn hear_origin(&mut self, arrival: &Arrival, today: Day) {
        let site = &arrival.site;
        let Some(page) = arrival.batch.pages.first() else { return };
        let is_of_page = |origin: &&String| {
            page.url
                .strip_prefix(&***origin)
                .is_some_and(|path| path.is_empty() || path.starts_with(['/', '?', '#']))
        };
        if let Some(origin) = site.origins.iter().find(is_of_page) {
            let heard = Heard::new(HeardKind::Origin, origin.clone(), arrival.received_at_ms);
            self.rollups.heard.add(site.id, today, heard.times(arrival.batch.events.len() as i64));
        }
    }

    pub(super) fn hear(&mut self, happening: Happening, today: Day) {
        let (site_id, at_ms) = (happening.site_id(), happening.arrival.received_at_ms);
        let heard = &mut self.rollups.heard;
        heard.event(site_id, at_ms);
        heard.add(site_id, today, Heard::new(HeardKind::Event, "", at_ms));
        if let Some(step) = step(happening.event) {
            heard.add(site_id, today, Heard::new(HeardKind::Step, step, at_ms));
        }
    }

    /// Of an order that nobody has told of before.
    pub(super) fn hear_order(&mut self, happening: Happening, order: &Order) {
        self.rollups.heard.order(happening.site_id(), order.at_ms);
        let event = happening.event;
        if event.currency.is_none() {
            self.hear_trouble(happening, "order_without_currency");
        }
        if event.items.is_empty() {
            self.hear_trouble(happening, "order_without_items");
        }
        if is_taxed_otherwise(event, &order.totals, &happening.arrival.site) {
            self.hear_trouble(happening, "order_tax_unclear");
        }
    }

    pub(super) fn hear_trouble(&mut self, happening: Happening, trouble: &'static str) {
        let site = &happening.arrival.site;
        let at_ms = happening.arrival.received_at_ms;
        let heard = Heard::new(HeardKind::Trouble, trouble, at_ms).example(happening.order_id());
        self.rollups.heard.add(site.id, site.day_of(at_ms), heard);
    }
}

/// The usual way to an order. A cart that is reported as a whole is one that something was added to.
fn step(event: &Event) -> Option<&'static str> {
    match event.name {
        EventName::PageView => Some("page_view"),
        EventName::ViewItem => Some("view_item"),
        EventName::AddToCart => Some("add_to_cart"),
        EventName::CartUpdate if !event.items.is_empty() => Some("add_to_cart"),
        EventName::BeginCheckout => Some("begin_checkout"),
        EventName::Purchase => Some("purchase"),
        _ => None,
    }
}

/// Whether an order's value and the sum of its lines differ by just its tax, in the direction that the site's setting does
/// not know: the setting is wrong, or one of the two amounts.
fn is_taxed_otherwise(event: &Event, totals: &OrderTotals, site: &Site) -> bool {
    if event.value.is_none() || event.order_total.is_some() || totals.tax <= 0 {
        return false;
    }
    let mut lines = 0;
    for item in &event.items {
        lines += item.line_minor(totals.currency).unwrap_or(0);
    }
    if lines == 0 {
        return false;
    }
    let over = totals.item_revenue - lines;
    if site.prices_include_tax {
        over == -totals.tax
    } else {
        over == totals.tax || over == totals.tax + totals.shipping
    }
}
