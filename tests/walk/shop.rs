//! The demo shop as somebody else's: on an origin of its own, with the tag of a site of the collector's. The tag's
//! address is another origin still, which hands everything on to the collector and remembers what was sent.

use std::sync::{Arc, Mutex, PoisonError};

use footfall_tests::{Asked, Http, Listener, Reply};
use serde_json::Value;

/// What becomes of a batch.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// It reaches the collector.
    Open,
    /// It is taken and never answered.
    Hanging,
}

/// Serves until it is dropped.
pub(crate) struct TestShop {
    /// `http://127.0.0.1:PORT`, the shop's origin.
    pub(crate) origin: String,
    sent: Arc<Mutex<Vec<Value>>>,
    /// The shop's address, and the tag's unless that is a server's own.
    addresses: Vec<Listener>,
}

impl TestShop {
    /// The demo of `collector`; its tag is served, and its batches are handed on, at another origin.
    pub(crate) fn open(collector: &str, line: Line) -> Self {
        let sent = Arc::<Mutex<Vec<Value>>>::default();
        let (http, url, heard) = (Http::default(), collector.to_owned(), Arc::clone(&sent));
        let tag = Listener::open(move |asked| {
            if asked.method == "POST" {
                let batch = serde_json::from_slice(&asked.body).unwrap_or(Value::Null);
                heard.lock().unwrap_or_else(PoisonError::into_inner).push(batch);
                if line == Line::Hanging {
                    return Reply::Never;
                }
            }
            Reply::Answer(asked.hand_on(&http, &url))
        });
        let mut shop = Self::with_tag(collector, &format!("http://127.0.0.1:{}", tag.port));
        shop.sent = sent;
        shop.addresses.push(tag);
        shop
    }

    /// The demo of `collector`, with the tag of a server whose address is `tag`.
    pub(crate) fn with_tag(collector: &str, tag: &str) -> Self {
        let (http, url, tag) = (Http::default(), collector.to_owned(), tag.to_owned());
        let pages = Listener::open(move |asked| shown(asked, &http, &url, &tag));
        let origin = format!("http://127.0.0.1:{}", pages.port);
        Self { origin, sent: Arc::default(), addresses: vec![pages] }
    }

    pub(crate) fn page(&self, path: &str) -> String {
        format!("{}/demo/{path}", self.origin)
    }

    /// Whether batches come this way.
    pub(crate) fn sees_batches(&self) -> bool {
        self.addresses.len() > 1
    }

    /// The batches that were sent so far.
    pub(crate) fn sent(&self) -> Vec<Value> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A page of the demo as another shop would have it.
fn shown(asked: &Asked, http: &Http, collector: &str, tag: &str) -> Reply {
    // The whole page, to be changed.
    let mut asked = asked.clone();
    asked.headers.retain(|name, _| !["accept-encoding", "if-none-match"].contains(&&**name));
    let mut page = asked.hand_on(http, collector);
    if page.header("content-type").is_none_or(|kind| !kind.starts_with("text/html")) {
        return Reply::Answer(page);
    }
    let text = String::from_utf8_lossy(&page.body).replace(
        "src=\"/footfall.js\" data-site=\"demo\"",
        &format!("src=\"{tag}/footfall.js\" data-site=\"shop\""),
    );
    assert!(text.contains(tag), "the tag is not as it was: {text}");
    page.body = text.into_bytes();
    // As strict as a shop can be that runs the tracker from another origin.
    let policy = format!(
        "default-src 'none'; script-src 'self' {tag} 'wasm-unsafe-eval'; connect-src 'self' {tag}; style-src 'self'; img-src 'self'"
    );
    page.headers.retain(|(name, _)| name != "content-security-policy");
    Reply::Answer(page.with("content-security-policy", &policy))
}
