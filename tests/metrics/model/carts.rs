//! Carts: each visitor's life from the beginning.

use super::sessions::{Session, Who};
use crate::history::{Deed, Line};
use crate::shop::PRODUCTS;

const ABANDONED_MS: i64 = 3_600_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Open,
    Ordered,
    Emptied,
}

#[derive(Debug, Clone)]
pub(crate) struct Cart {
    /// In which it was created.
    pub(crate) session: usize,
    pub(crate) created_ms: i64,
    pub(crate) active_ms: i64,
    pub(crate) state: State,
    pub(crate) reached_checkout: bool,
    /// When it was last left alone for too long, before something happened to it again.
    pub(crate) abandoned_ms: Option<i64>,
    pub(crate) ordered_ms: Option<i64>,
    lines: Vec<Line>,
}

impl Cart {
    pub(crate) fn value(&self) -> i64 {
        self.lines.iter().map(|(product, pieces)| PRODUCTS[*product].price * pieces).sum()
    }

    pub(crate) fn is_abandoned(&self, now_ms: i64) -> bool {
        self.state == State::Open && self.active_ms + ABANDONED_MS <= now_ms
    }

    fn add(&mut self, (product, pieces): Line) {
        match self.lines.iter_mut().find(|(known, _)| *known == product) {
            Some(known) => known.1 += pieces,
            None => self.lines.push((product, pieces)),
        }
    }

    fn remove(&mut self, (product, pieces): Line) {
        if let Some(known) = self.lines.iter_mut().find(|(known, _)| *known == product) {
            known.1 -= pieces;
        }
        self.lines.retain(|(_, pieces)| *pieces > 0);
    }
}

pub(super) fn carts(sessions: &[Session]) -> Vec<Cart> {
    let mut everybody: Vec<Who> = sessions.iter().map(|session| session.who).collect();
    everybody.sort();
    everybody.dedup();
    everybody.into_iter().flat_map(|who| life(sessions, who)).collect()
}

fn life(sessions: &[Session], who: Who) -> Vec<Cart> {
    let mut carts: Vec<Cart> = Vec::new();
    let of_visitor = sessions.iter().enumerate().filter(|(_, session)| session.who == who);
    let mut facts: Vec<_> = of_visitor
        .flat_map(|(place, session)| session.facts.iter().map(move |fact| (place, session, fact)))
        .collect();
    facts.sort_by_key(|(_, _, fact)| fact.at_ms);
    for (session, of, fact) in facts {
        let (lines, is_about_carts): (&[Line], bool) = match &fact.deed {
            Deed::Add(line) | Deed::Remove(line) => (std::slice::from_ref(line), true),
            Deed::Cart(lines) | Deed::Checkout(lines) => (lines, true),
            Deed::LookAtCart | Deed::Shipping => (&[], true),
            // Another report of an order buys nothing.
            Deed::Buy(_) => (&[], of.reports_ms.contains(&fact.at_ms)),
            _ => (&[], false),
        };
        if !is_about_carts {
            continue;
        }
        let at_ms = fact.at_ms;
        let is_open = carts.last().is_some_and(|cart| cart.state == State::Open);
        if !is_open {
            if lines.is_empty() || matches!(fact.deed, Deed::Remove(_)) {
                continue;
            }
            carts.push(Cart {
                session,
                created_ms: at_ms,
                active_ms: at_ms,
                state: State::Open,
                reached_checkout: false,
                abandoned_ms: None,
                ordered_ms: None,
                lines: Vec::new(),
            });
        }
        let Some(cart) = carts.last_mut() else { continue };
        if at_ms > cart.active_ms + ABANDONED_MS {
            cart.abandoned_ms = Some(cart.active_ms + ABANDONED_MS);
        }
        cart.active_ms = at_ms;
        match &fact.deed {
            Deed::Add(line) => cart.add(*line),
            Deed::Remove(line) => {
                cart.remove(*line);
                if cart.lines.is_empty() {
                    cart.state = State::Emptied;
                }
            }
            Deed::Cart(lines) => {
                cart.lines = lines.clone();
                if lines.is_empty() {
                    cart.state = State::Emptied;
                }
            }
            Deed::Checkout(lines) => {
                cart.reached_checkout = true;
                if !lines.is_empty() {
                    cart.lines = lines.clone();
                }
            }
            Deed::Shipping => cart.reached_checkout = true,
            Deed::Buy(_) => {
                cart.state = State::Ordered;
                cart.ordered_ms = Some(at_ms);
            }
            _ => {}
        }
    }
    carts
}
