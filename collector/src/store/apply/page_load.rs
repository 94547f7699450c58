//! One page load: which of its events are stored, and what is known of its page views; and how it is written down, in as
//! few bytes as can be: there is a row for each.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::site::Day;
use crate::store::varint::{put, put_signed, take, take_signed};

const HOURS_A_DAY: i64 = 24;
/// Bytes of a token that are its time's first: it goes on by 256 ms.
const TIME_BYTES: usize = 5;

/// Tells page loads apart: of those of one site within 256 ms, by 56 bits of a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::store) struct Token(pub(in crate::store) [u8; 12]);

impl Token {
    pub(super) const FIRST: Self = Self([0; 12]);

    /// `page_load`: as the batch has it, beginning with 48 bits of its time in ms.
    pub(in crate::store) fn of(page_load: u128) -> Self {
        let whole = page_load.to_be_bytes();
        let hash = blake3::hash(&whole);
        let mut token = [0; 12];
        let (time, rest) = token.split_at_mut(TIME_BYTES);
        time.copy_from_slice(&whole[..TIME_BYTES]);
        rest.copy_from_slice(&hash.as_bytes()[..7]);
        Self(token)
    }

    /// Before all of that time.
    pub(super) fn time(at_ms: i64) -> [u8; TIME_BYTES] {
        let mut time = [0; TIME_BYTES];
        time.copy_from_slice(&at_ms.max(0).to_be_bytes()[2..2 + TIME_BYTES]);
        time
    }
}

/// A page view, as far as it is known. Its engagement may arrive before it does; it counts from when it has a day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(in crate::store) struct PageView {
    /// The number of its event.
    pub(in crate::store) view: u32,
    pub(in crate::store) day: Option<Day>,
    pub(in crate::store) page_id: i64,
    pub(in crate::store) engaged_ms: i64,
    pub(in crate::store) scroll_percent: u8,
}

#[derive(Debug, Default, Clone, PartialEq)]
pub(in crate::store) struct PageLoad {
    pub(in crate::store) id: i64,
    /// One bit for each event number, from the lowest bit of the first byte.
    pub(in crate::store) seen: SmallVec<[u8; 16]>,
    /// Most have one.
    pub(in crate::store) views: SmallVec<[PageView; 1]>,
}

/// Of the byte that begins a view: whether it has a day, and whether anybody was engaged in it.
const HAS_DAY: u64 = 1;
const ENGAGED: u64 = 2;
const FLAG_BITS: u32 = 2;

impl PageLoad {
    /// Marks event `n`. `false`: it was stored before.
    pub(super) fn mark(&mut self, n: u32) -> bool {
        let (byte, bit) = (n as usize / 8, 1u8 << (n % 8));
        if self.seen.len() <= byte {
            self.seen.resize(byte + 1, 0);
        }
        let first_time = self.seen[byte] & bit == 0;
        self.seen[byte] |= bit;
        first_time
    }

    /// `received_h`: when it was heard of last, which the row has, too. Its days are near that.
    pub(in crate::store) fn encode(&self, received_h: i64) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(16 + self.seen.len() + self.views.len() * 12);
        put(&mut bytes, self.id as u64);
        put(&mut bytes, self.seen.len() as u64);
        bytes.extend_from_slice(&self.seen);
        for page_view in &self.views {
            let PageView { view, day, page_id, engaged_ms, scroll_percent } = *page_view;
            let engaged = (engaged_ms, scroll_percent) != (0, 0);
            let has_day = if day.is_some() { HAS_DAY } else { 0 };
            let flags = has_day | if engaged { ENGAGED } else { 0 };
            put(&mut bytes, u64::from(view) << FLAG_BITS | flags);
            put(&mut bytes, page_id as u64);
            if let Some(day) = day {
                put_signed(&mut bytes, received_h / HOURS_A_DAY - day);
            }
            if engaged {
                put_signed(&mut bytes, engaged_ms);
                bytes.push(scroll_percent);
            }
        }
        bytes
    }

    /// What [`PageLoad::encode`] wrote. `None`: it did not.
    pub(in crate::store) fn decode(mut bytes: &[u8], received_h: i64) -> Option<Self> {
        let rest = &mut bytes;
        let id = take(rest)? as i64;
        let seen_bytes = take(rest)? as usize;
        let seen;
        (seen, *rest) = rest.split_at_checked(seen_bytes)?;
        let mut views = SmallVec::new();
        while !rest.is_empty() {
            let head = take(rest)?;
            let page_id = take(rest)? as i64;
            let day = match head & HAS_DAY {
                0 => None,
                _ => Some(received_h / HOURS_A_DAY - take_signed(rest)?),
            };
            let (mut engaged_ms, mut scroll_percent) = (0, 0);
            if head & ENGAGED != 0 {
                engaged_ms = take_signed(rest)?;
                (scroll_percent, *rest) = rest.split_first().map(|(first, rest)| (*first, rest))?;
            }
            let view = (head >> FLAG_BITS) as u32;
            views.push(PageView { view, day, page_id, engaged_ms, scroll_percent });
        }
        Some(Self { id, seen: seen.into(), views })
    }
}

#[cfg(test)]
mod tests {
    use smallvec::smallvec;

    use super::*;

    #[test]
    fn what_is_read_is_what_was_written_and_a_usual_one_is_small() {
        let view = |view, day, engaged_ms, scroll_percent| PageView {
            view,
            day,
            page_id: 300,
            engaged_ms,
            scroll_percent,
        };
        let received_h = 490_000;
        let today = received_h / HOURS_A_DAY;
        let views = [
            view(0, Some(today), 0, 0),
            view(9, None, 0, 40),
            view(70_000, Some(today - 3), 9_000, 0),
        ];
        for views in [&views[..], &views[..1], &[]] {
            let seen = SmallVec::from_slice(&[1, 0, 255]);
            let known = PageLoad { id: 1 << 40, seen, views: views.into() };
            let bytes = known.encode(received_h);
            assert_eq!(PageLoad::decode(&bytes, received_h), Some(known));
            for end in 0..bytes.len() {
                let cut = PageLoad::decode(&bytes[..end], received_h);
                assert!(cut.is_none_or(|cut| cut.views.len() < views.len()), "cut at {end}");
            }
        }
        let usual = PageLoad { id: 1_000_000, seen: smallvec![1], views: views[..1].into() };
        assert!(usual.encode(received_h).len() <= 9, "{:?}", usual.encode(received_h));
    }

    #[test]
    fn tokens_stand_in_the_order_of_their_times_and_differ_in_any_bit() {
        let at = |at_ms: u128| Token::of(at_ms << 80 | 7);
        assert!(at(1_764_000_000_000) < at(1_764_000_000_256));
        let time = Token::time(1_764_000_000_000);
        assert!(time[..] <= at(1_764_000_000_000).0[..] && time[..] > at(1_763_999_999_000).0[..]);
        let one = Token::of(0);
        assert!((0..128).all(|bit| Token::of(1 << bit) != one));
    }
}
