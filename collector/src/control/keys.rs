//! Keys: made, listed, revoked. Their secrets are shown once and kept nowhere.

use serde_json::{Value, json};

use super::{ControlError, invalid, run, site_of};
use crate::collector::Collector;
use crate::secret::Secret;
use crate::store::{Actor, KeyScope, NewKey};

pub(super) fn create(
    collector: &Collector,
    site: &str,
    scope: KeyScope,
    now_ms: i64,
) -> Result<Value, ControlError> {
    let site = site_of(collector, site)?;
    if scope == KeyScope::Sign {
        return Ok(json!({ "key": collector.signing.create(&site.key)? }));
    }
    let site_id = site.id;
    let secret = Secret::draw("ff_")?;
    let key = NewKey { site_id, scope, name: String::new(), hash: secret.hash };
    run(collector, move |store| store.add_key(Actor::Operator, &key, now_ms))?;
    Ok(json!({ "key": secret.text }))
}

/// Of a site, or of all.
pub(super) fn list(collector: &Collector, site: Option<&str>) -> Result<Value, ControlError> {
    if let Some(site) = site {
        site_of(collector, site)?;
    }
    let keys = collector.readers.read(|reading| reading.keys(site))?;
    Ok(json!(keys))
}

/// From now on it opens nothing.
pub(super) fn revoke(collector: &Collector, id: i64, now_ms: i64) -> Result<Value, ControlError> {
    match run(collector, move |store| store.revoke_key(Actor::Operator, id, None, now_ms))? {
        true => Ok(json!({})),
        false => Err(invalid(format!("there is no key {id}; `footfall key list` knows them"))),
    }
}
