//! What the document says about itself.

use std::cell::OnceCell;

use footfall_protocol::{Page, limits, scrub};
use js_sys::Reflect;
use web_sys::{Document, Window};

thread_local! {
    // Handed over rather than looked up: web-sys would search four globals for it.
    static WINDOW: OnceCell<Window> = const { OnceCell::new() };
}

/// Says which window everything is about; only the first one counts.
pub(crate) fn open(window: Window) -> Window {
    WINDOW.with(|opened| opened.get_or_init(|| window).clone())
}

pub(crate) fn window() -> Option<Window> {
    WINDOW.with(|opened| opened.get().cloned())
}

pub(crate) fn document() -> Option<Document> {
    window()?.document()
}

/// The page as it is now: scrubbed here, before anything waits. Its `view` is set by whoever counts views.
pub(crate) fn current() -> Page {
    let scrubbed =
        |url: Option<String>| scrub::url(&url.unwrap_or_default(), &mut scrub::Removed::default());
    Page {
        view: 0,
        url: scrubbed(window().and_then(|window| window.location().href().ok())),
        title: title(),
        referrer: scrubbed(document().map(|document| document.referrer())),
    }
}

/// Read when a batch leaves rather than when the page opens: many shops set it late.
pub(crate) fn title() -> String {
    let title = document().map(|document| document.title()).unwrap_or_default();
    scrub::text(&title, limits::MAX_TEXT_BYTES, &mut scrub::Removed::default())
}

pub(crate) fn is_visible() -> bool {
    document().is_some_and(|document| !document.hidden())
}

pub(crate) fn has_focus() -> bool {
    document().is_some_and(|document| document.has_focus().unwrap_or(false))
}

/// How much of the page has come into view so far, 0–100. Asks for layout: not to be called while the page opens, nor
/// for every event.
pub(crate) fn scroll_percent() -> u8 {
    let measure = || {
        let window = window()?;
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
    let filled = window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut random).is_ok());
    if !filled {
        random.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    let time = now_ms.to_be_bytes().into_iter().skip(2);
    let digits = time.chain(random).flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}
