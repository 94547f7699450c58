//! Events that wait, as the JSON they will be sent as. Knows neither the network nor the document.

use std::collections::VecDeque;

use footfall_protocol::limits::{MAX_BATCH_EVENTS, MAX_REQUEST_BYTES};

/// Half a megabyte is a thousand purchases: a shopper's tab never holds more, and a page in a loop must not fill it.
const MAX_QUEUED_BYTES: usize = 512 * 1024;
/// Site, page load, time zone; the pages are counted with the events that belong to them.
const ENVELOPE_BYTES: usize = 300;

#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) json: String,
    /// The page view it belongs to, and how many bytes its page adds to a request.
    pub(crate) view: u32,
    pub(crate) page_bytes: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Queue {
    waiting: VecDeque<Waiting>,
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

    pub(crate) fn push(&mut self, event: Waiting) {
        if self.bytes + event.json.len() > MAX_QUEUED_BYTES {
            self.dropped += 1;
            return;
        }
        self.bytes += event.json.len();
        self.waiting.push_back(event);
    }

    /// The next events that fit one request, in order. A single one that is too large for it goes alone.
    pub(crate) fn take_request(&mut self) -> Vec<Waiting> {
        let (mut taken, mut bytes, mut last_view) = (Vec::new(), ENVELOPE_BYTES, None);
        while let Some(event) = self.waiting.front() {
            bytes += event.json.len() + 1;
            if last_view != Some(event.view) {
                bytes += event.page_bytes;
                last_view = Some(event.view);
            }
            if !taken.is_empty() && (bytes > MAX_REQUEST_BYTES || taken.len() == MAX_BATCH_EVENTS) {
                break;
            }
            self.bytes -= event.json.len();
            taken.extend(self.waiting.pop_front());
        }
        taken
    }

    /// Puts back what could not be sent, in its old place.
    pub(crate) fn put_back(&mut self, events: Vec<Waiting>) {
        for event in events.into_iter().rev() {
            self.bytes += event.json.len();
            self.waiting.push_front(event);
        }
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}
