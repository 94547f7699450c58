//! Server-sent events: `commit` when events of the site were stored, and for whoever asks with `?now=1` also `now`, what
//! happens in the shop. Each at most once a second, and nothing is worked out while nobody listens.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use tokio::sync::watch;
use tokio::time::sleep;

use super::{Server, auth};
use crate::collector::now_ms;
use crate::reports;
use crate::site::Site;

/// A page that looks needs no more.
const PACE: Duration = Duration::from_secs(1);
/// Keeps proxies from closing a quiet line; and so often people leave though nothing is stored.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// So often is asked again whether somebody may look: a line lasts for days, a right may end before.
const CHECKED: Duration = Duration::from_secs(10);

/// One line, and what it waits for.
struct Line {
    request: HttpRequest,
    checked_at: Instant,
    server: Data<Server>,
    site: Arc<Site>,
    stored: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
    tells_now: bool,
    is_new: bool,
}

/// Lasts until the client goes, or the server begins to stop: an open line must not hold up a restart.
pub(super) fn stream(
    request: HttpRequest,
    server: &Data<Server>,
    site: Arc<Site>,
    tells_now: bool,
) -> HttpResponse {
    let line = Line {
        request,
        checked_at: Instant::now(),
        server: Data::clone(server),
        stored: site.stored.subscribe(),
        site,
        stopping: server.stopping.clone(),
        tells_now,
        is_new: true,
    };
    let events = stream::unfold(line, |mut line| async move {
        let message = line.message().await?;
        Some((Ok::<_, actix_web::Error>(Bytes::from(message)), line))
    });
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(("cache-control", "no-store"))
        // nginx would else hold it back.
        .insert_header(("x-accel-buffering", "no"))
        .streaming(events)
}

impl Line {
    /// `None` ends it.
    async fn message(&mut self) -> Option<String> {
        if std::mem::take(&mut self.is_new) {
            return Some(format!("retry: 3000\n\n{}", self.now().await));
        }
        let news = tokio::select! {
            _ = self.stopping.wait_for(|stopping| *stopping) => return None,
            () = sleep(HEARTBEAT) => ": still here\n\n".to_owned(),
            changed = self.stored.changed() => {
                changed.ok()?;
                sleep(PACE).await;
                let events = *self.stored.borrow_and_update();
                format!("event: commit\ndata: {{\"events\":{events}}}\n\n")
            }
        };
        if self.checked_at.elapsed() >= CHECKED {
            auth::readable(&self.request, &self.server, &self.site.key).await.ok()?;
            self.checked_at = Instant::now();
        }
        Some(news + &self.now().await)
    }

    /// Empty for whoever did not ask, and when it can't be read: the next one may be.
    async fn now(&self) -> String {
        if !self.tells_now {
            return String::new();
        }
        self.server.collector.queue.settled().await;
        let site = Arc::clone(&self.site);
        let read = move |server: &Server| {
            server.collector.readers.read(|reading| reports::now(reading, &site, now_ms()))
        };
        auth::block(&self.server, read)
            .await
            .map_or_else(|_| String::new(), |now| format!("event: now\ndata: {now}\n\n"))
    }
}
