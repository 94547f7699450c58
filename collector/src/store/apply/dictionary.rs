//! Texts, channels and products that many rows share: their ids, looked up once.
//!
//! A site may bring so many new ones in a day ([`NewTexts`]). A flood of made-up pages or products beyond that is
//! `(other)`: the reports stay readable, the file and the memory small, and what was known before is counted as ever.

use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::FxHashSet;

use super::new_texts::{Kind, NewTexts};
use super::products::Product;
use super::recent::Recent;
use crate::ingest::{Arrival, Channel};
use crate::store::rollups::Rollups;
use crate::store::{StoreError, sql};

/// What everything beyond a day's new ones is called.
pub(super) const OTHER: &str = "(other)";

/// Some 40,000 pages and titles, 20,000 products and 10,000 channels that are asked for all the time.
const TEXTS_BYTES: usize = 6 << 20;
const PRODUCTS_BYTES: usize = 4 << 20;
const CHANNELS_BYTES: usize = 2 << 20;

#[derive(Debug)]
pub(in crate::store) struct Dictionary {
    texts: Recent<String, i64>,
    channels: Recent<Channel, i64>,
    /// By site and item key.
    pub(super) products: Recent<(i64, String), Product>,
    /// A key of these, kept so that asking for one allocates nothing.
    pub(super) sought: (i64, String),
    /// Sites of which a product is called otherwise now, wherever it is shown.
    pub(super) renamed: FxHashSet<i64>,
    pub(super) new: NewTexts,
}

impl Default for Dictionary {
    fn default() -> Self {
        Self {
            texts: Recent::new(TEXTS_BYTES),
            channels: Recent::new(CHANNELS_BYTES),
            products: Recent::new(PRODUCTS_BYTES),
            sought: (0, String::new()),
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
