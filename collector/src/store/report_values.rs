//! Which values dimensions have, for whoever completes what somebody types: each with how often it was met. From rollups
//! where there are some, else from the newest rows.

use rusqlite::named_params;

use super::report::Span;
use super::trail::{self, Step};
use super::{Reading, StoreError, sql};
use crate::ingest::Channel;

/// Of sessions and orders only so many are looked at: what is frequent is among them.
const NEWEST: i64 = 5_000;

#[derive(Debug)]
pub struct ProductValues {
    pub key: String,
    pub name: String,
    pub brand: String,
    pub category: String,
}

impl Reading<'_> {
    /// By sessions.
    pub fn channel_values(&self, span: Span) -> Result<Vec<(Channel, i64)>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("values_channels"))?;
        let found = statement.query_map(
            named_params! { ":site_id": span.site.id, ":from": span.from, ":to": span.to },
            |row| {
                let channel =
                    Channel { source: row.get(0)?, medium: row.get(1)?, campaign: row.get(2)? };
                Ok((channel, row.get(3)?))
            },
        )?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The `limit` most viewed pages that contain `said`, which is in small letters.
    pub fn page_values(
        &self,
        span: Span,
        said: &str,
        limit: i64,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("values_pages"))?;
        let asked = (span.site.id, span.from, span.to, said, limit);
        let found = statement.query_map(asked, |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// By what was done with them.
    pub fn product_values(&self, span: Span) -> Result<Vec<(ProductValues, i64)>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("values_products"))?;
        let found = statement.query_map(
            named_params! { ":site_id": span.site.id, ":from": span.from, ":to": span.to },
            |row| {
                let values = ProductValues {
                    key: row.get(0)?,
                    name: row.get(1)?,
                    brand: row.get(2)?,
                    category: row.get(3)?,
                };
                Ok((values, row.get(4)?))
            },
        )?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Id and coupon of the newest orders.
    pub fn order_values(&self, span: Span) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("values_orders"))?;
        let asked = (span.site.id, span.from, span.to, NEWEST);
        let found = statement.query_map(asked, |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Country and steps of the newest sessions.
    pub fn newest_sessions(
        &self,
        span: Span,
        mut each: impl FnMut(&str, &mut dyn Iterator<Item = Step>),
    ) -> Result<(), StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("values_sessions"))?;
        let mut rows = statement.query((span.site.id, span.from, span.to, NEWEST))?;
        while let Some(row) = rows.next()? {
            let country = row.get_ref(0)?.as_str().unwrap_or_default();
            let steps = row.get_ref(1)?.as_blob().unwrap_or_default();
            each(country, &mut trail::steps(steps));
        }
        Ok(())
    }
}
