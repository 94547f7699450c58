//! The tracker's JavaScript surface, and the one state behind it.
//!
//! The way of one call: `loader.js` (written down as JSON, in order, with its time) → [`take`] → `protocol`
//! (understood, believed, scrubbed) → [`queue`] → [`leaving`] → [`send`].
//!
//! Only texts and numbers cross the border, so nothing here can run a page's getters or meet its objects.

mod engagement;
mod guard;
mod leaving;
mod listening;
mod page;
mod queue;
mod send;
mod storage;
mod tracker;

use footfall_protocol::json;
use wasm_bindgen::prelude::*;

/// std's own is a fifth of the Wasm.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Begins to measure. `said` is what the loader knows, as JSON: `[site, URL of the batch, page load, sensitive query
/// parameters, number of the next event, calls let go]` and, where it already sent calls itself, `[…, view call, its
/// number]`.
#[wasm_bindgen]
pub fn start(said: &str) {
    if let Some(said) = json::read(said) {
        tracker::start(&said);
    }
}

/// Takes one call, as the loader wrote it, in the order in which it was made.
#[wasm_bindgen]
pub fn take(call: &str) {
    if let Some(call) = json::read(call) {
        tracker::with(|tracker| tracker.take(&call));
    }
}

/// Something happened in the page that was listened for, or a timer fired.
#[wasm_bindgen]
pub fn happened(what: u8) {
    tracker::with(|tracker| listening::happened(tracker, what));
}

/// The answer to a request: its status, or 0 without one, and for how long the collector asked to wait.
#[wasm_bindgen]
pub fn answered(ticket: u32, status: u16, retry_after_s: f64) {
    tracker::with(|tracker| tracker.returned(ticket, send::outcome(status, retry_after_s)));
}
