//! `GET /api/v1/sites…`: each handler knows its parameters; what a metric is, `crate::reports` knows.

use std::sync::Arc;

use actix_web::web::{self, Data, Path, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::errors::ApiError;
use super::{Server, auth, live};
use crate::collector::now_ms;
use crate::reports::{self, Compare, Period};
use crate::site::Site;
use crate::store::{Reading, StoreError};

/// Rows of a table when nothing else is asked for, and at most.
const DEFAULT_LIMIT: i64 = 100;
const MAX_LIMIT: i64 = 10_000;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .route("/api/v1/sites", web::get().to(sites))
        .route("/api/v1/sites/{site}/overview", web::get().to(overview))
        .route("/api/v1/sites/{site}/timeseries", web::get().to(timeseries))
        .route("/api/v1/sites/{site}/pages", web::get().to(pages))
        .route("/api/v1/sites/{site}/sources", web::get().to(sources))
        .route("/api/v1/sites/{site}/products", web::get().to(products))
        .route("/api/v1/sites/{site}/orders", web::get().to(orders))
        .route("/api/v1/sites/{site}/funnel", web::get().to(funnel))
        .route("/api/v1/sites/{site}/drops", web::get().to(drops))
        .route("/api/v1/sites/{site}/bots", web::get().to(bots))
        .route("/api/v1/sites/{site}/live", web::get().to(live));
}

#[derive(Debug, Deserialize)]
struct Asked {
    from: Option<String>,
    to: Option<String>,
    compare: Option<String>,
    limit: Option<String>,
    after: Option<String>,
}

/// A report that may be read, with checked parameters.
struct Question {
    site: Arc<Site>,
    period: Period,
    compare: Option<Compare>,
    limit: i64,
    /// Where the page before ended, of a report that has pages.
    after: Option<String>,
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

async fn question(
    request: &HttpRequest,
    server: &Data<Server>,
    key: &str,
) -> Result<Question, ApiError> {
    let site = readable(request, server, key).await?;
    let asked = Query::<Asked>::from_query(request.query_string())
        .map_err(|_| ApiError::Parameter { field: "query", message: "the query can't be read" })?
        .into_inner();
    let compare = match asked.compare.as_deref() {
        None => None,
        Some("previous") => Some(Compare::Previous),
        Some("year") => Some(Compare::Year),
        Some(_) => {
            return Err(ApiError::Parameter { field: "compare", message: "previous, or year" });
        }
    };
    let limit = match asked.limit.as_deref().map(str::parse) {
        None => DEFAULT_LIMIT,
        Some(Ok(limit)) if (1..=MAX_LIMIT).contains(&limit) => limit,
        Some(_) => {
            return Err(ApiError::Parameter {
                field: "limit",
                message: "a number from 1 to 10,000",
            });
        }
    };
    let period = Period::parse(asked.from.as_deref(), asked.to.as_deref())?;
    Ok(Question { site, period, compare, limit, after: asked.after })
}

/// Answers in one read transaction, so that all numbers of an answer are of one moment.
async fn answer(
    request: HttpRequest,
    server: Data<Server>,
    key: Path<String>,
    report: impl FnOnce(&Reading, &Question) -> Result<Value, StoreError> + Send + 'static,
) -> Answer {
    let question = question(&request, &server, &key).await?;
    respond(&server, move |reading| report(reading, &question)).await
}

async fn respond(
    server: &Data<Server>,
    report: impl FnOnce(&Reading) -> Result<Value, StoreError> + Send + 'static,
) -> Answer {
    server.collector.queue.settled().await;
    let work = move |server: &Server| server.collector.readers.read(report);
    let answer = auth::block(server, work).await?;
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(answer))
}

fn rows(rows: Vec<Value>) -> Value {
    json!({ "rows": rows })
}

async fn overview(request: HttpRequest, server: Data<Server>, key: Path<String>) -> Answer {
    answer(request, server, key, |reading, Question { site, period, compare, .. }| {
        let now_ms = now_ms();
        let mut report = reports::overview(reading, site, period, now_ms)?;
        if let Some(compare) = compare {
            let previous: Map<_, _> =
                reports::overview(reading, site, &period.compared(*compare), now_ms)?;
            report.insert("previous".into(), Value::Object(previous));
        }
        Ok(Value::Object(report))
    })
    .await
}

async fn timeseries(request: HttpRequest, server: Data<Server>, key: Path<String>) -> Answer {
    answer(request, server, key, |reading, Question { site, period, compare, .. }| {
        let mut report = rows(reports::timeseries(reading, site, period)?);
        if let Some(compare) = compare {
            report["previous"] =
                reports::timeseries(reading, site, &period.compared(*compare))?.into();
        }
        Ok(report)
    })
    .await
}

type Table = fn(&Reading, &Site, &Period, i64) -> Result<Vec<Value>, StoreError>;

async fn table(
    request: HttpRequest,
    server: Data<Server>,
    key: Path<String>,
    table: Table,
) -> Answer {
    answer(request, server, key, move |reading, asked| {
        table(reading, &asked.site, &asked.period, asked.limit).map(rows)
    })
    .await
}

async fn pages(request: HttpRequest, server: Data<Server>, key: Path<String>) -> Answer {
    table(request, server, key, reports::pages).await
}

async fn sources(request: HttpRequest, server: Data<Server>, key: Path<String>) -> Answer {
    table(request, server, key, reports::sources).await
}

async fn products(request: HttpRequest, server: Data<Server>, key: Path<String>) -> Answer {
    table(request, server, key, reports::products).await
}

async fn orders(request: HttpRequest, server: Data<Server>, key: Path<String>) -> Answer {
    let question = question(&request, &server, &key).await?;
    let after = match question.after.as_deref() {
        None => None,
        Some(cursor) => Some(reports::order_place(cursor).ok_or(ApiError::Parameter {
            field: "after",
            message: "the `next` of the page before",
        })?),
    };
    respond(&server, move |reading| {
        reports::orders(reading, &question.site, &question.period, after, question.limit)
    })
    .await
}

async fn funnel(request: HttpRequest, server: Data<Server>, key: Path<String>) -> Answer {
    answer(request, server, key, |reading, asked| {
        let steps = reports::funnel(reading, &asked.site, &asked.period)?;
        Ok(json!({ "steps": steps }))
    })
    .await
}

async fn drops(request: HttpRequest, server: Data<Server>, key: Path<String>) -> Answer {
    answer(request, server, key, |reading, asked| {
        reports::drops(reading, &asked.site, &asked.period).map(rows)
    })
    .await
}

async fn bots(request: HttpRequest, server: Data<Server>, key: Path<String>) -> Answer {
    table(request, server, key, reports::bots).await
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
