//! `POST /v1/events`: the batch. A 2xx means that what it accepts is on disk.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use actix_web::guard::fn_guard;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_TYPE,
    HeaderName, HeaderValue, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, Route};
use footfall_protocol::limits::MAX_BODY_BYTES;
use footfall_protocol::{ParsedBatch, Refusal};
use serde_json::{Value, json};

use super::body::{Body, MaxBytes, NoBody};
use super::not_stored::{NotStored, Storing, stored};
use super::refused::Refused;
use super::{Server, client};
use crate::collector::{Collector, now_ms};
use crate::config::EVENTS_PATH;
use crate::ingest::{
    Arrival, Bot, Device, Dialect, Source, Standing, VisitorHashes, believe_at, believe_spoken,
};
use crate::metrics::BATCH;
use crate::site::Site;

/// Under its usual path, which tags that are out there know, and under the one of the settings.
pub(super) fn routes(config: &mut ServiceConfig, renamed: &str) {
    let mut paths = vec![EVENTS_PATH, renamed];
    paths.dedup();
    for path in paths {
        let resource = |path: &str, post: Route| {
            web::resource(path)
                .app_data(MaxBytes(MAX_BODY_BYTES))
                .route(post)
                .route(of(Method::OPTIONS).to(preflight))
                .default_service(web::to(wrong_method))
        };
        config.service(resource(path, of(Method::POST).to(receive)));
        config.service(resource(&format!("{path}/check"), of(Method::POST).to(check)));
    }
}

/// A method's route. actix's own guards note each method they see, for an answer that is made here: half a dozen
/// allocations of each request.
fn of(method: Method) -> Route {
    web::route().guard(fn_guard(move |context| context.head().method == method))
}

/// Of every answer: nothing of them is copied.
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after")),
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
];
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Called across origins, without credentials: any page may ask, the site's origins decide.
fn answer(status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    for header in HEADERS {
        response.insert_header(header);
    }
    response
}

/// Every shopper asks these resources, so they do without what wraps all others: their answers have their headers from here,
/// and are counted here.
fn counted(server: &Server, request: &HttpRequest, answer: HttpResponse) -> HttpResponse {
    server.collector.metrics.answered(request.path(), answer.status().as_u16());
    answer
}

fn refused_answer(refused: &Refused) -> HttpResponse {
    let message = format!("the batch was refused: {}", refused.words);
    let mut error = json!({ "code": refused.code, "message": message });
    if !refused.field.is_empty() {
        error["field"] = json!(refused.field);
    }
    let mut response = answer(refused.status);
    if refused.status == StatusCode::SERVICE_UNAVAILABLE {
        response.insert_header((RETRY_AFTER, super::RETRY_AFTER_S));
    }
    response.json(json!({ "error": error }))
}

async fn preflight(request: HttpRequest, server: Data<Server>) -> HttpResponse {
    let allowed = answer(StatusCode::NO_CONTENT)
        .insert_header(("access-control-allow-methods", "POST"))
        .insert_header(("access-control-allow-headers", "content-type"))
        .insert_header(("access-control-max-age", "86400"))
        .finish();
    counted(&server, &request, allowed)
}

async fn wrong_method(request: HttpRequest, server: Data<Server>) -> HttpResponse {
    let refused = Refused::new(
        None,
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "it must be a POST",
    );
    counted(&server, &request, refused_answer(&refused))
}

/// A batch of a known site, sent from where that site allows.
pub(super) struct Received {
    pub(super) site: Arc<Site>,
    pub(super) parsed: ParsedBatch,
    pub(super) at_ms: i64,
    pub(super) sender: Sender,
    /// How often it speaks in which dialect.
    pub(super) spoken: Vec<(Dialect, usize)>,
}

/// Who a shop's server says that its visitor is; of a browser the request itself knows.
#[derive(Default)]
pub(super) struct Sender {
    pub(super) has_key: bool,
    pub(super) ip: Option<IpAddr>,
    pub(super) user_agent: Option<String>,
}

/// `origin`: the page's; `None` is not a browser.
pub(super) fn check_origin(site: &Arc<Site>, origin: Option<&str>) -> Result<(), Refused> {
    let is_allowed = |origin| site.origins.iter().any(|one| one.eq_ignore_ascii_case(origin));
    if origin.is_none_or(is_allowed) {
        return Ok(());
    }
    let words = "its page's origin is none of the site's";
    let (site, status) = (Some(Arc::clone(site)), StatusCode::FORBIDDEN);
    let refused = Refused::new(site, status, "origin_not_allowed", words);
    Err(refused.of_page(origin))
}

impl Received {
    /// `origin`: the page's; `None` is not a browser.
    pub(super) fn believe(
        collector: &Collector,
        body: &[u8],
        origin: Option<&str>,
        at_ms: i64,
    ) -> Result<Self, Refused> {
        let (mut parsed, spoken) = believe_spoken(body, at_ms)?;
        let Some(site) = collector.site(&parsed.batch.site) else {
            return Err(Refused::unknown_site());
        };
        check_origin(&site, origin)?;
        believe_at(&site, &mut parsed);
        Ok(Self { site, parsed, at_ms, sender: Sender::default(), spoken })
    }

    fn of_request(
        server: &Server,
        request: &HttpRequest,
        body: Result<Bytes, NoBody>,
    ) -> Result<Self, Refused> {
        let body = body.map_err(Refused::unread)?;
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

    /// Whom the sender is taken for, without an id of their own.
    pub(super) fn anonymous(
        &self,
        server: &Server,
        request: &HttpRequest,
    ) -> Result<VisitorHashes, NotStored> {
        let Sender { has_key, ip, user_agent } = &self.sender;
        let ip = ip.unwrap_or_else(|| client::ip(request, &server.trusted_proxies));
        let agent = user_agent.as_deref().unwrap_or_else(|| client::user_agent(request));
        let (visitors, site) = (&server.collector.visitors, &self.site.key);
        // A shop's server may tell what happened long ago.
        let happened = self.parsed.batch.events.first().filter(|_| *has_key);
        let hashes = match happened {
            Some((_, event)) => visitors.hashes_of_past(self.at_ms, event.at_ms, site, ip, agent),
            None => visitors.hashes(self.at_ms, site, ip, agent),
        };
        hashes.map_err(|error| {
            tracing::error!(%error, "the salts can't be kept");
            NotStored::Unavailable
        })
    }

    /// Hands it over to the writer, or says why not. Every way in ends here: who sends too much, fetches ahead or is a bot
    /// is told apart nowhere else. What waits for the answer is small, as it lies in memory for each request.
    pub(super) fn store(
        self,
        server: &Server,
        request: &HttpRequest,
    ) -> Result<Storing, NotStored> {
        let collector = &server.collector;
        if client::is_prefetch(request) {
            collector.count_drop(Some(&self.site), self.at_ms, "prefetch");
            return Err(NotStored::Prefetched);
        }
        let visitor = self.anonymous(server, request)?;
        let Self { site, parsed, at_ms, sender, spoken } = self;
        let now = Instant::now();
        let taken = if sender.has_key {
            collector.rates.take_of_site(site.id, now)
        } else {
            // By what is not of the sender's choosing: not by the id that a browser keeps.
            collector.rates.take(site.id, visitor.today, now)
        };
        if let Err(limited) = taken {
            collector.count_drop(Some(&site), at_ms, "rate_limited");
            return Err(NotStored::RateLimited(limited));
        }
        let id = parsed.batch.visitor.filter(|_| !client::wants_privacy(request));
        let visitor = visitor.known_by(&site.key, id);
        let agent = sender.user_agent.as_deref().unwrap_or_else(|| client::user_agent(request));
        let device = Device::of(agent);
        let mut arrival =
            Arrival::new(Arc::clone(&site), at_ms, visitor, device, parsed, &collector.customers);
        if sender.has_key {
            arrival.source = Source::Server;
        }
        for (dialect, events) in spoken {
            arrival.said_in(dialect, events);
        }
        collector.signing.check(&mut arrival);
        // A shop's own server is a program, and its visitors are whom it says they are.
        let agent = if sender.has_key { sender.user_agent.as_deref() } else { Some(agent) };
        if let Some(bot) = agent.and_then(|agent| bot(server, request, agent, &site)) {
            arrival.standing = Standing::SetAside { bot: bot.name.to_owned() };
        }
        let Ok(stored) = collector.queue.store(&arrival) else {
            collector.count_drop(Some(&site), at_ms, "queue_full");
            return Err(NotStored::Unavailable);
        };
        Ok(Storing(stored))
    }
}

/// The bot that sends it, unless its site counts that one, or the page is on this very machine: who opens that, with
/// whatever browser, is its developer.
fn bot(server: &Server, request: &HttpRequest, agent: &str, site: &Site) -> Option<&'static Bot> {
    let bot = server.bots.find(agent)?;
    let page = client::origin(request).or_else(|| client::referer(request)).unwrap_or_default();
    let counted =
        client::is_loopback(client::authority(page)) || server.collector.counts_bot(site, bot.name);
    (!counted).then_some(bot)
}

async fn receive(request: HttpRequest, server: Data<Server>, Body(body): Body) -> HttpResponse {
    let taken_in = take_in(&request, &server, body);
    drop(request);
    let answer = match taken_in {
        TakenIn::Waits(storing, status, outcome) => match stored(Ok(storing)).await {
            Ok(()) => answer(status).insert_header((CONTENT_TYPE, JSON)).body(outcome),
            Err(not_stored) => refusal(&not_stored),
        },
        TakenIn::Answered(answer) => answer,
    };
    server.collector.metrics.answered_in(BATCH, answer.status().as_u16());
    answer
}

enum TakenIn {
    /// On its way, and what is answered once it is stored.
    Waits(Storing, StatusCode, String),
    Answered(HttpResponse),
}

fn take_in(request: &HttpRequest, server: &Server, body: Result<Bytes, NoBody>) -> TakenIn {
    let received = match Received::of_request(server, request, body) {
        Ok(received) => received,
        Err(refused) => {
            refused.count(&server.collector, now_ms());
            return TakenIn::Answered(refused_answer(&refused));
        }
    };
    let (status, outcome) = (received.status(), outcome_json(&received.parsed, code_json));
    match received.store(server, request) {
        Ok(storing) => TakenIn::Waits(storing, status, outcome),
        Err(NotStored::Prefetched) => {
            TakenIn::Answered(answer(StatusCode::OK).json(json!({ "accepted": 0, "refused": [] })))
        }
        Err(not_stored) => TakenIn::Answered(refusal(&not_stored)),
    }
}

/// `POST /v1/events/check`: what the batch would be answered, in words as well. Nothing is stored, and nothing counted.
async fn check(request: HttpRequest, server: Data<Server>, Body(body): Body) -> HttpResponse {
    let answer = match Received::of_request(&server, &request, body) {
        Ok(received) => answer(received.status())
            .content_type("application/json")
            .body(outcome_json(&received.parsed, words_json)),
        Err(refused) => refused_answer(&refused),
    };
    counted(&server, &request, answer)
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
