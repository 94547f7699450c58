//! The whole of it under a simulated clock: the collector in this process, told what time it is.

use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

use footfall_collector::collector::{Collector, DataLock};
use footfall_collector::config::{Limits, Notices};
use footfall_collector::control::{self, Request};
use footfall_collector::ingest::{Rate, ServerEvents};
use footfall_collector::notices::{Courier, Rule, monday_of, pass};
use footfall_collector::site::{Site, date_of};
use footfall_collector::store::{NewSite, Store, StoreError};
use footfall_tests::{Asked, Listener, Page, Reply, Server, Shop, TestDir, item, must, now_ms};
use serde_json::{Value, json};

use crate::mail::Post;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
const WEEK_MS: i64 = 7 * DAY_MS;

struct Stage {
    collector: Collector,
    courier: Courier,
    site: Arc<Site>,
    /// Bodies of webhooks, oldest first.
    told: Arc<Mutex<Vec<Value>>>,
    port: u16,
    _listener: Listener,
    dir: TestDir,
}

impl Stage {
    fn new(settings: Notices, start_ms: i64) -> Self {
        let dir = TestDir::default();
        let lock = must(DataLock::take(&dir.data()), "the directory");
        let lock = must(lock.ok_or("taken"), "the directory");
        let none = Rate { requests_per_s: 0, burst: 0 };
        let limits = Limits { visitor: none, site: none, new_texts_per_day: 1_000 };
        let collector = must(Collector::start(&dir.data(), lock, limits, start_ms), "a collector");
        let site = NewSite {
            key: "shop".into(),
            name: "My shop".into(),
            currency: "EUR".into(),
            time_zone: "Europe/Paris".into(),
            origins: Vec::new(),
            prices_include_tax: false,
            scrub_params: Vec::new(),
            sender_ids: false,
        };
        let add = Request::SiteAdd(site);
        must(control::execute(&collector, add, start_ms, &mut |_| {}), "the site");
        let site = must(collector.site("shop").ok_or("none"), "the site");
        let told: Arc<Mutex<Vec<Value>>> = Arc::default();
        let heard = Arc::clone(&told);
        let listener = Listener::open(move |asked: &Asked| {
            let body = must(serde_json::from_str(&asked.text()), "a body");
            must(heard.lock(), "what was told").push(body);
            Reply::Answer(Page::new(200, "text/plain", "thanks"))
        });
        let courier = must(Courier::new(&settings), "the settings");
        let port = listener.port;
        Self { collector, courier, site, told, port, _listener: listener, dir }
    }

    fn with_webhook(start_ms: i64) -> Self {
        let settings = Notices { allow_private_webhooks: true, ..Notices::default() };
        let stage = Self::new(settings, start_ms);
        let url = format!("http://127.0.0.1:{}/", stage.port);
        stage.target("webhook", &url);
        stage
    }

    fn run<T: Send + 'static>(
        &self,
        errand: impl FnOnce(&mut Store) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        must(must(self.collector.queue.run(errand).blocking_recv(), "the writer"), "an errand")
    }

    fn target(&self, kind: &'static str, address: &str) {
        let (site_id, address) = (self.site.id, address.to_owned());
        self.run(move |store| store.add_notice_target(site_id, kind, &address, &[7; 32], 0));
    }

    fn rule(&self, rule: Rule, threshold: i64, told: Option<i64>) {
        let site_id = self.site.id;
        self.run(move |store| store.set_notice_rule(site_id, rule.name(), threshold, told));
    }

    /// An order, as the shop's server tells of it at that time.
    fn order(&self, id: &str, total: &str, name: &str, at_ms: i64) {
        let mut lamp = item("LAMP", total, 1);
        lamp["item_name"] = json!(name);
        let params = json!({
            "transaction_id": id, "currency": "EUR", "order_total": total, "items": [lamp],
        });
        let body = json!({ "events": [{ "name": "purchase", "at": at_ms, "params": params }] });
        let body = body.to_string();
        let believed = must(ServerEvents::believe(&self.site, body.as_bytes(), at_ms), "an order");
        for arrival in believed.arrivals(None, &self.collector.customers) {
            let stored = must(self.collector.queue.store(&arrival), "room");
            assert_eq!(stored.blocking_recv(), Ok(Ok(())));
        }
        self.run(|_| Ok(()));
    }

    /// What a look at that time tells: kind and rule of each.
    fn told_at(&self, at_ms: i64) -> Vec<(String, String)> {
        must(pass(&self.collector, &self.courier, at_ms), "a look");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let told = std::mem::take(&mut *must(self.told.lock(), "what was told"));
        told.iter().map(|body| (text(&body["kind"]), text(&body["rule"]))).collect()
    }
}

fn pair(kind: &str, rule: &str) -> Vec<(String, String)> {
    vec![(kind.to_owned(), rule.to_owned())]
}

#[test]
fn an_alert_is_told_once_then_that_it_is_over_and_then_again() {
    let start_ms = now_ms();
    let stage = Stage::with_webhook(start_ms);
    // In each of the four weeks before there were orders in these hours.
    for week in 1..=4 {
        for hour in 0..8 {
            let at_ms = start_ms - week * WEEK_MS + hour * HOUR_MS;
            stage.order(&format!("{week}-{hour}"), "10.00", "Lamp", at_ms);
        }
    }
    stage.order("now", "10.00", "Lamp", start_ms);
    stage.rule(Rule::NoOrders, 2, None);
    let at = |hours: i64| stage.told_at(start_ms + hours * HOUR_MS);
    let nothing: Vec<(String, String)> = Vec::new();
    assert_eq!(at(0), nothing);
    assert_eq!(at(2), nothing, "two whole hours are not over");
    assert_eq!(at(3), pair("alert", "no_orders"));
    assert_eq!(at(3), nothing);
    assert_eq!(at(4), nothing, "it is the same trouble");
    assert_eq!(at(30), nothing, "also at a time when nobody orders");
    stage.order("again", "10.00", "Lamp", start_ms + 4 * HOUR_MS);
    assert_eq!(at(5), pair("recovered", "no_orders"));
    assert_eq!(at(5), nothing);
    assert_eq!(at(7), pair("alert", "no_orders"), "another one");
    assert_eq!(at(8), nothing);
}

#[test]
fn a_rule_that_nobody_switched_on_tells_nothing() {
    let start_ms = now_ms();
    let stage = Stage::with_webhook(start_ms);
    for week in 1..=4 {
        stage.order(&format!("{week}"), "10.00", "Lamp", start_ms - week * WEEK_MS - HOUR_MS);
    }
    assert_eq!(stage.told_at(start_ms), []);
    stage.rule(Rule::NoOrders, 1, None);
    assert_eq!(stage.told_at(start_ms), pair("alert", "no_orders"));
}

#[test]
fn revenue_that_is_down_is_told_in_the_morning() {
    // A noon, so that the days are the same everywhere.
    let noon_ms = now_ms().div_euclid(DAY_MS) * DAY_MS + 12 * HOUR_MS;
    let stage = Stage::with_webhook(noon_ms);
    for week in 1..=4 {
        stage.order(&format!("{week}"), "100.00", "Lamp", noon_ms - DAY_MS - week * WEEK_MS);
    }
    stage.order("yesterday", "40.00", "Lamp", noon_ms - DAY_MS);
    stage.rule(Rule::RevenueDown, 50, None);
    assert_eq!(stage.told_at(noon_ms - 8 * HOUR_MS), [], "four in the morning");
    assert_eq!(stage.told_at(noon_ms), pair("alert", "revenue_down"));
    assert_eq!(stage.told_at(noon_ms + HOUR_MS), []);
}

#[test]
fn a_webhook_that_is_down_is_asked_again_and_its_notice_is_the_same() {
    let start_ms = now_ms();
    let settings = Notices { allow_private_webhooks: true, ..Notices::default() };
    let stage = Stage::new(settings, start_ms);
    let (key, keys) = channel();
    let listener = Listener::open(move |asked: &Asked| {
        let _over = key.send(asked.header("idempotency-key").to_owned()).is_err();
        Reply::Answer(Page::new(503, "text/plain", "later"))
    });
    stage.target("webhook", &format!("http://127.0.0.1:{}/", listener.port));
    let (site_id, site) = (stage.site.id, Arc::clone(&stage.site));
    stage.run(move |store| {
        let body = footfall_collector::notices::test_notice(&site, start_ms);
        store.tell_target(site_id, 1, "test", &body, start_ms)
    });
    let mut attempts = Vec::new();
    for minute in 0..3_000 {
        stage.told_at(start_ms + minute * 60_000);
        attempts.extend(keys.try_iter().map(|key| (minute, key)));
    }
    let minutes: Vec<i64> = attempts.iter().map(|(minute, _)| *minute).collect();
    assert_eq!(minutes, [0, 1, 6, 21, 81, 261, 621, 1341], "and then it is given up");
    assert!(attempts.iter().all(|(_, key)| *key == attempts[0].1), "{attempts:?}");
}

#[test]
fn the_weeks_summary_has_the_numbers_of_the_overview_and_names_are_text_in_it() {
    let start_ms = now_ms();
    let post = Post::open();
    let settings = Notices {
        smtp_url: Some(format!("smtp://127.0.0.1:{}", post.port)),
        mail_from: Some("stats@shop.example".into()),
        allow_private_webhooks: true,
    };
    let stage = Stage::new(settings, start_ms);
    stage.target("webhook", &format!("http://127.0.0.1:{}/", stage.port));
    stage.target("mail", "you@shop.example");
    let today = stage.site.day_of(start_ms);
    let monday = monday_of(today) + 7;
    let at = |day: i64, hour: i64| stage.site.start_of_day_ms(day) + hour * HOUR_MS;
    let hostile = "<script>alert(1)</script>";
    for (id, total, day) in [("A", "10.00", -7), ("B", "5.50", -7), ("C", "100.00", -8)] {
        stage.order(id, total, hostile, at(monday + day, 1));
    }
    stage.rule(Rule::WeeklySummary, 0, Some(monday - 7));
    assert_eq!(stage.told_at(at(monday, 6)), [], "too early");
    must(pass(&stage.collector, &stage.courier, at(monday, 8)), "a look");
    let told = std::mem::take(&mut *must(stage.told.lock(), "what was told"));
    assert_eq!(stage.told_at(at(monday, 9)), [], "once");
    let [body] = &told[..] else { panic!("{told:?}") };
    assert_eq!((&body["kind"], &body["data"]["numbers"]["orders"]), (&json!("summary"), &json!(2)));
    let message = post.message();
    assert!(message.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{message}");
    let (_, html) = message.split_once("text/html").unwrap_or_default();
    assert!(!html.contains("<script"), "{message}");
    assert!(
        message.contains("- Total revenue: 15.50 EUR (the week before: 100.00 EUR)"),
        "{message}"
    );
    assert!(post.is_empty());
    // What the dashboard says of the same days.
    let Stage { collector, dir, .. } = stage;
    collector.stop();
    drop(collector);
    let server = Server::on(&dir.data(), &[]);
    let shop = Shop::new(&server, "shop", &server.key("shop", "read"));
    let day = |day| must(date_of(day).ok_or("no day"), "a day");
    let overview =
        shop.report_of("overview", day(monday - 7), day(monday - 1), "&compare=previous");
    for (numbers, expected) in [("numbers", &overview), ("previous", &overview["previous"])] {
        let numbers = body["data"][numbers].as_object().cloned().unwrap_or_default();
        assert_eq!(numbers.len(), 7);
        for (metric, value) in numbers {
            assert_eq!(value, expected[&metric], "{metric}");
        }
    }
}
