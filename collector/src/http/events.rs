//! `POST /v1/events`: the batch. A 2xx means that what it accepts is on disk.

use std::borrow::Cow;
use std::sync::Arc;

use std::time::Instant;

use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use footfall_protocol::{ParsedBatch, Refusal};
use serde_json::{Value, json};

use super::not_stored::NotStored;
use super::{Server, client};
use crate::collector::{Collector, now_ms};
use crate::ingest::{Arrival, Bot, Device, Standing, believe, believe_at};
use crate::site::Site;

/// Called across origins, without credentials: any page may ask, the site's origins decide.
fn answer(status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header(("access-control-allow-origin", "*"))
        .insert_header(("access-control-expose-headers", "retry-after"))
        .insert_header(("cache-control", "no-store"));
    response
}

pub(super) async fn preflight() -> HttpResponse {
    answer(StatusCode::NO_CONTENT)
        .insert_header(("access-control-allow-methods", "POST"))
        .insert_header(("access-control-allow-headers", "content-type"))
        .insert_header(("access-control-max-age", "86400"))
        .finish()
}

pub(super) async fn wrong_method() -> HttpResponse {
    let refused = Refused::new(
        None,
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "it must be a POST",
    );
    refused.answer()
}

/// Why nothing of a request is taken: what is counted, and what is answered.
pub(super) struct Refused {
    site: Option<Arc<Site>>,
    pub(super) status: StatusCode,
    code: &'static str,
    field: Cow<'static, str>,
    words: &'static str,
}

impl Refused {
    pub(super) fn new(
        site: Option<Arc<Site>>,
        status: StatusCode,
        code: &'static str,
        words: &'static str,
    ) -> Self {
        Self { site, status, code, field: Cow::Borrowed(""), words }
    }

    /// The same, counted at a site.
    pub(super) fn at(self, site: Arc<Site>) -> Self {
        Self { site: Some(site), ..self }
    }

    pub(super) fn count(&self, collector: &Collector, received_at_ms: i64) {
        collector.count_drop(self.site.as_deref(), received_at_ms, self.code);
    }

    fn answer(self) -> HttpResponse {
        let message = format!("the batch was refused: {}", self.words);
        let mut error = json!({ "code": self.code, "message": message });
        if !self.field.is_empty() {
            error["field"] = json!(self.field);
        }
        answer(self.status).json(json!({ "error": error }))
    }
}

impl From<Refusal> for Refused {
    fn from(Refusal { reason, field }: Refusal) -> Self {
        let bad = Self::new(None, StatusCode::BAD_REQUEST, reason.code(), reason.words());
        Self { field, ..bad }
    }
}

/// A batch of a known site, sent from where that site allows.
pub(super) struct Received {
    pub(super) site: Arc<Site>,
    pub(super) parsed: ParsedBatch,
    pub(super) bytes: usize,
    pub(super) at_ms: i64,
}

impl Received {
    /// `origin`: the page's; `None` is not a browser.
    pub(super) fn believe(
        collector: &Collector,
        body: &[u8],
        origin: Option<&str>,
        at_ms: i64,
    ) -> Result<Self, Refused> {
        let mut parsed = believe(body, at_ms)?;
        let Some(site) = collector.site(&parsed.batch.site) else {
            let words = "there is no such site here";
            let unknown = Refused::new(None, StatusCode::NOT_FOUND, "unknown_site", words);
            return Err(Refused { field: Cow::Borrowed("site"), ..unknown });
        };
        if let Some(origin) = origin
            && !site.origins.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin))
        {
            let words = "its page's origin is none of the site's";
            let status = StatusCode::FORBIDDEN;
            return Err(Refused::new(Some(site), status, "origin_not_allowed", words));
        }
        believe_at(&site, &mut parsed);
        Ok(Self { site, parsed, bytes: body.len(), at_ms })
    }

    fn of_request(
        server: &Server,
        request: &HttpRequest,
        body: Result<Bytes, actix_web::Error>,
    ) -> Result<Self, Refused> {
        let body = body.map_err(|error| match error.as_error() {
            Some(PayloadError::Overflow) => {
                let words = "its body is too large";
                Refused::new(None, StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", words)
            }
            _ => {
                let words = "its body did not arrive";
                Refused::new(None, StatusCode::BAD_REQUEST, "unreadable", words)
            }
        })?;
        Self::believe(&server.collector, &body, client::origin(request), now_ms())
    }

    /// Whether there is anything to thank for: calls that make no event are none that were refused.
    fn status(&self) -> StatusCode {
        if self.parsed.batch.events.is_empty() && !self.parsed.refused.is_empty() {
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::OK
        }
    }

    /// Returns once it is on disk, or why it is not. Every way in ends here: who sends too much, fetches ahead or is a
    /// bot is told apart nowhere else.
    pub(super) async fn store(
        self,
        server: &Server,
        request: &HttpRequest,
    ) -> Result<(), NotStored> {
        let Self { site, parsed, bytes, at_ms } = self;
        let collector = &server.collector;
        if client::is_prefetch(request) {
            collector.count_drop(Some(&site), at_ms, "prefetch");
            return Err(NotStored::Prefetched);
        }
        let ip = client::ip(request, &server.trusted_proxies);
        let agent = client::user_agent(request);
        let Ok(visitor) = collector.visitors.hashes(at_ms, &site.key, ip, agent) else {
            tracing::error!("the salts can't be kept");
            return Err(NotStored::Unavailable);
        };
        // By what is not of the sender's choosing: not by the id that a browser keeps.
        if let Err(limited) = collector.rates.take(site.id, visitor.today, Instant::now()) {
            collector.count_drop(Some(&site), at_ms, "rate_limited");
            return Err(NotStored::RateLimited(limited));
        }
        let id = parsed.batch.visitor.filter(|_| !client::wants_privacy(request));
        let visitor = visitor.known_by(&site.key, id);
        let device = Device::of(agent);
        let mut arrival = Arrival::new(
            Arc::clone(&site),
            at_ms,
            visitor,
            device,
            parsed,
            bytes,
            &collector.customers,
        );
        collector.signing.check(&mut arrival);
        if let Some(bot) = bot(server, request, &site) {
            arrival.standing = Standing::SetAside { bot: bot.name.to_owned() };
        }
        let Ok(stored) = collector.queue.store(arrival) else {
            collector.count_drop(Some(&site), at_ms, "queue_full");
            return Err(NotStored::Unavailable);
        };
        stored.await.unwrap_or(Err(())).map_err(|()| NotStored::Unavailable)
    }
}

/// The bot that sends it, unless its site counts that one, or the page is on this very machine: who opens that, with
/// whatever browser, is its developer.
fn bot(server: &Server, request: &HttpRequest, site: &Site) -> Option<&'static Bot> {
    let bot = server.bots.find(client::user_agent(request))?;
    let page = client::origin(request).or_else(|| client::referer(request)).unwrap_or_default();
    let counted =
        client::is_loopback(client::authority(page)) || server.collector.counts_bot(site, bot.name);
    (!counted).then_some(bot)
}

pub(super) async fn receive(
    request: HttpRequest,
    server: Data<Server>,
    body: Result<Bytes, actix_web::Error>,
) -> HttpResponse {
    let received = match Received::of_request(&server, &request, body) {
        Ok(received) => received,
        Err(refused) => {
            refused.count(&server.collector, now_ms());
            return refused.answer();
        }
    };
    let (status, outcome) = (received.status(), outcome_json(&received.parsed, code_json));
    match received.store(&server, &request).await {
        Ok(()) => answer(status).content_type("application/json").body(outcome),
        Err(NotStored::Prefetched) => {
            answer(StatusCode::OK).json(json!({ "accepted": 0, "refused": [] }))
        }
        Err(not_stored) => refusal(&not_stored),
    }
}

/// `POST /v1/events/check`: what the batch would be answered, in words as well. Nothing is stored, and nothing counted.
pub(super) async fn check(
    request: HttpRequest,
    server: Data<Server>,
    body: Result<Bytes, actix_web::Error>,
) -> HttpResponse {
    match Received::of_request(&server, &request, body) {
        Ok(received) => answer(received.status())
            .content_type("application/json")
            .body(outcome_json(&received.parsed, words_json)),
        Err(refused) => refused.answer(),
    }
}

pub(super) fn refusal(not_stored: &NotStored) -> HttpResponse {
    let (code, message) = not_stored.words();
    let mut response = answer(not_stored.status());
    response.insert_header((RETRY_AFTER, not_stored.retry_after_s()));
    response.json(json!({ "error": { "code": code, "message": message } }))
}

fn outcome_json(parsed: &ParsedBatch, refusal_json: fn(usize, &Refusal) -> Value) -> String {
    if parsed.refused.is_empty() {
        return format!("{{\"accepted\":{},\"refused\":[]}}", parsed.batch.events.len());
    }
    let refused: Value =
        parsed.refused.iter().map(|(index, refusal)| refusal_json(*index, refusal)).collect();
    format!("{{\"accepted\":{},\"refused\":{refused}}}", parsed.batch.events.len())
}

pub(super) fn code_json(index: usize, Refusal { reason, field }: &Refusal) -> Value {
    json!({ "index": index, "code": reason.code(), "field": field })
}

fn words_json(index: usize, refusal: &Refusal) -> Value {
    let mut words = code_json(index, refusal);
    words["message"] = json!(format!("{}: {}", refusal.field, refusal.reason.words()));
    words
}
