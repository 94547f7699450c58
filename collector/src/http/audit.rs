//! `GET /api/v1/audit`: who did what, page by page, newest first. Owners see what was done at their sites; owners of all
//! sites see everything.

use actix_web::web::{self, Data, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Server;
use super::auth::{block, permitted_somewhere};
use super::errors::ApiError;
use crate::people::Act;

/// Lines of a page, when nothing else is asked for and at most.
const DEFAULT_LIMIT: i64 = 50;
const MAX_LIMIT: i64 = 500;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.route("/api/v1/audit", web::get().to(list));
}

#[derive(Deserialize)]
struct Asked {
    /// The `next` of the page before.
    after: Option<i64>,
    limit: Option<i64>,
}

async fn list(request: HttpRequest, server: Data<Server>) -> Result<HttpResponse, ApiError> {
    let caller = permitted_somewhere(&request, &server, Act::Manage).await?;
    let Query(asked) = Query::<Asked>::from_query(request.query_string())
        .map_err(|_| ApiError::parameter("query", "after and limit are numbers"))?;
    let limit = asked.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(ApiError::parameter("limit", "a number from 1 to 500"));
    }
    let before = asked.after.unwrap_or(i64::MAX);
    let read = move |server: &Server| {
        let all = server.collector.sites();
        let own = all.iter().map(|site| site.key.as_str());
        let own: Vec<&str> = own.filter(|key| caller.may(Act::Manage, key)).collect();
        let sites = (!caller.owns_all()).then_some(&*own);
        server.collector.readers.read(|reading| reading.audit(sites, before, limit))
    };
    let rows = block(&server, read).await?;
    let next = rows.last().filter(|_| rows.len() as i64 == limit).map(|row| row.id.to_string());
    let rows: Vec<Value> = rows
        .into_iter()
        .map(|row| {
            json!({
                "at_ms": row.at_ms,
                "actor": row.actor,
                "email": row.actor_email,
                "action": row.action,
                "site": row.site,
                "subject": row.subject_email,
                "detail": row.detail,
            })
        })
        .collect();
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(json!({ "rows": rows, "next": next })))
}
