//! Setting a shop up: sites added and changed, what their pages need, and whether they are heard.

use actix_web::web::{self, Bytes, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::Value;

use super::body::json_of;
use super::errors::ApiError;
use super::{Server, auth};
use crate::collector::now_ms;
use crate::control::{self, MINUTE_MS};
use crate::people::Act;
use crate::setup::{self, Places};
use crate::store::{NewSite, SiteChanges};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .route("/api/v1/sites", web::post().to(add))
        .route("/api/v1/sites/{site}/settings", web::post().to(set))
        .route("/api/v1/sites/{site}/setup", web::get().to(facts));
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    id: String,
    name: Option<String>,
    currency: String,
    time_zone: String,
    #[serde(default)]
    origins: Vec<String>,
    #[serde(default)]
    prices_include_tax: bool,
}

/// What is left out stays.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Changes {
    name: Option<String>,
    currency: Option<String>,
    time_zone: Option<String>,
    origins: Option<Vec<String>>,
    prices_include_tax: Option<bool>,
    session_timeout_min: Option<i64>,
    cart_timeout_min: Option<i64>,
    keep_months: Option<i64>,
}

async fn add(
    request: HttpRequest,
    server: Data<Server>,
    body: Bytes,
) -> Result<HttpResponse, ApiError> {
    let actor = auth::owner(&request, &server).await?.actor();
    let form =
        "{\"id\", \"name\", \"currency\", \"time_zone\", \"origins\": […], \"prices_include_tax\"}";
    let Wanted { id, name, currency, time_zone, origins, prices_include_tax } =
        json_of(&request, &body, form)?;
    let site = NewSite {
        name: name.unwrap_or_else(|| id.clone()),
        key: id,
        currency,
        time_zone,
        origins,
        prices_include_tax,
        scrub_params: Vec::new(),
        sender_ids: false,
    };
    let add = move |server: &Server| control::add_site(&server.collector, site, actor, now_ms());
    Ok(HttpResponse::Created().json(auth::block(&server, add).await?))
}

async fn set(
    request: HttpRequest,
    server: Data<Server>,
    key: Path<String>,
    body: Bytes,
) -> Result<HttpResponse, ApiError> {
    let (caller, _) = auth::permitted(&request, &server, Act::Manage, &key).await?;
    let actor = caller.actor();
    let form = "{\"name\", \"origins\": […], \"prices_include_tax\", …}, each if it changes";
    let changes: Changes = json_of(&request, &body, form)?;
    let in_ms = |minutes: Option<i64>| minutes.map(|minutes| minutes.saturating_mul(MINUTE_MS));
    let changes = SiteChanges {
        name: changes.name,
        currency: changes.currency,
        time_zone: changes.time_zone,
        prices_include_tax: changes.prices_include_tax,
        origins: changes.origins,
        session_timeout_ms: in_ms(changes.session_timeout_min),
        cart_timeout_ms: in_ms(changes.cart_timeout_min),
        keep_months: changes.keep_months,
    };
    let set =
        move |server: &Server| control::set_site(&server.collector, &key, changes, actor, now_ms());
    Ok(HttpResponse::Ok().json(auth::block(&server, set).await?))
}

async fn facts(
    request: HttpRequest,
    server: Data<Server>,
    key: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let site = auth::readable(&request, &server, &key).await?;
    server.collector.queue.settled().await;
    let facts: Value = auth::block(&server, move |server: &Server| {
        let places = Places {
            public_url: &server.public_url,
            tag_path: &server.paths.tag,
            events_path: &server.paths.events,
        };
        let known = control::site_json(&site);
        server
            .collector
            .readers
            .read(|reading| setup::answer(reading, &site, known, &places, now_ms()))
    })
    .await?;
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(facts))
}
