//! `GET /api/v1/sites…`: what is asked becomes a checked question; what a metric is, `crate::reports` knows.

use std::sync::Arc;

use actix_web::web::{self, Data, Path, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use super::errors::ApiError;
use super::{Server, auth, live};
use crate::collector::now_ms;
use crate::reports::{Asked, Compare, Period, REPORTS, Report};
use crate::segment::Filter;
use crate::site::Site;

/// Rows of a table when nothing else is asked for, and at most.
const DEFAULT_LIMIT: i64 = 100;
const MAX_LIMIT: i64 = 10_000;

pub(super) fn routes(config: &mut ServiceConfig) {
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

/// Who asks is asked first: without a right to read, even a site's existence is not told.
async fn readable(
    request: &HttpRequest,
    server: &Data<Server>,
    key: &str,
) -> Result<Arc<Site>, ApiError> {
    let reader = auth::reader(request, server).await?;
    if !reader.may_read(key) {
        return Err(ApiError::Forbidden);
    }
    server.collector.site(key).ok_or(ApiError::UnknownSite)
}

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

    fn asked(&self) -> Asked<'_> {
        let after = self.query.iter().find(|(name, _)| name == "after");
        Asked {
            site: &self.site,
            period: self.period,
            compare: self.compare,
            filter: self.filter.as_ref(),
            limit: self.limit,
            after: after.map(|(_, cursor)| cursor.as_str()),
            now_ms: now_ms(),
            query: &self.query,
        }
    }
}

/// Answers in one read transaction, so that all numbers of an answer are of one moment.
async fn answer(
    report: &'static Report,
    request: HttpRequest,
    server: Data<Server>,
    key: Path<String>,
) -> Answer {
    let site = readable(&request, &server, &key).await?;
    let query = Query::<Vec<(String, String)>>::from_query(request.query_string())
        .map_err(|_| ApiError::parameter("query", "the query can't be read"))?;
    let question = Question::of(site, query.into_inner())?;
    server.collector.queue.settled().await;
    let work = move |server: &Server| {
        server.collector.readers.read(|reading| (report.answer)(reading, &question.asked()))
    };
    let answer = auth::block(&server, work).await?;
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(answer))
}

async fn sites(request: HttpRequest, server: Data<Server>) -> Answer {
    let reader = auth::reader(&request, &server).await?;
    let all = server.collector.sites();
    let sites: Vec<Value> = all
        .iter()
        .filter(|site| reader.may_read(&site.key))
        .map(|site| {
            json!({
                "id": site.key,
                "name": site.name,
                "currency": site.currency.code(),
                "time_zone": site.time_zone_name,
            })
        })
        .collect();
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(json!({ "sites": sites })))
}

async fn live(request: HttpRequest, server: Data<Server>, key: Path<String>) -> Answer {
    let site = readable(&request, &server, &key).await?;
    Ok(live::stream(&site, server.stopping.clone()))
}
