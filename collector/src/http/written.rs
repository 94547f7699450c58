//! What somebody who is signed in writes: JSON only. A page of somebody else's can't send that type without asking first,
//! and nobody answers that.

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use super::errors::ApiError;

/// Reads a body. A field that is not as it should be is named where serde names it.
pub(super) fn read<T: DeserializeOwned>(
    request: &HttpRequest,
    body: &[u8],
    form: &'static str,
) -> Result<T, ApiError> {
    let is_json = request.headers().get(CONTENT_TYPE).is_some_and(|content| {
        content.to_str().is_ok_and(|content| content.starts_with("application/json"))
    });
    if !is_json {
        return Err(ApiError::parameter("content-type", "application/json"));
    }
    serde_json::from_slice(body).map_err(|_| ApiError::parameter("body", form))
}
