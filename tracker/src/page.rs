//! What the document says about itself.

use std::cell::OnceCell;

use footfall_protocol::{Page, limits, scrub};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Window};

#[wasm_bindgen(module = "/src/page.js")]
extern "C" {
    /// 32 hex digits, drawn anew each time: 12 of the time, 20 random.
    #[wasm_bindgen(js_name = pageLoadId)]
    pub(crate) fn page_load_id() -> String;
    #[wasm_bindgen(js_name = scrollPercent)]
    fn js_scroll_percent() -> f64;
    /// The browser's IANA time zone. The first call of `Intl` is expensive; it waits for the first batch.
    #[wasm_bindgen(js_name = timeZone)]
    pub(crate) fn time_zone() -> Option<String>;
}

thread_local! {
    // Handed over rather than looked up: web-sys would search four globals for it.
    static WINDOW: OnceCell<Window> = const { OnceCell::new() };
}

/// Says which window everything is about; only the first one counts.
pub(crate) fn open(window: Window) {
    WINDOW.with(|opened| {
        opened.get_or_init(|| window);
    });
}

pub(crate) fn window() -> Option<Window> {
    WINDOW.with(|opened| opened.get().cloned())
}

pub(crate) fn document() -> Option<Document> {
    window()?.document()
}

/// The page as it is now: scrubbed here, before anything waits. Its `view` is set by whoever counts views.
pub(crate) fn current() -> Page {
    let scrubbed = |url: Option<String>| {
        scrub::url(&url.unwrap_or_default(), "", &mut scrub::Removed::default())
    };
    Page {
        view: 0,
        url: scrubbed(window().and_then(|window| window.location().href().ok())),
        title: title(),
        referrer: scrubbed(document().map(|document| document.referrer())),
    }
}

/// Read when a batch leaves rather than when the page opens: many shops set it late.
pub(crate) fn title() -> String {
    let title = document().map(|document| document.title()).unwrap_or_default();
    scrub::text(&title, limits::MAX_TEXT_BYTES, &mut scrub::Removed::default())
}

pub(crate) fn is_visible() -> bool {
    document().is_some_and(|document| !document.hidden())
}

pub(crate) fn has_focus() -> bool {
    document().is_some_and(|document| document.has_focus().unwrap_or(false))
}

/// How much of the page has come into view so far, 0–100. Asks for layout: not to be called while the page opens, nor
/// for every event.
pub(crate) fn scroll_percent() -> u8 {
    js_scroll_percent() as u8
}
