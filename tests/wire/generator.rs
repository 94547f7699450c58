//! Calls as shops make them, and as nobody should: the one source of what goes through the protocol natively
//! (`wire.rs`) and as Wasm (`browsers/`).

use footfall_protocol::EventName;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Texts as shops write them, and as nobody should: with addresses, card numbers, and any character.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9 ._-]{0,30}",
        "\\PC{0,40}",
        "[a-z.]{1,8}(@|%40)[a-z0-9.-]{1,10}[ ,@.]{0,3}",
        "[0-9 -]{10,24}",
        Just("€".repeat(200)),
    ]
}

fn amount() -> impl Strategy<Value = Value> {
    prop_oneof![
        (0..1_000_000_000i64).prop_map(|number| json!(number)),
        (0..1_000_000_000i64, 0..6u32)
            .prop_map(|(mantissa, scale)| json!(mantissa as f64 / 10f64.powi(scale as i32))),
        "[0-9]{1,9}(\\.[0-9]{0,9})?".prop_map(|text| json!(text)),
        "[1-9](e-?[0-9])?".prop_map(|text| json!(text)),
    ]
}

fn item() -> impl Strategy<Value = Value> {
    let own = prop::collection::vec(("[a-z_]{1,12}", text()), 0..3);
    let quantity = prop_oneof![
        (1..1000u32).prop_map(|n| json!(n)),
        (1..9999u32).prop_map(|n| json!(f64::from(n) / 1000.0))
    ];
    (
        "[A-Z0-9]{1,10}",
        text(),
        prop::option::of(amount()),
        prop::option::of(quantity),
        prop::option::of(amount()),
        own,
    )
        .prop_map(|(id, name, price, quantity, discount, own)| {
            let mut item: Map<String, Value> =
                own.into_iter().map(|(key, text)| (key, json!(text))).collect();
            item.insert("item_id".into(), json!(id));
            item.insert("item_name".into(), json!(name));
            for (key, value) in [("price", price), ("quantity", quantity), ("discount", discount)] {
                value.map(|value| item.insert(key.into(), value));
            }
            Value::Object(item)
        })
}

pub(crate) fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(EventName::STANDARD).prop_map(str::to_owned),
        1 => "[a-zA-Z][a-zA-Z0-9_]{0,39}",
    ]
}

pub(crate) fn params() -> impl Strategy<Value = Value> {
    let own = prop::collection::vec(("[a-z][a-z_]{0,12}", text()), 0..6);
    let items = prop::collection::vec(item(), 0..5);
    let money =
        (prop::option::of(amount()), prop::option::of(amount()), prop::option::of(amount()));
    let engaged = (0..1_000_000u32, 0..=100u8);
    (
        "[A-Za-z0-9#-]{1,20}",
        prop::option::of(prop::sample::select(&["EUR", "jpy", "KWD", "CLF"][..])),
        money,
        items,
        own,
        engaged,
    )
        .prop_map(
            |(id, currency, (value, tax, shipping), items, own, (engaged_ms, scroll))| {
                let mut params: Map<String, Value> =
                    own.into_iter().map(|(key, text)| (key, json!(text))).collect();
                for (key, value) in [
                    ("value", value),
                    ("tax", tax),
                    ("shipping", shipping),
                    ("currency", currency.map(|code| json!(code))),
                ] {
                    value.map(|value| params.insert(key.into(), value));
                }
                params.insert("transaction_id".into(), json!(id));
                params.insert("search_term".into(), json!("lamp"));
                params.insert("engaged_ms".into(), json!(engaged_ms));
                params.insert("scroll_percent".into(), json!(scroll));
                params.insert("items".into(), json!(items));
                Value::Object(params)
            },
        )
}
