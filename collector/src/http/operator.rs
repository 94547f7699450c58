//! What the operator's machinery asks: whether it lives, whether it can store, and how it does.

use std::time::{Duration, Instant};

use actix_web::http::header::AUTHORIZATION;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use tokio::time::timeout;

use super::errors::ApiError;
use super::{Server, auth, client};
use crate::collector::now_ms;
use crate::metrics::Looked;

/// A commit this young is as good as one made now: whoever asks more often costs the disk nothing.
const FRESH: Duration = Duration::from_secs(1);
/// A commit that takes longer is of no use to a tracker, which waits no longer for an answer.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .route("/healthz", web::get().to(alive))
        .route("/readyz", web::get().to(ready))
        .route("/metrics", web::get().to(metrics));
}

fn ok() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .content_type("text/plain")
        .body("ok\n")
}

async fn alive() -> HttpResponse {
    ok()
}

/// Commits something, unless a commit has just been. One who asks waits for the answer of another who asked before.
async fn ready(server: Data<Server>) -> Result<HttpResponse, ApiError> {
    let prove = async {
        let collector = &server.collector;
        let _alone = server.proving.lock().await;
        if collector.metrics.has_committed_within(FRESH, Instant::now()) {
            return true;
        }
        let proved = collector.queue.run(|store| store.prove(now_ms()).is_ok()).await;
        if proved == Ok(true) {
            collector.metrics.proved(Instant::now());
        }
        proved == Ok(true)
    };
    if timeout(PATIENCE, prove).await == Ok(true) { Ok(ok()) } else { Err(ApiError::NotReady) }
}

/// For an admin key, or a program of this machine.
async fn metrics(request: HttpRequest, server: Data<Server>) -> Result<HttpResponse, ApiError> {
    if request.headers().contains_key(AUTHORIZATION) || !client::is_local(&request) {
        auth::operator(&request, &server).await?;
    }
    let text = auth::block(&server, |server: &Server| {
        let collector = &server.collector;
        let drops = collector.readers.read(|reading| reading.all_drops())?;
        let (database_bytes, log_bytes) = collector.readers.file_bytes();
        let resident_bytes =
            memory_stats::memory_stats().map_or(0, |stats| stats.physical_mem as u64);
        let looked = Looked { drops, database_bytes, log_bytes, resident_bytes };
        collector.metrics.text(looked).map_err(ApiError::internal)
    })
    .await?;
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .content_type("application/openmetrics-text; version=1.0.0; charset=utf-8")
        .body(text))
}
