//! The one state: what is seen, and what waits. When it leaves is a question for [`crate::leaving`].

use std::cell::RefCell;

use footfall_protocol::limits::{MAX_EVENT_NUMBER, MAX_TEXT_BYTES};
use footfall_protocol::scrub::Removed;
use footfall_protocol::{Event, EventName, Page, Raw};
use web_sys::Window;

use crate::engagement::Engagement;
use crate::leaving::{COMMERCE_DELAY_MS, QUIET_DELAY_MS, Schedule};
use crate::queue::{Queue, Waiting};
use crate::said::json;
use crate::{clock, page};

/// A page's keys, quotes and number in JSON.
const PAGE_FRAME_BYTES: usize = 60;

thread_local! {
    static TRACKER: RefCell<Option<Tracker>> = const { RefCell::new(None) };
}

pub(crate) struct Tracker {
    pub(crate) site: String,
    pub(crate) endpoint: String,
    pub(crate) page_load: String,
    pub(crate) time_zone: Option<String>,
    next_n: u32,
    pub(crate) pages: Vec<Page>,
    pub(crate) engagement: Engagement,
    /// The page was scrolled, and how far is not measured yet.
    pub(crate) scrolling: bool,
    pub(crate) queue: Queue,
    pub(crate) denied: bool,
    pub(crate) schedule: Schedule,
}

/// Runs `action` on the state, unless there is none or it is in use (a page's getter called back into us).
pub(crate) fn with<T>(action: impl FnOnce(&mut Tracker) -> T) -> Option<T> {
    TRACKER.with(|tracker| Some(action(tracker.try_borrow_mut().ok()?.as_mut()?)))
}

pub(crate) fn start(window: Window, site: String, endpoint: String, passed: u32) {
    page::open(window);
    let now_ms = clock::monotonic_ms();
    let mut engagement = Engagement::default();
    engagement.active(now_ms);
    engagement.attend(page::is_visible() && page::has_focus(), now_ms);
    let tracker = Tracker {
        site,
        endpoint,
        page_load: page::page_load_id(),
        time_zone: None,
        next_n: 0,
        pages: Vec::new(),
        engagement,
        scrolling: false,
        queue: Queue::new(passed),
        denied: false,
        schedule: Schedule::default(),
    };
    TRACKER.with(|state| {
        if let Ok(mut state) = state.try_borrow_mut() {
            state.get_or_insert(tracker);
        }
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
        // The title may be another, and longer, when the request leaves.
        let page_bytes = page.url.len() + page.referrer.len() + MAX_TEXT_BYTES + PAGE_FRAME_BYTES;
        let (n, view) = (self.next_n, page.view);
        let event = Event::parse(n, at_ms, view, name, params, &mut Removed::default());
        let event = event.ok().filter(|_| n <= MAX_EVENT_NUMBER);
        let Some((json, delay_ms)) = event.and_then(|event| Some((json(&event)?, delay(&event))))
        else {
            self.queue.dropped += 1;
            return;
        };
        self.next_n += 1;
        self.queue.push(Waiting { json, n, view, page_bytes });
        self.send_within(delay_ms);
    }

    pub(crate) fn consent(&mut self, denied: bool) {
        self.denied = denied;
        if denied {
            // A page view that was never sent did not happen; should they agree after all, it begins anew.
            if self.pages.last().is_some_and(|page| self.queue.holds(page.view)) {
                self.pages.clear();
            }
            self.queue.clear();
        } else if self.pages.is_empty() {
            self.view(clock::wall_ms(), page::current());
        }
    }

    pub(crate) fn report_engagement(&mut self) {
        let Some((engaged_ms, scroll_percent)) = self.engagement.take(clock::monotonic_ms()) else {
            return;
        };
        let params = Raw::Map(vec![
            ("engaged_ms".into(), Raw::Int(engaged_ms.into())),
            ("scroll_percent".into(), Raw::Int(scroll_percent.into())),
        ]);
        self.track(clock::wall_ms(), EventName::UserEngagement.as_str(), &params);
    }
}

fn delay(event: &Event) -> f64 {
    match event.name {
        EventName::PageView | EventName::UserEngagement => QUIET_DELAY_MS,
        _ => COMMERCE_DELAY_MS,
    }
}
