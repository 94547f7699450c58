//! Rust's side of `guard.js`.
//!
//! Actions are plain functions: each type of closure would cost its own bridge in the Wasm.

use wasm_bindgen::prelude::*;
use web_sys::{EventTarget, Request, Response};

#[wasm_bindgen(module = "/src/guard.js")]
extern "C" {
    #[wasm_bindgen(js_name = listen)]
    fn js_listen(target: &EventTarget, event_type: &str, action: JsValue);
    #[wasm_bindgen(js_name = send)]
    fn js_send(request: &Request, done: JsValue);
    #[wasm_bindgen(js_name = onTimer)]
    fn js_on_timer(action: JsValue);
    /// Lets the timers' action run once, in `delay_ms` or soon after.
    pub(crate) fn later(delay_ms: i32);
}

/// Calls `action` whenever `target` has such an event, for as long as the page lives.
pub(crate) fn listen(target: &EventTarget, event_type: &str, action: fn()) {
    js_listen(target, event_type, forever(action));
}

/// Calls the page's `fetch`, whatever the page has made of it; `None` when no answer came of it.
pub(crate) fn fetch(request: &Request, done: impl FnOnce(Option<Response>) + 'static) {
    js_send(request, Closure::once_into_js(done));
}

/// Says what timers do.
pub(crate) fn on_timer(action: fn()) {
    js_on_timer(forever(action));
}

fn forever(action: fn()) -> JsValue {
    Closure::<dyn FnMut()>::new(action).into_js_value()
}
