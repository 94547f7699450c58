//! The two clocks of a page: the wall's, which may be wrong and jump, and the monotonic one.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds since the page began to load; never goes back.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(crate) fn monotonic_ms() -> f64;
}

/// Milliseconds since 1970.
pub(crate) fn wall_ms() -> i64 {
    js_sys::Date::now() as i64
}
