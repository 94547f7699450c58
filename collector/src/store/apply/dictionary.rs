//! Texts, channels and products that many rows share: their ids, looked up once.
//!
//! A site may bring so many new ones in a day ([`NewTexts`]). A flood of made-up pages or products beyond that is
//! `(other)`: the reports stay readable, the file and the memory small, and what was known before is counted as ever.

use footfall_protocol::Item;
use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::FxHashSet;

use super::new_texts::{Kind, NewTexts};
use super::recent::Recent;
use super::said::Said;
use crate::ingest::{Arrival, Channel};
use crate::store::rollups::Rollups;
use crate::store::{StoreError, sql};

/// What everything beyond a day's new ones is called.
const OTHER: &str = "(other)";

/// Some 40,000 pages and titles, 20,000 products and 10,000 channels that are asked for all the time.
const TEXTS_BYTES: usize = 6 << 20;
const PRODUCTS_BYTES: usize = 4 << 20;
const CHANNELS_BYTES: usize = 2 << 20;

/// As stored.
#[derive(Debug, Clone)]
struct Product {
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

#[derive(Debug)]
pub(in crate::store) struct Dictionary {
    texts: Recent<String, i64>,
    channels: Recent<Channel, i64>,
    /// By site and item key.
    products: Recent<(i64, String), Product>,
    /// Sites of which a product is called otherwise now, wherever it is shown.
    renamed: FxHashSet<i64>,
    new: NewTexts,
}

impl Default for Dictionary {
    fn default() -> Self {
        Self {
            texts: Recent::new(TEXTS_BYTES),
            channels: Recent::new(CHANNELS_BYTES),
            products: Recent::new(PRODUCTS_BYTES),
            renamed: FxHashSet::default(),
            new: NewTexts::default(),
        }
    }
}

impl Dictionary {
    /// A text, or `(other)`.
    pub(super) fn text(
        &mut self,
        connection: &Connection,
        arrival: &Arrival,
        kind: Kind,
        value: &str,
    ) -> Result<i64, StoreError> {
        match self.known_text(connection, arrival, kind, value)? {
            Some(id) => Ok(id),
            None => {
                self.new.folded(arrival);
                self.word(connection, OTHER)
            }
        }
    }

    /// A text of ours, which no stranger makes up.
    pub(in crate::store) fn word(
        &mut self,
        connection: &Connection,
        word: &str,
    ) -> Result<i64, StoreError> {
        if let Some(id) = self.find_text(connection, word)? {
            return Ok(id);
        }
        self.add_text(connection, word)
    }

    /// `None` when there is no room for a new one.
    pub(super) fn known_text(
        &mut self,
        connection: &Connection,
        arrival: &Arrival,
        kind: Kind,
        value: &str,
    ) -> Result<Option<i64>, StoreError> {
        if let Some(id) = self.find_text(connection, value)? {
            return Ok(Some(id));
        }
        if !self.new.take(connection, arrival, kind)? {
            return Ok(None);
        }
        self.add_text(connection, value).map(Some)
    }

    fn find_text(
        &mut self,
        connection: &Connection,
        value: &str,
    ) -> Result<Option<i64>, StoreError> {
        if let Some(&id) = self.texts.get(value, value.len()) {
            return Ok(Some(id));
        }
        let found = connection
            .prepare_cached(sql!("text_id"))?
            .query_row(named_params! { ":value": value }, |row| row.get(0))
            .optional()?;
        if let Some(id) = found {
            self.texts.insert(value.to_owned(), id, value.len());
        }
        Ok(found)
    }

    fn add_text(&mut self, connection: &Connection, value: &str) -> Result<i64, StoreError> {
        let id = connection
            .prepare_cached(sql!("text_insert"))?
            .insert(named_params! { ":value": value })?;
        self.texts.insert(value.to_owned(), id, value.len());
        Ok(id)
    }

    /// A channel, or the one that is `(other)` in all its parts.
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
                self.new.folded(arrival);
                let [source, medium, campaign] = [(); 3].map(|()| OTHER.to_owned());
                let other = Channel { source, medium, campaign };
                return self.channel(connection, arrival, other);
            }
        };
        self.channels.insert(channel, id, bytes);
        Ok(id)
    }

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
        let key = (site_id, said.key.to_owned());
        let said_bytes = said.key.len() + said.name.map_or(0, str::len);
        if let Some(Product { id, name, brand, category }) = self.products.get(&key, said_bytes)
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
        self.products.insert(key, product, bytes);
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

    /// Writes how much of the day's new texts is used, counts what was folded, and says where a product has another name.
    pub(super) fn write(
        &mut self,
        connection: &Connection,
        rollups: &mut Rollups,
    ) -> Result<(), StoreError> {
        self.renamed.drain().for_each(|site_id| rollups.changed_everywhere(site_id));
        self.new.write(connection, rollups)
    }
}
