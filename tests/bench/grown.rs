//! What an event costs in a small database and in one that has grown.

use footfall_tests::{Server, TestDir};

use crate::Report;
use crate::load::{Load, load};
use crate::watched::{Run, events, memory_mb, start};

const SMALL: i64 = 1_000;
const GROWN: u64 = 20_000_000;

const MEASURED: Load = Load { connections: 256, batch: 1, seconds: 10, pause_ms: 0 };

pub(crate) fn run(report: &mut Report, grown: Option<u64>) {
    let dir = TestDir::default();
    let server = start(&dir);
    fill(&server, SMALL, Load { connections: 4, batch: 20, seconds: 1, pause_ms: 100 });
    let small = Run::of(&server, MEASURED).cpu_s_per_100k();
    report.line("processor time per 100,000 events, small database", &format!("{small:.2} s"));
    let grown = grown.unwrap_or(GROWN) as i64;
    fill(&server, grown, Load { batch: 20, seconds: 20, ..MEASURED });
    report.line("events now", &events(&server).to_string());
    let large = Run::of(&server, MEASURED).cpu_s_per_100k();
    report.line("processor time per 100,000 events, now", &format!("{large:.2} s"));
    report.at_most("    grown / small", large / small, 1.15, "");
    report.line("memory of the server", &format!("{:.1} MB", memory_mb(&server, "VmRSS")));
}

fn fill(server: &Server, least: i64, with: Load) {
    while events(server) < least {
        load(&server.url, with);
    }
}
