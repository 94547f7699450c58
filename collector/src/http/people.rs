//! `/api/v1/sites/{site}/people`: who may do what at a site. For its owners.

use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Server;
use super::auth::{block, permitted, write};
use super::body::{Body, MaxBytes};
use super::errors::ApiError;
use super::sign_in::not_an_address;
use crate::collector::now_ms;
use crate::control::LINK_MS;
use crate::people::{Act, Role, parse_email};
use crate::secret::Secret;
use crate::store::{Invitation, NewLink};

const MAX_BODY_BYTES: usize = 4 * 1_024;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/api/v1/sites/{site}/people")
                .app_data(MaxBytes(MAX_BODY_BYTES))
                .route(web::get().to(list))
                .route(web::post().to(invite)),
        )
        .route("/api/v1/sites/{site}/people/{id}", web::delete().to(remove));
}

async fn list(
    request: HttpRequest,
    server: Data<Server>,
    site: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let (caller, site) = permitted(&request, &server, Act::Manage, &site).await?;
    let own_id = caller.person()?.user_id;
    let read = move |server: &Server| server.collector.readers.read(|read| read.people(site.id));
    let rows: Vec<Value> = block(&server, read)
        .await?
        .iter()
        .map(|row| {
            json!({
                "id": row.id,
                "email": row.email,
                "role": row.role.map(Role::as_str),
                "is_everywhere": row.is_everywhere,
                "is_settled": row.is_settled,
                "used_at_ms": row.used_at_ms,
                "is_me": row.id == own_id,
            })
        })
        .collect();
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(json!({ "people": rows })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    email: String,
    role: String,
}

/// Gives somebody a role, another one in place of what they had. Whoever is new gets a link, to be passed on by hand: it
/// is shown once.
async fn invite(
    request: HttpRequest,
    server: Data<Server>,
    site: Path<String>,
    body: Body,
) -> Result<HttpResponse, ApiError> {
    let (caller, site) = permitted(&request, &server, Act::Manage, &site).await?;
    let Asked { email, role } = body.json("{\"email\": …, \"role\": …}")?;
    let role: Role = role.parse().map_err(|words| ApiError::parameter("role", words))?;
    let email = parse_email(&email).ok_or_else(not_an_address)?;
    if email.eq_ignore_ascii_case(&caller.person()?.email) {
        // Or a site's last owner could be none any more.
        return Err(ApiError::parameter("email", "another owner changes your role"));
    }
    let secret = Secret::draw("").map_err(ApiError::internal)?;
    let now_ms = now_ms();
    let link = NewLink { hash: secret.hash, expires_at_ms: now_ms + LINK_MS };
    let (actor, is_trusted) = (caller.actor(), caller.owns_all());
    let invited = write(&server, move |store| {
        store.invite(actor, is_trusted, &email, (site.id, role), link, now_ms)
    });
    let link = match invited.await? {
        Invitation::Known => None,
        Invitation::Linked => {
            let url = server.collector.public_url().unwrap_or_default();
            Some(format!("{url}/sign-in/{}", secret.text))
        }
        Invitation::Waiting => {
            let words = "they were invited to another shop here and have not signed in yet; once they have, add them";
            return Err(ApiError::parameter("email", words));
        }
    };
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(json!({ "link": link })))
}

async fn remove(
    request: HttpRequest,
    server: Data<Server>,
    path: Path<(String, i64)>,
) -> Result<HttpResponse, ApiError> {
    let (site, id) = path.into_inner();
    let (caller, site) = permitted(&request, &server, Act::Manage, &site).await?;
    if id == caller.person()?.user_id {
        return Err(ApiError::parameter("id", "another owner removes you"));
    }
    let actor = caller.actor();
    match write(&server, move |store| store.remove_role(actor, id, site.id, now_ms())).await? {
        true => Ok(HttpResponse::NoContent().finish()),
        false => Err(ApiError::NotFound),
    }
}
