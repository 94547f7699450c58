//! Texts, channels and products that many rows share: their ids, looked up once.
//!
//! A site may bring so many new ones in a day ([`NewTexts`]). A flood of made-up pages or products beyond that is
//! `(other)`: the reports stay readable, the file and the memory small, and what was known before is counted as ever.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::new_texts::{Kind, NewTexts};
use super::recent::Recent;
use crate::ingest::{Arrival, Channel};
use crate::store::rollups::Rollups;
use crate::store::{StoreError, sql};

/// What everything beyond a day's new ones is called.
const OTHER: &str = "(other)";

/// Some 40,000 pages and titles, 20,000 products and 10,000 channels that are asked for all the time.
const TEXTS_BYTES: usize = 6 << 20;
const PRODUCTS_BYTES: usize = 4 << 20;
const CHANNELS_BYTES: usize = 2 << 20;

#[derive(Debug, Clone)]
struct Product {
    id: i64,
    /// As stored.
    name: String,
}

#[derive(Debug)]
pub(super) struct Dictionary {
    texts: Recent<String, i64>,
    channels: Recent<Channel, i64>,
    /// By site and item key.
    products: Recent<(i64, String), Product>,
    new: NewTexts,
}

impl Default for Dictionary {
    fn default() -> Self {
        Self {
            texts: Recent::new(TEXTS_BYTES),
            channels: Recent::new(CHANNELS_BYTES),
            products: Recent::new(PRODUCTS_BYTES),
            new: NewTexts::default(),
        }
    }
}

impl Dictionary {
    pub(super) fn text(
        &mut self,
        connection: &Connection,
        arrival: &Arrival,
        kind: Kind,
        value: &str,
    ) -> Result<i64, StoreError> {
        if let Some(&id) = self.texts.get(value, value.len()) {
            return Ok(id);
        }
        let found = connection
            .prepare_cached(sql!("text_id"))?
            .query_row(named_params! { ":value": value }, |row| row.get(0))
            .optional()?;
        let id = match found {
            Some(id) => id,
            None if value == OTHER || self.new.take(connection, arrival, kind)? => connection
                .prepare_cached(sql!("text_insert"))?
                .insert(named_params! { ":value": value })?,
            None => return self.text(connection, arrival, kind, OTHER),
        };
        self.texts.insert(value.to_owned(), id, value.len());
        Ok(id)
    }

    pub(super) fn channel(
        &mut self,
        connection: &Connection,
        arrival: &Arrival,
        channel: Channel,
    ) -> Result<i64, StoreError> {
        let Channel { source, medium, campaign } = &channel;
        let bytes = source.len() + medium.len() + campaign.len();
        if let Some(&id) = self.channels.get(&channel, bytes) {
            return Ok(id);
        }
        let params = named_params! { ":source": source, ":medium": medium, ":campaign": campaign };
        let found = connection
            .prepare_cached(sql!("channel_id"))?
            .query_row(params, |row| row.get(0))
            .optional()?;
        let is_other = [source, medium, campaign].iter().all(|text| *text == OTHER);
        let id = match found {
            Some(id) => id,
            None if is_other || self.new.take(connection, arrival, Kind::Channel)? => {
                connection.prepare_cached(sql!("channel_insert"))?.insert(params)?
            }
            None => {
                let [source, medium, campaign] = [(); 3].map(|()| OTHER.to_owned());
                let other = Channel { source, medium, campaign };
                return self.channel(connection, arrival, other);
            }
        };
        self.channels.insert(channel, id, bytes);
        Ok(id)
    }

    /// A product of the site. `name` is stored when it is another than before.
    pub(super) fn product(
        &mut self,
        connection: &Connection,
        arrival: &Arrival,
        item_key: &str,
        name: Option<&str>,
    ) -> Result<i64, StoreError> {
        let key = (arrival.site.id, item_key.to_owned());
        let bytes = item_key.len() + name.map_or(0, str::len);
        let known = self.products.get(&key, bytes);
        if let Some(product) = known
            && name.is_none_or(|name| name == product.name)
        {
            return Ok(product.id);
        }
        let known = match known {
            Some(product) => Some(product.clone()),
            None => find_product(connection, &key)?,
        };
        let product = match known {
            Some(Product { id, name: stored }) => match name.filter(|name| *name != stored) {
                Some(name) => {
                    connection
                        .prepare_cached(sql!("product_rename"))?
                        .execute(named_params! { ":id": id, ":name": name })?;
                    Product { id, name: name.to_owned() }
                }
                None => Product { id, name: stored },
            },
            None if item_key == OTHER || self.new.take(connection, arrival, Kind::Product)? => {
                let name = name.unwrap_or(item_key).to_owned();
                let id =
                    connection.prepare_cached(sql!("product_insert"))?.insert(named_params! {
                        ":site_id": arrival.site.id, ":item_key": item_key, ":name": name,
                    })?;
                Product { id, name }
            }
            None => return self.product(connection, arrival, OTHER, None),
        };
        let id = product.id;
        self.products.insert(key, product, bytes);
        Ok(id)
    }

    /// Writes how much of the day's new texts is used, and counts what was folded.
    pub(super) fn write(
        &mut self,
        connection: &Connection,
        rollups: &mut Rollups,
    ) -> Result<(), StoreError> {
        self.new.write(connection, rollups)
    }
}

fn find_product(
    connection: &Connection,
    (site_id, item_key): &(i64, String),
) -> Result<Option<Product>, StoreError> {
    let params = named_params! { ":site_id": site_id, ":item_key": item_key };
    let found = connection
        .prepare_cached(sql!("product_find"))?
        .query_row(params, |row| Ok(Product { id: row.get(0)?, name: row.get(1)? }))
        .optional()?;
    Ok(found)
}
