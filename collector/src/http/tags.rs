//! Entity tags of answers: the same tag, the same answer.

use actix_web::HttpRequest;
use actix_web::http::header::{EntityTag, Header, IfNoneMatch};

use crate::secret::Secret;

/// A server that starts anew may be another version, and its database another one: versions of days go back when a backup
/// is restored. So tags are hashed under a key of this process.
pub(super) struct Tags {
    key: [u8; 32],
}

impl Tags {
    pub(super) fn new() -> std::io::Result<Self> {
        Ok(Self { key: Secret::draw("")?.hash })
    }

    /// Of the parts that an answer depends on.
    pub(super) fn of(&self, parts: &[&str]) -> EntityTag {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        tag(&hasher.finalize())
    }

    /// Of what is answered.
    pub(super) fn of_body(&self, body: &[u8]) -> EntityTag {
        tag(&blake3::keyed_hash(&self.key, body))
    }
}

/// Half of the hash is plenty.
fn tag(hash: &blake3::Hash) -> EntityTag {
    EntityTag::new_strong(hash.to_hex()[..32].to_owned())
}

/// The tags of the answers that a client has.
pub(super) struct Known(Option<IfNoneMatch>);

impl Known {
    pub(super) fn of(request: &HttpRequest) -> Self {
        // Without the header, and with one that can't be read, it has none. `*` is of whoever stores, not of whoever reads.
        Self(IfNoneMatch::parse(request).ok())
    }

    pub(super) fn has(&self, tag: &EntityTag) -> bool {
        match &self.0 {
            // A proxy that compresses makes them weak.
            Some(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(tag)),
            _ => false,
        }
    }
}
