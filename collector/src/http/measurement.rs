//! `POST /mp/collect`: Google's measurement protocol, with a site's id for `measurement_id` and an ingest key for
//! `api_secret`. It answers 204 whatever is wrong with what was sent, as its senders expect; `POST /debug/mp/collect`, which
//! stores nothing, says what. Only what would be stored if it came again is told so.

use std::sync::Arc;

use actix_web::http::header::RETRY_AFTER;
use actix_web::web::{self, Bytes, Data, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use footfall_protocol::{Reason, Refusal};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Server;
use super::body::{Body, MaxBytes, NoBody};
use super::events::{Received, Sender};
use super::keys::Keys;
use super::not_stored::{NotStored, stored};
use super::pixel::draw_page_load;
use super::refused::Refused;
use crate::collector::now_ms;
use crate::ingest::{Dialect, believe_at, senders, senders::measurement};

pub(super) fn routes(config: &mut ServiceConfig) {
    let limit = || MaxBytes(measurement::MAX_BODY_BYTES);
    config
        .service(web::resource("/mp/collect").app_data(limit()).post(collect))
        .service(web::resource("/debug/mp/collect").app_data(limit()).post(validate));
}

#[derive(Deserialize)]
struct Address {
    #[serde(default)]
    measurement_id: String,
    #[serde(default)]
    api_secret: String,
}

async fn collect(
    request: HttpRequest,
    server: Data<Server>,
    Query(address): Query<Address>,
    Body(body): Body,
) -> HttpResponse {
    let at_ms = now_ms();
    let stored = match believe(&server, &address, body, at_ms).await {
        Ok(received) => stored(received.store(&server, &request)).await,
        Err(refused) => {
            refused.count(&server.collector, at_ms);
            if refused.status.is_server_error() { Err(NotStored::Unavailable) } else { Ok(()) }
        }
    };
    match stored {
        Err(not_stored) if not_stored.may_be_sent_again() => {
            HttpResponse::build(not_stored.status())
                .insert_header((RETRY_AFTER, not_stored.retry_after_s()))
                .finish()
        }
        Ok(()) | Err(_) => HttpResponse::NoContent().finish(),
    }
}

async fn validate(
    server: Data<Server>,
    Query(address): Query<Address>,
    Body(body): Body,
) -> HttpResponse {
    let messages: Vec<Value> = match believe(&server, &address, body, now_ms()).await {
        Ok(received) => received.parsed.refused.iter().map(message_of_event).collect(),
        Err(refused) => vec![message(&refused.field, refused.code, refused.words)],
    };
    HttpResponse::Ok().json(json!({ "validationMessages": messages }))
}

async fn believe(
    server: &Data<Server>,
    Address { measurement_id, api_secret }: &Address,
    body: Result<Bytes, NoBody>,
    at_ms: i64,
) -> Result<Received, Refused> {
    if measurement_id.is_empty() {
        return Err(Refusal::new(Reason::Missing, "measurement_id").into());
    }
    let found = server.collector.site(&senders::site_id(measurement_id)?);
    let site = found.ok_or_else(|| Refused::unknown_site().about("measurement_id"))?;
    let allowed = Keys::default().check(server, &site, api_secret).await;
    allowed.map_err(|refused| refused.about("api_secret"))?;
    let at_site = |refused: Refused| refused.at(Arc::clone(&site));
    let body = body.map_err(Refused::unread).map_err(at_site)?;
    let mut hit =
        measurement::read(&site.key, &body, at_ms).map_err(|refusal| at_site(refusal.into()))?;
    believe_at(&site, &mut hit.parsed);
    hit.parsed.batch.visitor = hit.visitor;
    let page_load = match hit.content {
        Some(content) => content,
        None => draw_page_load(at_ms).map_err(|_| at_site(Refused::unavailable(None)))?,
    };
    hit.parsed.batch.page_load = page_load;
    let sender = Sender { has_key: true, ip: None, user_agent: None };
    let spoken = vec![(Dialect::MeasurementProtocol, hit.parsed.batch.events.len())];
    Ok(Received { site, parsed: hit.parsed, at_ms, sender, spoken })
}

fn message_of_event((place, Refusal { reason, field }): &(usize, Refusal)) -> Value {
    let path = format!("events[{place}].{field}");
    message(path.trim_end_matches('.'), reason.code(), reason.words())
}

/// As Google's own validation writes it, in our words.
fn message(path: &str, code: &str, words: &str) -> Value {
    let google = match code {
        "missing" => "VALUE_REQUIRED",
        "too_many" => "EXCEEDED_MAX_ENTITIES",
        "out_of_range" | "too_old" | "in_future" => "VALUE_OUT_OF_BOUNDS",
        "wrong_form" | "too_long" if path.ends_with("name") => "NAME_INVALID",
        _ => "VALUE_INVALID",
    };
    json!({ "fieldPath": path, "description": format!("{code}: {words}"), "validationCode": google })
}
