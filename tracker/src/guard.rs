//! Rust's side of `guard.js`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/guard.js")]
extern "C" {
    /// Tells `what` happened once, in `delay_ms` or soon after.
    pub(crate) fn later(what: u8, delay_ms: i32);
    /// Calls the page's `fetch`, and tells what was answered to the request of that number.
    pub(crate) fn send(endpoint: &str, body: &str, ticket: u32);
}
