//! Events whose arrival is not confirmed, as the JSON they are sent as. Knows neither the network nor the document.

use footfall_protocol::limits::{MAX_BATCH_EVENTS, MAX_DEPARTURE_BYTES};

use crate::tracker::Counts;

/// Half a megabyte is a thousand purchases: a shopper's tab never holds more, and a page in a loop must not fill it.
const MAX_QUEUED_BYTES: usize = 512 * 1024;
/// Site, page load, time zone, visitor; the pages are counted with the events that belong to them.
const ENVELOPE_BYTES: usize = 300;
/// The ticket of what waits.
pub(crate) const WAITS: u32 = 0;

#[derive(Debug)]
pub(crate) struct Unconfirmed {
    pub(crate) json: String,
    pub(crate) n: u32,
    /// The page view it belongs to, and how many bytes its page adds to a request.
    pub(crate) view: u32,
    pub(crate) page_bytes: usize,
    /// The request that it left in, or [`WAITS`].
    pub(crate) ticket: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Queue {
    pub(crate) events: Vec<Unconfirmed>,
    /// Requests whose answer has not come: their ticket, and what they say that they do not carry.
    pub(crate) in_flight: Vec<(u32, Counts)>,
    tickets: u32,
    bytes: usize,
    /// Of those that wait.
    waiting_bytes: usize,
}

impl Queue {
    pub(crate) fn is_waiting(&self) -> bool {
        self.waiting_bytes > 0
    }

    /// Whether more would not fit one request.
    pub(crate) fn is_full(&self) -> bool {
        self.waiting_bytes > MAX_DEPARTURE_BYTES - MAX_DEPARTURE_BYTES / 8
    }

    pub(crate) fn is_unsent(&self, n: u32) -> bool {
        self.events.iter().any(|event| event.n == n && event.ticket == WAITS)
    }

    /// `false` when too much waits already.
    pub(crate) fn push(&mut self, event: Unconfirmed) -> bool {
        let fits = self.bytes + event.json.len() <= MAX_QUEUED_BYTES;
        if fits {
            self.events.push(event);
            self.weigh();
        }
        fits
    }

    /// Where those end that fit one request with the one at `from`, in order. A single one that is too large goes alone.
    pub(crate) fn end_of_request(&self, from: usize) -> usize {
        let (mut end, mut bytes, mut last_view) = (from, ENVELOPE_BYTES, None);
        let ticket = self.events.get(from).map(|event| event.ticket);
        for event in self.events.iter().skip(from) {
            if Some(event.ticket) != ticket {
                break;
            }
            bytes += event.json.len() + 1;
            if last_view != Some(event.view) {
                bytes += event.page_bytes;
                last_view = Some(event.view);
            }
            if end > from && (bytes > MAX_DEPARTURE_BYTES || end - from == MAX_BATCH_EVENTS) {
                break;
            }
            end += 1;
        }
        end
    }

    /// Puts the next events that wait on a request: its ticket, and their range.
    pub(crate) fn board(&mut self, counts: Counts) -> Option<(u32, usize, usize)> {
        let from = self.events.iter().position(|event| event.ticket == WAITS)?;
        let to = self.end_of_request(from);
        let ticket = self.ticket(counts);
        for event in self.events.iter_mut().take(to).skip(from) {
            event.ticket = ticket;
        }
        self.weigh();
        Some((ticket, from, to))
    }

    pub(crate) fn ticket(&mut self, counts: Counts) -> u32 {
        self.tickets += 1;
        self.in_flight.push((self.tickets, counts));
        self.tickets
    }

    /// A request ended: its events are gone, or wait again in their old place. How many they were, and what it said;
    /// `None` for one that is not known.
    pub(crate) fn land(&mut self, ticket: u32, is_done: bool) -> Option<(u32, Counts)> {
        let place = self.in_flight.iter().position(|(number, _)| *number == ticket)?;
        let (_, counts) = self.in_flight.remove(place);
        let before = self.events.len();
        if is_done {
            self.events.retain(|event| event.ticket != ticket);
        }
        for event in &mut self.events {
            if event.ticket == ticket {
                event.ticket = WAITS;
            }
        }
        self.weigh();
        Some(((before - self.events.len()) as u32, counts))
    }

    pub(crate) fn clear(&mut self) {
        *self = Self { tickets: self.tickets, ..Self::default() };
    }

    fn weigh(&mut self) {
        (self.bytes, self.waiting_bytes) = (0, 0);
        for event in &self.events {
            self.bytes += event.json.len();
            if event.ticket == WAITS {
                self.waiting_bytes += event.json.len();
            }
        }
    }
}
