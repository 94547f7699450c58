//! One site of a server: sends to it as browsers do, reads its reports with a key.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;

use crate::{Answer, Http, PageLoad, Server, must};

/// Where the test shop's pages are.
pub const ORIGIN: &str = "https://shop.example";
pub const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";

#[derive(Debug, Clone)]
pub struct Shop {
    http: Http,
    url: String,
    pub id: String,
    pub key: String,
    /// The visitor: browsers differ by their user agents, as all of them are at one address.
    agent: String,
}

impl Shop {
    pub fn new(server: &Server, id: &str, key: &str) -> Self {
        Self {
            http: server.http.clone(),
            url: server.url.clone(),
            id: id.to_owned(),
            key: key.to_owned(),
            agent: AGENT.to_owned(),
        }
    }

    /// The same shop behind another server on the same data.
    #[must_use]
    pub fn behind(&self, server: &Server) -> Self {
        Self { http: server.http.clone(), url: server.url.clone(), ..self.clone() }
    }

    /// The same shop, visited with another browser.
    #[must_use]
    pub fn visited_by(&self, name: &str) -> Self {
        Self { agent: format!("{AGENT} {name}"), ..self.clone() }
    }

    /// The same shop, visited with a browser that says exactly this.
    #[must_use]
    pub fn visited_with(&self, agent: &str) -> Self {
        Self { agent: agent.to_owned(), ..self.clone() }
    }

    pub fn load(&self) -> PageLoad {
        PageLoad::new(&self.id)
    }

    /// Sends as the shop's pages do.
    #[track_caller]
    pub fn post(&self, batch: &Value) -> Answer {
        self.post_with(&[], batch)
    }

    #[track_caller]
    pub fn post_with(&self, headers: &[(&str, &str)], batch: &Value) -> Answer {
        let mut all = vec![
            ("origin", ORIGIN),
            ("user-agent", &*self.agent),
            ("content-type", "text/plain;charset=UTF-8"),
        ];
        all.extend(headers);
        self.http.post(&format!("{}/v1/events", self.url), &all, &batch.to_string())
    }

    /// Sends as pages of another origin do.
    #[track_caller]
    pub fn post_from(&self, origin: &str, batch: &Value) -> Answer {
        let headers = [("origin", origin), ("user-agent", &*self.agent)];
        self.http.post(&format!("{}/v1/events", self.url), &headers, &batch.to_string())
    }

    /// An error when there is no answer.
    pub fn try_post(&self, batch: &Value) -> Result<Answer, ureq::Error> {
        let headers = [("origin", ORIGIN), ("user-agent", &*self.agent)];
        let url = format!("{}/v1/events", self.url);
        self.http.try_send("POST", &url, &headers, Some(&batch.to_string()))
    }

    /// Sends what must be accepted in full.
    #[track_caller]
    pub fn store(&self, batch: &Value) {
        let answer = self.post(batch);
        let sent = batch["events"].as_array().map_or(0, Vec::len);
        assert_eq!((answer.status, &answer.json()["accepted"]), (200, &sent.into()), "{answer:?}");
        assert_eq!(answer.json()["refused"], serde_json::json!([]), "{answer:?}");
    }

    /// A report as it is answered to whoever sends these headers.
    pub fn ask(&self, report: &str, query: &str, headers: &[(&str, &str)]) -> Answer {
        let path = format!("{}/api/v1/sites/{}/{report}?{query}", self.url, self.id);
        self.http.get(&path, headers)
    }

    /// A report over all that a test can have sent: accepted events are at most three days old.
    #[track_caller]
    pub fn report(&self, report: &str) -> Value {
        let (from, to) = days();
        self.report_of(report, from, to, "")
    }

    #[track_caller]
    pub fn report_of(&self, report: &str, from: Date, to: Date, more: &str) -> Value {
        let key = format!("Bearer {}", self.key);
        let query = format!("from={from}&to={to}{more}");
        let answer = self.ask(report, &query, &[("authorization", &key)]);
        assert_eq!(answer.status, 200, "{report}: {}", answer.body);
        answer.json()
    }

    #[track_caller]
    pub fn overview(&self) -> Value {
        self.report("overview")
    }

    /// All rows of the products' report.
    #[track_caller]
    pub fn all_products(&self) -> Value {
        let (from, to) = days();
        self.report_of("products", from, to, "&limit=10000")
    }

    /// Opens the line of live updates; closed when it is dropped.
    #[track_caller]
    pub fn watch(&self) -> Box<dyn std::io::Read> {
        let key = format!("Bearer {}", self.key);
        let url = format!("{}/api/v1/sites/{}/live", self.url, self.id);
        let mut line = must(self.http.open(&url, &[("authorization", &key)]), &url);
        let mut first = [0; 5];
        must(line.read_exact(&mut first), "the first line");
        line
    }

    /// The row of a table that has this value in this column.
    #[track_caller]
    pub fn row(&self, report: &str, column: &str, value: &str) -> Value {
        let all = self.report(report);
        let rows = all["rows"].as_array().into_iter().flatten();
        rows.into_iter().find(|row| row[column] == value).cloned().unwrap_or(Value::Null)
    }

    /// How often something was refused, filtered or corrected for this reason.
    #[track_caller]
    pub fn drops(&self, reason: &str) -> i64 {
        self.row("drops", "reason", reason)["count"].as_i64().unwrap_or(0)
    }
}

/// From before the oldest accepted event to after the newest, in any time zone.
fn days() -> (Date, Date) {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    (today.saturating_sub(4.days()), today.saturating_add(1.day()))
}

/// The decimal text of a metric in euros.
pub fn amount(report: &Value, metric: &str) -> String {
    report[metric]["amount"].as_str().unwrap_or("null").to_owned()
}
