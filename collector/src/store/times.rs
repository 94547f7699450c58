//! How often a time occurred: a histogram whose buckets are at most a thirty-second of their times wide, so that a
//! median read from it is off by less than 2 %.

use std::collections::BTreeMap;

use super::StoreError;

/// Buckets for each doubling.
const STEPS_BITS: u32 = 5;
const STEPS: i64 = 1 << STEPS_BITS;

/// Times in ms, and how many of each.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Times(BTreeMap<u16, i64>);

/// Exact below [`STEPS`]; then by the leading bits.
fn bucket_of(ms: i64) -> u16 {
    let ms = ms.max(0);
    if ms < STEPS {
        return ms as u16;
    }
    let doublings = ms.ilog2() - STEPS_BITS;
    (i64::from(doublings) * STEPS + (ms >> doublings)) as u16
}

/// The time in the middle of a bucket.
fn middle_ms(bucket: u16) -> i64 {
    let bucket = i64::from(bucket);
    if bucket < STEPS * 2 {
        return bucket;
    }
    let doublings = bucket / STEPS - 1;
    let first_ms = (bucket % STEPS + STEPS) << doublings;
    first_ms + (1 << (doublings - 1))
}

impl Times {
    /// Negative `count` takes out.
    pub fn add(&mut self, ms: i64, count: i64) {
        *self.0.entry(bucket_of(ms)).or_default() += count;
    }

    pub fn merge(&mut self, other: &Self) {
        for (bucket, count) in &other.0 {
            *self.0.entry(*bucket).or_default() += count;
        }
    }

    /// With what the row says, if there is one.
    pub(super) fn merge_stored(&mut self, row: Option<Vec<u8>>) -> Result<(), StoreError> {
        if let Some(stored) = row {
            self.merge(&Self::decode(&stored)?);
        }
        Ok(())
    }

    /// About how much memory they take.
    pub fn bytes(&self) -> usize {
        self.0.len() * 16
    }

    /// `None` without times; of an even number of them, the mean of the two in the middle.
    pub fn median_ms(&self) -> Option<i64> {
        let total: i64 = self.0.values().sum();
        let (lower_ms, upper_ms) = (self.nth_ms((total - 1) / 2)?, self.nth_ms(total / 2)?);
        Some((lower_ms + upper_ms + 1) / 2)
    }

    /// From 0, in ascending order.
    fn nth_ms(&self, nth: i64) -> Option<i64> {
        let mut passed = 0;
        let found = self.0.iter().find(|(_, count)| {
            passed += **count;
            passed > nth
        });
        found.map(|(bucket, _)| middle_ms(*bucket))
    }

    pub(super) fn encode(&self) -> Result<Vec<u8>, StoreError> {
        let mut last = 0;
        let step = |(bucket, count): (&u16, &i64)| {
            let step = (bucket - last, *count as u64);
            last = *bucket;
            step
        };
        let steps: Vec<(u16, u64)> =
            self.0.iter().filter(|(_, count)| **count > 0).map(step).collect();
        postcard::to_allocvec(&steps).map_err(unreadable)
    }

    pub(super) fn decode(blob: &[u8]) -> Result<Self, StoreError> {
        let steps: Vec<(u16, u64)> = postcard::from_bytes(blob).map_err(unreadable)?;
        let mut last = 0;
        let entry = |(step, count): (u16, u64)| {
            last += step;
            (last, count as i64)
        };
        Ok(Self(steps.into_iter().map(entry).collect()))
    }
}

fn unreadable(error: postcard::Error) -> StoreError {
    StoreError::Invalid(format!("a histogram: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_holds_its_middle_which_is_within_2_percent() {
        let mut before = 0;
        for ms in (0..3_000).chain((3_000..400_000_000).step_by(977)) {
            let (bucket, middle_ms) = (bucket_of(ms), middle_ms(bucket_of(ms)));
            assert!(bucket >= before, "{ms}");
            assert_eq!(bucket_of(middle_ms), bucket, "{ms}");
            assert!((middle_ms - ms).abs() * 50 <= ms, "{ms} as {middle_ms}");
            before = bucket;
        }
    }

    #[test]
    fn the_median_is_of_all_that_was_added_and_not_taken_out() {
        let mut times = Times::default();
        assert_eq!(times.median_ms(), None);
        for ms in [10, 20, 30, 30] {
            times.add(ms, 1);
        }
        assert_eq!(times.median_ms(), Some(25));
        times.add(10, -1);
        assert_eq!(times.median_ms(), Some(30));
        let mut read = Times::decode(&times.encode().unwrap()).unwrap();
        assert_eq!(read.median_ms(), Some(30));
        read.merge(&times);
        assert_eq!(read.median_ms(), Some(30));
    }
}
