//! Whether an answer could be another than before, without working it out.

use rusqlite::{OptionalExtension, named_params};

use super::report::Span;
use super::{Reading, StoreError, sql};
use crate::site::Day;

impl Reading<'_> {
    /// Days of the span and how they are: a version is another one once anything of its day changed.
    pub fn day_versions(&self, span: Span) -> Result<Vec<(Day, i64)>, StoreError> {
        self.rows(sql!("report_day_versions"), span, |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Carts of the span that are not abandoned yet and will be when nothing happens.
    pub fn active_carts(&self, span: Span, now_ms: i64) -> Result<i64, StoreError> {
        let params = named_params! {
            ":site_id": span.site.id,
            ":from": span.from,
            ":to": span.to,
            ":abandoned_to_ms": now_ms - span.site.cart_timeout_ms,
        };
        let mut statement = self.transaction.prepare_cached(sql!("report_active_carts"))?;
        Ok(statement.query_row(params, |row| row.get(0))?)
    }

    /// Another one once a product of the site is called something else.
    pub fn product_version(&self, site_id: i64) -> Result<i64, StoreError> {
        self.of_products(sql!("product_version"), site_id)
    }

    /// Another one once a product of the site has another brand or category; that of a new one changes nothing of before.
    pub fn product_groups_version(&self, site_id: i64) -> Result<i64, StoreError> {
        self.of_products(sql!("product_groups_version"), site_id)
    }

    fn of_products(&self, sql: &str, site_id: i64) -> Result<i64, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql)?;
        let found = statement.query_row(named_params! { ":site_id": site_id }, |row| row.get(0));
        Ok(found.optional()?.unwrap_or(0))
    }
}
