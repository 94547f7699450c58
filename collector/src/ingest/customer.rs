//! Who a customer is: 63 bits of a keyed hash of the site and the shop's own reference. The reference itself is kept
//! nowhere.
//!
//! The key lies in a file of its own, outside the database and every backup: without it the hashes of a stolen database
//! can't be tried against a list of addresses. Lost, it is drawn anew, and everybody is a new customer.

use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

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
                save(&file, &key)?;
                Ok(Self { key })
            }
            Err(error) => Err(error),
        }
    }

    /// Never negative.
    pub fn hash(&self, site: &str, reference: &str) -> i64 {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        // Lengths first, so that no two customers can be written the same way.
        for part in [site, reference] {
            hasher.update(&part.len().to_le_bytes()).update(part.as_bytes());
        }
        let mut first = [0; 8];
        first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        i64::from_le_bytes(first) & i64::MAX
    }
}

/// Whole under another name first: a start that is interrupted leaves no half of a key.
fn save(file: &Path, key: &[u8; 32]) -> std::io::Result<()> {
    let half = file.with_extension("key.new");
    let mut new =
        fs::OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&half)?;
    new.write_all(key)?;
    new.sync_all()?;
    fs::rename(&half, file)
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
