//! Cancellations: the order leaves its own day, its refunds are void, and its session has one order less. What the shopper
//! did stays done: the steps of the funnel, what was bought of what was viewed, and the cart, which was ordered and is
//! not one to be won back. One of an order that has not come yet waits for it.

use rusqlite::{OptionalExtension, named_params};

use super::order_rows::{source_number, stored_source};
use super::{Happening, Ledger};
use crate::ingest::Source;
use crate::store::{StoreError, sql};

impl Ledger<'_> {
    pub(super) fn cancellation(&mut self, happening: Happening) -> Result<(), StoreError> {
        let (site, source) = (&happening.arrival.site, happening.arrival.source);
        let order = self.find_order(site, happening.order_id())?;
        let is_verified = order.as_ref().is_some_and(|order| order.trust.is_verified());
        if is_verified && source == Source::Browser {
            self.dropped(happening, "cancellation_of_verified_order");
            return Ok(());
        }
        let known = self.find_cancellation(site.id, happening.order_id())?;
        // The first one counts, but the shop's own replaces a browser's.
        let is_new = known.is_none_or(|(known, _)| known != source && source == Source::Server);
        if !is_new {
            self.dropped(happening, "duplicate_cancellation");
            return Ok(());
        }
        self.connection.prepare_cached(sql!("cancellation_save"))?.execute(named_params! {
            ":site_id": site.id,
            ":order_id": happening.order_id(),
            ":source": source_number(source),
            ":at_ms": happening.at_ms,
        })?;
        let Some(mut order) = order else { return Ok(()) };
        self.take_out(happening, &mut order)?;
        order.cancelled_at_ms = Some(happening.at_ms);
        self.put_in(happening, &mut order)
    }

    /// When an order was cancelled that comes only now.
    pub(super) fn waiting_cancellation(
        &mut self,
        site_id: i64,
        order_id: &str,
    ) -> Result<Option<i64>, StoreError> {
        Ok(self.find_cancellation(site_id, order_id)?.map(|(_, at_ms)| at_ms))
    }

    /// The order is verified now, and whether a browser had cancelled it.
    pub(super) fn drop_browsers_cancellation(
        &mut self,
        happening: Happening,
    ) -> Result<bool, StoreError> {
        let (site_id, order_id) = (happening.site_id(), happening.order_id());
        let known = self.find_cancellation(site_id, order_id)?;
        let is_browsers = known.is_some_and(|(source, _)| source == Source::Browser);
        if is_browsers {
            self.connection
                .prepare_cached(sql!("cancellation_delete"))?
                .execute(named_params! { ":site_id": site_id, ":order_id": order_id })?;
            self.dropped(happening, "cancellation_of_verified_order");
        }
        Ok(is_browsers)
    }

    fn find_cancellation(
        &mut self,
        site_id: i64,
        order_id: &str,
    ) -> Result<Option<(Source, i64)>, StoreError> {
        let key = named_params! { ":site_id": site_id, ":order_id": order_id };
        let mut statement = self.connection.prepare_cached(sql!("cancellation_find"))?;
        let found = statement.query_row(key, |row| {
            let number: i64 = row.get(0)?;
            Ok((stored_source(number), row.get(1)?))
        });
        Ok(found.optional()?)
    }
}
