//! The ways in of other systems' tags and servers: Matomo's, Piwik PRO's, Google's measurement protocol. Their statuses,
//! their quirks as real clients were seen to send them, whom we believe what, and real clients themselves.

#[path = "senders/answers.rs"]
mod answers;
#[path = "senders/clients.rs"]
mod clients;
#[path = "senders/copies.rs"]
mod copies;
#[path = "senders/meaning.rs"]
mod meaning;
#[path = "senders/measurement.rs"]
mod measurement;
#[path = "senders/trust.rs"]
mod trust;

use footfall_tests::{AGENT, Answer, ORIGIN, Server, Shop, must};
use serde_json::Value;

/// A query of these parameters, escaped.
fn query(params: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish()
}

/// What every hit to the site `shop` begins with.
const HIT: &str = "idsite=shop&rec=1";

/// A server, and how it is sent to.
struct Door {
    server: Server,
    shop: Shop,
}

impl Door {
    fn open() -> Self {
        Self::of(&["--timezone", "UTC", "--origin", ORIGIN])
    }

    fn of(flags: &[&str]) -> Self {
        let server = Server::start();
        let shop = server.shop_with("shop", flags);
        Self { server, shop }
    }

    /// As a tag of the shop's pages does: an image, from a page there.
    #[track_caller]
    fn get(&self, path: &str, params: &[(&str, &str)]) -> Answer {
        self.get_with(path, params, &[("referer", "https://shop.example/"), ("user-agent", AGENT)])
    }

    #[track_caller]
    fn get_with(&self, path: &str, params: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let url = format!("{}{path}?{HIT}&{}", self.server.url, query(params));
        // Not as text: an answer may be an image.
        must(self.server.http.try_send("GET", &url, headers, None), &url)
    }

    #[track_caller]
    fn post(&self, path: &str, body: &str) -> Answer {
        let form = "application/x-www-form-urlencoded; charset=UTF-8";
        let headers = [("origin", ORIGIN), ("user-agent", AGENT), ("content-type", form)];
        self.server.http.post(&format!("{}{path}", self.server.url), &headers, body)
    }

    fn ingest_key(&self) -> String {
        self.server.key("shop", "ingest")
    }

    #[track_caller]
    fn check(&self, expected: &Value) {
        check(&self.shop.overview(), expected);
    }

    /// Refusals of whole requests are written a moment later, some of them for no site.
    #[track_caller]
    fn wait_for_drops(&self, reason: &str, count: i64) {
        let found = footfall_tests::wait_within(footfall_tests::DEADLINE, || {
            let drops = self.shop.report("drops");
            let rows = drops["rows"].as_array().into_iter().flatten();
            let of_reason = rows.filter(|row| row["reason"] == reason);
            let found: i64 = of_reason.filter_map(|row| row["count"].as_i64()).sum();
            (found == count).then_some(())
        });
        assert!(found.is_some(), "{reason}: {}", self.shop.report("drops"));
    }
}

#[track_caller]
fn check(report: &Value, expected: &Value) {
    for (metric, expected) in expected.as_object().into_iter().flatten() {
        let found = &report[metric];
        let found = if found["amount"].is_null() { found } else { &found["amount"] };
        assert_eq!(found, expected, "{metric}: {report:#}");
    }
}
