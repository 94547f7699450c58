//! Parts of reports in memory (`fold.rs`), those that were asked for last.

use std::any::Any;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

/// What all kept parts may take: every report over a year, unfiltered and under some filters. At half of it one of them was
/// read again each time, as others had taken its place.
const KEPT_BYTES: u64 = 32 << 20;
const USUAL_PART_BYTES: u64 = 4 << 10;

/// Parts of all reports, by what they depend on.
#[derive(Debug)]
pub(super) struct Parts(Cache<[u8; 16], Kept, Bytes>);

#[derive(Clone)]
struct Kept {
    part: Arc<dyn Any + Send + Sync>,
    bytes: usize,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(formatter, "{} bytes", self.bytes)
    }
}

impl Parts {
    pub(super) fn get<P: Send + Sync + 'static>(&self, key: &[u8; 16]) -> Option<Arc<P>> {
        self.0.get(key).and_then(|kept| kept.part.downcast().ok())
    }

    /// `bytes`: about how much memory it takes.
    pub(super) fn keep<P: Send + Sync + 'static>(&self, key: [u8; 16], part: Arc<P>, bytes: usize) {
        self.0.insert(key, Kept { part, bytes });
    }
}

#[derive(Debug, Clone)]
struct Bytes;

impl Weighter<[u8; 16], Kept> for Bytes {
    fn weight(&self, key: &[u8; 16], kept: &Kept) -> u64 {
        (kept.bytes + size_of_val(key) + size_of::<Kept>()) as u64
    }
}

impl Default for Parts {
    fn default() -> Self {
        let items = (KEPT_BYTES / USUAL_PART_BYTES) as usize;
        Self(Cache::with_weighter(items, KEPT_BYTES, Bytes))
    }
}
