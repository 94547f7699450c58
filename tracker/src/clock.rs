//! The two clocks of a page: the wall's, which may be wrong and jump, and the monotonic one.

/// Milliseconds since 1970.
pub(crate) fn wall_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// Milliseconds since the page began to load; never goes back.
pub(crate) fn monotonic_ms() -> f64 {
    crate::page::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.now())
}
