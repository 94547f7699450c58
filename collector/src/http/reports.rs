//! `GET /api/v1/sites…`: what is asked becomes a checked question; what a metric is, `crate::reports` knows.

use std::sync::Arc;

use actix_web::http::header::{ETag, EntityTag};
use actix_web::web::{self, Data, Path, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use super::errors::ApiError;
use super::forms::negotiated;
use super::tags::Known;
use super::{Server, auth, live};
use crate::collector::now_ms;
use crate::people::{Act, Who, act_of_report};
use crate::reports::{Asked, Compare, Form, Period, REPORTS, Report, definitions, fingerprint};
use crate::segment::{Dimension, Filter};
use crate::site::Site;
use crate::store::Reading;

/// Rows of a table when nothing else is asked for, and at most.
const DEFAULT_LIMIT: i64 = 100;
const MAX_LIMIT: i64 = 10_000;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.route("/api/v1/definitions", web::get().to(definitions));
    config.route("/api/v1/sites", web::get().to(sites));
    config.route("/api/v1/sites/{site}/live", web::get().to(live));
    for report in REPORTS {
        let path = format!("/api/v1/sites/{{site}}/{}", report.id);
        let handler =
            move |request, server, key| async move { answer(report, request, server, key).await };
        config.route(&path, web::get().to(handler));
    }
}

type Answer = Result<HttpResponse, ApiError>;

/// Checked parameters, which own what a question borrows.
struct Question {
    site: Arc<Site>,
    period: Period,
    compare: Option<Compare>,
    filter: Option<Filter>,
    limit: i64,
    query: Vec<(String, String)>,
}

impl Question {
    fn of(site: Arc<Site>, query: Vec<(String, String)>) -> Result<Self, ApiError> {
        let said = |name: &str| {
            query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
        };
        let compare = match said("compare") {
            None => None,
            Some("previous") => Some(Compare::Previous),
            Some("year") => Some(Compare::Year),
            Some(_) => return Err(ApiError::parameter("compare", "previous, or year")),
        };
        let limit = match said("limit").map(str::parse) {
            None => DEFAULT_LIMIT,
            Some(Ok(limit)) if (1..=MAX_LIMIT).contains(&limit) => limit,
            Some(_) => return Err(ApiError::parameter("limit", "a number from 1 to 10,000")),
        };
        let filter = said("filter").filter(|text| !text.trim().is_empty()).map(Filter::parse);
        let filter = filter.transpose()?;
        let period = Period::parse(said("from"), said("to"))?;
        Ok(Self { site, period, compare, filter, limit, query })
    }

    /// As guests may ask: within the filter of their share, if it has one, and of no order by its number, which others
    /// could count on from their own.
    fn of_guest(mut self, lock: Option<&str>) -> Result<Self, ApiError> {
        if self.filter.as_ref().is_some_and(|filter| filter.asks_about(Dimension::OrderId)) {
            return Err(ApiError::parameter("filter", "a shared link shows no single order"));
        }
        if let Some(lock) = lock {
            let both = [Some(Filter::parse(lock)?), self.filter.take()];
            self.filter = Some(Filter::All(both.into_iter().flatten().collect()));
        }
        Ok(self)
    }

    /// A saved segment, and what is asked beside it.
    fn with_segment(mut self, reading: &Reading) -> Result<Self, ApiError> {
        let Some(name) = self.said("segment") else { return Ok(self) };
        let saved = reading
            .saved_segment(self.site.id, name)?
            .ok_or_else(|| ApiError::parameter("segment", "there is no segment of that name"))?;
        let both = [Some(Filter::parse(&saved)?), self.filter.take()];
        self.filter = Some(Filter::All(both.into_iter().flatten().collect()));
        Ok(self)
    }

    fn said(&self, name: &str) -> Option<&str> {
        let said = self.query.iter().find(|(known, _)| known == name);
        said.map(|(_, value)| value.as_str())
    }

    /// `shop-overview-2026-11-01-2026-11-30.csv`
    fn file_name(&self, report: &str, form: Form) -> String {
        let (from, to) = self.period.dates();
        format!("{}-{report}-{from}-{to}.{}", self.site.key, form.name())
    }

    fn asked(&self) -> Asked<'_> {
        Asked {
            site: &self.site,
            period: self.period,
            compare: self.compare,
            filter: self.filter.as_ref(),
            limit: self.limit,
            after: self.said("after"),
            now_ms: now_ms(),
            query: &self.query,
        }
    }
}

/// Answers in one read transaction, so that all numbers of an answer, and its tag, are of one moment.
async fn answer(
    report: &'static Report,
    request: HttpRequest,
    server: Data<Server>,
    key: Path<String>,
) -> Answer {
    let act = act_of_report(report.id);
    let (caller, site) = auth::permitted(&request, &server, act, &key).await?;
    let lock = caller.lock(&site.key).map(str::to_owned);
    let query = Query::<Vec<(String, String)>>::from_query(request.query_string())
        .map_err(|_| ApiError::parameter("query", "the query can't be read"))?;
    let is_guest = caller.who_at(&site.key) == Some(Who::Guest);
    let question = Question::of(site, query.into_inner())?;
    let question = if is_guest { question.of_guest(lock.as_deref())? } else { question };
    let form = negotiated(&request, question.said("format"))?;
    let name = question.file_name(report.id, form);
    let known = Known::of(&request);
    server.collector.queue.settled().await;
    let uri = request.uri().to_string();
    let work = move |server: &Server| {
        let lock = lock.as_deref().unwrap_or_default();
        server.collector.readers.read(|reading| {
            let question = question.with_segment(reading)?;
            let asked = question.asked();
            let tag = fingerprint(report, reading, &asked)?
                .map(|print| server.tags.of(&[&uri, form.name(), lock, &print]));
            if let Some(tag) = tag.as_ref().filter(|tag| known.has(tag)) {
                return Ok(Answered { tag: tag.clone(), body: None, next: None });
            }
            let answer = (report.answer)(reading, &asked)?;
            let body = form.write(report.id, &answer).map_err(ApiError::internal)?;
            // What is not known beforehand is compared when it is there.
            let tag = tag.unwrap_or_else(|| server.tags.of_body(&body));
            let next = answer["next"].as_str().map(str::to_owned);
            let body = (!known.has(&tag)).then_some(body);
            Ok::<_, ApiError>(Answered { tag, body, next })
        })
    };
    let Answered { tag, body, next } = auth::block(&server, work).await?;
    let mut response =
        if body.is_some() { HttpResponse::Ok() } else { HttpResponse::NotModified() };
    response
        .insert_header(ETag(tag))
        .insert_header(("cache-control", "private, no-cache"))
        .insert_header(("vary", "accept, authorization, cookie"));
    let Some(body) = body else { return Ok(response.finish()) };
    if form != Form::Json {
        response.insert_header(("content-disposition", format!("attachment; filename=\"{name}\"")));
        // The rows have no place for it.
        if let Some(next) = next {
            response.insert_header((
                "link",
                format!("<{}>; rel=\"next\"", page_after(&request, &next)),
            ));
        }
    }
    Ok(response.content_type(form.content_type()).body(body))
}

struct Answered {
    tag: EntityTag,
    /// `None` when the client has it.
    body: Option<Vec<u8>>,
    next: Option<String>,
}

/// The same question, behind a cursor.
fn page_after(request: &HttpRequest, cursor: &str) -> String {
    let query = form_urlencoded::parse(request.query_string().as_bytes());
    let others = query.filter(|(name, _)| name != "after");
    let mut next = form_urlencoded::Serializer::new(String::new());
    next.extend_pairs(others).append_pair("after", cursor);
    format!("{}?{}", request.path(), next.finish())
}

/// For whoever may read anything.
async fn definitions(request: HttpRequest, server: Data<Server>) -> Answer {
    auth::permitted_somewhere(&request, &server, Act::Totals).await?;
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "private, no-cache"))
        .json(definitions::answer()))
}

async fn sites(request: HttpRequest, server: Data<Server>) -> Answer {
    let caller = auth::permitted_somewhere(&request, &server, Act::Totals).await?;
    let all = server.collector.sites();
    let sites: Vec<Value> = all
        .iter()
        .filter(|site| caller.may(Act::Totals, &site.key))
        .map(|site| {
            json!({
                "id": site.key,
                "name": site.name,
                "currency": site.currency.code(),
                "time_zone": site.time_zone_name,
                "role": caller.who_at(&site.key).map(Who::as_str),
            })
        })
        .collect();
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(json!({ "sites": sites })))
}

async fn live(request: HttpRequest, server: Data<Server>, key: Path<String>) -> Answer {
    let site = auth::readable(&request, &server, &key).await?;
    let tells_now = form_urlencoded::parse(request.query_string().as_bytes())
        .any(|(name, value)| name == "now" && value == "1");
    Ok(live::stream(request, &server, site, tells_now))
}
