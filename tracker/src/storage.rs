//! Rust's side of `storage.js`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/storage.js")]
extern "C" {
    /// The id of a visitor who agreed earlier, or nothing.
    pub(crate) fn visitor() -> String;
    /// The visitor's id, drawn now if there is none; nothing where nothing can be stored.
    #[wasm_bindgen(js_name = rememberVisitor)]
    pub(crate) fn remember_visitor() -> String;
    /// Takes everything of ours from the device.
    pub(crate) fn forget();
    /// Keeps what a page load has not sent yet, a body a line; nothing removes the entry.
    pub(crate) fn keep(page_load: &str, text: &str);
    /// What an earlier page load could not send, or nothing.
    #[wasm_bindgen(js_name = leftBehind)]
    pub(crate) fn left_behind(page_load: &str) -> String;
    /// What [`left_behind`] found was sent.
    pub(crate) fn remove();
}
