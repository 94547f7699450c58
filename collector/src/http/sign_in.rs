//! Signing in and out: by e-mail address and password, or by a link that works once. Each sign-in has a secret of its own:
//! whatever cookie a browser brought along is not taken over.

use std::time::{Duration, Instant};

use actix_web::cookie::time;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::json;
use tokio::time::timeout;

use super::auth::{DAY_MS, block, caller, lifetime, write};
use super::body::{Body, MaxBytes};
use super::errors::ApiError;
use super::{OWNER, Server, assets, client, cookies, own_page};
use crate::collector::now_ms;
use crate::people::browser_name;
use crate::secret::{self, Secret};
use crate::store::{Actor, ByLink, Deed, NewSignIn};
use crate::{password, people};

/// Whether it is used or not.
const SIGN_IN_MS: i64 = 30 * DAY_MS;
/// An address, a password, and what JSON makes of them.
const MAX_BODY_BYTES: usize = 16 * 1_024;
/// Passwords that are worked on at a time, at 19 MiB each.
pub(super) const HASHED_AT_ONCE: usize = 2;
/// Whoever waits longer for their turn is told to come back.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/sign-in/{token}")
                .app_data(MaxBytes(MAX_BODY_BYTES))
                .route(web::get().to(assets::dashboard))
                .route(web::post().to(by_link)),
        )
        .service(
            web::resource("/api/v1/sign-in")
                .app_data(MaxBytes(MAX_BODY_BYTES))
                .route(web::post().to(by_password)),
        )
        .service(
            web::resource("/api/v1/me/password")
                .app_data(MaxBytes(MAX_BODY_BYTES))
                .route(web::post().to(another_password)),
        )
        .route("/api/v1/sign-in-links/{token}", web::get().to(link))
        .route("/sign-out", web::post().to(sign_out));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    email: String,
    password: String,
}

/// What is wrong is not said: neither whether there is such an account, nor by the time that it takes.
async fn by_password(
    request: HttpRequest,
    server: Data<Server>,
    body: Body,
) -> Result<HttpResponse, ApiError> {
    own_page::check(&request, &server)?;
    let Said { email, password } = body.json("{\"email\": …, \"password\": …}")?;
    take_try(&request, &server, email.trim())?;
    if password.len() > password::MAX_BYTES {
        return Err(ApiError::WrongPassword);
    }
    let address = email.trim().to_owned();
    let find = move |server: &Server| server.collector.readers.read(|read| read.account(&address));
    let account = block(&server, find).await?;
    let stored = account.as_ref().and_then(|account| account.password.clone());
    let is_right = hashed(&server, move || password::verify(&password, stored.as_deref())).await?;
    let now_ms = now_ms();
    match account.filter(|_| is_right) {
        Some(account) => {
            let (secret, begins) = begin(&request, now_ms)?;
            let sign_in = move |store: &mut crate::store::Store| {
                store.sign_in(account.id, &begins, lifetime(now_ms))
            };
            write(&server, sign_in).await?;
            Ok(signed_in(&server, secret))
        }
        None => {
            let subject = known(&server, email).await?;
            let deed = Deed { action: "sign_in_failed", subject, ..Deed::default() };
            write(&server, move |store| store.record(Actor::Nobody, deed, now_ms)).await?;
            Err(ApiError::WrongPassword)
        }
    }
}

/// The account that was tried, for the audit log.
async fn known(server: &Data<Server>, email: String) -> Result<Option<i64>, ApiError> {
    let find =
        move |server: &Server| server.collector.readers.read(|read| read.account(email.trim()));
    Ok(block(server, find).await?.map(|account| account.id))
}

fn take_try(request: &HttpRequest, server: &Server, account: &str) -> Result<(), ApiError> {
    let client = client::ip(request, &server.trusted_proxies);
    server.tries.take(client, account, Instant::now())
}

/// Works on a password beside the threads that answer, when it is its turn.
async fn hashed<T: Send + 'static>(
    server: &Data<Server>,
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, ApiError> {
    let turn = timeout(PATIENCE, server.hashing.acquire()).await;
    let _turn = turn.map_err(|_| ApiError::Busy)?.map_err(ApiError::internal)?;
    web::block(work).await.map_err(ApiError::internal)?.map_err(ApiError::internal)
}

fn begin(request: &HttpRequest, now_ms: i64) -> Result<(Secret, NewSignIn), ApiError> {
    let secret = Secret::draw_long().map_err(ApiError::internal)?;
    let begins = NewSignIn {
        hash: secret.hash,
        expires_at_ms: now_ms + SIGN_IN_MS,
        browser: browser_name(client::user_agent(request)),
    };
    Ok((secret, begins))
}

fn signed_in(server: &Server, secret: Secret) -> HttpResponse {
    let month = time::Duration::milliseconds(SIGN_IN_MS);
    let cookie = cookies::cookie(server, cookies::sign_in(server), secret.text, Some(month));
    HttpResponse::NoContent().insert_header(("cache-control", "no-store")).cookie(cookie).finish()
}

/// What a link would do. It is only looked at: a mail's scanner, which opens it first, does not use it up.
async fn link(server: Data<Server>, token: Path<String>) -> Result<HttpResponse, ApiError> {
    let hash = secret::hash(&token);
    let find = move |server: &Server| {
        server.collector.readers.read(|reading| reading.sign_in_link(&hash, now_ms()))
    };
    let link = block(&server, find).await?.ok_or(ApiError::NoLink)?;
    // The first account is whoever's this server is: they say their address.
    let email = (link.email != OWNER).then_some(link.email);
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(json!({ "email": email, "has_password": link.has_password })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    /// Of the first account.
    email: Option<String>,
    password: Option<String>,
}

/// Uses up a link: with a password, which is the account's from now on; or without, just this once.
async fn by_link(
    request: HttpRequest,
    server: Data<Server>,
    token: Path<String>,
    body: Body,
) -> Result<HttpResponse, ApiError> {
    own_page::check(&request, &server)?;
    let Chosen { email, password } = body.json("{\"email\": …, \"password\": …}")?;
    let hash = secret::hash(&token);
    let now_ms = now_ms();
    let find = move |server: &Server| {
        server.collector.readers.read(|reading| reading.sign_in_link(&hash, now_ms))
    };
    let link = block(&server, find).await?.ok_or(ApiError::NoLink)?;
    let email = match email {
        Some(_) if link.email != OWNER => {
            return Err(ApiError::parameter("email", "this account has its address"));
        }
        Some(email) => Some(people::parse_email(&email).ok_or_else(not_an_address)?),
        None => None,
    };
    let password = match password {
        Some(password) => Some(new_password(&server, password).await?),
        None => None,
    };
    let (secret, begins) = begin(&request, now_ms)?;
    let enter = move |store: &mut crate::store::Store| {
        let (email, password) = (email.as_deref(), password.as_deref());
        store.sign_in_by_link(&hash, email, password, &begins, lifetime(now_ms))
    };
    match write(&server, enter).await? {
        ByLink::SignedIn => Ok(signed_in(&server, secret)),
        ByLink::NoLink => Err(ApiError::NoLink),
        ByLink::EmailTaken => Err(ApiError::parameter("email", "somebody here has this address")),
    }
}

pub(super) fn not_an_address() -> ApiError {
    ApiError::parameter("email", "an e-mail address like ann@example.org")
}

/// As it is stored, if it will do.
async fn new_password(server: &Data<Server>, password: String) -> Result<String, ApiError> {
    password::check(&password).map_err(|words| ApiError::parameter("password", words))?;
    hashed(server, move || password::hash(&password)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    /// The one from before; of an account that has one.
    current: Option<String>,
    password: String,
}

/// Whoever found a browser open does not take over the account with it.
async fn another_password(
    request: HttpRequest,
    server: Data<Server>,
    body: Body,
) -> Result<HttpResponse, ApiError> {
    let person = caller(&request, &server).await?.person()?.clone();
    let Change { current, password } = body.json("{\"current\": …, \"password\": …}")?;
    take_try(&request, &server, &person.email)?;
    if person.has_password {
        let user_id = person.user_id;
        let find =
            move |server: &Server| server.collector.readers.read(|read| read.password(user_id));
        let stored = block(&server, find).await?;
        let current = current.unwrap_or_default();
        let verify = move || password::verify(&current, stored.as_deref());
        if !hashed(&server, verify).await? {
            return Err(ApiError::parameter("current", "not the password that it was"));
        }
    }
    let password = new_password(&server, password).await?;
    write(&server, move |store| store.set_password(&person, &password, now_ms())).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn sign_out(request: HttpRequest, server: Data<Server>) -> Result<HttpResponse, ApiError> {
    let mut response = HttpResponse::NoContent();
    for name in [cookies::sign_in(&server), cookies::share(&server)] {
        let gone = Some(time::Duration::ZERO);
        response.cookie(cookies::cookie(&server, name, String::new(), gone));
    }
    let caller = match caller(&request, &server).await {
        // It is over already.
        Err(ApiError::Unauthorized) => return Ok(response.finish()),
        caller => caller?,
    };
    if let Ok(person) = caller.person() {
        let (user_id, id) = (person.user_id, person.id);
        write(&server, move |store| store.end_sign_in(user_id, id, now_ms())).await?;
    }
    Ok(response.finish())
}
