//! Rust's side of `guard.js`.

use wasm_bindgen::prelude::*;
use web_sys::Request;

#[wasm_bindgen(module = "/src/guard.js")]
extern "C" {
    /// Begins to listen to the page. `exports`, this module as JavaScript knows it, is told what happens.
    pub(crate) fn connect(exports: &JsValue);
    /// Tells `what` happened once, in `delay_ms` or soon after.
    pub(crate) fn later(what: u8, delay_ms: i32);
    /// Calls the page's `fetch`, and tells what was answered to the request of that number; maybe before it returns.
    pub(crate) fn send(request: &Request, ticket: u32);
}
