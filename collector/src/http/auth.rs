//! Who asks, and whether they may: somebody signed in (a cookie), a program (a key), a guest (the cookie of a link that
//! shares one site). Everybody else gets 401. What each may is in one table, [`crate::people::allowed`]; a handler names
//! the act and asks here.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::{self, Data};

use super::errors::ApiError;
use super::{Server, cookies, own_page};
use crate::collector::now_ms;
use crate::people::{Act, Role, Who, allowed};
use crate::secret;
use crate::site::Site;
use crate::store::{Actor, ApiKey, Lifetime, Share, SignedIn, Store, StoreError};

/// A sign-in that nobody used for so long is over, whatever is left of its month.
const IDLE_MS: i64 = 14 * DAY_MS;
/// How exactly the last use is known: a page that updates by itself writes no more often.
const USED_MS: i64 = 3_600_000;
pub(super) const DAY_MS: i64 = 86_400_000;

pub(super) fn lifetime(now_ms: i64) -> Lifetime {
    Lifetime { now_ms, idle_since_ms: now_ms - IDLE_MS }
}

/// Whoever asks: at least one of these. With a key, nothing else counts.
#[derive(Debug)]
pub(super) struct Caller {
    key: Option<ApiKey>,
    person: Option<SignedIn>,
    share: Option<Share>,
}

impl Caller {
    /// Who they are at a site. Somebody with a role there is no guest, whatever link they opened.
    pub(super) fn who_at(&self, site: &str) -> Option<Who> {
        let key = self.key.as_ref().filter(|key| key.site == site);
        let role = self.person.as_ref().and_then(|person| person.role_at(site));
        let share = self.share.as_ref().filter(|share| share.site == site);
        key.map(|key| Who::Key(key.scope)).or(role.map(Who::Person)).or(share.map(|_| Who::Guest))
    }

    pub(super) fn may(&self, act: Act, site: &str) -> bool {
        self.who_at(site).is_some_and(|who| allowed(who, act))
    }

    /// Of what belongs to no site: whether they may do it at any, those to come included.
    fn may_somewhere(&self, act: Act) -> bool {
        let person = self.person.as_ref();
        let here = person.iter().flat_map(|person| person.roles.iter().map(|(_, role)| *role));
        let roles = person.and_then(|person| person.everywhere).into_iter().chain(here);
        let key = self.key.as_ref().map(|key| Who::Key(key.scope));
        let guest = self.share.as_ref().map(|_| Who::Guest);
        let mut all = roles.map(Who::Person).chain(key).chain(guest);
        all.any(|who| allowed(who, act))
    }

    /// What a guest can't leave.
    pub(super) fn lock(&self, site: &str) -> Option<&str> {
        let share = self.share.as_ref().filter(|_| self.who_at(site) == Some(Who::Guest))?;
        Some(share.filter.as_str()).filter(|filter| !filter.is_empty())
    }

    pub(super) fn share(&self) -> Option<&Share> {
        self.share.as_ref()
    }

    /// Of what one does with one's own account.
    pub(super) fn person(&self) -> Result<&SignedIn, ApiError> {
        let is_other = self.key.is_some() || self.share.is_some();
        let missing = if is_other { ApiError::Forbidden } else { ApiError::Unauthorized };
        self.person.as_ref().ok_or(missing)
    }

    /// An owner of all sites: what they can do, the operator can do.
    pub(super) fn owns_all(&self) -> bool {
        self.person.as_ref().is_some_and(|person| person.everywhere == Some(Role::Owner))
    }

    /// As the audit log has it. Keys do nothing that it tells of.
    pub(super) fn actor(&self) -> Actor {
        self.person.as_ref().map_or(Actor::Nobody, |person| Actor::Person(person.user_id))
    }
}

/// By key when one is sent, else by cookies; a change by cookie must come from a page of ours.
pub(super) async fn caller(
    request: &HttpRequest,
    server: &Data<Server>,
) -> Result<Caller, ApiError> {
    if let Some(key) = key(request, server).await? {
        return Ok(Caller { key: Some(key), person: None, share: None });
    }
    let hash = |name| request.cookie(name).map(|cookie| secret::hash(cookie.value()));
    let hashes = (hash(cookies::sign_in(server)), hash(cookies::share(server)));
    if hashes == (None, None) {
        return Err(ApiError::Unauthorized);
    }
    let now_ms = now_ms();
    let read = move |server: &Server| {
        server.collector.readers.read(|reading| {
            let person = hashes.0.map(|hash| reading.signed_in(&hash, lifetime(now_ms)));
            let share = hashes.1.map(|hash| reading.share(&hash, now_ms));
            Ok::<_, StoreError>((person.transpose()?.flatten(), share.transpose()?.flatten()))
        })
    };
    let (person, share) = block(server, read).await?;
    if person.is_none() && share.is_none() {
        return Err(ApiError::Unauthorized);
    }
    if !request.method().is_safe() {
        own_page::check(request, server)?;
    }
    if let Some(person) = person.as_ref().filter(|person| person.used_at_ms + USED_MS < now_ms) {
        let id = person.id;
        // Nobody waits for it, and one that fails is made up for with the next request.
        drop(server.collector.queue.run(move |store| store.use_sign_in(id, now_ms)));
    }
    Ok(Caller { key: None, person, share })
}

/// For an act at a site. Who asks is asked first: without a right, even a site's existence is not told.
pub(super) async fn permitted(
    request: &HttpRequest,
    server: &Data<Server>,
    act: Act,
    site: &str,
) -> Result<(Caller, Arc<Site>), ApiError> {
    let caller = caller(request, server).await?;
    // Of a site that is not there, whoever has a role everywhere hears so.
    if !caller.may(act, site) {
        return Err(ApiError::Forbidden);
    }
    let site = server.collector.site(site).ok_or(ApiError::UnknownSite)?;
    Ok((caller, site))
}

/// For an act at no site in particular.
pub(super) async fn permitted_somewhere(
    request: &HttpRequest,
    server: &Data<Server>,
    act: Act,
) -> Result<Caller, ApiError> {
    let caller = caller(request, server).await?;
    if caller.may_somewhere(act) { Ok(caller) } else { Err(ApiError::Forbidden) }
}

/// A site that somebody may read all of.
pub(super) async fn readable(
    request: &HttpRequest,
    server: &Data<Server>,
    site: &str,
) -> Result<Arc<Site>, ApiError> {
    permitted(request, server, Act::Rows, site).await.map(|(_, site)| site)
}

/// A site at which somebody may keep what others read.
pub(super) async fn writer(
    request: &HttpRequest,
    server: &Data<Server>,
    site: &str,
) -> Result<Arc<Site>, ApiError> {
    permitted(request, server, Act::Annotate, site).await.map(|(_, site)| site)
}

/// The site for which a shop's server may send: by key only, as a cookie comes along with whatever a page asks for.
pub(super) async fn sender(
    request: &HttpRequest,
    server: &Data<Server>,
) -> Result<String, ApiError> {
    by_key(request, server, Act::Send).await
}

/// Only for an owner of all sites, and of those to come.
pub(super) async fn owner(
    request: &HttpRequest,
    server: &Data<Server>,
) -> Result<Caller, ApiError> {
    let caller = caller(request, server).await?;
    if caller.owns_all() { Ok(caller) } else { Err(ApiError::Forbidden) }
}

/// Only for the admin key of some site.
pub(super) async fn operator(request: &HttpRequest, server: &Data<Server>) -> Result<(), ApiError> {
    by_key(request, server, Act::Operate).await.map(|_| ())
}

async fn by_key(
    request: &HttpRequest,
    server: &Data<Server>,
    act: Act,
) -> Result<String, ApiError> {
    let key = key(request, server).await?.ok_or(ApiError::Unauthorized)?;
    if allowed(Who::Key(key.scope), act) { Ok(key.site) } else { Err(ApiError::Forbidden) }
}

/// The key that was sent; `None` when none was.
async fn key(request: &HttpRequest, server: &Data<Server>) -> Result<Option<ApiKey>, ApiError> {
    let Some(value) = request.headers().get(AUTHORIZATION) else { return Ok(None) };
    let key = value.to_str().ok().and_then(|value| value.strip_prefix("Bearer "));
    let hash = secret::hash(key.ok_or(ApiError::Unauthorized)?.trim());
    found_key(server, hash).await?.map(Some).ok_or(ApiError::Unauthorized)
}

/// Of a secret's hash, wherever it was sent. Its first use of a day is written down.
pub(super) async fn found_key(
    server: &Data<Server>,
    hash: [u8; 32],
) -> Result<Option<ApiKey>, ApiError> {
    let read = move |server: &Server| server.collector.readers.read(|reading| reading.key(&hash));
    let found = block(server, read).await?;
    let today = now_ms().div_euclid(DAY_MS);
    if let Some(key) = found.as_ref().filter(|key| key.used_day.is_none_or(|day| day < today)) {
        let id = key.id;
        drop(server.collector.queue.run(move |store| store.use_key(id, today)));
    }
    Ok(found)
}

/// Runs what waits for the disk beside the threads that answer.
pub(super) async fn block<T: Send + 'static, E: Into<ApiError> + Send + 'static>(
    server: &Data<Server>,
    work: impl FnOnce(&Server) -> Result<T, E> + Send + 'static,
) -> Result<T, ApiError> {
    let server = Data::clone(server);
    web::block(move || work(&server)).await.map_err(ApiError::internal)?.map_err(Into::into)
}

/// Has the writer do something, and waits for it.
pub(super) async fn write<T: Send + 'static>(
    server: &Data<Server>,
    errand: impl FnOnce(&mut Store) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, ApiError> {
    match server.collector.queue.run(errand).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => {
            tracing::error!(%error, "a change was not stored");
            Err(ApiError::NotStored)
        }
        Err(_) => Err(ApiError::NotStored),
    }
}
