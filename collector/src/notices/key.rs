//! The key that webhooks' secrets are made from. A secret must be known again whenever something is signed, so it can't be
//! kept as a hash: it is made from a number in the database and from this key, which lies in a file of its own and is in no
//! backup, so that a stolen database signs nothing.

use std::io::ErrorKind;
use std::path::Path;

use crate::ingest::save_key;

pub struct WebhookKey([u8; 32]);

impl std::fmt::Debug for WebhookKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookKey").finish_non_exhaustive()
    }
}

impl WebhookKey {
    pub fn open(data: &Path) -> std::io::Result<Self> {
        let file = data.join("webhook.key");
        match std::fs::read(&file) {
            Ok(key) => {
                let key = key.try_into();
                key.map(Self)
                    .map_err(|_| std::io::Error::new(ErrorKind::InvalidData, "webhook.key"))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let mut key = [0; 32];
                getrandom::fill(&mut key).map_err(std::io::Error::other)?;
                save_key(&file, &key)?;
                Ok(Self(key))
            }
            Err(error) => Err(error),
        }
    }

    /// Of a webhook, by the number that was drawn for it.
    pub fn secret(&self, nonce: &[u8]) -> String {
        let hash = blake3::keyed_hash(&self.0, nonce).to_hex();
        format!("ffh_{}", &hash[..40])
    }
}
