//! Rust's side of `guard.js`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/guard.js")]
extern "C" {
    /// Begins to listen to the page. `exports`, this module as JavaScript knows it, is told what happens.
    pub(crate) fn connect(exports: &JsValue);
    /// Tells `what` happened once, in `delay_ms` or soon after.
    pub(crate) fn later(what: u8, delay_ms: i32);
}
