//! Every route that is no report and no page.

use utoipa::openapi::HttpMethod;

use super::beside;
use super::people::PEOPLE_DOORS;
use super::setting_up::SETTING_UP;
use crate::people::Act;

/// A route: who may come, with what, and what they hear.
pub(super) struct Door {
    pub(super) path: &'static str,
    pub(super) method: Method,
    pub(super) tag: &'static str,
    pub(super) about: &'static str,
    pub(super) who: Who,
    /// Parameters of the query.
    pub(super) query: &'static [(&'static str, &'static str)],
    /// Content type, and the name of a schema.
    pub(super) body: Option<(&'static str, &'static str)>,
    pub(super) answers: &'static [(&'static str, &'static str, Said)],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Post,
    Delete,
}

/// Who may come. The tests send everybody to each door and look who gets in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Who {
    Anybody,
    /// Whoever may do this, by `crate::people::allowed`: at the path's site, else at any.
    May(Act),
    /// The same, by a key alone.
    Key(Act),
    /// A person, about themselves.
    SignedIn,
    /// A person or a guest, about themselves.
    Visitor,
}

pub(super) enum Said {
    Nothing,
    /// By the name of a schema.
    Json(&'static str),
    /// By its content type.
    Other(&'static str),
}

impl Who {
    /// `anybody`, the act's word, `key to …`, `signed in`, `visitor`.
    pub(super) fn word(self) -> String {
        match self {
            Who::Anybody => "anybody".to_owned(),
            Who::May(act) => act.as_str().to_owned(),
            Who::Key(act) => format!("key to {}", act.as_str()),
            Who::SignedIn => "signed in".to_owned(),
            Who::Visitor => "visitor".to_owned(),
        }
    }
}

impl Door {
    pub(super) fn method(&self) -> HttpMethod {
        match self.method {
            Method::Get => HttpMethod::Get,
            Method::Post => HttpMethod::Post,
            Method::Delete => HttpMethod::Delete,
        }
    }

    /// `post_v1_events`
    pub(super) fn id(&self) -> String {
        let words = self.path.split(|letter: char| !letter.is_ascii_alphanumeric());
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        let method = match self.method {
            Method::Get => "get",
            Method::Post => "post",
            Method::Delete => "delete",
        };
        format!("{method}_{}", words.join("_"))
    }
}

pub(super) const fn get(
    tag: &'static str,
    path: &'static str,
    who: Who,
    about: &'static str,
    answers: &'static [(&'static str, &'static str, Said)],
) -> Door {
    Door { path, method: Method::Get, tag, about, who, query: &[], body: None, answers }
}

pub(super) const fn post(
    tag: &'static str,
    path: &'static str,
    who: Who,
    about: &'static str,
    body: Option<(&'static str, &'static str)>,
    answers: &'static [(&'static str, &'static str, Said)],
) -> Door {
    Door { path, method: Method::Post, tag, about, who, query: &[], body, answers }
}

pub(super) const fn delete(
    tag: &'static str,
    path: &'static str,
    who: Who,
    about: &'static str,
    answers: &'static [(&'static str, &'static str, Said)],
) -> Door {
    Door { path, method: Method::Delete, tag, about, who, query: &[], body: None, answers }
}

impl Door {
    pub(super) const fn query(self, query: &'static [(&'static str, &'static str)]) -> Self {
        Self { query, ..self }
    }
}

pub(super) const PEOPLE: &str = "People";
pub(super) const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const GIF: &str = "image/gif";
const SCRIPT: &str = "text/javascript";

const SCRIPT_ANSWER: &[(&str, &str, Said)] = &[
    ("200", "The tag's script", Said::Other(SCRIPT)),
    ("304", "The script that the client has", Said::Nothing),
];
const MATOMO_ANSWERS: &[(&str, &str, Said)] = &[
    ("200", "A pixel, or for a bulk how many hits were taken", Said::Other(GIF)),
    ("204", "With send_image=0", Said::Nothing),
    ("401", "A token that is none", Said::Nothing),
];
const PIWIK_PRO_ANSWERS: &[(&str, &str, Said)] =
    &[("202", "Taken", Said::Nothing), ("401", "A token that is none", Said::Nothing)];
const BATCH_ANSWERS: &[(&str, &str, Said)] = &[
    ("200", "On disk, but for those that are refused", Said::Json("Accepted")),
    ("400", "All are refused, or the batch as a whole", Said::Json("Refused")),
    ("403", "An origin that the site does not allow", Said::Json("Error")),
    ("404", "No such site", Said::Json("Error")),
    ("413", "Too large", Said::Json("Error")),
    ("429", "Too many; see Retry-After", Said::Json("Error")),
    ("503", "Not stored; see Retry-After", Said::Json("Error")),
];

/// All of them.
pub(super) fn doors() -> impl Iterator<Item = &'static Door> {
    DOORS.iter().chain(PEOPLE_DOORS).chain(beside::DOORS).chain(SETTING_UP)
}

const DOORS: &[Door] = &[
    get(
        "Reading",
        "/api/v1/openapi.json",
        Who::Anybody,
        "This document.",
        &[("200", "An OpenAPI document", Said::Json("Document"))],
    ),
    get(
        "Reading",
        "/api/v1/definitions",
        Who::May(Act::Totals),
        "What every number and every word means.",
        &[
            ("200", "The registry", Said::Json("Definitions")),
            ("401", "No key, and nobody signed in", Said::Json("Error")),
        ],
    ),
    get(
        "Reading",
        "/api/v1/sites",
        Who::May(Act::Totals),
        "The shops that one may read.",
        &[
            ("200", "The shops", Said::Json("Sites")),
            ("401", "No key, and nobody signed in", Said::Json("Error")),
        ],
    ),
    get(
        "Reading",
        "/api/v1/sites/{site}/segments",
        Who::May(Act::Rows),
        "Filters that the site keeps under a name, for `?segment=NAME` of every report.",
        &[
            ("200", "The segments", Said::Json("Segments")),
            ("401", "No key, and nobody signed in", Said::Json("Error")),
            ("403", "Not with this key or role", Said::Json("Error")),
        ],
    ),
    post(
        "Reading",
        "/api/v1/sites/{site}/segments",
        Who::May(Act::Annotate),
        "Keeps a filter under a name; without a filter, forgets it. With an admin key, or as an analyst.",
        Some((JSON, "Segment")),
        &[
            ("200", "It is kept", Said::Json("Segment")),
            ("204", "It is forgotten", Said::Nothing),
            ("400", "Not a name, or not a filter", Said::Json("Error")),
            ("401", "No key, and nobody signed in", Said::Json("Error")),
            ("403", "Not with this key or role", Said::Json("Error")),
            ("404", "There is none of that name", Said::Json("Error")),
        ],
    ),
    post(
        "Sending",
        "/api/v1/sites/{site}/events",
        Who::Key(Act::Send),
        "Orders, refunds and cancellations from the shop's server, with an ingest key.",
        Some((JSON, "ServerEvents")),
        &[
            ("200", "On disk, but for those that are refused", Said::Json("Accepted")),
            ("400", "All are refused, or the request as a whole", Said::Json("Refused")),
            ("401", "No key", Said::Json("Error")),
            ("403", "Not with this key or role", Said::Json("Error")),
            ("413", "Too large", Said::Json("Error")),
            ("429", "Too many; see Retry-After", Said::Json("Error")),
            ("503", "Not stored; see Retry-After", Said::Json("Error")),
        ],
    ),
    post(
        "Sending",
        "/v1/events",
        Who::Anybody,
        "A batch of a tracker, across origins and without credentials. The path can be renamed.",
        Some(("text/plain", "Batch")),
        BATCH_ANSWERS,
    ),
    post(
        "Sending",
        "/v1/events/check",
        Who::Anybody,
        "What would be answered to a batch, in words; nothing is stored.",
        Some(("text/plain", "Batch")),
        BATCH_ANSWERS,
    ),
    get(
        "Sending",
        "/v1/pixel.gif",
        Who::Anybody,
        "The page view of a browser that runs no script.",
        &[
            ("200", "A pixel", Said::Other(GIF)),
            ("403", "A page of another origin", Said::Other(GIF)),
            ("404", "No such site", Said::Other(GIF)),
        ],
    )
    .query(&[("site", "The shop's id.")]),
    get("Other systems", "/matomo.php", Who::Anybody, "Matomo's tracking API.", MATOMO_ANSWERS)
        .query(&[("idsite", "The shop's id."), ("rec", "1.")]),
    post(
        "Other systems",
        "/matomo.php",
        Who::Anybody,
        "The same, also in bulk.",
        Some((FORM, "Form")),
        MATOMO_ANSWERS,
    ),
    get("Other systems", "/piwik.php", Who::Anybody, "Matomo's tracking API.", MATOMO_ANSWERS)
        .query(&[("idsite", "The shop's id."), ("rec", "1.")]),
    post(
        "Other systems",
        "/piwik.php",
        Who::Anybody,
        "The same, also in bulk.",
        Some((FORM, "Form")),
        MATOMO_ANSWERS,
    ),
    get("Other systems", "/ppms.php", Who::Anybody, "Piwik PRO's tracking API.", PIWIK_PRO_ANSWERS)
        .query(&[("idsite", "The shop's id."), ("rec", "1.")]),
    post(
        "Other systems",
        "/ppms.php",
        Who::Anybody,
        "The same, also in bulk.",
        Some((FORM, "Form")),
        PIWIK_PRO_ANSWERS,
    ),
    post(
        "Other systems",
        "/mp/collect",
        Who::Anybody,
        "Google's measurement protocol.",
        Some((JSON, "Form")),
        &[("204", "Whatever was sent", Said::Nothing), ("503", "Not stored", Said::Nothing)],
    )
    .query(&[("measurement_id", "The shop's id."), ("api_secret", "An ingest key.")]),
    post(
        "Other systems",
        "/debug/mp/collect",
        Who::Anybody,
        "What would be wrong with it; nothing is stored.",
        Some((JSON, "Form")),
        &[("200", "What is wrong", Said::Json("Form"))],
    )
    .query(&[("measurement_id", "The shop's id."), ("api_secret", "An ingest key.")]),
    get(
        "Tag",
        "/footfall.js",
        Who::Anybody,
        "The tag's script. The path can be renamed.",
        SCRIPT_ANSWER,
    ),
    get("Tag", "/matomo.js", Who::Anybody, "The same, where Matomo's tags look.", SCRIPT_ANSWER),
    get("Tag", "/piwik.js", Who::Anybody, "The same, where Matomo's tags look.", SCRIPT_ANSWER),
    get("Tag", "/ppms.js", Who::Anybody, "The same, where Piwik PRO's tags look.", SCRIPT_ANSWER),
    get(
        "Tag",
        "/{site}.js",
        Who::Anybody,
        "The same, for a shop by its id.",
        &[
            ("200", "The tag's script", Said::Other(SCRIPT)),
            ("404", "No such site", Said::Json("Error")),
        ],
    ),
    get(
        "Operation",
        "/healthz",
        Who::Anybody,
        "Whether it lives.",
        &[("200", "ok", Said::Other("text/plain"))],
    ),
    get(
        "Operation",
        "/readyz",
        Who::Anybody,
        "Whether it can store.",
        &[
            ("200", "ok", Said::Other("text/plain")),
            ("503", "Nothing can be stored", Said::Json("Error")),
        ],
    ),
    get(
        "Operation",
        "/metrics",
        Who::Key(Act::Operate),
        "For Prometheus: with an admin key, or by a program of the same machine.",
        &[
            ("200", "Metrics", Said::Other("application/openmetrics-text")),
            ("401", "No key", Said::Json("Error")),
            ("403", "A key that is no admin's", Said::Json("Error")),
        ],
    ),
];
