//! `/api/v1/me`: who one is here, and where one is signed in.

use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use super::Server;
use super::auth::{block, caller, lifetime, write};
use super::errors::ApiError;
use crate::collector::now_ms;
use crate::people::Role;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .route("/api/v1/me", web::get().to(me))
        .route("/api/v1/me/sessions", web::get().to(sessions))
        .route("/api/v1/me/sessions/{id}", web::delete().to(end));
}

async fn me(request: HttpRequest, server: Data<Server>) -> Result<HttpResponse, ApiError> {
    let caller = caller(&request, &server).await?;
    let guest = caller.share().map(|share| {
        json!({
            "site": share.site,
            "name": share.name,
            "filter": share.filter,
            "expires_at_ms": share.expires_at_ms,
        })
    });
    let person = caller.person().ok().map(|person| {
        json!({
            "email": person.email,
            "everywhere": person.everywhere.map(Role::as_str),
            "has_password": person.has_password,
        })
    });
    if guest.is_none() && person.is_none() {
        return Err(ApiError::Forbidden);
    }
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(json!({ "person": person, "guest": guest })))
}

async fn sessions(request: HttpRequest, server: Data<Server>) -> Result<HttpResponse, ApiError> {
    let person = caller(&request, &server).await?.person()?.clone();
    let user_id = person.user_id;
    let read = move |server: &Server| {
        server.collector.readers.read(|reading| reading.sign_ins(user_id, lifetime(now_ms())))
    };
    let rows: Vec<Value> = block(&server, read)
        .await?
        .iter()
        .map(|row| {
            json!({
                "id": row.id,
                "created_at_ms": row.created_at_ms,
                "used_at_ms": row.used_at_ms,
                "expires_at_ms": row.expires_at_ms,
                "browser": row.browser,
                "is_this": row.id == person.id,
            })
        })
        .collect();
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(json!({ "sessions": rows })))
}

async fn end(
    request: HttpRequest,
    server: Data<Server>,
    id: Path<i64>,
) -> Result<HttpResponse, ApiError> {
    let user_id = caller(&request, &server).await?.person()?.user_id;
    let id = id.into_inner();
    match write(&server, move |store| store.end_sign_in(user_id, id, now_ms())).await? {
        true => Ok(HttpResponse::NoContent().finish()),
        false => Err(ApiError::NotFound),
    }
}
