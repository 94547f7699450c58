//! The demo shop as somebody else's: on an origin of its own, with the tag of a site of the collector's. The tag's
//! address is another origin still, which hands everything on to the collector and remembers what was sent.

use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::dev::ServerHandle;
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use footfall_tests::{Http, must};
use serde_json::Value;

/// What becomes of a batch.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// It reaches the collector.
    Open,
    /// It is taken and never answered.
    Hanging,
}

struct Way {
    http: Http,
    /// Where pages and the tracker come from.
    collector: String,
    tag: Mutex<String>,
    line: Line,
    sent: Mutex<Vec<Value>>,
}

/// Serves until it is dropped.
pub(crate) struct TestShop {
    /// `http://127.0.0.1:PORT`, the shop's origin.
    pub(crate) origin: String,
    way: Arc<Way>,
    handle: ServerHandle,
    tag_is_own: bool,
}

impl TestShop {
    /// The demo of `collector`; its tag is served, and its batches are handed on, at another origin.
    pub(crate) fn open(collector: &str, line: Line) -> Self {
        Self::start(collector, None, line)
    }

    /// The demo of `collector`, with the tag of a server whose address is `tag`.
    pub(crate) fn with_tag(collector: &str, tag: &str) -> Self {
        Self::start(collector, Some(tag), Line::Open)
    }

    fn start(collector: &str, tag: Option<&str>, line: Line) -> Self {
        let way = Arc::new(Way {
            http: Http::default(),
            collector: collector.to_owned(),
            tag: Mutex::default(),
            line,
            sent: Mutex::default(),
        });
        let (started, running) = channel();
        let shared = Data::from(Arc::clone(&way));
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let app = move || {
                    App::new()
                        .app_data(Data::clone(&shared))
                        .app_data(web::PayloadConfig::new(1 << 20))
                        .default_service(web::to(hand_on))
                };
                let server = must(
                    HttpServer::new(app).workers(2).disable_signals().bind(("127.0.0.1", 0)),
                    "the shop",
                );
                let server = must(server.bind(("127.0.0.1", 0)), "the tag's address");
                let origins: Vec<String> =
                    server.addrs().iter().map(|address| format!("http://{address}")).collect();
                let running = server.run();
                must(started.send((origins, running.handle())), "the test");
                must(running.await, "the shop");
            });
        });
        let (origins, handle) = must(running.recv(), "the shop");
        let tag_is_own = tag.is_none();
        let tag = tag.map_or_else(|| origins[1].clone(), str::to_owned);
        *way.tag.lock().unwrap_or_else(PoisonError::into_inner) = tag;
        Self { origin: origins[0].clone(), way, handle, tag_is_own }
    }

    pub(crate) fn page(&self, path: &str) -> String {
        format!("{}/demo/{path}", self.origin)
    }

    /// Whether batches come this way.
    pub(crate) fn sees_batches(&self) -> bool {
        self.tag_is_own
    }

    /// The batches that were sent so far.
    pub(crate) fn sent(&self) -> Vec<Value> {
        self.way.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for TestShop {
    fn drop(&mut self) {
        // It ends on its own thread; nobody waits for requests that hang.
        drop(self.handle.stop(false));
    }
}

async fn hand_on(request: HttpRequest, way: Data<Way>, body: Bytes) -> HttpResponse {
    if request.method() == actix_web::http::Method::POST {
        let batch = serde_json::from_slice(&body).unwrap_or(Value::Null);
        way.sent.lock().unwrap_or_else(PoisonError::into_inner).push(batch);
        if way.line == Line::Hanging {
            std::future::pending::<()>().await;
        }
    }
    let tag = way.tag.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let asked = (request.method().to_string(), request.uri().to_string());
    let headers: Vec<(String, String)> = ["origin", "user-agent", "content-type"]
        .iter()
        .filter_map(|name| {
            Some(((*name).to_owned(), request.headers().get(*name)?.to_str().ok()?.to_owned()))
        })
        .collect();
    let answer = web::block(move || {
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        let body = String::from_utf8_lossy(&body);
        let body = Some(&*body).filter(|_| asked.0 == "POST");
        way.http.try_fetch(&asked.0, &format!("{}{}", way.collector, asked.1), &headers, body)
    });
    let (answer, bytes) = match answer.await {
        Ok(Ok(fetched)) => fetched,
        failed => return HttpResponse::BadGateway().body(format!("{:?}", failed.map(|_| ()))),
    };
    let mut response = HttpResponse::build(must(answer.status.try_into(), "a status"));
    for name in [
        "content-type",
        "access-control-allow-origin",
        "access-control-expose-headers",
        "cross-origin-resource-policy",
        "retry-after",
        "cache-control",
        "etag",
    ] {
        answer.header(name).map(|value| response.insert_header((name, value)));
    }
    if answer.header("content-type").is_none_or(|kind| !kind.starts_with("text/html")) {
        return response.body(bytes);
    }
    // As strict as a shop can be that runs the tracker from another origin.
    let policy = format!(
        "default-src 'none'; script-src 'self' {tag} 'wasm-unsafe-eval'; connect-src 'self' {tag}; style-src 'self'; img-src 'self'"
    );
    let page = String::from_utf8_lossy(&bytes);
    let page = page.replace(
        "src=\"/footfall.js\" data-site=\"demo\"",
        &format!("src=\"{tag}/footfall.js\" data-site=\"shop\""),
    );
    assert!(page.contains(&tag), "the tag is not as it was: {page}");
    response.insert_header(("content-security-policy", policy)).body(page)
}
