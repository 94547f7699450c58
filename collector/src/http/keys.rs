//! Keys that senders of other systems carry in their own places: Matomo's `token_auth`, Google's `api_secret`.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::Data;

use super::Server;
use super::auth::found_key;
use super::refused::Refused;
use crate::people::{Act, Who, allowed};
use crate::secret;
use crate::site::Site;
use crate::store::ApiKey;

/// The keys of one request, each asked for once.
#[derive(Default)]
pub(super) struct Keys(HashMap<[u8; 32], Option<ApiKey>>);

impl Keys {
    /// Whether a key may send events of a site. A wrong one is refused, never passed over: its sender means to be
    /// believed, and would go on without being.
    pub(super) async fn check(
        &mut self,
        server: &Data<Server>,
        site: &Arc<Site>,
        key: &str,
    ) -> Result<(), Refused> {
        let hash = secret::hash(key);
        let found = match self.0.entry(hash) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let found = found_key(server, hash)
                    .await
                    .map_err(|_| Refused::unavailable(Some(Arc::clone(site))))?;
                unknown.insert(found)
            }
        };
        match found {
            Some(key) if key.site == site.key && allowed(Who::Key(key.scope), Act::Send) => Ok(()),
            _ => {
                let words = "its key is none that may send events of this site";
                let (site, status) = (Some(Arc::clone(site)), StatusCode::UNAUTHORIZED);
                Err(Refused::new(site, status, "key_not_allowed", words))
            }
        }
    }
}
