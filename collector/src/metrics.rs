//! What the operator's Prometheus asks about. Counting costs an addition where requests pass; what can be looked up is
//! looked up when it is asked for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use crate::store::Amount;

/// Where events come in; everything else is `other`.
const WAYS: &[(&str, &str)] = &[
    ("/v1/events", BATCH),
    ("/v1/pixel.gif", "pixel"),
    ("/matomo.php", "matomo"),
    ("/piwik.php", "matomo"),
    ("/ppms.php", "piwik_pro"),
    ("/mp/collect", "measurement_protocol"),
];
pub const BATCH: &str = "batch";
const SERVER: &str = "server";
const OTHER: &str = "other";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answer {
    way: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reason {
    reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Sending {
    outcome: &'static str,
}

/// What is counted while the collector runs.
#[derive(Debug)]
pub struct Metrics {
    began: Instant,
    answers: Family<Answer, Counter>,
    events_stored: Counter,
    waiting_requests: Gauge,
    waiting_bytes: Gauge,
    unapplied_events: Gauge,
    unapplied_bytes: Gauge,
    commit_seconds: Histogram,
    commit_requests: Histogram,
    commit_events: Histogram,
    failed_commits: Counter,
    notices: Family<Sending, Counter>,
    /// Milliseconds from `began` to the last commit; 0 for none.
    last_commit_ms: Arc<AtomicU64>,
}

/// What is looked up when it is asked for.
#[derive(Debug, Default)]
pub struct Looked {
    /// Reason and count, since the first start.
    pub drops: Vec<(String, i64)>,
    pub database_bytes: u64,
    pub log_bytes: u64,
    pub resident_bytes: u64,
}

impl Metrics {
    pub fn new(began: Instant) -> Self {
        // From one to the most that one commit takes.
        let sizes = || Histogram::new(exponential_buckets(1.0, 2.0, 13));
        Self {
            began,
            answers: Family::default(),
            events_stored: Counter::default(),
            waiting_requests: Gauge::default(),
            waiting_bytes: Gauge::default(),
            unapplied_events: Gauge::default(),
            unapplied_bytes: Gauge::default(),
            // From a fast disk's sync to one that hangs for eight seconds.
            commit_seconds: Histogram::new(exponential_buckets(0.000_25, 2.0, 16)),
            commit_requests: sizes(),
            commit_events: sizes(),
            failed_commits: Counter::default(),
            notices: Family::default(),
            last_commit_ms: Arc::default(),
        }
    }

    /// A request of `path` was answered.
    pub fn answered(&self, path: &str, status: u16) {
        self.answered_in(way(path), status);
    }

    /// A request of a known way in was.
    pub fn answered_in(&self, way: &'static str, status: u16) {
        self.answers.get_or_create(&Answer { way, status }).inc();
    }

    /// A request waits for its commit.
    pub fn entered(&self, bytes: usize) {
        self.waiting_requests.inc();
        self.waiting_bytes.inc_by(bytes as i64);
    }

    /// The same request waits no more, whatever became of it.
    pub fn left(&self, bytes: usize) {
        self.waiting_requests.dec();
        self.waiting_bytes.dec_by(bytes as i64);
    }

    /// So much is on disk that no report knows yet.
    pub fn unapplied(&self, amount: Amount) {
        self.unapplied_events.set(amount.events as i64);
        self.unapplied_bytes.set(amount.bytes as i64);
    }

    /// A commit is on disk.
    pub fn committed(&self, requests: usize, events: usize, began: Instant, ended: Instant) {
        self.commit_seconds.observe(ended.saturating_duration_since(began).as_secs_f64());
        self.commit_requests.observe(requests as f64);
        self.commit_events.observe(events as f64);
        self.events_stored.inc_by(events as u64);
        self.proved(ended);
    }

    pub fn commit_failed(&self) {
        self.failed_commits.inc();
    }

    /// A summary or an alert was sent, or could not be.
    pub fn noticed(&self, is_sent: bool) {
        let outcome = if is_sent { "sent" } else { "failed" };
        self.notices.get_or_create(&Sending { outcome }).inc();
    }

    /// Something was committed, events or not.
    pub fn proved(&self, now: Instant) {
        let since = now.saturating_duration_since(self.began).as_millis() as u64;
        self.last_commit_ms.store(since.max(1), Ordering::Relaxed);
    }

    /// Whether the last commit is younger than this.
    pub fn has_committed_within(&self, age: Duration, now: Instant) -> bool {
        let last_ms = self.last_commit_ms.load(Ordering::Relaxed);
        let now_ms = now.saturating_duration_since(self.began).as_millis() as u64;
        last_ms > 0 && now_ms.saturating_sub(last_ms) < age.as_millis() as u64
    }

    /// All of it, in the text format that Prometheus reads.
    pub fn text(&self, looked: Looked) -> Result<String, std::fmt::Error> {
        let mut registry = Registry::with_prefix("footfall");
        let refused = Family::<Reason, Counter>::default();
        for (reason, count) in looked.drops {
            refused.get_or_create(&Reason { reason }).inc_by(count.cast_unsigned());
        }
        let bytes = |bytes: u64| {
            let gauge: Gauge = Gauge::default();
            gauge.set(bytes.cast_signed());
            gauge
        };
        registry.register("answers", "HTTP answers by way in and status", self.answers.clone());
        registry.register(
            "events_stored",
            "Events committed since the start",
            self.events_stored.clone(),
        );
        registry.register(
            "drops",
            "What was refused, filtered, set aside or corrected since the first start, by the reasons of the drops report",
            refused,
        );
        registry.register(
            "queue_requests",
            "Requests that wait for their commit",
            self.waiting_requests.clone(),
        );
        registry.register_with_unit(
            "queue",
            "What waits for its commit",
            Unit::Bytes,
            self.waiting_bytes.clone(),
        );
        registry.register(
            "unapplied_events",
            "Events that are committed and in no report yet",
            self.unapplied_events.clone(),
        );
        registry.register_with_unit(
            "unapplied",
            "What they take on disk",
            Unit::Bytes,
            self.unapplied_bytes.clone(),
        );
        registry.register_with_unit(
            "commit",
            "How long commits took",
            Unit::Seconds,
            self.commit_seconds.clone(),
        );
        registry.register(
            "commit_requests",
            "Requests in one commit",
            self.commit_requests.clone(),
        );
        registry.register("commit_events", "Events in one commit", self.commit_events.clone());
        registry.register(
            "failed_commits",
            "Commits that the disk refused",
            self.failed_commits.clone(),
        );
        registry.register(
            "notices",
            "Attempts to send a summary or an alert, by mail or webhook, since the start",
            self.notices.clone(),
        );
        registry.register_with_unit(
            "database",
            "The database's file",
            Unit::Bytes,
            bytes(looked.database_bytes),
        );
        registry.register_with_unit(
            "log",
            "The database's write-ahead log",
            Unit::Bytes,
            bytes(looked.log_bytes),
        );
        registry.register_with_unit(
            "resident",
            "This process' memory",
            Unit::Bytes,
            bytes(looked.resident_bytes),
        );
        let mut text = String::new();
        encode(&mut text, &registry)?;
        Ok(text)
    }
}

fn way(path: &str) -> &'static str {
    if let Some((_, way)) = WAYS.iter().find(|(known, _)| *known == path) {
        return way;
    }
    let of_server = path.starts_with("/api/v1/sites/") && path.ends_with("/events");
    if of_server { SERVER } else { OTHER }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_by_the_way_they_came_in() {
        let check = |path, expected| assert_eq!(way(path), expected, "{path}");
        check("/v1/events", "batch");
        check("/v1/events/check", "other");
        check("/piwik.php", "matomo");
        check("/api/v1/sites/shop/events", "server");
        check("/api/v1/sites/shop/overview", "other");
        check("/", "other");
    }

    #[test]
    fn a_commit_proves_for_a_while_that_there_can_be_another() {
        let began = Instant::now();
        let at = |ms| began + Duration::from_millis(ms);
        let second = Duration::from_secs(1);
        let metrics = Metrics::new(began);
        assert!(!metrics.has_committed_within(second, at(0)));
        metrics.committed(1, 2, at(10), at(12));
        assert!(metrics.has_committed_within(second, at(1_011)));
        assert!(!metrics.has_committed_within(second, at(1_012)));
    }

    #[test]
    fn what_waits_goes_up_and_down() {
        let metrics = Metrics::new(Instant::now());
        metrics.entered(500);
        metrics.entered(1_024);
        metrics.left(500);
        metrics.unapplied(Amount { rows: 1, events: 3, bytes: 700 });
        let text = metrics.text(Looked::default()).unwrap();
        for line in [
            "footfall_queue_requests 1",
            "footfall_queue_bytes 1024",
            "footfall_unapplied_events 3",
            "footfall_unapplied_bytes 700",
        ] {
            assert!(text.lines().any(|said| said == line), "{text}");
        }
    }
}
