//! The table of rates: what is imported, what is known.

use footfall_protocol::Currency;
use rusqlite::{TransactionBehavior, named_params};

use super::apply::exchanged;
use super::{Reading, Store, StoreError, sql};
use crate::exchange::{Exchange, MAX_RATE_AGE_DAYS, PerEuro};
use crate::site::{Day, Site};

/// One day's rate of a currency.
#[derive(Debug, Clone, Copy)]
pub struct NewRate {
    pub currency: Currency,
    pub day: Day,
    pub per_euro: PerEuro,
}

/// A currency's rates: how many, from when to when, and the last.
#[derive(Debug)]
pub struct KnownRate {
    pub currency: String,
    pub first: Day,
    pub last: Day,
    pub days: i64,
    /// Decimal text.
    pub per_euro: String,
}

impl Store {
    /// Adds rates, replaces those that were corrected, and says how many of both. Orders keep the rates they have; carts are
    /// worth something else now on the days that these are good for, and those days' answers are others.
    pub fn save_rates(&mut self, rates: &[NewRate]) -> Result<usize, StoreError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut changed = 0;
        let mut days: Option<(Day, Day)> = None;
        let mut statement = transaction.prepare_cached(sql!("rate_save"))?;
        for NewRate { currency, day, per_euro } in rates {
            let is_new = statement.execute((currency.code(), day, per_euro.text()))?;
            if is_new > 0 {
                changed += is_new;
                let (first, last) = days.unwrap_or((*day, *day));
                days = Some((first.min(*day), last.max(*day)));
            }
        }
        drop(statement);
        if let Some((first, last)) = days {
            transaction
                .prepare_cached(sql!("day_state_of_foreign_carts"))?
                .execute(named_params! { ":from": first, ":to": last + MAX_RATE_AGE_DAYS })?;
        }
        transaction.commit()?;
        Ok(changed)
    }
}

impl Reading<'_> {
    /// How amounts of a currency become amounts of the site's, on a day. `None` without a rate.
    pub fn exchange(
        &self,
        currency: &str,
        site: &Site,
        day: Day,
    ) -> Result<Option<Exchange>, StoreError> {
        if currency == site.currency.code() {
            return Ok(Some(Exchange::Own));
        }
        let rates = exchanged::rates(&self.transaction, currency, site.currency.code(), day)?;
        Ok(rates.map(Exchange::At))
    }

    pub fn known_rates(&self) -> Result<Vec<KnownRate>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("rates_known"))?;
        let rows = statement.query_map((), |row| {
            Ok(KnownRate {
                currency: row.get(0)?,
                first: row.get(1)?,
                last: row.get(2)?,
                days: row.get(3)?,
                per_euro: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
