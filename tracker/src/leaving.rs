//! When events leave, in which request, and what becomes of those that come back.

use footfall_protocol::batch::{self, Envelope};
use footfall_protocol::call::Consent;
use footfall_protocol::{Page, texts};

use crate::listening::TIMER;
use crate::queue::Unconfirmed;
use crate::send::Outcome;
use crate::tracker::{Counts, Tracker};
use crate::{guard, page, storage};

/// What happens leaves at the end of its task, money first of all; then nothing for so long, so that a page's bursts
/// share requests and 100 events in five seconds take fewer than ten.
const SPACING_MS: f64 = 650.0;
/// A page view alone waits for company, or for the page to be hidden.
const QUIET_DELAY_MS: f64 = 1_000.0;
/// A single-page shop's router sets the title a moment after the address.
const TITLE_DELAY_MS: f64 = 400.0;
/// Less engagement than that is not worth an event beside those that leave.
const MIN_ENGAGED_MS: f64 = 1_000.0;
/// Back-off after a failure: doubled each time, up to five minutes.
const FIRST_RETRY_MS: f64 = 1_000.0;
const MAX_RETRY_MS: f64 = 300_000.0;
/// Of one page load, and one request more: `storage.js` refuses what is far above it.
const MAX_KEPT_BYTES: usize = 65_536;
/// 2^9 seconds are above five minutes.
const MAX_DOUBLINGS: u32 = 9;

/// When the next request leaves; times are on the monotonic clock.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    due_ms: Option<f64>,
    /// The collector asked to wait, or did not answer.
    not_before_ms: f64,
    /// What happens waits so long for company.
    spaced_ms: f64,
    /// Something waits that was not quiet.
    has_loud: bool,
    failures: u32,
    /// What waits is not yet on the device of a visitor who agreed.
    unkept: bool,
    left_behind: LeftBehind,
}

impl Schedule {
    pub(crate) fn await_title(&mut self) {
        self.spaced_ms = self.spaced_ms.max(page::monotonic_ms() + TITLE_DELAY_MS);
    }

    /// The browser is online again.
    pub(crate) fn retry_now(&mut self) {
        self.not_before_ms = 0.0;
    }
}

/// What an earlier page load could not send: its bodies, a line each, where the next one begins and ends, and the request
/// that it left in.
#[derive(Debug, Default)]
struct LeftBehind {
    text: String,
    from: usize,
    to: usize,
    ticket: u32,
}

/// Sends what is due, or sets the timer again if it came early. One request at a time: a collector in trouble gets no
/// second one.
pub(crate) fn send_due(tracker: &mut Tracker) {
    tracker.keep();
    let Some(due_ms) = tracker.schedule.due_ms else { return };
    let wait_ms = due_ms - page::monotonic_ms();
    if wait_ms > 0.0 {
        guard::later(TIMER, whole_ms(wait_ms));
        return;
    }
    tracker.schedule.due_ms = None;
    if tracker.queue.in_flight.is_empty() && !tracker.depart() {
        tracker.send_left_behind();
    }
}

/// The page is hidden and may never be back: everything leaves now, whatever is in flight.
pub(crate) fn leave(tracker: &mut Tracker) {
    tracker.schedule.unkept = true;
    tracker.keep();
    while tracker.depart() {}
}

impl Tracker {
    /// Sees to it that what just happened leaves in time.
    pub(crate) fn send_soon(&mut self, is_quiet: bool) {
        self.schedule.unkept = true;
        self.schedule.has_loud |= !is_quiet;
        let delay_ms = if is_quiet { QUIET_DELAY_MS } else { self.spacing_ms() };
        self.send_within(delay_ms);
        if !self.visitor.is_empty() {
            guard::later(TIMER, 0);
        }
    }

    /// Until the next request may leave.
    fn spacing_ms(&self) -> f64 {
        if self.queue.is_full() { 0.0 } else { self.schedule.spaced_ms - page::monotonic_ms() }
    }

    /// Sees to it that a request leaves within `delay_ms`, unless the collector asked to wait.
    pub(crate) fn send_within(&mut self, delay_ms: f64) {
        let now_ms = page::monotonic_ms();
        let due_ms = (now_ms + delay_ms.max(0.0)).max(self.schedule.not_before_ms);
        if self.schedule.due_ms.is_none_or(|earlier_ms| earlier_ms > due_ms) {
            self.schedule.due_ms = Some(due_ms);
            guard::later(TIMER, whole_ms(due_ms - now_ms));
        }
    }

    /// A request was answered, or will never be.
    pub(crate) fn returned(&mut self, ticket: u32, outcome: Outcome) {
        let is_over = !matches!(outcome, Outcome::Later { .. });
        let Some((events, counts)) = self.queue.land(ticket, is_over) else { return };
        self.schedule.unkept = true;
        if outcome != Outcome::Done {
            self.unsaid.add(counts);
        }
        if let Outcome::Later { retry_after_ms } = outcome {
            let doublings = self.schedule.failures.min(MAX_DOUBLINGS);
            self.schedule.failures += 1;
            let back_off_ms = (FIRST_RETRY_MS * f64::from(1 << doublings)).min(MAX_RETRY_MS);
            // Up to half as much again, so that not all tabs of all shoppers come back at once.
            let wait_ms = back_off_ms.max(retry_after_ms) * (1.0 + page::random() / 2.0);
            self.schedule.not_before_ms = page::monotonic_ms() + wait_ms;
        } else {
            self.schedule.failures = 0;
            if outcome == Outcome::Refused {
                self.unsaid.dropped += events;
            }
            let left_behind = &mut self.schedule.left_behind;
            if left_behind.ticket == ticket {
                left_behind.from = left_behind.to;
            }
            self.forget_pages();
        }
        if self.queue.is_waiting() || !self.visitor.is_empty() {
            self.send_within(self.spacing_ms());
        }
    }

    /// Takes the requests that are on their way for lost; the collector counts what arrives twice once.
    pub(crate) fn give_up_waiting(&mut self) {
        while let Some((ticket, _)) = self.queue.in_flight.first() {
            self.returned(*ticket, Outcome::Later { retry_after_ms: 0.0 });
        }
    }

    /// Pages that nothing speaks of any more: a single-page shop may be open for days.
    fn forget_pages(&mut self) {
        let mut oldest = self.pages.last().map_or(0, |page| page.view);
        for event in &self.queue.events {
            oldest = oldest.min(event.view);
        }
        self.pages.retain(|page| page.view >= oldest);
    }

    /// Sends the next request, if something waits.
    fn depart(&mut self) -> bool {
        if !self.queue.is_waiting() {
            return false;
        }
        if self.time_zone.is_empty() {
            self.time_zone = page::time_zone();
            let remembers = || !page::privacy_control() && !storage::visitor().is_empty();
            if !self.consent_said && remembers() {
                self.set_consent(Consent::Granted);
            }
        }
        if self.engagement.unsent_ms() >= MIN_ENGAGED_MS {
            self.report_engagement();
        }
        if !self.titled
            && let Some(page) = self.pages.last_mut()
        {
            page.title = page::title();
        }
        let counts = std::mem::take(&mut self.unsaid);
        let Some((ticket, from, to)) = self.queue.board(counts) else { return false };
        self.send(ticket, &self.written(from, to, counts));
        true
    }

    fn send(&mut self, ticket: u32, rest: &str) {
        if std::mem::take(&mut self.schedule.has_loud) {
            self.schedule.spaced_ms = page::monotonic_ms() + SPACING_MS;
        }
        guard::send(&self.endpoint, &batch::body(page::wall_ms(), rest), ticket);
    }

    fn written(&self, from: usize, to: usize, counts: Counts) -> String {
        let events = self.queue.events.get(from..to).unwrap_or_default();
        let envelope = Envelope {
            site: &self.site,
            page_load: &self.page_load,
            time_zone: &self.time_zone,
            visitor: &self.visitor,
            dropped: counts.dropped,
            removed: counts.removed.0,
            unknown: counts.unknown,
            pages: spoken_of(&self.pages, events),
        };
        envelope.with_events(events.iter().map(|event| event.json.as_str()))
    }

    /// Writes what is not confirmed yet to the device of a visitor who agreed, a body a line. The oldest, as
    /// far as the device's share goes; without counts, which would be counted again when a copy arrives.
    fn keep(&mut self) {
        if self.visitor.is_empty() || !std::mem::take(&mut self.schedule.unkept) {
            return;
        }
        let mut text = String::new();
        let mut from = 0;
        while from < self.queue.events.len() && text.len() < MAX_KEPT_BYTES {
            let to = self.queue.end_of_request(from);
            text.push_str(&self.written(from, to, Counts::default()));
            text.push('\n');
            from = to;
        }
        storage::keep(&self.page_load, &text);
    }

    /// Sends the next body that an earlier page load left behind.
    fn send_left_behind(&mut self) {
        if self.visitor.is_empty() {
            return;
        }
        let left_behind = &mut self.schedule.left_behind;
        if left_behind.from == left_behind.text.len() {
            if !left_behind.text.is_empty() {
                storage::remove();
            }
            *left_behind =
                LeftBehind { text: storage::left_behind(&self.page_load), ..LeftBehind::default() };
        }
        let rest = left_behind.text.get(left_behind.from..).unwrap_or_default();
        let (line, _) = texts::split_once(rest, b'\n').unwrap_or((rest, ""));
        if !line.is_empty() {
            let line = line.to_owned();
            left_behind.to = left_behind.text.len().min(left_behind.from + line.len() + 1);
            let ticket = self.queue.ticket(Counts::default());
            left_behind.ticket = ticket;
            self.send(ticket, &line);
        }
    }
}

/// The pages that events belong to, and those between: views follow each other, as events do.
fn spoken_of<'a>(pages: &'a [Page], events: &[Unconfirmed]) -> &'a [Page] {
    let place = |event: Option<&Unconfirmed>| {
        let view = event?.view;
        pages.iter().position(|page| page.view == view)
    };
    let range = place(events.first()).zip(place(events.last()));
    range.and_then(|(first, last)| pages.get(first..=last)).unwrap_or(pages)
}

/// Timers take whole milliseconds; rounded up, so that they do not come early.
fn whole_ms(delay_ms: f64) -> i32 {
    if delay_ms > 0.0 { delay_ms as i32 + 1 } else { 0 }
}
