//! What the Wasm makes of a call is, byte for byte, what the same Rust makes of it here.

use footfall_protocol::call::{self, Heard, Said};
use footfall_protocol::scrub::Removed;
use footfall_protocol::{Raw, event, json};
use footfall_tests::must;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::generator::{name, params};
use crate::matrix::{Case, case};
use crate::page::Html;
use crate::stage::Stage;

pub(crate) const CASES: &[Case] =
    &[case("200 random calls leave as the bytes that the native build makes of them", agreement)];

const CALLS: usize = 200;
/// Of the site's own.
const SCRUBBED: &str = "member,basket";

/// The same ones each time: half of them said to us, half to the layer.
fn calls() -> Vec<Value> {
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(Config::default().rng_algorithm),
    );
    // One search for the same is one, and what is measured is nobody's to say.
    let said = (name(), params()).prop_filter("heard", |(name, _)| {
        !matches!(&**name, "search" | "page_view" | "user_engagement" | "cart_update")
    });
    let mut call = |place: usize| {
        let (name, params) = must(said.new_tree(&mut runner), "a call").current();
        if place.is_multiple_of(2) {
            json!(["track", name, params])
        } else {
            json!(["layer", { "event": "view_item", "ecommerce": params }])
        }
    };
    (0..CALLS).map(&mut call).collect()
}

/// As `loader.js` writes them down, and `Tracker::wait` sends them: `at` is the page's to say.
fn native(n: usize, call: &Value, at_ms: i64, removed: &mut Removed) -> String {
    let mut call = call.clone();
    must(call.as_array_mut().ok_or("a list"), "a call").insert(1, json!(at_ms));
    let text = call.to_string();
    let raw: Raw = must(serde_json::from_str(&text), "a call is JSON");
    let mut written = format!("{{\"n\":{n},\"view\":0");
    let mut put = |key: &str, value: &Raw| {
        json::begin(key, &mut written);
        event::write_clean(key, value, SCRUBBED, removed, &mut written);
    };
    match must(call::hear(&raw).ok_or("nothing"), "what was heard") {
        (_, Heard::Said(Said::Event { name, params })) => {
            put("at", &Raw::Int(at_ms));
            put("name", &Raw::Text(name.into()));
            put("params", &params);
        }
        (_, Heard::Dialect(call)) => put("call", call),
        other => panic!("{other:?}"),
    }
    written + "}"
}

fn agreement(stage: &Stage) {
    let calls = calls();
    let attribute = format!("data-scrub-params=\"{SCRUBBED}\"");
    stage.begin(&Html::default().before("window.dataLayer = []").set(&attribute));
    let script = format!(
        "for (const [kind, ...said] of {}) kind == 'layer' ? dataLayer.push(said[0]) : footfall.track(...said);",
        Value::from(calls.clone())
    );
    stage.run(&script);
    let sent_of = |n: usize| {
        let sent = stage.sent();
        let events = sent.iter().filter_map(|sent| sent.body["events"].as_array()).flatten();
        events.into_iter().find(|event| event["n"] == n).cloned()
    };
    // They are more than a page that is left could hand over at once.
    footfall_tests::wait_until("the last call", || sent_of(CALLS));
    let bodies: String = stage.sent().iter().map(|sent| sent.bytes.clone()).collect();
    let mut removed = Removed::default();
    for (place, call) in calls.iter().enumerate() {
        let n = place + 1;
        let sent = must(sent_of(n).ok_or("lost"), &format!("call {n}"));
        let at_ms = sent["at"].as_i64().or(sent["call"][1].as_i64()).unwrap_or_default();
        let expected = native(n, call, at_ms, &mut removed);
        assert!(bodies.contains(&expected), "{expected}\nis not what was sent:\n{sent}");
    }
    let told: u64 = stage.sent().iter().filter_map(|sent| sent.body["removed"].as_u64()).sum();
    assert!(removed.0 > 0 && told == u64::from(removed.0), "{} removed, {told} told", removed.0);
    stage.agrees();
}
