//! All the numbers, each beside its limit. Ends with failure when one is missed.
//!
//! * `cargo run --release -p footfall-tests --bin bench [SECONDS]`: the collector.
//! * `… --bin bench grown [EVENTS]`: what an event costs in a database of a thousand and of 20 million.
//! * `… --bin bench reports [SESSIONS_PER_DAY]`: reports over 10 million events of a year, while the shop sells, and the page
//!   (needs Chromium); and DuckDB's time for the same questions (needs Python).
//! * `… --bin bench tracker [TRIALS]`: what runs in the shop's page.
//!
//! Needs `wrk` and a release build of the collector. The load generator runs on the same machine, so its share of the
//! processors is in every number; ratios within one run mean more than numbers of two.

mod collector;
mod grown;
mod load;
mod reports;
mod tracker;
mod watched;
mod yardsticks;

use std::process::ExitCode;

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

    /// A number that must not be above its limit.
    fn at_most(&mut self, what: &str, value: f64, limit: f64, unit: &str) {
        let written = format!("{value:.2} {unit}");
        self.limit(what, &written, &format!("<= {limit} {unit}"), value <= limit);
    }

    /// A number that must not be below its limit.
    fn at_least(&mut self, what: &str, value: f64, limit: f64, unit: &str) {
        let written = format!("{value:.1} {unit}");
        self.limit(what, &written, &format!(">= {limit} {unit}"), value >= limit);
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = |place: usize| values.get(place).copied().unwrap_or(f64::NAN);
    let (low, high) = (values.len().saturating_sub(1) / 2, values.len() / 2);
    f64::midpoint(middle(low), middle(high))
}

fn main() -> ExitCode {
    let mut report = Report::default();
    let mut arguments = std::env::args().skip(1).peekable();
    let mode = arguments.next_if(|word| ["tracker", "grown", "reports"].contains(&word.as_str()));
    let number = arguments.next().and_then(|text| text.parse().ok());
    match mode.as_deref() {
        Some("tracker") => {
            tracker::run(&mut report, number.and_then(|trials: u64| trials.try_into().ok()))
        }
        Some("reports") => reports::run(&mut report, number),
        Some(_) => grown::run(&mut report, number),
        None => collector::run(&mut report, number),
    }
    if report.missed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
