//! `/api/v1/sites/{site}/segments`: filters that a site keeps under a name, for `?segment=NAME` of every report.

use actix_web::HttpResponse;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, web::Bytes};
use serde::Deserialize;
use serde_json::{Value, json};

use super::body::json_of;
use super::errors::ApiError;
use super::{Server, auth, name_of};
use crate::segment::Filter;
use crate::store::saved_segments::{MAX_SEGMENTS, SavedSegment};

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(
        web::resource("/api/v1/sites/{site}/segments")
            .route(web::get().to(list))
            .route(web::post().to(save)),
    );
}

/// What is kept under a name; without a filter nothing is any more.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    name: String,
    filter: Option<String>,
}

async fn list(
    request: HttpRequest,
    server: Data<Server>,
    key: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let site = auth::readable(&request, &server, &key).await?;
    let kept = auth::block(&server, move |server: &Server| {
        server.collector.readers.read(|reading| reading.saved_segments(site.id))
    })
    .await?;
    let rows: Vec<Value> = kept
        .iter()
        .map(|SavedSegment { name, filter }| json!({ "name": name, "filter": filter }))
        .collect();
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(json!({ "segments": rows })))
}

async fn save(
    request: HttpRequest,
    server: Data<Server>,
    key: Path<String>,
    body: Bytes,
) -> Result<HttpResponse, ApiError> {
    let site = auth::writer(&request, &server, &key).await?;
    let Asked { name, filter } = json_of(&request, &body, "{\"name\": …, \"filter\": …}")?;
    let name = name_of(&name)?;
    let Some(filter) = filter else {
        let forgotten =
            server.collector.queue.run(move |store| store.forget_segment(site.id, &name));
        return match forgotten.await {
            Ok(Ok(true)) => Ok(HttpResponse::NoContent().finish()),
            Ok(Ok(false)) => Err(ApiError::NotFound),
            _ => Err(ApiError::NotStored),
        };
    };
    Filter::parse(&filter)?;
    let kept = SavedSegment { name, filter };
    let answer = json!({ "name": kept.name, "filter": kept.filter });
    let saved = server.collector.queue.run(move |store| store.save_segment(site.id, &kept));
    match saved.await {
        Ok(Ok(true)) => Ok(HttpResponse::Ok().json(answer)),
        Ok(Ok(false)) => {
            let message = format!("a site keeps at most {MAX_SEGMENTS} segments");
            Err(ApiError::parameter("name", message))
        }
        _ => Err(ApiError::NotStored),
    }
}
