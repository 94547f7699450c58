//! The raw form of a batch: the calls themselves, from a page where no Wasm runs. What the tracker makes of calls in the
//! browser is made of them here, by the same [`understand`] and the same [`Event::parse`].
//!
//! The call in place `i` makes the event with the number `first_n + i`, or none. `page` and `view` are the page that is
//! open when the request begins, and its number; a page that is given as `["view", …]` may still be claimed.

use crate::batch::{Batch, Page, within_window};
use crate::call::{Consent, Opening, Said, opens_view, understand};
use crate::limits::*;
use crate::scrub::{self, Removed};
use crate::{Event, EventName, Raw, Reason, Refusal};

/// The page that is open.
struct Open {
    page: Page,
    /// Its view is the tracker's own, and nobody else named it yet.
    unclaimed: bool,
    /// Its view left with an earlier request; else it did not happen if nobody may know of it.
    sent: bool,
}

/// Reads calls in their order into a batch.
pub(crate) struct Calls<'b> {
    batch: &'b mut Batch,
    received_at_ms: i64,
    removed: &'b mut Removed,
    open: Option<Open>,
    denied: bool,
    /// What was looked for on this page: it may be said more than once.
    searched: String,
}

impl<'b> Calls<'b> {
    pub(crate) fn new(
        batch: &'b mut Batch,
        raw: &Raw,
        received_at_ms: i64,
        removed: &'b mut Removed,
    ) -> Result<Self, Refusal> {
        let (open, denied, searched) = (None, false, String::new());
        let mut calls = Self { batch, received_at_ms, removed, open, denied, searched };
        if let Some(page) = raw.get("page") {
            let view = raw.int("view", 0, MAX_EVENT_NUMBER.into(), None)? as u32;
            let Some((_, Said::View { url, referrer, title, opening })) = understand(page) else {
                return Err(Refusal::new(Reason::Form, "page"));
            };
            let page = calls.page(view, url, referrer, title)?;
            calls.batch.pages.push(page.clone());
            calls.open = Some(Open { page, unclaimed: opening == Opening::Automatic, sent: true });
        }
        Ok(calls)
    }

    /// Makes events of the calls of a request. Returns what was refused: place and why.
    pub(crate) fn read(mut self, calls: &[Raw], first_n: u32) -> Vec<(usize, Refusal)> {
        let mut refused = Vec::new();
        for (index, call) in calls.iter().enumerate() {
            if let Err(refusal) = self.call(call, index, first_n + index as u32) {
                refused.push((index, refusal));
            }
        }
        refused
    }

    fn call(&mut self, call: &Raw, index: usize, n: u32) -> Result<(), Refusal> {
        let (at_ms, said) = understand(call).ok_or(Refusal::new(Reason::Form, "calls"))?;
        within_window(self.batch.sent_at_ms, self.received_at_ms, "sent_at")?;
        within_window(at_ms, self.received_at_ms, "at")?;
        if n > MAX_EVENT_NUMBER {
            return Err(Refusal::new(Reason::Range, "n"));
        }
        match said {
            Said::View { url, referrer, title, opening } => {
                // An automatic one says what the page before was called.
                let title = title.filter(|_| opening != Opening::Automatic);
                let page = self.page(n, url, referrer, title)?;
                self.view(page, opening, index, at_ms)
            }
            Said::Event { .. } if self.denied => Ok(()),
            Said::Event { name: "search", params } if self.is_searched(&params) => Ok(()),
            Said::Event { name, params } => {
                let open = self.open.as_ref().ok_or(Refusal::new(Reason::Missing, "view"))?;
                let event = Event::parse(n, at_ms, open.page.view, name, &params, self.removed)
                    .map_err(Refusal::of_event)?;
                self.batch.events.push((index, event));
                Ok(())
            }
            Said::Consent(Consent::Denied) => {
                self.denied = true;
                self.batch.events.clear();
                Ok(())
            }
            Said::Consent(_) => self.allow(index, n, at_ms),
            Said::Unknown => {
                self.batch.unknown += 1;
                Ok(())
            }
            Said::Nothing => Ok(()),
        }
    }

    fn is_searched(&mut self, params: &Raw) -> bool {
        let Some(term) = params.get("search_term").and_then(Raw::text) else { return false };
        let is_searched = term == self.searched;
        term.clone_into(&mut self.searched);
        is_searched
    }

    /// Within one document, the page one comes from is the page before.
    fn page(
        &mut self,
        view: u32,
        url: &str,
        referrer: &str,
        title: Option<&str>,
    ) -> Result<Page, Refusal> {
        let url = scrub::url(url, "", self.removed);
        if url.is_empty() {
            return Err(Refusal::new(Reason::Form, "url"));
        }
        let referrer = match &self.open {
            Some(before) => before.page.url.clone(),
            None => scrub::url(referrer, "", self.removed),
        };
        let title = scrub::text(title.unwrap_or_default(), MAX_TEXT_BYTES, self.removed);
        Ok(Page { view, url, title, referrer })
    }

    fn view(
        &mut self,
        page: Page,
        opening: Opening,
        index: usize,
        at_ms: i64,
    ) -> Result<(), Refusal> {
        if let Some(open) = &mut self.open
            && !opens_view(opening, Some(&open.page.url), open.unclaimed, &page.url)
        {
            open.unclaimed = false;
            for known in &mut self.batch.pages {
                if known.view == open.page.view && !page.title.is_empty() {
                    known.title.clone_from(&page.title);
                }
            }
            return Ok(());
        }
        self.open = Some(Open { page, unclaimed: opening == Opening::Automatic, sent: false });
        self.searched.clear();
        if self.denied { Ok(()) } else { self.count_view(index, at_ms) }
    }

    /// After a denial: a page that nobody was told of is viewed from now on.
    fn allow(&mut self, index: usize, n: u32, at_ms: i64) -> Result<(), Refusal> {
        let was_denied = std::mem::take(&mut self.denied);
        match &mut self.open {
            Some(open) if was_denied && !open.sent => {
                open.page.view = n;
                self.count_view(index, at_ms)
            }
            _ => Ok(()),
        }
    }

    fn count_view(&mut self, index: usize, at_ms: i64) -> Result<(), Refusal> {
        let Some(Open { page, .. }) = &self.open else { return Ok(()) };
        let (n, name) = (page.view, EventName::PageView);
        let event = Event::parse(n, at_ms, n, name.as_str(), Raw::EMPTY, self.removed)?;
        self.batch.pages.push(page.clone());
        self.batch.events.push((index, event));
        Ok(())
    }
}
