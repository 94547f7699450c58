//! When events leave, in which request, and what becomes of those that come back.

use footfall_protocol::Page;
use footfall_protocol::batch::{self, Envelope};
use footfall_protocol::limits::{MAX_REQUEST_BYTES, VERSION};

use crate::listening::TIMER;
use crate::queue::Waiting;
use crate::said::json;
use crate::send::Outcome;
use crate::tracker::{Tracker, with};
use crate::{clock, guard, page, send};

/// A commerce event leaves this soon: money first, and a page's own burst of pushes shares one request.
pub(crate) const COMMERCE_DELAY_MS: f64 = 700.0;
/// A page view alone waits for company, or for the page to be hidden.
pub(crate) const QUIET_DELAY_MS: f64 = 3_000.0;
/// Back-off after a failure: doubled each time, up to five minutes.
const FIRST_RETRY_MS: f64 = 1_000.0;
const MAX_RETRY_MS: f64 = 300_000.0;
/// 2^9 seconds are above five minutes.
const MAX_DOUBLINGS: u32 = 9;

/// When the next request leaves; times are on the monotonic clock.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    due_ms: Option<f64>,
    not_before_ms: f64,
    failures: u32,
    /// Requests whose answer has not come, by the number of their ticket.
    in_flight: Vec<(u32, Departure)>,
    tickets: u32,
}

/// A request, and what must be remembered should it fail.
#[derive(Debug)]
struct Departure {
    events: Vec<Waiting>,
    /// The count of dropped events that its body reports.
    dropped: u32,
    body: String,
}

/// Sends what is due, or sets the timer again if it came early. One request at a time: a collector in trouble gets no
/// second one.
pub(crate) fn send_due() {
    let departure = with(|tracker| {
        let wait_ms = tracker.schedule.due_ms? - clock::monotonic_ms();
        if wait_ms > 0.0 {
            guard::later(TIMER, whole_ms(wait_ms));
            return None;
        }
        tracker.schedule.due_ms = None;
        tracker.schedule.in_flight.is_empty().then(|| tracker.next_departure())?
    });
    if let Some(departure) = departure.flatten() {
        // Browsers refuse a larger body with keepalive; without it, it is sent unless the page goes.
        let keepalive = departure.body.len() <= MAX_REQUEST_BYTES;
        fetch(departure, keepalive);
    }
}

/// The page goes: beacons for everything, whatever is in flight. What the browser refuses (all of a page's beacons and
/// keepalive requests share 64 KiB) goes by plain fetch, which arrives if the page was only hidden.
pub(crate) fn leave() {
    while let Some((departure, endpoint)) =
        with(|tracker| Some((tracker.next_departure()?, tracker.endpoint.clone()))).flatten()
    {
        if !send::beacon(&endpoint, &departure.body) {
            return fetch(departure, false);
        }
    }
}

/// Not to be called with the state in use: a page may have put its own `fetch` in place, and that may call us.
fn fetch(departure: Departure, keepalive: bool) {
    let body = departure.body.clone();
    let sent = with(|tracker| {
        let schedule = &mut tracker.schedule;
        schedule.tickets += 1;
        schedule.in_flight.push((schedule.tickets, departure));
        (schedule.tickets, tracker.endpoint.clone())
    });
    if let Some((ticket, endpoint)) = sent
        && !send::fetch(&endpoint, &body, keepalive, ticket)
    {
        returned(ticket, Outcome::Refused);
    }
}

/// A request was answered, or will never be.
pub(crate) fn returned(ticket: u32, outcome: Outcome) {
    with(|tracker| {
        let in_flight = &mut tracker.schedule.in_flight;
        let place = in_flight.iter().position(|(number, _)| *number == ticket)?;
        let (_, departure) = in_flight.swap_remove(place);
        tracker.returned(departure, outcome);
        Some(())
    });
}

impl Tracker {
    /// Sees to it that a request leaves within `delay_ms`, unless the collector asked to wait.
    pub(crate) fn send_within(&mut self, delay_ms: f64) {
        let now_ms = clock::monotonic_ms();
        let due_ms = (now_ms + delay_ms).max(self.schedule.not_before_ms);
        if self.schedule.due_ms.is_none_or(|earlier_ms| earlier_ms > due_ms) {
            self.schedule.due_ms = Some(due_ms);
            guard::later(TIMER, whole_ms(due_ms - now_ms));
        }
    }

    fn returned(&mut self, departure: Departure, outcome: Outcome) {
        if self.denied {
            return;
        }
        match outcome {
            Outcome::Done => self.schedule.failures = 0,
            Outcome::Refused => {
                self.schedule.failures = 0;
                self.queue.dropped += departure.dropped + departure.events.len() as u32;
            }
            Outcome::Later { retry_after_ms } => {
                self.queue.put_back(departure.events);
                self.queue.dropped += departure.dropped;
                let doublings = self.schedule.failures.min(MAX_DOUBLINGS);
                self.schedule.failures += 1;
                let back_off_ms = (FIRST_RETRY_MS * f64::from(1 << doublings)).min(MAX_RETRY_MS);
                let wait_ms = back_off_ms.max(retry_after_ms.unwrap_or(0).into());
                // Up to half as much again, so that not all tabs of all shoppers come back at once.
                let wait_ms = wait_ms * (1.0 + js_sys::Math::random() / 2.0);
                self.schedule.not_before_ms = clock::monotonic_ms() + wait_ms;
            }
        }
        if !self.queue.is_empty() {
            self.send_within(0.0);
        }
    }

    fn next_departure(&mut self) -> Option<Departure> {
        if self.queue.is_empty() {
            return None;
        }
        let events = self.queue.take_request();
        if self.time_zone.is_none() {
            self.time_zone = page::time_zone();
        }
        if let Some(page) = self.pages.last_mut() {
            page.title = page::title();
        }
        let pages = spoken_of(&self.pages, &events);
        let dropped = std::mem::take(&mut self.queue.dropped);
        let envelope = Envelope {
            v: VERSION,
            site: &self.site,
            page_load: &self.page_load,
            sent_at: clock::wall_ms(),
            time_zone: self.time_zone.as_deref(),
            visitor: None,
            dropped,
            removed: 0,
            unknown: 0,
            pages,
        };
        let envelope = json(&envelope).unwrap_or_default();
        let body = batch::body(&envelope, events.iter().map(|event| event.json.as_str()));
        Some(Departure { events, dropped, body })
    }
}

/// The pages that events belong to, and those between: views follow each other, as events do.
fn spoken_of<'a>(pages: &'a [Page], events: &[Waiting]) -> &'a [Page] {
    let place = |event: Option<&Waiting>| {
        let view = event?.view;
        pages.iter().position(|page| page.view == view)
    };
    let range = place(events.first()).zip(place(events.last()));
    range.and_then(|(first, last)| pages.get(first..=last)).unwrap_or(pages)
}

/// Timers take whole milliseconds; rounded up, so that they do not come early.
fn whole_ms(delay_ms: f64) -> i32 {
    delay_ms as i32 + 1
}
