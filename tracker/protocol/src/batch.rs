//! What one request carries: `{"v", "site", "page_load", "sent_at", "time_zone", "visitor", "customer", "dropped",
//! "removed", "unknown", "pages", "events"}`; or, where no Wasm runs, `{…, "first_n", "view", "page", "calls"}` instead of the last
//! two ([`crate::calls`]).
//!
//! # Counting once
//! Every page load draws a random id and numbers its events from 0. The collector remembers, for each page load, which
//! numbers it has (one bit each), and forgets a page load [`SEEN_WINDOW_MS`] after it last heard of it. A copy that
//! arrives later than that is refused as too old, whatever clock its sender has, so that no copy counts twice and no
//! memory grows without bound. The id begins with the time of the page load, so that an index over it grows at its end.

use crate::call::{Said, understand};
use crate::calls::Calls;
use crate::event::id;
use crate::limits::*;
use crate::scrub::{self, Removed};
use crate::texts::integer;
use crate::{Event, Raw, Reason, Refusal, json};

/// A believed batch.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Batch {
    pub site: String,
    pub page_load: u128,
    /// When this very request was sent, by the sender's clock, in ms since 1970.
    pub sent_at_ms: i64,
    /// The browser's IANA time zone, when it says one.
    pub time_zone: Option<String>,
    /// The browser's own id for its visitor, who agreed to having one.
    pub visitor: Option<u128>,
    /// Whom the shop says it is, in its own words. Not scrubbed, as it is hashed at the door and then forgotten.
    pub customer: Option<String>,
    /// Events the sender gave up on since its last batch: too many waited, or the collector refused them for good.
    pub dropped: u32,
    /// Pieces of personal data that the sender took out.
    pub removed: u32,
    /// Commands of the shop that nobody here knows.
    pub unknown: u32,
    pub pages: Vec<Page>,
    /// With each its place in the request's list.
    pub events: Vec<(usize, Event)>,
}

/// A page view that events of the batch belong to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Page {
    /// The number of its `page_view` event.
    pub view: u32,
    pub url: String,
    pub title: String,
    pub referrer: String,
}

/// All of a batch but its events and the time it is sent, on its way out.
#[derive(Debug)]
pub struct Envelope<'a> {
    pub site: &'a str,
    /// 32 hex digits: 12 of the time in ms, 20 random.
    pub page_load: &'a str,
    /// Of the browser, or empty.
    pub time_zone: &'a str,
    /// 32 hex digits, of a visitor who agreed; else empty.
    pub visitor: &'a str,
    pub dropped: u32,
    pub removed: u32,
    pub unknown: u32,
    pub pages: &'a [Page],
}

impl Envelope<'_> {
    /// A body from where it says when it was sent: what waits, and may be sent more than once, is kept as this. Events
    /// are JSON already: they are written once, when they happen, so that their bytes can be counted while they wait.
    pub fn with_events<'e>(&self, events: impl Iterator<Item = &'e str>) -> String {
        let mut body = String::from("{");
        put_texts(
            &[
                ("site", self.site),
                ("page_load", self.page_load),
                ("time_zone", self.time_zone),
                ("visitor", self.visitor),
            ],
            &mut body,
        );
        put_ints(
            &[("dropped", self.dropped), ("removed", self.removed), ("unknown", self.unknown)],
            &mut body,
        );
        json::begin("pages", &mut body);
        body.push('[');
        for page in self.pages {
            json::begin("", &mut body);
            body.push('{');
            put_ints(&[("view", page.view)], &mut body);
            let Page { url, title, referrer, .. } = page;
            put_texts(&[("url", url), ("title", title), ("referrer", referrer)], &mut body);
            body.push('}');
        }
        body.push(']');
        json::begin("events", &mut body);
        body.push('[');
        for event in events {
            json::begin("", &mut body);
            body.push_str(event);
        }
        body.push_str("]}");
        body
    }
}

/// Those that say something.
fn put_texts(texts: &[(&str, &str)], body: &mut String) {
    for (key, text) in texts {
        if !text.is_empty() {
            json::begin(key, body);
            json::quote(text, body);
        }
    }
}

/// Those that are not 0, which is what each is without being said.
fn put_ints(ints: &[(&str, u32)], body: &mut String) {
    for (key, int) in ints {
        if *int > 0 {
            json::begin(key, body);
            body.push_str(&integer((*int).into()));
        }
    }
}

/// The body of a request that leaves at `sent_at_ms`, from [`Envelope::with_events`].
pub fn body(sent_at_ms: i64, rest: &str) -> String {
    let mut body = String::from("{\"v\":");
    body.push_str(&integer(VERSION));
    body.push_str(",\"sent_at\":");
    body.push_str(&integer(sent_at_ms));
    body.push(',');
    body.push_str(rest.get(1..).unwrap_or_default());
    body
}

/// A batch and what of it was not believed.
#[derive(Debug)]
pub struct ParsedBatch {
    pub batch: Batch,
    /// Place in the request's list, and why.
    pub refused: Vec<(usize, Refusal)>,
    pub removed: Removed,
}

impl Batch {
    /// Believes what arrived at `received_at_ms`. An error refuses the whole; a bad event only itself.
    pub fn parse(raw: &Raw, received_at_ms: i64) -> Result<ParsedBatch, Refusal> {
        if !matches!(raw, Raw::Map(_)) {
            return Err(Refusal::new(Reason::Malformed, ""));
        }
        if raw.int("v", 0, i64::MAX, None)? != VERSION {
            return Err(Refusal::new(Reason::Version, "v"));
        }
        let mut removed = Removed::default();
        let count = |key| Ok(raw.int(key, 0, u32::MAX.into(), Some(0))? as u32);
        let calls = raw.get("calls");
        let mut batch = Batch {
            site: parse_site(text(raw, "site")?)?.to_owned(),
            page_load: parse_hex(text(raw, "page_load")?)
                .ok_or(Refusal::new(Reason::Form, "page_load"))?,
            sent_at_ms: raw.int("sent_at", 0, i64::MAX / 2, None)?,
            time_zone: raw
                .get("time_zone")
                .and_then(Raw::text)
                .filter(|zone| zone.len() <= 64)
                .map(str::to_owned),
            // Whatever else stands there is nobody's id, and the events are good.
            visitor: raw.get("visitor").and_then(Raw::text).and_then(parse_hex),
            customer: parse_customer(raw)?,
            dropped: count("dropped")?,
            removed: count("removed")?,
            unknown: count("unknown")?,
            pages: if calls.is_some() { Vec::new() } else { pages(raw, &mut removed)? },
            events: Vec::new(),
        };
        let refused = match calls {
            Some(calls) => {
                let calls = some(calls, "calls")?;
                let first_n = raw.int("first_n", 0, MAX_EVENT_NUMBER.into(), Some(0))? as u32;
                Calls::new(&mut batch, raw, received_at_ms, &mut removed)?.read(calls, first_n)
            }
            None => {
                let events = raw.get("events").ok_or(Refusal::new(Reason::Missing, "events"))?;
                batch.read(some(events, "events")?, received_at_ms, &mut removed)
            }
        };
        Ok(ParsedBatch { batch, refused, removed })
    }

    fn read(
        &mut self,
        events: &[Raw],
        received_at_ms: i64,
        removed: &mut Removed,
    ) -> Vec<(usize, Refusal)> {
        let mut refused = Vec::new();
        // A vector that grows has room for four at once, and most batches have one.
        self.events.reserve_exact(events.len());
        for (index, raw) in events.iter().enumerate() {
            match self.believe(raw, received_at_ms, removed) {
                Ok(Some(event)) => self.events.push((index, event)),
                Ok(None) => {}
                Err(refusal) => refused.push((index, refusal)),
            }
        }
        refused
    }

    /// `None` for a call that is no event.
    fn believe(
        &mut self,
        raw: &Raw,
        received_at_ms: i64,
        removed: &mut Removed,
    ) -> Result<Option<Event>, Refusal> {
        within_window(self.sent_at_ms, received_at_ms, "sent_at")?;
        let event = match raw.get("call") {
            None => Some(Event::from_wire(raw, removed)?),
            Some(call) => match understand(call).ok_or(Refusal::new(Reason::Form, "call"))? {
                (at_ms, Said::Event { name, params }) => {
                    Some(Event::from_call(raw, at_ms, name, &params, removed)?)
                }
                (_, Said::Unknown) => {
                    self.unknown += 1;
                    None
                }
                _ => None,
            },
        };
        let Some(event) = event else { return Ok(None) };
        within_window(event.at_ms, received_at_ms, "at")?;
        if self.page(event.view).is_none() {
            return Err(Refusal::new(Reason::Missing, "view"));
        }
        Ok(Some(event))
    }

    pub fn page(&self, view: u32) -> Option<&Page> {
        self.pages.iter().find(|page| page.view == view)
    }

    /// When an event happened, by the receiver's clock. A request that took up to a minute took its time on the way, and
    /// the sender's clock is as right as ours; beyond that its clock is wrong, by as much for the event as for the
    /// sending.
    pub fn happened_at_ms(&self, event: &Event, received_at_ms: i64) -> i64 {
        let off_ms = received_at_ms - self.sent_at_ms;
        let at_ms = event.at_ms.min(self.sent_at_ms);
        let at_ms = if off_ms.abs() <= MAX_LATENCY_MS { at_ms } else { at_ms + off_ms };
        at_ms.min(received_at_ms)
    }
}

/// A list that has something in it, and not too much.
fn some<'r, 'a>(list: &'r Raw<'a>, field: &'static str) -> Result<&'r [Raw<'a>], Refusal> {
    match list.list() {
        None => Err(Refusal::new(Reason::Type, field)),
        Some([]) => Err(Refusal::new(Reason::Missing, field)),
        Some(list) if list.len() > MAX_BATCH_EVENTS => Err(Refusal::new(Reason::Many, field)),
        Some(list) => Ok(list),
    }
}

pub(crate) fn within_window(
    at_ms: i64,
    received_at_ms: i64,
    field: &'static str,
) -> Result<(), Refusal> {
    if at_ms < received_at_ms - MAX_AGE_MS {
        Err(Refusal::new(Reason::Old, field))
    } else if at_ms > received_at_ms + MAX_AHEAD_MS {
        Err(Refusal::new(Reason::Future, field))
    } else {
        Ok(())
    }
}

fn text<'r>(raw: &'r Raw, key: &'static str) -> Result<&'r str, Refusal> {
    match raw.get(key) {
        Some(value) => value.text().ok_or(Refusal::new(Reason::Type, key)),
        None => Err(Refusal::new(Reason::Missing, key)),
    }
}

/// A site's id: 1 to 64 of `[a-z0-9_-]`.
pub fn parse_site(site: &str) -> Result<&str, Refusal> {
    let well_formed = (1..=64).contains(&site.len())
        && site
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
    if well_formed { Ok(site) } else { Err(Refusal::new(Reason::Form, "site")) }
}

/// A shop's own name for a person: trimmed, never shortened; blank is nobody.
pub fn parse_customer(raw: &Raw) -> Result<Option<String>, Refusal> {
    id(raw, "customer")
}

/// 32 hex digits.
fn parse_hex(id: &str) -> Option<u128> {
    let hex = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    u128::from_str_radix(id, 16).ok().filter(|_| hex)
}

fn pages(raw: &Raw, removed: &mut Removed) -> Result<Vec<Page>, Refusal> {
    let pages = raw.get("pages").ok_or(Refusal::new(Reason::Missing, "pages"))?;
    let pages = pages.list().ok_or(Refusal::new(Reason::Type, "pages"))?;
    if pages.len() > MAX_BATCH_EVENTS {
        return Err(Refusal::new(Reason::Many, "pages"));
    }
    let mut page = |raw: &Raw| {
        let text = |key| raw.get(key).and_then(Raw::text).unwrap_or_default();
        let url = scrub::url(text("url"), "", removed);
        if url.is_empty() {
            return Err(Refusal::new(Reason::Form, "pages.url"));
        }
        Ok(Page {
            view: raw.int("view", 0, MAX_EVENT_NUMBER.into(), Some(0))? as u32,
            url,
            title: scrub::text(text("title"), MAX_TEXT_BYTES, removed),
            referrer: scrub::url(text("referrer"), "", removed),
        })
    };
    let mut believed = Vec::with_capacity(pages.len());
    for raw in pages {
        believed.push(page(raw)?);
    }
    Ok(believed)
}
