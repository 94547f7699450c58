//! `GET /v1/pixel.gif?site=ID`: the page view of a browser that runs no script, from a `<noscript>` image. It goes the way
//! of a batch with this one call in it.

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use footfall_protocol::limits::VERSION;
use serde::Deserialize;
use serde_json::json;

use super::Server;
use super::client;
use super::events::Received;
use super::not_stored::{NotStored, stored};
use super::refused::Refused;
use crate::collector::now_ms;
use crate::ingest::Dialect;

/// One transparent pixel.
pub(super) const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

#[derive(Deserialize)]
pub(super) struct Pixel {
    #[serde(default)]
    site: String,
}

pub(super) async fn view(
    request: HttpRequest,
    server: Data<Server>,
    Query(Pixel { site }): Query<Pixel>,
) -> HttpResponse {
    let at_ms = now_ms();
    let received = believe(&request, &server, &site, at_ms);
    let (status, retry_after_s) = match received {
        Ok(received) => match stored(received.store(&server, &request)).await {
            Ok(()) => (StatusCode::OK, None),
            Err(NotStored::Prefetched) => (StatusCode::OK, None),
            Err(not_stored) => (not_stored.status(), Some(not_stored.retry_after_s())),
        },
        Err(refused) => {
            refused.count(&server.collector, at_ms);
            (refused.status, None)
        }
    };
    let mut response = HttpResponse::build(status);
    if let Some(seconds) = retry_after_s {
        response.insert_header((RETRY_AFTER, seconds));
    }
    response
        .insert_header(("cache-control", "no-store"))
        .insert_header(("cross-origin-resource-policy", "cross-origin"))
        .content_type("image/gif")
        .body(GIF)
}

fn believe(
    request: &HttpRequest,
    server: &Server,
    site: &str,
    at_ms: i64,
) -> Result<Received, Refused> {
    let Some(page) = client::referer(request) else {
        let (site, status) = (server.collector.site(site), StatusCode::BAD_REQUEST);
        return Err(Refused::new(site, status, "missing", "no page is named"));
    };
    let Ok(page_load) = draw_page_load(at_ms) else {
        return Err(Refused::unavailable(server.collector.site(site)));
    };
    let page_load = format!("{page_load:032x}");
    let body = json!({
        "v": VERSION,
        "site": site,
        "page_load": page_load,
        "sent_at": at_ms,
        "calls": [["view", at_ms, page, ""]],
    });
    let origin = client::origin_of(page);
    let mut received =
        Received::believe(&server.collector, body.to_string().as_bytes(), Some(origin), at_ms)?;
    match received.parsed.refused.first() {
        Some((_, refusal)) => Err(Refused::from(refusal.clone()).at(received.site)),
        None => {
            received.spoken = vec![(Dialect::Pixel, 1)];
            Ok(received)
        }
    }
}

/// As a tracker draws it: 12 hex digits of the time, 20 random ones.
pub(super) fn draw_page_load(at_ms: i64) -> std::io::Result<u128> {
    let mut random = [0; 16];
    getrandom::fill(&mut random[6..]).map_err(std::io::Error::other)?;
    Ok(u128::from_be_bytes(random) | (at_ms as u128) << 80)
}
