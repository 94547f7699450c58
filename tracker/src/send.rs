//! The network: the only file with a request in it.
//!
//! `text/plain` throughout: any other type would ask for a preflight, which dies with the page.
//!
//! gloo-net reads the answers; its `send` is not used, because it panics when the page has put a `fetch` of its own in
//! place that breaks the rules, and is 2.6 kB of the Wasm. `guard.js` calls `fetch` instead.

use gloo_net::http::Response;
use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::{Request, RequestInit};

use crate::page;

#[wasm_bindgen(module = "/src/guard.js")]
extern "C" {
    /// Calls the page's `fetch`, and tells what was answered to the request of that number; maybe before it returns.
    fn send(request: &Request, ticket: u32);
}

/// Browsers that can't say for how long to wait, and collectors that say nonsense: at most an hour.
const MAX_RETRY_AFTER_S: u32 = 3_600;

/// What became of a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// On the collector's disk, or refused there by name.
    Done,
    /// Refused as a whole, for good: a copy would be refused too.
    Refused,
    /// Not now; the collector may have said for how long.
    Later { retry_after_ms: Option<u32> },
}

/// Sends while the page lives; with `keepalive`, also on when it goes. The answer comes under the number of the ticket.
/// `false` when there can't be a request.
pub(crate) fn fetch(endpoint: &str, body: &str, keepalive: bool, ticket: u32) -> bool {
    let request = request(endpoint, body, keepalive);
    request.inspect(|request| send(request, ticket)).is_some()
}

/// What an answer means; `None` is none.
pub(crate) fn outcome(response: Option<Response>) -> Outcome {
    let Some(response) = response else { return Outcome::Later { retry_after_ms: None } };
    match response.status() {
        200..300 => Outcome::Done,
        // 0: no answer at all.
        0 | 408 | 429 | 500.. => {
            let seconds =
                response.headers().get("retry-after").and_then(|text| text.parse::<u32>().ok());
            let retry_after_ms = seconds.map(|seconds| seconds.min(MAX_RETRY_AFTER_S) * 1_000);
            Outcome::Later { retry_after_ms }
        }
        _ => Outcome::Refused,
    }
}

fn request(endpoint: &str, body: &str, keepalive: bool) -> Option<Request> {
    let init = RequestInit::new();
    // By name: there is no setter for keepalive, and each setter there is costs its own bridge.
    for (name, setting) in [("method", "POST"), ("credentials", "omit"), ("body", body)] {
        Reflect::set(&init, &name.into(), &setting.into()).ok()?;
    }
    Reflect::set(&init, &"keepalive".into(), &keepalive.into()).ok()?;
    Request::new_with_str_and_init(endpoint, &init).ok()
}

/// Sends when the page goes. `false` when the browser did not take it: its quota is used up.
pub(crate) fn beacon(endpoint: &str, body: &str) -> bool {
    page::window().is_some_and(|window| {
        window.navigator().send_beacon_with_opt_str(endpoint, Some(body)).unwrap_or(false)
    })
}
