//! The network: the only file with a request in it.
//!
//! `text/plain` throughout: any other type would ask for a preflight, which dies with the page.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

use gloo_net::http::Request;
use js_sys::Reflect;
use web_sys::RequestInit;

use crate::{guard, page};

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

/// Sends while the page lives; with `keepalive`, also on when it goes.
pub(crate) async fn fetch(endpoint: &str, body: &str, keepalive: bool) -> Outcome {
    let Some(request) = request(endpoint, body, keepalive) else { return Outcome::Refused };
    let Ok(response) = Request::from(request).send().await else {
        return Outcome::Later { retry_after_ms: None };
    };
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

fn request(endpoint: &str, body: &str, keepalive: bool) -> Option<web_sys::Request> {
    let init = RequestInit::new();
    // By name: there is no setter for keepalive, and each setter there is costs its own bridge.
    for (name, setting) in [("method", "POST"), ("credentials", "omit"), ("body", body)] {
        Reflect::set(&init, &name.into(), &setting.into()).ok()?;
    }
    Reflect::set(&init, &"keepalive".into(), &keepalive.into()).ok()?;
    web_sys::Request::new_with_str_and_init(endpoint, &init).ok()
}

/// Sends when the page goes. `false` when the browser did not take it: its quota is used up.
pub(crate) fn beacon(endpoint: &str, body: &str) -> bool {
    page::window().is_some_and(|window| {
        window.navigator().send_beacon_with_opt_str(endpoint, Some(body)).unwrap_or(false)
    })
}

type Running = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    static RUNNING: Cell<Vec<Running>> = const { Cell::new(Vec::new()) };
}

/// Runs a future to its end: it goes on with the timers, one tick after the promise that it waited for has answered.
///
/// Never in the promise's own callback: gloo-net panics when the page has put a `fetch` of its own in place that breaks
/// the rules, and there that would be an unhandled rejection of the page. The queue of tasks that wasm-bindgen-futures
/// keeps has the same fault, and would be an eighth of the Wasm.
pub(crate) fn run(future: impl Future<Output = ()> + 'static) {
    let mut running = RUNNING.with(Cell::take);
    running.push(Box::pin(future));
    RUNNING.with(|all| all.set(running));
    go_on();
}

pub(crate) fn go_on() {
    let waker = Waker::from(Arc::new(Resume));
    let mut context = Context::from_waker(&waker);
    // Out of their place while they run: what they do may begin another.
    let mut running = RUNNING.with(Cell::take);
    running.retain_mut(|future| future.as_mut().poll(&mut context).is_pending());
    running.append(&mut RUNNING.with(Cell::take));
    RUNNING.with(|all| all.set(running));
}

struct Resume;

impl Wake for Resume {
    fn wake(self: Arc<Self>) {
        guard::later(0);
    }
}
