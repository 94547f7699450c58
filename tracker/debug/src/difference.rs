//! What was said against what was believed: each parameter that was changed or left out, in a sentence.

use std::borrow::Cow;

use footfall_protocol::limits::MAX_TEXT_BYTES;
use footfall_protocol::scrub::{self, Removed};
use footfall_protocol::{Event, Item, Raw};

/// Fields of an event and of an item that are no texts for people: believed exactly, or refused.
const EXACT: [&str; 15] = [
    "currency",
    "value",
    "tax",
    "shipping",
    "order_total",
    "prices_include_tax",
    "transaction_id",
    "items",
    "engaged_ms",
    "scroll_percent",
    "item_id",
    "price",
    "quantity",
    "discount",
    "n",
];

/// `params.search_term: 1 piece of personal data removed → "lamp for [email]"`
pub(crate) fn pieces(field: &str, Removed(count): Removed, clean: &str) -> Option<String> {
    let noun = if count == 1 { "piece" } else { "pieces" };
    (count > 0).then(|| format!("{field}: {count} {noun} of personal data removed → {clean:?}"))
}

pub(crate) fn of_event(said: &Raw, event: &Event) -> Vec<String> {
    let mut all = Vec::new();
    for (key, value) in said.entries() {
        all.extend(of_param("params", key, value, event.param(key)));
    }
    let items = said.get("items").and_then(Raw::list).unwrap_or_default();
    for (index, (said, item)) in items.iter().zip(&event.items).enumerate() {
        let path = format!("params.items[{index}]");
        for (key, value) in said.entries() {
            all.extend(of_param(&path, key, value, believed(item, key)));
        }
    }
    all
}

fn believed<'i>(item: &'i Item, key: &str) -> Option<&'i str> {
    if key == "item_name" { item.name.as_deref() } else { item.param(key) }
}

fn of_param(path: &str, key: &str, said: &Raw, believed: Option<&str>) -> Option<String> {
    if EXACT.contains(&key) || matches!(said, Raw::Null) {
        return None;
    }
    let field = format!("{path}.{key}");
    let Some(text) = said.scalar() else {
        return Some(format!("{field}: left out, as it is neither text nor number nor boolean"));
    };
    let Some(believed) = believed else {
        // A blank name is none.
        return (!text.trim().is_empty()).then(|| format!("{field}: left out"));
    };
    let mut removed = Removed::default();
    let whole: Cow<str> = scrub::text(&text, usize::MAX, &mut removed).into();
    if let Some(sentence) = pieces(&field, removed, believed) {
        return Some(sentence);
    }
    (whole.len() > believed.len())
        .then(|| format!("{field}: shortened from {} to {MAX_TEXT_BYTES} bytes", whole.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, params: &str, expected: &[&str]) {
        let params: Raw = serde_json::from_str(params).unwrap();
        let event = Event::parse(0, 0, 0, name, &params, &mut Removed::default()).unwrap();
        assert_eq!(of_event(&params, &event), expected, "{params:?}");
    }

    #[test]
    fn what_stays_as_it_was_is_no_difference() {
        check("search", r#"{"search_term":"lamp","n":null,"count":2}"#, &[]);
        check(
            "add_to_cart",
            r#"{"currency":"EUR","value":1.50,"items":[{"item_id":"4111111111111111","item_name":" Lamp ","price":"1.5"}]}"#,
            &[],
        );
    }

    #[test]
    fn personal_data_is_named_with_its_place() {
        check(
            "search",
            r#"{"search_term":"gift for ann@example.org or 4111 1111 1111 1111"}"#,
            &[
                "params.search_term: 2 pieces of personal data removed → \"gift for [email] or [card]\"",
            ],
        );
        check(
            "view_item",
            r#"{"items":[{"item_id":"a"},{"item_id":"b","item_name":"For bo@example.org","item_variant":"x@y.org"}]}"#,
            &[
                "params.items[1].item_name: 1 piece of personal data removed → \"For [email]\"",
                "params.items[1].item_variant: 1 piece of personal data removed → \"[email]\"",
            ],
        );
    }

    #[test]
    fn what_is_left_out_or_shortened_is_told() {
        check(
            "custom",
            r#"{"address":{"city":"Bonn"},"list":[1]}"#,
            &[
                "params.address: left out, as it is neither text nor number nor boolean",
                "params.list: left out, as it is neither text nor number nor boolean",
            ],
        );
        check(
            "view_item",
            r#"{"items":[{"item_id":"a","bad name":"x"}]}"#,
            &["params.items[0].bad name: left out"],
        );
        let long = format!(r#"{{"note":"{}"}}"#, "x".repeat(700));
        check("custom", &long, &["params.note: shortened from 700 to 500 bytes"]);
    }
}
