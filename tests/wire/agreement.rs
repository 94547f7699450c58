//! The raw form says what the events say: the same Rust makes the same of them.

use footfall_protocol::{Batch, Event, EventName, Raw};
use footfall_tests::must;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::properties::{NOW_MS, anything, event};

const PAGE: &str = "https://shop.example/lamp";
/// Who says it: the shop to us, or to somebody else while we listen.
const SPEAKERS: &[&str] = &["track", "gtag", "layer"];

fn believed(batch: &Value) -> Batch {
    let text = batch.to_string();
    let raw: Raw = must(serde_json::from_str(&text), "a batch is JSON");
    let parsed = must(Batch::parse(&raw, NOW_MS), "and believed");
    assert_eq!(parsed.refused, []);
    parsed.batch
}

fn envelope() -> Value {
    json!({ "v": 1, "site": "shop", "page_load": "019a1b2c3d4e5f60718293a4b5c6d7e8", "sent_at": NOW_MS })
}

fn call(event: &Event, speaker: &str) -> Value {
    let name = event.name.as_str();
    let params = must(serde_json::to_value(event.params_json()), "parameters are JSON");
    // Other names of a layer are for others, and so is an event without items.
    let is_heard =
        EventName::STANDARD.contains(&name) && !["cart_update", "order_cancelled"].contains(&name);
    match speaker {
        "gtag" if is_heard => json!(["layer", event.at_ms, ["event", name, params]]),
        "layer" if is_heard && !event.items.is_empty() => {
            json!(["layer", event.at_ms, { "event": name, "ecommerce": params }])
        }
        _ => json!(["track", event.at_ms, name, params]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn calls_are_believed_as_the_events_they_make(
        events in prop::collection::vec((event(), prop::sample::select(SPEAKERS)), 0..6),
    ) {
        // Measured ones are nobody's to say, and one search for the same is one.
        let said = events.into_iter().filter(|(event, _)| {
            !matches!(event.name, EventName::PageView | EventName::UserEngagement | EventName::Search)
        });
        let (mut events, mut calls) = (
            vec![json!({ "n": 0, "at": NOW_MS, "name": "page_view" })],
            vec![json!(["view", NOW_MS, PAGE, ""])],
        );
        for (place, (mut event, speaker)) in said.enumerate() {
            (event.n, event.view) = (place as u32 + 1, 0);
            calls.push(call(&event, speaker));
            events.push(must(serde_json::to_value(&event), "an event is JSON"));
        }
        let (mut native, mut raw) = (envelope(), envelope());
        native["events"] = json!(events);
        native["pages"] = json!([{ "view": 0, "url": PAGE }]);
        raw["calls"] = json!(calls);
        prop_assert_eq!(believed(&raw), believed(&native));
        // And with the Wasm, which leaves the dialects of others to the collector.
        for (event, call) in events.iter_mut().zip(&calls).skip(1) {
            *event = json!({ "n": event["n"], "view": 0, "call": call });
        }
        let mut passed_on = native.clone();
        passed_on["events"] = json!(events);
        prop_assert_eq!(believed(&passed_on), believed(&native));
    }

    #[test]
    fn no_calls_make_the_door_panic(calls in prop::collection::vec(anything(), 1..4), words in prop::collection::vec(anything(), 0..4)) {
        let mut raw = envelope();
        let kinds = ["view", "page", "track", "layer", "consent", "paq"];
        let wrapped = kinds.iter().map(|kind| {
            let mut call = vec![json!(kind), json!(NOW_MS)];
            call.extend(words.iter().cloned());
            Value::Array(call)
        });
        raw["calls"] = calls.into_iter().chain(wrapped).collect();
        let text = raw.to_string();
        if let Ok(raw) = serde_json::from_str::<Raw>(&text) {
            let _parsed = Batch::parse(&raw, NOW_MS).is_ok();
        }
    }
}
