//! Rust's side of `guard.js`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/guard.js")]
extern "C" {
    #[wasm_bindgen(js_name = listen)]
    fn js_listen(target: &JsValue, event_type: &str, action: JsValue);
    #[wasm_bindgen(js_name = later)]
    fn js_later(action: JsValue, delay_ms: i32);
}

/// Calls `action` whenever `target` has such an event, for as long as the page lives.
pub(crate) fn listen(target: &JsValue, event_type: &str, action: impl FnMut() + 'static) {
    js_listen(target, event_type, Closure::new(action).into_js_value());
}

/// Calls `action` once.
pub(crate) fn later(delay_ms: i32, action: impl FnOnce() + 'static) {
    js_later(Closure::once_into_js(action), delay_ms);
}
