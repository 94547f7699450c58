//! What holds for every event and every input.

use footfall_protocol::batch::{Envelope, body};
use footfall_protocol::limits::MAX_EVENT_NUMBER;
use footfall_protocol::scrub::Removed;
use footfall_protocol::{Batch, Event, Page, Raw};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::generator::{name, params, text};

pub(crate) const NOW_MS: i64 = 1_764_000_000_000;

/// A page's call, believed as the tracker believes it.
pub(crate) fn event() -> impl Strategy<Value = Event> {
    // Mostly a page view's own number, or the first page view's.
    let view = prop::option::weighted(0.2, 0..=MAX_EVENT_NUMBER);
    (0..=MAX_EVENT_NUMBER, view, NOW_MS - 1_000_000..=NOW_MS, name(), params()).prop_filter_map(
        "what is refused goes no way",
        |(n, view, at_ms, name, params)| {
            let text = params.to_string();
            let raw: Raw = serde_json::from_str(&text).ok()?;
            let view = view.unwrap_or(if name == "page_view" { n } else { 0 });
            Event::parse(n, at_ms, view, &name, &raw, &mut Removed::default()).ok()
        },
    )
}

/// A fuzzer sent a page view that said to be of another one. It was kept without that number, as a page view's own goes
/// without saying, and was of itself when it was read again: its page was another.
#[test]
fn a_page_view_that_is_said_to_be_of_another_stays_so() {
    for (view, written) in [(3, true), (7, false)] {
        let event = Event::parse(7, NOW_MS, view, "page_view", Raw::EMPTY, &mut Removed::default());
        let event = event.expect("a page view");
        let text = serde_json::to_string(&event).expect("an event is JSON");
        assert_eq!(text.contains("\"view\""), written, "{text}");
        let raw: Raw = serde_json::from_str(&text).expect("and JSON is read");
        assert_eq!(Event::from_wire(&raw, &mut Removed::default()), Ok(event), "{text}");
    }
}

/// Any JSON at all, often with the words of the wire in it.
pub(crate) fn anything() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(
        &[
            "v",
            "site",
            "page_load",
            "sent_at",
            "time_zone",
            "dropped",
            "pages",
            "events",
            "n",
            "at",
            "view",
            "name",
            "params",
            "url",
            "title",
            "referrer",
            "items",
            "item_id",
            "price",
            "quantity",
            "transaction_id",
            "value",
            "currency",
            "engaged_ms",
            "calls",
            "first_n",
            "page",
            "event",
            "ecommerce",
            "purchase",
            "impressions",
            "actionField",
            "products",
            "promotions",
            "category",
            "customDimensions",
            "id",
            "sku",
        ][..],
    );
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (0..3i64).prop_map(Value::from),
        (NOW_MS - 10..NOW_MS + 10).prop_map(Value::from),
        "\\PC{0,30}".prop_map(Value::from),
        prop::sample::select(
            &[
                "shop",
                "purchase",
                "page_view",
                "view",
                "layer",
                "paq",
                "consent",
                "denied",
                "granted",
                "trackPageView",
                "ecommerceOrder",
                "trackLink",
                "https://shop.example/",
                "EUR",
                "019a1b2c3d4e5f60718293a4b5c6d7e8"
            ][..]
        )
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 200, 12, move |inner| {
        let key = prop_oneof![word.clone().prop_map(str::to_owned), "\\PC{0,8}"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..12)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// An envelope that would be believed, around anything.
fn almost_a_batch() -> impl Strategy<Value = Value> {
    (anything(), anything(), prop::collection::vec((anything(), anything(), name()), 0..4)).prop_map(|(pages, extra, events)| {
        let event = |(params, n, name): (Value, Value, String)| json!({ "n": n, "at": NOW_MS, "view": 0, "name": name, "params": params });
        json!({
            "v": 1, "site": "shop", "page_load": "019a1b2c3d4e5f60718293a4b5c6d7e8", "sent_at": NOW_MS, "time_zone": extra,
            "pages": [{ "url": "https://shop.example/", "title": pages }],
            "events": events.into_iter().map(event).collect::<Vec<_>>(),
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_event_that_was_believed_is_believed_again_as_the_same(event in event()) {
        let text = serde_json::to_string(&event).expect("an event is JSON");
        let raw: Raw = serde_json::from_str(&text).expect("and JSON is read");
        let mut removed = Removed::default();
        let again = Event::from_wire(&raw, &mut removed);
        prop_assert_eq!(again, Ok(event));
        prop_assert_eq!(removed.0, 0, "what was scrubbed once is clean: {}", text);
    }

    #[test]
    fn parameters_as_they_are_kept_are_believed_as_the_same(event in event()) {
        let text = serde_json::to_string(&event.params_json()).expect("parameters are JSON");
        let raw: Raw = serde_json::from_str(&text).expect("and JSON is read");
        let again = Event::parse(event.n, event.at_ms, event.view, event.name.as_str(), &raw, &mut Removed::default());
        prop_assert_eq!(again, Ok(event));
    }

    #[test]
    fn a_batch_arrives_as_it_was_sent(events in prop::collection::vec(event(), 1..8), title in text(), query in "[a-z=&%@.0-9]{0,30}") {
        // The views that events belong to are those of the pages they were on.
        let mut views: Vec<u32> = events.iter().map(|event| event.view).collect();
        views.sort_unstable();
        views.dedup();
        let mut removed = Removed::default();
        let scrubbed = |url: &str| footfall_protocol::scrub::url(url, "", &mut Removed::default());
        let pages: Vec<Page> = views.iter().map(|&view| Page {
            view,
            url: scrubbed(&format!("https://shop.example/{view}?{query}")),
            title: footfall_protocol::scrub::text(&title, 500, &mut removed),
            referrer: String::new(),
        }).collect();
        let envelope = Envelope {
            site: "shop", page_load: "019a1b2c3d4e5f60718293a4b5c6d7e8",
            time_zone: "Europe/Paris", visitor: "019a1b2c3d4e5f60718293a4b5c6d7e9",
            dropped: 3, removed: 2, unknown: 1, pages: &pages,
        };
        let events_json: Vec<String> = events.iter().map(|event| {
            let mut json = String::new();
            footfall_protocol::json::write(&event.raw(), &mut json);
            json
        }).collect();
        let sent = body(NOW_MS, &envelope.with_events(events_json.iter().map(String::as_str)));
        let raw: Raw = serde_json::from_str(&sent).expect("a body is JSON");
        let parsed = Batch::parse(&raw, NOW_MS).expect("and believed");
        prop_assert_eq!(&parsed.refused, &[]);
        let batch = &parsed.batch;
        prop_assert_eq!((batch.dropped, batch.removed, batch.unknown), (3, 2, 1));
        prop_assert_eq!(batch.visitor, Some(0x019a_1b2c_3d4e_5f60_7182_93a4_b5c6_d7e9));
        prop_assert_eq!(parsed.batch.pages, pages);
        prop_assert_eq!(parsed.batch.events, events.into_iter().enumerate().collect::<Vec<_>>());
    }

    #[test]
    fn no_json_makes_the_door_panic(anything in anything(), almost in almost_a_batch(), name in name()) {
        for value in [anything, almost] {
            let text = value.to_string();
            let Ok(raw) = serde_json::from_str::<Raw>(&text) else { continue };
            for received_at_ms in [NOW_MS, 0, i64::MAX / 2] {
                if let Ok(parsed) = Batch::parse(&raw, received_at_ms) {
                    let euro = footfall_protocol::Currency::parse("EUR").expect("the euro");
                    for (_, event) in &parsed.batch.events {
                        let _totals = event.order_totals(euro, true);
                        let _happened = parsed.batch.happened_at_ms(event, received_at_ms);
                    }
                }
            }
            let _believed = Event::parse(0, 0, 0, &name, &raw, &mut Removed::default());
            let _layer = footfall_protocol::ga4::layer_event(&raw);
            let _call = footfall_protocol::call::understand(&raw);
        }
    }

    #[test]
    fn no_bytes_make_the_door_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(raw) = serde_json::from_slice::<Raw>(&bytes) {
            let _refused = Batch::parse(&raw, NOW_MS).is_err();
        }
    }
}
