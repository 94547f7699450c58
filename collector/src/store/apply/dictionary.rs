//! Texts, channels and products that many rows share: their ids, looked up once.

use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::FxHashMap;

use crate::ingest::Channel;
use crate::store::{StoreError, sql};

/// Beyond this many entries a map is emptied and read anew as needed: a flood of new texts must not fill the memory.
const MAX_ENTRIES: usize = 20_000;

#[derive(Debug, Default)]
pub(super) struct Dictionary {
    texts: FxHashMap<String, i64>,
    channels: FxHashMap<Channel, i64>,
    /// Product by site and item key, with its name as stored.
    products: FxHashMap<(i64, String), (i64, String)>,
}

impl Dictionary {
    pub(super) fn text(&mut self, connection: &Connection, value: &str) -> Result<i64, StoreError> {
        if let Some(&id) = self.texts.get(value) {
            return Ok(id);
        }
        let found = connection
            .prepare_cached(sql!("text_id"))?
            .query_row(named_params! { ":value": value }, |row| row.get(0))
            .optional()?;
        let id = match found {
            Some(id) => id,
            None => connection
                .prepare_cached(sql!("text_insert"))?
                .insert(named_params! { ":value": value })?,
        };
        remember(&mut self.texts, value.to_owned(), id);
        Ok(id)
    }

    pub(super) fn channel(
        &mut self,
        connection: &Connection,
        channel: Channel,
    ) -> Result<i64, StoreError> {
        if let Some(&id) = self.channels.get(&channel) {
            return Ok(id);
        }
        let Channel { source, medium, campaign } = &channel;
        let params = named_params! { ":source": source, ":medium": medium, ":campaign": campaign };
        let found = connection
            .prepare_cached(sql!("channel_id"))?
            .query_row(params, |row| row.get(0))
            .optional()?;
        let id = match found {
            Some(id) => id,
            None => connection.prepare_cached(sql!("channel_insert"))?.insert(params)?,
        };
        remember(&mut self.channels, channel, id);
        Ok(id)
    }

    /// A product of a site. `name` is stored when it is another than before.
    pub(super) fn product(
        &mut self,
        connection: &Connection,
        site_id: i64,
        item_key: &str,
        name: Option<&str>,
    ) -> Result<i64, StoreError> {
        let key = (site_id, item_key.to_owned());
        let found = match self.products.get(&key) {
            Some(product) => Some(product.clone()),
            None => connection
                .prepare_cached(sql!("product_find"))?
                .query_row(named_params! { ":site_id": site_id, ":item_key": item_key }, |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .optional()?,
        };
        let (id, stored_name) = match found {
            Some((id, stored_name)) => (id, stored_name),
            None => {
                let name = name.unwrap_or(item_key);
                let id = connection.prepare_cached(sql!("product_insert"))?.insert(
                    named_params! { ":site_id": site_id, ":item_key": item_key, ":name": name },
                )?;
                (id, name.to_owned())
            }
        };
        let current_name = name.unwrap_or(&stored_name);
        if current_name != stored_name {
            connection
                .prepare_cached(sql!("product_rename"))?
                .execute(named_params! { ":id": id, ":name": current_name })?;
        }
        let current_name = current_name.to_owned();
        remember(&mut self.products, key, (id, current_name));
        Ok(id)
    }
}

fn remember<K: Eq + std::hash::Hash, V>(map: &mut FxHashMap<K, V>, key: K, value: V) {
    if map.len() >= MAX_ENTRIES {
        map.clear();
    }
    map.insert(key, value);
}
