//! The collector: throughput beside actix and SQLite on the same machine, cost, latency, memory, disk.

use std::time::Instant;

use footfall_tests::{Server, TestDir};

use crate::load::{Load, Seen, load};
use crate::watched::{Run, bytes_per_event, cpu_s, memory_mb, start};
use crate::{Report, median, yardsticks};

/// Long enough for checkpoints to be in it.
const SECONDS: u64 = 10;
const RAW_ROWS: u32 = 500_000;
/// Starts, of which the median counts.
const STARTS: usize = 9;

const SINGLE: Load = Load { connections: 256, batch: 1, seconds: 0, pause_ms: 0 };
const BATCH: Load = Load { batch: 20, ..SINGLE };

pub(crate) fn run(report: &mut Report, seconds: Option<u64>) {
    let seconds = seconds.unwrap_or(SECONDS);
    let (single, batch) = (Load { seconds, ..SINGLE }, Load { seconds, ..BATCH });
    report.at_most("start to ready, empty database (median)", start_ms(), 300.0, "ms");
    let dir = TestDir::default();
    let server = start(&dir);
    report.at_most("memory of the server, idle", memory_mb(&server, "VmRSS"), 25.0, "MB");
    let raw = yardsticks::raw_inserts(RAW_ROWS);
    report.line("(b) raw SQLite rows, one transaction", &format!("{raw:.0} /s"));

    let bare = yardsticks::bare_server();
    // Half of it before and half of it after: a machine that others share is not as fast at one time as at another.
    let half = Load { seconds: seconds.div_ceil(2), ..single };
    let mut none = Bare::default();
    none.measure(&bare, half);
    let one = Run::of(&server, single);
    none.measure(&bare, half);
    let name = "(a) actix that reads the body and answers 204";
    report.line(name, &format!("{:.0} /s", none.per_s()));
    let bare_s = none.cpu_s / none.requests * 1e5;
    report.line("    processor time per 100,000 requests", &format!("{bare_s:.2} s"));
    report.line("(c) stored, batches of 1 event", &format!("{:.0} /s", one.stored_per_s()));
    waits(report, &one.seen);
    let share = one.stored_per_s() / none.per_s();
    report.at_least("    c / a", share * 100.0, 50.0, "%");
    report.line("    c / b", &format!("{:.1} %", one.stored_per_s() / raw * 100.0));
    report.at_most("    processor time per 100,000 events", one.cpu_s_per_100k(), 1.5, "s");

    // Each of the connections sends once in so long, which makes half of what was stored.
    let pause_ms = 2e3 * f64::from(single.connections) / one.stored_per_s();
    let paused = Run::of(&server, Load { pause_ms: pause_ms.round() as u32, ..single });
    report.line("    at about half of that", &format!("{:.0} /s", paused.stored_per_s()));
    report.at_most("    99 % of them are answered within", paused.seen.p99_ms, 20.0, "ms");

    let many = Run::of(&server, batch);
    report.at_least("(c) stored, batches of 20 events", many.stored_per_s(), 60_000.0, "/s");
    waits(report, &many.seen);
    report.line("    c / b", &format!("{:.1} %", many.stored_per_s() / raw * 100.0));
    let name = "    processor time per 100,000 events";
    report.line(name, &format!("{:.2} s", many.cpu_s_per_100k()));

    let name = "memory of the server, highest under load";
    report.at_most(name, memory_mb(&server, "VmHWM"), 100.0, "MB");
    report.line("    after it", &format!("{:.1} MB", memory_mb(&server, "VmRSS")));
    drop(server);

    let dir = TestDir::default();
    let server = start(&dir);
    Run::of(&server, single);
    let bytes = bytes_per_event(server, &dir);
    report.at_most("bytes on disk per event (batches of 1), everything", bytes, 90.0, "B");
}

/// What the bare server, which runs in this process, did.
#[derive(Default)]
struct Bare {
    requests: f64,
    seconds: f64,
    cpu_s: f64,
}

impl Bare {
    fn measure(&mut self, url: &str, what: Load) {
        let before_s = cpu_s(std::process::id());
        let seen = load(url, what);
        self.cpu_s += cpu_s(std::process::id()) - before_s;
        self.requests += seen.requests;
        self.seconds += seen.seconds;
    }

    fn per_s(&self) -> f64 {
        self.requests / self.seconds
    }
}

fn waits(report: &Report, seen: &Seen) {
    let waits = format!("{:.1} / {:.1} ms", seen.median_ms, seen.p99_ms);
    report.line("    latency, median / 99 %", &waits);
    if seen.failed > 0 {
        report.line("    failed requests", &seen.failed.to_string());
    }
}

/// From the process's start to its first answer.
fn start_ms() -> f64 {
    let all = (0..STARTS).map(|_| {
        let dir = TestDir::default();
        let started = Instant::now();
        let server = Server::on(&dir.data(), &[]);
        let answer = server.http.get(&format!("{}/healthz", server.url), &[]);
        let took_ms = started.elapsed().as_secs_f64() * 1e3;
        assert_eq!(answer.status, 200);
        took_ms
    });
    median(all.collect())
}
