//! One transaction: raw events, sessions, pages, products, carts, orders and rollups, so that no report can disagree
//! with the events.
//!
//! Sessions, page loads and rollup changes are held in memory while it lasts and written once, before the commit.
//! What is kept between transactions ([`Memory`]) only speeds it up; after a failure it is read anew.

mod carts;
mod dictionary;
mod merging;
mod new_texts;
mod pages;
mod products;
mod purchases;
mod recent;
mod refunds;
mod seen;
mod session;
mod sessions;
mod set_aside;
mod visitors;

use footfall_protocol::{Event, EventName, Page};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use self::dictionary::Dictionary;
use self::new_texts::Kind;
use self::seen::{PageLoads, Seen};
use self::sessions::Sessions;
use super::rollups::Rollups;
use super::{Store, StoreError, sql};
use crate::ingest::{Arrival, Standing, page_path};
use crate::site::Day;

/// What the writer remembers between transactions.
#[derive(Debug)]
pub(super) struct Memory {
    dictionary: Dictionary,
    page_loads: seen::Numbers,
    sessions: Sessions,
}

impl Memory {
    pub(super) fn load(connection: &Connection) -> Result<Self, StoreError> {
        Ok(Self {
            dictionary: Dictionary::default(),
            page_loads: seen::Numbers::load(connection)?,
            sessions: Sessions::load(connection)?,
        })
    }
}

/// Refusals that came before there was anything to store: site row (0 for none), day, reason, count.
pub type Drop = (i64, Day, &'static str, i64);

/// What one transaction is to hold.
#[derive(Debug, Default)]
pub struct Commit<'a> {
    pub arrivals: Vec<&'a Arrival>,
    pub drops: Vec<Drop>,
}

impl Store {
    /// Stores everything or nothing. When it returns `Ok`, it is on disk.
    pub fn commit(&mut self, commit: &Commit) -> Result<(), StoreError> {
        let stored = self.try_commit(commit);
        if stored.is_err() {
            // Rows that the memory knows may have been rolled back.
            self.memory = Memory::load(&self.connection)?;
        }
        stored
    }

    fn try_commit(&mut self, commit: &Commit) -> Result<(), StoreError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut ledger = Ledger {
            connection: &transaction,
            dictionary: &mut self.memory.dictionary,
            page_loads: PageLoads::new(&mut self.memory.page_loads),
            sessions: &mut self.memory.sessions,
            rollups: Rollups::default(),
        };
        for &(site_id, day, reason, count) in &commit.drops {
            ledger.rollups.dropped(site_id, day, reason, count);
        }
        for arrival in &commit.arrivals {
            ledger.apply(arrival)?;
        }
        ledger.finish()?;
        if let Some(last) = commit.arrivals.last() {
            self.memory.page_loads.prune(&transaction, last.received_at_ms)?;
        }
        transaction.commit()?;
        self.memory.sessions.shrink();
        Ok(())
    }
}

/// The working state of one transaction.
struct Ledger<'t> {
    connection: &'t Transaction<'t>,
    dictionary: &'t mut Dictionary,
    page_loads: PageLoads<'t>,
    sessions: &'t mut Sessions,
    rollups: Rollups,
}

/// One event and all that is known about it.
#[derive(Clone, Copy)]
struct Happening<'a> {
    arrival: &'a Arrival,
    event: &'a Event,
    page: &'a Page,
    at_ms: i64,
    day: Day,
    session_id: i64,
    seen: Seen,
    /// Something that happened after it may be stored already.
    late: bool,
}

impl Happening<'_> {
    fn site_id(&self) -> i64 {
        self.arrival.site.id
    }
}

impl Ledger<'_> {
    fn apply(&mut self, arrival: &Arrival) -> Result<(), StoreError> {
        let (site, batch) = (&arrival.site, &arrival.batch);
        let today = site.day_of(arrival.received_at_ms);
        for &(reason, count) in &arrival.drops {
            self.rollups.dropped(site.id, today, reason, count);
        }
        match &arrival.standing {
            Standing::Counted => {}
            Standing::SetAside { bot } => return self.set_aside(arrival, bot),
            Standing::TakenBack { id } if self.take_back(arrival, *id)? => {}
            Standing::TakenBack { .. } => return Ok(()),
        }
        for (_, event) in &batch.events {
            let Some(page) = batch.page(event.view) else { continue };
            let Some(seen) = self.page_loads.first_time(self.connection, arrival, event.n)? else {
                self.rollups.dropped(site.id, today, "duplicate", 1);
                continue;
            };
            let at_ms = batch.happened_at_ms(event, arrival.received_at_ms);
            let day = site.day_of(at_ms);
            let (session_id, late) = self.session_of(arrival, event, page, at_ms)?;
            let happening = Happening { arrival, event, page, at_ms, day, session_id, seen, late };
            self.store_event(happening)?;
            self.understand(happening)?;
        }
        Ok(())
    }

    fn store_event(&mut self, happening: Happening) -> Result<(), StoreError> {
        let event = happening.event;
        let name_id = self.text(happening.arrival, Kind::EventName, event.name.as_str())?;
        let params = serde_json::to_string(&event.params_json()).unwrap_or_default();
        // By position: names would be looked up for each of the most frequent rows.
        self.connection.prepare_cached(sql!("event_insert"))?.execute((
            happening.session_id,
            happening.seen.page_load_id,
            event.n,
            event.view,
            happening.at_ms,
            name_id,
            Some(params).filter(|params| params != "{}"),
        ))?;
        Ok(())
    }

    fn understand(&mut self, happening: Happening) -> Result<(), StoreError> {
        match happening.event.name {
            EventName::PageView => self.page_view(happening),
            EventName::UserEngagement => self.engagement(happening),
            EventName::ViewItem => {
                self.product_event(happening)?;
                self.funnel_step(happening)
            }
            EventName::AddToCart | EventName::RemoveFromCart => {
                self.product_event(happening)?;
                self.funnel_step(happening)?;
                self.cart_event(happening)
            }
            EventName::CartUpdate => {
                // Shops that report whole carts report no single additions: what is in it was added.
                if !happening.event.items.is_empty() {
                    self.cart_products(happening)?;
                    self.funnel_step(happening)?;
                }
                self.cart_event(happening)
            }
            EventName::ViewCart | EventName::AddShippingInfo | EventName::AddPaymentInfo => {
                self.cart_event(happening)
            }
            EventName::BeginCheckout => {
                self.funnel_step(happening)?;
                self.cart_event(happening)
            }
            EventName::Purchase => self.purchase(happening),
            EventName::Refund => self.refund(happening),
            // Kept as raw events; the reports on lists, promotions and searches read them there.
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
        self.page_loads.write(self.connection)?;
        self.sessions.write(self.connection, &mut self.rollups)?;
        self.dictionary.write(self.connection, &mut self.rollups)?;
        self.rollups.write(self.connection)
    }
}
