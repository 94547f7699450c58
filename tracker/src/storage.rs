//! Rust's side of `storage.js`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/storage.js")]
extern "C" {
    /// Empty where nothing can be stored.
    fn device(what: u8, page_load: &str, text: &str) -> String;
}

// The places in `storage.js`.
const VISITOR: u8 = 0;
const REMEMBER_VISITOR: u8 = 1;
const FORGET: u8 = 2;
const KEEP: u8 = 3;
const LEFT_BEHIND: u8 = 4;
const REMOVE: u8 = 5;

/// The id of a visitor who agreed earlier, or nothing.
pub(crate) fn visitor() -> String {
    device(VISITOR, "", "")
}

/// The visitor's id, drawn now if there is none; nothing where nothing can be stored.
pub(crate) fn remember_visitor() -> String {
    device(REMEMBER_VISITOR, "", "")
}

/// Takes everything of ours from the device.
pub(crate) fn forget() {
    device(FORGET, "", "");
}

/// Keeps what a page load has not sent yet, a body a line; nothing removes the entry.
pub(crate) fn keep(page_load: &str, text: &str) {
    device(KEEP, page_load, text);
}

/// What an earlier page load could not send, or nothing.
pub(crate) fn left_behind(page_load: &str) -> String {
    device(LEFT_BEHIND, page_load, "")
}

/// What [`left_behind`] found was sent.
pub(crate) fn remove() {
    device(REMOVE, "", "");
}
