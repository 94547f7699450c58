//! Server-sent events: `event: commit` when events of the site were stored, at most once a second.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::web::Bytes;
use futures_util::stream;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::site::Site;

/// A page that looks needs no more.
const PACE: Duration = Duration::from_secs(1);
/// Keeps proxies from closing a quiet line.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// Lasts until the client goes, or the server begins to stop: an open line must not hold up a restart.
pub(super) fn stream(site: &Site, stopping: watch::Receiver<bool>) -> HttpResponse {
    let stored = site.stored.subscribe();
    let first = Some(Bytes::from_static(b"retry: 3000\n\n"));
    let events =
        stream::unfold((stored, stopping, first), |(mut stored, mut stopping, first)| async move {
            if let Some(first) = first {
                return Some((Ok::<_, actix_web::Error>(first), (stored, stopping, None)));
            }
            let message = tokio::select! {
                _ = stopping.wait_for(|stopping| *stopping) => return None,
                () = sleep(HEARTBEAT) => Bytes::from_static(b": still here\n\n"),
                changed = stored.changed() => {
                    changed.ok()?;
                    sleep(PACE).await;
                    let events = *stored.borrow_and_update();
                    Bytes::from(format!("event: commit\ndata: {{\"events\":{events}}}\n\n"))
                }
            };
            Some((Ok(message), (stored, stopping, None)))
        });
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(("cache-control", "no-store"))
        // nginx would else hold it back.
        .insert_header(("x-accel-buffering", "no"))
        .streaming(events)
}
