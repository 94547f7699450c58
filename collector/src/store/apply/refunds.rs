//! Refunds: full, or by item. A refund counts once, never exceeds what is left of its order, lies on its own day, and
//! waits for an order that has not come yet.

use footfall_protocol::scrub::Removed;
use footfall_protocol::{Currency, Event, Item, Raw};
use rusqlite::named_params;

use super::purchases::Purchase;
use super::{Happening, Ledger};
use crate::site::Day;
use crate::store::rollups::{DaySums, ProductSums};
use crate::store::{StoreError, sql};

/// A line of an order, as far as it can still be refunded.
struct OrderedLine {
    line: i64,
    product_id: i64,
    units_milli: i64,
    line_minor: i64,
    refunded_minor: i64,
}

impl OrderedLine {
    fn left_minor(&self) -> i64 {
        self.line_minor - self.refunded_minor
    }
}

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

impl Ledger<'_> {
    pub(super) fn refund(&mut self, happening: Happening) -> Result<(), StoreError> {
        let (event, site) = (happening.event, &happening.arrival.site);
        let order_id = event.transaction_id.as_deref().unwrap_or_default();
        let purchase = self.find_purchase(site.id, order_id)?;
        let waiting = match purchase {
            Some(_) => None,
            None => Some(serde_json::to_string(&event.params_json()).unwrap_or_default()),
        };
        let inserted = self.connection.prepare_cached(sql!("refund_insert"))?.execute((
            site.id,
            order_id,
            refund_key(event),
            None::<i64>,
            happening.day,
            happening.at_ms,
            event.currency.unwrap_or(site.currency).code(),
            0,
            waiting,
        ))?;
        if inserted == 0 {
            let today = site.day_of(happening.arrival.received_at_ms);
            self.rollups.dropped(site.id, today, "duplicate_refund", 1);
            return Ok(());
        }
        let refund_id = self.connection.last_insert_rowid();
        match purchase {
            Some(purchase) => self.settle(happening, refund_id, happening.day, event, &purchase),
            None => Ok(()),
        }
    }

    /// The order of refunds that were there first has come.
    pub(super) fn settle_waiting_refunds(
        &mut self,
        happening: Happening,
        order_id: &str,
        purchase: &Purchase,
    ) -> Result<(), StoreError> {
        let waiting: Vec<(i64, Day, String)> = self
            .connection
            .prepare_cached(sql!("refund_waiting"))?
            .query_map(
                named_params! { ":site_id": happening.site_id(), ":order_id": order_id },
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )?
            .collect::<Result<_, _>>()?;
        let mut purchase = purchase.clone();
        for (refund_id, day, params) in waiting {
            // What waited was believed when it came.
            let Ok(params) = serde_json::from_str::<Raw>(&params) else { continue };
            let Ok(event) = Event::parse(0, 0, 0, "refund", &params, &mut Removed::default())
            else {
                continue;
            };
            self.settle(happening, refund_id, day, &event, &purchase)?;
            purchase = self.find_purchase(happening.site_id(), order_id)?.unwrap_or(purchase);
        }
        Ok(())
    }

    fn settle(
        &mut self,
        happening: Happening,
        refund_id: i64,
        day: Day,
        event: &Event,
        purchase: &Purchase,
    ) -> Result<(), StoreError> {
        let site = &happening.arrival.site;
        let currency = Currency::parse(&purchase.currency).unwrap_or(site.currency);
        let converted = currency == site.currency;
        let mut ordered = self.ordered_lines(purchase)?;
        let taken = self.take_from_lines(happening, event, currency, &mut ordered)?;
        for (line, &taken_minor) in ordered.iter().zip(&taken).filter(|(_, taken)| **taken > 0) {
            self.connection.prepare_cached(sql!("purchase_item_refund"))?.execute(
                named_params! {
                    ":purchase_id": purchase.id,
                    ":line": line.line,
                    ":amount_minor": taken_minor,
                },
            )?;
            let refunds_minor = taken_minor * i64::from(converted);
            let sums = ProductSums { refunds_minor, ..ProductSums::default() };
            self.rollups.product((site.id, day, line.product_id), &sums, 1);
        }
        let left_minor = purchase.gross_minor - purchase.refunded_minor;
        let amount_minor = if event.items.is_empty() {
            left_minor
        } else {
            // What the shop says it paid back, with tax and shipping; else what the items were worth.
            let said = event
                .value
                .or(event.order_total)
                .and_then(|_| event.order_totals(currency, site.prices_include_tax).ok());
            said.map_or(taken.iter().sum(), |totals| totals.gross).min(left_minor)
        };
        self.connection.prepare_cached(sql!("refund_settle"))?.execute(named_params! {
            ":id": refund_id,
            ":purchase_id": purchase.id,
            ":currency": purchase.currency,
            ":amount_minor": amount_minor,
        })?;
        self.connection
            .prepare_cached(sql!("purchase_refund"))?
            .execute(named_params! { ":id": purchase.id, ":amount_minor": amount_minor })?;
        if converted {
            self.rollups.day(
                site.id,
                day,
                &DaySums { refunds_minor: amount_minor, ..DaySums::default() },
            );
        }
        Ok(())
    }

    /// How much of each line is refunded: all that is left of it, or what the refund's items ask for.
    fn take_from_lines(
        &mut self,
        happening: Happening,
        event: &Event,
        currency: Currency,
        ordered: &mut [OrderedLine],
    ) -> Result<Vec<i64>, StoreError> {
        if event.items.is_empty() {
            return Ok(ordered.iter().map(OrderedLine::left_minor).collect());
        }
        let mut taken = vec![0; ordered.len()];
        for item in &event.items {
            let product_id = self.product_id(happening, item)?;
            let of_product = |line: &OrderedLine| line.product_id == product_id;
            let Some(first) = ordered.iter().find(|line| of_product(line)) else { continue };
            let mut asked_minor = item_minor(item, first, currency);
            for (line, taken) in
                ordered.iter_mut().zip(&mut taken).filter(|(line, _)| of_product(line))
            {
                let part_minor = asked_minor.min(line.left_minor()).max(0);
                line.refunded_minor += part_minor;
                *taken += part_minor;
                asked_minor -= part_minor;
            }
        }
        Ok(taken)
    }

    fn ordered_lines(&mut self, purchase: &Purchase) -> Result<Vec<OrderedLine>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("purchase_items"))?;
        let lines = statement.query_map(named_params! { ":purchase_id": purchase.id }, |row| {
            Ok(OrderedLine {
                line: row.get(0)?,
                product_id: row.get(1)?,
                units_milli: row.get(2)?,
                line_minor: row.get(3)?,
                refunded_minor: row.get(4)?,
            })
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }
}

/// What a refunded item is worth: its own price, else its share of the ordered line.
fn item_minor(item: &Item, ordered: &OrderedLine, currency: Currency) -> i64 {
    match item.price {
        Some(_) => item.line_minor(currency).unwrap_or(0),
        None => {
            let units = i128::from(ordered.units_milli.max(1));
            let share = i128::from(item.units_milli()).min(units);
            let doubled = i128::from(ordered.line_minor) * share * 2;
            // Half up; the share is at most one, so it fits.
            ((doubled + units) / (units * 2)) as i64
        }
    }
}
