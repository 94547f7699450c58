//! A raw event's parameters as its row keeps them: what repeats is a number of the dictionary.

use std::borrow::Cow;

use footfall_protocol::scrub::Removed;
use footfall_protocol::{Currency, Decimal, Event, EventName, Item, Raw};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use serde::{Deserialize, Serialize};

use super::dictionary::Dictionary;
use super::new_texts::Kind;
use crate::ingest::Arrival;
use crate::store::{StoreError, sql};

/// Parameters whose values are few, each of them said often. All others stand in the row as they are.
const REPEATED: &[&str] = &[
    "affiliation",
    "coupon",
    "creative_name",
    "creative_slot",
    "index",
    "item_brand",
    "item_category",
    "item_category2",
    "item_category3",
    "item_category4",
    "item_category5",
    "item_list_id",
    "item_list_name",
    "item_variant",
    "location_id",
    "payment_type",
    "promotion_id",
    "promotion_name",
    "shipping_tier",
];

type Amount = (i64, u8);

#[derive(Serialize, Deserialize)]
enum Value<'a> {
    Repeated(i64),
    #[serde(borrow)]
    Said(Cow<'a, str>),
}

/// The key is always one of the dictionary's.
type Params<'a> = Vec<(i64, Value<'a>)>;

#[derive(Serialize, Deserialize)]
struct Record<'a> {
    currency: Option<[u8; 3]>,
    /// value, tax, shipping, order_total
    amounts: [Option<Amount>; 4],
    #[serde(borrow)]
    transaction_id: Option<Cow<'a, str>>,
    engaged: Option<(u32, u8)>,
    items: Vec<ItemRecord<'a>>,
    params: Params<'a>,
}

#[derive(Serialize, Deserialize)]
struct ItemRecord<'a> {
    product: i64,
    /// 1: it was said by id, 2: by name.
    said: u8,
    price: Option<Amount>,
    /// `None` for one.
    quantity: Option<Amount>,
    discount: Option<Amount>,
    #[serde(borrow)]
    params: Params<'a>,
}

/// `None` for an event that says nothing but its name.
pub(super) fn encode(
    connection: &Connection,
    dictionary: &mut Dictionary,
    arrival: &Arrival,
    event: &Event,
) -> Result<Option<Vec<u8>>, StoreError> {
    let engaged = matches!(event.name, EventName::UserEngagement)
        .then_some((event.engaged_ms, event.scroll_percent));
    let mut items = Vec::with_capacity(event.items.len());
    for item in &event.items {
        items.push(ItemRecord {
            product: dictionary.product(connection, arrival, item.key(), item.name.as_deref())?,
            said: u8::from(item.id.is_some()) | u8::from(item.name.is_some()) << 1,
            price: item.price.map(Decimal::parts),
            quantity: (item.quantity != Decimal::ONE).then(|| item.quantity.parts()),
            discount: item.discount.map(Decimal::parts),
            params: params(connection, dictionary, arrival, &item.params)?,
        });
    }
    let record = Record {
        currency: event.currency.and_then(|currency| currency.code().as_bytes().try_into().ok()),
        amounts: [event.value, event.tax, event.shipping, event.order_total]
            .map(|amount| amount.map(Decimal::parts)),
        transaction_id: event.transaction_id.as_deref().map(Cow::Borrowed),
        engaged,
        items,
        params: params(connection, dictionary, arrival, &event.params)?,
    };
    let row = postcard::to_allocvec(&record).map_err(unreadable)?;
    Ok(row.iter().any(|byte| *byte != 0).then_some(row))
}

fn params<'a>(
    connection: &Connection,
    dictionary: &mut Dictionary,
    arrival: &Arrival,
    params: &'a [(String, String)],
) -> Result<Params<'a>, StoreError> {
    let mut record = Vec::with_capacity(params.len());
    for (key, value) in params {
        let value = if REPEATED.contains(&key.as_str()) {
            Value::Repeated(dictionary.text(connection, arrival, Kind::Value, value)?)
        } else {
            Value::Said(Cow::Borrowed(value))
        };
        record.push((dictionary.text(connection, arrival, Kind::EventName, key)?, value));
    }
    Ok(record)
}

/// The event of a row: its time, its name and its parameters, in the first three columns. `None` for parameters that an
/// older version wrote and this one does not believe.
pub(in crate::store) fn event(
    connection: &Connection,
    row: &Row,
) -> Result<Option<Event>, StoreError> {
    let (at_ms, name): (i64, String) = (row.get(0)?, row.get(1)?);
    match row.get_ref(2)? {
        ValueRef::Blob(record) => decode(connection, at_ms, &name, record).map(Some),
        ValueRef::Text(json) => {
            let Ok(params) = serde_json::from_slice::<Raw>(json) else { return Ok(None) };
            Ok(Event::parse(0, at_ms, 0, &name, &params, &mut Removed::default()).ok())
        }
        _ => Event::parse(0, at_ms, 0, &name, Raw::EMPTY, &mut Removed::default())
            .map(Some)
            .or(Ok(None)),
    }
}

fn decode(
    connection: &Connection,
    at_ms: i64,
    name: &str,
    record: &[u8],
) -> Result<Event, StoreError> {
    let record: Record = postcard::from_bytes(record).map_err(unreadable)?;
    let text = |id: i64| -> Result<String, StoreError> {
        Ok(connection.prepare_cached(sql!("text_value"))?.query_row((id,), |row| row.get(0))?)
    };
    let texts = |params: Params| -> Result<Vec<(String, String)>, StoreError> {
        let pair = |(key, value)| {
            let value = match value {
                Value::Repeated(id) => text(id)?,
                Value::Said(value) => value.into_owned(),
            };
            Ok((text(key)?, value))
        };
        params.into_iter().map(pair).collect()
    };
    let mut items = Vec::with_capacity(record.items.len());
    for item in record.items {
        let (key, name): (String, String) = connection
            .prepare_cached(sql!("product_texts"))?
            .query_row((item.product,), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (by_id, by_name) = (item.said & 1 != 0, item.said & 2 != 0);
        items.push(Item {
            name: by_name.then(|| if by_id { name } else { key.clone() }),
            id: by_id.then_some(key),
            price: item.price.map(Decimal::from_parts),
            quantity: item.quantity.map_or(Decimal::ONE, Decimal::from_parts),
            discount: item.discount.map(Decimal::from_parts),
            params: texts(item.params)?,
        });
    }
    let [value, tax, shipping, order_total] =
        record.amounts.map(|amount| amount.map(Decimal::from_parts));
    let (engaged_ms, scroll_percent) = record.engaged.unwrap_or_default();
    let currency = record.currency.as_ref().and_then(|code| str::from_utf8(code).ok());
    Ok(Event {
        n: 0,
        at_ms,
        view: 0,
        name: EventName::believed(name),
        currency: currency.and_then(|code| Currency::parse(code).ok()),
        value,
        tax,
        shipping,
        order_total,
        transaction_id: record.transaction_id.map(Cow::into_owned),
        items,
        engaged_ms,
        scroll_percent,
        params: texts(record.params)?,
    })
}

fn unreadable(error: postcard::Error) -> StoreError {
    StoreError::Invalid(format!("a raw event: {error}"))
}
