//! The network: the only file with a request in it.
//!
//! `text/plain` throughout: any other type would ask for a preflight, which dies with the page.

use footfall_protocol::limits::MAX_REQUEST_BYTES;
use gloo_net::http::Request;
use js_sys::Reflect;
use web_sys::{RequestCredentials, RequestInit};

/// What became of a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// On the collector's disk, or refused there by name.
    Done,
    /// Refused as a whole, for good: a copy would be refused too.
    Refused,
    /// Not now; the collector may have said for how long.
    Later { retry_after_ms: Option<i64> },
}

/// Sends while the page lives.
pub(crate) async fn fetch(endpoint: String, body: String) -> Outcome {
    // Browsers refuse a larger body with keepalive; without it, it is sent unless the page goes.
    let keepalive = body.len() <= MAX_REQUEST_BYTES;
    let Some(request) = request(&endpoint, &body, keepalive) else { return Outcome::Refused };
    let Ok(response) = Request::from(request).send().await else {
        return Outcome::Later { retry_after_ms: None };
    };
    match response.status() {
        200..300 => Outcome::Done,
        408 | 429 | 500.. => {
            let seconds =
                response.headers().get("retry-after").and_then(|text| text.parse::<i64>().ok());
            Outcome::Later { retry_after_ms: seconds.map(|seconds| seconds.clamp(0, 3600) * 1000) }
        }
        _ => Outcome::Refused,
    }
}

fn request(endpoint: &str, body: &str, keepalive: bool) -> Option<web_sys::Request> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_credentials(RequestCredentials::Omit);
    init.set_body(&body.into());
    // Neither web-sys nor gloo-net has a setter for it.
    Reflect::set(&init, &"keepalive".into(), &keepalive.into()).ok()?;
    web_sys::Request::new_with_str_and_init(endpoint, &init).ok()
}

/// Sends when the page goes. `false` when the browser did not take it: its quota is used up.
pub(crate) fn beacon(endpoint: &str, body: &str) -> bool {
    web_sys::window().is_some_and(|window| {
        window.navigator().send_beacon_with_opt_str(endpoint, Some(body)).unwrap_or(false)
    })
}
