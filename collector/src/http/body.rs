//! Bodies must come in time, and all that are coming must fit into memory together. Without this, whoever sends a byte now
//! and then holds a connection for ever, and thousands who send nearly all of a body hold all memory.

use std::cell::Cell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage};
use futures_util::{FutureExt, Stream, StreamExt};
use tokio::time::{Sleep, sleep};

use super::events;
use super::not_stored::NotStored;

/// For the rest of a body after its head: 256 kB at 70 kbit/s.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// Of all bodies that are coming in: a thousand of a usual size at a time.
const MAX_COMING_BYTES: usize = 24 * 1024 * 1024;

/// What has come of all bodies that have not come to their ends, in bytes.
pub(super) type Coming = Arc<AtomicUsize>;

/// A body that is late is one that did not arrive. One for which there is no room is 503, whatever the handler makes of it.
pub(super) async fn limit(
    coming: Coming,
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    let payload = request.take_payload();
    if matches!(payload, Payload::None) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let crowded = Rc::new(Cell::new(false));
    let body = Body { payload, timeout: None, bytes: 0, coming, crowded: Rc::clone(&crowded) };
    request.set_payload(Payload::Stream { payload: Box::pin(body) });
    let response = next.call(request).await?;
    if crowded.get() {
        return Ok(response
            .into_response(events::refusal(&NotStored::Unavailable))
            .map_into_right_body());
    }
    Ok(response.map_into_left_body())
}

struct Body {
    payload: Payload,
    /// Begins to run with the first wait: nearly every body comes with its head.
    timeout: Option<Pin<Box<Sleep>>>,
    bytes: usize,
    coming: Coming,
    crowded: Rc<Cell<bool>>,
}

impl Stream for Body {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<Self::Item>> {
        match self.payload.poll_next_unpin(context) {
            Poll::Ready(Some(Ok(chunk))) => {
                self.bytes += chunk.len();
                let before = self.coming.fetch_add(chunk.len(), Ordering::Relaxed);
                if before + chunk.len() > MAX_COMING_BYTES {
                    self.crowded.set(true);
                    return Poll::Ready(Some(Err(failed(io::ErrorKind::ResourceBusy))));
                }
                Poll::Ready(Some(Ok(chunk)))
            }
            Poll::Ready(end) => Poll::Ready(end),
            Poll::Pending => {
                let timeout = self.timeout.get_or_insert_with(|| Box::pin(sleep(BODY_TIMEOUT)));
                timeout.poll_unpin(context).map(|()| Some(Err(failed(io::ErrorKind::TimedOut))))
            }
        }
    }
}

fn failed(kind: io::ErrorKind) -> PayloadError {
    PayloadError::Io(kind.into())
}

impl Drop for Body {
    fn drop(&mut self) {
        self.coming.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, web};
    use futures_util::stream;

    use super::*;

    fn body(coming: &Coming, chunks: impl Stream<Item = Bytes> + 'static) -> Body {
        let chunks = chunks.map(Ok);
        Body {
            payload: Payload::Stream { payload: Box::pin(chunks) },
            timeout: None,
            bytes: 0,
            coming: Arc::clone(coming),
            crowded: Rc::default(),
        }
    }

    fn chunk(bytes: usize) -> Bytes {
        vec![b'x'; bytes].into()
    }

    #[actix_web::test]
    async fn a_body_that_comes_is_passed_on_and_one_that_does_not_ends() {
        let coming = Coming::default();
        let came = body(&coming, stream::iter([chunk(1), chunk(2)])).collect::<Vec<_>>().await;
        assert!(matches!(came.as_slice(), [Ok(_), Ok(_)]), "{came:?}");
        tokio::time::pause();
        let stuck = body(&coming, stream::pending()).next().await;
        assert!(matches!(stuck, Some(Err(PayloadError::Io(_)))), "{stuck:?}");
    }

    #[actix_web::test]
    async fn bodies_that_end_make_room_for_others() {
        let coming = Coming::default();
        let mut first = body(&coming, stream::iter([chunk(MAX_COMING_BYTES)]));
        assert!(matches!(first.next().await, Some(Ok(_))));
        let mut second = body(&coming, stream::iter([chunk(1), chunk(1)]));
        assert!(matches!(second.next().await, Some(Err(_))));
        assert!(second.crowded.get());
        drop((first, second));
        assert_eq!(coming.load(Ordering::Relaxed), 0);
        assert!(matches!(body(&coming, stream::iter([chunk(1)])).next().await, Some(Ok(_))));
    }

    #[actix_web::test]
    async fn without_room_the_answer_is_503_and_when_to_come_again() {
        let coming = Coming::default();
        let limited = Arc::clone(&coming);
        let app = App::new()
            .wrap(from_fn(move |request, next| limit(Arc::clone(&limited), request, next)))
            .route("/", web::post().to(async |body: Bytes| body.len().to_string()));
        let app = init_service(app).await;
        let ask = async |app: &_| {
            call_service(app, TestRequest::post().uri("/").set_payload("body").to_request()).await
        };
        assert_eq!(ask(&app).await.status(), 200);
        coming.fetch_add(MAX_COMING_BYTES, Ordering::Relaxed);
        let refused = ask(&app).await;
        assert_eq!(refused.status(), 503);
        assert!(refused.headers().contains_key("retry-after"));
        assert!(refused.headers().contains_key("access-control-allow-origin"));
    }
}
