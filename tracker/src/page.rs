//! What the document says about itself.

use footfall_protocol::{Page, scrub};
use js_sys::Reflect;
use wasm_bindgen::prelude::*;

/// The page as it is now: scrubbed here, before anything waits. Its `view` is set by whoever counts views.
pub(crate) fn current() -> Page {
    let mut removed = scrub::Removed::default();
    let url =
        web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    let referrer = document().map(|document| document.referrer()).unwrap_or_default();
    Page {
        view: 0,
        url: scrub::url(&url, &mut removed),
        title: title(),
        referrer: scrub::url(&referrer, &mut removed),
    }
}

/// Read when a batch leaves rather than when the page opens: many shops set it late.
pub(crate) fn title() -> String {
    let title = document().map(|document| document.title()).unwrap_or_default();
    scrub::text(&title, footfall_protocol::limits::MAX_TEXT_BYTES, &mut scrub::Removed::default())
}

pub(crate) fn is_visible() -> bool {
    document()
        .is_some_and(|document| document.visibility_state() != web_sys::VisibilityState::Hidden)
}

pub(crate) fn has_focus() -> bool {
    document().and_then(|document| document.has_focus().ok()).unwrap_or(false)
}

/// How much of the page has come into view so far, 0–100. Asks for layout: not to be called while the page opens.
pub(crate) fn scroll_percent() -> u8 {
    let measure = || {
        let window = web_sys::window()?;
        let bottom = window.scroll_y().ok()? + window.inner_height().ok()?.as_f64()?;
        let height = f64::from(window.document()?.document_element()?.scroll_height());
        (height > 0.0).then(|| (bottom / height * 100.0).clamp(0.0, 100.0) as u8)
    };
    measure().unwrap_or(0)
}

/// The browser's IANA time zone. The first call of `Intl` is expensive; it waits for the first batch.
pub(crate) fn time_zone() -> Option<String> {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string()
}

/// 32 hex digits: 12 of the time, 20 random.
pub(crate) fn random_id(now_ms: i64) -> String {
    let mut random = [0u8; 10];
    let filled = web_sys::window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut random).is_ok());
    if !filled {
        random.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    let time = (now_ms as u64).to_be_bytes();
    let mut id = String::with_capacity(32);
    for byte in time[2..].iter().chain(&random) {
        for digit in [byte >> 4, byte & 15] {
            id.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
    }
    id
}

pub(crate) fn document() -> Option<web_sys::Document> {
    web_sys::window().and_then(|window| window.document())
}

/// The targets of events, as what `guard::listen` takes.
pub(crate) fn window_value() -> JsValue {
    web_sys::window().into()
}
