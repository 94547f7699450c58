//! The log tells the operator what went wrong, and nobody who was there.

use footfall_tests::{AGENT, ORIGIN, Server, TestDir, must, wait_until};
use serde_json::{Value, json};

const PERSONAL: [&str; 6] = [
    "203.0.113.77",
    "Curious-Browser-4711",
    "ann@example.org",
    "token=s3cret",
    "ff_s3cretkey",
    "order-4711",
];

/// Requests of all sorts, each with all that is personal in all places where it can be.
fn be_odd(server: &Server) {
    let agent = format!("{AGENT} Curious-Browser-4711");
    let page = "https://shop.example/?mail=ann@example.org&token=s3cret";
    let headers = [
        ("origin", ORIGIN),
        ("user-agent", &*agent),
        ("x-forwarded-for", "203.0.113.77"),
        ("referer", page),
        ("authorization", "Bearer ff_s3cretkey"),
        ("cookie", "footfall=ff_s3cretkey"),
    ];
    let shop = server.shop("shop");
    let mut load = shop.load().at(page);
    let order = load.purchase("order-4711", "1.00", &[("ann@example.org", "1.00", 1)]);
    let events = [load.event("page_view", json!({ "mail": "ann@example.org" })), order];
    let good = load.batch(&events).to_string();
    let broken = good.replace("\"events\"", "\"ann@example.org\"");
    let post = |body: &str, query: &str| {
        server.http.post(&format!("{}/v1/events{query}", server.url), &headers, body);
    };
    for body in [&*good, &broken, "ann@example.org", "{\"v\":\"ann@example.org\"}", ""] {
        post(body, "");
        post(body, "?token=s3cret&ip=203.0.113.77");
    }
    post(&"ann@example.org".repeat(20_000), "");
    for path in [
        "/v1/pixel.gif?site=shop&token=s3cret",
        "/v1/pixel.gif?site=ann@example.org",
        "/api/v1/sites/ann@example.org/overview?token=s3cret",
        "/api/v1/sites/shop/overview?from=ann@example.org",
        "/sign-in/ff_s3cretkey?token=s3cret",
        "/metrics?token=s3cret",
        "/readyz?token=s3cret",
        "/nowhere/ann@example.org",
        "/%ff?token=s3cret",
    ] {
        server.http.get(&format!("{}{path}", server.url), &headers);
    }
    server.command(&["user", "add", "ann@example.org"]);
    // What can't be stored is told of in the log, at length.
    let _stuck = server.stuck();
    post(&good, "");
}

#[test]
fn no_address_no_browser_no_mail_and_no_secret_is_in_the_log_however_much_it_says() {
    for level in ["warn,footfall_collector=info", "debug"] {
        let dir = TestDir::default();
        let environment = [("FOOTFALL_LOG", level)];
        let flags = ["--trusted-proxy", "127.0.0.1"];
        let server = Server::launch(&dir.data(), &flags, &environment);
        be_odd(&server);
        let log = wait_until("the log of the failure", || {
            Some(server.log()).filter(|log| log.contains("commit failed"))
        });
        for word in PERSONAL {
            assert!(!log.contains(word), "{level}: {word} is in the log:\n{log}");
        }
    }
}

#[test]
fn as_json_each_line_of_the_log_is_an_object_with_its_time_level_and_words() {
    let dir = TestDir::default();
    let server = Server::on(&dir.data(), &["--log-format", "json"]);
    be_odd(&server);
    wait_until("the log", || server.log().contains("commit failed").then_some(()));
    for line in server.log().lines() {
        let said: Value = must(serde_json::from_str(line), line);
        for key in ["timestamp", "level", "target", "message"] {
            assert!(said[key].is_string(), "{key}: {line}");
        }
    }
}
