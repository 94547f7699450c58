//! What was asked for lately, in memory that does not grow: two generations. What is asked for again moves to the young
//! one; when that is full it becomes the old one, and what nobody asked for meanwhile is gone. So a flood of things that
//! are asked for once never takes the place of those that are asked for all the time.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// Of an entry, beside what its maker says: hash table, key and value.
const ENTRY_BYTES: usize = 64;

/// Hashed under a key that nobody knows, as strangers choose what is in it.
#[derive(Debug)]
pub(super) struct Recent<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    young_bytes: usize,
    max_young_bytes: usize,
}

impl<K: Eq + Hash, V> Recent<K, V> {
    /// Both generations take `max_bytes` at most.
    pub(super) fn new(max_bytes: usize) -> Self {
        let (young, old) = (HashMap::new(), HashMap::new());
        Self { young, old, young_bytes: 0, max_young_bytes: max_bytes / 2 }
    }

    /// `bytes`: of the text in it.
    pub(super) fn get<Q>(&mut self, key: &Q, bytes: usize) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        if let Some((key, value)) = self.old.remove_entry(key) {
            self.insert(key, value, bytes);
        }
        self.young.get(key)
    }

    pub(super) fn insert(&mut self, key: K, value: V, bytes: usize) {
        if self.young_bytes > self.max_young_bytes {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        if self.young.insert(key, value).is_none() {
            self.young_bytes += bytes + ENTRY_BYTES;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_all_the_time_stays_while_others_pass_by() {
        let mut recent = Recent::new(100 * (ENTRY_BYTES + 8));
        recent.insert("hot".to_owned(), 1, 3);
        for passing in 0..10_000 {
            recent.insert(format!("{passing:08}"), passing, 8);
            assert_eq!(recent.get("hot", 3), Some(&1), "after {passing}");
            assert!(recent.young.len() + recent.old.len() <= 104);
        }
        assert_eq!(recent.get("00000000", 8), None);
        assert_eq!(recent.get("00009999", 8), Some(&9_999));
    }

    #[test]
    fn what_is_said_again_replaces_what_was_said() {
        let mut recent = Recent::new(10_000);
        recent.insert("a".to_owned(), 1, 1);
        recent.insert("a".to_owned(), 2, 1);
        assert_eq!(recent.get("a", 1), Some(&2));
        assert_eq!(recent.young_bytes, ENTRY_BYTES + 1);
    }
}
