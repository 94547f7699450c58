//! Sessions: a visitor's events with no gap over the site's timeout, built in the order in which they happened, however
//! they arrive.
//!
//! What a session adds to the rollups is a function of the session alone ([`Session::sums`]). A transaction takes the
//! old sums out and puts the new ones in, so an event that arrives late moves a session to the right day and source
//! by itself.

use footfall_protocol::{Event, EventName, Page};
use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::deeds::Deeds;
use super::session::{Session, funnel_step_of};
use super::session_rows::{Statements, tracked};
use super::{Happening, Ledger, record};
use crate::ingest::{Arrival, Channel};
use crate::site::Day;
use crate::store::rollups::Rollups;
use crate::store::trail::Step;
use crate::store::{StoreError, sql};

/// Events are stored within seconds of when they happened; one that comes later than this has been waiting, and its
/// visitor may have gone on.
const PROMPT_MS: i64 = 60_000;
/// Sessions kept in memory, about 400 bytes each: those of the visitors of the last minutes …
const MAX_LOADED: usize = 60_000;
/// … and beside them their trails: 140 bytes of each. Few have so many.
const MAX_LOADED_TRAIL_BYTES: usize = 8 << 20;

/// A session as it was when last written, and as it is.
#[derive(Debug)]
pub(super) struct Tracked {
    pub(super) before: Option<Session>,
    pub(super) now: Session,
    pub(super) deeds: Deeds,
    /// Which event of which page load was the last; unknown of one that was just read.
    pub(super) last_event: Option<(u128, u32)>,
    /// When the last of what its carts and its funnel depend on happened; unknown of one that was just read.
    pub(super) last_deed_ms: Option<i64>,
}

/// Nothing has happened yet.
const NEVER_MS: i64 = i64::MIN;

/// Sessions in memory. They stay from one transaction to the next: there is no other writer, so they are as stored.
#[derive(Debug)]
pub(super) struct Sessions {
    last_id: i64,
    /// The visitor of today's hash whose session began under yesterday's: so that a session open at midnight goes on.
    pub(super) aliases: FxHashMap<(i64, i64), i64>,
    pub(super) loaded: FxHashMap<i64, Box<Tracked>>,
    /// Most have one.
    pub(super) of_visitor: FxHashMap<(i64, i64), SmallVec<[i64; 1]>>,
    /// Those that may have changed since they were written.
    touched: Vec<i64>,
    trail_bytes: usize,
}

impl Sessions {
    pub(super) fn load(connection: &Connection) -> Result<Self, StoreError> {
        Ok(Self {
            last_id: connection.query_row(sql!("session_last_id"), (), |row| row.get(0))?,
            aliases: FxHashMap::default(),
            loaded: FxHashMap::default(),
            of_visitor: FxHashMap::default(),
            touched: Vec::new(),
            trail_bytes: 0,
        })
    }

    /// Forgets what is not needed any more, all at once: it is read again when it is.
    pub(super) fn shrink(&mut self) {
        if self.loaded.len() > MAX_LOADED
            || self.of_visitor.len() > MAX_LOADED * 2
            || self.trail_bytes > MAX_LOADED_TRAIL_BYTES
        {
            self.loaded.clear();
            self.of_visitor.clear();
            self.trail_bytes = 0;
        }
    }

    pub(super) fn get_mut(&mut self, session_id: i64) -> Option<&mut Session> {
        Some(&mut self.tracked_mut(session_id)?.now)
    }

    pub(super) fn tracked_mut(&mut self, session_id: i64) -> Option<&mut Tracked> {
        let tracked = self.loaded.get_mut(&session_id)?;
        self.touched.push(session_id);
        Some(tracked)
    }

    /// What a session did becomes part of its trail. `false`: there is no room for it.
    pub(super) fn take(&mut self, rollups: &mut Rollups, session_id: i64, step: Step) -> bool {
        let Some(Tracked { now, deeds, .. }) = self.tracked_mut(session_id) else { return true };
        let before_bytes = deeds.trail_capacity();
        let taken = deeds.take(rollups, (now.site_id, now.day), step);
        let more_bytes = deeds.trail_capacity() - before_bytes;
        self.trail_bytes += more_bytes;
        taken
    }

    /// One that was read.
    pub(super) fn insert(&mut self, id: i64, tracked: Tracked) {
        let Session { site_id, visitor, .. } = tracked.now;
        self.of_visitor.entry((site_id, visitor)).or_default().push(id);
        self.trail_bytes += tracked.deeds.trail_capacity();
        self.loaded.insert(id, Box::new(tracked));
    }

    pub(super) fn find(
        &mut self,
        connection: &Connection,
        arrival: &Arrival,
        visitor: i64,
        at_ms: i64,
    ) -> Result<Option<i64>, StoreError> {
        let (site_id, timeout_ms) = (arrival.site.id, arrival.site.session_timeout_ms);
        let loaded = self.of_visitor.entry((site_id, visitor)).or_default();
        let spans = |id: &i64| {
            self.loaded.get(id).is_some_and(|tracked| tracked.now.spans(at_ms, timeout_ms))
        };
        if let Some(&id) = loaded.iter().find(|id| spans(id)) {
            return Ok(Some(id));
        }
        let found = connection
            .prepare_cached(sql!("session_of_visitor"))?
            .query_row(
                named_params! {
                    ":site_id": site_id,
                    ":visitor": visitor,
                    ":latest_start_ms": at_ms + timeout_ms,
                },
                |row| Ok((row.get(0)?, tracked(row, &arrival.site, visitor)?)),
            )
            .optional()?;
        match found {
            // A loaded one has been asked already, as it is now.
            Some((id, found))
                if found.now.spans(at_ms, timeout_ms) && !self.loaded.contains_key(&id) =>
            {
                self.insert(id, found);
                Ok(Some(id))
            }
            _ => Ok(None),
        }
    }

    /// Remembers that this event is the session's last.
    fn note_last(&mut self, id: i64, arrival: &Arrival, event: &Event) {
        if let Some(tracked) = self.loaded.get_mut(&id) {
            tracked.last_event = Some((arrival.batch.page_load, event.n));
        }
    }

    /// Whether the event comes, at the same moment, right after the session's last one: later in the same page load.
    fn follows_last(&self, id: i64, arrival: &Arrival, event: &Event) -> bool {
        let last = self.loaded.get(&id).and_then(|tracked| tracked.last_event);
        last.is_some_and(|(page_load, n)| page_load == arrival.batch.page_load && n < event.n)
    }

    /// Whether something that carts and funnels depend on, and that happened after this, may be stored already; page views
    /// and engagement are no such thing. `in_order`: it is the session's last event.
    fn is_overtaken(&mut self, id: i64, event: &Event, at_ms: i64, in_order: bool) -> bool {
        let Some(Tracked { last_deed_ms, .. }) = self.loaded.get_mut(&id).map(Box::as_mut) else {
            return true;
        };
        let overtaken = !in_order && last_deed_ms.is_none_or(|last_ms| at_ms <= last_ms);
        if !matches!(event.name, EventName::PageView | EventName::UserEngagement) && !overtaken {
            *last_deed_ms = Some(at_ms);
        }
        overtaken
    }

    fn add(&mut self, session: Session) -> i64 {
        self.last_id += 1;
        let id = self.last_id;
        self.touched.push(id);
        self.of_visitor.entry((session.site_id, session.visitor)).or_default().push(id);
        let tracked = Tracked {
            before: None,
            now: session,
            deeds: Deeds::default(),
            last_event: None,
            last_deed_ms: Some(NEVER_MS),
        };
        self.loaded.insert(id, Box::new(tracked));
        id
    }

    pub(super) fn write(
        &mut self,
        connection: &Connection,
        rollups: &mut Rollups,
    ) -> Result<(), StoreError> {
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable();
        touched.dedup();
        self.write_all(connection, rollups, &touched)?;
        touched.clear();
        self.touched = touched;
        Ok(())
    }

    /// Those of one visitor, for who asks the database about them.
    pub(super) fn write_of(
        &mut self,
        connection: &Connection,
        rollups: &mut Rollups,
        visitor: (i64, i64),
    ) -> Result<(), StoreError> {
        let ids = self.of_visitor.get(&visitor).cloned().unwrap_or_default();
        self.write_all(connection, rollups, &ids)
    }

    fn write_all(
        &mut self,
        connection: &Connection,
        rollups: &mut Rollups,
        ids: &[i64],
    ) -> Result<(), StoreError> {
        let mut statements = Statements::new(connection)?;
        for id in ids {
            // A merged one is gone.
            let Some(tracked) = self.loaded.get_mut(id) else { continue };
            let Tracked { before, now, deeds, .. } = tracked.as_mut();
            let before = before.replace(*now);
            if let Some(before) = &before {
                before.count(rollups, -1);
            }
            now.count(rollups, 1);
            rollups.holds_session(now.site_id, now.day, *id);
            if deeds.has_orders {
                statements.changed(now.site_id, *id, rollups)?;
            }
            match before {
                Some(before) => statements.update(*id, &before, now, deeds)?,
                None => statements.insert(*id, now, deeds)?,
            }
        }
        Ok(())
    }
}

impl Ledger<'_> {
    /// The session an event belongs to: found, lengthened at either end, or begun.
    /// Also says whether it is late: whether something that carts and funnels depend on, and that happened after it, may be
    /// stored already.
    pub(super) fn session_of(
        &mut self,
        arrival: &Arrival,
        event: &Event,
        page: &Page,
        at_ms: i64,
        day: Day,
    ) -> Result<(i64, bool), StoreError> {
        let (id, in_order) = self.find_or_begin(arrival, event, page, at_ms, day)?;
        let overtaken = self.sessions.is_overtaken(id, event, at_ms, in_order);
        let waited_ms = arrival.received_at_ms - at_ms;
        if waited_ms <= PROMPT_MS {
            return Ok((id, overtaken));
        }
        // Long after it happened, also other sessions of its visitor may lie after it, or right beside it now.
        let mut id = id;
        while let Some(merged) = self.merge_neighbour(arrival, id)? {
            id = merged;
        }
        Ok((id, true))
    }

    fn find_or_begin(
        &mut self,
        arrival: &Arrival,
        event: &Event,
        page: &Page,
        at_ms: i64,
        day: Day,
    ) -> Result<(i64, bool), StoreError> {
        let site = &arrival.site;
        let found = self.open_session(arrival, at_ms)?;
        let Some(id) = found else {
            let session = Session {
                site_id: site.id,
                visitor: arrival.visitor.current(),
                day,
                last_day: day,
                started_at_ms: at_ms,
                last_at_ms: at_ms,
                channel_id: self.dictionary.channel(self.connection, arrival, Channel::of(page))?,
                landing_page_id: self.page_id(arrival, page)?,
                country: arrival.country,
                device: arrival.device as u8,
                page_views: 0,
                engaged_ms: 0,
                orders: 0,
                funnel: [None; 4],
            };
            let id = self.sessions.add(session);
            self.sessions.note_last(id, arrival, event);
            return Ok((id, true));
        };
        let Some(session) = self.sessions.get_mut(id) else { return Ok((id, false)) };
        if at_ms < session.started_at_ms {
            self.begin_earlier(id, arrival, page, at_ms, day)?;
            return Ok((id, false));
        }
        let last_at_ms = session.last_at_ms;
        session.last_at_ms = last_at_ms.max(at_ms);
        session.last_day = session.last_day.max(day);
        let in_order = at_ms > last_at_ms
            || (at_ms == last_at_ms && self.sessions.follows_last(id, arrival, event));
        if in_order {
            self.sessions.note_last(id, arrival, event);
        }
        Ok((id, in_order))
    }

    /// An event from before the session's first one arrived late: it is the first one now.
    fn begin_earlier(
        &mut self,
        id: i64,
        arrival: &Arrival,
        page: &Page,
        at_ms: i64,
        day: Day,
    ) -> Result<(), StoreError> {
        let channel_id = self.dictionary.channel(self.connection, arrival, Channel::of(page))?;
        let landing_page_id = self.page_id(arrival, page)?;
        let Some(Tracked { now: session, deeds, .. }) = self.sessions.tracked_mut(id) else {
            return Ok(());
        };
        session.started_at_ms = at_ms;
        session.channel_id = channel_id;
        session.landing_page_id = landing_page_id;
        let old_day = std::mem::replace(&mut session.day, day);
        if old_day != day {
            deeds.count(&mut self.rollups, (session.site_id, old_day), -1);
            deeds.count(&mut self.rollups, (session.site_id, day), 1);
        }
        Ok(())
    }

    /// The closed funnel: a step counts once the step before was reached.
    pub(super) fn funnel_step(&mut self, happening: Happening) -> Result<(), StoreError> {
        let Some(step) = funnel_step_of(happening.event.name.as_str()) else { return Ok(()) };
        let Some(session) = self.sessions.get_mut(happening.session_id) else { return Ok(()) };
        if !happening.late {
            session.reach(step, happening.at_ms);
            return Ok(());
        }
        // What came after it may now be in order, so all of the session is asked again.
        self.refunnel(happening.session_id)
    }

    pub(super) fn refunnel(&mut self, session_id: i64) -> Result<(), StoreError> {
        let Some(session) = self.sessions.get_mut(session_id) else { return Ok(()) };
        session.funnel = [None; 4];
        let mut statement = self.connection.prepare_cached(sql!("event_funnel_of_session"))?;
        let mut rows = statement.query(named_params! { ":session_id": session_id })?;
        while let Some(row) = rows.next()? {
            let Some(event) = record::event(self.connection, row)? else { continue };
            // A cart that is empty is none to which something was added.
            let emptied = event.name == EventName::CartUpdate && event.items.is_empty();
            if let Some(step) = funnel_step_of(event.name.as_str()).filter(|_| !emptied) {
                session.reach(step, event.at_ms);
            }
        }
        Ok(())
    }

    pub(super) fn session_visitor(&mut self, happening: Happening) -> i64 {
        let current = happening.arrival.visitor.current();
        self.sessions.get_mut(happening.session_id).map_or(current, |session| session.visitor)
    }
}
