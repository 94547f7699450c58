//! Ten times more than the server can take: every answer is a stored 200, or says when to come again.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use footfall_tests::{Over, Server, Shop, must, now_ms, wait_within};

const CONNECTIONS: &str = "1200";
/// How long the disk stands still, and how long it works in between: one that many share, at its worst.
const STUCK: Duration = Duration::from_secs(1);
const WORKS: Duration = Duration::from_millis(200);
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

/// Keeps the writer waiting again and again, as such a disk would.
fn stutter(server: &Server, over: &AtomicBool) {
    let is_over = || over.load(Ordering::Relaxed).then_some(());
    while is_over().is_none() {
        let stuck = server.stuck();
        let _over = wait_within(STUCK, is_over);
        drop(stuck);
        let _over = wait_within(WORKS, is_over);
    }
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
    let _machine = super::alone();
    let server = Server::start();
    let shop = server.shop("shop");
    let over = AtomicBool::new(false);
    let (answers, broken) = std::thread::scope(|scope| {
        scope.spawn(|| stutter(&server, &over));
        let _over = Over(&over);
        overload(&server)
    });
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
    // Beside it, what was still waiting when the crowd had gone.
    assert!(page_views(&shop) > before);
}
