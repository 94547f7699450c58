//! The one state: what is seen, what waits, and when it leaves.

use std::cell::RefCell;

use footfall_protocol::batch::{self, Envelope};
use footfall_protocol::limits::{MAX_EVENT_NUMBER, VERSION};
use footfall_protocol::scrub::Removed;
use footfall_protocol::{Event, EventName, Page, Raw};
use serde::Serialize;

use crate::engagement::{ACTIVITY, Engagement};
use crate::queue::{Queue, Waiting};
use crate::send::Outcome;
use crate::{clock, guard, page, send};

/// A commerce event leaves this soon: money first, and a page's own burst of pushes shares one request.
const COMMERCE_DELAY_MS: i32 = 700;
/// A page view alone waits for company, or for the page to be hidden.
const QUIET_DELAY_MS: i32 = 3_000;
/// Back-off after a failure: doubled each time, up to five minutes.
const FIRST_RETRY_MS: i64 = 1_000;
const MAX_RETRY_MS: i64 = 300_000;

thread_local! {
    static TRACKER: RefCell<Option<Tracker>> = const { RefCell::new(None) };
}

pub(crate) struct Tracker {
    site: String,
    endpoint: String,
    page_load: String,
    time_zone: Option<String>,
    next_n: u32,
    pages: Vec<Page>,
    engagement: Engagement,
    queue: Queue,
    denied: bool,
    sending: bool,
    /// When the next timer fires, on the monotonic clock.
    timer_at_ms: Option<f64>,
    retries: u32,
    retry_at_ms: f64,
}

/// Runs `action` on the state, unless there is none or it is in use (a page's getter called back into us).
pub(crate) fn with<T>(action: impl FnOnce(&mut Tracker) -> T) -> Option<T> {
    TRACKER.with(|tracker| Some(action(tracker.try_borrow_mut().ok()?.as_mut()?)))
}

pub(crate) fn start(site: String, endpoint: String, passed: u32) {
    let now_ms = clock::monotonic_ms();
    let mut engagement = Engagement::default();
    engagement.active(now_ms);
    engagement.attend(page::is_visible() && page::has_focus(), now_ms);
    let tracker = Tracker {
        site,
        endpoint,
        page_load: page::random_id(clock::wall_ms()),
        time_zone: None,
        next_n: 0,
        pages: Vec::new(),
        engagement,
        queue: Queue::new(passed),
        denied: false,
        sending: false,
        timer_at_ms: None,
        retries: 0,
        retry_at_ms: 0.0,
    };
    TRACKER.with(|state| {
        if let Ok(mut state) = state.try_borrow_mut() {
            *state = Some(tracker);
        }
    });
    listen();
}

fn listen() {
    let (window, document) = (page::window_value(), page::document().into());
    for kind in ACTIVITY {
        guard::listen(&document, kind, || {
            with(|tracker| tracker.engagement.active(clock::monotonic_ms()));
        });
    }
    guard::listen(&window, "scroll", || {
        let percent = page::scroll_percent();
        with(|tracker| tracker.engagement.scrolled_to(percent));
    });
    for kind in ["focus", "blur"] {
        guard::listen(&window, kind, attention_changed);
    }
    guard::listen(&document, "visibilitychange", || {
        attention_changed();
        if !page::is_visible() {
            leave();
        }
    });
    guard::listen(&window, "pagehide", leave);
}

fn attention_changed() {
    let attended = page::is_visible() && page::has_focus();
    with(|tracker| tracker.engagement.attend(attended, clock::monotonic_ms()));
}

/// The page is hidden and may never be back: everything leaves now.
fn leave() {
    let percent = page::scroll_percent();
    with(|tracker| {
        tracker.engagement.scrolled_to(percent);
        tracker.report_engagement();
        tracker.beacon();
    });
}

impl Tracker {
    /// A page view begins; the engagement of the one before is complete.
    pub(crate) fn view(&mut self, at_ms: i64, mut page: Page) {
        if self.denied || page.url.is_empty() {
            return;
        }
        if let Some(previous) = self.pages.last() {
            // Within one document, the page one comes from is the page before; the first keeps the browser's referrer.
            page.referrer = previous.url.clone();
            self.report_engagement();
            self.engagement.next_view();
        }
        page.view = self.next_n;
        self.pages.push(page);
        self.track(at_ms, EventName::PageView.as_str(), Raw::EMPTY);
    }

    /// Believes a call and lets it wait. What `protocol` refuses is counted as dropped.
    pub(crate) fn track(&mut self, at_ms: i64, name: &str, params: &Raw) {
        let Some(page) = self.pages.last().filter(|_| !self.denied) else { return };
        let (view, page_bytes) =
            (page.view, page.url.len() + page.title.len() + page.referrer.len() + 60);
        if self.next_n > MAX_EVENT_NUMBER {
            self.queue.dropped += 1;
            return;
        }
        let event = Event::parse(self.next_n, at_ms, view, name, params, &mut Removed::default());
        let Some((json, delay_ms)) =
            event.ok().and_then(|event| Some((json(&event)?, delay(&event))))
        else {
            self.queue.dropped += 1;
            return;
        };
        self.next_n += 1;
        self.queue.push(Waiting { json, view, page_bytes });
        self.send_within(delay_ms);
    }

    pub(crate) fn consent(&mut self, denied: bool) {
        self.denied = denied;
        if denied {
            self.queue.clear();
        } else if self.pages.is_empty() {
            self.view(clock::wall_ms(), page::current());
        }
    }

    fn report_engagement(&mut self) {
        let Some((engaged_ms, scroll_percent)) = self.engagement.take(clock::monotonic_ms()) else {
            return;
        };
        let params = Raw::Map(vec![
            ("engaged_ms".into(), Raw::Int(engaged_ms.into())),
            ("scroll_percent".into(), Raw::Int(scroll_percent.into())),
        ]);
        self.track(clock::wall_ms(), EventName::UserEngagement.as_str(), &params);
    }

    /// Sees to it that a request leaves within `delay_ms`, unless the collector asked to wait.
    fn send_within(&mut self, delay_ms: i32) {
        let now_ms = clock::monotonic_ms();
        let due_ms = (now_ms + f64::from(delay_ms)).max(self.retry_at_ms);
        if self.timer_at_ms.is_some_and(|timer_at_ms| timer_at_ms <= due_ms) {
            return;
        }
        self.timer_at_ms = Some(due_ms);
        guard::later((due_ms - now_ms) as i32, move || {
            with(|tracker| {
                // A timer that was overtaken by an earlier one has nothing left to do.
                if tracker.timer_at_ms == Some(due_ms) {
                    tracker.timer_at_ms = None;
                    tracker.fetch();
                }
            });
        });
    }

    fn fetch(&mut self) {
        // One request at a time: they stay in order, and a collector in trouble gets no second one.
        if self.sending || self.queue.is_empty() {
            return;
        }
        let (events, body) = self.next_request();
        self.sending = true;
        let sent = send::fetch(self.endpoint.clone(), body);
        wasm_bindgen_futures::spawn_local(async move {
            let outcome = sent.await;
            with(|tracker| tracker.sent(events, outcome));
        });
    }

    fn sent(&mut self, events: Vec<Waiting>, outcome: Outcome) {
        self.sending = false;
        self.retries = if matches!(outcome, Outcome::Later { .. }) { self.retries + 1 } else { 0 };
        match outcome {
            Outcome::Done => {}
            Outcome::Refused => self.queue.dropped += events.len() as u32,
            Outcome::Later { retry_after_ms } => {
                self.queue.put_back(events);
                let back_off_ms = FIRST_RETRY_MS << (self.retries - 1).min(9);
                let wait_ms = back_off_ms.min(MAX_RETRY_MS).max(retry_after_ms.unwrap_or(0));
                // Up to half as much again, so that not all tabs of all shoppers come back at once.
                let wait_ms = wait_ms as f64 * (1.0 + js_sys::Math::random() / 2.0);
                self.retry_at_ms = clock::monotonic_ms() + wait_ms;
            }
        }
        if !self.queue.is_empty() {
            self.send_within(0);
        }
    }

    fn beacon(&mut self) {
        while !self.queue.is_empty() {
            let (events, body) = self.next_request();
            if !send::beacon(&self.endpoint, &body) {
                self.queue.put_back(events);
                // Its quota is used up, or there are no beacons here: a fetch may still get through.
                return self.fetch();
            }
        }
    }

    fn next_request(&mut self) -> (Vec<Waiting>, String) {
        let events = self.queue.take_request();
        if self.time_zone.is_none() {
            self.time_zone = page::time_zone();
        }
        if let Some(page) = self.pages.last_mut() {
            page.title = page::title();
        }
        let spoken_of = |page: &&Page| events.iter().any(|event| event.view == page.view);
        let pages: Vec<Page> = self.pages.iter().filter(spoken_of).cloned().collect();
        let envelope = Envelope {
            v: VERSION,
            site: &self.site,
            page_load: &self.page_load,
            sent_at: clock::wall_ms(),
            time_zone: self.time_zone.as_deref(),
            dropped: std::mem::take(&mut self.queue.dropped),
            pages: &pages,
        };
        let body = batch::body(
            &json(&envelope).unwrap_or_default(),
            events.iter().map(|event| &*event.json),
        );
        (events, body)
    }
}

fn delay(event: &Event) -> i32 {
    match event.name {
        EventName::PageView | EventName::UserEngagement => QUIET_DELAY_MS,
        _ => COMMERCE_DELAY_MS,
    }
}

fn json(value: &impl Serialize) -> Option<String> {
    let value = value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).ok()?;
    js_sys::JSON::stringify(&value).ok()?.as_string()
}
