//! Orders one by one, newest first.

use serde_json::{Value, json};

use super::{Asked, Row, money, row};

pub(crate) fn orders(asked: Asked) -> Vec<Row> {
    let mut orders: Vec<_> = asked.model.orders.iter().collect();
    orders.retain(|order| asked.has(order.at_ms) && asked.is_order_meant(order));
    orders.sort_by_key(|order| std::cmp::Reverse(order.at_ms));
    let rows = orders.into_iter().map(|order| {
        let currency = order.purchase.currency;
        let channel = order.session.map(|session| asked.model.sessions[session].channel());
        let word = |place: usize| json!(channel.map(|channel| channel[place]));
        let mut row = row([
            ("order_id", json!(order.id)),
            ("at_ms", json!(order.at_ms)),
            ("total", money(order.gross(), currency)),
            ("refunded", money(order.refunded(), currency)),
            ("verified", json!(order.is_verified)),
            ("source", word(0)),
            ("medium", word(1)),
            ("campaign", word(2)),
        ]);
        if !order.cancelled {
            row.insert("cancelled_at_ms".into(), Value::Null);
        }
        row
    });
    rows.collect()
}
