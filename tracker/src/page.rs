//! What the document says about itself.

use footfall_protocol::{limits, scrub};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = title)]
    fn js_title() -> String;
    #[wasm_bindgen(js_name = isVisible)]
    pub(crate) fn is_visible() -> bool;
    /// Visible, and its window has the focus.
    #[wasm_bindgen(js_name = isAttended)]
    pub(crate) fn is_attended() -> bool;
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

/// Read when a batch leaves rather than when the page opens: many shops set it late.
pub(crate) fn title() -> String {
    scrubbed_title(&js_title())
}

pub(crate) fn scrubbed_title(title: &str) -> String {
    scrub::text(title, limits::MAX_TEXT_BYTES, &mut scrub::Removed::default())
}

/// How much of the page has come into view so far, 0–100. Asks for layout: not to be called while the page opens, nor
/// for every event.
pub(crate) fn scroll_percent() -> u8 {
    js_scroll_percent() as u8
}
