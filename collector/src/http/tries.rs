//! How often a password may be tried: from one client at one account, and from one client at all. Addresses stay in
//! memory, hashed, and go when others need the place.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use super::errors::ApiError;
use crate::ingest::Buckets;

/// Somebody who does not remember which of their passwords it was …
const AT_ACCOUNT: u32 = 10;
/// … and then some 1,440 a day, which find no password of twelve characters.
const AT_ACCOUNT_PAUSE: Duration = Duration::from_secs(60);
/// An office behind one address.
const FROM_CLIENT: u32 = 40;
const FROM_CLIENT_PAUSE: Duration = Duration::from_secs(10);
/// Of eight: 8,192 clients, and accounts that they try, in 130 kB each.
const SETS: usize = 1_024;

#[derive(Debug)]
pub(super) struct Tries {
    /// An attacker who could foresee which places are whose could push others out.
    key: [u8; 32],
    at_account: Buckets,
    from_client: Buckets,
}

impl Tries {
    pub(super) fn new(key: [u8; 32], now: Instant) -> Self {
        Self {
            key,
            at_account: Buckets::every(AT_ACCOUNT_PAUSE, AT_ACCOUNT, SETS, now),
            from_client: Buckets::every(FROM_CLIENT_PAUSE, FROM_CLIENT, SETS, now),
        }
    }

    /// Takes one. The account need not exist.
    pub(super) fn take(&self, client: IpAddr, account: &str, now: Instant) -> Result<(), ApiError> {
        let network = network_of(client);
        let (client, account) = (network.as_slice(), account.to_lowercase());
        self.from_client.take(self.place(&[client]), now).map_err(ApiError::RateLimited)?;
        let both = self.place(&[client, account.as_bytes()]);
        self.at_account.take(both, now).map_err(ApiError::RateLimited)
    }

    fn place(&self, parts: &[&[u8]]) -> i64 {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        for part in parts {
            hasher.update(part);
        }
        let mut place = [0; 8];
        hasher.finalize_xof().fill(&mut place);
        i64::from_le_bytes(place)
    }
}

/// An address of version 4, or the network of one of version 6: whoever has one of these has all of its addresses.
fn network_of(client: IpAddr) -> Vec<u8> {
    match client.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets()[..8].to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(tries: &Tries, client: &str, account: impl Fn(u32) -> String, now: Instant) -> u32 {
        let client = client.parse().unwrap();
        (0..100).map(|n| u32::from(tries.take(client, &account(n), now).is_ok())).sum()
    }

    #[test]
    fn tries_are_limited_at_an_account_and_from_a_client() {
        let now = Instant::now();
        let tries = Tries::new([7; 32], now);
        let ann = |_| "ann@example.org".to_owned();
        assert_eq!(passed(&tries, "203.0.113.9", ann, now), AT_ACCOUNT);
        assert_eq!(passed(&tries, "203.0.113.9", |_| "ANN@example.org".into(), now), 0);
        assert_eq!(passed(&tries, "198.51.100.7", ann, now), AT_ACCOUNT, "another client");
        let many = |n| format!("{n}@example.org");
        assert_eq!(passed(&tries, "192.0.2.1", many, now), FROM_CLIENT);
        let later = now + AT_ACCOUNT_PAUSE;
        assert_eq!(passed(&tries, "198.51.100.7", ann, later), 1, "and later, one more");
    }

    #[test]
    fn a_network_of_version_6_is_one_client() {
        let now = Instant::now();
        let tries = Tries::new([7; 32], now);
        let ann = |_| "ann@example.org".to_owned();
        assert_eq!(passed(&tries, "2001:db8::1", ann, now), AT_ACCOUNT);
        assert_eq!(passed(&tries, "2001:db8::2", ann, now), 0);
        assert_eq!(passed(&tries, "2001:db8:0:1::1", ann, now), AT_ACCOUNT);
    }
}
