//! An arrival as a row of the journal has it.

use std::borrow::Cow;
use std::sync::Arc;

use footfall_protocol::{Batch, Currency, Decimal, Event, EventName, Item, Page};
use serde::{Deserialize, Serialize};

use crate::ingest::{Arrival, Country, Device, Source, Standing, VisitorHashes};
use crate::site::Site;
use crate::store::StoreError;

type Text<'a> = Cow<'a, str>;
type Amount = (i64, u8);
type Params<'a> = Vec<(Text<'a>, Text<'a>)>;

#[derive(Serialize, Deserialize)]
struct Entry<'a> {
    site_id: i64,
    received_at_ms: i64,
    source: Source,
    standing: Standing,
    visitor: VisitorHashes,
    customer: Option<i64>,
    country: Country,
    device: Device,
    drops: Vec<(Text<'a>, i64)>,
    page_load: u128,
    sent_at_ms: i64,
    time_zone: Option<Text<'a>>,
    pages: Vec<PageEntry<'a>>,
    events: Vec<EventEntry<'a>>,
    signed: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
struct PageEntry<'a> {
    view: u32,
    url: Text<'a>,
    title: Text<'a>,
    referrer: Text<'a>,
}

#[derive(Serialize, Deserialize)]
struct EventEntry<'a> {
    n: u32,
    at_ms: i64,
    view: u32,
    name: Text<'a>,
    currency: Option<Text<'a>>,
    value: Option<Amount>,
    tax: Option<Amount>,
    shipping: Option<Amount>,
    order_total: Option<Amount>,
    transaction_id: Option<Text<'a>>,
    items: Vec<ItemEntry<'a>>,
    engaged_ms: u32,
    scroll_percent: u8,
    params: Params<'a>,
}

#[derive(Serialize, Deserialize)]
struct ItemEntry<'a> {
    id: Option<Text<'a>>,
    name: Option<Text<'a>>,
    price: Option<Amount>,
    quantity: Amount,
    discount: Option<Amount>,
    params: Params<'a>,
}

/// What an event takes, more or less.
const TYPICAL_BYTES: usize = 256;

/// An arrival's part of a row.
pub(in crate::store) fn encode(arrival: &Arrival) -> Result<Vec<u8>, StoreError> {
    let room = Vec::with_capacity(TYPICAL_BYTES * arrival.batch.events.len());
    postcard::to_extend(&Entry::of(arrival), room).map_err(unreadable)
}

/// The arrivals of a row, one after the other. `site`: by its row.
pub(super) fn decode(
    mut row: &[u8],
    site: impl Fn(i64) -> Option<Arc<Site>>,
) -> impl Iterator<Item = Result<Arrival, StoreError>> {
    std::iter::from_fn(move || {
        // Behind what can't be read nothing can.
        let left = std::mem::take(&mut row);
        if left.is_empty() {
            return None;
        }
        let entry = postcard::take_from_bytes::<Entry>(left).map_err(unreadable);
        Some(entry.and_then(|(entry, rest)| {
            row = rest;
            let site = site(entry.site_id).ok_or_else(|| {
                StoreError::Invalid(format!("the journal: site {} is not known", entry.site_id))
            })?;
            Ok(entry.arrival(site))
        }))
    })
}

fn unreadable(error: postcard::Error) -> StoreError {
    StoreError::Invalid(format!("the journal: {error}"))
}

fn borrowed(text: &str) -> Text<'_> {
    Cow::Borrowed(text)
}

fn borrowed_pairs(params: &[(String, String)]) -> Params<'_> {
    params.iter().map(|(key, value)| (borrowed(key), borrowed(value))).collect()
}

fn owned_pairs(params: Params) -> Vec<(String, String)> {
    params.into_iter().map(|(key, value)| (key.into_owned(), value.into_owned())).collect()
}

impl<'a> Entry<'a> {
    fn of(arrival: &'a Arrival) -> Self {
        let Batch { page_load, sent_at_ms, time_zone, pages, events, .. } = &arrival.batch;
        Self {
            site_id: arrival.site.id,
            received_at_ms: arrival.received_at_ms,
            source: arrival.source,
            standing: arrival.standing.clone(),
            visitor: arrival.visitor,
            customer: arrival.customer,
            country: arrival.country,
            device: arrival.device,
            drops: arrival.drops.iter().map(|(reason, count)| (borrowed(reason), *count)).collect(),
            page_load: *page_load,
            sent_at_ms: *sent_at_ms,
            time_zone: time_zone.as_deref().map(borrowed),
            pages: pages.iter().map(PageEntry::of).collect(),
            events: events.iter().map(|(_, event)| EventEntry::of(event)).collect(),
            signed: arrival.signed.clone(),
        }
    }

    fn arrival(self, site: Arc<Site>) -> Arrival {
        let owned = |(reason, count): (Text, i64)| (Cow::Owned(reason.into_owned()), count);
        Arrival {
            received_at_ms: self.received_at_ms,
            source: self.source,
            standing: self.standing,
            visitor: self.visitor,
            customer: self.customer,
            country: self.country,
            device: self.device,
            drops: self.drops.into_iter().map(owned).collect(),
            signed: self.signed,
            batch: Batch {
                site: site.key.clone(),
                page_load: self.page_load,
                sent_at_ms: self.sent_at_ms,
                time_zone: self.time_zone.map(Cow::into_owned),
                pages: self.pages.into_iter().map(PageEntry::page).collect(),
                events: self.events.into_iter().map(EventEntry::event).enumerate().collect(),
                ..Batch::default()
            },
            site,
        }
    }
}

impl<'a> PageEntry<'a> {
    fn of(page: &'a Page) -> Self {
        let Page { view, url, title, referrer } = page;
        Self {
            view: *view,
            url: borrowed(url),
            title: borrowed(title),
            referrer: borrowed(referrer),
        }
    }

    fn page(self) -> Page {
        Page {
            view: self.view,
            url: self.url.into_owned(),
            title: self.title.into_owned(),
            referrer: self.referrer.into_owned(),
        }
    }
}

impl<'a> EventEntry<'a> {
    fn of(event: &'a Event) -> Self {
        Self {
            n: event.n,
            at_ms: event.at_ms,
            view: event.view,
            name: borrowed(event.name.as_str()),
            currency: event.currency.as_ref().map(|currency| borrowed(currency.code())),
            value: event.value.map(Decimal::parts),
            tax: event.tax.map(Decimal::parts),
            shipping: event.shipping.map(Decimal::parts),
            order_total: event.order_total.map(Decimal::parts),
            transaction_id: event.transaction_id.as_deref().map(borrowed),
            items: event.items.iter().map(ItemEntry::of).collect(),
            engaged_ms: event.engaged_ms,
            scroll_percent: event.scroll_percent,
            params: borrowed_pairs(&event.params),
        }
    }

    fn event(self) -> Event {
        Event {
            n: self.n,
            at_ms: self.at_ms,
            view: self.view,
            name: EventName::believed(&self.name),
            currency: self.currency.and_then(|code| Currency::parse(&code).ok()),
            value: self.value.map(Decimal::from_parts),
            tax: self.tax.map(Decimal::from_parts),
            shipping: self.shipping.map(Decimal::from_parts),
            order_total: self.order_total.map(Decimal::from_parts),
            transaction_id: self.transaction_id.map(Cow::into_owned),
            items: self.items.into_iter().map(ItemEntry::item).collect(),
            engaged_ms: self.engaged_ms,
            scroll_percent: self.scroll_percent,
            params: owned_pairs(self.params),
        }
    }
}

impl<'a> ItemEntry<'a> {
    fn of(item: &'a Item) -> Self {
        Self {
            id: item.id.as_deref().map(borrowed),
            name: item.name.as_deref().map(borrowed),
            price: item.price.map(Decimal::parts),
            quantity: item.quantity.parts(),
            discount: item.discount.map(Decimal::parts),
            params: borrowed_pairs(&item.params),
        }
    }

    fn item(self) -> Item {
        Item {
            id: self.id.map(Cow::into_owned),
            name: self.name.map(Cow::into_owned),
            price: self.price.map(Decimal::from_parts),
            quantity: Decimal::from_parts(self.quantity),
            discount: self.discount.map(Decimal::from_parts),
            params: owned_pairs(self.params),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Customers, believe};
    use crate::site::test_site;

    /// Every golden payload goes through the journal unchanged.
    #[test]
    fn what_is_read_is_what_was_written() {
        let site = Arc::new(test_site("Europe/Paris"));
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/wire");
        let data = tempfile::tempdir().unwrap();
        let customers = Customers::open(data.path()).unwrap();
        let mut payloads = 0;
        for file in std::fs::read_dir(folder).unwrap().flatten() {
            let name = file.file_name().into_string().unwrap();
            if !name.ends_with(".json") || name.ends_with(".expected.json") {
                continue;
            }
            let body = std::fs::read(file.path()).unwrap();
            let Ok(parsed) = believe(&body, 1_764_000_004_000) else { continue };
            payloads += 1;
            let visitor = VisitorHashes { consented: Some(-1), today: 2, yesterday: Some(3) };
            let mut arrival = Arrival::new(
                site.clone(),
                1_764_000_004_000,
                visitor,
                Device::Tablet,
                parsed,
                &customers,
            );
            arrival.signed = vec![1];
            arrival.customer = Some(7);
            arrival.standing = Standing::SetAside { bot: "GPTBot".into() };
            // Twice in a row.
            let row = encode(&arrival).unwrap().repeat(2);
            let read: Result<Vec<_>, _> = decode(&row, |_| Some(site.clone())).collect();
            let [read, _] = &read.unwrap()[..] else { panic!("{name}") };
            let written = &arrival;
            let believed = |arrival: &Arrival| {
                let events: Vec<_> =
                    arrival.batch.events.iter().map(|(_, event)| event.clone()).collect();
                (
                    events,
                    arrival.batch.pages.clone(),
                    arrival.batch.page_load,
                    arrival.signed.clone(),
                    arrival.drops.clone(),
                )
            };
            assert_eq!(believed(read), believed(written), "{name}");
            assert_eq!(
                (read.visitor, read.customer, read.country, &read.standing),
                (visitor, Some(7), written.country, &written.standing)
            );
        }
        assert!(payloads >= 5, "{payloads} payloads");
    }
}
