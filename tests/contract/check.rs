//! `POST /v1/events/check`: what would be answered, in words, and nothing of it happens.

use footfall_tests::{ORIGIN, Server, must};
use serde_json::json;

#[test]
fn a_check_says_what_would_be_refused_and_why_and_stores_nothing() {
    let server = Server::start();
    let shop = server.shop("shop");
    let url = format!("{}/v1/events/check", server.url);
    let mut load = shop.load();
    let events = [load.page_view(), load.event("purchase", json!({ "value": 5 }))];
    let batch = load.batch(&events);
    let checked = server.http.post(&url, &[("origin", ORIGIN)], &batch.to_string());
    let refusal = json!({
        "index": 1, "code": "missing", "field": "params.transaction_id",
        "message": "params.transaction_id: a required field is absent or empty",
    });
    assert_eq!(
        (checked.status, checked.json()),
        (200, json!({ "accepted": 1, "refused": [refusal] }))
    );
    assert_eq!(checked.header("access-control-allow-origin"), Some("*"));
    let overview = shop.overview();
    assert_eq!((&overview["page_views"], &overview["sessions"]), (&json!(0), &json!(0)));
    assert_eq!(shop.drops("missing"), 0, "and nothing is counted");
    // The very same batch is new to the door.
    let stored = shop.post(&batch);
    assert_eq!((stored.status, &stored.json()["accepted"]), (200, &json!(1)));
    assert_eq!((shop.drops("duplicate"), shop.drops("missing")), (0, 1));
}

#[test]
fn a_check_answers_with_the_status_of_the_real_thing() {
    let server = Server::start();
    let shop = server.shop("shop");
    let url = format!("{}/v1/events", server.url);
    let body = |site: &str, name: &str| {
        let mut load = footfall_tests::PageLoad::new(site);
        let events = [load.event(name, json!({}))];
        load.batch(&events).to_string()
    };
    let large = "x".repeat(1024 * 1024);
    for (origin, body, expected) in [
        (ORIGIN, body("shop", "login"), 200),
        (ORIGIN, body("shop", "purchase"), 400),
        (ORIGIN, "{".to_owned(), 400),
        ("https://evil.example", body("shop", "login"), 403),
        (ORIGIN, body("nowhere", "login"), 404),
        (ORIGIN, large, 413),
    ] {
        let headers = [("origin", origin)];
        let checked = server.http.post(&format!("{url}/check"), &headers, &body);
        let real = server.http.post(&url, &headers, &body);
        assert_eq!((checked.status, real.status), (expected, expected), "{checked:?} {real:?}");
        assert_eq!(checked.json()["error"], real.json()["error"]);
        let message = checked.json()["error"]["message"].as_str().map(str::to_owned);
        assert_eq!(message.is_some_and(|words| words.len() > 20), real.json()["error"].is_object());
    }
    let asks = [("origin", ORIGIN), ("access-control-request-method", "POST")];
    let preflight =
        must(server.http.try_send("OPTIONS", &format!("{url}/check"), &asks, None), "OPTIONS");
    assert_eq!(preflight.status, 204);
    assert_eq!(server.http.get(&format!("{url}/check"), &[]).status, 405);
    assert_eq!(shop.overview()["sessions"], 1, "of the one real login");
    // What the real ones were refused for is counted once each; the checks add nothing.
    footfall_tests::wait_until("the count of refusals", || {
        (shop.drops("origin_not_allowed") == 1).then_some(())
    });
}
