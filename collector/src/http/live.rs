//! Server-sent events: `event: commit` when events of the site were stored, at most once a second.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::web::Bytes;
use futures_util::stream;
use tokio::time::{sleep, timeout};

use crate::site::Site;

/// A page that looks needs no more.
const PACE: Duration = Duration::from_secs(1);
/// Keeps proxies from closing a quiet line.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// Lasts until the client or the server goes.
pub(super) fn stream(site: &Site) -> HttpResponse {
    let stored = site.stored.subscribe();
    let first = Some(Bytes::from_static(b"retry: 3000\n\n"));
    let events = stream::unfold((stored, first), |(mut stored, first)| async move {
        if let Some(first) = first {
            return Some((Ok::<_, actix_web::Error>(first), (stored, None)));
        }
        let message = match timeout(HEARTBEAT, stored.changed()).await {
            Err(_) => Bytes::from_static(b": still here\n\n"),
            Ok(Err(_)) => return None,
            Ok(Ok(())) => {
                sleep(PACE).await;
                let events = *stored.borrow_and_update();
                Bytes::from(format!("event: commit\ndata: {{\"events\":{events}}}\n\n"))
            }
        };
        Some((Ok(message), (stored, None)))
    });
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(("cache-control", "no-store"))
        // nginx would else hold it back.
        .insert_header(("x-accel-buffering", "no"))
        .streaming(events)
}
