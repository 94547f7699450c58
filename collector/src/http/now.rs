//! `/api/v1/sites/{site}/now`: what happens in the shop, once, for whoever has no line of live updates.

use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::errors::ApiError;
use super::{Server, auth};
use crate::collector::now_ms;
use crate::reports;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.route("/api/v1/sites/{site}/now", web::get().to(answer));
}

async fn answer(
    request: HttpRequest,
    server: Data<Server>,
    key: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let site = auth::readable(&request, &server, &key).await?;
    server.collector.queue.settled().await;
    let now = auth::block(&server, move |server: &Server| {
        server.collector.readers.read(|reading| reports::now(reading, &site, now_ms()))
    })
    .await?;
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(now))
}
