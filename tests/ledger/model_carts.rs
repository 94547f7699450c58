//! Carts, in the plainest way: each visitor's life from the beginning.

use crate::history::{Deed, Line, Milli, Teller};
use crate::model::{Told, line_minor};

const ABANDONED_MS: i64 = 3_600_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Ordered,
    Emptied,
}

#[derive(Debug)]
pub(crate) struct Cart {
    state: State,
    active_ms: i64,
    was_abandoned: bool,
    /// Product, pieces and price.
    lines: Vec<(usize, Milli, Milli)>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Carts {
    pub(crate) carts: i64,
    pub(crate) abandoned: i64,
    pub(crate) recovered: i64,
    pub(crate) lost_minor: i64,
}

/// Whether it is the report by which the order came to a visit: the first of a page.
fn is_first_report(told: &Told, all: &[Told]) -> bool {
    let Deed::Purchase { order, .. } = &told.deed else { return true };
    let of_page = all.iter().find(|other| {
        matches!(other.teller, Teller::Page { .. })
            && matches!(&other.deed, Deed::Purchase { order: id, .. } if id == order)
    });
    of_page.is_some_and(|first| first.at_ms == told.at_ms)
}

/// In minor units of the site's currency.
pub(crate) fn carts(all: &[Told], currency: usize, now_ms: i64) -> Carts {
    let mut carts = Vec::new();
    for one in 0..2 {
        let of_visitor =
            |told: &&Told| matches!(told.teller, Teller::Page { visitor, .. } if visitor == one);
        let mut told: Vec<&Told> = all.iter().filter(of_visitor).collect();
        told.retain(|told| is_first_report(told, all));
        told.sort_by_key(|told| told.at_ms);
        carts.extend(live(&told));
    }
    let is_abandoned =
        |cart: &&Cart| cart.state == State::Open && cart.active_ms + ABANDONED_MS <= now_ms;
    let lost = carts.iter().filter(is_abandoned).flat_map(|cart| &cart.lines);
    Carts {
        carts: carts.len() as i64,
        abandoned: carts.iter().filter(is_abandoned).count() as i64,
        recovered: carts
            .iter()
            .filter(|cart| cart.state == State::Ordered && cart.was_abandoned)
            .count() as i64,
        lost_minor: lost.map(|&(_, pieces, price)| line_minor(price, pieces, currency)).sum(),
    }
}

fn live(told: &[&Told]) -> Vec<Cart> {
    let mut carts: Vec<Cart> = Vec::new();
    for Told { at_ms, deed, .. } in told {
        let lines: Vec<Line> = match deed {
            Deed::Add(line) | Deed::Remove(line) => vec![line.clone()],
            Deed::Update(lines) | Deed::Checkout(lines) => lines.clone(),
            Deed::Look | Deed::Purchase { .. } => Vec::new(),
            Deed::Refund { .. } | Deed::Cancel { .. } => continue,
        };
        let begins = !lines.is_empty() && !matches!(deed, Deed::Remove(_));
        let is_open = carts.last().is_some_and(|cart| cart.state == State::Open);
        if !is_open && !begins {
            continue;
        }
        if !is_open {
            let (state, active_ms) = (State::Open, *at_ms);
            carts.push(Cart { state, active_ms, was_abandoned: false, lines: Vec::new() });
        }
        let Some(cart) = carts.last_mut() else { continue };
        cart.was_abandoned |= *at_ms > cart.active_ms + ABANDONED_MS;
        cart.active_ms = *at_ms;
        let price = |line: &Line| line.price.unwrap_or(0);
        let place = |cart: &Cart, line: &Line| {
            cart.lines.iter().position(|(product, ..)| *product == line.product)
        };
        match deed {
            Deed::Add(line) => match place(cart, line) {
                Some(place) => {
                    cart.lines[place].1 += line.quantity;
                    cart.lines[place].2 = price(line);
                }
                None => cart.lines.push((line.product, line.quantity, price(line))),
            },
            Deed::Remove(line) => {
                if let Some(place) = place(cart, line) {
                    cart.lines[place].1 -= line.quantity;
                }
                cart.lines.retain(|(_, pieces, _)| *pieces > 0);
                if cart.lines.is_empty() {
                    cart.state = State::Emptied;
                }
            }
            Deed::Update(lines) | Deed::Checkout(lines) => {
                cart.lines =
                    lines.iter().map(|line| (line.product, line.quantity, price(line))).collect();
                if cart.lines.is_empty() {
                    cart.state = State::Emptied;
                }
            }
            Deed::Purchase { .. } => cart.state = State::Ordered,
            _ => {}
        }
    }
    carts
}
