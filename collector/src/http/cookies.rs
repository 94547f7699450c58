//! The two cookies there are, on the dashboard's own origin: of a sign-in, and of a link that shares a site.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use super::Server;

/// `__Host-`: browsers take it over TLS only, from this very host and for all of it, so that no neighbour under the same
/// domain can plant one. On plain HTTP, a loopback address, they would not take it at all.
pub(super) fn sign_in(server: &Server) -> &'static str {
    if server.secure { "__Host-footfall" } else { "footfall" }
}

pub(super) fn share(server: &Server) -> &'static str {
    if server.secure { "__Host-footfall-share" } else { "footfall-share" }
}

pub(super) fn cookie(
    server: &Server,
    name: &'static str,
    value: String,
    max_age: Option<Duration>,
) -> Cookie<'static> {
    // Lax: whoever follows a link in a mail to the dashboard is signed in there; a form on another site posts without it.
    let mut cookie = Cookie::build(name, value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(server.secure)
        .finish();
    cookie.set_max_age(max_age);
    cookie
}
