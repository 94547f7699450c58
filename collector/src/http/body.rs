//! Bodies must come in time, and all that are coming must fit into memory together. Without this, whoever sends a byte now
//! and then holds a connection for ever, and thousands who send nearly all of a body hold all memory.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::web::{Bytes, BytesMut, Data};
use actix_web::{Error, FromRequest, HttpRequest};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::errors::ApiError;
use super::{Server, own_page};

/// For the whole of a body: 256 kB at 70 kbit/s.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// Of all bodies that are coming in: a thousand of a usual size at a time.
const MAX_COMING_BYTES: usize = 24 * 1024 * 1024;

/// The most that a body of a resource may have, as its `app_data`. Without it none is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct MaxBytes(pub(super) usize);

/// Why there is no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoBody {
    TooLarge,
    /// It broke off, or took too long.
    DidNotArrive,
    /// Too many are coming at once.
    Crowded,
}

impl Body {
    /// As JSON of a known form, which `form` shows.
    pub(super) fn json<T: DeserializeOwned>(self, form: &'static str) -> Result<T, ApiError> {
        let bytes = self.0.map_err(|missing| match missing {
            NoBody::TooLarge => ApiError::TooLarge,
            NoBody::DidNotArrive => ApiError::Unreadable,
            NoBody::Crowded => ApiError::Busy,
        })?;
        serde_json::from_slice(&bytes).map_err(|_| ApiError::parameter("body", form))
    }
}

/// What has come of all bodies that have not come to their ends, in bytes.
pub(super) type Coming = AtomicUsize;

/// A request's body, or why there is none. It is asked for last in a handler's arguments, and refused by the handler, in
/// the words of its way in.
pub(super) struct Body(pub(super) Result<Bytes, NoBody>);

impl FromRequest for Body {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let server = request.app_data::<Data<Server>>().cloned();
        let max_bytes = request.app_data::<MaxBytes>().map_or(0, |max| max.0);
        let payload = payload.take();
        Box::pin(async move {
            let server = server.ok_or(ApiError::Internal)?;
            let body = timeout(BODY_TIMEOUT, read(payload, max_bytes, &server.coming)).await;
            Ok(Self(body.unwrap_or(Err(NoBody::DidNotArrive))))
        })
    }
}

/// What a body of the page's own requests says, in the form of `shape`.
pub(super) fn json_of<T: DeserializeOwned>(
    request: &HttpRequest,
    body: &[u8],
    shape: &'static str,
) -> Result<T, ApiError> {
    own_page::check_json(request)?;
    serde_json::from_slice(body).map_err(|_| ApiError::parameter("body", shape))
}

/// Nearly every body comes in one piece, which is not copied.
async fn read(mut payload: Payload, max_bytes: usize, coming: &Coming) -> Result<Bytes, NoBody> {
    let mut room = Room { coming, bytes: 0 };
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| NoBody::DidNotArrive)?;
        room.take(chunk.len())?;
        if room.bytes > max_bytes {
            return Err(NoBody::TooLarge);
        }
        if first.is_empty() {
            first = chunk;
        } else {
            if rest.is_empty() {
                rest.extend_from_slice(&first);
            }
            rest.extend_from_slice(&chunk);
        }
    }
    Ok(if rest.is_empty() { first } else { rest.freeze() })
}

/// What one body takes of what is there for all.
struct Room<'c> {
    coming: &'c Coming,
    bytes: usize,
}

impl Room<'_> {
    fn take(&mut self, bytes: usize) -> Result<(), NoBody> {
        self.bytes += bytes;
        let before = self.coming.fetch_add(bytes, Ordering::Relaxed);
        if before + bytes > MAX_COMING_BYTES { Err(NoBody::Crowded) } else { Ok(()) }
    }
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        self.coming.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use actix_web::error::PayloadError;
    use futures_util::{Stream, stream};

    use super::*;

    async fn check(
        coming: &Coming,
        chunks: impl Stream<Item = usize> + 'static,
        expected: Result<usize, NoBody>,
    ) {
        let chunks = chunks.map(|bytes| Ok(Bytes::from(vec![b'x'; bytes])));
        let chunks: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> = Box::pin(chunks);
        let payload = Payload::Stream { payload: chunks };
        let body = timeout(BODY_TIMEOUT, read(payload, 10, coming)).await;
        let bytes = body.unwrap_or(Err(NoBody::DidNotArrive)).map(|body| body.len());
        assert_eq!(bytes, expected);
    }

    #[actix_web::test]
    async fn a_body_is_all_its_pieces_within_its_limit_and_in_time() {
        let coming = Coming::default();
        check(&coming, stream::empty(), Ok(0)).await;
        check(&coming, stream::iter([3]), Ok(3)).await;
        check(&coming, stream::iter([1, 2, 7]), Ok(10)).await;
        check(&coming, stream::iter([1, 10]), Err(NoBody::TooLarge)).await;
        tokio::time::pause();
        check(&coming, stream::iter([1]).chain(stream::pending()), Err(NoBody::DidNotArrive)).await;
    }

    #[actix_web::test]
    async fn bodies_that_end_make_room_for_others() {
        let coming = Coming::new(MAX_COMING_BYTES - 1);
        check(&coming, stream::iter([1]), Ok(1)).await;
        check(&coming, stream::iter([2]), Err(NoBody::Crowded)).await;
        assert_eq!(coming.load(Ordering::Relaxed), MAX_COMING_BYTES - 1);
    }
}
