//! The one state: what is seen, and what waits. When it leaves is a question for [`crate::leaving`].

use std::cell::{OnceCell, RefCell};

use footfall_protocol::call::{self, Consent, Heard, Opening, Said};
use footfall_protocol::limits::{MAX_EVENT_BYTES, MAX_EVENT_NUMBER, MAX_TEXT_BYTES};
use footfall_protocol::scrub::{self, Removed};
use footfall_protocol::{Page, Raw, event, json, texts};

use crate::engagement::Engagement;
use crate::leaving::Schedule;
use crate::queue::{Queue, Unconfirmed, WAITS};
use crate::{page, storage};

/// What the tracker says by itself.
const PAGE_VIEW: &str = "page_view";
const USER_ENGAGEMENT: &str = "user_engagement";
/// A page's keys, quotes and number in JSON.
const PAGE_FRAME_BYTES: usize = 60;

thread_local! {
    static TRACKER: OnceCell<RefCell<Tracker>> = const { OnceCell::new() };
}

pub(crate) struct Tracker {
    pub(crate) site: String,
    pub(crate) endpoint: String,
    pub(crate) page_load: String,
    /// The site's own sensitive query parameters.
    scrub_params: String,
    pub(crate) time_zone: String,
    next_n: u32,
    /// The page that is looked at, also while nothing may be measured.
    here: Page,
    /// Opened by itself, and not yet claimed by a page view of the shop's own.
    unclaimed: bool,
    /// Its title was said by the shop.
    pub(crate) titled: bool,
    pub(crate) pages: Vec<Page>,
    pub(crate) engagement: Engagement,
    /// The page was scrolled, and how far is not measured yet.
    pub(crate) scrolling: bool,
    /// What was looked for on this page: the URL and the shop both may say it.
    searched: String,
    pub(crate) queue: Queue,
    pub(crate) unsaid: Counts,
    pub(crate) consent: Consent,
    /// Somebody said something about consent, so what the device remembers is of no interest.
    pub(crate) consent_said: bool,
    /// Of those who agreed, else empty.
    pub(crate) visitor: String,
    pub(crate) schedule: Schedule,
}

/// What the collector is to know of what it does not get.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) dropped: u32,
    pub(crate) removed: Removed,
    pub(crate) unknown: u32,
}

impl Counts {
    pub(crate) fn add(&mut self, more: Self) {
        self.dropped += more.dropped;
        self.removed.0 += more.removed.0;
        self.unknown += more.unknown;
    }
}

/// Runs `action` on the state, unless there is none or it is in use.
pub(crate) fn with<T>(action: impl FnOnce(&mut Tracker) -> T) -> Option<T> {
    TRACKER.with(|tracker| Some(action(&mut *tracker.get()?.try_borrow_mut().ok()?)))
}

/// Begins with what [`crate::start`] was told.
pub(crate) fn start(said: &Raw) {
    let said = said.list().unwrap_or_default();
    let text = |place: usize| said.get(place).and_then(Raw::text).unwrap_or_default().to_owned();
    let int = |place: usize| match said.get(place) {
        Some(Raw::Int(int)) => *int as u32,
        _ => 0,
    };
    let now_ms = page::monotonic_ms();
    let mut engagement = Engagement::default();
    engagement.active(now_ms);
    engagement.attend(page::is_attended(), now_ms);
    let mut tracker = Tracker {
        site: text(0),
        endpoint: text(1),
        page_load: text(2),
        scrub_params: text(3),
        time_zone: String::new(),
        next_n: int(4),
        here: Page::default(),
        unclaimed: true,
        titled: false,
        pages: Vec::new(),
        engagement,
        scrolling: false,
        searched: String::new(),
        queue: Queue::default(),
        unsaid: Counts { dropped: int(5), ..Counts::default() },
        consent: Consent::Anonymous,
        consent_said: false,
        visitor: String::new(),
        schedule: Schedule::default(),
    };
    if let Some((_, Heard::Said(Said::View { url, referrer, .. }))) =
        said.get(6).and_then(call::hear)
    {
        let url = scrub::url(url, &tracker.scrub_params, &mut Removed::default());
        tracker.look_at(url, referrer);
        tracker.here.view = int(7);
        tracker.pages.push(tracker.here.clone());
    }
    TRACKER.with(|state| {
        state.get_or_init(|| RefCell::new(tracker));
    });
}

impl Tracker {
    /// Does what a call says.
    pub(crate) fn take(&mut self, call: &Raw) {
        let Some((at_ms, heard)) = call::hear(call) else { return };
        match heard {
            Heard::Said(Said::View { url, referrer, title, opening }) => {
                self.view(at_ms, url, referrer, title, opening);
            }
            Heard::Said(Said::Event { name, params }) => self.track(at_ms, name, &params),
            Heard::Said(Said::Consent(consent)) => self.agree(at_ms, consent),
            Heard::Said(Said::Nothing) => {}
            Heard::Said(Said::Unknown) => self.unsaid.unknown += 1,
            Heard::Dialect(call) => {
                if self.is_new_search(call) {
                    self.wait(false, &[("call", call)]);
                }
            }
        }
    }

    /// Whether an entry of the data layer says another search than the page's URL did.
    fn is_new_search(&self, call: &Raw) -> bool {
        let Some(entry) = third(call) else { return true };
        let term = third(entry).unwrap_or(entry).get("search_term");
        term.and_then(Raw::text).is_none_or(|term| term != self.searched)
    }

    fn look_at(&mut self, url: String, referrer: &str) {
        let referrer = match self.pages.last() {
            // Within one document, the page one comes from is the page before; the first keeps the browser's referrer.
            Some(previous) => previous.url.clone(),
            None => scrub::url(referrer, &self.scrub_params, &mut self.unsaid.removed),
        };
        self.here = Page { view: 0, url, title: String::new(), referrer };
    }

    /// A page view begins, or the one that began by itself is claimed. Of an automatic one, `title` is that of the page
    /// that was left; else its own.
    fn view(
        &mut self,
        at_ms: i64,
        address: &str,
        referrer: &str,
        title: Option<&str>,
        opening: Opening,
    ) {
        let title = title.map(page::scrubbed_title);
        if opening == Opening::Automatic {
            self.set_title(title.clone());
        }
        let url = scrub::url(address, &self.scrub_params, &mut self.unsaid.removed);
        let current = self.pages.last().map(|page| &*page.url);
        if call::opens_view(opening, current, self.unclaimed, &url) {
            self.look_at(url, referrer);
            self.open(at_ms);
            let term = page::search_term(address);
            if !term.is_empty() {
                self.searched.clone_from(&term);
                let term = Raw::Map(vec![("search_term".into(), Raw::Text(term.into()))]);
                self.track(at_ms, "search", &term);
            }
        }
        self.unclaimed = opening == Opening::Automatic;
        self.titled = false;
        if !self.unclaimed {
            self.set_title(title);
        }
    }

    /// A title that the shop said stays.
    fn set_title(&mut self, title: Option<String>) {
        let titled = self.titled;
        if let Some(page) = self.pages.last_mut().filter(|_| !titled)
            && let Some(title) = title
        {
            page.title = title;
            self.titled = true;
        }
    }

    /// Begins a view of the page that is looked at; the engagement of the one before is complete.
    fn open(&mut self, at_ms: i64) {
        if self.consent == Consent::Denied || self.here.url.is_empty() {
            return;
        }
        if !self.pages.is_empty() {
            self.report_engagement();
            self.engagement.next_view();
            self.schedule.await_title();
        }
        self.searched.clear();
        self.here.view = self.next_n;
        self.pages.push(self.here.clone());
        self.track(at_ms, PAGE_VIEW, Raw::EMPTY);
    }

    fn track(&mut self, at_ms: i64, name: &str, params: &Raw) {
        let is_quiet = matches!(name, PAGE_VIEW | USER_ENGAGEMENT);
        let (at, name) = (Raw::Int(at_ms), Raw::Text(name.into()));
        self.wait(is_quiet, &[("at", &at), ("name", &name), ("params", params)]);
    }

    /// Cleans an event and lets it wait, unless nothing may be measured.
    fn wait(&mut self, is_quiet: bool, event: &[(&str, &Raw)]) {
        let denied = self.consent == Consent::Denied;
        let Some(page) = self.pages.last().filter(|_| !denied) else { return };
        // The title may be another, and longer, when the request leaves.
        let page_bytes = page.url.len() + page.referrer.len() + MAX_TEXT_BYTES + PAGE_FRAME_BYTES;
        let (n, view) = (self.next_n, page.view);
        let mut json = String::from("{");
        for (key, number) in [("n", n), ("view", view)] {
            json::begin(key, &mut json);
            json.push_str(&texts::integer(number.into()));
        }
        for (key, value) in event {
            json::begin(key, &mut json);
            let removed = &mut self.unsaid.removed;
            event::write_clean(key, value, &self.scrub_params, removed, &mut json);
        }
        json.push('}');
        if n <= MAX_EVENT_NUMBER
            && json.len() <= MAX_EVENT_BYTES
            && self.queue.push(Unconfirmed { json, n, view, page_bytes, ticket: WAITS })
        {
            self.next_n += 1;
            self.send_soon(is_quiet);
        } else {
            self.unsaid.dropped += 1;
        }
    }

    fn agree(&mut self, at_ms: i64, consent: Consent) {
        self.consent_said = true;
        self.set_consent(consent);
        if consent == Consent::Denied {
            // A page view that was never sent did not happen; should they agree after all, it begins anew.
            if self.pages.last().is_some_and(|page| self.queue.is_unsent(page.view)) {
                self.pages.clear();
            }
            self.queue.clear();
        } else if self.pages.is_empty() {
            self.open(at_ms);
        }
    }

    /// Who asks for privacy by their browser's setting stays anonymous whatever they agree to.
    pub(crate) fn set_consent(&mut self, consent: Consent) {
        self.consent = consent;
        if consent == Consent::Granted && !page::privacy_control() {
            self.visitor = storage::remember_visitor();
        } else {
            self.visitor.clear();
            storage::forget();
        }
    }

    pub(crate) fn report_engagement(&mut self) {
        let Some((engaged_ms, scroll_percent)) = self.engagement.take(page::monotonic_ms()) else {
            return;
        };
        let params = Raw::Map(vec![
            ("engaged_ms".into(), Raw::Int(engaged_ms.into())),
            ("scroll_percent".into(), Raw::Int(scroll_percent.into())),
        ]);
        self.track(page::wall_ms(), USER_ENGAGEMENT, &params);
    }
}

fn third<'r, 'a>(list: &'r Raw<'a>) -> Option<&'r Raw<'a>> {
    list.list()?.get(2)
}
