//! The door: bytes and who sent them → a believed [`Arrival`] → the writer's queue.

mod applier;
mod bots;
mod country;
mod customer;
mod device;
mod dialects;
mod drops;
mod key_file;
mod past_orders;
mod queue;
mod rates;
pub mod senders;
mod server_events;
mod set_aside;
mod signing;
mod source;
mod visitor;

use std::borrow::Cow;
use std::sync::Arc;

use footfall_protocol::batch::ParsedBatch;
use footfall_protocol::{Batch, EventName, Raw, Reason, Refusal, scrub};
use serde::{Deserialize, Serialize};

pub use bots::{Bot, Bots};
pub use country::Country;
pub use customer::Customers;
pub use device::Device;
pub use dialects::Dialect;
pub use drops::Drops;
pub(crate) use key_file::save as save_key;
pub use past_orders::PastOrder;
pub use queue::{Full, Stored, WriteQueue};
pub use rates::{Buckets, Rate, RateLimited, Rates};
pub use server_events::ServerEvents;
pub use set_aside::Kept;
pub use signing::SigningKeys;
pub use source::{Channel, page_path};
pub use visitor::{VisitorHashes, Visitors};

use crate::site::Site;

/// Who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// A page: anybody could have written it.
    Browser,
    /// The shop's server, by an ingest key.
    Server,
}

/// Whether the reports count it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    Counted,
    /// A bot's, by its name.
    SetAside {
        bot: String,
    },
    /// It was set aside as this row, and is to be counted after all: once.
    TakenBack {
        id: i64,
    },
}

/// A batch that is to be stored, and all that is known about its sender.
#[derive(Debug)]
pub struct Arrival {
    pub site: Arc<Site>,
    pub received_at_ms: i64,
    pub source: Source,
    pub standing: Standing,
    pub visitor: VisitorHashes,
    /// A person known to the shop: a keyed hash of the shop's reference, which is no longer in `batch`. Of orders whatever
    /// the consent, of a session only where `visitor.consented` is known.
    pub customer: Option<i64>,
    pub country: Country,
    pub device: Device,
    pub batch: Batch,
    /// The numbers of its orders that carry the shop's signature.
    pub signed: Vec<u32>,
    /// Refusals and removals, to be counted with it; and the dialects it was said in ([`Dialect`]).
    pub drops: Vec<(Cow<'static, str>, i64)>,
}

/// Decodes and believes a request's body. An error refuses the whole of it.
pub fn believe(body: &[u8], received_at_ms: i64) -> Result<ParsedBatch, Refusal> {
    believe_spoken(body, received_at_ms).map(|(parsed, _)| parsed)
}

/// The same, and how often it speaks in which dialect.
pub fn believe_spoken(
    body: &[u8],
    received_at_ms: i64,
) -> Result<(ParsedBatch, Vec<(Dialect, usize)>), Refusal> {
    let raw: Raw = serde_json::from_slice(body).map_err(|_| Refusal::new(Reason::Malformed, ""))?;
    Ok((Batch::parse(&raw, received_at_ms)?, dialects::spoken(&raw)))
}

/// What only the site can tell: which more query parameters are personal, and whether an order's totals can be had at
/// all.
pub fn believe_at(site: &Site, parsed: &mut ParsedBatch) {
    let ParsedBatch { batch, refused, removed } = parsed;
    if !site.scrub_params.is_empty() {
        for page in &mut batch.pages {
            for url in [&mut page.url, &mut page.referrer] {
                *url = scrub::url(url, &site.scrub_params, removed);
            }
        }
    }
    batch.events.retain(|(index, event)| {
        if !matches!(event.name, EventName::Purchase | EventName::Refund) {
            return true;
        }
        match event.order_totals(site.currency, site.prices_include_tax) {
            Ok(_) => true,
            Err(refusal) => {
                refused.push((*index, refusal));
                false
            }
        }
    });
}

impl Arrival {
    pub fn new(
        site: Arc<Site>,
        received_at_ms: i64,
        visitor: VisitorHashes,
        device: Device,
        parsed: ParsedBatch,
        customers: &Customers,
    ) -> Self {
        let ParsedBatch { mut batch, refused, removed } = parsed;
        // Taken out, so that nothing behind the door can store or log it.
        let customer = batch.customer.take().map(|name| customers.hash(&site.key, &name));
        let mut drops: Vec<(Cow<'static, str>, i64)> =
            refused.iter().map(|(_, refusal)| (refusal.reason.code().into(), 1)).collect();
        for (reason, count) in [
            ("personal_data_removed", removed.0.saturating_add(batch.removed)),
            ("dropped_in_browser", batch.dropped),
            ("unknown_command", batch.unknown),
        ] {
            if count > 0 {
                drops.push((reason.into(), count.into()));
            }
        }
        let country = batch.time_zone.as_deref().map_or_else(Country::default, Country::of);
        Self {
            site,
            received_at_ms,
            source: Source::Browser,
            standing: Standing::Counted,
            visitor,
            customer,
            country,
            device,
            batch,
            signed: Vec::new(),
            drops,
        }
    }
}
