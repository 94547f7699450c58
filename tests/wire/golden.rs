//! Bytes as trackers have sent them; `wire/README.md` says how they may change: not at all.

use std::path::{Path, PathBuf};

use footfall_protocol::{Batch, Page, Raw};
use footfall_tests::{AGENT, Server, must, now_ms};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("wire")
}

fn read(path: &Path) -> String {
    must(std::fs::read_to_string(path), &path.display().to_string())
}

/// Every payload and what is expected of it.
fn payloads() -> Vec<(String, String, Value)> {
    let names = must(std::fs::read_dir(folder()), "wire/")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> =
        names.filter(|name| name.ends_with(".json") && !name.ends_with(".expected.json")).collect();
    names.sort();
    let payload = |name: String| {
        let expected = folder().join(name.replace(".json", ".expected.json"));
        let expected = must(serde_json::from_str(&read(&expected)), &name);
        (name.clone(), read(&folder().join(&name)), expected)
    };
    names.into_iter().map(payload).collect()
}

/// All that is believed of a body.
fn believed(body: &str, received_at_ms: i64) -> Value {
    let raw: Raw = must(serde_json::from_str(body), body);
    let parsed = must(Batch::parse(&raw, received_at_ms), body);
    let batch = parsed.batch;
    let events = batch.events.iter().map(|(index, event)| {
        json!({
            "index": index,
            "happened_at": batch.happened_at_ms(event, received_at_ms),
            "event": event,
        })
    });
    let pages = batch.pages.iter().map(|Page { view, url, title, referrer }| {
        json!({ "view": view, "url": url, "title": title, "referrer": referrer })
    });
    let refused = parsed.refused.iter().map(|(index, refusal)| {
        json!({ "index": index, "code": refusal.reason.code(), "field": refusal.field })
    });
    let mut believed = json!({
        "received_at": received_at_ms,
        "site": batch.site,
        "page_load": format!("{:032x}", batch.page_load),
        "sent_at": batch.sent_at_ms,
        "time_zone": batch.time_zone,
        "dropped": batch.dropped,
        "pages": pages.collect::<Vec<_>>(),
        "events": events.collect::<Vec<_>>(),
        "refused": refused.collect::<Vec<_>>(),
        "removed": parsed.removed.0,
    });
    // What payloads of the first days had no word for.
    if let Some(visitor) = batch.visitor {
        believed["visitor"] = json!(format!("{visitor:032x}"));
    }
    for (key, count) in [("removed_in_browser", batch.removed), ("unknown", batch.unknown)] {
        if count > 0 {
            believed[key] = json!(count);
        }
    }
    believed
}

#[test]
fn every_payload_ever_sent_is_believed_as_it_was() {
    let payloads = payloads();
    assert!(payloads.len() >= 5, "payloads are added, never removed");
    for (name, body, expected) in payloads {
        let found = believed(&body, expected["received_at"].as_i64().unwrap_or(0));
        assert_eq!(found, expected, "{name} is believed to be\n{found:#}");
    }
}

#[test]
fn a_running_server_answers_every_payload_as_it_is_believed() {
    let server = Server::start();
    let shop = server.shop("shop");
    let key = ["pages", "sources"];
    for (name, body, expected) in payloads() {
        let mut batch: Value = must(serde_json::from_str(&body), &name);
        // The same payload, sent now.
        let later = now_ms() - expected["received_at"].as_i64().unwrap_or(0);
        let moved = |time: &Value| json!(time.as_i64().unwrap_or(0) + later);
        batch["sent_at"] = moved(&batch["sent_at"]);
        for event in batch["events"].as_array_mut().into_iter().flatten() {
            event["at"] = moved(&event["at"]);
        }
        for call in batch["calls"].as_array_mut().into_iter().flatten() {
            call[1] = moved(&call[1]);
        }
        if batch["page"].is_array() {
            batch["page"][1] = moved(&batch["page"][1]);
        }
        let answer = shop.visited_with(AGENT).post(&batch);
        let accepted = expected["events"].as_array().map_or(0, Vec::len);
        let refused = &expected["refused"];
        assert_eq!(
            (answer.status, answer.json()),
            (200, json!({ "accepted": accepted, "refused": refused })),
            "{name}"
        );
        for report in key {
            assert!(shop.report(report)["rows"].is_array());
        }
    }
    assert_eq!(
        footfall_tests::amount(&shop.overview(), "gross_revenue"),
        "119.88",
        "59.97 + 9.58 + 4.90, 20.43 + 4.00 + 5.99, 5.01, and 10.00"
    );
}
