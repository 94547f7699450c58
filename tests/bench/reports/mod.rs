//! Reports over a year of a shop, while it sells; and what DuckDB takes for the same questions over the same events.

mod duckdb;
mod page;

use std::time::Instant;

use footfall_tests::{Shop, TestDir, must};
use jiff::{ToSpan, civil::Date};

use crate::load::{Arriving, Load};
use crate::watched::{events, memory_mb, start_after_a_year};
use crate::{Report, median};

/// Of the simulated shop; about six events each: 10 million in the year.
const SESSIONS_PER_DAY: u64 = 4_500;
/// Warm: of each question the median of so many answers, after one that nobody counts.
const ANSWERS: usize = 7;
/// 1,000 events/s arrive meanwhile: 5 connections, each of which sends 20 every 100 ms.
const ARRIVING: Load = Load { connections: 5, batch: 20, seconds: 600, pause_ms: 100 };

/// Any report that takes no segment.
const REPORTS: &[&str] = &[
    "timeseries",
    "timeseries?by=week",
    "pages",
    "sources",
    "mediums",
    "referrers",
    "landing-pages",
    "exit-pages",
    "countries",
    "devices",
    "products",
    "categories",
    "brands",
    "coupons",
    "lists",
    "promotions",
    "searches",
    "carts",
    "orders",
    "funnel",
    "attribution",
    "customers",
    "cohorts",
    "rfm",
    "clv",
];
const SEGMENT: &str = "device==mobile;source=@goo";
const SEGMENTED: &[&str] =
    &["overview", "timeseries", "pages", "sources", "products", "funnel", "carts"];
const BEHAVIOUR: &str = "did(view_item) >= 3 within 7d;!did(purchase)";

pub(crate) fn run(report: &mut Report, sessions_per_day: Option<u64>) {
    let dir = TestDir::default();
    let started = Instant::now();
    let per_day = sessions_per_day.unwrap_or(SESSIONS_PER_DAY);
    let server = start_after_a_year(&dir, per_day);
    let took_s = started.elapsed().as_secs_f64();
    report.line("events of a year", &events(&server).to_string());
    report.line("    simulated and stored within", &format!("{took_s:.0} s"));
    let shop = Shop::new(&server, "shop", &server.key("shop", "read"));
    let arriving = Arriving::start(&server.url, ARRIVING);
    let asker = Asker { shop, today: jiff::Zoned::now().date() };

    for (days, limit_ms) in [(30, 10.0), (365, 30.0)] {
        let ms = asker.median_ms("overview", days, &[("compare", "previous")]);
        let name = format!("overview, {days} days, compared");
        if days == 30 {
            report.at_most(&name, ms, limit_ms, "ms");
        } else {
            report.line(&name, &format!("{ms:.2} ms"));
            report.at_most(
                "overview, 365 days",
                asker.median_ms("overview", days, &[]),
                limit_ms,
                "ms",
            );
        }
    }
    for name in REPORTS {
        let ms = asker.median_ms(name, 365, &[]);
        report.at_most(&format!("{name}, 365 days"), ms, 50.0, "ms");
    }
    for (days, limit_ms) in [(30, 100.0), (365, 1_000.0)] {
        for name in SEGMENTED {
            let ms = asker.fresh_ms(name, days, SEGMENT);
            report.at_most(&format!("{name}, {days} days, a segment"), ms, limit_ms, "ms");
        }
    }
    let ms = asker.fresh_ms("overview", 365, BEHAVIOUR);
    report.at_most("overview, 365 days, a behaviour", ms, 3_000.0, "ms");
    report.line("memory of the server", &format!("{:.1} MB", memory_mb(&server, "VmRSS")));
    let ms = page::first_view_ms(&server, "shop");
    report.at_most("the page's first view, a processor 4 times slower", ms, 1_000.0, "ms");

    for (question, duckdb_ms) in duckdb::times(&server) {
        let (name, days) = question.split_once(' ').unwrap_or((&question, "30"));
        let ours_ms = asker.median_ms(name, must(days.parse(), "days"), &[]);
        report.line(&format!("{question} days, DuckDB"), &format!("{duckdb_ms:.2} ms"));
        report.at_most("    ours / DuckDB", ours_ms / duckdb_ms, 1.0, "");
    }
    drop(arriving);
}

struct Asker {
    shop: Shop,
    today: Date,
}

impl Asker {
    fn ask_ms(&self, name: &str, days: i64, more: &[(&str, &str)]) -> f64 {
        let (name, own) = name.split_once('?').unwrap_or((name, ""));
        let from = must(self.today.checked_sub((days - 1).days()), "a date");
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("from", &from.to_string()).append_pair("to", &self.today.to_string());
        query.extend_pairs(more).extend_pairs(form_urlencoded::parse(own.as_bytes()));
        let started = Instant::now();
        let answer = self.shop.ask(
            name,
            &query.finish(),
            &[("authorization", &format!("Bearer {}", self.shop.key))],
        );
        let took = started.elapsed();
        assert_eq!(answer.status, 200, "{name}: {answer:?}");
        took.as_secs_f64() * 1e3
    }

    fn median_ms(&self, name: &str, days: i64, more: &[(&str, &str)]) -> f64 {
        self.ask_ms(name, days, more);
        // What arrives meanwhile is applied before each answer, so that none is the one of before.
        median((0..ANSWERS).map(|_| self.ask_ms(name, days, more)).collect())
    }

    /// Each answer is of a segment that nobody asked about before: what is kept of others does not help.
    fn fresh_ms(&self, name: &str, days: i64, segment: &str) -> f64 {
        let ask = |answer| {
            let filter = format!("{segment};page_views<{}", 1_000 + answer);
            self.ask_ms(name, days, &[("filter", &filter)])
        };
        median((0..ANSWERS).map(ask).collect())
    }
}
