//! Why nothing of a request is taken, whichever way it came in.

use std::borrow::Cow;
use std::sync::Arc;

use actix_web::http::StatusCode;
use footfall_protocol::Refusal;

use super::body::NoBody;
use crate::collector::Collector;
use crate::site::Site;

/// What is counted, and what each way in answers in its own words.
pub(super) struct Refused {
    site: Option<Arc<Site>>,
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) field: Cow<'static, str>,
    pub(super) words: &'static str,
    /// The one that the site does not allow.
    origin: Option<String>,
}

impl Refused {
    pub(super) fn new(
        site: Option<Arc<Site>>,
        status: StatusCode,
        code: &'static str,
        words: &'static str,
    ) -> Self {
        Self { site, status, code, field: Cow::Borrowed(""), words, origin: None }
    }

    /// Of a body that did not arrive as a whole.
    pub(super) fn unread(why: NoBody) -> Self {
        let (status, code, words) = match why {
            NoBody::TooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", "its body is too large")
            }
            NoBody::DidNotArrive => {
                (StatusCode::BAD_REQUEST, "unreadable", "its body did not arrive")
            }
            NoBody::Crowded => {
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "too many come at once")
            }
        };
        Self::new(None, status, code, words)
    }

    /// Nothing is wrong with it, and it can't be taken now.
    pub(super) fn unavailable(site: Option<Arc<Site>>) -> Self {
        Self::new(site, StatusCode::SERVICE_UNAVAILABLE, "unavailable", "send it again")
    }

    pub(super) fn unknown_site() -> Self {
        let words = "there is no such site here";
        Self::new(None, StatusCode::NOT_FOUND, "unknown_site", words).about("site")
    }

    /// The same, of a field.
    pub(super) fn about(self, field: &'static str) -> Self {
        Self { field: Cow::Borrowed(field), ..self }
    }

    /// The same, of a page of this origin.
    pub(super) fn of_page(self, origin: Option<&str>) -> Self {
        Self { origin: origin.map(str::to_owned), ..self }
    }

    /// The same, counted at a site.
    pub(super) fn at(self, site: Arc<Site>) -> Self {
        Self { site: Some(site), ..self }
    }

    pub(super) fn count(&self, collector: &Collector, received_at_ms: i64) {
        collector.count_drop(self.site.as_deref(), received_at_ms, self.code);
        if let (Some(site), Some(origin)) = (&self.site, &self.origin) {
            let day = site.day_of(received_at_ms);
            collector.drops.origin(site.id, day, origin, received_at_ms);
        }
    }
}

impl From<Refusal> for Refused {
    fn from(Refusal { reason, field }: Refusal) -> Self {
        let bad = Self::new(None, StatusCode::BAD_REQUEST, reason.code(), reason.words());
        Self { field, ..bad }
    }
}
