//! A body must come in time. Without this, whoever sends a byte now and then holds a connection for ever, and what it has
//! sent so far with it.

use std::io;
use std::task::Poll;
use std::time::Duration;

use actix_web::{Error, HttpMessage};
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::middleware::Next;
use futures_util::{FutureExt, StreamExt, stream};
use tokio::time::{Sleep, sleep};

/// For the rest of a body after its head: 256 kB at 70 kbit/s.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// To whoever reads it, a body that is late is one that did not arrive.
pub(super) async fn in_time(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let body = request.take_payload();
    if matches!(body, Payload::None) {
        return next.call(request).await;
    }
    request.set_payload(limited(body));
    next.call(request).await
}

fn limited(mut body: Payload) -> Payload {
    // Begins to run with the first wait: nearly every body comes with its head.
    let mut timeout: Option<std::pin::Pin<Box<Sleep>>> = None;
    let payload = stream::poll_fn(move |context| match body.poll_next_unpin(context) {
        Poll::Ready(chunk) => Poll::Ready(chunk),
        Poll::Pending => {
            let timeout = timeout.get_or_insert_with(|| Box::pin(sleep(BODY_TIMEOUT)));
            timeout.poll_unpin(context).map(|()| {
                Some(Err(PayloadError::Io(io::Error::from(io::ErrorKind::TimedOut))))
            })
        }
    });
    Payload::Stream { payload: Box::pin(payload) }
}

#[cfg(test)]
mod tests {
    use actix_web::web::Bytes;

    use super::*;

    #[actix_web::test]
    async fn a_body_that_comes_is_passed_on_and_one_that_does_not_ends() {
        let came = stream::iter([Ok(Bytes::from_static(b"a")), Ok(Bytes::from_static(b"b"))]);
        let came: Vec<_> = limited(Payload::Stream { payload: Box::pin(came) }).collect().await;
        assert!(matches!(came.as_slice(), [Ok(_), Ok(_)]), "{came:?}");
        tokio::time::pause();
        let stuck = stream::pending();
        let stuck = limited(Payload::Stream { payload: Box::pin(stuck) }).next().await;
        assert!(matches!(stuck, Some(Err(PayloadError::Io(_)))), "{stuck:?}");
    }
}
