//! Raw page views and engagement. They are most of all events, and nobody but an export asks for them, so many stand in one
//! row of `event`, each as what is other than in the one before.
//!
//! Such a row holds events of one site that happened on one day (of UTC), in the order in which they came. It is of its site
//! as what happened in no session is, by a `session_id` below 0; its `page_load_id` is [`MANY`], its `n` says how many there
//! are, and its `at_ms` when the last of them happened, so that it expires with that one.

use footfall_protocol::EventName;
use rusqlite::CachedStatement;
use rustc_hash::FxHashMap;

use super::Happening;
use super::order::NO_SESSION;
use crate::store::StoreError;
use crate::store::varint::{put, put_signed, take, take_signed};

/// No number of a page load.
pub(in crate::store) const MANY: i64 = 0;
/// Such a row is full: longer ones leave more of the pages empty that they do not fit into.
const MAX_BYTES: usize = 512;
const DAY_MS: i64 = 86_400_000;
/// Those of the first migration.
const PAGE_VIEW_ID: i64 = 1;

#[derive(Debug, Clone, PartialEq)]
pub(in crate::store) struct PageEvent {
    pub(in crate::store) session_id: i64,
    pub(in crate::store) page_load_id: i64,
    pub(in crate::store) n: u32,
    pub(in crate::store) view: u32,
    pub(in crate::store) at_ms: i64,
    pub(in crate::store) page_id: i64,
    /// Else a page view.
    pub(in crate::store) is_engagement: bool,
    /// Its parameters (`record.rs`).
    pub(in crate::store) params: Option<Vec<u8>>,
}

/// Of the byte that begins an event.
const ENGAGEMENT: u64 = 1;
const HAS_PARAMS: u64 = 2;
/// A page view is the first event of its own view.
const OTHER_VIEW: u64 = 4;
const FLAG_BITS: u32 = 3;

/// What the next event is told from.
#[derive(Debug, Default, Clone, Copy)]
struct Before {
    session_id: i64,
    page_load_id: i64,
    at_ms: i64,
}

impl PageEvent {
    /// Without its parameters. `None`: it is of another kind, and stands in a row of its own.
    pub(super) fn of(happening: Happening) -> Option<Self> {
        let Happening { session_id, page_load_id, at_ms, page_id, event, .. } = happening;
        let is_engagement = event.name == EventName::UserEngagement;
        if session_id == NO_SESSION || !(is_engagement || event.name == EventName::PageView) {
            return None;
        }
        let (n, view, params) = (event.n, event.view, None);
        Some(Self { session_id, page_load_id, n, view, at_ms, page_id, is_engagement, params })
    }

    pub(in crate::store) fn name(&self) -> EventName {
        if self.is_engagement { EventName::UserEngagement } else { EventName::PageView }
    }

    fn write(&self, bytes: &mut Vec<u8>, before: &mut Before) {
        let flag = |is_so, flag| if is_so { flag } else { 0 };
        let flags = flag(self.is_engagement, ENGAGEMENT)
            | flag(self.params.is_some(), HAS_PARAMS)
            | flag(self.view != self.n, OTHER_VIEW);
        put(bytes, u64::from(self.n) << FLAG_BITS | flags);
        if self.view != self.n {
            put(bytes, self.view.into());
        }
        let now = Before {
            session_id: self.session_id,
            page_load_id: self.page_load_id,
            at_ms: self.at_ms,
        };
        let before = std::mem::replace(before, now);
        put_signed(bytes, self.session_id - before.session_id);
        put_signed(bytes, self.page_load_id - before.page_load_id);
        put_signed(bytes, self.at_ms - before.at_ms);
        put(bytes, self.page_id as u64);
        if let Some(params) = &self.params {
            put(bytes, params.len() as u64);
            bytes.extend_from_slice(params);
        }
    }

    fn read(bytes: &mut &[u8], before: &mut Before) -> Option<Self> {
        let head = take(bytes)?;
        let n = (head >> FLAG_BITS) as u32;
        let view = if head & OTHER_VIEW != 0 { take(bytes)? as u32 } else { n };
        before.session_id += take_signed(bytes)?;
        before.page_load_id += take_signed(bytes)?;
        before.at_ms += take_signed(bytes)?;
        let page_id = take(bytes)? as i64;
        let mut params = None;
        if head & HAS_PARAMS != 0 {
            let length = take(bytes)? as usize;
            let (said, rest) = bytes.split_at_checked(length)?;
            (params, *bytes) = (Some(said.to_vec()), rest);
        }
        let Before { session_id, page_load_id, at_ms } = *before;
        let is_engagement = head & ENGAGEMENT != 0;
        Some(Self { session_id, page_load_id, n, view, at_ms, page_id, is_engagement, params })
    }
}

/// The events of a row. `None`: it can't be read.
pub(in crate::store) fn read_all(mut bytes: &[u8]) -> Option<Vec<PageEvent>> {
    let (mut events, mut before) = (Vec::new(), Before::default());
    while !bytes.is_empty() {
        events.push(PageEvent::read(&mut bytes, &mut before)?);
    }
    Some(events)
}

/// One row, as far as it is full.
#[derive(Debug, Default)]
struct Row {
    /// Since 1970.
    day: i64,
    bytes: Vec<u8>,
    events: i64,
    last_at_ms: i64,
    before: Before,
}

impl Row {
    fn write(self, site_id: i64, insert: &mut CachedStatement) -> Result<(), StoreError> {
        let Self { bytes, events, last_at_ms, .. } = self;
        insert.execute((-site_id, MANY, events, 0, last_at_ms, PAGE_VIEW_ID, 0, Some(bytes)))?;
        Ok(())
    }
}

/// Those of one transaction that stand in no row yet, by site. A row ends with its day, so that rows lie in the order of
/// their days, as expiring has it, also where a history is told in one go.
#[derive(Debug, Default)]
pub(super) struct PageEvents(FxHashMap<i64, Row>);

impl PageEvents {
    pub(super) fn add(
        &mut self,
        site_id: i64,
        event: &PageEvent,
        insert: &mut CachedStatement,
    ) -> Result<(), StoreError> {
        let day = event.at_ms.div_euclid(DAY_MS);
        let row = self.0.entry(site_id).or_default();
        if row.events > 0 && (row.day != day || row.bytes.len() >= MAX_BYTES) {
            std::mem::take(row).write(site_id, insert)?;
        }
        row.day = day;
        row.events += 1;
        row.last_at_ms = row.last_at_ms.max(event.at_ms);
        event.write(&mut row.bytes, &mut row.before);
        Ok(())
    }

    pub(super) fn write(self, insert: &mut CachedStatement) -> Result<(), StoreError> {
        self.0.into_iter().try_for_each(|(site_id, row)| row.write(site_id, insert))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_was_written() {
        let event = |session_id, page_load_id, n, view, params: Option<&[u8]>| PageEvent {
            session_id,
            page_load_id,
            n,
            view,
            at_ms: 1_764_000_000_000 + session_id,
            page_id: 300,
            is_engagement: params.is_some(),
            params: params.map(<[u8]>::to_vec),
        };
        let events = [
            event(900, 70_000, 0, 0, None),
            event(3, 70_001, 1, 0, Some(b"said")),
            event(1 << 40, 2, 70_000, 70_000, Some(b"")),
        ];
        let (mut bytes, mut before) = (Vec::new(), Before::default());
        events.iter().for_each(|event| event.write(&mut bytes, &mut before));
        assert_eq!(read_all(&bytes).as_deref(), Some(&events[..]));
        for end in 0..bytes.len() {
            assert!(read_all(&bytes[..end]).is_none_or(|cut| cut.len() < 3), "cut at {end}");
        }
    }
}
