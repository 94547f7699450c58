//! `/api/v1/sites/{site}/notes`: what somebody wrote about a day, to be read beside its numbers.

use actix_web::web::{self, Bytes, Data, Path, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::body::json_of;
use super::errors::ApiError;
use super::{Server, auth};
use crate::collector::now_ms;
use crate::people::Act;
use crate::reports::Period;
use crate::site::{date_of, day_of_date};
use crate::store::notes::{MAX_NOTES_PER_DAY, NewNote, Note};

/// As long as one reads at a mark in a chart.
const MAX_TEXT_CHARS: usize = 200;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(
        web::resource("/api/v1/sites/{site}/notes")
            .route(web::get().to(list))
            .route(web::post().to(add))
            .route(web::delete().to(delete)),
    );
}

#[derive(Debug, Deserialize)]
struct Days {
    from: Option<String>,
    to: Option<String>,
}

/// A note as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    day: String,
    text: String,
}

/// Which one is to go.
#[derive(Debug, Deserialize)]
struct Chosen {
    id: Option<i64>,
}

/// The query, once it is known who asks.
fn said<T: DeserializeOwned>(request: &HttpRequest) -> Result<T, ApiError> {
    let said = Query::from_query(request.query_string());
    said.map(Query::into_inner).map_err(|_| ApiError::parameter("query", "the query can't be read"))
}

async fn list(
    request: HttpRequest,
    server: Data<Server>,
    key: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let (caller, site) = auth::permitted(&request, &server, Act::Rows, &key).await?;
    let days: Days = said(&request)?;
    let period = Period::parse(days.from.as_deref(), days.to.as_deref())?;
    // People know each other; a key may be anybody's.
    let names_authors = caller.person().is_ok();
    let notes = auth::block(&server, move |server: &Server| {
        server.collector.readers.read(|reading| reading.notes(period.span(&site)))
    })
    .await?;
    let rows: Vec<Value> = notes.iter().map(|note| row(note, names_authors)).collect();
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(json!({ "notes": rows })))
}

async fn add(
    request: HttpRequest,
    server: Data<Server>,
    key: Path<String>,
    body: Bytes,
) -> Result<HttpResponse, ApiError> {
    let (caller, site) = auth::permitted(&request, &server, Act::Annotate, &key).await?;
    let Written { day, text } = json_of(&request, &body, "{\"day\": \"2026-11-27\", \"text\": …}")?;
    let date: Date =
        day.parse().map_err(|_| ApiError::parameter("day", "a calendar day: 2026-11-27"))?;
    let text = text.trim().to_owned();
    if text.is_empty()
        || text.chars().count() > MAX_TEXT_CHARS
        || text.chars().any(char::is_control)
    {
        return Err(ApiError::parameter("text", "1 to 200 characters, on one line"));
    }
    let author = caller.person().map(|person| person.email.clone()).unwrap_or_default();
    let note = NewNote { day: day_of_date(date), text, author, created_at_ms: now_ms() };
    let added = server.collector.queue.run({
        let note = note.clone();
        move |store| store.add_note(site.id, &note)
    });
    match added.await {
        Ok(Ok(Some(id))) => {
            let names_authors = !note.author.is_empty();
            Ok(HttpResponse::Ok().json(row(&Note { id, note }, names_authors)))
        }
        Ok(Ok(None)) => {
            let message = format!("a day keeps at most {MAX_NOTES_PER_DAY} notes");
            Err(ApiError::parameter("day", message))
        }
        _ => Err(ApiError::NotStored),
    }
}

/// No form of another page can send this method, and no script of one may.
async fn delete(
    request: HttpRequest,
    server: Data<Server>,
    key: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let site = auth::writer(&request, &server, &key).await?;
    let chosen: Chosen = said(&request)?;
    let id = chosen.id.ok_or_else(|| ApiError::parameter("id", "the note's number"))?;
    match server.collector.queue.run(move |store| store.delete_note(site.id, id)).await {
        Ok(Ok(true)) => Ok(HttpResponse::NoContent().finish()),
        Ok(Ok(false)) => Err(ApiError::NotFound),
        _ => Err(ApiError::NotStored),
    }
}

fn row(Note { id, note }: &Note, names_authors: bool) -> Value {
    json!({
        "id": id,
        "date": date_of(note.day).map(|date| date.to_string()),
        "text": note.text,
        "author": names_authors.then_some(&note.author).filter(|author| !author.is_empty()),
        "created_at_ms": note.created_at_ms,
    })
}
