//! What changes something by cookie must come from a page of ours. A cookie goes along with whatever a page of anybody's
//! asks for; `SameSite` leaves out pages of other sites, but not of a neighbour under the same domain, nor in old browsers.

use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_TYPE, HOST, HeaderName};
use actix_web::web::Data;

use super::errors::ApiError;
use super::{Server, client};

/// Every browser in use says where a POST comes from: by `Sec-Fetch-Site` over TLS and on loopback, by `Origin` everywhere.
/// Whoever says neither is refused. And it is JSON, which no
/// form sends.
pub(super) fn check(request: &HttpRequest, server: &Data<Server>) -> Result<(), ApiError> {
    let header = |name: HeaderName| request.headers().get(name).map(|value| value.to_str());
    let is_ours = match header(HeaderName::from_static("sec-fetch-site")) {
        Some(from) => from.is_ok_and(|from| from == "same-origin"),
        None => client::origin(request).is_some_and(|origin| is_own(origin, request, server)),
    };
    if !is_ours {
        return Err(ApiError::OtherPage);
    }
    check_json(request)
}

/// A page of somebody else's can't send this type without asking first, and nobody answers that.
pub(super) fn check_json(request: &HttpRequest) -> Result<(), ApiError> {
    let content = request.headers().get(CONTENT_TYPE).and_then(|content| content.to_str().ok());
    let media_type = content.and_then(|content| content.split(';').next()).unwrap_or_default();
    if media_type.trim().eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(ApiError::parameter("content-type", "application/json"))
    }
}

/// The public URL's, or that under which this very request was sent.
fn is_own(origin: &str, request: &HttpRequest, server: &Data<Server>) -> bool {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let public = server.collector.public_url().map(client::origin_of);
    let authority = client::authority(origin);
    // What is sent over plain HTTP under our name may have been written by anybody on the way.
    let is_safe = !server.secure || origin.starts_with("https://");
    is_safe && !authority.is_empty() && (host == Some(authority) || public == Some(origin))
}
