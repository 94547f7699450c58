//! Sessions: a visitor's events with no gap over the site's timeout, built in the order in which they happened, however
//! they arrive.
//!
//! What a session adds to the rollups is a function of the session alone ([`Session::sums`]). A transaction takes the
//! old sums out and puts the new ones in, so an event that arrives late moves a session to the right day and source
//! by itself.

use footfall_protocol::{Event, Page};
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use rustc_hash::FxHashMap;

use super::{Happening, Ledger};
use crate::ingest::{Arrival, Channel};
use crate::site::Day;
use crate::store::rollups::{PageSums, Rollups, SessionSums};
use crate::store::{StoreError, sql};

/// PRODUCT: an engaged session has more than 10 s, or two page views, or an order.
const ENGAGED_MS: i64 = 10_000;
/// Events are stored within seconds of when they happened; one that comes later than this has been waiting, and its
/// visitor may have gone on.
const PROMPT_MS: i64 = 60_000;
/// Sessions that go on under a new day's hash; a handful at each midnight, so this is only a fence.
const MAX_ALIASES: usize = 10_000;

/// Between transactions.
#[derive(Debug)]
pub(super) struct Numbers {
    last_id: i64,
    /// The visitor of today's hash whose session began under yesterday's: so that a session open at midnight goes on.
    aliases: FxHashMap<(i64, i64), i64>,
}

impl Numbers {
    pub(super) fn load(connection: &Connection) -> Result<Self, StoreError> {
        let last_id: Option<i64> =
            connection.query_row(sql!("session_last_id"), (), |row| row.get(0))?;
        Ok(Self { last_id: last_id.unwrap_or(0), aliases: FxHashMap::default() })
    }
}

#[derive(Debug, Clone)]
pub(super) struct Session {
    site_id: i64,
    pub(super) visitor: i64,
    pub(super) day: Day,
    started_at_ms: i64,
    last_at_ms: i64,
    channel_id: i64,
    landing_page_id: i64,
    country: String,
    device: u8,
    pub(super) page_views: i64,
    pub(super) engaged_ms: i64,
    pub(super) orders: i64,
    /// view_item, add_to_cart, begin_checkout, purchase: when each was reached after the one before.
    funnel: [Option<i64>; 4],
}

impl Session {
    fn from_row(row: &Row, site_id: i64, visitor: i64) -> rusqlite::Result<Self> {
        Ok(Self {
            site_id,
            visitor,
            day: row.get(1)?,
            started_at_ms: row.get(2)?,
            last_at_ms: row.get(3)?,
            channel_id: row.get(4)?,
            landing_page_id: row.get(5)?,
            country: row.get(6)?,
            device: row.get(7)?,
            page_views: row.get(8)?,
            engaged_ms: row.get(9)?,
            orders: row.get(10)?,
            funnel: [row.get(11)?, row.get(12)?, row.get(13)?, row.get(14)?],
        })
    }

    /// Whether an event at that time belongs to it.
    fn spans(&self, at_ms: i64, timeout_ms: i64) -> bool {
        self.started_at_ms - timeout_ms <= at_ms && at_ms <= self.last_at_ms + timeout_ms
    }

    fn sums(&self) -> SessionSums {
        // Never above wall time, whatever several tabs claim.
        let engaged_ms = self.engaged_ms.min(self.last_at_ms - self.started_at_ms);
        let engaged = engaged_ms > ENGAGED_MS || self.page_views >= 2 || self.orders > 0;
        let reached = |step: usize| i64::from(self.funnel[step].is_some());
        SessionSums {
            sessions: 1,
            engaged_sessions: engaged.into(),
            engaged_ms,
            sessions_with_order: (self.orders > 0).into(),
            viewed: reached(0),
            added: reached(1),
            checkout: reached(2),
            purchased: reached(3),
        }
    }

    fn count(&self, rollups: &mut Rollups, times: i64) {
        rollups.session((self.site_id, self.day, self.channel_id), &self.sums(), times);
        let entry = PageSums { entries: 1, ..PageSums::default() };
        rollups.page((self.site_id, self.day, self.landing_page_id), &entry, times);
    }

    fn reach(&mut self, step: usize, at_ms: i64) {
        let after_the_one_before =
            step == 0 || self.funnel[step - 1].is_some_and(|before| before <= at_ms);
        if self.funnel[step].is_none() && after_the_one_before {
            self.funnel[step] = Some(at_ms);
        }
    }
}

fn funnel_step_of(name: &str) -> Option<usize> {
    ["view_item", "add_to_cart", "begin_checkout", "purchase"].iter().position(|step| *step == name)
}

/// A session as it was when last written, and as it is.
#[derive(Debug)]
struct Tracked {
    before: Option<Session>,
    now: Session,
    /// Which event of which page load was the last; unknown of one that was just read.
    last_event: Option<(u128, u32)>,
}

#[derive(Debug)]
pub(super) struct Sessions<'t> {
    numbers: &'t mut Numbers,
    loaded: FxHashMap<i64, Tracked>,
    of_visitor: FxHashMap<(i64, i64), Vec<i64>>,
}

impl<'t> Sessions<'t> {
    pub(super) fn new(numbers: &'t mut Numbers) -> Self {
        Self { numbers, loaded: FxHashMap::default(), of_visitor: FxHashMap::default() }
    }

    pub(super) fn get_mut(&mut self, session_id: i64) -> Option<&mut Session> {
        self.loaded.get_mut(&session_id).map(|tracked| &mut tracked.now)
    }

    fn find(
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
                |row| Ok((row.get(0)?, Session::from_row(row, site_id, visitor)?)),
            )
            .optional()?;
        match found {
            // A loaded one has been asked already, as it is now.
            Some((id, session))
                if session.spans(at_ms, timeout_ms) && !self.loaded.contains_key(&id) =>
            {
                loaded.push(id);
                self.loaded.insert(
                    id,
                    Tracked { before: Some(session.clone()), now: session, last_event: None },
                );
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

    /// Another session of the visitor within the timeout of this one.
    fn neighbour(
        &mut self,
        connection: &Connection,
        arrival: &Arrival,
        id: i64,
    ) -> Result<Option<i64>, StoreError> {
        let Some(session) = self.loaded.get(&id).map(|tracked| tracked.now.clone()) else {
            return Ok(None);
        };
        let timeout_ms = arrival.site.session_timeout_ms;
        let is_near = |other: &Session| {
            other.started_at_ms <= session.last_at_ms + timeout_ms
                && other.last_at_ms >= session.started_at_ms - timeout_ms
        };
        let siblings = self.of_visitor.entry((session.site_id, session.visitor)).or_default();
        let is_neighbour = |other: &i64| {
            *other != id && self.loaded.get(other).is_some_and(|tracked| is_near(&tracked.now))
        };
        if let Some(&other) = siblings.iter().find(|other| is_neighbour(other)) {
            return Ok(Some(other));
        }
        let found = connection
            .prepare_cached(sql!("session_neighbour"))?
            .query_row(
                named_params! {
                    ":site_id": session.site_id,
                    ":visitor": session.visitor,
                    ":id": id,
                    ":latest_start_ms": session.last_at_ms + timeout_ms,
                    ":earliest_end_ms": session.started_at_ms - timeout_ms,
                },
                |row| Ok((row.get(0)?, Session::from_row(row, session.site_id, session.visitor)?)),
            )
            .optional()?;
        let Some((other, found)) = found.filter(|(other, _)| !self.loaded.contains_key(other))
        else {
            return Ok(None);
        };
        siblings.push(other);
        self.loaded
            .insert(other, Tracked { before: Some(found.clone()), now: found, last_event: None });
        Ok(Some(other))
    }

    fn add(&mut self, session: Session) -> i64 {
        self.numbers.last_id += 1;
        let id = self.numbers.last_id;
        self.of_visitor.entry((session.site_id, session.visitor)).or_default().push(id);
        self.loaded.insert(id, Tracked { before: None, now: session, last_event: None });
        id
    }

    pub(super) fn write(
        &mut self,
        connection: &Connection,
        rollups: &mut Rollups,
    ) -> Result<(), StoreError> {
        let mut statement = connection.prepare_cached(sql!("session_save"))?;
        for (id, Tracked { before, now, .. }) in &mut self.loaded {
            if let Some(before) = before.replace(now.clone()) {
                before.count(rollups, -1);
            }
            now.count(rollups, 1);
            let [viewed, added, checkout, purchased] = now.funnel;
            statement.execute(params![
                id,
                now.site_id,
                now.visitor,
                now.day,
                now.started_at_ms,
                now.last_at_ms,
                now.channel_id,
                now.landing_page_id,
                &now.country,
                now.device,
                now.page_views,
                now.engaged_ms,
                now.orders,
                viewed,
                added,
                checkout,
                purchased,
            ])?;
        }
        Ok(())
    }
}

impl Ledger<'_> {
    /// The session an event belongs to: found, lengthened at either end, or begun.
    /// Also says whether it is late: whether something that happened after it may be stored already.
    pub(super) fn session_of(
        &mut self,
        arrival: &Arrival,
        event: &Event,
        page: &Page,
        at_ms: i64,
    ) -> Result<(i64, bool), StoreError> {
        let (id, in_order) = self.find_or_begin(arrival, event, page, at_ms)?;
        let waited_ms = arrival.received_at_ms - at_ms;
        if waited_ms <= PROMPT_MS {
            return Ok((id, !in_order));
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
    ) -> Result<(i64, bool), StoreError> {
        let site = &arrival.site;
        let today = arrival.visitor.today;
        let alias = self.sessions.numbers.aliases.get(&(site.id, today)).copied();
        let (mut found, mut visitor) = (None, today);
        for earlier in [alias, arrival.visitor.yesterday].into_iter().flatten() {
            found = self.sessions.find(self.connection, arrival, earlier, at_ms)?;
            if found.is_some() {
                visitor = earlier;
                break;
            }
        }
        let aliases = &mut self.sessions.numbers.aliases;
        if visitor == today {
            aliases.remove(&(site.id, today));
            found = self.sessions.find(self.connection, arrival, today, at_ms)?;
        } else if aliases.len() < MAX_ALIASES {
            aliases.insert((site.id, today), visitor);
        }

        let Some(id) = found else {
            let session = Session {
                site_id: site.id,
                visitor,
                day: site.day_of(at_ms),
                started_at_ms: at_ms,
                last_at_ms: at_ms,
                channel_id: self.dictionary.channel(self.connection, Channel::of(page))?,
                landing_page_id: self.page_id(page)?,
                country: arrival.country.to_owned(),
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
            self.begin_earlier(id, arrival, page, at_ms)?;
            return Ok((id, false));
        }
        let last_at_ms = session.last_at_ms;
        session.last_at_ms = last_at_ms.max(at_ms);
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
    ) -> Result<(), StoreError> {
        let channel_id = self.dictionary.channel(self.connection, Channel::of(page))?;
        let landing_page_id = self.page_id(page)?;
        let day = arrival.site.day_of(at_ms);
        let Some(session) = self.sessions.get_mut(id) else { return Ok(()) };
        session.started_at_ms = at_ms;
        session.channel_id = channel_id;
        session.landing_page_id = landing_page_id;
        let old_day = std::mem::replace(&mut session.day, day);
        if old_day == day {
            Ok(())
        } else {
            self.move_session_products(arrival.site.id, id, old_day, Some(day))
        }
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

    fn refunnel(&mut self, session_id: i64) -> Result<(), StoreError> {
        let Some(session) = self.sessions.get_mut(session_id) else { return Ok(()) };
        session.funnel = [None; 4];
        let mut statement = self.connection.prepare_cached(sql!("event_funnel_of_session"))?;
        let mut rows = statement.query(named_params! { ":session_id": session_id })?;
        while let Some(row) = rows.next()? {
            let name: String = row.get(1)?;
            if let Some(step) = funnel_step_of(&name) {
                session.reach(step, row.get(0)?);
            }
        }
        Ok(())
    }

    /// Makes one of a session and another of its visitor that is within the timeout of it. Returns which is left.
    fn merge_neighbour(&mut self, arrival: &Arrival, id: i64) -> Result<Option<i64>, StoreError> {
        let site = &arrival.site;
        let Some(other) = self.sessions.neighbour(self.connection, arrival, id)? else {
            return Ok(None);
        };
        let started = |id| self.sessions.loaded.get(&id).map(|tracked| tracked.now.started_at_ms);
        let (kept, gone) = if started(id) <= started(other) { (id, other) } else { (other, id) };
        let Some(tracked) = self.sessions.loaded.remove(&gone) else { return Ok(None) };
        if let Some(before) = &tracked.before {
            before.count(&mut self.rollups, -1);
        }
        let merged = tracked.now;
        let siblings = self.sessions.of_visitor.entry((site.id, merged.visitor)).or_default();
        siblings.retain(|id| *id != gone);
        self.move_session_products(site.id, gone, merged.day, None)?;
        let Some(session) = self.sessions.get_mut(kept) else { return Ok(None) };
        session.last_at_ms = session.last_at_ms.max(merged.last_at_ms);
        session.page_views += merged.page_views;
        session.engaged_ms += merged.engaged_ms;
        session.orders += merged.orders;
        let day = session.day;
        self.join_session_products(site.id, gone, kept, day)?;
        let moved = named_params! { ":from": gone, ":to": kept };
        self.connection.prepare_cached(sql!("session_events_move"))?.execute(moved)?;
        self.connection.prepare_cached(sql!("session_purchases_move"))?.execute(named_params! {
            ":site_id": site.id, ":from": gone, ":to": kept, ":from_day": day, ":to_day": merged.day + 1,
        })?;
        self.connection
            .prepare_cached(sql!("session_delete"))?
            .execute(named_params! { ":id": gone })?;
        self.refunnel(kept)?;
        Ok(Some(kept))
    }

    pub(super) fn session_day(&mut self, session_id: i64, otherwise: Day) -> Day {
        self.sessions.get_mut(session_id).map_or(otherwise, |session| session.day)
    }

    pub(super) fn session_visitor(&mut self, happening: Happening) -> i64 {
        let today = happening.arrival.visitor.today;
        self.sessions.get_mut(happening.session_id).map_or(today, |session| session.visitor)
    }
}

#[cfg(test)]
mod tests {
    use footfall_protocol::EventName;

    use super::*;

    #[test]
    fn the_steps_of_the_funnel_are_the_standard_names() {
        for name in [
            EventName::ViewItem,
            EventName::AddToCart,
            EventName::BeginCheckout,
            EventName::Purchase,
        ] {
            assert!(funnel_step_of(name.as_str()).is_some());
        }
    }
}
