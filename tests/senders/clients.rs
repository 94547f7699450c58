//! Real clients against a running server: npm's `matomo-tracker` and PyPI's `ga4mp`, as `tests/run` installs them.

use std::path::{Path, PathBuf};
use std::process::Command;

use footfall_tests::{installed, must};
use serde_json::json;

use crate::Door;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("senders")
}

/// Runs a client's script to its end; it must succeed.
#[track_caller]
fn run(command: &mut Command) {
    let output = must(command.output(), "is it installed? tests/run does that");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{errors}");
}

#[test]
fn matomo_tracker_takes_every_answer_for_success_and_its_bulk_hears_how_many_hits_it_had() {
    let door = Door::open();
    let mut node = Command::new("node");
    node.arg(folder().join("matomo-tracker.mjs")).args([&door.server.url, &door.ingest_key()]);
    run(&mut node);
    door.check(&json!({ "page_views": 2, "orders": 2, "gross_revenue": "42.50" }));
    let row = door.shop.row("products", "item_id", "LAMP & CO");
    assert_eq!((&row["units"], &row["orders"]), (&json!(2), &json!(1)), "{row}");
    let day = jiff::civil::date(2021, 3, 4);
    let then = door.shop.report_of("overview", day, day, "");
    crate::check(&then, &json!({ "page_views": 1, "sessions": 1 }));
}

#[test]
fn ga4mp_sends_now_later_and_for_yesterday() {
    let door = Door::open();
    let python = installed("python/bin/python").ok_or("tests/run installs it");
    let mut python = Command::new(must(python, "ga4mp's Python"));
    python.arg(folder().join("ga4mp_client.py")).args([&door.server.url, &door.ingest_key()]);
    run(&mut python);
    door.check(&json!({ "orders": 2, "gross_revenue": "30.00" }));
    assert_eq!(door.shop.row("products", "item_id", "SKU_1")["units"], 1);
    assert_eq!(door.shop.drops("missing"), 0);
}
