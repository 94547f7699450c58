//! Engaged time: while the page is visible, its window focused, and the visitor active in the last 30 s.
//!
//! No timer runs: time is added up when something happens, from the moment it was last added up to now or to the end
//! of the activity, whichever came first. On the monotonic clock; two tabs can't both have the focus.

/// PRODUCT.md's "active in the last 30 s".
const ACTIVE_MS: f64 = 30_000.0;

#[derive(Debug, Default)]
pub(crate) struct Engagement {
    attended: bool,
    /// The page was attended at any time: what nobody saw was not scrolled to.
    seen: bool,
    counted_until_ms: f64,
    active_until_ms: f64,
    unsent_ms: f64,
    scroll_percent: u8,
    sent_scroll_percent: u8,
}

impl Engagement {
    /// The visitor did something. Opening the page counts: they asked for it.
    pub(crate) fn active(&mut self, now_ms: f64) {
        self.count(now_ms);
        self.active_until_ms = now_ms + ACTIVE_MS;
    }

    /// The page is visible and its window focused, or no longer.
    pub(crate) fn attend(&mut self, attended: bool, now_ms: f64) {
        self.count(now_ms);
        self.attended = attended;
        self.seen |= attended;
    }

    pub(crate) fn scrolled_to(&mut self, percent: u8) {
        if self.seen {
            self.scroll_percent = self.scroll_percent.max(percent);
        }
    }

    fn count(&mut self, now_ms: f64) {
        if self.attended {
            self.unsent_ms += (now_ms.min(self.active_until_ms) - self.counted_until_ms).max(0.0);
        }
        self.counted_until_ms = now_ms;
    }

    /// What [`Engagement::take`] would say of engaged time.
    pub(crate) fn unsent_ms(&self) -> f64 {
        self.unsent_ms
    }

    /// Engaged time since the last call, and scroll depth so far; `None` when there is nothing new to say.
    pub(crate) fn take(&mut self, now_ms: f64) -> Option<(u32, u8)> {
        self.count(now_ms);
        let engaged_ms = self.unsent_ms as u32;
        if engaged_ms == 0 && self.scroll_percent == self.sent_scroll_percent {
            return None;
        }
        self.unsent_ms -= f64::from(engaged_ms);
        self.sent_scroll_percent = self.scroll_percent;
        Some((engaged_ms, self.scroll_percent))
    }

    /// A new page view in the same document: the visitor stays as active as they were.
    pub(crate) fn next_view(&mut self) {
        *self = Self {
            attended: self.attended,
            seen: self.attended,
            counted_until_ms: self.counted_until_ms,
            active_until_ms: self.active_until_ms,
            ..Self::default()
        };
    }
}
