//! The clock is set back while the server runs: by an administrator, by a time server, by a battery that died.

use std::fs;
use std::path::PathBuf;

use footfall_tests::{Server, TestDir, must, now_ms};
use serde_json::Value;

/// Debian's `faketime`, loaded into the server: its clock is what a file says. Time that only passes stays as it is.
fn library() -> String {
    let folders = must(fs::read_dir("/usr/lib"), "/usr/lib").flatten();
    let found = folders
        .map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"))
        .find(|library: &PathBuf| library.is_file());
    must(found.ok_or("faketime is not installed"), "the clock").display().to_string()
}

#[test]
fn a_clock_that_is_set_back_or_forth_loses_nothing_and_doubles_nothing() {
    let _machine = super::beside_others();
    let dir = TestDir::default();
    let clock = dir.path().join("clock");
    let set = |offset: &str| must(fs::write(&clock, offset), "the clock");
    set("+0");
    let (library, clock) = (library(), clock.display().to_string());
    let environment = [
        ("LD_PRELOAD", &*library),
        ("FAKETIME_TIMESTAMP_FILE", &*clock),
        ("FAKETIME_NO_CACHE", "1"),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ];
    let server = Server::launch(&dir.data(), &[], &environment);
    let shop = server.shop("shop");
    let mut sent: Vec<Value> = Vec::new();
    // A copy of everything after each step.
    let mut step = |offset: &str| {
        set(offset);
        let mut load = shop.load();
        let events = [load.page_view()];
        sent.push(load.batch(&events));
        sent.iter().for_each(|batch| shop.store(batch));
        assert_eq!(shop.overview()["page_views"], sent.len(), "{offset}");
        assert_eq!(shop.overview()["visitors"], 1, "{offset}: the same browser on the same day");
    };
    step("+0");
    step("-30");
    // Across midnight or not, by when this runs: that is its own business.
    let to_midnight_s = 86_400 - now_ms().rem_euclid(86_400_000) / 1000;
    let back_s = (86_400 - to_midnight_s).min(7_200) / 2;
    step(&format!("-{back_s}"));
    step("+0");
    assert_eq!(shop.drops("duplicate"), 6);
}
