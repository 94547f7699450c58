//! A collector for all trackers: takes what they send, counts each event by its marker, and fails when it is told to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use footfall_tests::{Asked, Http, Listener, Page, Reply, Server};
use serde_json::Value;

/// How requests are treated.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Mood {
    #[default]
    Fine,
    /// So many are answered 503.
    Refuses(u32),
    RefusesUntil(Instant),
}

#[derive(Debug, Default)]
pub(crate) struct Tally {
    mood: Mood,
    /// How often each marker was acknowledged.
    markers: BTreeMap<String, u32>,
    /// Footfall's events that were acknowledged: page load and number.
    numbers: BTreeSet<(String, u64)>,
    pub(crate) requests: u32,
    pub(crate) body_bytes: usize,
}

pub(crate) struct Counting {
    listener: Listener,
    tally: Arc<Mutex<Tally>>,
    /// The footfall whose tag is handed on.
    _server: Server,
}

fn locked(tally: &Mutex<Tally>) -> MutexGuard<'_, Tally> {
    tally.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Counting {
    pub(crate) fn open() -> Self {
        let server = Server::start();
        let tally = Arc::<Mutex<Tally>>::default();
        let (counted, url, http) = (Arc::clone(&tally), server.url.clone(), Http::default());
        let listener = Listener::open(move |asked| {
            Reply::Answer(across(
                asked,
                match &*asked.method {
                    "POST" => received(asked, &mut locked(&counted)),
                    "OPTIONS" => Page::new(204, "text/plain", ""),
                    _ if asked.path.starts_with("/footfall") => asked.hand_on(&http, &url),
                    // Settings that a rival asks for: none.
                    _ => Page::new(200, "application/json", "{}"),
                },
            ))
        });
        Self { listener, tally, _server: server }
    }

    pub(crate) fn url(&self) -> String {
        // Another origin than the pages', as a collector is.
        format!("http://127.0.0.1:{}", self.listener.port)
    }

    pub(crate) fn tally(&self) -> MutexGuard<'_, Tally> {
        locked(&self.tally)
    }

    /// Begins to count anew.
    pub(crate) fn begin(&self, mood: Mood) {
        *self.tally() = Tally { mood, ..Tally::default() };
    }
}

impl Tally {
    /// Events of a trial that were acknowledged, and how often any of them was once more.
    pub(crate) fn of_trial(&self, trial: u32) -> (u32, u32) {
        let beginning = format!("m{trial}e");
        let of_it = self.markers.iter().filter(|(marker, _)| marker.starts_with(&beginning));
        of_it.fold((0, 0), |(arrived, again), (_, count)| (arrived + 1, again + count - 1))
    }
}

fn received(asked: &Asked, tally: &mut Tally) -> Page {
    tally.requests += 1;
    tally.body_bytes += asked.body.len();
    let refuses = match &mut tally.mood {
        Mood::Fine | Mood::Refuses(0) => false,
        Mood::Refuses(more) => {
            *more -= 1;
            true
        }
        Mood::RefusesUntil(end) => Instant::now() < *end,
    };
    if refuses {
        return Page::new(503, "text/plain", "not now");
    }
    let text = asked.text();
    let text = if asked.path.starts_with("/v1/events") { first_copies(&text, tally) } else { text };
    for marker in markers(&text) {
        *tally.markers.entry(marker).or_default() += 1;
    }
    // What each of them takes for success.
    match &*asked.path {
        path if path.starts_with("/v1/events") => {
            Page::new(200, "application/json", r#"{"accepted":1,"refused":[]}"#)
        }
        path if path.starts_with("/api/event") => Page::new(202, "text/plain", "ok"),
        path if path.starts_with("/track") => {
            Page::new(200, "application/json", r#"{"deviceId":"d","sessionId":"s"}"#)
        }
        _ => Page::new(200, "application/json", r#"{"status":1,"result":"Success"}"#),
    }
}

/// What of a batch is no copy. Footfall's collector knows an event by its page load and number however often it arrives
/// (`tests/once/copies.rs`), so a copy counts no more here than there.
fn first_copies(body: &str, tally: &mut Tally) -> String {
    let batch: Value = serde_json::from_str(body).unwrap_or_default();
    let load = batch["page_load"].as_str().unwrap_or_default();
    let first_n = batch["first_n"].as_u64().unwrap_or(0);
    let calls = batch["calls"].as_array().into_iter().flatten();
    let calls = calls.zip(first_n..).map(|(call, n)| (n, call));
    let events = batch["events"].as_array().into_iter().flatten();
    let events = events.map(|event| (event["n"].as_u64().unwrap_or(0), event));
    let firsts = calls.chain(events).filter(|(n, _)| tally.numbers.insert((load.to_owned(), *n)));
    firsts.map(|(_, event)| event.to_string()).collect()
}

/// `m12e7z`: event 7 of trial 12. In JSON, in JSON in a form, or in base64 in a form.
fn markers(body: &str) -> Vec<String> {
    let body =
        body.replace("%22", "\"").replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    let inner = body.strip_prefix("data=").map(|text| text.split('&').next().unwrap_or_default());
    let body = inner.and_then(from_base64).unwrap_or(body);
    let words = body.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|word| is_marker(word)).map(str::to_owned).collect()
}

fn from_base64(text: &str) -> Option<String> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let digit = DIGITS.iter().position(|digit| *digit == byte)?;
        bits = bits << 6 | digit as u32;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn is_marker(word: &str) -> bool {
    let numbers = word.strip_prefix('m').and_then(|rest| rest.strip_suffix('z'));
    let numbers = numbers.and_then(|rest| rest.split_once('e'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    numbers.is_some_and(|(trial, event)| is_number(trial) && is_number(event))
}

/// Any page may ask, with credentials, too: some rivals send them.
fn across(asked: &Asked, mut page: Page) -> Page {
    // Each load is a first one.
    let own = |name: &str| name.starts_with("access-control-") || name == "cache-control";
    page.headers.retain(|(name, _)| !own(name));
    let page = page.with("cache-control", "no-store");
    let origin = asked.header("origin");
    if origin.is_empty() {
        return page;
    }
    page.with("access-control-allow-origin", origin)
        .with("access-control-allow-credentials", "true")
        .with("access-control-allow-headers", asked.header("access-control-request-headers"))
        .with("access-control-allow-methods", "GET, POST, OPTIONS")
        .with("access-control-expose-headers", "retry-after")
}
