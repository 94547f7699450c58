//! What happens in the shop now: who is there, what lies in carts, what was ordered last. No report, as no two answers are
//! about the same time.

use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value, json};

use super::{money_json, orders, products};
use crate::ingest::Channel;
use crate::site::{Day, Site};
use crate::store::live::LiveCart;
use crate::store::report::Span;
use crate::store::{Reading, StoreError, trail};

/// Who did nothing for longer has most likely gone.
const PRESENT_MS: i64 = 5 * 60_000;
/// As many rows as one looks at; of each list.
const MAX_ROWS: usize = 20;
/// Of an order; the others are counted.
const MAX_ITEMS: i64 = 5;

pub fn now(reading: &Reading, site: &Site, now_ms: i64) -> Result<Value, StoreError> {
    let sessions = reading.live_sessions(site, now_ms - PRESENT_MS)?;
    let people: FxHashSet<i64> = sessions.iter().map(|session| session.visitor).collect();
    let on_pages = sessions.iter().filter_map(|session| trail::exit_page(&session.trail));
    let mut pages = Vec::new();
    for (page, people) in most_often(on_pages) {
        pages.push(json!({ "page": reading.text(page)?, "people": people }));
    }
    let channels = reading.channels_by_id()?;
    let came_from = sessions.iter().map(|session| {
        let channel = channels.get(&session.channel_id).cloned();
        let Channel { source, medium, .. } = channel.unwrap_or_else(Channel::not_set);
        (source, medium)
    });
    let sources: Vec<Value> = most_often(came_from)
        .into_iter()
        .map(|((source, medium), people)| {
            json!({ "source": source, "medium": medium, "people": people })
        })
        .collect();
    let carts = reading.live_carts(site, now_ms - site.cart_timeout_ms)?;
    let carts_minor: i64 = carts.iter().filter_map(|cart| cart.value_minor).sum();
    let newest = carts.iter().take(MAX_ROWS).map(|cart| cart_row(cart, site));
    Ok(json!({
        "at_ms": now_ms,
        "people": people.len(),
        "pages": pages,
        "sources": sources,
        "carts": carts.len(),
        "carts_in_checkout": carts.iter().filter(|cart| cart.checkout_at_ms.is_some()).count(),
        "carts_value": money_json(site.money(carts_minor)),
        "newest_carts": newest.collect::<Vec<_>>(),
        "newest_orders": newest_orders(reading, site)?,
    }))
}

fn cart_row(cart: &LiveCart, site: &Site) -> Value {
    json!({
        "cart": cart.id.to_string(),
        "active_at_ms": cart.active_at_ms,
        "is_in_checkout": cart.checkout_at_ms.is_some(),
        "value": cart.value_minor.map(|minor| money_json(site.money(minor))),
        "units": products::units(cart.units_milli),
    })
}

/// The last ones, however long ago.
fn newest_orders(reading: &Reading, site: &Site) -> Result<Vec<Value>, StoreError> {
    let span = Span { site, from: Day::MIN, to: Day::MAX };
    let mut rows = Vec::new();
    for order in reading.orders(span, None, None, MAX_ROWS as i64)? {
        let items = reading.live_items(order.place.id, MAX_ITEMS)?;
        let items: Vec<Value> = items
            .iter()
            .map(|item| json!({ "name": item.name, "units": products::units(item.units_milli) }))
            .collect();
        let mut row = orders::row(&order, site);
        row["items"] = json!(items);
        rows.push(row);
    }
    Ok(rows)
}

/// The values that come most often, and how often.
fn most_often<T: Hash + Ord>(values: impl Iterator<Item = T>) -> Vec<(T, usize)> {
    let mut counts: FxHashMap<T, usize> = FxHashMap::default();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let mut counted: Vec<(T, usize)> = counts.into_iter().collect();
    // Those that come equally often keep their places from one second to the next.
    counted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counted.truncate(MAX_ROWS);
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_most_often_comes_first_and_equals_keep_their_order() {
        assert_eq!(most_often("bcabcc".chars()), [('c', 3), ('b', 2), ('a', 1)]);
        assert_eq!(most_often("ba".chars()), [('a', 1), ('b', 1)]);
        assert_eq!(most_often(0..100).len(), MAX_ROWS);
    }
}
