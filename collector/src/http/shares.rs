//! Links that share one site, read-only: made, listed and revoked by its owners at `/api/v1/sites/{site}/shares`, opened at
//! `/share/{token}`. Whoever has one sees sums, of the part that its filter leaves, and neither a customer nor an order: a
//! link is passed on, and nobody knows to whom.

use actix_web::http::header::LOCATION;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::{Value, json};

use super::auth::{DAY_MS, block, permitted, write};
use super::body::{Body, MaxBytes};
use super::errors::ApiError;
use super::{Server, cookies, name_of};
use crate::collector::now_ms;
use crate::people::Act;
use crate::secret::{self, Secret};
use crate::segment::Filter;
use crate::store::NewShare;

/// Where whoever opens a link goes on.
const DASHBOARD: &str = "/";
const MAX_BODY_BYTES: usize = 8 * 1_024;
/// Whoever means longer means for ever.
const MAX_DAYS: i64 = 3_660;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/api/v1/sites/{site}/shares")
                .app_data(MaxBytes(MAX_BODY_BYTES))
                .route(web::get().to(list))
                .route(web::post().to(make)),
        )
        .route("/api/v1/sites/{site}/shares/{id}", web::delete().to(revoke))
        .route("/share/{token}", web::get().to(open));
}

async fn list(
    request: HttpRequest,
    server: Data<Server>,
    site: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let (_, site) = permitted(&request, &server, Act::Manage, &site).await?;
    let read = move |server: &Server| server.collector.readers.read(|read| read.shares(site.id));
    let rows: Vec<Value> = block(&server, read)
        .await?
        .iter()
        .map(|row| {
            json!({
                "id": row.id,
                "name": row.name,
                "filter": row.filter,
                "made_by": row.made_by,
                "created_at_ms": row.created_at_ms,
                "expires_at_ms": row.expires_at_ms,
            })
        })
        .collect();
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(json!({ "shares": rows })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    name: String,
    /// What is shared; all without.
    #[serde(default)]
    filter: String,
    /// For so many days; until it is revoked without.
    days: Option<i64>,
}

async fn make(
    request: HttpRequest,
    server: Data<Server>,
    site: Path<String>,
    body: Body,
) -> Result<HttpResponse, ApiError> {
    let (caller, site) = permitted(&request, &server, Act::Manage, &site).await?;
    let Asked { name, filter, days } = body.json("{\"name\": …, \"filter\": …, \"days\": …}")?;
    let name = name_of(&name)?;
    let filter = filter.trim().to_owned();
    if !filter.is_empty() {
        Filter::parse(&filter)?;
    }
    if days.is_some_and(|days| !(1..=MAX_DAYS).contains(&days)) {
        return Err(ApiError::parameter(
            "days",
            "1 to 3,660; none for a link that does not expire",
        ));
    }
    let secret = Secret::draw_long().map_err(ApiError::internal)?;
    let now_ms = now_ms();
    let expires_at_ms = days.map(|days| now_ms + days * DAY_MS);
    let share = NewShare { site_id: site.id, hash: secret.hash, name, filter, expires_at_ms };
    let actor = caller.actor();
    let id = write(&server, move |store| store.add_share(actor, &share, now_ms)).await?;
    let url = server.collector.public_url().unwrap_or_default();
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(json!({ "id": id, "link": format!("{url}/share/{}", secret.text) })))
}

async fn revoke(
    request: HttpRequest,
    server: Data<Server>,
    path: Path<(String, i64)>,
) -> Result<HttpResponse, ApiError> {
    let (site, id) = path.into_inner();
    let (caller, site) = permitted(&request, &server, Act::Manage, &site).await?;
    let actor = caller.actor();
    match write(&server, move |store| store.revoke_share(actor, id, site.id, now_ms())).await? {
        true => Ok(HttpResponse::NoContent().finish()),
        false => Err(ApiError::NotFound),
    }
}

/// The cookie is the link's own secret: a guest has nothing that outlives the share. It goes with the browser's session,
/// and each request asks again whether the share is still there.
async fn open(server: Data<Server>, token: Path<String>) -> Result<HttpResponse, ApiError> {
    let hash = secret::hash(&token);
    let find = move |server: &Server| {
        server.collector.readers.read(|reading| reading.share(&hash, now_ms()))
    };
    let mut response = HttpResponse::SeeOther();
    response.insert_header(("cache-control", "no-store"));
    match block(&server, find).await? {
        Some(share) => {
            let name = cookies::share(&server);
            response
                .cookie(cookies::cookie(&server, name, token.into_inner(), None))
                .insert_header((LOCATION, format!("{DASHBOARD}?site={}", share.site)));
        }
        None => {
            response.insert_header((LOCATION, format!("{DASHBOARD}?share=over")));
        }
    }
    Ok(response.finish())
}
