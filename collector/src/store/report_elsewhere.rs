//! What only other systems' definitions ask for: cancelled orders, carts by session and by visitor, refunds of items.

use rusqlite::named_params;

use super::report::Span;
use super::{Reading, StoreError, sql};

/// Money in the site's currency.
#[derive(Debug, Default)]
pub struct Elsewhere {
    /// Orders of the period that were cancelled whenever.
    pub cancelled_orders: i64,
    pub cancelled_gross_minor: i64,
    pub cancelled_item_revenue_minor: i64,
    pub cancelled_tax_minor: i64,
    /// Sessions of the period whose orders were all cancelled.
    pub sessions_with_cancelled_order: i64,
    /// Orders of whenever that were cancelled in the period.
    pub cancellations_minor: i64,
    /// Of refunds, what was for items: without tax and shipping.
    pub refunded_items_minor: i64,
    pub carts: ElsewhereCarts,
}

/// Of the carts created in the period.
#[derive(Debug, Default)]
pub struct ElsewhereCarts {
    /// Sessions in which one was created.
    pub sessions: i64,
    /// Those that ordered one.
    pub sessions_ordered: i64,
    /// Those in which one was created that was not emptied.
    pub sessions_filled: i64,
    /// Those of them that left one behind.
    pub sessions_left: i64,
    pub visitors: i64,
    pub visitors_ordered: i64,
    /// Who reached the checkout.
    pub checkout_visitors: i64,
    pub checkout_visitors_ordered: i64,
}

impl Reading<'_> {
    pub fn elsewhere(&self, span: Span) -> Result<Elsewhere, StoreError> {
        let from_ms = span.site.start_of_day_ms(span.from);
        let to_ms = span.site.start_of_day_ms(span.to + 1);
        let params = named_params! {
            ":site_id": span.site.id, ":from": span.from, ":to": span.to, ":from_ms": from_ms, ":to_ms": to_ms,
        };
        let mut statement = self.transaction.prepare_cached(sql!("report_elsewhere_orders"))?;
        let elsewhere = statement.query_row(params, |row| {
            Ok(Elsewhere {
                cancelled_orders: row.get(0)?,
                cancelled_gross_minor: row.get(1)?,
                cancelled_item_revenue_minor: row.get(2)?,
                cancelled_tax_minor: row.get(3)?,
                sessions_with_cancelled_order: row.get(4)?,
                cancellations_minor: row.get(5)?,
                refunded_items_minor: row.get(6)?,
                carts: ElsewhereCarts::default(),
            })
        })?;
        let params = named_params! { ":site_id": span.site.id, ":from": span.from, ":to": span.to };
        let mut statement = self.transaction.prepare_cached(sql!("report_elsewhere_carts"))?;
        let carts = statement.query_row(params, |row| {
            Ok(ElsewhereCarts {
                sessions: row.get(0)?,
                sessions_ordered: row.get(1)?,
                sessions_filled: row.get(2)?,
                sessions_left: row.get(3)?,
                visitors: row.get(4)?,
                visitors_ordered: row.get(5)?,
                checkout_visitors: row.get(6)?,
                checkout_visitors_ordered: row.get(7)?,
            })
        })?;
        Ok(Elsewhere { carts, ..elsewhere })
    }
}
