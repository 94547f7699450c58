//! How fast a visitor, or all visitors of a site, may send: token buckets in memory that never grows.
//!
//! A bucket is the one moment at which it will be full again (GCRA), so that nothing ever has to fill it. Buckets lie in
//! sets of eight; a newcomer takes the place of the one in its set that is full, or soonest will be. Who is forgotten
//! begins with a full bucket: where memory ends it forgives, and never takes one visitor for another. Whoever sends too
//! much has the emptiest bucket and is forgotten last.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Visitors are hashed, so that all sets fill alike. 8,192 sets of 8 hold the visitors of ten seconds (after that a
/// bucket of the default rate is full again) of 6,500 visitors a second, in 1.1 MB.
const VISITOR_SETS: usize = 8_192;
/// Sites are numbered one by one.
const SITE_SETS: usize = 64;
const WAYS: usize = 8;

/// Requests per second in the long run, and at once. No limit where either is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub requests_per_s: u32,
    pub burst: u32,
}

/// Too much, for now: whole seconds until there is room for the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimited {
    pub retry_after_s: u64,
}

/// The limits of all who send.
#[derive(Debug)]
pub struct Rates {
    visitors: Option<Buckets>,
    sites: Option<Buckets>,
}

impl Rates {
    pub fn new(visitor: Rate, site: Rate, now: Instant) -> Self {
        let buckets = |rate: Rate, sets| {
            (rate.requests_per_s > 0 && rate.burst > 0).then(|| Buckets::new(rate, sets, now))
        };
        Self { visitors: buckets(visitor, VISITOR_SETS), sites: buckets(site, SITE_SETS) }
    }

    /// Takes one request out of both buckets. What a visitor has too much takes nothing of the site's.
    pub fn take(&self, site_id: i64, visitor: i64, now: Instant) -> Result<(), RateLimited> {
        take(&self.visitors, visitor, now)?;
        self.take_of_site(site_id, now)
    }

    /// The same of whoever has a key.
    pub fn take_of_site(&self, site_id: i64, now: Instant) -> Result<(), RateLimited> {
        take(&self.sites, site_id, now)
    }
}

fn take(buckets: &Option<Buckets>, key: i64, now: Instant) -> Result<(), RateLimited> {
    buckets.as_ref().map_or(Ok(()), |buckets| buckets.take(key, now))
}

#[derive(Debug, Clone, Copy, Default)]
struct Bucket {
    key: i64,
    /// Nanoseconds since the limits began.
    full_at_ns: u64,
}

/// Buckets of one kind, by number.
#[derive(Debug)]
pub struct Buckets {
    began: Instant,
    /// What one request takes, and what a full bucket holds.
    request_ns: u64,
    burst_ns: u64,
    sets: Box<[Mutex<[Bucket; WAYS]>]>,
}

impl Buckets {
    fn new(Rate { requests_per_s, burst }: Rate, sets: usize, began: Instant) -> Self {
        Self::every(Duration::from_secs(1) / requests_per_s, burst, sets, began)
    }

    /// One each `pause` in the long run, and `burst` at once.
    pub fn every(pause: Duration, burst: u32, sets: usize, began: Instant) -> Self {
        let request_ns = pause.as_nanos() as u64;
        let sets = (0..sets).map(|_| Mutex::default()).collect();
        Self { began, request_ns, burst_ns: request_ns * u64::from(burst), sets }
    }

    pub fn take(&self, key: i64, now: Instant) -> Result<(), RateLimited> {
        let now_ns = now.saturating_duration_since(self.began).as_nanos() as u64;
        let place = key.cast_unsigned() % self.sets.len() as u64;
        let Some(set) = self.sets.get(place as usize) else { return Ok(()) };
        let mut set = set.lock().unwrap_or_else(PoisonError::into_inner);
        let known = set.iter().position(|bucket| bucket.key == key);
        let bucket = match known {
            Some(known) => set.get_mut(known),
            None => set.iter_mut().min_by_key(|bucket| bucket.full_at_ns),
        };
        let Some(bucket) = bucket else { return Ok(()) };
        if bucket.key != key {
            *bucket = Bucket { key, full_at_ns: now_ns };
        }
        let full_at_ns = bucket.full_at_ns.max(now_ns) + self.request_ns;
        let over_ns = full_at_ns.saturating_sub(now_ns + self.burst_ns);
        if over_ns > 0 {
            let retry_after_s = Duration::from_nanos(over_ns).as_secs_f64().ceil() as u64;
            return Err(RateLimited { retry_after_s });
        }
        bucket.full_at_ns = full_at_ns;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_LIMIT: Rate = Rate { requests_per_s: 0, burst: 0 };

    fn rate(requests_per_s: u32, burst: u32) -> Rate {
        Rate { requests_per_s, burst }
    }

    /// How many of `sent` requests, `gap_ms` apart, are let through.
    fn passed(rates: &Rates, visitor: i64, began: Instant, gap_ms: u64, sent: u32) -> u32 {
        let at = |n: u32| began + Duration::from_millis(gap_ms) * n;
        (0..sent).map(|n| u32::from(rates.take(1, visitor, at(n)).is_ok())).sum()
    }

    #[test]
    fn a_burst_passes_and_then_what_the_rate_allows() {
        let check = |rate: Rate, gap_ms, sent, expected| {
            let now = Instant::now();
            let rates = Rates::new(rate, NO_LIMIT, now);
            assert_eq!(passed(&rates, 7, now, gap_ms, sent), expected, "{rate:?} {gap_ms} {sent}");
        };
        check(rate(30, 300), 0, 400, 300);
        // 125 ms apart are 8 a second.
        check(rate(30, 300), 125, 10_000, 10_000);
        check(rate(10, 1), 100, 50, 50);
        check(rate(10, 1), 50, 50, 25);
        check(rate(10, 5), 50, 100, 54);
        check(NO_LIMIT, 0, 10_000, 10_000);
    }

    #[test]
    fn whoever_is_told_when_to_come_back_is_let_in_then_and_not_before() {
        let now = Instant::now();
        let check = |rate: Rate, sent, expected_s| {
            let rates = Rates::new(rate, NO_LIMIT, now);
            assert_eq!(passed(&rates, 7, now, 0, sent), sent);
            let refused = Err(RateLimited { retry_after_s: expected_s });
            assert_eq!(rates.take(1, 7, now), refused, "{rate:?}");
            assert_eq!(rates.take(1, 7, now + Duration::from_secs(expected_s)), Ok(()));
        };
        check(rate(30, 300), 300, 1);
        check(rate(1, 1), 1, 1);
        check(rate(1, 60), 60, 1);
    }

    #[test]
    fn visitors_do_not_share_a_bucket_and_a_site_shares_one() {
        let now = Instant::now();
        let rates = Rates::new(rate(1, 2), rate(1, 5), now);
        let sent: Vec<bool> =
            [1, 1, 1, 2, 2, 3, 4].iter().map(|&who| rates.take(9, who, now).is_ok()).collect();
        assert_eq!(sent, [true, true, false, true, true, true, false]);
        assert!(rates.take(10, 5, now).is_ok(), "another site");
    }

    #[test]
    fn a_flood_of_visitors_makes_nobody_else_wait_and_hides_no_offender() {
        let now = Instant::now();
        let rates = Rates::new(rate(1, 100), NO_LIMIT, now);
        assert_eq!(passed(&rates, -1, now, 0, 200), 100);
        for stranger in 0..1_000_000 {
            assert_eq!(rates.take(1, stranger * 7_919, now), Ok(()));
        }
        assert!(rates.take(1, -1, now).is_err());
    }
}
