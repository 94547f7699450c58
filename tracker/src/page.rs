//! What the document and its browser say about themselves.

use footfall_protocol::{limits, scrub};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/page.js")]
extern "C" {
    /// 0 where the browser can't say.
    fn number(what: u8) -> f64;
    /// Empty where the browser can't say.
    fn text(what: u8, about: &str) -> String;
}

// The places in `page.js`.
const MONOTONIC: u8 = 0;
const WALL: u8 = 1;
const RANDOM: u8 = 2;
const VISIBLE: u8 = 3;
const ATTENDED: u8 = 4;
const SCROLLED: u8 = 5;
const PRIVACY_CONTROL: u8 = 6;
const TITLE: u8 = 0;
const TIME_ZONE: u8 = 1;
const SEARCH_TERM: u8 = 2;

/// Milliseconds since the page began to load; never goes back.
pub(crate) fn monotonic_ms() -> f64 {
    number(MONOTONIC)
}

/// Milliseconds since 1970, by a clock that may be wrong and jump.
pub(crate) fn wall_ms() -> i64 {
    number(WALL) as i64
}

/// From 0 to 1: for times that are to differ between tabs, and for nothing else.
pub(crate) fn random() -> f64 {
    number(RANDOM)
}

pub(crate) fn is_visible() -> bool {
    number(VISIBLE) > 0.0
}

/// Visible, and its window has the focus.
pub(crate) fn is_attended() -> bool {
    number(ATTENDED) > 0.0
}

/// How much of the page has come into view so far, 0–100. Asks for layout: not to be called while the page opens, nor
/// for every event.
pub(crate) fn scroll_percent() -> u8 {
    number(SCROLLED) as u8
}

/// Global Privacy Control: measured at most anonymously.
pub(crate) fn privacy_control() -> bool {
    number(PRIVACY_CONTROL) > 0.0
}

/// Read when a batch leaves rather than when the page opens: many shops set it late.
pub(crate) fn title() -> String {
    scrubbed_title(&text(TITLE, ""))
}

pub(crate) fn scrubbed_title(title: &str) -> String {
    scrub::text(title, limits::MAX_TEXT_BYTES, &mut scrub::Removed::default())
}

/// The browser's IANA time zone, or nothing. The first call of `Intl` is expensive; it waits for the first batch.
pub(crate) fn time_zone() -> String {
    text(TIME_ZONE, "")
}

/// What a URL's query says was looked for, or nothing.
pub(crate) fn search_term(url: &str) -> String {
    text(SEARCH_TERM, url)
}
