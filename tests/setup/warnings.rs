//! What looks wrong with a shop: each warning by a history that has it, and none by one that has nothing.

use footfall_tests::{PageLoad, Server, Shop, TestDir, item, must, now_ms, wait_until};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::heard::setup;

const HOUR_MS: i64 = 3_600_000;

struct Stage {
    shop: Shop,
    load: PageLoad,
    url: String,
    ingest: String,
    http: footfall_tests::Http,
}

impl Stage {
    fn new(server: &Server, id: &str) -> Self {
        let shop = server.shop(id);
        let load = shop.load();
        let ingest = format!("Bearer {}", server.key(id, "ingest"));
        let url = format!("{}/api/v1/sites/{id}/events", server.url);
        Self { shop, load, url, ingest, http: server.http.clone() }
    }

    /// What a page says, after it was viewed.
    fn page(&mut self, name: &str, params: Value) {
        self.page_ago(0, name, params);
    }

    fn page_ago(&mut self, ago_ms: i64, name: &str, params: Value) {
        let events = [self.load.page_view(), self.load.event_ago(ago_ms, name, params)];
        let batch = self.load.batch(&events);
        let status = self.shop.post(&batch).status;
        assert!([200, 400].contains(&status), "{batch}: {status}");
        self.load = self.shop.load();
    }

    /// What the shop's server says.
    fn server(&self, ago_ms: i64, name: &str, params: Value) {
        let at = now_ms() - ago_ms;
        let body = json!({ "events": [{ "name": name, "at": at, "params": params }] });
        let headers = [("authorization", &*self.ingest)];
        let answer = self.http.post(&self.url, &headers, &body.to_string());
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    fn warnings(&self) -> Vec<Value> {
        setup(&self.shop)["warnings"].as_array().cloned().unwrap_or_default()
    }
}

fn order(id: &str) -> Value {
    json!({
        "transaction_id": id, "currency": "EUR", "value": "10.00", "items": [item("LAMP", "5.00", 2)],
    })
}

fn without(mut params: Value, key: &str) -> Value {
    if let Some(entries) = params.as_object_mut() {
        entries.remove(key);
    }
    params
}

fn with(mut params: Value, key: &str, value: &str) -> Value {
    params[key] = json!(value);
    params
}

/// The server tells of the same order.
fn confirmed(stage: &Stage, id: &str) {
    let params = without(with(order(id), "order_total", "10.00"), "value");
    stage.server(0, "purchase", params);
}

#[test]
fn a_shop_that_does_all_well_is_warned_of_nothing() {
    let server = Server::start();
    let mut stage = Stage::new(&server, "shop");
    for step in ["view_item", "add_to_cart", "begin_checkout"] {
        stage.page(step, json!({ "currency": "EUR", "items": [item("LAMP", "5.00", 2)] }));
    }
    stage.page("purchase", order("T-1"));
    confirmed(&stage, "T-1");
    // The thank-you page is loaded again.
    stage.page("purchase", order("T-1"));
    stage.server(0, "refund", json!({ "transaction_id": "T-1" }));
    assert_eq!(stage.warnings(), [Value::Null; 0]);
}

#[test]
fn each_fault_is_told_by_its_code_how_often_and_with_an_example() {
    let server = Server::start();
    let check = |code: &str, count: i64, example: &str, history: &dyn Fn(&mut Stage)| {
        let mut stage = Stage::new(&server, code);
        stage.page("purchase", order("T-0"));
        confirmed(&stage, "T-0");
        let since = now_ms();
        history(&mut stage);
        let warnings = stage.warnings();
        let told: Vec<_> = warnings
            .iter()
            .map(|warning| {
                (warning["code"].clone(), warning["count"].clone(), warning["example"].clone())
            })
            .collect();
        assert_eq!(told, [(json!(code), json!(count), json!(example))], "{code}");
        assert_eq!(warnings[0]["level"], "warning");
        let told_since = warnings[0]["since_ms"].as_i64().unwrap_or_default();
        assert!((since - 27 * HOUR_MS..=now_ms()).contains(&told_since), "{warnings:?}");
    };
    check("order_without_currency", 2, "T-2", &|stage| {
        for id in ["T-1", "T-2"] {
            stage.page("purchase", without(order(id), "currency"));
            confirmed(stage, id);
        }
    });
    check("order_without_items", 1, "T-1", &|stage| {
        stage.page("purchase", without(order("T-1"), "items"));
        confirmed(stage, "T-1");
    });
    check("order_totals_differ", 1, "T-1", &|stage| {
        stage.page("purchase", order("T-1"));
        stage.page("purchase", with(order("T-1"), "value", "12.00"));
        confirmed(stage, "T-1");
    });
    check("order_unlike_page", 1, "T-1", &|stage| {
        stage.page("purchase", with(order("T-1"), "value", "9.00"));
        confirmed(stage, "T-1");
    });
    check("order_tax_unclear", 1, "T-1", &|stage| {
        // The lines are 10.00, and the value is those with the tax, which is then added once more.
        let taxed = with(with(order("T-1"), "tax", "2.00"), "value", "12.00");
        stage.page("purchase", taxed);
        stage.server(0, "purchase", without(with(order("T-1"), "order_total", "14.00"), "value"));
    });
    check("orders_unconfirmed", 1, "T-1", &|stage| {
        stage.page_ago(25 * HOUR_MS, "purchase", order("T-1"));
        // The server may still tell of this one.
        stage.page_ago(23 * HOUR_MS, "purchase", order("T-2"));
    });
    check("refund_without_order", 1, "T-1", &|stage| {
        stage.server(2 * HOUR_MS, "refund", json!({ "transaction_id": "T-1" }));
        // The order of this one may still come.
        stage.server(0, "refund", json!({ "transaction_id": "T-2" }));
    });
    check("events_refused", 1, "unknown_currency", &|stage| {
        stage.page("purchase", with(order("T-1"), "currency", "EURO"));
    });
    check("signature_invalid", 1, "signature_invalid", &|stage| {
        stage.page("purchase", with(order("T-1"), "signature", &"0".repeat(64)));
        confirmed(stage, "T-1");
    });
    check("events_lost_in_browser", 3, "dropped_in_browser", &|stage| {
        let view = stage.load.page_view();
        let mut batch = stage.load.batch(&[view]);
        batch["dropped"] = json!(3);
        stage.shop.store(&batch);
    });
    check("origin_not_allowed", 3, "https://www.shop.example", &|stage| {
        for origin in
            ["https://other.example", "https://www.shop.example", "https://www.shop.example"]
        {
            let view = stage.load.page_view();
            let batch = stage.load.batch(&[view]);
            assert_eq!(stage.shop.post_from(origin, &batch).status, 403);
        }
        wait_until("the counts", || (stage.shop.drops("origin_not_allowed") == 3).then_some(()));
    });
}

#[test]
fn prices_that_include_tax_are_looked_at_the_other_way_round() {
    let server = Server::start();
    let flags = ["--timezone", "UTC", "--origin", footfall_tests::ORIGIN, "--prices-include-tax"];
    let shop = server.shop_with("shop", &flags);
    let check = |id: &str, value: &str, expected: i64| {
        let mut load = shop.load();
        let params = with(with(order(id), "tax", "2.00"), "value", value);
        let events = [load.page_view(), load.event("purchase", params)];
        shop.store(&load.batch(&events));
        let warnings = setup(&shop)["warnings"].clone();
        let all = warnings.as_array().into_iter().flatten();
        let mut of_tax = all.filter(|warning| warning["code"] == "order_tax_unclear");
        let count =
            of_tax.next().map_or(0, |warning| warning["count"].as_i64().unwrap_or_default());
        assert_eq!(count, expected, "{value}: {warnings}");
    };
    check("T-1", "10.00", 0);
    check("T-2", "12.00", 0);
    // The lines include it, the value does not, and the site says that it does.
    check("T-3", "8.00", 1);
}

#[test]
fn a_shop_whose_orders_nobody_verifies_is_given_a_hint() {
    let server = Server::start();
    let mut stage = Stage::new(&server, "shop");
    stage.page("purchase", order("T-1"));
    let warnings = stage.warnings();
    assert_eq!(
        (&warnings[0]["code"], &warnings[0]["level"], &warnings[0]["count"], warnings.len()),
        (&json!("orders_only_reported"), &json!("hint"), &json!(1), 1)
    );
}

#[test]
fn strangers_fill_no_disk_with_origins() {
    let server = Server::with(&footfall_tests::ANY_RATE);
    let stage = Stage::new(&server, "shop");
    for n in 0..60 {
        let origin = format!("https://{n}.example");
        let mut load = stage.shop.load();
        let view = load.page_view();
        let batch = load.batch(&[view]);
        assert_eq!(stage.shop.post_from(&origin, &batch).status, 403);
    }
    // They are counted apart from what is acknowledged.
    wait_until("all of them", || (stage.shop.drops("origin_not_allowed") == 60).then_some(()));
    let heard = setup(&stage.shop)["heard"]["refused_origins"].as_array().map_or(0, Vec::len);
    assert!((1..=20).contains(&heard), "{heard}");
}

#[test]
fn a_tracker_that_used_to_send_at_this_hour_and_does_not_is_silent() {
    let dir = TestDir::default();
    let server = Server::on(&dir.data(), &[]);
    let shop = server.shop("shop");
    let mut load = shop.load();
    let view = load.page_view();
    shop.store(&load.batch(&[view]));
    assert_eq!(setup(&shop)["warnings"], json!([]));
    drop(server.database());
    server.kill();
    // Four weeks pass, of which each had events at this hour, and the last eight hours none.
    let database = must(Connection::open(dir.data().join("footfall.db")), "the database");
    let hour = now_ms() / HOUR_MS;
    for week in 1..=4 {
        let then = hour - week * 168 - 1;
        let add = "insert into heard_hour (site_id, hour, events, orders) \
                   select id, ?1, 3, 0 from site where key = 'shop'";
        must(database.execute(add, (then,)), "an hour");
    }
    let eight_hours = 8 * HOUR_MS;
    let back = "update heard set last_at_ms = last_at_ms - ?1";
    must(database.execute(back, (eight_hours,)), "the last event");
    must(database.execute("delete from heard_hour where hour >= ?1", (hour - 1,)), "today");
    drop(database);
    let server = Server::on(&dir.data(), &[]);
    let warnings = setup(&shop.behind(&server))["warnings"].clone();
    assert_eq!(
        (&warnings[0]["code"], &warnings[0]["count"]),
        (&json!("tracker_silent"), &json!(8)),
        "{warnings}"
    );
}
