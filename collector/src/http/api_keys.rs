//! `/api/v1/sites/{site}/keys`: keys of programs, made, listed and revoked by a site's owners. A secret is shown once.

use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::{Value, json};

use super::auth::{block, permitted, write};
use super::body::{Body, MaxBytes};
use super::errors::ApiError;
use super::{Server, name_of};
use crate::collector::now_ms;
use crate::people::Act;
use crate::secret::Secret;
use crate::site::date_of;
use crate::store::{KeyScope, NewKey};

const MAX_BODY_BYTES: usize = 4 * 1_024;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/api/v1/sites/{site}/keys")
                .app_data(MaxBytes(MAX_BODY_BYTES))
                .route(web::get().to(list))
                .route(web::post().to(make)),
        )
        .route("/api/v1/sites/{site}/keys/{id}", web::delete().to(revoke));
}

async fn list(
    request: HttpRequest,
    server: Data<Server>,
    site: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let (_, site) = permitted(&request, &server, Act::Manage, &site).await?;
    let read =
        move |server: &Server| server.collector.readers.read(|read| read.keys(Some(&site.key)));
    let rows: Vec<Value> = block(&server, read)
        .await?
        .iter()
        .map(|row| {
            json!({
                "id": row.id,
                "name": row.name,
                "scope": row.scope,
                "made_by": row.made_by,
                "created_at_ms": row.created_at_ms,
                "used_on": row.used_day.and_then(date_of).map(|date| date.to_string()),
            })
        })
        .collect();
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(json!({ "keys": rows })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    name: String,
    scope: String,
}

async fn make(
    request: HttpRequest,
    server: Data<Server>,
    site: Path<String>,
    body: Body,
) -> Result<HttpResponse, ApiError> {
    let (caller, site) = permitted(&request, &server, Act::Manage, &site).await?;
    let Asked { name, scope } = body.json("{\"name\": …, \"scope\": …}")?;
    let name = name_of(&name)?;
    // Those that sign orders lie elsewhere, and are no secret to be read off a page: the command makes them.
    let scope = match scope.parse() {
        Ok(scope @ (KeyScope::Read | KeyScope::Ingest | KeyScope::Admin)) => scope,
        _ => return Err(ApiError::parameter("scope", "read, ingest or admin")),
    };
    let secret = Secret::draw("ff_").map_err(ApiError::internal)?;
    let key = NewKey { site_id: site.id, scope, name, hash: secret.hash };
    let actor = caller.actor();
    let id = write(&server, move |store| store.add_key(actor, &key, now_ms())).await?;
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(json!({ "id": id, "key": secret.text })))
}

async fn revoke(
    request: HttpRequest,
    server: Data<Server>,
    path: Path<(String, i64)>,
) -> Result<HttpResponse, ApiError> {
    let (site, id) = path.into_inner();
    let (caller, site) = permitted(&request, &server, Act::Manage, &site).await?;
    let (actor, site_id) = (caller.actor(), Some(site.id));
    match write(&server, move |store| store.revoke_key(actor, id, site_id, now_ms())).await? {
        true => Ok(HttpResponse::NoContent().finish()),
        false => Err(ApiError::NotFound),
    }
}
