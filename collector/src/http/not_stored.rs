//! Whether a believed batch is on disk, or why nothing of it is. It is counted by then; each way in answers in its own words.

use actix_web::http::StatusCode;
use tokio::sync::oneshot;

use super::RETRY_AFTER_S;
use crate::ingest::{RateLimited, Stored};

/// On its way to disk.
pub(super) struct Storing(pub(super) oneshot::Receiver<Stored>);

/// Returns once it is on disk, or why it is not.
pub(super) async fn stored(storing: Result<Storing, NotStored>) -> Result<(), NotStored> {
    storing?.0.await.unwrap_or(Err(())).map_err(|()| NotStored::Unavailable)
}

#[derive(Debug)]
pub(super) enum NotStored {
    /// Nobody has looked at the page yet: there is nothing to send again, and nothing was wrong.
    Prefetched,
    RateLimited(RateLimited),
    /// No room, or no disk.
    Unavailable,
}

impl NotStored {
    pub(super) fn may_be_sent_again(&self) -> bool {
        !matches!(self, NotStored::Prefetched)
    }

    pub(super) fn status(&self) -> StatusCode {
        match self {
            NotStored::Prefetched => StatusCode::OK,
            NotStored::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
            NotStored::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Of the header that belongs to the status: whole seconds, never 0.
    pub(super) fn retry_after_s(&self) -> u64 {
        match self {
            NotStored::RateLimited(limited) => limited.retry_after_s,
            NotStored::Prefetched | NotStored::Unavailable => RETRY_AFTER_S,
        }
    }

    /// A stable code, and a sentence.
    pub(super) fn words(&self) -> (&'static str, &'static str) {
        match self {
            NotStored::Prefetched => ("prefetch", "nobody has looked at the page yet"),
            NotStored::RateLimited(_) => ("rate_limited", "too many; send it again later"),
            NotStored::Unavailable => ("unavailable", "not stored; send it again"),
        }
    }
}
