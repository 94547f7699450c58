//! Ten times more than the server can take: every answer is a stored 200, or says when to come again.

use std::collections::BTreeMap;
use std::process::Command;

use footfall_tests::{Server, Shop, Strace, must, now_ms};

const CONNECTIONS: &str = "2000";
/// For each sync: a disk that is worn out, so that all requests of a second wait together.
const SYNC_US: u32 = 1_500_000;
/// A VPS has 512 MB for everything.
const MAX_RESIDENT_KB: u64 = 128 * 1024;

/// How many answers there were of each status, and how many requests had none.
fn overload(server: &Server) -> (BTreeMap<u16, u64>, u64) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/faults/overload.lua");
    let seconds = if super::is_long() { "30s" } else { "5s" };
    let now = now_ms();
    let mut wrk = Command::new("wrk");
    wrk.args(["--threads", "2", "--connections", CONNECTIONS, "--duration", seconds]);
    wrk.args(["--timeout", "30s", "--script", script, &server.url, "--"]);
    wrk.args([format!("{now:012x}"), now.to_string()]);
    let output = must(wrk.output(), "wrk can't be run: is it installed?");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let (mut answers, mut broken) = (BTreeMap::new(), None);
    for line in said.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["ANSWERS", status, count] => {
                let (status, count) = (status.parse().unwrap_or(0), count.parse().unwrap_or(0));
                *answers.entry(status).or_insert(0) += count;
            }
            ["BROKEN", count] => broken = count.parse().ok(),
            _ => {}
        }
    }
    (answers, must(broken.ok_or(said), "what wrk says"))
}

/// The most memory it ever had.
fn peak_resident_kb(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid()));
    let status = must(status, "the server's status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
    must(kb.ok_or(status), "its peak")
}

fn page_views(shop: &Shop) -> u64 {
    shop.overview()["page_views"].as_u64().unwrap_or(0)
}

#[test]
fn more_than_it_can_take_is_stored_or_refused_in_little_memory() {
    let server = Server::start();
    let shop = server.shop("shop");
    let slow = Strace::slowing(&server, "fsync,fdatasync", SYNC_US);
    let (answers, broken) = overload(&server);
    drop(slow);
    let resident = peak_resident_kb(&server) / 1024;
    println!("{answers:?}, {broken} broken, {resident} MB at most");
    let count = |status| answers.get(&status).copied().unwrap_or(0);
    assert!(answers.keys().all(|status| [200, 429, 503].contains(status)), "{answers:?}");
    assert!(count(200) > 0 && count(429) + count(503) > 0, "no overload: {answers:?}");
    assert_eq!(broken, 0, "{answers:?}");
    assert!(page_views(&shop) >= count(200), "{} of {answers:?}", page_views(&shop));
    assert!(peak_resident_kb(&server) < MAX_RESIDENT_KB, "{resident} MB");
    // And everybody is served again.
    let before = page_views(&shop);
    let mut load = shop.load();
    let events = [load.page_view()];
    shop.store(&load.batch(&events));
    assert_eq!(page_views(&shop), before + 1);
}
