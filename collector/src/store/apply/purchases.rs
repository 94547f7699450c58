//! Orders: an order id counts once per site, for ever.

use rusqlite::{OptionalExtension, named_params};

use super::products::BOUGHT;
use super::{Happening, Ledger};
use crate::store::rollups::{DaySums, ProductSums};
use crate::store::{StoreError, sql};

/// An order as far as refunds need it.
#[derive(Debug, Clone)]
pub(super) struct Purchase {
    pub(super) id: i64,
    pub(super) currency: String,
    pub(super) gross_minor: i64,
    pub(super) refunded_minor: i64,
}

impl Ledger<'_> {
    pub(super) fn purchase(&mut self, happening: Happening) -> Result<(), StoreError> {
        let (event, site) = (happening.event, &happening.arrival.site);
        let order_id = event.transaction_id.as_deref().unwrap_or_default();
        // The door refused what has no totals.
        let Ok(totals) = event.order_totals(site.currency, site.prices_include_tax) else {
            return Ok(());
        };
        let inserted = self.connection.prepare_cached(sql!("purchase_insert"))?.execute((
            site.id,
            order_id,
            happening.session_id,
            happening.day,
            happening.at_ms,
            totals.currency.code(),
            totals.gross,
            totals.item_revenue,
            totals.tax,
            totals.shipping,
            totals.discount,
            event.param("coupon").unwrap_or_default(),
        ))?;
        if inserted == 0 {
            let today = site.day_of(happening.arrival.received_at_ms);
            self.rollups.dropped(site.id, today, "duplicate_order", 1);
            return Ok(());
        }
        let purchase = Purchase {
            id: self.connection.last_insert_rowid(),
            currency: totals.currency.code().to_owned(),
            gross_minor: totals.gross,
            refunded_minor: 0,
        };
        self.purchase_items(happening, &purchase)?;
        // Another currency stays apart until there are rates.
        if totals.currency == site.currency {
            let sums = DaySums {
                orders: 1,
                gross_minor: totals.gross,
                item_revenue_minor: totals.item_revenue,
                tax_minor: totals.tax,
                shipping_minor: totals.shipping,
                discount_minor: totals.discount,
                ..DaySums::default()
            };
            self.rollups.day(site.id, happening.day, &sums);
        }
        self.funnel_step(happening)?;
        if let Some(session) = self.sessions.get_mut(happening.session_id) {
            session.orders += 1;
        }
        self.cart_event(happening)?;
        self.settle_waiting_refunds(happening, order_id, &purchase)
    }

    fn purchase_items(
        &mut self,
        happening: Happening,
        purchase: &Purchase,
    ) -> Result<(), StoreError> {
        let (event, site) = (happening.event, &happening.arrival.site);
        let currency = event.currency.unwrap_or(site.currency);
        let mut counted = Vec::with_capacity(event.items.len());
        for (line, item) in event.items.iter().enumerate() {
            let product_id = self.product_id(happening, item)?;
            let line_minor = item.line_minor(currency).unwrap_or(0);
            self.connection.prepare_cached(sql!("purchase_item_insert"))?.execute((
                purchase.id,
                line as i64,
                product_id,
                item.units_milli(),
                line_minor,
            ))?;
            // Two lines of one product are one order of it.
            let orders = i64::from(!counted.contains(&product_id));
            counted.push(product_id);
            let converted = i64::from(currency == site.currency);
            let sums = ProductSums {
                orders,
                units_milli: item.units_milli(),
                revenue_minor: line_minor * converted,
                ..ProductSums::default()
            };
            self.rollups.product((site.id, happening.day, product_id), &sums, 1);
            self.flag_session_product(happening, product_id, BOUGHT);
        }
        Ok(())
    }

    pub(super) fn find_purchase(
        &mut self,
        site_id: i64,
        order_id: &str,
    ) -> Result<Option<Purchase>, StoreError> {
        let purchase = self.connection.prepare_cached(sql!("purchase_find"))?.query_row(
            named_params! { ":site_id": site_id, ":order_id": order_id },
            |row| {
                Ok(Purchase {
                    id: row.get(0)?,
                    currency: row.get(1)?,
                    gross_minor: row.get(2)?,
                    refunded_minor: row.get(3)?,
                })
            },
        );
        Ok(purchase.optional()?)
    }
}
