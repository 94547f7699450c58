//! Events that wait, as the JSON they will be sent as. Knows neither the network nor the document.

use std::mem;

use footfall_protocol::limits::{MAX_BATCH_EVENTS, MAX_REQUEST_BYTES};

/// Half a megabyte is a thousand purchases: a shopper's tab never holds more, and a page in a loop must not fill it.
const MAX_QUEUED_BYTES: usize = 512 * 1024;
/// Site, page load, time zone; the pages are counted with the events that belong to them.
const ENVELOPE_BYTES: usize = 300;

#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) json: String,
    pub(crate) n: u32,
    /// The page view it belongs to, and how many bytes its page adds to a request.
    pub(crate) view: u32,
    pub(crate) page_bytes: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Queue {
    waiting: Vec<Waiting>,
    bytes: usize,
    /// Not yet reported to the collector.
    pub(crate) dropped: u32,
}

impl Queue {
    pub(crate) fn new(dropped: u32) -> Self {
        Self { dropped, ..Self::default() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(crate) fn holds(&self, n: u32) -> bool {
        self.waiting.iter().any(|event| event.n == n)
    }

    pub(crate) fn push(&mut self, event: Waiting) {
        if self.bytes + event.json.len() > MAX_QUEUED_BYTES {
            self.dropped += 1;
            return;
        }
        self.bytes += event.json.len();
        self.waiting.push(event);
    }

    /// The next events that fit one request, in order. A single one that is too large for it goes alone.
    pub(crate) fn take_request(&mut self) -> Vec<Waiting> {
        let (mut bytes, mut last_view) = (ENVELOPE_BYTES, None);
        let fits = |event: &&Waiting| {
            bytes += event.json.len() + 1;
            if last_view != Some(event.view) {
                bytes += event.page_bytes;
                last_view = Some(event.view);
            }
            bytes <= MAX_REQUEST_BYTES
        };
        let count = self.waiting.iter().take(MAX_BATCH_EVENTS).take_while(fits).count().max(1);
        let mut waiting = mem::take(&mut self.waiting).into_iter();
        let taken: Vec<Waiting> = waiting.by_ref().take(count).collect();
        self.waiting = waiting.collect();
        self.bytes -= bytes_of(&taken);
        taken
    }

    /// Puts back what could not be sent, in its old place.
    pub(crate) fn put_back(&mut self, mut events: Vec<Waiting>) {
        self.bytes += bytes_of(&events);
        events.append(&mut self.waiting);
        self.waiting = events;
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

fn bytes_of(events: &[Waiting]) -> usize {
    events.iter().map(|event| event.json.len()).sum()
}
