//! What the document says about itself.

use footfall_protocol::{limits, scrub};
use wasm_bindgen::prelude::*;
use web_sys::Document;

#[wasm_bindgen(module = "/src/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = scrollPercent)]
    fn js_scroll_percent() -> f64;
    /// The browser's IANA time zone, or nothing. The first call of `Intl` is expensive; it waits for the first batch.
    #[wasm_bindgen(js_name = timeZone)]
    pub(crate) fn time_zone() -> String;
    /// Global Privacy Control: measured at most anonymously.
    #[wasm_bindgen(js_name = privacyControl)]
    pub(crate) fn privacy_control() -> bool;
    /// What a URL's query says was looked for, or nothing.
    #[wasm_bindgen(js_name = searchTerm)]
    pub(crate) fn search_term(url: &str) -> String;
}

#[wasm_bindgen]
extern "C" {
    // Not by way of web-sys's window(), which would search four globals for it.
    #[wasm_bindgen(thread_local_v2, js_name = document)]
    static DOCUMENT: Document;
}

/// Read when a batch leaves rather than when the page opens: many shops set it late.
pub(crate) fn title() -> String {
    scrubbed_title(&DOCUMENT.with(Document::title))
}

pub(crate) fn scrubbed_title(title: &str) -> String {
    scrub::text(title, limits::MAX_TEXT_BYTES, &mut scrub::Removed::default())
}

pub(crate) fn is_visible() -> bool {
    DOCUMENT.with(|document| !document.hidden())
}

pub(crate) fn is_attended() -> bool {
    is_visible() && DOCUMENT.with(|document| document.has_focus().unwrap_or(false))
}

/// How much of the page has come into view so far, 0–100. Asks for layout: not to be called while the page opens, nor
/// for every event.
pub(crate) fn scroll_percent() -> u8 {
    js_scroll_percent() as u8
}
