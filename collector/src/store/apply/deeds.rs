//! What a session did: its trail, and which products it viewed, added and bought, by the session's day.
//!
//! What it did to products is a function of its trail, so it is not stored: a session that is read back has it again.

use crate::site::Day;
use crate::store::rollups::{ProductSums, Rollups};
use crate::store::trail::{Step, StepKind, Steps, Trail, steps};

const VIEWED: u8 = 1;
const ADDED: u8 = 2;
const BOUGHT: u8 = 4;

/// What a step does to its product. A cart with something in it is one to which it was added, however often it is said.
fn flag_of(kind: StepKind) -> u8 {
    match kind {
        StepKind::ViewItem => VIEWED,
        StepKind::AddToCart | StepKind::InCart => ADDED,
        StepKind::Bought => BOUGHT,
        _ => 0,
    }
}

/// What a session's flags for a product add to the rates.
fn rate_sums(flags: u8) -> ProductSums {
    let viewed = flags & VIEWED != 0;
    ProductSums {
        sessions_viewed: viewed.into(),
        sessions_viewed_added: (viewed && flags & ADDED != 0).into(),
        sessions_viewed_bought: (viewed && flags & BOUGHT != 0).into(),
        ..ProductSums::default()
    }
}

#[derive(Debug, Default)]
pub(super) struct Deeds {
    trail: Trail,
    /// By id, with a bit for each of the above.
    products: Vec<(i64, u8)>,
    /// Whether orders may be its, counted or not.
    pub(super) has_orders: bool,
}

impl Deeds {
    pub(super) fn stored(trail: &[u8]) -> Self {
        let mut deeds = Self { trail: Trail::from_bytes(trail), ..Self::default() };
        deeds.has_orders = deeds.trail.is_full();
        for step in steps(trail) {
            deeds.flag(&step);
            deeds.has_orders |= step.kind == StepKind::Purchase;
        }
        deeds
    }

    pub(super) fn trail(&self) -> &[u8] {
        self.trail.as_bytes()
    }

    /// What it takes in memory.
    pub(super) fn trail_capacity(&self) -> usize {
        self.trail.capacity()
    }

    pub(super) fn steps(&self) -> Steps<'_> {
        steps(self.trail.as_bytes())
    }

    /// Takes a step of a session of that site and day into it and into the rates. `false`: there is no room for it.
    pub(super) fn take(&mut self, rollups: &mut Rollups, key: (i64, Day), step: Step) -> bool {
        if !self.trail.push(step) {
            return false;
        }
        if let Some((before, now)) = self.flag(&step) {
            let key = (key.0, key.1, step.object);
            rollups.product(key, &rate_sums(before), -1);
            rollups.product(key, &rate_sums(now), 1);
        }
        true
    }

    /// The flags of the step's product, before and now, if they changed.
    fn flag(&mut self, step: &Step) -> Option<(u8, u8)> {
        let flag = flag_of(step.kind);
        if flag == 0 || step.object == 0 {
            return None;
        }
        let place = self.products.binary_search_by_key(&step.object, |(known, _)| *known);
        let place = place.unwrap_or_else(|place| {
            self.products.insert(place, (step.object, 0));
            place
        });
        let before = self.products[place].1;
        self.products[place].1 |= flag;
        (before & flag == 0).then_some((before, before | flag))
    }

    /// Puts all of it into the rates of a site's day, or takes it out.
    pub(super) fn count(&self, rollups: &mut Rollups, key: (i64, Day), times: i64) {
        for (product_id, flags) in &self.products {
            rollups.product((key.0, key.1, *product_id), &rate_sums(*flags), times);
        }
    }
}
