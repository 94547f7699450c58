//! The two clocks of a page: the wall's, which may be wrong and jump, and the monotonic one.

use wasm_bindgen::prelude::*;

// Three functions rather than a crate: js-sys leaves texts of its own behind in the Wasm.
#[wasm_bindgen]
extern "C" {
    /// Milliseconds since the page began to load; never goes back.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(crate) fn monotonic_ms() -> f64;
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;
    /// From 0 to 1: for times that are to differ between tabs, and for nothing else.
    #[wasm_bindgen(js_namespace = Math)]
    pub(crate) fn random() -> f64;
}

/// Milliseconds since 1970.
pub(crate) fn wall_ms() -> i64 {
    date_now() as i64
}
