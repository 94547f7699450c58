//! Orders that waited for a rate: exchanged once it is there, and the days they are of corrected. What they are in their own
//! currency, and what their refunds got, stays.

use std::sync::Arc;

use rusqlite::{Connection, TransactionBehavior, named_params};

use super::exchanged::Exchanged;
use super::order::Order;
use super::order_rows::{find_order, lines_of, settled_refunds};
use super::session_rows::Statements;
use crate::exchange::Exchange;
use crate::site::Site;
use crate::store::rollups::Rollups;
use crate::store::{Store, StoreError, sql};

/// In one transaction: some ten milliseconds, for which events wait.
const CONVERTED_TOGETHER: i64 = 200;

/// A step of [`Store::convert_waiting`].
#[derive(Debug, Default, Clone, Copy)]
pub struct Converted {
    pub converted: usize,
    /// Those that still have no rate.
    pub waiting: usize,
    /// The last one that was looked at; `None` when there was none left.
    pub last_id: Option<i64>,
}

impl Store {
    /// Exchanges orders that have a rate now, of those behind a row.
    pub fn convert_waiting(
        &mut self,
        sites: &[Arc<Site>],
        after: i64,
    ) -> Result<Converted, StoreError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut rollups = Rollups::default();
        let mut sessions = Statements::new(&transaction)?;
        let mut step = Converted::default();
        for (id, site_id, order_id) in waiting(&transaction, after)? {
            step.last_id = Some(id);
            let Some(site) = sites.iter().find(|site| site.id == site_id) else { continue };
            let Some(mut order) = find_order(&transaction, site, &order_id)? else { continue };
            order.lines = lines_of(&transaction, order.id)?;
            let refunds = settled_refunds(&transaction, site.id, &order_id)?;
            order.refunds = refunds.into_iter().map(|(refund, _)| refund).collect();
            let without = order.clone();
            order.find_rates(&transaction, site)?;
            let Some(exchanged) = order.exchanged(site) else {
                step.waiting += 1;
                continue;
            };
            without.count(site, &mut rollups, -1);
            order.count(site, &mut rollups, 1);
            if let Some(session_id) = order.session() {
                sessions.changed(site.id, session_id, &mut rollups)?;
            }
            write(&transaction, &order, &exchanged)?;
            step.converted += 1;
        }
        rollups.write(&transaction)?;
        drop(sessions);
        transaction.commit()?;
        Ok(step)
    }
}

fn waiting(connection: &Connection, after: i64) -> Result<Vec<(i64, i64, String)>, StoreError> {
    let params = named_params! { ":after": after, ":limit": CONVERTED_TOGETHER };
    let mut statement = connection.prepare_cached(sql!("purchases_unconverted"))?;
    let rows = statement.query_map(params, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn write(connection: &Connection, order: &Order, exchanged: &Exchanged) -> Result<(), StoreError> {
    let Some(Exchange::At(rates)) = order.exchange else { return Ok(()) };
    let totals = exchanged.totals;
    connection.prepare_cached(sql!("purchase_convert"))?.execute(named_params! {
        ":id": order.id,
        ":rate_day": rates.day,
        ":rate_per_euro": rates.from.text(),
        ":site_per_euro": rates.to.text(),
        ":gross_minor": totals.gross,
        ":item_revenue_minor": totals.item_revenue,
        ":tax_minor": totals.tax,
        ":shipping_minor": totals.shipping,
        ":discount_minor": totals.discount,
        ":refunded_minor": exchanged.refunded_minor(),
    })?;
    let mut statement = connection.prepare_cached(sql!("purchase_item_convert"))?;
    for (line, minor) in exchanged.lines_minor.iter().enumerate() {
        let line = line as i64;
        statement.execute(
            named_params! { ":purchase_id": order.id, ":line": line, ":line_minor": minor },
        )?;
    }
    let mut of_refund = connection.prepare_cached(sql!("refund_convert"))?;
    let mut of_product = connection.prepare_cached(sql!("refund_item_convert"))?;
    for (refund, exchanged) in order.refunds.iter().zip(&exchanged.refunds) {
        let id = refund.id;
        let amount_minor = exchanged.amount_minor;
        of_refund.execute(named_params! { ":id": id, ":amount_minor": amount_minor })?;
        for &(product_id, amount_minor) in &exchanged.taken {
            of_product.execute(named_params! {
                ":refund_id": id, ":product_id": product_id, ":amount_minor": amount_minor,
            })?;
        }
    }
    Ok(())
}
