//! The wires of other systems: Matomo's and Piwik PRO's tracking requests ([`tracking`]), Google's measurement protocol
//! ([`measurement`]). Each decoder is a function from bytes to a [`Hit`], which goes on as any batch does.
//!
//! Tracking requests are written as the `_paq` calls they were once made of, and read by the code that reads those in a
//! shop's page (`footfall_protocol::call`), so a shop that moves from one to the other sees the same numbers.
//!
//! # Counting once
//! None of these wires numbers its events. A copy is told by its content ([`copies`]) where that has something in it that
//! another hit would not have: a random number or a time. Whatever has neither counts as often as it comes, because two
//! shoppers on one page would look the same; an order counts once by its id all the same. As with every batch, a copy is
//! known for four days: an import that is repeated later counts its page views again, and its orders not.
//!
//! # Who is believed
//! Time, address, user agent and the visitor's id are the sender's own words: believed with an ingest key
//! ([`Source::Server`](super::Source)) and else not, except for the visitor's id where the site says that its visitors
//! agreed.
//!
//! Absent here: a clock, keys, sites, and anything that is not in the bytes.

mod calls;
mod copies;
pub mod measurement;
mod params;
mod products;
#[cfg(test)]
mod properties;
mod requests;
pub mod tracking;

use std::net::IpAddr;

use footfall_protocol::batch::parse_site;
use footfall_protocol::limits::{MAX_AGE_MS, MAX_AHEAD_MS};
use footfall_protocol::scrub::{self, Removed};
use footfall_protocol::{Batch, Page, ParsedBatch, Raw, Reason, Refusal, limits};

pub use copies::{Repetitions, page_load_of};
pub use params::Params;
pub use requests::Requests;

/// What one of these senders says, as a batch, and what it says about its visitor.
#[derive(Debug)]
pub struct Hit {
    /// Its `page_load` is still to be set.
    pub parsed: ParsedBatch,
    /// Its own id for the visitor.
    pub visitor: Option<u128>,
    /// From the shop's server only.
    pub ip: Option<IpAddr>,
    /// From the shop's server only.
    pub user_agent: Option<String>,
    /// By what a copy of it is told.
    pub content: Option<u128>,
}

/// The site that an id of theirs names. Theirs are in capitals sometimes: `G-1AB2C3`, and UUIDs.
pub fn site_id(id: &str) -> Result<String, Refusal> {
    parse_site(&id.to_ascii_lowercase()).map(str::to_owned)
}

/// A batch with nothing in it yet.
fn empty_batch(site: &str, sent_at_ms: i64) -> Result<Batch, Refusal> {
    Ok(Batch { site: site_id(site)?, sent_at_ms, ..Batch::default() })
}

/// A page as a sender names it; without an address where it names none.
fn page(view: u32, [url, title, referrer]: [&str; 3], removed: &mut Removed) -> Page {
    Page {
        view,
        url: scrub::url(url, "", removed),
        title: scrub::text(title, limits::MAX_TEXT_BYTES, removed),
        referrer: scrub::url(referrer, "", removed),
    }
}

/// How old what a sender says may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Oldest {
    /// As everywhere else.
    ThreeDays,
    /// A history that is imported.
    Any,
}

fn within(
    oldest: Oldest,
    at_ms: i64,
    received_at_ms: i64,
    field: &'static str,
) -> Result<i64, Refusal> {
    let earliest_ms = if oldest == Oldest::Any { 0 } else { received_at_ms - MAX_AGE_MS };
    if at_ms < earliest_ms {
        Err(Refusal::new(Reason::Old, field))
    } else if at_ms > received_at_ms + MAX_AHEAD_MS {
        Err(Refusal::new(Reason::Future, field))
    } else {
        Ok(at_ms)
    }
}

/// A sender's id for its visitor is any text; ours are numbers.
fn visitor_id(id: &str) -> u128 {
    copies::digest([id.as_bytes()])
}

fn text(text: &str) -> Raw<'_> {
    Raw::Text(text.into())
}
