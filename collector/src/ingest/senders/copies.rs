//! Copies: the same hit again, because its sender heard no answer. And repetitions: the same words twice in one request,
//! which are two hits.

use std::collections::HashMap;

use super::Hit;

/// The most events that a hit with a content is made of, so that each repetition has numbers of its own.
const MAX_EVENTS: u32 = 2;

/// 128 bits of a hash over parts, none of which can be taken for another.
pub(super) fn digest<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> u128 {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&part.len().to_le_bytes()).update(part);
    }
    let mut first = [0; 16];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    u128::from_le_bytes(first)
}

/// The page load of a browser's hit and its copies. `visitor`: today's anonymous hash. The random numbers in tags have six
/// digits, which many visitors share; the server of a shop says itself who its visitor is.
pub fn page_load_of(content: u128, visitor: i64) -> u128 {
    digest([&content.to_le_bytes()[..], &visitor.to_le_bytes()])
}

/// The hits of one request, by their contents.
#[derive(Debug, Default)]
pub struct Repetitions(HashMap<u128, u32>);

impl Repetitions {
    /// Gives a hit that was in the request already the next numbers.
    pub fn number(&mut self, hit: &mut Hit) {
        let Some(content) = hit.content else { return };
        let times = self.0.entry(content).or_default();
        let first_n = *times * MAX_EVENTS;
        *times += 1;
        let batch = &mut hit.parsed.batch;
        batch.pages.iter_mut().for_each(|page| page.view += first_n);
        for (_, event) in &mut batch.events {
            event.n += first_n;
            event.view += first_n;
        }
    }
}
