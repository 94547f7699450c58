//! Shops: added and changed. By a command or in the dashboard, what may be said of one is checked here.

use footfall_protocol::Currency;
use footfall_protocol::batch::parse_site;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{ControlError, MINUTE_MS, invalid, run};
use crate::collector::Collector;
use crate::site::Site;
use crate::store::{Actor, Deed, NewSite, SiteChanges, SiteSet, Store, StoreError, StoredSite};

/// As long as a line of a menu.
const MAX_NAME_CHARS: usize = 80;
/// Each of them is compared with that of every request.
const MAX_ORIGINS: usize = 100;
/// As the flags of `site set` have them.
const SESSION_TIMEOUT_MIN: std::ops::RangeInclusive<i64> = 1..=720;
const CART_TIMEOUT_MIN: std::ops::RangeInclusive<i64> = 1..=43_200;
const KEEP_MONTHS: std::ops::RangeInclusive<i64> = 1..=1_200;

fn setting(field: &'static str, message: impl Into<String>) -> ControlError {
    ControlError::Setting { field, message: message.into() }
}

pub fn json(site: &Site) -> Value {
    json!({
        "id": site.key,
        "name": site.name,
        "currency": site.currency.code(),
        "time_zone": site.time_zone_name,
        "origins": site.origins,
        "prices_include_tax": site.prices_include_tax,
        "scrub_params": site.scrub_params,
        "session_timeout_min": site.session_timeout_ms / MINUTE_MS,
        "cart_timeout_min": site.cart_timeout_ms / MINUTE_MS,
        "keep_months": site.keep_months,
        "sender_ids": site.sender_ids,
    })
}

/// Blocks.
pub fn add(
    collector: &Collector,
    mut site: NewSite,
    actor: Actor,
    now_ms: i64,
) -> Result<Value, ControlError> {
    parse_site(&site.key)
        .map_err(|_| setting("id", "a site's id is 1 to 64 of a-z, 0-9, _ and -"))?;
    site.name = parse_name(&site.name)?;
    site.currency = parse_currency(&site.currency)?;
    check_time_zone(&site.time_zone)?;
    parse_origins(&mut site.origins)?;
    if let Some(name) = site.scrub_params.iter().find(|name| !is_param(name)) {
        let message = format!("{name} is not the name of a query parameter");
        return Err(setting("scrub_params", message));
    }
    let key = site.key.clone();
    let added = run(collector, move |store| {
        let added = store.add_site(&site, now_ms)?;
        let sites = store.sites()?;
        if added {
            told(store, actor, "site_added", (&site.key, &sites), now_ms)?;
        }
        Ok((added, sites))
    })?;
    let (true, sites) = added else {
        return Err(setting("id", format!("there is a site {key} already")));
    };
    collector.set_sites(sites);
    let site = collector.site(&key).ok_or(ControlError::Stopped)?;
    let mut added = json(&site);
    added["public_url"] = json!(collector.public_url());
    added["tag_path"] = json!(collector.tag_path());
    Ok(added)
}

/// Blocks.
pub fn set(
    collector: &Collector,
    key: &str,
    mut changes: SiteChanges,
    actor: Actor,
    now_ms: i64,
) -> Result<Value, ControlError> {
    if let Some(name) = &mut changes.name {
        *name = parse_name(name)?;
    }
    if let Some(currency) = &mut changes.currency {
        *currency = parse_currency(currency)?;
    }
    if let Some(time_zone) = &changes.time_zone {
        check_time_zone(time_zone)?;
    }
    if let Some(origins) = &mut changes.origins {
        parse_origins(origins)?;
    }
    let in_minutes = |ms: Option<i64>| ms.map(|ms| ms / MINUTE_MS);
    for (field, value, allowed) in [
        ("session_timeout_min", in_minutes(changes.session_timeout_ms), SESSION_TIMEOUT_MIN),
        ("cart_timeout_min", in_minutes(changes.cart_timeout_ms), CART_TIMEOUT_MIN),
        ("keep_months", changes.keep_months, KEEP_MONTHS),
    ] {
        if value.is_some_and(|value| !allowed.contains(&value)) {
            let message = format!("a number from {} to {}", allowed.start(), allowed.end());
            return Err(setting(field, message));
        }
    }
    let field = if changes.currency.is_some() { "currency" } else { "time_zone" };
    let (set, sites) = run(collector, {
        let key = key.to_owned();
        move |store| {
            let set = store.set_site(&key, &changes)?;
            let sites = store.sites()?;
            if set == SiteSet::Done {
                told(store, actor, "site_set", (&key, &sites), now_ms)?;
            }
            Ok((set, sites))
        }
    })?;
    match set {
        SiteSet::Done => {}
        SiteSet::Unknown => return Err(invalid(format!("there is no site {key}"))),
        SiteSet::TooLate => {
            let message = "the days of this site are kept by it: it can't be another one any more";
            return Err(setting(field, message));
        }
    }
    collector.set_sites(sites);
    let site = collector.site(key).ok_or(ControlError::Stopped)?;
    Ok(json(&site))
}

/// Writes down who did it.
fn told(
    store: &mut Store,
    actor: Actor,
    action: &'static str,
    (key, sites): (&str, &[StoredSite]),
    now_ms: i64,
) -> Result<(), StoreError> {
    let site_id = sites.iter().find(|stored| stored.site.key == key).map(|stored| stored.id);
    store.record(actor, Deed { action, site_id, ..Deed::default() }, now_ms)
}

fn parse_name(name: &str) -> Result<String, ControlError> {
    let name = name.trim();
    let is_line = !name.chars().any(char::is_control);
    if !is_line || !(1..=MAX_NAME_CHARS).contains(&name.chars().count()) {
        return Err(setting("name", "a site's name is 1 to 80 characters"));
    }
    Ok(name.to_owned())
}

fn parse_currency(code: &str) -> Result<String, ControlError> {
    let currency = Currency::parse(code)
        .map_err(|_| setting("currency", format!("{code} is not an ISO 4217 currency")))?;
    Ok(currency.code().to_owned())
}

fn check_time_zone(name: &str) -> Result<(), ControlError> {
    match TimeZone::get(name) {
        Ok(_) => Ok(()),
        Err(_) => Err(setting("time_zone", format!("{name} is not an IANA time zone"))),
    }
}

fn parse_origins(origins: &mut Vec<String>) -> Result<(), ControlError> {
    if origins.len() > MAX_ORIGINS {
        return Err(setting("origins", "at most 100 origins"));
    }
    for origin in origins {
        *origin = parse_origin(origin)?;
    }
    Ok(())
}

/// What can stand in a URL and in the tag's attribute as it is.
fn is_param(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.[]%~".contains(&byte);
    (1..=64).contains(&name.len()) && name.bytes().all(allowed)
}

/// `https://Shop.Example/` → `https://shop.example`, as browsers write origins.
fn parse_origin(origin: &str) -> Result<String, ControlError> {
    let lower = origin.trim().trim_end_matches('/').to_ascii_lowercase();
    let host = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"))
        .unwrap_or_default();
    let is_plain = host.bytes().all(|byte| byte.is_ascii_graphic());
    if host.is_empty() || host.contains(['/', '?', '#', '@', '"', '<', '>', '\\']) || !is_plain {
        let message = format!("{origin} is not an origin like https://shop.example");
        return Err(setting("origins", message));
    }
    let default_port = if lower.starts_with("https") { ":443" } else { ":80" };
    Ok(lower.strip_suffix(default_port).unwrap_or(&lower).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        let check =
            |origin: &str, expected: &str| assert_eq!(parse_origin(origin).unwrap(), expected);
        check("https://Shop.Example/", "https://shop.example");
        check(" https://shop.example ", "https://shop.example");
        check("https://shop.example:443", "https://shop.example");
        check("http://127.0.0.1:8080", "http://127.0.0.1:8080");
        for bad in [
            "shop.example",
            "https://",
            "https://shop.example/path",
            "ftp://x",
            "https://a@b",
            "https://a b",
            "https://a\"b",
        ] {
            assert!(parse_origin(bad).is_err(), "{bad}");
        }
    }
}
