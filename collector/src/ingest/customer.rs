//! Who a customer is: 63 bits of a keyed hash of the site and the shop's own reference. The reference itself is kept
//! nowhere.
//!
//! The key lies in a file of its own, outside the database and every backup: without it the hashes of a stolen database
//! can't be tried against a list of addresses. Lost, it is drawn anew, and everybody is a new customer.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::key_file;

/// Asked for every batch that names a customer.
pub struct Customers {
    key: [u8; 32],
}

// By hand: a key is never printed.
impl std::fmt::Debug for Customers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Customers").finish_non_exhaustive()
    }
}

impl Customers {
    /// Reads the key in `data`, or draws it. A file that holds no key is an error: drawn anew over it, every customer
    /// would silently be another.
    pub fn open(data: &Path) -> std::io::Result<Self> {
        let file = data.join("customers.key");
        match fs::read(&file) {
            Ok(read) => match read.try_into() {
                Ok(key) => Ok(Self { key }),
                Err(_) => {
                    let words = "customers.key holds no key of 32 bytes: restore it, or remove it \
                                 to begin with new customers";
                    Err(std::io::Error::new(ErrorKind::InvalidData, words))
                }
            },
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let mut key = [0; 32];
                getrandom::fill(&mut key).map_err(std::io::Error::other)?;
                key_file::save(&file, &key)?;
                Ok(Self { key })
            }
            Err(error) => Err(error),
        }
    }

    /// Never negative.
    pub fn hash(&self, site: &str, reference: &str) -> i64 {
        (self.digest(&["customer", site, reference]) >> 64) as i64 & i64::MAX
    }

    /// The page load in whose place a request of a shop's server stands: the same for the same words, and nothing a page
    /// could guess, or it would have the server's events taken for copies.
    pub fn request_token(&self, site: &str, kind: &str, words: &str) -> u128 {
        self.digest(&["request", site, kind, words])
    }

    fn digest(&self, parts: &[&str]) -> u128 {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        // Lengths first, so that no two lists of parts can be written the same way.
        for part in parts {
            hasher.update(&part.len().to_le_bytes()).update(part.as_bytes());
        }
        let mut first = [0; 16];
        first.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        u128::from_le_bytes(first)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_customer_of_a_site_is_the_same_for_ever_and_nobody_elsewhere() {
        let data = tempfile::tempdir().unwrap();
        let customers = Customers::open(data.path()).unwrap();
        let ann = customers.hash("shop", "ann@shop.example");
        assert_eq!(Customers::open(data.path()).unwrap().hash("shop", "ann@shop.example"), ann);
        assert!(ann >= 0);
        for (site, reference) in [
            ("shop", "ben@shop.example"),
            ("other", "ann@shop.example"),
            ("shopa", "nn@shop.example"),
        ] {
            assert_ne!(customers.hash(site, reference), ann, "{site} {reference}");
        }
        let elsewhere = tempfile::tempdir().unwrap();
        let others = Customers::open(elsewhere.path()).unwrap();
        assert_ne!(others.hash("shop", "ann@shop.example"), ann, "the key is drawn");
    }

    #[test]
    fn who_has_no_key_cannot_tell_the_token_of_a_request() {
        let [data, elsewhere] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let token = |data: &tempfile::TempDir, site, kind, words| {
            Customers::open(data.path()).unwrap().request_token(site, kind, words)
        };
        let first = token(&data, "shop", "event_id", "7");
        assert_eq!(token(&data, "shop", "event_id", "7"), first);
        assert_ne!(token(&elsewhere, "shop", "event_id", "7"), first);
        assert_ne!(token(&data, "shop", "content", "7"), first);
        assert_ne!(token(&data, "other", "event_id", "7"), first);
    }

    #[test]
    fn the_key_is_for_the_owner_of_the_data_and_is_not_printed() {
        let data = tempfile::tempdir().unwrap();
        let customers = Customers::open(data.path()).unwrap();
        let mode = fs::metadata(data.path().join("customers.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(format!("{customers:?}"), "Customers { .. }");
    }

    #[test]
    fn a_broken_key_is_no_new_one() {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join("customers.key"), "short").unwrap();
        assert_eq!(Customers::open(data.path()).unwrap_err().kind(), ErrorKind::InvalidData);
    }
}
