//! `POST /v1/events`: the batch. A 2xx means that what it accepts is on disk.

use std::sync::Arc;

use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use footfall_protocol::Refusal;
use serde_json::{Value, json};

use super::{Server, client};
use crate::collector::now_ms;
use crate::ingest::{Arrival, Device, believe, believe_orders};
use crate::site::Site;

/// What a tracker is told when there is no room: a group commit takes milliseconds, so one second is long.
const RETRY_AFTER_S: &str = "1";

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
    refused(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "")
}

fn refused(status: StatusCode, code: &str, field: &str) -> HttpResponse {
    let mut error = json!({ "code": code, "message": format!("the batch was refused: {code}") });
    if !field.is_empty() {
        error["field"] = json!(field);
    }
    answer(status).json(json!({ "error": error }))
}

pub(super) async fn receive(
    request: HttpRequest,
    server: Data<Server>,
    body: Result<Bytes, actix_web::Error>,
) -> HttpResponse {
    let received_at_ms = now_ms();
    let collector = &server.collector;
    let refuse = |site: Option<&Site>, status, code: &'static str, field: &str| {
        collector.count_drop(site, received_at_ms, code);
        refused(status, code, field)
    };
    let body = match body {
        Ok(body) => body,
        Err(error) if matches!(error.as_error(), Some(PayloadError::Overflow)) => {
            return refuse(None, StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", "");
        }
        Err(_) => return refuse(None, StatusCode::BAD_REQUEST, "unreadable", ""),
    };
    let mut parsed = match believe(&body, received_at_ms) {
        Ok(parsed) => parsed,
        Err(Refusal { reason, field }) => {
            return refuse(None, StatusCode::BAD_REQUEST, reason.code(), &field);
        }
    };
    let Some(site) = collector.site(&parsed.batch.site) else {
        return refuse(None, StatusCode::NOT_FOUND, "unknown_site", "site");
    };
    if let Some(origin) = client::origin(&request)
        && !site.origins.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin))
    {
        return refuse(Some(&site), StatusCode::FORBIDDEN, "origin_not_allowed", "");
    }
    believe_orders(&mut parsed, &site);

    let accepted = parsed.batch.events.len();
    let status = if accepted == 0 { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let outcome = outcome_json(accepted, &parsed.refused);
    let ip = client::ip(&request, &server.trusted_proxies);
    let agent = client::user_agent(&request);
    let Ok(visitor) = collector.visitors.hashes(received_at_ms, &site.key, ip, agent) else {
        tracing::error!("the salts can't be kept");
        return unavailable();
    };
    let arrival = Arrival::new(
        Arc::clone(&site),
        received_at_ms,
        visitor,
        Device::of(agent),
        parsed,
        body.len(),
    );
    let Ok(stored) = collector.queue.store(arrival) else {
        collector.count_drop(Some(&site), received_at_ms, "queue_full");
        return unavailable();
    };
    match stored.await {
        Ok(Ok(())) => answer(status).content_type("application/json").body(outcome),
        _ => unavailable(),
    }
}

fn unavailable() -> HttpResponse {
    let error =
        json!({ "error": { "code": "unavailable", "message": "not stored; send it again" } });
    answer(StatusCode::SERVICE_UNAVAILABLE).insert_header((RETRY_AFTER, RETRY_AFTER_S)).json(error)
}

fn outcome_json(accepted: usize, refused: &[(usize, Refusal)]) -> String {
    let refused: Vec<Value> = refused
        .iter()
        .map(|(index, Refusal { reason, field })| {
            json!({ "index": index, "code": reason.code(), "field": field })
        })
        .collect();
    format!("{{\"accepted\":{accepted},\"refused\":{}}}", Value::Array(refused))
}
