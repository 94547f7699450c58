//! What an event is in its session's trail.

use footfall_protocol::{Event, EventName, Item};
use rusqlite::Connection;

use super::dictionary::Dictionary;
use super::new_texts::Kind;
use super::{Happening, Ledger};
use crate::ingest::Arrival;
use crate::store::StoreError;
use crate::store::trail::{Step, StepKind, view_key};

/// Rows of what an event names.
pub(in crate::store) trait Names {
    fn text(&mut self, kind: Kind, value: &str) -> Result<i64, StoreError>;
    fn product(&mut self, item: &Item) -> Result<i64, StoreError>;
}

/// When and where it happened.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Moment {
    pub(in crate::store) at_ms: i64,
    pub(in crate::store) page_id: i64,
    pub(in crate::store) page_load_id: i64,
}

/// In place of an object or a detail.
const NONE: i64 = 0;
/// What a list or a promotion is called, the name that people know first.
const LIST: [&str; 2] = ["item_list_name", "item_list_id"];
const PROMOTION: [&str; 2] = ["promotion_name", "promotion_id"];

/// Adds an event's steps. Those of a purchase are only taken if it is the report by which the order is its session's.
pub(in crate::store) fn steps_of(
    event: &Event,
    moment: Moment,
    names: &mut impl Names,
    steps: &mut Vec<Step>,
) -> Result<(), StoreError> {
    let view = view_key(moment.page_load_id, event.view);
    let mut adding = Adding { event, at_ms: moment.at_ms, names, steps };
    match &event.name {
        EventName::PageView => adding.one(StepKind::PageView, moment.page_id, view),
        EventName::UserEngagement => {
            adding.one(StepKind::Engaged, view, event.engaged_ms.into());
        }
        EventName::ViewItem => adding.products(StepKind::ViewItem)?,
        EventName::AddToCart => adding.products(StepKind::AddToCart)?,
        EventName::RemoveFromCart => adding.products(StepKind::RemoveFromCart)?,
        EventName::AddToWishlist => adding.products(StepKind::AddToWishlist)?,
        // An empty one is no step: what was in it was removed, and nobody says what it was.
        EventName::CartUpdate if event.items.is_empty() => {}
        EventName::CartUpdate => adding.products(StepKind::InCart)?,
        EventName::ViewCart => adding.one(StepKind::ViewCart, NONE, NONE),
        EventName::BeginCheckout => adding.one(StepKind::BeginCheckout, NONE, NONE),
        EventName::AddShippingInfo => adding.one(StepKind::AddShippingInfo, NONE, NONE),
        EventName::AddPaymentInfo => adding.one(StepKind::AddPaymentInfo, NONE, NONE),
        EventName::Purchase => {
            adding.one(StepKind::Purchase, NONE, NONE);
            if !event.items.is_empty() {
                adding.products(StepKind::Bought)?;
            }
        }
        EventName::Search => {
            let term = event.param("search_term").unwrap_or_default();
            let term = adding.names.text(Kind::Search, term)?;
            adding.one(StepKind::Search, term, NONE);
        }
        EventName::ViewItemList => adding.named(StepKind::ViewItemList, LIST)?,
        EventName::SelectItem => adding.selected()?,
        EventName::ViewPromotion => adding.named(StepKind::ViewPromotion, PROMOTION)?,
        EventName::SelectPromotion => adding.named(StepKind::SelectPromotion, PROMOTION)?,
        EventName::SignUp => adding.one(StepKind::SignUp, NONE, NONE),
        EventName::Login => adding.one(StepKind::Login, NONE, NONE),
        EventName::Custom(name) => {
            let name = adding.names.text(Kind::Name, name)?;
            adding.one(StepKind::Custom, name, NONE);
        }
        // The shop did that, not the visitor.
        EventName::Refund | EventName::OrderCancelled => {}
    }
    Ok(())
}

struct Adding<'a, N> {
    event: &'a Event,
    at_ms: i64,
    names: &'a mut N,
    steps: &'a mut Vec<Step>,
}

impl<N: Names> Adding<'_, N> {
    fn one(&mut self, kind: StepKind, object: i64, detail: i64) {
        self.steps.push(Step { at_ms: self.at_ms, kind, object, detail });
    }

    /// One for each item; without any, one of no product.
    fn products(&mut self, kind: StepKind) -> Result<(), StoreError> {
        for item in &self.event.items {
            let product_id = self.names.product(item)?;
            self.one(kind, product_id, NONE);
        }
        if self.event.items.is_empty() {
            self.one(kind, NONE, NONE);
        }
        Ok(())
    }

    /// One for each list or promotion that the event or one of its items is of.
    fn named(&mut self, kind: StepKind, keys: [&str; 2]) -> Result<(), StoreError> {
        let event = self.event;
        let mut all: Vec<Option<&str>> = Vec::new();
        for item in event.items.iter().map(Some).chain(event.items.is_empty().then_some(None)) {
            let name = said(event, item, keys);
            if !all.contains(&name) {
                all.push(name);
                let name = self.name(name)?;
                self.one(kind, name, NONE);
            }
        }
        Ok(())
    }

    fn selected(&mut self) -> Result<(), StoreError> {
        let event = self.event;
        for item in &event.items {
            let list = self.name(said(event, Some(item), LIST))?;
            let product_id = self.names.product(item)?;
            self.one(StepKind::SelectItem, list, product_id);
        }
        if event.items.is_empty() {
            let list = self.name(said(event, None, LIST))?;
            self.one(StepKind::SelectItem, list, NONE);
        }
        Ok(())
    }

    fn name(&mut self, said: Option<&str>) -> Result<i64, StoreError> {
        said.map_or(Ok(NONE), |name| self.names.text(Kind::Value, name))
    }
}

/// What the event says of all its items goes before what an item says of itself, and a name before an id.
fn said<'e>(event: &'e Event, item: Option<&'e Item>, keys: [&str; 2]) -> Option<&'e str> {
    keys.iter().find_map(|key| event.param(key).or_else(|| item.and_then(|item| item.param(key))))
}

/// Those of an arrival: a flood of new ones is `(other)`.
struct Arriving<'a> {
    connection: &'a Connection,
    dictionary: &'a mut Dictionary,
    arrival: &'a Arrival,
}

impl Names for Arriving<'_> {
    fn text(&mut self, kind: Kind, value: &str) -> Result<i64, StoreError> {
        self.dictionary.text(self.connection, self.arrival, kind, value)
    }

    fn product(&mut self, item: &Item) -> Result<i64, StoreError> {
        self.dictionary.product(self.connection, self.arrival, item)
    }
}

impl Ledger<'_> {
    /// The session did it: its trail has it, its day's products are counted.
    pub(super) fn did(&mut self, happening: Happening) -> Result<(), StoreError> {
        let Happening { arrival, event, at_ms, page_id, page_load_id, .. } = happening;
        let mut names =
            Arriving { connection: self.connection, dictionary: self.dictionary, arrival };
        self.steps.clear();
        let moment = Moment { at_ms, page_id, page_load_id };
        steps_of(event, moment, &mut names, &mut self.steps)?;
        let mut too_many = 0;
        for step in &self.steps {
            self.rollups.product_step((arrival.site.id, happening.day), step);
            let taken = self.sessions.take(&mut self.rollups, happening.session_id, *step);
            too_many += i64::from(!taken);
        }
        self.trail_full(arrival, too_many);
        Ok(())
    }

    /// Steps that no trail has room for.
    pub(super) fn trail_full(&mut self, arrival: &Arrival, steps: i64) {
        if steps > 0 {
            let today = arrival.site.day_of(arrival.received_at_ms);
            self.rollups.dropped(arrival.site.id, today, "trail_full", steps);
        }
    }
}
