//! The shops of all cases, and the line between their pages and the collector: each case has a shop and a tag at host
//! names of its own, so that nothing a browser keeps for one of them is there for the next.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use footfall_tests::{Asked, DEADLINE, Http, Listener, Page, Reply, now_ms, wait_within};
use serde_json::Value;

/// What the line does with a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Fault {
    #[default]
    None,
    /// It hands the batch on, and the answer is there no sooner than this.
    AnswerAfter(Duration),
    /// It answers this itself, with this Retry-After.
    Status(u16, Option<&'static str>),
    /// It takes the batch and never answers.
    Never,
    /// It hangs up.
    Gone,
    /// It hands the batch on, and hangs up instead of answering.
    StoredThenGone,
}

/// A request of the tracker's that came to the line.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    /// When it came, in ms since 1970.
    pub(crate) at_ms: i64,
    /// 0 when there was no answer.
    pub(crate) status: u16,
    /// The batch or the raw form; null for an image.
    pub(crate) body: Value,
    /// All that the browser sent: path, headers, body.
    pub(crate) bytes: String,
}

impl Sent {
    fn of(asked: &Asked) -> Self {
        Self {
            at_ms: now_ms(),
            status: 0,
            body: serde_json::from_slice(&asked.body).unwrap_or(Value::Null),
            bytes: format!("{} {:?} {}", asked.path, asked.headers, asked.text()),
        }
    }

    /// The names of its events.
    pub(crate) fn names(&self) -> Vec<String> {
        let events = self.body["events"].as_array().into_iter().flatten();
        events.filter_map(|event| event["name"].as_str()).map(str::to_owned).collect()
    }

    pub(crate) fn is_raw(&self) -> bool {
        self.body["calls"].is_array()
    }
}

/// What the line knows and does of one case.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    pages: Mutex<BTreeMap<String, (String, Option<String>)>>,
    /// For the next batches, one each; then the other.
    next: Mutex<VecDeque<Fault>>,
    always: Mutex<Fault>,
    /// Files that are not found there, and files that never come, by the ends of their paths.
    missing: Mutex<Option<&'static str>>,
    held: Mutex<Option<&'static str>>,
    sent: Mutex<Vec<Sent>>,
    errors: Mutex<Vec<String>>,
    said: Mutex<Vec<String>>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Traffic {
    /// Serves this page there from now on, under a policy when there is one.
    pub(crate) fn serve(&self, path: &str, html: String, policy: Option<String>) {
        held(&self.pages).insert(path.to_owned(), (html, policy));
    }

    pub(crate) fn next(&self, faults: &[Fault]) {
        held(&self.next).extend(faults);
    }

    pub(crate) fn always(&self, fault: Fault) {
        *held(&self.always) = fault;
    }

    pub(crate) fn lose(&self, ending: &'static str) {
        *held(&self.missing) = Some(ending);
    }

    pub(crate) fn hold(&self, ending: &'static str) {
        *held(&self.held) = Some(ending);
    }

    /// What was held comes now.
    pub(crate) fn release(&self) {
        *held(&self.held) = None;
    }

    pub(crate) fn sent(&self) -> Vec<Sent> {
        held(&self.sent).clone()
    }

    /// What `window.onerror` and `unhandledrejection` of its pages were told.
    pub(crate) fn errors(&self) -> Vec<String> {
        held(&self.errors).clone()
    }

    /// What its pages told the shop by themselves, at `/said`.
    pub(crate) fn said(&self) -> Vec<String> {
        held(&self.said).clone()
    }

    fn shop(&self, asked: &Asked) -> Reply {
        let path = asked.path.split('?').next().unwrap_or_default();
        let told = match path {
            "/errors" => Some(&self.errors),
            "/said" => Some(&self.said),
            _ => None,
        };
        if let Some(told) = told {
            held(told).push(asked.text());
            return Reply::Answer(Page::new(204, "text/plain", ""));
        }
        Reply::Answer(match held(&self.pages).get(path) {
            Some((html, policy)) => {
                let page = Page::new(200, "text/html; charset=utf-8", html.as_str());
                match policy {
                    Some(policy) => page.with("content-security-policy", policy),
                    None => page,
                }
            }
            None => Page::new(404, "text/plain", "no such page"),
        })
    }

    fn tag(&self, asked: &Asked, http: &Http, collector: &str) -> Reply {
        let path = asked.path.split('?').next().unwrap_or_default();
        let is = |files: &Mutex<Option<&str>>| held(files).is_some_and(|end| path.ends_with(end));
        let is_batch = asked.method == "POST" || path.ends_with("pixel.gif");
        let offline = *held(&self.always) == Fault::Gone;
        if !is_batch {
            // Long enough for every case, and no longer than its browser waits.
            let _released = wait_within(DEADLINE, || (!is(&self.held)).then_some(()));
            return match (offline, is(&self.missing)) {
                (true, _) => Reply::Gone,
                (_, true) => Reply::Answer(open(Page::new(404, "text/plain", "lost"))),
                _ => Reply::Answer(asked.hand_on(http, collector)),
            };
        }
        let fault = held(&self.next).pop_front().unwrap_or(*held(&self.always));
        // Before it is handed on: what is stored has been seen here.
        let place = {
            let mut sent = held(&self.sent);
            sent.push(Sent::of(asked));
            sent.len() - 1
        };
        let reply = suffer(fault, asked, http, collector);
        if let Reply::Answer(page) = &reply {
            held(&self.sent)[place].status = page.status;
        }
        reply
    }
}

/// What the fault makes of a batch.
fn suffer(fault: Fault, asked: &Asked, http: &Http, collector: &str) -> Reply {
    let arrived = Instant::now();
    match fault {
        Fault::None => Reply::Answer(asked.hand_on(http, collector)),
        Fault::AnswerAfter(least) => {
            let page = asked.hand_on(http, collector);
            // The one place where a time is what is asked for.
            let _over = wait_within(least.saturating_sub(arrived.elapsed()), || None::<()>);
            Reply::Answer(page)
        }
        Fault::Status(status, wait) => {
            let page = open(Page::new(status, "application/json", "{}"));
            Reply::Answer(match wait {
                Some(seconds) => page.with("retry-after", seconds),
                None => page,
            })
        }
        Fault::Never => Reply::Never,
        Fault::StoredThenGone => {
            let _stored = asked.hand_on(http, collector);
            Reply::Gone
        }
        Fault::Gone => Reply::Gone,
    }
}

/// As the collector answers: to whoever asks from another origin.
fn open(page: Page) -> Page {
    page.with("access-control-allow-origin", "*")
        .with("access-control-expose-headers", "retry-after")
}

type Cases = Arc<Mutex<BTreeMap<String, Arc<Traffic>>>>;

/// Both addresses.
pub(crate) struct Line {
    cases: Cases,
    shop: Listener,
    tag: Listener,
}

/// `shop-17.localhost:4711` → `17`. All names below `localhost` are this machine, to every browser.
fn case_of(asked: &Asked) -> String {
    let name = asked.header("host").split('.').next().unwrap_or_default();
    name.rsplit('-').next().unwrap_or_default().to_owned()
}

impl Line {
    pub(crate) fn open(collector: &str) -> Self {
        let cases = Cases::default();
        let of = |asked: &Asked, cases: &Cases| held(cases).get(&case_of(asked)).cloned();
        let shops = Arc::clone(&cases);
        let shop = Listener::open(move |asked| match of(asked, &shops) {
            Some(traffic) => traffic.shop(asked),
            None => Reply::Gone,
        });
        let (tags, http, url) = (Arc::clone(&cases), Http::default(), collector.to_owned());
        let tag = Listener::open(move |asked| match of(asked, &tags) {
            Some(traffic) => traffic.tag(asked, &http, &url),
            None => Reply::Gone,
        });
        Self { cases, shop, tag }
    }

    /// A case's traffic, the origin of its shop, and the origin of its tag.
    pub(crate) fn case(&self, number: &str) -> (Arc<Traffic>, String, String) {
        let traffic = Arc::<Traffic>::default();
        held(&self.cases).insert(number.to_owned(), Arc::clone(&traffic));
        let shop = format!("http://shop-{number}.localhost:{}", self.shop.port);
        (traffic, shop, format!("http://tag-{number}.localhost:{}", self.tag.port))
    }
}
