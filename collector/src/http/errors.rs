//! Errors as the contract has them: `{"error":{"code","message","field"}}`, and never an internal detail.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpResponse, ResponseError};
use footfall_protocol::Refusal;
use serde_json::json;

use crate::control::ControlError;
use crate::ingest::RateLimited;
use crate::reports::{PeriodError, ReportError};
use crate::segment::FilterError;
use crate::store::StoreError;

#[derive(Debug, thiserror::Error)]
pub(super) enum ApiError {
    /// Default deny: no session, no key.
    #[error("sign in, or send a key: Authorization: Bearer ff_…")]
    Unauthorized,
    /// A key of another site or scope, or somebody without the role for it.
    #[error("you may not do that here")]
    Forbidden,
    /// Of an account that there is, or of one that there is not.
    #[error("no account here has this address and password")]
    WrongPassword,
    /// A change by cookie that no page of ours sends.
    #[error("only a page of this server may do that")]
    OtherPage,
    #[error("this link is unknown, used or expired")]
    NoLink,
    #[error("there is no such site")]
    UnknownSite,
    #[error("there is nothing here")]
    NotFound,
    #[error("{message}")]
    Parameter { field: &'static str, message: Cow<'static, str> },
    /// A body that is not believed, none of it.
    #[error("the request was refused: {}", .0.reason.words())]
    Refused(Refusal),
    #[error("the request was refused: its body is too large")]
    TooLarge,
    #[error("the request was refused: its body did not arrive")]
    Unreadable,
    /// No room in the queue.
    #[error("not stored; send it again")]
    Full,
    /// Too many ask for something that takes its time.
    #[error("too many at once; try again")]
    Busy,
    /// The commit failed; the cause is in the log.
    #[error("not stored; send it again")]
    NotStored,
    #[error("too many; send it again later")]
    RateLimited(RateLimited),
    /// It lives, but nothing can be stored.
    #[error("nothing can be stored at the moment")]
    NotReady,
    /// The cause is in the log.
    #[error("something went wrong here; the server's log knows more")]
    Internal,
}

impl ApiError {
    fn parts(&self) -> (StatusCode, &'static str, Option<&str>) {
        match self {
            ApiError::Unauthorized => (StatusCode::UNAUTHORIZED, "unauthorized", None),
            ApiError::Forbidden => (StatusCode::FORBIDDEN, "forbidden", None),
            ApiError::WrongPassword => (StatusCode::UNAUTHORIZED, "wrong_password", None),
            ApiError::OtherPage => (StatusCode::FORBIDDEN, "other_page", None),
            ApiError::NoLink => (StatusCode::NOT_FOUND, "unknown_link", None),
            ApiError::UnknownSite => (StatusCode::NOT_FOUND, "unknown_site", None),
            ApiError::NotFound => (StatusCode::NOT_FOUND, "not_found", None),
            ApiError::Parameter { field, .. } => {
                (StatusCode::BAD_REQUEST, "invalid_parameter", Some(field))
            }
            ApiError::Refused(refusal) => {
                let field = Some(&*refusal.field).filter(|field| !field.is_empty());
                (StatusCode::BAD_REQUEST, refusal.reason.code(), field)
            }
            ApiError::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", None),
            ApiError::Unreadable => (StatusCode::BAD_REQUEST, "unreadable", None),
            ApiError::Full | ApiError::NotStored => {
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable", None)
            }
            ApiError::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy", None),
            ApiError::RateLimited(_) => (StatusCode::TOO_MANY_REQUESTS, "rate_limited", None),
            ApiError::NotReady => (StatusCode::SERVICE_UNAVAILABLE, "not_ready", None),
            ApiError::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal", None),
        }
    }

    pub(super) fn parameter(field: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        ApiError::Parameter { field, message: message.into() }
    }

    /// The name under which it is counted.
    pub(super) fn code(&self) -> &'static str {
        self.parts().1
    }

    /// Logs the cause, hides it outside.
    pub(super) fn internal(error: impl std::fmt::Display) -> Self {
        tracing::error!(%error, "a request failed");
        ApiError::Internal
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.parts().0
    }

    fn error_response(&self) -> HttpResponse {
        let (status, code, field) = self.parts();
        let mut error = json!({ "code": code, "message": self.to_string() });
        if let Some(field) = field {
            error["field"] = json!(field);
        }
        let mut response = HttpResponse::build(status);
        match self {
            ApiError::RateLimited(limited) => {
                response.insert_header((RETRY_AFTER, limited.retry_after_s));
            }
            _ if status == StatusCode::SERVICE_UNAVAILABLE => {
                response.insert_header((RETRY_AFTER, super::RETRY_AFTER_S));
            }
            _ => {}
        }
        response.json(json!({ "error": error }))
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        ApiError::internal(error)
    }
}

impl From<ControlError> for ApiError {
    fn from(error: ControlError) -> Self {
        match error {
            ControlError::Setting { field, message } => ApiError::parameter(field, message),
            error => ApiError::internal(error),
        }
    }
}

impl From<PeriodError> for ApiError {
    fn from(PeriodError { field, message }: PeriodError) -> Self {
        ApiError::parameter(field, message)
    }
}

impl From<FilterError> for ApiError {
    fn from(error: FilterError) -> Self {
        ApiError::parameter("filter", error.to_string())
    }
}

impl From<ReportError> for ApiError {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Store(error) => error.into(),
            ReportError::Parameter { field, message } => ApiError::parameter(field, message),
        }
    }
}
