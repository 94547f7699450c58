//! Who may read: somebody signed in (a cookie), or a key of the site; and whose server may send. Everybody else gets 401.

use std::sync::Arc;

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{AUTHORIZATION, LOCATION};
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::Server;
use super::errors::ApiError;
use crate::collector::now_ms;
use crate::secret::{self, Secret};
use crate::site::Site;
use crate::store::KeyScope;

const COOKIE: &str = "footfall";
/// A sign-in lasts a month.
const SIGN_IN_MS: i64 = 30 * 86_400_000;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .route("/sign-in/{token}", web::get().to(sign_in))
        .route("/sign-out", web::post().to(sign_out));
}

/// What a request may read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// Every site.
    Person,
    /// One site, by a key.
    Key { site: String },
}

impl Reader {
    pub(super) fn may_read(&self, site: &str) -> bool {
        match self {
            Reader::Person => true,
            Reader::Key { site: own } => own == site,
        }
    }
}

/// By key when one is sent, else by cookie.
pub(super) async fn reader(
    request: &HttpRequest,
    server: &Data<Server>,
) -> Result<Reader, ApiError> {
    if let Some((site, scope)) = key(request, server).await? {
        return match scope {
            KeyScope::Read | KeyScope::Admin => Ok(Reader::Key { site }),
            KeyScope::Ingest | KeyScope::Sign => Err(ApiError::Forbidden),
        };
    }
    let hash = request
        .cookie(COOKIE)
        .map(|cookie| secret::hash(cookie.value()))
        .ok_or(ApiError::Unauthorized)?;
    let read = move |server: &Server| {
        server.collector.readers.read(|reading| reading.is_signed_in(&hash, now_ms()))
    };
    if block(server, read).await? { Ok(Reader::Person) } else { Err(ApiError::Unauthorized) }
}

/// The site for which a shop's server may send: by key only, as a cookie comes along with whatever a page asks for.
pub(super) async fn sender(
    request: &HttpRequest,
    server: &Data<Server>,
) -> Result<String, ApiError> {
    match key(request, server).await? {
        Some((site, KeyScope::Ingest | KeyScope::Admin)) => Ok(site),
        Some(_) => Err(ApiError::Forbidden),
        None => Err(ApiError::Unauthorized),
    }
}

/// The site that somebody may change: with its admin key, or signed in.
pub(super) async fn writer(
    request: &HttpRequest,
    server: &Data<Server>,
    site: &str,
) -> Result<Arc<Site>, ApiError> {
    let may = match key(request, server).await? {
        Some((own, KeyScope::Admin)) => own == site,
        Some(_) => false,
        None => reader(request, server).await?.may_read(site),
    };
    if !may {
        return Err(ApiError::Forbidden);
    }
    server.collector.site(site).ok_or(ApiError::UnknownSite)
}

/// Only for whoever owns this server: somebody signed in, and no key, as a key is of one site.
pub(super) async fn owner(request: &HttpRequest, server: &Data<Server>) -> Result<(), ApiError> {
    match reader(request, server).await? {
        Reader::Person => Ok(()),
        Reader::Key { .. } => Err(ApiError::Forbidden),
    }
}

/// Only for the admin key of some site.
pub(super) async fn operator(request: &HttpRequest, server: &Data<Server>) -> Result<(), ApiError> {
    match key(request, server).await? {
        Some((_, KeyScope::Admin)) => Ok(()),
        Some(_) => Err(ApiError::Forbidden),
        None => Err(ApiError::Unauthorized),
    }
}

/// The site and scope of the key that was sent; `None` when none was.
async fn key(
    request: &HttpRequest,
    server: &Data<Server>,
) -> Result<Option<(String, KeyScope)>, ApiError> {
    let Some(value) = request.headers().get(AUTHORIZATION) else { return Ok(None) };
    let key = value.to_str().ok().and_then(|value| value.strip_prefix("Bearer "));
    let hash = secret::hash(key.ok_or(ApiError::Unauthorized)?.trim());
    let read = move |server: &Server| server.collector.readers.read(|reading| reading.key(&hash));
    block(server, read).await?.map(Some).ok_or(ApiError::Unauthorized)
}

/// Runs what waits for the disk beside the threads that answer.
pub(super) async fn block<T: Send + 'static, E: Into<ApiError> + Send + 'static>(
    server: &Data<Server>,
    work: impl FnOnce(&Server) -> Result<T, E> + Send + 'static,
) -> Result<T, ApiError> {
    let server = Data::clone(server);
    web::block(move || work(&server)).await.map_err(ApiError::internal)?.map_err(Into::into)
}

async fn sign_in(server: Data<Server>, token: Path<String>) -> Result<HttpResponse, ApiError> {
    let link_hash = secret::hash(&token);
    let secret = Secret::draw("").map_err(ApiError::internal)?;
    let (hash, now_ms) = (secret.hash, now_ms());
    let signed_in = server
        .collector
        .queue
        .run(move |store| store.sign_in(&link_hash, &hash, now_ms, now_ms + SIGN_IN_MS))
        .await
        .map_err(ApiError::internal)??;
    let mut response = HttpResponse::SeeOther();
    response.insert_header((LOCATION, "/")).insert_header(("cache-control", "no-store"));
    if signed_in {
        response.cookie(cookie(&server, secret.text, Duration::milliseconds(SIGN_IN_MS)));
    }
    Ok(response.finish())
}

async fn sign_out(request: HttpRequest, server: Data<Server>) -> Result<HttpResponse, ApiError> {
    if let Some(cookie) = request.cookie(COOKIE) {
        let hash = secret::hash(cookie.value());
        server
            .collector
            .queue
            .run(move |store| store.sign_out(&hash))
            .await
            .map_err(ApiError::internal)??;
    }
    Ok(HttpResponse::NoContent().cookie(cookie(&server, String::new(), Duration::ZERO)).finish())
}

fn cookie(server: &Server, value: String, max_age: Duration) -> Cookie<'static> {
    // Lax: the link one follows from a mail signs in; a form on another site posts without it.
    Cookie::build(COOKIE, value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(server.secure)
        .max_age(max_age)
        .finish()
}
