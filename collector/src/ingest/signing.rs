//! Signed orders: a shop without a server that speaks to ours signs what it puts into the page, and the page carries it.
//!
//! The signature is HMAC-SHA256, in hexadecimal digits, under the site's signing key (all of its text, `ffs_` included), of
//!
//! ```text
//! site ␊ order id ␊ total ␊ currency
//! ```
//!
//! with one line feed between them and none at the end: the site's id; the order's id without white space around it; what
//! the customer pays, tax and shipping included, with as many places as the currency has (`38.00`, `1500` yen, `1.250`
//! Kuwaiti dinars); the currency's code in capitals. In PHP
//! `hash_hmac('sha256', "myshop\n$id\n38.00\nEUR", $key)`, in Python `hmac.new(key, message, 'sha256').hexdigest()`, in
//! Node `createHmac('sha256', key).update(message).digest('hex')`. It rides in the purchase's parameter `signature`.
//!
//! HMAC needs the key itself, so it can't be kept as a hash as other keys are: it lies in a file of its own, which is in
//! no backup, so that a stolen database signs nothing. It has nothing to do with the key of the customers' hashes.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use footfall_protocol::order::OrderTotals;
use footfall_protocol::{EventName, Money};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{Arrival, key_file};
use crate::secret::Secret;

/// Keys that are believed at a time: the newest, and the one before it while the shop changes over.
const KEYS: usize = 2;
const PARAM: &str = "signature";

/// The signing keys of all sites, newest last. Never printed but once.
pub struct SigningKeys {
    file: PathBuf,
    of_site: RwLock<BTreeMap<String, Vec<String>>>,
}

impl std::fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKeys").finish_non_exhaustive()
    }
}

impl SigningKeys {
    pub fn open(data: &Path) -> std::io::Result<Self> {
        let file = data.join("signing-keys.json");
        let of_site = match std::fs::read(&file) {
            Ok(text) => serde_json::from_slice(&text)?,
            Err(error) if error.kind() == ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error),
        };
        Ok(Self { file, of_site: RwLock::new(of_site) })
    }

    /// A new key of a site, kept when this returns.
    pub fn create(&self, site: &str) -> std::io::Result<String> {
        let key = Secret::draw("ffs_")?.text;
        let mut of_site = self.of_site.write().unwrap_or_else(PoisonError::into_inner);
        let mut more = of_site.clone();
        let keys = more.entry(site.to_owned()).or_default();
        keys.push(key.clone());
        keys.drain(..keys.len().saturating_sub(KEYS));
        key_file::save(&self.file, &serde_json::to_vec(&more)?)?;
        *of_site = more;
        Ok(key)
    }

    /// Finds the orders that the shop has signed. A signature that is not the shop's is counted, and its order taken as
    /// reported. None is kept.
    pub fn check(&self, arrival: &mut Arrival) {
        let Arrival { site, batch, signed, drops, .. } = arrival;
        for (_, event) in &mut batch.events {
            if event.name != EventName::Purchase {
                continue;
            }
            let Some(place) = event.params.iter().position(|(key, _)| key == PARAM) else {
                continue;
            };
            let (_, signature) = event.params.remove(place);
            let order_id = event.transaction_id.as_deref().unwrap_or_default();
            match event.order_totals(site.currency, site.prices_include_tax) {
                Ok(totals) if self.is_signed(&site.key, order_id, totals, &signature) => {
                    signed.push(event.n);
                }
                _ => drops.push(("signature_invalid".into(), 1)),
            }
        }
    }

    fn is_signed(&self, site: &str, order_id: &str, totals: OrderTotals, signature: &str) -> bool {
        let message = message(site, order_id, totals);
        let (Some(signature), of_site) =
            (bytes(signature), self.of_site.read().unwrap_or_else(PoisonError::into_inner))
        else {
            return false;
        };
        let mut keys = of_site.get(site).into_iter().flatten();
        keys.any(|key| {
            // A key may be of any length. The comparison takes the same time whatever is wrong.
            Hmac::<Sha256>::new_from_slice(key.as_bytes())
                .is_ok_and(|mac| mac.chain_update(&message).verify_slice(&signature).is_ok())
        })
    }
}

fn message(site: &str, order_id: &str, totals: OrderTotals) -> String {
    let total = Money { minor: totals.gross, currency: totals.currency };
    format!("{site}\n{order_id}\n{}\n{}", total.amount(), totals.currency.code())
}

/// Of hexadecimal digits.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        hex.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8)).collect();
    let (pairs, rest) = digits.as_deref()?.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use footfall_protocol::Currency;

    use super::*;

    fn totals(gross: i64, code: &str) -> OrderTotals {
        let currency = Currency::parse(code).unwrap();
        OrderTotals { currency, gross, item_revenue: gross, tax: 0, shipping: 0, discount: 0 }
    }

    #[test]
    fn what_is_signed_is_written_in_one_way() {
        for (gross, code, expected) in [
            (3800, "EUR", "shop\nT-1\n38.00\nEUR"),
            (1500, "jpy", "shop\nT-1\n1500\nJPY"),
            (1250, "KWD", "shop\nT-1\n1.250\nKWD"),
            (5, "USD", "shop\nT-1\n0.05\nUSD"),
        ] {
            assert_eq!(message("shop", "T-1", totals(gross, code)), expected);
        }
    }

    #[test]
    fn a_signature_is_what_other_languages_make_of_it() {
        // python3: hmac.new(b'ffs_0123', b'shop\nT-1\n38.00\nEUR', 'sha256').hexdigest()
        let made = "dfbb29c69f2c630b9c27ba848500f4bc112d6ec00d8b4c346bccf668f428d6c5";
        let data = tempfile::tempdir().unwrap();
        std::fs::write(data.path().join("signing-keys.json"), r#"{"shop":["ffs_0123"]}"#).unwrap();
        let keys = SigningKeys::open(data.path()).unwrap();
        let signed =
            |site, order_id, gross| keys.is_signed(site, order_id, totals(gross, "EUR"), made);
        assert!(signed("shop", "T-1", 3800));
        assert!(!signed("shop", "T-1", 3801) && !signed("shop", "T-2", 3800));
        assert!(!signed("other", "T-1", 3800));
    }

    #[test]
    fn keys_are_for_the_owner_of_the_data_and_the_last_two_are_believed() {
        let data = tempfile::tempdir().unwrap();
        let keys = SigningKeys::open(data.path()).unwrap();
        let made = ["shop", "shop", "other", "shop"].map(|site| keys.create(site).unwrap());
        let file = data.path().join("signing-keys.json");
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(format!("{keys:?}"), "SigningKeys { .. }");
        let again = SigningKeys::open(data.path()).unwrap();
        let kept = again.of_site.read().unwrap();
        assert_eq!(kept.get("shop").unwrap(), &[made[1].clone(), made[3].clone()]);
        assert_eq!(kept.get("other").unwrap(), &[made[2].clone()]);
    }

    #[test]
    fn a_broken_file_of_keys_is_an_error_and_not_overwritten() {
        let data = tempfile::tempdir().unwrap();
        std::fs::write(data.path().join("signing-keys.json"), "{").unwrap();
        assert!(SigningKeys::open(data.path()).is_err());
    }

    #[test]
    fn only_pairs_of_hexadecimal_digits_are_bytes() {
        assert_eq!(bytes("00fFa1"), Some(vec![0, 255, 161]));
        for wrong in ["0", "0g", "é0", "+1"] {
            assert_eq!(bytes(wrong), None, "{wrong}");
        }
    }
}
