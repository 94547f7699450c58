//! `/matomo.php`, `/piwik.php`, `/ppms.php`: the tracking requests of Matomo and Piwik PRO, single ones and bulks. They are
//! answered as their own senders expect it, but never with a 2xx before the commit.

use std::sync::Arc;

use actix_web::http::header::{ORIGIN, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use footfall_protocol::Refusal;
use futures_util::future::join_all;
use serde_json::json;

use super::body::{Body, MaxBytes, NoBody};
use super::events::{Received, Sender, check_origin};
use super::keys::Keys;
use super::not_stored::{NotStored, stored};
use super::pixel::{GIF, draw_page_load};
use super::refused::Refused;
use super::{Server, client};
use crate::collector::now_ms;
use crate::ingest::senders::{Params, Repetitions, Requests, page_load_of, tracking};
use crate::ingest::{Dialect, Source, believe_at};

/// A bulk of the 1,000 hits that are taken at once, each of a kilobyte.
const MAX_BODY_BYTES: usize = 1024 * 1024;

pub(super) fn routes(config: &mut ServiceConfig) {
    for path in ["/matomo.php", "/piwik.php", "/ppms.php"] {
        config.service(
            web::resource(path)
                .app_data(MaxBytes(MAX_BODY_BYTES))
                .get(receive)
                .post(receive)
                .route(web::method(Method::OPTIONS).to(preflight)),
        );
    }
}

/// Their tags send with credentials, though nobody here reads a cookie, and send again when they may not read the answer.
/// So it names the origin that asks, as `*` is not allowed then.
fn answer(request: &HttpRequest, status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header(("cache-control", "no-store"))
        .insert_header(("cross-origin-resource-policy", "cross-origin"))
        .insert_header(("vary", "origin"));
    if let Some(origin) = request.headers().get(ORIGIN) {
        response
            .insert_header(("access-control-allow-origin", origin.clone()))
            .insert_header(("access-control-allow-credentials", "true"));
    }
    response
}

async fn preflight(request: HttpRequest) -> HttpResponse {
    answer(&request, StatusCode::NO_CONTENT)
        .insert_header(("access-control-allow-methods", "GET, POST"))
        .insert_header(("access-control-allow-headers", "content-type"))
        .insert_header(("access-control-max-age", "86400"))
        .finish()
}

async fn receive(request: HttpRequest, server: Data<Server>, Body(body): Body) -> HttpResponse {
    let at_ms = now_ms();
    let requests = match read(&request, body) {
        Ok(requests) => requests,
        Err(refused) => {
            refused.count(&server.collector, at_ms);
            let mut response = answer(&request, refused.status);
            if refused.status == StatusCode::SERVICE_UNAVAILABLE {
                response.insert_header((RETRY_AFTER, super::RETRY_AFTER_S));
            }
            return response.finish();
        }
    };
    let (mut keys, mut repetitions) = (Keys::default(), Repetitions::default());
    let (mut storing, mut refusals) = (Vec::new(), Vec::new());
    for (place, hit) in requests.hits.into_iter().enumerate() {
        match believe(&request, &server, hit, at_ms, &mut keys, &mut repetitions).await {
            Ok(received) => storing.push(stored(received.store(&server, &request))),
            Err(refused) => {
                refused.count(&server.collector, at_ms);
                refusals.push((place, refused.status));
            }
        }
    }
    let tracked = storing.len();
    let is_unavailable = |(_, status): &(usize, StatusCode)| status.is_server_error();
    let unavailable = refusals.iter().any(is_unavailable).then_some(NotStored::Unavailable);
    let not_stored = join_all(storing).await.into_iter().filter_map(Result::err);
    if let Some(not_stored) =
        not_stored.filter(NotStored::may_be_sent_again).chain(unavailable).next()
    {
        // Sent again as a whole, the part that is stored is known.
        return answer(&request, not_stored.status())
            .insert_header((RETRY_AFTER, not_stored.retry_after_s()))
            .finish();
    }
    let refused_status = refusals.first().map(|(_, status)| *status).filter(|_| tracked == 0);
    if requests.is_bulk {
        let invalid: Vec<usize> = refusals.iter().map(|(place, _)| *place).collect();
        let word = if tracked == 0 { "error" } else { "success" };
        let outcome = json!({
            "status": word, "tracked": tracked,
            "invalid": invalid.len(), "invalid_indices": invalid,
        });
        return answer(&request, refused_status.unwrap_or(stored_status(&request))).json(outcome);
    }
    match refused_status {
        Some(status) => answer(&request, status).finish(),
        None => thanks(&request, &requests.asked),
    }
}

/// What each of them calls success: of Matomo's clients some take a 202 for an error.
fn stored_status(request: &HttpRequest) -> StatusCode {
    if request.path() == "/ppms.php" { StatusCode::ACCEPTED } else { StatusCode::OK }
}

fn thanks(request: &HttpRequest, asked: &Params) -> HttpResponse {
    match stored_status(request) {
        StatusCode::OK if asked.get("send_image") == Some("0") => {
            answer(request, StatusCode::NO_CONTENT).finish()
        }
        StatusCode::OK => answer(request, StatusCode::OK).content_type("image/gif").body(GIF),
        status => answer(request, status).finish(),
    }
}

fn read(request: &HttpRequest, body: Result<Bytes, NoBody>) -> Result<Requests, Refused> {
    let body = body.map_err(Refused::unread)?;
    Ok(Requests::read(request.query_string(), &body)?)
}

/// One hit, by a key or from where its site allows.
async fn believe(
    request: &HttpRequest,
    server: &Data<Server>,
    params: Result<Params, Refusal>,
    at_ms: i64,
    keys: &mut Keys,
    repetitions: &mut Repetitions,
) -> Result<Received, Refused> {
    let mut params = params?;
    let collector = &server.collector;
    let site_id = tracking::site(&params)?;
    let site = collector.site(&site_id).ok_or_else(Refused::unknown_site)?;
    let source = match params.get("token_auth") {
        Some(key) => keys.check(server, &site, key).await.map(|()| Source::Server)?,
        None => {
            check_origin(&site, client::page_origin(request))?;
            // An image of theirs in a page names no page.
            params.set_default("url", client::referer(request).unwrap_or_default());
            Source::Browser
        }
    };
    let at_site = |refusal: Refusal| Refused::from(refusal).at(Arc::clone(&site));
    let mut hit = tracking::read(&params, source, at_ms).map_err(at_site)?;
    repetitions.number(&mut hit);
    believe_at(&site, &mut hit.parsed);
    if let [(_, refusal), ..] = &*hit.parsed.refused
        && hit.parsed.batch.events.is_empty()
    {
        return Err(at_site(refusal.clone()));
    }
    let has_key = source == Source::Server;
    if has_key || site.sender_ids {
        hit.parsed.batch.visitor = hit.visitor;
    }
    let sender = Sender { has_key, ip: hit.ip, user_agent: hit.user_agent.take() };
    let dialect = if request.path() == "/ppms.php" { Dialect::PiwikPro } else { Dialect::Matomo };
    let spoken = vec![(dialect, hit.parsed.batch.events.len())];
    let mut received = Received { site, parsed: hit.parsed, at_ms, sender, spoken };
    let page_load = match hit.content {
        None => draw_page_load(at_ms).map_err(|_| NotStored::Unavailable),
        Some(content) if has_key => Ok(content),
        Some(content) => {
            received.anonymous(server, request).map(|visitor| page_load_of(content, visitor.today))
        }
    };
    received.parsed.batch.page_load =
        page_load.map_err(|_| Refused::unavailable(Some(Arc::clone(&received.site))))?;
    Ok(received)
}
