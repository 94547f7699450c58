//! A server under measurement: what it stored, what that cost, how much memory and disk it has.

use std::time::Duration;

use footfall_tests::{ORIGIN, Server, TestDir, footfall_within, must};
use rusqlite::Connection;
use rustix::process::Signal;

use crate::load::{Load, Seen, load};

/// The kernel counts a process's time in these.
const TICKS_PER_S: f64 = 100.0;

/// Of a simulated year.
pub(crate) const DAYS: u64 = 365;
/// Ten times what it takes to write it.
const SIMULATING: Duration = Duration::from_secs(3_600);

/// Shoppers come through a proxy on this machine.
fn start_on(dir: &TestDir) -> Server {
    Server::on(&dir.data(), &["--trusted-proxy", "127.0.0.1"])
}

/// The same, with a shop.
pub(crate) fn start(dir: &TestDir) -> Server {
    let server = start_on(dir);
    server.shop_with("shop", &["--timezone", "UTC", "--origin", ORIGIN]);
    server
}

/// The same after a simulated year.
pub(crate) fn start_after_a_year(dir: &TestDir, sessions_per_day: u64) -> Server {
    let server = start(dir);
    let (days, per_day) = (DAYS.to_string(), sessions_per_day.to_string());
    let arguments = ["simulate", "--site", "shop", "--days", &days, "--sessions-per-day", &per_day];
    let simulated = footfall_within(SIMULATING, &server.data, &arguments);
    assert!(simulated.success, "{simulated:?}");
    // What it took to write the year is no part of what is measured.
    stop(server);
    start_on(dir)
}

/// A measured run.
pub(crate) struct Run {
    pub(crate) seen: Seen,
    /// Rows that are in its database now and were not before.
    pub(crate) stored: f64,
    /// The server's processor time, user and system, until all of it was applied.
    cpu_s: f64,
}

impl Run {
    pub(crate) fn of(server: &Server, what: Load) -> Self {
        let (stored, cpu_s) = (events(server), cpu_s(server.pid()));
        let seen = load(&server.url, what);
        let stored = events(server) - stored;
        Self { seen, stored: stored as f64, cpu_s: self::cpu_s(server.pid()) - cpu_s }
    }

    pub(crate) fn stored_per_s(&self) -> f64 {
        self.stored / self.seen.seconds
    }

    pub(crate) fn cpu_s_per_100k(&self) -> f64 {
        self.cpu_s / self.stored * 1e5
    }
}

/// Raw events that are stored. A row of page load 0 has `n` of them.
pub(crate) fn events(server: &Server) -> i64 {
    let count = "select coalesce(sum(iif(page_load_id = 0, n, 1)), 0) from event";
    must(server.database().query_row(count, (), |row| row.get(0)), "its events")
}

/// Of a process, user and system, so far.
pub(crate) fn cpu_s(pid: u32) -> f64 {
    let text = proc_file(pid, "stat");
    // The name may have blanks; it ends with the last bracket.
    let fields = text.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    let ticks: f64 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    ticks / TICKS_PER_S
}

/// `VmRSS` now, `VmHWM` at most so far.
pub(crate) fn memory_mb(server: &Server, which: &str) -> f64 {
    let status = proc_file(server.pid(), "status");
    let line = status.lines().find_map(|line| line.strip_prefix(which)?.strip_prefix(':'));
    let kib: f64 =
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0.0);
    kib * 1024.0 / 1e6
}

fn proc_file(pid: u32, name: &str) -> String {
    must(std::fs::read_to_string(format!("/proc/{pid}/{name}")), name)
}

fn stop(mut server: Server) {
    server.signal(Signal::TERM);
    server.ended();
}

/// Ends the server. Bytes of everything per event, once the database and its log are at rest.
pub(crate) fn bytes_per_event(server: Server, dir: &TestDir) -> f64 {
    let events = events(&server);
    stop(server);
    let database = must(Connection::open(dir.data().join("footfall.db")), "the database");
    let rested =
        database.query_row("pragma wal_checkpoint(truncate)", (), |row| row.get::<_, i64>(0));
    must(rested, "a checkpoint");
    let size = |name: &str| std::fs::metadata(dir.data().join(name)).map_or(0, |file| file.len());
    (size("footfall.db") + size("footfall.db-wal")) as f64 / events as f64
}
