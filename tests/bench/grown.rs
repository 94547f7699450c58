//! What an event costs in a small database and in one that has grown.

use footfall_tests::TestDir;

use crate::Report;
use crate::load::{Load, load};
use crate::watched::{DAYS, Run, events, memory_mb, start, start_after_a_year};

const GROWN: u64 = 20_000_000;
/// Of a simulated shop in a year: about seven in each session.
const EVENTS_OF_A_SESSION: u64 = 7;

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
    let per_day = grown.unwrap_or(GROWN) / EVENTS_OF_A_SESSION / DAYS;
    let server = start_after_a_year(&dir, per_day);
    report.line("events now", &events(&server).to_string());
    load(&server.url, FIRST);
    let large = Run::of(&server, MEASURED).cpu_s_per_100k();
    report.line("processor time per 100,000 events, now", &format!("{large:.2} s"));
    report.at_most("    grown / small", large / small, 1.15, "");
    report.line("memory of the server", &format!("{:.1} MB", memory_mb(&server, "VmRSS")));
}
