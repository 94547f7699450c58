//! Products, and products by what they have in common.

use serde_json::{Value, json};

use super::{Asked, Row, euros, ratio, row};
use crate::model::{Session, With};
use crate::shop::{PRODUCTS, Product};

pub(crate) fn products(asked: Asked) -> Vec<Row> {
    let mut rows = Vec::new();
    for (place, product) in PRODUCTS.iter().enumerate() {
        let Some(mut row) = about(asked, &[place]) else { continue };
        row.insert("item_id".into(), json!(product.id));
        row.insert("item_name".into(), json!(product.name));
        rows.push(row);
    }
    rows
}

pub(crate) fn brands(asked: Asked) -> Vec<Row> {
    grouped(asked, "brand", |product| product.brand.to_owned())
}

/// The first so many levels.
pub(crate) fn categories(asked: Asked, levels: usize) -> Vec<Row> {
    grouped(asked, "category", |product| {
        let levels = levels.min(product.categories.len());
        product.categories[..levels].join(" > ")
    })
}

fn grouped(asked: Asked, column: &str, word: impl Fn(&Product) -> String) -> Vec<Row> {
    let mut words: Vec<String> = PRODUCTS.iter().map(&word).collect();
    words.sort();
    words.dedup();
    let mut rows = Vec::new();
    for one in words {
        let of: Vec<usize> =
            (0..PRODUCTS.len()).filter(|place| word(&PRODUCTS[*place]) == one).collect();
        let Some(mut row) = about(asked, &of) else { continue };
        row.insert(column.to_owned(), json!(one));
        rows.push(row);
    }
    rows
}

/// `None`: nothing happened to them. Under a filter what a session did counts on the day on which it started.
fn about(asked: Asked, products: &[usize]) -> Option<Row> {
    let count = |name: &str| {
        let mut count = 0;
        for (place, session) in asked.model.sessions.iter().enumerate() {
            for step in session.steps().iter().filter(|step| step.name == name) {
                let is_it = products.iter().any(|p| step.with == With::Product(*p));
                let on_ms = if asked.only.is_some() { session.started_ms() } else { step.at_ms };
                count += usize::from(is_it && asked.is_meant(place) && asked.has(on_ms));
            }
        }
        count
    };
    let did = |session: &Session, names: &[&str]| {
        products.iter().any(|product| session.did_with(names, *product))
    };
    let sessions = asked.sessions();
    let viewed: Vec<_> = sessions.iter().filter(|(_, it)| did(it, &["view_item"])).collect();
    let added = viewed.iter().filter(|(_, it)| did(it, &["add_to_cart", "cart_update"])).count();
    let bought = viewed.iter().filter(|(_, it)| did(it, &["bought"])).count();
    let (mut orders, mut pieces, mut revenue, mut refunds) = (0, 0, 0, 0);
    for order in asked.model.orders.iter().filter(|order| !order.cancelled) {
        if !asked.is_order_meant(order) {
            continue;
        }
        let lines = order.purchase.lines.iter().enumerate();
        let lines: Vec<_> = lines.filter(|(_, (product, _))| products.contains(product)).collect();
        if asked.has(order.at_ms) && !lines.is_empty() {
            // Pieces are pieces, whatever they were paid in.
            orders += 1;
            pieces += lines.iter().map(|(_, (_, pieces))| pieces).sum::<i64>();
            if let Some(euros) = &order.euros {
                revenue += lines.iter().map(|(place, _)| euros.lines[*place]).sum::<i64>();
            }
        }
        for refund in order.euros.iter().flat_map(|euros| &euros.refunds) {
            if asked.has(refund.at_ms) {
                refunds += lines.iter().map(|(place, _)| refund.of_lines[*place]).sum::<i64>();
            }
        }
    }
    let (views, adds, removes) =
        (count("view_item"), count("add_to_cart"), count("remove_from_cart"));
    let nothing = [views, adds, removes, orders, viewed.len()].iter().all(|count| *count == 0);
    if nothing && refunds == 0 {
        return None;
    }
    let rate = |part| -> Value { ratio(part, viewed.len()) };
    Some(row([
        ("views", json!(views)),
        ("adds", json!(adds)),
        ("removes", json!(removes)),
        ("orders", json!(orders)),
        ("units", json!(pieces)),
        ("revenue", euros(revenue)),
        ("refunds", euros(refunds)),
        ("add_rate", rate(added)),
        ("buy_rate", rate(bought)),
    ]))
}
