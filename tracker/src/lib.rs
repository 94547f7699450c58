//! The tracker's JavaScript surface, and the one state behind it.
//!
//! The way of one call: `loader.js` (kept in order, with its time) → [`take`] → [`say`] → `protocol` (believed,
//! scrubbed) → [`queue`] → [`send`].
//!
//! Nothing here panics on what a page does: what was said is read completely (and may run the page's getters) before
//! the state is borrowed, and every borrow is tried.

mod clock;
mod engagement;
mod guard;
mod leaving;
mod listening;
mod page;
mod queue;
mod said;
mod send;
mod tracker;

use footfall_protocol::{Raw, ga4};
use wasm_bindgen::prelude::*;

/// std's own is a fifth of the Wasm.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Begins to measure: this module as JavaScript knows it, the page's window, `site` as in the tag, the URL of the batch,
/// and how many calls the loader let go.
#[wasm_bindgen]
pub fn start(
    exports: &JsValue,
    window: web_sys::Window,
    site: String,
    endpoint: String,
    passed: u32,
) {
    tracker::start(window, site, endpoint, passed);
    guard::connect(exports);
}

/// Something happened in the page that was listened for, or a timer fired.
#[wasm_bindgen]
pub fn happened(what: u8) {
    listening::happened(what);
}

/// The answer to a request, or none.
#[wasm_bindgen]
pub fn answered(ticket: u32, response: Option<web_sys::Response>) {
    leaving::returned(ticket, send::outcome(response.map(Into::into)));
}

/// Takes one call, in the order in which it was made: its kind, when (ms since 1970), and its arguments.
#[wasm_bindgen]
pub fn take(kind: &str, at_ms: f64, arguments: &JsValue) {
    let at_ms = at_ms as i64;
    match kind {
        "layer" => {
            let entry = said::layer_entry(arguments);
            let event = match &entry {
                Raw::List(arguments) => ga4::gtag_event(arguments),
                entry => ga4::layer_event(entry),
            };
            if let Some((name, params)) = event {
                tracker::with(|tracker| tracker.track(at_ms, name, &params));
            }
        }
        "track" => {
            let arguments = said::value(arguments);
            let mut arguments = arguments.list().unwrap_or_default().iter();
            let name = arguments.next().and_then(Raw::text).unwrap_or_default();
            let params = arguments.next().filter(|params| matches!(params, Raw::Map(_)));
            tracker::with(|tracker| tracker.track(at_ms, name, params.unwrap_or(Raw::EMPTY)));
        }
        "page" => {
            let page = page::current();
            tracker::with(|tracker| tracker.view(at_ms, page));
        }
        "consent" => {
            let arguments = said::value(arguments);
            let denied =
                arguments.list().and_then(<[Raw]>::first).and_then(Raw::text) == Some("denied");
            tracker::with(|tracker| tracker.consent(denied));
        }
        _ => {}
    }
}
