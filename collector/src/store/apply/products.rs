//! The dictionary's products: their ids, and what was last said of them.

use footfall_protocol::Item;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::dictionary::{Dictionary, OTHER};
use super::new_texts::Kind;
use super::said::Said;
use crate::ingest::Arrival;
use crate::store::{StoreError, sql};

/// As stored.
#[derive(Debug, Clone)]
pub(super) struct Product {
    id: i64,
    name: String,
    brand: String,
    category: String,
}

impl Product {
    fn bytes(&self, key: &str) -> usize {
        key.len() + self.name.len() + self.brand.len() + self.category.len()
    }
}

impl Dictionary {
    /// A product of the site, or `(other)`. What is said of it is stored when it is something else than before.
    pub(super) fn product(
        &mut self,
        connection: &Connection,
        arrival: &Arrival,
        item: &Item,
    ) -> Result<i64, StoreError> {
        self.product_said(connection, arrival, &Said::of(item))
    }

    /// The same of one of which nothing is said.
    pub(super) fn product_of_key(
        &mut self,
        connection: &Connection,
        arrival: &Arrival,
        item_key: &str,
    ) -> Result<i64, StoreError> {
        self.product_said(connection, arrival, &Said::key(item_key))
    }

    /// `None` when there is no room for a new one.
    pub(super) fn known_product(
        &mut self,
        connection: &Connection,
        arrival: &Arrival,
        item: &Item,
    ) -> Result<Option<i64>, StoreError> {
        self.known_product_said(connection, arrival, &Said::of(item))
    }

    fn product_said(
        &mut self,
        connection: &Connection,
        arrival: &Arrival,
        said: &Said,
    ) -> Result<i64, StoreError> {
        if let Some(id) = self.known_product_said(connection, arrival, said)? {
            return Ok(id);
        }
        self.new.folded(arrival);
        self.other_product(connection, arrival.site.id)
    }

    /// The one that stands for all there was no room for.
    pub(in crate::store) fn other_product(
        &mut self,
        connection: &Connection,
        site_id: i64,
    ) -> Result<i64, StoreError> {
        let other = Said::key(OTHER);
        match self.find_product(connection, site_id, &other)? {
            Some(id) => Ok(id),
            None => self.add_product(connection, site_id, &other),
        }
    }

    fn known_product_said(
        &mut self,
        connection: &Connection,
        arrival: &Arrival,
        said: &Said,
    ) -> Result<Option<i64>, StoreError> {
        if let Some(id) = self.find_product(connection, arrival.site.id, said)? {
            return Ok(Some(id));
        }
        if !self.new.take(connection, arrival, Kind::Product)? {
            return Ok(None);
        }
        self.add_product(connection, arrival.site.id, said).map(Some)
    }

    /// One that there is; what is said of it is stored.
    pub(in crate::store) fn find_product(
        &mut self,
        connection: &Connection,
        site_id: i64,
        said: &Said,
    ) -> Result<Option<i64>, StoreError> {
        let (sought_site_id, sought_key) = &mut self.sought;
        *sought_site_id = site_id;
        said.key.clone_into(sought_key);
        let said_bytes = said.key.len() + said.name.map_or(0, str::len);
        if let Some(Product { id, name, brand, category }) =
            self.products.get(&self.sought, said_bytes)
            && said.is_known(name, brand, category)
        {
            return Ok(Some(*id));
        }
        let params = named_params! { ":site_id": site_id, ":item_key": said.key };
        let found = connection.prepare_cached(sql!("product_find"))?.query_row(params, |row| {
            Ok(Product {
                id: row.get(0)?,
                name: row.get(1)?,
                brand: row.get(2)?,
                category: row.get(3)?,
            })
        });
        let Some(mut product) = found.optional()? else { return Ok(None) };
        let Product { id, name, brand, category } = &mut product;
        let id = *id;
        if !said.is_known(name, brand, category) {
            let texts =
                [said.name.map(str::to_owned), said.brand.map(str::to_owned), said.category()];
            for (stored, said) in [name, brand, category].into_iter().zip(texts) {
                said.into_iter().for_each(|said| *stored = said);
            }
            connection.prepare_cached(sql!("product_describe"))?.execute((
                id,
                &product.name,
                &product.brand,
                &product.category,
            ))?;
            self.renamed.insert(site_id);
        }
        let bytes = product.bytes(said.key);
        self.products.insert((site_id, said.key.to_owned()), product, bytes);
        Ok(Some(id))
    }

    fn add_product(
        &mut self,
        connection: &Connection,
        site_id: i64,
        said: &Said,
    ) -> Result<i64, StoreError> {
        let mut product = Product {
            id: 0,
            name: said.name.unwrap_or(said.key).to_owned(),
            brand: said.brand.unwrap_or_default().to_owned(),
            category: said.category().unwrap_or_default(),
        };
        let Product { name, brand, category, .. } = &product;
        let id = connection
            .prepare_cached(sql!("product_insert"))?
            .insert((site_id, said.key, name, brand, category))?;
        product.id = id;
        let bytes = product.bytes(said.key);
        self.products.insert((site_id, said.key.to_owned()), product, bytes);
        Ok(id)
    }
}
