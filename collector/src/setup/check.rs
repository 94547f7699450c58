//! The live check: whether a shop is heard, from where, in which dialects, how far, and what looks wrong.

use serde_json::{Value, json};

use super::usual::WEEK_HOURS;
use super::warnings::{self, Facts, Warning};
use super::{Places, policy, tag_of};
use crate::site::{Day, Site};
use crate::store::heard::{HOUR_MS, Heard, HeardKind};
use crate::store::{Reading, StoreError};

/// The usual way to an order.
const STEPS: [&str; 5] = ["page_view", "view_item", "add_to_cart", "begin_checkout", "purchase"];

/// All that the dashboard's view needs. `site_json`: the site's settings as they are answered everywhere.
pub fn answer(
    reading: &Reading,
    site: &Site,
    site_json: Value,
    places: &Places,
    now_ms: i64,
) -> Result<Value, StoreError> {
    let policy = policy(places);
    let line: Vec<String> = policy.iter().map(|(name, value)| format!("{name} {value}")).collect();
    let ever = reading.heard(site.id, Day::MIN)?;
    Ok(json!({
        "site": site_json,
        "tag": tag_of(places, site),
        "script_url": places.script(),
        "events_url": places.events(),
        "public_url": places.public_url,
        "csp": line.join("; "),
        "heard": heard_json(&ever),
        "warnings": warnings_json(reading, site, &ever, now_ms)?,
        "now_ms": now_ms,
    }))
}

/// Of all time.
pub fn heard_json(ever: &[Heard]) -> Value {
    let of_kind = |kind| ever.iter().filter(move |heard| heard.kind == kind);
    let all = of_kind(HeardKind::Event).next();
    let list = |kind| of_kind(kind).map(row).collect::<Vec<_>>();
    let steps: Vec<Value> = STEPS
        .iter()
        .map(|step| match of_kind(HeardKind::Step).find(|heard| heard.name == *step) {
            Some(heard) => row(heard),
            None => json!({ "id": step, "count": 0, "first_at_ms": null, "last_at_ms": null }),
        })
        .collect();
    json!({
        "events": all.map_or(0, |heard| heard.count),
        "first_at_ms": all.map(|heard| heard.first_at_ms),
        "last_at_ms": all.map(|heard| heard.last_at_ms),
        "origins": list(HeardKind::Origin),
        "refused_origins": list(HeardKind::RefusedOrigin),
        "dialects": list(HeardKind::Dialect),
        "steps": steps,
    })
}

fn row(heard: &Heard) -> Value {
    json!({
        "id": heard.name,
        "count": heard.count,
        "first_at_ms": heard.first_at_ms,
        "last_at_ms": heard.last_at_ms,
    })
}

fn warnings_json(
    reading: &Reading,
    site: &Site,
    ever: &[Heard],
    now_ms: i64,
) -> Result<Vec<Value>, StoreError> {
    let from = site.day_of(now_ms) - warnings::DAYS + 1;
    let heard = reading.heard(site.id, from)?;
    let drops = reading.drops_from(site.id, from)?;
    let hours = reading.heard_hours(site.id, now_ms.div_euclid(HOUR_MS) - 5 * WEEK_HOURS)?;
    let last = ever.iter().find(|heard| heard.kind == HeardKind::Event);
    let facts = Facts {
        site,
        now_ms,
        heard: &heard,
        drops: &drops,
        proofs: reading.order_proofs(site.id, from, now_ms - warnings::UNCONFIRMED_AFTER_MS)?,
        refunds: reading.waiting_refunds(site.id, from, now_ms - warnings::WAITING_AFTER_MS)?,
        hours: &hours,
        last_at_ms: last.map(|heard| heard.last_at_ms),
    };
    let rows = warnings::warnings(&facts).into_iter().map(
        |Warning { code, is_fault, count, since_ms, example }| {
            json!({
                "code": code,
                "level": if is_fault { "warning" } else { "hint" },
                "count": count,
                "since_ms": since_ms,
                "example": example,
            })
        },
    );
    Ok(rows.collect())
}
