//! `/api/v1/sites/{site}/alerts`: by which rules a site is told something, where to, and what became of it. For whoever may
//! manage the site only, as addresses of mail are people's.

use std::sync::Arc;

use actix_web::web::{self, Bytes, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::{Value, json};

use super::body::json_of;
use super::errors::ApiError;
use super::{Server, auth};
use crate::collector::now_ms;
use crate::notices::{self, Rule};
use crate::people::Act;
use crate::secret::Secret;
use crate::site::Site;
use crate::store::notices::{MAX_TARGETS, NoticeRow, NoticeRule, NoticeTarget};
use crate::store::{Deed, Store, StoreError};

/// What became of the newest.
const SHOWN: i64 = 50;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/api/v1/sites/{site}/alerts")
                .route(web::get().to(list))
                .route(web::post().to(change)),
        )
        .route("/api/v1/sites/{site}/alerts/test", web::post().to(test));
}

/// One of these.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Change {
    Rule {
        name: String,
        threshold: Option<i64>,
        active: bool,
    },
    Mail {
        address: String,
    },
    Webhook {
        url: String,
    },
    /// A target, by its number.
    Forget {
        id: i64,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Test {
    id: i64,
}

/// Who may say whom the site tells.
async fn manageable(
    request: &HttpRequest,
    server: &Data<Server>,
    site: &str,
) -> Result<Arc<Site>, ApiError> {
    auth::permitted(request, server, Act::Manage, site).await.map(|(_, site)| site)
}

async fn list(
    request: HttpRequest,
    server: Data<Server>,
    key: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let site = manageable(&request, &server, &key).await?;
    let answer = auth::block(&server, move |server: &Server| {
        server.collector.readers.read(|reading| {
            let rules = reading.notice_rules(site.id)?;
            let targets = reading.notice_targets(site.id)?;
            let notices = reading.notices(site.id, SHOWN)?;
            Ok::<_, StoreError>(json!({
                "has_mail": server.has_mail,
                "rules": Rule::ALL.map(|rule| rule_json(rule, &rules)),
                "targets": targets.iter().map(target_json).collect::<Vec<_>>(),
                "notices": notices.iter().map(notice_json).collect::<Vec<_>>(),
            }))
        })
    })
    .await?;
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(answer))
}

fn rule_json(rule: Rule, kept: &[NoticeRule]) -> Value {
    let kept = kept.iter().find(|kept| kept.rule == rule.name());
    let thresholds = rule.thresholds();
    json!({
        "name": rule.name(),
        "active": kept.is_some(),
        "threshold": kept.map_or(rule.usual_threshold(), |kept| kept.threshold),
        "min": thresholds.start(),
        "max": thresholds.end(),
        // What a summary was told of last is no trouble.
        "wrong_since_ms": kept.and_then(|kept| kept.told).filter(|_| rule != Rule::WeeklySummary),
    })
}

fn target_json(target: &NoticeTarget) -> Value {
    let NoticeTarget { id, kind, address, created_at_ms, .. } = target;
    json!({ "id": id, "kind": kind, "address": address, "created_at_ms": created_at_ms })
}

fn notice_json(notice: &NoticeRow) -> Value {
    json!({
        "id": notice.id,
        "rule": notice.rule,
        "kind": notice.kind,
        "address": notice.address,
        "created_at_ms": notice.created_at_ms,
        "attempts": notice.attempts,
        "next_at_ms": notice.next_at_ms,
        "sent_at_ms": notice.sent_at_ms,
        "error": notice.error,
    })
}

async fn change(
    request: HttpRequest,
    server: Data<Server>,
    key: Path<String>,
    body: Bytes,
) -> Result<HttpResponse, ApiError> {
    let (caller, site) = auth::permitted(&request, &server, Act::Manage, &key).await?;
    let form = "{\"rule\": {\"name\", \"threshold\", \"active\"}}, {\"mail\": {\"address\"}}, {\"webhook\": {\"url\"}} \
                or {\"forget\": {\"id\"}}";
    // Of who is told what, only that somebody changed it: the log has no addresses.
    let (actor, site_id) = (caller.actor(), site.id);
    let deed = Deed { action: "alerts_set", site_id: Some(site_id), ..Deed::default() };
    let answer = match json_of(&request, &body, form)? {
        Change::Rule { name, threshold, active } => {
            set_rule(&server, &site, &name, threshold, active).await
        }
        Change::Mail { address } => {
            let address = address.trim().to_owned();
            if !notices::is_address(&address) {
                return Err(ApiError::parameter("address", "an address like you@example.com"));
            }
            add_target(&server, &site, "mail", address).await
        }
        Change::Webhook { url } => {
            let url = url.trim().to_owned();
            notices::check_url(&url, server.allow_private_webhooks)
                .map_err(|message| ApiError::parameter("url", message))?;
            add_target(&server, &site, "webhook", url).await
        }
        Change::Forget { id } => {
            let forgotten = run(&server, move |store| store.drop_notice_target(site.id, id));
            if forgotten.await? {
                Ok(HttpResponse::NoContent().finish())
            } else {
                Err(ApiError::NotFound)
            }
        }
    }?;
    run(&server, move |store| store.record(actor, deed, now_ms())).await?;
    Ok(answer)
}

async fn set_rule(
    server: &Data<Server>,
    site: &Arc<Site>,
    name: &str,
    threshold: Option<i64>,
    active: bool,
) -> Result<HttpResponse, ApiError> {
    let rule =
        Rule::parse(name).ok_or_else(|| ApiError::parameter("name", "there is no such rule"))?;
    let threshold = threshold.unwrap_or(rule.usual_threshold());
    let allowed = rule.thresholds();
    if !allowed.contains(&threshold) {
        let message = format!("a number from {} to {}", allowed.start(), allowed.end());
        return Err(ApiError::parameter("threshold", message));
    }
    let site_id = site.id;
    // The first summary is of the week that goes on now.
    let told = (rule == Rule::WeeklySummary).then(|| notices::monday_of(site.day_of(now_ms())));
    run(server, move |store| {
        if active {
            store.set_notice_rule(site_id, rule.name(), threshold, told)
        } else {
            store.drop_notice_rule(site_id, rule.name())
        }
    })
    .await?;
    let kept = NoticeRule { rule: rule.name().into(), threshold, told: None };
    let kept = if active { vec![kept] } else { Vec::new() };
    Ok(HttpResponse::Ok().json(rule_json(rule, &kept)))
}

/// Its secret is shown here and never again.
async fn add_target(
    server: &Data<Server>,
    site: &Arc<Site>,
    kind: &'static str,
    address: String,
) -> Result<HttpResponse, ApiError> {
    let nonce = Secret::draw("").map_err(ApiError::internal)?.hash;
    let site_id = site.id;
    let known = auth::block(server, move |server: &Server| {
        server.collector.readers.read(|reading| reading.notice_targets(site_id))
    })
    .await?;
    let field = if kind == "mail" { "address" } else { "url" };
    if known.len() >= MAX_TARGETS {
        let message = format!("a site tells at most {MAX_TARGETS} addresses");
        return Err(ApiError::parameter(field, message));
    }
    let kept = address.clone();
    let added =
        run(server, move |store| store.add_notice_target(site_id, kind, &kept, &nonce, now_ms()));
    let id = added.await?.ok_or_else(|| ApiError::parameter(field, "it is there already"))?;
    let mut answer = json!({ "id": id, "kind": kind, "address": address });
    if kind == "webhook" {
        answer["secret"] = json!(server.collector.webhook_key.secret(&nonce));
    }
    Ok(HttpResponse::Created().json(answer))
}

/// Sends something to one target now.
async fn test(
    request: HttpRequest,
    server: Data<Server>,
    key: Path<String>,
    body: Bytes,
) -> Result<HttpResponse, ApiError> {
    let site = manageable(&request, &server, &key).await?;
    let Test { id } = json_of(&request, &body, "{\"id\"}")?;
    let (site_id, now_ms) = (site.id, now_ms());
    let notice = notices::test_notice(&site, now_ms);
    let known = auth::block(&server, move |server: &Server| {
        server.collector.readers.read(|reading| reading.notice_targets(site_id))
    })
    .await?;
    if known.iter().all(|target| target.id != id) {
        return Err(ApiError::NotFound);
    }
    run(&server, move |store| store.tell_target(site_id, id, "test", &notice, now_ms)).await?;
    server.collector.notices_wanted.wake();
    Ok(HttpResponse::Accepted().json(json!({ "id": id })))
}

async fn run<T: Send + 'static>(
    server: &Data<Server>,
    errand: impl FnOnce(&mut Store) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, ApiError> {
    match server.collector.queue.run(errand).await {
        Ok(Ok(done)) => Ok(done),
        _ => Err(ApiError::NotStored),
    }
}
