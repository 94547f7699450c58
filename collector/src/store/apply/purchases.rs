//! Orders: an order id counts once per site, for ever, whoever reports it and however often.
//!
//! Of several reports the most trusted one says what was bought and paid; a browser's says in which session. They may
//! come in any order.

use footfall_protocol::order::OrderTotals;
use rusqlite::named_params;

use super::order::{Line, NO_SESSION, Order, Trust};
use super::{Happening, Ledger};
use crate::ingest::Source;
use crate::store::{StoreError, sql};

impl Happening<'_> {
    fn trust(&self) -> Trust {
        match self.arrival.source {
            Source::Server => Trust::Server,
            Source::Browser if self.arrival.signed.contains(&self.event.n) => Trust::Signed,
            Source::Browser => Trust::Reported,
        }
    }

    pub(super) fn order_id(&self) -> &str {
        self.event.transaction_id.as_deref().unwrap_or_default()
    }
}

impl Ledger<'_> {
    pub(super) fn purchase(&mut self, happening: Happening) -> Result<(), StoreError> {
        let (event, site) = (happening.event, &happening.arrival.site);
        // The door refused what has no totals.
        let Ok(totals) = event.order_totals(site.currency, site.prices_include_tax) else {
            return Ok(());
        };
        let report = self.report(happening, totals)?;
        match self.find_order(site, happening.order_id())? {
            None => self.first_report(happening, report),
            Some(known) => self.another_report(happening, known, report),
        }
    }

    /// The order as this event alone has it.
    fn report(&mut self, happening: Happening, totals: OrderTotals) -> Result<Order, StoreError> {
        let (event, arrival) = (happening.event, happening.arrival);
        let mut lines = Vec::with_capacity(event.items.len());
        for item in &event.items {
            lines.push(Line {
                product_id: self.dictionary.product(self.connection, arrival, item)?,
                units_milli: item.units_milli(),
                line_minor: item.line_minor(totals.currency).unwrap_or(0),
            });
        }
        let reported = (totals.gross, totals.currency.code().to_owned());
        Ok(Order {
            id: None,
            session_id: happening.session_id,
            session_at_ms: (happening.session_id != NO_SESSION).then_some(happening.at_ms),
            day: happening.day,
            at_ms: happening.at_ms,
            totals,
            coupon: event.param("coupon").unwrap_or_default().to_owned(),
            trust: happening.trust(),
            customer: arrival.customer,
            reported: Some(reported).filter(|_| arrival.source == Source::Browser),
            cancelled_at_ms: None,
            exchange: None,
            lines,
            refunds: Vec::new(),
        })
    }

    fn first_report(&mut self, happening: Happening, mut order: Order) -> Result<(), StoreError> {
        let order_id = happening.order_id();
        self.hear_order(happening, &order);
        // What came before it waits.
        order.refunds = self.refunds_of(happening.arrival, order_id)?;
        order.cancelled_at_ms = self.waiting_cancellation(happening.site_id(), order_id)?;
        if order.trust.is_verified() {
            self.drop_browsers_claims(happening, &mut order)?;
        }
        self.put_in(happening, &mut order)?;
        if happening.session_id == NO_SESSION {
            return Ok(());
        }
        self.bought_in_session(happening)
    }

    /// Takes of another report what is new in it.
    fn another_report(
        &mut self,
        happening: Happening,
        mut known: Order,
        report: Order,
    ) -> Result<(), StoreError> {
        let is_better = report.trust > known.trust;
        let brings_session = known.session_id == NO_SESSION && report.session_id != NO_SESSION;
        let brings_total = known.reported.is_none() && report.reported.is_some();
        let brings_customer = known.customer.is_none() && report.customer.is_some();
        // Of reports that are as good as each other the first one stays.
        if report.trust == known.trust && report.paid() != known.paid() {
            self.hear_trouble(happening, "order_totals_differ");
        }
        if !(is_better || brings_session || brings_total || brings_customer) {
            self.dropped(happening, "duplicate_order");
            return Ok(());
        }
        self.take_out(happening, &mut known)?;
        let differed = known.differs();
        if brings_session {
            (known.session_id, known.session_at_ms) = (report.session_id, report.session_at_ms);
        }
        if is_better {
            let was_verified = known.trust.is_verified();
            self.connection
                .prepare_cached(sql!("purchase_items_delete"))?
                .execute(named_params! { ":purchase_id": known.id })?;
            known = Order {
                exchange: report.keeps_rates_of(&known),
                customer: report.customer.or(known.customer),
                reported: known.reported.or(report.reported),
                session_id: known.session_id,
                session_at_ms: known.session_at_ms,
                cancelled_at_ms: known.cancelled_at_ms,
                refunds: known.refunds,
                id: known.id,
                ..report
            };
            known.find_rates(self.connection, &happening.arrival.site)?;
            self.write_lines(&happening.arrival.site, &known)?;
            if !was_verified {
                self.drop_browsers_claims(happening, &mut known)?;
            }
        } else {
            known.customer = known.customer.or(report.customer);
            known.reported = known.reported.or(report.reported);
        }
        if known.differs() && !differed {
            self.dropped(happening, "order_difference");
            self.hear_trouble(happening, "order_unlike_page");
        }
        self.put_in(happening, &mut known)?;
        if brings_session { self.bought_in_session(happening) } else { Ok(()) }
    }

    /// What the session did: it stays, also when the order is cancelled later.
    fn bought_in_session(&mut self, happening: Happening) -> Result<(), StoreError> {
        if let Some(session) = self.sessions.tracked_mut(happening.session_id) {
            session.deeds.has_orders = true;
        }
        self.did(happening)?;
        self.funnel_step(happening)?;
        self.cart_event(happening)
    }

    /// What anybody could have said is not said of a verified order: browsers' refunds and cancellations.
    fn drop_browsers_claims(
        &mut self,
        happening: Happening,
        order: &mut Order,
    ) -> Result<(), StoreError> {
        let (kept, claims) = std::mem::take(&mut order.refunds)
            .into_iter()
            .partition(|refund| refund.source == Source::Server);
        order.refunds = kept;
        for refund in Vec::from_iter::<Vec<_>>(claims) {
            self.connection
                .prepare_cached(sql!("refund_items_delete"))?
                .execute(named_params! { ":refund_id": refund.id })?;
            self.connection
                .prepare_cached(sql!("refund_delete"))?
                .execute(named_params! { ":id": refund.id })?;
            self.dropped(happening, "refund_of_verified_order");
        }
        if order.cancelled_at_ms.is_some() && self.drop_browsers_cancellation(happening)? {
            order.cancelled_at_ms = None;
        }
        Ok(())
    }

    /// Before an order changes: all of it is read, and leaves the rollups and its session.
    pub(super) fn take_out(
        &mut self,
        happening: Happening,
        order: &mut Order,
    ) -> Result<(), StoreError> {
        let site = &happening.arrival.site;
        self.read_lines_and_refunds(happening.arrival, happening.order_id(), order)?;
        order.count(site, &mut self.rollups, -1);
        self.count_in_session(site, order, -1)
    }

    /// After it has changed: it is settled, exchanged, counted and written.
    pub(super) fn put_in(
        &mut self,
        happening: Happening,
        order: &mut Order,
    ) -> Result<(), StoreError> {
        let site = &happening.arrival.site;
        order.settle(site);
        // One that waits for a rate is exchanged as a whole, when rates are imported.
        if order.id.is_none() {
            order.find_rates(self.connection, site)?;
        }
        order.count(site, &mut self.rollups, 1);
        self.count_in_session(site, order, 1)?;
        self.save_order(site, happening.order_id(), order)
    }

    pub(super) fn dropped(&mut self, happening: Happening, reason: &'static str) {
        let site = &happening.arrival.site;
        let today = site.day_of(happening.arrival.received_at_ms);
        self.rollups.dropped(site.id, today, reason, 1);
    }
}
