//! What an event costs in a small database and in one that has grown.

use std::time::Duration;

use footfall_tests::{TestDir, footfall_within};

use crate::Report;
use crate::load::{Load, load};
use crate::watched::{Run, events, memory_mb, start, start_on, stop};

const GROWN: u64 = 20_000_000;
/// Of a simulated shop in a year: about seven in each session.
const EVENTS_OF_A_SESSION: u64 = 7;
const DAYS: u64 = 365;
/// Ten times what it takes to write the year.
const SIMULATING: Duration = Duration::from_secs(3_600);

/// A thousand events, so that nothing is measured that happens once.
const FIRST: Load = Load { connections: 4, batch: 20, seconds: 1, pause_ms: 100 };
const MEASURED: Load = Load { connections: 256, batch: 1, seconds: 10, pause_ms: 0 };

pub(crate) fn run(report: &mut Report, grown: Option<u64>) {
    let dir = TestDir::default();
    let server = start(&dir);
    load(&server.url, FIRST);
    let small = Run::of(&server, MEASURED).cpu_s_per_100k();
    report.line("processor time per 100,000 events, small database", &format!("{small:.2} s"));
    drop(server);

    let dir = TestDir::default();
    let server = start(&dir);
    let per_day = grown.unwrap_or(GROWN) / EVENTS_OF_A_SESSION / DAYS;
    let (days, per_day) = (DAYS.to_string(), per_day.to_string());
    let arguments = ["simulate", "--site", "shop", "--days", &days, "--sessions-per-day", &per_day];
    let simulated = footfall_within(SIMULATING, &server.data, &arguments);
    assert!(simulated.success, "{simulated:?}");
    // What it took to write the year is no part of what an event takes.
    stop(server);
    let server = start_on(&dir);
    report.line("events now", &events(&server).to_string());
    load(&server.url, FIRST);
    let large = Run::of(&server, MEASURED).cpu_s_per_100k();
    report.line("processor time per 100,000 events, now", &format!("{large:.2} s"));
    report.at_most("    grown / small", large / small, 1.15, "");
    report.line("memory of the server", &format!("{:.1} MB", memory_mb(&server, "VmRSS")));
}
