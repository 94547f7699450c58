//! `POST /api/v1/sites/{site}/events`: orders, refunds and cancellations, from the shop's own server. A 2xx means that
//! what it accepts is on disk. What may be sent, `ingest::ServerEvents` says.

use std::time::Instant;

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Path};
use serde_json::{Value, json};

use super::body::{Body, NoBody};
use super::errors::ApiError;
use super::{Server, auth, events};
use crate::collector::now_ms;
use crate::ingest::{Dialect, ServerEvents};

/// As long as any client's own ids.
const MAX_KEY_BYTES: usize = 255;

pub(super) async fn receive(
    request: HttpRequest,
    server: Data<Server>,
    key: Path<String>,
    Body(body): Body,
) -> Result<HttpResponse, ApiError> {
    let answer = answer(&request, &server, &key, body).await;
    if let Err(error) = &answer {
        let reason = match error {
            ApiError::Full => "queue_full",
            _ => error.code(),
        };
        let site = match error {
            // At a site only for whoever may send there.
            ApiError::Unauthorized | ApiError::Forbidden => None,
            _ => server.collector.site(&key),
        };
        server.collector.count_drop(site.as_deref(), now_ms(), reason);
    }
    answer
}

async fn answer(
    request: &HttpRequest,
    server: &Data<Server>,
    key: &str,
    body: Result<Bytes, NoBody>,
) -> Result<HttpResponse, ApiError> {
    // Who sends is asked first: without a right to, even a site's existence is not told.
    if auth::sender(request, server).await? != key {
        return Err(ApiError::Forbidden);
    }
    let collector = &server.collector;
    let site = collector.site(key).ok_or(ApiError::UnknownSite)?;
    let body = body.map_err(|why| match why {
        NoBody::TooLarge => ApiError::TooLarge,
        NoBody::DidNotArrive => ApiError::Unreadable,
        NoBody::Crowded => ApiError::Full,
    })?;
    collector.rates.take_of_site(site.id, Instant::now()).map_err(ApiError::RateLimited)?;
    let idempotency_key = idempotency_key(request)?;
    let events = ServerEvents::believe(&site, &body, now_ms()).map_err(ApiError::Refused)?;
    let accepted = events.accepted();
    let refused: Vec<Value> =
        events.refused.iter().map(|(index, refusal)| events::code_json(*index, refusal)).collect();
    let mut waiting = Vec::with_capacity(accepted);
    for mut arrival in events.arrivals(idempotency_key, &collector.customers) {
        arrival.said_in(Dialect::Server, arrival.batch.events.len());
        // What is stored of a request that is told to come back is known when it does.
        waiting.push(collector.queue.store(&arrival).map_err(|_| ApiError::Full)?);
    }
    for stored in waiting {
        if !matches!(stored.await, Ok(Ok(()))) {
            return Err(ApiError::NotStored);
        }
    }
    let status = if accepted == 0 { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok(HttpResponse::build(status)
        .insert_header(("cache-control", "no-store"))
        .json(json!({ "accepted": accepted, "refused": refused })))
}

/// Whatever the client chose: visible characters.
fn idempotency_key(request: &HttpRequest) -> Result<Option<&str>, ApiError> {
    let Some(value) = request.headers().get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().unwrap_or_default();
    if (1..=MAX_KEY_BYTES).contains(&key.len()) {
        return Ok(Some(key));
    }
    let message = "1 to 255 visible ASCII characters";
    Err(ApiError::parameter("Idempotency-Key", message))
}
