//! What the journal's arrivals mean: raw events, sessions, pages, products, carts, orders and rollups, all in the one
//! transaction that says up to where the journal is applied, so that no report can disagree with the events.
//!
//! Sessions, page loads, carts and rollup changes are held in memory while it lasts and written once, before the commit.
//! What is kept between transactions ([`Memory`]) only speeds it up; after a failure it is read anew.

mod cancellations;
mod cart;
mod carts;
mod converting;
mod deeds;
pub(super) mod dictionary;
pub(super) mod exchanged;
mod hearing;
mod merging;
pub(super) mod new_texts;
mod order;
mod order_rows;
pub(super) mod page_events;
mod page_load;
mod pages;
mod products;
mod purchases;
mod recent;
pub(super) mod record;
mod refunds;
pub(super) mod said;
mod seen;
mod session;
mod session_orders;
mod session_rows;
mod sessions;
mod set_aside;
mod settlement;
pub(super) mod steps;
mod visitors;

use footfall_protocol::{Event, EventName, Page};
use rusqlite::{CachedStatement, Connection, Transaction, TransactionBehavior};

use self::carts::Carts;
pub use self::converting::Converted;
use self::dictionary::Dictionary;
use self::new_texts::Kind;
use self::order::NO_SESSION;
use self::page_events::{PageEvent, PageEvents};
pub(super) use self::page_load::{PageLoad, PageView, Token};
use self::seen::PageLoads;
use self::sessions::Sessions;
use super::heard::{Heard, HeardKind};
use super::rollups::Rollups;
use super::trail::Step;
use super::{JournalRow, Store, StoreError, journal, sql};
use crate::ingest::{Arrival, Dialect, Source, Standing, page_path};
use crate::site::Day;

/// What the writer remembers between transactions.
#[derive(Debug)]
pub(super) struct Memory {
    dictionary: Dictionary,
    page_loads: seen::Known,
    sessions: Sessions,
    carts: Carts,
}

impl Memory {
    pub(super) fn load(connection: &Connection) -> Result<Self, StoreError> {
        Ok(Self {
            dictionary: Dictionary::default(),
            page_loads: seen::Known::load(connection)?,
            sessions: Sessions::load(connection)?,
            carts: Carts::default(),
        })
    }
}

impl Store {
    /// Applies, in one transaction, what an earlier try left and then `fresh` rows as they come, until there are no more; and
    /// counts the refusals since the last time. All of it is on disk when it returns `Ok`. An error means that nothing
    /// changed, that what came is kept, and that it may work later.
    pub fn apply(&mut self, mut fresh: impl Iterator<Item = JournalRow>) -> Result<(), StoreError> {
        loop {
            let mut rows = 0;
            match self.apply_together(&mut fresh, &mut rows) {
                Ok(()) if self.waiting.is_empty() => return Ok(()),
                Ok(()) => self.apply_apart()?,
                Err(error) if !error.may_pass() && self.waiting.set_apart(rows) => {
                    tracing::error!(%error, "a row of the journal can't be applied with others");
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Whether there is nothing to apply but what is fresh.
    pub fn is_settled(&self) -> bool {
        self.waiting.is_empty() && self.drops.is_empty() && self.refused_origins.is_empty()
    }

    /// `rows`: how many it has applied, also when it fails.
    fn apply_together(
        &mut self,
        fresh: &mut impl Iterator<Item = JournalRow>,
        rows: &mut usize,
    ) -> Result<(), StoreError> {
        let Self { connection, memory, waiting, drops, refused_origins, .. } = self;
        transact(connection, memory, |ledger| {
            for (site_id, day, reason, count) in &*drops {
                ledger.rollups.dropped(*site_id, *day, reason.clone(), *count);
            }
            for (site_id, day, origin) in &*refused_origins {
                ledger.rollups.heard.add(*site_id, *day, origin.clone());
            }
            while let Some(arrivals) = waiting.next(*rows, fresh) {
                for arrival in arrivals {
                    ledger.apply(&arrival?)?;
                }
                *rows += 1;
            }
            match waiting.last_of(*rows) {
                Some(id) => ledger.applied_to(id),
                None => Ok(()),
            }
        })?;
        self.drops.clear();
        self.refused_origins.clear();
        self.forget(*rows);
        Ok(())
    }

    /// The same for the arrivals of the first row, one by one. The cause, alone, sinks nobody else: it is kept for
    /// whoever finds out why, and counted.
    fn apply_apart(&mut self) -> Result<(), StoreError> {
        let Some(id) = self.waiting.last_of(1) else { return Ok(()) };
        for arrival in &self.waiting.read_first()? {
            match transact(&mut self.connection, &mut self.memory, |ledger| ledger.apply(arrival)) {
                Err(error) if !error.may_pass() => {
                    tracing::error!(%error, site = arrival.site.key, "an arrival can't be applied");
                    let row = journal::encode(arrival)?;
                    self.connection.prepare_cached(sql!("unapplied_insert"))?.execute((row,))?;
                    let day = arrival.site.day_of(arrival.received_at_ms);
                    let events = arrival.batch.events.len() as i64;
                    self.drops.push((arrival.site.id, day, "unapplied".into(), events));
                }
                applied => applied?,
            }
        }
        self.connection.prepare_cached(sql!("journal_place_set"))?.execute((id,))?;
        self.forget(1);
        Ok(())
    }

    /// So many rows are applied.
    fn forget(&mut self, rows: usize) {
        self.applied_to = self.waiting.last_of(rows).unwrap_or(self.applied_to);
        let applied = self.waiting.applied(rows);
        self.applied += applied;
        self.checkpoints.after(applied.events, &self.connection);
    }
}

/// One transaction. `memory` is as stored when it returns `Ok`, else empty.
fn transact(
    connection: &mut Connection,
    memory: &mut Option<Memory>,
    work: impl FnOnce(&mut Ledger) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut known = match memory.take() {
        Some(known) => known,
        None => Memory::load(connection)?,
    };
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut ledger = Ledger {
        connection: &transaction,
        dictionary: &mut known.dictionary,
        page_loads: PageLoads::new(&transaction, &mut known.page_loads)?,
        sessions: &mut known.sessions,
        carts: &mut known.carts,
        rollups: Rollups::default(),
        page_events: PageEvents::default(),
        event_insert: transaction.prepare_cached(sql!("event_insert"))?,
        steps: Vec::new(),
        last_received_ms: None,
    };
    work(&mut ledger)?;
    let last_received_ms = ledger.last_received_ms;
    ledger.finish()?;
    if let Some(now_ms) = last_received_ms {
        known.page_loads.prune(&transaction, now_ms)?;
    }
    transaction.commit()?;
    known.sessions.shrink();
    *memory = Some(known);
    Ok(())
}

/// The working state of one transaction.
struct Ledger<'t> {
    connection: &'t Transaction<'t>,
    dictionary: &'t mut Dictionary,
    page_loads: PageLoads<'t>,
    sessions: &'t mut Sessions,
    carts: &'t mut Carts,
    rollups: Rollups,
    page_events: PageEvents,
    /// Kept at hand: looking it up costs as much as running it.
    event_insert: CachedStatement<'t>,
    /// Of one event, for as long as they are taken.
    steps: Vec<Step>,
    last_received_ms: Option<i64>,
}

const NO_PAGE_ID: i64 = 0;
static NO_PAGE: Page =
    Page { view: 0, url: String::new(), title: String::new(), referrer: String::new() };

/// One event and all that is known about it.
#[derive(Clone, Copy)]
struct Happening<'a> {
    arrival: &'a Arrival,
    event: &'a Event,
    page: &'a Page,
    at_ms: i64,
    day: Day,
    session_id: i64,
    page_load_id: i64,
    page_id: i64,
    /// Something that carts and funnels depend on, and that happened after it, may be stored already.
    late: bool,
}

impl Happening<'_> {
    fn site_id(&self) -> i64 {
        self.arrival.site.id
    }
}

impl Ledger<'_> {
    /// Says up to which row the journal is applied.
    fn applied_to(&mut self, id: i64) -> Result<(), StoreError> {
        self.connection.prepare_cached(sql!("journal_place_set"))?.execute((id,))?;
        Ok(())
    }

    fn apply(&mut self, arrival: &Arrival) -> Result<(), StoreError> {
        self.last_received_ms = Some(arrival.received_at_ms);
        let (site, batch) = (&arrival.site, &arrival.batch);
        let today = site.day_of(arrival.received_at_ms);
        for (reason, count) in &arrival.drops {
            match Dialect::heard(reason) {
                Some(_) if arrival.standing != Standing::Counted => {}
                Some(code) => {
                    let heard = Heard::new(HeardKind::Dialect, code, arrival.received_at_ms);
                    self.rollups.heard.add(site.id, today, heard.times(*count));
                }
                None => self.rollups.dropped(site.id, today, reason.clone(), *count),
            }
        }
        match &arrival.standing {
            Standing::Counted => {}
            Standing::SetAside { bot } => return self.set_aside(arrival, bot),
            Standing::TakenBack { id } if self.take_back(arrival, *id)? => {}
            Standing::TakenBack { .. } => return Ok(()),
        }
        self.hear_origin(arrival, today);
        for (_, event) in &batch.events {
            let page = batch.page(event.view);
            if page.is_none() && arrival.source == Source::Browser {
                continue;
            }
            let first_time = self.page_loads.first_time(arrival, event.n)?;
            let Some(page_load_id) = first_time else {
                self.rollups.dropped(site.id, today, "duplicate", 1);
                continue;
            };
            let at_ms = batch.happened_at_ms(event, arrival.received_at_ms);
            let day = site.day_of(at_ms);
            let (session_id, late) = match page {
                Some(page) => self.session_of(arrival, event, page, at_ms, day)?,
                // What the shop's server says happened on no page happened in no session.
                None => (NO_SESSION, false),
            };
            let happening = Happening {
                arrival,
                event,
                page: page.unwrap_or(&NO_PAGE),
                at_ms,
                day,
                session_id,
                page_load_id,
                page_id: page.map_or(Ok(NO_PAGE_ID), |page| self.page_id(arrival, page))?,
                late,
            };
            self.hear(happening, today);
            self.store_event(happening)?;
            self.understand(happening)?;
        }
        Ok(())
    }

    fn store_event(&mut self, happening: Happening) -> Result<(), StoreError> {
        let (event, connection, site_id) = (happening.event, self.connection, happening.site_id());
        let params = record::encode(connection, self.dictionary, happening.arrival, event)?;
        if let Some(event) = PageEvent::of(happening) {
            let event = PageEvent { params, ..event };
            return self.page_events.add(site_id, &event, &mut self.event_insert);
        }
        let name_id = match &event.name {
            EventName::Custom(name) => self.text(happening.arrival, Kind::Name, name)?,
            standard => self.dictionary.word(self.connection, standard.as_str())?,
        };
        // By position: names would be looked up for each of the most frequent rows.
        self.event_insert.execute((
            // What happened in no session is still of a site.
            if happening.session_id == NO_SESSION { -site_id } else { happening.session_id },
            happening.page_load_id,
            event.n,
            event.view,
            happening.at_ms,
            name_id,
            happening.page_id,
            params,
        ))?;
        Ok(())
    }

    fn understand(&mut self, happening: Happening) -> Result<(), StoreError> {
        match happening.event.name {
            EventName::Purchase => return self.purchase(happening),
            EventName::Refund => return self.refund(happening),
            EventName::OrderCancelled => return self.cancellation(happening),
            // All else is something that a session did.
            _ if happening.session_id == NO_SESSION => return Ok(()),
            _ => self.did(happening)?,
        }
        match happening.event.name {
            EventName::PageView => self.page_view(happening),
            EventName::UserEngagement => self.engagement(happening),
            EventName::ViewItem => self.funnel_step(happening),
            EventName::AddToCart | EventName::RemoveFromCart | EventName::BeginCheckout => {
                self.funnel_step(happening)?;
                self.cart_event(happening)
            }
            EventName::CartUpdate => {
                // Shops that report whole carts report no single additions: what is in it was added.
                if !happening.event.items.is_empty() {
                    self.funnel_step(happening)?;
                }
                self.cart_event(happening)
            }
            EventName::ViewCart | EventName::AddShippingInfo | EventName::AddPaymentInfo => {
                self.cart_event(happening)
            }
            _ => Ok(()),
        }
    }

    fn page_id(&mut self, arrival: &Arrival, page: &Page) -> Result<i64, StoreError> {
        self.text(arrival, Kind::Page, &page_path(&page.url))
    }

    fn text(&mut self, arrival: &Arrival, kind: Kind, value: &str) -> Result<i64, StoreError> {
        self.dictionary.text(self.connection, arrival, kind, value)
    }

    fn finish(mut self) -> Result<(), StoreError> {
        self.page_events.write(&mut self.event_insert)?;
        self.page_loads.write(self.last_received_ms.unwrap_or_default())?;
        self.sessions.write(self.connection, &mut self.rollups)?;
        self.carts.write(self.connection, &mut self.rollups)?;
        self.dictionary.write(self.connection, &mut self.rollups)?;
        self.rollups.write(self.connection)
    }
}
