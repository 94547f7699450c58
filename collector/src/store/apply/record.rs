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

/// The key is one of the dictionary's; or [`APART`], where that had no room for it, and stands before its value.
type Params<'a> = Vec<(i64, Value<'a>)>;

/// No id. What a flood of new texts keeps out of the dictionary stands in the row, and is not lost.
const APART: i64 = 0;
/// Stands in no name.
const AFTER_KEY: char = '\0';
const ITEM_ID: &str = "item_id";
const ITEM_NAME: &str = "item_name";

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
    /// Or [`APART`]: its id and name are among the parameters.
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
    let Event { currency, value, tax, shipping, order_total, transaction_id, .. } = event;
    let amounts = [value, tax, shipping, order_total].map(|amount| amount.map(Decimal::parts));
    if event.items.is_empty()
        && event.params.is_empty()
        && (currency, amounts, transaction_id, engaged) == (&None, [None; 4], &None, None)
    {
        return Ok(None);
    }
    let mut items = Vec::with_capacity(event.items.len());
    for item in &event.items {
        let name = item.name.as_deref();
        let product = dictionary.known_product(connection, arrival, item)?;
        let mut params = params(connection, dictionary, arrival, &item.params)?;
        if product.is_none() {
            let texts = [(ITEM_ID, item.id.as_deref()), (ITEM_NAME, name)];
            let said = texts.into_iter().filter_map(|(key, text)| Some(apart(key, text?)));
            params.extend(said);
        }
        items.push(ItemRecord {
            product: product.unwrap_or(APART),
            said: u8::from(item.id.is_some()) | u8::from(item.name.is_some()) << 1,
            price: item.price.map(Decimal::parts),
            quantity: (item.quantity != Decimal::ONE).then(|| item.quantity.parts()),
            discount: item.discount.map(Decimal::parts),
            params,
        });
    }
    let record = Record {
        currency: currency.and_then(|currency| currency.code().as_bytes().try_into().ok()),
        amounts,
        transaction_id: transaction_id.as_deref().map(Cow::Borrowed),
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
        let Some(key_id) = dictionary.known_text(connection, arrival, Kind::Name, key)? else {
            record.push(apart(key, value));
            continue;
        };
        let repeated = if REPEATED.contains(&key.as_str()) {
            dictionary.known_text(connection, arrival, Kind::Value, value)?
        } else {
            None
        };
        let value = repeated.map_or(Value::Said(Cow::Borrowed(value)), Value::Repeated);
        record.push((key_id, value));
    }
    Ok(record)
}

fn apart<'a>(key: &str, value: &str) -> (i64, Value<'a>) {
    (APART, Value::Said(Cow::Owned(format!("{key}{AFTER_KEY}{value}"))))
}

/// The event of a row: its time, its name and its parameters, in the first three columns. `None` for parameters that an
/// older version wrote and this one does not believe.
pub(in crate::store) fn event(
    connection: &Connection,
    row: &Row,
) -> Result<Option<Event>, StoreError> {
    let (at_ms, name): (i64, String) = (row.get(0)?, row.get(1)?);
    match row.get_ref(2)? {
        ValueRef::Blob(record) => read(connection, at_ms, &name, Some(record)),
        ValueRef::Text(json) => {
            let Ok(params) = serde_json::from_slice::<Raw>(json) else { return Ok(None) };
            Ok(Event::parse(0, at_ms, 0, &name, &params, &mut Removed::default()).ok())
        }
        _ => read(connection, at_ms, &name, None),
    }
}

/// The same of what [`encode`] made of its parameters.
pub(in crate::store) fn read(
    connection: &Connection,
    at_ms: i64,
    name: &str,
    record: Option<&[u8]>,
) -> Result<Option<Event>, StoreError> {
    match record {
        Some(record) => decode(connection, at_ms, name, record).map(Some),
        None => Ok(Event::parse(0, at_ms, 0, name, Raw::EMPTY, &mut Removed::default()).ok()),
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
        let pair = |(key_id, value)| {
            let value = match value {
                Value::Repeated(id) => text(id)?,
                Value::Said(value) => value.into_owned(),
            };
            match value.split_once(AFTER_KEY) {
                Some((key, value)) if key_id == APART => Ok((key.to_owned(), value.to_owned())),
                _ => Ok((text(key_id)?, value)),
            }
        };
        params.into_iter().map(pair).collect()
    };
    let mut items = Vec::with_capacity(record.items.len());
    for item in record.items {
        let mut params = texts(item.params)?;
        let (id, name) = if item.product == APART {
            (take(&mut params, ITEM_ID), take(&mut params, ITEM_NAME))
        } else {
            let (key, name): (String, String) =
                connection
                    .prepare_cached(sql!("product_texts"))?
                    .query_row((item.product,), |row| Ok((row.get(0)?, row.get(1)?)))?;
            let (by_id, by_name) = (item.said & 1 != 0, item.said & 2 != 0);
            let name = by_name.then(|| if by_id { name } else { key.clone() });
            (by_id.then_some(key), name)
        };
        items.push(Item {
            id,
            name,
            price: item.price.map(Decimal::from_parts),
            quantity: item.quantity.map_or(Decimal::ONE, Decimal::from_parts),
            discount: item.discount.map(Decimal::from_parts),
            params,
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

fn take(params: &mut Vec<(String, String)>, key: &str) -> Option<String> {
    let place = params.iter().position(|(known, _)| known == key)?;
    Some(params.remove(place).1)
}

fn unreadable(error: postcard::Error) -> StoreError {
    StoreError::Invalid(format!("a raw event: {error}"))
}
