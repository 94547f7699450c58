//! One run, all the numbers: `cargo run --release -p footfall-tests --bin bench [SECONDS]`, and for what runs in the
//! shop's page `… --bin bench tracker [TRIALS]`.
//!
//! Needs `wrk` and a release build of the collector. The load generator runs on the same machine, so its share of the
//! processors is in every number. Ends with failure when a limit of the issue is missed.

mod load;
mod tracker;
mod yardsticks;

use std::process::ExitCode;
use std::time::Instant;

use footfall_tests::{ORIGIN, Server, TestDir, must};
use load::{Seen, load};
use rusqlite::Connection;
use rustix::process::Signal;

/// Long enough for checkpoints to be in it.
const SECONDS: u64 = 10;
const CONNECTIONS: [u32; 2] = [64, 256];
const BATCH: u32 = 20;
const RAW_ROWS: u32 = 500_000;
/// Starts, of which the median counts.
const STARTS: usize = 9;

/// The limits of the issue.
const LEAST_OF_BARE: f64 = 0.25;
const LEAST_EVENTS_PER_S: f64 = 20_000.0;
const MOST_IDLE_MB: f64 = 40.0;
const MOST_START_MS: f64 = 300.0;

#[derive(Default)]
struct Report {
    missed: bool,
}

impl Report {
    fn line(&self, what: &str, value: &str) {
        println!("{what:<58} {value:>14}");
    }

    fn limit(&mut self, what: &str, value: &str, limit: &str, kept: bool) {
        println!("{what:<58} {value:>14}   {limit:<12} {}", if kept { "OK" } else { "MISS" });
        self.missed |= !kept;
    }
}

/// A measured run against the collector.
struct Run {
    seen: Seen,
    /// Rows that are in its database now and were not before, per second.
    stored_per_s: f64,
}

fn main() -> ExitCode {
    let mut report = Report::default();
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if(|word| word == "tracker").is_some() {
        tracker::run(&mut report, arguments.next().and_then(|text| text.parse().ok()));
    } else {
        let seconds = arguments.next().and_then(|text| text.parse().ok());
        collector(&mut report, seconds.unwrap_or(SECONDS));
    }
    if report.missed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn collector(report: &mut Report, seconds: u64) {
    let start_ms = start_ms();
    report.limit(
        "start to ready, empty database (median)",
        &format!("{start_ms:.0} ms"),
        "< 300 ms",
        start_ms < MOST_START_MS,
    );

    let dir = TestDir::default();
    let mut server = Server::on(&dir.data(), &[]);
    server.shop_with("shop", &["--timezone", "UTC", "--origin", ORIGIN]);
    let idle_mb = memory_mb(&server, "VmRSS");
    report.limit(
        "memory of the server, idle",
        &format!("{idle_mb:.1} MB"),
        "< 40 MB",
        idle_mb < MOST_IDLE_MB,
    );

    let raw = yardsticks::raw_inserts(RAW_ROWS);
    report.line("(b) raw SQLite rows, one transaction", &format!("{raw:.0} /s"));
    let bare = yardsticks::bare_server();
    let mut best_batch = 0f64;
    for connections in CONNECTIONS {
        println!("\n{connections} connections, {seconds} s each");
        let none = load(&bare, connections, 1, seconds);
        report.line(
            "(a) actix that reads the body and answers 204",
            &format!("{:.0} /s", none.requests_per_s()),
        );
        waits(report, &none);
        let single = measured(&server, connections, 1, seconds);
        report.line("(c) stored, batches of 1 event", &format!("{:.0} /s", single.stored_per_s));
        waits(report, &single.seen);
        let share = single.stored_per_s / none.requests_per_s();
        report.limit(
            "    c / a",
            &format!("{:.1} %", share * 100.0),
            ">= 25 %",
            share >= LEAST_OF_BARE,
        );
        report.line("    c / b", &format!("{:.1} %", single.stored_per_s / raw * 100.0));
        let batch = measured(&server, connections, BATCH, seconds);
        report.line("(c) stored, batches of 20 events", &format!("{:.0} /s", batch.stored_per_s));
        waits(report, &batch.seen);
        let bare_batch = load(&bare, connections, BATCH, seconds);
        let of_bare = batch.stored_per_s / (bare_batch.requests_per_s() * f64::from(BATCH));
        report.line("    c / a (the same bodies, events/s)", &format!("{:.1} %", of_bare * 100.0));
        report.line("    c / b", &format!("{:.1} %", batch.stored_per_s / raw * 100.0));
        best_batch = best_batch.max(batch.stored_per_s);
    }
    println!();
    report.limit(
        "events/s in batches of 20, best",
        &format!("{best_batch:.0} /s"),
        ">= 20000 /s",
        best_batch >= LEAST_EVENTS_PER_S,
    );
    report.line(
        "memory of the server, highest under load",
        &format!("{:.1} MB", memory_mb(&server, "VmHWM")),
    );
    report
        .line("memory of the server, after it", &format!("{:.1} MB", memory_mb(&server, "VmRSS")));
    server.signal(Signal::TERM);
    server.ended();
    let (events, bytes) = on_disk(&dir);
    report.line("events on disk", &events.to_string());
    report.line(
        "bytes on disk per event, everything",
        &format!("{:.0}", bytes as f64 / events as f64),
    );
}

fn waits(report: &Report, seen: &Seen) {
    let waits = format!("{:.1} / {:.1} ms", seen.median_ms, seen.p99_ms);
    report.line("    latency, median / 99 %", &waits);
    if seen.failed > 0 {
        report.line("    failed requests", &seen.failed.to_string());
    }
}

/// Counts what is stored, not what was answered.
fn measured(server: &Server, connections: u32, batch_events: u32, seconds: u64) -> Run {
    let before = events(server);
    let seen = load(&server.url, connections, batch_events, seconds);
    let stored = events(server) - before;
    Run { seen, stored_per_s: stored as f64 / seen.seconds }
}

fn events(server: &Server) -> i64 {
    must(
        server.database().query_row("select count(*) from event", (), |row| row.get(0)),
        "its events",
    )
}

/// Events, and bytes of the database with its log once both are at rest.
fn on_disk(dir: &TestDir) -> (i64, u64) {
    let path = dir.data().join("footfall.db");
    let database = must(Connection::open(&path), "the database");
    let rested =
        database.query_row("pragma wal_checkpoint(truncate)", (), |row| row.get::<_, i64>(0));
    must(rested, "a checkpoint");
    let count =
        must(database.query_row("select count(*) from event", (), |row| row.get(0)), "its events");
    let size = |name: &str| std::fs::metadata(dir.data().join(name)).map_or(0, |file| file.len());
    (count, size("footfall.db") + size("footfall.db-wal"))
}

/// From the process's start to its first answer.
fn start_ms() -> f64 {
    let mut all: Vec<f64> = (0..STARTS)
        .map(|_| {
            let dir = TestDir::default();
            let started = Instant::now();
            let server = Server::on(&dir.data(), &[]);
            let answer = server.http.get(&format!("{}/healthz", server.url), &[]);
            let took_ms = started.elapsed().as_secs_f64() * 1e3;
            assert_eq!(answer.status, 200);
            took_ms
        })
        .collect();
    all.sort_by(f64::total_cmp);
    all[STARTS / 2]
}

fn memory_mb(server: &Server, which: &str) -> f64 {
    let status =
        must(std::fs::read_to_string(format!("/proc/{}/status", server.pid())), "its status");
    let line = status.lines().find_map(|line| line.strip_prefix(which)?.strip_prefix(':'));
    let kib: f64 =
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0.0);
    kib * 1024.0 / 1e6
}
